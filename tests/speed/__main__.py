"""`python -m tests.speed`: prints what a brief costs. Figures, not a gate: it ends well whatever they are."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table

from api.commands.opening import run
from tests.speed.answers import check_same
from tests.speed.homes import Home, home_of
from tests.speed.rounds import Compared, Figures, at_rest, compare, warm
from tests.speed.servers import Caller, Server, bare, calling, goodtalk

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


@click.command()
@click.option("--people", default=USUAL, show_default=True, type=click.IntRange(100, 1_000_000), help="How many people there are.")
@click.option("--seconds", default=2.0, show_default=True, type=click.FloatRange(0.1, 60), help="How long one measured round lasts.")
@click.option("--times", default=TIMES, show_default=True, type=click.IntRange(1, 100), help="How many rounds of each, side by side.")
def main(people: int, seconds: float, times: int) -> None:
    """Measure the reference brief over HTTP, one worker, both walls on."""
    run(_bench(people, seconds, times))


async def _bench(people: int, seconds: float, times: int) -> None:
    console = Console(width=120)
    async with AsyncExitStack() as homes:
        usual = await homes.enter_async_context(home_of(USUAL, Path(".goodtalk-bench")))
        large = None if people == USUAL else await homes.enter_async_context(home_of(people, Path(f".goodtalk-bench-{people}")))
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goodtalk-bench-")))
            caller = stack.enter_context(calling())
            measured = large or usual
            planned, plain = stack.enter_context(goodtalk(measured, folder)), stack.enter_context(bare(measured, folder))
            for server in (planned, plain):
                warm(caller, server)
            same = await check_same(measured, planned, plain)
            planned, plain = (replace(server, rest=at_rest(server, seconds)) for server in (planned, plain))
            console.print(f"{same} briefs, read by employees and by managers, are the same from both endpoints. {people:,} people, one worker.")
            found = [compare(caller, plain, planned, connections=each, seconds=seconds, times=times) for each in CONNECTIONS]
            console.print(_table(found, "bare", "goodtalk"))
            console.print(f"At rest goodtalk takes {planned.rest.server * 1000:.1f} ms of CPU a second, which is not counted above.")
            limits = list(_limits(found, planned))
            if large is not None:
                limits.append(_growth(console, caller, stack.enter_context(goodtalk(usual, folder)), planned, large, seconds, times))
            for holds, sentence in limits:
                console.print(f"{'holds' if holds else 'FAILS'}  {sentence}")


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


def _growth(console: Console, caller: Caller, usual: Server, planned: Server, large: Home, seconds: float, times: int) -> tuple[bool, str]:
    warm(caller, usual)
    usual = replace(usual, rest=at_rest(usual, seconds))
    grown = [compare(caller, usual, planned, connections=1, seconds=seconds, times=times)]
    console.print(_table(grown, f"{USUAL:,} people", f"{large.people:,} people"))
    ratio = grown[0].ratio(lambda it: it.p50)
    return ratio <= 1.25, f"p50 with {large.people:,} people, at most 1.25 of that with {USUAL:,}: {ratio:.2f}"


if __name__ == "__main__":
    main()
