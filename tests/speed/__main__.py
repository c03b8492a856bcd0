"""`python -m tests.speed`: prints what a brief and a note cost. Figures, not a gate: it ends well whatever they are."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table

from api.commands.opening import run
from tests.speed.answers import check_same
from tests.speed.homes import Home, home_of
from tests.speed.rounds import Compared, Figures, at_rest, compare, warm, warmed
from tests.speed.servers import Caller, Server, bare, calling, goodtalk
from tests.speed.writing import check_same_notes, written

CONNECTIONS = (1, 8, 32)
USUAL = 2_000
TIMES = 6

Line = tuple[str, str, Callable[[Figures], float]]
LINES: tuple[Line, ...] = (
    ("server CPU, ms", "{:.2f}", lambda it: it.server_cpu),
    ("database CPU, ms", "{:.2f}", lambda it: it.database_cpu),
    ("requests a second", "{:.0f}", lambda it: it.per_second),
    ("p50, ms", "{:.2f}", lambda it: it.p50),
    ("p99, ms", "{:.2f}", lambda it: it.p99),
)


@dataclass(frozen=True)
class Bench:
    """How it is measured, and where it is told."""

    console: Console
    folder: Path
    seconds: float
    times: int


@click.command()
@click.option("--people", default=USUAL, show_default=True, type=click.IntRange(100, 1_000_000), help="How many people there are.")
@click.option("--seconds", default=2.0, show_default=True, type=click.FloatRange(0.1, 60), help="How long one measured round lasts.")
@click.option("--times", default=TIMES, show_default=True, type=click.IntRange(1, 100), help="How many rounds of each, side by side.")
def main(people: int, seconds: float, times: int) -> None:
    """Measure the reference brief, and a note with its answer, over HTTP, one worker, both walls on."""
    run(_bench(people, seconds, times))


async def _bench(people: int, seconds: float, times: int) -> None:
    console = Console(width=120)
    async with AsyncExitStack() as homes:
        usual = await homes.enter_async_context(home_of(USUAL, Path(".goodtalk-bench")))
        large = None if people == USUAL else await homes.enter_async_context(home_of(people, Path(f".goodtalk-bench-{people}")))
        with ExitStack() as stack:
            bench = Bench(console, Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goodtalk-bench-"))), seconds, times)
            caller = stack.enter_context(calling())
            limits = [*await _reading(bench, caller, usual, large), *await _writing(bench, caller, large or usual)]
            for holds, sentence in limits:
                console.print(f"{'holds' if holds else 'FAILS'}  {sentence}")


async def _reading(bench: Bench, caller: Caller, usual: Home, large: Home | None) -> list[tuple[bool, str]]:
    """The reference brief. The worker runs elsewhere here: it would be at work on the home, and pick other notes than bare does."""
    home = large or usual
    with ExitStack() as stack:
        planned = stack.enter_context(goodtalk(home, bench.folder, home.planned_requests()))
        plain = stack.enter_context(bare(home, bench.folder, home.bare_requests()))
        same = await check_same(home, *warmed(caller, planned, plain))
        planned, plain = (replace(server, rest=at_rest(server, bench.seconds)) for server in (planned, plain))
        bench.console.print(
            f"{same} briefs, read by employees and by managers, are the same from both endpoints. {home.people:,} people, one worker."
        )
        found = [compare(caller, plain, planned, connections=each, seconds=bench.seconds, times=bench.times) for each in CONNECTIONS]
        bench.console.print(_table(found, "bare", "goodtalk"))
        bench.console.print(f"At rest goodtalk takes {planned.rest.server * 1000:.1f} ms of CPU a second, which is not counted above.")
        limits = list(_limits(found, planned))
        if large is not None:
            small = stack.enter_context(goodtalk(usual, bench.folder, usual.planned_requests()))
            limits.append(_growth(bench, caller, small, planned, large))
    return limits


async def _writing(bench: Bench, caller: Caller, home: Home) -> list[tuple[bool, str]]:
    """A note and its answer; what follows from it is the worker's."""
    async with written(home) as writing:
        with ExitStack() as stack:
            planned = stack.enter_context(goodtalk(home, bench.folder, writing.planned_requests()))
            plain = stack.enter_context(bare(home, bench.folder, writing.bare_requests()))
            same = await check_same_notes(writing, *warmed(caller, planned, plain))
            planned, plain = (replace(server, rest=at_rest(server, bench.seconds)) for server in (planned, plain))
            bench.console.print(f"{same} notes, written by employees and by managers with a key, are answered the same by both endpoints.")
            found = [compare(caller, plain, planned, connections=each, seconds=bench.seconds, times=bench.times) for each in (1, 8)]
            bench.console.print(_table(found, "bare", "goodtalk"))
    cpu = max(compared.ratio(lambda it: it.server_cpu) for compared in found)
    return [(cpu <= 3, f"server CPU of a note with an answer of 20 fields, at most 3 of bare: {cpu:.2f}")]


def _table(found: Sequence[Compared], first: str, second: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("connections", "a request takes", first, second, "ratio"):
        table.add_column(heading, justify="left" if heading == "a request takes" else "right")
    for compared in found:
        for place, (name, form, figure) in enumerate(LINES):
            middles = (form.format(compared.middle(side, figure)) for side in (0, 1))
            table.add_row(str(compared.connections) if place == 0 else "", name, *middles, f"{compared.ratio(figure):.2f}", end_section=place == 4)
    return table


def _limits(found: Sequence[Compared], planned: Server) -> Iterator[tuple[bool, str]]:
    by = {compared.connections: compared for compared in found}
    cpu = max(compared.ratio(lambda it: it.server_cpu) for compared in found)
    rate, p50 = by[8].ratio(lambda it: it.per_second), by[1].ratio(lambda it: it.p50)
    yield cpu <= 2.5, f"server CPU a request, at most 2.5 of bare: {cpu:.2f}"
    yield rate >= 0.45, f"requests a second at 8 connections, at least 0.45 of bare: {rate:.2f}"
    yield p50 <= 1.6, f"p50 at 1 connection, at most 1.6 of bare: {p50:.2f}"
    yield planned.megabytes <= 200, f"resident memory of serve, at most 200 MB: {planned.megabytes:.0f}"


def _growth(bench: Bench, caller: Caller, usual: Server, planned: Server, large: Home) -> tuple[bool, str]:
    warm(caller, usual)
    usual = replace(usual, rest=at_rest(usual, bench.seconds))
    grown = [compare(caller, usual, planned, connections=1, seconds=bench.seconds, times=bench.times)]
    bench.console.print(_table(grown, f"{USUAL:,} people", f"{large.people:,} people"))
    ratio = grown[0].ratio(lambda it: it.p50)
    return ratio <= 1.25, f"p50 with {large.people:,} people, at most 1.25 of that with {USUAL:,}: {ratio:.2f}"


if __name__ == "__main__":
    main()
