"""What went wrong, in one sentence for the person at the terminal."""

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from api.actions.organisations import OrganisationDiffers, OrganisationUnknown
from api.commands.listening import PortUnusable
from api.commands.opening import DatabaseNotCurrent
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
"""Faults whose text was written for that person."""
OF_THE_DATABASE = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionRefusedError, ConnectionResetError)


def sentence(fault: Exception) -> str | None:
    """What to tell; None for a mistake of ours."""
    if isinstance(fault, SENTENCES):
        return str(fault)
    if isinstance(fault, OF_THE_DATABASE):
        return f"The database did not do it ({described(fault)}), and nothing was changed: see that it runs, then try again."
    return None
