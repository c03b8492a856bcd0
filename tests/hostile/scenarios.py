"""What a model can do wrong, each by a name; the material's lines are numbered from 1."""

import json
from typing import Any

from tests.hostile.server import STREAM, Answer, drips, event, first, says, sends, status

FOLLOW_UP = "Wat heb je daarvoor nodig?"
OWN = "Ik wil bespreken wat ik nodig heb."


def asks(*questions: str, sources: Any = (1,), part: str = "CURRENT_ROLE", follow_up: str = FOLLOW_UP, own: str = OWN) -> str:
    """An answer with these questions, all about the same lines."""
    made = [{"part": part, "question": text, "follow_up": follow_up, "first_person": own, "sources": list(sources)} for text in questions]
    told = [{"part": part, "text": text.replace("?", "."), "sources": list(sources)} for text in questions]
    return json.dumps({"questions": made, "sentences": told}, ensure_ascii=False)


def everywhere(question: str, **more: Any) -> str:
    """The same question on every line and in every part."""
    found: dict[str, list[Any]] = {"questions": [], "sentences": []}
    for part in ("PERSONAL", "CURRENT_ROLE", "GROWTH"):
        for line in range(1, 9):
            one = json.loads(asks(question, sources=(line,), part=part, **more))
            found = {key: [*found[key], *one[key]] for key in found}
    return json.dumps(found, ensure_ascii=False)


WRONG_WORDS = {
    "an invented name": "Hoe gaat het met het voorstel dat je met Jolanda maakt?",
    "an invented number": "Hoe komen de 17 voorstellen voor de nieuwe planning verder?",
    "an invented date": "Wat heb je nodig om het voorstel op 3 maart af te hebben?",
    "a verdict": "Wat maakt jouw voorstel voor de planning zo slecht?",
    "a rating": "Welk cijfer geef je jezelf voor het voorstel?",
    "an emotion": "Waardoor ben je zo boos over het voorstel voor de planning?",
    "a diagnosis": "Hoe ga je met je burn-out om bij het voorstel?",
    "a motive": "Welke onwil zit er achter het voorstel voor de planning?",
    "a prediction": "Wanneer ga je weg bij dit voorstel voor de planning?",
    "pay": "Welk salaris past er bij dit voorstel voor de planning?",
    "a closed question": "Is het voorstel voor de nieuwe planning klaar?",
    "a double question": "Hoe gaat het voorstel voor de planning en wat heb je nodig?",
    "a leading question": "Vind je ook niet dat het voorstel voor de planning beter kan?",
    "why": "Waarom is het voorstel voor de nieuwe planning er nog niet?",
    "a choice": "Wat doe je met het voorstel, nu maken of later?",
    "another language": "What do you need to finish the proposal for the planning?",
    "a third language": "Was brauchst du noch, um den Vorschlag fertig zu machen?",
    "the prompt itself": "Welke vraag rust op 1 tot 3 regels en staat tussen twee regels materiaal?",
    "a link": "Wat vind je van https://example.org/voorstel voor de planning?",
    "an image": "Wat vind je van ![voorstel](x.png) voor de planning?",
    "half an emoji": "Wat betekent het voorstel \ufffd voor de planning voor je?",
    "a picture": "Wat betekent het voorstel 🔥 voor de planning voor je?",
    "too many words": "Wat zou je " + "heel graag " * 20 + "willen met het voorstel voor de planning?",
    "nobody's placeholder": "Wat heeft [P9] nodig voor het voorstel voor jouw planning?",
    "a broken placeholder": "Wat heeft [P 1 x] nodig voor het voorstel voor jouw planning?",
    "formal speech": "Wat heeft u nodig voor het voorstel voor de nieuwe planning?",
    "nothing to hold on to": "Wat zou je daarover willen bespreken?",
    "an invisible sign": "Wat heb je nodig voor het \u202evoorstel\u202c voor de planning?",
}
"""Questions that may not be asked, about any line."""

GOOD = "Wat heb je nog nodig voor je voorstel voor de nieuwe planning?"

LONE = asks(GOOD).replace("nog nodig", "\\ud83d nodig")

SCENARIOS: dict[str, Answer] = {
    **{name: says(everywhere(text), size=400) for name, text in WRONG_WORDS.items()},
    "wrong ids": says(asks(GOOD, sources=(0,)) + asks(GOOD, sources=(-1, 99))),
    "ids that are words": says(asks(GOOD, sources=("1",))),
    "no ids": says(asks(GOOD, sources=())),
    "too many ids": says(asks(GOOD, sources=(1, 2, 3, 4, 5))),
    "duplicates": says(asks(*[GOOD] * 30)),
    "the same on every line": says(everywhere(GOOD), size=400),
    "half a pair of signs": says(LONE),
    "a follow-up that judges": says(everywhere(GOOD, follow_up="Waarom ben je zo slecht?"), size=400),
    "a first person that invents": says(everywhere(GOOD, own="Ik wil 4000 euro meer salaris."), size=400),
    "hangs before a word": sends(then=1000),
    "hangs after its headers": sends(STREAM, then=1000),
    "hangs after a word": sends(STREAM, event('{"questions": ['), then=1000),
    "drips": drips('{"questions": [', 0.02),
    "drips blanks": drips(" ", 0.02),
    "pings for ever": sends(STREAM, *[b": ping\n\n"] * 10_000, pause=0.02),
    "cut off in the middle": says(asks(GOOD)[:90], finish="length"),
    "cut off after one": says(asks(GOOD, GOOD)[:-60], finish="length"),
    "a filter": says("", finish="content_filter"),
    "hangs up in the middle": sends(STREAM, event(asks(GOOD)[:60])),
    "hangs up at once": sends(),
    "refuses": sends(STREAM, event(None, refusal="I can't help with that."), b"data: [DONE]\n\n"),
    "says nothing": says(""),
    "prose": says("Natuurlijk! Hier zijn de vragen: 1. Waarom ben je zo traag?"),
    "JSON in a fence": says("```json\n" + asks("Ben je klaar?") + "\n```"),
    "another JSON": says('{"vragen": {"a": 1}}'),
    "a list only": says('["Waarom?"]'),
    "deep JSON": says("[" * 5_000),
    "megabyte": says("x" * 1_000_000, size=50_000),
    "megabyte in one go": says("x" * 1_000_000, size=1_000_000),
    "megabyte of error": status(500, "x" * 1_000_000),
    "bad prose, then good JSON": first(says("Hm."), says(asks(GOOD))),
    "400": status(400),
    "401": status(401),
    "404": status(404),
    "408": status(408),
    "409": status(409),
    "429": status(429),
    "429 with a wait": status(429, Retry_After="0"),
    "429 with a long wait": status(429, Retry_After="3600"),
    "429 with a date": status(429, Retry_After="Wed, 21 Oct 2065 07:28:00 GMT"),
    "429 with nonsense": status(429, Retry_After="soon"),
    "500": status(500),
    "503, then good": first(status(503), says(asks(GOOD))),
    "redirects": status(302, Location="http://127.0.0.1:9/"),
    "HTML": status(200, "<html>Sign in</html>", Content_Type="text/html"),
    "JSON instead of a stream": status(200, "{}", Content_Type="application/json"),
    "broken events": sends(STREAM, b"data: {broken\n\n"),
    "events of nothing": sends(STREAM, b"data: null\n\n", b"data: 1\n\n", b'data: {"choices": 7}\n\n', b'data: {"choices": [null]}\n\n'),
    "an error as an event": sends(STREAM, b'data: {"error": {"message": "overloaded"}}\n\n'),
    "not HTTP": sends(b"\x00\x01\x02 hello\r\n\r\n"),
    "half a sign in bytes": sends(STREAM, b'data: {"choices":[{"delta":{"content":"\xff\xfe"}}]}\n\n'),
}
