"""The second wall: the sentences of `schema.tables` as policies of the database, and the functions that say who is looking."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Uuid, literal, literal_column, select, text, true
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY

from schema.tables import (
    Base,
    Feedback,
    Noun,
    Organisation,
    Pair,
    Passage,
    Person,
    Pick,
    Response,
    Row,
    Source,
    Spending,
    Suggestion,
    Summary,
    SummarySentence,
    TalkingPoint,
    Viewer,
)
from schema.tables.passages import FOLLOWED, LIBRARY
from schema.tables.people import PLAIN_WORDS
from schema.tables.picks import PICKED, UNPICKED
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
    "named(text[])",
    "in_names(text[])",
    "spent_on(date)",
    "take_back_feedback(uuid)",
    "passages_follow()",
    "picks_follow()",
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
create function take_back_feedback(given uuid)
returns table (node_type text, node_id uuid, verb text, pair_id uuid, conversation_id uuid)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare suggested uuid[]; summed_up uuid[]; pointed uuid[];
begin
  return query update feedback f set text = '', withdrawn_at = now()
    where f.org_id = ctx_org() and f.id = given and f.author_id = ctx_viewer() and f.withdrawn_at is null
      and (not f.by_manager or f.pair_id = any(my_pairs()))
    returning 'Feedback', f.id, 'GONE', f.pair_id, null::uuid;
  if not found then return; end if;
  with quotes as (
    delete from sources s where s.org_id = ctx_org() and s.feedback_id = given returning s.of_suggestion_id, s.of_sentence_id, s.of_point_id
  )
  select array_agg(q.of_suggestion_id), array_agg(q.of_sentence_id), array_agg(q.of_point_id) into suggested, summed_up, pointed from quotes q;
  return query delete from suggestions s where s.org_id = ctx_org() and s.id = any(suggested) and s.state = 'OFFERED'
      and not exists(select from sources q where q.org_id = s.org_id and q.of_suggestion_id = s.id)
    returning 'Suggestion', s.id, 'GONE', s.pair_id, s.conversation_id;
  return query select 'Suggestion', s.id, 'CHANGED', s.pair_id, s.conversation_id from suggestions s
    where s.org_id = ctx_org() and s.id = any(suggested) and s.state in ('OFFERED', 'ACCEPTED');
  return query select distinct 'Summary', y.id, 'CHANGED', y.pair_id, y.conversation_id
    from summary_sentences s join summaries y on y.org_id = s.org_id and y.id = s.summary_id where s.org_id = ctx_org() and s.id = any(summed_up);
  delete from summary_sentences s where s.org_id = ctx_org() and s.id = any(summed_up) and s.edited_by_id is null
    and not exists(select from sources q where q.org_id = s.org_id and q.of_sentence_id = s.id);
  return query select 'TalkingPoint', p.id, 'CHANGED', p.pair_id, p.conversation_id from talking_points p
    where p.org_id = ctx_org() and p.id = any(pointed);
  delete from feedback f where f.org_id = ctx_org() and f.id = given
    and not exists(select from responses r where r.org_id = f.org_id and r.feedback_id = f.id);
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
    f"""
create function picks_follow() returns trigger language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  delete from picks where org_id = old.org_id and ({" or ".join(f"{column} = old.id" for column in PICKED)});
  return null;
end $$
    """,
    # Of the organisation in all, and of whoever asks: what each of the others spent is not told.
    """
create function spent_on(day date) returns table (organisation bigint, person bigint)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select coalesce(sum(s.tokens), 0)::bigint, coalesce(sum(s.tokens) filter (where s.person_id = ctx_viewer()), 0)::bigint
  from model_spending s where s.org_id = ctx_org() and s.day = spent_on.day and (s.reserved_until is null or s.reserved_until > now());
end;
    """,
    # As people themselves would ask it, no index could be used: to compare lists of words is nothing PostgreSQL trusts not to leak.
    """
create function named(words text[]) returns table (name text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select p.name from unnest(words) word join people p on p.org_id = ctx_org() and p.given_name = word
  union
  select p.name from unnest(words) word join people p on string_to_array(p.name, ' ') @> array[word] where p.org_id = ctx_org()
  order by name limit 500;
end;
    """,
    # Whoever has that name first is enough, found by its index alone: without statistics PostgreSQL would first gather the whole organisation,
    # and for a name that many have it would rather read everybody until it meets one.
    f"""
create function in_names(words text[]) returns table (word text)
language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off
begin atomic
  select given.word from unnest(words) given (word) where exists (
    select from people p where {PLAIN_WORDS.replace("(name,", "(p.name,")} @> array[given.word] and p.org_id is not distinct from ctx_org()
  );
end;
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
comment on function named(text[]) is
'The full names of at most 500 people of the organisation of whoever looks in whose name one of the words stands.'
    """,
    """
comment on function in_names(text[]) is
'Those of the words, without accents and capitals, that stand in a name in the organisation that is set.'
    """,
    """
comment on function take_back_feedback(uuid) is
'Takes back feedback that whoever looks gave, with its quotes and what rested on nothing else; says what changed, for the outbox.'
    """,
    """
comment on function meet(text, text, text) is
'Finds, by verified e-mail, a person of that issuer''s organisation to whom no token is bound yet.'
    """,
)

QUOTING: tuple[type[Row], ...] = (Source, Suggestion, SummarySentence, Passage, Pick)
"""What `gt_lookup`, the owner of the functions above, may delete from: who gave feedback takes it back without seeing what rests on it."""

TAKEN_BACK: type[Row] = Feedback
"""What it takes back itself: whether a place without text stays, because somebody responded, is hidden from who gave it."""

LOOKED_UP: tuple[type[Row], ...] = (Organisation, Person, Pair, Feedback, Response, Summary, TalkingPoint, Spending, *QUOTING)
"""What it may read."""

OURS_FUNCTIONS = "select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace and proowner = 'gt_lookup'::regrole"
OURS_TRIGGERS = """
select tgrelid::regclass::text, tgname from pg_trigger
where not tgisinternal and tgfoid in (select oid from pg_proc where proowner = 'gt_lookup'::regrole)
"""


def rebuild(connection: Connection) -> None:
    """Drop all policies, grants and functions and make them anew from the tables. Runs as `gt_owner`, last in every `migrate`, in its transaction."""
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
        if table in QUOTING or table is TAKEN_BACK:
            found[name, "lookup_removes"] = ("DELETE", "true", None)
        if table is TAKEN_BACK:
            found[name, "lookup_changes"] = ("UPDATE", "true", "true")
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
    for table, trigger in connection.execute(text(OURS_TRIGGERS)):
        yield f'drop trigger "{trigger}" on {table}'
    # All of them, not those of today's names and parameters only: an older one would stay, with the rights it had.
    if functions := connection.execute(text(OURS_FUNCTIONS)).scalars().all():
        yield "set local role gt_lookup"
        yield f"drop function {', '.join(functions)}"
        yield "set local role gt_owner"
    for name, _ in tables():
        yield f"alter table {name} enable row level security"
        yield f"alter table {name} force row level security"
        yield f"revoke all on {name} from public, gt_app, gt_work, gt_load, gt_lookup"
        yield f"grant select, insert, update, delete, truncate on {name} to gt_load"
        yield f"grant select on {name} to gt_app, gt_work"


def _functions() -> Iterator[str]:
    yield "grant create on schema public to gt_lookup"
    yield "set local role gt_lookup"
    yield from FUNCTIONS
    yield from map(_sees, POINTED_AT)
    for signature in SIGNATURES:
        yield f"revoke all on function {signature} from public"
        yield f"grant execute on function {signature} to gt_app, gt_work"
    for signature in SEES:
        yield f"grant execute on function {signature} to gt_load"
    yield "grant execute on function passages_follow() to gt_owner"
    yield "grant execute on function picks_follow() to gt_owner"
    yield "set local role gt_owner"
    yield "revoke create on schema public from gt_lookup"


def _sees(table: type[Noun]) -> str:
    name = table.__tablename__
    return (
        f"create function sees_{name}(org uuid, viewer uuid, pairs uuid[], id uuid) returns boolean language sql stable parallel safe "
        f"return exists(select from {name} where {spoken(table, (table.id == literal_column('$4')) & table.seen_by(GIVEN))})"
    )


def _triggers() -> Iterator[str]:
    """A text that is changed or hidden loses its passages and picks in the same transaction, whoever does it."""
    for name, when in FOLLOWED.items():
        locked = "" if name in LIBRARY else "'locked'"
        yield f"create trigger passages_follow after update on {name} for each row when ({when}) execute function passages_follow({locked})"
    for name, when in UNPICKED.items():
        yield f"create trigger picks_follow after update on {name} for each row when ({when}) execute function picks_follow()"


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
        if table in QUOTING or table is TAKEN_BACK:
            yield f"grant delete on {name} to gt_lookup"
        if table is TAKEN_BACK:
            yield f"grant update (text, withdrawn_at) on {name} to gt_lookup"


__all__ = ["CONTEXT", "LOOKED_UP", "expected", "rebuild", "spoken", "tables"]
