"""Whatever a text holds, and however long it is, the coach reads it without an error."""

from datetime import date

import pytest

from coach.clauses import clauses
from coach.evidence import Evidence, supported
from coach.facts import dates, numbers
from coach.guardrails import no_judgement
from coach.material import Language, Part
from coach.moments import given_dates, told_dates
from coach.occasions import speaks_of
from coach.offline import Offline
from coach.placeholders import Placeholders
from coach.questions import Ask
from schema.rules.texts import LONGEST
from tests.coach.histories import DUTCH, LAST, agreement, note, talk

COACH = Offline(protected=lambda text: False)
DAYS = (LAST, date.min, date.max)
"""A day that somebody sets for an agreement may be any of the calendar."""

HARD = {
    "a number longer than anything counts": "9" * LONGEST,
    "weeks without end": "over " + "9" * 400 + " weken, in " + "9" * 400 + " weeks",
    "halves without end": "9" * 5_000 + " and a half",
    "a version": "1.2.3 weken, 1.2.3%, 1.2.3 miljoen, 1.2.3 million, in 1.2.3 days",
    "figures that are no decimals": "² and a half, ፩ and a half, ፩en half, ٣ weken, ½ uur",
    "a million millions": "miljoen " * 1_200,
    "a million millions in English": "million " * 1_200,
    "one endless number word": "honderd" * 1_400,
    "days that are none": "2023-99-99, 2023-00-00, 31 februari, 30 feb 2023, 29 februari 2023, 99 maart, op 31-02, 99-99-9999, eind februari",
    "times that are none": "25:61, 99:99, week 54, Q9, in zero days, over nul weken",
    "a day at the end of the calendar": "next week, volgende week, 9999-12-31, 0001-01-01, tomorrow, morgen, over 2 weken, in 2 weeks",
    "letters that count as others without case": "3 aprıl, 3 aprİl, vrıjdag, frıday, auguſtus, mei tot 3 junı, 1 en 3 aprıl",
    "marks": "!" * 9_999 + "x",
    "accents": "e" + "\u0301" * (LONGEST - 1),
    "one sign of eighteen": "ﷺ" * LONGEST,
    "blanks": "slaap slecht" + " " * 9_900 + "x",
    "quotation marks that nobody closes": "„" * 5_000 + "“" * 5_000,
    "times": "1:2" * 3_333,
    "counting": "5 van 5 " * 1_250,
    "asking": "vraag " * 1_666 + "of ask ask ask if",
    "being": "is " * 3_333,
    "now": "nu " * 3_333,
    "one word": "a" * LONGEST,
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
@pytest.mark.parametrize("language", Language)
def test_no_text_is_too_hard_to_read(text: str, language: Language) -> None:
    text = text[:LONGEST]
    source, short = Evidence(text, "Mark", DAYS), " ".join(text.split()[:40])

    assert all(number.measured for number in numbers(text, language))
    assert dates(text, language) <= told_dates(text, language) | {form.removeprefix("week ") for form in told_dates(text, language)}
    assert given_dates([(text, DAYS)], language) >= told_dates(text, language)
    assert "".join(clauses(text)) or not clauses(text)
    speaks_of(text, language), no_judgement(text, language), Placeholders(("Fatima", "Mark")).hidden(text)
    supported(short, [source], language=language, people=("Fatima", "Mark"))
    supported("Mark komt morgen, over 2 weken en op 3 april." * 2, [source], language=language)


@pytest.mark.parametrize("language", Language)
def test_questions_and_a_summary_come_of_the_hardest_texts(language: Language) -> None:
    lines = [note(list(Part)[place % 3], text[:LONGEST]) for place, text in enumerate(HARD.values())]

    for line in (*lines[:6], agreement(HARD["a day at the end of the calendar"], due=date.max)):
        assert COACH.questions(DUTCH, Ask(about=line)) is not None
    assert COACH.summary(talk(*lines, language=language)) is not None


def test_what_cannot_be_counted_is_still_the_same_as_itself() -> None:
    source = Evidence("Versie 1.2.3 miljoen draait, en dat duurde 1.2.3 weken.", "Mark")

    assert supported("Dat duurde 1.2.3 weken.", [source], language=Language.NL, people=("Mark",)).supported
    assert not supported("Dat duurde 1.2.4 weken.", [source], language=Language.NL, people=("Mark",)).supported
