"""File locks between processes; the kernel lets go of them however a process ends."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import monotonic

from api.database.faults import HomeInUse

PATIENCE = 180.0
"""Seconds to wait for another process that starts or stops PostgreSQL: longer than the longest start."""


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """The lock file as a descriptor of its own; closing it releases whatever it held. Programs we start do not inherit it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def alone(descriptor: int) -> bool:
    """Take the lock for ourselves if nobody else has it; True when we have it."""
    return _taken(descriptor, fcntl.LOCK_EX)


def together(descriptor: int) -> bool:
    """Take the lock beside others who share it; True when we have it."""
    return _taken(descriptor, fcntl.LOCK_SH)


def leave(descriptor: int) -> None:
    """Let go of the lock."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)


@asynccontextmanager
async def one_at_a_time(path: Path) -> AsyncIterator[None]:
    """Wait for our turn; raises `HomeInUse` when somebody holds the lock beyond all reason."""
    deadline = monotonic() + PATIENCE
    with opened(path) as descriptor:
        while not alone(descriptor):
            if monotonic() > deadline:
                raise HomeInUse(f"Another goodtalk process has held {path} for {PATIENCE:.0f} s to start or stop the database: end it and try again.")
            await asyncio.sleep(0.02)
        yield


def _taken(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
