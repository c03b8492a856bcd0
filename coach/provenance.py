"""What made a question or a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MadeBy:
    """The generator, and for a model its name and the fingerprint of the prompt."""

    generator: str
    model: str | None = None
    prompt_fingerprint: str | None = None


OFFLINE = MadeBy("OFFLINE")
