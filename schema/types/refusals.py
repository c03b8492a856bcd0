"""Refusals as data: what a mutation answers where a rule said no."""

from __future__ import annotations

from enum import StrEnum

import strawberry

from schema.rules.refusals import RefusalReason
from schema.types.enums import described


@strawberry.interface(description="Something was not done, and why. Nothing changed.")
class Refusal:
    """Something was not done, and why."""

    reason: RefusalReason = strawberry.field(description="Why, for a program to act on.")
    message: str = strawberry.field(description="What the person can do, in their language.")


@strawberry.type(description="There is no such thing, or you may not see it: one answer for both.")
class NotFound(Refusal):
    """There is no such thing, or they may not see it."""


@strawberry.type(description="You see it, and may not do this with it.")
class NotAllowed(Refusal):
    """They see it, and may not do this with it."""


@strawberry.type(description="The input does not fit.")
class InvalidInput(Refusal):
    """The input does not fit."""

    field: str = strawberry.field(description="The input field it is about.")


@strawberry.type(description="It can't be done at this moment in the life of the talk.")
class WrongMoment(Refusal):
    """It can't be done at this moment."""


@strawberry.type(description="There is too little to go on, and nothing is made up.")
class NothingToSay(Refusal):
    """There is too little to go on."""


class ProtectedCategory(StrEnum):
    """A kind of detail that an employer may not keep."""

    HEALTH = "HEALTH"
    MEDICATION = "MEDICATION"
    PREGNANCY = "PREGNANCY"
    BELIEF = "BELIEF"
    UNION = "UNION"
    POLITICS = "POLITICS"
    ORIENTATION = "ORIENTATION"
    ORIGIN = "ORIGIN"
    CRIME = "CRIME"


described(
    ProtectedCategory,
    {
        "HEALTH": "The nature or cause of an illness, or a diagnosis.",
        "MEDICATION": "A medicine or treatment.",
        "PREGNANCY": "A pregnancy or what belongs to it.",
        "BELIEF": "A religion or belief.",
        "UNION": "Membership of a union.",
        "POLITICS": "A political opinion.",
        "ORIENTATION": "A sexual orientation.",
        "ORIGIN": "An ethnic origin.",
        "CRIME": "A criminal record.",
    },
)


@strawberry.type(description="Where protected details stand: offsets in UTF-16 code units, end exclusive, as text.slice(start, end) in JavaScript.")
class ProtectedSpan:
    """Where protected details stand."""

    start: int = strawberry.field(description="The first code unit.")
    end: int = strawberry.field(description="The code unit after the last.")
    category: ProtectedCategory = strawberry.field(description="What kind of detail.")


@strawberry.type(description="The text holds protected details that may not be kept. It was stored nowhere.")
class ProtectedDetails(Refusal):
    """The text holds protected details."""

    field: str = strawberry.field(description="The input field it is about.")
    spans: list[ProtectedSpan] = strawberry.field(description="Where they stand.")
    rephrased: str | None = strawberry.field(description="An open, lawful sentence to start from.")
    keepable: str | None = strawberry.field(description="The text as typed, with each span replaced by an opening that may be kept.")
