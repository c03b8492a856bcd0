"""Tells how a choice of questions came about: what each line is an occasion for, and why another gives none."""

from collections.abc import Set
from uuid import UUID

from coach.candidates import SPOKEN
from coach.material import Line, Material, SourceKind, Status
from coach.occasions import occasions, settled_before


def at_rest(line: Line, material: Material, since: Set[UUID] = frozenset()) -> str | None:
    """The name of the reason for which nobody is asked about a line; nothing where it gives an occasion.

    `since`: what a later talk spoke of again, as `spoken_of_since` finds it.
    """
    if line.id in since:
        return "spoken_of_since"
    if occasions(line, material):
        return None
    if line.status is Status.DROPPED:
        return "dropped"
    if settled_before(line, material):
        return "settled_before"
    if line.kind is SourceKind.FEEDBACK:
        return "not_read_yet"
    if line.kind is SourceKind.GOAL_EVALUATION:
        return "overtaken"
    return "of_no_closed_talk" if line.kind in SPOKEN else "not_asked_about"
