"""Summaries: drafting, rewording and confirming them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import material
from api.actions.finding import seen, talk_under
from api.actions.repeats import Once
from api.actions.sources import rest_on
from api.actions.suggestions import conversation_of, held
from api.database.looking import looking, viewer_of
from api.outbox import Verb, tell
from coach.material import Language, TalkMaterial
from coach.provenance import OFFLINE
from coach.summaries import Draft, NothingToSay
from schema import tables
from schema.rules import talks
from schema.rules.refusals import WrongTime, changed_meanwhile
from schema.rules.texts import kept
from schema.tables.enums import Confirmation, ConversationStatus, SummaryProgress, SummaryState


@dataclass(frozen=True)
class Said:
    """What was said in a talk, as it was at a moment, and the language to sum it up in."""

    material: TalkMaterial
    language: Language
    at: datetime

    @property
    def digest(self) -> UUID:
        """The same for the same words: what a draft was drawn from."""
        lines = [(line.kind, line.id, line.part, line.text, line.discussed, line.owner, line.due) for line in self.material.lines]
        return UUID(md5(repr((self.material.on, lines)).encode(), usedforsecurity=False).hexdigest())


async def gather(session: AsyncSession, conversation_id: UUID | None, language: Language | None, now: datetime) -> Said:
    """First step: what both read of that talk. Raises `Unseen`, `WrongTime`."""
    talk = await conversation_of(session, conversation_id)
    talks.can_be_summarised(talk.status)
    await _drafted(session, talk)
    return await _said(session, talk, language, now)


async def keep(session: AsyncSession, conversation_id: UUID | None, said: Said, draft: Draft, once: Once) -> UUID:
    """Last step: keeps the draft. What people wrote in an earlier draft stays theirs; a confirmed summary is not drafted again."""
    if (before := await once.claim(session)) is not None:
        return before
    talk = await held(session, conversation_id)
    talks.can_be_summarised(talk.status)
    summary = await _drawn(session, talk, said, draft)
    # Who asks for another draft gets one, also of what was taken out; only words of a person stay.
    summary.touched = sorted(await _parts_with_own_words(session, summary))
    await once.made(session, summary.id)
    return summary.id


async def gather_by_job(session: AsyncSession, conversation_id: UUID, now: datetime) -> Said | None:
    """The first step of a job; nothing where it should leave the talk alone.

    That is where no summary is due, where the draft says already what was said, where somebody confirmed it, and where it is not known
    from what it was drawn. Raises `Unseen`.
    """
    talk = await conversation_of(session, conversation_id)
    if talk.status != ConversationStatus.CLOSED or talk.summary_progress == SummaryProgress.NOT_YET:
        return None
    summary = await _summary(session, talk)
    if summary is None:
        return await _said(session, talk, None, now)
    if summary.drawn_from is None or await _is_confirmed(session, summary):
        return None
    said = await _said(session, talk, Language(summary.language), now)
    return None if said.digest == summary.drawn_from else said


async def keep_by_job(session: AsyncSession, conversation_id: UUID, said: Said, draft: Draft | NothingToSay) -> None:
    """The last step of a job. What changed meanwhile has a job of its own, so that this draft is let go. Raises `Unseen`."""
    talk = await held(session, conversation_id)
    now_said = await gather_by_job(session, conversation_id, said.at)
    if now_said is None or now_said.digest != said.digest:
        return
    if isinstance(draft, Draft):
        summary = await _summary(session, talk)
        await _drawn(session, talk, said, draft, leaving=summary.touched if summary else ())
    else:
        await nothing_to_say(session, conversation_id)


async def _said(session: AsyncSession, talk: tables.Conversation, language: Language | None, now: datetime) -> Said:
    employee = await session.get_one(tables.Person, (talk.org_id, talk.employee_id))
    spoken = language or Language(employee.language)
    return Said(await material.for_summary(session, talk, spoken, now), spoken, now)


async def _drawn(session: AsyncSession, talk: tables.Conversation, said: Said, draft: Draft, leaving: Collection[str] = ()) -> tables.Summary:
    """The talk's summary, drafted (anew). Parts with a person's words, and those of `leaving`, stay as they are. Raises `WrongTime`."""
    summary = await _drafted(session, talk)
    made: dict[str, Any] = {"language": said.language.value, "drawn_from": said.digest, "created_at": said.at, **made_by(draft)}
    if summary is None:
        summary = tables.Summary(org_id=talk.org_id, pair_id=talk.pair_id, conversation_id=talk.id, **made)
        session.add(summary)
        await session.flush()
    for column, value in made.items():
        setattr(summary, column, value)
    staying, here = await _parts_with_own_words(session, summary) | set(leaving), tables.SummarySentence
    await session.execute(delete(here).where(here.org_id == talk.org_id, here.summary_id == summary.id, here.part.not_in(staying)))
    await _add_sentences(session, summary, Draft(tuple(one for one in draft.sentences if one.part.value not in staying)))
    talk.summary_progress = SummaryProgress.READY
    await _tell(session, summary, Verb.CHANGED)
    return summary


async def _parts_with_own_words(session: AsyncSession, summary: tables.Summary) -> set[str]:
    here = tables.SummarySentence
    rows = select(here.part).where(here.org_id == summary.org_id, here.summary_id == summary.id, here.edited_by_id.is_not(None))
    return set((await session.scalars(rows)).all())


async def _add_sentences(session: AsyncSession, summary: tables.Summary, draft: Draft) -> None:
    for position, one in enumerate(draft.sentences):
        row = tables.SummarySentence(
            org_id=summary.org_id,
            pair_id=summary.pair_id,
            summary_id=summary.id,
            part=one.part.value,
            position=position,
            text=one.text,
            generator=one.made_by.generator,
            model=one.made_by.model,
            prompt_fingerprint=one.made_by.prompt_fingerprint,
        )
        session.add(row)
        await session.flush()
        rest_on(session, one.sources, org_id=summary.org_id, pair_id=summary.pair_id, of_sentence_id=row.id)


def made_by(draft: Draft) -> dict[str, str | None]:
    """What made a draft as a whole: the model if it worded any of it."""
    made = next((one.made_by for one in draft.sentences if one.made_by != OFFLINE), OFFLINE)
    return {"generator": made.generator, "model": made.model, "prompt_fingerprint": made.prompt_fingerprint}


async def nothing_to_say(session: AsyncSession, conversation_id: UUID | None) -> None:
    """Remembers that the notes hold too little, so that nobody waits for a summary."""
    talk = await held(session, conversation_id)
    if await _summary(session, talk) is None and talk.summary_progress != SummaryProgress.NOTHING_TO_SAY:
        talk.summary_progress = SummaryProgress.NOTHING_TO_SAY
        await tell(session, "Conversation", talk.id, Verb.CHANGED, pair_id=talk.pair_id, conversation_id=talk.id)


async def _summary(session: AsyncSession, talk: tables.Conversation) -> tables.Summary | None:
    here = tables.Summary
    found = await session.execute(select(here).where(looking(session).sees(here), here.conversation_id == talk.id))
    return found.scalar_one_or_none()


async def _drafted(session: AsyncSession, talk: tables.Conversation) -> tables.Summary | None:
    """The draft there is, which may be made anew. Raises `WrongTime` once somebody has confirmed it."""
    summary = await _summary(session, talk)
    if summary is not None and await _is_confirmed(session, summary):
        raise WrongTime(*talks.CONFIRMED)
    return summary


async def _is_confirmed(session: AsyncSession, summary: tables.Summary) -> bool:
    here = tables.SummaryConfirmation
    rows = select(here.id).where(looking(session).sees(here), here.summary_id == summary.id).limit(1)
    return (await session.execute(rows)).first() is not None


async def edit_sentence(session: AsyncSession, sentence_id: UUID | None, text: str, was: str | None) -> UUID:
    """Put a sentence in one's own words; it is theirs then, and the other has not confirmed it yet. The summary's id."""
    sentence, summary = await _changeable(session, sentence_id)
    if was is not None and was != sentence.text:
        raise changed_meanwhile()
    words = kept(text, "text")
    if words != sentence.text:
        sentence.text, sentence.edited_by_id = words, viewer_of(session).id
        _touch(summary, sentence.part)
        await _other_reads_anew(session, summary)
        await _tell(session, summary, Verb.CHANGED)
    return summary.id


async def remove_sentence(session: AsyncSession, sentence_id: UUID | None) -> UUID:
    """Take a sentence out. The summary's id."""
    sentence, summary = await _changeable(session, sentence_id)
    here = tables.SummarySentence
    await session.execute(delete(here).where(here.org_id == sentence.org_id, here.id == sentence.id))
    _touch(summary, sentence.part)
    await _other_reads_anew(session, summary)
    await _tell(session, summary, Verb.CHANGED)
    return summary.id


async def confirm(session: AsyncSession, summary_id: UUID | None, said: Confirmation, now: datetime) -> UUID:
    """Say that one recognises the summary, or has seen it and sees it differently. With the second of the two it is confirmed."""
    summary = await seen(session, tables.Summary, summary_id)
    _, rules = await talk_under(session, summary.conversation_id)
    here, viewer = tables.SummaryConfirmation, viewer_of(session)
    those = (await session.scalars(select(here).where(looking(session).sees(here), here.summary_id == summary.id))).all()
    mine = next((one for one in those if one.by_id == viewer.id), None)
    if mine is not None and mine.said == said.value:
        return summary.id
    talks.summary_can_change(rules)
    if mine is None:
        session.add(here(org_id=viewer.org, pair_id=summary.pair_id, summary_id=summary.id, by_id=viewer.id, said=said.value, at=now))
    else:
        mine.said, mine.at = said.value, now
    if len(those) + (mine is None) == 2:
        summary.state = SummaryState.CONFIRMED
    await session.flush()
    await _tell(session, summary, Verb.CHANGED)
    return summary.id


async def _changeable(session: AsyncSession, sentence_id: UUID | None) -> tuple[tables.SummarySentence, tables.Summary]:
    summary_id = (await seen(session, tables.SummarySentence, sentence_id)).summary_id
    summary = await seen(session, tables.Summary, summary_id)
    _, rules = await talk_under(session, summary.conversation_id)
    talks.summary_can_change(rules)
    # Read again: somebody may have changed it while we waited for the talk.
    return await seen(session, tables.SummarySentence, sentence_id, locked=True), summary


def _touch(summary: tables.Summary, part: str) -> None:
    if part not in summary.touched:
        summary.touched = [*summary.touched, part]


async def _other_reads_anew(session: AsyncSession, summary: tables.Summary) -> None:
    """A change empties the other's confirmation: they confirmed other words."""
    here, viewer = tables.SummaryConfirmation, viewer_of(session)
    await session.execute(delete(here).where(here.org_id == viewer.org, here.summary_id == summary.id, here.by_id != viewer.id))


async def _tell(session: AsyncSession, summary: tables.Summary, verb: Verb) -> None:
    await tell(session, "Summary", summary.id, verb, pair_id=summary.pair_id, conversation_id=summary.conversation_id)
