"""Development options: what the organisation offers to those who want to develop."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from api.actions.organisations import Employer
from api.importers import cells
from api.importers.files import Layout, Line, Table
from api.importers.library import lay, once
from api.importers.report import Progress, Report, in_order
from schema.tables import DevelopmentOption
from schema.tables.enums import DevelopmentKind

OPTIONS = Layout(("title", "kind"), ("key", "description"))


@dataclass(frozen=True)
class OptionLine:
    """What a line says of an option. None: the file does not say it, and what is there stays."""

    number: int
    key: str
    title: str
    kind: DevelopmentKind
    description: str | None

    def columns(self) -> dict[str, str]:
        """The columns of the option that the line fills."""
        said = {"title": self.title, "kind": self.kind.value, "description": self.description}
        return {name: value for name, value in said.items() if value is not None}


async def import_options(connection: AsyncConnection, employer: Employer, table: Table, told: Progress) -> Report:
    """Bring the file's development options into the library, in the caller's transaction."""
    found, refused = table.read(_read)
    lines = once(found, "title", refused)
    defaults = {"title": "", "kind": DevelopmentKind.OTHER.value, "description": ""}
    laid = await lay(connection, DevelopmentOption, employer.org_id, {line.key: line.columns() for line in lines}, defaults, told)
    same = len(lines) - len(laid.made) - len(laid.changed)
    return Report(len(laid.made), len(laid.changed), same, in_order(refused), table.notes())


def _read(line: Line) -> OptionLine:
    title = cells.required_name(line, "title")
    kind, description = cells.required_word(line, "kind", DevelopmentKind), cells.text(line, "description")
    return OptionLine(line.number, cells.name(line, "key") or title, title, kind, description)
