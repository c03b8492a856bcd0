"""`access`: who sees what, from the code."""

import click
from rich import box
from rich.console import Console
from rich.table import Column, Table

from api.commands.matrix import KINDS, matrix
from api.commands.opening import home_not_needed
from api.database.walls import tables


@click.command()
@home_not_needed
def access() -> None:
    """Print who sees what: every table, with what each kind of person sees of it.

    It is worked out from the sentences in schema/tables, of which every read and every policy of the database are made.
    """
    conditions: dict[str, int] = {}
    shown = Table(Column("", ratio=1), *(Column(kind.name, no_wrap=True) for kind in KINDS), box=box.SIMPLE_HEAD, show_lines=True)
    for names, cells in matrix(tables()):
        shown.add_row(", ".join(name.replace("_", " ") for name in names), *(_cell(cell, conditions) for cell in cells))
    Console(highlight=False).print(shown)
    for condition, number in conditions.items():
        click.echo(f"✓ {number}  if {condition}")
    click.echo()
    for kind in KINDS:
        click.echo(f"{kind.name}: {kind.meaning}")


def _cell(said: str, conditions: dict[str, int]) -> str:
    return said if said in {"✓", "✗"} else f"✓ {conditions.setdefault(said, len(conditions) + 1)}"
