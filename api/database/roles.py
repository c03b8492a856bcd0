"""The five roles of the database, none a superuser, and what they need before the first migration."""

import hashlib
from collections.abc import Iterator, Mapping

from api.database.logins import Login

LOGINS = {"gt_app": "NOBYPASSRLS", "gt_work": "NOBYPASSRLS", "gt_load": "BYPASSRLS"}
SETTINGS = {
    "gt_app": {"transaction_timeout": "5s"},
    "gt_work": {"transaction_timeout": "60s"},
    "gt_load": {},
}
"""A person's transaction that lasts longer holds up everything that waits for changes in the order of their commit."""
QUIET = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
"""Errors of these roles may quote what people wrote; they reach the caller, never the database's log."""


async def ensure(server: Login, database: Login, passwords: Mapping[str, str]) -> None:
    """Make or put right roles and database; both logins are a superuser's, to `postgres` and to `goodtalk`. Safe to repeat."""
    connection = await server.connect()
    try:
        for statement in _roles():
            await connection.execute(statement)
        for user in LOGINS:
            await connection.execute(f"ALTER ROLE {user} PASSWORD '{passwords[user]}'")
        if not await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname = 'goodtalk'"):
            await connection.execute("CREATE DATABASE goodtalk OWNER gt_owner")
    finally:
        await connection.close()
    await _furnish(database)


def fingerprint() -> str:
    """Changes when roles, rights or their settings do: tells whether `ensure` must run again."""
    return hashlib.sha256("\n".join((*_roles(), *_rights("goodtalk"))).encode()).hexdigest()


def operator_sql(owner_login: str, *, database: str = "goodtalk") -> str:
    """What an operator runs once with psql, as a superuser, on their own PostgreSQL 18.

    `owner_login` is the role of GOODTALK_DATABASE_OWNER_URL: it may become gt_owner, gt_lookup and gt_load. Afterwards the
    operator gives passwords to gt_app, gt_work and `owner_login`, as the closing comment says.
    """
    owner = _quoted(owner_login)
    lines = [
        "-- Run with psql as a superuser. Safe to repeat.",
        r"\set ON_ERROR_STOP on",
        *(f"{statement};" for statement in _roles(loads="NOLOGIN")),
        f"{_created(owner_login, 'LOGIN')};",
        f"GRANT gt_owner, gt_lookup, gt_load TO {owner} WITH INHERIT FALSE, SET TRUE;",
        f"SELECT {_literal(f'CREATE DATABASE {_quoted(database)} OWNER gt_owner')}",
        f"WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = {_literal(database)}) \\gexec",
        rf"\connect {_quoted(database)}",
        *(f"{statement};" for statement in _rights(database)),
        f"GRANT CONNECT ON DATABASE {_quoted(database)} TO {owner};",
        f"-- Then: \\password gt_app, \\password gt_work, \\password {owner_login}",
    ]
    return "\n".join(lines) + "\n"


async def _furnish(database: Login) -> None:
    connection = await database.connect()
    try:
        async with connection.transaction():
            for statement in _rights("goodtalk"):
                await connection.execute(statement)
    finally:
        await connection.close()


def _roles(loads: str = "LOGIN") -> Iterator[str]:
    for role in ("gt_owner", "gt_lookup"):
        yield _created(role, "NOLOGIN")
    for role, walls in LOGINS.items():
        yield _created(role, f"{loads if role == 'gt_load' else 'LOGIN'} {walls}")
        for name, value in SETTINGS[role].items():
            yield f"ALTER ROLE {role} SET {name} = '{value}'"
        for name, value in QUIET.items():
            # A managed PostgreSQL may not let its administrator set these; there the README says where they are set.
            refused = f"RAISE NOTICE 'set {name} = {value} for the whole server'"
            yield f"DO $$ BEGIN ALTER ROLE {role} SET {name} = '{value}'; EXCEPTION WHEN insufficient_privilege THEN {refused}; END $$"


def _rights(database: str) -> Iterator[str]:
    name = _quoted(database)
    yield f"REVOKE ALL ON DATABASE {name} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {name} TO gt_app, gt_work, gt_load"
    yield f"GRANT TEMPORARY ON DATABASE {name} TO gt_load"
    yield "CREATE EXTENSION IF NOT EXISTS vector SCHEMA public"
    yield "ALTER SCHEMA public OWNER TO gt_owner"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield "GRANT USAGE ON SCHEMA public TO gt_lookup, gt_app, gt_work, gt_load"
    # Migrations are noted outside `public`, which holds nothing but what people keep.
    yield "CREATE SCHEMA IF NOT EXISTS migrations AUTHORIZATION gt_owner"
    yield "GRANT USAGE ON SCHEMA migrations TO gt_app, gt_work, gt_load"
    yield "CREATE SCHEMA IF NOT EXISTS jobs AUTHORIZATION gt_owner"
    yield "GRANT USAGE ON SCHEMA jobs TO gt_work"


def _created(role: str, attributes: str) -> str:
    found = f"SELECT FROM pg_roles WHERE rolname = {_literal(role)}"
    return f"DO $$ BEGIN IF NOT EXISTS ({found}) THEN CREATE ROLE {_quoted(role)} {attributes}; END IF; END $$"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


__all__ = ["ensure", "fingerprint", "operator_sql"]
