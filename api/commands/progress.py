"""A bar that moves while something long is done, and the time that is left."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.importers.report import Progress as Told


@contextmanager
def progress(name: str) -> Iterator[Told]:
    """Shows in a terminal what it is told, and nothing elsewhere; gone when it is over."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None)
        yield lambda doing, done, total: bar.update(task, description=f"{name}: {doing}", completed=done, total=total)
