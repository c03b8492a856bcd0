"""Whether all that changed was told: every row that stands differently after a block, beside the outbox's rows of that block."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from tests.makers import Makers
from tests.stories.doing import standing

Thing = tuple[str, str]
"""Type and id."""
Row = Mapping[str, Any]
Change = tuple[Row | None, Row | None]
"""A row before and after; None where it is not there."""

NAMES = {
    "conversations": "Conversation",
    "talking_points": "TalkingPoint",
    "notes": "Note",
    "agreements": "Agreement",
    "suggestions": "Suggestion",
    "summaries": "Summary",
    "goals": "Goal",
    "goal_evaluations": "GoalEvaluation",
    "feedback": "Feedback",
    "reflections": "Reflection",
    "responses": "Response",
    "talents": "Talent",
    "pairs": "Pair",
    "people": "Person",
}
PARTS = {
    "summary_sentences": ("Summary", "summary_id"),
    "summary_confirmations": ("Summary", "summary_id"),
    "outcomes": ("Outcome", "conversation_id"),
}
"""What is told of as a change to something else, and the column that names it."""
ALONG = {
    "conversations": {"employee_answered", "manager_answered", "outcomes_shown_from", "personal_put_aside", "summary_progress"},
    "responses": {"manager_sees_from"},
}
"""Columns that change along with something else, which is told."""


@asynccontextmanager
async def all_told(make: Makers) -> AsyncIterator[None]:
    """What the block changes stands in the outbox, no more and no less, each with the right verb, and nothing about what is private."""
    before = _rows(await standing(make))
    yield
    after = _rows(await standing(make))
    changes = {table: list(_changed(before[table], after[table])) for table in after}
    told = [((row["node_type"], row["node_id"]), row["verb"]) for _, row in changes["outbox"] if row is not None]
    must, may, verbs = _expected(changes, before, after)
    things = [thing for thing, _ in told]
    assert must - set(things) == set(), "changed and not told"
    assert set(things) - must - may == set(), "told and not changed, or private"
    assert [(thing, verb) for thing, verb in told if thing in verbs and verb not in verbs[thing]] == []


def _rows(stands: Mapping[str, list[str]]) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for table, rows in stands.items():
        read = [json.loads(row) for row in rows]
        found[table] = {str(row.get("id") or row.get("seq") or row): row for row in read}
    return found


def _changed(before: Mapping[str, Row], after: Mapping[str, Row]) -> Iterator[Change]:
    for key in before.keys() | after.keys():
        if before.get(key) != after.get(key):
            yield before.get(key), after.get(key)


def _expected(
    changes: Mapping[str, list[Change]], before: Mapping[str, Mapping[str, Row]], after: Mapping[str, Mapping[str, Row]]
) -> tuple[set[Thing], set[Thing], dict[Thing, set[str]]]:
    must, may, verbs = set[Thing](), set[Thing](), dict[Thing, set[str]]()
    for table, name in NAMES.items():
        for was, becomes in changes[table]:
            thing = (name, (becomes or was or {})["id"])
            if _private(table, was) and _private(table, becomes):
                continue
            (may if _along(table, was, becomes) else must).add(thing)
            verbs[thing] = _verbs(_there(table, was), _there(table, becomes))
    for table, (name, column) in PARTS.items():
        for was, becomes in changes[table]:
            (may if table == "summary_sentences" else must).add((name, (becomes or was or {})[column]))
    for was, becomes in changes["sources"]:
        may |= set(_under(becomes or was or {}, before, after))
    if changes["summary_sentences"]:
        must |= {("Summary", (becomes or was or {})["summary_id"]) for was, becomes in changes["summary_sentences"]}
    return must, may, verbs


def _private(table: str, row: Row | None) -> bool:
    if row is None:
        return True
    return row.get("visibility") == "PRIVATE" or (table == "responses" and row["reflection_id"] is not None and row["manager_sees_from"] is None)


def _there(table: str, row: Row | None) -> bool:
    return row is not None and row.get("withdrawn_at") is None and not _private(table, row)


def _along(table: str, was: Row | None, becomes: Row | None) -> bool:
    if was is None or becomes is None or table not in ALONG:
        return False
    return {column for column in was if was[column] != becomes[column]} <= ALONG[table]


def _verbs(was: bool, becomes: bool) -> set[str]:
    if not becomes:
        return {"GONE"}
    return {"CHANGED"} if was else {"MADE", "CHANGED"}


def _under(source: Row, before: Mapping[str, Mapping[str, Row]], after: Mapping[str, Mapping[str, Row]]) -> Iterator[Thing]:
    """Whatever a quote stands under changes with it."""
    if source["of_suggestion_id"]:
        yield "Suggestion", source["of_suggestion_id"]
    if source["of_point_id"]:
        yield "TalkingPoint", source["of_point_id"]
    if source["of_sentence_id"]:
        sentence = after["summary_sentences"].get(source["of_sentence_id"]) or before["summary_sentences"][source["of_sentence_id"]]
        yield "Summary", sentence["summary_id"]
