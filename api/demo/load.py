"""Puts the invented people into the database, once, and again when the talks they had planned have gone by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.demo.files import OrganisationContent, read_content
from api.demo.ledger import Ledger, uuid7
from api.demo.moments import Calendar
from api.demo.organisations import Cast, add_organisation, calendar_of, organisation_row
from api.demo.pairs import add_pair
from api.demo.talks import add_talks
from schema.tables import Base, Conversation, Organisation, Pair, Person, Role
from schema.tables.enums import ConversationStatus

LOCK = 7_316_520_118
"""Two commands that load the demo at once wait for each other."""


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the demo: whom to make a token for, and the next talk in which they are the employee."""

    name: str
    email: str
    role: str
    organisation: str
    language: str
    issuer: str
    subject: str
    next_conversation_id: UUID | None


@dataclass(frozen=True)
class DemoReport:
    """What `load_demo` found or made. `made`: the organisations that were loaded now, `renewed`: those of them that were there, out of date."""

    made: tuple[str, ...]
    renewed: tuple[str, ...]
    people: tuple[DemoPerson, ...]


async def load_demo(engine: AsyncEngine, *, now: datetime, issuer: str) -> DemoReport:
    """Load the demo's organisations in one transaction; `engine` is one of `gt_load`, `issuer` that of the home's own keys.

    An organisation that is there already stays as people left it, until a talk that was planned in it lies in the past:
    then it is removed and made again, so that its history is always the last half year.
    """
    contents = read_content()
    made, renewed = [], []
    async with engine.begin() as connection:
        await connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        for content in contents:
            name = content.itself["name"]
            org_id = await connection.scalar(select(Organisation.org_id).where(Organisation.name == name))
            if org_id and not await _is_out_of_date(connection, org_id, now):
                await sign_in_through(connection, org_id, issuer)
                continue
            if org_id:
                await remove_organisation(connection, org_id)
                renewed.append(name)
            await _load(connection, content, now, issuer)
            made.append(name)
        people = await _people(connection, [content.itself["name"] for content in contents])
    return DemoReport(tuple(made), tuple(renewed), people)


async def sign_in_through(connection: AsyncConnection, org_id: UUID, issuer: str) -> None:
    """See to it that the organisation's invented people come in with tokens of this issuer: a home's keys can be replaced."""
    await connection.execute(update(Person).where(Person.org_id == org_id, Person.issuer != issuer).values(issuer=issuer))


async def remove_organisation(connection: AsyncConnection, org_id: UUID) -> None:
    """Delete every row of an organisation, the ones that point at others first."""
    for table in reversed(Base.metadata.sorted_tables):
        await connection.execute(delete(table).where(table.c.org_id == org_id))


async def _is_out_of_date(connection: AsyncConnection, org_id: UUID, now: datetime) -> bool:
    planned = select(func.min(Conversation.scheduled_at)).where(Conversation.org_id == org_id, Conversation.status == ConversationStatus.PLANNED)
    first = await connection.scalar(planned)
    return first is not None and first < now


async def _load(connection: AsyncConnection, content: OrganisationContent, now: datetime, issuer: str) -> None:
    row, ledger = rows_of(content, now, issuer)
    await connection.execute(insert(Organisation), [row])
    for table, rows in ledger.in_order():
        await connection.execute(insert(table), rows)


def rows_of(content: OrganisationContent, now: datetime, issuer: str) -> tuple[dict[str, Any], Ledger]:
    """All rows of an organisation: its own, and a ledger with the rest."""
    calendar = calendar_of(content.itself, Calendar(now, ZoneInfo("UTC")))
    row = organisation_row(content.itself, uuid7(now, 0), calendar)
    ledger = Ledger(row["org_id"])
    cast = add_organisation(content.itself, ledger, calendar, issuer)
    for pair in content.pairs:
        add_talks(add_pair(pair, cast, ledger), pair.get("talks", ()))
    _add_pairs_without_history(content, cast, ledger)
    return row, ledger


def _add_pairs_without_history(content: OrganisationContent, cast: Cast, ledger: Ledger) -> None:
    """Whoever has a manager is in a pair, also where nothing is written about it."""
    written = {(pair["manager"], pair["employee"]) for pair in content.pairs}
    for employee, manager in cast.managers.items():
        if (manager, employee) not in written:
            add_pair({"employee": employee, "manager": manager, "started": "-90w mon 09:00", "rhythm_weeks": 6}, cast, ledger)


async def _people(connection: AsyncConnection, organisations: Sequence[str]) -> tuple[DemoPerson, ...]:
    next_talk = (
        select(Conversation.id)
        .join(Pair, (Pair.org_id == Conversation.org_id) & (Pair.id == Conversation.pair_id))
        .where(Conversation.org_id == Person.org_id, Conversation.employee_id == Person.id, Pair.ended_at.is_(None))
        .where(Conversation.status.in_((ConversationStatus.PLANNED, ConversationStatus.OPEN)))
        .order_by(Conversation.scheduled_at, Conversation.id)
        .limit(1)
        .scalar_subquery()
    )
    found = await connection.execute(
        select(Person.name, Person.email, Role.title, Organisation.name, Person.language, Person.issuer, Person.subject, next_talk)
        .join(Organisation, Organisation.org_id == Person.org_id)
        .join(Role, (Role.org_id == Person.org_id) & (Role.id == Person.role_id))
        .where(Organisation.name.in_(organisations), Person.email.is_not(None), Person.subject.is_not(None))
        .order_by(Organisation.language.desc(), Person.id)
    )
    return tuple(_person(*row) for row in found)


def _person(*columns: Any) -> DemoPerson:
    """The columns of one row; the query leaves out who has no e-mail or subject, so that none of the first seven is empty."""
    return DemoPerson(*columns)
