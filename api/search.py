"""The door to search: its arguments checked, its statement and the selection below it read as one."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from graphql import GraphQLError
from sqlalchemy import Uuid, bindparam
from strawberry import Info

from api.context import Context
from retrieval.search import WANTED, hits, query
from retrieval.texts import texts_about, texts_of_library
from schema.plan import ids
from schema.plan.arguments import first as first_argument
from schema.plan.declare import Rows, derived
from schema.plan.reader import Reader
from schema.types.enums import Part, SourceKind
from schema.types.search import SearchHit

DESCRIPTION = (
    "By word, over shared texts the viewer may read: about one person, or the role library when `about` is empty. Dutch and English, "
    "whatever the inflection; one of the words is enough, and rare words weigh more. "
    "Nothing for a query of stop words, or a person who is unknown or not yours to see."
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
    given = {
        "search_text": _usable(query, text),
        "search_about": None if about is None else ids.row_id(about, "Person"),
        "search_parts": _words(parts),
        "search_kinds": _words(kinds),
        "search_most": _usable(HOW_MANY.read, first),
        "search_vector": None,
        "search_model": None,
        "search_prefixes": None,
        "search_mean": None,
    }
    rows = _in_library if about is None else _about_a_person
    found: Any = await reads.derived(info._raw_info, "SearchHit", lambda: rows(reads.plans.reader), given)
    return found  # type: ignore[no-any-return]


def _about_a_person(reader: Reader) -> Rows:
    return derived(hits(texts_about(reader, PERSON), WANTED, reader), "place")


def _in_library(reader: Reader) -> Rows:
    return derived(hits(texts_of_library(reader), WANTED, reader), "place")


def _usable(check: Any, value: Any) -> Any:
    try:
        return check(value)
    except ValueError as problem:
        raise GraphQLError(str(problem), extensions={"code": "BAD_USER_INPUT"}) from problem


def _words(chosen: list[Part] | list[SourceKind] | None) -> list[str] | None:
    return None if chosen is None else [word.value for word in chosen]
