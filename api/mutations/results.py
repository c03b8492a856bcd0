"""What a mutation answers: the object, read back by the plan, or a refusal, which the handlers below make of what a rule raised."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.repeats import Once
from schema.plan import ids
from schema.rules.refusals import NotYours, Refused, TooLittle, Unfit, Unseen, WrongTime
from schema.types.refusals import InvalidInput, NotAllowed, NotFound, NothingToSay, WrongMoment

Info = strawberry.Info[Any, Any]
T = TypeVar("T")


class Refusals(strawberry.ExceptionHandler[Unseen, NotFound]):
    """What can't be seen is not found."""

    def handle(self, exception: Unseen, *, field: Any, info: Info) -> NotFound:
        """The refusal as data."""
        return NotFound(reason=exception.reason, message=exception.message)


class NotAllowedOnes(strawberry.ExceptionHandler[NotYours, NotAllowed]):
    """What is seen and may not be done is not allowed."""

    def handle(self, exception: NotYours, *, field: Any, info: Info) -> NotAllowed:
        """The refusal as data."""
        return NotAllowed(reason=exception.reason, message=exception.message)


class InvalidOnes(strawberry.ExceptionHandler[Unfit, InvalidInput]):
    """Input that does not fit."""

    def handle(self, exception: Unfit, *, field: Any, info: Info) -> InvalidInput:
        """The refusal as data."""
        return InvalidInput(reason=exception.reason, message=exception.message, field=exception.field)


class UntimelyOnes(strawberry.ExceptionHandler[WrongTime, WrongMoment]):
    """What can't be done now."""

    def handle(self, exception: WrongTime, *, field: Any, info: Info) -> WrongMoment:
        """The refusal as data."""
        return WrongMoment(reason=exception.reason, message=exception.message)


class EmptyOnes(strawberry.ExceptionHandler[TooLittle, NothingToSay]):
    """Too little to go on."""

    def handle(self, exception: TooLittle, *, field: Any, info: Info) -> NothingToSay:
        """The refusal as data."""
        return NothingToSay(reason=exception.reason, message=exception.message)


def as_data(refusal: Refused) -> NotFound | NotAllowed | InvalidInput | WrongMoment | NothingToSay:
    """A refusal as a subscription tells it: as an event, for strawberry's handlers are for fields only."""
    said: dict[str, Any] = {"reason": refusal.reason, "message": refusal.message}
    match refusal:
        case Unfit():
            return InvalidInput(**said, field=refusal.field)
        case NotYours():
            return NotAllowed(**said)
        case WrongTime():
            return WrongMoment(**said)
        case TooLittle():
            return NothingToSay(**said)
    return NotFound(**said)


HANDLERS = (Refusals(), NotAllowedOnes(), InvalidOnes(), UntimelyOnes(), EmptyOnes())


async def made(info: Info, kind: type[T], row_id: UUID, session: AsyncSession | None = None) -> T:
    """The object a mutation made or changed, as it was selected: read in its own transaction, if that is given.

    What was made with the same key may be gone by now: `Unseen`.
    """
    read: T | None = await info.context.reads.one(info._raw_info, kind.__name__, row_id, session)
    if read is not None:
        return read
    if session is not None:
        raise Unseen
    async with info.context.begin():
        raise Unseen


def row_of(client_id: str, *type_names: str) -> UUID | None:
    """The row a client's id names; nothing for an id of another type, which an action answers as unseen."""
    return ids.row_id(client_id, *type_names)


def row_if_given(client_id: str | None, *type_names: str) -> UUID | None:
    """The row an id names where one may be left out; for an id of another type a row that nobody has."""
    return None if client_id is None else row_of(client_id, *type_names) or NOBODY


def given(**fields: Any) -> dict[str, Any]:
    """Only the fields that stand in the input, null included."""
    return {name: value for name, value in fields.items() if value is not strawberry.UNSET}


def or_none(value: Any) -> Any:
    """The value, or nothing where the input has none."""
    return None if value is strawberry.UNSET else value


def once(info: Info, mutation: str, key: UUID | None, *said: Any) -> Once:
    """The mutation as it may come again: with its key, and a keyed hash of what was said in it."""
    return Once(mutation, key, info.context.hashing.of(*said))


KEY = "Make one for each new request: sent again with the same key, it is done once."
"""What every `idempotencyKey` is for."""

NOBODY = UUID(int=0)
"""No row has it: what a malformed id stands for where an absent one would mean something else."""
