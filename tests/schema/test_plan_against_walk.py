"""Whatever is asked, and however it is written: the plan answers what a plain walk of the same declarations answers."""

from typing import cast

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.plan.compile import declaration_of
from tests.schema.conftest import COVERED
from tests.schema.documents import atlas, questions
from tests.schema.readers import GRAPH, World
from tests.schema.rich_world import WHO
from tests.schema.walk import Statistics

DOCUMENTS = settings.get_profile("documents")
KINDS = sorted({kind for kind, _ in atlas(GRAPH).fields})
EVERYTHING, GENERATED = Statistics(), Statistics()
ROOTS = """{
  viewer { id }
  preferences { language timeZone quietFrom quietUntil workingDays }
  conversations { edges { node { id } cursor } pageInfo { endCursor } }
  people { edges { node { id } cursor } pageInfo { endCursor } }
  roles { edges { node { id } cursor } pageInfo { endCursor } }
  developmentOptions { edges { node { id } cursor } pageInfo { endCursor } }
  triggers { edges { node { id } cursor } pageInfo { endCursor } }
}"""


def planned_fields() -> set[tuple[str, str]]:
    """Every planned field that a document can come to."""
    kinds = cast("dict[str, GraphQLObjectType]", GRAPH.type_map)
    return {(kind, name) for kind, name in atlas(GRAPH).fields if declaration_of(kinds[kind].fields[name])[0] is not None}


@pytest.mark.parametrize("who", ["employee", "manager", "outsider"])
async def test_each_field_of_each_thing_is_the_same(world: World, who: str) -> None:
    reader = world.readers[who]
    roots = await reader.both(ROOTS, {}, EVERYTHING)
    assert not roots.errors
    assert roots.plan == roots.walk
    for name, ids in world.known[who].ids.items():
        kind = GRAPH.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        document = f"query($id: ID!) {{ node(id: $id) {{ ... on {name} {whole(kind, 0)} }} }}"
        for client_id in [*ids[:: max(1, len(ids) // 6)], *ids[-3:]]:
            answers = await reader.both(document, {"id": client_id}, EVERYTHING)
            assert not answers.errors
            assert answers.plan == answers.walk


def whole(kind: GraphQLObjectType, things: int) -> str:
    """All that a type has, with all that has no id of its own, through so many things that have one; of those beyond only the id."""
    written = ["__typename"]
    for name, definition in kind.fields.items():
        target = get_named_type(definition.type)
        if is_leaf_type(target):
            written.append(name)
        elif not isinstance(target, GraphQLObjectType) or (target.interfaces and things == 0):
            written.append(f"{name} {{ __typename id }}")
        else:
            written.append(f"{name} {whole(target, things - len(target.interfaces))}")
    return "{ " + " ".join(written) + " }"


@pytest.mark.parametrize("about", KINDS)
@settings(DOCUMENTS, max_examples=-(-DOCUMENTS.max_examples // len(KINDS)))
@given(who=st.sampled_from(WHO), data=st.data())
async def test_a_generated_document_gets_the_same_answer(world: World, about: str, who: str, data: st.DataObject) -> None:
    question = data.draw(questions(GRAPH, world.known[who], about))

    answers = await world.readers[who].both(question.text, question.variables, GENERATED)
    others = await world.readers[who].both(question.text, question.others, GENERATED)

    assert not answers.errors
    assert answers.plan == answers.walk
    assert not others.errors
    assert others.plan == others.walk


def test_between_them_the_documents_read_every_field(request: pytest.FixtureRequest) -> None:
    if not (EVERYTHING.filled and GENERATED.filled):
        pytest.skip("The documents were not read in this run.")
    fields = planned_fields()

    request.config.stash[COVERED] = (
        f"Generated documents selected {len(GENERATED.selected)} of {len(fields)} planned fields of {len(KINDS)} types; "
        f"{len(GENERATED.filled & fields)} had a value at least once."
    )

    assert fields - EVERYTHING.filled - GENERATED.filled == set()
    assert len(GENERATED.filled & fields) > 0.9 * len(fields)
