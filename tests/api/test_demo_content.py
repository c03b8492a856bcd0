"""What is written about the invented people: believable, lawful, and complete enough to show every list."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.demo.files import Content, OrganisationContent, read_content
from api.demo.load import rows_of
from api.demo.moments import Calendar
from coach.material import Language
from coach.offline import Offline
from prompts.render import bank

CONTENTS = read_content()
PAIRS = [pytest.param(content, pair, id=f"{pair['employee']}-{pair['manager']}") for content in CONTENTS for pair in content.pairs]
MAIN = [
    pytest.param(content, next(p for p in content.pairs if p["employee"] == name), id=name)
    for content, name in zip(CONTENTS, ("sanne", "callum"), strict=True)
]
PARTS = {"PERSONAL", "CURRENT_ROLE", "GROWTH"}
MOMENTS = ("created_at", "opened_at", "closed_at", "ended_at", "settled_at", "decided_at", "confirmed_at", "at", "started_at")

PROTECTED = re.compile(
    r"\b(ziek\w*|burn-?out|overspannen|diagnose\w*|medicijn\w*|medicat\w*|zwanger\w*|pregnan\w*|depress\w*|angst\w*|kanker|cancer|hernia|migraine|griep|flu|ill|illness|sick"
    r"|therap\w*|psych\w*|operatie|surgery|huisarts|dokter|doctor|geloof|kerk|church|moskee|mosque|religi\w*|islam\w*|christ\w*|vakbond\w*|union|gay|lesbi\w*|homo\w*|straf\w*"
    r"|crime|criminal|politiek\w*|political|afkomst|ethnic\w*|nationalit\w*|handicap\w*|disab\w*)\b",
    re.IGNORECASE,
)
VERDICT = re.compile(
    r"\b(score|rating|beoordeling|performance|presteert|functioneert|onvoldoende|uitstekend|lui|lazy|underperform\w*"
    r"|promotie|promotion|ontslag|dismissal|salaris|salary|bonus)\b",
    re.IGNORECASE,
)


def texts(value: Any, name: str = "") -> Iterator[str]:
    """Every text for people in what a file holds."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, name)
    elif isinstance(value, str) and " " in value and name not in {"at", "due", "set", "target", "ended", "started", "planned", "confirmed"}:
        yield value


def keyed(pair: Content) -> dict[str, Content]:
    """Everything of a pair that has a key."""
    found: dict[str, Content] = {}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "key" in value:
                assert value["key"] not in found
                found[value["key"]] = value
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk({name: value for name, value in pair.items() if name != "key"})
    return found


def closed(pair: Content) -> list[Content]:
    """The talks that took place."""
    return [talk for talk in pair.get("talks", ()) if talk.get("status", "CLOSED") == "CLOSED"]


@pytest.mark.parametrize("content", CONTENTS, ids=["nl", "en"])
def test_nothing_in_the_demo_is_protected_or_judges_somebody(content: OrganisationContent) -> None:
    for text in texts([content.itself, *content.pairs]):
        assert not PROTECTED.search(text), text
        assert not VERDICT.search(text), text


def test_dutch_texts_never_say_manager() -> None:
    for text in texts([CONTENTS[0].itself, *CONTENTS[0].pairs]):
        assert not re.search(r"\bmanagers?\b", text, re.IGNORECASE), text


def test_no_text_is_used_for_two_pairs() -> None:
    seen: dict[str, str] = {}
    for content in CONTENTS:
        for pair in content.pairs:
            who = f"{pair['employee']}-{pair['manager']}"
            for talk in pair.get("talks", ()):
                for note in talk.get("notes", ()):
                    assert seen.setdefault(note["text"], who) == who


@pytest.mark.parametrize(("content", "pair"), PAIRS)
def test_every_pair_speaks_with_two_voices_in_three_parts(content: OrganisationContent, pair: Content) -> None:
    for talk in closed(pair):
        shared = [note for note in talk["notes"] if not note.get("private")]
        assert {note["part"] for note in shared} == PARTS
        assert {note["by"] for note in shared} == {"employee", "manager"}
        assert 3 <= len(shared) <= 8
        assert 2 <= len(talk["points"]) <= 5
        assert 1 <= len(talk["agreements"]) <= 3


@pytest.mark.parametrize(("content", "pair"), PAIRS)
def test_summaries_rest_on_shared_lines_of_their_own_talk(content: OrganisationContent, pair: Content) -> None:
    for talk in closed(pair):
        own = {line["key"] for line in [*talk["points"], *talk["notes"], *talk["agreements"]] if "key" in line and not line.get("private")}
        per_part: dict[str, int] = {}
        for sentence in talk.get("summary", {}).get("sentences", ()):
            assert set(sentence["from"]) <= own
            per_part[sentence["part"]] = per_part.get(sentence["part"], 0) + 1
            numbers = set(re.findall(r"\d+", sentence["text"]))
            assert numbers <= {n for key in sentence["from"] for n in re.findall(r"\d+", keyed(pair)[key]["text"])}
        assert all(count <= 3 for count in per_part.values())


@pytest.mark.parametrize(("content", "pair"), PAIRS)
def test_an_accepted_suggestion_became_a_point_of_whoever_took_it(content: OrganisationContent, pair: Content) -> None:
    frames = {frame.id: frame for frame in bank(content.itself["language"]).frames}
    for talk in pair.get("talks", ()):
        points = {point["key"]: point for point in talk.get("points", ()) if "key" in point}
        for suggestion in talk.get("suggestions", ()):
            assert ("by" in suggestion) == (suggestion["state"] in {"ACCEPTED", "DISMISSED"})
            assert ("became" in suggestion) == (suggestion["state"] == "ACCEPTED")
            if "became" in suggestion:
                point = points[suggestion["became"]]
                assert (point["part"], point["by"]) == (frames[suggestion["frame"]].part, suggestion["by"])


@pytest.mark.parametrize("content", CONTENTS, ids=["nl", "en"])
def test_what_the_coach_asked_in_the_demo_passes_its_gate(content: OrganisationContent) -> None:
    gate = Offline(protected=lambda text: False).gate(Language(content.itself["language"]))

    _, ledger = rows_of(content, datetime(2026, 11, 24, 12, tzinfo=UTC), "issuer")

    rows = {table.name: rows for table, rows in ledger.in_order()}
    for suggestion in rows["suggestions"]:
        verdict = gate.question(suggestion["question"], [], on_feedback=suggestion["frame"] == "role-feedback", names=())
        assert verdict.kept, (suggestion["question"], verdict)
    asked_at = {suggestion["id"]: suggestion["created_at"] for suggestion in rows["suggestions"]}
    for source in rows["sources"]:
        assert not source["of_suggestion_id"] or not source["as_of"] or source["as_of"] < asked_at[source["of_suggestion_id"]]


@pytest.mark.parametrize(("content", "pair"), PAIRS)
def test_what_was_not_discussed_is_carried_over_in_the_same_words(content: OrganisationContent, pair: Content) -> None:
    known = keyed(pair)
    for talk in pair.get("talks", ()):
        for point in talk.get("points", ()):
            if "carried_from" in point:
                original = known[point["carried_from"]]
                assert original["discussed"] is False
                assert [original[name] for name in ("part", "by", "text")] == [point[name] for name in ("part", "by", "text")]


def lately(entries: list[Content]) -> list[Content]:
    """Those of the last two weeks, after the last talk of a main pair."""
    return [entry for entry in entries if re.match(r"-[12]w|-\dd|-\dm", entry["at"])]


def evaluations(pair: Content) -> list[Content]:
    """How its goals went."""
    return [evaluation for goal in pair["goals"] for evaluation in goal.get("evaluations", ())]


@pytest.mark.parametrize(("content", "pair"), MAIN)
def test_a_main_pair_fills_every_list_of_the_coming_talk(content: OrganisationContent, pair: Content) -> None:
    previous, coming = closed(pair)[-1], pair["talks"][-1]

    assert len(closed(pair)) >= 6
    assert coming["status"] == "PLANNED"
    assert coming["at"].startswith("+1w")
    assert coming["agreements"]
    assert {point["part"] for point in coming["points"]} == PARTS
    assert any("carried_from" in point for point in coming["points"])
    assert any("about" in point for point in coming["points"])
    assert {sentence["part"] for sentence in previous["summary"]["sentences"]} == PARTS
    assert previous["summary"]["confirmed"]
    assert previous["agreements"]
    assert {goal.get("status", "ACTIVE") for goal in pair["goals"]} == {"ACTIVE", "ACHIEVED", "DROPPED"}
    for entries in (evaluations(pair), pair["feedback"], pair["reflections"]):
        assert len(lately(entries)) >= 3
        assert sum(bool(entry.get("responses")) for entry in lately(entries)) >= 2
    assert {evaluation["by"] for evaluation in lately(evaluations(pair))} == {"employee", "manager"}
    assert any(entry["by"] == pair["manager"] for entry in lately(pair["feedback"]))


@pytest.mark.parametrize(("content", "pair"), MAIN)
def test_a_main_pair_has_agreements_open_overdue_and_done_of_both(content: OrganisationContent, pair: Content) -> None:
    agreements = [agreement for talk in closed(pair) for agreement in talk["agreements"]]
    still_open = [agreement for agreement in agreements if agreement["status"] == "OPEN"]

    assert {agreement["owner"] for agreement in still_open} == {"employee", "manager"}
    assert {agreement["due"][0] for agreement in still_open} == {"-", "+"}
    assert any(agreement["status"] == "DONE" for agreement in agreements)


@pytest.mark.parametrize(("content", "pair"), MAIN)
def test_a_main_pair_has_what_only_one_of_the_two_sees(content: OrganisationContent, pair: Content) -> None:
    notes = [note for talk in pair["talks"][-2:] for note in talk["notes"] if note.get("private")]
    dismissed = [suggestion for talk in pair["talks"] for suggestion in talk.get("suggestions", ()) if suggestion["state"] == "DISMISSED"]

    assert {note["by"] for note in notes} == {"employee", "manager"}
    assert {note["part"] for note in pair["talks"][-1]["notes"] if note["by"] == "employee"} == PARTS
    assert all(note["private"] for note in pair["talks"][-1]["notes"])
    assert any(re.match(r"-\dm", entry["at"]) and entry["by"] == "employee" for entry in evaluations(pair))
    assert any(re.match(r"-\dm", entry["at"]) for entry in pair["reflections"])
    assert any(entry["visibility"] == "PRIVATE" for entry in lately(pair["reflections"]))
    assert any(entry["at"].startswith("-1d") and "responses" not in entry for entry in pair["feedback"])
    assert sum("confirmed" not in talent for talent in pair["talents"]) == 1
    assert {suggestion["by"] for suggestion in dismissed} == {"employee", "manager"}
    assert any(talk.get("status") == "CANCELLED" for talk in pair["talks"])


@pytest.mark.parametrize(("content", "pair"), MAIN)
def test_one_part_was_clearly_neglected_lately(content: OrganisationContent, pair: Content) -> None:
    counts = dict.fromkeys(PARTS, 0)
    for talk in closed(pair)[-3:]:
        for point in talk["points"]:
            counts[point["part"]] += point.get("discussed", True)

    fewest, second, _ = sorted(counts.values())

    assert fewest == 0
    assert second >= 1


def test_the_fixed_people_are_there() -> None:
    emails = [{person["email"] for person in content.itself["people"]} for content in CONTENTS]

    assert {f"{who}@demo.example" for who in ("manager", "employee", "colleague", "boss", "hr", "new")} <= emails[0]
    assert {"manager.en@demo.example", "employee.en@demo.example", "outsider@other.example"} <= emails[1]


@pytest.mark.parametrize("content", CONTENTS, ids=["nl", "en"])
@pytest.mark.parametrize(("day", "hour"), list(product(range(7), (0, 8, 23))))
def test_the_history_lies_in_the_past_and_in_working_hours_whenever_the_demo_starts(content: OrganisationContent, day: int, hour: int) -> None:
    now = datetime(2026, 3, 23, hour, 30, tzinfo=UTC) + timedelta(days=day)

    _, ledger = rows_of(content, now, "issuer")

    zone = ZoneInfo(content.itself["time_zone"])
    for table, rows in ledger.in_order():
        for row in rows:
            for moment in (row[name] for name in MOMENTS if row.get(name)):
                assert moment <= now, (table.name, row)
                local = moment.astimezone(zone)
                fresh = now - moment < timedelta(minutes=10)
                assert fresh or (local.weekday() < 5 and time(8) <= local.time() <= time(18)), (table.name, local, row)


def test_moments_are_read_from_the_organisations_own_week() -> None:
    calendar = Calendar(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))

    # In Amsterdam it is Monday already.
    assert calendar.moment("-1d 13:30") == datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
    assert calendar.moment("-1w thu 10:00") == datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
    assert calendar.moment("-4m") == datetime(2026, 11, 22, 23, 26, tzinfo=UTC)
    assert calendar.day("+1w thu").isoformat() == "2026-12-03"
    assert calendar.working_days_after(calendar.moment("-1w thu 10:00"), 3) == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert calendar.said(calendar.moment("-3w tue 10:00"), "NL") == "3 november"


@pytest.mark.parametrize("written", ["-3w sat 10:00", "-3w thu", "yesterday", "-1d"])
def test_a_moment_that_cannot_be_read_is_refused(written: str) -> None:
    calendar = Calendar(datetime(2026, 11, 24, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))

    with pytest.raises(ValueError, match="not a moment"):
        calendar.moment(written)
