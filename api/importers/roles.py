"""Roles, with what each takes care of and what is expected in it, from a CSV of our own or from ESCO's occupations."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.actions.organisations import Employer
from api.importers import cells
from api.importers.files import Layout, Line, Table, read_table
from api.importers.library import lay, once
from api.importers.report import Progress, Report, in_order
from schema.tables import Expectation, Responsibility
from schema.tables.enums import Language

ROLES = Layout(("title",), ("key", "language", "purpose", "responsibilities", "expectations"))
ESCO = Layout(("concepturi", "preferredlabel", "description"), ("conceptType", "iscogroup", "altlabels", "code"))
ESCO_SAYS = "This service uses the ESCO classification of the European Commission."
IN_ITS_NAME = re.compile(r"[_-](nl|en)$", re.IGNORECASE)


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


async def import_roles(connection: AsyncConnection, employer: Employer, path: Path, told: Progress) -> Report:
    """Bring the file's roles into the library, in the caller's transaction. Raises `FileRefused`."""
    table = read_table(path, ROLES, ESCO)
    esco = table.layout is ESCO
    lines, refused = table.read(_esco_reader(path) if esco else _read)
    lines = once(lines, "conceptUri" if esco else "key" if any(line.key != line.title for line in lines) else "title", refused)
    defaults = {"title": "", "language": employer.terms.language, "purpose": ""}
    laid = await lay(connection, _role(), employer.org_id, {line.key: line.columns() for line in lines}, defaults, told)
    for kind, texts in (
        (Responsibility, {laid.ids[line.key]: line.responsibilities for line in lines if line.responsibilities is not None}),
        (Expectation, {laid.ids[line.key]: line.expectations for line in lines if line.expectations is not None}),
    ):
        rewritten = await _write_texts(connection, kind, employer.org_id, texts)
        laid.changed.update(line.key for line in lines if laid.ids[line.key] in rewritten and line.key not in laid.made)
    made, changed = len(laid.made), len(laid.changed)
    return Report(made, changed, len(lines) - made - changed, in_order(refused), _notes(table, esco=esco))
