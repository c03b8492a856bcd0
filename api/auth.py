"""Who comes in: a bearer token, checked against the organisation's issuer or the home's own keys, becomes an identity."""

import asyncio
import math
import re
import time
from base64 import urlsafe_b64decode
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeGuard
from urllib.parse import urlsplit

import httpx
import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from api.database.sessions import Identity
from api.keys import AUDIENCE, Keys
from api.log import Log

LEEWAY = 60
LONGEST_TOKEN = 8_192
LARGEST_ANSWER = 256 * 1024
ISSUERS_FRESH = 30
KEYS_FRESH = 3_600
KEYS_USABLE = 24 * 3_600
# Between two attempts at one issuer: forged key ids must not become requests to somebody else's server.
BETWEEN_FETCHES = 10

COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
# Ed25519 is what RFC 9864 calls EdDSA on that curve.
ALGORITHMS = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
TYPES = (None, "jwt", "at+jwt", "application/at+jwt")

PublicKey = RSAKey | ECKey | OKPKey

MALFORMED = "This is not a token: send the whole text that was given to you, after the word Bearer."
# One answer for an unknown issuer, audience, key or signature: which organisations come in here is nobody's business.
NOT_OURS = "The token is not signed by an issuer that is known here."
ENDED = "The token has ended: ask for a new one."
NOT_YET = "The token is not valid yet: see whether the clocks are right."


class TokenRefused(Exception):
    """A token was given and is not good; the message is one sentence that may be told to whoever sent it."""


class IssuerUnreachable(Exception):
    """An organisation's issuer does not answer with its keys, so that its tokens cannot be checked now; try again later."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who may issue tokens for an organisation: the exact `iss`, and the `aud` that names goodtalk there."""

    url: str
    audience: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a good token. `email` only if the issuer says that it verified it; `expires_at` in Unix seconds."""

    identity: Identity
    audience: str
    email: str | None
    expires_at: float


class Tokens:
    """Checks tokens, and remembers a checked signature by the SHA-256 of its token until it ends; of the person nothing is remembered."""

    def __init__(
        self,
        issuers: Callable[[], Awaitable[Collection[Issuer]]],
        *,
        keys: Keys | None,
        client: httpx.AsyncClient,
        log: Log,
        clock: Callable[[], float] = time.time,
        remembered: int = 10_000,
    ) -> None:
        self._read_issuers = issuers
        self._keys = keys
        self._client = client
        self._log = log
        self._clock = clock
        self._size = remembered
        self._good: OrderedDict[bytes, Caller] = OrderedDict()
        self._audiences: dict[str, set[str]] = {}
        self._audiences_at = -math.inf
        self._published: dict[str, _Published] = {}
        self._refreshing = asyncio.Lock()

    async def check(self, token: str) -> Caller:
        """The caller of a good token; raises TokenRefused, or IssuerUnreachable when its issuer's keys cannot be had."""
        now = self._clock()
        if now - self._audiences_at > ISSUERS_FRESH:
            await self._refresh_issuers(now)
        digest = sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._good.get(digest)
        if known is not None and known.audience in self._audiences.get(known.identity.issuer, ()):
            if known.expires_at + LEEWAY <= now:
                del self._good[digest]
                raise TokenRefused(ENDED)
            self._good.move_to_end(digest)
            return known
        caller = await self._verify(token, now)
        self._good[digest] = caller
        if len(self._good) > self._size:
            self._good.popitem(last=False)
        return caller

    async def _verify(self, token: str, now: float) -> Caller:
        header, claims, signed, signature = _split(token)
        algorithm, kid, issuer = header.get("alg"), header.get("kid"), claims.get("iss")
        if algorithm not in ALGORITHMS or not isinstance(issuer, str) or issuer not in self._audiences:
            raise TokenRefused(NOT_OURS)
        if not isinstance(kid, str | None):
            raise TokenRefused(MALFORMED)
        keys = await self._candidates(issuer, kid, algorithm)
        if not any(_signed_by(key, algorithm, signed, signature) for key in keys):
            raise TokenRefused(NOT_OURS)
        return _caller(issuer, self._audiences[issuer], claims, now)

    async def _candidates(self, issuer: str, kid: str | None, algorithm: str) -> list[PublicKey]:
        if self._keys is not None and issuer == self._keys.issuer:
            own = self._keys.key(kid) if kid and ALGORITHMS[algorithm] == "OKP" else None
            return [own] if own else []
        if issuer not in self._published:
            self._published[issuer] = _Published(issuer, self._client, self._log, self._clock)
        return await self._published[issuer].keys_for(kid, algorithm)

    async def _refresh_issuers(self, now: float) -> None:
        async with self._refreshing:
            if now - self._audiences_at <= ISSUERS_FRESH:
                return
            audiences: dict[str, set[str]] = {}
            for issuer in await self._read_issuers():
                audiences.setdefault(issuer.url, set()).add(issuer.audience)
            if self._keys is not None:
                audiences[self._keys.issuer] = {AUDIENCE}
            self._audiences, self._audiences_at = audiences, now
            self._published = {url: published for url, published in self._published.items() if url in audiences}


@dataclass(frozen=True, slots=True)
class _PublishedKey:
    kid: str | None
    algorithm: str | None
    key: PublicKey

    def fits(self, kid: str | None, algorithm: str) -> bool:
        """Whether a token that names this key and algorithm may be checked with it."""
        return self.key.key_type == ALGORITHMS[algorithm] and self.algorithm in (None, algorithm) and kid in (None, self.kid)


class _Published:
    """The keys one issuer publishes: fetched at the first token, again every hour, and when a token names a key not seen before."""

    def __init__(self, issuer: str, client: httpx.AsyncClient, log: Log, clock: Callable[[], float]) -> None:
        self._issuer = issuer
        self._client = client
        self._log = log
        self._clock = clock
        self._lock = asyncio.Lock()
        self._keys: list[_PublishedKey] = []
        self._fetched_at = -math.inf
        self._tried_at = -math.inf

    async def keys_for(self, kid: str | None, algorithm: str) -> list[PublicKey]:
        """The keys that may have signed such a token, none if there is none; raises IssuerUnreachable when no usable keys could be had."""
        fitting = self._fitting(kid, algorithm)
        if self._clock() - self._fetched_at > KEYS_FRESH or not fitting:
            await self._refresh(fresher_than=self._tried_at)
            fitting = self._fitting(kid, algorithm)
        if self._clock() - self._fetched_at > KEYS_USABLE:
            raise IssuerUnreachable(f"{self._issuer} does not answer with its keys.")
        return fitting

    def _fitting(self, kid: str | None, algorithm: str) -> list[PublicKey]:
        return [published.key for published in self._keys if published.fits(kid, algorithm)][:5]

    async def _refresh(self, *, fresher_than: float) -> None:
        async with self._lock:
            # Whoever waited for the lock finds the attempt made, and does not make another.
            if self._tried_at != fresher_than or self._clock() - self._tried_at < BETWEEN_FETCHES:
                return
            self._tried_at = self._clock()
            try:
                self._keys = await self._fetch()
                self._fetched_at = self._tried_at
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, KeyError, TypeError) as error:
                self._log.warning("issuer_unreachable", issuer=self._issuer, exc_info=error)

    async def _fetch(self) -> list[_PublishedKey]:
        described = await self._get(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if described["issuer"] != self._issuer:
            raise ValueError("the discovery document is about another issuer")
        published = await self._get(described["jwks_uri"])
        return [key for key in map(_published_key, published["keys"][:50]) if key]

    async def _get(self, url: Any) -> Any:
        if not isinstance(url, str):
            raise TypeError("an address is a string")
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")):
            raise ValueError("keys are fetched over https only")
        body = bytearray()
        async with asyncio.timeout(10), self._client.stream("GET", url, timeout=5, follow_redirects=False) as answer:
            if answer.status_code != 200:
                raise ValueError("not 200")
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise ValueError("too large")
        return orjson.loads(body)


def _published_key(jwk: Any) -> _PublishedKey | None:
    """A key that signatures may be checked with, or None for one of another kind or too weak: an issuer publishes those beside it."""
    if not isinstance(jwk, dict) or jwk.get("use") not in (None, "sig"):
        return None
    public = {name: jwk[name] for name in ("kty", "n", "e", "crv", "x", "y") if isinstance(jwk.get(name), str)}
    kid, algorithm = jwk.get("kid"), jwk.get("alg")
    try:
        # 342 base64 characters are 2,048 bits; joserfc would warn about fewer.
        if public.get("kty") == "RSA" and len(public["n"]) >= 342:
            return _PublishedKey(kid, algorithm, RSAKey.import_key(public))
        if public.get("kty") == "EC" and public["crv"] == "P-256":
            return _PublishedKey(kid, algorithm, ECKey.import_key(public))
        if public.get("kty") == "OKP" and public["crv"] == "Ed25519":
            return _PublishedKey(kid, algorithm, OKPKey.import_key(public))
    except (JoseError, ValueError, KeyError):
        return None
    return None


def _split(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    """Header, claims, what is signed, and the signature, none of them trusted yet."""
    if len(token) > LONGEST_TOKEN or not COMPACT.fullmatch(token):
        raise TokenRefused(MALFORMED)
    first, second, third = token.encode().split(b".")
    try:
        header, claims, signature = orjson.loads(_decode(first)), orjson.loads(_decode(second)), _decode(third)
    except ValueError:
        raise TokenRefused(MALFORMED) from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise TokenRefused(MALFORMED)
    kind = header.get("typ")
    if "crit" in header or (kind.lower() if isinstance(kind, str) else kind) not in TYPES:
        raise TokenRefused(MALFORMED)
    return header, claims, first + b"." + second, signature


def _decode(part: bytes) -> bytes:
    return urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def _signed_by(key: PublicKey, algorithm: str, signed: bytes, signature: bytes) -> bool:
    # The registry's own way in warns at the name EdDSA at every token; the algorithms here are chosen already.
    model = jws.JWSRegistry.algorithms[algorithm]
    try:
        model.check_key(key)
        return model.verify(signed, signature, key)
    except (JoseError, ValueError):
        return False


def _caller(issuer: str, audiences: set[str], claims: dict[str, Any], now: float) -> Caller:
    """The caller of a token whose signature is right; raises TokenRefused when a claim is missing or not good."""
    expires_at, subject = claims.get("exp"), claims.get("sub")
    if not _is_time(expires_at) or not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
        raise TokenRefused(MALFORMED)
    meant = claims.get("aud")
    audience = next((a for a in (meant if isinstance(meant, list) else [meant]) if isinstance(a, str) and a in audiences), None)
    if audience is None:
        raise TokenRefused(NOT_OURS)
    if expires_at + LEEWAY <= now:
        raise TokenRefused(ENDED)
    for name in ("nbf", "iat"):
        if name in claims and not _is_time(claims[name]):
            raise TokenRefused(MALFORMED)
        if claims.get(name, 0) > now + LEEWAY:
            raise TokenRefused(NOT_YET)
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True or len(email) > 320:
        email = None
    return Caller(Identity(issuer, subject), audience, email.strip().lower() if email else None, expires_at)


def _is_time(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
