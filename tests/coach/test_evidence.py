"""What the checker lets stand, and what it does not."""

from datetime import date

import pytest

from coach.evidence import Evidence, locked, supported
from coach.material import Language

PEOPLE = ("Fatima", "Mark", "Youssef", "Olivia", "James")

DUTCH = [
    Evidence("Ik wil in januari drie klanten van Youssef overnemen, maar niet de administratie.", "Fatima", (date(2025, 11, 3),)),
    Evidence("Mark vraagt op 14 november € 1.500 budget aan voor de cursus.", "Mark"),
    Evidence("Het overleg op maandag begint voortaan om 9:30 uur en duurt 45 minuten.", "Mark"),
    Evidence("Ik heb nog geen plan voor de vakantieweken.", "Fatima"),
    Evidence("Ik twijfel of de rol van teamleider bij mij past. Misschien ga ik een dag meelopen.", "Fatima"),
]
ENGLISH = [
    Evidence("I will take over three customers from Youssef in January, but not the invoices.", "Olivia", (date(2025, 11, 3),)),
    Evidence("James asks finance for a $1,500 budget on 14 November.", "James"),
    Evidence("The Monday meeting will start at 9:30 am and take 45 minutes.", "James"),
    Evidence("I don't have a plan for the holidays yet.", "Olivia"),
    Evidence("I wonder whether the role of team lead suits me. Maybe I will shadow Youssef for a day.", "Olivia"),
]

RIGHT = {
    Language.NL: """Fatima wil in januari drie klanten van Youssef overnemen.
Fatima wil in januari 3 klanten overnemen.
Fatima wil de administratie niet overnemen.
Mark vraagt 1500 euro budget aan voor de cursus.
Mark vraagt op 14-11 budget voor de cursus.
Het overleg op maandag begint om 9.30 uur.
Het overleg duurt 45 minuten.
Fatima heeft nog geen plan voor de vakantieweken.
Fatima twijfelt of de rol van teamleider past.
Het overleg op maandag duurt drie kwartier.
Voor de cursus wordt door Mark 1500 euro budget gevraagd.
Op 3 november noteerde Fatima: „Ik wil in januari drie klanten van Youssef overnemen”.""",
    Language.EN: """Olivia will take over three customers from Youssef in January.
Olivia will take over 3 customers.
Olivia will not take over the invoices.
James asks finance for a budget of $1500.
James asks finance for budget on Nov 14.
The Monday meeting will start at 9:30.
The meeting will take 45 minutes.
Olivia doesn't have a plan for the holidays yet.
Olivia wonders whether the role of team lead suits her.
The Monday meeting will take three quarters of an hour.
A $1500 budget is asked of finance by James.
On 3 November Olivia noted: “I will take over three customers from Youssef in January”.""",
}

WRONG = {
    Language.NL: """number|Fatima wil in januari vier klanten van Youssef overnemen.
number|Mark vraagt € 15.000 budget aan voor de cursus.
number|Het overleg duurt 45 uur.
number|Het overleg begint om 10:30 uur.
number|Mark vraagt 1500 euro budget aan voor twee cursussen.
date|Fatima wil in februari drie klanten van Youssef overnemen.
date|Mark vraagt op 15 november budget aan.
date|Het overleg op dinsdag duurt 45 minuten.
date|Mark vraagt volgende week budget aan.
name|Fatima wil drie klanten van Karel overnemen.
name|Fatima wil het Klantportaal overnemen.
name|Olivia wil drie klanten overnemen.
negation|Fatima wil niet drie klanten van Youssef overnemen.
negation|Fatima wil de administratie overnemen.
negation|Fatima heeft een plan voor de vakantieweken.
negation|Mark vraagt geen budget aan voor de cursus.
agent|Mark wil drie klanten van Youssef overnemen.
agent|Fatima vraagt budget aan voor de cursus.
agent|Mark heeft nog geen plan voor de vakantieweken.
quotation|Fatima noteerde: „Ik wil in januari alle klanten overnemen”.
unsettled|De rol van teamleider past bij Fatima.
unsettled|Fatima gaat een dag meelopen.
scope|Fatima wil alleen in januari drie klanten van Youssef overnemen.
name|Sandra vraagt budget aan voor de cursus.
number|Het overleg duurt een jaar.
date|Mark vraagt op 14 november 2027 budget aan.
content|Fatima wil drie klanten overnemen omdat Youssef ziek is.
content|Fatima wil drie leveranciers overnemen.
content|Mark vraagt budget aan voor de verbouwing.""",
    Language.EN: """number|Olivia will take over four customers from Youssef in January.
number|James asks finance for a $15,000 budget.
number|The meeting will take 45 hours.
number|The Monday meeting will start at 10:30 am.
date|Olivia will take over three customers from Youssef in February.
date|James asks finance for budget on 15 November.
date|The Tuesday meeting will take 45 minutes.
date|James asks finance for budget next week.
name|Olivia will take over three customers from Karel.
name|Fatima will take over three customers.
negation|Olivia won't take over three customers from Youssef.
negation|Olivia will take over the invoices.
negation|Olivia has a plan for the holidays.
negation|James never asks finance for a budget.
agent|James will take over three customers from Youssef.
agent|Olivia asks finance for a budget.
agent|James doesn't have a plan for the holidays yet.
quotation|Olivia noted: “I will take over all customers”.
unsettled|The role of team lead suits Olivia.
unsettled|Olivia will shadow Youssef for a day.
name|Sandra asks finance for a budget.
number|The meeting will take a year.
date|James asks finance for budget on 14 November 2027.
content|Olivia will take over three customers because Youssef is ill.
content|Olivia will take over three suppliers.
content|James asks finance for furniture budget.""",
}


@pytest.mark.parametrize(("language", "sentence"), [(language, sentence) for language, text in RIGHT.items() for sentence in text.splitlines()])
def test_a_sentence_that_says_what_was_said_is_supported(language: Language, sentence: str) -> None:
    found = supported(sentence, DUTCH if language is Language.NL else ENGLISH, language=language, people=PEOPLE)

    assert found.supported, found


@pytest.mark.parametrize(("language", "wrong"), [(language, wrong) for language, text in WRONG.items() for wrong in text.splitlines()])
def test_a_sentence_with_one_thing_wrong_is_not_supported_and_the_rule_says_what(language: Language, wrong: str) -> None:
    rule, sentence = wrong.split("|")
    found = supported(sentence, DUTCH if language is Language.NL else ENGLISH, language=language, people=PEOPLE)

    assert (found.supported, found.rule) == (False, rule), found


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        (Language.NL, "vijfentwintig klanten", "25 klanten"),
        (Language.NL, "2,5 dag", "2.5 dag"),
        (Language.NL, "de helft van de week", "0,5"),
        (Language.EN, "twenty-five customers", "25 customers"),
        (Language.EN, "half past nine is early", "0.5"),
        (Language.EN, "1,000 tickets", "1000 tickets"),
    ],
)
def test_numbers_in_words_and_in_figures_are_the_same_numbers(language: Language, text: str, value: str) -> None:
    assert locked(value, [Evidence(text)], language=language, own_words=frozenset()).supported


def test_a_paraphrase_may_bring_some_words_of_its_own_where_that_is_allowed() -> None:
    source = [Evidence("I will take over three customers from Youssef in January.", "Olivia")]
    sentence = "Olivia will take over three customers in January to relieve Youssef."

    assert supported(sentence, source, language=Language.EN, people=PEOPLE).rule == "content"
    assert supported(sentence, source, language=Language.EN, people=PEOPLE, unseen=0.4).supported


def test_a_question_rests_on_its_lines_and_on_days_that_belong_to_them() -> None:
    source = [Evidence("Ik wil meer met data doen", days=(date(2025, 11, 3),))]

    assert locked(
        "Op 3 november noteerde je: „meer met data doen”. Hoe kijk je daar nu naar?", source, language=Language.NL, own_words=frozenset({"kijk"})
    ).supported
    assert (
        locked(
            "Op 4 november noteerde je: „meer met data doen”. Hoe kijk je daar nu naar?", source, language=Language.NL, own_words=frozenset({"kijk"})
        ).rule
        == "date"
    )
