"""Search by words: which of the texts a reader may search meet the words of a query, the best first."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, Text, Uuid, bindparam, case, cast, column, func, literal_column, null, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from retrieval.texts import KIND, LANGUAGES, Texts, lexemes, visible
from schema.tables.sources import POINTERS

LONGEST = 1_000
"""How many characters a query may have."""

# The parser's number for what is no word (12), and for words with a hyphen, whose halves follow as words of their own (15-17).
NO_WORDS = literal_column("'{12,15,16,17}'::int[]", ARRAY(Integer()))

# Between two sentences: the sign that ends the first, blanks, and what can begin the second.
SENTENCES = literal_column(r"E'([.!?…])\\s+([[:upper:]\\d\"''‘“(-])'", Text())
APART = literal_column(r"E'\\1\n\\2'", Text())
LINES = literal_column(r"E'\n'", Text())
BLANKS = literal_column(r"E' \t\r\n'", Text())

PIECE, STEP, PIECES = 280, 200, 200
"""A sentence longer than PIECE characters is read in pieces that long, one every STEP; of a text at most so many pieces are weighed."""


@dataclass(frozen=True)
class Wanted:
    """What is searched for, as SQL: the query, the parts and kinds that count (text[], NULL for all), and how many hits at most."""

    text: ColumnElement[Any]
    parts: ColumnElement[Any]
    kinds: ColumnElement[Any]
    most: ColumnElement[Any]


WANTED = Wanted(
    text=bindparam("search_text", type_=Text()),
    parts=bindparam("search_parts", type_=ARRAY(Text())),
    kinds=bindparam("search_kinds", type_=ARRAY(Text())),
    most=bindparam("search_most", type_=Integer()),
)
"""A search whose values come with each request."""


def query(text: str) -> str:
    """The text to search for, trimmed. Raises `ValueError` with a sentence for whoever sent something that can't be searched for."""
    trimmed = text.strip()
    if not 1 <= len(trimmed) <= LONGEST:
        raise ValueError(f"`text` has {len(trimmed):,} characters; search for 1 to {LONGEST:,}.")
    if "\0" in trimmed or any("\ud800" <= sign <= "\udfff" for sign in trimmed):
        raise ValueError("`text` holds a sign that no text can hold (NUL, or half of a surrogate pair); leave it out.")
    return trimmed


def hits(texts: Texts, wanted: Wanted) -> Select[Any]:
    """The texts that meet any word of the query, best first (`place`), as rows that point at what they were found in, each with its best quote.

    A word that few of the searchable texts hold weighs more (idf, counted in exactly those texts, before parts and kinds are looked at): the order
    never moves with what the reader may not read. Equal weights: latest first, then by kind and id.
    """
    permitted = texts.cte("permitted").prefix_with("MATERIALIZED", dialect="postgresql")
    terms = _terms(wanted.text).cte("terms").prefix_with("MATERIALIZED", dialect="postgresql")
    met = select(permitted.c.kind, permitted.c.row_id, terms.c.term).join_from(permitted, terms, permitted.c.words.op("@@")(terms.c.term)).cte("met")
    weights = _weights(permitted, met).cte("weights").prefix_with("MATERIALIZED", dialect="postgresql")
    scores = (
        select(met.c.kind, met.c.row_id, func.sum(weights.c.weight).label("score"))
        .join_from(met, weights, met.c.term == weights.c.term)
        .group_by(met.c.kind, met.c.row_id)
        .cte("scores")
    )
    order = (scores.c.score.desc(), permitted.c.as_of.desc().nulls_last(), permitted.c.kind, permitted.c.row_id)
    best = (
        select(permitted, func.row_number().over(order_by=order).label("place"))
        .join_from(permitted, scores, (permitted.c.kind == scores.c.kind) & (permitted.c.row_id == scores.c.row_id))
        .where(or_(wanted.parts.is_(None), permitted.c.part == func.any(wanted.parts)))
        .where(or_(wanted.kinds.is_(None), permitted.c.kind == func.any(wanted.kinds)))
        .order_by(*order)
        .limit(wanted.most)
        .cte("best")
    )
    shown = [best.c[name] for name in ("place", "kind", "part", "text", "about_id", "conversation_id", "as_of")]
    return select(*shown, *_pointers(best), _quote(best.c.text, weights).label("quote"))


def _terms(text: ColumnElement[Any]) -> Select[Any]:
    """Each word of the query as what it may look like in a text: its Dutch or its English stem. Stop words of either language are none."""
    token = func.ts_parse("default", visible(text)).table_valued("tokid", "token").render_derived()
    dutch, english = (func.plainto_tsquery(language, token.c.token) for language in LANGUAGES)
    either = dutch.op("||", return_type=TSQUERY())(english).label("term")
    return select(either).distinct().where(token.c.tokid != func.all(NO_WORDS), func.numnode(dutch) > 0, func.numnode(english) > 0)


def _weights(permitted: CTE, met: CTE) -> Select[Any]:
    """The inverse document frequency of each word that was met; numeric, so that sums are the same in whatever order they are made."""
    all_texts = select(func.count()).select_from(permitted).scalar_subquery()
    half: ColumnElement[Any] = literal_column("0.5")
    rarity = func.ln(1 + (all_texts - func.count() + half) / (func.count() + half))
    return select(met.c.term, func.round(rarity, 6).label("weight")).group_by(met.c.term)


def _pointers(best: CTE) -> list[ColumnElement[Any]]:
    """The columns of `schema.tables.sources.Points`: one of them holds the id of the row."""
    nowhere = cast(null(), Uuid())
    return [(case((best.c.kind == literal_column(f"'{KIND[name]}'"), best.c.row_id)) if name in KIND else nowhere).label(name) for name in POINTERS]


def _quote(text: ColumnElement[Any], weights: CTE) -> Any:
    """The first of the text's sentences (or pieces of a very long one) that hold most of what was looked for, as it stands there."""
    lines = func.regexp_replace(text, SENTENCES, APART, "g")
    sentence = func.string_to_table(lines, LINES).table_valued("said", with_ordinality="line").render_derived()
    length = func.length(sentence.c.said, type_=Integer())
    last = func.greatest(0, (length - (PIECE - STEP) - 1) // STEP)
    turn = func.generate_series(0, last).table_valued(column("turn", Integer())).render_derived()
    said = _between_words(func.substr(sentence.c.said, turn.c.turn * STEP + 1, PIECE), turn.c.turn > 0, turn.c.turn * STEP + PIECE < length)
    # The limit also keeps the lexemes from being made anew for every word of the query.
    pieces = (
        select(said.label("said"), sentence.c.line, turn.c.turn, lexemes(said).label("words"))
        .select_from(sentence.join(turn, true()))
        .limit(PIECES)
        .subquery()
    )
    covered = select(func.sum(weights.c.weight)).where(pieces.c.words.op("@@")(weights.c.term)).scalar_subquery()
    return select(pieces.c.said).order_by(covered.desc().nulls_last(), pieces.c.line, pieces.c.turn).limit(1).scalar_subquery()


def _between_words(piece: Any, cut_before: Any, cut_after: Any) -> ColumnElement[str]:
    """A piece of a sentence without the half words at its ends, where it was cut."""
    whole_start = case((cut_before, func.regexp_replace(piece, r"^\S*\s+", "")), else_=piece)
    return func.btrim(case((cut_after, func.regexp_replace(whole_start, r"\s+\S*$", "")), else_=whole_start), BLANKS)
