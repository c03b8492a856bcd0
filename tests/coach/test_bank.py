"""The question bank itself."""

import pytest

from coach.candidates import vocabulary
from coach.evidence import Evidence, locked
from coach.guardrails import Gate, open_question, same_words
from coach.material import Language, Part, SourceKind
from prompts.render import BadFrame, Frame, bank, filled, frame
from tests.coach.histories import LAST, TODAY

WORDS = {
    Language.NL: "ik wil meer met data doen dit jaar, samen met het team",
    Language.EN: "I want to do more with data this year, together with colleagues",
}
TITLES = {Language.NL: "Klantportaal in twee fasen live voor alle klanten", Language.EN: "Customer portal live in two phases for all customers"}
LEADS = {
    SourceKind.NOTE: ("note_employee", "note_other"),
    SourceKind.TALKING_POINT: ("point_employee", "point_other", "point_open"),
    SourceKind.AGREEMENT: ("agreement", "agreement_manager"),
    SourceKind.REFLECTION: ("reflection",),
}
EVERY_FRAME = [pytest.param(language, each, id=f"{language}-{each.id}") for language in Language for each in bank(language).frames]


def values(language: Language, lead: str, *, lately: bool) -> dict[str, str]:
    """Sample words for every slot."""
    words = bank(language)
    day = words.day(LAST, TODAY)
    quote = words.quoted(WORDS[language])
    when = words.when["last"] if lately else words.when["day"].format(day=day)
    dated = (words.when["last_dated"] if lately else words.when["day"]).format(day=day)
    spoken = {
        "said": words.lead(lead, "you", when, quote),
        "mine": words.lead(lead, "me", when, quote),
        "origin": words.lead(lead, "why", dated, quote),
    }
    return spoken | {"quote": quote, "goal": words.quoted(TITLES[language]), "day": day, "due": day}


def fillings(language: Language, each: Frame) -> list[dict[str, str]]:
    """Every way in which a frame may come to be said."""
    leads = [lead for kind in each.kinds for lead in LEADS.get(SourceKind(kind), ("agreement",))]
    return [values(language, lead, lately=lately) for lead in leads for lately in (True, False)]


@pytest.mark.parametrize(("language", "each"), EVERY_FRAME)
def test_whatever_a_frame_is_filled_with_its_question_passes_the_gate(language: Language, each: Frame) -> None:
    gate = Gate(language, protected=lambda text: False, same_meaning=same_words(language))

    for filling in fillings(language, each):
        question = filled(each, filling).question
        verdict = gate.question(question, on_feedback=SourceKind.FEEDBACK in each.kinds)

        assert verdict.kept, (question, verdict)


@pytest.mark.parametrize(("language", "each"), EVERY_FRAME)
def test_what_stands_beside_a_question_judges_nobody_and_asks_on_openly(language: Language, each: Frame) -> None:
    gate = Gate(language, protected=lambda text: False, same_meaning=same_words(language))

    for filling in fillings(language, each):
        said = filled(each, filling)

        assert all(gate.companion(text).kept for text in (said.follow_up, said.why, said.first_person)), said
        assert open_question(said.follow_up, language).kept, said.follow_up


@pytest.mark.parametrize(("language", "each"), EVERY_FRAME)
def test_a_filled_frame_says_nothing_that_its_sources_do_not_say(language: Language, each: Frame) -> None:
    sources = [Evidence(WORDS[language], days=(LAST,)), Evidence(TITLES[language])]

    for filling in fillings(language, each):
        said = filled(each, filling)
        for text in (said.question, said.why):
            found = locked(text, sources, language=language, own_words=vocabulary(language))

            assert found.supported, (text, found)


def test_both_languages_have_the_same_frames_for_the_same_occasions() -> None:
    dutch, english = ([(each.id, each.part, each.kinds, each.occasions, each.slots) for each in bank(language).frames] for language in Language)

    assert dutch == english
    assert len({each[0] for each in dutch}) == len(dutch)


def test_the_bank_holds_ten_standing_questions_and_more_than_forty_frames_over_all_parts() -> None:
    frames = bank(Language.NL).frames
    standing = [each.part for each in frames if each.id.startswith("standing-")]

    assert {part: standing.count(part) for part in Part} == {Part.PERSONAL: 4, Part.CURRENT_ROLE: 3, Part.GROWTH: 3}
    assert all(sum(each.part == part for each in frames) >= 20 for part in Part)


def test_no_dutch_text_says_manager() -> None:
    assert not [each.id for each in bank(Language.NL).frames if "manager" in f"{each.question}{each.follow_up}{each.why}{each.first_person}".lower()]


def test_one_occasion_has_a_question_in_each_part() -> None:
    for kind in (SourceKind.GOAL, SourceKind.GOAL_EVALUATION, SourceKind.FEEDBACK, SourceKind.REFLECTION, SourceKind.AGREEMENT, SourceKind.NOTE):
        parts = {
            each.part for each in bank(Language.NL).frames if kind in each.kinds and any(occasion.startswith("about") for occasion in each.occasions)
        }

        assert parts == set(Part), kind


ENTRY = {
    "id": "x",
    "part": "GROWTH",
    "kinds": ["NOTE"],
    "occasions": ["said"],
    "question": "{said} Wat nu?",
    "follow_up": "",
    "why": "",
    "first_person": "",
}


@pytest.mark.parametrize("slots", [[], ["said", "goal"], ["said", "shoe_size"]])
def test_a_frame_whose_slots_are_not_as_declared_is_refused(slots: list[str]) -> None:
    with pytest.raises(BadFrame, match="x"):
        frame(ENTRY | {"slots": slots})
