-- $1 people with a pair each (ten to a manager), $2 lines of talks, $3 the issuer: ten closed talks and about a hundred texts a person,
-- in the order of time, as they would be written.
with organisation as (
  insert into organisations (name, language, time_zone) values ('Voorbeeld', 'NL', 'Europe/Amsterdam') returning org_id
), managers as (
  insert into people (org_id, name, given_name, language, time_zone, issuer, subject)
  select org_id, 'Leidinggevende ' || n, 'Leidinggevende', 'NL', 'Europe/Amsterdam', $3::text, 'manager ' || n
  from organisation, generate_series(0, ($1::int - 1) / 10) n
  returning org_id, id, subject
), employees as (
  insert into people (org_id, name, given_name, language, time_zone, issuer, subject, manager_id)
  select m.org_id, 'Medewerker ' || n, 'Medewerker', 'NL', 'Europe/Amsterdam', $3::text, 'employee ' || n, m.id
  from generate_series(0, $1::int - 1) n join managers m on m.subject = 'manager ' || n / 10
  returning org_id, id, manager_id
), new_pairs as (
  insert into pairs (org_id, manager_id, employee_id, started_at) select org_id, manager_id, id, now() - interval '1 year' from employees
  returning org_id, id, manager_id, employee_id
), talks as (
  insert into conversations (org_id, pair_id, manager_id, employee_id, status, scheduled_at, opened_at, closed_at)
  select org_id, id, manager_id, employee_id, 'CLOSED', held, held, held + interval '30 minutes'
  from new_pairs, generate_series(1, 10) week, lateral (select now() - week * interval '4 weeks' as held) moment
  order by held, id
  returning org_id, id, pair_id, manager_id, employee_id, closed_at, pg_temp.part_of(id) as part
), said as (
  insert into notes (org_id, pair_id, conversation_id, part, text, author_id, created_at)
  select org_id, pair_id, id, part, pg_temp.line($2::text[]), manager_id, closed_at from talks, generate_series(1, 5)
), points as (
  insert into talking_points (org_id, pair_id, conversation_id, part, text, author_id, discussed, created_at)
  select org_id, pair_id, id, part, pg_temp.line($2), employee_id, true, closed_at from talks
), agreed as (
  insert into agreements (org_id, pair_id, conversation_id, text, author_id, owner_id, created_at)
  select org_id, pair_id, id, pg_temp.line($2), manager_id, employee_id, closed_at from talks
), summed_up as (
  insert into summaries (org_id, pair_id, conversation_id, language, generator)
  select org_id, pair_id, id, 'NL', 'OFFLINE' from talks where part <> 'GROWTH' returning org_id, id, pair_id
), sentences as (
  insert into summary_sentences (org_id, pair_id, summary_id, part, position, text, generator)
  select org_id, pair_id, id, 'PERSONAL', place, pg_temp.line($2), 'OFFLINE' from summed_up, generate_series(1, 2) place
), new_goals as (
  insert into goals (org_id, employee_id, pair_id, title, description)
  select org_id, employee_id, id, pg_temp.line($2), pg_temp.line($2) from new_pairs, generate_series(1, 4)
  returning org_id, id, employee_id, pair_id
), evaluated as (
  insert into goal_evaluations (org_id, goal_id, employee_id, pair_id, author_id, progress, text, manager_sees_from)
  select org_id, id, employee_id, pair_id, employee_id, 'ON_TRACK', pg_temp.line($2), now() from new_goals
), given as (
  insert into feedback (org_id, employee_id, pair_id, author_id, by_manager, text, manager_sees_from)
  select org_id, employee_id, id, manager_id, true, pg_temp.line($2), now() from new_pairs, generate_series(1, 4)
  returning org_id, id, employee_id, pair_id
), answered as (
  insert into responses (org_id, employee_id, pair_id, author_id, feedback_id, text, manager_sees_from)
  select org_id, employee_id, pair_id, employee_id, id, pg_temp.line($2), now() from given
), thought as (
  insert into reflections (org_id, employee_id, pair_id, text, visibility, manager_sees_from)
  select org_id, employee_id, id, pg_temp.line($2), 'SHARED', now() from new_pairs, generate_series(1, 4)
)
insert into talents (org_id, employee_id, pair_id, text, named_by_id, confirmed_at)
select org_id, employee_id, id, pg_temp.line($2), employee_id, now() from new_pairs, generate_series(1, 2)
