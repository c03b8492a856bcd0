"""When something is: days that are told in other words than a date, how often, and on which side of a day."""

import math
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from coach.facts import DATES, WEEKDAYS, amount, dates, forms_of, in_figures, lone_days, lone_months, month_names, month_of, numbers
from coach.material import Language

SEASONS = {"winter": (12, 1, 2, 3), "spring": (3, 4, 5, 6), "summer": (6, 7, 8, 9), "autumn": (9, 10, 11, 12)}
TOLD: dict[Language, dict[str, str]] = {
    Language.NL: {
        r"kerst(?:mis|dag\w*|vakantie)?": "12-25",
        r"pasen|paasdag\w*": "easter",
        r"pinksteren": "whitsun",
        r"sinterklaas\w*|pakjesavond": "12-05",
        r"koningsdag": "04-27",
        r"nieuwjaar(?:sdag)?": "01-01",
        r"oud en nieuw|oudejaars\w+": "12-31",
        r"winter\w*": "winter",
        r"(?:voorjaar|lente)\w*": "spring",
        r"zomer\w*": "summer",
        r"(?:herfst|najaar)\w*": "autumn",
        r"\w*ochtend\w*|['’]?s[ -]morgens": "morning",
        r"\w*middag\w*": "afternoon",
        r"\w*avond\w*": "evening",
        r"\w*nacht\w*": "night",
    },
    Language.EN: {
        r"christmas|xmas": "12-25",
        r"easter": "easter",
        r"thanksgiving": "thanksgiving",
        r"halloween": "10-31",
        r"new year['’]?s day": "01-01",
        r"new year['’]?s eve": "12-31",
        r"winter": "winter",
        r"springtime|(?:in|this|next|last|the) spring": "spring",
        r"summer\w*": "summer",
        r"autumn": "autumn",
        r"mornings?": "morning",
        r"afternoons?": "afternoon",
        r"evenings?": "evening",
        r"nights?(?! out)": "night",
    },
}
TOLD_OF = {
    language: [(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), name) for pattern, name in table.items()]
    for language, table in TOLD.items()
}
ANY_TOLD = {language: re.compile(rf"(?<!\w)(?:{'|'.join(table)})(?!\w)", re.IGNORECASE) for language, table in TOLD.items()}
PARTS_OF_A_DAY = frozenset({"morning", "afternoon", "evening", "night"})
LATE = re.compile(r"\b(?:late? dienst|late diensten|late shift|overdag|night shift|nachtdienst)", re.IGNORECASE)

UNIT_WORDS: dict[Language, dict[str, str]] = {
    Language.NL: {
        "hour": r"uur|uren",
        "day": r"dag(?:en)?",
        "week": r"weken|week",
        "month": r"maand(?:en)?",
        "quarter": r"kwartaal",
        "year": r"jaar|jaren",
    },
    Language.EN: {"hour": r"hours?", "day": r"days?", "week": r"weeks?", "month": r"months?", "quarter": r"quarters?", "year": r"years?"},
}
MENTIONS: dict[Language, dict[str, str]] = {
    Language.NL: {
        "hour": r"uur|uren",
        "day": r"\bdag(?:en|elijkse?)?\b|werkdag",
        "week": r"we?ek",
        "month": r"maand(?!ag)",
        "quarter": r"kwartaal",
        "year": r"ja+r",
    },
    Language.EN: {
        "hour": r"hour|p/?h\b",
        "day": r"\bda(?:ys?|ily)\b",
        "week": r"week",
        "month": r"month",
        "quarter": r"quarter",
        "year": r"year|annual",
    },
}
"""What speaks of a unit in any way, within a word too: "maandrapportage", "Monday"."""
OFTEN: dict[Language, dict[str, str]] = {
    Language.NL: {"day": r"dagelijkse?", "week": r"wekelijkse?", "month": r"maandelijkse?", "year": r"jaarlijkse?"},
    Language.EN: {"hour": "hourly", "day": "daily", "week": "weekly", "month": "monthly", "quarter": "quarterly", "year": "yearly|annually|annual"},
}
EACH = {
    Language.NL: r"(?:elke?|iedere?|per)",
    Language.EN: r"(?:every|each|per|(?:once|twice|times|(?!takes|lasts|needs|costs|wants|gets|has|is|was)\w+s) an?)",
}
EVERY_SECOND = {
    Language.NL: re.compile(
        r"\bom de (?:\w+dag|dag|week|maand)\b|\b(?:elke|iedere|per|om de|eens per|eens in de) twee (?:weken|maanden|dagen)|\btweewekelijks",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(r"\bevery (?:other|second|two) \w+|\bbi-?weekly\b|\bfortnight", re.IGNORECASE),
}
FREQUENT = {
    language: {
        unit: re.compile(
            rf"(?<!\w)(?:{EACH[language]} (?:{words})(?!\w)" + (rf"|(?:{OFTEN[language][unit]})(?!\w)" if unit in OFTEN[language] else "") + ")",
            re.IGNORECASE,
        )
        for unit, words in UNIT_WORDS[language].items()
    }
    for language in Language
}
RHYTHMIC = {
    Language.NL: re.compile(r"\b(?:elke?|iedere?|per|een|één)\b|lijkse?\b", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:every|each|per|an?|one|annual|annually|half)\b|ly\b", re.IGNORECASE),
}
SPOKEN_OF = {language: {unit: re.compile(pattern, re.IGNORECASE) for unit, pattern in table.items()} for language, table in MENTIONS.items()}

ONE_OF_A_UNIT = {
    Language.NL: re.compile(r"(?<!half )(?<!\w)(?:een|één) (uur|dag|week|maand|jaar)(?!\w)(?! en een half)", re.IGNORECASE),
    Language.EN: re.compile(r"(?<!half )(?<!of )(?<!\w)(?:an?|one) (hour|day|week|month|year)(?!\w)(?! and a half)", re.IGNORECASE),
}
ONCE = {
    language: {unit: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for unit, words in UNIT_WORDS[language].items()} for language in Language
}
LASTING = re.compile(r"\b(?:within|in|for|after|binnen|over|na|voor)\s$", re.IGNORECASE)

SIDES: dict[Language, dict[str, re.Pattern[str]]] = {
    Language.NL: {
        "until": re.compile(r"(?<!\w)(?:vóór|voor|tot(?: en met)?|t/m|uiterlijk(?: op)?)\s+(?:de |het |eind |einde )?$", re.IGNORECASE),
        "from": re.compile(r"(?<!\w)(?:vanaf|na|sinds|per|met ingang van)\s+(?:de |het |eind |einde )?$", re.IGNORECASE),
    },
    Language.EN: {
        "until": re.compile(r"(?<!\w)(?:before|by|until|till|no later than)\s+(?:the )?(?:end of )?$", re.IGNORECASE),
        "from": re.compile(r"(?<!\w)(?:after|from|since|starting|as of)\s+(?:the )?(?:end of )?$", re.IGNORECASE),
    },
}
STAGES: dict[Language, dict[str, re.Pattern[str]]] = {
    Language.NL: {
        "start": re.compile(r"\bbegin\s+$", re.IGNORECASE),
        "middle": re.compile(r"\b(?:half|medio|midden)\s+$", re.IGNORECASE),
        "end": re.compile(r"\b(?:eind|einde|ultimo)(?: van)?\s+$", re.IGNORECASE),
    },
    Language.EN: {
        "start": re.compile(r"\b(?:early|(?:start|beginning) of)\s+$", re.IGNORECASE),
        "middle": re.compile(r"\b(?:mid|middle of)[\s-]+$", re.IGNORECASE),
        "end": re.compile(r"\b(?:late|end of)\s+$", re.IGNORECASE),
    },
}
WEEK_OF = re.compile(r"\bwe?ek (?:van|of|beginning|starting|vanaf)(?: \w+day| \w+dag)?\s+$", re.IGNORECASE)
TWO_DAYS = {
    language: re.compile(
        rf"(?<![\w.,/-])(?P<day>\d{{1,2}})(?:st|nd|rd|th|e)?\s?"
        rf"(?:naar|tot|tot en met|t/m|en|of|to|and|or|until|[-–])\s?\d{{1,2}}(?:st|nd|rd|th|e)?\s+"
        rf"(?P<month>{'|'.join(sorted(month_names(language), key=len, reverse=True))})\b",
        re.IGNORECASE,
    )
    for language in Language
}
"""Two days of one month: "from 3 to 17 March"."""
YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d|\d)")
AHEAD = {
    Language.NL: re.compile(r"\bover (\w+) (dag|dagen|week|weken)\b", re.IGNORECASE),
    Language.EN: re.compile(r"\bin (\w+) (days?|weeks?)(?: time)?\b", re.IGNORECASE),
}


Dated = tuple[str, Sequence[date]]
"""A text, and the days that belong to it besides those in it."""


def moment_wrong(sentence: str, sources: Sequence[Dated], language: Language) -> str | None:
    """What a sentence says of a moment that its sources do not; nothing where all of it stands there."""
    said = told_dates(sentence, language)
    if not said:
        return None
    years = {year for match in DATES[language].finditer(sentence) for year in YEAR.findall(match.group())}
    known = years_given(sources, language) if years else set()
    if known and (strange := years - known):
        return ", ".join(sorted(strange))
    written = given_dates(sources, language)
    own = {f"{day:%m-%d}" for _, days in sources for day in days}
    own |= {form for _, days in sources for day in days if f"{day:%m-%d}" in said for form in forms_of(day)}
    if strange := said - written - own:
        return ", ".join(sorted(strange))
    # The day on which something was said is no day by which it is to be done.
    limit = next((form for side, form in sides(sentence, SIDES[language], language) if side == "until" and "-" in form and form not in written), None)
    return limit or side_wrong(sentence, [text for text, _ in sources], language)


def told_dates(text: str, language: Language) -> set[str]:
    """The moments of a text: as `dates`, feasts, seasons, parts of a day, and `week 11-03` for the week of a day."""
    found = dates(text, language) | told(text, language)
    for match in DATES[language].finditer(text):
        if WEEK_OF.search(text[: match.start()]):
            for form in dates(match.group(), language):
                found = (found - {form}) | {f"week {form}"}
    for match in TWO_DAYS[language].finditer(text):
        found |= {f"{month_of(match['month'], language):02}-{int(match['day']):02}"}
    return found


def told(text: str, language: Language) -> set[str]:
    """Feasts, seasons and parts of a day."""
    return {name for pattern, name in TOLD_OF[language] if pattern.search(text)} if ANY_TOLD[language].search(text) else set()


def given_dates(sources: Sequence[Dated], language: Language) -> set[str]:
    """What moments a sentence may name that rests on these texts: what is written, and what follows from it and the day of the text."""
    found: set[str] = set()
    for text, days in sources:
        written = told_dates(text, language)
        found |= written | {form[:2] for form in written if re.fullmatch(r"\d\d-\d\d", form)} | ends_of_months(text, language)
        if LATE.search(text) or any(number.unit == "clock" for number in numbers(text, language)):
            found |= PARTS_OF_A_DAY
        for day in filter(is_of_our_time, days):
            found |= meant(text, written, day, language)
    months = {int(form) for form in found if len(form) == 2 and form.isdigit()}
    return found | {season for season, its in SEASONS.items() if months & set(its)}


def ends_of_months(text: str, language: Language) -> set[str]:
    """ "Eind mei" is the 31st, or a day before."""
    found = set()
    for start, month in lone_months(text, language):
        last = monthrange(2023, month)[1]
        for stage, days in (("start", (1,)), ("middle", (15,)), ("end", (last, last - 1))):
            if STAGES[language][stage].search(text[max(0, start - 24) : start]):
                found |= {f"{month:02}-{day:02}" for day in days}
    return found


def meant(text: str, written: set[str], day: date, language: Language) -> set[str]:
    """What the moments of a text that was written on a day come to, and how a date would be told from there."""
    found: set[str] = set()
    for form in written:
        for when in occurrences(form, day):
            found |= forms_of(when) | {f"week {monday(when):%m-%d}"} | seen_from(when, day)
        if re.fullmatch(r"\d\d", form):
            found |= {f"{name} month" for name, months in STEPS.items() if (int(form) - day.month - months) % 12 == 0}
    found |= around(written, day)
    found |= {f"{name} year" for name, years in STEPS.items() if str(day.year + years) in YEAR.findall(text)}
    for match in AHEAD[language].finditer(text):
        for number in numbers(match.group(), language):
            if math.isnan(amount(number.value)):
                continue
            many = int(amount(number.value)) * (7 if number.unit == "week" else 1)
            when = day + timedelta(days=min(many, 3650))
            found |= forms_of(when) | {f"week {monday(when):%m-%d}"}
            found |= {"next week"} if many == 7 else set()
    return found


NEAR = {"today": 0, "tonight": 0, "this afternoon": 0, "this morning": 0, "tomorrow": 1, "in two days": 2, "yesterday": -1, "two days ago": -2}


STEPS = {"this": 0, "next": 1, "last": -1}


def occurrences(form: str, day: date) -> Iterable[date]:
    """The days near `day` that a written moment may be."""
    if form in NEAR:
        return [day + timedelta(days=NEAR[form])]
    if form in WEEKDAYS[Language.EN]:
        ahead = (WEEKDAYS[Language.EN].index(form) - day.weekday()) % 7 or 7
        return [
            day + timedelta(days=ahead - 7 * (day.weekday() != WEEKDAYS[Language.EN].index(form))),
            day + timedelta(days=ahead),
            day + timedelta(days=ahead - 7),
        ]
    if re.fullmatch(r"\d\d-\d\d", form):
        month, number = int(form[:2]), int(form[3:])
        years = (day.year - 1, day.year, day.year + 1) if 1 <= month <= 12 else ()
        near = [date(year, month, number) for year in years if 1 <= number <= monthrange(year, month)[1]]
        return [min(near, key=lambda one: abs((one - day).days))] if near else []
    return []


def is_of_our_time(day: date) -> bool:
    """False for a day at an end of the calendar, from where nobody can count on."""
    return 100 < day.year < 9900


def seen_from(when: date, day: date) -> set[str]:
    """How one speaks of a day on another."""
    weeks = (monday(when) - monday(day)).days // 7
    months = (when.year - day.year) * 12 + when.month - day.month
    named = {name for name, days in NEAR.items() if (when - day).days == days}
    away = {"week": weeks, "month": months, "year": when.year - day.year}
    return named | {f"{name} {unit}" for name, step in STEPS.items() for unit, number in away.items() if number == step}


def around(written: set[str], day: date) -> set[str]:
    """The week and the month that "next week" and "last month" mean."""
    found = {f"week {monday(day) + timedelta(weeks=weeks):%m-%d}" for name, weeks in STEPS.items() if f"{name} week" in written}
    return found | {f"{(day.month + months - 1) % 12 + 1:02}" for name, months in STEPS.items() if f"{name} month" in written}


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def years_given(sources: Sequence[Dated], language: Language) -> set[str]:
    """The years that texts name, or that follow from the days on which they were written."""
    found = {year for text, _ in sources for year in YEAR.findall(text)}
    for text, days in sources:
        written = dates(text, language) if days else set()
        for day in days:
            found.add(str(day.year))
            if not is_of_our_time(day):
                continue
            found |= {str(day.year + step) for name, step in (("next year", 1), ("last year", -1)) if name in written}
            found |= {str(when.year) for form in written for when in occurrences(form, day)}
            found |= {str(day.year + 1) for form in written if re.fullmatch(r"\d\d", form) and int(form) < day.month}
    return found


def frequency_wrong(sentence: str, texts: Sequence[str], language: Language) -> str | None:
    """How often something is, where the sources speak of no such time, or of every second one."""
    if not RHYTHMIC[language].search(sentence):
        return None
    for unit, pattern in FREQUENT[language].items():
        if not (match := pattern.search(sentence)):
            continue
        other = any(EVERY_SECOND[language].search(text) for text in texts)
        if other and not any(pattern.search(text) for text in texts):
            return match.group()
        if not any(SPOKEN_OF[language][unit].search(text) for text in texts):
            return match.group()
    for match in ONE_OF_A_UNIT[language].finditer(in_figures(sentence, language)):
        unit = next(unit for unit, words in UNIT_WORDS[language].items() if re.fullmatch(words, match.group(1), re.IGNORECASE))
        lasts = LASTING.search(match.string[: match.start()])
        if not any((ONCE if lasts else SPOKEN_OF)[language][unit].search(in_figures(text, language)) for text in texts):
            return match.group()
    return None


def side_wrong(sentence: str, texts: Sequence[str], language: Language) -> str | None:
    """A day that is said to be the last where the sources make it the first, or the end of a month where they say its start."""
    for tables in (SIDES, STAGES):
        for side, form in sides(sentence, tables[language], language):
            given = {other for text in texts for other, same in sides(text, tables[language], language) if same == form}
            if given and side not in given:
                return f"{side} {form}"
    return None


def sides(text: str, table: dict[str, re.Pattern[str]], language: Language) -> Iterator[tuple[str, str]]:
    """On which side of a day or month something is said to be."""
    found = [(match.start(), form) for match in DATES[language].finditer(text) for form in dates(match.group(), language)]
    found += [(start, f"{month:02}") for start, month in lone_months(text, language)]
    found += lone_days(text, language)
    for start, form in found:
        before = text[max(0, start - 24) : start]
        yield from ((side, form) for side, pattern in table.items() if pattern.search(before))
