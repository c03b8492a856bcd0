"""Documents: read once and remembered, and refused before they cost anything."""

import pytest
from graphql import GraphQLError, build_schema, get_introspection_query

from api.documents import Document, Documents, Limits

SCHEMA = build_schema(
    """
    type Query { me: Person people(first: Int): [Person] about: String }
    type Person { id: ID name: String manager: Person reports: [Person] }
    type Mutation { touch: String }
    """
)


@pytest.fixture
def documents() -> Documents:
    """Documents with the limits of the product."""
    return Documents(SCHEMA)


def code(document: Document) -> str | None:
    """The code of the first error."""
    return str(document.errors[0]["extensions"]["code"]) if document.errors else None


def nested(levels: int, leaf: str = "name") -> str:
    """A query with that many levels."""
    return "{ me " + "{ manager " * (levels - 2) + "{ " + leaf + " }" * levels


def test_a_document_is_read_once_and_keeps_what_was_compiled_from_it(documents: Documents) -> None:
    first = documents.get("{ me { name } }")
    first.plans["q"] = "select 1"

    again = documents.get("{ me { name } }")

    assert again is first
    assert again.plans == {"q": "select 1"}


def test_an_operation_tells_its_kind_and_all_its_roots(documents: Documents) -> None:
    document = documents.get("query A { me { name } ...B } fragment B on Query { about ... on Query { people { id } } } mutation C { touch }")

    a, c = document.operation("A"), document.operation("C")

    assert (a.kind, a.roots, a.fields, a.levels) == ("query", frozenset({"me", "about", "people"}), 5, 2)
    assert (c.kind, c.roots) == ("mutation", frozenset({"touch"}))


def test_one_of_several_operations_must_be_named(documents: Documents) -> None:
    document = documents.get("query A { about } query B { about }")

    for name in (None, "C"):
        with pytest.raises(GraphQLError) as refused:
            document.operation(name)
        assert refused.value.extensions == {"code": "BAD_USER_INPUT"}


def test_the_only_operation_needs_no_name_and_a_wrong_one_is_refused(documents: Documents) -> None:
    document = documents.get("query A { about }")

    assert document.operation(None).name == "A"
    with pytest.raises(GraphQLError):
        document.operation("B")


def test_a_document_of_fragments_alone_has_nothing_to_run(documents: Documents) -> None:
    assert code(documents.get("fragment A on Query { about }")) == "GRAPHQL_VALIDATION_FAILED"


def test_fifteen_levels_are_allowed_and_sixteen_are_not(documents: Documents) -> None:
    allowed, refused = documents.get(nested(15)), documents.get(nested(16))

    assert allowed.operation(None).levels == 15
    assert code(refused) == "QUERY_TOO_COMPLEX"


def test_levels_are_counted_through_fragments(documents: Documents) -> None:
    chain = " ".join(f"fragment F{i} on Person {{ manager {{ ...F{i + 1} }} }}" for i in range(13))

    allowed = documents.get(chain + " fragment F13 on Person { name } { me { ...F0 } }")
    refused = documents.get(chain + " fragment F13 on Person { manager { name } } { me { ...F0 } }")

    assert allowed.operation(None).levels == 15
    assert code(refused) == "QUERY_TOO_COMPLEX"


def test_two_thousand_fields_are_allowed_and_one_more_is_not(documents: Documents) -> None:
    # 40 spreads of 49 fields in a person of their own: 40 + 1,960.
    inside = "fragment F on Person { " + " ".join(["manager { id }"] * 24) + " name }"
    persons = " ".join(f"p{i}: me {{ ...F }}" for i in range(40))

    allowed = documents.get(inside + " { " + persons + " }")
    refused = documents.get(inside + " { about " + persons + " }")

    assert allowed.operation(None).fields == 2000
    assert code(refused) == "QUERY_TOO_COMPLEX"


def test_fragments_that_double_a_hundred_times_are_refused_without_being_written_out(documents: Documents) -> None:
    doubling = " ".join(f"fragment F{i} on Person {{ ...F{i + 1} ...F{i + 1} }}" for i in range(100))

    document = documents.get(doubling + " fragment F100 on Person { name } { me { ...F0 } }")

    assert code(document) == "QUERY_TOO_COMPLEX"


def test_a_chain_of_a_thousand_fragments_is_answered(documents: Documents) -> None:
    chain = " ".join(f"fragment F{i} on Person {{ ...F{i + 1} }}" for i in range(1_000))

    document = documents.get(chain + " fragment F1000 on Person { name } { me { ...F0 } }")

    assert code(document) == "QUERY_TOO_COMPLEX"


def test_fragments_in_a_circle_are_told_as_such(documents: Documents) -> None:
    document = documents.get("{ me { ...A } } fragment A on Person { manager { ...B } } fragment B on Person { reports { ...A } }")

    assert code(document) == "GRAPHQL_VALIDATION_FAILED"
    assert document.errors[0]["message"] == "Cannot spread fragment 'A' within itself via 'B'."


def test_a_fragment_that_spreads_itself_does_not_hide_what_it_selects(documents: Documents) -> None:
    assert code(documents.get("{ me { ...A } } fragment A on Person { name ...A ...Missing }")) == "GRAPHQL_VALIDATION_FAILED"


def test_two_hundred_aliases_are_allowed_and_one_more_is_not(documents: Documents) -> None:
    allowed = documents.get("{ " + " ".join(f"a{i}: about" for i in range(200)) + " }")
    refused = documents.get("{ " + " ".join(f"a{i}: about" for i in range(201)) + " }")

    assert code(allowed) is None
    assert code(refused) == "QUERY_TOO_COMPLEX"


def test_the_usual_introspection_query_is_allowed(documents: Documents) -> None:
    document = documents.get(get_introspection_query(descriptions=True, specified_by_url=True, schema_description=True, input_value_deprecation=True))

    assert document.errors == ()
    assert document.operation(None).roots == {"__schema"}


@pytest.mark.parametrize(
    "query",
    [
        "{ " + " ".join(f"a{i}: __schema {{ types {{ name }} }}" for i in range(6)) + " }",
        '{ __type(name: "Person") { ' + "ofType { " * 31 + "name" + " }" * 31 + " } }",
    ],
)
def test_more_of_the_schema_than_a_tool_needs_is_refused(documents: Documents, query: str) -> None:
    assert code(documents.get(query)) == "QUERY_TOO_COMPLEX"


def test_introspection_that_multiplies_its_answer_is_refused(documents: Documents) -> None:
    query = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"

    assert code(documents.get(query)) == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize(
    "text",
    [
        "{ " + "about " * 10_001 + "}",
        "#\n" * 10_001 + "{ about }",
        "{ about } # " + "x" * 100_000,
        "{ me " + "{ manager " * 3_000 + "}" * 3_001,
        "{ people(first: " + "[" * 3_000 + "]" * 3_000 + ") { id } }",
        " ".join(f"query Q{i} {{ about }}" for i in range(51)),
    ],
    ids=["tokens", "comments", "characters", "selections", "lists", "operations"],
)
def test_a_document_too_large_to_read_is_refused(documents: Documents, text: str) -> None:
    assert code(documents.get(text)) == "QUERY_TOO_COMPLEX"


def test_fields_that_would_be_compared_a_million_times_are_refused(documents: Documents) -> None:
    document = documents.get("{ " + "me { name } " * 900 + "}")

    assert code(document) == "QUERY_TOO_COMPLEX"


def test_errors_say_where_and_are_remembered_and_short(documents: Documents) -> None:
    text = '{ people(first: "' + "x" * 5_000 + '") { id } }'

    document = documents.get(text)

    assert documents.get(text) is document
    assert document.errors[0]["locations"] == [{"line": 1, "column": 17}]
    assert len(document.errors[0]["message"]) < 600


def test_at_most_twenty_errors_are_told(documents: Documents) -> None:
    document = documents.get("{ " + " ".join(f"unknown{i}" for i in range(500)) + " }")

    assert len(document.errors) == 21


def test_the_least_recently_used_document_is_forgotten_first() -> None:
    documents = Documents(SCHEMA, size=2)
    first = documents.get("{ a: about }")
    second = documents.get("{ b: about }")
    documents.get("{ a: about }")
    documents.get("{ c: about }")

    assert documents.remembered("{ a: about }") is first
    assert documents.remembered("{ b: about }") is None
    assert second.errors == ()


def test_large_documents_push_out_more_than_small_ones() -> None:
    documents = Documents(SCHEMA, tokens=1_000)
    for i in range(50):
        documents.get(f"{{ a{i}: about }}")
    before = len(documents)
    large = documents.get("{ " + " ".join(f"a{i}: people(first: 1) {{ id }}" for i in range(80)) + " }")

    assert large.tokens > 800
    assert before == 50
    assert documents.remembered("{ a0: about }") is None
    assert documents.remembered("{ a49: about }") is not None


def test_limits_are_the_products_unless_others_are_passed() -> None:
    documents = Documents(SCHEMA, limits=Limits(levels=2))

    assert code(documents.get("{ me { manager { id } } }")) == "QUERY_TOO_COMPLEX"
