"""Search by words, asked as clients ask it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.dialects.postgresql import asyncpg

from api.database.logins import Database
from retrieval.search import WANTED, hits
from retrieval.texts import texts_of_library
from schema.plan.reader import READER
from schema.tables import Conversation, Pair, Person, Row, SummarySentence
from tests.clients import Client
from tests.makers import Makers, ago, ahead, client_id

FIND = """
query Find($text: String!, $about: ID, $parts: [Part!], $kinds: [SourceKind!], $first: Int! = 10) {
  search(text: $text, about: $about, parts: $parts, kinds: $kinds, first: $first) {
    source { kind nodeId node { __typename id } quote asOf } part text about { id } conversation { id }
  }
}
"""


ABOUT_A_PERSON = [
    "AGREEMENT", "FEEDBACK", "GOAL", "GOAL_EVALUATION", "NOTE", "REFLECTION", "RESPONSE", "RESPONSE", "SUMMARY_SENTENCE", "TALENT", "TALKING_POINT",
]  # fmt: skip


@dataclass(frozen=True)
class Talk:
    """A closed talk and the two who had it."""

    pair: Pair
    conversation: Conversation
    employee: Person
    manager: Person


@pytest.fixture
async def talk(make: Makers) -> Talk:
    """A pair with a closed talk."""
    pair = await make.pair()
    conversation = await make.conversation(pair, status="CLOSED", at=ago(days=14))
    return Talk(pair, conversation, await make.employee_of(pair), await make.manager_of(pair))


@pytest.fixture
async def clients(client: Client, database: Database) -> AsyncIterator[list[Client]]:
    """The client behind both walls, and behind each of them alone."""
    past_the_second = client.without_second_wall(database.urls.load)
    yield [client, client.without_first_wall(), past_the_second]
    await past_the_second.reading.close()


async def hits_of(client: Client, viewer: Person, text: str, about: Any = None, **more: Any) -> list[dict[str, Any]]:
    """The hits as a client gets them."""
    hits: list[dict[str, Any]] = (await client.ask(FIND, viewer, text=text, about=about, **more))["search"]
    return hits


async def texts_of(client: Client, viewer: Person, text: str, about: Any = None, **more: Any) -> list[str]:
    """The texts found, in order."""
    return [hit["text"] for hit in await hits_of(client, viewer, text, about, **more)]


async def test_a_hit_says_where_its_text_stands(make: Makers, client: Client, talk: Talk) -> None:
    note = await make.note(talk.conversation, text="De roosters komen te laat.", part="PERSONAL", at=ago(days=14))

    (hit,) = await hits_of(client, talk.manager, "rooster", talk.employee)

    assert hit["source"]["kind"] == "NOTE"
    assert hit["source"]["nodeId"] == client_id(note)
    assert hit["source"]["node"] == {"__typename": "Note", "id": client_id(note)}
    assert hit["source"]["quote"] == hit["text"] == "De roosters komen te laat."
    assert hit["source"]["asOf"] is not None
    assert hit["part"] == "PERSONAL"
    assert hit["about"]["id"] == client_id(talk.employee)
    assert hit["conversation"]["id"] == client_id(talk.conversation)


async def test_every_kind_of_shared_text_about_a_person_is_found(make: Makers, client: Client, talk: Talk) -> None:
    goal = await make.goal(talk.pair, "Zeppelin bouwen", description="Met de werkplaats")
    reflection = await make.reflection(talk.pair, "De zeppelin gaf energie.")
    await make.note(talk.conversation, text="Zeppelin besproken.")
    await make.point(talk.conversation, text="Hoe gaat het met de zeppelin?")
    await make.agreement(talk.conversation, text="Zeppelin volgende week af.")
    await make.summary(talk.conversation, ["Jullie spraken over de zeppelin."])
    await make.evaluation(goal, text="De zeppelin zweeft.")
    await make.response(await make.feedback(talk.pair, text="Mooie zeppelin."), text="Dank, ook namens de zeppelin.")
    await make.response(reflection, talk.manager, "Wat fijn van die zeppelin.")
    await make.talent(talk.pair, "Zeppelins ontwerpen")

    for viewer in (talk.employee, talk.manager):
        found = await hits_of(client, viewer, "zeppelin", talk.employee, first=100)
        kinds = sorted(hit["source"]["kind"] for hit in found)
        assert kinds == ABOUT_A_PERSON
        assert all(hit["about"]["id"] == client_id(talk.employee) for hit in found)
        in_talk = {hit["source"]["kind"] for hit in found if hit["conversation"]}
        assert in_talk == {"NOTE", "TALKING_POINT", "AGREEMENT", "SUMMARY_SENTENCE"}


async def test_a_talent_counts_once_it_is_confirmed(make: Makers, client: Client, talk: Talk) -> None:
    await make.talent(talk.pair, "Verbinden van mensen", confirmed=False)
    await make.talent(talk.pair, "Mensen verbinden")

    assert await texts_of(client, talk.manager, "verbinden", talk.employee) == ["Mensen verbinden"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("gesprekken", "Het gesprek over planning viel tegen."),
        ("PLANNING", "Het gesprek over planning viel tegen."),
        ("energie?", "Dit gaf veel energie"),
        ("doelen", "Het doel is gehaald."),
        ("meetings", "The meeting took too long."),
        ("planned", "She plans the releases herself."),
        ("responsibilities", "A new responsibility came up."),
    ],
)
async def test_an_inflected_word_is_found_in_dutch_and_in_english(make: Makers, client: Client, talk: Talk, query: str, text: str) -> None:
    await make.note(talk.conversation, text=text)
    await make.note(talk.conversation, text="Iets heel anders; something else entirely.")

    assert await texts_of(client, talk.employee, query, talk.employee) == [text]


async def test_one_of_the_words_is_enough_and_more_of_them_rank_higher(make: Makers, client: Client, talk: Talk) -> None:
    for text in ("Alleen de begroting.", "Alleen het rooster.", "Begroting en rooster samen.", "Geen van beide."):
        await make.note(talk.conversation, text=text)

    found = await texts_of(client, talk.employee, "begroting rooster", talk.employee)

    assert found[0] == "Begroting en rooster samen."
    assert sorted(found[1:]) == ["Alleen de begroting.", "Alleen het rooster."]


async def test_a_rare_word_weighs_more_than_a_common_one(make: Makers, client: Client, talk: Talk) -> None:
    await make.note(talk.conversation, text="Over de begroting.", at=ago(days=30))
    for day in range(1, 6):
        await make.note(talk.conversation, text=f"Rooster {day}.", at=ago(days=day))

    found = await texts_of(client, talk.employee, "rooster begroting", talk.employee)

    assert found == ["Over de begroting.", "Rooster 1.", "Rooster 2.", "Rooster 3.", "Rooster 4.", "Rooster 5."]


async def test_stop_words_of_either_language_find_nothing(make: Makers, client: Client, talk: Talk) -> None:
    await make.note(talk.conversation, text="Het was van de zomer; this was what we wanted of it.")

    assert await texts_of(client, talk.employee, "het van de the of what", talk.employee) == []
    assert len(await texts_of(client, talk.employee, "het van de zomer", talk.employee)) == 1


async def test_filters_leave_out_and_do_not_change_the_order(make: Makers, client: Client, talk: Talk) -> None:
    await make.note(talk.conversation, text="Rooster en begroting.", part="PERSONAL", at=ago(days=5))
    await make.note(talk.conversation, text="Rooster.", part="GROWTH", at=ago(days=4))
    await make.agreement(talk.conversation, text="Begroting nakijken.", at=ago(days=3))
    await make.goal(talk.pair, "Begroting sluitend", at=ago(days=2))

    async def found(**filters: Any) -> list[str]:
        return await texts_of(client, talk.employee, "begroting rooster", talk.employee, **filters)

    everything = await found()
    assert len(everything) == 4
    assert await found(parts=["PERSONAL", "GROWTH"]) == [text for text in everything if text.startswith("Rooster")]
    assert await found(parts=["CURRENT_ROLE"]) == ["Begroting sluitend"]
    assert await found(kinds=["AGREEMENT", "GOAL"]) == [text for text in everything if text.startswith("Begroting")]
    assert await found(kinds=["NOTE"], parts=["GROWTH"]) == ["Rooster."]
    assert await found(parts=[]) == await found(kinds=[]) == await found(kinds=["ROLE", "OUTCOME"]) == []


async def test_as_many_come_as_are_asked(make: Makers, client: Client, talk: Talk) -> None:
    for day in range(1, 13):
        await make.note(talk.conversation, text=f"Rooster {day}.", at=ago(days=day))

    assert len(await texts_of(client, talk.employee, "rooster", talk.employee)) == 10
    assert await texts_of(client, talk.employee, "rooster", talk.employee, first=2) == ["Rooster 1.", "Rooster 2."]
    for first in (0, 101, -1):
        assert await client.refusal(FIND, talk.employee, text="rooster", about=talk.employee, first=first) == "BAD_USER_INPUT"


async def test_a_private_text_is_found_by_nobody_its_author_included(make: Makers, clients: list[Client], talk: Talk) -> None:
    await make.note(talk.conversation, talk.manager, "Geheim van de leidinggevende.", private=True)
    await make.note(talk.conversation, talk.employee, "Geheim van de medewerker.", private=True)
    await make.response(await make.reflection(talk.pair, "Geheim in een reflectie.", shared=False), text="Geheim in een reactie.")

    for viewer in (talk.employee, talk.manager):
        for each in clients:
            assert await texts_of(each, viewer, "geheim", talk.employee) == []


async def test_what_the_manager_does_not_see_yet_is_found_by_the_employee_alone(make: Makers, client: Client, talk: Talk) -> None:
    soon = ahead(hours=1)
    feedback = await make.feedback(talk.pair, text="Rooster: feedback.", manager_sees_from=soon)
    await make.evaluation(await make.goal(talk.pair), text="Rooster: evaluatie.", manager_sees_from=soon)
    await make.reflection(talk.pair, "Rooster: reflectie.", manager_sees_from=soon)
    await make.response(feedback, text="Rooster: reactie.")

    assert len(await texts_of(client, talk.employee, "rooster", talk.employee)) == 4
    assert await texts_of(client, talk.manager, "rooster", talk.employee) == []


async def test_the_order_does_not_move_with_what_one_may_not_read(make: Makers, client: Client, clients: list[Client], talk: Talk) -> None:
    await make.note(talk.conversation, text="Over de begroting.", at=ago(days=3))
    await make.note(talk.conversation, text="Over het rooster.", at=ago(days=2))
    before = [await texts_of(each, talk.manager, "rooster begroting", talk.employee) for each in clients]

    other = await make.conversation(await make.pair(talk.manager), status="CLOSED")
    for number in range(5):
        await make.reflection(talk.pair, f"Rooster, privé {number}.", shared=False)
        await make.feedback(talk.pair, text=f"Rooster, nog niet {number}.", manager_sees_from=ahead(days=1))
        await make.note(talk.conversation, talk.employee, f"Rooster, eigen notitie {number}.", private=True)
        await make.note(other, text=f"Rooster van een ander {number}.")

    assert before == [["Over het rooster.", "Over de begroting."]] * 3
    assert [await texts_of(each, talk.manager, "rooster begroting", talk.employee) for each in clients] == before
    # Had the unreadable been counted, the now common word would weigh less: so it is for whoever reads more of it.
    assert (await texts_of(client, talk.employee, "rooster begroting", talk.employee))[0] == "Over de begroting."


async def test_others_find_nothing_about_a_person(make: Makers, client: Client, clients: list[Client], talk: Talk) -> None:
    await make.note(talk.conversation, text="Het rooster.")
    await make.goal(talk.pair, "Rooster op tijd")
    await make.feedback(talk.pair, text="Fijn rooster.")
    boss = await make.person("Boss")
    await make.pair(boss, talk.manager)
    others = [boss, await make.person("Collega", manager=talk.manager), await make.person("Hr", hr=True)]
    others.append(await make.person("Buiten", organisation=await make.organisation()))

    for viewer in others:
        for each in clients:
            assert await texts_of(each, viewer, "rooster", talk.employee) == []
    assert len(await texts_of(client, talk.manager, "rooster", talk.employee)) == 3
    assert await texts_of(client, talk.manager, "rooster", talk.manager) == []


async def test_a_giver_finds_the_feedback_they_gave_and_no_more(make: Makers, client: Client, talk: Talk) -> None:
    giver = await make.person("Gever")
    given = await make.feedback(talk.pair, giver, "Jouw rooster hielp.")
    await make.response(given, text="Niet voor jou: rooster.")
    await make.response(given, text="Wel voor jou: rooster.", to_the_giver=True)
    await make.feedback(talk.pair, text="Van een ander: rooster.")

    assert sorted(await texts_of(client, giver, "rooster", talk.employee)) == ["Jouw rooster hielp.", "Wel voor jou: rooster."]


async def test_a_former_manager_finds_nothing_and_the_employee_all_of_it(make: Makers, client: Client) -> None:
    employee, former = await make.person("Medewerker"), await make.person("Vorige")
    ended = await make.pair(former, employee, started=ago(days=300), ended=ago(days=10))
    now = await make.pair(await make.person("Nieuwe"), employee, started=ago(days=10))
    await make.note(await make.conversation(ended, status="CLOSED", at=ago(days=30)), text="Rooster van toen.")
    await make.feedback(ended, former, "Rooster, zei je leidinggevende.")
    await make.note(await make.conversation(now, status="CLOSED", at=ago(days=3)), text="Rooster van nu.")

    assert await texts_of(client, former, "rooster", employee) == []
    assert await texts_of(client, await make.manager_of(now), "rooster", employee) == ["Rooster van nu."]
    assert len(await texts_of(client, employee, "rooster", employee)) == 3


async def test_a_new_manager_finds_what_was_handed_over_and_no_more(make: Makers, client: Client, clients: list[Client]) -> None:
    employee, new = await make.person("Medewerker"), await make.person("Nieuwe")
    ended = await make.pair(await make.person("Vorige"), employee, started=ago(days=300), ended=ago(days=10))
    now = await make.pair(new, employee, started=ago(days=10))
    talk = await make.conversation(ended, status="CLOSED", at=ago(days=30))
    await make.change(await make.agreement(talk, text="Rooster op tijd."), handed_to_pair_id=now.id)
    await make.agreement(talk, text="Rooster van niemand.")
    summary = await make.summary(talk, ["Rooster besproken."])
    await make.change(summary, handed_to_pair_id=now.id)
    for sentence in await make.all(SummarySentence, summary_id=summary.id):
        await make.change(sentence, handed_to_pair_id=now.id)

    for each in clients:
        found = await hits_of(each, new, "rooster", employee)
        assert sorted(hit["text"] for hit in found) == ["Rooster besproken.", "Rooster op tijd."]
    assert all(hit["conversation"] is None for hit in await hits_of(client, new, "rooster", employee))
    assert len(await texts_of(client, employee, "rooster", employee)) == 3


async def test_an_id_that_is_malformed_unknown_or_foreign_finds_nothing(make: Makers, client: Client, talk: Talk) -> None:
    await make.note(talk.conversation, text="Het rooster.")
    outside = await make.person("Buiten", organisation=await make.organisation())
    strange = ["", "x", "Person_", "\ud800", str(talk.employee.id), f"Goal_{talk.employee.id}", "Person_00000000-0000-0000-0000-000000000000"]

    for about in [*strange, client_id(outside)]:
        assert await texts_of(client, talk.manager, "rooster", about) == []


async def test_a_point_carried_over_is_found_once(make: Makers, client: Client, talk: Talk) -> None:
    first = await make.point(talk.conversation, text="De roosters van mei")
    await make.point(await make.conversation(talk.pair), text="De roosters van mei", carried_from=first)
    await make.point(await make.conversation(talk.pair), text="De roosters van juni", carried_from=first)

    found = await hits_of(client, talk.manager, "rooster", talk.employee)

    assert sorted(hit["text"] for hit in found) == ["De roosters van juni", "De roosters van mei"]
    assert client_id(first) in {hit["source"]["nodeId"] for hit in found}


async def test_without_a_person_the_role_library_is_searched(make: Makers, client: Client, talk: Talk) -> None:
    role = await make.role("Zeppelinbouwer", purpose="Bouwt zeppelins.", responsibilities=["De zeppelin keuren"], expectations=["Zeppelins snappen"])
    await make.path("Luchtvaart", role, what_it_takes="Een zeppelin hebben gevlogen")
    await make.option("Zeppelins", description="Een cursus")
    await make.note(talk.conversation, text="Een zeppelin in een notitie.")
    elsewhere = await make.organisation()
    await make.role("Zeppelinverkoper", organisation=elsewhere)

    found = await hits_of(client, talk.employee, "zeppelin")

    assert sorted(hit["source"]["kind"] for hit in found) == ["CAREER_STEP", "DEVELOPMENT_OPTION", "EXPECTATION", "RESPONSIBILITY", "ROLE"]
    by_kind = {hit["source"]["kind"]: hit for hit in found}
    assert by_kind["ROLE"]["text"] == "Zeppelinbouwer\nBouwt zeppelins."
    assert by_kind["ROLE"]["source"]["quote"] == "Bouwt zeppelins."
    assert by_kind["ROLE"]["source"]["node"]["id"] == client_id(role)
    assert {hit["part"] for hit in found} == {"CURRENT_ROLE", "GROWTH"}
    assert all(hit["about"] is None and hit["conversation"] is None for hit in found)
    assert await texts_of(client, await make.person(organisation=elsewhere), "zeppelinbouwer") == []


def test_the_library_is_searched_by_the_lexemes_its_tables_keep() -> None:
    assert "to_tsvector" not in str(texts_of_library(READER))
    assert "to_tsvector" in str(hits(texts_of_library(READER), WANTED, READER))  # for the quotes of the few that are shown


async def test_the_library_is_read_once_for_a_search(database: Database) -> None:
    statement = hits(texts_of_library(READER), WANTED, READER).compile(dialect=asyncpg.dialect())  # type: ignore[no-untyped-call]

    connection = await database.urls.app.connect()
    given = statement.params | {"reader_org": uuid4()}
    lines = await connection.fetch(f"EXPLAIN {statement}", *(given[name] for name in statement.positiontup or ()))
    await connection.close()

    plan = "\n".join(line[0] for line in lines)
    for table in ("roles", "responsibilities", "expectations", "career_steps", "development_options"):
        assert plan.count(f" on {table} ") == 1


HOSTILE = [
    "'", '"', "'; drop table notes; --", "rooster & | ! : * <-> (", "rooster:*", "!rooster", "\\", "%_", "$1", "{}", "[[", "\u202e\u200b\u200d",
    "🎉👩‍👩‍👧", "\t\n\r", "ﷺ" * 1000, "-" * 1000, "a-" * 500, "<b>rooster</b>", "http://rooster.example/?q='", "x" * 1000, "é" * 1000,
    "1e400 -5 0.0 1/0",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
async def test_signs_of_any_kind_are_only_text(make: Makers, client: Client, talk: Talk, text: str) -> None:
    await make.note(talk.conversation, text="Het rooster 🎉 \\ ' \" & <b>")

    data, errors = await client.answer(FIND, talk.employee, text=text, about=talk.employee)

    if not text.strip():
        assert errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
        return
    assert errors == []
    assert data is not None
    assert len(data["search"]) == ("rooster" in text and "example" not in text)
    assert len(await texts_of(client, talk.employee, "rooster", talk.employee)) == 1


async def test_hostile_texts_are_found_and_quoted_as_they_stand(make: Makers, client: Client, talk: Talk) -> None:
    texts = [
        "rooster " + "x" * 9_000,
        "x" * 9_000 + " rooster",
        ("rooster. " * 1_111).strip(),
        "roos\u00adter\u202e 👩‍👩‍👧 ﷺ",
        "rooster\r\n\t'\"\\%<b>{}",
    ]
    for text in texts:
        await make.note(talk.conversation, text=text)

    found = await hits_of(client, talk.employee, "rooster", talk.employee)

    assert sorted(hit["text"] for hit in found) == sorted(texts)
    for hit in found:
        assert hit["source"]["quote"] in hit["text"]
        assert "rooster" in hit["source"]["quote"].replace("\u00ad", "")
        assert len(hit["source"]["quote"]) <= 280


@pytest.mark.parametrize("text", ["", "   \n", "x" * 1_001, "a\0b", "\ud800", "a\udfffb", "x" * 10_000])
async def test_a_query_that_cannot_be_one_is_refused_with_a_sentence(make: Makers, client: Client, talk: Talk, text: str) -> None:
    _, errors = await client.answer(FIND, talk.employee, text=text, about=talk.employee)

    (error,) = errors
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].startswith("`text` ")
    assert error["message"].endswith(".")


async def test_spaces_around_a_query_do_not_count(make: Makers, client: Client, talk: Talk) -> None:
    await make.note(talk.conversation, text="Het rooster.")

    assert await texts_of(client, talk.employee, " " * 2_000 + "rooster\n", talk.employee) == ["Het rooster."]


async def test_the_quote_is_the_sentence_that_answers_best(make: Makers, client: Client, talk: Talk) -> None:
    answer = "Het rooster van maart kwam te laat (o.a. door ziekte in het team), en dat gaf druk."
    long = "Over de begroting. We spraken over het rooster. " + answer + "\nDe rest volgt later. " + "Zo gaat dat nu eenmaal. " * 40
    await make.note(talk.conversation, text=long)
    wordy = "woorden " * 60 + "rooster in maart " + "woorden " * 60
    await make.note(talk.conversation, text=wordy.strip())

    quotes = {hit["source"]["quote"] for hit in await hits_of(client, talk.employee, "rooster maart", talk.employee)}

    assert answer in quotes
    (cut,) = quotes - {answer}
    assert "rooster in maart" in cut
    assert cut in wordy
    assert len(cut) <= 280
    assert set(cut.split()) == {"woorden", "rooster", "in", "maart"}


async def test_two_searches_in_one_document_do_not_mix_and_take_a_statement_each(make: Makers, client: Client, talk: Talk) -> None:
    await make.note(talk.conversation, text="Het rooster.")
    await make.note(talk.conversation, text="De begroting.")
    await make.role("Roostermaker", purpose="Maakt het rooster")
    document = """
    query ($about: ID!, $text: String!) {
      one: search(text: "rooster", about: $about) { text about { manager { name } } }
      two: search(text: "begroting", about: $about, first: 1) { source { quote } }
      three: search(text: $text, about: $about, kinds: [AGREEMENT]) { __typename }
      library: search(text: "rooster") { text }
      none: search(text: "rooster", about: "x") { text }
    }
    """

    answers = [await client.ask(document, talk.employee, about=talk.employee, text=text) for text in ("rooster", "begroting")]

    for answer in answers:
        assert answer["one"] == [{"text": "Het rooster.", "about": {"manager": {"name": talk.manager.name}}}]
        assert answer["two"] == [{"source": {"quote": "De begroting."}}]
        assert answer["three"] == answer["none"] == []
        assert answer["library"] == [{"text": "Roostermaker\nMaakt het rooster"}]
    assert len(client.statements) == 5


async def test_the_same_document_searches_for_each_variable_anew(make: Makers, client: Client, talk: Talk) -> None:
    await make.note(talk.conversation, text="Het rooster.")
    await make.role("Begroter", purpose="Doet de begroting")

    assert await texts_of(client, talk.employee, "rooster", talk.employee) == ["Het rooster."]
    assert await texts_of(client, talk.employee, "begroting", talk.employee) == []
    assert await texts_of(client, talk.employee, "begroting") == ["Begroter\nDoet de begroting"]
    assert await texts_of(client, talk.employee, "begroting", kinds=["CAREER_STEP"]) == []


async def test_nobody_finds_nothing(make: Makers, client: Client, talk: Talk) -> None:
    assert await client.refusal(FIND, None, text="rooster") == "UNAUTHENTICATED"
    left = await make.person("Weg", left=True)
    assert await client.refusal(FIND, left, text="rooster", about=talk.employee) == "UNAUTHENTICATED"


async def test_equal_hits_stand_latest_first(make: Makers, client: Client, talk: Talk) -> None:
    rows: list[Row] = [await make.note(talk.conversation, text="Rooster en druk.", at=ago(days=day)) for day in (3, 1, 2)]

    found = await hits_of(client, talk.employee, "druk rooster", talk.employee)

    assert [hit["source"]["nodeId"] for hit in found] == [client_id(rows[place]) for place in (1, 2, 0)]
