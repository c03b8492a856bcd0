-- A note and its talk as one who knows the tables reads them by hand: the second wall stands by itself.
-- $1 the organisation, $2 the note.
select json_build_object('data', json_build_object('writeNote', json_build_object(
  'id', 'Note_' || n.id,
  'part', n.part,
  'text', n.text,
  'visibility', n.visibility,
  'createdAt', to_char(n.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'editedAt', to_char(n.edited_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'author', json_build_object('id', 'Person_' || author.id, 'name', author.name, 'givenName', author.given_name),
  'conversation', json_build_object(
    'id', 'Conversation_' || talk.id,
    'status', talk.status,
    'scheduledAt', to_char(talk.scheduled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'employee', json_build_object('id', 'Person_' || employee.id, 'name', employee.name),
    'manager', json_build_object('id', 'Person_' || manager.id, 'name', manager.name)
  )
)))::text
from notes n
join people author on author.org_id = n.org_id and author.id = n.author_id
join conversations talk on talk.org_id = n.org_id and talk.id = n.conversation_id
join people employee on employee.org_id = n.org_id and employee.id = talk.employee_id
join people manager on manager.org_id = n.org_id and manager.id = talk.manager_id
where n.org_id = $1 and n.id = $2
