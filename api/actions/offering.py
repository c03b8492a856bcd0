"""A request whose questions are offered one by one: it says in the database how far it is, so that the same key finds it from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api import material
from api.actions.repeats import Once
from api.actions.suggestions import Gathered, Wanted, gather, held, offer, replace_offered, shortfalls_of, standing
from api.database.looking import looking, viewer_of
from coach.material import Asked, Part
from coach.questions import Question, ShortfallReason, Suggested
from schema import tables
from schema.rules import talks
from schema.rules.refusals import RefusalReason, Unseen, WrongTime
from schema.tables.enums import SourceKind, SuggestionState

VOUCHED = timedelta(seconds=15)
"""How long a request is taken to be at work without another sign of it."""

PLACES = 100
"""Positions of a part: questions come in the order in which they passed, and stand in the order of the parts."""


class Overtaken(Exception):
    """Somebody else goes on with the request: it was silent for too long."""


@dataclass(frozen=True)
class Working:
    """A request that this process has worded: until when it is vouched for, and what of it stands already."""

    id: UUID
    wanted: Wanted
    gathered: Gathered
    until: datetime
    kept: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Far:
    """How far a request is: what it offers that the viewer still sees, whether it is whole, and whether nobody works at it any more."""

    ids: tuple[UUID, ...]
    whole: bool
    stopped: bool


async def begin(session: AsyncSession, wanted: Wanted, once: Once, now: datetime) -> Working | UUID:
    """First step: gathers, and says that it is being worded. The id alone where the key has it begun before. Raises as `gather` does."""
    if (before := await once.claim(session)) is not None:
        return before
    gathered, viewer = await gather(session, wanted, now), viewer_of(session)
    request = tables.SuggestionRequest(
        org_id=viewer.org,
        pair_id=gathered.pair_id,
        conversation_id=wanted.conversation_id,
        asked_by_id=viewer.id,
        shortfalls=[],
        worded_until=func.now() + VOUCHED,
    )
    session.add(request)
    await session.flush()
    await session.refresh(request, ["worded_until"])
    assert request.worded_until is not None  # noqa: S101  # it was just said
    await once.made(session, request.id)
    return Working(request.id, wanted, gathered, request.worded_until)


async def how_far(session: AsyncSession, request_id: UUID) -> Far:
    """What one who waits for a request looks at. Raises `Unseen`."""
    request, here, viewer = tables.SuggestionRequest, tables.Suggestion, looking(session)
    stopped = request.worded_until <= func.now()
    row = (await session.execute(select(request.worded_until, stopped).where(viewer.sees(request), request.id == request_id))).one_or_none()
    if row is None:
        raise Unseen
    ids = await session.scalars(select(here.id).where(viewer.sees(here), here.request_id == request_id).order_by(here.id))
    return Far(tuple(ids.all()), row[0] is None, bool(row[1]))


async def gone_on_with(session: AsyncSession, request_id: UUID, wanted: Wanted, now: datetime) -> Working | None:
    """Goes on with a request that nobody works at any more; nothing where somebody does. Raises as `gather` does."""
    here = tables.SuggestionRequest
    until = await _vouched(session, request_id, here.worded_until <= func.now())
    return None if until is None else await _gathered_anew(session, request_id, wanted, until, now)


async def gathered_again(session: AsyncSession, working: Working, now: datetime) -> Working:
    """The same request with what is there now: what of it stands, and what may be asked beside that. Raises `Overtaken`, and as `gather` does."""
    return await _gathered_anew(session, working.id, working.wanted, await vouch(session, working), now)


async def vouch(session: AsyncSession, working: Working) -> datetime:
    """Says that the request is still being worded; until when. Raises `Overtaken`."""
    until = await _vouched(session, working.id, tables.SuggestionRequest.worded_until == working.until)
    if until is None:
        raise Overtaken
    return until


async def keep(session: AsyncSession, working: Working, question: Question) -> tuple[UUID | ShortfallReason, datetime]:
    """Puts one question on the table; the first one takes the place of what is still offered. Its id, and until when the request is vouched for.

    Instead of an id the reason why it can't stand there any more. Raises `Overtaken`, `Unseen`, and `WrongTime` where the talk takes none
    now or somebody asked anew.
    """
    talk = await held(session, working.wanted.conversation_id)
    talks.still_ahead(talk.status)
    until = await vouch(session, working)
    if working.kept and await _asked_anew(session, talk, working):
        nl = "Er is intussen opnieuw om vragen gevraagd; die staan nu op tafel."
        raise WrongTime(RefusalReason.CHANGED_MEANWHILE, nl, "Questions were asked for anew meanwhile; those are on the table now.")
    if question.part is Part.PERSONAL and talk.personal_put_aside:
        return ShortfallReason.SWITCHED_OFF, until
    if not await standing(session, [question], working.gathered):
        return ShortfallReason.NONE_PASSED, until
    if not working.kept:
        await replace_offered(session, talk)
    request = await session.get_one(tables.SuggestionRequest, (talk.org_id, working.id))
    position = list(Part).index(question.part) * PLACES + len(working.kept)
    return await offer(session, request, working.gathered.language, position, question), until


async def finish(session: AsyncSession, working: Working, made: Suggested, fallen: Mapping[Part, ShortfallReason], start: UUID | None) -> None:
    """The answer is whole: which parts got fewer than asked, and the question to begin with. Raises `Overtaken`."""
    request, here = tables.SuggestionRequest, tables.Suggestion
    mine = (request.id == working.id) & (request.worded_until == working.until)
    whole = update(request).where(request.org_id == viewer_of(session).org, mine)
    done = whole.values(shortfalls=shortfalls_of(made, fallen), worded_until=None).returning(request.id)
    if (await session.execute(done)).first() is None:
        raise Overtaken
    best = await session.scalar(select(here.id).where(here.org_id == viewer_of(session).org, here.id == start, here.state == SuggestionState.OFFERED))
    first = best or await _first_to_begin_with(session, working)
    if first is not None:
        await session.execute(update(here).where(here.org_id == viewer_of(session).org, here.id == first).values(starts=True))


async def let_go(session: AsyncSession, working: Working) -> None:
    """Nobody works at the request any more; whoever asks with its key goes on with it."""
    here = tables.SuggestionRequest
    mine = (here.org_id == viewer_of(session).org) & (here.id == working.id) & (here.worded_until == working.until)
    await session.execute(update(here).where(mine).values(worded_until=func.now()))


async def _vouched(session: AsyncSession, request_id: UUID, still: ColumnElement[bool]) -> datetime | None:
    here = tables.SuggestionRequest
    said = update(here).where(here.org_id == viewer_of(session).org, here.id == request_id, still).values(worded_until=func.now() + VOUCHED)
    until: datetime | None = (await session.execute(said.returning(here.worded_until))).scalar_one_or_none()
    return until


async def _gathered_anew(session: AsyncSession, request_id: UUID, wanted: Wanted, until: datetime, now: datetime) -> Working:
    gathered = await gather(session, wanted, now)
    here = tables.Suggestion
    those = (await session.scalars(select(here).where(looking(session).sees(here), here.request_id == request_id).order_by(here.id))).all()
    targets = await material.rested_on(session, [one.id for one in those])
    begun = tuple((Part(one.part), Asked(one.question, frozenset(targets.get(one.id, ())), one.frame or None)) for one in those)
    going_on = replace(gathered, ask=replace(gathered.ask, begun=begun))
    return Working(request_id, wanted, going_on, until, tuple(one.id for one in those))


async def _asked_anew(session: AsyncSession, talk: tables.Conversation, working: Working) -> bool:
    """Whether questions of another request came after those of this one."""
    here = tables.Suggestion
    later = select(here.id).where(
        here.org_id == talk.org_id, here.conversation_id == talk.id, here.request_id != working.id, here.id > working.kept[-1]
    )
    return (await session.execute(later.limit(1))).first() is not None


async def _first_to_begin_with(session: AsyncSession, working: Working) -> UUID | None:
    """Where the best one is not known, or not offered any more: the first that does not rest on feedback."""
    here, source = tables.Suggestion, tables.Source
    of_feedback = select(source.of_suggestion_id).where(source.org_id == here.org_id, source.kind == SourceKind.FEEDBACK)
    rows = select(here.id).where(looking(session).sees(here), here.request_id == working.id, here.state == SuggestionState.OFFERED)
    first: UUID | None = await session.scalar(rows.where(here.id.not_in(of_feedback)).order_by(here.position).limit(1))
    return first
