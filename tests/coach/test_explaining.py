"""Why nobody is asked about a line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from coach.explaining import at_rest
from coach.material import Line, Material, Part, SourceKind, Status
from tests.coach.histories import DUTCH, LAST

MOMENT = datetime(LAST.year, LAST.month, LAST.day, 9, tzinfo=UTC)
NOTE = Line(SourceKind.NOTE, UUID(int=1), "De kaart hangt in de hal.", Part.GROWTH, MOMENT)

RESTING = {
    "of_no_closed_talk": NOTE,
    "dropped": Line(SourceKind.AGREEMENT, UUID(int=2), "Sanne belt.", written_at=MOMENT, status=Status.DROPPED),
    "settled_before": Line(SourceKind.GOAL, UUID(int=3), "Plannen", status=Status.ACHIEVED, settled_on=LAST - timedelta(days=30)),
    "not_read_yet": Line(SourceKind.FEEDBACK, UUID(int=4), "Je belde op tijd.", written_at=MOMENT),
    "overtaken": Line(SourceKind.GOAL_EVALUATION, UUID(int=5), "Het loopt.", written_at=MOMENT, goal_id=UUID(int=9)),
    "not_asked_about": Line(SourceKind.ROLE, UUID(int=6), "Planner"),
}


@pytest.mark.parametrize("reason", RESTING)
def test_a_line_at_rest_says_why(reason: str) -> None:
    line = RESTING[reason]

    assert at_rest(line, material_of(line)) == reason


def test_a_line_that_is_asked_about_is_not_at_rest() -> None:
    line = replace(NOTE, talk_on=LAST)

    assert at_rest(line, material_of(line)) is None


def test_what_a_later_talk_spoke_of_again_is_at_rest() -> None:
    assert NOTE.id is not None
    assert at_rest(replace(NOTE, talk_on=LAST), material_of(NOTE), frozenset({NOTE.id})) == "spoken_of_since"


def material_of(line: Line) -> Material:
    """A table with that line on it."""
    return replace(DUTCH, lines=(line,), last_talk_on=LAST)
