"""Judges the sentences that somebody else worded for a summary."""

from collections.abc import Sequence

from coach.ascribing import acts_alone, own_voices, unsigned, without_own_voice, wrongly_ascribed
from coach.bending import attributive, brings_along, clipped, loosened, on_another_side, otherwise_meant, turned
from coach.clauses import clauses, reporting
from coach.evidence import UNSEEN, Evidence, numbers_stand, supported
from coach.extraction import PER_PART, TOO_LIKE, evidence_of, is_material, lawful, source_of
from coach.guardrails import ADDRESS, LINK, Gate, in_language, no_judgement
from coach.material import Author, Language, Line, Part, TalkMaterial, part_of
from coach.overstepping import judging
from coach.quoting import says_something
from coach.signs import strange_signs
from coach.summaries import Draft, Sentence
from coach.telling import PERSONAL_WORDS
from coach.words import content, likeness, lowered, stands_in, tokens, unquoted

LONGEST = 40


def eligible(talk: TalkMaterial) -> list[Line]:
    """What a sentence may rest on: what says something, and of others than the employee nothing that judges."""
    lines = [line for line in talk.lines if is_material(line) and says_something(line.text, talk.language)]
    return [line for line in lines if line.author is Author.EMPLOYEE or no_judgement(line.text, talk.language).kept]


def checked_sentence(part: Part, text: str, lines: Sequence[Line], kept: Sequence[Sentence], talk: TalkMaterial, gate: Gate) -> Sentence | None:
    """The sentence, if its part, its sources, the gate and the checker allow it."""
    mine = [sentence for sentence in kept if sentence.part is part]
    is_new = all(likeness(text, sentence.text, talk.language) < TOO_LIKE for sentence in kept)
    is_sentence = text.endswith(".") and len(text.split()) <= LONGEST and reports(text, lines, talk.language)
    reads_well = is_sentence and not strange_signs(text, [line.text for line in lines]) and not LINK.search(text)
    if len(mine) >= PER_PART or not is_new or not reads_well or any(part_of(line) is not part for line in lines):
        return None
    given = [evidence_of(line, talk) for line in lines]
    stands = supported(text, given, language=talk.language, people=talk.names, unseen=UNSEEN).supported and not unfaithful(text, lines, given, talk)
    if not stands or not lawful(text, gate) or not in_language(text, talk.language).kept or not no_judgement(text, talk.language).kept:
        return None
    return Sentence(part, text, tuple(source_of(line) for line in lines))


def unfaithful(text: str, lines: Sequence[Line], given: Sequence[Evidence], talk: TalkMaterial) -> str | None:
    """The rule that a sentence breaks against what the lines say and who says it, though each of its words may stand there."""
    language, names = talk.language, talk.names
    sources, speakers = [one.text for one in given], [one.speaker for one in given]
    rules = {
        "clipped": clipped(text, sources, language),
        "agent": acts_alone(text, given, language, names),
        "verdict": judging(text, sources, language),
        "date": on_another_side(text, sources, language),
        "number": any(not any(numbers_stand(clause, [one], language).supported for one in given) for clause in clauses(unquoted(text))),
        "loosened": loosened(text, sources, language, names),
        "negation": turned(text, sources, language),
        "content": attributive(text, sources, language, names) or brings_along(text, sources, language, names),
    }
    rule = next((rule for rule, broken in rules.items() if broken), None) or otherwise_meant(text, sources, language, names)
    if rule := rule or unsigned(text, lines, speakers, language, names) or wrongly_ascribed(text, lines, language):
        return rule
    own = own_voices(lines, given, language)
    if own is None or not brings_along(text, [one.text for one in own], language, names):
        return None
    # Somebody's doubt or wish may be told of them, not of the talk.
    writers = [name for line, name in zip(lines, speakers, strict=True) if name and without_own_voice(line, language) != line.text]
    return None if any(set(tokens(name)) & set(tokens(unquoted(text))) for name in writers) else "own_voice"


def reports(text: str, lines: Sequence[Line], language: Language) -> bool:
    """True for a sentence that tells something of its lines, and speaks to nobody."""
    there = {stem for line in lines for stem in content(line.text, language)}
    tells = any(stands_in(stem, there) for stem in set(content(text, language)) - reporting(language))
    return tells and not {lowered(word) for word in tokens(unquoted(text))} & (ADDRESS[language] | PERSONAL_WORDS[language])


def together(kept: Sequence[Sentence], plain: Draft) -> Draft:
    """The sentences that stand, and for each part without any those of `plain`."""
    there = {sentence.part for sentence in kept}
    both = [*kept, *(sentence for sentence in plain.sentences if sentence.part not in there)]
    return Draft(tuple(sorted(both, key=lambda sentence: list(Part).index(sentence.part))))
