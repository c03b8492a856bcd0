"""Working days: Monday to Friday."""

from datetime import datetime, timedelta


def after(moment: datetime, days: int) -> datetime:
    """The same time of day, so many working days later (earlier for a negative number)."""
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left:
        moment += step
        left -= moment.weekday() < 5
    return moment
