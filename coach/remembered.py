"""The last answers of a model, so that nobody pays twice for the same question about the same lines; in memory, few, and not for long."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Objects = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Kept:
    """An answer, with placeholders for names as the model gave it; which rows it may rest on, and until when it is good."""

    objects: Objects
    rests_on: frozenset[UUID]
    until: float


@dataclass
class Remembered:
    """Answers by what was asked. Whatever was changed in a line, a day or a prompt makes another question, so that an old answer is never found.

    `clock` gives seconds. All of it may be forgotten at any time.
    """

    clock: Callable[[], float]
    seconds: float = 600.0
    most: int = 200
    _kept: OrderedDict[bytes, Kept] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self._kept)

    def found(self, key: bytes) -> Objects | None:
        """The answer to exactly this question, if it is still remembered."""
        kept = self._kept.get(key)
        if kept is None or kept.until <= self.clock():
            self._kept.pop(key, None)
            return None
        return kept.objects

    def keep(self, key: bytes, objects: Sequence[dict[str, Any]], rests_on: Collection[UUID]) -> None:
        """Remember an answer; the oldest ones go."""
        now = self.clock()
        self._kept[key] = Kept(tuple(objects), frozenset(rests_on), now + self.seconds)
        self._kept.move_to_end(key)
        for old in [old for old, kept in self._kept.items() if kept.until <= now]:
            del self._kept[old]
        while len(self._kept) > self.most:
            self._kept.popitem(last=False)

    def forget(self, rows: Collection[UUID] | None) -> None:
        """These rows changed or went, or nobody knows which: what may rest on them is not kept a moment longer."""
        for key in [key for key, kept in self._kept.items() if rows is None or not kept.rests_on.isdisjoint(rows)]:
            del self._kept[key]


def key_of(*said: str) -> bytes:
    """The key of a question: all that was said in it, in order."""
    digest = hashlib.sha256()
    for text in said:
        encoded = text.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.digest()
