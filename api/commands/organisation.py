"""`organisation`: an employer and its first HR person."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from api.actions.organisations import Begun, Terms, begin_organisation
from api.actions.people import known_time_zones
from api.commands.opening import at_home, loading, local_issuer, run
from api.importers.cells import is_email
from api.settings import Settings, read_settings
from schema.tables.enums import Language


@click.command()
@click.argument("name")
@click.option("--language", default="nl", show_default=True, help="nl or en: what its people are spoken to in, unless they choose otherwise.")
@click.option("--time-zone", default="Europe/Amsterdam", show_default=True, help="Where its days begin and end.")
@click.option("--hr", required=True, metavar="EMAIL", help="The e-mail of its first HR person.")
@click.option("--hr-name", metavar="NAME", help="Their name. [default: made from the e-mail]")
@click.option("--issuer", metavar="URL", help="The OIDC issuer its people sign in with; without it, goodtalk's own tokens.")
@click.option("--audience", metavar="NAME", help="What that issuer calls goodtalk (`aud`); goes with --issuer.")
@at_home
def organisation(
    name: str, language: str, time_zone: str, hr: str, hr_name: str | None, issuer: str | None, audience: str | None, home: Path | None
) -> None:
    """Make an organisation and its first HR person. Running it again changes nothing."""
    settings = read_settings(home=home)
    terms = Terms(_name(name), _language(language), time_zone, issuer, audience)
    _check_issuer(terms, production=settings.environment == "production")
    if not is_email(hr):
        raise click.ClickException(f"{hr!r} is not an e-mail address: write it as name@example.org.")
    begun = run(_begin(settings, terms, hr.lower(), hr_name or hr.partition("@")[0].replace(".", " ").title()))
    click.echo(f"{terms.name} {'is there' if begun.new else 'was there already'}.")
    if begun.new:
        click.echo("Next: python -m api import roles FILE.csv, and python -m api import people FILE.csv")


async def _begin(settings: Settings, terms: Terms, hr: str, hr_name: str) -> Begun:
    async with loading(settings) as connection:
        if terms.time_zone not in await known_time_zones(connection):
            raise click.ClickException(f"{terms.time_zone!r} is not a time zone: write one as Europe/Amsterdam with --time-zone.")
        issuer = None if terms.issuer else local_issuer(settings)
        return await begin_organisation(connection, terms, hr=hr, hr_name=hr_name, local_issuer=issuer, at=datetime.now(UTC))


def _name(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > 200 or not tidy.isprintable():
        raise click.ClickException("The name of an organisation is one line of at most 200 characters: write it so.")
    return tidy


def _language(said: str) -> str:
    try:
        return Language(said.upper()).value
    except ValueError:
        raise click.ClickException(f"{said!r} is not a language of goodtalk: write nl or en with --language.") from None


def _check_issuer(terms: Terms, *, production: bool) -> None:
    if (terms.issuer is None) != (terms.audience is None):
        raise click.ClickException("--issuer and --audience go together: give both, or neither to use goodtalk's own tokens.")
    if terms.issuer is None and production:
        raise click.ClickException("GOODTALK_ENV is production: give the issuer its people sign in with, by --issuer URL --audience NAME.")
    parts = urlsplit(terms.issuer or "https://none")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"})):
        raise click.ClickException(f"{terms.issuer!r} is not an issuer's address: write it as https://…, exactly as `iss` stands in its tokens.")
