"""From when the manager reads what is about their employee: the employee comes first where it is theirs or somebody else's word."""

from datetime import datetime, timedelta, tzinfo

from schema.rules import working_days

TAKEN_BACK_WITHIN = timedelta(hours=1)
"""How long the employee's own evaluation or shared reflection is theirs alone, so that it can be taken back."""

HEAD_START = 1
"""Working days between the receiver seeing a colleague's feedback and the manager reading it."""

AT_THE_LATEST = 3
"""Working days after which the manager reads a colleague's feedback, whether the receiver saw it or not."""


def own_words(at: datetime) -> datetime:
    """An evaluation or shared reflection of the employee: an hour later."""
    return at + TAKEN_BACK_WITHIN


def feedback(*, giver_reports_to_receiver: bool, at: datetime, zone: tzinfo) -> datetime | None:
    """Feedback by somebody else than the manager, when it is given: never where the giver reports to the receiver; else at the latest moment.

    `zone` is the receiver's.
    """
    return None if giver_reports_to_receiver else working_days.after(at, AT_THE_LATEST, zone)


def seen_feedback(manager_sees_from: datetime | None, at: datetime, zone: tzinfo) -> datetime | None:
    """Feedback once its receiver has seen it: a working day later, if that is earlier. `zone` is the receiver's."""
    return None if manager_sees_from is None else min(manager_sees_from, working_days.after(at, HEAD_START, zone))
