"""People come, change, get another manager, and leave; pairs begin and end with it. People are never deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import ColumnElement, Text, Uuid, any_, bindparam, case, cast, delete, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from api.outbox import Verb
from schema.rules import talks as rules
from schema.rules import working_days
from schema.tables import Agreement, Change, Conversation, Note, Pair, Person
from schema.tables.enums import AgreementStatus, ConversationStatus, SummaryProgress, Visibility


@dataclass(frozen=True)
class NewPerson:
    """Somebody who comes to work here. `email` is in small letters; `subject` goes with the organisation's own issuer."""

    email: str
    name: str
    given_name: str
    language: str
    time_zone: str
    role_id: UUID | None = None
    is_hr: bool = False
    issuer: str | None = None
    subject: str | None = None


@dataclass(frozen=True)
class Moved:
    """How many pairs ended and began."""

    ended: int = 0
    began: int = 0


async def add_people(
    connection: AsyncConnection, org_id: UUID, people: Sequence[NewPerson], *, local_issuer: str | None, at: datetime
) -> dict[str, UUID]:
    """Add them and answer their ids by e-mail. With `local_issuer` goodtalk's own tokens are for them: the subject is their id."""
    if not people:
        return {}
    rows = [{"org_id": org_id, "created_at": at, **asdict(person)} for person in people]
    made = await connection.execute(insert(Person).returning(Person.email, Person.id), rows)
    if local_issuer is not None:
        unbound = (Person.org_id == org_id) & Person.issuer.is_(None) & Person.left_at.is_(None)
        await connection.execute(update(Person).where(unbound).values(issuer=local_issuer, subject=cast(Person.id, Text)))
    return {str(row.email): row.id for row in made}


async def change_people(connection: AsyncConnection, org_id: UUID, changes: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Give each person the columns named for them; who manages them is for `give_managers`."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for person_id, columns in changes.items():
        by_columns.setdefault(tuple(sorted(columns)), []).append({"the_id": person_id, **{f"new_{name}": value for name, value in columns.items()}})
    for names, rows in by_columns.items():
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        one = update(Person).where(Person.org_id == org_id, Person.id == bindparam("the_id")).values(values)
        await connection.execute(one.execution_options(synchronize_session=False), rows)


async def give_managers(connection: AsyncConnection, org_id: UUID, managers: Mapping[UUID, UUID | None], *, at: datetime) -> Moved:
    """Let each person be managed by that manager from now on (None: by nobody); the pair with another manager ends."""
    current = await current_pairs(connection, org_id)
    ending = [current[one].pair_id for one, manager in managers.items() if one in current and current[one].manager_id != manager]
    kept = {one for one, manager in managers.items() if one in current and current[one].manager_id == manager}
    beginning = [(one, manager) for one, manager in managers.items() if manager is not None and one not in kept]
    await end_pairs(connection, org_id, ending, at=at)
    if beginning:
        rows = [{"org_id": org_id, "employee_id": one, "manager_id": manager, "started_at": at} for one, manager in beginning]
        begun = await connection.scalars(insert(Pair).returning(Pair.id), rows)
        await _tell(connection, org_id, "Pair", [(one, one, None) for one in begun], Verb.MADE)
    await change_people(connection, org_id, {one: {"manager_id": manager} for one, manager in managers.items()})
    return Moved(ended=len(ending), began=len(beginning))


@dataclass(frozen=True)
class CurrentPair:
    """The pair an employee is in now."""

    pair_id: UUID
    manager_id: UUID


async def current_pairs(connection: AsyncConnection, org_id: UUID) -> dict[UUID, CurrentPair]:
    """Everybody's pair as an employee, by their id."""
    rows = await connection.execute(select(Pair.employee_id, Pair.id, Pair.manager_id).where(Pair.org_id == org_id, Pair.ended_at.is_(None)))
    return {employee_id: CurrentPair(pair_id, manager_id) for employee_id, pair_id, manager_id in rows}


async def end_pairs(connection: AsyncConnection, org_id: UUID, pair_ids: Sequence[UUID], *, at: datetime) -> None:
    """End them at that moment, and what ends with a pair: planned talks, an open talk, private notes, what its manager still had to do."""
    if not pair_ids:
        return
    ended = await connection.execute(
        update(Pair)
        .where(Pair.org_id == org_id, Pair.id == _one_of(pair_ids), Pair.ended_at.is_(None))
        .values(ended_at=func.greatest(Pair.started_at, at))
        .returning(Pair.id)
    )
    ended_ids = ended.scalars().all()
    these = _one_of(ended_ids)
    talks = update(Conversation).where(Conversation.org_id == org_id, Conversation.pair_id == these)
    planned, opened = (Conversation.status == status for status in (ConversationStatus.PLANNED, ConversationStatus.OPEN))
    shown = func.coalesce(Conversation.outcomes_shown_from, await _shown_from(connection, org_id, these, at))
    drafted = case((Conversation.summary_progress == SummaryProgress.READY, SummaryProgress.READY), else_=SummaryProgress.BEING_DRAFTED)
    closed_at = func.greatest(Conversation.opened_at, at)
    closing = {"status": ConversationStatus.CLOSED, "closed_at": closed_at, "outcomes_shown_from": shown, "summary_progress": drafted}
    talked = (Conversation.id, Conversation.pair_id, Conversation.id.label("conversation_id"))
    await _tell(connection, org_id, "Pair", [(one, one, None) for one in ended_ids])
    for moved in (talks.where(planned).values(status=ConversationStatus.CANCELLED), talks.where(opened).values(closing)):
        await _tell(connection, org_id, "Conversation", (await connection.execute(moved.returning(*talked))).all())
    await connection.execute(delete(Note).where(Note.org_id == org_id, Note.pair_id == these, Note.visibility == Visibility.PRIVATE))
    dropped = await connection.execute(
        update(Agreement)
        .where(Agreement.org_id == org_id, Agreement.pair_id == these, Agreement.status == AgreementStatus.OPEN)
        .where(Pair.org_id == Agreement.org_id, Pair.id == Agreement.pair_id, Pair.manager_id == Agreement.owner_id)
        .values(status=AgreementStatus.DROPPED, settled_at=func.greatest(Agreement.created_at, at))
        .returning(Agreement.id, Agreement.pair_id, Agreement.conversation_id)
    )
    await _tell(connection, org_id, "Agreement", dropped.all())


async def _shown_from(connection: AsyncConnection, org_id: UUID, these: ColumnElement[bool], at: datetime) -> ColumnElement[datetime]:
    """From when the outcomes of talks that are closed now show: working days are counted where the employee of each works."""
    employee = (Person.org_id == org_id) & (Person.id == Conversation.employee_id)
    zones = select(Person.time_zone).distinct().join(Conversation, employee).where(Conversation.org_id == org_id, Conversation.pair_id == these)
    moments = {zone: working_days.after(at, rules.OUTCOMES_APART, ZoneInfo(zone)) for zone in await connection.scalars(zones)}
    if not moments:
        return literal(at)
    its_zone = select(Person.time_zone).where(employee).scalar_subquery()
    return case(moments, value=its_zone)


async def _tell(connection: AsyncConnection, org_id: UUID, node_type: str, rows: Sequence[Any], verb: Verb = Verb.CHANGED) -> None:
    """Changes that nobody in the organisation made, by id, pair and talk."""
    told = {"org_id": org_id, "actor_id": None, "node_type": node_type, "verb": verb.value}
    if rows:
        changes = [{**told, "node_id": row_id, "pair_id": pair_id, "conversation_id": talk_id} for row_id, pair_id, talk_id in rows]
        await connection.execute(insert(Change), changes)


async def leave(connection: AsyncConnection, org_id: UUID, person_id: UUID, *, at: datetime) -> Moved:
    """Somebody leaves: their pairs end, the e-mail goes, no token speaks of them any more; the name stays where they wrote."""
    both = (Pair.employee_id == person_id) | (Pair.manager_id == person_id)
    ending = (await connection.scalars(select(Pair.id).where(Pair.org_id == org_id, Pair.ended_at.is_(None), both))).all()
    await end_pairs(connection, org_id, ending, at=at)
    here = (Person.org_id == org_id) & Person.left_at.is_(None)
    await connection.execute(update(Person).where(here, Person.manager_id == person_id).values(manager_id=None))
    # Without their subject somebody who comes back can be bound again, as a new person.
    gone = {"left_at": at, "email": None, "manager_id": None, "is_hr": False, "issuer": None, "subject": None}
    await connection.execute(update(Person).where(here, Person.id == person_id).values(gone))
    await _tell(connection, org_id, "Person", [(person_id, None, None)], Verb.GONE)
    return Moved(ended=len(ending))


async def known_time_zones(connection: AsyncConnection) -> set[str]:
    """The time zones that Python and the database both know; `UTC` and those named after a place."""
    rows, known = await connection.scalars(text("SELECT name FROM pg_timezone_names")), available_timezones()
    return {name for name in rows if name in known and ("/" in name or name == "UTC")}


def _one_of(ids: Sequence[UUID]) -> ColumnElement[bool]:
    """One parameter, however many ids."""
    return any_(literal(list(ids), ARRAY(Uuid())))
