"""What nearly every mutation does, past SQLAlchemy's session: statements compiled once and sent by the driver, in the session's transaction.

Through the session a statement costs the server five to ten times the processor time; rows come out as its objects all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import JSON, ClauseElement, Uuid, bindparam, insert, inspect
from sqlalchemy.dialects.postgresql import ARRAY, asyncpg
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from api.database.looking import driver_of, viewer_of
from api.database.reading import Statement
from api.database.sessions import Viewer, written
from schema import tables

if TYPE_CHECKING:
    from asyncpg import Record

N = TypeVar("N", bound=tables.Noun)
DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]
WHOEVER = tables.Viewer(bindparam("org", type_=Uuid()), bindparam("viewer", type_=Uuid()), bindparam("pairs", type_=ARRAY(Uuid())))


def asking() -> tables.Viewer:
    """Whoever looks, for `seen_by`, as the parameters of a prepared statement, which are given by themselves."""
    return WHOEVER


@dataclass(frozen=True)
class Prepared:
    """A statement as the driver takes it: its text, the names of its parameters in their order, and the values that never differ."""

    sql: str
    names: Sequence[str]
    constants: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, statement: ClauseElement) -> Prepared:
        """A statement of SQLAlchemy, compiled."""
        compiled: Any = statement.compile(dialect=DIALECT)
        return cls(str(compiled), tuple(compiled.positiontup or ()), compiled.params)

    def values(self, viewer: Viewer, given: Mapping[str, Any]) -> list[Any]:
        """The parameters for that viewer."""
        known = {**self.constants, "org": viewer.org, "viewer": viewer.id, "pairs": viewer.pairs, **given}
        return [known[name] for name in self.names]

    async def fetch(self, session: AsyncSession, **given: Any) -> list[Record]:
        """Send it; what the session still had to write goes first."""
        await written(session)
        driver = await driver_of(session)
        return await driver.fetch(self.sql, *self.values(viewer_of(session), given))

    async def row(self, session: AsyncSession, **given: Any) -> Record | None:
        """The same for its only row, if there is one."""
        rows = await self.fetch(session, **given)
        return rows[0] if rows else None


async def read_within(session: AsyncSession, statement: Statement) -> Record:
    """The one row that `statement` answers to the session's viewer, what the transaction changed included."""
    await written(session)
    driver = await driver_of(session)
    sql, parameters = statement(viewer_of(session))
    row: Record | None = await driver.fetchrow(sql, *parameters)
    assert row is not None  # noqa: S101  # our statement answers one row, always
    return row


async def loaded(session: AsyncSession, kind: type[N], statement: Prepared, **given: Any) -> N | None:
    """The object of the one row that a `select` of all columns of `kind` finds, as it stands now."""
    row = await statement.row(session, **given)
    if row is None:
        return None
    values = {_attributes(kind)[name]: value for name, value in row.items()}
    known: Any = session.identity_map.get(inspect(kind).identity_key_from_primary_key((row["org_id"], row["id"])))
    if known is not None:
        for name, value in values.items():
            set_committed_value(known, name, value)
        found: N = known
        return found
    made: N = inspect(kind).class_manager.new_instance()  # type: ignore[assignment]
    vars(made).update(values)
    make_transient_to_detached(made)
    session.add(made)
    return made


async def added(session: AsyncSession, row: tables.Noun) -> None:
    """Add an object to the database at once. It has all its columns then; what is changed in it afterwards is not written."""
    kind, said = type(row), {name: value for name, value in vars(row).items() if not name.startswith("_")}
    computed = tuple((name, value) for name, value in said.items() if isinstance(value, ClauseElement))
    adding, processed = _adding(kind, frozenset(said), computed)
    made = await adding.row(session, **{f"its_{name}": processed[name](value) if name in processed else value for name, value in said.items()})
    assert made is not None  # noqa: S101  # it returns what was added, or the database refuses
    vars(row).update({**dict.fromkeys(_attributes(kind).values()), **said, **made})


@cache
def _attributes(kind: type[tables.Noun]) -> dict[str, str]:
    """Column → attribute."""
    found = {attribute.columns[0].name: attribute.key for attribute in inspect(kind).column_attrs}
    assert not any(isinstance(column.type, JSON) for column in inspect(kind).columns), kind  # noqa: S101  # the driver gives JSON as text
    return found


@cache
def _adding(kind: type[tables.Noun], said: frozenset[str], computed: tuple[tuple[str, ClauseElement], ...]) -> tuple[Prepared, dict[str, Any]]:
    """The statement that adds a row of which so much is said (`computed`: by the database), and what must happen to some values before."""
    columns = inspect(kind).columns
    processors = {name: columns[name].type.dialect_impl(DIALECT).bind_processor(DIALECT) for name in said}
    values: dict[Any, Any] = {columns[name]: bindparam(f"its_{name}", type_=columns[name].type) for name in sorted(said)}
    values |= {columns[name]: value for name, value in computed}
    made = [it for it in columns if it.key in dict(computed) or (it.key not in said and it.server_default is not None)]
    statement = insert(kind.__table__).values(values).returning(*made)  # type: ignore[arg-type]
    return Prepared.of(statement), {name: process for name, process in processors.items() if process is not None}
