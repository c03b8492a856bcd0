"""`python -m tests.speed.searching`: what a search costs with a million passages and with a tenth of them. Figures, not a gate."""

from __future__ import annotations

import random
import tomllib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import asyncpg
import click
import numpy as np
import psutil
from graphql import FieldNode, GraphQLObjectType
from graphql.execution.values import VariableValues, get_variable_values
from rich import box
from rich.console import Console
from rich.table import Table
from sqlalchemy import Text, cast, func, insert, literal, select
from sqlalchemy import table as named_table
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.expression import column

from api.app import GRAPH
from api.commands.opening import bring_up_to_date, run
from api.database.home import joined
from api.database.logins import Database
from api.database.reading import Reading
from api.database.sessions import Identity
from api.documents import Documents
from api.search import PERSON
from api.settings import read_settings
from retrieval.embedders import DIMENSIONS, as_sql
from retrieval.search import WANTED, hits
from retrieval.texts import SEARCHED, digest, lexemes, texts_about, texts_of
from schema.plan.declare import derived
from schema.plan.plans import Operation, Plans, Statement
from schema.plan.reader import READER
from schema.tables import Passage
from schema.tables.enums import SourceKind
from schema.tables.sources import POINTER

HERE = Path(__file__).parent
TALKS = HERE.parent / "retrieval" / "talks.toml"
ISSUER = "https://bench.example"
TEXTS = 100
"""Of each person."""
VECTORS = 4_096
"""So many different vectors stand in the database, made at random."""
MAKING = {"model": "bench", "prefixes": "none", "mean": "none"}
ROWS = (HERE / "searching.sql").read_text(encoding="utf-8")
SOME_OF = f"""
create function pg_temp.line(lines text[]) returns text language sql volatile
return lines[1 + floor(random() * cardinality(lines))]
  || case when random() < 0.33 then '. ' || lines[1 + floor(random() * cardinality(lines))] else '' end;
create function pg_temp.part_of(id uuid) returns text language sql immutable
return (array['PERSONAL', 'CURRENT_ROLE', 'GROWTH', 'CURRENT_ROLE'])[1 + abs(hashtext(id::text)) % 4];
create temp table vectors as
select n, l2_normalize(array_agg(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))::vector::halfvec({DIMENSIONS})) as vector
from generate_series(0, {VECTORS - 1}) n, generate_series(1, {DIMENSIONS}) group by n
"""
FIND = """
query Find($text: String!, $about: ID) {
  search(text: $text, about: $about) { source { kind nodeId quote asOf } part text about { name } conversation { id } }
}
"""


@dataclass(frozen=True)
class Found:
    """What one round of searches took: the milliseconds of each, and those of the database's CPU, on average."""

    times: list[float]
    database: float

    def at(self, share: float) -> float:
        """The time within which that share of the searches was answered."""
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * share))]


@dataclass
class Searching:
    """Searches of random people of one home, each about themselves or somebody they manage, on one connection."""

    people: int
    database: Database
    queries: list[str]
    statement: Statement = field(init=False)
    reading: Reading = field(init=False)
    chance: random.Random = field(default_factory=lambda: random.Random(1), init=False)  # noqa: S311  # no secret
    vectors: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1), init=False)

    async def __aenter__(self) -> Searching:
        self.statement, self.reading = await statement_of(FIND), Reading(self.database.urls.app, size=1)
        connection = await self.database.urls.load.connect()
        rows = await connection.fetch("select subject, id from people where subject like 'employee %'")
        self.ids = {int(row["subject"].split()[1]): row["id"] for row in rows}
        self.passages = await connection.fetchval("select count(*) from passages")
        await connection.close()
        return self

    async def __aexit__(self, *fault: object) -> None:
        await self.reading.close()

    async def search(self) -> float:
        """One search, of somebody by somebody; how many milliseconds it took from `begin` to `commit`."""
        number = self.chance.randrange(self.people)
        subject = self.chance.choice([f"employee {number}", f"manager {number // 10}"])
        given = {
            "search_text": self.chance.choice(self.queries),
            "search_about": self.ids[number],
            "search_parts": None,
            "search_kinds": None,
            "search_most": 10,
            "search_vector": as_sql(self.vectors.standard_normal(DIMENSIONS, np.float32)),
            **{f"search_{name}": value for name, value in MAKING.items()},
        }
        began = perf_counter()
        await self.reading.read(Identity(ISSUER, subject), lambda viewer: (self.statement.sql, self.statement.values(viewer, given)))
        return (perf_counter() - began) * 1000

    async def round(self, count: int) -> Found:
        """So many searches, one after the other."""
        backend = await self._backend()
        before = sum(backend.cpu_times()[:2])
        times = [await self.search() for _ in range(count)]
        return Found(times, (sum(backend.cpu_times()[:2]) - before) / count * 1000)

    async def _backend(self) -> psutil.Process:
        await self.search()
        (connection,) = self.reading._free
        return psutil.Process(connection.get_server_pid())


async def statement_of(document: str) -> Statement:
    """The statement of a search about a person, as the plan makes it of the document."""
    read = Documents(GRAPH).get(document)
    assert read.node is not None
    (node,) = (it.node for it in read.operations.values())
    variables = get_variable_values(GRAPH, node.variable_definitions or (), {"text": "", "about": "Person_"})
    assert isinstance(variables, VariableValues)
    nodes = [field for field in node.selection_set.selections if isinstance(field, FieldNode)]
    kind = GRAPH.type_map["SearchHit"]
    assert isinstance(kind, GraphQLObjectType)
    rows = derived(hits(texts_about(READER, PERSON), WANTED, READER, PERSON), "place")
    return await Plans(GRAPH).derived(Operation.of(GRAPH, read.node, node), variables, "search", kind, nodes, lambda: rows)


@asynccontextmanager
async def home_of(people: int, folder: Path) -> AsyncIterator[Searching]:
    """The home in `folder` with so many people and their passages, made if it is not there yet."""
    talks = tomllib.loads(TALKS.read_text(encoding="utf-8"))
    lines = [line for each in talks["lines"].values() for line in each.values()]
    async with joined(read_settings({}, home=folder)) as database:
        await bring_up_to_date(database)
        # What is made here fits together by construction; a superuser may skip the foreign keys, which are most of the time.
        owner = await database.urls.owner.connect(session_replication_role="replica")
        if not await owner.fetchval("select exists(select from passages)"):
            await _fill(owner, people, lines)
        await owner.close()
        async with Searching(people, database, [query["text"] for query in talks["queries"]]) as searching:
            yield searching


async def _fill(owner: asyncpg.Connection[asyncpg.Record], people: int, lines: list[str]) -> None:
    began = perf_counter()
    await owner.execute(SOME_OF)
    await owner.execute(ROWS, people, lines, ISSUER)
    for kind in SEARCHED:
        await owner.execute(_passages(kind))
    await owner.execute("vacuum (analyze)")
    click.echo(f"The texts of {people:,} people and their passages were made in {perf_counter() - began:.0f} s; this happens once.", err=True)


def _passages(kind: SourceKind) -> str:
    """Makes the passages of a kind of text, each with a vector that its id chooses."""
    text, vectors = texts_of(kind).subquery("text"), named_table("vectors", column("n"), column("vector"))
    chosen = func.mod(func.abs(func.hashtext(cast(text.c.row_id, Text()))), VECTORS)
    repeated = {name: text.c[name] for name in ("org_id", "part", "pair_id", "employee_id", "as_of")}
    made = {"kind": literal(kind.value), "position": literal(0), "digest": digest(text.c.text), "words": lexemes(text.c.text)}
    columns: dict[str, Any] = {
        POINTER[kind]: text.c.row_id,
        **repeated,
        **made,
        "vector": vectors.c.vector,
        **{name: literal(how) for name, how in MAKING.items()},
    }
    rows: Any = select(*columns.values()).join_from(text, vectors, vectors.c.n == chosen).order_by(text.c.as_of, text.c.pair_id)
    filled = insert(Passage).from_select(list(columns), rows, include_defaults=False)
    return str(filled.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]


@click.command()
@click.option("--people", default=10_000, show_default=True, type=click.IntRange(100, 100_000), help=f"How many people; {TEXTS} texts each.")
@click.option("--searches", default=1_000, show_default=True, type=click.IntRange(10, 100_000), help="How many searches a round has.")
@click.option("--times", default=6, show_default=True, type=click.IntRange(1, 100), help="How many rounds of each, side by side.")
def main(people: int, searches: int, times: int) -> None:
    """Measure searches about people, both walls on, without the making of the query's vector."""
    run(_bench(people, searches, times))


async def _bench(people: int, searches: int, times: int) -> None:
    async with AsyncExitStack() as homes:
        both = [await homes.enter_async_context(home_of(each, Path(f".goodtalk-bench-search-{each}"))) for each in (people // 10, people)]
        for each in both:
            await each.round(searches)
        found: list[list[Found]] = [[], []]
        for turn in range(times):
            for side in (0, 1) if turn % 2 == 0 else (1, 0):
                found[side].append(await both[side].round(searches))
        _tell(both, found)


def _tell(both: list[Searching], found: list[list[Found]]) -> None:
    console, table = Console(width=120), Table(box=box.SIMPLE_HEAD)
    for heading in ("a search takes", *(f"{each.passages:,} passages, {each.people:,} people" for each in both), "ratio"):
        table.add_column(heading, justify="left" if heading == "a search takes" else "right")
    lines: dict[str, Any] = {"p50, ms": lambda it: it.at(0.5), "p99, ms": lambda it: it.at(0.99), "database CPU, ms": lambda it: it.database}
    middles = {name: [median(figure(one) for one in side) for side in found] for name, figure in lines.items()}
    ratios = {name: median(figure(large) / figure(small) for small, large in zip(*found, strict=True)) for name, figure in lines.items()}
    for name, (small, large) in middles.items():
        table.add_row(name, f"{small:.2f}", f"{large:.2f}", f"{ratios[name]:.2f}")
    console.print(table)
    p50, p99, growth = middles["p50, ms"][1], middles["p99, ms"][1], ratios["p50, ms"]
    for holds, sentence in (
        (p50 <= 3, f"p50 of a search, at most 3 ms: {p50:.2f}"),
        (p99 <= 20, f"p99 of a search, at most 20 ms: {p99:.2f}"),
        (growth <= 1.3, f"p50 of a search, at most 1.3 of that with a tenth of the people: {growth:.2f}"),
    ):
        console.print(f"{'holds' if holds else 'FAILS'}  {sentence}")


if __name__ == "__main__":
    main()
