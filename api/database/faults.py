"""What can be wrong with the database or the home; each text is one sentence that says what to do."""

import asyncpg

UNANSWERED = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What comes of a database that refuses, is away, or goes away in the middle of a word."""


class DatabaseUnavailable(Exception):
    """The database cannot be used now."""


class HomeUnusable(DatabaseUnavailable):
    """The folder that keeps everything cannot be used as it is."""


class HomeInUse(DatabaseUnavailable):
    """Another process holds the home for itself."""


def described(error: BaseException) -> str:
    """An error's kind, its SQLSTATE and the constraint, never a value: what may be logged of a database error."""
    cause = getattr(error, "orig", None) or error
    driver = getattr(cause, "__cause__", None) or cause
    known = (getattr(driver, name, None) for name in ("sqlstate", "table_name", "column_name", "constraint_name"))
    return " ".join([type(driver).__name__, *(str(value) for value in known if value)])
