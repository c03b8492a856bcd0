"""Telling subscribers that something happened: one ear per process on what the relay says, and a queue for each subscriber."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

import asyncpg
import orjson

from api.database.faults import UNANSWERED, described
from api.database.logins import Login
from api.log import Log

CHANNEL = "goodtalk"
LARGEST_PAYLOAD = 7_900
"""PostgreSQL takes fewer than 8,000 bytes in one notification."""
QUEUE = 100
"""What a subscriber may leave unread."""
FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0
"""Seconds between two attempts to reach the database."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something was made, changed or taken away, by ids. `verb` is one of `api.outbox.Verb`; without an actor an import did it."""

    org_id: UUID
    pair_id: UUID | None
    conversation_id: UUID | None
    node_type: str
    node_id: UUID
    verb: str
    actor_id: UUID | None


class Missed(Enum):
    """Stands in a queue for what is not known any more."""

    SOMETHING = "SOMETHING"


def payloads(happenings: Iterable[Happening]) -> Iterator[str]:
    """The happenings in order, as texts that each fit in a notification."""
    lines: list[bytes] = []
    size = 2
    for happening in happenings:
        line = orjson.dumps(_values(happening), default=str)  # asyncpg has a UUID of its own
        if lines and size + len(line) + 1 > LARGEST_PAYLOAD:
            yield _joined(lines)
            lines, size = [], 2
        lines.append(line)
        size += len(line) + 1
    if lines:
        yield _joined(lines)


def happenings_in(payload: str) -> list[Happening]:
    """What a notification tells, in order."""
    return [Happening(UUID(o), _id(p), _id(c), node_type, UUID(n), verb, _id(a)) for o, p, c, node_type, n, verb, a in orjson.loads(payload)]


class Feed:
    """The queue of one subscriber: at most `QUEUE` happenings.

    One that overflows is emptied and says that something was missed; if it overflows again before that was read, it ends: whoever reads so
    slowly is better served by subscribing anew.
    """

    def __init__(self) -> None:
        self.pair_id: UUID | None = None
        """The pair the subscriber's talk belongs to, once known: what happens to the pair concerns them too."""
        self.person_id: UUID | None = None
        """The subscriber, once known: so does what happens to them."""
        self._queue: deque[Happening | Missed] = deque()
        self._ready = asyncio.Event()
        self._missed = False
        self.ended = False

    def put(self, happening: Happening) -> None:
        """Add one at the end."""
        if self.ended:
            return
        if len(self._queue) < QUEUE:
            self._queue.append(happening)
            self._ready.set()
        elif self._missed:
            self.end()
        else:
            self.miss()

    def miss(self) -> None:
        """Something may have been missed: nothing that waits is worth more than that."""
        self._queue.clear()
        self._queue.append(Missed.SOMETHING)
        self._missed = True
        self._ready.set()

    def end(self) -> None:
        """Nothing more will come."""
        self._queue.clear()
        self.ended = True
        self._ready.set()

    async def next(self) -> Happening | Missed | None:
        """The next, waiting for it; None at the end."""
        while not self._queue:
            if self.ended:
                return None
            self._ready.clear()
            await self._ready.wait()
        happening = self._queue.popleft()
        if happening is Missed.SOMETHING:
            self._missed = False
        return happening


@dataclass
class Hub:
    """Hands what happened to whoever in this process wants to know."""

    feeds: dict[UUID, set[Feed]] = field(default_factory=dict)
    """The feeds of each talk."""
    listening: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while the database would be heard."""
    also: list[Callable[[Sequence[Happening] | None], None]] = field(default_factory=list)
    """Who else in this process is told, of every talk; nothing stands for what is not known."""

    @contextmanager
    def feed(self, conversation_id: UUID) -> Iterator[Feed]:
        """A feed of what happens in a talk from now on, until the block ends."""
        feed = Feed()
        self.feeds.setdefault(conversation_id, set()).add(feed)
        try:
            yield feed
        finally:
            rest = self.feeds[conversation_id]
            rest.discard(feed)
            if not rest:
                del self.feeds[conversation_id]

    def tell(self, happenings: Sequence[Happening]) -> None:
        """Put each into the feeds it concerns."""
        for listener in self.also:
            listener(happenings)
        for happening in happenings:
            if happening.conversation_id is not None:
                for feed in self.feeds.get(happening.conversation_id, ()):
                    feed.put(happening)
            elif happening.node_type in ("Pair", "Person"):
                for feed in self._of(happening.node_id):
                    feed.put(happening)

    def all_missed(self) -> None:
        """Nobody knows what happened meanwhile."""
        for listener in self.also:
            listener(None)
        for feeds in self.feeds.values():
            for feed in feeds:
                feed.miss()

    async def listen(self, login: Login, *, log: Log) -> None:
        """Hear the relay until cancelled. When the connection was lost, everybody may have missed something."""
        wait = FIRST_WAIT
        heard_before = False
        while True:
            try:
                connection = await login.connect(application_name="goodtalk events")
                try:
                    lost = await self._hear(connection)
                    if heard_before:
                        self.all_missed()
                    heard_before, wait = True, FIRST_WAIT
                    self.listening.set()
                    await lost.wait()
                finally:
                    self.listening.clear()
                    connection.terminate()
                log.warning("events_not_heard", reason="the connection was lost")
            except UNANSWERED as error:
                log.warning("events_not_heard", reason=described(error))
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _hear(self, connection: "asyncpg.Connection[asyncpg.Record]") -> asyncio.Event:
        lost = asyncio.Event()

        def heard(_connection: object, _pid: object, _channel: object, payload: object) -> None:
            self.tell(happenings_in(str(payload)))

        connection.add_termination_listener(lambda _: lost.set())
        await connection.add_listener(CHANNEL, heard)
        return lost

    def _of(self, pair_or_person: UUID) -> list[Feed]:
        return [feed for feeds in self.feeds.values() for feed in feeds if pair_or_person in (feed.pair_id, feed.person_id)]


def _values(happening: Happening) -> tuple[object, ...]:
    it = happening
    return it.org_id, it.pair_id, it.conversation_id, it.node_type, it.node_id, it.verb, it.actor_id


def _joined(lines: list[bytes]) -> str:
    return "[" + b",".join(lines).decode() + "]"


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
