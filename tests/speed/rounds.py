"""Measured rounds, side by side: one server and then the other, so that what else the machine does falls on both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import sleep

from tests.speed.servers import Caller, Cost, Server


@dataclass(frozen=True)
class Figures:
    """One round of one server. Times in milliseconds; CPU a request, without what the server costs at rest."""

    server_cpu: float
    database_cpu: float
    per_second: float
    p50: float
    p99: float


@dataclass(frozen=True)
class Compared:
    """The rounds of two servers at one number of connections, in pairs."""

    connections: int
    pairs: Sequence[tuple[Figures, Figures]]

    def middle(self, side: int, figure: Callable[[Figures], float]) -> float:
        """The median of one server's rounds."""
        return median(figure(pair[side]) for pair in self.pairs)

    def ratio(self, figure: Callable[[Figures], float]) -> float:
        """The median of the ratios of two rounds that stood beside each other: second to first."""
        return median(figure(second) / figure(first) for first, second in self.pairs)


def at_rest(server: Server, seconds: float) -> Cost:
    """What a server costs in a second in which nothing is asked of it: looking for work, keeping watch."""
    before = server.cost()
    sleep(seconds)
    after = server.cost()
    return Cost((after.server - before.server) / seconds, (after.database - before.database) / seconds)


def compare(caller: Caller, first: Server, second: Server, *, connections: int, seconds: float, times: int) -> Compared:
    """`times` pairs of rounds; every other pair begins with the second server."""
    pairs = []
    for turn in range(times):
        seen = {place: measured(caller, (first, second)[place], connections, seconds) for place in ((0, 1) if turn % 2 == 0 else (1, 0))}
        pairs.append((seen[0], seen[1]))
    return Compared(connections, pairs)


def measured(caller: Caller, server: Server, connections: int, seconds: float) -> Figures:
    """One round."""
    before = server.cost()
    seen = caller.ask(server, connections, seconds)
    after = server.cost()
    count, latencies = len(seen.latencies), sorted(seen.latencies)
    return Figures(
        (after.server - before.server - server.rest.server * seen.elapsed) / count * 1000,
        (after.database - before.database - server.rest.database * seen.elapsed) / count * 1000,
        count / seen.elapsed,
        latencies[count // 2] * 1000,
        latencies[min(count - 1, count * 99 // 100)] * 1000,
    )


def warm(caller: Caller, server: Server) -> None:
    """Ask everything at least once: documents compiled, tokens checked, every connection planned, every page in memory."""
    for _ in range(2):
        caller.ask(server, 8, 0)


def warmed(caller: Caller, *servers: Server) -> tuple[Server, ...]:
    """Those servers, warm."""
    for server in servers:
        warm(caller, server)
    return servers
