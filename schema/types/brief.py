"""The brief: all that belongs on the table for one talk, the same for both, every asymmetry declared in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from schema import tables
from schema.plan.declare import Given, Rows, column, found, many, one, same
from schema.plan.order import BY_TITLE, NEWEST_FIRST, OLDEST_FIRST
from schema.plan.reader import Scope
from schema.types import ranking
from schema.types.alone import only_you_see
from schema.types.conversations import Agreement, Conversation, Note, three_parts
from schema.types.enums import AgreementStatus, GoalStatus, Part, SourceKind
from schema.types.feedback import Feedback, Reflection
from schema.types.goals import Goal, GoalEvaluation, Talent
from schema.types.moment import fresh, of_this_employee, of_this_pair, on_the_table, still, theirs_or_handed_over
from schema.types.roles import CareerPath, DevelopmentOption, Role
from schema.types.sources import Source


def _previous(scope: Scope, given: Given) -> Rows:
    return found(tables.Conversation, scope, (), lambda it: it.id == scope.row.closed[1])


def _open_agreements(scope: Scope, given: Given) -> Rows:
    return found(
        tables.Agreement,
        scope,
        OLDEST_FIRST,
        theirs_or_handed_over(scope),
        on_the_table(scope),
        lambda it: still(scope, it.status, it.settled_at, AgreementStatus.OPEN),
    )


def _reflections(scope: Scope, given: Given) -> Rows:
    return found(tables.Reflection, scope, NEWEST_FIRST, of_this_pair(scope), on_the_table(scope), fresh(scope))


def _evaluations(scope: Scope, given: Given) -> Rows:
    return found(tables.GoalEvaluation, scope, NEWEST_FIRST, of_this_pair(scope), on_the_table(scope), fresh(scope))


def _feedback(scope: Scope, given: Given) -> Rows:
    return found(tables.Feedback, scope, NEWEST_FIRST, of_this_pair(scope), on_the_table(scope), fresh(scope))


def _goals(scope: Scope, given: Given) -> Rows:
    was_active = lambda it: still(scope, it.status, it.ended_at, GoalStatus.ACTIVE)  # noqa: E731
    return found(tables.Goal, scope, OLDEST_FIRST, of_this_employee(scope), theirs_or_handed_over(scope), on_the_table(scope), was_active)


def _talents(scope: Scope, given: Given) -> Rows:
    return found(
        tables.Talent, scope, OLDEST_FIRST, of_this_employee(scope), theirs_or_handed_over(scope), lambda it: it.confirmed_at <= scope.row.as_of
    )


def _role_id(scope: Scope) -> Any:
    employee = aliased(tables.Person)
    return scope.value(select(employee.role_id).where(scope.reader.sees(employee), employee.id == scope.row.employee_id))


def _role(scope: Scope, given: Given) -> Rows:
    return found(tables.Role, scope, (), lambda it: it.id == _role_id(scope))


def _career_paths(scope: Scope, given: Given) -> Rows:
    step = aliased(tables.CareerStep)
    through = select(step.path_id).where(scope.reader.sees(step), step.role_id == _role_id(scope)).correlate_except(step)
    return found(tables.CareerPath, scope, BY_TITLE, lambda it: it.id.in_(through))


def _part(scope: Scope) -> tuple[Scope, ColumnElement[Any]]:
    assert scope.around is not None  # noqa: S101
    return scope.around, scope.row.part


@strawberry.type(
    description="All that belongs on the table for one talk. Lists hold what the viewer sees; "
    "what the other does not see of it is counted in `onlyYouSee`."
)
class Brief:
    """All that belongs on the table for one talk."""

    as_of: datetime = column(lambda scope: scope.row.as_of, "The moment it describes: now, or when the talk was closed.")
    previous: Conversation | None = one(_previous, "The last closed talk of the pair before this one.")
    open_agreements: list[Agreement] = many(_open_agreements, "What the two agreed and is still to be done, oldest first.")
    start_here: list[StartHere] = many(
        lambda scope, given: ranking.start_here(scope),
        "At most five things to look at first, when there are ten minutes; both read all of them.",
        most=ranking.STARTS,
    )
    personal: PersonalBrief = same("For the personal part.")
    current_role: CurrentRoleBrief = same("For the part about the current role.")
    growth: GrowthBrief = same("For the part about growth.")
    compass: list[PartCoverage] = many(lambda scope, given: three_parts(), "How much attention each part had lately: the last three closed talks.")
    only_you_see: list[OnlyYouSee] = many(lambda scope, given: only_you_see(scope), "What stands in this brief for you and not for the other.")


@strawberry.type(description="Something to look at first.")
class StartHere:
    """Something to look at first."""

    source: Source = same("What it is.")
    why: str = column(lambda scope: scope.row.why, "Why it comes first.")


@strawberry.type(description="For the personal part.")
class PersonalBrief:
    """For the personal part."""

    reflections: list[Reflection] = many(_reflections, "Reflections since the last closed talk (or 90 days), at most 10, latest first.", most=10)
    earlier_notes: list[EarlierNote] = many(
        lambda scope, given: ranking.earlier_notes(scope),
        "Shared notes of earlier talks worth asking about again, at most 8.",
        most=ranking.NOTES,
    )


@strawberry.type(description="A note worth asking about again.")
class EarlierNote:
    """A note worth asking about again."""

    note: Note = same("The note.")
    why: str = column(ranking.why_again, "Why it is shown.")


@strawberry.type(description="For the part about the current role.")
class CurrentRoleBrief:
    """For the part about the current role."""

    role: Role | None = one(_role, "The role the employee fills.")
    goals: list[Goal] = many(_goals, "Active goals, oldest first.", most=100)
    evaluations: list[GoalEvaluation] = many(_evaluations, "Evaluations since the last closed talk (or 90 days), at most 10, latest first.", most=10)
    feedback: list[Feedback] = many(_feedback, "Feedback since the last closed talk (or 90 days), at most 10, latest first.", most=10)


@strawberry.type(description="For the part about growth.")
class GrowthBrief:
    """For the part about growth."""

    talents: list[Talent] = many(_talents, "Confirmed talents, in the order they were named.", most=100)
    development_options: list[FittingOption] = many(
        lambda scope, given: ranking.fitting_options(scope), "At most 5 options that fit what the person wants and can."
    )
    career_paths: list[CareerPath] = many(_career_paths, "The career paths on which the employee's role is a step, by title.", most=100)


@strawberry.type(description="A development option that fits.")
class FittingOption:
    """A development option that fits."""

    option: DevelopmentOption = one(
        lambda scope, given: found(tables.DevelopmentOption, scope, (), lambda it: it.id == scope.row.option_id), "The option."
    )
    because: list[Source] = many(lambda scope, given: ranking.because(scope), "What it fits: at most two of the person's own words.")


@strawberry.type(description="How much attention a part had lately: counts of topics, never of feelings.")
class PartCoverage:
    """How much attention a part had lately."""

    part: Part = column(lambda scope: scope.row.part, "Which part.")
    last_discussed_at: datetime | None = column(
        lambda scope: ranking.last_discussed(*_part(scope)), "When the last talk was closed in which it came up; empty if it never did."
    )
    talking_points_lately: int = column(
        lambda scope: ranking.lately(*_part(scope)),
        "How many talking points of it were discussed in the last three closed talks of the pair.",
    )


@strawberry.type(description="Something in this brief that the other of the pair does not see.")
class OnlyYouSee:
    """Something in this brief that the other of the pair does not see."""

    kind: SourceKind = column(lambda scope: scope.row.kind, "What kind of thing.")
    count: int = column(lambda scope: scope.row.count, "How many.")
    because: str = column(lambda scope: scope.row.because, "Why the other does not see it, or when they will.")
