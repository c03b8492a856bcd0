"""Career paths: the ways from role to role that the organisation offers, one step a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.actions.organisations import Employer
from api.importers import cells
from api.importers.files import Layout, Line, Table
from api.importers.library import RoleNames, once, role_names
from api.importers.report import Progress, RefusedLine, Report, in_order
from schema.tables import CareerPath, CareerStep

PATHS = Layout(("path", "position", "role"), ("what_it_takes",))


@dataclass(frozen=True)
class StepLine:
    """One role on a path. `what_it_takes` is None where the file does not say it, and what is there stays."""

    number: int
    path: str
    position: int
    role_id: UUID
    what_it_takes: str | None

    @property
    def key(self) -> str:
        """A path has one step at a place."""
        return f"{self.path}, {self.position}"


@dataclass(frozen=True)
class Step:
    """A step as it is kept."""

    step_id: UUID
    role_id: UUID
    what_it_takes: str


Steps = dict[tuple[str, int], Step]


async def import_paths(connection: AsyncConnection, employer: Employer, table: Table, told: Progress) -> Report:
    """Bring the file's career paths into the library, in the caller's transaction.

    A path in the file is the whole path: a step it no longer has is taken out, unless one of the file's lines about that path was refused.
    """
    roles = await role_names(connection, employer.org_id)
    found, refused = table.read(lambda line: _read(line, roles))
    lines = once(found, "position", refused)
    told("adding", 0, len(lines))
    paths = await _paths(connection, employer.org_id, [line.path for line in lines])
    there = await _steps(connection, employer.org_id)
    made = [line for line in lines if (line.path, line.position) not in there]
    changed = [line for line in lines if (line.path, line.position) in there and not _is_same(line, there)]
    await _write(connection, employer.org_id, paths, there, made, changed)
    whole, named = _whole(table.lines, lines, refused), {(line.path, line.position) for line in lines}
    left = [key for key in there if key[0] in whole and key not in named]
    await _remove(connection, employer.org_id, [there[key].step_id for key in left])
    told("adding", len(lines), len(lines))
    notes = (*table.notes(), *([f"{len(left)} steps that the file no longer has were taken out."] if left else []))
    return Report(len(made), len(changed), len(lines) - len(made) - len(changed), in_order(refused), notes)


def _read(line: Line, roles: RoleNames) -> StepLine:
    path, position = cells.required_name(line, "path"), cells.position(line, "position")
    role_id = roles.find(cells.required_name(line, "role"), "role")
    return StepLine(line.number, path, position, role_id, cells.text(line, "what_it_takes"))


def _is_same(line: StepLine, there: Steps) -> bool:
    step = there[line.path, line.position]
    return step.role_id == line.role_id and line.what_it_takes in {None, step.what_it_takes}


def _whole(lines: Sequence[Line], good: Sequence[StepLine], refused: Sequence[RefusedLine]) -> set[str]:
    """The paths of which every line was good."""
    if any(no.column is None for no in refused):
        return set()  # a line that is broken as CSV may speak of any path
    numbers = {no.number for no in refused}
    return {line.path for line in good} - {" ".join((line.cell("path") or "").split()) for line in lines if line.number in numbers}


async def _paths(connection: AsyncConnection, org_id: UUID, titles: Sequence[str]) -> dict[str, UUID]:
    known = dict((await connection.execute(select(CareerPath.key, CareerPath.id).where(CareerPath.org_id == org_id))).all())
    missing = [title for title in dict.fromkeys(titles) if title not in known]
    if missing:
        rows = [{"org_id": org_id, "key": title, "title": title} for title in missing]
        known.update((await connection.execute(insert(CareerPath).returning(CareerPath.key, CareerPath.id), rows)).all())
    return known


async def _steps(connection: AsyncConnection, org_id: UUID) -> Steps:
    of_path = (CareerPath.org_id == CareerStep.org_id) & (CareerPath.id == CareerStep.path_id)
    columns = (CareerPath.key, CareerStep.position, CareerStep.id, CareerStep.role_id, CareerStep.what_it_takes)
    rows = await connection.execute(select(*columns).join(CareerPath, of_path).where(CareerStep.org_id == org_id))
    return {(key, position): Step(step_id, role_id, words) for key, position, step_id, role_id, words in rows}


async def _write(
    connection: AsyncConnection, org_id: UUID, paths: dict[str, UUID], there: Steps, made: Sequence[StepLine], changed: Sequence[StepLine]
) -> None:
    if made:
        rows = [{"position": line.position, "role_id": line.role_id, "what_it_takes": line.what_it_takes or ""} for line in made]
        await connection.execute(
            insert(CareerStep), [{"org_id": org_id, "path_id": paths[line.path], **row} for line, row in zip(made, rows, strict=True)]
        )
    if changed:
        this = (CareerStep.org_id == org_id) & (CareerStep.id == bindparam("the_id"))
        one = update(CareerStep).where(this).values(role_id=bindparam("new_role"), what_it_takes=bindparam("new_words"))
        steps = [(line, there[line.path, line.position]) for line in changed]
        values = [
            {"the_id": step.step_id, "new_role": line.role_id, "new_words": step.what_it_takes if line.what_it_takes is None else line.what_it_takes}
            for line, step in steps
        ]
        await connection.execute(one.execution_options(synchronize_session=False), values)


async def _remove(connection: AsyncConnection, org_id: UUID, step_ids: Sequence[UUID]) -> None:
    if step_ids:
        this = (CareerStep.org_id == org_id) & (CareerStep.id == bindparam("the_id"))
        await connection.execute(delete(CareerStep).where(this), [{"the_id": step_id} for step_id in step_ids])
