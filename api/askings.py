"""The requests for questions that this process has the coach word: each once, for all who follow it, and no longer than somebody does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from graphql import GraphQLError

from api.actions import offering
from api.actions.offering import Overtaken, Working
from api.actions.suggestions import Wanted, something_in
from api.log import Log
from api.purse import Begin
from coach.material import Part
from coach.purse import Purse
from coach.questions import Generator, Question, ShortfallReason, Suggested
from schema.rules.refusals import Refused

BEAT = 5.0
"""Seconds between two signs that a request is still being worded."""
LOOK = 0.5
"""Seconds between two looks at a request that another process has worded."""

T = TypeVar("T")


@dataclass(frozen=True)
class Means:
    """What wording a request takes: the coach, transactions of whoever asked, their purse, and the clock."""

    coach: Generator
    begin: Begin
    purse: Purse
    now: Callable[[], datetime]


class Asking:
    """One request while it is worded here. When its last follower leaves, the model's call is given up.

    What was begun is then rounded off from the question bank, so that the table is not left half laid; where nothing was offered yet,
    nothing is.
    """

    def __init__(self, working: Working, means: Means, log: Log, ended: Callable[[], None]) -> None:
        self.working, self.means = working, means
        self.kept = list(working.kept)
        self.problem: Exception | None = None
        self.followers = 0
        self.ended = False
        self._log, self._say_ended = log, ended
        self._changed, self._turn = asyncio.Event(), asyncio.Lock()
        self._fallen: dict[Part, ShortfallReason] = {}
        self._rows: dict[int, UUID] = {}
        self._overtaken = False
        self._wording = asyncio.create_task(self._word())
        self.task = asyncio.create_task(self._run())

    async def followed(self) -> AsyncGenerator[UUID, None]:
        """Every question that is kept, the first ones too, until it ends. Raises what ended it before it was whole."""
        self.followers += 1
        place = 0
        try:
            while True:
                while place < len(self.kept):
                    place += 1
                    yield self.kept[place - 1]
                if self.ended:
                    break
                await self._changed.wait()
        finally:
            self.followers -= 1
            if not self.followers:
                self.leave()
        if self.problem is not None:
            raise self.problem

    def leave(self) -> None:
        """Nobody waits for the model any more."""
        self._wording.cancel()

    async def _run(self) -> None:
        beating = asyncio.create_task(self._beat())
        try:
            await asyncio.wait({self._wording})
            if self._wording.cancelled():
                await self._round_off()
            else:
                self._wording.result()
        except Exception as problem:  # noqa: BLE001  # whoever follows is told, in their own operation
            self.problem = problem
            await self._stopped(problem)
        finally:
            for task in (beating, self._wording):
                task.cancel()
            self.ended = True
            self._say_ended()
            self._tell()

    async def _word(self) -> None:
        """Offers what the coach makes, each as soon as it has passed."""
        gathered = self.working.gathered
        async with aclosing(self.means.coach.offers(gathered.material, gathered.ask, self.means.purse)) as offers:
            async for offer in offers:
                await _to_its_end(self._finish(offer) if isinstance(offer, Suggested) else self._keep(offer))

    async def _keep(self, question: Question) -> None:
        async with self._turn:
            async with self.means.begin() as session:
                kept, until = await offering.keep(session, self.working, question)
            self.working = replace(self.working, until=until)
            if isinstance(kept, ShortfallReason):
                self._fallen[question.part] = kept
                return
            self.working = replace(self.working, kept=(*self.working.kept, kept))
            self._rows[id(question)] = kept
            self.kept.append(kept)
            self._tell()

    async def _finish(self, made: Suggested) -> None:
        start = None if made.start_with is None else self._rows.get(id(made.questions[made.start_with]))
        async with self._turn, self.means.begin() as session:
            if not self.working.kept:
                something_in(made)
            await offering.finish(session, self.working, made, self._fallen, start)

    async def _round_off(self) -> None:
        if self._overtaken:
            raise Overtaken
        async with self._turn, self.means.begin() as session:
            self.working = await offering.gathered_again(session, self.working, self.means.now())
            if not self.working.kept:
                await offering.let_go(session, self.working)
                return
        gathered = self.working.gathered
        without_model = replace(gathered, material=replace(gathered.material, model_allowed=False))
        self.working = replace(self.working, gathered=without_model)
        await self._word()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            with suppress(Exception):  # the database may be away for a moment; keeping the next question shows whether it is
                async with self._turn:
                    try:
                        async with self.means.begin() as session:
                            until = await offering.vouch(session, self.working)
                    except Overtaken:
                        self._overtaken = True
                        self._wording.cancel()
                        return
                    self.working = replace(self.working, until=until)

    async def _stopped(self, problem: Exception) -> None:
        """Leaves the request so that its key can go on with it."""
        if isinstance(problem, Overtaken):
            return
        if not self.followers and not isinstance(problem, Refused | GraphQLError):
            self._log.warning("questions_not_rounded_off", exc_info=problem)
        with suppress(Exception):
            async with self._turn, self.means.begin() as session:
                await offering.let_go(session, self.working)

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


@dataclass
class Askings:
    """All requests that are worded in this process, by their ids."""

    log: Log
    running: dict[UUID, Asking] = field(default_factory=dict)

    async def offered(self, begun: Working | UUID, wanted: Wanted, means: Means) -> AsyncGenerator[UUID, None]:
        """Each question of a request as soon as it is kept, until the answer is whole; whoever words it, and whatever stood already.

        A request that nobody works at any more is gone on with. Raises `Refused` where it can't be, and `Unseen` for what is gone.
        """
        request_id, working = (begun.id, begun) if isinstance(begun, Working) else (begun, None)
        sent: set[UUID] = set()
        while True:
            asking = self.running.get(request_id) or (self._started(working, means) if working else None)
            if asking is not None:
                working = None
                with suppress(Overtaken):
                    async with aclosing(asking.followed()) as kept:
                        async for row_id in kept:
                            if row_id not in sent:
                                sent.add(row_id)
                                yield row_id
            async with means.begin() as session:
                far = await offering.how_far(session, request_id)
            for row_id in [row_id for row_id in far.ids if row_id not in sent]:
                sent.add(row_id)
                yield row_id
            if far.whole:
                return
            if far.stopped:
                async with means.begin() as session:
                    working = await offering.gone_on_with(session, request_id, wanted, means.now())
            else:
                await asyncio.sleep(LOOK)

    async def close(self) -> None:
        """The server stops: no model is waited for; what was begun is rounded off."""
        tasks = [asking.task for asking in self.running.values()]
        for asking in list(self.running.values()):
            asking.leave()
        if tasks:
            await asyncio.wait(tasks, timeout=BEAT)

    def _started(self, working: Working, means: Means) -> Asking:
        asking = Asking(working, means, self.log, lambda: self._ended(working.id))
        self.running[working.id] = asking
        return asking

    def _ended(self, request_id: UUID) -> None:
        del self.running[request_id]


async def _to_its_end(work: Awaitable[T]) -> T:
    """What was begun in the database is ended there, also when the wording is given up meanwhile."""
    doing = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.gather(doing, return_exceptions=True)  # what went wrong in it shows again when the rest is rounded off
        raise
