"""Who may do what: every mutation by everybody whom privacy.md tells apart, with both walls and with either of them taken away."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import ColumnElement, text, true
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from api.database import looking, prepared
from api.database.logins import Database
from api.database.sessions import Driver, Identity, Sessions, Viewer
from schema import tables
from schema.tables import Organisation, Pair, Person, SummarySentence
from tests.clients import Client
from tests.following import NotFollowed, heard
from tests.makers import Makers, ago, ahead
from tests.stories.doing import MUTATIONS, document_of, nothing_changes, shortly
from tests.stories.telling import all_told

KINDS = ("author", "employee", "manager", "former manager", "boss", "colleague", "HR", "outsider", "nobody")
ANSWERS = {"D": "done", "A": "NotAllowed NOT_YOURS", "F": "NotFound UNKNOWN", "I": "InvalidInput INVALID toId", "U": "UNAUTHENTICATED"}
OF_THE_PAIR = "DDDFFFFFU"
AUTHORS_ONLY = "DAAFFFFFU"
ABOUT_A_PERSON = "DDDAAAAFU"
ONES_OWN = "DDDDDDDDU"
"""Who may, in the order of `KINDS`: done, not allowed, not found, invalid, unauthenticated."""

Input = dict[str, Any]


@dataclass(frozen=True)
class Around:
    """Everybody, by what they are to the employee, and the makers of what they do something with."""

    make: Makers
    pair: Pair
    former_pair: Pair
    people: dict[str, Person]

    async def talk(self, status: str = "PLANNED", **columns: Any) -> tables.Conversation:
        """A talk of a new pair of employee and manager, as far as talks go: no other talk of theirs is open."""
        await self._end_what_is_open()
        moment = {"PLANNED": ahead(days=2), "OPEN": ago(minutes=5), "CLOSED": ago(hours=3)}[status]
        return await self.make.conversation(self.pair, status=status, at=moment, **columns)

    async def _end_what_is_open(self) -> None:
        async with self.make.engine.begin() as connection:
            await connection.execute(text("UPDATE conversations SET status = 'CLOSED', closed_at = now() - interval '1 hour' WHERE status = 'OPEN'"))


Build = Callable[[Around, Person], Awaitable[Input]]


@dataclass(frozen=True)
class Case:
    """A mutation, who may do it, and how its input is made. `by_other`: what it acts on was written by the other of the two."""

    mutation: str
    may: str
    build: Build
    author: str = "employee"
    by_other: bool = True
    called: str = field(default="")

    def __str__(self) -> str:
        return f"{self.mutation}{self.called and ' '}{self.called}"

    def writer(self, kind: str) -> str:
        """Who wrote what it acts on, when somebody of that kind does it."""
        return "manager" if self.by_other and kind == "employee" else self.author


def in_talk(status: str = "PLANNED", **given: Any) -> Build:
    async def build(it: Around, _: Person) -> Input:
        return {"conversationId": await it.talk(status), **given}

    return build


def about_employee(name: str, **given: Any) -> Build:
    async def build(it: Around, _: Person) -> Input:
        return {name: it.people["employee"], **given}

    return build


async def written(it: Around, kind: str, writer: Person) -> Any:
    """Something that somebody wrote, old enough for both to read it."""
    make = it.make
    makes: dict[str, Callable[[], Awaitable[Any]]] = {
        "point": lambda: _in(it, make.point, writer),
        "note": lambda: _in(it, make.note, writer),
        "feedback": lambda: make.feedback(it.pair, writer),
        "reflection": lambda: make.reflection(it.pair),
        "goal": lambda: make.goal(it.pair),
        "talent": lambda: make.talent(it.pair, named_by=writer, confirmed=False),
        "suggestion": lambda: _in(it, make.suggestion),
    }
    if kind == "agreement":
        return await make.agreement(await it.talk("OPEN"), author_id=writer.id)
    if kind == "evaluation":
        return await make.evaluation(await make.goal(it.pair), writer)
    if kind == "response":
        return await make.response(await make.evaluation(await make.goal(it.pair)), writer)
    if kind in ("summary", "sentence"):
        summary = await make.summary(await it.talk("CLOSED"))
        return summary if kind == "summary" else (await make.all(SummarySentence, summary_id=summary.id))[0]
    return await makes[kind]()


async def _in(it: Around, maker: Callable[..., Awaitable[Any]], *by: Person) -> Any:
    return await maker(await it.talk("OPEN"), *by)


def to(kind: str, name: str, **given: Any) -> Build:
    async def build(it: Around, writer: Person) -> Input:
        return {name: await written(it, kind, writer), **given}

    return build


async def agreeing(it: Around, _: Person) -> Input:
    return {"conversationId": await it.talk("OPEN"), "text": "Belt de klant.", "ownerId": it.people["employee"]}


async def drafting(it: Around, _: Person) -> Input:
    talk = await it.talk("CLOSED")
    for words in ("De routes voor het najaar moeten nog worden afgestemd.", "Van het overleg met klanten krijg ik veel energie."):
        await it.make.note(talk, it.people["employee"], words)
    return {"conversationId": talk}


async def parking(it: Around, _: Person) -> Input:
    return {"pairId": it.pair, "part": "GROWTH", "text": "Voor later"}


async def handing_over(it: Around, _: Person) -> Input:
    return {"pairId": it.pair, "nodeIds": [await it.make.goal(it.former_pair)]}


async def of_the_pair(it: Around, _: Person) -> Input:
    return {"pairId": it.pair, "rhythmWeeks": 2}


def preferring(**given: Any) -> Build:
    async def build(_: Around, __: Person) -> Input:
        return given

    return build


def taking_back(kind: str, **how: Any) -> Case:
    return Case("withdraw", how.pop("may", AUTHORS_ONLY), to(kind, "nodeId"), called=kind, **how)


CASES = (
    Case("planConversation", ABOUT_A_PERSON, about_employee("employeeId", scheduledAt=ahead(days=2))),
    Case("rescheduleConversation", OF_THE_PAIR, in_talk(scheduledAt=ahead(days=3))),
    Case("cancelConversation", OF_THE_PAIR, in_talk()),
    Case("openConversation", OF_THE_PAIR, in_talk()),
    Case("closeConversation", OF_THE_PAIR, in_talk("OPEN")),
    Case("reopenConversation", OF_THE_PAIR, in_talk("CLOSED")),
    Case("addTalkingPoint", OF_THE_PAIR, in_talk(part="GROWTH", text="Punt")),
    Case("addTalkingPoint", OF_THE_PAIR, parking, called="parked"),
    Case("editTalkingPoint", AUTHORS_ONLY, to("point", "talkingPointId", text="Anders"), called="its words"),
    Case("editTalkingPoint", OF_THE_PAIR, to("point", "talkingPointId", discussed=True), called="discussed"),
    Case("writeNote", OF_THE_PAIR, in_talk(part="GROWTH", text="Notitie")),
    Case("writeNote", OF_THE_PAIR, in_talk(part="GROWTH", text="Notitie", visibility="PRIVATE"), called="private"),
    Case("editNote", AUTHORS_ONLY, to("note", "noteId", text="Anders")),
    Case("makeAgreement", OF_THE_PAIR, agreeing),
    Case("editAgreement", AUTHORS_ONLY, to("agreement", "agreementId", text="Anders"), called="its words"),
    Case("editAgreement", OF_THE_PAIR, to("agreement", "agreementId", status="DONE"), called="how it stands"),
    Case("recordOutcome", OF_THE_PAIR, in_talk("OPEN", brought=["FOCUS"])),
    Case("suggestQuestions", OF_THE_PAIR, in_talk(perPart=1)),
    Case("acceptSuggestion", OF_THE_PAIR, to("suggestion", "suggestionId")),
    Case("dismissSuggestion", OF_THE_PAIR, to("suggestion", "suggestionId")),
    Case("draftSummary", OF_THE_PAIR, drafting),
    Case("editSummarySentence", OF_THE_PAIR, to("sentence", "sentenceId", text="Anders.")),
    Case("removeSummarySentence", OF_THE_PAIR, to("sentence", "sentenceId")),
    Case("confirmSummary", OF_THE_PAIR, to("summary", "summaryId")),
    Case("setGoal", ABOUT_A_PERSON, about_employee("ownerId", title="Sneller")),
    Case("editGoal", OF_THE_PAIR, to("goal", "goalId", title="Beter")),
    Case("evaluateGoal", OF_THE_PAIR, to("goal", "goalId", progress="ON_TRACK", text="Gaat goed")),
    Case("giveFeedback", "DIDDDDDFU", about_employee("toId", text="Fijn"), author="giver"),
    Case("writeReflection", ONES_OWN, preferring(text="Denk")),
    Case("editReflection", "DDAFFFFFU", to("reflection", "reflectionId", text="Anders"), by_other=False),
    Case("respond", "ADDFFFFFU", to("feedback", "toId", text="Dank"), author="giver", by_other=False, called="feedback"),
    Case("respond", OF_THE_PAIR, to("evaluation", "toId", text="Dank"), called="evaluation"),
    Case("respond", OF_THE_PAIR, to("reflection", "toId", text="Dank"), called="reflection"),
    Case("respond", OF_THE_PAIR, to("summary", "toId", text="Dank"), called="summary"),
    Case("nameTalent", ABOUT_A_PERSON, about_employee("personId", text="Rust")),
    Case("confirmTalent", "ADAFFFFFU", to("talent", "talentId"), author="manager", by_other=False),
    Case("declineTalent", "ADAFFFFFU", to("talent", "talentId"), author="manager", by_other=False),
    *(taking_back(kind) for kind in ("point", "note", "agreement", "evaluation", "response")),
    taking_back("reflection", may="DDAFFFFFU", by_other=False),
    taking_back("feedback", author="giver", by_other=False),
    Case("handOver", "DDAFFFFFU", handing_over),
    Case("editPair", OF_THE_PAIR, of_the_pair),
    Case("editPreferences", ONES_OWN, preferring(quietFrom="19:00")),
)


def test_every_mutation_is_in_the_matrix() -> None:
    assert {case.mutation for case in CASES} == set(MUTATIONS)
    assert {len(case.may) for case in CASES} == {len(KINDS)}


# The walls


@dataclass(frozen=True)
class Blind(tables.Viewer):
    """Whoever looks without the first wall: sees every row there is, as far as the database shows it."""

    def sees(self, row: Any) -> ColumnElement[bool]:
        return true()


@contextmanager
def without_first_wall() -> Iterator[None]:
    """Actions no longer say who sees what; only the database does."""
    really, really_asking = looking.looking, prepared.asking
    nobody_asks = Blind(**vars(prepared.WHOEVER))

    def blind(session: AsyncSession) -> tables.Viewer:
        return Blind(**vars(really(session)))

    with _everywhere("looking", really, blind), _everywhere("asking", really_asking, lambda: nobody_asks):
        yield


@contextmanager
def _everywhere(name: str, real: object, instead: object) -> Iterator[None]:
    those = [module for module in list(sys.modules.values()) if getattr(module, name, None) is real]
    for module in those:
        setattr(module, name, instead)
    yield
    for module in those:
        setattr(module, name, real)


class PastTheSecondWall(Sessions):
    """Transactions of people that run as `gt_load`, for whom the database has no walls."""

    def __init__(self, app: AsyncEngine, load: AsyncEngine) -> None:
        super().__init__(load)
        self._app = Sessions(app)

    async def _entered(self, driver: Driver, identity: Identity) -> Viewer:
        async with self._app.begin(identity) as known:
            viewer: Viewer = known.info["viewer"]
        await driver.fetch("SELECT set_config('gt.org', $1, true), set_config('gt.viewer', $2, true)", str(viewer.org), str(viewer.id))
        return viewer

    async def close(self) -> None:
        """Give back every connection."""
        await self._app.close()
        await super().close()


WALLS = ("both walls", "without the first wall", "without the second wall")
FUNCTIONS = ("pair_of(uuid)", "take_back_feedback(uuid)", "named(text[])", "in_names(text[])", "spent_on(date)")


@pytest.fixture(scope="module")
async def past_the_wall(server: Database, engines: dict[str, AsyncEngine], all_clients: Client) -> AsyncIterator[Client]:
    """A client whose transactions run as `gt_load`."""
    connection = await server.urls.owner.connect()
    for function in FUNCTIONS:
        await connection.execute(f"GRANT EXECUTE ON FUNCTION {function} TO gt_load")
    sessions = PastTheSecondWall(engines["app"], engines["load"])
    client = all_clients.without_second_wall(server.urls.load)
    yield replace(client, context=lambda identity, reads: replace(all_clients.context(identity, reads), sessions=sessions))
    await client.reading.close()
    await sessions.close()
    for function in FUNCTIONS:
        await connection.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM gt_load")
    await connection.close()


@pytest.fixture(scope="module")
async def around(server: Database, engines: dict[str, AsyncEngine], emptying: Callable[[], Awaitable[None]]) -> AsyncIterator[Around]:
    """Everybody, in a database of their own until the last case."""
    await emptying()
    make = Makers(engines["load"])
    boss = await make.person("Bas Baas")
    manager = await make.person("Mark Maas", manager=boss)
    employee = await make.person("Emma Evers", manager=manager)
    former = await make.person("Fatima Faas", manager=boss)
    elsewhere: Organisation = await make.organisation("Elders")
    there = await make.person("Olga Other", organisation=elsewhere)
    people = {
        "employee": employee,
        "manager": manager,
        "former manager": former,
        "boss": boss,
        "colleague": await make.person("Chris Claes", manager=manager),
        "HR": await make.person("Hanna Haas", hr=True),
        "giver": await make.person("Gerda Gever", manager=former),
        "outsider": await make.person("Oscar Other", organisation=elsewhere, manager=there),
    }
    yield Around(make, await make.pair(manager, employee), await make.pair(former, employee, ended=ago(days=100)), people)
    await emptying()


@pytest.mark.parametrize("walls", WALLS)
@pytest.mark.parametrize("case", CASES, ids=str)
async def test_each_does_what_is_theirs_to_do_and_a_refusal_changes_nothing(
    around: Around, all_clients: Client, past_the_wall: Client, case: Case, walls: str
) -> None:
    expected = {kind: ANSWERS[letter] for kind, letter in zip(KINDS, case.may, strict=True)}
    refused = [kind for kind in KINDS if expected[kind] != "done"]
    client = {WALLS[0]: all_clients, WALLS[1]: all_clients.without_first_wall(), WALLS[2]: past_the_wall}[walls]
    answers: dict[str, str] = {}
    for writer in {case.writer(kind) for kind in refused}:
        given = await case.build(around, around.people[writer])
        async with nothing_changes(around.make):
            for kind in [kind for kind in refused if case.writer(kind) == writer]:
                answers[kind] = await answered(client, walls, around, case, kind, given)
    for kind in [kind for kind in KINDS if expected[kind] == "done"]:
        given = await case.build(around, around.people[case.writer(kind)])
        async with all_told(around.make) if walls == WALLS[0] else nullcontext():
            answers[kind] = await answered(client, walls, around, case, kind, given)

    assert answers == expected


async def answered(client: Client, walls: str, around: Around, case: Case, kind: str, given: Input) -> str:
    """What somebody of that kind is answered."""
    viewer = around.people.get(case.author if kind == "author" else kind)
    document = document_of(case.mutation)
    if walls == WALLS[1]:
        with without_first_wall():
            data, errors = await client.answer(document, viewer, input=given)
    else:
        data, errors = await client.answer(document, viewer, input=given)
    if errors:
        return str(errors[0].get("extensions", {}).get("code") or errors)
    assert data is not None
    answer = data[case.mutation]
    return shortly(answer) if "reason" in answer else "done"


@pytest.mark.parametrize("walls", WALLS)
async def test_questions_one_by_one_are_for_the_pair_alone_and_a_refusal_changes_nothing(
    around: Around, all_clients: Client, past_the_wall: Client, walls: str
) -> None:
    client = {WALLS[0]: all_clients, WALLS[1]: all_clients.without_first_wall(), WALLS[2]: past_the_wall}[walls]
    talk = await around.talk()
    answers: dict[str, str] = {}
    with without_first_wall() if walls == WALLS[1] else nullcontext():
        async with nothing_changes(around.make):
            for kind in KINDS[3:]:
                answers[kind] = await followed(client, around, kind, talk)
        for kind in KINDS[:3]:
            answers[kind] = await followed(client, around, kind, talk)

    assert answers == {kind: ANSWERS[letter] for kind, letter in zip(KINDS, OF_THE_PAIR, strict=True)}


async def followed(client: Client, around: Around, kind: str, talk: tables.Conversation) -> str:
    """What somebody of that kind is told who follows a request for questions."""
    try:
        told = await heard(client, around.people.get("employee" if kind == "author" else kind), conversationId=talk)
    except NotFollowed as problem:
        return problem.codes[0]
    return "done" if told[-1]["__typename"] == "SuggestionsComplete" else shortly(told[0])
