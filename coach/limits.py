"""How long a model may take, how often it is asked again, how much it may say, and what it may cost."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """All times are seconds. Whatever a model does, its caller has an answer within `total`."""

    connect: float = 3.0
    first_token: float = 20.0
    gap: float = 10.0
    total: float = 90.0
    retries: int = 2
    """Times that a request is sent again after 408, 409, 429 or 5xx, before the first token only."""
    backoff: float = 0.5
    """The wait before the first retry, doubled for the next, with jitter."""
    retry_after: float = 30.0
    """The longest wait that a model may ask for."""
    at_once: int = 20
    failures: int = 5
    """Failures in a row after which the model is left alone for `rest`."""
    rest: float = 30.0
    characters: int = 40_000
    """The longest answer that is read."""
    material_tokens: int = 6_000
    tokens_per_day: int = 5_000_000
    """Tokens, of questions and answers, that an organisation may spend in a day (of UTC)."""
    tokens_per_day_person: int = 200_000
    """The same for everything that one person asks for."""
