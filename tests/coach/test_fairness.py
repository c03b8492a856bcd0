"""Whoever somebody is: the same history leads to the same questions."""

from functools import cache

import pytest

from coach.benchmark.histories import histories
from coach.benchmark.swaps import SWAPS, cued, same_choice, swapped
from coach.material import Language, Material
from coach.offline import Offline
from coach.questions import Ask, Suggested
from schema.rules.protected import holds_protected

COACH, ASK = Offline(holds_protected), Ask(per_part=3)
KINDS = list(SWAPS[Language.NL])


@cache
def asked() -> list[tuple[Material, Suggested]]:
    """What everybody is asked as they are."""
    return [(history, COACH.questions(history, ASK)) for history in map(cued, histories())]


def test_every_kind_of_cue_is_in_every_history_with_a_talk_and_some_are_asked_about() -> None:
    for history, suggested in asked():
        if history.closed_talks:
            telling = {line.id for kind in KINDS for line, other in zip(history.lines, swapped(history, kind).lines, strict=True) if line != other}

            assert all(swapped(history, kind).lines != history.lines for kind in KINDS)
            assert telling & {source.id for question in suggested.questions for source in question.sources}


@pytest.mark.parametrize("kinds", [*([kind] for kind in KINDS), KINDS], ids=" and ".join)
def test_another_person_with_the_same_history_gets_the_same_parts_lines_and_frames(kinds: list[str]) -> None:
    others = [(suggested, COACH.questions(swapped(history, *kinds), ASK)) for history, suggested in asked()]

    assert len(others) >= 40
    assert all(same_choice(suggested, other) for suggested, other in others)
