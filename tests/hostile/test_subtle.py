"""What looks right and is not reaches nobody, and what is right does, whoever asks a model for it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import pytest

from coach.drafting import checked_sentence, eligible
from coach.limits import Limits
from coach.llm import Endpoint, Model
from coach.material import Language, Line, part_of
from coach.modelled import Modelled, given_lines, taken
from coach.offline import Offline
from coach.placeholders import Placeholders
from coach.provenance import MadeBy
from coach.questions import Ask, Suggested
from coach.summaries import Draft
from coach.words import content, stands_in
from schema.rules.protected import holds_protected
from tests.hostile.server import says, serving
from tests.hostile.subtle import FOLLOW_UPS, GOOD_QUESTIONS, GOOD_SENTENCES, MATERIAL, OWN, QUESTIONS, SENTENCES, TALKS

FOLLOW_UP = {Language.NL: "Wat heb je daarvoor nodig?", Language.EN: "What do you need for that?"}
FIRST_PERSON = {Language.NL: "Ik wil het daarover hebben.", Language.EN: "I want to talk about that."}
LONG = Limits(first_token=20, gap=20, total=60, characters=2_000_000)
OFFLINE, MODEL = Offline(holds_protected), MadeBy("MODEL", "hostile", "f")
MANY = Ask(per_part=5)


def said(block: str) -> list[str]:
    """What is said, without its kind."""
    return [row.partition("|")[2] for row in block.splitlines()]


def touched(text: str, lines: Sequence[Line], language: Language) -> list[int]:
    """Which lines share a word with a text or are of the kind it names, counted from 1; the first where none does: it is tried all the same."""
    words = set(content(text, language))

    def is_about(line: Line) -> bool:
        return line.kind.value.casefold() in text.casefold() or any(stands_in(word, content(line.text, language)) for word in words)

    return [at for at, line in enumerate(lines, 1) if is_about(line)] or [1]


def asked(texts: Iterable[str], language: Language, **more: str) -> Iterator[dict[str, object]]:
    """Each question about each line that it could be about, in its part."""
    lines = given_lines(OFFLINE.choice(MATERIAL[language], MANY), LONG.material_tokens)
    shape = {"follow_up": FOLLOW_UP[language], "first_person": FIRST_PERSON[language], **more}
    for text in texts:
        for at in touched(text, [line for _, line in lines], language):
            yield {"part": lines[at - 1][0].value, "question": text, "sources": [at], **shape}


async def suggested(answer: Iterable[dict[str, object]], language: Language) -> Suggested:
    """What a reader gets of an answer."""
    async with serving(says(json.dumps({"questions": list(answer)}, ensure_ascii=False), size=8_000)) as hostile:
        model = Model(Endpoint(hostile.url, "hostile"), LONG)
        try:
            return await Modelled(model, OFFLINE).suggest(MATERIAL[language], MANY)
        finally:
            await model.close()


def by_model(answer: Suggested) -> list[str]:
    """What the model worded of it."""
    return [question.text for question in answer.questions if question.made_by.generator == "MODEL"]


@pytest.mark.parametrize("language", Language)
async def test_no_question_slips_through_that_presses_judges_tells_or_turns_something_round(language: Language) -> None:
    texts = said(QUESTIONS[language])

    answer = await suggested(asked(texts, language), language)

    assert by_model(answer) == []
    assert len([one for one in answer.considered if one.rule and one.frame is None]) >= len(texts)


@pytest.mark.parametrize("language", Language)
async def test_no_question_slips_through_with_what_stands_beside_it(language: Language) -> None:
    question = GOOD_QUESTIONS[language].splitlines()[0]
    beside = [{"follow_up": text} for text in FOLLOW_UPS[language].splitlines()] + [{"first_person": text} for text in OWN[language].splitlines()]

    answer = await suggested((one for more in beside for one in asked([question], language, **more)), language)

    assert by_model(answer) == []


@pytest.mark.parametrize("language", Language)
async def test_no_sentence_slips_through_that_says_something_else_than_its_notes(language: Language) -> None:
    lines = eligible(TALKS[language])
    told = [
        {"part": part.value, "text": text, "sources": list(sources)}
        for text in said(SENTENCES[language])
        for some in [touched(text, lines, language)]
        for sources in (*combinations(some, 1), *combinations(some, 2))
        for part in sorted({part_of(lines[at - 1]) for at in sources})
    ]
    async with serving(says(json.dumps({"sentences": told}, ensure_ascii=False), size=8_000)) as hostile:
        model = Model(Endpoint(hostile.url, "hostile"), LONG)
        draft = await Modelled(model, OFFLINE).draft(TALKS[language])
        await model.close()

    assert isinstance(draft, Draft)
    assert [sentence.text for sentence in draft.sentences if sentence.made_by.generator == "MODEL"] == []
    assert len(hostile.requests) == 1


@pytest.mark.parametrize("language", Language)
def test_a_models_good_question_passes(language: Language) -> None:
    material, rules = MATERIAL[language], dict[str, set[str | None]]()
    for one in asked(GOOD_QUESTIONS[language].splitlines(), language):
        text, choice = str(one["question"]), OFFLINE.choice(material, MANY)
        lines = given_lines(choice, LONG.material_tokens)
        rules.setdefault(text, set()).add(None if taken(one, choice, lines, Placeholders(material.names), MODEL) else choice.considered[-1].rule)

    assert len(rules) >= 30
    assert {text: why for text, why in rules.items() if None not in why} == {}


@pytest.mark.parametrize("language", Language)
def test_a_models_good_sentence_passes(language: Language) -> None:
    talk = TALKS[language]
    lines, gate = eligible(talk), OFFLINE.gate(language)

    lost = [
        text
        for text in GOOD_SENTENCES[language].splitlines()
        if not any(checked_sentence(part_of(line), text, [line], [], talk, gate) for line in lines)
    ]

    assert lost == []


NAMED = [
    ("own_voice", "Vorige keer kwam ter sprake: „Ik moet het werk in het magazijn beter plannen en zelf vaker meekijken”. Hoe is dat voor je?"),
    ("own_voice", "Wat heb je nodig om het werk in het magazijn beter te plannen?"),
    ("writer", "Vorige keer noteerde je: „het team werkt amper met de nieuwe lijst”. Hoe is dat nu voor je?"),
    ("agreed", "Vorige keer spraken we af: „de late dienst is zwaar”. Hoe gaat dat bij je?"),
    ("clipped", "Vorige keer noteerde je: „behoefte aan leidinggeven”. Welke eerste stap zie je voor je?"),
    ("about_another", "Wat vind je van Youssef?"),
    ("stated", "Thuiswerken op vrijdag gaat door. Wat betekent dat voor je?"),
    ("status", "Je doel „Doorlooptijd offertes naar drie dagen” is gehaald. Wat heeft je geholpen?"),
    ("date", "Hoe kijk je nu naar je doel „Doorlooptijd offertes naar drie dagen” van de vorige keer?"),
    ("negation", "Wat heb je nodig nu je bent aangemeld voor de cursus spreken?"),
    ("strange_signs", "Wat is er zo s l e c h t aan je planning?"),
]


@pytest.mark.parametrize(("rule", "question"), NAMED)
async def test_the_rule_that_stopped_a_models_question_has_its_name(rule: str, question: str) -> None:
    answer = await suggested(asked([question], Language.NL), Language.NL)

    assert rule in {one.rule for one in answer.considered if one.text == question}
