"""The read plan: whatever GraphQL allows, in one statement, and a clear word about what can't be used."""

import asyncio
import base64
import threading
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from api.app import GRAPH
from api.http import RequestInfo
from schema.plan.plans import Plans, Statement
from schema.tables import Person
from tests.clients import DOCUMENTS, Client
from tests.makers import Makers, ago, client_id, identity_of

LONG = "an_alias_that_is_longer_than_the_sixty_three_characters_after_which_postgresql_cuts_a_name_off_"
EVERY_SIGN = "".join(chr(code) for code in [*range(1, 0x250), *range(0x2000, 0x2070), 0xFEFF, 0xFFFD, *range(0x1F600, 0x1F650), 0x10FFFF])
HARD = (
    "Zij zei: \"dat lukt\" \\ en 'goed' </script> & \\u0041 \\n %s $1 :name",
    "regel één\nregel twee\r\n\t",
    "🙂 👩‍👩‍👧 e\u0301 漢字",
    '{}[]","null"',
    EVERY_SIGN,
)
NOT_CURSORS = (
    "",
    "x",
    "Zm9v",
    "é",
    "'; DROP TABLE people; --",
    base64.urlsafe_b64encode(b"Emma|not-an-id").decode(),
    base64.urlsafe_b64encode(f"Em\0ma|{uuid4()}".encode()).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe|" + str(uuid4()).encode()).decode(),
)
NOT_CURSORS_OF_MOMENTS = (
    *NOT_CURSORS,
    base64.urlsafe_b64encode(f"Emma|{uuid4()}".encode()).decode(),
    base64.urlsafe_b64encode(f"{10**30}|{uuid4()}".encode()).decode(),
    base64.urlsafe_b64encode(f"-{10**17}|{uuid4()}".encode()).decode(),
)


async def test_names_that_only_differ_after_63_characters_are_kept_apart(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")
    document = f"""{{
      {LONG}a: viewer {{ {LONG}b: name {LONG}c: givenName }}
      {LONG}d: people {{ {LONG}e: edges {{ {LONG}f: node {{ {LONG}g: name }} }} {LONG}h: edges {{ node {{ id }} }} }}
    }}"""

    answer = await client.ask(document, emma)

    assert answer == {
        f"{LONG}a": {f"{LONG}b": "Emma Evers", f"{LONG}c": "Emma"},
        f"{LONG}d": {f"{LONG}e": [{f"{LONG}f": {f"{LONG}g": "Emma Evers"}}], f"{LONG}h": [{"node": {"id": client_id(emma)}}]},
    }


async def test_an_object_can_have_more_fields_than_a_function_has_arguments(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")
    names = [f"n{number}" for number in range(190)]

    answer = await client.ask("{ viewer { " + " ".join(f"{name}: name" for name in names) + " } }", emma)

    assert list(answer["viewer"].items()) == [(name, "Emma Evers") for name in names]


async def test_a_page_can_be_asked_for_many_times_over(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")
    names = [f"e{number}" for number in range(100)]

    answer = await client.ask("{ people { " + " ".join(f"{name}: edges {{ node {{ id }} }}" for name in names) + " } }", emma)

    assert list(answer["people"].items()) == [(name, [{"node": {"id": client_id(emma)}}]) for name in names]


async def test_fifteen_levels_are_read_down_to_the_last(make: Makers, client: Client) -> None:
    boss = await make.person("Persoon 0")
    people = [boss]
    for number in range(1, 14):
        people.append(await make.person(f"Persoon {number}", manager=people[-1]))
    document = "{ viewer { " + "manager { " * 13 + "name" + " }" * 15
    deeper = document.replace("name", "name manager { id }")

    answer = await client.ask(document, people[-1])

    assert len(DOCUMENTS.get(deeper).errors) == 1
    for _ in range(13):
        answer = answer.get("viewer", answer)["manager"]
    assert answer == {"name": "Persoon 0"}


@pytest.mark.parametrize("text", HARD)
async def test_a_text_comes_back_as_it_was_written(make: Makers, client: Client, text: str) -> None:
    goal = await make.goal(title=text, description=text)
    employee = await make.employee_of(goal)

    answer = await client.ask("query($id: ID!) { node(id: $id) { ... on Goal { title description } } }", employee, id=goal)

    assert answer == {"node": {"title": text, "description": text}}


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"', "🙂", "%a%"])
async def test_a_search_means_its_letters_and_nothing_else(make: Makers, client: Client, text: str) -> None:
    emma = await make.person("Emma Evers")
    odd = await make.person(f"Zo {text} dus")

    answer = await client.ask("query($search: String) { people(search: $search) { edges { node { id } } } }", emma, search=text)

    assert answer["people"]["edges"] == [{"node": {"id": client_id(odd)}}]


async def test_a_search_for_what_no_text_can_hold_finds_nothing(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")

    code = await client.refusal("query($search: String) { roles(search: $search) { edges { node { id } } } }", emma, search="a\0b")

    assert code == "BAD_USER_INPUT"


@pytest.mark.parametrize("cursor", NOT_CURSORS)
@pytest.mark.parametrize("list_of", ["people", "roles", "developmentOptions"])
async def test_a_cursor_that_is_none_is_refused(make: Makers, client: Client, list_of: str, cursor: str) -> None:
    emma = await make.person("Emma Evers")
    document = f"query($after: String) {{ {list_of}(after: $after) {{ edges {{ cursor }} }} }}"

    assert await client.refusal(document, emma, after=cursor) == "BAD_USER_INPUT"


@pytest.mark.parametrize("cursor", NOT_CURSORS_OF_MOMENTS)
@pytest.mark.parametrize("list_of", ["conversations", "triggers", "viewer { goals", "viewer { feedback"])
async def test_a_cursor_that_names_no_moment_is_refused_where_moments_order(make: Makers, client: Client, list_of: str, cursor: str) -> None:
    emma = await make.person("Emma Evers")
    closing = "}" * list_of.count("{")
    document = f"query($after: String) {{ {list_of}(after: $after) {{ edges {{ cursor }} }} {closing} }}"

    assert await client.refusal(document, emma, after=cursor) == "BAD_USER_INPUT"


async def test_a_bad_cursor_in_the_document_itself_is_refused_too(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")

    assert await client.refusal('{ people(after: "nonsense") { edges { cursor } } }', emma) == "BAD_USER_INPUT"


@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1])
@pytest.mark.parametrize("written", ["in the document", "in a variable"])
async def test_a_page_has_1_to_100_items(make: Makers, client: Client, first: int, written: str) -> None:
    emma = await make.person("Emma Evers")
    document = "query($first: Int!) { people(first: $first) { edges { cursor } } }"
    document = document if written == "in a variable" else f"{{ people(first: {first}) {{ edges {{ cursor }} }} }}"

    assert await client.refusal(document, emma, first=first) == "BAD_USER_INPUT"


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-03", "2026-11-03T09:30:00", "", "2026-13-01T00:00:00Z", "9999-12-31T23:59:59-10:00"])
async def test_a_moment_that_is_none_is_refused(make: Makers, client: Client, moment: str) -> None:
    emma = await make.person("Emma Evers")

    data, errors = await client.answer("query($from: DateTime) { conversations(from: $from) { edges { cursor } } }", emma, **{"from": moment})

    assert data is None
    assert [error["message"].startswith("Variable '$from' has invalid value") for error in errors] == [True]


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-03", "2026-11-03T09:30:00"])
def test_a_moment_that_is_none_in_the_document_itself_makes_it_invalid(moment: str) -> None:
    document = DOCUMENTS.read(f'{{ conversations(from: "{moment}") {{ edges {{ cursor }} }} }}')

    assert [error["extensions"]["code"] for error in document.errors] == ["GRAPHQL_VALIDATION_FAILED"]


@pytest.mark.parametrize("first", [1, 2, 3, 7])
async def test_page_by_page_everybody_is_met_once(make: Makers, client: Client, first: int) -> None:
    emma = await make.person("Emma Evers")
    # Those of the same name are kept in another order than that of their ids.
    others = [await make.person(name, id=UUID(int=7 - place)) for place, name in enumerate("Zoë Bo Abel Bo Élan Bo zoë".split())]
    everybody = {client_id(person) for person in [emma, *others]}
    document = """query($first: Int!, $after: String) {
      people(first: $first, after: $after) { edges { node { id name } cursor } pageInfo { hasNextPage endCursor } }
    }"""

    met: list[dict[str, Any]] = []
    after, more = None, True
    while more and len(met) <= len(everybody):
        page = (await client.ask(document, emma, first=first, after=after))["people"]
        assert 0 < len(page["edges"]) <= first
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        met += [edge["node"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert met == sorted(met, key=lambda it: (it["name"], it["id"]))
    assert len(met) == len(everybody)
    assert {it["id"] for it in met} == everybody


async def test_a_page_goes_on_where_the_last_one_ended_whatever_came_in_between(make: Makers, client: Client) -> None:
    pair = await make.pair()
    employee = await make.employee_of(pair)
    old = [await make.goal(pair, f"Doel {days}", at=ago(days=days)) for days in (1, 2, 3, 4)]
    same = [await make.goal(pair, "Gelijk", at=old[2].created_at, id=UUID(int=place)) for place in (2, 3, 1)]
    document = "query($after: String) { viewer { goals(first: 2, after: $after) { edges { node { id } } pageInfo { endCursor hasNextPage } } } }"

    first = (await client.ask(document, employee))["viewer"]["goals"]
    await make.goal(pair, "Nieuw", at=ago(minutes=1))
    met = [edge["node"]["id"] for edge in first["edges"]]
    after, more = first["pageInfo"]["endCursor"], True
    while more and len(met) <= len([*old, *same]):
        page = (await client.ask(document, employee, after=after))["viewer"]["goals"]
        met += [edge["node"]["id"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert len(met) == len(set(met))
    assert set(met) == {client_id(goal) for goal in [*old, *same]}


async def test_a_cursor_holds_when_what_it_points_at_is_gone(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")
    for name in ["Abel", "Bo", "Cas"]:
        await make.person(name)
    document = "query($after: String) { people(first: 2, after: $after) { edges { node { name } } pageInfo { endCursor hasPreviousPage } } }"

    first = (await client.ask(document, emma))["people"]
    (bo,) = await make.all(Person, name="Bo")
    await make.change(bo, left_at=ago(days=1), email=None)
    second = (await client.ask(document, emma, after=first["pageInfo"]["endCursor"]))["people"]

    assert [edge["node"]["name"] for edge in first["edges"]] == ["Abel", "Bo"]
    assert [edge["node"]["name"] for edge in second["edges"]] == ["Cas", "Emma Evers"]
    assert (first["pageInfo"]["hasPreviousPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)


async def test_an_empty_page_has_no_cursors(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")

    answer = await client.ask("{ triggers { edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }", emma)

    nothing = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    assert answer == {"triggers": {"edges": [], "pageInfo": nothing}}


async def test_null_and_nothing_are_the_same_for_an_argument_that_may_be_left_out(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")
    given = "query($search: String, $after: String) { people(search: $search, after: $after) { edges { node { name } } } }"

    in_variables = await client.ask(given, emma, search=None, after=None)
    without_values = await client.ask(given, emma)
    in_document = await client.ask("{ people(search: null, after: null) { edges { node { name } } } }", emma)
    left_out = await client.ask("{ people { edges { node { name } } } }", emma)

    assert in_variables == without_values == in_document == left_out == {"people": {"edges": [{"node": {"name": "Emma Evers"}}]}}


async def test_null_where_a_number_must_be_is_refused(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")
    document = "query($first: Int) { people(first: $first) { edges { cursor } } }"

    _, errors = await client.answer(document, emma, first=None)
    left_out = await client.ask(document, emma)

    assert len(errors) == 1
    assert len(left_out["people"]["edges"]) == 1


async def test_all_root_fields_are_read_in_one_statement(make: Makers, client: Client) -> None:
    talk = await make.conversation()
    document = """query($id: ID!) {
      viewer { name reports { edges { node { id } } } }
      preferences { timeZone }
      talk: conversation(id: $id) { brief { asOf } parts { part } }
      again: conversation(id: $id) { id }
      node(id: $id) { __typename }
      people { edges { node { id } } }
      roles { edges { node { id } } }
      developmentOptions { edges { node { id } } }
      conversations { edges { node { id } } }
      triggers { edges { node { id } } }
      __typename
    }"""

    answer = await client.ask(document, await make.employee_of(talk), id=talk)

    assert len(client.statements) == 1
    order = "viewer preferences talk again node people roles developmentOptions conversations triggers __typename"
    assert list(answer) == order.split()


async def test_a_document_is_compiled_once_whatever_its_variables_hold(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")
    document = "query Once($first: Int!, $search: String) { people(first: $first, search: $search) { edges { node { name } } } }"
    await client.ask(document, emma, first=1, search="a")
    compiled = len(client.plans.kept)

    answers = [await client.ask(document, emma, first=first, search=search) for first, search in ((2, "emma"), (3, "niemand"), (100, "e"))]

    assert len(client.plans.kept) == compiled
    assert [len(answer["people"]["edges"]) for answer in answers] == [1, 0, 1]


async def test_a_document_is_compiled_anew_where_a_variable_changes_what_is_read(make: Makers, client: Client) -> None:
    goal = await make.goal()
    employee = await make.employee_of(goal)
    document = """query Anew($id: ID!, $more: Boolean!, $search: String) {
      node(id: $id) { __typename ... on Goal { title } ... on Person { name @include(if: $more) } }
      people(search: $search) { edges { node { id @skip(if: $more) } } }
    }"""

    as_goal = await client.ask(document, employee, id=goal, more=True, search=None)
    as_person = await client.ask(document, employee, id=employee, more=True, search=employee.name)
    with_less = await client.ask(document, employee, id=employee, more=False, search=employee.name)
    as_goal_again = await client.ask(document, employee, id=goal, more=True, search=None)

    assert as_goal["node"] == {"__typename": "Goal", "title": goal.title}
    assert len(as_goal["people"]["edges"]) == 2
    assert as_person == {"node": {"__typename": "Person", "name": employee.name}, "people": {"edges": [{"node": {}}]}}
    assert with_less == {"node": {"__typename": "Person"}, "people": {"edges": [{"node": {"id": client_id(employee)}}]}}
    assert as_goal_again == as_goal


async def test_each_operation_of_a_document_is_answered_as_itself(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")
    text = """
      query One($more: Boolean = true) { viewer { ...F email @include(if: $more) } }
      query Two($more: Boolean = false) { viewer { ...F email @include(if: $more) } people { edges { node { ...F } } } }
      fragment F on Person { name ...G }
      fragment G on Node { id }
    """
    document = DOCUMENTS.get(text)
    assert not document.errors

    execution = client._execution()
    answers = []
    for name in ("One", "Two", "One"):
        client.statements.clear()
        result = await execution.execute(document, name, {}, identity_of(emma), RequestInfo("test", None))
        assert not result.errors
        assert len(client.statements) == 1
        answers.append(orjson.loads(orjson.dumps(result.data)))

    person = {"name": "Emma Evers", "id": client_id(emma)}
    assert answers[0] == answers[2] == {"viewer": person | {"email": emma.email}}
    assert answers[1] == {"viewer": person, "people": {"edges": [{"node": person}]}}


@pytest.mark.parametrize(
    "id",
    [
        "",
        "Person",
        "person_1",
        "Person_1",
        f"Person_{uuid4()}",
        f"Nothing_{uuid4()}",
        f"PageInfo_{uuid4()}",
        f"Query_{uuid4()}",
        "' OR true --",
        "\0",
        "🙂",
    ],
)
async def test_an_id_that_nobody_has_finds_nothing(make: Makers, client: Client, id: str) -> None:
    emma = await make.person("Emma Evers")
    document = "query($id: ID!) { node(id: $id) { id } person(id: $id) { id } role(id: $id) { id } conversation(id: $id) { id } }"

    answer = await client.ask(document, emma, id=id)

    assert answer == {"node": None, "person": None, "role": None, "conversation": None}


async def test_an_id_is_of_one_type(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")
    document = "query($id: ID!) { node(id: $id) { id } person(id: $id) { id } conversation(id: $id) { id } }"

    swapped = [await client.ask(document, emma, id=client_id(emma).replace("Person", other)) for other in ("Role", "Conversation", "Preferences")]
    shouted = await client.ask(document, emma, id=client_id(emma).upper())

    assert swapped == [{"node": None, "person": None, "conversation": None}] * 3
    assert shouted == {"node": None, "person": None, "conversation": None}


async def test_fields_asked_for_twice_are_answered_once_with_all_that_was_asked(make: Makers, client: Client) -> None:
    talk = await make.conversation()
    document = """{
      viewer { nextConversation { employee { name } } ...F }
      viewer { nextConversation { id employee { id } } }
    }
    fragment F on Person { nextConversation { ... @include(if: true) { employee { givenName name } } ... on Node { id } } }"""
    employee = await make.employee_of(talk)

    answer = await client.ask(document, employee)

    merged = {"employee": {"name": employee.name, "givenName": employee.given_name, "id": client_id(employee)}, "id": client_id(talk)}
    assert answer == {"viewer": {"nextConversation": merged}}
    assert list(answer["viewer"]["nextConversation"]) == ["employee", "id"]


async def test_a_selection_of_which_nothing_is_left_is_an_empty_object(make: Makers, client: Client) -> None:
    talk = await make.conversation()
    document = """query($no: Boolean = false) {
      viewer { name @include(if: $no) }
      people { edges { node { id @skip(if: true) } } }
      none: people { edges @include(if: $no) { node { id } } }
      conversations { edges { cursor @skip(if: true) } pageInfo { endCursor @include(if: $no) } }
      roles @skip(if: true) { edges { cursor } }
    }"""

    answer = await client.ask(document, await make.employee_of(talk))

    assert answer == {"viewer": {}, "people": {"edges": [{"node": {}}] * 2}, "none": {}, "conversations": {"edges": [{}], "pageInfo": {}}}


async def test_of_all_root_fields_none_may_be_left(make: Makers, client: Client) -> None:
    emma = await make.person("Emma Evers")

    answer = await client.ask("query($no: Boolean = false) { viewer @include(if: $no) { name } }", emma)

    assert answer == {}
    assert len(client.statements) == 0


@pytest.mark.parametrize("hour", [0, 4, 12, 23])
async def test_a_moment_is_written_in_utc_with_milliseconds(make: Makers, client: Client, hour: int) -> None:
    talk = await make.conversation(at=datetime(2031, 7, 3, hour, 5, 6, 7000, tzinfo=UTC))

    answer = await client.ask("query($id: ID!) { conversation(id: $id) { scheduledAt openedAt } }", await make.employee_of(talk), id=talk)

    assert answer == {"conversation": {"scheduledAt": f"2031-07-03T{hour:02}:05:06.007Z", "openedAt": None}}


async def test_an_option_shows_the_same_two_of_the_words_it_fits_in_whatever_order_they_were_kept(make: Makers, client: Client) -> None:
    pair = await make.pair()
    talk = await make.conversation(pair)
    await make.option("Vertellen met cijfers")
    kept = [await make.talent(pair, "Vertellen", id=UUID(int=place)) for place in (5, 4, 3, 2, 1)]
    document = "query($id: ID!) { conversation(id: $id) { brief { growth { developmentOptions { because { nodeId } } } } } }"

    answer = await client.ask(document, await make.employee_of(talk), id=talk)

    shown = [{"nodeId": client_id(talent)} for talent in reversed(kept)][:2]
    assert answer["conversation"]["brief"]["growth"]["developmentOptions"] == [{"because": shown}]


async def test_a_document_is_compiled_once_and_the_others_go_on_meanwhile() -> None:
    plans, others_went_on, times = Plans(GRAPH), threading.Event(), 0

    def compiled() -> Statement:
        nonlocal times
        times += 1
        assert others_went_on.wait(10)
        return Statement("select 1", (), {}, ())

    asked = [asyncio.create_task(plans._kept(("a document",), compiled)) for _ in range(3)]
    await asyncio.sleep(0)
    others_went_on.set()

    assert len({id(statement) for statement in await asyncio.gather(*asked)}) == 1
    assert times == 1
