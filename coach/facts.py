"""Numbers, dates and negations as they stand in a text, in a form in which two texts can be compared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from coach.material import Language
from coach.numerals import in_order, spoken
from coach.words import paired, plain, tokens

UNITS: dict[Language, dict[str, str]] = {
    Language.NL: paired(
        """procent:% %:% euro:€ euros:€ €:€ dag:day dagen:day week:week weken:week maand:month maanden:month jaar:year jaren:year
        uur:hour uren:hour minuut:minute minuten:minute keer:time maal:time km:km kilometer:km"""
    ),
    Language.EN: paired(
        """percent:% %:% euro:€ euros:€ €:€ dollar:$ dollars:$ bucks:$ $:$ £:£ pounds:£ day:day days:day week:week weeks:week
        month:month months:month year:year years:year hour:hour hours:hour minute:minute minutes:minute min:minute mins:minute
        times:time km:km miles:mile"""
    ),
}

CLOCK = re.compile(
    r"(?<![\d.,:])(\d{1,2})[:.h](\d{2})(?!\d|[.,]\d)\s*(?:uur|u\b|([ap])\.?m\b\.?)?|(?<![\d.,:])(\d{1,2})\s*([ap])\.?\s?m\b\.?", re.IGNORECASE
)
FIGURE = re.compile(r"(?<![\w.,])([€$£])?\s?(\d+(?:[.,]\d+)*)(?:\s?(%)|\s?(k)\b|(?:st|nd|rd|th|e|ste|de)\b)?")


NO_NUMBERS = re.compile(
    r"(?<!\w)(?:(?:you|we|us|the|these|those) two|two of (?:you|us|them)|jullie twee(?:ën)?|wij tweeën|one of)(?!\w)", re.IGNORECASE
)
"""The pair themselves, which is no count of anything."""


@dataclass(frozen=True)
class Number:
    """A value in plain notation, and what is counted, where that is a known unit."""

    value: str
    unit: str | None = None


def numbers(text: str, language: Language) -> list[Number]:
    """All numbers of a text, in figures and in words; dates and clock times are not among them."""
    rest = NO_NUMBERS.sub(" ", without_dates(text, language))
    found = [Number(clock(match), "clock") for match in CLOCK.finditer(rest) if is_clock(match)]
    rest = CLOCK.sub(lambda match: " " if is_clock(match) else match.group(), rest)
    for match in FIGURE.finditer(rest):
        value = figure(match.group(2), language) + ("000" if match.group(4) else "")
        unit = match.group(1) or match.group(3) or next_unit(rest[match.end() :], language)
        found.append(Number(value, unit))
    for value, start, end in spoken(rest, language):
        if not rest[end:].startswith(",") or rest[:start].strip():  # "Third, …" counts off what is said, not what it is about
            found.append(Number(value, next_unit(rest[end:], language)))
    return found


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
    Language.NL: in_order("januari februari maart april mei juni juli augustus september oktober november december"),
    Language.EN: in_order("january february march april may june july august september october november december"),
}
SHORT_MONTHS: dict[Language, dict[str, int]] = {
    Language.NL: {name: number for number, name in enumerate(in_order("jan feb mrt apr mei jun jul aug sep okt nov dec"), 1)} | {"sept": 9},
    Language.EN: {name: number for number, name in enumerate(in_order("jan feb mar apr may jun jul aug sep oct nov dec"), 1)} | {"sept": 9},
}
WEEKDAYS: dict[Language, list[str]] = {
    Language.NL: in_order("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"),
    Language.EN: in_order("monday tuesday wednesday thursday friday saturday sunday"),
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


def without_dates(text: str, language: Language) -> str:
    """The text with its dates taken out, so that their figures do not count as numbers."""
    return DATES[language].sub(" ", text)


def dates(text: str, language: Language) -> set[str]:
    """All dates of a text: `11-03` for a day, `11` for a month, `monday`, and relative moments by their English name."""
    found: set[str] = set()
    for match in DATES[language].finditer(text):
        found |= day_and_month(match, language)
    rest = without_dates(text, language)
    for match in [*LONE_MONTHS[language].finditer(rest), *(CAPITAL_MONTHS.finditer(rest) if language is Language.EN else ())]:
        found.add(f"{month_names(language)[match.group().casefold()]:02}")
    for match in LONE_DAYS[language].finditer(rest):
        found.add(WEEKDAYS[Language.EN][WEEKDAYS[language].index(match.group(1).casefold())])
    for pattern, name in MOMENTS[language]:
        if pattern.search(rest):
            found.add(name)
    return found


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
    return {f"{month_names(language)[name.casefold()]:02}-{int(match['day'] or match['day2']):02}"}


def forms_of(day: date) -> set[str]:
    """Every way in which `dates` may report a known day."""
    return {f"{day.month:02}-{day.day:02}", f"{day.month:02}", WEEKDAYS[Language.EN][day.weekday()]}


def allowed_dates(texts: Iterable[str], days: Iterable[date], language: Language) -> set[str]:
    """What dates a sentence may name that rests on these texts and known days."""
    found = {form for text in texts for form in dates(text, language)}
    found |= {form[:2] for form in found if re.fullmatch(r"\d\d-\d\d", form)}
    return found | {form for day in days for form in forms_of(day)}


NEGATORS: dict[Language, frozenset[str]] = {
    Language.NL: frozenset(in_order("niet geen nooit niets niks niemand nergens noch zonder geenszins nee")),
    Language.EN: frozenset(in_order("not no never nothing nobody none nowhere neither nor without cannot nope unable")),
}
NOT_NEGATING: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(r"niet alleen|niet (?:te|zo) |niet zozeer|niet voor niets|niet waar|geen probleem|waarom niet|of niet", re.IGNORECASE),
    Language.EN: re.compile(
        r"not only|no problem|no worries|why not|no doubt|whether or not|or not|not bad|no wonder|why don[’']?t|"
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
    words = [word.casefold().replace("’", "'") for word in tokens(NOT_NEGATING[language].sub(" ", text))]
    count = sum(word in NEGATORS[language] or word.endswith("n't") or word in {"dont", "doesnt", "didnt", "cant", "wont", "isnt"} for word in words)
    return count % 2 == 1
