"""Documents that ask every field the schema has: one for each type with an id, and one for the root. And what stands in their answers."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)

from api.app import GRAPH

NODES: tuple[str, ...] = tuple(
    sorted(name for name, kind in GRAPH.type_map.items() if isinstance(kind, GraphQLObjectType) and any(it.name == "Node" for it in kind.interfaces))
)
"""The types with an id of their own."""

GIVEN = {"first": "100", "states": "null"}
"""Arguments with which a list gives all it has."""

ROOT = {
    "node": "(id: $person)",
    "person": "(id: $person)",
    "role": "(id: $role)",
    "conversation": "(id: $conversation)",
    "search": '(text: "planning energie voorstel uitleg drukte factureren week", about: $person, first: 50)',
}
"""How the fields of the root that need something are asked."""

ROOT_TYPE = GRAPH.query_type

SIGNATURE = re.compile(r"«([0-9a-f-]{36})»")


def asked_by_id(type_name: str, number: int) -> str:
    """A document that asks `number` nodes of a type (`$id0`, `$id1`, …) for every field they have, as `node0`, `node1`, …."""
    return _by_id(type_name, number, f"... on {type_name} {{ {selected(_object(type_name))} }}")


def found_by_id(type_name: str, number: int) -> str:
    """A document that asks `number` nodes of a type for nothing but their type."""
    return _by_id(type_name, number, "__typename id")


def root_document() -> str:
    """A document that asks every field of the root."""
    root = _object("Query")
    arguments = {name: ROOT.get(name, _arguments(field)) for name, field in root.fields.items()}
    fields = [f"{name}{arguments[name]} {{ {_below(field.type)} }}" for name, field in root.fields.items()]
    return f"query($person: ID!, $role: ID!, $conversation: ID!) {{ {' '.join(fields)} }}"


def selected(kind: GraphQLObjectType) -> str:
    """Every field of a type: what has an id of its own by its id alone, everything else whole."""
    fields = []
    for name, field in kind.fields.items():
        assert not any(is_required_argument(argument) for argument in field.args.values()), name
        below = "" if is_leaf_type(get_named_type(field.type)) else f" {{ {_below(field.type)} }}"
        fields.append(f"{name}{_arguments(field)}{below}")
    return " ".join(["__typename", *fields])


def weight(type_name: str) -> int:
    """About how many fields the selection of a type has."""
    return len(re.findall(r"\w+", selected(_object(type_name))))


def embedded() -> set[str]:
    """The object types without an id that are asked whole wherever they stand."""
    found: set[str] = set()
    waiting: list[GraphQLObjectType] = [_object(name) for name in ("Query", *NODES)]
    while waiting:
        for field in waiting.pop().fields.values():
            kind = get_named_type(field.type)
            if isinstance(kind, GraphQLObjectType) and kind.name not in NODES and kind.name not in found:
                found.add(kind.name)
                waiting.append(kind)
    return found


def reachable() -> set[str]:
    """Every object type that a query can answer with."""
    found: set[str] = set()
    waiting = ["Query"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        for field in _object(name).fields.values():
            kind = get_named_type(field.type)
            possible = GRAPH.get_possible_types(kind) if is_abstract_type(kind) else [kind]
            waiting.extend(it.name for it in possible if isinstance(it, GraphQLObjectType))
    return found


def lists_of_nodes(type_name: str) -> list[str]:
    """The fields of a type that are lists or pages of what has an id."""
    return [name for name, field in _object(type_name).fields.items() if _lists_nodes(field.type)]


def _lists_nodes(output: GraphQLOutputType) -> bool:
    kind = get_named_type(output)
    if kind.name.endswith("Connection"):
        return True
    return is_list_type(get_nullable_type(output)) and (kind.name == "Node" or kind.name in NODES)


def signatures(answer: Any) -> set[UUID]:
    """The ids of the rows whose words stand anywhere in an answer."""
    return {UUID(found) for text in _texts(answer) for found in SIGNATURE.findall(text)}


def client_ids(answer: Any) -> set[str]:
    """Every id of a node that stands anywhere in an answer."""
    return {text for text in _texts(answer) if text.partition("_")[0] in NODES and "_" in text}


def missing(kind: Any, answer: Any, place: str) -> Iterator[str]:
    """Where an answer holds null though the schema promises something."""
    if isinstance(kind, GraphQLNonNull):
        if answer is None:
            yield place
        kind = kind.of_type
    if answer is None:
        return
    if isinstance(kind, GraphQLList):
        for item in answer:
            yield from missing(kind.of_type, item, place)
    elif isinstance(answer, dict):
        inner = _object(answer["__typename"]) if "__typename" in answer else kind
        for name, value in answer.items():
            if name != "__typename":
                yield from missing(inner.fields[name].type, value, f"{inner.name}.{name}")


def _by_id(type_name: str, number: int, selection: str) -> str:
    variables = ", ".join(f"$id{place}: ID!" for place in range(number))
    nodes = " ".join(f"node{place}: node(id: $id{place}) {{ ...all }}" for place in range(number))
    return f"query({variables}) {{ {nodes} }} fragment all on Node {{ {selection} }}"


def _below(output: GraphQLOutputType) -> str:
    kind = get_named_type(output)
    if isinstance(kind, GraphQLInterfaceType) or kind.name in NODES:
        return "__typename id"
    assert isinstance(kind, GraphQLObjectType), kind
    return selected(kind)


def _arguments(field: GraphQLField) -> str:
    given = [f"{name}: {GIVEN[name]}" for name in field.args if name in GIVEN]
    return f"({', '.join(given)})" if given else ""


def _object(name: str) -> GraphQLObjectType:
    kind = GRAPH.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return kind


def _texts(answer: Any) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, dict):
        for value in answer.values():
            yield from _texts(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from _texts(value)
