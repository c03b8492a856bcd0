"""What the database's own catalogue says of the second wall, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from api.database import walls

Written = Mapping[str, Any]

OURS = ("gt_owner", "gt_lookup", "gt_app", "gt_work", "gt_load")
POLICIES = "SELECT tablename || '.' || policyname, permissive, roles::text[], cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public'"
TABLES = """
SELECT relname, relkind::text, relrowsecurity, relforcerowsecurity, relowner::regrole::text, coalesce(reloptions, '{}'),
       (SELECT array_agg(item::text ORDER BY item::text) FROM unnest(relacl) item)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
"""
COLUMNS = """
SELECT c.relname || '.' || a.attname, (SELECT array_agg(item::text ORDER BY item::text) FROM unnest(a.attacl) item)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND a.attacl IS NOT NULL
"""
FUNCTIONS = """
SELECT p.oid::regprocedure::text, prosecdef, coalesce(proconfig, '{}'), proowner::regrole::text, pg_get_functiondef(p.oid),
       has_function_privilege('public', p.oid, 'EXECUTE'), (SELECT array_agg(item::text ORDER BY item::text) FROM unnest(proacl) item)
FROM pg_proc p
WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
ROLES = """
SELECT rolname::text, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb, rolreplication,
       EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)
FROM pg_roles r WHERE rolname LIKE 'gt\\_%'
"""
ELSEWHERE = """
SELECT n.nspname || '.' || c.relname || ' ' || role || ' ' || privilege
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, unnest(ARRAY['gt_app', 'gt_lookup']) role,
     unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) privilege
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('public', 'pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
  AND has_schema_privilege(role, n.oid, 'USAGE') AND has_table_privilege(role, c.oid, privilege)
"""
OUTSIDE = {"migrations.alembic_version gt_app SELECT"}
"""What people's transactions may do outside `public`: see whether the migrations are current."""


def written(connection: Connection) -> dict[str, Written]:
    """All that stands in the catalogue about the wall, by kind and name."""
    kinds = {"policy": POLICIES, "table": TABLES, "column": COLUMNS, "function": FUNCTIONS}
    return {kind: {row[0]: tuple(row[1:]) for row in connection.execute(text(asked))} for kind, asked in kinds.items()}


async def declared(connection: AsyncConnection) -> Mapping[str, Written]:
    """What would stand in the catalogue if the walls were made anew now: they are, and it is undone. `connection` is a superuser's."""

    def made(plain: Connection) -> Mapping[str, Written]:
        tried = plain.begin_nested()
        walls.rebuild(plain)
        plain.exec_driver_sql("RESET ROLE")
        stands = written(plain)
        tried.rollback()
        return stands

    return await connection.run_sync(made)


async def faults(connection: AsyncConnection, as_declared: Mapping[str, Written]) -> list[str]:
    """What is wrong with the second wall; nothing when all is well. `connection` is a superuser's, `as_declared` was `declared` before."""
    return await connection.run_sync(lambda plain: list(_faults(plain, as_declared)))


def _faults(connection: Connection, as_declared: Mapping[str, Written]) -> Iterator[str]:
    stands = written(connection)
    for kind, expected in as_declared.items():
        for name in sorted({*expected, *stands[kind]}):
            if stands[kind].get(name) != expected.get(name):
                yield f"{kind} {name} is not as the tables say"
    yield from _tables(stands["table"])
    yield from _policies(stands["policy"])
    yield from _functions(stands["function"])
    for name, superuser, bypasses, logs_in, *powers in connection.execute(text(ROLES)):
        if superuser or any(powers) or bypasses != (name == "gt_load") or (logs_in and name in ("gt_owner", "gt_lookup")):
            yield f"role {name} can more than it should"
    for line in connection.scalars(text(ELSEWHERE)):
        if line not in OUTSIDE:
            yield f"outside of public: {line}"


def _tables(tables: Written) -> Iterator[str]:
    for name, (kind, enabled, forced, owner, options, rights) in tables.items():
        if kind == "v" and "security_invoker=true" not in options:
            yield f"view {name} shows what its owner sees"
        elif kind not in ("r", "p", "v"):
            yield f"{name} has no walls of its own: it is of kind {kind}"
        elif kind != "v" and not (enabled and forced):
            yield f"table {name} does not enforce its policies"
        if owner != "gt_owner":
            yield f"{name} is owned by {owner}"
        if any(right.startswith("=") for right in rights or ()):
            yield f"everybody may use {name}"


def _policies(policies: Written) -> Iterator[str]:
    for name, (permissive, roles, command, using, check) in policies.items():
        if not set(roles) <= {"gt_app", "gt_work", "gt_lookup"}:
            yield f"policy {name} is for {roles}"
        if command == "ALL" or permissive != "PERMISSIVE":
            yield f"policy {name} is not for one command"
        if command in ("INSERT", "UPDATE") and check is None:
            yield f"policy {name} does not check what is written"
        if using == "true" and roles != ["gt_work"] and "gt_lookup" not in roles:
            yield f"policy {name} shows everything"


def _functions(functions: Written) -> Iterator[str]:
    for name, (definer, settings, owner, definition, everybody, _) in functions.items():
        if definer and "search_path=public, pg_temp" not in settings:
            yield f"function {name} looks for names where its caller says"
        if owner != "gt_lookup":
            yield f"function {name} is owned by {owner}"
        if everybody:
            yield f"everybody may execute function {name}"
        if not definer and "AS $" in definition:
            yield f"function {name} is read anew at every call, in its caller's search path"
