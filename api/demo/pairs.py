"""The history of a pair: goals, feedback, reflections and talents; its talks stand in `talks`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.demo.files import Content
from api.demo.ledger import Ledger, Pointed
from api.demo.organisations import Cast
from schema.tables import Feedback, Goal, GoalEvaluation, Pair, Reflection, Response, Talent
from schema.tables.enums import SourceKind

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Couple:
    """One pair while its history is written down. `known`: what may be pointed at, by the keys of its file."""

    cast: Cast
    ledger: Ledger
    pair_id: UUID
    employee: str
    manager: str
    known: dict[str, Pointed] = field(default_factory=dict)

    def person(self, by: str) -> UUID:
        """`employee`, `manager`, or the key of somebody else."""
        return self.cast.people[{"employee": self.employee, "manager": self.manager}.get(by, by)]

    def moment(self, written: str) -> datetime:
        """The moment a file speaks of."""
        return self.cast.calendar.moment(written)

    def add(self, table: Any, at: datetime, /, **columns: Any) -> UUID:
        """Add a row of this pair."""
        return self.ledger.add(table, at, pair_id=self.pair_id, **columns)

    def know(self, entry: Content, kind: SourceKind, column: str, made: UUID, at: datetime) -> None:
        """Remember what may be pointed at, quoted in its own words."""
        if "key" in entry:
            self.known[entry["key"]] = Pointed(kind, column, made, entry.get("title") or entry["text"], at, own=entry.get("by") == "employee")


def add_pair(content: Content, cast: Cast, ledger: Ledger) -> Couple:
    """Add the pair and all that stands beside its talks."""
    started = cast.calendar.moment(content["started"])
    pair_id = ledger.add(
        Pair,
        started,
        manager_id=cast.people[content["manager"]],
        employee_id=cast.people[content["employee"]],
        started_at=started,
        ended_at=cast.calendar.moment(content["ended"]) if "ended" in content else None,
        rhythm_weeks=content["rhythm_weeks"],
    )
    couple = Couple(cast, ledger, pair_id, content["employee"], content["manager"])
    for goal in content.get("goals", ()):
        _add_goal(couple, goal)
    for feedback in content.get("feedback", ()):
        _add_feedback(couple, feedback, content.get("talks", ()))
    for reflection in content.get("reflections", ()):
        _add_reflection(couple, reflection)
    for talent in content.get("talents", ()):
        _add_talent(couple, talent)
    return couple


def add_responses(couple: Couple, responses: Iterable[Content], sees_from: datetime | None, *, giver: UUID | None = None, **answers: UUID) -> None:
    """Add answers in writing; the manager reads them when they read what is answered, a giver when it is addressed to them."""
    pointers = dict.fromkeys(("evaluation_id", "feedback_id", "reflection_id", "summary_id"))
    for response in responses:
        at = couple.moment(response["at"])
        couple.add(
            Response,
            at,
            employee_id=couple.person("employee"),
            author_id=couple.person(response["by"]),
            shown_to_id=giver if response.get("to_giver") else None,
            text=response["text"],
            created_at=at,
            manager_sees_from=sees_from,
            **(pointers | answers),
        )


def _add_goal(couple: Couple, goal: Content) -> None:
    at, calendar = couple.moment(goal["set"]), couple.cast.calendar
    made = couple.add(
        Goal,
        at,
        employee_id=couple.person("employee"),
        title=goal["title"],
        description=goal["description"],
        status=goal.get("status", "ACTIVE"),
        target_on=calendar.day(goal["target"]),
        created_at=at,
        ended_at=calendar.moment(goal["ended"]) if "ended" in goal else None,
    )
    couple.know(goal, SourceKind.GOAL, "goal_id", made, at)
    for evaluation in goal.get("evaluations", ()):
        _add_evaluation(couple, evaluation, made)


def _add_evaluation(couple: Couple, evaluation: Content, goal_id: UUID) -> None:
    at = couple.moment(evaluation["at"])
    sees_from = at + AN_HOUR if evaluation["by"] == "employee" else at
    made = couple.add(
        GoalEvaluation,
        at,
        goal_id=goal_id,
        employee_id=couple.person("employee"),
        author_id=couple.person(evaluation["by"]),
        progress=evaluation["progress"],
        text=evaluation["text"],
        created_at=at,
        manager_sees_from=sees_from,
    )
    couple.know(evaluation, SourceKind.GOAL_EVALUATION, "evaluation_id", made, at)
    add_responses(couple, evaluation.get("responses", ()), sees_from, evaluation_id=made)


def _add_feedback(couple: Couple, feedback: Content, talks: Iterable[Content]) -> None:
    at, author = couple.moment(feedback["at"]), couple.person(feedback["by"])
    sees_from = _manager_sees_feedback_from(couple, feedback, talks)
    made = couple.add(
        Feedback,
        at,
        employee_id=couple.person("employee"),
        author_id=author,
        by_manager=feedback["by"] == couple.manager,
        text=feedback["text"],
        created_at=at,
        manager_sees_from=sees_from,
    )
    couple.know(feedback, SourceKind.FEEDBACK, "feedback_id", made, at)
    add_responses(couple, feedback.get("responses", ()), sees_from, giver=author, feedback_id=made)


def _manager_sees_feedback_from(couple: Couple, feedback: Content, talks: Iterable[Content]) -> datetime | None:
    """As privacy.md says: the manager's own at once, upward feedback never, a colleague's after the receiver had a head start."""
    at, calendar = couple.moment(feedback["at"]), couple.cast.calendar
    if feedback["by"] == couple.manager:
        return at
    if couple.cast.managers.get(feedback["by"]) == couple.employee:
        return None
    seen = [couple.moment(response["at"]) for response in feedback.get("responses", ()) if response["by"] == "employee"]
    points = (point for talk in talks for point in talk.get("points", ()) if point["by"] == "employee")
    on_the_agenda = [couple.moment(point["at"]) for point in points if "key" in feedback and point.get("about") == feedback["key"]]
    return min([calendar.working_days_after(at, 3), *(calendar.working_days_after(moment, 1) for moment in seen), *on_the_agenda])


def _add_reflection(couple: Couple, reflection: Content) -> None:
    at = couple.moment(reflection["at"])
    sees_from = at + AN_HOUR if reflection["visibility"] == "SHARED" else None
    made = couple.add(
        Reflection,
        at,
        employee_id=couple.person("employee"),
        text=reflection["text"],
        visibility=reflection["visibility"],
        created_at=at,
        manager_sees_from=sees_from,
    )
    couple.know(reflection, SourceKind.REFLECTION, "reflection_id", made, at)
    add_responses(couple, reflection.get("responses", ()), sees_from, reflection_id=made)


def _add_talent(couple: Couple, talent: Content) -> None:
    at = couple.moment(talent["at"])
    made = couple.add(
        Talent,
        at,
        employee_id=couple.person("employee"),
        text=talent["text"],
        named_by_id=couple.person(talent["by"]),
        created_at=at,
        confirmed_at=couple.moment(talent["confirmed"]) if "confirmed" in talent else None,
    )
    couple.know(talent, SourceKind.TALENT, "talent_id", made, at)
