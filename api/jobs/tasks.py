"""What the worker can do, and what makes it do so."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from api.events import Happening

Ids = Mapping[str, str]
"""What a job is about, ids only."""


@dataclass(frozen=True)
class Task:
    """Something the worker can do. It may be run twice, or again after half of it was done: once more must change nothing.

    It is asked for when `follows` answers ids to something that happened, at the times of `every`, a cron expression in UTC, and, if it is one
    of `at_start`, when a worker begins. Such a one may take long: it is broken off when the worker stops, for the next to begin again.
    """

    name: str
    run: Callable[[Ids], Awaitable[None]]
    follows: Callable[[Happening], Ids | None] | None = None
    every: str | None = None
    at_start: bool = False
    wait: timedelta = timedelta(0)
    """How long after what it follows it is done; then other tasks have followed too."""


@dataclass(frozen=True)
class Job:
    """One time that a task is to be done."""

    task: str
    ids: Ids = field(default_factory=dict)
    wait: timedelta = timedelta(0)


@dataclass(frozen=True)
class HeldJob:
    """A job that failed for good and waits for a person; `reason` names the fault, never a value."""

    id: int
    task: str
    ids: Ids
    since: str
    attempts: int
    reason: str


class Jobs(Protocol):
    """The queue of jobs, kept in the database."""

    async def enqueue(self, jobs: Sequence[Job]) -> None:
        """Add them at the end, in the transaction of the connection, if it is in one."""
        ...

    async def enqueue_once(self, job: Job) -> None:
        """Add it unless the same task waits or runs already."""
        ...

    async def held(self) -> list[HeldJob]:
        """The jobs that failed for good, latest first."""
        ...

    async def retry(self, job_id: int) -> bool:
        """Let a failed job be done again; False if there is none of that number."""
        ...


@dataclass(frozen=True)
class Tasks:
    """All that this worker can do, by name."""

    by_name: Mapping[str, Task]

    @classmethod
    def of(cls, *tasks: Task) -> "Tasks":
        """Exactly these."""
        return cls({task.name: task for task in tasks})

    def __iter__(self) -> Iterator[Task]:
        return iter(self.by_name.values())

    def following(self, happenings: Iterable[Happening]) -> list[Job]:
        """The jobs that follow from what happened; what several things ask for is done once."""
        following = [task for task in self if task.follows is not None]
        if not following:
            return []
        jobs = [job for happening in happenings for task in following if (job := _job(task, happening)) is not None]
        return list({(job.task, *sorted(job.ids.items())): job for job in jobs}.values())


def _job(task: Task, happening: Happening) -> Job | None:
    assert task.follows is not None  # noqa: S101  # for the type checker
    ids = task.follows(happening)
    return None if ids is None else Job(task.name, ids, task.wait)
