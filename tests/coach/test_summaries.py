"""What a summary says of a talk, and what it leaves out."""

from dataclasses import replace

import pytest

from coach.evidence import Evidence, supported
from coach.material import Author, Language, Part, TalkMaterial
from coach.offline import Offline
from coach.summaries import Draft, NothingToSay, closing_line
from tests.coach.histories import DUTCH, ENGLISH, LAST, agreement, note, point, talk

COACH = Offline(protected=lambda text: "migraine" in text)


def texts(material: TalkMaterial, part: Part | None = None) -> list[str]:
    """The sentences of a draft."""
    draft = COACH.summary(material)
    assert isinstance(draft, Draft), draft
    return [sentence.text for sentence in draft.sentences if part in (None, sentence.part)]


FILLER = note(Part.PERSONAL, "Gesprekken met klanten geven energie")


def test_a_wish_is_told_of_the_one_who_wrote_it() -> None:
    assert texts(talk(FILLER, note(Part.GROWTH, "Ik wil meer met data doen.")), Part.GROWTH) == ["Fatima wil meer met data doen."]


def test_a_full_sentence_about_the_work_stays_as_it_is() -> None:
    said = "De planning wordt vanaf januari door twee mensen gemaakt."

    assert texts(talk(FILLER, note(Part.CURRENT_ROLE, said)), Part.CURRENT_ROLE) == [said]


def test_what_cannot_be_told_safely_is_quoted_with_its_writer() -> None:
    own = note(Part.PERSONAL, "Ik slaap beter en werk minder vaak door in de avond")
    theirs = note(Part.CURRENT_ROLE, "planning loopt vast op de leverancier", author=Author.MANAGER)

    assert texts(talk(own, theirs)) == [
        "Fatima noteerde: „Ik slaap beter en werk minder vaak door in de avond”.",
        "Mark noteerde: „planning loopt vast op de leverancier”.",
    ]


def test_english_reads_the_same_way() -> None:
    lines = (note(Part.GROWTH, "I want to learn more about product management"), note(Part.PERSONAL, "tuesdays full of meetings are draining"))

    assert texts(talk(*lines, language=Language.EN)) == [
        "Olivia noted: “tuesdays full of meetings are draining”.",
        "Olivia wants to learn more about product management.",
    ]


@pytest.mark.parametrize("material", [DUTCH, ENGLISH], ids=["Dutch", "English"])
def test_every_sentence_rests_on_a_line_of_the_talk_and_passes_the_checker(material: object) -> None:
    pair = DUTCH if material is DUTCH else ENGLISH
    lines = tuple(line for line in pair.lines if line.talk_on == LAST)
    material_of_talk = TalkMaterial(pair.language, LAST, pair.employee, pair.manager, lines)

    draft = COACH.summary(material_of_talk)

    assert isinstance(draft, Draft)
    for sentence in draft.sentences:
        by_id = {line.id: line for line in lines}
        rests_on = [by_id[source.id] for source in sentence.sources]
        names = {Author.EMPLOYEE: pair.employee, Author.MANAGER: pair.manager, Author.OTHER: None}
        evidence = [Evidence(line.text, names[line.author] if line.author else None, (LAST,)) for line in rests_on]
        assert supported(sentence.text, evidence, language=pair.language, people=pair.names).supported


def test_there_are_at_most_three_sentences_per_part_in_the_order_of_the_talk() -> None:
    themes = ("klanten bellen", "offertes schrijven", "planning maken", "leveranciers bezoeken", "collega's inwerken")
    lines = [note(Part.CURRENT_ROLE, f"Wil vaker {theme} in de ochtend") for theme in themes]

    said = texts(talk(*lines))

    assert len(said) == 3
    assert said == sorted(said, key=lambda text: next(place for place, theme in enumerate(themes) if theme in text))


def test_the_same_thing_is_not_said_twice() -> None:
    twice = (
        note(Part.GROWTH, "Wil de cursus Power BI volgen in januari"),
        note(Part.GROWTH, "Cursus Power BI volgen in januari", author=Author.MANAGER),
    )

    assert len(texts(talk(FILLER, *twice), Part.GROWTH)) == 1


def test_a_point_that_was_not_discussed_and_an_agreement_are_no_sentences() -> None:
    lines = (
        FILLER,
        note(Part.GROWTH, "Ik wil meer met data doen"),
        point(Part.CURRENT_ROLE, "Rolverdeling met sales", discussed=False),
        agreement("Fatima belt de leverancier"),
    )

    assert texts(talk(*lines), Part.CURRENT_ROLE) == []


def test_a_point_that_was_discussed_may_be_mentioned() -> None:
    lines = (FILLER, note(Part.GROWTH, "Ik wil meer met data doen"), point(Part.CURRENT_ROLE, "Rolverdeling met sales", discussed=True))

    assert texts(talk(*lines), Part.CURRENT_ROLE) == ["Op de agenda stond: „Rolverdeling met sales”."]


@pytest.mark.parametrize("notes", [(), ("Ik wil meer met data doen",), ("ok", "gedaan", "tja")])
def test_too_little_is_nothing_to_say(notes: tuple[str, ...]) -> None:
    assert isinstance(COACH.summary(talk(*(note(Part.GROWTH, text) for text in notes))), NothingToSay)


def test_a_verdict_of_the_manager_and_a_protected_detail_stay_out() -> None:
    lines = (
        FILLER,
        note(Part.GROWTH, "Ik wil meer met data doen"),
        note(Part.CURRENT_ROLE, "De presentaties van Fatima zijn zwak", author=Author.MANAGER),
        note(Part.PERSONAL, "Ik heb vaak last van migraine op maandag"),
    )

    assert texts(talk(*lines)) == ["Fatima noteerde: „Gesprekken met klanten geven energie”.", "Fatima wil meer met data doen."]


def test_nothing_is_lost_of_a_denial() -> None:
    denied = note(Part.GROWTH, "Ik wil de rol van teamleider voorlopig niet")

    assert texts(talk(FILLER, denied), Part.GROWTH) == ["Fatima wil de rol van teamleider voorlopig niet."]


def test_every_summary_ends_with_the_same_line() -> None:
    assert closing_line(Language.NL) == "Dit is een gespreksverslag, geen beoordeling."
    assert closing_line(Language.EN) == "This is a record of a talk, not an assessment."


async def test_whoever_asks_the_generator_gets_the_same_draft() -> None:
    material = talk(FILLER, note(Part.GROWTH, "Ik wil meer met data doen"))

    assert await COACH.draft(material) == COACH.summary(material)
    assert COACH.summary(replace(material)) == COACH.summary(material)
