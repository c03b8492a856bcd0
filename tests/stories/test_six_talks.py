"""Six talks in a row of everybody in the demo: what the coach asks rests on what both read, is new, and follows up."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from coach.benchmark.histories import BETWEEN_TALKS, WORDS, of_talk
from coach.guardrails import Gate, same_words
from coach.material import Author, Language, SourceKind
from schema.rules.protected import holds_protected
from schema.tables import Conversation, Person, Suggestion, TalkingPoint
from schema.tables.enums import ConversationStatus
from tests.clients import Client
from tests.makers import ISSUER, Makers, client_id
from tests.stories.asking import SUGGEST, TABLE, Answer, questions

PARTS = ("PERSONAL", "CURRENT_ROLE", "GROWTH")
SPOKEN = frozenset({"NOTE", "TALKING_POINT", "AGREEMENT"})
TALKS = 6


@dataclass
class Couple:
    """The two of a pair, the talk they have planned, what was asked of them before, and how many talks they had."""

    employee: Person
    manager: Person
    talk: Conversation
    had: int
    asked: list[list[Answer]] = field(default_factory=list)

    @property
    def language(self) -> Language:
        """The employee's."""
        return Language(self.employee.language)


async def couples(make: Makers) -> list[Couple]:
    """Everybody in the demo who has a talk planned, and with whom."""
    people = {person.id: person for person in await make.all(Person)}
    closed = [talk.pair_id for talk in await make.all(Conversation, status=ConversationStatus.CLOSED)]
    planned = [talk for status in ("PLANNED", "OPEN") for talk in await make.all(Conversation, status=status)]
    return [Couple(people[talk.employee_id], people[talk.manager_id], talk, closed.count(talk.pair_id)) for talk in planned]


def at(client: Client, moment: datetime) -> Client:
    """The client, at another moment."""
    return replace(client, context=lambda identity, reads: replace(client.context(identity, reads), now=lambda: moment))


async def test_everybody_in_the_demo_is_asked_what_is_new_and_follows_up_in_six_talks_in_a_row(make: Makers, client: Client) -> None:
    from api.demo.load import load_demo

    began = datetime.now(UTC) - TALKS * BETWEEN_TALKS
    await load_demo(make.engine, now=began, issuer=ISSUER)
    pairs = await couples(make)

    for place in range(TALKS):
        moment = began + place * BETWEEN_TALKS + timedelta(days=20)
        for number, pair in enumerate(pairs):
            offered = await asked_and_seen_by_both(client, pair, moment)
            await check(make, pair, offered)
            pair.asked.insert(0, offered)
            await take_place(make, pair, moment, number + 3 * place)

    assert len(pairs) >= 10
    assert {pair.language for pair in pairs} == set(Language)


async def test_everybody_in_the_demo_may_be_asked_in_the_other_language_too(make: Makers, client: Client) -> None:
    from api.demo.load import load_demo

    await load_demo(make.engine, now=datetime.now(UTC), issuer=ISSUER)

    for pair in await couples(make):
        other = next(language for language in Language if language is not pair.language)
        gate = Gate(other, holds_protected, same_words(other))
        answer = await client.ask(SUGGEST, viewer=pair.manager, input={"conversationId": client_id(pair.talk), "language": other.value})
        offered = answer["suggestQuestions"]["suggestions"]

        assert all(sum(one["part"] == part for one in offered) >= 2 for part in PARTS)
        assert [one["question"] for one in offered if not passes(gate, one, pair)] == []


def passes(gate: Gate, one: Answer, pair: Couple) -> bool:
    """True for a question that the gate lets through."""
    on_feedback = any(source["kind"] == SourceKind.FEEDBACK for source in one["sources"])
    return gate.question(one["question"], on_feedback=on_feedback, names=(pair.employee.name, pair.manager.name)).kept


async def asked_and_seen_by_both(client: Client, pair: Couple, moment: datetime) -> list[Answer]:
    """What the coach offers: both find the same, with every line it rests on."""
    answer = await at(client, moment).ask(SUGGEST, viewer=pair.employee, input={"conversationId": client_id(pair.talk)})
    offered: list[Answer] = answer["suggestQuestions"]["suggestions"]
    shown = questions(await client.ask(TABLE, viewer=pair.manager, id=pair.talk), "OFFERED")

    assert answer["suggestQuestions"]["shortfalls"] == []
    assert sorted(shown, key=lambda one: str(one["id"])) == sorted(offered, key=lambda one: str(one["id"]))
    for source in (source for one in shown for source in one["sources"]):
        assert source["kind"] == "QUESTION_BANK" or source["node"] == {"id": source["nodeId"]}
    return offered


async def check(make: Makers, pair: Couple, offered: list[Answer]) -> None:
    """Two or more per part; the gate passes each; nothing comes back within three talks that may not; half follow up."""
    gate = Gate(pair.language, holds_protected, same_words(pair.language))
    frames = {client_id(row): row.frame or "" for row in await make.all(Suggestion, conversation_id=pair.talk.id)}
    undiscussed = {client_id(row) for row in await make.all(TalkingPoint, pair_id=pair.talk.pair_id, discussed=False)}
    following = [one for one in offered if SPOKEN & {source["kind"] for source in one["sources"]}]

    assert all(sum(one["part"] == part for one in offered) >= 2 for part in PARTS)
    assert not pair.had or len(following) * 2 >= len(offered), [one["question"] for one in offered]
    for one in offered:
        assert passes(gate, one, pair), one["question"]
        open_still = all(source["kind"] == "AGREEMENT" or source["nodeId"] in undiscussed for source in one["sources"])
        if not open_still and not frames[one["id"]].startswith("standing-"):
            assert not is_known(gate, one, (before for talk in pair.asked[:3] for before in talk)), one["question"]


def is_known(gate: Gate, one: Answer, before: Iterable[Answer]) -> bool:
    """True where a question of the last talks rested on the same, or asked the same."""
    rests_on = {source["nodeId"] for source in one["sources"] if source["nodeId"]}
    return any(
        gate.same_meaning(one["question"], other["question"]) or rests_on & {source["nodeId"] for source in other["sources"]} for other in before
    )


async def take_place(make: Makers, pair: Couple, moment: datetime, number: int) -> None:
    """The talk takes place: things are noted, agreed and left on the agenda; the next one is planned."""
    talk = await make.change(pair.talk, status="CLOSED", opened_at=moment, closed_at=moment + timedelta(minutes=40))
    for line in of_talk(WORDS[pair.language], number, moment.date(), pair.employee.given_name):
        author = pair.manager if line.author is Author.MANAGER else pair.employee
        match line.kind:
            case SourceKind.NOTE:
                await make.note(talk, author, line.text, part=str(line.part), created_at=moment)
            case SourceKind.TALKING_POINT:
                await make.point(talk, author, line.text, part=str(line.part), discussed=line.discussed, created_at=moment)
            case _:
                owner = pair.manager if line.owner is Author.MANAGER else pair.employee
                await make.agreement(talk, owner, line.text, due_on=line.due, created_at=moment)
    pair.had += 1
    pair.talk = await make.kept(
        Conversation(
            org_id=talk.org_id,
            pair_id=talk.pair_id,
            manager_id=talk.manager_id,
            employee_id=talk.employee_id,
            status="PLANNED",
            scheduled_at=moment + BETWEEN_TALKS,
        )
    )
