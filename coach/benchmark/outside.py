"""`python -m coach.benchmark.outside`: the checker on sentences that other people wrote about meetings we did not hold.

QMSum's validation split holds answers that people wrote to questions about a meeting, each with the turns it rests on. Their sentences
count as right; the wrong ones are made of them by one change that our checker has not been tried on. Nothing of it is kept in the project.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.benchmark.scorers import KINDS
from coach.evidence import UNSEEN, Evidence, supported
from coach.facts import dates, negated, numbers
from coach.material import Language
from coach.words import tokens

WHERE = "../shared/data"
FILE = "qmsum-val.jsonl"
MOST_TURNS = 60
SENTENCE = re.compile(r"(?<=[.!?])\s+")
FIGURE = re.compile(r"(?<![\w.,])\d+(?![\w%]|[.,]\d)")
COUNTED = re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|fifty|hundred)\b")
MONTH = re.compile(
    r"\b(January|February|March|April|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday)\b"
)
AUXILIARY = re.compile(r"\b(is|are|was|were|should|could|would|can|will|had|has|have)\b(?! not|n't)")


@dataclass(frozen=True)
class Said:
    """A sentence about some turns of a meeting, who may be named, and what was made wrong in it; nothing where it is right."""

    sentence: str
    turns: tuple[Evidence, ...]
    people: tuple[str, ...]
    wrong: str | None


def main(folder: str = WHERE) -> None:
    """Prints the figures, or says what is missing."""
    file = Path(folder) / FILE
    if not file.exists():
        sys.exit(f"{file} is not there. It is QMSum's validation split (MIT), which is not part of this project; name its folder as the argument.")
    meetings = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    said = list(sentences(meetings))
    sys.stdout.write(f"{len(said)} sentences about {len(meetings)} meetings, {sum(one.wrong is not None for one in said)} of them made wrong\n")
    figures("facts alone (any words may be new)", said, 1.0)
    figures(f"as for a model's draft ({UNSEEN:.0%} of the words may be new)", said, UNSEEN)


def figures(name: str, said: Sequence[Said], unseen: float) -> None:
    """What the checker does with the sentences where that share of the words may be new."""
    refused, rightly, caught = Counter[str](), Counter[str](), Counter[str]()
    there = Counter(one.wrong or "" for one in said)
    for one in said:
        finding = supported(one.sentence, one.turns, language=Language.EN, people=one.people, unseen=unseen)
        if not finding.supported:
            reason = KINDS.get(finding.rule or "", finding.rule or "")
            refused[reason] += 1
            rightly[reason] += one.wrong is not None
            caught[one.wrong or ""] += 1
    sys.stdout.write(f"\n{name}: {1 - caught[''] / there['']:.0%} of {there['']} right sentences stand\n")
    sys.stdout.write("| wrong | sentences | refused | refusals for that reason | of those wrong |\n|---|---|---|---|---|\n")
    for kind in KINDS.values():
        right = f"{rightly[kind] / refused[kind]:.2f}" if refused[kind] else "–"
        found = f"{caught[kind] / there[kind]:.2f}" if there[kind] else "–"
        sys.stdout.write(f"| {kind} | {there[kind]} | {found} | {refused[kind]} | {right} |\n")


def sentences(meetings: Sequence[dict[str, Any]]) -> Iterator[Said]:
    """The right ones, and what is made of them."""
    strange = [answer for meeting in reversed(meetings) for query in meeting["specific_query_list"] for answer in split(query["answer"])]
    for meeting in meetings:
        people = tuple(dict.fromkeys(turn["speaker"] for turn in meeting["meeting_transcripts"]))
        for query in meeting["specific_query_list"]:
            turns = tuple(turns_of(meeting, query))
            if not 0 < len(turns) <= MOST_TURNS:
                continue
            for sentence in split(query["answer"]):
                yield Said(sentence, turns, people, None)
                yield from (Said(text, turns, people, kind) for kind, text in changed(sentence, turns, people))
                yield Said(strange[(len(sentence) * 7) % len(strange)], turns, people, "invented")


def changed(sentence: str, turns: Sequence[Evidence], people: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sentence with one thing wrong, in each way that it allows."""
    text = " ".join(turn.text for turn in turns)
    given = {number.value for number in numbers(text, Language.EN)}
    if figure := FIGURE.search(sentence):
        other = next(str(int(figure.group()) + step) for step in range(3, 99) if str(int(figure.group()) + step) not in given)
        yield "number", sentence[: figure.start()] + other + sentence[figure.end() :]
    elif counted := COUNTED.search(sentence):
        other = next(word for word, value in (("eleven", "11"), ("thirteen", "13"), ("seventeen", "17")) if value not in given)
        yield "number", sentence[: counted.start()] + other + sentence[counted.end() :]
    if month := MONTH.search(sentence):
        other = "Sunday" if month.group().endswith("day") else "May"
        if dates(other, Language.EN).isdisjoint(dates(text, Language.EN)):
            yield "date", sentence[: month.start()] + other + sentence[month.end() :]
    if not negated(sentence, Language.EN) and (verb := AUXILIARY.search(sentence)):
        yield "negation", f"{sentence[: verb.end()]} not{sentence[verb.end() :]}"
    yield from somebody_else(sentence, turns, people)


def somebody_else(sentence: str, turns: Sequence[Evidence], people: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Another speaker in the place of the first one named: one who is not there, and one who is."""
    named = next((person for person in people if re.search(rf"\b{re.escape(person)}\b", sentence)), None)
    if named is None:
        return
    there = {turn.speaker for turn in turns}
    said = {word for turn in turns for word in tokens(turn.text)}
    absent = next((one for one in people if one not in there and one not in sentence and not said & set(tokens(one))), None)
    present = next((one for one in people if one in there and one not in sentence), None)
    if absent:
        yield "name", re.sub(rf"\b{re.escape(named)}\b", absent, sentence)
    if present:
        yield "agent", re.sub(rf"\b{re.escape(named)}\b", present, sentence)


def turns_of(meeting: dict[str, Any], query: dict[str, Any]) -> Iterator[Evidence]:
    """The turns an answer rests on."""
    for first, last in query["relevant_text_span"]:
        for turn in meeting["meeting_transcripts"][int(first) : int(last) + 1]:
            yield Evidence(tidy(turn["content"]), turn["speaker"])


def tidy(text: str) -> str:
    """A turn as people write it: without marks for noises, and with signs where they belong."""
    text = re.sub(r"\{\w+\}|<\w+>", " ", text)
    return re.sub(r"\s+", " ", re.sub(r"\s+([.,!?;:'’]|n't\b)", r"\1", text)).strip()


def split(answer: str) -> list[str]:
    """The sentences of an answer."""
    return [sentence for sentence in SENTENCE.split(tidy(answer)) if len(tokens(sentence)) >= 5]


if __name__ == "__main__":
    main(*sys.argv[1:2])
