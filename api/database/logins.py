"""The ways into the database: where it is, as whom, with which password."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import asyncpg

from api.database.faults import DatabaseUnavailable

VARIABLES = {"work": "GOODTALK_DATABASE_WORK_URL", "owner": "GOODTALK_DATABASE_OWNER_URL", "load": "GOODTALK_DATABASE_OWNER_URL"}


@dataclass(frozen=True)
class Login:
    """One way in. `url` is a libpq address with its password (never shown); `role` is what the session becomes with SET ROLE."""

    url: str = field(repr=False)
    role: str | None = None

    def arguments(self, **server_settings: str) -> dict[str, Any]:
        """What `asyncpg.connect` needs; SQLAlchemy takes the same as `connect_args`."""
        role = {"role": self.role} if self.role else {}
        return {"dsn": self.url, "server_settings": {"application_name": "goodtalk", "timezone": "UTC", **role, **server_settings}}

    async def connect(self, **server_settings: str) -> "asyncpg.Connection[asyncpg.Record]":
        """A bare connection; raises what asyncpg raises."""
        connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(**self.arguments(**server_settings))
        return connection

    def place(self) -> str:
        """Where this leads, without the password, for sentences to people."""
        parts = urlsplit(self.url)
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
        return f"{host}{parts.path}" if host else parts.path.removeprefix("/")


def embedded_login(user: str, password: str, sockets: Path, database: str = "goodtalk") -> Login:
    """A login through the folder of a socket, as the embedded PostgreSQL has."""
    return Login(f"postgresql://{quote(user)}:{quote(password, safe='')}@/{quote(database)}?host={quote(str(sockets))}")


@dataclass(frozen=True)
class Urls:
    """A login for each that acts: `app` for people, `work` for the worker, `load` for bulk loading, `owner` for migrations."""

    app: Login
    others: Mapping[str, Login]

    @property
    def work(self) -> Login:
        """`gt_work`: the worker, shared rows only."""
        return self._other("work")

    @property
    def load(self) -> Login:
        """`gt_load`: import, demo and benchmarks, past the second wall."""
        return self._other("load")

    @property
    def owner(self) -> Login:
        """Whoever may SET ROLE gt_owner and gt_lookup: migrations."""
        return self._other("owner")

    def _other(self, name: str) -> Login:
        if name not in self.others:
            raise DatabaseUnavailable(f"This needs another login to your PostgreSQL: set {VARIABLES[name]} (see the README, 'Your own PostgreSQL').")
        return self.others[name]


@dataclass(frozen=True)
class Database:
    """A PostgreSQL that answers, and the logins to it; `embedded` when this home runs it."""

    urls: Urls
    embedded: bool
