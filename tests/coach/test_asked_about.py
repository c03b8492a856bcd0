"""One line asked about: what it speaks of decides what is asked, and who promised something is said."""

import pytest

from coach.material import Author, Language, Line, Material, Part, Status
from coach.offline import Offline
from coach.questions import Ask, Question
from schema.rules.protected import holds_protected
from tests.coach.histories import LAST, TODAY, agreement, goal, note, reflection

COACH = Offline(holds_protected)


def history(*lines: Line) -> Material:
    """A talk with these lines before it."""
    return Material(Language.NL, TODAY, "Fatima", "Mark", lines, closed_talks=2, last_talk_on=LAST)


def three(asked: Line) -> dict[Part, Question]:
    """The questions about one line, by part."""
    return {question.part: question for question in COACH.questions(history(asked), Ask(about=asked)).questions}


KINDS = [
    (note(Part.GROWTH, "Ik wil meer met data doen"), "about-wish"),
    (note(Part.GROWTH, "Nog uitzoeken of meelopen kan"), "about-open"),
    (note(Part.CURRENT_ROLE, "scanners vallen steeds uit"), "about-burden"),
    (note(Part.PERSONAL, "super trots op het team"), "about-enjoyed"),
    (note(Part.PERSONAL, "nachten nu 2 achter elkaar, scheelt echt"), "about-better"),
    (note(Part.GROWTH, "brown bag gedaan over tracing"), "about-over"),
    (note(Part.GROWTH, "Geen behoefte aan een andere functie"), "about-declined"),
    (reflection("overleg met inkoop loopt stroef"), "about-burden"),
]


@pytest.mark.parametrize(("asked", "kind"), KINDS, ids=[f"{each.kind}-{kind}" for each, kind in KINDS])
def test_a_wish_a_burden_and_a_success_are_each_asked_about_in_their_own_way(asked: Line, kind: str) -> None:
    found = three(asked)

    assert {part: question.frame for part, question in found.items()} == {
        Part.PERSONAL: f"personal-{kind}",
        Part.CURRENT_ROLE: f"role-{kind}",
        Part.GROWTH: f"growth-{kind}",
    }
    assert len({question.text for question in found.values()}) == len({question.follow_up for question in found.values()}) == 3


def test_what_only_tells_is_asked_about_without_taking_it_for_good_or_bad() -> None:
    found = three(note(Part.CURRENT_ROLE, "Nieuwe collega komt per 1 november", author=Author.MANAGER))

    assert {question.frame for question in found.values()} == {"personal-note-about", "role-note-about", "growth-note-about"}


def test_what_the_manager_promised_is_said_to_be_theirs_in_every_voice() -> None:
    asked = agreement("navragen of het budget er is", owner=Author.MANAGER)

    found = three(asked)

    assert found[Part.CURRENT_ROLE].text == "Vorige keer zei ik toe: „navragen of het budget er is”. Wat heb je daar intussen van mij over gehoord?"
    assert all(
        "zei je leidinggevende toe" in question.why and question.first_person.startswith("Vorige keer zei jij toe") for question in found.values()
    )
    assert not any("nodig" in question.text for question in found.values())


def test_what_both_do_together_is_asked_about_as_what_both_agreed() -> None:
    found = three(agreement("samen twee gesprekken terugluisteren", status=Status.OPEN))

    assert found[Part.CURRENT_ROLE].text.startswith("Vorige keer spraken we af")
    assert found[Part.CURRENT_ROLE].text.endswith("Wat wil je daar nu over afspreken?")


def test_of_a_target_in_figures_nobody_is_asked_what_energy_it_gives() -> None:
    target = goal("Voorraad onder de 100")

    asked = [*three(target).values(), *COACH.questions(history(target), Ask(per_part=5)).questions]

    assert "personal-goal-work" in {question.frame for question in asked}
    assert not any("energie" in question.text for question in asked if target.id in {source.id for source in question.sources})
