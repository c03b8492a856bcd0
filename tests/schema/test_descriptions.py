"""The schema explains itself: every type, field, argument, input field and enum value says what it is."""

from collections.abc import Iterator

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, is_introspection_type, is_specified_scalar_type

from api.roots import SCHEMA

GRAPH = SCHEMA._schema


def described() -> Iterator[tuple[str, str | None]]:
    """Everything of the schema that is not GraphQL's own, with its description."""
    for kind in GRAPH.type_map.values():
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        yield kind.name, kind.description
        match kind:
            case GraphQLEnumType():
                yield from ((f"{kind.name}.{name}", value.description) for name, value in kind.values.items())
            case GraphQLInputObjectType():
                yield from ((f"{kind.name}.{name}", field.description) for name, field in kind.fields.items())
            case GraphQLObjectType() | GraphQLInterfaceType():
                for name, field in kind.fields.items():
                    yield f"{kind.name}.{name}", field.description
                    yield from ((f"{kind.name}.{name}({each})", argument.description) for each, argument in field.args.items())


def test_everything_is_described() -> None:
    found = list(described())

    assert len(found) > 400
    assert [name for name, text in found if not (text or "").strip()] == []


def test_a_description_is_made_of_sentences() -> None:
    assert [name for name, text in described() if text and not text.strip().endswith((".", "?", '"', ")"))] == []
