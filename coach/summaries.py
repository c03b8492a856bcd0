"""The draft of a summary."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coach.material import Part, SourceKind


@dataclass(frozen=True)
class Quote:
    """Words a sentence rests on."""

    kind: SourceKind
    id: UUID | None
    quote: str
    as_of: datetime | None


@dataclass(frozen=True)
class Sentence:
    """One sentence of a draft."""

    part: Part
    text: str
    sources: tuple[Quote, ...]


@dataclass(frozen=True)
class Draft:
    """A draft."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class NothingToSay:
    """Too little to say."""
