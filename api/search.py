"""The door to search: its arguments checked, its statement and the selection below it read as one."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import strawberry
from graphql import GraphQLError
from sqlalchemy import Uuid, bindparam
from strawberry import Info

from api.context import Context
from api.nameless import nameless_query
from retrieval.search import OF_ROLES, WANTED, hits, query
from retrieval.texts import texts_about, texts_of_library
from schema.plan import ids
from schema.plan.arguments import first as first_argument
from schema.plan.declare import Rows, derived
from schema.plan.reader import Reader
from schema.types.enums import Part, SourceKind
from schema.types.search import SearchHit

DESCRIPTION = (
    "By meaning and by word, over shared texts the viewer may read: about one person, or the role library when `about` is empty. Dutch and "
    "English, and across the two; by word whatever the inflection, where one word is enough and rare words weigh more. "
    "Nothing for a person who is unknown or not yours to see."
)
HOW_MANY = first_argument(10)
PERSON = bindparam("search_about", type_=Uuid())


async def search(
    info: Info[Context, None],
    text: Annotated[str, strawberry.argument(description="What to look for: 1 to 1,000 characters, in plain words; signs mean nothing.")],
    about: Annotated[strawberry.ID | None, strawberry.argument(description="The person the texts are about; the role library without it.")] = None,
    parts: Annotated[
        list[Part] | None,
        strawberry.argument(description="Only what belongs to these parts; everything without it. Agreements and responses belong to no part."),
    ] = None,
    kinds: Annotated[list[SourceKind] | None, strawberry.argument(description="Only these kinds of text; all without it.")] = None,
    first: Annotated[int, strawberry.argument(description=HOW_MANY.description)] = HOW_MANY.default,
) -> list[SearchHit]:
    """The hits, as the JSON that the plan made of them."""
    reads = info.context.reads
    looked_for, person = _usable(query, text), None if about is None else ids.row_id(about, "Person")
    given = {
        "search_text": looked_for,
        "search_about": person,
        "search_parts": _words(parts),
        "search_kinds": _words(kinds),
        "search_most": _usable(HOW_MANY.read, first),
        **await _meaning(info.context, looked_for, person),
    }
    rows = _in_library if about is None else _about_a_person
    found: Any = await reads.derived(info._raw_info, "SearchHit", lambda: rows(reads.plans.reader), given)
    return found  # type: ignore[no-any-return]


async def _meaning(context: Context, text: str, person: UUID | None) -> dict[str, Any]:
    """What the query means, as parameters of the search."""

    async def nameless() -> str | None:
        async with context.begin() as session:
            return await nameless_query(session, person, text)

    return await context.meaning.of(text, nameless, of_roles=person is None)


def _about_a_person(reader: Reader) -> Rows:
    return derived(hits(texts_about(reader, PERSON), WANTED, reader, PERSON), "place")


def _in_library(reader: Reader) -> Rows:
    return derived(hits(texts_of_library(reader), WANTED, reader, fusion=OF_ROLES), "place")


def _usable(check: Any, value: Any) -> Any:
    try:
        return check(value)
    except ValueError as problem:
        raise GraphQLError(str(problem), extensions={"code": "BAD_USER_INPUT"}) from problem


def _words(chosen: list[Part] | list[SourceKind] | None) -> list[str] | None:
    return None if chosen is None else [word.value for word in chosen]
