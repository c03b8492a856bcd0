"""Gathers what the coach is given: plain values, exactly what both of a pair may read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, Select, Text, Uuid, false, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.database.looking import looking
from coach.frames import Own, own_frame
from coach.material import (
    Asked,
    Author,
    Coverage,
    Language,
    Line,
    Material,
    Part,
    Progress,
    SourceKind,
    Status,
    TalkMaterial,
    about_tokens,
    arranged,
    packed,
)
from coach.offline import neglected_part
from prompts.render import Frame
from schema import tables
from schema.plan.reader import Reader, Scope
from schema.rules import working_days
from schema.tables.enums import AgreementStatus, ConversationStatus, SuggestionState, Visibility
from schema.tables.sources import POINTERS
from schema.types.ranking import fitting_options

LAST_TALKS = 3
"""How many closed talks back the coach looks."""

MOST = 100
"""How many rows of one kind are looked at, the latest ones."""

ROOM = 6_000
"""About how many tokens the coach is given."""

NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))+")

KINDS: dict[type[tables.Noun], SourceKind] = {
    tables.Note: SourceKind.NOTE,
    tables.TalkingPoint: SourceKind.TALKING_POINT,
    tables.Agreement: SourceKind.AGREEMENT,
    tables.Goal: SourceKind.GOAL,
    tables.GoalEvaluation: SourceKind.GOAL_EVALUATION,
    tables.Feedback: SourceKind.FEEDBACK,
    tables.Reflection: SourceKind.REFLECTION,
    tables.Talent: SourceKind.TALENT,
    tables.Responsibility: SourceKind.RESPONSIBILITY,
    tables.Expectation: SourceKind.EXPECTATION,
    tables.DevelopmentOption: SourceKind.DEVELOPMENT_OPTION,
}


@dataclass(frozen=True)
class Table:
    """The pair at the table, and the last talks they had."""

    session: AsyncSession
    talk: tables.Conversation
    employee: tables.Person
    manager: tables.Person
    last: Sequence[tables.Conversation]
    closed_talks: int
    now: datetime
    pair: tables.Pair

    def day(self, moment: datetime) -> date:
        """The calendar day of a moment, where the employee is."""
        return moment.astimezone(ZoneInfo(self.employee.time_zone)).date()

    def seat(self, person_id: UUID | None) -> Author | None:
        """On which side of the table somebody sits."""
        if person_id is None:
            return None
        return {self.employee.id: Author.EMPLOYEE, self.manager.id: Author.MANAGER}.get(person_id, Author.OTHER)

    def talk_on(self, talk_id: UUID | None) -> date | None:
        """The day on which one of the last talks was closed."""
        return next((self.day(talk.closed_at) for talk in self.last if talk.id == talk_id and talk.closed_at), None)

    async def lines(self, rows: Select[Any]) -> list[Line]:
        """Rows as lines, in their order."""
        return [self.line(row) for row in (await self.session.scalars(rows)).all()]

    def line(self, row: Any) -> Line:
        """A row as a line of the material."""
        kind = KINDS[type(row)]
        due = getattr(row, "due_on", None) or getattr(row, "target_on", None)
        settled = getattr(row, "settled_at", None) or getattr(row, "ended_at", None)
        return Line(
            kind=kind,
            id=row.id,
            text=text_of(row),
            part=Part(row.part) if hasattr(row, "part") else None,
            written_at=getattr(row, "created_at", None),
            author=self.seat(_author(row)),
            talk_on=self.talk_on(getattr(row, "conversation_id", None)),
            due=due,
            status=Status(row.status) if hasattr(row, "status") else None,
            progress=Progress(row.progress) if hasattr(row, "progress") else None,
            goal_id=getattr(row, "goal_id", None),
            owner=self.seat(getattr(row, "owner_id", None)),
            discussed=getattr(row, "discussed", False),
            settled_on=self.day(settled) if settled else None,
        )


async def for_questions(session: AsyncSession, talk: tables.Conversation, language: Language, now: datetime) -> Material:
    """What the coach may use to suggest questions for a talk that is ahead."""
    table = await _table(session, talk, now)
    closed = [one.id for one in table.last]
    lines = [
        *await _agreements(table, tables.Agreement.status == AgreementStatus.OPEN),
        *await _of_talks(table, tables.Note, closed),
        *await _of_talks(table, tables.TalkingPoint, closed),
        *await _about_the_person(table),
        *await _about_the_role(table),
    ]
    taken = await _suggested(table, tables.Suggestion.conversation_id == talk.id, SuggestionState.ACCEPTED, SuggestionState.DISMISSED)
    gathered = Material(
        language=language,
        today=table.day(now),
        employee=table.employee.given_name,
        manager=table.manager.given_name,
        lines=tuple(lines),
        closed_talks=table.closed_talks,
        last_talk_on=table.talk_on(closed[0]) if closed else None,
        compass=tuple(await _compass(table)),
        asked=tuple(await _suggested(table, tables.Suggestion.conversation_id.in_(closed), SuggestionState.OFFERED, SuggestionState.ACCEPTED)),
        taken=tuple(taken),
        new_pair=table.closed_talks == 0 and _came_from_another_pair(table),
        personal_dismissed=talk.personal_put_aside,
        model_allowed=table.pair.model_allowed,
        frames=await _own_frames(table, language),
    )
    relevant = packed(arranged(gathered, await _picked(table), neglected_part(gathered)), ROOM, about_tokens)
    return replace(relevant, others=await _mentioned(table, relevant.lines))


async def for_summary(session: AsyncSession, talk: tables.Conversation, language: Language, now: datetime) -> TalkMaterial:
    """What was said in one closed talk, as both read it."""
    table = await _table(session, talk, now)
    lines = [
        *await _of_talks(table, tables.Note, [talk.id]),
        *await _of_talks(table, tables.TalkingPoint, [talk.id]),
        *await _agreements(table, tables.Agreement.conversation_id == talk.id),
    ]
    lines.sort(key=lambda line: (line.written_at or talk.scheduled_at, str(line.id)))
    on = table.day(talk.closed_at or talk.scheduled_at)
    others, allowed = await _mentioned(table, lines), table.pair.model_allowed
    return TalkMaterial(language, on, table.employee.given_name, table.manager.given_name, tuple(lines), others, allowed)


async def occasion(session: AsyncSession, talk: tables.Conversation, row: Any, now: datetime) -> Line:
    """The one thing that questions are asked about, as a line."""
    table = await _table(session, talk, now)
    return _with_answers(table, table.line(row), (await _answered(table)).get(row.id, set()))


def text_of(row: Any) -> str:
    """What a line says: a title where the row has one."""
    text: str = row.title if hasattr(row, "title") else row.text
    return text


async def rested_on(session: AsyncSession, suggestion_ids: Sequence[UUID]) -> dict[UUID | None, set[UUID]]:
    """The rows that each of these questions rests on, as far as both read them."""
    here = tables.Source
    targets: dict[UUID | None, set[UUID]] = {}
    for one in (await session.scalars(both_read(session, here).where(here.of_suggestion_id.in_(suggestion_ids)))).all():
        targets.setdefault(one.of_suggestion_id, set()).update(row for column in POINTERS if (row := getattr(one, column)))
    return targets


def both_read(session: AsyncSession, kind: Any) -> Select[Any]:
    """Rows of a table that the viewer sees, and the other of the pair too."""
    rows = select(kind).where(looking(session).sees(kind))
    if hasattr(kind, "manager_sees_from"):
        rows = rows.where(kind.manager_sees_from <= func.now())
    if hasattr(kind, "visibility"):
        rows = rows.where(kind.visibility == Visibility.SHARED)
    return rows


async def _table(session: AsyncSession, talk: tables.Conversation, now: datetime) -> Table:
    employee = await session.get_one(tables.Person, (talk.org_id, talk.employee_id))
    manager = await session.get_one(tables.Person, (talk.org_id, talk.manager_id))
    here = tables.Conversation
    closed = both_read(session, here).where(here.pair_id == talk.pair_id, here.status == ConversationStatus.CLOSED, here.id != talk.id)
    last = (await session.scalars(closed.order_by(here.closed_at.desc(), here.id.desc()).limit(LAST_TALKS))).all()
    count = (await session.execute(select(func.count()).select_from(closed.subquery()))).scalar_one()
    pair = await session.get_one(tables.Pair, (talk.org_id, talk.pair_id))
    return Table(session, talk, employee, manager, last, count, now, pair)


def _author(row: Any) -> UUID | None:
    author: UUID | None = getattr(row, "author_id", None) or (row.employee_id if isinstance(row, tables.Reflection | tables.Talent) else None)
    return author


async def _of_talks(table: Table, kind: Any, talks: Sequence[UUID]) -> list[Line]:
    rows = both_read(table.session, kind).where(kind.conversation_id.in_(talks))
    return await table.lines(rows.order_by(kind.created_at.desc(), kind.id.desc()))


async def _agreements(table: Table, which: Any) -> list[Line]:
    here = tables.Agreement
    rows = both_read(table.session, here).where(here.pair_id == table.talk.pair_id, which)
    return await table.lines(rows.order_by(here.created_at.desc(), here.id.desc()).limit(MOST))


async def _about_the_person(table: Table) -> list[Line]:
    since = table.last[0].closed_at if table.last else None
    lines: list[Line] = []
    for kind in (tables.Goal, tables.GoalEvaluation, tables.Feedback, tables.Reflection, tables.Talent):
        here: Any = kind
        rows = both_read(table.session, here).where(here.employee_id == table.employee.id, here.pair_id == table.talk.pair_id)
        if kind is tables.Talent:
            rows = rows.where(here.confirmed_at.is_not(None))
        if kind in (tables.Feedback, tables.Reflection) and since is not None:
            rows = rows.where(func.greatest(here.created_at, here.manager_sees_from) > since)
        found = await table.lines(rows.order_by(here.created_at.desc(), here.id.desc()).limit(MOST))
        lines += _latest_of_each_goal(found) if kind is tables.GoalEvaluation else found
    answered = await _answered(table)
    return [_with_answers(table, line, answered.get(line.id, set()) if line.id else set()) for line in lines]


def _latest_of_each_goal(evaluations: Sequence[Line]) -> list[Line]:
    """What was said of a goal before is overtaken. They come latest first."""
    latest: dict[UUID | None, Line] = {}
    for line in evaluations:
        latest.setdefault(line.goal_id, line)
    return list(latest.values())


async def _picked(table: Table) -> list[UUID]:
    """The notes and options that the worker picked for the pair's coming talk, in their order."""
    here = tables.Pick
    rows = both_read(table.session, here).where(here.pair_id == table.talk.pair_id).order_by(here.place, here.position, here.id)
    return [row for pick in (await table.session.scalars(rows)).all() if (row := pick.note_id or pick.option_id)]


async def _answered(table: Table) -> dict[UUID | None, set[UUID]]:
    """Who responded to each evaluation, feedback and reflection."""
    here = tables.Response
    rows = both_read(table.session, here).where(here.employee_id == table.employee.id, here.pair_id == table.talk.pair_id)
    answered: dict[UUID | None, set[UUID]] = {}
    for response in (await table.session.scalars(rows)).all():
        answered.setdefault(response.evaluation_id or response.feedback_id or response.reflection_id, set()).add(response.author_id)
    return answered


def _with_answers(table: Table, line: Line, by: set[UUID]) -> Line:
    # Nobody tells that feedback was read; a response says so, and three working days are taken to be enough.
    long_ago = line.written_at is not None and working_days.after(line.written_at, 3, ZoneInfo(table.employee.time_zone)) <= table.now
    seen = line.kind is SourceKind.FEEDBACK and (table.employee.id in by or long_ago)
    return replace(line, has_response=bool(by), seen_by_receiver=seen)


async def _about_the_role(table: Table) -> list[Line]:
    role_id = table.employee.role_id
    if role_id is None:
        return []
    lines: list[Line] = []
    for kind in (tables.Responsibility, tables.Expectation):
        here: Any = kind
        lines += await table.lines(both_read(table.session, here).where(here.role_id == role_id).order_by(here.position).limit(MOST))
    return [*lines, *await _next_steps(table, role_id), *await _options(table)]


async def _next_steps(table: Table, role_id: UUID) -> list[Line]:
    """The step after the employee's role, on every path that has it."""
    now, then, role = aliased(tables.CareerStep), aliased(tables.CareerStep), aliased(tables.Role)
    rows = (
        select(then.id, role.title)
        .join(now, then.comes_after(now))
        .join(role, (role.org_id == then.org_id) & (role.id == then.role_id))
        .where(looking(table.session).sees(then), now.role_id == role_id)
        .order_by(role.title, then.id)
    )
    return [Line(SourceKind.CAREER_STEP, step, title, Part.GROWTH) for step, title in (await table.session.execute(rows)).all()]


async def _compass(table: Table) -> list[Coverage]:
    """Talking points discussed in the last talks, by part, and when each part last came up."""
    point, note = tables.TalkingPoint, tables.Note
    talks = [talk.id for talk in table.last]
    points = await table.lines(both_read(table.session, point).where(point.conversation_id.in_(talks), point.discussed))
    notes = await table.lines(both_read(table.session, note).where(note.conversation_id.in_(talks)))
    covered = []
    for part in Part:
        days = [line.talk_on for line in (*points, *notes) if line.part is part and line.talk_on]
        covered.append(Coverage(part, sum(line.part is part for line in points), max(days, default=None)))
    return covered


async def _suggested(table: Table, which: Any, *states: SuggestionState) -> list[Asked]:
    """Questions that were offered before, with what they rested on."""
    here = tables.Suggestion
    rows = both_read(table.session, here).where(which, here.state.in_(states)).order_by(here.created_at, here.position, here.id)
    suggestions = (await table.session.scalars(rows)).all()
    targets = await rested_on(table.session, [one.id for one in suggestions])
    return [Asked(one.question, frozenset(targets.get(one.id, ())), one.frame or None, table.talk_on(one.conversation_id)) for one in suggestions]


async def _own_frames(table: Table, language: Language) -> tuple[Frame, ...]:
    """What the organisation added to the question bank, in the order in which it was."""
    here = tables.Frame
    rows = select(here).where(looking(table.session).sees(here), here.language == language.value, here.in_use).order_by(here.id)
    found = (await table.session.scalars(rows)).all()
    texts = ((one, (one.occasion, one.question, one.follow_up, one.first_person, one.why)) for one in found)
    return tuple(own_frame(Own(one.key, language, Part(one.part), SourceKind(one.kind), *said)) for one, said in texts)


def _came_from_another_pair(table: Table) -> bool:
    """Whether the employee worked here before this pair began."""
    return table.day(table.employee.created_at) < table.day(table.pair.started_at)


@dataclass(frozen=True)
class Now:
    """The row that a brief's moment would be, for a talk that is ahead."""

    employee_id: Any
    pair_id: Any
    as_of: Any
    picked: Any


async def _mentioned(table: Table, lines: Sequence[Line]) -> tuple[str, ...]:
    """The full names of the pair, and of everyone in the organisation whom the lines may mention by one of their names."""
    words = sorted({word for line in lines for word in NAME.findall(line.text) if word[0].isupper()})
    named = func.named(literal(words, ARRAY(Text()))).table_valued("name")
    return tuple(dict.fromkeys((table.employee.name, table.manager.name, *(await table.session.scalars(select(named.c.name))).all())))


async def _options(table: Table) -> list[Line]:
    """The development options that the brief shows for this talk."""
    viewer, option = looking(table.session), tables.DevelopmentOption
    reader = Reader(viewer.org, viewer.id, viewer.pairs, literal(table.employee.language), literal(table.employee.time_zone))
    picked = true() if table.pair.picked_at else false()
    moment = Now(literal(table.employee.id, Uuid()), literal(table.talk.pair_id, Uuid()), func.now(), picked)
    fitting = fitting_options(Scope(moment, reader))
    chosen = select(fitting.row.option_id).select_from(fitting.source)
    rows = select(option).where(viewer.sees(option), option.id.in_(chosen))
    return await table.lines(rows.order_by(option.title, option.id))
