"""The log: lines of JSON in which no text of people can stand."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from api.log import Log, configure, told

Lines = tuple[Log, io.BytesIO]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """A logger and what it wrote."""
    before = logging.root.handlers, logging.root.level
    stream = io.BytesIO()
    yield configure(stream), stream
    logging.root.handlers, logging.root.level = before


def written(stream: io.BytesIO) -> list[dict[str, Any]]:
    """The lines as they can be read."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class Refused(Exception):
    """An exception with a code, as databases have."""

    sqlstate = "23505"


def fail() -> None:
    """Fail with a cause, both with text of people in them."""
    try:
        raise KeyError("Sanne")
    except KeyError as error:
        raise Refused("Sanne is ziek") from error


def test_an_exception_is_told_by_type_code_and_place_with_its_causes(lines: Lines) -> None:
    log, stream = lines
    try:
        fail()
    except Refused:
        log.exception("mistake", id="a1")

    line = written(stream)[0]
    assert (line["event"], line["id"], line["level"]) == ("mistake", "a1", "error")
    assert [error["type"].rpartition(".")[2] for error in line["errors"]] == ["Refused", "KeyError"]
    assert line["errors"][0]["sqlstate"] == "23505"
    assert line["errors"][0]["frames"][-1].endswith(" fail")
    assert line["errors"][0]["frames"][-1].startswith("tests/api/test_http_log.py:")
    assert b"Sanne" not in stream.getvalue()


def test_the_exceptions_of_a_group_are_told_too() -> None:
    group = ExceptionGroup("Sanne", [ValueError("Sanne"), KeyError("Sanne")])

    assert [error["type"] for error in told(group)] == ["builtins.ExceptionGroup", "builtins.ValueError", "builtins.KeyError"]


def test_a_library_that_logs_what_it_was_given_does_not_get_it_into_the_log(lines: Lines) -> None:
    _, stream = lines

    logging.getLogger("some.library").error("could not store %s", "Sanne is ziek")
    logging.getLogger("some.library").info("not even this")

    assert [(line["event"], line["logger"], line["level"]) for line in written(stream)] == [("could not store %s", "some.library", "error")]


def test_the_server_may_say_what_it_does_but_not_query_strings(lines: Lines) -> None:
    _, stream = lines

    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
    logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', "127.0.0.1:1", "/graphql?name=Sanne")
    logging.getLogger("uvicorn.access").info('%s - "%s %s"', "127.0.0.1:1", "GET", "/graphql?name=Sanne")

    assert [line["event"] for line in written(stream)] == ["Started server process [7]", '%s - "WebSocket %s" [accepted]']


async def test_a_task_that_failed_unseen_is_told_without_its_message(lines: Lines) -> None:
    _, stream = lines
    error = ValueError("Sanne is ziek")

    asyncio.get_running_loop().call_exception_handler({"message": "Task exception was never retrieved", "exception": error, "future": error})

    assert [line["event"] for line in written(stream)] == ["Task exception was never retrieved"]
    assert b"Sanne" not in stream.getvalue()


def test_a_value_that_is_not_json_is_told_by_its_type(lines: Lines) -> None:
    log, stream = lines

    log.info("thing", value=object())

    assert written(stream)[0]["value"] == "object"
