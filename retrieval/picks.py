"""Picks what a brief shows first of a pair: notes worth asking about again, and development options that fit. The same texts make the same picks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Interval, Select, Text, Uuid, cast, delete, exists, func, insert, literal, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import aliased

from retrieval.likeness import Kept, Likeness, gathered, kept, likeness
from schema import tables
from schema.tables import Passage, Pick
from schema.tables.enums import ConversationStatus, GoalStatus, Language, Part, PickReason, SourceKind

TALKS = 6
"""How many closed talks back a note is worth asking about again."""
NOTES, OPTIONS, FITS = 8, 5, 2
"""How many notes and options a brief shows, and how many things it says that an option fits."""
SAME, AGREED = 0.4, 0.3
"""From how much likeness on a later text speaks of the same as a note, and an agreement or a goal comes of it: that is said in other words, and of
fewer things. Tried on the notes of the demo, read one by one, and on `tests/retrieval/picked.toml`."""
FITTING, NEARLY, STANDING_OUT = 0.3, 0.03, 0.05
"""From how much likeness on an option fits what somebody can or wants, if it comes nearest to that of all options, or nearly so, stands out from all
others but one, and comes nearer to nothing else that they can or want. From `SAME` on it fits in any case. Tried on `tests/retrieval/picked.toml`."""
SETTLED = frozenset({SourceKind.AGREEMENT, SourceKind.GOAL})
AGAIN = 0.05
"""How much less an option counts for each that fits the same."""
BATCH = 1_000
"""Pairs that are looked up together."""
SLACK, HEALED = timedelta(minutes=1), timedelta(days=7)
"""What was kept so shortly before a pair was picked from may have been missed; and how old picks may be before they are made anew in any case."""

Telling = Callable[[str, Part | None, Language, str], PickReason | None]
"""Why a note is worth asking about again, by its text, its part, its language and the employee's given name."""


@dataclass(frozen=True)
class Said:
    """Something a pair said, in the order of its talks: `talk` counts them, and is empty for what stands in none."""

    kept: Kept
    kind: SourceKind
    at: datetime
    talk: int | None
    part: Part | None = None
    language: Language | None = None
    text: str = ""
    is_closed: bool = False


@dataclass(frozen=True)
class Fit:
    """An option that fits what somebody can or wants: the pointers to both, and how much."""

    option_id: UUID
    wish: tuple[str, UUID]
    likeness: float


@dataclass(frozen=True)
class Picks:
    """Keeps the picks of pairs in step with what they said, on connections of `gt_work`."""

    engine: AsyncEngine
    telling: Telling

    async def renew(self, org_id: UUID, pair_id: UUID) -> None:
        """Make the picks of a current pair anew; of one that has ended they stay, and one without passages has none. Twice changes nothing."""
        async with self.engine.begin() as connection:
            employee_id = await _begun(connection, org_id, pair_id)
            if employee_id is None:
                return
            notes = await _notes(connection, org_id, pair_id, employee_id, self.telling)
            await _replace(connection, org_id, pair_id, [*notes, *await _options(connection, org_id, pair_id, employee_id)])

    async def catch_up(self) -> int:
        """Renew where nothing told of a change: after an import, a crash, or new passages; how many pairs that were."""
        done, after = 0, None
        while pairs := await self._behind(after):
            for org_id, pair_id in pairs:
                await self.renew(org_id, pair_id)
            after, done = pairs[-1][1], done + len(pairs)
        return done

    async def _behind(self, after: UUID | None) -> list[tuple[UUID, UUID]]:
        behind = _behind()
        if after is not None:
            behind = behind.where(tables.Pair.id > after)
        async with self.engine.connect() as connection:
            return [(org_id, pair_id) for org_id, pair_id in await connection.execute(behind)]


def _behind() -> Select[Any]:
    """Current pairs with passages that were never picked from, or have newer ones, or of which options have."""
    here: Any = tables.Pair
    said, offered = _newest(Passage.pair_id).subquery(), _newest().where(Passage.kind == SourceKind.DEVELOPMENT_OPTION).subquery()
    newest = func.greatest(said.c.newest, offered.c.newest)
    never = here.picked_at.is_(None) & _has_passages(here)
    long_ago = here.picked_at < func.now() - literal(HEALED, Interval)
    behind = select(here.org_id, here.id).outerjoin(said, (said.c.org_id == here.org_id) & (said.c.pair_id == here.id))
    behind = behind.outerjoin(offered, offered.c.org_id == here.org_id)
    behind = behind.where(here.ended_at.is_(None), or_(never, long_ago, newest > here.picked_at - literal(SLACK, Interval)))
    return behind.order_by(here.id).limit(BATCH)


def _newest(*of: Any) -> Select[Any]:
    """When the newest passage was made, of those of the last day: an id tells, and what this finds is never older."""
    lately = select(func.uuidv7(cast(literal(timedelta(days=-1)), Interval))).scalar_subquery()
    made: Any = func.max(func.uuid_extract_timestamp(Passage.id)).label("newest")
    return select(Passage.org_id, *of, made).where(Passage.id > lately).group_by(Passage.org_id, *of)


async def _begun(connection: AsyncConnection, org_id: UUID, pair_id: UUID) -> UUID | None:
    """The pair's employee, with the pair held until the end: two who pick from one pair do so one after the other."""
    here = tables.Pair
    current = (here.org_id == org_id, here.id == pair_id, here.ended_at.is_(None))
    begun = update(here).where(*current, _has_passages(here)).values(picked_at=func.now())
    employee: UUID | None = await connection.scalar(begun.returning(here.employee_id))
    return employee


def _has_passages(pair: Any) -> ColumnElement[bool]:
    """False where nothing was said yet, or nothing of it was indexed: then the brief keeps its plain order."""
    return exists().where(Passage.org_id == pair.org_id, Passage.pair_id == pair.id)


async def _notes(connection: AsyncConnection, org_id: UUID, pair_id: UUID, employee_id: UUID, telling: Telling) -> list[dict[str, Any]]:
    name, language = await _employee(connection, org_id, employee_id)
    said = await _said(connection, org_id, pair_id)
    reasons: dict[UUID, PickReason] = {}
    for note in said:
        reason = telling(note.text, note.part, note.language or language, name) if note.kind is SourceKind.NOTE and note.is_closed else None
        if reason is not None:
            reasons[note.kept.id] = reason
    asking = [note for note in said if note.kept.id in reasons]
    alike = await likeness(connection, org_id, [note.kept for note in asking], [one.kept for one in said])
    taken_up = await _put_on_an_agenda(connection, org_id, pair_id)
    open_ones = [note for note in asking if note.kept.id not in taken_up and not followed_up(note, said, alike)]
    ranked = sorted(open_ones, key=lambda note: _order(note, reasons[note.kept.id]))
    held = await _unchanged(connection, org_id, ranked[:NOTES])
    return [{"place": place, "note_id": note.kept.id, "reason": reasons[note.kept.id].value} for place, note in enumerate(held, 1)]


def _order(note: Said, reason: PickReason) -> tuple[int, int, float, UUID]:
    """The latest talk first; of one talk, what was left open, then what was wished for."""
    return (-(note.talk or 0), list(PickReason).index(reason), -note.at.timestamp(), note.kept.id)


async def _unchanged(connection: AsyncConnection, org_id: UUID, notes: Sequence[Said]) -> list[Said]:
    """Those that still say what was read and are shared. Who changes one comes before, or after its pick is kept, and takes it away."""
    ids = sorted(note.kept.id for note in notes)
    each = func.unnest(cast(ids, ARRAY(Uuid()))).column_valued("note_id")
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(cast(each, Text()), 0))))
    here = tables.Note
    rows = select(here.id, here.text).where(here.org_id == org_id, here.id.in_(ids), here.shared(), here.withdrawn_at.is_(None))
    now = {row.id: row.text for row in await connection.execute(rows)}
    return [note for note in notes if now.get(note.kept.id) == note.text]


def followed_up(note: Said, said: Iterable[Said], alike: Likeness) -> bool:
    """Whether a later note, point, agreement or goal speaks of the same."""
    return any(comes_after(other, note) and alike.of(note.kept, other.kept) >= (AGREED if other.kind in SETTLED else SAME) for other in said)


def comes_after(other: Said, note: Said) -> bool:
    """True for what stands in a later talk, for what was agreed in the same one, and for what was written since and stands in none."""
    if other.talk is None or note.talk is None:
        return other.at > note.at
    return other.talk > note.talk or (other.talk == note.talk and other.kind is SourceKind.AGREEMENT)


async def _employee(connection: AsyncConnection, org_id: UUID, employee_id: UUID) -> tuple[str, Language]:
    here = tables.Person
    row = (await connection.execute(select(here.given_name, here.language).where(here.org_id == org_id, here.id == employee_id))).one()
    return row[0], Language(row[1])


async def _said(connection: AsyncConnection, org_id: UUID, pair_id: UUID) -> list[Said]:
    """What the pair said in the last talks that it closed and those that are ahead, and the goals it set, oldest first."""
    talks = await _talks(connection, org_id, pair_id)
    note, point, agreement = aliased(tables.Note), aliased(tables.TalkingPoint), aliased(tables.Agreement)
    stands_in = func.coalesce(note.conversation_id, point.conversation_id, agreement.conversation_id)
    rows = kept(Passage.kind, Passage.as_of, Passage.part, Passage.language, stands_in, note.text)
    for row, pointer in ((note, Passage.note_id), (point, Passage.talking_point_id), (agreement, Passage.agreement_id)):
        rows = rows.outerjoin(row, (row.org_id == Passage.org_id) & (row.id == pointer))
    kinds = (SourceKind.NOTE, SourceKind.TALKING_POINT, SourceKind.AGREEMENT, SourceKind.GOAL)
    of_pair = (Passage.org_id == org_id, Passage.pair_id == pair_id, Passage.kind.in_(kinds))
    found = (await connection.execute(rows.where(*of_pair, or_(stands_in.is_(None), stands_in.in_(talks))))).all()
    texts = gathered(found)
    said: dict[UUID, Said] = {}
    for source_id, *_, kind, at, part, language, talk_id, text in found:
        talk, is_closed = talks.get(talk_id, (None, False))
        in_words = (Part(part) if part else None, Language(language) if language else None, text or "")
        said.setdefault(source_id, Said(texts[source_id], SourceKind(kind), at, talk, *in_words, is_closed))
    return sorted(said.values(), key=lambda one: (one.at, one.kept.id))


async def _talks(connection: AsyncConnection, org_id: UUID, pair_id: UUID) -> dict[UUID, tuple[int, bool]]:
    """The last closed talks of a pair and those that are ahead: which one it is, and whether it is closed."""
    here = tables.Conversation
    rows = select(here.id, here.status == ConversationStatus.CLOSED)
    rows = rows.where(here.org_id == org_id, here.pair_id == pair_id, here.status != ConversationStatus.CANCELLED)
    talks = [(talk_id, is_closed) for talk_id, is_closed in await connection.execute(rows.order_by(here.scheduled_at, here.id))]
    long_ago = [talk_id for talk_id, is_closed in talks if is_closed][:-TALKS]
    return {talk_id: (place, is_closed) for place, (talk_id, is_closed) in enumerate(talks) if talk_id not in long_ago}


async def _put_on_an_agenda(connection: AsyncConnection, org_id: UUID, pair_id: UUID) -> frozenset[UUID]:
    """The notes that a talking point is about."""
    here = tables.Source
    rows = select(here.note_id).where(here.org_id == org_id, here.pair_id == pair_id, here.of_point_id.is_not(None), here.note_id.is_not(None))
    return frozenset(await connection.scalars(rows))


async def _options(connection: AsyncConnection, org_id: UUID, pair_id: UUID, employee_id: UUID) -> list[dict[str, Any]]:
    wishes = await _wishes(connection, org_id, pair_id, employee_id)
    options = await _offered(connection, org_id)
    alike = await likeness(connection, org_id, [wish for _, wish in wishes], list(options))
    return [
        {"place": place, "position": position, "option_id": fit.option_id, fit.wish[0]: fit.wish[1]}
        for place, fits in enumerate(varied(fitting(wishes, options, alike)), 1)
        for position, fit in enumerate(fits, 1)
    ]


def fitting(wishes: Sequence[tuple[str, Kept]], options: Sequence[Kept], alike: Likeness) -> list[Sequence[Fit]]:
    """The options that fit something somebody can or wants, each with what it fits, the most first. Rather none than a far-fetched one."""
    by_option: dict[UUID, list[Fit]] = {option.id: [] for option in options}
    by_wish: dict[UUID, list[float]] = {}
    for pointer, wish in wishes:
        for option in options:
            by_option[option.id].append(Fit(option.id, (pointer, wish.id), alike.of(wish, option)))
        by_wish[wish.id] = sorted((fits[-1].likeness for fits in by_option.values()), reverse=True)

    def convinces(fit: Fit) -> bool:
        nearest, _, third = (*by_wish[fit.wish[1]], 0.0, 0.0)[:3]
        from_here = max(FITTING, nearest - NEARLY, third + STANDING_OUT, *(other.likeness for other in by_option[fit.option_id]))
        return fit.likeness >= min(SAME, from_here)

    convincing = (sorted(filter(convinces, fits), key=lambda fit: (-fit.likeness, fit.wish))[:FITS] for fits in by_option.values())
    return [fits for fits in convincing if fits]


def varied(options: Iterable[Sequence[Fit]]) -> list[Sequence[Fit]]:
    """The options that fit best, each with what it fits; one that fits what others fit already comes later."""
    left, chosen = list(options), list[Sequence[Fit]]()
    while left and len(chosen) < OPTIONS:
        used = Counter(fitting[0].wish for fitting in chosen)
        best = min(left, key=lambda fitting: (AGAIN * used[fitting[0].wish] - fitting[0].likeness, fitting[0].option_id))
        left.remove(best)
        chosen.append(best)
    return chosen


async def _wishes(connection: AsyncConnection, org_id: UUID, pair_id: UUID, employee_id: UUID) -> list[tuple[str, Kept]]:
    """What the employee can and wants, as both of the pair read it, each with the pointer that a pick has to it."""
    talent, goal = tables.Talent, tables.Goal

    def theirs(it: Any) -> ColumnElement[bool]:
        of_pair = (it.pair_id == pair_id) | (it.handed_to_pair_id == pair_id)
        read_by_both: ColumnElement[bool] = (it.org_id == org_id) & (it.employee_id == employee_id) & of_pair
        return read_by_both

    each = (
        select(literal("talent_id").label("pointer"), talent.id.label("wish_id")).where(theirs(talent), talent.confirmed_at.is_not(None)),
        select(literal("goal_id"), goal.id).where(theirs(goal), goal.status == GoalStatus.ACTIVE),
        _next_steps(org_id, employee_id),
    )
    wished = union_all(*each).subquery()
    rows = kept(wished.c.pointer).join(wished, wished.c.wish_id == Passage.source_id).where(Passage.org_id == org_id)
    found = (await connection.execute(rows)).all()
    texts, pointers = gathered(found), {row[0]: row[-1] for row in found}
    return [(pointers[source_id], text) for source_id, text in texts.items()]


def _next_steps(org_id: UUID, employee_id: UUID) -> Select[Any]:
    """The step after the employee's role, on every path that has it."""
    person, now = tables.Person, aliased(tables.CareerStep)
    then: Any = aliased(tables.CareerStep)
    steps = select(literal("step_id"), then.id).join(now, then.comes_after(now))
    steps = steps.join(person, (person.org_id == now.org_id) & (person.role_id == now.role_id))
    return steps.where(then.org_id == org_id, person.id == employee_id)


async def _offered(connection: AsyncConnection, org_id: UUID) -> Sequence[Kept]:
    rows = kept().where(Passage.org_id == org_id, Passage.kind == SourceKind.DEVELOPMENT_OPTION)
    return list(gathered(await connection.execute(rows)).values())


async def _replace(connection: AsyncConnection, org_id: UUID, pair_id: UUID, picks: Sequence[Mapping[str, Any]]) -> None:
    """Keep exactly these; where they stand already, nothing is written."""
    columns = ("place", "position", "note_id", "reason", "option_id", "talent_id", "goal_id", "step_id")
    its = (Pick.org_id == org_id, Pick.pair_id == pair_id)
    before = await connection.execute(select(*(getattr(Pick, column) for column in columns)).where(*its))
    wanted = [{"position": 1} | dict(pick) for pick in picks]
    if {tuple(row) for row in before} == {tuple(pick.get(column) for column in columns) for pick in wanted}:
        return
    await connection.execute(delete(Pick).where(*its))
    rows = [{column: pick.get(column) for column in columns} | {"org_id": org_id, "pair_id": pair_id} for pick in wanted]
    if rows:
        await connection.execute(insert(Pick.__table__).inline(), rows)  # type: ignore[arg-type]
