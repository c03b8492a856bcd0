"""The project's own issuer of tokens on a fresh machine: its keys in the home, and the tokens they sign."""

import fcntl
import json
import os
import secrets
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

AUDIENCE = "goodtalk"
# `.invalid` is reserved (RFC 2606): nobody can ever own the name and publish keys under it.
ISSUER_PREFIX = "https://goodtalk.invalid/"
LIFETIME = 12 * 3600


class KeysRefused(Exception):
    """The home's own keys cannot be used; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One Ed25519 key of the home. A retired key checks tokens until the last one it signed has ended; times are Unix seconds."""

    kid: str
    key: OKPKey
    made_at: int
    retired_at: int | None = None


@dataclass(frozen=True, slots=True)
class _Ring:
    issuer: str
    keys: tuple[SigningKey, ...]


class Keys:
    """The keys of one home, shared by all its processes: a rotation by one is seen by the others at the next token they check."""

    def __init__(self, home: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._path = home / "secrets" / "keys.json"
        self._clock = clock
        self._ring, self._stamp = self._open()

    @property
    def issuer(self) -> str:
        """The `iss` of the tokens of this home; made with the first key, and kept."""
        return self._ring.issuer

    def key(self, kid: str) -> OKPKey | None:
        """The key to check a token with; None if it is unknown or has ended."""
        self._reread()
        now = self._clock()
        for signing in self._ring.keys:
            if signing.kid == kid and not _ended(signing, now):
                return signing.key
        return None

    def issue(self, subject: str, lifetime: int = LIFETIME) -> str:
        """A token for a subject, valid for `lifetime` seconds, at most 12 hours."""
        if not 0 < lifetime <= LIFETIME:
            raise ValueError("a token lives between 1 second and 12 hours")
        self._reread()
        signing = self._ring.keys[0]
        now = int(self._clock())
        claims = {"iss": self.issuer, "aud": AUDIENCE, "sub": subject, "iat": now, "exp": now + lifetime, "jti": secrets.token_hex(8)}
        return _sign({"alg": "EdDSA", "kid": signing.kid, "typ": "at+jwt"}, claims, signing.key)

    def rotate(self) -> str:
        """Sign with a new key from now on and return its id; the old ones check tokens for 12 hours more, then they are deleted."""
        now = int(self._clock())
        with _locked(self._path):
            ring = _read(self._path)
            older = (SigningKey(k.kid, k.key, k.made_at, k.retired_at or now) for k in ring.keys)
            new = _new_key(now)
            _write(self._path, _Ring(ring.issuer, (new, *(k for k in older if not _ended(k, now)))))
        self._reread()
        return new.kid

    def _open(self) -> tuple[_Ring, int]:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _locked(self._path):
                if not self._path.exists():
                    ring = _Ring(ISSUER_PREFIX + secrets.token_hex(8), (_new_key(int(self._clock())),))
                    _write(self._path, ring)
                return _read(self._path), self._path.stat().st_mtime_ns
        except OSError as error:
            message = f"{self._path} cannot be read or written ({error.strerror}): give this user that folder, or choose another --home."
            raise KeysRefused(message) from None

    def _reread(self) -> None:
        """Read the file again if another process has changed it; a stat costs microseconds, and only tokens not seen before get here."""
        try:
            stamp = self._path.stat().st_mtime_ns
        except OSError:
            return
        if stamp != self._stamp:
            self._ring, self._stamp = _read(self._path), stamp


def open_keys(home: Path, *, environment: str) -> Keys:
    """The keys of a home, made at first start. In production people come in by their organisation's own issuer: refused."""
    if environment == "production":
        told = "python -m api organisation … --issuer URL --audience NAME"
        raise KeysRefused(f"GOODTALK_ENV is production: tokens come from the organisation's own issuer ({told}).")
    return Keys(home)


def _ended(signing: SigningKey, now: float) -> bool:
    return signing.retired_at is not None and signing.retired_at + LIFETIME + 60 < now


def _new_key(now: int) -> SigningKey:
    return SigningKey(secrets.token_hex(8), OKPKey.generate_key("Ed25519"), now)


def _sign(header: dict[str, str], claims: dict[str, Any], key: OKPKey) -> str:
    # joserfc calls the name "EdDSA" deprecated (RFC 9864 splits it by curve); it is the name that clients and libraries know.
    algorithm = jws.JWSRegistry.algorithms["EdDSA"]
    signed = b".".join(_base64(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    return b".".join((signed, _base64(algorithm.sign(signed, key)))).decode()


def _base64(part: bytes) -> bytes:
    return urlsafe_b64encode(part).rstrip(b"=")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with open(path.with_suffix(".lock"), "a", opener=_private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _read(path: Path) -> _Ring:
    try:
        kept = json.loads(path.read_bytes())
        keys = tuple(SigningKey(k["kid"], OKPKey.import_key(k["key"]), k["made_at"], k["retired_at"]) for k in kept["keys"])
        if not keys or not str(kept["issuer"]).startswith(ISSUER_PREFIX):
            raise ValueError
    except (ValueError, KeyError, TypeError, JoseError):
        raise KeysRefused(f"{path} is damaged: put it back from a copy, or delete it and hand out new tokens.") from None
    return _Ring(kept["issuer"], keys)


def _write(path: Path, ring: _Ring) -> None:
    """Whole or not at all: written beside, synced, renamed. mkstemp makes it readable for its owner only."""
    # Of a retired key only the public half is kept: it signs nothing any more.
    keys = [{"kid": k.kid, "key": k.key.as_dict(private=k.retired_at is None), "made_at": k.made_at, "retired_at": k.retired_at} for k in ring.keys]
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".keys-")
    try:
        with os.fdopen(handle, "w") as file:
            json.dump({"issuer": ring.issuer, "keys": keys}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
