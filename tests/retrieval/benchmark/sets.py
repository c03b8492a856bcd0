"""The sets: texts on shelves, and queries with what answers them."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from retrieval.chunks import passages

HERE = Path(__file__).parent.parent
TALKS, ROLES_EN = HERE / "talks.toml", HERE / "roles_en.toml"
MEETINGS, OCCUPATIONS = "qmsum-val.jsonl", "esco-occupations-nl.csv"
ROLES, SHELVES = 250, 4
"""So many roles stand on one shelf, and so many shelves are searched."""
ANSWERS, BELONGS = 2, 1


@dataclass(frozen=True)
class Query:
    """What is looked for, and the grade of every text that answers it (2) or belongs to it (1)."""

    text: str
    grades: Mapping[str, int]
    group: str
    """Of which part of the set it is."""


@dataclass(frozen=True)
class Shelf:
    """Texts that are searched together: the talks of a person, a meeting, a library of roles."""

    texts: Mapping[str, str]
    queries: Sequence[Query]
    of_roles: bool = False


@dataclass(frozen=True)
class Collection:
    """A set with its name."""

    name: str
    shelves: Sequence[Shelf]

    def groups(self) -> list[str]:
        """The parts of the set, in order."""
        return list(dict.fromkeys(query.group for shelf in self.shelves for query in shelf.queries))


def talks() -> Collection:
    """Our own talk set: all lines stand on one shelf. Every other query was tuned on; the rest only judges."""
    told = tomllib.loads(TALKS.read_text(encoding="utf-8"))
    texts = {name: line for lines in told["lines"].values() for name, line in lines.items()}
    queries = [Query(each["text"], _grades(each), "tuned on" if place % 2 == 0 else "held out") for place, each in enumerate(told["queries"])]
    return Collection("talks", [Shelf(texts, queries)])


def meetings(folder: Path) -> Collection:
    """QMSum, validation: a passage answers a query if half of its words lie in a gold span. Every other meeting was tuned on."""
    lines = (folder / MEETINGS).read_text(encoding="utf-8").splitlines()
    return Collection("QMSum val", [_meeting(json.loads(line), "tuned on" if place % 2 == 0 else "held out") for place, line in enumerate(lines)])


def roles(folder: Path) -> list[Collection]:
    """ESCO: the first alternative label of a role finds it; so does an English name, on the first shelf. Nothing was tuned on it.

    Once as the library keeps it, title and description, and once the description alone. The label is removed from both.
    """
    names = {"ESCO nl": True, "ESCO nl, description alone": False}
    return [Collection(name, [_roles(folder, number, titled=titled) for number in range(SHELVES)]) for name, titled in names.items()]


def _grades(query: Mapping[str, Any]) -> dict[str, int]:
    return dict.fromkeys(query.get("related", ()), BELONGS) | dict.fromkeys(query["answers"], ANSWERS)


def _meeting(meeting: Mapping[str, Any], group: str) -> Shelf:
    turns = [f"{turn['speaker']}: {' '.join(turn['content'].split())}" for turn in meeting["meeting_transcripts"]]
    cut = passages("\n".join(turns))
    of_turn = [place for place, turn in enumerate(turns) for _ in turn.split()]
    assert len(of_turn) == sum(len(passage.split()) for passage in cut), "a word was cut"
    words = iter(of_turn)
    turns_of = [[next(words) for _ in passage.split()] for passage in cut]
    queries = [Query(each["query"], _in_spans(turns_of, each["relevant_text_span"]), group) for each in meeting["specific_query_list"]]
    return Shelf({str(place): passage for place, passage in enumerate(cut)}, [query for query in queries if query.grades])


def _in_spans(turns_of: Sequence[Sequence[int]], spans: Sequence[Sequence[str]]) -> dict[str, int]:
    gold = {turn for first, last in spans for turn in range(int(first), int(last) + 1)}
    return {str(place): ANSWERS for place, turns in enumerate(turns_of) if 2 * sum(turn in gold for turn in turns) >= len(turns)}


def _roles(folder: Path, number: int, *, titled: bool) -> Shelf:
    english = tomllib.loads(ROLES_EN.read_text(encoding="utf-8"))
    texts, queries = {}, []
    for row in _chosen(folder / OCCUPATIONS, number):
        label = row["altLabels"].split("\n")[0].strip()
        lines = (row["preferredLabel"] if titled else "", row["description"])
        texts[row["code"]] = "\n".join(_without(line, label) for line in lines).strip()
        queries.append(Query(label, {row["code"]: ANSWERS}, "Dutch query"))
        if number == 0:
            queries.append(Query(english[row["code"]], {row["code"]: ANSWERS}, "English query"))
    return Shelf(texts, queries, of_roles=True)


def _without(line: str, label: str) -> str:
    return " ".join(re.sub(re.escape(label), " ", line, flags=re.IGNORECASE).split())


def _chosen(file: Path, number: int) -> Sequence[dict[str, str]]:
    """Always the same roles, in an order made by chance, cut into shelves."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["altLabels"].strip() and row["description"].strip()]
    return sorted(rows, key=lambda row: sha256(row["conceptUri"].encode()).hexdigest())[number * ROLES : (number + 1) * ROLES]
