"""What a model is given: numbered lines between random fences, without names; and what its answer must look like."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from coach.llm import Message
from coach.material import Author, Language, Line, Part
from coach.placeholders import Placeholders
from prompts.files import Prompt

TEXT = {"type": "string"}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
PARTS = {"type": "string", "enum": [part.value for part in Part]}

AUTHORS = {
    Language.NL: {Author.EMPLOYEE: "de medewerker", Author.MANAGER: "de leidinggevende", Author.OTHER: "een ander"},
    Language.EN: {Author.EMPLOYEE: "the employee", Author.MANAGER: "the manager", Author.OTHER: "somebody else"},
}


def answer_of(name: str, **texts: Any) -> dict[str, Any]:
    """The schema of an answer: a list of objects. Only what every strict endpoint understands."""
    one = {"type": "object", "properties": texts, "required": list(texts), "additionalProperties": False}
    return {"type": "object", "properties": {name: {"type": "array", "items": one}}, "required": [name], "additionalProperties": False}


QUESTIONS = answer_of("questions", part=PARTS, question=TEXT, follow_up=TEXT, first_person=TEXT, sources=NUMBERS)
SENTENCES = answer_of("sentences", part=PARTS, text=TEXT, sources=NUMBERS)

AGAIN = {
    Language.NL: "Dat was geen geldige JSON volgens het schema. Antwoord opnieuw, met alleen de JSON.",
    Language.EN: "That was no valid JSON of the schema. Answer again, with the JSON only.",
}


def messages(
    prompt: Prompt, fence: str, lines: Sequence[tuple[Part, Line]], language: Language, hiding: Placeholders, **values: str
) -> list[Message]:
    """The prompt with its lines as material between fences."""
    told = "\n".join(numbered(place, part, line, language, hiding) for place, (part, line) in enumerate(lines, 1))
    system, given = prompt.filled(fence=fence, lines=without_fences(told, fence), **values)
    return [Message("system", system), Message("user", given)]


def numbered(place: int, part: Part, line: Line, language: Language, hiding: Placeholders) -> str:
    """A line of the material as the model reads it."""
    said = AUTHORS[language].get(line.author, "") if line.author else ""
    days = [day.isoformat() for day in dict.fromkeys((line.talk_on or line.written_on, line.due)) if isinstance(day, date)]
    about = ", ".join(filter(None, (part.value, line.kind.value, said, *days)))
    text = re.sub(r"\s+", " ", "".join(sign if sign.isprintable() or sign.isspace() else " " for sign in line.text)).strip()
    return f"{place}. [{about}] {hiding.hidden(text)}"


def without_fences(text: str, fence: str) -> str:
    """The text with everything that could pass for a fence taken apart."""
    return re.sub(r"([<>`#=~-])(?=\1)", r"\1 ", text.replace(fence, "…"))
