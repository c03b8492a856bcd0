"""What a resolver is given: who asks, and what it may use."""

from dataclasses import dataclass

from api.database.sessions import Identity, Sessions
from api.reads import Reads


@dataclass(frozen=True)
class Context:
    """The context of one operation. `identity` is empty for somebody without a token."""

    identity: Identity | None
    reads: Reads
    sessions: Sessions
