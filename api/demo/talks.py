"""The talks of a pair: agenda, notes, agreements, outcomes, the coach's suggestions and the summary."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from api.demo.asked import frame_of, worded
from api.demo.files import Content
from api.demo.ledger import Pointed
from api.demo.pairs import Couple, add_responses
from schema.tables import (
    Agreement,
    Conversation,
    Note,
    Outcome,
    Source,
    Suggestion,
    SuggestionRequest,
    Summary,
    SummaryConfirmation,
    SummarySentence,
    TalkingPoint,
)
from schema.tables.enums import ConversationStatus, Generator, Part, SourceKind, SummaryProgress, SummaryState
from schema.tables.sources import POINTERS

MINUTE = timedelta(minutes=1)
OFFLINE = {"generator": Generator.OFFLINE, "model": None, "prompt_fingerprint": None}


@dataclass(frozen=True)
class Talk:
    """One talk while it is written down. `opened_at` and `closed_at` where it took place."""

    couple: Couple
    content: Content
    id: UUID
    scheduled_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    points: dict[str, "Point"] = field(default_factory=dict)

    def add(self, table: Any, at: datetime, /, **columns: Any) -> UUID:
        """Add a row of this talk."""
        return self.couple.add(table, at, conversation_id=self.id, **columns)

    def during(self, step: int, steps: int) -> datetime:
        """A moment within the talk, the first step after its opening and the last before its closing."""
        assert self.opened_at  # noqa: S101
        assert self.closed_at  # noqa: S101
        return (self.opened_at + (self.closed_at - self.opened_at) * step / (steps + 1)).replace(microsecond=0)


@dataclass(frozen=True)
class Point:
    """A talking point that was put on the agenda, and when."""

    id: UUID
    at: datetime


def add_talks(couple: Couple, talks: Iterable[Content]) -> None:
    """Add all talks of the pair, oldest first."""
    points: dict[str, Point] = {}
    planned_at: datetime | None = None
    for content in talks:
        talk = _add_conversation(couple, content, planned_at, points)
        _add_points(talk)
        _add_notes(talk)
        _add_agreements(talk)
        _add_suggestions(talk)
        _add_outcomes(talk)
        _add_summary(talk)
        # In the last minutes of a talk the two plan the next one.
        planned_at = talk.closed_at or planned_at


def _add_conversation(couple: Couple, content: Content, planned_at: datetime | None, points: dict[str, Point]) -> Talk:
    scheduled_at, status = couple.moment(content["at"]), content.get("status", ConversationStatus.CLOSED)
    held = status == ConversationStatus.CLOSED
    opened_at = scheduled_at + 2 * MINUTE if held else None
    closed_at = scheduled_at + (content["minutes"] + 3) * MINUTE if held else None
    created_at = (
        couple.moment(content["planned"])
        if "planned" in content
        else planned_at or couple.cast.calendar.working_day_before(scheduled_at, 10, time(11))
    )
    made = couple.add(
        Conversation,
        created_at,
        manager_id=couple.person("manager"),
        employee_id=couple.person("employee"),
        status=status,
        scheduled_at=scheduled_at,
        duration_minutes=content["minutes"],
        opened_at=opened_at,
        closed_at=closed_at,
        personal_put_aside=_put_aside(couple, content),
        summary_progress=SummaryProgress.READY if "summary" in content else SummaryProgress.NOT_YET,
        created_at=created_at,
    )
    return Talk(couple, content, made, scheduled_at, opened_at, closed_at, points)


def _put_aside(couple: Couple, content: Content) -> bool:
    """The employee dismissed a personal question for this talk."""
    by_employee = [asked for asked in content.get("suggestions", ()) if asked["state"] == "DISMISSED" and asked["by"] == "employee"]
    return any(frame_of(asked["frame"], couple.cast.language).part == Part.PERSONAL for asked in by_employee)


def _add_points(talk: Talk) -> None:
    couple = talk.couple
    for place, point in enumerate(talk.content.get("points", ())):
        usual = couple.cast.calendar.working_day_before(talk.scheduled_at, 2, time(16, 3 * place))
        at = couple.moment(point["at"]) if "at" in point else usual
        made = talk.add(
            TalkingPoint,
            at,
            part=point["part"],
            text=point["text"],
            author_id=couple.person(point["by"]),
            discussed=point.get("discussed", talk.closed_at is not None),
            carried_from_id=talk.points[point["carried_from"]].id if "carried_from" in point else None,
            created_at=at,
        )
        if "key" in point:
            talk.points[point["key"]] = Point(made, at)
        couple.know(point, SourceKind.TALKING_POINT, "talking_point_id", made, at)
        if "about" in point:
            _add_source(couple, couple.known[point["about"]], 0, of_point_id=made)


def _add_notes(talk: Talk) -> None:
    notes = talk.content.get("notes", ())
    for place, note in enumerate(notes, 1):
        at = talk.couple.moment(note["at"]) if "at" in note else talk.during(place, len(notes))
        made = talk.add(
            Note,
            at,
            part=note["part"],
            text=note["text"],
            author_id=talk.couple.person(note["by"]),
            visibility="PRIVATE" if note.get("private") else "SHARED",
            created_at=at,
        )
        talk.couple.know(note, SourceKind.NOTE, "note_id", made, at)


def _add_agreements(talk: Talk) -> None:
    calendar, agreements = talk.couple.cast.calendar, talk.content.get("agreements", ())
    for place, agreement in enumerate(agreements):
        at = talk.couple.moment(agreement["at"]) if "at" in agreement else talk.during(30 + place, 35)
        due_on = calendar.day(agreement["due"])
        made = talk.add(
            Agreement,
            at,
            text=agreement["text"],
            # Whoever will do it has written it down.
            author_id=talk.couple.person(agreement["owner"]),
            owner_id=talk.couple.person(agreement["owner"]),
            due_on=due_on,
            status=agreement["status"],
            created_at=at,
            settled_at=None if agreement["status"] == "OPEN" else calendar.afternoon(due_on),
        )
        talk.couple.know(agreement, SourceKind.AGREEMENT, "agreement_id", made, at)


def _add_outcomes(talk: Talk) -> None:
    outcomes = talk.content.get("outcomes", {})
    if not outcomes:
        return
    assert talk.closed_at  # noqa: S101
    answered = {by: talk.closed_at + after * MINUTE for by, after in (("employee", 25), ("manager", 40)) if by in outcomes}
    both = max(answered.values()) if len(answered) == 2 else talk.couple.cast.calendar.working_days_after(talk.closed_at, 3)
    for by, at in answered.items():
        talk.add(Outcome, at, by_id=talk.couple.person(by), brought=outcomes[by], shown_from=both, created_at=at)


def _add_suggestions(talk: Talk) -> None:
    suggestions = talk.content.get("suggestions", ())
    if not suggestions:
        return
    couple = talk.couple
    taken = [talk.points[suggestion["became"]].at - 5 * MINUTE for suggestion in suggestions if "became" in suggestion]
    asked_at = min([couple.cast.calendar.working_day_before(talk.scheduled_at, 3, time(15, 30)), *taken])
    shared = {"asked_by_id": couple.person("manager"), "created_at": asked_at}
    request_id = talk.add(SuggestionRequest, asked_at, shortfalls=[], **shared)
    for position, suggestion in enumerate(suggestions):
        sources = [couple.known[key] for key in suggestion.get("from", ())]
        asked = worded(suggestion["frame"], sources, couple.cast.language, couple.cast.calendar, asked_at)
        became = talk.points[suggestion["became"]] if "became" in suggestion else None
        made = talk.add(
            Suggestion,
            asked_at,
            request_id=request_id,
            position=position,
            starts=position == 0,
            language=couple.cast.language,
            **asked.columns,
            state=suggestion["state"],
            decided_by_id=couple.person(suggestion["by"]) if "by" in suggestion else None,
            decided_at=(became.at if became else asked_at + 20 * MINUTE) if "by" in suggestion else None,
            talking_point_id=became.id if became else None,
            **shared,
            **OFFLINE,
        )
        for place, pointed in enumerate(asked.sources):
            _add_source(couple, pointed, place, of_suggestion_id=made)


def _add_summary(talk: Talk) -> None:
    if "summary" not in talk.content:
        return
    assert talk.closed_at  # noqa: S101
    couple, summary, at = talk.couple, talk.content["summary"], talk.closed_at + MINUTE
    confirmed = summary.get("confirmed", ())
    state = SummaryState.CONFIRMED if len(confirmed) == 2 else SummaryState.DRAFT
    made = talk.add(Summary, at, state=state, language=couple.cast.language, created_at=at, **OFFLINE)
    for position, sentence in enumerate(summary["sentences"]):
        sentence_id = couple.add(
            SummarySentence,
            at,
            summary_id=made,
            part=sentence["part"],
            position=position,
            text=sentence["text"],
            edited_by_id=couple.person(sentence["edited"]) if "edited" in sentence else None,
            created_at=at,
            **OFFLINE,
        )
        for place, key in enumerate(sentence["from"]):
            _add_source(couple, couple.known[key], place, of_sentence_id=sentence_id)
    for confirmation in confirmed:
        confirmed_at = couple.moment(confirmation["at"])
        by = couple.person(confirmation["by"])
        couple.add(SummaryConfirmation, confirmed_at, summary_id=made, by_id=by, said=confirmation["as"], at=confirmed_at)
    add_responses(couple, summary.get("remarks", ()), at, summary_id=made)


def _add_source(couple: Couple, pointed: Pointed, position: int, **under: UUID) -> None:
    pointers = {column: pointed.id if column == pointed.column else None for column in POINTERS}
    places = dict.fromkeys(("of_suggestion_id", "of_sentence_id", "of_point_id"))
    couple.add(
        Source,
        pointed.at,
        **(places | pointers | under),
        position=position,
        kind=pointed.kind,
        quote=pointed.quote,
        as_of=pointed.at if pointed.id else None,
    )
