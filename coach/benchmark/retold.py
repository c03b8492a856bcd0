"""Sentences in other words than their notes, labelled right or wrong, as people and models write them: `retold.toml` and `unseen.toml`."""

import tomllib
from pathlib import Path

from coach.benchmark.sentences import Labelled
from coach.evidence import Evidence
from coach.material import Language

KINDS = ("number", "date", "name", "negation", "agent", "unsettled", "scope", "invented")


def retold(name: str = "retold") -> list[Labelled]:
    """The sentences of one file: those the rules were made with, or `unseen`, which they never met before they were measured."""
    found = list[Labelled]()
    for told in tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))["told"]:
        language, people = Language(told["language"].upper()), tuple(told["people"])
        notes = tuple(Evidence(text, writer or None, (day,)) for writer, day, text in told["lines"])
        found += [Labelled(language, notes, people, text, None) for text in told["right"]]
        found += [Labelled(language, notes, people, text, kind) for kind in KINDS for text in told.get(kind, ())]
    return found
