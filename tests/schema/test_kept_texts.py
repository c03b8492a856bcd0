"""What a text must be before it is kept."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from schema.rules.refusals import Unfit
from schema.rules.texts import LONGEST, kept


def test_a_text_is_kept_as_it_is_but_for_the_space_around_it() -> None:
    assert kept("  Twee regels,\n  en een 🙂  \n", "text") == "Twee regels,\n  en een 🙂"


@pytest.mark.parametrize("text", ["", " ", "\n\t\r ", "\u00a0\u2003", "\x1f"])
def test_an_empty_text_is_not_kept(text: str) -> None:
    with pytest.raises(Unfit) as refusal:
        kept(text, "question")

    assert refusal.value.field == "question"


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "x\udfff"])
def test_what_is_no_text_is_not_kept(text: str) -> None:
    with pytest.raises(Unfit):
        kept(text, "text")


def test_ten_thousand_characters_are_kept_and_one_more_is_not() -> None:
    assert len(kept("🙂" * LONGEST, "text")) == 10_000
    assert kept(" " * 50_000 + "a", "text") == "a"
    with pytest.raises(Unfit) as refusal:
        kept("é" * (LONGEST + 1), "text")

    assert "10001" in refusal.value.nl
    assert "10001" in refusal.value.en


@given(some.text(max_size=200))
def test_what_is_kept_can_be_stored_and_is_kept_as_it_is_the_next_time(text: str) -> None:
    try:
        once = kept(text, "text")
    except Unfit:
        assume(False)
    assert kept(once, "text") == once
    assert once.encode()
    assert "\0" not in once
