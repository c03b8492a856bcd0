"""Notes: writing down what was said, for both or for oneself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.finding import authors_only, seen, still_there, talk_with_rules
from api.actions.quotes import forget_quotes
from api.actions.repeats import Once
from api.actions.talks import begin_by_writing
from api.database.looking import viewer_of
from api.database.prepared import added
from api.outbox import Verb, tell
from schema import tables
from schema.rules import talks
from schema.rules.refusals import changed_meanwhile
from schema.rules.texts import kept
from schema.tables.enums import Part, Visibility


async def write(
    session: AsyncSession, conversation_id: UUID | None, part: Part, text: str, visibility: Visibility, once: Once, now: datetime
) -> UUID:
    """Write a note in a talk; the first shared one opens it."""
    if (before := await once.claim(session)) is not None:
        return before
    talk, rules = await talk_with_rules(session, conversation_id)
    talks.can_be_written_in(rules, now)
    viewer = viewer_of(session)
    note = tables.Note(
        org_id=viewer.org,
        pair_id=talk.pair_id,
        conversation_id=talk.id,
        part=part.value,
        text=kept(text, "text"),
        author_id=viewer.id,
        visibility=visibility.value,
    )
    await added(session, note)
    if visibility is Visibility.SHARED:
        await begin_by_writing(session, talk, now)
        await _tell(session, note, Verb.MADE)
    await once.made(session, note.id)
    return note.id


async def edit(
    session: AsyncSession, note_id: UUID | None, text: str | None, visibility: Visibility | None, based_on: datetime | None, now: datetime
) -> UUID:
    """Reword a note of one's own, or change who reads it. Raises `WrongTime` (CHANGED_MEANWHILE) if it changed since it was read."""
    note = await seen(session, tables.Note, note_id)
    authors_only(session, note.author_id)
    talk, rules = await talk_with_rules(session, note.conversation_id)
    talks.can_be_written_in(rules, now)
    note = await seen(session, tables.Note, note_id, locked=True)
    still_there(note)
    if based_on is not None and based_on != (note.edited_at or note.created_at):
        raise changed_meanwhile()
    was = Visibility(note.visibility)
    if text is not None:
        note.text = kept(text, "text")
    if visibility is not None:
        note.visibility = visibility.value
    if not session.is_modified(note):
        return note.id
    note.edited_at = now
    await session.flush()
    becomes = Visibility(note.visibility)
    if was is Visibility.SHARED and becomes is Visibility.PRIVATE:
        await forget_quotes(session, "note_id", note.id)
        await _tell(session, note, Verb.GONE)
    elif becomes is Visibility.SHARED:
        await begin_by_writing(session, talk, now)
        await _tell(session, note, Verb.CHANGED if was is becomes else Verb.MADE)
    return note.id


async def _tell(session: AsyncSession, note: tables.Note, verb: Verb) -> None:
    await tell(session, "Note", note.id, verb, pair_id=note.pair_id, conversation_id=note.conversation_id)
