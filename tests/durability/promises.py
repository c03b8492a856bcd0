"""What was acknowledged to people who write, and what must therefore stand in the database."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from api.outbox import Verb

Node = tuple[str, UUID]
"""A thing: its type and row."""


@dataclass
class Promise:
    """Something that a client had made. Until it has an id, nobody told the client that it was."""

    mutation: str
    kind: str
    text: str
    """Its words now, as acknowledged; no other promise has the same."""
    shared: bool
    sent: dict[str, Any]
    """The input; its `idempotencyKey` is None where it was sent once, without one."""
    by: UUID
    id: UUID | None = None
    withdrawn: bool = False
    last_sent: datetime | None = None
    """When the request left that was answered."""

    @property
    def key(self) -> UUID | None:
        """The idempotency key it was sent with."""
        key = self.sent.get("idempotencyKey")
        return UUID(key) if key else None


@dataclass
class Ledger:
    """All that was promised to all clients."""

    promises: list[Promise] = field(default_factory=list)
    told: dict[Node, list[Verb]] = field(default_factory=dict)
    """What the outbox must hold of each thing, in order."""
    acknowledged: int = 0
    """Answers that said that something was done."""
    met: Counter[str] = field(default_factory=Counter)
    """How often each mutation was acknowledged."""

    def acknowledge(self, mutation: str) -> None:
        """Something was answered with what was done."""
        self.acknowledged += 1
        self.met[mutation] += 1

    def tell(self, kind: str, row_id: UUID, verb: Verb) -> None:
        """The outbox must hold this."""
        self.told.setdefault((kind, row_id), []).append(verb)

    @property
    def kept(self) -> list[Promise]:
        """What was acknowledged as made."""
        return [promise for promise in self.promises if promise.id is not None]

    @property
    def unknown(self) -> list[Promise]:
        """What nobody knows about: sent once without a key, and never answered."""
        return [promise for promise in self.promises if promise.id is None]
