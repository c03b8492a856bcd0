"""Keyed hashes of inputs, so that a repeated mutation is known again without keeping a word of it."""

import hmac
import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from typing import Any

import orjson


@dataclass(frozen=True)
class Hashing:
    """Hashes with a secret of the home, or of the settings where several machines serve together."""

    key: bytes

    def of(self, *values: Any) -> bytes:
        """32 bytes that are equal for equal values and say nothing of them."""
        return hmac.digest(self.key, orjson.dumps(values, default=str), sha256)


def hashing(home: Path, secret: str | None) -> Hashing:
    """The hashing of this installation; its key is made at first use and kept in the home (0600)."""
    if secret is not None:
        return Hashing(sha256(secret.encode()).digest())
    path = home / "secrets" / "hashing"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        made = path.with_name(f"hashing.{os.getpid()}")
        with open(made, "wb", opener=_private) as file:
            file.write(token_bytes(32))
        with suppress(FileExistsError):  # another process made it before us, whole
            os.link(made, path)
        made.unlink()
    return Hashing(path.read_bytes())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
