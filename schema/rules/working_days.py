"""Working days: Monday to Friday, as they are where the employee works."""

from datetime import UTC, datetime, timedelta, tzinfo


def after(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """The same time of day in that zone, so many working days later (earlier for a negative number); in UTC."""
    local = moment.astimezone(zone)
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left:
        local += step  # by the clock on the wall there: the night the clocks change is a day like any other
        left -= local.weekday() < 5
    return local.astimezone(UTC)
