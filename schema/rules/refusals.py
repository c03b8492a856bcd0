"""What a rule says no with: a reason for programs, and a sentence for the person who asked, in their language."""

from __future__ import annotations

from enum import StrEnum


class RefusalReason(StrEnum):
    """Why something was refused, for a program to act on."""

    UNKNOWN = "UNKNOWN"
    NOT_YOURS = "NOT_YOURS"
    INVALID = "INVALID"
    KEY_REUSED = "KEY_REUSED"
    TALK_NOT_OPEN = "TALK_NOT_OPEN"
    TALK_OPEN = "TALK_OPEN"
    TALK_NOT_CLOSED = "TALK_NOT_CLOSED"
    TALK_CLOSED = "TALK_CLOSED"
    TALK_CANCELLED = "TALK_CANCELLED"
    ALREADY_DECIDED = "ALREADY_DECIDED"
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE"
    PAIR_ENDED = "PAIR_ENDED"
    PROTECTED = "PROTECTED"
    TOO_LITTLE = "TOO_LITTLE"


class Refused(Exception):
    """A rule said no: the transaction rolls back, and the refusal is data for whoever asked. `nl` and `en` say what they can do."""

    reason = RefusalReason.INVALID
    language = "EN"

    def __init__(self, nl: str, en: str, reason: RefusalReason | None = None) -> None:
        super().__init__(en)
        self.nl, self.en = nl, en
        self.reason = reason or type(self).reason

    @property
    def message(self) -> str:
        """The sentence in the language of whoever asked."""
        return self.nl if self.language == "NL" else self.en


class Unseen(Refused):
    """There is no such thing, or it is not theirs to see: one answer for both."""

    reason = RefusalReason.UNKNOWN

    def __init__(self) -> None:
        super().__init__("Dit bestaat niet, of je kunt het niet zien.", "There is no such thing, or you may not see it.")


class NotYours(Refused):
    """They see it, and may not do this with it."""

    reason = RefusalReason.NOT_YOURS


class Unfit(Refused):
    """The input does not fit; `field` names the input field."""

    def __init__(self, field: str, nl: str, en: str, reason: RefusalReason | None = None) -> None:
        super().__init__(nl, en, reason)
        self.field = field


class WrongTime(Refused):
    """It can't be done at this moment in the life of the talk."""

    def __init__(self, reason: RefusalReason, nl: str, en: str) -> None:
        super().__init__(nl, en, reason)


class TooLittle(Refused):
    """There is too little to go on, and nothing is made up."""

    reason = RefusalReason.TOO_LITTLE


def taken_back() -> WrongTime:
    """Whoever wrote it took it back: there is nothing left to change or to answer."""
    nl = "Wie dit schreef, heeft het teruggenomen."
    return WrongTime(RefusalReason.ALREADY_DECIDED, nl, "Whoever wrote this has taken it back.")


def changed_meanwhile() -> WrongTime:
    """Somebody else's words came in between; nothing of either is lost."""
    nl = "Dit is intussen veranderd; bekijk eerst wat er nu staat en probeer het dan opnieuw."
    en = "This has changed meanwhile; look at what stands there now, then try again."
    return WrongTime(RefusalReason.CHANGED_MEANWHILE, nl, en)
