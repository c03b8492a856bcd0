"""A request that was begun is gone on with: what of it was offered already is neither asked again nor asked for."""

from dataclasses import replace

import pytest

from coach.material import Asked, Material, Part
from coach.offline import Offline
from coach.questions import Ask, Question, ShortfallReason
from schema.rules.protected import holds_protected
from tests.coach.histories import DUTCH, ENGLISH

COACH = Offline(holds_protected)


def begun(*questions: Question) -> tuple[tuple[Part, Asked], ...]:
    """The questions as they stand on the table."""
    return tuple((one.part, Asked(one.text, frozenset(source.id for source in one.sources if source.id), one.frame)) for one in questions)


@pytest.mark.parametrize("material", [DUTCH, ENGLISH])
@pytest.mark.parametrize("kept", range(7))
def test_the_rest_makes_it_whole(material: Material, kept: int) -> None:
    whole = COACH.questions(material, Ask())
    before = whole.questions[:kept]

    rest = COACH.questions(material, Ask(begun=begun(*before)))

    parts = [question.part for question in (*before, *rest.questions)]
    assert sorted(parts) == sorted(question.part for question in whole.questions)
    assert {one.text for one in before}.isdisjoint(one.text for one in rest.questions)
    sources = [source.id for question in (*before, *rest.questions) for source in question.sources if source.id]
    assert len(sources) == len(set(sources))
    assert rest.shortfalls == ()


def test_what_is_still_short_is_said() -> None:
    material = replace(DUTCH, personal_dismissed=True)
    whole = COACH.questions(material, Ask())

    rest = COACH.questions(material, Ask(begun=begun(*whole.questions)))

    assert rest.questions == ()
    assert [(one.part, one.reason) for one in rest.shortfalls] == [(Part.PERSONAL, ShortfallReason.SWITCHED_OFF)]
