"""Moments and days written relative to now, so that the demo's history is always the last half year."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri")
MONTHS = {
    "NL": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"),
    "EN": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}
IN_A_WEEK = re.compile(r"([+-]\d+)w (mon|tue|wed|thu|fri)(?: (\d\d):(\d\d))?")
WORKING_DAYS_AGO = re.compile(r"-(\d+)d (\d\d):(\d\d)")
MINUTES_AGO = re.compile(r"-(\d+)m")


@dataclass(frozen=True)
class Calendar:
    """Turns what the demo's files say into moments, seen from `now` (aware) in an organisation's time zone."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day it is in the zone."""
        return self.now.astimezone(self.zone).date()

    def moment(self, written: str) -> datetime:
        """`-3w thu 10:00`: Thursday of three weeks ago; `-1d 13:30`: the last working day before today; `-4m`: four minutes ago."""
        if found := MINUTES_AGO.fullmatch(written):
            return to_the_millisecond(self.now - timedelta(minutes=int(found[1])))
        if found := WORKING_DAYS_AGO.fullmatch(written):
            return self._at(self.working_days_before(self.today, int(found[1])), time(int(found[2]), int(found[3])))
        found = IN_A_WEEK.fullmatch(written)
        if not found or not found[3]:
            raise ValueError(f"not a moment: {written!r}")
        return self._at(self._day(found), time(int(found[3]), int(found[4])))

    def day(self, written: str) -> date:
        """`+2w wed`: Wednesday of the week after next."""
        found = IN_A_WEEK.fullmatch(written)
        if not found or found[3]:
            raise ValueError(f"not a day: {written!r}")
        return self._day(found)

    def working_days_after(self, moment: datetime, count: int) -> datetime:
        """The same time of day, so many working days later."""
        local = moment.astimezone(self.zone)
        for _ in range(count):
            local += timedelta(days=1)
            while local.weekday() >= len(DAYS):
                local += timedelta(days=1)
        return local.astimezone(UTC)

    def working_day_before(self, moment: datetime, count: int, at: time) -> datetime:
        """So many working days earlier, at a time of day."""
        day = self.working_days_before(moment.astimezone(self.zone).date(), count)
        return self._at(day, at)

    def working_days_before(self, day: date, count: int) -> date:
        """The day so many working days earlier."""
        for _ in range(count):
            day -= timedelta(days=1)
            while day.weekday() >= len(DAYS):
                day -= timedelta(days=1)
        return day

    def afternoon(self, day: date) -> datetime:
        """Three o'clock on that day."""
        return self._at(day, time(15))

    def said(self, moment: datetime, language: str) -> str:
        """The day as a person would say it: `3 november`."""
        day = moment.astimezone(self.zone).date()
        return f"{day.day} {MONTHS[language][day.month - 1]}"

    def _day(self, found: re.Match[str]) -> date:
        monday = self.today - timedelta(days=self.today.weekday())
        return monday + timedelta(weeks=int(found[1]), days=DAYS.index(found[2]))

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def to_the_millisecond(moment: datetime) -> datetime:
    """What the database keeps of a moment."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000).astimezone(UTC)
