"""Judges an answer by what it says alone, whoever made it."""

from coach.candidates import vocabulary
from coach.evidence import Evidence, locked, supported
from coach.extraction import lawful
from coach.guardrails import Gate, same_words
from coach.material import Author, Material, Part, SourceKind, TalkMaterial
from coach.questions import Question
from coach.summaries import Sentence
from schema.rules.protected import holds_protected


def gate_of(material: Material | TalkMaterial) -> Gate:
    """The gate that an answer is judged by."""
    return Gate(material.language, holds_protected, same_words(material.language))


def broken_by(question: Question, material: Material) -> str | None:
    """The rule a question breaks, if any: the gate's, its sources', the checker's."""
    if any(source.kind is not SourceKind.QUESTION_BANK and source.id not in material.by_id for source in question.sources) or not question.sources:
        return "sources"
    lines = [material.by_id[source.id] for source in question.sources if source.id in material.by_id]
    verdict = gate_of(material).question(question.text, on_feedback=any(line.kind is SourceKind.FEEDBACK for line in lines), names=material.names)
    if not verdict.kept:
        return verdict.rule
    names = {Author.EMPLOYEE: material.employee, Author.MANAGER: material.manager}
    given = [
        Evidence(line.text, names.get(line.author) if line.author else None, tuple(day for day in (line.talk_on, line.due, line.written_on) if day))
        for line in lines
    ]
    people, own = material.names, vocabulary(material.language)
    for text in (question.text, question.follow_up or "", question.first_person) if lines else ():
        found = locked(text, given, language=material.language, people=people, own_words=own)
        if not found.supported:
            return found.rule
    return None


def sentence_broken_by(sentence: Sentence, talk: TalkMaterial) -> str | None:
    """The rule a sentence of a summary breaks, if any."""
    lines = [line for line in talk.lines if line.id in {source.id for source in sentence.sources}]
    names = {Author.EMPLOYEE: talk.employee, Author.MANAGER: talk.manager}
    given = [Evidence(line.text, names.get(line.author) if line.author else None, (talk.on,)) for line in lines]
    found = supported(sentence.text, given, language=talk.language, people=talk.names, unseen=0.15)
    if not found.supported:
        return found.rule
    return None if lawful(sentence.text, gate_of(talk)) else "unlawful"


def full(questions: tuple[Question, ...]) -> bool:
    """True where each part has its two."""
    return all(sum(question.part is part for question in questions) >= 2 for part in Part)
