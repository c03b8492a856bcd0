"""Search by meaning and by word: which of the texts a reader may search answer a query, the best first."""

from dataclasses import dataclass, replace
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    CTE,
    ColumnElement,
    Double,
    Integer,
    Numeric,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    null,
    or_,
    outerjoin,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from retrieval.texts import KIND, LANGUAGES, Texts, digest, lexemes, visible
from schema.tables import Passage, Viewer
from schema.tables.sources import POINTERS

LONGEST = 1_000
"""How many characters a query may have."""

# The parser's number for what is no word (12), and for words with a hyphen, whose halves follow as words of their own (15-17).
NO_WORDS = literal_column("'{12,15,16,17}'::int[]", ARRAY(Integer()))

# Between two sentences: the sign that ends the first, blanks, and what can begin the second.
BETWEEN = r"([.!?…])\\s+([[:upper:]\\d\"''‘“(-])"
SENTENCES, SEVERAL = literal_column(f"E'{BETWEEN}'", Text()), literal_column(rf"E'{BETWEEN}|\n'", Text())
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
    vector: ColumnElement[Any]
    """The vector of the query (halfvec, NULL without one), and how it was made: only passages made alike are compared with it."""
    model: ColumnElement[Any]
    prefixes: ColumnElement[Any]
    mean: ColumnElement[Any]


@dataclass(frozen=True)
class Fusion:
    """What nearness in meaning and coverage of words weigh, and how near a text must be that holds none of the words."""

    meaning: float
    words: float
    nearest: float


FUSION = Fusion(meaning=0.7, words=0.3, nearest=0.05)
"""Tuned on half of the talk set and half of QMSum's validation meetings; `retrieval/README.md` has the figures."""
OF_ROLES = replace(FUSION, nearest=-0.1)
"""The same in the library, where somebody chooses from what comes nearest: rather a role that is far away than none."""

WANTED = Wanted(
    text=bindparam("search_text", type_=Text()),
    parts=bindparam("search_parts", type_=ARRAY(Text())),
    kinds=bindparam("search_kinds", type_=ARRAY(Text())),
    most=bindparam("search_most", type_=Integer()),
    vector=cast(bindparam("search_vector", type_=HALFVEC()), HALFVEC()),
    model=bindparam("search_model", type_=Text()),
    prefixes=bindparam("search_prefixes", type_=Text()),
    mean=bindparam("search_mean", type_=Text()),
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


def hits(texts: Texts, wanted: Wanted, viewer: Viewer, about: ColumnElement[Any] | None = None, fusion: Fusion = FUSION) -> Select[Any]:
    """The texts that answer the query, best first (`place`), as rows that point at what they were found in, each with its best quote.

    `about` is the person that all of the texts are about; None for the library.

    Each of the permitted texts is weighed, piece by piece, by how near it stands to the query in meaning and by how much of the query's
    words it holds. A word that few of them hold weighs more (idf); both are counted in exactly those texts, before parts and kinds are
    looked at: the order never moves with what the reader may not read. Equal weights: latest first, then by kind and id.
    """
    permitted = texts.cte("permitted").prefix_with("MATERIALIZED", dialect="postgresql")
    terms = _terms(wanted.text).cte("terms").prefix_with("MATERIALIZED", dialect="postgresql")
    passages = _passages(wanted, viewer, about).cte("passages_of").prefix_with("MATERIALIZED", dialect="postgresql")
    pieces = _pieces(permitted, passages, of_library=about is None).cte("pieces").prefix_with("MATERIALIZED", dialect="postgresql")
    met = select(pieces.c.row_id, pieces.c.position, terms.c.term).join_from(pieces, terms, pieces.c.words.op("@@")(terms.c.term)).cte("met")
    weights = _weights(pieces, met).cte("weights").prefix_with("MATERIALIZED", dialect="postgresql")
    scores = _scores(pieces, met, weights, terms, fusion).cte("scores")
    order = (scores.c.score.desc(), permitted.c.as_of.desc().nulls_last(), permitted.c.kind, permitted.c.row_id)
    best = (
        select(permitted, scores.c.holds, func.row_number().over(order_by=order).label("place"))
        .join_from(permitted, scores, permitted.c.row_id == scores.c.row_id)
        .where(or_(wanted.parts.is_(None), permitted.c.part == func.any(wanted.parts)))
        .where(or_(wanted.kinds.is_(None), permitted.c.kind == func.any(wanted.kinds)))
        .order_by(*order)
        .limit(wanted.most)
        .cte("best")
    )
    shown = [best.c[name] for name in ("place", "kind", "part", "text", "about_id", "conversation_id", "as_of")]
    return select(*shown, *_pointers(best), _quote(best.c.text, best.c.holds, weights).label("quote"))


def _passages(wanted: Wanted, viewer: Viewer, about: ColumnElement[Any] | None) -> Select[Any]:
    """What is kept of the texts about a person, or of the library: found at once, for a look-up of each text would be most of a search.

    `near` is their nearness to the query, NULL where there is no vector to compare.
    """
    alike = (Passage.model == wanted.model) & (Passage.prefixes == wanted.prefixes) & (Passage.mean == wanted.mean)
    near: ColumnElement[float] = 1 - Passage.vector.op("<=>", return_type=Double())(wanted.vector)
    columns = (Passage.source_id, Passage.position, Passage.digest, Passage.words, case((alike, near)).label("near"))
    return select(*columns).where(Passage.org_id == viewer.org, Passage.employee_id.is_(None) if about is None else Passage.employee_id == about)


def _pieces(permitted: CTE, passages: CTE, *, of_library: bool) -> Select[Any]:
    """The permitted texts piece by piece, each with its lexemes and its nearness to the query.

    A text that was not indexed yet is one piece without a vector. Whoever sees a text sees its passages: that it is permitted is all that
    need be asked.
    """
    its = passages.c.source_id == permitted.c.row_id
    if of_library:
        # The library is indexed without a lock, so that passages of a text that has just changed can stand for a while.
        its &= passages.c.digest == digest(permitted.c.text)
    return select(
        permitted.c.row_id,
        func.coalesce(passages.c.position, 0).label("position"),
        func.coalesce(passages.c.words, permitted.c.words, lexemes(permitted.c.text)).label("words"),
        passages.c.near,
    ).select_from(outerjoin(permitted, passages, its))


def _scores(pieces: CTE, met: CTE, weights: CTE, terms: CTE, fusion: Fusion) -> Select[Any]:
    """A text is worth what its best piece is worth: its place between the farthest and the nearest piece, and the share of the words it holds.

    The share counts squared: a word or two of a longer query say little, nearly all of them say much.
    """
    covered = (
        select(met.c.row_id, met.c.position, func.sum(weights.c.weight).label("weight"))
        .join_from(met, weights, met.c.term == weights.c.term)
        .group_by(met.c.row_id, met.c.position)
        .cte("covered")
    )
    bounds = select(func.min(pieces.c.near).label("low"), func.max(pieces.c.near).label("high")).cte("bounds")
    everything = select(func.sum(func.coalesce(weights.c.weight, _rarity(pieces, _number(0))))).select_from(
        outerjoin(terms, weights, terms.c.term == weights.c.term)
    )
    share = func.coalesce(covered.c.weight / func.nullif(everything.scalar_subquery(), 0), 0)
    between = func.coalesce((pieces.c.near - bounds.c.low) / func.nullif(bounds.c.high - bounds.c.low, 0), 0)
    score = _number(fusion.meaning) * cast(between, Numeric()) + _number(fusion.words) * share * share
    holds, is_near = covered.c.weight * _number(fusion.words) > 0, pieces.c.near * _number(fusion.meaning) >= _number(fusion.nearest * fusion.meaning)
    return (
        select(pieces.c.row_id, func.max(func.round(score, 6)).label("score"), func.bool_or(holds).label("holds"))
        .select_from(outerjoin(pieces, covered, (pieces.c.row_id == covered.c.row_id) & (pieces.c.position == covered.c.position)))
        .join(bounds, true())
        .where(or_(holds, is_near) if fusion.meaning else holds)
        .group_by(pieces.c.row_id)
    )


def _terms(text: ColumnElement[Any]) -> Select[Any]:
    """Each word of the query as what it may look like in a text: its Dutch or its English stem. Stop words of either language are none."""
    token = func.ts_parse("default", visible(text)).table_valued("tokid", "token").render_derived()
    dutch, english = (func.plainto_tsquery(language, token.c.token) for language in LANGUAGES)
    either = dutch.op("||", return_type=TSQUERY())(english).label("term")
    return select(either).distinct().where(token.c.tokid != func.all(NO_WORDS), func.numnode(dutch) > 0, func.numnode(english) > 0)


def _weights(pieces: CTE, met: CTE) -> Select[Any]:
    """The inverse document frequency of each word that was met; numeric, so that sums are the same in whatever order they are made."""
    return select(met.c.term, _rarity(pieces, func.count()).label("weight")).group_by(met.c.term)


def _rarity(pieces: CTE, holding: ColumnElement[Any]) -> ColumnElement[Any]:
    everything = select(func.count()).select_from(pieces).scalar_subquery()
    return func.round(func.ln(1 + (everything - holding + _number(0.5)) / (holding + _number(0.5))), 6)


def _number(value: float) -> ColumnElement[Any]:
    """A number of our own, written into the statement."""
    return literal_column(str(value), Numeric())


def _pointers(best: CTE) -> list[ColumnElement[Any]]:
    """The columns of `schema.tables.sources.Points`: one of them holds the id of the row."""
    nowhere = cast(null(), Uuid())
    return [(case((best.c.kind == literal_column(f"'{KIND[name]}'"), best.c.row_id)) if name in KIND else nowhere).label(name) for name in POINTERS]


def _quote(text: ColumnElement[Any], holds: ColumnElement[Any], weights: CTE) -> Any:
    """The first of the text's sentences (or pieces of a very long one) that hold most of what was looked for, as it stands there.

    Of a text that is only near, the first: lexemes are made where `holds` says that a word is there.
    """
    lines = func.regexp_replace(text, SENTENCES, APART, "g")
    sentence = func.string_to_table(lines, LINES).table_valued("said", with_ordinality="line").render_derived()
    length = func.length(sentence.c.said, type_=Integer())
    last = func.greatest(0, (length - (PIECE - STEP) - 1) // STEP)
    turn = func.generate_series(0, last).table_valued(column("turn", Integer())).render_derived()
    said = _between_words(func.substr(sentence.c.said, turn.c.turn * STEP + 1, PIECE), turn.c.turn > 0, turn.c.turn * STEP + PIECE < length)
    # The limit also keeps the lexemes from being made anew for every word of the query.
    pieces = (
        select(said.label("said"), sentence.c.line, turn.c.turn, case((holds, lexemes(said))).label("words"))
        .select_from(sentence.join(turn, true()))
        .limit(PIECES)
        .subquery()
    )
    covered = select(func.sum(weights.c.weight)).where(pieces.c.words.op("@@")(weights.c.term)).scalar_subquery()
    best = select(pieces.c.said).order_by(covered.desc().nulls_last(), pieces.c.line, pieces.c.turn).limit(1).scalar_subquery()
    # Most hits need none of that: they are one sentence, or hold no word and begin with a short one.
    first = func.split_part(func.regexp_replace(func.left(text, PIECE + 1), SENTENCES, APART), LINES, 1)
    is_one = (func.length(text) <= PIECE) & ~text.op("~", is_comparison=True)(SEVERAL)
    is_enough = ~holds & (func.length(first) <= PIECE)
    return case((is_one, func.btrim(text, BLANKS)), (is_enough, func.btrim(first, BLANKS)), else_=best)


def _between_words(piece: Any, cut_before: Any, cut_after: Any) -> ColumnElement[str]:
    """A piece of a sentence without the half words at its ends, where it was cut."""
    whole_start = case((cut_before, func.regexp_replace(piece, r"^\S*\s+", "")), else_=piece)
    return func.btrim(case((cut_after, func.regexp_replace(whole_start, r"\s+\S*$", "")), else_=whole_start), BLANKS)
