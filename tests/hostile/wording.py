"""A model server that behaves: it words questions about the lines it is given, one after the other, as slowly as a test wants."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.hostile.server import STREAM, event

LINE = re.compile(r"^(\d+)\. \[(\w+), .*\] (.*)$", re.MULTILINE)

WORDED = {
    "kort": "Wat heb je nog nodig om een overleg kort te houden?",
    "ochtenden": "Wat heb je nodig voor ochtenden zonder overleg?",
    "routes": "Wat heb je nog nodig voor de nieuwe routes?",
}
"""What it asks about a line that holds the word; the lines are those of `tests.stories.conftest`."""
OWN = "Ik wil bespreken wat ik nodig heb."


@dataclass
class Wording:
    """Answers with a question for each word of `words` that the lines hold. After `before` of them it waits for `going_on`."""

    words: tuple[str, ...] = tuple(WORDED)
    before: int = 99
    usage: int | None = None
    going_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        """One request."""
        given = LINE.findall(request["messages"][1]["content"])
        writer.write(STREAM + event("", role="assistant") + event('{"questions": ['))
        told = 0
        for word in self.words:
            found = next(((int(number), part) for number, part, text in given if word in text), None)
            if found is None:
                continue
            if told == self.before:
                await writer.drain()
                await self.going_on.wait()
            writer.write(event((", " if told else "") + question(WORDED[word], *found)))
            await writer.drain()
            told += 1
        writer.write(event("]}") + event(finish="stop"))
        if self.usage is not None:
            writer.write(used(self.usage))
        writer.write(b"data: [DONE]\n\n")


def question(text: str, line: int, part: str) -> str:
    """One object of an answer."""
    said = {"part": part, "question": text, "follow_up": "Wat heb je daarvoor nodig?", "first_person": OWN, "sources": [line]}
    return json.dumps(said, ensure_ascii=False)


def used(tokens: Any) -> bytes:
    """The chunk with which a server says what it counted."""
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": tokens}
    return (
        b"data: " + json.dumps({"id": "c", "object": "chat.completion.chunk", "model": "wording", "choices": [], "usage": usage}).encode() + b"\n\n"
    )
