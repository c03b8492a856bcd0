"""The log: one JSON object a line, ids and codes only, never text of people."""

import logging
import sys
import traceback
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

Log = FilteringBoundLogger

ROOT = f"{Path(__file__).resolve().parent.parent}/"


def configure(stream: BinaryIO | None = None, *, level: int = logging.INFO) -> Log:
    """Send everything that this process logs, libraries included, to one stream (standard output), and return the logger to pass on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_values,
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(stream or sys.stdout.buffer),
        cache_logger_on_first_use=False,
    )
    log: Log = structlog.get_logger().bind()
    logging.root.handlers = [_Lines(log)]
    logging.root.setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        # The access line is ours: uvicorn's has the query string, and a query string can hold what people wrote.
        logger.setLevel(logging.WARNING if name == "uvicorn.access" else level)
    return log


def told(error: BaseException) -> list[dict[str, Any]]:
    """What may be said about an exception and its causes: types, codes and places. Its message is left out, it may quote a value."""
    return [_told(link) for link in islice(_chain(error), 5)]


def _told(error: BaseException) -> dict[str, Any]:
    frames = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    said: dict[str, Any] = {"type": f"{type(error).__module__}.{type(error).__qualname__}", "frames": frames[-30:]}
    for code in ("sqlstate", "errno"):
        if isinstance(value := getattr(error, code, None), str | int):
            said[code] = value
    return said


def _chain(error: BaseException) -> Iterator[BaseException]:
    following: BaseException | None = error
    while following is not None:
        yield following
        if isinstance(following, BaseExceptionGroup):
            yield from following.exceptions
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _short(filename: str) -> str:
    return filename.removeprefix(ROOT).rpartition("site-packages/")[2]


def _without_values(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["errors"] = told(error)
    return event


def _line(event: EventDict, **_: Any) -> bytes:
    return orjson.dumps(event, default=lambda value: type(value).__name__, option=orjson.OPT_NON_STR_KEYS)


class _Lines(logging.Handler):
    """Libraries that log the standard way come out as lines of the same log."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record. A library's arguments are not trusted to be free of text; uvicorn's are, but where it puts a query string."""
        ours = record.name.startswith("uvicorn") and "WebSocket" not in str(record.msg)
        text = record.getMessage() if ours else str(record.msg)
        # asyncio writes the repr of the exception, its message included, in the lines after the first.
        first = text.strip().partition("\n")[0][:200]
        self._log.log(record.levelno, first, logger=record.name, exc_info=record.exc_info or None)
