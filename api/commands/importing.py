"""`import`: an organisation's own lists, from CSV."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncConnection

from api.actions.organisations import Employer, find_organisation, hold_organisation
from api.commands.opening import at_home, loading, local_issuer, run
from api.commands.progress import progress
from api.importers.files import Table, read_table
from api.importers.options import OPTIONS, import_options
from api.importers.paths import PATHS, import_paths
from api.importers.people import PEOPLE, import_people
from api.importers.questions import QUESTIONS, import_questions
from api.importers.report import Progress as Told
from api.importers.report import Report
from api.importers.roles import ESCO, ROLES, import_roles
from api.settings import Settings, read_settings

LAYOUTS = {"people": (PEOPLE,), "roles": (ROLES, ESCO), "options": (OPTIONS,), "paths": (PATHS,), "questions": (QUESTIONS,)}
LIBRARY: dict[str, Callable[[AsyncConnection, Employer, Table, Told], Awaitable[Report]]] = {
    "roles": import_roles,
    "options": import_options,
    "paths": import_paths,
    "questions": import_questions,
}


@click.command("import")
@click.argument("kind", type=click.Choice(list(LAYOUTS)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--organisation", metavar="NAME", help="Into which organisation; not needed when there is one.")
@at_home
def import_(kind: str, file: Path, organisation: str | None, home: Path | None) -> None:
    """Bring in people, roles, development options, career paths or questions from a CSV file.

    The first line names the columns; commas, semicolons and tabs all do, in UTF-8.

    \b
    people   email, name, given_name, language (NL or EN), time_zone, manager_email, role, is_hr, subject
    roles    title, language, purpose, responsibilities, expectations, key
    options  title, description, kind (COURSE, COACHING, MENTORING, PROJECT, READING or OTHER), key
    paths    path, position, role, what_it_takes
    questions  language, part, question, first_person, follow_up, source, occasion, why, key, retired

    People need email and name, roles title, options title and kind, paths path, position and role, questions their first five. A column
    that is absent changes nothing. In people an empty manager_email or role takes it away, and an empty language or time_zone leaves the
    person's own. Responsibilities and expectations stand in one cell, one a line. For roles, ESCO's occupation files will do as they are.

    Running it again changes only what differs: people are found by e-mail, the rest by key, which is the title (of a question: its text)
    unless the file says otherwise. A changed manager ends the pair with the old one and begins one with the new. People who are not in the
    file stay.

    A question without a source is asked as it stands. With a source (NOTE, AGREEMENT, GOAL, …) and an occasion (said, open, active, …) it
    is asked about such a line, whose words stand where it says {said}, {quote} or {goal}. What fails the gate of the coach is refused, with
    the reason. One that is retired is asked no more.

    A line that cannot be used is named and left out, the others are imported, and the exit code is 1.
    """
    settings, table = read_settings(home=home), read_table(file, *LAYOUTS[kind])
    report = run(_import(settings, kind, table, organisation))
    for refused in report.refused:
        click.echo(f"{file.name}, {refused}", err=True)
    click.echo(f"{file.name}: {report.made} made, {report.changed} changed, {report.same} the same, {len(report.refused)} refused.")
    for note in report.notes:
        click.echo(note)
    if report.refused:
        raise click.exceptions.Exit(1)


async def _import(settings: Settings, kind: str, table: Table, organisation: str | None) -> Report:
    async with loading(settings) as connection:
        employer = await find_organisation(connection, organisation)
        await hold_organisation(connection, employer.org_id)
        with progress(table.path.name) as told:
            if kind != "people":
                return await LIBRARY[kind](connection, employer, table, told)
            issuer = local_issuer(settings)
            return await import_people(connection, employer, table, told, local_issuer=issuer, at=datetime.now(UTC))
