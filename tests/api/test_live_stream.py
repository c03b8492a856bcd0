"""Server-sent events: who gets them, what they hold, and when they end."""

import json

import httpx
import pytest

from api.database.logins import Database
from api.database.sessions import Sessions
from api.live import stream as door
from api.live.door import Liking, liking_of
from api.settings import Settings
from tests.listening import note_told
from tests.living import FOLLOW, Living, events, living
from tests.makers import Makers, client_id

VIEWER = "{ viewer { id } }"


async def test_a_note_by_one_shows_in_the_stream_of_the_other(lives: Living, believed: Makers, sessions: Sessions) -> None:
    talk = await believed.conversation()
    note = await believed.note(talk)
    employee, manager = await believed.employee_of(talk), await believed.manager_of(talk)

    async with lives.stream(lives.token(employee), FOLLOW, id=client_id(talk)) as answer:
        await lives.followed(talk)
        await note_told(sessions, manager, talk, note_id=note.id)
        told = await anext(events(answer))
    await lives.followed(talk, 0)

    change = {"conversationId": client_id(talk), "kind": "NOTE", "nodeId": client_id(note)}
    assert told == ("next", {"data": {"conversationChanged": change}})
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"


async def test_the_stream_is_written_with_plain_line_ends(lives: Living, believed: Makers) -> None:
    person = await believed.person()

    async with lives.stream(lives.token(person), VIEWER) as answer:
        body = await answer.aread()

    data = json.dumps({"data": {"viewer": {"id": client_id(person)}}}, separators=(",", ":")).encode()
    assert body.replace(b" ", b"") == b"event:next\ndata:" + data + b"\n\nevent:complete\ndata:\n\n"
    assert b"\r" not in body


async def test_a_talk_that_is_not_theirs_is_not_found(lives: Living, believed: Makers) -> None:
    talk, stranger = await believed.conversation(), await believed.person()

    async with lives.stream(lives.token(stranger), FOLLOW, id=client_id(talk)) as answer:
        told = [event async for event in events(answer)]

    assert [name for name, _ in told] == ["next", "complete"]
    assert told[0][1]["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_the_stream_ends_with_its_token(lives: Living, believed: Makers) -> None:
    talk = await believed.conversation()
    token = lives.token(await believed.employee_of(talk), seconds=2)

    async with lives.stream(token, FOLLOW, id=client_id(talk)) as answer:
        told = [event async for event in events(answer)]
    await lives.followed(talk, 0)

    assert [name for name, _ in told] == ["next", "complete"]
    assert told[0][1]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_silent_stream_is_kept_open(lives: Living, believed: Makers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "SILENCE", 0.05)
    talk = await believed.conversation()

    async with lives.stream(lives.token(await believed.employee_of(talk)), FOLLOW, id=client_id(talk)) as answer:
        incoming = events(answer)
        comments = [await anext(incoming) for _ in range(3)]

    assert comments == [("", None)] * 3


async def test_a_bad_document_is_told_in_the_stream(lives: Living, believed: Makers) -> None:
    async with lives.stream(lives.token(await believed.person()), "{ viewer {") as answer:
        told = [event async for event in events(answer)]

    assert answer.status_code == 200
    assert [name for name, _ in told] == ["next", "complete"]
    assert told[0][1]["errors"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"


@pytest.mark.parametrize(("token", "query"), [("nonsense", "{ about { version } }"), (None, VIEWER)])
async def test_without_a_good_token_there_is_no_stream(lives: Living, token: str | None, query: str) -> None:
    async with lives.stream(token, query) as answer:
        body = json.loads(await answer.aread())

    assert answer.status_code == 401
    assert "www-authenticate" in answer.headers
    assert body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_what_needs_no_token_needs_none_in_a_stream(lives: Living) -> None:
    async with lives.stream(None, "{ about { generator } }") as answer:
        told = [event async for event in events(answer)]

    assert told[0][1]["data"]["about"]["generator"] == "OFFLINE"


async def test_only_a_json_request_by_post_gets_a_stream(lives: Living) -> None:
    async with httpx.AsyncClient(base_url=lives.url, headers={"accept": "text/event-stream"}) as client:
        got = await client.get("/graphql", params={"query": "{ about { version } }"})
        typed = await client.post("/graphql", content=b"x", headers={"content-type": "text/plain"})
        broken = await client.post("/graphql", content=b"{", headers={"content-type": "application/json"})

    assert [answer.status_code for answer in (got, typed, broken)] == [405, 415, 400]


async def test_a_server_that_stops_breaks_the_stream_off_so_that_clients_come_back(settings: Settings, database: Database, believed: Makers) -> None:
    talk = await believed.conversation()

    person = await believed.employee_of(talk)
    async with living(settings, database) as lives, lives.stream(lives.token(person), FOLLOW, id=client_id(talk)) as answer:
        await lives.followed(talk)
        lives.leave()
        told = [event async for event in events(answer)]

    assert told == [], "not even `complete`, which would say that there is nothing more to come"


EITHER = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"


async def test_a_client_that_takes_either_gets_a_stream_for_a_subscription_only(lives: Living, believed: Makers, sessions: Sessions) -> None:
    talk = await believed.conversation()
    person = await believed.employee_of(talk)

    async with lives.stream(lives.token(person), VIEWER, accept=EITHER) as asked:
        viewer = json.loads(await asked.aread())
    async with lives.stream(lives.token(person), FOLLOW, accept=EITHER, id=client_id(talk)) as answer:
        await lives.followed(talk)
        await note_told(sessions, person, talk, node_type="Conversation", note_id=talk.id)
        told = await anext(events(answer))

    assert viewer == {"data": {"viewer": {"id": client_id(person)}}}
    assert told[1]["data"]["conversationChanged"]["kind"] == "STATUS"


@pytest.mark.parametrize(
    ("accept", "liking"),
    [
        ("text/event-stream", Liking.BEST),
        ("Text/Event-Stream; charset=utf-8", Liking.BEST),
        ("text/event-stream, application/json;q=0.9", Liking.BEST),
        ("text/event-stream, */*;q=0.1", Liking.BEST),
        ("*/*", Liking.LESS),
        ("application/json", Liking.LESS),
        ("application/json, text/event-stream;q=0.5", Liking.LESS),
        ("text/event-stream;q=0", Liking.LESS),
        ("application/json, text/event-stream", Liking.AS_MUCH),
        ("text/event-stream, */*", Liking.AS_MUCH),
    ],
)
def test_a_stream_is_given_to_those_who_like_nothing_better(accept: str, liking: Liking) -> None:
    assert liking_of(accept.encode()) is liking
