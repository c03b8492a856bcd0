"""`token`: one of goodtalk's own tokens, for a fresh machine."""

from pathlib import Path

import click
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.commands.opening import at_home, loading, run
from api.database.home import open_home
from api.database.sessions import Identity
from api.keys import Keys, open_keys
from api.settings import Settings, read_settings
from schema.tables import Organisation, Person


@click.command()
@click.option("--email", required=True, metavar="EMAIL", help="Whose token.")
@click.option("--organisation", metavar="NAME", help="Of which organisation; needed when the e-mail occurs in several.")
@at_home
def token(email: str, organisation: str | None, home: Path | None) -> None:
    """Print a token of a person, valid for 12 hours, and nothing else.

    Refused when GOODTALK_ENV is production, and for an organisation that has an issuer of its own.
    """
    click.echo(run(make_token(read_settings(home=home), email, organisation)))


async def make_token(settings: Settings, email: str, organisation: str | None = None) -> str:
    """A token for the person with that e-mail. Raises `ClickException` where there is none to give."""
    keys, identity = await signing_in(settings, email, organisation)
    return keys.issue(identity.subject)


async def signing_in(settings: Settings, email: str, organisation: str | None = None) -> tuple[Keys, Identity]:
    """Whom such a token speaks of, and the keys that sign it. Raises `ClickException` where there is none to give."""
    keys = open_keys(open_home(settings), environment=settings.environment)
    async with loading(settings) as connection:
        return keys, Identity(keys.issuer, await _subject(connection, keys, email, organisation))


async def _subject(connection: AsyncConnection, keys: Keys, email: str, organisation: str | None) -> str:
    found = (
        select(Organisation.name, Organisation.issuer.label("own"), Person.issuer, Person.subject)
        .join(Organisation, Organisation.org_id == Person.org_id)
        .where(func.lower(Person.email) == email.strip().lower(), Person.left_at.is_(None))
        .order_by(Organisation.name)
    )
    if organisation is not None:
        found = found.where(Organisation.name == organisation)
    people = (await connection.execute(found)).all()
    if not people:
        where = f"in {organisation!r}" if organisation else "here"
        raise click.ClickException(f"Nobody {where} has the e-mail {email}: look for a typing error, or import them first.")
    if len(people) > 1:
        names = ", ".join(repr(person.name) for person in people)
        raise click.ClickException(f"The e-mail {email} occurs in several organisations: name one of {names} with --organisation.")
    person = people[0]
    if person.own is not None:
        raise click.ClickException(f"{person.name} signs in with its own issuer ({person.own}): ask that for a token.")
    if person.issuer != keys.issuer or person.subject is None:
        raise click.ClickException(f"{email} belongs to the keys of another home: name that with --home, or put back its secrets/keys.json.")
    subject: str = person.subject
    return subject
