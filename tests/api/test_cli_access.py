"""The matrix of who sees what, as the code has it."""

from click.testing import CliRunner

from api.cli import cli
from api.commands.matrix import KINDS, matrix
from api.database.walls import tables

EVERYBODY = ["✓", "✓", "✓", "✓", "✗"]
THE_PAIR = ["✓", "✓", "✗", "✗", "✗"]


def seen() -> dict[str, list[str]]:
    """What each kind of person sees of a table."""
    return {name: cells for names, cells in matrix(tables()) for name in names}


def test_the_matrix_holds_every_table() -> None:
    assert sorted(seen()) == sorted(name for name, _ in tables())
    assert [kind.name for kind in KINDS] == ["employee", "manager", "author", "others", "outside"]


def test_the_matrix_says_what_the_privacy_page_says() -> None:
    found = seen()

    assert found["people"] == found["roles"] == found["development_options"] == EVERYBODY
    assert found["goals"] == found["conversations"] == found["talents"] == found["summaries"] == THE_PAIR
    assert found["goal_evaluations"] == found["reflections"] == ["✓", "manager_sees_from has passed", "✗", "✗", "✗"]
    assert found["notes"] == ["visibility is SHARED or they are its author"] * 2 + ["✗"] * 3
    as_manager = "manager_sees_from has passed or (they are its author and not by_manager and withdrawn_at is empty)"
    assert found["feedback"] == ["✓", as_manager, "not by_manager and withdrawn_at is empty", "✗", "✗"]
    assert found["outcomes"][:2] == ["they are who gave it or shown_from has passed or outcomes_shown_from of its conversation has passed"] * 2
    assert found["triggers"] == ["they are whom it is for", "they are whom it is for", "✓", "✗", "✗"]
    assert all(cells[4] == "✗" for cells in found.values())


def test_it_is_printed_with_its_conditions() -> None:
    result = CliRunner().invoke(cli, ["access"])

    assert result.exit_code == 0
    assert "if manager_sees_from has passed" in result.stdout
    assert "others: in the organisation: HR, a former manager, a manager's manager" in result.stdout
