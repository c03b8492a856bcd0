"""A purse kept in memory, which remembers what was never settled."""

from dataclasses import dataclass, field


@dataclass
class Pocket:
    """So many tokens, and what became of them."""

    tokens: int = 1_000_000
    reserved: list["Held"] = field(default_factory=list)

    @property
    def open(self) -> list["Held"]:
        """What is still set aside."""
        return [one for one in self.reserved if one.settled is None]

    @property
    def spent(self) -> int:
        """What was paid."""
        return sum(one.settled or 0 for one in self.reserved)

    async def reserve(self, tokens: int) -> "Held | None":
        """Sets tokens aside, if they are there."""
        if self.spent + sum(one.tokens for one in self.open) + tokens > self.tokens:
            return None
        held = Held(tokens)
        self.reserved.append(held)
        return held


@dataclass
class Held:
    """Tokens set aside."""

    tokens: int
    settled: int | None = None

    async def settle(self, tokens: int) -> None:
        """What they became."""
        assert self.settled is None, "it is settled once"
        self.settled = tokens
