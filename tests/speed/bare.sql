-- The reference brief as one who knows the tables writes it by hand: one statement, no first wall, for the second stands by itself.
-- $1 the talk, $2 the organisation, $3 the reader, $4 their language, $5 their time zone.
with talk as materialized (
  select c.*, coalesce(c.closed_at, now()) as as_of, array(
    select b.id from conversations b
    where b.org_id = c.org_id and b.pair_id = c.pair_id and b.status = 'CLOSED' and b.closed_at < coalesce(c.closed_at, 'infinity') and b.id <> c.id
    order by b.closed_at desc, b.id desc
  ) as closed
  from conversations c where c.org_id = $2 and c.id = $1
), moment as materialized (
  select t.*, coalesce((select b.closed_at from conversations b where b.org_id = t.org_id and b.id = t.closed[1]), t.as_of - interval '90 days') as since
  from talk t
), employee as materialized (
  select p.* from moment m join people p on p.org_id = m.org_id and p.id = m.employee_id
), part (part, place) as (
  values ('PERSONAL', 0), ('CURRENT_ROLE', 1), ('GROWTH', 2)
), wanted_role as materialized (
  select r.id, r.title, r.purpose,
    (select coalesce(json_agg(json_build_object('id', 'Responsibility_' || x.id, 'text', x.text) order by x.position, x.id), '[]')
     from responsibilities x where x.org_id = r.org_id and x.role_id = r.id) as responsibilities,
    (select coalesce(json_agg(json_build_object('id', 'Expectation_' || x.id, 'text', x.text) order by x.position, x.id), '[]')
     from expectations x where x.org_id = r.org_id and x.role_id = r.id) as expectations
  from employee e join roles r on r.org_id = e.org_id and r.id = e.role_id
), fresh_reflection as materialized (
  select r.* from moment m join reflections r
    on r.org_id = m.org_id and r.employee_id = m.employee_id and r.pair_id = m.pair_id and r.created_at <= m.as_of
    and greatest(r.created_at, r.manager_sees_from) > m.since
), fresh_evaluation as materialized (
  select v.* from moment m join goal_evaluations v
    on v.org_id = m.org_id and v.employee_id = m.employee_id and v.pair_id = m.pair_id and v.created_at <= m.as_of
    and greatest(v.created_at, v.manager_sees_from) > m.since
), fresh_feedback as materialized (
  select f.* from moment m join feedback f
    on f.org_id = m.org_id and f.employee_id = m.employee_id and f.pair_id = m.pair_id and f.created_at <= m.as_of
    and greatest(f.created_at, f.manager_sees_from) > m.since
), active_goal as materialized (
  select g.* from moment m join goals g
    on g.org_id = m.org_id and g.employee_id = m.employee_id and m.pair_id in (g.pair_id, g.handed_to_pair_id) and g.created_at <= m.as_of
    and (g.status = 'ACTIVE' or g.ended_at > m.as_of)
), talent as materialized (
  select t.* from moment m join talents t
    on t.org_id = m.org_id and t.employee_id = m.employee_id and m.pair_id in (t.pair_id, t.handed_to_pair_id) and t.confirmed_at <= m.as_of
), open_agreement as materialized (
  select a.*, (a.created_at at time zone $5)::date as made_on from moment m join agreements a
    on a.org_id = m.org_id and (a.pair_id = m.pair_id or a.handed_to_pair_id = m.pair_id) and a.created_at <= m.as_of and (a.status = 'OPEN' or a.settled_at > m.as_of)
), earlier_note as materialized (
  select n.* from moment m join notes n
    on n.org_id = m.org_id and n.pair_id = m.pair_id and n.visibility = 'SHARED' and n.conversation_id = any(m.closed)
), earlier_point as materialized (
  select x.part, x.conversation_id, x.conversation_id = any(m.closed[1:3]) as lately from moment m join talking_points x
    on x.org_id = m.org_id and x.conversation_id = any(m.closed) and x.discussed
), lately as materialized (
  select part.part, count(x.part) as points from part left join earlier_point x on x.part = part.part and x.lately group by part.part
), wish as materialized (
  select 'TALENT' as kind, 'Talent_' || t.id as node_id, left(t.text, 280) as quote, t.created_at as as_of, t.meets, 1 as rank, t.id from talent t
  union all
  select 'GOAL', 'Goal_' || g.id, left(g.title, 280), g.created_at, g.meets, 2, g.id from active_goal g
), month (nl, en) as materialized (
  select string_to_array('januari februari maart april mei juni juli augustus september oktober november december', ' '),
    string_to_array('January February March April May June July August September October November December', ' ')
), start as materialized (
  (
    select 1 as rank, a.id, 'AGREEMENT' as kind, 'Agreement_' || a.id as node_id, left(a.text, 280) as quote, a.created_at as as_of,
      case when $4 = 'NL'
        then 'Afgesproken op ' || extract(day from a.made_on) || ' ' || month.nl[extract(month from a.made_on)::int]
          || coalesce(' voor ' || extract(day from a.due_on) || ' ' || month.nl[extract(month from a.due_on)::int], '') || ', en nog open.'
        else 'Agreed on ' || extract(day from a.made_on) || ' ' || month.en[extract(month from a.made_on)::int]
          || coalesce(' for ' || extract(day from a.due_on) || ' ' || month.en[extract(month from a.due_on)::int], '') || ', and still open.'
      end as why
    from open_agreement a, month order by a.due_on nulls last, a.created_at, a.id limit 1
  ) union all (
    select 2, v.id, 'GOAL_EVALUATION', 'GoalEvaluation_' || v.id, left(v.text, 280), v.created_at,
      case when $4 = 'NL' then 'Nieuw sinds het vorige gesprek: een doelevaluatie.' else 'New since the last talk: how a goal goes.' end
    from fresh_evaluation v where v.manager_sees_from <= now() order by v.created_at desc, v.id desc limit 1
  ) union all (
    select 3, f.id, 'FEEDBACK', 'Feedback_' || f.id, left(f.text, 280), f.created_at,
      case when $4 = 'NL' then 'Nieuw sinds het vorige gesprek: feedback.' else 'New since the last talk: feedback.' end
    from fresh_feedback f where f.manager_sees_from <= now() order by f.created_at desc, f.id desc limit 1
  ) union all (
    select 4, r.id, 'REFLECTION', 'Reflection_' || r.id, left(r.text, 280), r.created_at,
      case when $4 = 'NL' then 'Nieuw sinds het vorige gesprek: een reflectie.' else 'New since the last talk: a reflection.' end
    from fresh_reflection r where r.manager_sees_from <= now() order by r.created_at desc, r.id desc limit 1
  ) union all (
    select 5, n.id, 'NOTE', 'Note_' || n.id, left(n.text, 280), n.created_at,
      case when $4 = 'NL' then 'Over dit onderdeel spraken jullie de laatste drie keren het minst.'
        else 'The two of you talked least about this part, the last three times.' end
    from earlier_note n join lately on lately.part = n.part order by lately.points, n.created_at desc, n.id desc limit 1
  )
), unseen (kind, count, nl, en) as (
  select 'NOTE', count(*), 'Privénotities leest alleen wie ze schreef.', 'Private notes are read by their author alone.'
  from moment m join notes n on n.org_id = m.org_id and n.conversation_id in (m.id, m.closed[1]) and n.visibility = 'PRIVATE' and n.author_id = $3
  union all
  select 'REFLECTION', count(*), 'Deze reflectie heb je niet gedeeld.', 'You have not shared this reflection.'
  from fresh_reflection where employee_id = $3 and visibility = 'PRIVATE'
  union all
  select 'GOAL_EVALUATION', count(*), 'Je leidinggevende leest je evaluatie een uur nadat je die schreef.', 'Your manager reads your evaluation an hour after you wrote it.'
  from moment m join goal_evaluations v
    on v.org_id = m.org_id and v.employee_id = m.employee_id and v.pair_id = m.pair_id and v.employee_id = $3 and v.manager_sees_from > now()
  where v.created_at <= m.as_of and greatest(v.created_at, v.manager_sees_from) > m.since or exists (
    select from goals g
    where g.org_id = v.org_id and g.id = v.goal_id and g.created_at <= m.as_of and (g.status = 'ACTIVE' or g.ended_at > m.as_of)
  )
  union all
  select 'REFLECTION', count(*), 'Je leidinggevende leest je reflectie een uur nadat je die deelde.', 'Your manager reads your reflection an hour after you shared it.'
  from fresh_reflection where employee_id = $3 and manager_sees_from > now()
  union all
  select 'FEEDBACK', count(*), 'Jij leest feedback van collega''s eerst; je leidinggevende leest die later.', 'You read feedback from colleagues first; your manager reads it later.'
  from fresh_feedback where employee_id = $3 and manager_sees_from > now()
  union all
  select 'FEEDBACK', count(*), 'Feedback van je eigen medewerkers leest je leidinggevende niet.', 'Feedback from your own reports is not read by your manager.'
  from fresh_feedback where employee_id = $3 and manager_sees_from is null
  union all
  select 'OUTCOME', count(*), 'Wat het gesprek jullie bracht, zien jullie tegelijk: als jullie het allebei hebben gezegd, of na drie werkdagen.',
    'What the talk brought shows for both at once: when both have said so, or after three working days.'
  from moment m join outcomes o on o.org_id = m.org_id and o.conversation_id = m.id and o.by_id = $3 and coalesce(o.shown_from > now(), true)
)
select json_build_object('data', json_build_object('conversation', (
  select json_build_object(
    'id', 'Conversation_' || m.id,
    'status', m.status,
    'scheduledAt', to_char(m.scheduled_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'manager', json_build_object('id', 'Person_' || manager.id, 'name', manager.name, 'givenName', manager.given_name),
    'employee', json_build_object('id', 'Person_' || e.id, 'name', e.name, 'givenName', e.given_name, 'language', e.language, 'role', (
      select json_build_object('id', 'Role_' || r.id, 'title', r.title, 'purpose', r.purpose, 'responsibilities', r.responsibilities, 'expectations', r.expectations)
      from wanted_role r
    )),
    'parts', (
      select json_agg(json_build_object(
        'part', part.part,
        'talkingPoints', (
          select coalesce(json_agg(json_build_object(
            'id', 'TalkingPoint_' || x.id, 'text', x.text, 'discussed', x.discussed, 'carriedOver', x.carried_from_id is not null,
            'createdAt', to_char(x.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'author', json_build_object('id', 'Person_' || a.id, 'name', a.name)
          ) order by x.created_at, x.id), '[]')
          from (
            select * from talking_points x where x.org_id = m.org_id and x.conversation_id = m.id and x.part = part.part
            order by x.created_at, x.id limit 100
          ) x join people a on a.org_id = x.org_id and a.id = x.author_id
        ),
        'notes', (
          select coalesce(json_agg(json_build_object(
            'id', 'Note_' || n.id, 'text', n.text, 'visibility', n.visibility,
            'createdAt', to_char(n.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'author', json_build_object('id', 'Person_' || a.id, 'name', a.name)
          ) order by n.created_at, n.id), '[]')
          from (
            select * from notes n where n.org_id = m.org_id and n.conversation_id = m.id and n.part = part.part order by n.created_at, n.id limit 100
          ) n join people a on a.org_id = n.org_id and a.id = n.author_id
        ),
        'suggestions', (
          select coalesce(json_agg(json_build_object(
            'id', 'Suggestion_' || s.id, 'question', s.question, 'followUp', s.follow_up, 'why', s.why, 'state', s.state,
            'sources', (
              select coalesce(json_agg(json_build_object(
                'kind', q.kind, 'nodeId', coalesce(
                  'Note_' || q.note_id, 'TalkingPoint_' || q.talking_point_id, 'Agreement_' || q.agreement_id, 'Goal_' || q.goal_id,
                  'GoalEvaluation_' || q.evaluation_id, 'Feedback_' || q.feedback_id, 'Reflection_' || q.reflection_id, 'Response_' || q.response_id,
                  'SummarySentence_' || q.sentence_id, 'Role_' || q.role_id, 'Responsibility_' || q.responsibility_id,
                  'Expectation_' || q.expectation_id, 'Talent_' || q.talent_id, 'DevelopmentOption_' || q.option_id, 'CareerStep_' || q.step_id
                ), 'quote', q.quote, 'asOf', to_char(q.as_of, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
              ) order by q.position, q.id), '[]')
              from sources q where q.org_id = s.org_id and q.of_suggestion_id = s.id
            ),
            'provenance', json_build_object('generator', s.generator, 'model', s.model, 'createdAt', to_char(s.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          ) order by s.position, s.id), '[]')
          from (
            select * from suggestions s
            where s.org_id = m.org_id and s.conversation_id = m.id and s.part = part.part and s.state in ('OFFERED', 'ACCEPTED')
            order by s.position, s.id limit 100
          ) s
        )
      ) order by part.place)
      from part
    ),
    'agreements', (
      select coalesce(json_agg(json_build_object(
        'id', 'Agreement_' || a.id, 'text', a.text, 'due', a.due_on, 'status', a.status, 'owner', json_build_object('id', 'Person_' || o.id, 'name', o.name)
      ) order by a.created_at, a.id), '[]')
      from agreements a join people o on o.org_id = a.org_id and o.id = a.owner_id where a.org_id = m.org_id and a.conversation_id = m.id
    ),
    'outcomes', (
      select coalesce(json_agg(json_build_object('brought', o.brought, 'by', json_build_object('id', 'Person_' || b.id, 'name', b.name)) order by o.created_at, o.id), '[]')
      from outcomes o join people b on b.org_id = o.org_id and b.id = o.by_id where o.org_id = m.org_id and o.conversation_id = m.id
    ),
    'brief', json_build_object(
      'asOf', to_char(m.as_of, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'startHere', (
        select coalesce(json_agg(json_build_object('why', s.why, 'source', json_build_object(
          'kind', s.kind, 'nodeId', s.node_id, 'quote', s.quote, 'asOf', to_char(s.as_of, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        )) order by s.rank), '[]')
        from start s
      ),
      'compass', (
        select json_agg(json_build_object('part', part.part, 'lastDiscussedAt', (
          select to_char(max(c.closed_at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from conversations c where c.org_id = m.org_id and c.id in (
            select x.conversation_id from earlier_point x where x.part = part.part
            union all
            select n.conversation_id from earlier_note n where n.part = part.part
          )
        ), 'talkingPointsLately', lately.points) order by part.place)
        from part join lately on lately.part = part.part
      ),
      'onlyYouSee', (
        select coalesce(json_agg(json_build_object('kind', u.kind, 'count', u.count, 'because', u.because) order by u.kind, u.because), '[]')
        from (select kind, count, case when $4 = 'NL' then nl else en end as because from unseen where count > 0) u
      ),
      'openAgreements', (
        select coalesce(json_agg(json_build_object(
          'id', 'Agreement_' || a.id, 'text', a.text, 'due', a.due_on, 'status', a.status, 'createdAt', to_char(a.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'owner', json_build_object('id', 'Person_' || o.id, 'name', o.name)
        ) order by a.created_at, a.id), '[]')
        from open_agreement a join people o on o.org_id = a.org_id and o.id = a.owner_id
      ),
      'previous', (
        select json_build_object(
          'id', 'Conversation_' || p.id,
          'closedAt', to_char(p.closed_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'summary', (
            select json_build_object(
              'state', s.state, 'language', s.language,
              'sentences', (
                select coalesce(json_agg(json_build_object(
                  'id', 'SummarySentence_' || x.id, 'part', x.part, 'text', x.text,
                  'sources', (
                    select coalesce(json_agg(json_build_object(
                      'kind', q.kind, 'nodeId', coalesce(
                        'Note_' || q.note_id, 'TalkingPoint_' || q.talking_point_id, 'Agreement_' || q.agreement_id, 'Goal_' || q.goal_id,
                        'GoalEvaluation_' || q.evaluation_id, 'Feedback_' || q.feedback_id, 'Reflection_' || q.reflection_id, 'Response_' || q.response_id,
                        'SummarySentence_' || q.sentence_id, 'Role_' || q.role_id, 'Responsibility_' || q.responsibility_id,
                        'Expectation_' || q.expectation_id, 'Talent_' || q.talent_id, 'DevelopmentOption_' || q.option_id, 'CareerStep_' || q.step_id
                      ), 'quote', q.quote, 'asOf', to_char(q.as_of, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                    ) order by q.position, q.id), '[]')
                    from sources q where q.org_id = x.org_id and q.of_sentence_id = x.id
                  )
                ) order by x.position, x.id), '[]')
                from summary_sentences x where x.org_id = s.org_id and x.summary_id = s.id
              ),
              'confirmedBy', (
                select coalesce(json_agg(json_build_object('id', 'Person_' || b.id, 'name', b.name) order by b.name, b.id), '[]')
                from summary_confirmations k join people b on b.org_id = k.org_id and b.id = k.by_id where k.org_id = s.org_id and k.summary_id = s.id
              ),
              'provenance', json_build_object('generator', s.generator, 'model', s.model, 'createdAt', to_char(s.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
            )
            from summaries s where s.org_id = p.org_id and s.conversation_id = p.id
          ),
          'agreements', (
            select coalesce(json_agg(json_build_object(
              'id', 'Agreement_' || a.id, 'text', a.text, 'due', a.due_on, 'status', a.status, 'owner', json_build_object('id', 'Person_' || o.id, 'name', o.name)
            ) order by a.created_at, a.id), '[]')
            from agreements a join people o on o.org_id = a.org_id and o.id = a.owner_id where a.org_id = p.org_id and a.conversation_id = p.id
          ),
          'parts', (
            select json_agg(json_build_object('part', part.part, 'notes', (
              select coalesce(json_agg(json_build_object(
                'id', 'Note_' || n.id, 'text', n.text, 'createdAt', to_char(n.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                'author', json_build_object('id', 'Person_' || a.id, 'name', a.name)
              ) order by n.created_at, n.id), '[]')
              from (
                select * from notes n where n.org_id = p.org_id and n.conversation_id = p.id and n.part = part.part order by n.created_at, n.id limit 100
              ) n join people a on a.org_id = n.org_id and a.id = n.author_id
            )) order by part.place)
            from part
          )
        )
        from conversations p where p.org_id = m.org_id and p.id = m.closed[1]
      ),
      'personal', json_build_object(
        'reflections', (
          select coalesce(json_agg(json_build_object(
            'id', 'Reflection_' || r.id, 'text', r.text, 'createdAt', to_char(r.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'responses', (
              select coalesce(json_agg(json_build_object(
                'id', 'Response_' || y.id, 'text', y.text, 'createdAt', to_char(y.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                'author', json_build_object('id', 'Person_' || a.id, 'name', a.name)
              ) order by y.created_at, y.id), '[]')
              from responses y join people a on a.org_id = y.org_id and a.id = y.author_id where y.org_id = r.org_id and y.reflection_id = r.id
            )
          ) order by r.created_at desc, r.id desc), '[]')
          from (select * from fresh_reflection order by created_at desc, id desc limit 10) r
        ),
        'earlierNotes', (
          select coalesce(json_agg(json_build_object(
            'why', case when $4 = 'NL' then 'Dit kwam ter sprake op ' || extract(day from n.said_on) || ' ' || month.nl[extract(month from n.said_on)::int]
              else 'This came up on ' || extract(day from n.said_on) || ' ' || month.en[extract(month from n.said_on)::int] end || '.',
            'note', json_build_object(
              'id', 'Note_' || n.id, 'part', n.part, 'text', n.text, 'createdAt', to_char(n.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'author', json_build_object('id', 'Person_' || a.id, 'name', a.name)
            )
          ) order by n.created_at desc, n.id desc), '[]')
          from (select *, (created_at at time zone $5)::date as said_on from earlier_note order by created_at desc, id desc limit 8) n
          join people a on a.org_id = n.org_id and a.id = n.author_id, month
        )
      ),
      'currentRole', json_build_object(
        'role', (
          select json_build_object('id', 'Role_' || r.id, 'title', r.title, 'responsibilities', r.responsibilities, 'expectations', r.expectations) from wanted_role r
        ),
        'goals', (
          select coalesce(json_agg(json_build_object(
            'id', 'Goal_' || g.id, 'title', g.title, 'description', g.description, 'status', g.status, 'targetDate', g.target_on,
            'evaluations', json_build_object('edges', (
              select coalesce(json_agg(json_build_object('node', json_build_object(
                'id', 'GoalEvaluation_' || v.id, 'progress', v.progress, 'text', v.text, 'createdAt', to_char(v.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                'author', json_build_object('id', 'Person_' || a.id, 'name', a.name)
              )) order by v.created_at desc, v.id desc), '[]')
              from (
                select * from goal_evaluations v where v.org_id = g.org_id and v.goal_id = g.id order by v.created_at desc, v.id desc limit 3
              ) v join people a on a.org_id = v.org_id and a.id = v.author_id
            ))
          ) order by g.created_at, g.id), '[]')
          from (select * from active_goal order by created_at, id limit 100) g
        ),
        'evaluations', (
          select coalesce(json_agg(json_build_object(
            'id', 'GoalEvaluation_' || v.id, 'progress', v.progress, 'text', v.text, 'createdAt', to_char(v.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'author', json_build_object('id', 'Person_' || a.id, 'name', a.name),
            'responses', (
              select coalesce(json_agg(json_build_object(
                'id', 'Response_' || y.id, 'text', y.text, 'author', json_build_object('id', 'Person_' || b.id, 'name', b.name)
              ) order by y.created_at, y.id), '[]')
              from responses y join people b on b.org_id = y.org_id and b.id = y.author_id where y.org_id = v.org_id and y.evaluation_id = v.id
            )
          ) order by v.created_at desc, v.id desc), '[]')
          from (select * from fresh_evaluation order by created_at desc, id desc limit 10) v join people a on a.org_id = v.org_id and a.id = v.author_id
        ),
        'feedback', (
          select coalesce(json_agg(json_build_object(
            'id', 'Feedback_' || f.id, 'text', f.text, 'createdAt', to_char(f.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'author', json_build_object('id', 'Person_' || a.id, 'name', a.name),
            'responses', (
              select coalesce(json_agg(json_build_object(
                'id', 'Response_' || y.id, 'text', y.text, 'author', json_build_object('id', 'Person_' || b.id, 'name', b.name)
              ) order by y.created_at, y.id), '[]')
              from responses y join people b on b.org_id = y.org_id and b.id = y.author_id where y.org_id = f.org_id and y.feedback_id = f.id
            )
          ) order by f.created_at desc, f.id desc), '[]')
          from (select * from fresh_feedback order by created_at desc, id desc limit 10) f join people a on a.org_id = f.org_id and a.id = f.author_id
        )
      ),
      'growth', json_build_object(
        'talents', (
          select coalesce(json_agg(json_build_object(
            'id', 'Talent_' || t.id, 'text', t.text, 'confirmedAt', to_char(t.confirmed_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'namedBy', json_build_object('id', 'Person_' || a.id, 'name', a.name)
          ) order by t.created_at, t.id), '[]')
          from (select * from talent order by created_at, id limit 100) t join people a on a.org_id = t.org_id and a.id = t.named_by_id
        ),
        'developmentOptions', (
          select coalesce(json_agg(json_build_object(
            'option', json_build_object('id', 'DevelopmentOption_' || o.id, 'title', o.title, 'description', o.description, 'kind', o.kind),
            'because', (
              select json_agg(json_build_object(
                'kind', b.kind, 'nodeId', b.node_id, 'quote', b.quote, 'asOf', to_char(b.as_of, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
              ) order by b.rank, b.id)
              from (select w.* from wish w where o.words @@ w.meets order by w.rank, w.id limit 2) b
            )
          ) order by o.met desc, o.title, o.id), '[]')
          from (
            select o.id, o.title, o.description, o.kind, o.words, count(*) as met
            from development_options o join wish w on o.words @@ w.meets
            where o.org_id = m.org_id group by o.org_id, o.id order by met desc, o.title, o.id limit 5
          ) o
        ),
        'careerPaths', (
          select coalesce(json_agg(json_build_object('id', 'CareerPath_' || c.id, 'title', c.title, 'steps', (
            select coalesce(json_agg(json_build_object(
              'id', 'CareerStep_' || s.id, 'position', s.position, 'whatItTakes', s.what_it_takes, 'role', json_build_object('id', 'Role_' || r.id, 'title', r.title)
            ) order by s.position, s.id), '[]')
            from career_steps s join roles r on r.org_id = s.org_id and r.id = s.role_id where s.org_id = c.org_id and s.path_id = c.id
          )) order by c.title, c.id), '[]')
          from (
            select c.* from career_paths c where c.org_id = m.org_id and exists (
              select from career_steps s where s.org_id = c.org_id and s.path_id = c.id and s.role_id = e.role_id
            ) order by c.title, c.id limit 100
          ) c
        )
      )
    )
  )
  from moment m join people manager on manager.org_id = m.org_id and manager.id = m.manager_id, employee e
)))::text
