"""Who may see which row, as privacy.md says it, in plain Python; and what people really see. It shares not a line with `seen_by`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from schema.tables import (
    Agreement,
    CareerPath,
    CareerStep,
    Change,
    Conversation,
    DevelopmentOption,
    Expectation,
    Feedback,
    Frame,
    Goal,
    GoalEvaluation,
    IdempotencyKey,
    Note,
    Organisation,
    Outcome,
    Pair,
    Passage,
    Person,
    Pick,
    Reflection,
    Response,
    Responsibility,
    Role,
    Row,
    Source,
    Spending,
    Suggestion,
    SuggestionRequest,
    Summary,
    SummaryConfirmation,
    SummarySentence,
    Talent,
    TalkingPoint,
    Trigger,
    TriggerSubject,
)
from tests.makers import now
from tests.world import TABLES, World

Key = tuple[str, ...]
Seen = Mapping[str, set[Key]]
"""Table → the primary keys of the rows that somebody sees."""

KEYS = {name: [column.name for column in inspect(table).primary_key] for name, table in TABLES.items()}
EVERY_KEY = " UNION ALL ".join(f"SELECT '{name}', ARRAY[{', '.join(f'{key}::text' for key in keys)}] FROM {name}" for name, keys in KEYS.items())
"""Asks the database for the keys of all rows there are."""

INSIDE = (Organisation, Person, Role, Responsibility, Expectation, CareerPath, CareerStep, DevelopmentOption, Frame)
OF_BOTH = (Conversation, TalkingPoint, SuggestionRequest, SummaryConfirmation, Pick)
HANDED_OVER = (Agreement, Summary, SummarySentence)
POINTED: dict[str, type[Row]] = {
    "note_id": Note,
    "talking_point_id": TalkingPoint,
    "agreement_id": Agreement,
    "goal_id": Goal,
    "evaluation_id": GoalEvaluation,
    "feedback_id": Feedback,
    "reflection_id": Reflection,
    "response_id": Response,
    "sentence_id": SummarySentence,
    "outcome_id": Outcome,
    "role_id": Role,
    "responsibility_id": Responsibility,
    "expectation_id": Expectation,
    "talent_id": Talent,
    "option_id": DevelopmentOption,
    "step_id": CareerStep,
}
UNDER: dict[str, type[Row]] = {"of_suggestion_id": Suggestion, "of_sentence_id": SummarySentence, "of_point_id": TalkingPoint}
ANSWERED: dict[str, type[Row]] = {"evaluation_id": GoalEvaluation, "feedback_id": Feedback, "reflection_id": Reflection, "summary_id": Summary}


def key_of(row: Row) -> Key:
    """The primary key of a row."""
    return tuple(str(value) for value in inspect(type(row)).primary_key_from_instance(row))


def working_days_after(moment: datetime, days: int, zone: str = "Europe/Amsterdam") -> datetime:
    """The same time of day there, so many working days later; people of the tests work in Amsterdam unless they say where."""
    there = moment.astimezone(ZoneInfo(zone))
    while days:
        there = datetime.combine(there.date() + timedelta(days=1), there.time(), there.tzinfo)
        days -= there.isoweekday() not in (6, 7)
    return there.astimezone(UTC)


class Law:
    """What privacy.md says of one world at one moment."""

    def __init__(self, world: World, at: datetime | None = None) -> None:
        self.world = world
        self.at = at or now()

    def may_see(self, viewer: Person | None, row: Any) -> bool:
        """Whether the viewer may see the row; nobody and who left see nothing, and nothing crosses organisations."""
        if viewer is None or viewer.left_at is not None or viewer.org_id != row.org_id:
            return False
        return isinstance(row, INSIDE) or self._rules[type(row)](viewer, row)

    def seen(self, viewer: Person | None) -> Seen:
        """All that the viewer may see."""
        return {name: {key_of(row) for row in self.world[table] if self.may_see(viewer, row)} for name, table in TABLES.items()}

    def visible(self, viewer: Person | None, table: type[Row]) -> list[Any]:
        """The rows of a table that the viewer may see."""
        return [row for row in self.world[table] if self.may_see(viewer, row)]

    def may_remove(self, viewer: Person, table: str) -> set[Key]:
        """The keys of the rows that the viewer's transactions may remove: what they see, and in their pairs the quotes of what goes."""
        quotes = {key_of(row) for row in self.world[Source] if table == "sources" and self._is_in_pair(viewer, row)}
        return {key_of(row) for row in self.visible(viewer, TABLES[table])} | quotes

    def may_add_to(self, viewer: Person, row: Mapping[str, Any]) -> bool:
        """Whether a row like this, as JSON, could be the viewer's: of their pair, or about themselves; feedback is given to anyone inside."""
        if row["org_id"] != str(viewer.org_id):
            return False
        if "by_manager" in row or "person_id" in row or "actor_id" in row:
            return True
        pairs = [pair for pair in self.world[Pair] if str(pair.id) == row.get("pair_id")]
        return str(viewer.id) in (row.get("employee_id"), row.get("shown_to_id")) or any(self._is_of(viewer, pair) for pair in pairs)

    @cached_property
    def _by_id(self) -> dict[type[Row], dict[UUID, Any]]:
        return {table: {row.id: row for row in rows if hasattr(row, "id")} for table, rows in self.world.rows.items()}

    @cached_property
    def _rules(self) -> dict[type[Row], Callable[[Person, Any], bool]]:
        both: dict[type[Row], Callable[[Person, Any], bool]] = dict.fromkeys(OF_BOTH, self._is_in_pair)
        return (
            both
            | dict.fromkeys(HANDED_OVER, self._is_in_pair_or_handed_over)
            | {
                Pair: self._is_of,
                Note: lambda viewer, note: self._is_in_pair(viewer, note) and (note.visibility == "SHARED" or note.author_id == viewer.id),
                Outcome: self._outcome,
                Suggestion: self._suggestion,
                Goal: self._of_person,
                Talent: self._of_person,
                GoalEvaluation: self._evaluation,
                Feedback: self._feedback,
                Reflection: self._reflection,
                Response: self._response,
                Source: self._source,
                Trigger: lambda viewer, trigger: trigger.for_id == viewer.id,
                TriggerSubject: lambda viewer, subject: self._by_id[Trigger][subject.trigger_id].for_id == viewer.id,
                IdempotencyKey: lambda viewer, key: key.person_id == viewer.id,
                Spending: lambda viewer, spending: spending.person_id == viewer.id,
                Change: lambda viewer, change: False,
                Passage: lambda viewer, passage: self.may_see(viewer, self._text_of(passage)),
            }
        )

    def _text_of(self, passage: Passage) -> Any:
        column = next(name for name in POINTED if getattr(passage, name) is not None)
        return self._by_id[POINTED[column]][getattr(passage, column)]

    def _is_of(self, viewer: Person, pair: Pair) -> bool:
        """The employee keeps the whole history; the manager's access ends with the pair."""
        return viewer.id == pair.employee_id or (viewer.id == pair.manager_id and pair.ended_at is None)

    def _is_in_pair(self, viewer: Person, row: Any) -> bool:
        return row.pair_id is not None and self._is_of(viewer, self._by_id[Pair][row.pair_id])

    def _manages(self, viewer: Person, row: Any) -> bool:
        pair = self._by_id[Pair].get(row.pair_id)
        return pair is not None and pair.manager_id == viewer.id and pair.ended_at is None

    def _is_handed_to(self, viewer: Person, row: Any) -> bool:
        """The next manager sees exactly what the employee hands over, while their own pair lasts."""
        return any(pair.id == row.handed_to_pair_id and self._is_of(viewer, pair) for pair in self.world[Pair])

    def _is_in_pair_or_handed_over(self, viewer: Person, row: Any) -> bool:
        return self._is_in_pair(viewer, row) or self._is_handed_to(viewer, row)

    def _of_person(self, viewer: Person, row: Any) -> bool:
        return viewer.id == row.employee_id or self._manages(viewer, row) or self._is_handed_to(viewer, row)

    def _evaluation(self, viewer: Person, row: GoalEvaluation) -> bool:
        own = row.author_id == row.employee_id
        ripe = row.created_at + timedelta(hours=1) if own else row.created_at
        return viewer.id == row.employee_id or (self._manages(viewer, row) and ripe <= self.at)

    def _feedback(self, viewer: Person, row: Feedback) -> bool:
        if viewer.id == row.employee_id:
            return True
        gave_as_manager = any(pair.id == row.pair_id and pair.manager_id == row.author_id for pair in self.world[Pair])
        if self._manages(viewer, row):
            if gave_as_manager:
                return True
            reports = any(it.manager_id == row.employee_id and it.employee_id == row.author_id for it in self.world[Pair])
            return viewer.id == row.author_id or (not reports and working_days_after(row.created_at, 3) <= self.at)
        return viewer.id == row.author_id and not gave_as_manager and row.withdrawn_at is None

    def _reflection(self, viewer: Person, row: Reflection) -> bool:
        if viewer.id == row.employee_id:
            return True
        return row.visibility == "SHARED" and self._manages(viewer, row) and row.created_at + timedelta(hours=1) <= self.at

    def _response(self, viewer: Person, row: Response) -> bool:
        ((pointer, table),) = [(pointer, table) for pointer, table in ANSWERED.items() if getattr(row, pointer)]
        answered = self._by_id[table][getattr(row, pointer)]
        if viewer.id == row.employee_id:
            return True
        sees_answered = self.may_see(viewer, answered)
        return sees_answered and (self._manages(viewer, row) or row.shown_to_id == viewer.id)

    def _outcome(self, viewer: Person, row: Outcome) -> bool:
        if not self._is_in_pair(viewer, row):
            return False
        talk = self._by_id[Conversation][row.conversation_id]
        both = sum(other.conversation_id == row.conversation_id for other in self.world[Outcome]) == 2
        late = talk.closed_at is not None and working_days_after(talk.closed_at, 3) <= self.at
        return row.by_id == viewer.id or both or late

    def _suggestion(self, viewer: Person, row: Suggestion) -> bool:
        return self._is_in_pair(viewer, row) and (row.state != "DISMISSED" or row.decided_by_id == viewer.id)

    def _source(self, viewer: Person, row: Source) -> bool:
        names = [*POINTED.items(), *UNDER.items()]
        rows = [self._by_id[table][getattr(row, pointer)] for pointer, table in names if getattr(row, pointer)]
        return self._is_in_pair(viewer, row) and all(self.may_see(viewer, it) for it in rows)


async def seen_in_sql(engine: AsyncEngine, viewer: Person | None) -> Seen:
    """What a transaction of the viewer finds in every table, asking the database for all of it."""
    async with engine.connect() as connection, connection.begin():
        if viewer is not None:
            await connection.execute(text("SELECT * FROM enter(:issuer, :subject)"), {"issuer": viewer.issuer, "subject": viewer.subject})
        return await found(connection)


async def found(connection: AsyncConnection) -> Seen:
    """The keys of all rows that this transaction finds."""
    seen: dict[str, set[Key]] = {name: set() for name in TABLES}
    for name, key in await connection.execute(text(EVERY_KEY)):
        seen[name].add(tuple(key))
    return seen


async def differences(world: World, look: Callable[[Person | None], Awaitable[Seen]]) -> list[str]:
    """Where what people see differs from what they may see: `manager sees a note they may not`; nothing when all is well."""
    law, told = Law(world), defaultdict[str, int](int)
    for name, viewer in [*world.people.items(), ("nobody", None)]:
        may, does = law.seen(viewer), await look(viewer)
        for table, keys in does.items():
            told[f"{name} sees rows of {table} they may not"] += len(keys - may[table])
            told[f"{name} misses rows of {table}"] += len(may[table] - keys)
    return [f"{line}: {count}" for line, count in told.items() if count]
