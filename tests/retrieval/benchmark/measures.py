"""How good an order is: recall@5, nDCG@10, hit@5 and MRR, the means over queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log2
from statistics import fmean

from tests.retrieval.benchmark.sets import ANSWERS


@dataclass(frozen=True)
class Measured:
    """Between 0 and 1 each, the more the better."""

    recall: float
    """At 5: the share of the answers (5 at most) that stand among the first five."""
    ndcg: float
    """At 10: what the first ten are worth against the best order; a text is worth 2^grade - 1, the less the lower it stands."""
    hit: float
    """At 5: an answer stands among the first five."""
    mrr: float
    """One through the place of the first answer."""


def measured(found: Sequence[str], grades: Mapping[str, int]) -> Measured:
    """One query."""
    answers = {name for name, grade in grades.items() if grade == ANSWERS}
    first = next((place for place, name in enumerate(found, 1) if name in answers), None)
    among = len(answers & set(found[:5]))
    gained = _gain([grades.get(name, 0) for name in found[:10]])
    best = _gain(sorted(grades.values(), reverse=True)[:10])
    return Measured(among / min(5, len(answers)), gained / best, float(among > 0), 1 / first if first else 0.0)


def mean(all_of: Sequence[Measured]) -> Measured:
    """Many queries."""
    return Measured(*(fmean(getattr(each, name) for each in all_of) for name in ("recall", "ndcg", "hit", "mrr")))


def _gain(grades: Sequence[int]) -> float:
    return fsum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, 1))
