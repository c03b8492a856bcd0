"""What the benchmark says must stay true."""

from coach.benchmark.histories import histories
from coach.benchmark.scorers import asked_of, checked
from coach.benchmark.sentences import labelled
from schema.rules.protected import holds_protected


def test_every_question_of_every_history_may_be_asked() -> None:
    found = asked_of(histories(), holds_protected)

    assert found.histories >= 40
    assert (found.passed, found.sources_right, found.duplicates) == (1.0, 1.0, 0)
    assert found.parts_covered == 1.0
    assert found.follow_up >= 0.5


def test_the_checker_finds_wrong_numbers_dates_names_and_denials() -> None:
    sentences = labelled()

    found = {kind.kind: kind for kind in checked(sentences)}

    assert len(sentences) >= 200
    for kind in ("number", "date", "name", "negation"):
        assert found[kind].recall >= 0.9
        assert (found[kind].precision or 0) >= 0.9
