"""Which texts a reader may search: the permitted set, made before anything is looked for in it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, Text, Uuid, cast, exists, func, literal_column, null, select, true, union_all
from sqlalchemy.dialects.postgresql import TIMESTAMP, TSVECTOR
from sqlalchemy.orm import aliased

from schema import tables
from schema.tables import Viewer
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
"""Rows with `kind`, `row_id`, `part`, `text`, `about_id`, `conversation_id`, `as_of` and `words` (the lexemes, Dutch and English together)."""

Wording = Callable[[Any], ColumnElement[Any]]
Where = Callable[[Any], ColumnElement[bool]]


def texts_about(viewer: Viewer, person: ColumnElement[Any]) -> Texts:
    """Every shared text about one person (`person`: their id) that the viewer may read; never a private one, not even for its author."""
    return union_all(
        _in_talk(SourceKind.NOTE, viewer, person),
        _in_talk(SourceKind.TALKING_POINT, viewer, person, lambda it: _said_first(it, viewer)),
        _in_talk(SourceKind.AGREEMENT, viewer, person),
        _in_summary(viewer, person),
        _of_person(SourceKind.GOAL, viewer, person, Part.CURRENT_ROLE, lambda it: _lines(it.title, it.description)),
        _of_person(SourceKind.GOAL_EVALUATION, viewer, person, Part.CURRENT_ROLE),
        _of_person(SourceKind.FEEDBACK, viewer, person, Part.CURRENT_ROLE),
        _of_person(SourceKind.REFLECTION, viewer, person, Part.PERSONAL),
        _of_person(SourceKind.RESPONSE, viewer, person),
        # A talent that somebody else named counts once the person confirms it.
        _of_person(SourceKind.TALENT, viewer, person, Part.GROWTH, where=lambda it: it.confirmed_at.is_not(None)),
    )


def texts_of_library(viewer: Viewer) -> Texts:
    """Every text of the organisation's role library, with the lexemes that its tables keep."""
    return union_all(
        _of_library(SourceKind.ROLE, viewer, Part.CURRENT_ROLE, lambda it: _lines(it.title, it.purpose)),
        _of_library(SourceKind.RESPONSIBILITY, viewer, Part.CURRENT_ROLE),
        _of_library(SourceKind.EXPECTATION, viewer, Part.CURRENT_ROLE),
        _of_library(SourceKind.CAREER_STEP, viewer, Part.GROWTH, lambda it: it.what_it_takes),
        _of_library(SourceKind.DEVELOPMENT_OPTION, viewer, Part.GROWTH, lambda it: _lines(it.title, it.description)),
    )


def lexemes(text: Any) -> ColumnElement[Any]:
    """The lexemes of a text, read as Dutch and as English."""
    dutch, english = (func.to_tsvector(language, visible(text)) for language in LANGUAGES)
    return dutch.op("||", return_type=TSVECTOR())(english)


def visible(text: Any) -> ColumnElement[Any]:
    """A text without the signs nobody sees (soft hyphens, zero widths, directions), which PostgreSQL would keep as letters of the word they touch."""
    return func.translate(text, literal_column(r"E'\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff'"), "")


def _in_talk(kind: SourceKind, viewer: Viewer, person: Any, where: Where = lambda it: true()) -> Select[Any]:
    row, pair = aliased(SEARCHED[kind]), aliased(tables.Pair)
    part = None if kind is SourceKind.AGREEMENT else row.part
    columns = _columns(kind, row, row.text, part, pair.employee_id, row.conversation_id, row.created_at)
    return _about(viewer, person, select(*columns).select_from(row), row, pair).where(where(row))


def _in_summary(viewer: Viewer, person: Any) -> Select[Any]:
    row, pair, summary = aliased(tables.SummarySentence), aliased(tables.Pair), aliased(tables.Summary)
    columns = _columns(SourceKind.SUMMARY_SENTENCE, row, row.text, row.part, pair.employee_id, summary.conversation_id, row.created_at)
    selection = select(*columns).select_from(row).join(summary, (summary.org_id == row.org_id) & (summary.id == row.summary_id))
    return _about(viewer, person, selection, row, pair).where(viewer.sees(summary))


def _about(viewer: Viewer, person: Any, selection: Select[Any], row: Any, pair: Any) -> Select[Any]:
    """Only what both read, of pairs in which the person is the employee."""
    of_pair = selection.join(pair, (pair.org_id == row.org_id) & (pair.id == row.pair_id))
    return of_pair.where(viewer.sees(pair), pair.employee_id == person, viewer.sees(row), row.shared())


def _said_first(point: Any, viewer: Viewer) -> ColumnElement[bool]:
    """False for a point carried over word for word: its text is found once, where it was first put."""
    first = aliased(tables.TalkingPoint)
    return ~exists().where(viewer.sees(first), first.id == point.carried_from_id, first.text == point.text)


def _of_person(
    kind: SourceKind,
    viewer: Viewer,
    person: Any,
    part: Part | None = None,
    text: Wording = lambda it: it.text,
    where: Where = lambda it: true(),
) -> Select[Any]:
    row = aliased(SEARCHED[kind])
    columns = _columns(kind, row, text(row), part and _word(part), row.employee_id, None, row.created_at)
    return select(*columns).where(viewer.sees(row), row.shared(), row.employee_id == person, where(row))


def _of_library(kind: SourceKind, viewer: Viewer, part: Part, text: Wording = lambda it: it.text) -> Select[Any]:
    row = aliased(SEARCHED[kind])
    # The library keeps no dates; the id, a UUIDv7, knows when the row came.
    columns = _columns(kind, row, text(row), _word(part), None, None, func.uuid_extract_timestamp(row.id), row.words)
    return select(*columns).where(viewer.sees(row))


def _columns(kind: SourceKind, row: Any, text: Any, part: Any, about: Any, talk: Any, moment: Any, words: Any = None) -> list[ColumnElement[Any]]:
    """What a text is found and shown by."""
    said = cast(text, Text())
    return [
        _word(kind).label("kind"),
        row.id.label("row_id"),
        cast(null() if part is None else part, Text()).label("part"),
        said.label("text"),
        cast(null() if about is None else about, Uuid()).label("about_id"),
        cast(null() if talk is None else talk, Uuid()).label("conversation_id"),
        cast(moment, TIMESTAMP(timezone=True, precision=3)).label("as_of"),
        (lexemes(said) if words is None else words).label("words"),
    ]


def _lines(first: Any, second: Any) -> ColumnElement[str]:
    """Two texts on lines of their own, without an empty one."""
    return func.concat_ws(literal_column("E'\\n'"), func.nullif(first, _word("")), func.nullif(second, _word("")))


def _word(plain: str) -> ColumnElement[str]:
    """A word of our own as SQL."""
    return literal_column(f"'{plain}'", Text())
