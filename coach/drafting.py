"""Judges the sentences that somebody else worded for a summary."""

from collections.abc import Sequence

from coach.evidence import Evidence, reporting, supported
from coach.extraction import PER_PART, TOO_LIKE, is_material, lawful, quote_of
from coach.guardrails import ADDRESS, LINK, Gate, in_language, no_judgement
from coach.material import Author, Language, Line, Part, Quote, TalkMaterial, part_of
from coach.quoting import says_something
from coach.summaries import Draft, Sentence
from coach.words import content, likeness, stands_in, tokens, unquoted

LONGEST = 40
UNSEEN = 0.15
"""The share of content words a paraphrase may bring along."""


def eligible(talk: TalkMaterial) -> list[Line]:
    """What a sentence may rest on: what says something, and of others than the employee nothing that judges."""
    lines = [line for line in talk.lines if is_material(line) and says_something(line.text, talk.language)]
    return [line for line in lines if line.author is Author.EMPLOYEE or no_judgement(line.text, talk.language).kept]


def checked_sentence(part: Part, text: str, lines: Sequence[Line], kept: Sequence[Sentence], talk: TalkMaterial, gate: Gate) -> Sentence | None:
    """The sentence, if its part, its sources, the gate and the checker allow it."""
    mine = [sentence for sentence in kept if sentence.part is part]
    is_new = all(likeness(text, sentence.text, talk.language) < TOO_LIKE for sentence in kept)
    reads_well = text.isprintable() and "\ufffd" not in text and not LINK.search(text) and len(text.split()) <= LONGEST and text.endswith(".")
    if len(mine) >= PER_PART or not is_new or not reads_well or any(part_of(line) is not part for line in lines):
        return None
    if not reports(text, lines, talk.language):
        return None
    names = {Author.EMPLOYEE: talk.employee, Author.MANAGER: talk.manager}
    given = [Evidence(line.text, names.get(line.author) if line.author else None, (talk.on,)) for line in lines]
    stands = supported(text, given, language=talk.language, people=talk.names, unseen=UNSEEN).supported
    if not stands or not lawful(text, gate) or not in_language(text, talk.language).kept or not no_judgement(text, talk.language).kept:
        return None
    return Sentence(part, text, tuple(Quote(line.kind, line.id, quote_of(line), line.written_at) for line in lines))


def reports(text: str, lines: Sequence[Line], language: Language) -> bool:
    """True for a sentence that tells something of its lines, and speaks to nobody."""
    there = {stem for line in lines for stem in content(line.text, language)}
    tells = any(stands_in(stem, there) for stem in set(content(text, language)) - reporting(language))
    return tells and not {word.casefold() for word in tokens(unquoted(text))} & ADDRESS[language]


def together(kept: Sequence[Sentence], plain: Draft) -> Draft:
    """The sentences that stand, and for each part without any those of `plain`."""
    there = {sentence.part for sentence in kept}
    both = [*kept, *(sentence for sentence in plain.sentences if sentence.part not in there)]
    return Draft(tuple(sorted(both, key=lambda sentence: list(Part).index(sentence.part))))
