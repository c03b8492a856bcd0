"""The second wall: the sentences of `schema.tables` as policies of the database, and the functions that say who is looking."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Uuid, literal, literal_column, select, text, true
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY

from schema.tables import Base, Feedback, Noun, Organisation, Pair, Passage, Person, Response, Row, Source, Suggestion, SummarySentence, Viewer
from schema.tables.passages import FOLLOWED, LIBRARY
from schema.tables.row import Write
from schema.tables.sources import CLOSABLE


@dataclass(frozen=True)
class Policies(Viewer):
    """Whoever looks, as policies know them. What a policy looks up in another table is judged by that table's own policy."""

    def sees(self, row: Any) -> ColumnElement[bool]:
        return true()

    def sees_pointed(self, table: type[Noun], pointer: Any) -> ColumnElement[bool]:
        # Called for few rows; a sub-select would be made ready at every mention of the table.
        return replace(self, pairs=literal_column("my_pairs()", ARRAY(Uuid()))).called(table, pointer)


CONTEXT = Policies(
    org=literal_column("ctx_org()", Uuid()),
    id=literal_column("ctx_viewer()", Uuid()),
    pairs=literal_column("(select my_pairs())::uuid[]", ARRAY(Uuid())),
)

POINTED_AT: tuple[type[Noun], ...] = (*CLOSABLE.values(), Suggestion)
"""Tables for which there is a function `sees_<table>(org, viewer, pairs, id)`: their sentence, asked of one row."""
GIVEN = Viewer(org=literal_column("$1", Uuid()), id=literal_column("$2", Uuid()), pairs=literal_column("$3", ARRAY(Uuid())))
SEES = tuple(f"sees_{table.__tablename__}(uuid, uuid, uuid[], uuid)" for table in reversed(POINTED_AT))

SIGNATURES = (
    *SEES,
    "enter(text, text)",
    "meet(text, text, text)",
    "issuers()",
    "take_back_feedback(uuid)",
    "passages_follow()",
    "pair_of(uuid)",
    "my_pairs()",
    "look_up_pairs()",
    "ctx_org()",
    "ctx_viewer()",
)

FUNCTIONS = (
    """
create function ctx_org() returns uuid language sql stable parallel safe
return nullif(current_setting('gt.org', true), '')::uuid
    """,
    """
create function ctx_viewer() returns uuid language sql stable parallel safe
return nullif(current_setting('gt.viewer', true), '')::uuid
    """,
    """
create function look_up_pairs() returns uuid[] language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return array(
    select id from pairs where org_id = ctx_org() and employee_id = ctx_viewer()
    union all
    select id from pairs where org_id = ctx_org() and manager_id = ctx_viewer() and ended_at is null
  );
end $$
    """,
    """
create function my_pairs() returns uuid[] language sql stable parallel safe
return case when starts_with(current_setting('gt.pairs', true), nullif(current_setting('gt.viewer', true), ''))
       then substr(current_setting('gt.pairs', true), 37)::uuid[] else look_up_pairs() end
    """,
    """
create function enter(issuer text, subject text)
returns table (org_id uuid, id uuid, language text, time_zone text, pairs uuid[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  select p.org_id, p.id, p.language, p.time_zone into org_id, id, language, time_zone
  from people p where p.issuer = enter.issuer and p.subject = enter.subject and p.left_at is null;
  if not found then return; end if;
  perform set_config('gt.org', enter.org_id::text, true), set_config('gt.viewer', enter.id::text, true);
  pairs := look_up_pairs();
  perform set_config('gt.pairs', enter.id::text || enter.pairs::text, true);
  return next;
end $$
    """,
    """
create function pair_of(employee uuid) returns uuid language sql stable security definer set search_path = public, pg_temp
begin atomic
  select p.id from pairs p where p.org_id = ctx_org() and p.employee_id = pair_of.employee and p.ended_at is null;
end;
    """,
    """
create function take_back_feedback(feedback uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare suggested uuid[]; summed_up uuid[];
begin
  if not exists(select from feedback f where f.org_id = ctx_org() and f.id = $1 and f.author_id = ctx_viewer()) then return false; end if;
  with quotes as (delete from sources where org_id = ctx_org() and feedback_id = $1 returning of_suggestion_id, of_sentence_id)
  select array_agg(of_suggestion_id), array_agg(of_sentence_id) into suggested, summed_up from quotes;
  delete from suggestions s where s.org_id = ctx_org() and s.id = any(suggested) and s.state = 'OFFERED'
    and not exists(select from sources where org_id = s.org_id and of_suggestion_id = s.id);
  delete from summary_sentences s where s.org_id = ctx_org() and s.id = any(summed_up) and s.edited_by_id is null
    and not exists(select from sources where org_id = s.org_id and of_sentence_id = s.id);
  return exists(select from responses where org_id = ctx_org() and feedback_id = $1);
end $$
    """,
    # The lock lets whoever indexes the text and whoever changes it come one after the other; the library, changed in bulk, does without.
    """
create function passages_follow() returns trigger language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if tg_argv[0] = 'locked' then perform pg_advisory_xact_lock(hashtextextended(old.id::text, 0)); end if;
  delete from passages where org_id = old.org_id and source_id = old.id;
  return null;
end $$
    """,
    """
create function issuers() returns table (issuer text, audience text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select distinct o.issuer, o.audience from organisations o where o.issuer is not null;
end;
    """,
    """
create function meet(issuer text, audience text, email text) returns uuid
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare found_org uuid; found_id uuid;
begin
  select p.org_id, p.id into found_org, found_id
  from people p join organisations o on o.org_id = p.org_id
  where o.issuer = meet.issuer and o.audience = meet.audience and lower(p.email) = lower(meet.email) and p.subject is null and p.left_at is null;
  if not found then return null; end if;
  perform set_config('gt.org', found_org::text, true), set_config('gt.viewer', found_id::text, true);
  return found_id;
end $$
    """,
    """
comment on function enter(text, text) is
'Finds the person a token speaks of and sets who is looking for this transaction; no row for a stranger or someone who left.'
    """,
    """
comment on function take_back_feedback(uuid) is
'Deletes the quotes of feedback that whoever looks gave, and what rested on nothing else; true if somebody responded to it.'
    """,
    """
comment on function meet(text, text, text) is
'Finds, by verified e-mail, a person of that issuer''s organisation to whom no token is bound yet.'
    """,
)

QUOTING: tuple[type[Row], ...] = (Source, Suggestion, SummarySentence, Passage)
"""What `gt_lookup`, the owner of the functions above, may delete from: who gave feedback takes it back without seeing what rests on it."""

LOOKED_UP: tuple[type[Row], ...] = (Organisation, Person, Pair, Feedback, Response, *QUOTING)
"""What it may read."""


def rebuild(connection: Connection) -> None:
    """Drop all policies and grants and make them anew from the tables. Runs as `gt_owner`, last in every `migrate`, in its transaction."""
    for statement in (*_fresh(connection), *_functions(), *_policies(), *_triggers()):
        connection.exec_driver_sql(statement)


def tables() -> Iterator[tuple[str, type[Row]]]:
    """Every table with the class that speaks for it, by name."""
    mapped = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    yield from sorted(mapped.items())


def expected() -> dict[tuple[str, str], tuple[str, str | None, str | None]]:
    """Policy (table, name) → (command, USING, WITH CHECK): what `pg_policies` must hold, in our wording of the expressions."""
    found: dict[tuple[str, str], tuple[str, str | None, str | None]] = {}
    for name, table in tables():
        seen, shared = spoken(table, table.seen_by(CONTEXT)), spoken(table, table.shared())
        found[name, "app_reads"] = ("SELECT", seen, None)
        found[name, "worker_reads"] = ("SELECT", shared, None)
        for who, write in _writers(table):
            if write.add is not None:
                found[name, f"{who}_adds"] = ("INSERT", None, spoken(table, write.add))
            if write.change is not None:
                changed = spoken(table, write.change)
                found[name, f"{who}_changes"] = ("UPDATE", changed, changed)
            if write.remove is not None:
                found[name, f"{who}_removes"] = ("DELETE", spoken(table, write.remove), None)
        if table in LOOKED_UP:
            found[name, "lookup_reads"] = ("SELECT", "true", None)
        if table in QUOTING:
            found[name, "lookup_removes"] = ("DELETE", "true", None)
    return found


def _writers(table: type[Row]) -> tuple[tuple[str, Write], ...]:
    """Who may write in it: people, each in a transaction of their own, and the worker."""
    return ("app", table.written_by(CONTEXT)), ("worker", table.worked_by())


def spoken(table: type[Row], condition: ColumnElement[bool]) -> str:
    """The condition as SQL text, as it stands in a policy of `table`."""
    whole = select(literal(1)).select_from(table).where(condition)
    compiled = whole.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]
    return str(compiled).split("WHERE", 1)[1].strip()


def _fresh(connection: Connection) -> Iterator[str]:
    for table, policy in connection.execute(text("select tablename, policyname from pg_policies where schemaname = 'public'")):
        yield f'drop policy "{policy}" on "{table}"'
    for name in FOLLOWED:
        yield f"drop trigger if exists passages_follow on {name}"
    for name, _ in tables():
        yield f"alter table {name} enable row level security"
        yield f"alter table {name} force row level security"
        yield f"revoke all on {name} from public, gt_app, gt_work, gt_load, gt_lookup"
        yield f"grant select, insert, update, delete, truncate on {name} to gt_load"
        yield f"grant select on {name} to gt_app, gt_work"


def _functions() -> Iterator[str]:
    yield "grant create on schema public to gt_lookup"
    yield "set local role gt_lookup"
    for signature in SIGNATURES:
        yield f"drop function if exists {signature}"
    yield from FUNCTIONS
    yield from map(_sees, POINTED_AT)
    for signature in SIGNATURES:
        yield f"revoke all on function {signature} from public"
        yield f"grant execute on function {signature} to gt_app, gt_work"
    for signature in SEES:
        yield f"grant execute on function {signature} to gt_load"
    yield "grant execute on function passages_follow() to gt_owner"
    yield "set local role gt_owner"
    yield "revoke create on schema public from gt_lookup"


def _sees(table: type[Noun]) -> str:
    name = table.__tablename__
    return (
        f"create function sees_{name}(org uuid, viewer uuid, pairs uuid[], id uuid) returns boolean language sql stable parallel safe "
        f"return exists(select from {name} where {spoken(table, (table.id == literal_column('$4')) & table.seen_by(GIVEN))})"
    )


def _triggers() -> Iterator[str]:
    """A text that is changed or hidden loses its passages in the same transaction, whoever does it."""
    for name, when in FOLLOWED.items():
        locked = "" if name in LIBRARY else "'locked'"
        yield f"create trigger passages_follow after update on {name} for each row when ({when}) execute function passages_follow({locked})"


def _policies() -> Iterator[str]:
    role = {"app": "gt_app", "worker": "gt_work", "lookup": "gt_lookup"}
    for (on, policy), (command, using, check) in expected().items():
        to = role[policy.split("_")[0]]
        clauses = (f" using ({using})" if using else "") + (f" with check ({check})" if check else "")
        yield f"create policy {policy} on {on} for {command} to {to}{clauses}"
    for name, table in tables():
        for who, write in _writers(table):
            if write.add is not None:
                yield f"grant insert on {name} to {role[who]}"
            if write.change is not None:
                yield f"grant update ({', '.join(write.columns)}) on {name} to {role[who]}"
            if write.remove is not None:
                yield f"grant delete on {name} to {role[who]}"
        if table in LOOKED_UP:
            yield f"grant select on {name} to gt_lookup"
        if table in QUOTING:
            yield f"grant delete on {name} to gt_lookup"


__all__ = ["CONTEXT", "LOOKED_UP", "expected", "rebuild", "spoken", "tables"]
