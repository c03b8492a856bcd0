"""Asking the coach for questions, and taking them or putting them aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api import material
from api.actions.finding import seen
from api.actions.repeats import Once
from api.actions.sources import rest_on
from api.database.looking import looking, viewer_of
from api.outbox import Verb, tell
from coach.material import Language, Line, Material
from coach.material import Part as CoachPart
from coach.questions import Ask, Question, ShortfallReason, Suggested
from schema import tables
from schema.rules import talks
from schema.rules.refusals import NotYours, TooLittle, Unseen
from schema.rules.texts import kept
from schema.tables.enums import Part, SourceKind, SuggestionState
from schema.tables.sources import POINTER

OCCASIONS: dict[str, Any] = {
    "Goal": tables.Goal,
    "GoalEvaluation": tables.GoalEvaluation,
    "Feedback": tables.Feedback,
    "Reflection": tables.Reflection,
    "Agreement": tables.Agreement,
    "Note": tables.Note,
}
"""What questions can be asked about."""

SOURCES: dict[Any, Any] = {kind: table for table, kind in material.KINDS.items()}
"""The table of each kind of line that people write; the library's lines are there for everybody."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks of the coach; `about` is the type and row of the one occasion."""

    conversation_id: UUID | None
    parts: tuple[Part, ...] | None
    per_part: int
    about: tuple[str, UUID] | None
    language: Language | None


@dataclass(frozen=True)
class Gathered:
    """What the coach needs, gathered in a reading transaction of its own."""

    material: Material
    ask: Ask
    language: Language
    pair_id: UUID


async def conversation_of(session: AsyncSession, conversation_id: UUID | None) -> tables.Conversation:
    """A talk the viewer may read. Raises `Unseen`."""
    here = tables.Conversation
    found = await session.execute(select(here).where(looking(session).sees(here), here.id == conversation_id))
    talk = found.scalar_one_or_none()
    if talk is None:
        raise Unseen
    return talk


async def held(session: AsyncSession, conversation_id: UUID | None) -> tables.Conversation:
    """A talk the viewer may read, held until the transaction ends, so that what is made for it changes one step at a time. Raises `Unseen`."""
    here = tables.Conversation
    rows = select(here).where(looking(session).sees(here), here.id == conversation_id).with_for_update(key_share=True)
    talk = (await session.execute(rows)).scalar_one_or_none()
    if talk is None:
        raise Unseen
    return talk


@dataclass(frozen=True)
class Offered:
    """What a request was answered with."""

    ids: list[UUID]
    start_with: UUID | None
    shortfalls: list[dict[str, str]]


async def offered(session: AsyncSession, request_id: UUID) -> Offered:
    """The answer to an earlier request, read again: the questions that the viewer still sees."""
    here, request = tables.Suggestion, tables.SuggestionRequest
    viewer = looking(session)
    asked = (await session.execute(select(request).where(viewer.sees(request), request.id == request_id))).scalar_one_or_none()
    if asked is None:
        raise Unseen
    found = (await session.scalars(select(here).where(viewer.sees(here), here.request_id == request_id).order_by(here.position))).all()
    return Offered([one.id for one in found], next((one.id for one in found if one.starts), None), asked.shortfalls)


async def gather(session: AsyncSession, wanted: Wanted, now: datetime) -> Gathered:
    """First step: what both of the pair may read. Raises `Unseen`, `WrongTime`."""
    talk = await conversation_of(session, wanted.conversation_id)
    talks.still_ahead(talk.status)
    employee = await session.get_one(tables.Person, (talk.org_id, talk.employee_id))
    language = wanted.language or Language(employee.language)
    about = await _occasion(session, talk, wanted, now) if wanted.about else None
    found = await material.for_questions(session, talk, language, now)
    parts = None if wanted.parts is None else tuple(CoachPart(part) for part in wanted.parts)
    return Gathered(found, Ask(parts, wanted.per_part, about), language, talk.pair_id)


async def keep(session: AsyncSession, wanted: Wanted, gathered: Gathered, made: Suggested, once: Once) -> UUID:
    """Last step: checks again that the talk still takes them, and offers the questions in place of what was offered. The request's id."""
    if (before := await once.claim(session)) is not None:
        return before
    talk = await held(session, wanted.conversation_id)
    talks.still_ahead(talk.status)
    viewer = viewer_of(session)
    await replace_offered(session, talk)
    lasting = await standing(session, made.questions, gathered)
    short = shortfalls_of(made, {question.part: ShortfallReason.NONE_PASSED for question in made.questions if question not in lasting})
    request = tables.SuggestionRequest(org_id=viewer.org, pair_id=talk.pair_id, conversation_id=talk.id, asked_by_id=viewer.id, shortfalls=short)
    session.add(request)
    await session.flush()
    for position, question in enumerate(made.questions):
        if question in lasting:
            await offer(session, request, gathered.language, position, question, starts=position == made.start_with)
    await once.made(session, request.id)
    return request.id


async def standing(session: AsyncSession, questions: Sequence[Question], gathered: Gathered) -> list[Question]:
    """Those of the questions of which both can still read every line, in the words it had when it was gathered."""
    words = {line.id: line.text for line in (*gathered.material.lines, *([gathered.ask.about] if gathered.ask.about else []))}
    resting: dict[Any, set[UUID]] = {}
    for source in (source for question in questions for source in question.sources):
        if source.id is not None:
            resting.setdefault(SOURCES.get(source.kind), set()).add(source.id)
    fallen: set[UUID | None] = set()
    for kind, ids in resting.items():
        if kind is not None:
            rows = (await session.scalars(material.both_read(session, kind).where(kind.id.in_(ids)))).all()
            there = {row.id: material.text_of(row) for row in rows}
            fallen |= {row_id for row_id in ids if row_id not in there or words.get(row_id, there[row_id]) != there[row_id]}
    return [question for question in questions if fallen.isdisjoint(source.id for source in question.sources)]


def something_in(made: Suggested) -> None:
    """Raises `TooLittle` where no part had anything to rest a question on.

    Parts that are switched off or asked about lately are an answer of their own: the shortfalls say so.
    """
    if not made.questions and all(one.reason is ShortfallReason.TOO_LITTLE_HISTORY for one in made.shortfalls):
        nl = "Er is nog te weinig om vragen op te laten rusten; schrijf eerst een notitie of een doel op."
        raise TooLittle(nl, "There is too little yet to rest questions on; write down a note or a goal first.")


def shortfalls_of(made: Suggested, fallen: Mapping[CoachPart, ShortfallReason]) -> list[dict[str, str]]:
    """Which parts got fewer than asked, and why; `fallen`: those of questions that did not stand any more when they were to be kept."""
    short = {**fallen, **{one.part: one.reason for one in made.shortfalls}}
    return [{"part": part.value, "reason": short[part].value} for part in CoachPart if part in short]


async def replace_offered(session: AsyncSession, talk: tables.Conversation) -> None:
    """What is still offered for a talk makes way."""
    here = tables.Suggestion
    offered = update(here).where(here.org_id == talk.org_id, here.conversation_id == talk.id, here.state == SuggestionState.OFFERED)
    for replaced in (await session.execute(offered.values(state=SuggestionState.REPLACED).returning(here.id))).scalars().all():
        await tell(session, "Suggestion", replaced, Verb.CHANGED, pair_id=talk.pair_id, conversation_id=talk.id)


async def accept(session: AsyncSession, suggestion_id: UUID | None, wording: str | None, now: datetime) -> UUID:
    """Take a question into the talk: it becomes a talking point of whoever takes it. Taking it twice is taking it once."""
    suggestion, talk = await _suggestion(session, suggestion_id)
    viewer = viewer_of(session)
    if suggestion.state == SuggestionState.ACCEPTED and suggestion.decided_by_id == viewer.id:
        return suggestion.id
    talks.still_ahead(talk.status)
    talks.still_offered(suggestion.state)
    own = suggestion.first_person if viewer.id == talk.employee_id else suggestion.question
    text = kept(wording, "question") if wording is not None else own
    point = tables.TalkingPoint(
        org_id=viewer.org, pair_id=talk.pair_id, conversation_id=talk.id, part=suggestion.part, text=text, author_id=viewer.id
    )
    session.add(point)
    await session.flush()
    await _about_the_same(session, suggestion, point)
    suggestion.state, suggestion.decided_by_id, suggestion.decided_at = SuggestionState.ACCEPTED, viewer.id, now
    suggestion.talking_point_id, suggestion.reworded = point.id, text not in (suggestion.question, suggestion.first_person)
    await tell(session, "TalkingPoint", point.id, Verb.MADE, pair_id=talk.pair_id, conversation_id=talk.id)
    await _tell(session, suggestion, Verb.CHANGED)
    return suggestion.id


async def dismiss(session: AsyncSession, suggestion_id: UUID | None, now: datetime) -> UUID:
    """Put a question aside for now; from then on only whoever did so sees it."""
    suggestion, talk = await _suggestion(session, suggestion_id)
    viewer = viewer_of(session)
    if suggestion.state == SuggestionState.DISMISSED and suggestion.decided_by_id == viewer.id:
        return suggestion.id
    talks.still_ahead(talk.status)
    talks.still_offered(suggestion.state)
    suggestion.state, suggestion.decided_by_id, suggestion.decided_at = SuggestionState.DISMISSED, viewer.id, now
    if suggestion.part == Part.PERSONAL and viewer.id == talk.employee_id:
        talk.personal_put_aside = True
        await _offer_no_more_personal_ones(session, talk)
    await _tell(session, suggestion, Verb.CHANGED)
    return suggestion.id


async def _offer_no_more_personal_ones(session: AsyncSession, talk: tables.Conversation) -> None:
    here = tables.Suggestion
    others = (here.org_id == talk.org_id) & (here.conversation_id == talk.id) & (here.part == Part.PERSONAL)
    replaced = update(here).where(others, here.state == SuggestionState.OFFERED).values(state=SuggestionState.REPLACED).returning(here.id)
    for one in (await session.execute(replaced)).scalars().all():
        await tell(session, "Suggestion", one, Verb.CHANGED, pair_id=talk.pair_id, conversation_id=talk.id)


async def _occasion(session: AsyncSession, talk: tables.Conversation, wanted: Wanted, now: datetime) -> Line:
    assert wanted.about is not None  # noqa: S101
    type_name, row_id = wanted.about
    kind = OCCASIONS.get(type_name)
    if kind is None:
        raise Unseen
    found = await session.execute(select(kind).where(looking(session).sees(kind), kind.id == row_id, kind.pair_id == talk.pair_id))
    if found.scalar_one_or_none() is None:
        raise Unseen
    row = (await session.execute(material.both_read(session, kind).where(kind.id == row_id))).scalar_one_or_none()
    if row is None:
        nl, en = (
            "Hier kan de coach pas vragen bij geven als jullie het allebei kunnen lezen.",
            "The coach can ask about it once both of you can read it.",
        )
        raise NotYours(nl, en)
    return await material.occasion(session, talk, row, now)


async def offer(
    session: AsyncSession, request: tables.SuggestionRequest, language: Language, position: int, question: Question, *, starts: bool = False
) -> UUID:
    """Puts a question on the table of both; its id."""
    suggestion = tables.Suggestion(
        org_id=request.org_id,
        pair_id=request.pair_id,
        conversation_id=request.conversation_id,
        request_id=request.id,
        position=position,
        starts=starts,
        part=question.part.value,
        language=language.value,
        frame=question.frame or "",
        question=question.text,
        first_person=question.first_person,
        follow_up=question.follow_up,
        why=question.why,
        asked_by_id=request.asked_by_id,
        generator=question.made_by.generator,
        model=question.made_by.model,
        prompt_fingerprint=question.made_by.prompt_fingerprint,
    )
    session.add(suggestion)
    await session.flush()
    rest_on(session, question.sources, org_id=request.org_id, pair_id=request.pair_id, of_suggestion_id=suggestion.id)
    await _tell(session, suggestion, Verb.MADE)
    return suggestion.id


async def _tell(session: AsyncSession, suggestion: tables.Suggestion, verb: Verb) -> None:
    await tell(session, "Suggestion", suggestion.id, verb, pair_id=suggestion.pair_id, conversation_id=suggestion.conversation_id)


async def _suggestion(session: AsyncSession, suggestion_id: UUID | None) -> tuple[tables.Suggestion, tables.Conversation]:
    talk = await held(session, (await _seen(session, suggestion_id)).conversation_id)
    # Read again: somebody may have decided while we waited for the talk. Held before anything is written, as by whoever takes back what it
    # rests on: in another order the two would wait for each other.
    return await seen(session, tables.Suggestion, suggestion_id, locked=True), talk


async def _seen(session: AsyncSession, suggestion_id: UUID | None) -> tables.Suggestion:
    here = tables.Suggestion
    rows = select(here).where(looking(session).sees(here), here.id == suggestion_id).execution_options(populate_existing=True)
    suggestion = (await session.execute(rows)).scalar_one_or_none()
    if suggestion is None:
        raise Unseen
    return suggestion


async def _about_the_same(session: AsyncSession, suggestion: tables.Suggestion, point: tables.TalkingPoint) -> None:
    """The point is about the first thing the question rests on."""
    here = tables.Source
    rows = select(here).where(looking(session).sees(here), here.of_suggestion_id == suggestion.id, here.kind != SourceKind.QUESTION_BANK)
    first = (await session.execute(rows.order_by(here.position).limit(1))).scalar_one_or_none()
    if first is None:
        return
    same = {column: getattr(first, column) for column in POINTER.values()}
    session.add(
        here(
            org_id=point.org_id,
            pair_id=point.pair_id,
            of_point_id=point.id,
            position=0,
            kind=first.kind,
            quote=first.quote,
            as_of=first.as_of,
            **same,
        )
    )
