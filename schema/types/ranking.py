"""What the brief shows first, as the worker picked it or else in plain SQL order: notes to come back to, options that fit, and where to start."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, any_, case, cast, func, inspect, literal, not_, null, or_, outerjoin, select, union_all
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import aliased

from schema import tables
from schema.plan.declare import Rows, derived, found
from schema.plan.reader import Scope
from schema.plan.text import quoted
from schema.tables.enums import PickReason
from schema.tables.picks import wish_of
from schema.types.enums import AgreementStatus, GoalStatus, Part, SourceKind, Visibility
from schema.types.moment import fresh, of_this_employee, of_this_pair, on_the_table, still, theirs_or_handed_over
from schema.types.pointing import pointing_at
from schema.types.words import day, in_language, on_day, sentence

NOTES, OPTIONS, STARTS = 8, 5, 5

AGAIN_NL = {
    PickReason.OPEN_END: ("Op ", " bleef dit nog open."),
    PickReason.INTENTION: ("Op ", " was dit een wens of een voornemen."),
    PickReason.ENERGY_COST: ("Op ", " ging dit over wat energie kost."),
    PickReason.ENERGY_GIVEN: ("Op ", " ging dit over wat energie geeft."),
}
AGAIN_EN = {
    PickReason.OPEN_END: ("On ", " this was left open."),
    PickReason.INTENTION: ("On ", " this was a wish or a plan."),
    PickReason.ENERGY_COST: ("On ", " this was about what costs energy."),
    PickReason.ENERGY_GIVEN: ("On ", " this was about what gives energy."),
}
"""Why a note was picked, around the day on which it came up."""


def earlier_notes(scope: Scope) -> Rows:
    """The notes that were picked; without picks, shared notes of the pair's earlier closed talks, latest first."""
    plain, pick = _shared_notes(scope), aliased(tables.Pick)
    note = plain.row
    its = scope.row.picked & scope.reader.sees(pick) & (pick.pair_id == scope.row.pair_id) & (pick.note_id == note.id)
    columns = [getattr(note, column.key) for column in inspect(tables.Note).column_attrs]
    ranked = select(*columns, pick.place, pick.reason).select_from(outerjoin(note, pick, its))
    rows = derived(scope.correlated(ranked.where(*plain.where, or_(not_(scope.row.picked), pick.id.is_not(None)))))
    return rows.ordered(rows.row.place.asc().nulls_last(), rows.row.created_at.desc(), rows.row.id.desc())


def _shared_notes(scope: Scope) -> Rows:
    """Shared notes of the pair's earlier closed talks, latest first."""
    rows = found(
        tables.Note,
        scope,
        (),
        lambda it: it.pair_id == scope.row.pair_id,
        lambda it: it.visibility == Visibility.SHARED,
        lambda it: it.withdrawn_at.is_(None),
        lambda it: it.conversation_id == any_(scope.row.closed),
    )
    return rows.ordered(rows.row.created_at.desc(), rows.row.id.desc())


def why_again(scope: Scope) -> ColumnElement[str]:
    """Why an earlier note is shown: what it holds and, always, when it came up."""
    said, reason = on_day(scope.row.created_at, scope.reader), scope.row.reason
    nl, en = day(said, "NL"), day(said, "EN")
    dutch = [(reason == word, sentence(before, nl, after)) for word, (before, after) in AGAIN_NL.items()]
    english = [(reason == word, sentence(before, en, after)) for word, (before, after) in AGAIN_EN.items()]
    return in_language(
        scope.reader,
        case(*dutch, else_=sentence("Dit kwam ter sprake op ", nl, ".")),
        case(*english, else_=sentence("This came up on ", en, ".")),
    )


def start_here(scope: Scope) -> Rows:
    """First the agreement that is open longest, then what is new, then the part that had least attention; only what both read."""
    each = [_open_agreement(scope), _new_evaluation(scope), _new_feedback(scope), _new_reflection(scope), _neglected(scope)]
    return derived(union_all(*(select(one.subquery()) for one in each)), "rank", "row_id")


def _first_of(scope: Scope, rows: Rows, selection: Select[Any], *order: Any) -> Select[Any]:
    return scope.correlated(selection.select_from(rows.source).where(*rows.where).order_by(*order).limit(1))


def _open_agreement(scope: Scope) -> Select[Any]:
    rows = found(
        tables.Agreement,
        scope,
        (),
        theirs_or_handed_over(scope),
        on_the_table(scope),
        lambda it: still(scope, it.status, it.settled_at, AgreementStatus.OPEN),
    )
    made, due = on_day(rows.row.created_at, scope.reader), rows.row.due_on
    nl = case(
        (due.is_(None), sentence("Afgesproken op ", day(made, "NL"), ", en nog open.")),
        else_=sentence("Afgesproken op ", day(made, "NL"), " voor ", day(due, "NL"), ", en nog open."),
    )
    en = case(
        (due.is_(None), sentence("Agreed on ", day(made, "EN"), ", and still open.")),
        else_=sentence("Agreed on ", day(made, "EN"), " for ", day(due, "EN"), ", and still open."),
    )
    selection = pointing_at(SourceKind.AGREEMENT, rows.row, rows.row.text, rows.row.created_at, 1, in_language(scope.reader, nl, en))
    return _first_of(scope, rows, selection, due.asc().nulls_last(), rows.row.created_at, rows.row.id)


def _readable_by_both(it: Any) -> ColumnElement[bool]:
    readable: ColumnElement[bool] = it.manager_sees_from <= func.now()
    return readable


def _new(scope: Scope, table: Any, kind: SourceKind, rank: int, nl: str, en: str) -> Select[Any]:
    rows = found(table, scope, (), of_this_pair(scope), on_the_table(scope), fresh(scope), _readable_by_both)
    why = in_language(scope.reader, nl, en)
    selection = pointing_at(kind, rows.row, rows.row.text, rows.row.created_at, rank, why)
    return _first_of(scope, rows, selection, rows.row.created_at.desc(), rows.row.id.desc())


def _new_evaluation(scope: Scope) -> Select[Any]:
    nl, en = "Nieuw sinds het vorige gesprek: een doelevaluatie.", "New since the last talk: how a goal goes."
    return _new(scope, tables.GoalEvaluation, SourceKind.GOAL_EVALUATION, 2, nl, en)


def _new_feedback(scope: Scope) -> Select[Any]:
    nl, en = "Nieuw sinds het vorige gesprek: feedback.", "New since the last talk: feedback."
    return _new(scope, tables.Feedback, SourceKind.FEEDBACK, 3, nl, en)


def _new_reflection(scope: Scope) -> Select[Any]:
    nl, en = "Nieuw sinds het vorige gesprek: een reflectie.", "New since the last talk: a reflection."
    return _new(scope, tables.Reflection, SourceKind.REFLECTION, 4, nl, en)


def _neglected(scope: Scope) -> Select[Any]:
    rows = _shared_notes(scope)
    why = in_language(
        scope.reader,
        "Over dit onderdeel spraken jullie de laatste drie keren het minst.",
        "The two of you talked least about this part, the last three times.",
    )
    selection = pointing_at(SourceKind.NOTE, rows.row, rows.row.text, rows.row.created_at, 5, why)
    fewest = case(*((rows.row.part == part.value, lately(scope, quoted(part))) for part in Part))
    return _first_of(scope, rows, selection, fewest, rows.row.created_at.desc(), rows.row.id.desc())


def lately(scope: Scope, part: Any) -> Any:
    """How many talking points of a part were discussed in the last three closed talks of the pair."""
    point = aliased(tables.TalkingPoint)
    last_three = scope.row.closed[slice(literal(1), literal(3))]
    counted = select(func.count()).where(scope.reader.sees(point), point.part == part, point.discussed, point.conversation_id == any_(last_three))
    return counted.correlate_except(point).scalar_subquery()


def last_discussed(scope: Scope, part: Any) -> Any:
    """When the last talk was closed in which a point of the part was discussed or something was noted in it."""
    talk, point, note = aliased(tables.Conversation), aliased(tables.TalkingPoint), aliased(tables.Note)
    discussed = select(1).where(scope.reader.sees(point), point.conversation_id == talk.id, point.part == part, point.discussed)
    shared = note.visibility == Visibility.SHARED
    noted = select(1).where(scope.reader.sees(note), note.conversation_id == talk.id, note.part == part, shared)
    spoken = discussed.correlate_except(point).exists() | noted.correlate_except(note).exists()
    closed = select(talk.closed_at).where(scope.reader.sees(talk), talk.id == any_(scope.row.closed), spoken)
    return closed.order_by(talk.closed_at.desc()).limit(1).correlate_except(talk).scalar_subquery()


def fitting_options(scope: Scope) -> Rows:
    """The options that were picked; without picks, those whose words meet most of the person's talents and goals."""
    option, wish, pick = aliased(tables.DevelopmentOption), wishes(scope).subquery(), aliased(tables.Pick)
    met: Any = (
        select(option.id.label("option_id"), (-func.count()).label("place"), option.title.label("title"))
        .select_from(option)
        .join(wish, option.words.op("@@")(wish.c.meets))
        .where(scope.reader.sees(option), not_(scope.row.picked))
    )
    counted = met.group_by(option.id, option.title).order_by(func.count().desc(), option.title, option.id).limit(OPTIONS)
    of_pair = (scope.reader.sees(pick), pick.pair_id == scope.row.pair_id, pick.option_id.is_not(None), scope.row.picked)
    picked: Any = select(pick.option_id, cast(pick.place, BigInteger()).label("place"), quoted("").label("title")).where(*of_pair).distinct()
    rows = derived(union_all(scope.correlated(picked), select(scope.correlated(counted).subquery())))
    return rows.ordered(rows.row.place, rows.row.title, rows.row.option_id)


def because(scope: Scope) -> Rows:
    """Which of the person's own words an option fits, at most two."""
    assert scope.around is not None  # noqa: S101
    option, pick, around = aliased(tables.DevelopmentOption), aliased(tables.Pick), scope.around
    wish = union_all(wishes(around), _picked_steps(around)).subquery()
    mine = select(option.words).where(option.id == scope.row.option_id, scope.reader.sees(option)).correlate_except(option).scalar_subquery()
    its = around.row.picked & scope.reader.sees(pick) & (pick.pair_id == around.row.pair_id) & (pick.option_id == scope.row.option_id)
    fitting = select(wish, pick.position.label("position")).select_from(outerjoin(wish, pick, its & (wish_of(pick) == wish.c.row_id)))
    fitting = fitting.where(or_(pick.id.is_not(None), not_(around.row.picked) & mine.op("@@")(wish.c.meets)))
    first = fitting.order_by(pick.position.asc().nulls_last(), wish.c.rank, wish.c.row_id).limit(2)
    rows = derived(first.correlate(*scope.sources))
    return rows.ordered(rows.row.position.asc().nulls_last(), rows.row.rank, rows.row.row_id)


def wishes(scope: Scope) -> Any:
    """What the person wants or can, each as a source with the words it meets: talents, active goals."""
    talents = found(tables.Talent, scope, (), of_this_employee(scope), theirs_or_handed_over(scope), lambda it: it.confirmed_at <= scope.row.as_of)
    goals = found(
        tables.Goal,
        scope,
        (),
        of_this_employee(scope),
        theirs_or_handed_over(scope),
        on_the_table(scope),
        lambda it: still(scope, it.status, it.ended_at, GoalStatus.ACTIVE),
    )
    each = [
        (talents, pointing_at(SourceKind.TALENT, talents.row, talents.row.text, talents.row.created_at, 1)),
        (goals, pointing_at(SourceKind.GOAL, goals.row, goals.row.title, goals.row.created_at, 2)),
    ]
    found_ones = (scope.correlated(selection.add_columns(rows.row.meets).select_from(rows.source).where(*rows.where)) for rows, selection in each)
    return union_all(*found_ones)


def _picked_steps(scope: Scope) -> Select[Any]:
    """The career steps that options were picked for, as sources without words to meet."""
    step, pick = aliased(tables.CareerStep), aliased(tables.Pick)
    picked = select(1).where(scope.row.picked, scope.reader.sees(pick), pick.pair_id == scope.row.pair_id, pick.step_id == step.id)
    moment, words = func.uuid_extract_timestamp(step.id), cast(null(), TSQUERY()).label("meets")
    steps = pointing_at(SourceKind.CAREER_STEP, step, step.what_it_takes, moment, 3).add_columns(words)
    return scope.correlated(steps.where(scope.reader.sees(step), picked.correlate_except(pick).exists()))
