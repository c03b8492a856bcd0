"""Number words of Dutch and English, alone and joined: `vijfentwintig`, `tweehonderd`, `twenty five`, `three hundred`."""

import re

from coach.material import Language
from coach.words import plain

TO_NINETEEN: dict[Language, list[str]] = {
    Language.NL: """nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien
        negentien""".split(),
    Language.EN: """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
        nineteen""".split(),
}
TENS: dict[Language, list[str]] = {
    Language.NL: "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split(),
    Language.EN: "twenty thirty forty fifty sixty seventy eighty ninety".split(),
}
ORDINALS: dict[Language, list[str]] = {
    Language.NL: "tweede derde vierde vijfde zesde zevende achtste negende tiende".split(),
    Language.EN: "second third fourth fifth sixth seventh eighth ninth tenth".split(),
}
LARGE: dict[Language, dict[str, int]] = {
    Language.NL: {"honderd": 100, "duizend": 1000, "miljoen": 1_000_000},
    Language.EN: {"hundred": 100, "thousand": 1000, "million": 1_000_000},
}
PARTS: dict[Language, dict[str, str]] = {
    Language.NL: {
        "helft": "0.5",
        "half": "0.5",
        "halve": "0.5",
        "halveert": "0.5",
        "halveerde": "0.5",
        "gehalveerd": "0.5",
        "anderhalf": "1.5",
        "anderhalve": "1.5",
        "dubbel": "2",
        "tweemaal": "2",
        "driemaal": "3",
    },
    Language.EN: {"half": "0.5", "halves": "0.5", "halved": "0.5", "dozen": "12", "double": "2", "twice": "2", "triple": "3", "couple": "2"},
}


def dutch_tens() -> dict[str, int]:
    """`eenentwintig` to `negenennegentig`."""
    units = TO_NINETEEN[Language.NL][1:10]
    return {f"{word}en{ten}": unit + 10 * (place + 2) for unit, word in enumerate(units, 1) for place, ten in enumerate(TENS[Language.NL])}


SIMPLE: dict[Language, dict[str, int]] = {
    language: {word: value for value, word in enumerate(TO_NINETEEN[language])}
    | {word: 10 * (place + 2) for place, word in enumerate(TENS[language])}
    | {word: place + 2 for place, word in enumerate(ORDINALS[language])}
    | (dutch_tens() if language is Language.NL else {})
    for language in Language
}


LARGEST_FIRST = {language: sorted(LARGE[language].items(), key=lambda entry: -entry[1]) for language in Language}


LONGEST = 120
"""Letters of a number word: below a thousand million none has more."""
MOST = 10**15
"""What is told in words counts no further."""


def word_value(word: str, language: Language) -> int | None:
    """What one word counts, `driehonderdvijftig` included; nothing for any other word."""
    if word in SIMPLE[language]:
        return SIMPLE[language][word]
    if len(word) > LONGEST:
        return None
    for large, times in LARGEST_FIRST[language]:
        before, joined, after = word.partition(large)
        if joined and (language is Language.NL or not (before or after)):
            left = word_value(before, language) if before else 1
            right = word_value(after.removeprefix("en"), language) if after else 0
            return None if left is None or right is None else left * times + right
    return None


TEEN_AND_MORE = 10


def spoken(text: str, language: Language) -> list[tuple[str, int, int]]:
    """Numbers in words, as value, start and end. `een`, `one`, `eerste` and `first` alone are left out: mostly they count nothing."""
    found: list[tuple[str, int, int]] = []
    total, run = 0, list[re.Match[str]]()

    def close() -> None:
        if run and not (len(run) == 1 and plain(run[0].group()) in {"een", "one"} and run[0].group().casefold() != "één"):
            found.append((str(total), run[0].start(), run[-1].end()))
        run.clear()

    for match in re.finditer(r"[^\W\d_]+", text):
        word = plain(match.group())
        value = word_value(word, language)
        is_next = bool(run) and text[run[-1].end() : match.start()] in {" ", "-"}
        if value is None:
            close()
            if word in PARTS[language]:
                found.append((PARTS[language][word], match.start(), match.end()))
        elif is_next and word in LARGE[language] and total * value <= MOST:
            total *= value
            run.append(match)
        elif is_next and joins(total, value, language):
            total += value
            run.append(match)
        else:
            close()
            total = value
            run.append(match)
    close()
    return found


def joins(total: int, value: int, language: Language) -> bool:
    """True where the next word belongs to the same number: `twenty five`, `hundred twenty`."""
    if value < TEEN_AND_MORE and total % 100 >= 20 and total % 10 == 0:
        return language is Language.EN
    return total >= 100 and total % 100 == 0 and value < 100
