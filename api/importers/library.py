"""The role library as it stands, and how a file's rows are laid beside it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.importers.report import LineRefused, Progress, RefusedLine
from schema.tables import DevelopmentOption, Frame, Role

BATCH = 500
"""Rows between two words to whoever watches."""

Found = TypeVar("Found")
Library = type[Role | DevelopmentOption | Frame]


class Keyed(Protocol):
    """A line that says what the file calls the thing it is about."""

    @property
    def number(self) -> int:
        """The line of the file."""
        ...

    @property
    def key(self) -> str:
        """What finds the thing again at the next import."""
        ...


OneKeyed = TypeVar("OneKeyed", bound=Keyed)


@dataclass(frozen=True)
class Laid:
    """What happened to the rows of a table: ids by key, and the keys of those that were made and changed."""

    ids: dict[str, UUID]
    made: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)


def once(lines: Iterable[OneKeyed], column: str, refused: list[RefusedLine]) -> list[OneKeyed]:
    """The lines without those whose key stands in an earlier one; these are added to `refused`."""
    first: dict[str, OneKeyed] = {}
    for line in lines:
        if line.key in first:
            reason = f"{line.key!r} stands in line {first[line.key].number} already: leave one of them out, or give each its own key."
            refused.append(RefusedLine(line.number, column, reason))
        else:
            first[line.key] = line
    return list(first.values())


async def lay(
    connection: AsyncConnection,
    table: Library,
    org_id: UUID,
    wanted: Mapping[str, Mapping[str, Any]],
    defaults: Mapping[str, Any],
    told: Progress,
    **within: str,
) -> Laid:
    """Make the rows that are not there by their key and change those that differ; `defaults` fill what a new one is not given.

    `within`: columns in which all of them say this, where a key is used once for each.
    """
    names = ("key", *defaults)
    columns = [getattr(table, name) for name in names]
    among = [getattr(table, name) == value for name, value in within.items()]
    rows = await connection.execute(select(table.id, *columns).where(table.org_id == org_id, *among))
    there = {row.key: row._mapping for row in rows}
    laid = Laid({key: row["id"] for key, row in there.items()})
    missing = [{"org_id": org_id, "key": key, **within, **defaults, **given} for key, given in wanted.items() if key not in there]
    for done, batch in batches(missing):
        told("adding", done, len(missing))
        made = await connection.execute(insert(table).returning(table.key, table.id), batch)
        laid.ids.update((key, made_id) for key, made_id in made)
    laid.made.update(row["key"] for row in missing)
    differing = {key: given for key, given in wanted.items() if key in there and any(there[key][name] != value for name, value in given.items())}
    await _change(connection, table, org_id, [{**there[key], **given} for key, given in differing.items()], tuple(defaults))
    laid.changed.update(differing)
    return laid


async def _change(connection: AsyncConnection, table: Library, org_id: UUID, rows: list[dict[str, Any]], names: Sequence[str]) -> None:
    if not rows:
        return
    one = update(table).where(table.org_id == org_id, table.id == bindparam("the_id")).values({name: bindparam(f"new_{name}") for name in names})
    values = [{"the_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows]
    await connection.execute(one.execution_options(synchronize_session=False), values)


def batches(rows: Sequence[Found]) -> Iterator[tuple[int, Sequence[Found]]]:
    """The rows in handy portions, each with how many are done by then."""
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        yield start + len(batch), batch


class RoleNames:
    """Finds the role that a cell means: by its key, or by its title in capitals or not."""

    def __init__(self, roles: Iterable[tuple[UUID, str, str]]) -> None:
        self._by_key: dict[str, UUID] = {}
        self._by_title: dict[str, list[UUID]] = defaultdict(list)
        for role_id, key, title in roles:
            self._by_key[key] = role_id
            self._by_title[title.casefold()].append(role_id)

    def find(self, said: str, column: str) -> UUID:
        """The role's id. Raises `LineRefused`."""
        if said in self._by_key:
            return self._by_key[said]
        titled = self._by_title.get(said.casefold(), [])
        if not titled:
            raise LineRefused(column, f"there is no role {said!r}: import the roles first, or write the title as it stands there.")
        if len(titled) > 1:
            raise LineRefused(column, f"{len(titled)} roles are called {said!r}: write the key of the one that is meant.")
        return titled[0]


async def role_names(connection: AsyncConnection, org_id: UUID) -> RoleNames:
    """The organisation's roles."""
    rows = await connection.execute(select(Role.id, Role.key, Role.title).where(Role.org_id == org_id).order_by(Role.id))
    return RoleNames(rows)
