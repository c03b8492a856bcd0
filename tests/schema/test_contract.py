"""The schema keeps what clients are promised, and the printed schema is the one that is served."""

from pathlib import Path

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, build_schema, find_breaking_changes

from api.commands.schema import FILE, printed
from api.roots import SCHEMA

GRAPH = SCHEMA._schema
CONTRACT = build_schema((Path(__file__).parent / "contract.graphql").read_text(encoding="utf-8"))

FIRST_MUTATIONS = {"suggestQuestions", "acceptSuggestion", "dismissSuggestion", "draftSummary"}


def promised(*mutations: str) -> GraphQLSchema:
    """The contract, with these mutations only, and all that can be reached from what is left."""
    roots = CONTRACT.mutation_type
    assert roots
    fields = {name: roots.fields[name] for name in mutations}
    kinds = CONTRACT.type_map.values()
    reached = {str(interface) for interface in kinds if isinstance(interface, GraphQLInterfaceType)}
    implementing = [kind for kind in kinds if isinstance(kind, GraphQLObjectType) and reached & {str(one) for one in kind.interfaces}]
    return GraphQLSchema(CONTRACT.query_type, GraphQLObjectType("Mutation", fields), types=implementing)


FOLLOWED = {"conversationChanged", "questionsSuggested"}


def test_every_subscription_there_is_is_as_promised() -> None:
    roots = CONTRACT.subscription_type
    assert roots
    assert GRAPH.subscription_type
    fields = {name: field for name, field in roots.fields.items() if name in GRAPH.subscription_type.fields}
    contract = GraphQLSchema(CONTRACT.query_type, subscription=GraphQLObjectType("Subscription", fields))

    assert set(fields) >= FOLLOWED
    assert "SuggestionsComplete" in contract.type_map
    assert [change.description for change in find_breaking_changes(contract, GRAPH)] == []


def done() -> set[str]:
    """The mutations that the schema has."""
    assert GRAPH.mutation_type
    return set(GRAPH.mutation_type.fields)


def test_all_that_can_be_asked_is_as_promised() -> None:
    changes = find_breaking_changes(promised(*FIRST_MUTATIONS), GRAPH)

    assert [change.description for change in changes] == []


def test_every_mutation_there_is_is_as_promised() -> None:
    assert CONTRACT.mutation_type
    mutations = done() & set(CONTRACT.mutation_type.fields)

    changes = find_breaking_changes(promised(*mutations), GRAPH)

    assert mutations >= FIRST_MUTATIONS
    assert [change.description for change in changes] == []


def test_the_promise_is_worth_testing() -> None:
    whole = promised(*FIRST_MUTATIONS)

    assert {"Query", "Mutation", "Brief", "Suggestion", "SuggestQuestionsInput", "ProtectedDetails", "Trigger"} <= set(whole.type_map)
    assert find_breaking_changes(GRAPH, build_schema("type Query { about: String }"))


@pytest.mark.parametrize("name", ["DateTime", "Date", "UUID"])
def test_a_scalar_is_described_and_is_the_one_promised(name: str) -> None:
    assert GRAPH.type_map[name].description
    assert name in CONTRACT.type_map


def test_the_printed_schema_is_the_one_that_is_served() -> None:
    assert FILE.read_text(encoding="utf-8") == printed(GRAPH), "run `python -m api schema --write`, and read the difference"


def test_the_printed_schema_is_sorted_and_can_be_read_back() -> None:
    read = build_schema(printed(GRAPH))

    assert printed(read) == printed(GRAPH)
    assert find_breaking_changes(read, GRAPH) == []
