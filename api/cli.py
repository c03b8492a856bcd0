"""The command line: every command, and one clear sentence for whatever goes wrong."""

from typing import Any

import asyncpg
import click
from sqlalchemy.exc import SQLAlchemyError

from api.actions.organisations import OrganisationDiffers, OrganisationUnknown
from api.commands.importing import import_
from api.commands.keys import keys
from api.commands.listening import PortUnusable
from api.commands.migrate import migrate
from api.commands.opening import DatabaseNotCurrent
from api.commands.organisation import organisation
from api.commands.roles_sql import roles_sql
from api.commands.schema import schema
from api.commands.serve import serve
from api.commands.stop import stop
from api.commands.token import token
from api.database.faults import DatabaseUnavailable, described
from api.importers.report import FileRefused
from api.keys import KeysRefused
from api.settings import SettingsInvalid

SENTENCES = (
    SettingsInvalid,
    DatabaseUnavailable,
    DatabaseNotCurrent,
    KeysRefused,
    PortUnusable,
    FileRefused,
    OrganisationUnknown,
    OrganisationDiffers,
)
"""Faults whose text was written for the person at the terminal."""


class Commands(click.Group):
    """The commands, in the order in which an operator needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As they were added, not by the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a fault becomes one sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except SENTENCES as fault:
            raise click.ClickException(str(fault)) from None
        except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionRefusedError, ConnectionResetError) as fault:
            raise click.ClickException(
                f"The database did not do it ({described(fault)}) and nothing was changed: see that it runs, then try again."
            ) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
def cli() -> None:
    """goodtalk: good talks between managers and employees."""


for command in (serve, token, organisation, import_, migrate, keys, stop, schema, roles_sql):
    cli.add_command(command)
