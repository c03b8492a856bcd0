"""Compares what the database holds with what was acknowledged, as somebody who may see all of it."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from tests.durability.promises import Ledger, Node, Promise

STANDS = {
    "Note": "text from notes",
    "TalkingPoint": "text from talking_points",
    "Agreement": "text from agreements",
    "Feedback": "text from feedback",
    "Reflection": "text from reflections",
    "Goal": "title from goals",
    "GoalEvaluation": "text from goal_evaluations",
    "Response": "text from responses",
    "Talent": "text from talents",
    "Conversation": "to_char(scheduled_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') from conversations where status <> 'OPEN'",
}
"""Where the words of each kind stand; a talk goes by its moment."""
CHANGES = "select node_type, node_id, verb from outbox order by xid, seq"
KEYS = "select person_id, mutation, key, made_id, created_at from idempotency_keys"
BEHIND = "select count(*) from outbox where (xid, seq) > (select xid, seq from jobs.relay)"
AWAY = (
    *("FileNotFoundError", "ConnectionRefusedError", "BrokenPipeError", "ConnectionResetError", "TimeoutError", "DatabaseUnavailable"),
    *("CannotConnectNowError", "ConnectionDoesNotExistError", "ConnectionFailureError", "AdminShutdownError", "CrashShutdownError", "InterfaceError"),
    "InternalClientError",  # between the last words of a server that ends and the end of its connection
)
"""What a server meets while its database is away."""
T = TypeVar("T")


@dataclass(frozen=True)
class Holding:
    """What the database holds."""

    words: dict[Node, str]
    """Of each thing; empty where it was taken back and something still names it."""
    changes: dict[Node, list[str]]
    keys: dict[tuple[UUID, str, UUID], asyncpg.Record]


async def held(connection: "asyncpg.Connection[asyncpg.Record]") -> Holding:
    """All of it, in one moment. `connection` is one of `gt_load`."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        words = {(kind, row[0]): row[1] for kind, where in STANDS.items() for row in await connection.fetch(f"select id, {where}")}
        changes: dict[Node, list[str]] = {}
        for kind, row_id, verb in await connection.fetch(CHANGES):
            changes.setdefault((kind, row_id), []).append(verb)
        keys = {(row[0], row[1], row[2]): row for row in await connection.fetch(KEYS)}
    return Holding(words, changes, keys)


def faults(ledger: Ledger, holding: Holding) -> dict[str, list[Any]]:
    """Whatever is not as it was acknowledged, by what is wrong with it."""
    found: dict[str, list[Any]] = {
        "lost": [promise for promise in ledger.kept if not promise.withdrawn and holding.words.get(_node(promise)) != promise.text],
        "came back": [promise for promise in ledger.kept if promise.withdrawn and holding.words.get(_node(promise))],
        "twice": [text for text, count in Counter(filter(None, holding.words.values())).items() if count > 1],
        "from nowhere": _from_nowhere(ledger, holding),
        "changes": _differing(_expected_changes(ledger, holding), holding.changes),
        "keys": _differing(_expected_keys(ledger), {key: row["made_id"] for key, row in holding.keys.items()}),
    }
    return {name: which[:5] for name, which in found.items() if which}


def done_before_answered(ledger: Ledger, holding: Holding) -> int:
    """How many things were made by a request whose answer was lost: when they were sent again they were there."""
    sent = {(promise.by, promise.mutation, promise.key): promise.last_sent for promise in ledger.kept if promise.key}
    return sum(holding.keys[key]["created_at"] < left for key, left in sent.items() if left is not None)


def mistakes(log: Path) -> list[str]:
    """What a server answered with an error for another reason than that its database was away."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{") and line.endswith("}")]
    failed = [line for line in lines if line["event"] == "mistake"]
    return [str(line) for line in failed if not any(error["type"].rpartition(".")[2] in AWAY for error in line["errors"])]


def _from_nowhere(ledger: Ledger, holding: Holding) -> list[Any]:
    """What stands there and was neither acknowledged nor can be what nobody answered."""
    known, perhaps = {_node(promise) for promise in ledger.kept}, {(promise.kind, promise.text) for promise in ledger.unknown}
    return [(node, text) for node, text in holding.words.items() if node not in known and (node[0], text) not in perhaps]


def _expected_changes(ledger: Ledger, holding: Holding) -> dict[Node, list[str]]:
    """What was told of what was acknowledged, and of what was made although nobody answered."""
    known, shared = {_node(promise) for promise in ledger.kept}, {(promise.kind, promise.text): promise.shared for promise in ledger.unknown}
    unanswered = {node: ["MADE"] for node, text in holding.words.items() if node not in known and shared.get((node[0], text))}
    return {node: [verb.value for verb in verbs] for node, verbs in ledger.told.items()} | unanswered


def _expected_keys(ledger: Ledger) -> dict[tuple[UUID, str, UUID], UUID | None]:
    return {(promise.by, promise.mutation, promise.key): promise.id for promise in ledger.kept if promise.key}


def _differing(expected: dict[T, Any], found: dict[T, Any]) -> list[tuple[T, Any, Any]]:
    known = ((name, expected.get(name, "none"), found.get(name, "none")) for name in expected.keys() | found.keys())
    return [(name, should_be, is_) for name, should_be, is_ in known if should_be != is_]


def _node(promise: Promise) -> Node:
    assert promise.id is not None
    return promise.kind, promise.id
