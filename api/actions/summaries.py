"""Drafting the summary of a talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import material
from api.actions.repeats import Once
from api.actions.sources import rest_on
from api.actions.suggestions import conversation_of
from api.database.looking import looking, viewer_of
from coach.material import Language, TalkMaterial
from coach.summaries import Draft
from schema import tables
from schema.rules import talks
from schema.rules.refusals import WrongTime
from schema.tables.enums import SummaryProgress


@dataclass(frozen=True)
class Said:
    """What was said in a talk, and the language to sum it up in."""

    material: TalkMaterial
    language: Language


async def gather(session: AsyncSession, conversation_id: UUID | None, language: Language | None, now: datetime) -> Said:
    """First step: what both read of that talk. Raises `Unseen`, `WrongTime`."""
    talk = await conversation_of(session, conversation_id)
    talks.can_be_summarised(talk.status)
    employee = await session.get_one(tables.Person, (talk.org_id, talk.employee_id))
    spoken = language or Language(employee.language)
    return Said(await material.for_summary(session, talk, spoken, now), spoken)


async def keep(session: AsyncSession, conversation_id: UUID | None, said: Said, draft: Draft, once: Once) -> UUID:
    """Last step: keeps the draft. What people wrote in an earlier draft stays theirs; a confirmed summary is not drafted again."""
    if (before := await once.claim(session)) is not None:
        return before
    talk = await conversation_of(session, conversation_id)
    talks.can_be_summarised(talk.status)
    viewer, sentence = viewer_of(session), tables.SummarySentence
    summary = await _drafted(session, talk)
    if summary is None:
        summary = tables.Summary(org_id=viewer.org, pair_id=talk.pair_id, conversation_id=talk.id, language=said.language.value, generator="OFFLINE")
        session.add(summary)
        await session.flush()
    mine = (sentence.org_id == viewer.org) & (sentence.summary_id == summary.id)
    await session.execute(delete(sentence).where(mine, sentence.edited_by_id.is_(None)))
    edited = {one.part for one in (await session.scalars(select(sentence).where(mine))).all()}
    for position, one in enumerate(one for one in draft.sentences if one.part.value not in edited):
        row = sentence(
            org_id=viewer.org,
            pair_id=talk.pair_id,
            summary_id=summary.id,
            part=one.part.value,
            position=position,
            text=one.text,
            generator="OFFLINE",
        )
        session.add(row)
        await session.flush()
        rest_on(session, one.sources, org_id=viewer.org, pair_id=talk.pair_id, of_sentence_id=row.id)
    talk.summary_progress = SummaryProgress.READY
    await once.made(session, summary.id)
    return summary.id


async def nothing_to_say(session: AsyncSession, conversation_id: UUID | None) -> None:
    """Remembers that the notes hold too little, so that nobody waits for a summary."""
    talk = await conversation_of(session, conversation_id)
    if await _summary(session, talk) is None:
        talk.summary_progress = SummaryProgress.NOTHING_TO_SAY


async def _summary(session: AsyncSession, talk: tables.Conversation) -> tables.Summary | None:
    here = tables.Summary
    found = await session.execute(select(here).where(looking(session).sees(here), here.conversation_id == talk.id))
    return found.scalar_one_or_none()


async def _drafted(session: AsyncSession, talk: tables.Conversation) -> tables.Summary | None:
    summary = await _summary(session, talk)
    if summary is not None:
        said = tables.SummaryConfirmation
        confirmed = select(said.id).where(looking(session).sees(said), said.summary_id == summary.id).limit(1)
        if (await session.execute(confirmed)).first() is not None:
            raise WrongTime(*talks.CONFIRMED)
    return summary
