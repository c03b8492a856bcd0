"""A brief as a person reads it: headings, and under each what is there, in Dutch or English."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.commands.words import WORDS, Words

Thing = dict[str, Any]


class Telling:
    """Says the pieces of a brief in one language, with days as they are where the reader is."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.words: Words = WORDS[language]
        self._zone = zone

    def day(self, said: str | None) -> str:
        """`3 november`, of a moment or a date."""
        if said is None:
            return ""
        on = date.fromisoformat(said) if len(said) == len("2026-11-24") else datetime.fromisoformat(said).astimezone(self._zone).date()
        return f"{on.day} {self.words.months[on.month - 1]}"

    def moment(self, said: str) -> str:
        """The day and the time."""
        return f"{self.day(said)}, {datetime.fromisoformat(said).astimezone(self._zone):%H:%M}"

    def signed(self, text: str, *who_and_when: str | None) -> str:
        """A text, then who wrote it and when."""
        known = ", ".join(filter(None, who_and_when))
        return f"{text}  ({known})" if known else text

    def written(self, thing: Thing) -> str:
        """A text with its author and day."""
        private = self.words.private if thing.get("visibility") == "PRIVATE" else None
        return self.signed(thing["text"], thing["author"]["name"], self.day(thing["createdAt"]), private)

    def rests_on(self, sources: Iterable[Thing]) -> list[str]:
        """The quotes of the sources."""
        return [f"↳ “{source['quote']}”" + (f", {self.day(source['asOf'])}" if source["asOf"] else "") for source in sources]


def told(talk: Thing, language: str, zone: ZoneInfo) -> Iterator[RenderableType]:
    """The whole brief, piece by piece, for a console."""
    say = Telling(language, zone)
    words, brief = say.words, talk["brief"]
    yield Text(words.title.format(employee=talk["employee"]["name"], manager=talk["manager"]["name"]), style="bold")
    yield Text(f"{words.statuses[talk['status']]}: {say.moment(talk['scheduledAt'])}")
    yield from _under(words.start_here, ([f"{start['source']['quote']}", start["why"]] for start in brief["startHere"]))
    yield from _under(words.agreements, ([_agreement(say, one)] for one in brief["openAgreements"]))
    yield from _previous(say, brief["previous"])
    sections = {"PERSONAL": _personal(say, brief), "CURRENT_ROLE": _current_role(say, brief), "GROWTH": _growth(say, brief)}
    for part in talk["parts"]:
        yield Text(f"\n{words.parts[part['part']].upper()}", style="bold")
        yield from _lately(say, brief["compass"], part["part"])
        yield from sections[part["part"]]
        yield from _under(words.talking_points, ([say.written(point)] for point in part["talkingPoints"]))
        yield from _under(words.notes, ([say.written(note)] for note in part["notes"]))
        offered = [one for one in part["suggestions"] if one["state"] == "OFFERED"]
        yield from _under(words.questions, (_question(say, one) for one in offered), marked="?")
    yield from _under(words.only_you, ([f"{one['because']} ({one['count']} × {words.kinds[one['kind']]})"] for one in brief["onlyYouSee"]))


def _personal(say: Telling, brief: Thing) -> Iterator[RenderableType]:
    personal = brief["personal"]
    yield from _under(say.words.reflections, (_answered(say, one, say.day(one["createdAt"])) for one in personal["reflections"]))
    yield from _under(say.words.earlier, ([say.written(one["note"]), one["why"]] for one in personal["earlierNotes"]))


def _current_role(say: Telling, brief: Thing) -> Iterator[RenderableType]:
    current, words = brief["currentRole"], say.words
    role = current["role"] or {"title": "", "responsibilities": (), "expectations": ()}
    yield from _under(words.role, [[role["title"]]] if role["title"] else [])
    yield from _under(words.responsibilities, ([one["text"]] for one in role["responsibilities"]))
    yield from _under(words.expectations, ([one["text"]] for one in role["expectations"]))
    yield from _under(
        words.goals,
        ([say.signed(one["title"], words.until.format(say.day(one["targetDate"])) if one["targetDate"] else None)] for one in current["goals"]),
    )
    yield from _under(words.evaluations, (_evaluation(say, one) for one in current["evaluations"]))
    yield from _under(words.feedback, (_answered(say, one, one["author"]["name"], say.day(one["createdAt"])) for one in current["feedback"]))


def _growth(say: Telling, brief: Thing) -> Iterator[RenderableType]:
    growth, words = brief["growth"], say.words
    yield from _under(words.talents, ([one["text"]] for one in growth["talents"]))
    yield from _under(words.options, ([one["option"]["title"], *say.rests_on(one["because"])] for one in growth["developmentOptions"]))
    yield from _under(
        words.paths, ([f"{path['title']}: {' → '.join(step['role']['title'] for step in path['steps'])}"] for path in growth["careerPaths"])
    )


def _previous(say: Telling, previous: Thing | None) -> Iterator[RenderableType]:
    if previous is None:
        return
    heading = f"{say.words.previous}, {say.day(previous['closedAt'])}"
    summary = previous["summary"]
    if summary is None:
        yield from _under(heading, [[say.words.no_summary]])
    else:
        yield from _under(f"{heading} ({say.words.summary_states[summary['state']]})", ([sentence["text"]] for sentence in summary["sentences"]))


def _lately(say: Telling, compass: Iterable[Thing], part: str) -> Iterator[RenderableType]:
    covered = next(one for one in compass if one["part"] == part)
    last = say.day(covered["lastDiscussedAt"]) if covered["lastDiscussedAt"] else say.words.never
    yield Text(say.words.lately.format(last=last, count=covered["talkingPointsLately"]), style="dim")


def _question(say: Telling, one: Thing) -> list[str]:
    return [
        one["question"],
        *([one["followUp"]] if one["followUp"] else []),
        one["why"],
        *say.rests_on(s for s in one["sources"] if s["kind"] != "QUESTION_BANK"),
    ]


def _evaluation(say: Telling, one: Thing) -> list[str]:
    return _answered(say, one, one["author"]["name"], say.day(one["createdAt"]), say.words.progress[one["progress"]])


def _answered(say: Telling, one: Thing, *who_and_when: str) -> list[str]:
    return [say.signed(one["text"], *who_and_when), *(f"↳ {answer['text']}  ({answer['author']['name']})" for answer in one["responses"])]


def _agreement(say: Telling, one: Thing) -> str:
    return say.signed(one["text"], one["owner"]["name"], say.words.until.format(say.day(one["due"])) if one["due"] else None)


def _under(heading: str, things: Iterable[list[str]], *, marked: str = "•") -> Iterator[RenderableType]:
    """The heading with the things under it, first line marked; nothing where there are none."""
    listed = list(things)
    if listed:
        yield Text(f"\n{heading}", style="cyan")
    for first, *rest in listed:
        hanging = Table.grid(padding=(0, 1, 0, 0))
        hanging.add_row("", Text(marked), Text(first))
        for line in rest:
            hanging.add_row("", "", Text(line, style="dim"))
        yield hanging
