"""The doors as they are served: uvicorn, uvloop, httptools, a real socket."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
import uvicorn

from api.http import Doors
from tests.api.test_http import JSON, House, house, post  # noqa: F401 - house is a fixture


class Served:
    """A served house, until it is stopped."""

    def __init__(self, app: Doors) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(app, loop="uvloop", http="httptools", lifespan="off", log_config=None, access_log=False, server_header=False)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]})
        self.thread.start()

    def stop(self) -> None:
        """Finish what is being answered, and end."""
        self.server.should_exit = True
        self.thread.join(10)
        self.socket.close()


@pytest.fixture
def served(house: House) -> Iterator[Served]:  # noqa: F811 - the fixture
    """A served house."""
    served = Served(house.app())
    yield served
    served.stop()


async def test_a_person_is_answered_over_a_real_socket(house: House, served: Served) -> None:  # noqa: F811
    async with httpx.AsyncClient(base_url=served.url) as web:
        answers = [await post(web, "{ viewer }", house.token) for _ in range(3)]
        live = await web.get("/health")

    assert [answer.json() for answer in answers] == [{"data": {"viewer": "sanne"}}] * 3
    assert live.json() == {"live": True}
    assert "server" not in live.headers


async def test_a_body_too_large_is_refused_before_it_is_sent(served: Served) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(b"POST /graphql HTTP/1.1\r\nhost: house\r\ncontent-type: application/json\r\ncontent-length: 9999999\r\n\r\n")
    await writer.drain()

    first_line = await asyncio.wait_for(reader.readline(), 10)
    writer.close()

    assert first_line.startswith(b"HTTP/1.1 413")


async def test_a_query_ends_when_its_client_leaves(house: House, served: Served) -> None:  # noqa: F811
    async with httpx.AsyncClient(base_url=served.url, timeout=1) as web:
        with pytest.raises(httpx.ReadTimeout):
            await post(web, "{ slow }", house.token)

    # The server runs in a thread with a loop of its own, so that no event of this loop can tell.
    assert await asyncio.to_thread(house.resolvers.cancelled.wait, 10)
    served.stop()
    assert [line["status"] for line in house.logged() if line["event"] == "request"] == [499]
    assert [line["event"] for line in house.logged() if line["level"] == "error"] == []


async def test_the_log_of_the_server_itself_is_the_same_log(house: House, served: Served) -> None:  # noqa: F811
    async with httpx.AsyncClient(base_url=served.url) as web:
        await web.post("/graphql?token=Sanne", content=b"{}", headers={"content-type": JSON})

    events = [line["event"] for line in house.logged()]
    assert any(event.startswith("Started server process") for event in events)
    assert "request" in events
    assert b"Sanne" not in house.lines.getvalue()
