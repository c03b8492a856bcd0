"""Roles, with what each takes care of and what is expected in it, from a CSV of our own or from ESCO's occupations."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from api.actions.organisations import Employer
from api.importers import cells
from api.importers.files import Layout, Line, Table
from api.importers.library import Laid, lay, once
from api.importers.report import Progress, Report, in_order
from api.importers.texts import write_texts
from schema.tables import Expectation, Responsibility, Role
from schema.tables.enums import Language

ROLES = Layout(("title",), ("key", "language", "purpose", "responsibilities", "expectations"))
ESCO = Layout(
    ("concepturi", "preferredlabel", "description"),
    (
        "concepttype",
        "iscogroup",
        "altlabels",
        "hiddenlabels",
        "status",
        "modifieddate",
        "regulatedprofessionnote",
        "scopenote",
        "definition",
        "inscheme",
        "code",
    ),
)
ESCO_SAYS = "This service uses the ESCO classification of the European Commission."
LANGUAGE_IN_NAME = re.compile(r"[_-](nl|en)$", re.IGNORECASE)


@dataclass(frozen=True)
class RoleLine:
    """What a line says of a role. None: the file does not say it, and what is there stays."""

    number: int
    key: str
    title: str
    language: str | None
    purpose: str | None
    responsibilities: tuple[str, ...] | None = None
    expectations: tuple[str, ...] | None = None

    def columns(self) -> dict[str, Any]:
        """The columns of the role itself that the line fills."""
        said = {"title": self.title, "language": self.language, "purpose": self.purpose}
        return {name: value for name, value in said.items() if value is not None}


async def import_roles(connection: AsyncConnection, employer: Employer, table: Table, told: Progress) -> Report:
    """Bring the file's roles into the library, in the caller's transaction."""
    from_esco = table.layout is ESCO
    read, column = (_esco(table.path), "conceptUri") if from_esco else (_own, "title")
    found, refused = table.read(read)
    lines = once(found, column, refused)
    defaults = {"title": "", "language": employer.terms.language, "purpose": ""}
    laid = await lay(connection, Role, employer.org_id, {line.key: line.columns() for line in lines}, defaults, told)
    await _write_lists(connection, employer, lines, laid)
    notes = (*table.notes(), *([ESCO_SAYS] if from_esco else []))
    return Report(len(laid.made), len(laid.changed), len(lines) - len(laid.made) - len(laid.changed), in_order(refused), notes)


async def _write_lists(connection: AsyncConnection, employer: Employer, lines: list[RoleLine], laid: Laid) -> None:
    responsibilities = {laid.ids[line.key]: line.responsibilities for line in lines if line.responsibilities is not None}
    expectations = {laid.ids[line.key]: line.expectations for line in lines if line.expectations is not None}
    rewritten = await write_texts(connection, Responsibility, employer.org_id, responsibilities)
    rewritten |= await write_texts(connection, Expectation, employer.org_id, expectations)
    laid.changed.update(line.key for line in lines if laid.ids[line.key] in rewritten and line.key not in laid.made)


def _own(line: Line) -> RoleLine:
    title, language = cells.required_name(line, "title"), cells.word(line, "language", Language)
    return RoleLine(
        number=line.number,
        key=cells.name(line, "key") or title,
        title=title,
        language=language.value if language else None,
        purpose=cells.text(line, "purpose"),
        responsibilities=cells.listed(line, "responsibilities"),
        expectations=cells.listed(line, "expectations"),
    )


def _esco(path: Path) -> Callable[[Line], RoleLine]:
    """ESCO's files name their language only in their own name: `occupations_nl.csv`."""
    named = LANGUAGE_IN_NAME.search(path.stem)
    language = Language(named[1].upper()).value if named else None

    def read(line: Line) -> RoleLine:
        key, title = cells.required_name(line, "concepturi"), cells.required_name(line, "preferredlabel")
        return RoleLine(line.number, key, title, language, cells.text(line, "description"))

    return read
