"""The life of a talk: what can be done with it at which moment."""

from schema.rules.refusals import RefusalReason, WrongTime

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
NOT_CLOSED = (
    RefusalReason.TALK_NOT_CLOSED,
    "Dit gesprek is nog niet afgerond; een samenvatting komt erna.",
    "This talk is not closed yet; a summary comes after it.",
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


def still_ahead(status: str) -> None:
    """The agenda and suggestions can change while a talk is planned or open. Raises `WrongTime`."""
    if status == "CLOSED":
        raise WrongTime(*CLOSED)
    if status == "CANCELLED":
        raise WrongTime(*CANCELLED)


def can_be_summarised(status: str) -> None:
    """A summary is drafted of a closed talk. Raises `WrongTime`."""
    if status == "CANCELLED":
        raise WrongTime(*CANCELLED)
    if status != "CLOSED":
        raise WrongTime(*NOT_CLOSED)


def still_offered(state: str) -> None:
    """A suggestion can be taken or put aside while it is an offer. Raises `WrongTime`."""
    if state != "OFFERED":
        raise WrongTime(*DECIDED)
