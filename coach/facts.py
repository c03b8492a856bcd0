"""Numbers, dates and negations as they stand in a text, in a form in which two texts can be compared."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from coach.material import Language
from coach.numerals import LARGE, LONGEST, ORDINALS, spoken, word_value
from coach.words import any_of, carries_content, listed, lowered, paired, plain, stem, tokens

UNITS: dict[Language, dict[str, str]] = {
    Language.NL: paired(
        """procent:% %:% euro:€ euros:€ €:€ dag:day dagen:day week:week weken:week maand:month maanden:month jaar:year jaren:year
        uur:hour uren:hour minuut:minute minuten:minute min:minute keer:time maal:time x:time km:km kilometer:km
        procentpunt:pp procentpunten:pp"""
    ),
    Language.EN: paired(
        """percent:% %:% euro:€ euros:€ €:€ dollar:$ dollars:$ bucks:$ $:$ £:£ pounds:£ day:day days:day week:week weeks:week
        month:month months:month year:year years:year hour:hour hours:hour minute:minute minutes:minute min:minute mins:minute
        times:time x:time km:km miles:mile percentage:pp"""
    ),
}

CLOCK = re.compile(
    r"(?<![\d.,:])(\d{1,2})[:.h](\d{2})(?!\d|[.,]\d)\s*(?:uur|u\b|([ap])\.?m\b\.?)?|(?<![\d.,:])(\d{1,2})\s*([ap])\.?\s?m\b\.?", re.IGNORECASE
)
FIGURE = re.compile(r"(?<![\w.,])(?<![^\W\d_]-)([€$£])?\s?(\d+(?:[.,]\d+)*)(?:\s?(%)|\s?(k)\b|(st|nd|rd|th|e|ste|de)\b)?")


PLACE = "place"
"""What a third or a 3rd counts: it is another fact than three."""


NO_NUMBERS = any_of(r"(?:you|we|us|the|these|those) two|two of (?:you|us|them)|jullie twee(?:ën)?|wij tweeën|one of")
"""The pair themselves, which is no count of anything."""


@dataclass(frozen=True)
class Number:
    """A value in plain notation, and what is counted, where that is a known unit."""

    value: str
    unit: str | None = None
    nouns: frozenset[str] = frozenset()
    """Stems of what is counted: the words with content that follow at once."""
    role: str | None = None
    """`from`, `to`, `by`, `now`, `more` or `less`: which end of a change, or which bound, the word before it makes it."""

    known: bool = False
    """Whether it stands behind an article: "the five" are not counted anew."""

    @cached_property
    def measured(self) -> tuple[float, str | None]:
        """Value and unit in the smallest unit of its kind: half a year is six months, two weeks are fourteen days."""
        factor, unit = SMALLER.get(self.unit or "", (1, self.unit))
        return round(amount(self.value) * factor, 6), unit


def amount(value: str) -> float:
    """What a value in plain notation comes to; not a number (nan) for a version ("1.2.3") and for what is too long to count with."""
    try:
        found = float(value)
    except ValueError:
        return math.nan
    return found if math.isfinite(found) else math.nan


SMALLER = {"hour": (60, "minute"), "year": (12, "month"), "week": (7, "day")}


def numbers(text: str, language: Language, *, pair_too: bool = False) -> list[Number]:
    """All numbers of a text, in figures and in words; dates and clock times are not among them. `pair_too`: "the two" as well."""
    rest = without_dates(text, language)
    rest = in_figures(rest if pair_too else NO_NUMBERS.sub(" ", rest), language)
    found = [Number(clock(match), "clock") for match in CLOCK.finditer(rest) if is_clock(match)]
    rest = CLOCK.sub(lambda match: " " if is_clock(match) else match.group(), rest)
    for match in FIGURE.finditer(rest):
        value, after = figure(match.group(2), language) + ("000" if match.group(4) else ""), rest[match.end() :]
        if (large := NEXT_WORD.match(after)) and (times := LARGE[language].get(plain(large.group(1)))):
            value = value if math.isnan(amount(value)) else f"{amount(value) * times:.0f}"
            after = after[large.end(1) :]
        percent = match.group(3) and ("pp" if POINTS.match(after) else "%")
        unit = match.group(1) or percent or (PLACE if match.group(5) else next_unit(after, language))
        found.append(counted(value, unit, rest[: match.start()], after, language))
    for value, start, end in spoken(rest, language):
        if FIGURE_BEFORE.search(rest[max(0, start - 3) : start]) and plain(rest[start:end]) in LARGE[language]:
            continue
        if not rest[end:].startswith(",") or rest[:start].strip():  # "Third, …" counts off what is said, not what it is about
            unit = PLACE if plain(rest[start:end]).split()[-1] in ORDINALS[language] else next_unit(rest[end:], language)
            found.append(counted(value, unit, rest[:start], rest[end:], language))
    return found + [Number(match.group(1) or "1", PLACE) for match in NTH.finditer(rest)]


NTH = re.compile(r"(?<!\w)(?:[QK]([1-4])|eerste|first)(?!\w)")
POINTS = re.compile(r"[\s-]?(?:punt|point)")
KNOWN = re.compile(r"\b(?:de|the|these|those|deze|die)\s+$", re.IGNORECASE)
NEXT_WORD = re.compile(r"[\s-]+([^\W\d_]+)(?:\s+([^\W\d_]+))?")
COUNTED_THING = re.compile(r"((?:[\s-]+[^\W\d_]+){1,3})")
BETWEEN = listed("naar tot to van of and en or")
MOST_NOUNS = 2
FIGURE_BEFORE = re.compile(r"\d\s?$")


def counted(value: str, unit: str | None, before: str, after: str, language: Language) -> Number:
    """A number with what its neighbours say of it."""
    role = next((name for name, pattern in ROLES[language] if pattern.search(before[-24:])), None)
    if role == "whole" and not follows_number(before, language):
        role = next((name for name, pattern in ROLES[language][1:] if pattern.search(before[-24:])), None)
    if role == "from" and not CHANGES[language].search(after[:60]):
        role = None  # "A budget of" (`van`) is no start of a change.
    nouns = list[str]()
    for word in tokens(match[1]) if not unit and (match := COUNTED_THING.match(after)) else ():
        small = plain(word)
        if small in BETWEEN or small in UNITS[language] or word_value(small, language) is not None or len(nouns) == MOST_NOUNS:
            break
        nouns += [stem(word, language)] if carries_content(word, language) else []
    return Number(value, unit, frozenset(nouns), role, known=bool(KNOWN.search(before[-8:])))


JUST_BEFORE = 200
"""Characters in which the last few words before a place surely stand."""


def follows_number(before: str, language: Language) -> bool:
    """True where the word before "of the" counts: "3 of the 5"."""
    last = re.findall(r"\w+", before[-JUST_BEFORE:])[-4:]
    heads = [word for word in last if word not in {"of", "the", "out", "her", "his", "van", "de", "haar", "zijn"}]
    return bool(heads) and (heads[-1].isdigit() or word_value(plain(heads[-1]), language) is not None)


def roles(pairs: str) -> list[tuple[str, re.Pattern[str]]]:
    """A table that is written as `role: words|words` on each line."""
    found = [line.strip().split(": ", 1) for line in pairs.strip().splitlines()]
    return [(role, re.compile(rf"\b(?:{words})\s+(?:de |een |the |a )?$", re.IGNORECASE)) for role, words in found]


ROLES: dict[Language, list[tuple[str, re.Pattern[str]]]] = {
    Language.NL: roles(
        r"""whole: \w+ van(?: de| haar| zijn)?
        more: meer dan|ruim|minstens|minimaal|ten minste|tenminste
        less: minder dan|maximaal|hooguit|hoogstens|max
        up: tot|niet meer dan
        to: naar
        from: van
        by: met
        now: nu|inmiddels"""
    ),
    Language.EN: roles(
        r"""whole: \w+ (?:out )?of(?: the| her| his)?
        more: more than|at least
        less: less than|fewer than|at most|max|maximum
        up: up to|no more than
        to: to
        from: from
        by: by
        now: now|currently"""
    ),
}
CHANGES = {Language.NL: re.compile(r"[^.;]{0,40}\b(?:naar|tot)\b"), Language.EN: re.compile(r"[^.;]{0,40}\bto\b")}


def in_figures(text: str, language: Language) -> str:
    """Halves and quarters that are told in several words, in figures: "two and a half hours", "drie kwartier"."""
    if not IN_WORDS.search(text):
        return text
    for pattern, put in HALVES[language]:
        text = pattern.sub(put, text)
    return text


IN_WORDS = re.compile(r"hal[fv]|kwartier|om de |tweewek|quarter|fortnight|every|weekly", re.IGNORECASE)


def and_half(language: Language) -> Callable[[re.Match[str]], str]:
    """What puts "two and a half" and "a year and a half" in figures."""

    def put(match: re.Match[str]) -> str:
        word = plain(match.group(1))
        value = 1 if word in {"a", "an", "een"} else int(word) if word.isdecimal() and len(word) < LONGEST else word_value(word, language)
        return match.group() if value is None else f"{value}{'.' if language is Language.EN else ','}5 {match.groupdict().get('unit') or ''}"

    return put


HALVES: dict[Language, list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]]] = {
    Language.NL: [
        (re.compile(r"\b(\w+?) ?[eë]n ?(?:een )?hal(?:f|ve)\b", re.IGNORECASE), and_half(Language.NL)),
        (re.compile(r"\bdrie ?kwartier\b", re.IGNORECASE), "45 minuten"),
        (re.compile(r"\b(?:een )?kwartier(?:tje)?\b", re.IGNORECASE), "15 minuten"),
        (re.compile(r"\bhalf ?jaar\w*", re.IGNORECASE), "6 maanden"),
        (re.compile(r"\bhalf ?uur\w*", re.IGNORECASE), "30 minuten"),
        (re.compile(r"\bom de (week|dag|maand)\b", re.IGNORECASE), r"elke 2 \1"),
        (re.compile(r"\btweewekelijkse?\b", re.IGNORECASE), "elke 2 week"),
    ],
    Language.EN: [
        (re.compile(r"\b(\w+) (?P<unit>years?|months?|weeks?|days?|hours?) and a half\b", re.IGNORECASE), and_half(Language.EN)),
        (re.compile(r"\b(\w+) and a half\b", re.IGNORECASE), and_half(Language.EN)),
        (re.compile(r"\bthree[ -]quarters of an hour\b", re.IGNORECASE), "45 minutes"),
        (re.compile(r"\ba? ?quarter of an hour\b", re.IGNORECASE), "15 minutes"),
        (re.compile(r"\bhalf (?:a|an)[ -]?hour\b|\bhalf[ -]hour\b", re.IGNORECASE), "30 minutes"),
        (re.compile(r"\bhalf a year\b|\bhalf[ -]year\b", re.IGNORECASE), "6 months"),
        (re.compile(r"\b(?:a )?fortnight\b", re.IGNORECASE), "2 weeks"),
        (re.compile(r"\bevery (?:other|second) (week|day|month)\b", re.IGNORECASE), r"every 2 \1"),
        (re.compile(r"\b(?:bi-?weekly|fortnightly)\b", re.IGNORECASE), "every 2 weeks"),
    ],
}


def is_clock(match: re.Match[str]) -> bool:
    """True for a time of day; `2.50` without anything else may as well be an amount."""
    if match.group(4):
        return True
    hour, minute = int(match.group(1)), int(match.group(2))
    return hour < 25 and minute < 60 and (":" in match.group() or bool(re.search(r"[a-z]", match.group(), re.IGNORECASE)))


def clock(match: re.Match[str]) -> str:
    """A time of day on the twelve-hour clock, since people rarely say which half."""
    hour = int(match.group(1) or match.group(4)) % 12
    return f"{hour}:{match.group(2) or '00'}"


def figure(written: str, language: Language) -> str:
    """A number in plain notation: `1.000` and `1,000` are a thousand where the language writes them so."""
    thousands, point = (".", ",") if language is Language.NL else (",", ".")
    if re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{point}\d+)?", written):
        written = written.replace(thousands, "")
    written = written.replace(",", ".")
    return written.rstrip("0").rstrip(".") if "." in written else written.lstrip("0") or "0"


def next_unit(rest: str, language: Language) -> str | None:
    """The unit that follows a number, if it is a known one."""
    match = re.match(r"\s*-?\s*([^\W\d_]+|[%€$£])", rest)
    return UNITS[language].get(plain(match.group(1))) if match else None


MONTHS: dict[Language, list[str]] = {
    Language.NL: "januari februari maart april mei juni juli augustus september oktober november december".split(),
    Language.EN: "january february march april may june july august september october november december".split(),
}
SHORT_MONTHS: dict[Language, dict[str, int]] = {
    Language.NL: {name: number for number, name in enumerate("jan feb mrt apr mei jun jul aug sep okt nov dec".split(), 1)} | {"sept": 9},
    Language.EN: {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)} | {"sept": 9},
}
WEEKDAYS: dict[Language, list[str]] = {
    Language.NL: "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(),
    Language.EN: "monday tuesday wednesday thursday friday saturday sunday".split(),
}
RELATIVE: dict[Language, dict[str, str]] = {
    Language.NL: {
        r"vandaag": "today",
        r"vanavond|vannacht": "tonight",
        r"vanmiddag": "this afternoon",
        r"vanochtend|vanmorgen": "this morning",
        r"overmorgen": "in two days",
        r"(?<!van)(?<!over)morgen(?!s\b)(?:ochtend|middag|avond)?": "tomorrow",
        r"eergisteren": "two days ago",
        r"gister(?:en|avond|middag|ochtend)?": "yesterday",
        r"(?:volgende|komende|aankomende) week": "next week",
        r"(?:vorige|afgelopen) week": "last week",
        r"(?:volgende|komende|aankomende) maand": "next month",
        r"(?:vorige|afgelopen) maand": "last month",
        r"volgend jaar|komend jaar": "next year",
        r"vorig jaar|afgelopen jaar": "last year",
        r"(?:dit|komend|volgend|vorig) kwartaal": "quarter",
        r"deze week": "this week",
        r"deze maand": "this month",
        r"dit jaar": "this year",
        r"(?:dit|komend) weekend": "this weekend",
        r"volgend weekend": "next weekend",
    },
    Language.EN: {
        r"today": "today",
        r"tonight|this evening": "tonight",
        r"this afternoon": "this afternoon",
        r"this morning": "this morning",
        r"(?<!after )tomorrow": "tomorrow",
        r"the day after tomorrow": "in two days",
        r"yesterday|last night": "yesterday",
        r"next week": "next week",
        r"last week": "last week",
        r"next month": "next month",
        r"last month": "last month",
        r"next year": "next year",
        r"last year": "last year",
        r"(?:this|next|last) quarter": "quarter",
        r"this week": "this week",
        r"this month": "this month",
        r"this year": "this year",
        r"this weekend": "this weekend",
        r"next weekend": "next weekend",
    },
}


def month_names(language: Language) -> dict[str, int]:
    """Month names, full and short, with their numbers."""
    return {name: number for number, name in enumerate(MONTHS[language], 1)} | SHORT_MONTHS[language]


def month_of(name: str, language: Language) -> int:
    """The number of a month that a pattern found; without regard to case it takes a dotless "i" for one with its dot."""
    return month_names(language)[plain(name).replace("ı", "i")]


def weekday_of(name: str, language: Language) -> str:
    """The English name of a day that a pattern found."""
    return WEEKDAYS[Language.EN][WEEKDAYS[language].index(plain(name).replace("ı", "i"))]


def date_pattern(language: Language) -> re.Pattern[str]:
    """Dates with a month in words (`3 november`, in English also `Nov 3rd`) or in figures (`03-11`, `3/11/2025`).

    `12-13` is a range of hours sooner than a date: in figures a date has a nought, a year, a slash, or `op`, `on`, `by` before it.
    """
    months = "|".join(sorted(month_names(language), key=len, reverse=True))
    day_first = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|e)?(?:\s+of)?\s+(?P<month>{months})\b\.?"
    # "In januari 3 klanten" is no date: only English puts the month first.
    month_first = (
        rf"(?P<month2>{months})\b\.?\s+(?:the\s+)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
        if language is Language.EN
        else "(?P<month2>(?!))(?P<day2>)"
    )
    told = r"\d{1,2}(?=/\d|-\d{1,2}-\d|-0\d)|(?<=\b(?:op|on|by) )\d{1,2}(?=-)"
    figures = rf"(?P<a>{told})[-/](?P<b>\d{{1,2}})(?:[-/](?:\d{{4}}|\d{{2}}))?(?!\d)|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?!\d)"
    return re.compile(rf"(?<!\w)(?<!\d[-/])(?:{day_first}|{month_first}|{figures})(?:,?\s+(?:19|20)\d{{2}})?", re.IGNORECASE)


DATES = {language: date_pattern(language) for language in Language}
LONE_MONTHS = {
    language: re.compile(rf"(?<!\w)(?:{'|'.join(name for name in MONTHS[language] if name not in {'may', 'march'})})(?!\w)", re.IGNORECASE)
    for language in Language
}
# As ordinary words "may" and "march" start small; as months they do not.
CAPITAL_MONTHS = re.compile(r"(?<!\w)(?:May|March)(?!\w)")
LONE_DAYS = {
    language: re.compile(rf"(?<!\w)({'|'.join(WEEKDAYS[language])})(?:s|en|ochtend|middag|avond)?(?!\w)", re.IGNORECASE) for language in Language
}
MOMENTS = {
    language: [(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), name) for pattern, name in RELATIVE[language].items()]
    for language in Language
}

ANY_MOMENT = {language: re.compile(rf"(?<!\w)(?:{'|'.join(RELATIVE[language])})(?!\w)", re.IGNORECASE) for language in Language}
"""Most texts name none of them, which is seen in one look."""


def without_dates(text: str, language: Language) -> str:
    """The text with its dates taken out, so that their figures do not count as numbers."""
    return DATES[language].sub(" ", text)


def dates(text: str, language: Language) -> set[str]:
    """All dates of a text: `11-03` for a day, `11` for a month, `monday`, and relative moments by their English name."""
    found: set[str] = set()
    for match in DATES[language].finditer(text):
        found |= day_and_month(match, language)
    rest = without_dates(text, language)
    found |= {f"{month:02}" for _, month in lone_months(rest, language)} | {day for _, day in lone_days(rest, language)}
    if ANY_MOMENT[language].search(rest):
        found |= {name for pattern, name in MOMENTS[language] if pattern.search(rest)}
    return found


def lone_months(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Where a month stands without a day, and which."""
    for match in (*LONE_MONTHS[language].finditer(text), *(CAPITAL_MONTHS.finditer(text) if language is Language.EN else ())):
        yield match.start(), month_of(match.group(), language)


def lone_days(text: str, language: Language) -> Iterator[tuple[int, str]]:
    """Where a day of the week stands, and which, by its English name."""
    for match in LONE_DAYS[language].finditer(text):
        yield match.start(), weekday_of(match.group(1), language)


def day_and_month(match: re.Match[str], language: Language) -> set[str]:
    """One written date; in figures the language says which comes first."""
    if match["iso"]:
        return {match["iso"][5:]}
    if match["a"]:
        day, month = int(match["a"]), int(match["b"])
        if month > 12:
            day, month = month, day
        return {f"{month:02}-{day:02}"} if 1 <= month <= 12 and 1 <= day <= 31 else set()
    name = match["month"] or match["month2"]
    return {f"{month_of(name, language):02}-{int(match['day'] or match['day2']):02}"}


def forms_of(day: date) -> set[str]:
    """Every way in which `dates` may report a known day."""
    return {f"{day.month:02}-{day.day:02}", f"{day.month:02}", WEEKDAYS[Language.EN][day.weekday()]}


NEGATORS: dict[Language, frozenset[str]] = {
    Language.NL: listed("niet geen nooit niets niks niemand nergens noch zonder geenszins nee nauwelijks amper zelden allesbehalve"),
    Language.EN: listed("not no never nothing nobody none nowhere neither nor without cannot nope unable hardly barely scarcely rarely seldom"),
}
NOT_NEGATING: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"niet alleen|niet (?:te|zo) |niet zozeer|niet voor niets|niet erg|geen bezwaar|niet waar|niet (?:meer|later|minder) dan|"
        r"geen probleem|waarom niet|of niet",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"not only|no problem|no worries|why not|no doubt|whether or not|or not|no later than|no more than|not more than|"
        r"no less than|not bad|no wonder|not mind|n['’]t mind|why don[’']?t|"
        r"can[’']?t wait|couldn[’']?t agree more",
        re.IGNORECASE,
    ),
}


UNSETTLED: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:vra\w*|vroeg\w*|navra\w*|weet|weten|wist\w*|twijfel\w*|kijk\w*|keek|bekijk\w*|uitzoek\w*|uit|nagaan|benieuwd|onzeker|onduidelijk|"
        r"afwachten|bespreken|besproken|overleg\w*|check\w*)(?: \w+){0,2} of(?!\w)|(?<!\w)(?:misschien|wellicht|eventueel|mogelijk)(?!\w)|\?",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:whether|(?:ask\w*|wonder\w*|see|know\w*|sure|unsure|check\w*|decide\w*|find out|unclear)(?: \w+){0,2} if|"
        r"maybe|perhaps|possibly|might)(?!\w)|\?",
        re.IGNORECASE,
    ),
}
"""A clause that asks or weighs something, so that nobody may say it is so."""


def negated(text: str, language: Language) -> bool:
    """True where a clause denies what it says; two denials take each other away."""
    return denials(text, language) % 2 == 1


def denials(text: str, language: Language) -> int:
    """How many words of a clause deny."""
    words = [lowered(word) for word in tokens(NOT_NEGATING[language].sub(" ", ALSO_DENIED.sub(" ", text)))]
    count = sum(word in NEGATORS[language] or word.endswith("n't") or word in {"dont", "doesnt", "didnt", "cant", "wont", "isnt"} for word in words)
    return count + len(ANYTHING_BUT.findall(text))


ALSO_DENIED = re.compile(r"\b(?:en|and|of|or|noch|nor)\s+(?:geen|niet|no|not)\b", re.IGNORECASE)
"""The second of two things that are both denied: "no laptop and no account" denies once."""
ANYTHING_BUT = re.compile(r"\b(?:anything but|far from)\b", re.IGNORECASE)
