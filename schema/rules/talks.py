"""The life of a talk: what can be done with it at which moment. Each rule raises `WrongTime` with its reason, or says nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from schema.rules import working_days
from schema.rules.refusals import RefusalReason, WrongTime

OUTCOME_FOR = timedelta(days=14)
"""How long after closing somebody may say what a talk brought."""

AFTERWARDS = 2
"""How many working days after closing a talk can be reopened, and its notes and agreements written."""

OUTCOMES_APART = 3
"""How many working days after closing the two outcomes stay apart where only one has answered."""

CANCELLED = (
    RefusalReason.TALK_CANCELLED,
    "Dit gesprek is vervallen; plan een nieuw gesprek.",
    "This talk was cancelled; plan a new one.",
)
CLOSED = (
    RefusalReason.TALK_CLOSED,
    "Dit gesprek is afgerond; neem het mee naar het volgende gesprek.",
    "This talk is closed; take it to the next one.",
)
CONFIRMED_BY_BOTH = (
    RefusalReason.TALK_CLOSED,
    "Jullie hebben de samenvatting allebei bevestigd; neem het mee naar het volgende gesprek.",
    "Both of you have confirmed the summary; take it to the next talk.",
)
PAIR_ENDED = (
    RefusalReason.PAIR_ENDED,
    "Jullie zijn geen gesprekspartners meer; dit gesprek is klaar.",
    "The two of you are no pair any more; this talk is over.",
)
OPEN = (
    RefusalReason.TALK_OPEN,
    "Dit gesprek is al begonnen; rond het eerst af.",
    "This talk has begun already; round it off first.",
)
ANOTHER_OPEN = (
    RefusalReason.TALK_OPEN,
    "Jullie hebben al een gesprek dat bezig is; rond dat eerst af.",
    "The two of you have a talk that is open already; round that one off first.",
)
NOT_CLOSED = (
    RefusalReason.TALK_NOT_CLOSED,
    "Dit gesprek is nog niet afgerond; dat komt eerst.",
    "This talk is not closed yet; that comes first.",
)
NOT_OPEN = (
    RefusalReason.TALK_NOT_OPEN,
    "Dit gesprek is nog niet begonnen; open het, of schrijf eerst een notitie.",
    "This talk has not begun; open it, or write a note first.",
)
DECIDED = (
    RefusalReason.ALREADY_DECIDED,
    "Over deze suggestie is al beslist.",
    "This suggestion has been decided on already.",
)
CONFIRMED = (
    RefusalReason.ALREADY_DECIDED,
    "Deze samenvatting is al bevestigd; een nieuw concept zou die overschrijven.",
    "This summary has been confirmed; a new draft would overwrite it.",
)
FINAL = (
    RefusalReason.ALREADY_DECIDED,
    "Jullie hebben deze samenvatting allebei bevestigd; zet wat je nog kwijt wilt in een reactie.",
    "Both of you have confirmed this summary; put what you want to add in a response.",
)


@dataclass(frozen=True)
class Talk:
    """A talk as its rules see it.

    `both_confirmed`: both have confirmed its summary; `pair_ended`: its two people talk no more; `zone`: where its employee works.
    """

    status: str
    closed_at: datetime | None = None
    both_confirmed: bool = False
    pair_ended: bool = False
    zone: tzinfo = UTC


def can_be_moved(talk: Talk) -> None:
    """A talk can be rescheduled or cancelled while it is planned."""
    _not_over(talk)
    if talk.status == "OPEN":
        raise WrongTime(*OPEN)


def can_be_opened(talk: Talk) -> None:
    """A talk is opened while it is planned; one that is open stays so."""
    _not_over(talk)


def can_be_reopened(talk: Talk, now: datetime) -> None:
    """A closed talk of a pair that lasts can be reopened for two working days, unless both confirmed its summary; one that is open stays so."""
    if talk.status == "CANCELLED":
        raise WrongTime(*CANCELLED)
    if talk.status == "PLANNED":
        raise WrongTime(*NOT_CLOSED)
    if talk.status == "CLOSED":
        _still_warm(talk, now)


def can_be_closed(talk: Talk, *, has_notes: bool) -> None:
    """A talk is closed when it is open, or planned and something was written in it; one that is closed stays so."""
    if talk.status == "CANCELLED":
        raise WrongTime(*CANCELLED)
    if talk.status == "PLANNED" and not has_notes:
        raise WrongTime(*NOT_OPEN)


def still_ahead(status: str) -> None:
    """The agenda and suggestions can change while a talk is planned or open."""
    _not_over(Talk(status))


def can_be_written_in(talk: Talk, now: datetime) -> None:
    """Notes and agreements are written until two working days after closing, unless both confirmed the summary or their pair ended."""
    if talk.status == "CANCELLED":
        raise WrongTime(*CANCELLED)
    if talk.status == "CLOSED":
        _still_warm(talk, now)


def can_have_an_outcome(talk: Talk, now: datetime) -> None:
    """What a talk brought is said from its opening until 14 days after its closing."""
    if talk.status == "CANCELLED":
        raise WrongTime(*CANCELLED)
    if talk.status == "PLANNED":
        raise WrongTime(*NOT_OPEN)
    if talk.closed_at is not None and now > talk.closed_at + OUTCOME_FOR:
        raise WrongTime(*CLOSED)


def can_be_summarised(status: str) -> None:
    """A summary is drafted, edited and confirmed once its talk is closed."""
    if status == "CANCELLED":
        raise WrongTime(*CANCELLED)
    if status != "CLOSED":
        raise WrongTime(*NOT_CLOSED)


def summary_can_change(talk: Talk) -> None:
    """A summary can be edited and confirmed until both have confirmed it."""
    can_be_summarised(talk.status)
    if talk.both_confirmed:
        raise WrongTime(*FINAL)


def still_offered(state: str) -> None:
    """A suggestion can be taken or put aside while it is an offer."""
    if state != "OFFERED":
        raise WrongTime(*DECIDED)


def _not_over(talk: Talk) -> None:
    if talk.status == "CLOSED":
        raise WrongTime(*CLOSED)
    if talk.status == "CANCELLED":
        raise WrongTime(*CANCELLED)


def _still_warm(talk: Talk, now: datetime) -> None:
    if talk.pair_ended:
        raise WrongTime(*PAIR_ENDED)
    if talk.both_confirmed:
        raise WrongTime(*CONFIRMED_BY_BOTH)
    if talk.closed_at is not None and now > working_days.after(talk.closed_at, AFTERWARDS, talk.zone):
        raise WrongTime(*CLOSED)
