"""What every type shares: ids, moments, pages."""

from datetime import datetime, timedelta, timezone
from typing import Generic, TypeVar

import strawberry
from strawberry.types.scalar import ScalarDefinition

from schema.plan.declare import identity

T = TypeVar("T")
UTC = timezone(timedelta(0))


def written(moment: datetime) -> str:
    """A moment as clients get it: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def read(text: object) -> datetime:
    """A moment as clients send it. Raises `ValueError` without an offset, and on anything else that names no moment."""
    if not isinstance(text, str):
        raise ValueError('A DateTime is a string, such as "2026-11-03T09:30:00.000Z".')
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise ValueError('That is not a DateTime; write it as "2026-11-03T09:30:00.000Z".') from problem
    if moment.tzinfo is None:
        raise ValueError('A DateTime says its offset; write it as "2026-11-03T09:30:00.000Z".')
    return moment.astimezone(UTC)


DATE_TIME: ScalarDefinition = strawberry.scalar(
    name="DateTime",
    description="A moment: UTC, milliseconds, Z.",
    specified_by_url="https://scalars.graphql.org/andimarek/date-time",
    serialize=written,
    parse_value=read,
)


@strawberry.interface(description="Anything with an id of its own.")
class Node:
    """Anything with an id."""

    id: strawberry.ID = identity()


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Where a page stands."""

    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether something came before.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item; empty on an empty page.")
    end_cursor: str | None = strawberry.field(description="The cursor to give as `after` for the next page; empty on an empty page.")


@strawberry.type(description="An item of a page.")
class Edge(Generic[T]):
    """An item of a page."""

    node: T = strawberry.field(description="The item.")
    cursor: str = strawberry.field(description="Its place in the list.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]] = strawberry.field(description="The items of this page, in order.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
