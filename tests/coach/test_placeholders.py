"""Who is in a text stays here, and comes back in the answer."""

import pytest

from coach.placeholders import Placeholders, Unmapped


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Fatima belt Mark", "[P1] belt [P2]"),
        ("Fatima's plan", "[P1]'s plan"),
        ("Vraag het Jan de Vries", "Vraag het [P3]"),
        ("mail naar f.haddad@example.org", "mail naar [P6]"),
        ("bel 06-12345678 na vijven", "bel [P6] na vijven"),
        ("bel +31 6 1234 5678", "bel [P6]"),
        ("NL91 ABNA 0417 1643 00 is het nummer", "[P6] is het nummer"),
        ("nummer 123456782", "nummer [P6]"),
        ("12 rapporten voor 14 november 2025", "12 rapporten voor 14 november 2025"),
    ],
)
def test_people_leave_a_text_and_come_back(text: str, told: str) -> None:
    hiding = Placeholders(("Fatima", "Mark", "Jan de Vries", "Jan", "Vries"))

    assert hiding.hidden(text) == told
    assert hiding.shown(told) == text


@pytest.mark.parametrize("answer", ["Wat doet [P9]?", "Wat doet [P 1 x]?", "Wat doet [P]?"])
def test_an_answer_about_nobody_is_refused(answer: str) -> None:
    with pytest.raises(Unmapped):
        Placeholders(("Fatima",)).shown(answer)


def test_a_placeholder_in_a_note_is_not_a_person() -> None:
    hiding = Placeholders(("Fatima",))

    assert hiding.shown(hiding.hidden("Fatima schreef [P1]")) == "Fatima schreef [P1]"
    assert hiding.hidden("[P1]") != "[P1]"
