"""`frames`: which questions of the bank are taken, reworded and put aside, in counts."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Column, Table

from api.actions.counting import FEWEST_PAIRS, FrameCount, count_frames
from api.actions.organisations import find_organisation
from api.commands.opening import at_home, loading, run
from api.settings import Settings, read_settings


@click.command()
@click.option("--organisation", metavar="NAME", help="Of which organisation; not needed when there is one.")
@at_home
def frames(organisation: str | None, home: Path | None) -> None:
    """Print how often each question of the bank was offered, taken, reworded and put aside in an organisation.

    Counts only: no text of a talk, nobody's name. An organisation, and each question, is counted from ten pairs up.
    """
    counts = run(_counts(read_settings(home=home), organisation))
    if not counts:
        click.echo(f"Nothing to count: no question was offered to {FEWEST_PAIRS} pairs or more.")
        return
    numbers = [Column(name, justify="right") for name in ("pairs", "offered", "taken", "reworded", "put aside")]
    shown = Table(Column("question", overflow="fold"), *numbers, box=box.SIMPLE_HEAD)
    for one in counts:
        shown.add_row(one.frame or "(worded by a model)", *map(str, (one.pairs, one.offered, one.accepted, one.edited, one.dismissed)))
    Console(highlight=False).print(shown)


async def _counts(settings: Settings, organisation: str | None) -> Sequence[FrameCount]:
    async with loading(settings) as connection:
        employer = await find_organisation(connection, organisation)
        return await count_frames(connection, employer.org_id)
