-- One batch of generated people with half a year of history, made in the database from `given` (one row: org_id, issuer, low, high, monday)
-- and `phrases` (kind, lines: sixteen), two temporary tables. Person n reports to person (n - 1) / 8. Ids are as old as what
-- they stand for.

create or replace function pg_temp.id_at(moment timestamptz) returns uuid language sql volatile
return uuidv7(moment - now());

create temp table person on commit drop as
with fresh as (
  select n, pg_temp.id_at(g.monday - interval '100 weeks') as id from given g, generate_series(g.low, g.high - 1) n
), known as (
  select n, id from fresh
  union all
  select (regexp_match(p.email, '^p(\d+)@'))[1]::int, p.id
  from people p join given g on p.org_id = g.org_id
  where lower(p.email) in (select 'p' || m || '@generated.example' from generate_series(greatest(g.low - 1, 0) / 8, (g.high - 1) / 8) m)
)
select fresh.n, fresh.id, manager.id as manager_id, pg_temp.id_at(g.monday - interval '90 weeks') as pair_id, roles.id as role_id,
  g.monday + make_interval(days => mod(fresh.n, 5)) as day
from given g, fresh
join (
  select id, row_number() over (order by key) - 1 as place, count(*) over () as many
  from roles where org_id = (select org_id from given)
) as roles on roles.place = mod(fresh.n, roles.many)
left join known manager on fresh.n > 0 and manager.n = (fresh.n - 1) / 8;

create index on person (n);
analyze person;

insert into people (org_id, id, name, given_name, email, language, time_zone, role_id, manager_id, issuer, subject, created_at)
select g.org_id, p.id, given_name || ' ' || family_name, given_name, address, 'NL', 'Europe/Amsterdam', p.role_id,
  p.manager_id, g.issuer, address, g.monday - interval '100 weeks'
from given g, person p,
  lateral (
    select 'p' || p.n || '@generated.example' as address,
      (select lines from phrases where kind = 'given')[1 + mod(p.n, 16)] as given_name,
      (select lines from phrases where kind = 'family')[1 + mod(p.n / 16 + p.n, 16)] as family_name
  ) as named;

delete from person where manager_id is null;

insert into pairs (org_id, id, manager_id, employee_id, started_at, rhythm_weeks)
select g.org_id, p.pair_id, p.manager_id, p.id, g.monday - interval '90 weeks', 6 from given g, person p;

-- Four talks that were held, six weeks apart, the last two weeks ago, and one that is planned.
create temp table talk on commit drop as
select p.n, k, p.id as employee_id, p.manager_id, p.pair_id, pg_temp.id_at(begins.at - interval '3 weeks') as id, begins.at
from person p, generate_series(1, 5) k,
  lateral (
    select p.day + make_interval(weeks => case when k < 5 then 6 * k - 26 else 1 + mod(p.n, 4) end, hours => 9 + mod(p.n / 5, 7)) as at
  ) as begins;

analyze talk;

insert into conversations (
  org_id, id, pair_id, manager_id, employee_id, status, scheduled_at, duration_minutes, opened_at, closed_at,
  summary_progress, created_at
)
select g.org_id, t.id, t.pair_id, t.manager_id, t.employee_id, case when k < 5 then 'CLOSED' else 'PLANNED' end, t.at, 45,
  case when k < 5 then t.at end, case when k < 5 then t.at + interval '45 minutes' end,
    case when k = 4 then 'READY' else 'NOT_YET' end, t.at - interval '3 weeks'
from given g, talk t;

create temp table said on commit drop as
select t.*, j, pg_temp.id_at(t.at + make_interval(mins => 8 * j)) as note_id, part.name as part,
  opening.lines[1 + mod(t.n * 7 + k * 5 + j, 16)] || ' '
    || (select lines from phrases where kind = 'note')[1 + mod(t.n * 3 + k * 7 + j * 5 + t.n / 16, 16)] as text
from talk t, generate_series(1, 5) j,
  lateral (select (array['PERSONAL', 'CURRENT_ROLE', 'GROWTH'])[1 + mod(j - 1, 3)] as name) as part, phrases opening
where k < 5 and opening.kind = 'note ' || part.name;

insert into notes (org_id, id, pair_id, conversation_id, part, text, author_id, visibility, created_at)
select g.org_id, s.note_id, s.pair_id, s.id, s.part, s.text,
  case when mod(j, 3) = 2 then s.manager_id else s.employee_id end, 'SHARED', s.at + make_interval(mins => 8 * j)
from given g, said s;

insert into talking_points (org_id, id, pair_id, conversation_id, part, text, author_id, discussed, created_at)
select g.org_id, pg_temp.id_at(put.at), t.pair_id, t.id,
  (array['PERSONAL', 'CURRENT_ROLE', 'CURRENT_ROLE'])[j],
  (select lines from phrases where kind = 'point')[1 + mod(t.n * 5 + k * 3 + j * 7, 16)],
  case when j = 2 then t.manager_id else t.employee_id end, k < 5, put.at
from given g, talk t, generate_series(1, 3) j, lateral (select least(t.at - interval '5 days', now() - interval '1 day') as at) as put;

insert into agreements (org_id, id, pair_id, conversation_id, text, author_id, owner_id, due_on, status, created_at, settled_at)
select g.org_id, pg_temp.id_at(made.at), t.pair_id, t.id,
  (select lines from phrases where kind = 'agreement')[1 + mod(t.n * 3 + k * 5 + j * 7, 16)],
  case when j = 1 then t.employee_id else t.manager_id end, case when j = 1 then t.employee_id else t.manager_id end,
  (t.at + interval '12 days')::date, case when k < 4 then 'DONE' else 'OPEN' end, made.at,
    case when k < 4 then t.at + interval '12 days' end
from given g, talk t, generate_series(1, 2) j, lateral (select t.at + make_interval(mins => 40 + j) as at) as made
where k < 5;

-- The summary of the last talk: its first four notes, each sentence resting on one.
create temp table summed on commit drop as
select t.*, pg_temp.id_at(t.at + interval '46 minutes') as summary_id from talk t where k = 4;

insert into summaries (org_id, id, pair_id, conversation_id, state, language, generator, created_at)
select g.org_id, s.summary_id, s.pair_id, s.id, 'DRAFT', 'NL', 'OFFLINE', s.at + interval '46 minutes' from given g, summed s;

create temp table sentence on commit drop as
select s.summary_id, s.at, said.j, said.part, said.text, said.pair_id, said.note_id, pg_temp.id_at(s.at + interval '46 minutes') as id
from summed s join said on said.id = s.id and said.j <= 4;

insert into summary_sentences (org_id, id, pair_id, summary_id, part, position, text, generator, created_at)
select g.org_id, s.id, s.pair_id, s.summary_id, s.part, s.j - 1, s.text, 'OFFLINE', s.at + interval '46 minutes' from given g, sentence s;

insert into sources (org_id, id, pair_id, of_sentence_id, position, kind, note_id, quote, as_of)
select g.org_id, pg_temp.id_at(s.at + interval '46 minutes'), s.pair_id, s.id, 0, 'NOTE', s.note_id, s.text,
  s.at + make_interval(mins => 8 * s.j)
from given g, sentence s;

insert into summary_confirmations (org_id, id, pair_id, summary_id, by_id, said, at)
select g.org_id, pg_temp.id_at(s.at + interval '1 day'), s.pair_id, s.summary_id, s.employee_id, 'RECOGNISED',
  s.at + interval '1 day' from given g, summed s;

create temp table goal on commit drop as
select p.*, j, pg_temp.id_at(p.day - make_interval(weeks => 20 - 6 * (j / 3))) as goal_id,
  p.day - make_interval(weeks => 20 - 6 * (j / 3)) as at
from person p, generate_series(1, 4) j;

insert into goals (org_id, id, employee_id, pair_id, title, description, status, target_on, created_at, ended_at)
select g.org_id, o.goal_id, o.id, o.pair_id,
  (select lines from phrases where kind = 'goal')[1 + mod(o.n * 3 + j * 5, 16)],
  (select lines from phrases where kind = 'description')[1 + mod(o.n * 5 + j * 3, 16)],
  case when j < 4 then 'ACTIVE' else 'ACHIEVED' end,
  (o.day + make_interval(weeks => 4 * j))::date, o.at, case when j = 4 then o.day - interval '3 weeks' end
from given g, goal o;

-- Six evaluations, three of them since the last talk; each of those got a response.
create temp table evaluation on commit drop as
select o.*, e, pg_temp.id_at(made.at) as evaluation_id, made.at as made_at
from goal o
join (values (1, 1, 16, 0), (2, 2, 9, 1), (3, 4, 6, 0), (4, 1, 1, 2), (5, 2, 1, 29), (6, 3, 1, 50)) as v (e, j, weeks, hours) on v.j = o.j,
  lateral (select g.monday - make_interval(weeks => v.weeks) + make_interval(hours => 10 + v.hours) as at from given g) as made;

insert into goal_evaluations (org_id, id, goal_id, employee_id, pair_id, author_id, progress, text, created_at, manager_sees_from)
select g.org_id, v.evaluation_id, v.goal_id, v.id, v.pair_id, case when e = 5 then v.manager_id else v.id end,
  (array['ON_TRACK', 'NEEDS_ATTENTION', 'DONE', 'ON_TRACK', 'ON_TRACK', 'NEEDS_ATTENTION'])[e],
    (select lines from phrases where kind = 'evaluation')[1 + mod(v.n * 5 + e * 3, 16)], v.made_at,
  case when e = 5 then v.made_at else v.made_at + interval '1 hour' end
from given g, evaluation v;

-- Feedback by the manager, and by four others of the batch; upward feedback is never the manager's to read.
create temp table given_back on commit drop as
select p.*, f, author.id as author_id, made.at, author.id = p.manager_id as by_manager, pg_temp.id_at(made.at) as feedback_id,
  case when author.id = p.manager_id then made.at when author.manager_id = p.id then null else made.at + interval '5 days' end as sees_from
from given g, person p
join (values (1, 1, 30), (2, 1, 55), (3, 5, 2), (4, 11, 28), (5, 15, 51)) as v (f, weeks, hours) on true
cross join lateral (
  select p.manager_id as id, null::uuid as manager_id where f = 1
  union all
  select other.id, other.manager_id from person other where f > 1 and other.n = g.low + mod(p.n - g.low + f * 3, g.high - g.low)
) as author
cross join lateral (select g.monday - make_interval(weeks => v.weeks) + make_interval(hours => 9 + v.hours) as at) as made
where author.id <> p.id;

insert into feedback (org_id, id, employee_id, pair_id, author_id, by_manager, text, created_at, manager_sees_from)
select g.org_id, b.feedback_id, b.id, b.pair_id, b.author_id, b.by_manager,
  (select lines from phrases where kind = 'feedback')[1 + mod(b.n * 7 + f * 3, 16)], b.at, b.sees_from from given g,
  given_back b;

create temp table reflected on commit drop as
select p.*, r, made.at, pg_temp.id_at(made.at) as reflection_id
from given g, person p
join (values (1, 18, 26), (2, 8, 52), (3, 1, 5), (4, 1, 54)) as v (r, weeks, hours) on true
cross join lateral (select g.monday - make_interval(weeks => v.weeks) + make_interval(hours => 9 + v.hours) as at) as made;

insert into reflections (org_id, id, employee_id, pair_id, text, visibility, created_at, manager_sees_from)
select g.org_id, d.reflection_id, d.id, d.pair_id,
  (select lines from phrases where kind = 'reflection')[1 + mod(d.n * 3 + r * 5, 16)],
  case when r = 2 then 'PRIVATE' else 'SHARED' end, d.at,
  case when r <> 2 then d.at + interval '1 hour' end
from given g, reflected d;

insert into responses (
  org_id, id, employee_id, pair_id, author_id, evaluation_id, feedback_id, reflection_id, text, created_at,
  manager_sees_from
)
select g.org_id, pg_temp.id_at(a.at), a.id, a.pair_id, a.author_id, a.evaluation_id, a.feedback_id, a.reflection_id,
  (select lines from phrases where kind = 'response')[1 + mod(a.n * 5 + a.place, 16)], a.at, a.sees_from
from given g, (
  select v.n, e as place, v.id, v.pair_id, v.manager_id as author_id, v.evaluation_id, null::uuid as feedback_id,
    null::uuid as reflection_id,
    v.made_at + interval '5 hours' as at, v.made_at + interval '1 hour' as sees_from
  from evaluation v where e in (4, 6)
  union all
  select b.n, f, b.id, b.pair_id, b.id, null, b.feedback_id, null, b.at + interval '4 hours', b.sees_from from given_back b where f <= 2
  union all
  select d.n, r, d.id, d.pair_id, d.manager_id, null, null, d.reflection_id, d.at + interval '6 hours',
    d.at + interval '1 hour' from reflected d where r >= 3
) as a;

insert into talents (org_id, id, employee_id, pair_id, text, named_by_id, created_at, confirmed_at)
select g.org_id, pg_temp.id_at(named.at), p.id, p.pair_id,
  (select lines from phrases where kind = 'talent')[1 + mod(p.n * 7 + j * 5, 16)],
  case when j = 2 then p.manager_id else p.id end, named.at, named.at + interval '1 hour'
from given g, person p, generate_series(1, 3) j, lateral (select p.day - make_interval(weeks => 6 * j) as at) as named;
