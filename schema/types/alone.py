"""What a brief holds for its reader and not for the other of the pair, counted by kind and reason."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import aliased

from schema import tables
from schema.plan.declare import Rows, derived, found
from schema.plan.reader import Scope
from schema.plan.text import quoted
from schema.types.enums import GoalStatus, SourceKind, Visibility
from schema.types.moment import Clause, fresh, of_this_pair, on_the_table, still
from schema.types.words import in_language


def only_you_see(scope: Scope) -> Rows:
    """One row for each kind and reason of which there is at least one."""
    each = [*_private(scope), *_not_yet(scope), _never(scope), _own_outcome(scope)]
    rows = derived(union_all(*each))
    return rows.ordered(rows.row.kind, rows.row.because)


def _counted(scope: Scope, kind: SourceKind, rows: Rows, nl: str, en: str) -> Select[Any]:
    counted: Any = select(quoted(kind).label("kind"), func.count().label("count"), in_language(scope.reader, nl, en).label("because"))
    return scope.correlated(counted.select_from(rows.source).where(*rows.where).having(func.count() > 0))


def _by_reader(scope: Scope) -> Clause:
    return lambda it: (it.employee_id == scope.reader.id) & (it.employee_id == scope.row.employee_id)


def _own(scope: Scope, table: Any, *where: Clause) -> Rows:
    return found(table, scope, (), of_this_pair(scope), on_the_table(scope), fresh(scope), _by_reader(scope), *where)


def _later(it: Any) -> ColumnElement[bool]:
    later: ColumnElement[bool] = it.manager_sees_from > func.now()
    return later


def _private(scope: Scope) -> list[Select[Any]]:
    here = lambda it: (it.conversation_id == scope.row.id) | (it.conversation_id == scope.row.closed[1])  # noqa: E731
    notes = found(tables.Note, scope, (), here, lambda it: it.visibility == Visibility.PRIVATE, lambda it: it.author_id == scope.reader.id)
    reflections = _own(scope, tables.Reflection, lambda it: it.visibility == Visibility.PRIVATE)
    return [
        _counted(scope, SourceKind.NOTE, notes, "Privénotities leest alleen wie ze schreef.", "Private notes are read by their author alone."),
        _counted(
            scope,
            SourceKind.REFLECTION,
            reflections,
            "Deze reflectie heb je niet gedeeld.",
            "You have not shared this reflection.",
        ),
    ]


def _not_yet(scope: Scope) -> list[Select[Any]]:
    evaluation_nl = "Je leidinggevende leest je evaluatie een uur nadat je die schreef."
    evaluation_en = "Your manager reads your evaluation an hour after you wrote it."
    reflection_nl = "Je leidinggevende leest je reflectie een uur nadat je die deelde."
    reflection_en = "Your manager reads your reflection an hour after you shared it."
    feedback_nl = "Jij leest feedback van collega's eerst; je leidinggevende leest die later."
    feedback_en = "You read feedback from colleagues first; your manager reads it later."
    return [
        _counted(scope, SourceKind.GOAL_EVALUATION, _evaluations(scope), evaluation_nl, evaluation_en),
        _counted(scope, SourceKind.REFLECTION, _own(scope, tables.Reflection, _later), reflection_nl, reflection_en),
        _counted(scope, SourceKind.FEEDBACK, _own(scope, tables.Feedback, _later), feedback_nl, feedback_en),
    ]


def _evaluations(scope: Scope) -> Rows:
    """Those in the list of the brief and those under its goals: a goal shows how it goes until today, in the brief of a closed talk too."""
    goal = aliased(tables.Goal)
    shown = (on_the_table(scope)(goal), still(scope, goal.status, goal.ended_at, GoalStatus.ACTIVE))
    listed: Clause = lambda it: on_the_table(scope)(it) & fresh(scope)(it)  # noqa: E731
    under: Clause = lambda it: select(1).where(scope.reader.sees(goal), goal.id == it.goal_id, *shown).correlate_except(goal).exists()  # noqa: E731
    return found(tables.GoalEvaluation, scope, (), of_this_pair(scope), _by_reader(scope), _later, lambda it: listed(it) | under(it))


def _never(scope: Scope) -> Select[Any]:
    rows = _own(scope, tables.Feedback, lambda it: it.manager_sees_from.is_(None))
    nl = "Feedback van je eigen medewerkers leest je leidinggevende niet."
    en = "Feedback from your own reports is not read by your manager."
    return _counted(scope, SourceKind.FEEDBACK, rows, nl, en)


def _own_outcome(scope: Scope) -> Select[Any]:
    rows = found(
        tables.Outcome,
        scope,
        (),
        lambda it: it.conversation_id == scope.row.id,
        lambda it: it.by_id == scope.reader.id,
        lambda it: func.coalesce(func.least(it.shown_from, scope.row.outcomes_shown_from) > func.now(), True),
    )
    nl = "Wat het gesprek jullie bracht, zien jullie tegelijk: als jullie het allebei hebben gezegd, of na drie werkdagen."
    en = "What the talk brought shows for both at once: when both have said so, or after three working days."
    return _counted(scope, SourceKind.OUTCOME, rows, nl, en)
