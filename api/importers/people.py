"""The people of an organisation, and who manages whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.actions.organisations import Employer
from api.actions.people import CurrentPair, Moved, NewPerson, add_people, change_people, current_pairs, give_managers, known_time_zones
from api.importers import cells
from api.importers.files import Layout, Line, Table
from api.importers.library import RoleNames, batches, once, role_names
from api.importers.managers import Managed, wrongly_managed
from api.importers.report import Progress, RefusedLine, Report, in_order
from schema.tables import Person
from schema.tables.enums import Language

PEOPLE = Layout(("email", "name"), ("given_name", "language", "time_zone", "manager_email", "role", "is_hr", "subject"))


@dataclass(frozen=True)
class PersonLine:
    """What a line says of a person: `columns` of the table, and by e-mail who manages them (None: not said, empty: nobody)."""

    number: int
    email: str
    columns: Mapping[str, Any]
    manager: str | None
    subject: str | None

    @property
    def key(self) -> str:
        """The e-mail finds somebody again at the next import."""
        return self.email


@dataclass(frozen=True)
class Known:
    """Somebody who works here already."""

    person_id: UUID
    columns: Mapping[str, Any]
    pair: CurrentPair | None


async def import_people(
    connection: AsyncConnection, employer: Employer, table: Table, told: Progress, *, local_issuer: str | None, at: datetime
) -> Report:
    """Bring the file's people in, in the caller's transaction; whoever is not in the file is left alone.

    A changed manager ends the pair with the old one and begins one with the new. `local_issuer` is that of goodtalk's own tokens,
    for an organisation without an issuer of its own.
    """
    there = await _there(connection, employer.org_id)
    roles, zones = await role_names(connection, employer.org_id), await known_time_zones(connection)
    found, refused = table.read(lambda line: _read(line, roles, zones))
    lines = once(found, "email", refused)
    if employer.terms.issuer:
        refused += await _wrong_subjects(connection, employer.terms.issuer, lines, there)
    lines = _without(refused, lines)
    refused += wrongly_managed([Managed(line.number, line.email, line.manager) for line in lines], _managers(there))
    lines = _without(refused, lines)
    ids = await _add(connection, employer, [line for line in lines if line.email not in there], told, local_issuer=local_issuer, at=at)
    changed = await _change(connection, employer, lines, there)
    moving = _moving(lines, there)
    by_email = {**{email: known.person_id for email, known in there.items()}, **ids}
    moved = await give_managers(connection, employer.org_id, {by_email[one]: by_email.get(boss) for one, boss in moving.items()}, at=at)
    changed |= moving.keys() & there.keys()
    notes = (*table.notes(), *_notes(employer, lines, moved, left_alone=len(there.keys() - {line.email for line in found})))
    return Report(len(ids), len(changed), len(lines) - len(ids) - len(changed), in_order(refused), notes)


def _read(line: Line, roles: RoleNames, zones: Collection[str]) -> PersonLine:
    email, name = cells.required_email(line, "email"), cells.required_name(line, "name")
    language, role, is_hr = cells.word(line, "language", Language), cells.name(line, "role"), cells.yes_or_no(line, "is_hr")
    said = {
        "name": name,
        "given_name": cells.name(line, "given_name") or None,
        "language": language.value if language else None,
        "time_zone": cells.time_zone(line, "time_zone", zones),
        "is_hr": is_hr,
    }
    columns: dict[str, Any] = {column: value for column, value in said.items() if value is not None}
    if role is not None:
        columns["role_id"] = roles.find(role, "role") if role else None
    manager, subject = cells.email(line, "manager_email"), cells.name(line, "subject")
    return PersonLine(line.number, email, columns, manager, subject or None)


async def _there(connection: AsyncConnection, org_id: UUID) -> dict[str, Known]:
    pairs = await current_pairs(connection, org_id)
    columns = (Person.name, Person.given_name, Person.language, Person.time_zone, Person.role_id, Person.is_hr, Person.issuer, Person.subject)
    rows = await connection.execute(select(Person.id, Person.email, *columns).where(Person.org_id == org_id, Person.left_at.is_(None)))
    return {row.email.lower(): Known(row.id, dict(row._mapping), pairs.get(row.id)) for row in rows if row.email}


def _managers(there: Mapping[str, Known]) -> dict[str, str | None]:
    emails = {known.person_id: email for email, known in there.items()}
    return {email: emails.get(known.pair.manager_id) if known.pair else None for email, known in there.items()}


async def _wrong_subjects(connection: AsyncConnection, issuer: str, lines: Sequence[PersonLine], there: Mapping[str, Known]) -> list[RefusedLine]:
    """A subject is one person's for ever: nobody else's is taken over, and a bound one is never replaced."""
    rows = await connection.execute(select(Person.subject, Person.id).where(Person.issuer == issuer, Person.subject.is_not(None)))
    owners = dict(rows.all())
    first: dict[str, int] = {}
    refused = []
    for line in lines:
        if line.subject is None:
            continue
        known = there.get(line.email)
        bound = known.columns["subject"] if known else None
        owner = owners.get(line.subject)
        if line.subject in first:
            refused.append(RefusedLine(line.number, "subject", f"it stands in line {first[line.subject]} already: correct one of the two."))
        elif owner is not None and (known is None or owner != known.person_id):
            refused.append(RefusedLine(line.number, "subject", "it is somebody else's already: correct it, or leave it empty."))
        elif bound is not None and bound != line.subject:
            refused.append(RefusedLine(line.number, "subject", "this person signs in with another one already: leave it empty."))
        first.setdefault(line.subject, line.number)
    return refused


def _without(refused: Sequence[RefusedLine], lines: Sequence[PersonLine]) -> list[PersonLine]:
    numbers = {no.number for no in refused}
    return [line for line in lines if line.number not in numbers]


async def _add(
    connection: AsyncConnection, employer: Employer, lines: Sequence[PersonLine], told: Progress, *, local_issuer: str | None, at: datetime
) -> dict[str, UUID]:
    ids: dict[str, UUID] = {}
    for done, batch in batches(lines):
        people = [_new(line, employer) for line in batch]
        ids |= await add_people(connection, employer.org_id, people, local_issuer=None if employer.terms.issuer else local_issuer, at=at)
        told("adding", done, len(lines))
    return ids


def _new(line: PersonLine, employer: Employer) -> NewPerson:
    defaults = {"given_name": line.columns["name"].split()[0], "language": employer.terms.language, "time_zone": employer.terms.time_zone}
    return NewPerson(email=line.email, **{**defaults, **line.columns, **_binding(line, employer)})


def _binding(line: PersonLine, employer: Employer) -> dict[str, str]:
    issuer = employer.terms.issuer
    return {"issuer": issuer, "subject": line.subject} if issuer and line.subject else {}


async def _change(connection: AsyncConnection, employer: Employer, lines: Sequence[PersonLine], there: Mapping[str, Known]) -> set[str]:
    wanted = {line.email: {**line.columns, **_binding(line, employer)} for line in lines if line.email in there}
    differing = {email: columns for email, columns in wanted.items() if any(there[email].columns[name] != value for name, value in columns.items())}
    await change_people(connection, employer.org_id, {there[email].person_id: columns for email, columns in differing.items()})
    return set(differing)


def _moving(lines: Sequence[PersonLine], there: Mapping[str, Known]) -> dict[str, str]:
    """Who gets another manager, or none: the manager's e-mail, empty for nobody."""
    now = _managers(there)
    return {line.email: line.manager for line in lines if line.manager is not None and line.manager != (now.get(line.email) or "")}


def _notes(employer: Employer, lines: Sequence[PersonLine], moved: Moved, *, left_alone: int) -> list[str]:
    notes = []
    if moved.began or moved.ended:
        notes.append(f"Pairs: {moved.began} began, {moved.ended} ended (their planned talks were cancelled, an open one was closed).")
    if left_alone:
        notes.append(f"People who are not in this file and were left as they are: {left_alone}.")
    if not employer.terms.issuer and any(line.subject for line in lines):
        notes.append("The column subject was not used: this organisation signs in with goodtalk's own tokens.")
    return notes
