"""The command line: which commands there are, and one clear sentence for whatever goes wrong."""

from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "serve": ("serve.serve", "Serve the GraphQL API."),
    "demo": ("demo.demo", "Serve two invented organisations, to look around in."),
    "work": ("work.work", "Do the jobs that follow from changes, beside `serve`."),
    "jobs": ("jobs.jobs", "List the jobs that failed, and have them done again."),
    "index": ("index.index", "Make what texts are found by, and watch it."),
    "token": ("token.token", "Print a token of a person."),
    "brief": ("brief.brief", "Print the brief of somebody's coming talk."),
    "organisation": ("organisation.organisation", "Make an organisation and its first HR person."),
    "import": ("importing.import_", "Bring in people, roles, options, paths or questions from CSV."),
    "frames": ("frames.frames", "Print how often each question is taken, reworded and put aside."),
    "migrate": ("migrate.migrate", "Bring the database up to date."),
    "keys": ("keys.keys", "The keys that sign goodtalk's own tokens."),
    "access": ("access.access", "Print who sees what, from the code."),
    "schema": ("schema.schema", "Print the GraphQL schema."),
    "stop": ("stop.stop", "Stop a database that a killed process left behind."),
    "roles-sql": ("roles_sql.roles_sql", "Print the SQL that your own PostgreSQL needs once."),
}
"""Where each command is found in `api.commands`, and what it is for; none is loaded before it is needed."""


class Commands(click.Group):
    """The commands, in the order above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(".")
        found: click.Command = getattr(import_module(f"api.commands.{module}"), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a fault of the world becomes one sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:
            from api.commands.faults import sentence

            said = sentence(fault)
            if said is None:
                raise
            raise click.ClickException(said) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
def cli() -> None:
    """goodtalk: good talks between managers and employees.

    Every command takes --home PATH. `python -m api COMMAND --help` tells more.
    """
