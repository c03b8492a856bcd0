"""Whatever stands in a string, wherever the schema takes one: it is refused in words or it is kept, and never a mistake of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
)

from api.app import GRAPH
from schema.tables import Person
from tests.clients import Client
from tests.everything import NODES
from tests.makers import Makers, ago
from tests.stories.doing import MUTATIONS, document_of
from tests.stories.test_who_may_do_what import CASES, Around, Case

TEXTS = frozenset({"String", "ID"})
SOME_ID = f"Note_{UUID(int=7)}"
HOSTILE = {
    "NUL": "\0",
    "NUL in words": "Goed\0zo",
    "NUL after an id": f"{SOME_ID}\0",
    "an id of any type": f"Person_{UUID(int=7)}",
    "long": "x" * 900_000,
    "odd": "\u202e\u0634\u0643\u200b\u200d"
    + "\U0001f469\U0001f3fd\u200d\U0001f4bb" * 50
    + "\u2028\u2029\x85\x1f\x7f\ufffe\uffff"
    + "\ufdfa" * 20_000,
    "nothing": "",
}


def string_arguments(kind: GraphQLObjectType) -> Iterator[tuple[str, GraphQLField, str]]:
    """The arguments of a type's fields that take a string, as field and argument."""
    for name, field in kind.fields.items():
        for argument, definition in field.args.items():
            if get_named_type(definition.type).name in TEXTS:
                yield name, field, argument


def asked(name: str, field: GraphQLField, argument: str, around: str = "{}") -> str:
    """A document that gives that argument of a field `$any`, and the others that must be given something that names nothing."""
    named, listed = get_named_type(field.args[argument].type), isinstance(get_nullable_type(field.args[argument].type), GraphQLList)
    required = [each for each, definition in field.args.items() if each != argument and is_required_argument(definition)]
    others = "".join(f', {each}: "x"' for each in required)
    below = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
    selection = f"{name}({argument}: {'[$any]' if listed else '$any'}{others}){below}"
    return f"query Any($any: {named.name}!) {{ {around.replace('{}', selection)} }}"


ROOT = [
    (name, argument, asked(name, field, argument)) for name, field, argument in string_arguments(GRAPH.query_type or GraphQLObjectType("none", {}))
]
BELOW = [
    (f"{node}.{name}", argument, asked(name, field, argument, f'node(id: "{node}_{UUID(int=7)}") {{ ... on {node} {{ {{}} }} }}'))
    for node in NODES
    for name, field, argument in string_arguments(GRAPH.type_map[node])  # type: ignore[arg-type]
]


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_any_string_in_any_query_is_answered(make: Makers, client: Client, hostile: str) -> None:
    viewer = await make.employee_of(await make.conversation())
    mistakes = {}
    for where, argument, document in ROOT + BELOW:
        _, errors = await client.answer(document, viewer, any=HOSTILE[hostile])
        if wrong := [error for error in errors if code_of(error) != "BAD_USER_INPUT"]:
            mistakes[where, argument] = wrong

    assert mistakes == {}
    assert {"node", "search", "people", "conversations"} <= {where for where, *_ in ROOT}
    assert {"Goal.evaluations", "Person.conversations"} <= {where for where, *_ in BELOW}


def string_fields(case: Case) -> list[tuple[str, bool]]:
    """The fields of a mutation's input that take a string or a list of them."""
    kind = get_named_type(MUTATIONS[case.mutation].args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    taken = [(name, get_nullable_type(field.type)) for name, field in kind.fields.items() if get_named_type(field.type).name in TEXTS]
    return [(name, isinstance(found, GraphQLList)) for name, found in taken]


@pytest.fixture
async def around(make: Makers) -> Around:
    """An employee with a manager now and one before, and somebody who gave feedback."""
    manager = await make.person("Mark Maas")
    employee, former = await make.person("Emma Evers", manager=manager), await make.person("Fatima Faas")
    people: dict[str, Person] = {"employee": employee, "manager": manager, "giver": await make.person("Gerda Gever"), "former manager": former}
    return Around(make, await make.pair(manager, employee), await make.pair(former, employee, ended=ago(days=100)), people)


@pytest.mark.parametrize("case", [case for case in CASES if string_fields(case)], ids=str)
async def test_any_string_in_any_mutation_is_answered(around: Around, client: Client, case: Case) -> None:
    viewer = around.people[case.author if case.may[0] == "D" else "employee"]
    mistakes = {}
    for field, listed in string_fields(case):
        for name, hostile in HOSTILE.items():
            given = {**await case.build(around, around.people[case.author]), field: [hostile] if listed else hostile}
            _, errors = await client.answer(document_of(case.mutation), viewer, input=given)
            if wrong := [error for error in errors if code_of(error) != "BAD_USER_INPUT"]:
                mistakes[field, name] = wrong
    assert mistakes == {}


def test_every_string_of_every_mutation_is_tried() -> None:
    kinds = {name: get_named_type(field.args["input"].type) for name, field in MUTATIONS.items()}
    with_strings = {name for name, kind in kinds.items() if any(get_named_type(it.type).name in TEXTS for it in kind.fields.values())}

    assert with_strings == {case.mutation for case in CASES if string_fields(case)}


def code_of(error: Any) -> Any:
    """The code of an error; a mistake of ours has none."""
    return error.get("extensions", {}).get("code")
