"""Talks to a language model over the protocol of OpenAI, streamed and within limits; the only place of the coach that knows the client."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib import import_module
from typing import TYPE_CHECKING, Any

from coach.limits import Limits
from coach.purse import Usage

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

AGAIN = frozenset({408, 409, 429})
NEVER_THERE = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol"})
"""Why a question did not leave this machine, as the client's transport calls it."""
MOST_TOKENS = 10_000_000
"""A server that counts more than this for one call miscounts."""
BYTES_A_CHARACTER = 200
"""What a chunk may put around each character of an answer; the client itself reads lines of any length into memory."""


class ModelFailed(Exception):
    """The model gave no answer, or not all of it. `reason` is a word for the log; it never holds what anybody wrote."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Endpoint:
    """Where the model answers, which one, and the key; an address on this machine may do without one."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Message:
    """One turn of what the model is told."""

    role: str
    content: str


@dataclass
class Breaker:
    """Leaves a model alone for a while after it has failed several times in a row; then one request may try."""

    limits: Limits
    clock: Callable[[], float]
    failed: int = 0
    open_until: float | None = None
    trying: bool = False

    def enter(self) -> None:
        """Raises `ModelFailed` while the model rests."""
        if self.open_until is None:
            return
        if self.trying or self.clock() < self.open_until:
            raise ModelFailed("resting")
        self.trying = True

    def leave(self, *, well: bool | None) -> None:
        """How it went; None for a request that its caller gave up."""
        self.trying = False
        if well is None:
            return
        self.failed = 0 if well else self.failed + 1
        self.open_until = self.clock() + self.limits.rest if self.failed >= self.limits.failures else None


class Model:
    """One model endpoint with its limits. Made once; `close` it at the end."""

    def __init__(self, endpoint: Endpoint, limits: Limits, *, clock: Callable[[], float] | None = None) -> None:
        self.endpoint, self.limits = endpoint, limits
        self.breaker = Breaker(limits, clock or (lambda: asyncio.get_running_loop().time()))
        self.running = 0
        self._client: AsyncOpenAI | None = None

    @property
    def name(self) -> str:
        """The model's name, as provenance says it."""
        return self.endpoint.model

    def was_late(self) -> None:
        """The caller gave up because of the total time: a failure as any other."""
        self.breaker.leave(well=False)

    async def close(self) -> None:
        """Closes the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def said(self, messages: Sequence[Message], schema: dict[str, Any], usage: Usage) -> AsyncGenerator[str, None]:
        """What the model answers, piece by piece. Raises `ModelFailed`; closing it cancels the request. The caller keeps the total time.

        `usage` is filled in as the answer is read.
        """
        async with self._place(), aclosing(self._pieces(messages, schema, usage)) as pieces:
            length = 0
            async for piece in pieces:
                length += len(piece)
                if length > self.limits.characters:
                    raise ModelFailed("too_long")
                usage.heard.append(piece)
                yield piece

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """One of the places at the model, and what the breaker learns from it."""
        if self.running >= self.limits.at_once:
            raise ModelFailed("busy")
        self.breaker.enter()
        self.running += 1
        well: bool | None = None
        try:
            yield
            well = True
        except ModelFailed:
            well = False
            raise
        finally:
            self.running -= 1
            self.breaker.leave(well=well)

    async def _pieces(self, messages: Sequence[Message], schema: dict[str, Any], usage: Usage) -> AsyncGenerator[str, None]:
        stream, chunk = await self._begun(messages, schema, usage)
        try:
            while chunk is not None:
                usage.said = counted_in(chunk) or usage.said
                for piece in spoken(chunk):
                    yield piece
                chunk = await self._next(stream, self.limits.gap)
        finally:
            with suppress(Exception):
                await stream.close()

    async def _begun(self, messages: Sequence[Message], schema: dict[str, Any], usage: Usage) -> tuple[Any, Any]:
        """The stream and its first chunk, asked for again where the model says that this may help."""
        # A second of work at first use, in which nobody else should have to wait.
        await asyncio.to_thread(import_module, "openai")
        import openai

        for attempt in range(self.limits.retries + 1):
            try:
                async with asyncio.timeout(self.limits.first_token):
                    return await self._asked(messages, schema, usage)
            except openai.APIStatusError as problem:
                usage.sent = False
                wait = self._wait(problem, attempt)
                if wait is None:
                    raise ModelFailed(f"status_{problem.status_code}") from None
                await asyncio.sleep(wait)
            except Exception as problem:  # noqa: BLE001  # told apart in `failed`
                usage.sent = usage.sent and type(problem.__cause__).__name__ not in NEVER_THERE
                raise failed(problem, late="no_first_token") from None
        raise ModelFailed("unreachable")

    async def _asked(self, messages: Sequence[Message], schema: dict[str, Any], usage: Usage) -> tuple[Any, Any]:
        usage.sent = True
        stream: Any = await self._connected().chat.completions.create(  # type: ignore[call-overload]
            model=self.endpoint.model,
            messages=[{"role": message.role, "content": message.content} for message in messages],
            response_format={"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}},
            temperature=0.3,
            stream=True,
            stream_options={"include_usage": True},
            store=False,
        )
        try:
            async for chunk in stream:
                # The first chunk of many servers names the role only.
                if any(spoken(chunk)):
                    return stream, chunk
        except BaseException:
            with suppress(Exception):
                await stream.close()
            raise
        await stream.close()
        raise ModelFailed("empty")

    async def _next(self, stream: Any, patience: float) -> Any:
        try:
            async with asyncio.timeout(patience):
                return await anext(aiter(stream), None)
        except Exception as problem:  # noqa: BLE001  # told apart in `failed`
            raise failed(problem, late="gap") from None

    def _wait(self, problem: APIStatusError, attempt: int) -> float | None:
        """How long to wait before asking again; None where it should not be asked again."""
        if attempt >= self.limits.retries or not (problem.status_code in AGAIN or problem.status_code >= 500):
            return None
        jittered: float = self.limits.backoff * 2**attempt * random.uniform(0.5, 1.5)  # noqa: S311  # not a secret
        asked = seconds(problem.response.headers.get("retry-after"))
        if asked is None:
            return jittered
        return max(asked, jittered) if asked <= self.limits.retry_after else None

    def _connected(self) -> AsyncOpenAI:
        """The client, made at first use. Everything is passed, for it would look into the environment by itself."""
        if self._client is None:
            import openai

            times = openai.Timeout(connect=self.limits.connect, read=self.limits.first_token, write=self.limits.first_token, pool=self.limits.connect)
            self._client = openai.AsyncOpenAI(
                api_key=self.endpoint.key or "none",
                admin_api_key="none",
                organization="",
                project="",
                webhook_secret="",
                base_url=self.endpoint.url,
                websocket_base_url=self.endpoint.url,
                timeout=times,
                max_retries=0,
                http_client=openai.DefaultAsyncHttpxClient(
                    trust_env=False,
                    # What people wrote goes to the configured address and nowhere else, and nobody is recognised by a cookie.
                    follow_redirects=False,
                    cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                    headers={"Accept-Encoding": "identity"},
                    event_hooks={"response": [measuring(self.limits.characters * BYTES_A_CHARACTER)]},
                    timeout=times,
                ),
            )
            # Empty ones would be sent, and others may come from the environment, which this client reads whatever it is passed.
            self._client._custom_headers = {"OpenAI-Organization": openai.omit, "OpenAI-Project": openai.omit}  # type: ignore[dict-item]
        return self._client


def measuring(most: int) -> Callable[[Any], Awaitable[None]]:
    """A hook for the client's transport: raises `ModelFailed` once a response, an error's too, is longer than so many bytes, or is packed."""

    async def measured(response: Any) -> None:
        # A thousand times its length may come out of a packed one, and it was not asked for.
        if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise ModelFailed("packed")
        response.stream = bounded(response.stream, most)

    return measured


def bounded(stream: Any, most: int) -> Any:
    """The same stream of bytes, which fails where it becomes too long."""
    # The client brings its transport along, of which only this base counts as a stream.
    base = next(kind for kind in type(stream).__mro__ if kind.__name__ == "AsyncByteStream")

    async def pieces(_: Any) -> AsyncIterator[bytes]:
        length = 0
        async for piece in stream:
            length += len(piece)
            if length > most:
                raise ModelFailed("too_long")
            yield piece

    async def close(_: Any) -> None:
        await stream.aclose()

    return type("Bounded", (base,), {"__aiter__": pieces, "aclose": close})()


def failed(problem: Exception, *, late: str) -> Exception:
    """A fault of the world as a failure of the model; anything else as it is, for it is a mistake of ours."""
    import openai

    if isinstance(problem, ModelFailed):
        return problem
    if isinstance(problem.__cause__, ModelFailed):
        return problem.__cause__
    if isinstance(problem, TimeoutError):
        return ModelFailed(late)
    if isinstance(problem, openai.APIConnectionError):
        return ModelFailed("unreachable")
    # The client lets its transport's faults through while a stream is read, and stumbles over what is not its protocol.
    transport = type(problem).__module__.split(".")[0] in {"httpx", "httpx2", "httpcore", "httpcore2"}
    if transport or isinstance(problem, openai.OpenAIError | ValueError | TypeError | AttributeError | KeyError | RecursionError):
        return ModelFailed("broken_off" if transport else "not_the_protocol")
    return problem


def spoken(chunk: Any) -> list[str]:
    """The pieces of answer in a chunk. Raises `ModelFailed` where the model refuses or was stopped."""
    pieces = []
    # Who sends several answers at once is heard for the first one only.
    for choice in [one for one in chunk.choices or [] if not getattr(one, "index", 0)][:1]:
        if choice.delta is not None and getattr(choice.delta, "refusal", None):
            raise ModelFailed("refused")
        if choice.delta is not None and choice.delta.content:
            pieces.append(str(choice.delta.content))
        if choice.finish_reason in {"length", "content_filter"}:
            raise ModelFailed(f"stopped_{choice.finish_reason}")
    return pieces


def counted_in(chunk: Any) -> int | None:
    """The tokens of question and answer, where a chunk says them; many servers do so once, at the end."""
    total = getattr(getattr(chunk, "usage", None), "total_tokens", None)
    return total if type(total) is int and 0 < total <= MOST_TOKENS else None


def seconds(header: str | None) -> float | None:
    """The wait that `Retry-After` asks for, in figures or as a date."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
