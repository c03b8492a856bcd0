-- Six questions for every coming talk, two per part, each with its source, as the coach would keep them.
with talk as (
  select c.org_id, c.id, c.pair_id, c.employee_id from conversations c
  where c.status = 'PLANNED' and not exists (select from suggestions s where s.org_id = c.org_id and s.conversation_id = c.id)
), request as (
  insert into suggestion_requests (org_id, pair_id, conversation_id, asked_by_id, shortfalls)
  select org_id, pair_id, id, employee_id, '[]' from talk
  returning org_id, id, conversation_id
), offered as (
  insert into suggestions (
    org_id, pair_id, conversation_id, request_id, position, part, language, frame, question, first_person, follow_up, why, asked_by_id, generator
  )
  select t.org_id, t.pair_id, t.id, r.id, place, (array['PERSONAL', 'CURRENT_ROLE', 'GROWTH'])[1 + mod(place, 3)], 'NL', 'frame',
    'Wat heb je nodig om hier de komende weken een volgende stap in te zetten?', 'Wat heb ik nodig om hier een volgende stap in te zetten?',
    'Wat zou daarbij helpen?', 'Dit schreef je sinds het vorige gesprek.', t.employee_id, 'OFFLINE'
  from talk t join request r on r.org_id = t.org_id and r.conversation_id = t.id, generate_series(0, 5) place
  returning org_id, id, pair_id, conversation_id, position
)
insert into sources (org_id, pair_id, of_suggestion_id, position, kind, goal_id, quote, as_of)
select o.org_id, o.pair_id, o.id, 0, 'GOAL', g.id, g.title, g.created_at
from offered o join lateral (
  select * from goals g where g.org_id = o.org_id and g.pair_id = o.pair_id order by g.created_at, g.id offset mod(o.position, 3) limit 1
) g on true
