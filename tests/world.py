"""One small world with everybody whom privacy.md tells apart, and a row of every table in every state it tells apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from schema.tables import (
    Agreement,
    Base,
    CareerStep,
    Change,
    Conversation,
    DevelopmentOption,
    Expectation,
    Feedback,
    Goal,
    GoalEvaluation,
    Note,
    Organisation,
    Outcome,
    Pair,
    Passage,
    Person,
    Reflection,
    Response,
    Responsibility,
    Row,
    Summary,
    SummarySentence,
    Talent,
    TalkingPoint,
)
from schema.tables.sources import POINTERS
from tests.makers import Makers, ago, ahead

WRITTEN = ("name", "title", "purpose", "description", "text", "what_it_takes", "question", "first_person", "follow_up", "why", "quote")
"""Columns with words of people or of the coach. Every row signs them, so that a word found in an answer tells from which row it came."""

TABLES: dict[str, type[Row]] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


@dataclass(frozen=True)
class World:
    """The people by what they are to the employee, and every row that exists, by table."""

    people: Mapping[str, Person]
    rows: Mapping[type[Row], Sequence[Any]]

    def __getitem__(self, table: type[Row]) -> Sequence[Any]:
        return self.rows[table]


@dataclass(frozen=True)
class Surroundings:
    """What the rows of a pair are made with: who writes beside the two, and the library of the organisation."""

    make: Makers
    pair: Pair
    employee: Person
    manager: Person
    colleagues: Sequence[Person]
    reports: Sequence[Person]
    library: Sequence[Row]

    @property
    def lasts(self) -> bool:
        """Whether the pair is a current one."""
        return self.pair.ended_at is None


async def make_world(make: Makers) -> World:
    """Two organisations: one with everybody, one with an outsider and their own manager."""
    people = await _people(make)
    here, there = await _library(make, people["employee"]), await _library(make, people["outsider"])
    (ended,) = await make.all(Pair, manager_id=people["former"].id, employee_id=people["employee"].id)
    await _fill(make, ended, here, [people["colleague"]])
    await _fill(make, await make.pair(people["manager"], people["employee"]), here, [people["colleague"], people["gone"], people["former"]])
    await _fill(make, await make.pair(people["boss"], people["manager"]), here, [people["hr"]], reports=[people["employee"]])
    await _fill(make, await make.pair(people["manager"], people["colleague"]), here, [people["employee"]])
    (left,) = await make.all(Pair, employee_id=people["gone"].id)
    await _fill(make, left, here, [people["employee"]])
    await _fill(make, await make.pair(people["outside manager"], people["outsider"]), there, [people["outside manager's boss"]])
    await _handed_over(make, ended, await make.pair(people["manager"], people["employee"]))
    await _without_pair(make, people["employee"])
    await _without_pair(make, people["boss"])
    for person in people.values():
        await make.key(person)
        await make.spending(person)
        await make.kept(Change(org_id=person.org_id, actor_id=person.id, node_type="Person", node_id=person.id, verb="made"))
    await _signed(make)
    await _passages(make)
    await _picks(make)
    return World({name: await make.reread(person) for name, person in people.items()}, {table: await make.all(table) for table in TABLES.values()})


async def _people(make: Makers) -> dict[str, Person]:
    first, second = await make.organisation("Voorbeeld"), await make.organisation("Elders", language="EN")
    boss = await make.person("Bas de Boer")
    manager = await make.person("Mark Maas", manager=boss)
    employee = await make.person("Emma Evers", manager=manager, role=await make.role("Planner", organisation=first))
    former = await make.person("Fatima Faas")
    await make.pair(former, employee, started=ago(days=400), ended=ago(days=100))
    gone = await make.person("Gijs Gone", left=True)
    await make.pair(manager, gone, ended=ago(days=20))
    top = await make.person("Olivia Top", organisation=second)
    outside = await make.person("Oscar Other", organisation=second, manager=top)
    return {
        "employee": employee,
        "manager": manager,
        "former": former,
        "boss": boss,
        "colleague": await make.person("Chris Claes", manager=manager),
        "hr": await make.person("Hanna Haas", hr=True),
        "gone": gone,
        "outsider": await make.person("Olga Outsider", organisation=second, manager=outside),
        "outside manager": outside,
        "outside manager's boss": top,
    }


async def _library(make: Makers, person: Person) -> list[Row]:
    (organisation,) = await make.all(Organisation, org_id=person.org_id)
    role = await make.role("Coördinator", organisation=organisation)
    await make.path("Van planner naar coördinator", role)
    option = await make.option("Leren plannen", organisation=organisation)
    await make.frame(organisation=organisation)
    inside = {"org_id": person.org_id}
    parts = [await make.all(table, **inside) for table in (Responsibility, Expectation, CareerStep)]
    return [role, option, *(rows[0] for rows in parts)]


async def _fill(make: Makers, pair: Pair, library: Sequence[Row], colleagues: Sequence[Person], reports: Sequence[Person] = ()) -> None:
    around = Surroundings(make, pair, await make.employee_of(pair), await make.manager_of(pair), colleagues, reports, library)
    closed, coming = await _talks(around)
    own = [*await _goals(around), *await _feedback(around), *await _reflections(around)]
    said = await _in_talk(around, closed)
    sentences = await _summary(around, closed, said[0])
    await _coach(around, coming, [*own, *said, *sentences])
    await _triggers(around, coming, own)


async def _talks(it: Surroundings) -> tuple[Conversation, Conversation]:
    """Talks in every status: the last closed one, and the coming one (of an ended pair: the cancelled one)."""
    make, pair = it.make, it.pair
    await make.conversation(pair, status="CLOSED", at=ago(days=200))
    closed = await make.conversation(pair, status="CLOSED", at=ago(days=120))
    cancelled = await make.conversation(pair, status="CANCELLED", at=ago(days=110))
    await make.outcome(closed, it.employee, ["FOCUS"], shown_from=ago(days=119))
    await make.outcome(closed, it.manager, ["TALENTS"], shown_from=ago(days=119))
    if not it.lasts:
        return closed, cancelled
    late = await make.conversation(pair, status="CLOSED", at=ago(days=30), outcomes_shown_from=ago(days=20))
    await make.outcome(late, it.employee, ["MOTIVATION"])
    recent = await make.conversation(pair, status="CLOSED", at=ago(hours=3))
    await make.outcome(recent, it.manager, ["FOCUS"], shown_from=ahead(days=5))
    now = await make.conversation(pair, status="OPEN", at=ago(minutes=20))
    await make.outcome(now, it.employee, ["TALENTS"])
    return closed, await make.conversation(pair)


async def _in_talk(it: Surroundings, talk: Conversation) -> list[Row]:
    """What stands in a talk, by each of the two, shared and private."""
    make = it.make
    rows: list[Row] = [await make.note(talk, it.employee), await make.note(talk, it.manager, private=True)]
    # A private note ends with the pair. The manager's is kept here all the same, to show that the wall does not rely on that.
    if it.lasts:
        rows.append(await make.note(talk, it.employee, private=True))
    rows.append(await make.agreement(talk, it.employee))
    rows.append(await make.agreement(talk, it.manager, status="DONE"))
    point = await make.point(talk, it.manager, discussed=True)
    await make.source(point, rows[0])
    await make.point(talk, it.employee, parked=True)
    await make.point(talk, it.manager, carried_from=point)
    return [*rows, point, *await make.all(Outcome, pair_id=it.pair.id)]


async def _goals(it: Surroundings) -> list[Row]:
    """Goals with evaluations by each, one of them not yet read by the manager; talents, confirmed and not."""
    make = it.make
    goal = await make.goal(it.pair)
    reached = await make.goal(it.pair, status="ACHIEVED")
    own, late = await make.evaluation(goal), await make.evaluation(goal, at=ago(minutes=5))
    managers = await make.evaluation(reached, it.manager)
    answers = [await make.response(own, it.manager), await make.response(late), await make.response(managers)]
    talents = [await make.talent(it.pair), await make.talent(it.pair, named_by=it.manager, confirmed=False)]
    return [goal, reached, own, late, managers, *answers, *talents]


async def _feedback(it: Surroundings) -> list[Row]:
    """Feedback by colleagues, read and not yet read by the manager; by the manager; by a report. Answered to the giver, and not."""
    make, rows = it.make, list[Any]()
    for giver in it.colleagues:
        rows.append(await make.feedback(it.pair, giver, at=ago(days=30)))
        rows.append(await make.feedback(it.pair, giver, at=ago(hours=1)))
    rows.append(await make.feedback(it.pair, it.manager, at=ago(days=25)))
    for giver in it.reports:
        rows.append(await make.feedback(it.pair, giver, at=ago(days=30)))
    answers = []
    for row in rows:
        answers.append(await make.response(row, to_the_giver=True, at=ago(minutes=30)))
        answers.append(await make.response(row, at=ago(minutes=30)))
    answers.append(await make.response(rows[0], it.manager))
    return [*rows, *answers]


async def _reflections(it: Surroundings) -> list[Row]:
    make = it.make
    private, shared = await make.reflection(it.pair, shared=False), await make.reflection(it.pair)
    late = await make.reflection(it.pair, at=ago(minutes=5))
    answers = [await make.response(private), await make.response(shared, it.manager), await make.response(late)]
    return [private, shared, late, *answers]


async def _summary(it: Surroundings, talk: Conversation, note: Row) -> list[Row]:
    make = it.make
    summary = await make.summary(talk, [("Jullie spraken over de planning.", note)])
    await make.confirmation(summary, it.employee)
    await make.confirmation(summary, it.manager, "SEEN_NOT_AGREED")
    remarks: list[Row] = [await make.response(summary), await make.response(summary, it.manager)]
    return [*remarks, *await make.all(SummarySentence, summary_id=summary.id)]


async def _coach(it: Surroundings, talk: Conversation, rows: Sequence[Row]) -> None:
    """Suggestions in every state, dismissed by each; resting on everything there is, whoever may read it."""
    make = it.make
    offered = await make.suggestion(talk, asked_by=it.manager, rests_on=[*rows, *it.library])
    await make.source(offered, position=99, quote="Wat geeft je energie?")
    await make.suggestion(talk, state="ACCEPTED", decided_by=it.employee, talking_point_id=(await make.point(talk)).id, rests_on=rows[:1])
    await make.suggestion(talk, state="REPLACED", rests_on=rows[:1])
    for person in (it.employee, it.manager):
        await make.suggestion(talk, state="DISMISSED", decided_by=person, rests_on=rows[:1])
    others = await _of_others(it)
    await make.suggestion(talk, rests_on=others)


async def _of_others(it: Surroundings) -> list[Row]:
    """Rows of other pairs of the organisation: no source should point at them, and whoever may not read them must not see it if one does."""
    found: list[Row] = []
    tables: tuple[Any, ...] = (Note, TalkingPoint, Agreement, Goal, GoalEvaluation, Feedback, Reflection, Response, Talent, SummarySentence, Outcome)
    for table in tables:
        rows = [row for row in await it.make.all(table, org_id=it.pair.org_id) if row.pair_id != it.pair.id]
        found.extend(rows[:1])
    return found


async def _triggers(it: Surroundings, talk: Conversation, subjects: Sequence[Row]) -> None:
    make = it.make
    kinds = [row for row in subjects if not isinstance(row, Talent)]
    await make.trigger(it.employee, subjects=[*kinds, it.pair, talk], conversation_id=talk.id)
    await make.trigger(it.manager, it.employee, subjects=[*kinds, it.pair, talk], conversation_id=talk.id, kind="SEVERAL")


async def _handed_over(make: Makers, ended: Pair, current: Pair) -> None:
    """One of each kind that the employee can hand over to their next manager, and the summary with its sentences."""
    tables: tuple[Any, ...] = (Goal, Talent, Agreement, Summary)
    for row in [(await make.all(table, pair_id=ended.id))[0] for table in tables]:
        await make.change(row, handed_to_pair_id=current.id)
    for sentence in await make.all(SummarySentence, pair_id=ended.id):
        await make.change(sentence, handed_to_pair_id=current.id)


async def _without_pair(make: Makers, person: Person) -> None:
    """What somebody wrote or received while they had no manager."""
    (pair, *_) = await make.all(Pair, org_id=person.org_id)
    alone: dict[str, Any] = {"employee_id": person.id, "pair_id": None}
    goal = await make.goal(pair, **alone)
    rows = [await make.evaluation(goal), await make.reflection(pair, **alone)]
    rows.append(await make.feedback(pair, await make.person(), by_manager=False, **alone))
    await make.talent(pair, named_by=person, **alone)
    for row in rows:
        await make.kept(Response(**_answer(row), **alone, org_id=person.org_id, author_id=person.id, text="Dank", manager_sees_from=ago(days=1)))


def _answer(row: Any) -> dict[str, Any]:
    return {{GoalEvaluation: "evaluation_id", Reflection: "reflection_id", Feedback: "feedback_id"}[type(row)]: row.id}


async def _passages(make: Makers) -> None:
    """A passage of every shared note, made when its text stands: another text would take it away."""
    for note in await make.all(Note, visibility="SHARED"):
        (talk,) = await make.all(Conversation, id=note.conversation_id)
        about = {"org_id": note.org_id, "pair_id": note.pair_id, "employee_id": talk.employee_id, "note_id": note.id}
        await make.kept(Passage(**about, position=0, kind="NOTE", as_of=note.created_at, digest=uuid4(), words=""))


async def _picks(make: Makers) -> None:
    """Of current pairs but one, notes worth asking about again, and an option that fits what somebody can, wants and comes to."""
    for pair in [pair for pair in await make.all(Pair) if pair.ended_at is None][1:]:
        for place, note in enumerate(await make.all(Note, pair_id=pair.id, visibility="SHARED"), 1):
            await make.pick(pair, note, place=place)
        (option, *_) = await make.all(DevelopmentOption, org_id=pair.org_id)
        wishes: list[Any] = [*await make.all(Talent, pair_id=pair.id), *await make.all(Goal, pair_id=pair.id)]
        for place, fits in enumerate([*wishes, *await make.all(CareerStep, org_id=pair.org_id)], 1):
            await make.pick(pair, option, fits, place=place)


async def _signed(make: Makers) -> None:
    """Every text gets the id of its row; a quote also that of the row it points at."""
    pointed = f"coalesce({', '.join(POINTERS)})"
    async with make.engine.begin() as connection:
        for name, table in TABLES.items():
            columns = [column for column in WRITTEN if column in table.__table__.columns]
            sets = [f"{column} = {column} || ' «' || {'org_id' if table is Organisation else 'id'} || '»'" for column in columns]
            if sets:
                await connection.execute(text(f"UPDATE {name} SET {', '.join(sets)}"))
        await connection.execute(text(f"UPDATE sources SET quote = quote || ' «' || {pointed} || '»' WHERE kind <> 'QUESTION_BANK'"))
