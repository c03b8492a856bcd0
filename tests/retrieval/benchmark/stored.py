"""Shelves in a real database, indexed by the product's index and searched by the product's statement, both walls on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from sqlalchemy import Uuid, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database.engine import make_engine
from api.database.logins import Database
from api.database.reading import connect
from api.database.sessions import ENTER, Identity
from retrieval.embedders import Embedder, NoEmbedding, as_sql
from retrieval.index import Index
from retrieval.search import WANTED, Fusion, hits
from retrieval.texts import texts_about, texts_of_library
from schema.plan.reader import READER
from schema.tables import Note, Role
from tests.makers import Makers, identity_of
from tests.retrieval.benchmark.sets import Query, Shelf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import asyncpg as driver

PERSON = bindparam("search_about", type_=Uuid())
MOST = 100


@dataclass(frozen=True)
class Stored:
    """A shelf in the database: who reads it, the person it is about (none: the library), and the name of each row's text."""

    shelf: Shelf
    reader: Identity
    person: UUID | None
    names: Mapping[UUID, str]


@dataclass(frozen=True)
class Statement:
    """A search with one fusion, as SQL that answers the ids of rows, best first."""

    sql: str
    names: Sequence[str]
    constants: dict[str, Any]


async def stored(database: Database, shelves: Sequence[Shelf], embedder: Embedder) -> list[Stored]:
    """Put the shelves there, each in an organisation of its own, and index them. Fails when a vector can't be made."""
    load, work = make_engine(database.urls.load), make_engine(database.urls.work)
    try:
        kept = [await (_roles if shelf.of_roles else _notes)(load, shelf) for shelf in shelves]
        await Index(work, embedder, _fail).catch_up()
    finally:
        await load.dispose()
        await work.dispose()
    owner = await database.urls.owner.connect()
    await owner.execute("analyze")
    await owner.close()
    return kept


@asynccontextmanager
async def searching(database: Database) -> AsyncIterator[driver.Connection[driver.Record]]:
    """A connection as the read plan has them."""
    connection = await connect(database.urls.app)
    yield connection
    await connection.close()


def statement(fusion: Fusion, *, of_roles: bool) -> Statement:
    """The product's statement, of which only the order is read."""
    about = None if of_roles else PERSON
    texts = texts_of_library(READER) if about is None else texts_about(READER, about)
    found = hits(texts, WANTED, READER, about, fusion).subquery()
    chosen = select(func.coalesce(found.c.note_id, found.c.role_id)).order_by(found.c.place)
    compiled: Any = chosen.compile(dialect=asyncpg.dialect())  # type: ignore[no-untyped-call]
    return Statement(str(compiled), tuple(compiled.positiontup), dict(compiled.params))


async def ranked(connection: driver.Connection[driver.Record], of: Stored, query: Query, statement: Statement, embedder: Embedder) -> list[str]:
    """The names of the texts that a search finds, best first."""
    made = await embedder.making()
    given: dict[str, Any] = {
        "search_text": query.text,
        "search_about": of.person,
        "search_most": MOST,
        "search_vector": as_sql(await embedder.query(query.text, of_roles=of.shelf.of_roles)),
        "search_model": made.model,
        "search_prefixes": made.prefixes,
        "search_mean": made.mean,
    }
    async with connection.transaction(readonly=True):
        viewer = await connection.fetchrow(ENTER, of.reader.issuer, of.reader.subject)
        assert viewer is not None
        given |= {"reader_org": viewer["org_id"], "reader_id": viewer["id"], "reader_pairs": viewer["pairs"]}
        rows = await connection.fetch(statement.sql, *((statement.constants | given)[name] for name in statement.names))
    return [of.names[row[0]] for row in rows]


async def _notes(load: AsyncEngine, shelf: Shelf) -> Stored:
    make = Makers(load)
    await make.organisation(f"Bench {uuid4()}")
    pair = await make.pair()
    talk = await make.conversation(pair, status="CLOSED")
    columns = {"org_id": pair.org_id, "pair_id": pair.id, "conversation_id": talk.id, "part": "PERSONAL", "author_id": pair.manager_id}
    # Always the same ids: among equals, they decide.
    names = {uuid5(NAMESPACE_OID, name + text): name for name, text in shelf.texts.items()}
    async with load.begin() as connection:
        await connection.execute(insert(Note), [{**columns, "id": row_id, "text": shelf.texts[name]} for row_id, name in names.items()])
    employee = await make.employee_of(pair)
    return Stored(shelf, identity_of(employee), employee.id, names)


async def _roles(load: AsyncEngine, shelf: Shelf) -> Stored:
    make = Makers(load)
    await make.organisation(f"Bench {uuid4()}")
    reader = await make.person()
    columns = {"org_id": reader.org_id, "language": "NL", "title": ""}
    async with load.begin() as connection:
        await connection.execute(insert(Role), [{**columns, "key": name, "purpose": text} for name, text in shelf.texts.items()])
        # The ids are the server's own, which know when the roles came.
        rows = await connection.execute(select(Role.id, Role.key).where(Role.org_id == reader.org_id))
        names = {row.id: row.key for row in rows}
    return Stored(shelf, identity_of(reader), None, names)


def _fail(fault: NoEmbedding) -> None:
    raise fault
