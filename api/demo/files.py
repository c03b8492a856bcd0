"""The written content of the demo: one folder per organisation, one file for its roles and people, one for each pair."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Content = dict[str, Any]


@dataclass(frozen=True)
class OrganisationContent:
    """What is written about one organisation: itself (roles, options, paths, people) and its pairs."""

    itself: Content
    pairs: tuple[Content, ...]


def read_content(folder: Path = HERE) -> tuple[OrganisationContent, ...]:
    """All organisations, the Dutch one first."""
    return tuple(_organisation(folder / language) for language in ("nl", "en"))


def _organisation(folder: Path) -> OrganisationContent:
    pairs = sorted(path for path in folder.glob("*.toml") if path.name != "organisation.toml")
    return OrganisationContent(_read(folder / "organisation.toml"), tuple(map(_read, pairs)))


def _read(path: Path) -> Content:
    return tomllib.loads(path.read_text(encoding="utf-8"))
