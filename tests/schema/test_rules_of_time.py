"""Working days, and what can be done at which moment in the life of a talk."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from schema.rules import talks, working_days
from schema.rules.refusals import RefusalReason, WrongTime
from schema.tables.enums import ConversationStatus, SuggestionState

MOMENTS = some.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=some.just(UTC))


def moment(day: str) -> datetime:
    """Half past nine on that day."""
    return datetime.fromisoformat(f"{day}T09:30:00+00:00")


@pytest.mark.parametrize(
    ("day", "days", "then"),
    [
        ("2026-11-02", 1, "2026-11-03"),
        ("2026-11-05", 1, "2026-11-06"),
        ("2026-11-06", 1, "2026-11-09"),
        ("2026-11-06", 3, "2026-11-11"),
        ("2026-11-07", 1, "2026-11-09"),
        ("2026-11-08", 1, "2026-11-09"),
        ("2026-11-02", 5, "2026-11-09"),
        ("2026-11-02", 0, "2026-11-02"),
        ("2026-11-09", -1, "2026-11-06"),
        ("2026-11-08", -1, "2026-11-06"),
        ("2026-12-31", 1, "2027-01-01"),
    ],
)
def test_weekends_do_not_count(day: str, days: int, then: str) -> None:
    assert working_days.after(moment(day), days, UTC) == moment(then)


@given(MOMENTS, some.integers(1, 60))
def test_it_is_always_a_working_day_at_the_same_time(start: datetime, days: int) -> None:
    then = working_days.after(start, days, UTC)

    assert then.weekday() < 5
    assert then.timetz() == start.timetz()
    between = [start + timedelta(days=number) for number in range(1, (then - start).days + 1)]
    assert sum(day.weekday() < 5 for day in between) == days


@given(MOMENTS, some.integers(1, 30), some.integers(1, 30))
def test_days_can_be_counted_in_two_goes(start: datetime, some_days: int, more: int) -> None:
    assert working_days.after(working_days.after(start, some_days, UTC), more, UTC) == working_days.after(start, some_days + more, UTC)


@pytest.mark.parametrize(
    ("zone", "start", "days", "then"),
    [
        # Late on Friday in UTC it is Saturday in Amsterdam, and Monday there begins on Sunday.
        ("Europe/Amsterdam", "2026-11-06T23:30Z", 1, "2026-11-08T23:30Z"),
        ("Europe/Amsterdam", "2026-11-06T22:30Z", 1, "2026-11-09T22:30Z"),
        # On Sunday afternoon in UTC it is Monday in Auckland already.
        ("Pacific/Auckland", "2026-11-08T15:00Z", 1, "2026-11-09T15:00Z"),
        ("America/Los_Angeles", "2026-11-07T06:00Z", 1, "2026-11-10T06:00Z"),
        # The clocks go back in between: the same time there is an hour later in UTC.
        ("Europe/Amsterdam", "2026-10-23T07:30Z", 1, "2026-10-26T08:30Z"),
        ("Europe/Amsterdam", "2026-10-26T08:30Z", -1, "2026-10-23T07:30Z"),
    ],
)
def test_days_are_those_of_the_place_where_the_employee_works(zone: str, start: str, days: int, then: str) -> None:
    assert working_days.after(datetime.fromisoformat(start), days, ZoneInfo(zone)) == datetime.fromisoformat(then)


@pytest.mark.parametrize(
    ("status", "reason"),
    [("PLANNED", None), ("OPEN", None), ("CLOSED", RefusalReason.TALK_CLOSED), ("CANCELLED", RefusalReason.TALK_CANCELLED)],
)
def test_an_agenda_changes_until_the_talk_is_over(status: str, reason: RefusalReason | None) -> None:
    assert refused(lambda: talks.still_ahead(status)) is reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("PLANNED", RefusalReason.TALK_NOT_CLOSED),
        ("OPEN", RefusalReason.TALK_NOT_CLOSED),
        ("CLOSED", None),
        ("CANCELLED", RefusalReason.TALK_CANCELLED),
    ],
)
def test_only_a_closed_talk_is_summed_up(status: str, reason: RefusalReason | None) -> None:
    assert refused(lambda: talks.can_be_summarised(status)) is reason


@pytest.mark.parametrize("state", list(SuggestionState))
def test_only_an_offer_can_be_decided_on(state: SuggestionState) -> None:
    expected = None if state is SuggestionState.OFFERED else RefusalReason.ALREADY_DECIDED

    assert refused(lambda: talks.still_offered(state)) is expected


def test_the_rules_know_every_status() -> None:
    assert set(ConversationStatus) == {"PLANNED", "OPEN", "CLOSED", "CANCELLED"}


def test_a_refusal_speaks_the_language_of_whoever_asked() -> None:
    refusal = WrongTime(*talks.CLOSED)

    english = refusal.message
    refusal.language = "NL"

    assert english.startswith("This talk is closed")
    assert refusal.message.startswith("Dit gesprek is afgerond")


def refused(rule: object) -> RefusalReason | None:
    """Why a rule says no, if it does."""
    assert callable(rule)
    try:
        rule()
    except WrongTime as refusal:
        return refusal.reason
    return None
