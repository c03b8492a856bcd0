"""Questions of an organisation's own: what it adds to the question bank, through the gate that every question passes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.actions.organisations import Employer
from api.importers import cells
from api.importers.files import Layout, Line, Table
from api.importers.library import lay, once
from api.importers.report import LineRefused, Progress, RefusedLine, Report, in_order
from coach.frames import Own, broken_rule, own_frame
from coach.material import Language, Part, SourceKind
from coach.offline import Offline
from prompts.render import BadFrame
from prompts.render import Frame as BankFrame
from schema.rules.protected import holds_protected
from schema.tables import Frame

QUESTIONS = Layout(("language", "part", "question", "first_person", "follow_up"), ("source", "occasion", "why", "key", "retired"))

ADVICE: Mapping[str, tuple[str, str]] = {
    "one_question": ("question", "it is not one question: write one sentence that ends in a question mark."),
    "link": ("question", "it holds a link: leave it out."),
    "too_long": ("question", "it is too long: at most 30 words, with what is quoted in it."),
    "reproaching": ("question", "it asks why, which reproaches: begin with what or how."),
    "leading": ("question", "it leads to an answer: leave out what you hope to hear."),
    "alternatives": ("question", "it offers alternatives: leave the answer open."),
    "closed": ("question", "it can be answered with yes, no or a number: begin with what, how, which or who."),
    "double": ("question", "it asks two things: leave one of them out."),
    "language": ("question", "one of the texts is in another language than the column language says."),
    "address": ("question", "it does not speak to the employee: write je or you, and in Dutch never u."),
    "quotation": ("question", "it quotes what is not in its source: write {{said}} or {{quote}} where the source's words should stand."),
    "date": ("question", "it holds a date that its source may not have: leave it out."),
    "number": ("question", "it holds a number that its source may not have: leave it out."),
    "name": ("question", "it holds a name that its source may not have: leave it out, or make it a question without a source."),
    "quotes_feedback": ("question", "it quotes feedback: ask about it without its words."),
    "names_giver": ("question", "it names somebody: ask about feedback without names."),
    "effect_or_need": ("question", "of feedback, ask what somebody takes from it or needs."),
    "protected": ("question", "it asks for what an employer may not keep (health, belief, union, origin): leave that out."),
    "follow_up": ("follow_up", "it is not one open question of at most 30 words: begin with what, how or which, and end in a question mark."),
    "says_manager": ("question", "in Dutch, write leidinggevende where it says manager."),
    "same_question": ("question", "it asks the same as {detail!r}, which is there already: word it differently, or give it that one's key."),
    "occasion": ("occasion", "questions of that source have no such occasion: write one of {detail}."),
    "slots": ("question", "{detail} can't be filled for that source: coach/README.md says what can."),
}
JUDGES = "it, or what stands beside it, judges, compares or speaks of pay, motives or health ({rule}): ask what was done, or what is needed."


@dataclass(frozen=True)
class QuestionLine:
    """What a line says. `retired`: the question is kept, and asked no more; None: the file does not say so."""

    number: int
    asked: Own
    retired: bool | None

    @property
    def key(self) -> str:
        """A key is used once in each language."""
        return f"{self.asked.language}: {self.asked.key}"

    def columns(self, frame: BankFrame) -> dict[str, Any]:
        """The columns that the line fills; `frame` is what the gate has let pass."""
        asked = self.asked
        texts = {"question": frame.question, "follow_up": frame.follow_up, "why": frame.why, "first_person": frame.first_person}
        in_use = {} if self.retired is None else {"in_use": not self.retired}
        return {"part": asked.part.value, "kind": asked.kind.value, "occasion": asked.occasion, **texts, **in_use}


Key = tuple[Language, str]
"""A key is used once in each language."""

NEW: Mapping[str, Any] = dict.fromkeys(("part", "kind", "occasion", "question", "follow_up", "why", "first_person"), "") | {"in_use": True}


async def import_questions(connection: AsyncConnection, employer: Employer, table: Table, told: Progress) -> Report:
    """Bring the file's questions in, in the caller's transaction; a line that breaks a rule of the gate is refused, and says which."""
    found, refused = table.read(_read)
    wanted = _tried(once(found, "question", refused), await _in_use(connection, employer.org_id), refused, told)
    made = changed = 0
    for language in Language:
        those = {key: columns for (spoken, key), columns in wanted.items() if spoken is language}
        laid = await lay(connection, Frame, employer.org_id, those, NEW, told, language=language.value)
        made, changed = made + len(laid.made), changed + len(laid.changed)
    return Report(made, changed, len(wanted) - made - changed, in_order(refused), table.notes())


def _read(line: Line) -> QuestionLine:
    language, part = cells.required_word(line, "language", Language), cells.required_word(line, "part", Part)
    kind = cells.word(line, "source", SourceKind) or SourceKind.QUESTION_BANK
    occasion = (cells.name(line, "occasion") or "").lower() or ("standing" if kind is SourceKind.QUESTION_BANK else "")
    question = cells.required_name(line, "question")
    asked = Own(
        cells.name(line, "key") or question,
        language,
        part,
        kind,
        occasion,
        question,
        cells.required_name(line, "follow_up"),
        cells.required_name(line, "first_person"),
        cells.name(line, "why") or "",
    )
    return QuestionLine(line.number, asked, cells.yes_or_no(line, "retired"))


def _tried(lines: Sequence[QuestionLine], there: Mapping[Key, Own], refused: list[RefusedLine], told: Progress) -> dict[Key, dict[str, Any]]:
    """The columns of the lines that the gate lets pass; the others are added to `refused`. No line asks what stands `there` already."""
    coach = Offline(protected=holds_protected)
    named = {(line.asked.language, line.asked.key) for line in lines}
    beside = {key: asked for key, asked in there.items() if key not in named}
    wanted: dict[Key, dict[str, Any]] = {}
    for done, line in enumerate(lines, 1):
        key = (line.asked.language, line.asked.key)
        try:
            same_language = [own_frame(one) for one in beside.values() if one.language is line.asked.language]
            _check(line.asked, coach, same_language)
        except LineRefused as no:
            refused.append(RefusedLine(line.number, no.column, no.reason))
            continue
        beside[key] = line.asked
        wanted[key] = line.columns(own_frame(line.asked))
        told("trying", done, len(lines))
    return wanted


def _check(asked: Own, coach: Offline, beside: Sequence[BankFrame]) -> None:
    try:
        broken = broken_rule(asked, coach, beside)
    except BadFrame as problem:
        raise LineRefused("question", f"{str(problem).removeprefix('own: ')}: coach/README.md says what may stand in braces.") from None
    if broken is not None:
        rule, detail = broken
        column, advice = ADVICE.get(rule, ("question", JUDGES))
        raise LineRefused(column, advice.format(rule=rule, detail=detail))


async def _in_use(connection: AsyncConnection, org_id: UUID) -> dict[Key, Own]:
    """What the organisation asks already."""
    rows = await connection.execute(select(*Frame.__table__.columns).where(Frame.org_id == org_id, Frame.in_use).order_by(Frame.id))
    return {(Language(row.language), row.key): _as_asked(row) for row in rows}


def _as_asked(row: Any) -> Own:
    language, part, kind = Language(row.language), Part(row.part), SourceKind(row.kind)
    return Own(row.key, language, part, kind, row.occasion, row.question, row.follow_up, row.first_person, row.why)
