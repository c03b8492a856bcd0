"""The life of talks in plain Python: what each step must answer, and what must stand there afterwards. It shares no line with the product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.matrix import working_days_after

EMPLOYEE = "employee"
DONE = "done"
NOT_FOUND, NOT_YOURS = "NotFound UNKNOWN", "NotAllowed NOT_YOURS"


def wrong(reason: str) -> str:
    """What an untimely step is answered."""
    return f"WrongMoment {reason}"


@dataclass(eq=False)
class Pair:
    """A manager with the one employee of the model."""

    id: str
    manager: str
    ended: bool = False

    def seen_by(self, who: str) -> bool:
        """The employee keeps the whole history; a manager's access ends with the pair."""
        return who == EMPLOYEE or (who == self.manager and not self.ended)


@dataclass(eq=False)
class Talk:
    """A talk, with who has said what it brought, and who has confirmed its summary how."""

    id: str
    pair: Pair
    scheduled_at: datetime
    status: str = "PLANNED"
    closed_at: datetime | None = None
    brought: dict[str, list[str]] = field(default_factory=dict)
    summary: str | None = None
    sentence: str | None = None
    words: str = "De planning loopt."
    confirmed: dict[str, str] = field(default_factory=dict)
    final: bool = False


@dataclass(eq=False)
class Text:
    """A point, note or agreement. `left` tells that it was taken back and only its place stays."""

    id: str
    kind: str
    pair: Pair
    talk: Talk | None
    author: str
    text: str
    left: bool = False
    private: bool = False
    stamp: str = ""
    discussed: bool = False
    carried_from: Text | None = None
    owner: str = ""
    status: str = "OPEN"

    def seen_by(self, who: str) -> bool:
        """Both of the pair read it, a private one only its author."""
        return self.pair.seen_by(who) and (not self.private or self.author == who)


@dataclass
class Model:
    """All talks of one employee at one moment."""

    now: datetime
    pairs: list[Pair] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    # What may be done

    def writable(self, talk: Talk) -> str:
        """Notes and agreements: until two working days after closing, while the pair lasts, unless both confirmed the summary."""
        if talk.status == "CANCELLED":
            return wrong("TALK_CANCELLED")
        return self._warm(talk) if talk.status == "CLOSED" else DONE

    def ahead(self, talk: Talk) -> str:
        """The agenda: while the talk is planned or open."""
        return DONE if talk.status in ("PLANNED", "OPEN") else wrong(f"TALK_{talk.status}")

    def current(self) -> Pair | None:
        """The pair that lasts."""
        return next((pair for pair in self.pairs if not pair.ended), None)

    def ahead_of(self, pair: Pair) -> list[Talk]:
        """The planned talks of a pair."""
        return [talk for talk in self.talks if talk.pair is pair and talk.status == "PLANNED"]

    # Steps: each answers what the product must, and changes what it must

    def may_plan(self, who: str, at: datetime) -> str:
        """Either of the pair plans, within three years."""
        pair = self.current()
        if pair is None or not pair.seen_by(who):
            return NOT_YOURS
        return DONE if at <= self.now + timedelta(days=1098) else "InvalidInput INVALID scheduledAt"

    def planned(self, talk: Talk) -> list[Text]:
        """A talk was planned: the points that come along are answered, without ids yet."""
        self.talks.append(talk)
        for text in self._points(talk.pair):
            if text.talk is None and not text.left:
                text.talk = talk
        over = [each for each in self.talks if each.pair is talk.pair and each.status in ("CLOSED", "CANCELLED")]
        return [copy for each in over for copy in self._carry(each, talk)]

    def reschedule(self, who: str, talk: Talk, at: datetime) -> str:
        """A planned talk moves."""
        answer = self._movable(who, talk)
        if answer == DONE:
            talk.scheduled_at = at
        return answer

    def cancel(self, who: str, talk: Talk) -> tuple[str, list[Text]]:
        """A planned talk is let go."""
        if talk.pair.seen_by(who) and talk.status == "CANCELLED":
            return DONE, []
        answer = self._movable(who, talk)
        return (answer, self._ended(talk, "CANCELLED")) if answer == DONE else (answer, [])

    def open(self, who: str, talk: Talk) -> str:
        """A planned talk begins, if no other of the pair is open."""
        if not talk.pair.seen_by(who):
            return NOT_FOUND
        if talk.status != "PLANNED":
            return DONE if talk.status == "OPEN" else wrong(f"TALK_{talk.status}")
        return self._begin(talk)

    def close(self, who: str, talk: Talk) -> tuple[str, list[Text]]:
        """An open talk is closed, or a planned one with notes that whoever closes it sees."""
        if not talk.pair.seen_by(who):
            return NOT_FOUND, []
        if talk.status == "CANCELLED":
            return wrong("TALK_CANCELLED"), []
        if talk.status == "CLOSED":
            return DONE, []
        noted = any(one.kind == "Note" and one.talk is talk and one.seen_by(who) and not one.left for one in self.texts)
        if talk.status == "PLANNED" and not noted:
            return wrong("TALK_NOT_OPEN"), []
        return DONE, self._ended(talk, "CLOSED")

    def reopen(self, who: str, talk: Talk) -> str:
        """A closed talk goes on, while it is warm and no other is open."""
        if not talk.pair.seen_by(who):
            return NOT_FOUND
        if talk.status != "CLOSED":
            return {"OPEN": DONE, "PLANNED": wrong("TALK_NOT_CLOSED"), "CANCELLED": wrong("TALK_CANCELLED")}[talk.status]
        warm = self._warm(talk)
        if warm != DONE:
            return warm
        answer = self._begin(talk)
        if answer == DONE:
            talk.closed_at = None
        return answer

    def may_add_point(self, who: str, talk: Talk) -> str:
        """Either adds to the agenda of a talk that is ahead."""
        return self.ahead(talk) if talk.pair.seen_by(who) else NOT_FOUND

    def may_park(self, who: str, pair: Pair) -> str:
        """Either parks a point while the pair lasts."""
        if not pair.seen_by(who):
            return NOT_FOUND
        return "NotAllowed PAIR_ENDED" if pair.ended else DONE

    def edit_point(self, who: str, point: Text, text: str | None, discussed: bool | None) -> str:
        """Either ticks it off, its author rewords it."""
        if not point.seen_by(who):
            return NOT_FOUND
        if point.talk is not None and self.ahead(point.talk) != DONE:
            return self.ahead(point.talk)
        if text is not None and point.author != who:
            return NOT_YOURS
        if point.left:
            return wrong("ALREADY_DECIDED")
        point.text = point.text if text is None else text
        point.discussed = point.discussed if discussed is None else discussed
        return DONE

    def may_write(self, who: str, talk: Talk) -> str:
        """Either writes in a talk that is not over for good."""
        return self.writable(talk) if talk.pair.seen_by(who) else NOT_FOUND

    def wrote(self, note: Text) -> None:
        """The first shared note opens a planned talk."""
        self.texts.append(note)
        self._first_words(note)

    def edit_note(self, who: str, note: Text, text: str | None, private: bool | None, stale: bool) -> str:
        """Its author rewords it, or changes who reads it."""
        if not note.seen_by(who):
            return NOT_FOUND
        if note.author != who:
            return NOT_YOURS
        assert note.talk is not None
        if self.writable(note.talk) != DONE:
            return self.writable(note.talk)
        if note.left or stale:
            return wrong("ALREADY_DECIDED" if note.left else "CHANGED_MEANWHILE")
        before = (note.text, note.private)
        note.text = note.text if text is None else text
        note.private = note.private if private is None else private
        if (note.text, note.private) != before:
            self._first_words(note)
        return DONE

    def edit_agreement(self, who: str, agreement: Text, text: str | None, status: str | None) -> str:
        """Either says how it stands, at any time; its author rewords it while its talk can be written in."""
        if not agreement.seen_by(who):
            return NOT_FOUND
        assert agreement.talk is not None
        if text is not None and self.writable(agreement.talk) != DONE:
            return self.writable(agreement.talk)
        if agreement.left:
            return wrong("ALREADY_DECIDED")
        if text is not None and agreement.author != who:
            return NOT_YOURS
        agreement.text, agreement.status = text or agreement.text, status or agreement.status
        return DONE

    def bring(self, who: str, talk: Talk, brought: list[str]) -> str:
        """What a talk brought: from its opening until 14 days after closing."""
        if not talk.pair.seen_by(who):
            return NOT_FOUND
        if talk.status in ("PLANNED", "CANCELLED"):
            return wrong("TALK_NOT_OPEN" if talk.status == "PLANNED" else "TALK_CANCELLED")
        if talk.closed_at is not None and self.now > talk.closed_at + timedelta(days=14):
            return wrong("TALK_CLOSED")
        talk.brought[who] = brought
        return DONE

    def withdraw(self, who: str, text: Text) -> str:
        """Gone, or, in a closed talk or where a copy went along, a place without text."""
        if not text.seen_by(who):
            return NOT_FOUND
        if text.author != who:
            return NOT_YOURS
        if text.left:
            return DONE
        copied = any(one.carried_from is text for one in self.texts)
        if copied or (text.talk is not None and text.talk.status == "CLOSED"):
            self._bury(text)
        elif text.carried_from is not None:
            self._bury(text)
            text.talk = None
        else:
            self.texts.remove(text)
        return DONE

    def confirm(self, who: str, talk: Talk, said: str) -> str:
        """Each says how they see the summary; with the second it is final."""
        if not talk.pair.seen_by(who):
            return NOT_FOUND
        if talk.confirmed.get(who) == said:
            return DONE
        answer = self._summary_changes(talk)
        if answer == DONE:
            talk.confirmed[who] = said
            talk.final = len(talk.confirmed) == 2
        return answer

    def reword(self, who: str, talk: Talk, words: str, was: str | None) -> str:
        """A sentence in one's own words empties the other's confirmation."""
        if not talk.pair.seen_by(who):
            return NOT_FOUND
        answer = self._summary_changes(talk)
        if answer != DONE:
            return answer
        if was is not None and was != talk.words:
            return wrong("CHANGED_MEANWHILE")
        if words != talk.words:
            talk.words = words
            talk.confirmed = {one: said for one, said in talk.confirmed.items() if one == who}
        return DONE

    def move(self, manager: str | None) -> bool:
        """The employee gets another manager: what ends with a pair ends. True if a pair ended or must begin."""
        pair = self.current()
        if (pair.manager if pair else None) == manager:
            return False
        if pair is not None:
            self._end(pair)
        return True

    # What stands there

    def stands(self, who: str) -> dict[str, Any]:
        """The talks of somebody, by id, as they read them."""
        return {talk.id: self._read(who, talk) for talk in self.talks if talk.pair.seen_by(who)}

    def _read(self, who: str, talk: Talk) -> dict[str, Any]:
        mine = [text for text in self.texts if text.talk is talk and text.seen_by(who)]
        shown = talk.brought if len(talk.brought) == 2 else {one: said for one, said in talk.brought.items() if one == who}
        return {
            "status": talk.status,
            "points": {one.id: (one.text, one.discussed, one.carried_from is not None, one.author) for one in mine if one.kind == "TalkingPoint"},
            "notes": {one.id: (one.text, one.private) for one in mine if one.kind == "Note"},
            "agreements": {one.id: (one.text, one.status, one.owner) for one in mine if one.kind == "Agreement"},
            "outcomes": shown,
            "summary": None if talk.summary is None else ("CONFIRMED" if talk.final else "DRAFT", talk.words, talk.confirmed),
        }

    # How

    def _points(self, pair: Pair) -> Iterator[Text]:
        return (text for text in self.texts if text.kind == "TalkingPoint" and text.pair is pair)

    def _movable(self, who: str, talk: Talk) -> str:
        if not talk.pair.seen_by(who):
            return NOT_FOUND
        return DONE if talk.status == "PLANNED" else wrong(f"TALK_{talk.status}")

    def _warm(self, talk: Talk) -> str:
        assert talk.closed_at is not None
        if talk.pair.ended:
            return wrong("PAIR_ENDED")
        return wrong("TALK_CLOSED") if talk.final or self.now > working_days_after(talk.closed_at, 2) else DONE

    def _begin(self, talk: Talk) -> str:
        if any(other.pair is talk.pair and other.status == "OPEN" for other in self.talks):
            return wrong("TALK_OPEN")
        talk.status = "OPEN"
        return DONE

    def _first_words(self, note: Text) -> None:
        if note.talk is not None and not note.private and note.talk.status == "PLANNED":
            self._begin(note.talk)

    def _ended(self, talk: Talk, status: str) -> list[Text]:
        talk.status, talk.closed_at = status, self.now if status == "CLOSED" else None
        following = min(self.ahead_of(talk.pair), key=lambda one: (one.scheduled_at, one.id), default=None)
        return self._carry(talk, following) if following else []

    def _carry(self, talk: Talk, following: Talk) -> list[Text]:
        taken = {one.carried_from for one in self.texts}
        over = [one for one in self._points(talk.pair) if one.talk is talk and not one.discussed and not one.left and one not in taken]
        copies = [Text("", "TalkingPoint", one.pair, following, one.author, one.text, carried_from=one) for one in over]
        self.texts.extend(copies)
        return copies

    def _bury(self, text: Text) -> None:
        text.left, text.text = True, ""
        if text.kind == "Agreement" and text.status == "OPEN":
            text.status = "DROPPED"

    def _summary_changes(self, talk: Talk) -> str:
        if talk.status != "CLOSED":
            return wrong("TALK_NOT_CLOSED")
        return wrong("ALREADY_DECIDED") if talk.final else DONE

    def _end(self, pair: Pair) -> None:
        pair.ended = True
        for talk in [talk for talk in self.talks if talk.pair is pair]:
            if talk.status == "PLANNED":
                talk.status = "CANCELLED"
            elif talk.status == "OPEN":
                talk.status, talk.closed_at = "CLOSED", self.now
        self.texts = [text for text in self.texts if not (text.pair is pair and text.private)]
        for text in self.texts:
            if text.pair is pair and text.kind == "Agreement" and text.status == "OPEN" and text.owner == pair.manager:
                text.status = "DROPPED"
