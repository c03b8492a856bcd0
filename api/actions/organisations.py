"""Beginning an organisation, and finding the one that an operator means."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.actions.people import NewPerson, add_people
from schema.tables import Organisation, Person

NONE_YET = "There is no organisation yet: make one with `python -m api organisation NAME --hr EMAIL`."


class OrganisationUnknown(Exception):
    """No organisation, or not just one, is meant; the text is one sentence that says what to do."""


class OrganisationDiffers(Exception):
    """An organisation of that name is there, with other settings; the text is one sentence."""


@dataclass(frozen=True)
class Terms:
    """What an organisation is like. With `issuer` and `audience` its people sign in there; without, with goodtalk's own tokens."""

    name: str
    language: str
    time_zone: str
    issuer: str | None = None
    audience: str | None = None


@dataclass(frozen=True)
class Begun:
    """An organisation that is there; `new` when it was made now."""

    org_id: UUID
    new: bool


@dataclass(frozen=True)
class Employer:
    """An organisation, found."""

    org_id: UUID
    terms: Terms


async def begin_organisation(connection: AsyncConnection, terms: Terms, *, hr: str, hr_name: str, local_issuer: str | None, at: datetime) -> Begun:
    """Make the organisation and its first HR person; one that is there with the same terms stays as it is. Raises `OrganisationDiffers`."""
    there = await _named(connection, terms.name)
    if there is not None:
        return Begun(await _same(connection, there, terms, hr), new=False)
    values = {"name": terms.name, "language": terms.language, "time_zone": terms.time_zone, "issuer": terms.issuer, "audience": terms.audience}
    made = await connection.execute(insert(Organisation).values(**values, created_at=at).returning(Organisation.org_id))
    employer = Employer(made.scalar_one(), terms)
    person = NewPerson(
        email=hr, name=hr_name, given_name=hr_name.split(maxsplit=1)[0], language=terms.language, time_zone=terms.time_zone, is_hr=True
    )
    await add_people(connection, employer.org_id, [person], local_issuer=None if terms.issuer else local_issuer, at=at)
    return Begun(employer.org_id, new=True)


async def find_organisation(connection: AsyncConnection, name: str | None) -> Employer:
    """The organisation of that name; without a name the only one. Raises `OrganisationUnknown`."""
    if name is not None:
        found = await _named(connection, name)
        if found is None:
            raise OrganisationUnknown(f"There is no organisation {name!r}: {await _choice(connection)}")
        return found
    names = (await connection.scalars(select(Organisation.name).order_by(Organisation.name).limit(2))).all()
    if len(names) != 1:
        raise OrganisationUnknown(NONE_YET if not names else f"There are several organisations: {await _choice(connection)}")
    only = await _named(connection, names[0])
    assert only is not None  # noqa: S101  # it was there a moment ago, and organisations are not deleted
    return only


async def hold_organisation(connection: AsyncConnection, org_id: UUID) -> None:
    """Until this transaction ends nobody else imports into the organisation."""
    await connection.execute(select(Organisation.org_id).where(Organisation.org_id == org_id).with_for_update(key_share=True))


async def _named(connection: AsyncConnection, name: str) -> Employer | None:
    columns = (Organisation.org_id, Organisation.name, Organisation.language, Organisation.time_zone, Organisation.issuer, Organisation.audience)
    row = (await connection.execute(select(*columns).where(Organisation.name == name))).one_or_none()
    return None if row is None else Employer(row[0], Terms(*row[1:]))


async def _same(connection: AsyncConnection, there: Employer, wanted: Terms, hr: str) -> UUID:
    works_there = select(Person.id).where(Person.org_id == there.org_id, Person.email == hr, Person.is_hr)
    if there.terms != wanted or await connection.scalar(works_there) is None:
        raise OrganisationDiffers(f"There is an organisation {wanted.name!r} already, with other settings; nothing was changed: choose another name.")
    return there.org_id


async def _choice(connection: AsyncConnection) -> str:
    names = (await connection.scalars(select(Organisation.name).order_by(Organisation.name).limit(10))).all()
    return f"name one of {', '.join(map(repr, names))} with --organisation." if names else NONE_YET[0].lower() + NONE_YET[1:]
