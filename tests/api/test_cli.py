"""The command line: what an operator does with it, and the one sentence for whatever goes wrong."""

import asyncio
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.cli import COMMANDS, Commands, cli
from api.commands.schema import printed
from api.database.logins import Database, Login
from api.keys import Keys
from api.roots import SCHEMA
from api.settings import Settings
from schema.tables import Organisation, Person, Role
from tests.makers import Makers

Command = Callable[..., Awaitable[Result]]
NOTHING_SET = dict.fromkeys(("GOODTALK_HOME", "GOODTALK_DATABASE_URL", "GOODTALK_DATABASE_WORK_URL", "GOODTALK_DATABASE_OWNER_URL", "GOODTALK_ENV"))


async def invoke(*arguments: str, **environ: str) -> Result:
    """The result of a command, run in a thread: it has an event loop of its own."""
    return await asyncio.to_thread(CliRunner().invoke, cli, arguments, env={**NOTHING_SET, **environ}, catch_exceptions=False)


@pytest.fixture
def command(settings: Settings, database: Database) -> Command:
    """Runs a command in the home of the tests."""

    async def run(*arguments: str, **environ: str) -> Result:
        return await invoke(*arguments, "--home", str(settings.home), **environ)

    return run


async def count(engine: AsyncEngine, table: type[Organisation | Person | Role]) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


def refused(result: Result, *words: str) -> bool:
    """One sentence on stderr, nothing on stdout, a code that says no."""
    said = result.stderr
    assert result.exit_code == 1, said
    assert said.startswith("Error: ")
    assert said.count("\n") == 1, said
    assert result.stdout == ""
    return all(word in said for word in words)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_takes_a_home(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    inner = list(command.commands.values()) if isinstance(command, click.Group) else [command]

    for each in inner:
        assert each is not None
        assert "--home" in {option for parameter in each.params for option in parameter.opts}
        assert each.help
    assert CliRunner().invoke(cli, [name, "--help"]).exit_code == 0
    assert COMMANDS[name][1] in CliRunner().invoke(cli, ["--help"]).stdout


def test_a_command_that_is_not_there_is_not_found() -> None:
    assert isinstance(cli, Commands)
    result = CliRunner().invoke(cli, ["fly"])

    assert result.exit_code == 2
    assert "No such command 'fly'" in result.stderr


async def test_an_organisation_is_made_once(command: Command, load_engine: AsyncEngine) -> None:
    first = await command("organisation", "Noord", "--hr", "Meike.de.Vries@noord.example", "--language", "en", "--time-zone", "Europe/London")
    again = await command("organisation", "Noord", "--hr", "meike.de.vries@noord.example", "--language", "EN", "--time-zone", "Europe/London")
    other = await command("organisation", "Noord", "--hr", "meike.de.vries@noord.example")

    assert (first.exit_code, first.stdout.splitlines()[0]) == (0, "Noord is there.")
    assert (again.exit_code, again.stdout) == (0, "Noord was there already.\n")
    assert refused(other, "'Noord' already, with other settings; nothing was changed")
    assert await count(load_engine, Organisation) == 1
    async with load_engine.connect() as connection:
        person = (await connection.execute(select(Person.email, Person.name, Person.given_name, Person.is_hr, Person.language))).one()
    assert tuple(person) == ("meike.de.vries@noord.example", "Meike De Vries", "Meike", True, "EN")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--hr", "nobody"], "'nobody' is not an e-mail address"),
        (["--hr", "hr@n.example", "--language", "fr"], "'fr' is not a language of goodtalk: write nl or en with --language."),
        (["--hr", "hr@n.example", "--time-zone", "Amsterdam"], "'Amsterdam' is not a time zone: write one as Europe/Amsterdam"),
        (["--hr", "hr@n.example", "--issuer", "https://login.n.example"], "--issuer and --audience go together"),
        (["--hr", "hr@n.example", "--issuer", "http://login.n.example", "--audience", "gt"], "is not an issuer's address: write it as https://"),
    ],
)
async def test_an_organisation_that_cannot_be_is_not_half_made(command: Command, load_engine: AsyncEngine, options: list[str], sentence: str) -> None:
    result = await command("organisation", "Noord", *options)

    assert refused(result, sentence)
    assert await count(load_engine, Organisation) == 0


async def test_a_token_is_printed_alone_and_speaks_of_the_person(command: Command, settings: Settings) -> None:
    await command("organisation", "Noord", "--hr", "hr@noord.example")

    result = await command("token", "--email", "HR@noord.example")

    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.count("\n") == 1
    assert [len(part) > 20 for part in result.stdout.strip().split(".")] == [True] * 3
    assert Keys(settings.home).issuer.encode() in _claims(result.stdout)


async def test_a_token_that_cannot_be_given_gets_one_sentence(command: Command, make: Makers) -> None:
    await command("organisation", "Noord", "--hr", "hr@noord.example")
    await command("organisation", "Zuid", "--hr", "hr@noord.example")
    await command("organisation", "West", "--hr", "hr@west.example", "--issuer", "https://login.west.example", "--audience", "goodtalk")
    await make.person("Oost", email="oost@oost.example")

    assert refused(await command("token", "--email", "nobody@noord.example"), "Nobody here has the e-mail nobody@noord.example")
    assert refused(await command("token", "--email", "hr@noord.example"), "occurs in several organisations: name one of 'Noord', 'Zuid'")
    assert refused(await command("token", "--email", "hr@noord.example", "--organisation", "West"), "Nobody in 'West'")
    assert refused(await command("token", "--email", "hr@west.example"), "signs in with its own issuer (https://login.west.example)")
    assert refused(await command("token", "--email", "oost@oost.example"), "belongs to the keys of another home")
    assert refused(await command("token", "--email", "hr@noord.example", GOODTALK_ENV="production"), "GOODTALK_ENV is production")
    assert (await command("token", "--email", "hr@noord.example", "--organisation", "Zuid")).exit_code == 0


async def test_an_import_reports_what_it_did(command: Command, load_engine: AsyncEngine, tmp_path: Path) -> None:
    await command("organisation", "Noord", "--hr", "hr@noord.example")
    people = tmp_path / "people.csv"
    people.write_text("email,name,manager_email\nhr@noord.example,Meike Dijkstra,\na@noord.example,A,hr@noord.example\nb,B,\n")

    result = await command("import", "people", str(people))

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "people.csv: 1 made, 1 changed, 0 the same, 1 refused.",
        "Pairs: 1 began, 0 ended (their planned talks were cancelled, an open one was closed).",
    ]
    assert result.stderr == "people.csv, line 4, column email: 'b' is not an e-mail address: write it as name@example.org.\n"
    assert await count(load_engine, Person) == 2


async def test_an_import_that_goes_well_ends_well(command: Command, tmp_path: Path) -> None:
    await command("organisation", "Noord", "--hr", "hr@noord.example")
    roles = tmp_path / "rollen.csv"
    roles.write_text("title;language\nPlanner;nl\n")

    results = [await command("import", "roles", str(roles)) for _ in range(2)]

    assert [(result.exit_code, result.stdout, result.stderr) for result in results] == [
        (0, "rollen.csv: 1 made, 0 changed, 0 the same, 0 refused.\n", ""),
        (0, "rollen.csv: 0 made, 0 changed, 1 the same, 0 refused.\n", ""),
    ]


async def test_questions_come_in_by_the_gate_and_are_counted_from_ten_pairs_up(command: Command, tmp_path: Path) -> None:
    await command("organisation", "Noord", "--hr", "hr@noord.example")
    questions = tmp_path / "vragen.csv"
    questions.write_text(
        "language;part;question;first_person;follow_up\n"
        "nl;personal;Wat zou ons team volgens jou vaker moeten vieren?;Ik wil iets bespreken.;Wat nog meer?\n"
        "nl;personal;Ben je tevreden?;Ik wil iets bespreken.;Wat nog meer?\n"
    )

    result, counts = await command("import", "questions", str(questions)), await command("frames")

    assert result.exit_code == 1
    assert result.stdout == "vragen.csv: 1 made, 0 changed, 0 the same, 1 refused.\n"
    assert result.stderr == (
        "vragen.csv, line 3, column question: it can be answered with yes, no or a number: begin with what, how, which or who.\n"
    )
    assert (counts.exit_code, counts.stdout) == (0, "Nothing to count: no question was offered to 10 pairs or more.\n")


async def test_an_import_says_which_organisation_it_lacks(command: Command, tmp_path: Path) -> None:
    roles = tmp_path / "roles.csv"
    roles.write_text("title\nPlanner\n")

    none = await command("import", "roles", str(roles))
    await command("organisation", "Noord", "--hr", "hr@noord.example")
    await command("organisation", "Zuid", "--hr", "hr@zuid.example")
    several = await command("import", "roles", str(roles))
    unknown = await command("import", "roles", str(roles), "--organisation", "West")
    named = await command("import", "roles", str(roles), "--organisation", "Zuid")

    assert refused(none, "There is no organisation yet: make one with `python -m api organisation NAME --hr EMAIL`.")
    assert refused(several, "There are several organisations: name one of 'Noord', 'Zuid' with --organisation.")
    assert refused(unknown, "There is no organisation 'West': name one of 'Noord', 'Zuid' with --organisation.")
    assert named.exit_code == 0


async def test_a_file_that_cannot_be_used_starts_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"

    result = await invoke("import", "people", str(tmp_path / "people.csv"), "--home", str(home))

    assert refused(result, "There is no file")
    assert not home.exists()


async def test_settings_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "home")]

    assert refused(await invoke("migrate", *home, GOODTALK_ENV="test"), "GOODTALK_ENV is 'test': set it to production or development.")
    assert refused(await invoke("migrate", *home, GOODTALK_DATABASE_URL="mysql://x"), "GOODTALK_DATABASE_URL is not an address of a database")
    assert refused(await invoke("stop", *home, GOODTALK_DATABASE_URL="postgresql://u:p@127.0.0.1:1/goodtalk"), "that PostgreSQL is yours")
    unreachable = await invoke("migrate", *home, GOODTALK_DATABASE_URL="postgresql://u:p@127.0.0.1:1/goodtalk")
    assert refused(unreachable, "The database at 127.0.0.1:1/goodtalk (GOODTALK_DATABASE_URL) does not answer: check that it runs")


@pytest.mark.parametrize("arguments", [("serve", "--port", "0"), ("token", "--email", "a@b.example"), ("keys", "rotate"), ("migrate",)])
async def test_a_home_that_cannot_be_written_is_told(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "file").touch()

    result = await invoke(*arguments, "--home", str(tmp_path / "file" / "home"))

    assert refused(result, "Nothing can be written in the home", "choose another with --home or GOODTALK_HOME.")


@pytest.fixture
async def empty(database: Database) -> AsyncIterator[dict[str, str]]:
    """The settings of a PostgreSQL of one's own in which nothing was migrated."""
    urls = {"GOODTALK_DATABASE_URL": database.urls.app.url, "GOODTALK_DATABASE_OWNER_URL": database.urls.owner.url}
    elsewhere = {name: url.replace("/goodtalk?", "/empty?") for name, url in urls.items()}
    server = await database.urls.owner.connect()
    await server.execute("CREATE DATABASE empty")
    inside = await Login(elsewhere["GOODTALK_DATABASE_OWNER_URL"]).connect()
    await inside.execute("CREATE EXTENSION vector")
    await inside.close()
    yield elsewhere
    await server.execute("DROP DATABASE empty")
    await server.close()


@pytest.mark.parametrize(
    "arguments", [("token", "--email", "a@b.example"), ("serve", "--port", "0"), ("organisation", "Noord", "--hr", "hr@n.example")]
)
async def test_a_database_of_ones_own_is_never_migrated_unasked(command: Command, empty: dict[str, str], arguments: tuple[str, ...]) -> None:
    result = await command(*arguments, **empty)

    assert refused(result, "The database has no tables yet: run `python -m api migrate` with GOODTALK_DATABASE_OWNER_URL set.")


async def test_stopping_says_what_happened(command: Command, tmp_path: Path) -> None:
    assert refused(await command("stop"), "still uses the database")
    nothing = await invoke("stop", "--home", str(tmp_path / "home"))
    assert (nothing.exit_code, nothing.stdout) == (0, "No database ran.\n")


async def test_keys_are_rotated(command: Command) -> None:
    first, second = await command("keys", "rotate"), await command("keys", "rotate")

    assert first.exit_code == second.exit_code == 0
    assert first.stdout.startswith("New tokens are signed with key ")
    assert first.stdout != second.stdout
    assert refused(await command("keys", "rotate", GOODTALK_ENV="production"), "GOODTALK_ENV is production")


async def test_migrating_twice_is_migrating_once(command: Command) -> None:
    first, second = await command("migrate"), await command("migrate")

    assert first.exit_code == 0
    assert first.stdout == second.stdout
    assert first.stdout.endswith(", the newest.\n")


async def test_the_schema_is_printed_written_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.commands.schema.FILE", tmp_path / "schema.graphql")

    shown, missing = await invoke("schema"), await invoke("schema", "--check")
    written, same = await invoke("schema", "--write"), await invoke("schema", "--check")
    (tmp_path / "schema.graphql").write_text(shown.stdout.replace("type Query", "type Queries"))
    differs = await invoke("schema", "--check")

    assert shown.stdout == printed(SCHEMA._schema)
    assert "\ntype Query {" in shown.stdout
    assert refused(missing, "run `python -m api schema --write`")
    assert (written.exit_code, same.exit_code) == (0, 0)
    assert refused(differs, "is not what the code says")


async def test_the_sql_for_ones_own_server_is_printed() -> None:
    result = await invoke("roles-sql", "--owner", "beheer", "--database", "gesprekken")

    assert result.exit_code == 0
    assert 'GRANT gt_owner, gt_lookup, gt_load TO "beheer"' in result.stdout
    assert r'\connect "gesprekken"' in result.stdout


def _claims(token: str) -> bytes:
    return urlsafe_b64decode(token.split(".")[1] + "==")
