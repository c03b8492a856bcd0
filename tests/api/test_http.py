"""GraphQL over HTTP: what a client gets for good requests, bad ones, and our own mistakes."""

import asyncio
import inspect
import io
import json
import logging
import threading
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from graphql import ExecutionResult, GraphQLError, GraphQLResolveInfo, build_schema, execute
from starlette.applications import Starlette

from api.auth import Issuer, Tokens
from api.database.sessions import Identity
from api.documents import Document, Documents
from api.http import Doors, GraphQLEndpoint, RequestInfo, with_origins
from api.keys import Keys
from api.log import configure

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"

SCHEMA = build_schema(
    """
    type Query {
      about: String!
      viewer: String
      page(first: Int! = 20): Int
      broken: String
      brokenForEver: String!
      refused: String
      unknownPerson: String
      wrongNumber: Int
      slow: String
    }
    type Mutation { touch: String }
    type Subscription { changes: String }
    """
)


class Resolvers:
    """The root value: what each field answers."""

    about = "A coach that holds no pen."

    def __init__(self) -> None:
        self.touched = 0
        self.cancelled = threading.Event()

    def viewer(self, info: GraphQLResolveInfo[Any]) -> str | None:
        return info.context.subject if info.context else None

    def page(self, info: GraphQLResolveInfo[Any], first: int) -> int:
        return first

    def broken(self, info: GraphQLResolveInfo[Any]) -> str:
        raise ValueError("Sanne is ziek")

    brokenForEver = broken  # noqa: N815 - the name of the field

    def refused(self, info: GraphQLResolveInfo[Any]) -> str:
        raise GraphQLError("This cursor is not one of ours.", extensions={"code": "BAD_USER_INPUT"})

    def unknownPerson(self, info: GraphQLResolveInfo[Any]) -> str:  # noqa: N802 - the name of the field
        raise GraphQLError("You are not known here.", extensions={"code": "UNAUTHENTICATED"})

    def wrongNumber(self, info: GraphQLResolveInfo[Any]) -> str:  # noqa: N802 - the name of the field
        return "Sanne is ziek"

    def touch(self, info: GraphQLResolveInfo[Any]) -> str:
        self.touched += 1
        return "done"

    async def slow(self, info: GraphQLResolveInfo[Any]) -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return "late"


class Execution:
    """An executor on graphql-core alone, as the protocol says."""

    def __init__(self, resolvers: Resolvers) -> None:
        self.resolvers = resolvers

    async def execute(
        self,
        document: Document,
        operation_name: str | None,
        variables: dict[str, Any] | None,
        identity: Identity | None,
        request: RequestInfo,
    ) -> ExecutionResult:
        assert document.node is not None
        result = execute(SCHEMA, document.node, self.resolvers, identity, variables, operation_name)
        return await result if inspect.isawaitable(result) else result


class Fixed:
    """An executor that answers what it was given, or raises it."""

    def __init__(self, answer: ExecutionResult | Exception) -> None:
        self.answer = answer

    async def execute(self, *_: Any) -> ExecutionResult:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class House:
    """A served schema with everything a test looks at."""

    def __init__(self, home: Path) -> None:
        self.lines = io.BytesIO()
        self.log = configure(self.lines)
        self.keys = Keys(home)
        self.token = self.keys.issue("sanne")
        self.resolvers = Resolvers()
        self.client = httpx.AsyncClient()
        self.documents = Documents(SCHEMA)
        self.reason: str | None = None

    async def issuers(self) -> tuple[()]:
        """No organisation has an issuer of its own."""
        return ()

    async def ready(self) -> str | None:
        """Why the house is not ready."""
        return self.reason

    def app(self, executor: Any = None) -> Doors:
        """The application."""
        tokens = Tokens(self.issuers, keys=self.keys, client=self.client, log=self.log)
        endpoint = GraphQLEndpoint(self.documents, executor or Execution(self.resolvers), tokens, log=self.log)
        return Doors(endpoint, self.ready, Starlette(), log=self.log)

    def logged(self) -> list[dict[str, Any]]:
        """The lines of the log."""
        return [json.loads(line) for line in self.lines.getvalue().splitlines()]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house with one token."""
    before = logging.root.handlers, logging.root.level
    house = House(tmp_path)
    yield house
    await house.client.aclose()
    logging.root.handlers, logging.root.level = before


@pytest.fixture
async def web(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the house without a token, that accepts the newer media type."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house.app()), base_url="http://house", headers={"accept": GRAPHQL_JSON}) as client:
        yield client


async def post(web: httpx.AsyncClient, query: str, token: str | None = None, accept: str = GRAPHQL_JSON, **more: Any) -> httpx.Response:
    """Ask by POST."""
    headers = {"accept": accept} | ({"authorization": f"Bearer {token}"} if token else {})
    return await web.post("/graphql", json={"query": query, **more}, headers=headers)


def code(answer: httpx.Response) -> str:
    """The code of the first error."""
    return str(answer.json()["errors"][0]["extensions"]["code"])


async def test_a_person_with_a_token_is_answered_as_themselves(house: House, web: httpx.AsyncClient) -> None:
    answer = await post(web, "{ viewer }", house.token)

    assert answer.status_code == 200
    assert answer.json() == {"data": {"viewer": "sanne"}}
    assert answer.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"


async def test_answers_are_not_stored_or_sniffed_and_carry_the_id_of_the_access_line(house: House, web: httpx.AsyncClient) -> None:
    answer = await post(web, "{ viewer }", house.token)

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"] == house.logged()[-1]["id"]


async def test_a_fragment_of_json_is_spliced_into_the_answer_as_it_is(house: House) -> None:
    spliced = ExecutionResult({"viewer": orjson.Fragment('{"b" : 1, "a" : 2}')}, None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house.app(Fixed(spliced))), base_url="http://house") as web:
        answer = await post(web, "{ viewer }", house.token)

    assert answer.text == '{"data":{"viewer":{"b" : 1, "a" : 2}}}'


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL_JSON),
        (f"{JSON}, {GRAPHQL_JSON}", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.5, {JSON};q=0.9", JSON),
        (f"{GRAPHQL_JSON}, */*;q=0.1", GRAPHQL_JSON),
        (f"{JSON}, */*", JSON),
        (f"{JSON};q=0, */*", GRAPHQL_JSON),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("Application/JSON", JSON),
        (f"{JSON};q=nonsense", JSON),
    ],
)
async def test_the_media_type_is_the_one_the_client_likes_best(web: httpx.AsyncClient, accept: str, media: str) -> None:
    answer = await post(web, "{ about }", accept=accept)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", "image/*", f"{JSON};q=0", f"{JSON};charset=latin1", "text/event-stream", "", "," * 300])
async def test_a_client_that_accepts_nothing_we_have_is_told_so(web: httpx.AsyncClient, accept: str) -> None:
    answer = await post(web, "{ about }", accept=accept)

    assert answer.status_code == 406
    assert code(answer) == "NOT_ACCEPTABLE"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not JSON"),
        (b'{ "not a JSON', "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b'{"query":"\xc3("}', "not JSON"),
        (b'{"query":"{ about } # \\ud800"}', "not JSON"),
        (b"[" * 5000, "not JSON"),
        (b"null", "one JSON object"),
        (b"1", "one JSON object"),
        (b'"{ about }"', "one JSON object"),
        (b'[{"query":"{ about }"}]', "no batches"),
        (b"{}", "must have a query"),
        (b'{"qeury":"{ about }"}', "must have a query"),
        (b'{"query":null}', "must have a query"),
        (b'{"query":{"a":1}}', "must have a query"),
        (b'{"query":"{ about }","variables":[1]}', "variables must be"),
        (b'{"query":"{ about }","variables":"a"}', "variables must be"),
        (b'{"query":"{ about }","variables":false}', "variables must be"),
        (b'{"query":"{ about }","operationName":1}', "operationName must be"),
        (b'{"query":"{ about }","extensions":["a"]}', "extensions must be"),
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
async def test_a_malformed_request_gets_one_clear_sentence(web: httpx.AsyncClient, body: bytes, said: str, accept: str) -> None:
    answer = await web.post("/graphql", content=body, headers={"content-type": JSON, "accept": accept})

    assert answer.status_code == 400
    assert said in answer.json()["errors"][0]["message"]
    assert code(answer) == "BAD_USER_INPUT"
    assert "data" not in answer.json()


@pytest.mark.parametrize("name", ["variables", "operationName", "extensions"])
async def test_a_parameter_that_is_null_is_as_one_left_out(web: httpx.AsyncClient, name: str) -> None:
    answer = await web.post("/graphql", json={"query": "{ about }", name: None})

    assert answer.json() == {"data": {"about": Resolvers.about}}


@pytest.mark.parametrize(
    "content", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", f"{JSON}; charset=latin1"]
)
async def test_only_json_in_utf_8_is_taken(web: httpx.AsyncClient, content: str | None) -> None:
    headers = {"content-type": content} if content else {}

    answer = await web.post("/graphql", content=b'{"query":"{ about }"}', headers=headers)

    assert answer.status_code == 415
    assert code(answer) == "UNSUPPORTED_MEDIA_TYPE"


@pytest.mark.parametrize("content", [JSON, f"{JSON}; charset=utf-8", f"{JSON};charset=UTF-8", 'Application/Json; charset="utf-8"'])
async def test_json_may_say_that_it_is_utf_8(web: httpx.AsyncClient, content: str) -> None:
    answer = await web.post("/graphql", content=b'{"query":"{ about }"}', headers={"content-type": content})

    assert answer.status_code == 200


async def test_a_packed_body_is_refused(web: httpx.AsyncClient) -> None:
    answer = await web.post("/graphql", content=b"\x1f\x8b", headers={"content-type": JSON, "content-encoding": "gzip"})

    assert answer.status_code == 415


async def test_a_body_over_one_megabyte_is_refused_announced_or_not(web: httpx.AsyncClient) -> None:
    large = b'{"query":"' + b" " * 1024 * 1024 + b'"}'

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 100_000):
            yield large[start : start + 100_000]

    announced = await web.post("/graphql", content=large, headers={"content-type": JSON})
    not_announced = await web.post("/graphql", content=in_pieces(), headers={"content-type": JSON})

    assert (announced.status_code, code(announced)) == (413, "TOO_LARGE")
    assert (not_announced.status_code, code(not_announced)) == (413, "TOO_LARGE")


async def test_a_body_may_come_in_pieces(web: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for byte in b'{"query":"{ about }"}':
            yield bytes([byte])

    answer = await web.post("/graphql", content=pieces(), headers={"content-type": JSON})

    assert answer.json() == {"data": {"about": Resolvers.about}}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
async def test_other_methods_are_told_which_ones_there_are(web: httpx.AsyncClient, method: str) -> None:
    answer = await web.request(method, "/graphql")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"


async def test_a_query_may_come_by_get(house: House, web: httpx.AsyncClient) -> None:
    params = {"query": "query A($n: Int!) { page(first: $n) } query B { viewer }", "variables": '{"n": 3}', "operationName": "A"}

    answer = await web.get("/graphql", params=params, headers={"authorization": f"Bearer {house.token}"})

    assert answer.json() == {"data": {"page": 3}}


async def test_a_mutation_never_runs_by_get(house: House, web: httpx.AsyncClient) -> None:
    answer = await web.get("/graphql", params={"query": "mutation { touch }"}, headers={"authorization": f"Bearer {house.token}"})

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert house.resolvers.touched == 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/graphql", "must have a query"),
        ("/graphql?query=%ff", "not URL-encoded UTF-8"),
        ("/graphql?query={about}&variables={", "variables is not JSON"),
        ("/graphql?query={about}&variables=1", "variables must be"),
        ("/graphql?query={about}&extensions=[", "extensions is not JSON"),
        ("/graphql?query={about}&query={viewer}", "twice"),
        ("/graphql?query={about}&" + "a=1&" * 20, "not URL-encoded"),
    ],
)
async def test_a_malformed_url_gets_one_clear_sentence(web: httpx.AsyncClient, url: str, said: str) -> None:
    answer = await web.get(url)

    assert answer.status_code == 400
    assert said in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "more", "expected"),
    [
        ("{", {}, "GRAPHQL_PARSE_FAILED"),
        ("", {}, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query($n: Int!) { page(first: $n) }", {"variables": {"n": "Sanne"}}, "BAD_USER_INPUT"),
        ("query($n: Int!) { page(first: $n) }", {}, "BAD_USER_INPUT"),
        ("query A { about } query B { about }", {}, "BAD_USER_INPUT"),
        ("query A { about }", {"operationName": "C"}, "BAD_USER_INPUT"),
        ("{ about " + "a: about " * 2_100 + "}", {}, "QUERY_TOO_COMPLEX"),
    ],
)
async def test_what_is_wrong_with_a_document_has_a_code_and_a_status_by_media_type(
    house: House, web: httpx.AsyncClient, query: str, more: dict[str, Any], expected: str
) -> None:
    newer = await post(web, query, house.token, **more)
    older = await post(web, query, house.token, accept=JSON, **more)

    assert (newer.status_code, code(newer)) == (400, expected)
    assert (older.status_code, code(older)) == (200, expected)
    assert "data" not in newer.json()
    assert "data" not in older.json()


async def test_a_subscription_is_refused_where_it_cannot_be_served(house: House, web: httpx.AsyncClient) -> None:
    answer = await post(web, "subscription { changes }", house.token)

    assert answer.status_code == 400
    assert "text/event-stream" in answer.json()["errors"][0]["message"]


async def test_an_argument_that_a_variable_made_null_is_the_clients_error(house: House, web: httpx.AsyncClient) -> None:
    answer = await post(web, "query($n: Int) { page(first: $n) }", house.token, variables={"n": None})

    assert answer.status_code == 200
    assert answer.json()["data"] == {"page": None}
    assert code(answer) == "BAD_USER_INPUT"


async def test_a_refusal_with_a_code_is_shown_as_it_is(house: House, web: httpx.AsyncClient) -> None:
    answer = await post(web, "{ refused about }", house.token)

    assert answer.status_code == 200
    assert answer.json()["data"] == {"refused": None, "about": Resolvers.about}
    assert answer.json()["errors"][0]["message"] == "This cursor is not one of ours."
    assert answer.json()["errors"][0]["path"] == ["refused"]


@pytest.mark.parametrize(
    ("query", "data"), [("{ broken }", {"broken": None}), ("{ wrongNumber }", {"wrongNumber": None}), ("{ brokenForEver }", None)]
)
async def test_a_mistake_of_ours_is_masked_with_an_id_and_its_text_is_nowhere(house: House, web: httpx.AsyncClient, query: str, data: Any) -> None:
    answer = await post(web, query, house.token)

    error = answer.json()["errors"][0]
    mistake = next(line for line in house.logged() if line["event"] == "mistake")
    assert answer.status_code == 200
    assert answer.json()["data"] == data
    assert error["message"] == f"Something went wrong on our side. Quote this id: {mistake['id']}"
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "id": mistake["id"]}
    assert mistake["errors"][0]["frames"]
    assert "Sanne" not in answer.text
    assert b"Sanne" not in house.lines.getvalue()


async def test_an_exception_out_of_the_executor_is_masked_too(house: House) -> None:
    app = house.app(Fixed(RuntimeError("Sanne is ziek")))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://house") as web:
        answer = await post(web, "{ viewer }", house.token)

    assert answer.status_code == 500
    assert code(answer) == "INTERNAL_SERVER_ERROR"
    assert "Sanne" not in answer.text
    assert b"Sanne" not in house.lines.getvalue()
    assert [line["errors"][0]["type"] for line in house.logged() if line["event"] == "mistake"] == ["builtins.RuntimeError"]


async def test_what_cannot_be_written_as_json_is_a_mistake_of_ours(house: House) -> None:
    app = house.app(Fixed(ExecutionResult({"viewer": object()}, None)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://house") as web:
        answer = await post(web, "{ viewer }", house.token)

    assert answer.status_code == 500


@pytest.mark.parametrize("query", ["{ about }", "{ __typename }", "{ __schema { queryType { name } } }", "{ ...A } fragment A on Query { about }"])
async def test_what_goodtalk_is_may_be_asked_without_a_token(web: httpx.AsyncClient, query: str) -> None:
    answer = await post(web, query)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "{ viewer }",
        "{ about viewer }",
        "{ about: viewer }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { viewer }",
        "{ about ... @skip(if: true) { viewer } }",
        "mutation { touch }",
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
async def test_everything_else_needs_one(house: House, web: httpx.AsyncClient, query: str, accept: str) -> None:
    answer = await post(web, query, accept=accept)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert code(answer) == "UNAUTHENTICATED"
    assert house.resolvers.touched == 0


@pytest.mark.parametrize("given", ["Bearer", "Bearer ", "Bearer abc", "Bearer a.b.c", "Basic c2FubmU6", "Bearer é.é.é", "nonsense"])
async def test_a_bad_token_is_refused_whatever_is_asked(web: httpx.AsyncClient, given: str) -> None:
    answer = await web.post("/graphql", json={"query": "{ about }"}, headers=[(b"authorization", given.encode("latin-1"))])

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert code(answer) == "UNAUTHENTICATED"


async def test_a_person_the_executor_does_not_know_gets_401_and_no_data(house: House, web: httpx.AsyncClient) -> None:
    answer = await post(web, "{ about unknownPerson }", house.token)

    assert answer.status_code == 401
    assert code(answer) == "UNAUTHENTICATED"
    assert "data" not in answer.json()


async def test_a_strangers_documents_are_not_remembered(house: House, web: httpx.AsyncClient) -> None:
    await post(web, "{ about }")
    unknown = len(house.documents)
    await post(web, "{ about }", house.token)

    assert unknown == 0
    assert len(house.documents) == 1


async def test_the_access_line_has_ids_and_figures_and_nothing_that_was_asked(house: House, web: httpx.AsyncClient) -> None:
    await post(web, "query($n: Int!) { page(first: $n) } # Sanne", house.token, variables={"n": "ziek"})
    await web.get("/graphql", params={"query": "{ viewer } # Sanne"}, headers={"authorization": f"Bearer {house.token}"})

    first, second = house.logged()
    assert (first["event"], first["method"], first["path"], first["status"], first["codes"]) == (
        "request",
        "POST",
        "/graphql",
        400,
        ["BAD_USER_INPUT"],
    )
    assert (second["method"], second["path"], second["status"]) == ("GET", "/graphql", 200)
    assert len(first["document"]) == 16
    assert not any(word in house.lines.getvalue() for word in (b"Sanne", b"ziek", house.token.encode()))


async def test_live_is_always_answered_and_ready_says_why_not(house: House, web: httpx.AsyncClient) -> None:
    live, ready = await web.get("/health"), await web.get("/ready")
    house.reason = "The database does not answer."
    still_live, not_ready = await web.get("/health"), await web.get("/ready")

    assert (live.status_code, ready.status_code, still_live.status_code) == (200, 200, 200)
    assert (not_ready.status_code, not_ready.json()) == (503, {"ready": False, "reason": "The database does not answer."})


async def test_another_path_goes_to_the_rest_of_the_application(web: httpx.AsyncClient) -> None:
    answer = await web.get("/nothing")

    assert answer.status_code == 404


async def test_a_page_of_an_allowed_origin_may_ask_and_of_another_may_not(house: House) -> None:
    app = with_origins(house.app(), ["https://talk.example"])
    preflight = {"access-control-request-method": "POST", "access-control-request-headers": "authorization, content-type"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://house") as web:
        allowed = await web.options("/graphql", headers={"origin": "https://talk.example", **preflight})
        other = await web.options("/graphql", headers={"origin": "https://evil.example", **preflight})

    assert allowed.headers["access-control-allow-origin"] == "https://talk.example"
    assert "access-control-allow-credentials" not in allowed.headers
    assert "access-control-allow-origin" not in other.headers


async def test_without_origins_no_page_elsewhere_may_ask(house: House) -> None:
    app = house.app()

    assert with_origins(app, ()) is app


async def test_a_request_that_breaks_off_is_not_run(house: House) -> None:
    messages = iter([{"type": "http.request", "body": b'{"query":"mutation { touch }"}', "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"authorization", f"Bearer {house.token}".encode())]
    await house.app()({"type": "http", "method": "POST", "path": "/graphql", "headers": headers, "query_string": b""}, receive, send)

    assert sent[0]["status"] == 400
    assert house.resolvers.touched == 0


async def test_while_an_issuer_is_unreachable_its_people_are_told_to_try_again(house: House) -> None:
    async def issuers() -> list[Issuer]:
        return [Issuer("http://login.example", "goodtalk")]

    claims = {"iss": "http://login.example", "aud": "goodtalk", "sub": "sanne", "exp": 4_000_000_000}
    token = ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({"alg": "RS256"}, claims)) + ".AAAA"
    tokens = Tokens(issuers, keys=None, client=house.client, log=house.log)
    endpoint = GraphQLEndpoint(house.documents, Execution(house.resolvers), tokens, log=house.log)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(endpoint), base_url="http://house") as web:
        answer = await post(web, "{ viewer }", token)

    assert (answer.status_code, code(answer)) == (503, "ISSUER_UNREACHABLE")
    assert answer.headers["retry-after"] == "10"
