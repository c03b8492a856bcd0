"""Which texts a reader may search: the permitted set, made before anything is looked for in it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, Text, Uuid, cast, exists, func, literal_column, null, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, TSVECTOR
from sqlalchemy.orm import aliased

from schema import tables
from schema.tables import Viewer
from schema.tables.conversations import OfPair
from schema.tables.enums import Part, SourceKind
from schema.tables.sources import POINTERS

SEARCHED: dict[SourceKind, Any] = {
    SourceKind.NOTE: tables.Note,
    SourceKind.TALKING_POINT: tables.TalkingPoint,
    SourceKind.AGREEMENT: tables.Agreement,
    SourceKind.SUMMARY_SENTENCE: tables.SummarySentence,
    SourceKind.GOAL: tables.Goal,
    SourceKind.GOAL_EVALUATION: tables.GoalEvaluation,
    SourceKind.FEEDBACK: tables.Feedback,
    SourceKind.REFLECTION: tables.Reflection,
    SourceKind.RESPONSE: tables.Response,
    SourceKind.TALENT: tables.Talent,
    SourceKind.ROLE: tables.Role,
    SourceKind.RESPONSIBILITY: tables.Responsibility,
    SourceKind.EXPECTATION: tables.Expectation,
    SourceKind.CAREER_STEP: tables.CareerStep,
    SourceKind.DEVELOPMENT_OPTION: tables.DevelopmentOption,
}
"""What can be found, and the table it stands in."""

KIND: dict[str, SourceKind] = {column: kind for kind, table in SEARCHED.items() for column, name in POINTERS.items() if name == table.__tablename__}
"""Pointer column → the kind of text it points at; an outcome has no text and is missing."""

LANGUAGES: tuple[ColumnElement[Any], ...] = (literal_column("'dutch'::regconfig"), literal_column("'english'::regconfig"))

Texts = CompoundSelect[Any]
"""Rows with `kind`, `row_id`, `part`, `text`, `about_id`, `conversation_id`, `as_of` and `words` (lexemes its table keeps, or NULL)."""

Where = Callable[[Any], ColumnElement[bool]]

WORDING: dict[SourceKind, tuple[str, str]] = {
    SourceKind.GOAL: ("title", "description"),
    SourceKind.ROLE: ("title", "purpose"),
    SourceKind.DEVELOPMENT_OPTION: ("title", "description"),
}
"""The kinds whose text stands in two columns."""

PART: dict[SourceKind, Part] = {
    SourceKind.GOAL: Part.CURRENT_ROLE,
    SourceKind.GOAL_EVALUATION: Part.CURRENT_ROLE,
    SourceKind.FEEDBACK: Part.CURRENT_ROLE,
    SourceKind.REFLECTION: Part.PERSONAL,
    SourceKind.TALENT: Part.GROWTH,
    SourceKind.ROLE: Part.CURRENT_ROLE,
    SourceKind.RESPONSIBILITY: Part.CURRENT_ROLE,
    SourceKind.EXPECTATION: Part.CURRENT_ROLE,
    SourceKind.CAREER_STEP: Part.GROWTH,
    SourceKind.DEVELOPMENT_OPTION: Part.GROWTH,
}
"""The part that a kind feeds, where its rows don't say so themselves."""


def texts_about(viewer: Viewer, person: ColumnElement[Any]) -> Texts:
    """Every shared text about one person (`person`: their id) that the viewer may read; never a private one, not even for its author."""
    theirs = _pairs_of(viewer, person)

    def of_pair(row: Any) -> ColumnElement[bool]:
        return row.pair_id == func.any(theirs)  # type: ignore[no-any-return]

    def handed_over(row: Any) -> ColumnElement[bool]:
        # A selection of its own: an "or" would be read by another index, from all that a manager reads.
        return (row.handed_to_pair_id == func.any(theirs)) & (row.pair_id != func.all(theirs))  # type: ignore[no-any-return]

    return union_all(
        _in_talk(SourceKind.NOTE, viewer, person, of_pair),
        _in_talk(SourceKind.TALKING_POINT, viewer, person, of_pair, lambda it: _said_first(it, viewer)),
        *(_in_talk(SourceKind.AGREEMENT, viewer, person, which) for which in (of_pair, handed_over)),
        *(_in_summary(viewer, person, which) for which in (of_pair, handed_over)),
        _of_person(SourceKind.GOAL, viewer, person),
        _of_person(SourceKind.GOAL_EVALUATION, viewer, person),
        _of_person(SourceKind.FEEDBACK, viewer, person),
        _of_person(SourceKind.REFLECTION, viewer, person),
        _of_person(SourceKind.RESPONSE, viewer, person),
        # A talent that somebody else named counts once the person confirms it.
        _of_person(SourceKind.TALENT, viewer, person, where=lambda it: it.confirmed_at.is_not(None)),
    )


def texts_of_library(viewer: Viewer) -> Texts:
    """Every text of the organisation's role library, with the lexemes that its tables keep."""
    kinds = (SourceKind.ROLE, SourceKind.RESPONSIBILITY, SourceKind.EXPECTATION, SourceKind.CAREER_STEP, SourceKind.DEVELOPMENT_OPTION)
    return union_all(*(_of_library(kind, viewer) for kind in kinds))


def texts_of(kind: SourceKind) -> Select[Any]:
    """Every text of a kind that may be found by anybody, with what its passages repeat: for the worker, who reads no private one."""
    row, pair = aliased(SEARCHED[kind], name="the_text"), aliased(tables.Pair, name="its_pair")
    table: Any = SEARCHED[kind]
    said = _said(kind, row)
    in_pair = issubclass(table, OfPair)
    of_pair = row.pair_id if hasattr(table, "pair_id") else cast(null(), Uuid())
    kept_in = exists().where(tables.Pair.org_id == row.org_id, tables.Pair.id == of_pair, ~tables.Pair.model_allowed)
    employee = pair.employee_id if in_pair else row.employee_id if hasattr(table, "employee_id") else cast(null(), Uuid())
    selection = select(
        row.org_id,
        row.id.label("row_id"),
        said.label("text"),
        cast(_part(kind, row), Text()).label("part"),
        of_pair.label("pair_id"),
        employee.label("employee_id"),
        _moment(row).label("as_of"),
        (~kept_in).label("may_leave"),
    ).select_from(row)
    if in_pair:
        selection = selection.join(pair, (pair.org_id == row.org_id) & (pair.id == row.pair_id))
    findable = [row.shared(), func.btrim(said, literal_column("E' \\t\\r\\n'", Text())) != _word("")]
    findable += [row.withdrawn_at.is_(None)] if hasattr(table, "withdrawn_at") else []
    findable += [row.confirmed_at.is_not(None)] if hasattr(table, "confirmed_at") else []
    return selection.where(*findable)


def digest(text: Any) -> ColumnElement[Any]:
    """What tells one text from another; no secret."""
    return cast(func.md5(text), Uuid())


def lexemes(text: Any) -> ColumnElement[Any]:
    """The lexemes of a text, read as Dutch and as English."""
    dutch, english = (func.to_tsvector(language, visible(text)) for language in LANGUAGES)
    return dutch.op("||", return_type=TSVECTOR())(english)


def visible(text: Any) -> ColumnElement[Any]:
    """A text without the signs nobody sees (soft hyphens, zero widths, directions), which PostgreSQL would keep as letters of the word they touch."""
    return func.translate(text, literal_column(r"E'\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff'"), "")


def _pairs_of(viewer: Viewer, person: Any) -> ColumnElement[Any]:
    """The pairs in which the person is the employee, of those that the viewer reads (uuid[]).

    Found first and once: joined to each kind of text, the planner may begin with all that a manager reads and leave the others' texts out one by one.
    """
    pair = aliased(tables.Pair)
    found = select(func.array_agg(pair.id).label("ids")).where(viewer.sees(pair), pair.employee_id == person).cte("pairs_of")
    return cast(select(found.c.ids).scalar_subquery(), ARRAY(Uuid()))


def _in_talk(kind: SourceKind, viewer: Viewer, person: Any, in_pair: Where, where: Where = lambda it: true()) -> Select[Any]:
    row = aliased(SEARCHED[kind])
    return select(*_columns(kind, row, person, row.conversation_id)).where(viewer.sees(row), row.shared(), in_pair(row), where(row))


def _in_summary(viewer: Viewer, person: Any, in_pair: Where) -> Select[Any]:
    row, summary = aliased(tables.SummarySentence), aliased(tables.Summary)
    # Looked up for each sentence: joined, the planner may begin with all summaries that a manager reads.
    its = select(summary.conversation_id).where(viewer.sees(summary), summary.org_id == row.org_id, summary.id == row.summary_id)
    columns = _columns(SourceKind.SUMMARY_SENTENCE, row, person, its.correlate(row).scalar_subquery())
    return select(*columns).where(viewer.sees(row), row.shared(), in_pair(row))


def _said_first(point: Any, viewer: Viewer) -> ColumnElement[bool]:
    """False for a point carried over word for word: its text is found once, where it was first put."""
    first = aliased(tables.TalkingPoint)
    return ~exists().where(viewer.sees(first), first.id == point.carried_from_id, first.text == point.text)


def _of_person(kind: SourceKind, viewer: Viewer, person: Any, where: Where = lambda it: true()) -> Select[Any]:
    row = aliased(SEARCHED[kind])
    return select(*_columns(kind, row, row.employee_id)).where(viewer.sees(row), row.shared(), row.employee_id == person, where(row))


def _of_library(kind: SourceKind, viewer: Viewer) -> Select[Any]:
    row = aliased(SEARCHED[kind])
    return select(*_columns(kind, row, words=row.words)).where(viewer.sees(row))


def _columns(kind: SourceKind, row: Any, about: Any = None, talk: Any = None, words: Any = None) -> list[ColumnElement[Any]]:
    """What a text is found and shown by."""
    return [
        _word(kind).label("kind"),
        row.id.label("row_id"),
        cast(_part(kind, row), Text()).label("part"),
        _said(kind, row).label("text"),
        cast(null() if about is None else about, Uuid()).label("about_id"),
        cast(null() if talk is None else talk, Uuid()).label("conversation_id"),
        _moment(row).label("as_of"),
        cast(null() if words is None else words, TSVECTOR()).label("words"),
    ]


def _said(kind: SourceKind, row: Any) -> ColumnElement[str]:
    if kind in WORDING:
        first, second = WORDING[kind]
        return cast(_lines(getattr(row, first), getattr(row, second)), Text())
    return cast(row.what_it_takes if kind is SourceKind.CAREER_STEP else row.text, Text())


def _part(kind: SourceKind, row: Any) -> Any:
    if kind in PART:
        return _word(PART[kind])
    return row.part if hasattr(row, "part") else null()


def _moment(row: Any) -> ColumnElement[Any]:
    """When it was written. The library keeps no dates; the id, a UUIDv7, knows when the row came."""
    moment = row.created_at if hasattr(row, "created_at") else func.uuid_extract_timestamp(row.id)
    return cast(moment, TIMESTAMP(timezone=True, precision=3))


def _lines(first: Any, second: Any) -> ColumnElement[str]:
    """Two texts on lines of their own, without an empty one."""
    return func.concat_ws(literal_column("E'\\n'"), func.nullif(first, _word("")), func.nullif(second, _word("")))


def _word(plain: str) -> ColumnElement[str]:
    """A word of our own as SQL."""
    return literal_column(f"'{plain}'", Text())
