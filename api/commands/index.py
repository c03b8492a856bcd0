"""`index`: what texts are found by, brought up to date or made anew."""

from dataclasses import dataclass, field
from pathlib import Path

import click

from api.commands.opening import at_home, opened, run
from api.commands.progress import progress
from api.database.engine import make_engine
from api.database.logins import Database
from api.meaning import NONE, embedder_of
from api.nameless import nameless_passages
from api.settings import Settings, read_settings
from retrieval.embedders import Embedder, NoEmbedding
from retrieval.index import Index


@dataclass
class Done:
    """What was done: how many texts were made findable, how many still lack their meaning, and why."""

    texts: int = 0
    left: int = 0
    reasons: dict[str, None] = field(default_factory=dict)

    def failed(self, fault: NoEmbedding) -> None:
        """A vector could not be made."""
        self.reasons[str(fault)] = None


@click.command()
@click.option("--anew", is_flag=True, help="Every text, also those that are up to date.")
@at_home
def index(*, anew: bool, home: Path | None) -> None:
    """Make what texts are found by: their words, and what they mean.

    The worker does this by itself, also after an import or with another embedder; here it can be watched. What was done stays done when
    it is broken off. The exit code is 1 when texts were left that can be found by their words only.
    """
    done = run(_index(read_settings(home=home), anew=anew))
    click.echo(f"Texts indexed: {done.texts:,}.")
    if done.reasons:
        click.echo(f"Texts found by their words only: {done.left:,}. {' '.join(done.reasons)}", err=True)
        raise click.exceptions.Exit(1)


async def _index(settings: Settings, *, anew: bool) -> Done:
    async with opened(settings) as database:
        embedder = embedder_of(settings)
        try:
            return await _made(database, embedder, anew=anew)
        finally:
            if embedder is not None:
                await embedder.close()


async def _made(database: Database, embedder: Embedder | None, *, anew: bool) -> Done:
    engine, done = make_engine(database.urls.work, size=2), Done()
    try:
        made = Index(engine, embedder, done.failed, nameless_passages)
        total = await (made.findable() if anew else made.missing())
        with progress("index") as told:
            make = made.rebuild if anew else made.catch_up
            done.texts = await make(lambda so_far: told("texts", so_far, total))
        if embedder is None:
            done.failed(NoEmbedding(NONE))
        done.left = await (made.findable() if embedder is None else made.missing())
        return done
    finally:
        await engine.dispose()
