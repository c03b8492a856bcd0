"""The role library from files: once, again, and with lines that cannot be used."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.actions.organisations import Employer, Terms
from api.importers.files import Layout, Table, read_table
from api.importers.options import OPTIONS, import_options
from api.importers.paths import PATHS, import_paths
from api.importers.report import Report
from api.importers.roles import ESCO, ESCO_SAYS, ROLES, import_roles
from schema.tables import CareerPath, CareerStep, DevelopmentOption, Expectation, Responsibility, Role
from tests.makers import Makers

Brought = Callable[..., Awaitable[Report]]
KINDS: dict[Callable[..., Awaitable[Report]], tuple[Layout, ...]] = {import_roles: (ROLES, ESCO), import_options: (OPTIONS,), import_paths: (PATHS,)}

TWO_ROLES = """title;language;purpose;responsibilities;expectations
Planner;nl;Zorgt dat het werk past;"- Maakt het rooster
- Schuift als iemand uitvalt";Luistert eerst
Adviseur;;Denkt mee;;
"""
ESCO_COLUMNS = (
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "regulatedProfessionNote,scopeNote,definition,inScheme,description,code"
)
ESCO_FILE = f"""{ESCO_COLUMNS}
Occupation,http://data.europa.eu/esco/occupation/1,2654,inspiciënt,"toneelmeester
chef-inspiciënt",,released,2024-01-01,,,,,"Bewaakt de voorstelling, elke avond.",2654.1.7
Occupation,http://data.europa.eu/esco/occupation/2,9629,portier,,,released,2024-01-01,,,,,Staat bij de deur van een theater.,9629.1
Occupation,http://data.europa.eu/esco/occupation/3,5414,portier,,,released,2024-01-01,,,,,Staat bij de deur van een hotel.,5414.1
"""


@pytest.fixture
async def employer(make: Makers) -> Employer:
    """A Dutch organisation."""
    row = await make.organisation()
    return Employer(row.org_id, Terms(row.name, "NL", "Europe/Amsterdam"))


@pytest.fixture
def brought(load_engine: AsyncEngine, employer: Employer, tmp_path: Path) -> Brought:
    """Imports a file with that content."""

    async def bring(importer: Callable[..., Awaitable[Report]], content: str, *, name: str = "file.csv", into: Employer = employer) -> Report:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8", newline="")
        table: Table = read_table(path, *KINDS[importer])
        async with load_engine.begin() as connection:
            return await importer(connection, into, table, lambda doing, done, total: None)

    return bring


async def rows(engine: AsyncEngine, *columns: Any) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns).order_by(*columns))]


async def test_roles_come_with_what_they_take_care_of(brought: Brought, load_engine: AsyncEngine) -> None:
    report = await brought(import_roles, TWO_ROLES)

    assert report == Report(made=2, changed=0, same=0)
    assert await rows(load_engine, Role.title, Role.key, Role.language, Role.purpose) == [
        ("Adviseur", "Adviseur", "NL", "Denkt mee"),
        ("Planner", "Planner", "NL", "Zorgt dat het werk past"),
    ]
    assert await rows(load_engine, Responsibility.position, Responsibility.text) == [(1, "Maakt het rooster"), (2, "Schuift als iemand uitvalt")]
    assert await rows(load_engine, Expectation.text) == [("Luistert eerst",)]


async def test_the_same_file_again_changes_nothing(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought(import_roles, TWO_ROLES)
    before = await rows(load_engine, Role.id), await rows(load_engine, Responsibility.id)

    report = await brought(import_roles, TWO_ROLES)

    assert report == Report(made=0, changed=0, same=2)
    assert before == (await rows(load_engine, Role.id), await rows(load_engine, Responsibility.id))


async def test_a_text_that_stays_is_still_pointed_at(brought: Brought, load_engine: AsyncEngine, make: Makers, employer: Employer) -> None:
    await brought(import_roles, TWO_ROLES)
    kept = {row[0]: row[1] for row in await rows(load_engine, Responsibility.text, Responsibility.id)}

    report = await brought(import_roles, 'title,responsibilities\nPlanner,"Schuift als iemand uitvalt\nBelt met de ploeg\nMaakt het rooster"\n')

    assert (report.made, report.changed, report.same) == (0, 1, 0)
    now = await rows(load_engine, Responsibility.position, Responsibility.text, Responsibility.id)
    assert [row[:2] for row in now] == [(1, "Schuift als iemand uitvalt"), (2, "Belt met de ploeg"), (3, "Maakt het rooster")]
    assert all(kept.get(text, made) == made for _, text, made in now)
    assert (await rows(load_engine, Role.purpose))[1] == ("Zorgt dat het werk past",)


async def test_a_column_that_is_empty_takes_away_and_one_that_is_absent_does_not(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought(import_roles, TWO_ROLES)

    await brought(import_roles, "title,responsibilities,purpose\nPlanner,,Nieuw\n")

    assert await rows(load_engine, Responsibility.text) == []
    assert await rows(load_engine, Expectation.text) == [("Luistert eerst",)]
    assert ("Nieuw",) in await rows(load_engine, Role.purpose)


async def test_a_role_that_was_renamed_is_found_by_its_key(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought(import_roles, "key,title\nr1,Planner\n")

    report = await brought(import_roles, "key,title\nr1,Roostermaker\n")

    assert (report.made, report.changed) == (0, 1)
    assert await rows(load_engine, Role.key, Role.title) == [("r1", "Roostermaker")]


async def test_esco_is_recognised_by_its_header_and_named(brought: Brought, load_engine: AsyncEngine, make: Makers) -> None:
    english = await make.organisation(name="English", language="EN")
    into = Employer(english.org_id, Terms("English", "EN", "Europe/London"))

    report = await brought(import_roles, ESCO_FILE, name="occupations_nl.csv", into=into)
    again = await brought(import_roles, ESCO_FILE, name="occupations_nl.csv", into=into)

    assert (report.made, again.made, again.changed, again.same) == (3, 0, 0, 3)
    assert report.notes == (ESCO_SAYS,)
    assert await rows(load_engine, Role.key, Role.language, Role.title, Role.purpose) == [
        ("http://data.europa.eu/esco/occupation/1", "NL", "inspiciënt", "Bewaakt de voorstelling, elke avond."),
        ("http://data.europa.eu/esco/occupation/2", "NL", "portier", "Staat bij de deur van een theater."),
        ("http://data.europa.eu/esco/occupation/3", "NL", "portier", "Staat bij de deur van een hotel."),
    ]


async def test_ten_broken_lines_are_all_named_and_the_rest_comes_in(brought: Brought, load_engine: AsyncEngine) -> None:
    long, strange = "x" * 201, "a\x07b"
    content = f"""title,language,purpose,key
Een,nl,Doet het,k1
,nl,Geen naam,k2
Twee,fr,Andere taal,k3
Drie,nl,"Niet gesloten,k4
Vier,nl
Vijf,nl,Te veel,k5,nog iets
Een,nl,Weer dezelfde,k1
{long},nl,Te lang,k6
{strange},nl,Vreemd teken,k7
Zes,nl,{strange},k8
Zeven,deutsch,Andere taal,k9
Negen,en,Ook goed,k11
"""

    report = await brought(import_roles, content)

    assert report.made == 2
    assert [(no.number, no.column) for no in report.refused] == [
        (3, "title"),
        (4, "language"),
        (5, None),
        (6, None),
        (7, None),
        (8, "title"),
        (9, "title"),
        (10, "title"),
        (11, "purpose"),
        (12, "language"),
    ]
    assert all(no.reason.endswith(".") and "\n" not in no.reason for no in report.refused)
    assert await rows(load_engine, Role.title) == [("Een",), ("Negen",)]


async def test_options_come_in_once_and_change(brought: Brought, load_engine: AsyncEngine) -> None:
    first = await brought(import_options, "title,description,kind\nSQL,Leer vragen stellen,course\nMentor,,MENTORING\nRaar,,sport\n")
    again = await brought(import_options, "title,description,kind\nSQL,Leer beter vragen stellen,COURSE\nMentor,,mentoring\n")

    assert (first.made, [str(no) for no in first.refused]) == (
        2,
        ["line 4, column kind: 'sport' is not known: write COURSE, COACHING, MENTORING, PROJECT, READING or OTHER."],
    )
    assert (again.made, again.changed, again.same) == (0, 1, 1)
    assert await rows(load_engine, DevelopmentOption.title, DevelopmentOption.kind, DevelopmentOption.description) == [
        ("Mentor", "MENTORING", ""),
        ("SQL", "COURSE", "Leer beter vragen stellen"),
    ]


STEPS = "path,position,role,what_it_takes\nNaar advies,1,Planner,\nNaar advies,2,adviseur,Twee jaar plannen\n"


async def test_paths_lead_from_role_to_role(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought(import_roles, TWO_ROLES)

    first, again = await brought(import_paths, STEPS), await brought(import_paths, STEPS)

    assert (first.made, again.made, again.changed, again.same) == (2, 0, 0, 2)
    assert await rows(load_engine, CareerPath.title, CareerPath.key) == [("Naar advies", "Naar advies")]
    assert await rows(load_engine, CareerStep.position, CareerStep.what_it_takes) == [(1, ""), (2, "Twee jaar plannen")]


async def test_a_step_that_the_file_no_longer_has_goes_unless_a_line_of_its_path_was_refused(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought(import_roles, TWO_ROLES)
    await brought(import_paths, STEPS)

    unsure = await brought(import_paths, "path,position,role\nNaar advies,1,Planner\nNaar advies,2,Kok\n")
    steps_then = await rows(load_engine, CareerStep.position)
    sure = await brought(import_paths, "path,position,role\nNaar advies,1,Adviseur\n")

    assert [str(no) for no in unsure.refused] == [
        "line 3, column role: there is no role 'Kok': import the roles first, or write the title as it stands there."
    ]
    assert steps_then == [(1,), (2,)]
    assert (sure.changed, sure.notes) == (1, ("1 steps that the file no longer has were taken out.",))
    assert await rows(load_engine, CareerStep.position) == [(1,)]


async def test_a_title_that_two_roles_have_must_be_said_by_key(brought: Brought, load_engine: AsyncEngine) -> None:
    await brought(import_roles, ESCO_FILE)

    report = await brought(
        import_paths, "path,position,role\nDeur,1,portier\nDeur,2,http://data.europa.eu/esco/occupation/3\nDeur,0,inspiciënt\nDeur,2,inspiciënt\n"
    )

    assert report.made == 1
    assert [str(no) for no in report.refused] == [
        "line 2, column role: 2 roles are called 'portier': write the key of the one that is meant.",
        "line 4, column position: '0' is not a place in the order: write a whole number from 1 to 1000.",
        "line 5, column position: 'Deur, 2' stands in line 3 already: leave one of them out, or give each its own key.",
    ]
