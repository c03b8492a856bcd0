"""The audit finds what is lost, twice, untold or from nowhere: without that, finding nothing would say nothing."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.outbox import Verb
from tests.durability.audit import Holding, faults
from tests.durability.promises import Ledger, Promise

PERSON, NOTE, GONE, KEY = uuid4(), uuid4(), uuid4(), uuid4()
AS_IT_SHOULD_BE = Holding(
    words={("Note", NOTE): "Woord 1", ("Note", GONE): ""},
    changes={("Note", NOTE): ["MADE", "CHANGED"], ("Note", GONE): ["MADE", "GONE"]},
    keys={(PERSON, "writeNote", KEY): {"made_id": NOTE}},  # type: ignore[dict-item]  # as a record for what is asked of it
)


@pytest.fixture
def ledger() -> Ledger:
    """A note that was reworded, one that was taken back, and one that nobody answered."""
    ledger = Ledger()
    ledger.promises += [_promise("Woord 1", NOTE, KEY), replace(_promise("Woord 2", GONE), withdrawn=True), _promise("Woord 3")]
    for row_id, verbs in ((NOTE, (Verb.MADE, Verb.CHANGED)), (GONE, (Verb.MADE, Verb.GONE))):
        for verb in verbs:
            ledger.tell("Note", row_id, verb)
    return ledger


def test_what_is_as_it_was_acknowledged_has_no_fault(ledger: Ledger) -> None:
    made_all_the_same = uuid4()
    node = ("Note", made_all_the_same)
    unanswered = Holding({**AS_IT_SHOULD_BE.words, node: "Woord 3"}, {**AS_IT_SHOULD_BE.changes, node: ["MADE"]}, AS_IT_SHOULD_BE.keys)

    assert faults(ledger, AS_IT_SHOULD_BE) == {}
    assert faults(ledger, unanswered) == {}


@pytest.mark.parametrize(
    ("words", "changes", "keys", "found"),
    [
        ({("Note", NOTE): None}, {}, {}, {"lost"}),
        ({("Note", NOTE): "Woord 0"}, {}, {}, {"lost"}),
        ({("Note", GONE): "Woord 2"}, {}, {}, {"came back"}),
        ({("Note", KEY): "Woord 1"}, {}, {}, {"twice", "from nowhere"}),
        ({("Note", KEY): "Woord 9"}, {}, {}, {"from nowhere"}),
        ({("Note", KEY): "Woord 3"}, {}, {}, {"changes"}),
        ({}, {("Note", NOTE): ["MADE"]}, {}, {"changes"}),
        ({}, {("Note", NOTE): ["MADE", "CHANGED", "CHANGED"]}, {}, {"changes"}),
        ({}, {("Note", KEY): ["MADE"]}, {}, {"changes"}),
        ({}, {}, {(PERSON, "writeNote", KEY): None}, {"keys"}),
        ({}, {}, {(PERSON, "writeNote", KEY): {"made_id": GONE}}, {"keys"}),
        ({}, {}, {(PERSON, "writeNote", NOTE): {"made_id": None}}, {"keys"}),
    ],
)
def test_each_fault_is_found(ledger: Ledger, words: dict[Any, Any], changes: dict[Any, Any], keys: dict[Any, Any], found: set[str]) -> None:
    is_ = AS_IT_SHOULD_BE

    assert faults(ledger, Holding(_with(is_.words, words), _with(is_.changes, changes), _with(is_.keys, keys))).keys() == found


def _promise(text: str, row_id: UUID | None = None, key: UUID | None = None) -> Promise:
    return Promise("writeNote", "Note", text, True, {"idempotencyKey": str(key) if key else None}, PERSON, row_id)


def _with(known: dict[Any, Any], other: dict[Any, Any]) -> dict[Any, Any]:
    return {name: value for name, value in {**known, **other}.items() if value is not None}
