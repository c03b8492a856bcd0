"""The life of a talk: what can be done with it while it is planned, open, closed and cancelled, and what goes along to the next one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schema.tables import Conversation, Outcome, Person, Summary, SummarySentence, TalkingPoint
from tests.clients import Client
from tests.makers import Makers, ago, ahead, client_id
from tests.matrix import working_days_after
from tests.stories.conftest import Couple
from tests.stories.doing import Answer, at, do, made, node, nothing_changes, outbox, points_of, shortly, told

STATUSES = ("PLANNED", "OPEN", "CLOSED", "CANCELLED")
FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
NOTES = ("De routes voor het najaar moeten nog worden afgestemd.", "Van het overleg met klanten krijg ik veel energie.")


@dataclass(frozen=True)
class Stage:
    """A talk in some status, with one of everything in it, and who does something with it."""

    make: Makers
    client: Client
    talk: Conversation
    who: Person

    async def do(self, mutation: str, **given: Any) -> Answer:
        """What it answers to whoever acts here."""
        return await do(self.client, self.who, mutation, **given)

    async def of(self, mutation: str, **given: Any) -> Answer:
        """The same about this talk."""
        return await self.do(mutation, conversationId=self.talk, **given)

    async def own(self, kind: str) -> Any:
        """Something in the talk that whoever acts here wrote or that was made for it."""
        made_by: dict[str, Callable[[], Awaitable[Any]]] = {
            "point": lambda: self.make.point(self.talk, self.who),
            "note": lambda: self.make.note(self.talk, self.who),
            "agreement": lambda: self.make.agreement(self.talk, self.who, author_id=self.who.id),
            "suggestion": lambda: self.make.suggestion(self.talk),
            "summary": lambda: self.make.summary(self.talk),
        }
        return await made_by[kind]()

    async def sentence(self) -> SummarySentence:
        """A sentence of a summary of the talk."""
        (found,) = await self.make.all(SummarySentence, summary_id=(await self.own("summary")).id)
        return found


Step = Callable[[Stage], Awaitable[Callable[[], Awaitable[Answer]]]]
"""Prepares, then says how it is done."""


def simply(mutation: str, **given: Any) -> Step:
    async def prepared(stage: Stage) -> Callable[[], Awaitable[Answer]]:
        return lambda: stage.of(mutation, **given)

    return prepared


def to_own(kind: str, mutation: str, name: str, **given: Any) -> Step:
    async def prepared(stage: Stage) -> Callable[[], Awaitable[Answer]]:
        row = await (stage.sentence() if kind == "sentence" else stage.own(kind))
        return lambda: stage.do(mutation, **{name: row}, **given)

    return prepared


async def agreeing(stage: Stage) -> Callable[[], Awaitable[Answer]]:
    return lambda: stage.of("makeAgreement", text="Ik bel de klant.", ownerId=stage.who)


async def drafting(stage: Stage) -> Callable[[], Awaitable[Answer]]:
    for words in NOTES:
        await stage.make.note(stage.talk, stage.who, words)
    return lambda: stage.of("draftSummary")


DONE, SAME = "done", "the same again"
STEPS: dict[str, tuple[Step, tuple[str, str, str, str]]] = {
    "reschedule": (
        simply("rescheduleConversation", scheduledAt=ahead(days=3), durationMinutes=45),
        (DONE, "TALK_OPEN", "TALK_CLOSED", "TALK_CANCELLED"),
    ),
    "cancel": (simply("cancelConversation"), (DONE, "TALK_OPEN", "TALK_CLOSED", SAME)),
    "open": (simply("openConversation"), (DONE, SAME, "TALK_CLOSED", "TALK_CANCELLED")),
    "reopen": (simply("reopenConversation"), ("TALK_NOT_CLOSED", SAME, DONE, "TALK_CANCELLED")),
    "close": (simply("closeConversation"), ("TALK_NOT_OPEN", DONE, SAME, "TALK_CANCELLED")),
    "add a point": (simply("addTalkingPoint", part="GROWTH", text="Leren"), (DONE, DONE, "TALK_CLOSED", "TALK_CANCELLED")),
    "edit a point": (to_own("point", "editTalkingPoint", "talkingPointId", text="Anders"), (DONE, DONE, "TALK_CLOSED", "TALK_CANCELLED")),
    "tick a point off": (to_own("point", "editTalkingPoint", "talkingPointId", discussed=True), (DONE, DONE, "TALK_CLOSED", "TALK_CANCELLED")),
    "write a note": (simply("writeNote", part="GROWTH", text="Geleerd"), (DONE, DONE, DONE, "TALK_CANCELLED")),
    "edit a note": (to_own("note", "editNote", "noteId", text="Anders"), (DONE, DONE, DONE, "TALK_CANCELLED")),
    "make an agreement": (agreeing, (DONE, DONE, DONE, "TALK_CANCELLED")),
    "edit an agreement": (to_own("agreement", "editAgreement", "agreementId", text="Anders"), (DONE, DONE, DONE, "TALK_CANCELLED")),
    "say how an agreement stands": (to_own("agreement", "editAgreement", "agreementId", status="DONE"), (DONE, DONE, DONE, DONE)),
    "ask the coach": (simply("suggestQuestions"), (DONE, DONE, "TALK_CLOSED", "TALK_CANCELLED")),
    "take a question": (to_own("suggestion", "acceptSuggestion", "suggestionId"), (DONE, DONE, "TALK_CLOSED", "TALK_CANCELLED")),
    "put a question aside": (to_own("suggestion", "dismissSuggestion", "suggestionId"), (DONE, DONE, "TALK_CLOSED", "TALK_CANCELLED")),
    "say what it brought": (simply("recordOutcome", brought=["FOCUS"]), ("TALK_NOT_OPEN", DONE, DONE, "TALK_CANCELLED")),
    "draft a summary": (drafting, ("TALK_NOT_CLOSED", "TALK_NOT_CLOSED", DONE, "TALK_CANCELLED")),
    "edit a sentence": (
        to_own("sentence", "editSummarySentence", "sentenceId", text="Anders."),
        ("TALK_NOT_CLOSED", "TALK_NOT_CLOSED", DONE, "TALK_CANCELLED"),
    ),
    "remove a sentence": (
        to_own("sentence", "removeSummarySentence", "sentenceId"),
        ("TALK_NOT_CLOSED", "TALK_NOT_CLOSED", DONE, "TALK_CANCELLED"),
    ),
    "confirm a summary": (to_own("summary", "confirmSummary", "summaryId"), ("TALK_NOT_CLOSED", "TALK_NOT_CLOSED", DONE, "TALK_CANCELLED")),
}
"""The table of the life of a talk: what each step answers while the talk is planned, open, closed (today), cancelled."""


async def stage_of(make: Makers, client: Client, couple: Couple, status: str, seat: str) -> Stage:
    """A talk in that status of a pair of its own, and who acts."""
    employee = await make.person(manager=couple.manager)
    moment = ahead(days=1) if status in ("PLANNED", "CANCELLED") else ago(hours=1)
    talk = await make.conversation(await make.pair(couple.manager, employee), status=status, at=moment)
    return Stage(make, client, talk, employee if seat == "employee" else couple.manager)


@pytest.mark.parametrize("step", STEPS)
async def test_each_step_is_done_refused_or_the_same_again_as_the_table_says(make: Makers, client: Client, couple: Couple, step: str) -> None:
    prepare, expected = STEPS[step]
    seats = ("employee", "manager") if len(step) % 2 else ("manager", "employee")
    for status, outcome, seat in zip(STATUSES, expected, seats * 2, strict=True):
        stage = await stage_of(make, client, couple, status, seat)
        doing = await prepare(stage)
        if outcome == DONE:
            told_before = len(await outbox(make))

            answer = await doing()

            assert "reason" not in answer, (status, answer)
            assert len(await outbox(make)) > told_before
            continue
        async with nothing_changes(make):
            answer = await doing()
        if outcome == SAME:
            assert (answer["__typename"], answer["id"], answer["status"]) == ("Conversation", client_id(stage.talk), status)
        else:
            assert shortly(answer) == f"WrongMoment {outcome}", status
            assert len(answer["message"]) > 20


async def test_every_step_moves_the_talk_to_where_it_says(make: Makers, client: Client, couple: Couple) -> None:
    talk = await made(client, couple.manager, "planConversation", employeeId=couple.employee, scheduledAt=ahead(days=2))

    moved = await do(client, couple.employee, "rescheduleConversation", conversationId=talk, scheduledAt=ahead(days=3), durationMinutes=45)
    opened = await do(client, couple.employee, "openConversation", conversationId=talk)
    closed = await do(client, couple.manager, "closeConversation", conversationId=talk)
    again = await do(client, couple.employee, "reopenConversation", conversationId=talk)

    assert [one["status"] for one in (moved, opened, closed, again)] == ["PLANNED", "OPEN", "CLOSED", "OPEN"]
    assert moved["durationMinutes"] == 45
    assert (opened["openedAt"], opened["closedAt"]) == (again["openedAt"], again["closedAt"])
    assert closed["closedAt"] is not None
    assert [told for told in await outbox(make) if told[0] == "Conversation"] == [("Conversation", talk, verb) for verb in ("MADE", *["CHANGED"] * 4)]


# Planning


async def test_either_of_the_two_plans_a_talk_and_nobody_else(make: Makers, client: Client, couple: Couple) -> None:
    for person in (couple.employee, couple.manager):
        planned = await do(client, person, "planConversation", employeeId=couple.employee, scheduledAt=ahead(days=2))
        assert (planned["status"], planned["durationMinutes"], planned["pair"]) == ("PLANNED", 30, {"id": client_id(couple.pair)})
    for other in (couple.boss, couple.colleague):
        async with nothing_changes(make):
            assert await told(client, other, "planConversation", employeeId=couple.employee, scheduledAt=ahead(days=2)) == "NotAllowed NOT_YOURS"


async def test_the_manager_may_be_left_out_and_must_be_the_present_one(make: Makers, client: Client, couple: Couple) -> None:
    when: dict[str, Any] = {"employeeId": couple.employee, "scheduledAt": ahead(days=2)}
    assert await told(client, couple.employee, "planConversation", managerId=couple.manager, **when) == "Conversation"
    async with nothing_changes(make):
        assert await told(client, couple.employee, "planConversation", managerId=couple.boss, **when) == "InvalidInput INVALID managerId"
        assert await told(client, couple.employee, "planConversation", managerId="Person_what", **when) == "NotFound UNKNOWN"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"scheduledAt": ago(days=3)}, "scheduledAt"),
        ({"scheduledAt": ahead(days=1500)}, "scheduledAt"),
        ({"durationMinutes": 4}, "durationMinutes"),
        ({"durationMinutes": 481}, "durationMinutes"),
        ({"durationMinutes": -2147483648}, "durationMinutes"),
    ],
)
async def test_a_moment_or_length_that_fits_no_talk_is_refused(
    make: Makers, client: Client, couple: Couple, given: dict[str, Any], field: str
) -> None:
    talk = await make.conversation(couple.pair)
    whole = {"scheduledAt": ahead(days=2), **given}
    async with nothing_changes(make):
        planned = await told(client, couple.employee, "planConversation", employeeId=couple.employee, **whole)
        moved = await told(client, couple.employee, "rescheduleConversation", conversationId=talk, **whole)
    assert planned == moved == f"InvalidInput INVALID {field}"


async def test_moving_a_talk_to_where_it_is_tells_nobody(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)
    async with nothing_changes(make):
        assert await told(client, couple.employee, "rescheduleConversation", conversationId=talk, scheduledAt=talk.scheduled_at) == "Conversation"


# Opening


@pytest.mark.parametrize("seat", ["employee", "manager"])
async def test_the_first_shared_note_opens_a_talk(make: Makers, client: Client, couple: Couple, seat: str) -> None:
    talk = await make.conversation(couple.pair)

    note = await do(client, getattr(couple, seat), "writeNote", conversationId=talk, part="PERSONAL", text="We zijn begonnen.")

    assert note["conversation"]["status"] == "OPEN"
    assert [verb for _, one, verb in await outbox(make) if one == client_id(talk)] == ["CHANGED"]


async def test_a_private_note_opens_nothing_until_it_is_shared(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)

    note = await do(client, couple.manager, "writeNote", conversationId=talk, part="PERSONAL", text="Voor mij.", visibility="PRIVATE")
    assert (note["conversation"]["status"], await outbox(make)) == ("PLANNED", [])

    shared = await do(client, couple.manager, "editNote", noteId=note["id"], visibility="SHARED")
    assert shared["conversation"]["status"] == "OPEN"


async def test_a_pair_has_one_open_talk_at_most(make: Makers, client: Client, couple: Couple) -> None:
    closed = await make.conversation(couple.pair, status="CLOSED", at=ago(hours=5))
    await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    planned = await make.conversation(couple.pair)
    async with nothing_changes(make):
        assert await told(client, couple.employee, "openConversation", conversationId=planned) == "WrongMoment TALK_OPEN"
        assert await told(client, couple.employee, "reopenConversation", conversationId=closed) == "WrongMoment TALK_OPEN"

    note = await do(client, couple.employee, "writeNote", conversationId=planned, part="GROWTH", text="Alvast opgeschreven.")

    assert note["conversation"]["status"] == "PLANNED"


async def test_two_talks_opened_at_once_leave_one_open(make: Makers, client: Client, couple: Couple) -> None:
    talks = [await make.conversation(couple.pair, at=ahead(days=day)) for day in (1, 2)]

    answers = await asyncio.gather(
        told(client, couple.employee, "openConversation", conversationId=talks[0]),
        told(client, couple.manager, "openConversation", conversationId=talks[1]),
        *(told(client, couple.manager, "writeNote", conversationId=talk, part="GROWTH", text="Begin") for talk in talks),
    )

    assert len(await make.all(Conversation, status="OPEN")) == 1
    assert set(answers) <= {"Conversation", "Note", "WrongMoment TALK_OPEN"}
    assert answers[2:] == ["Note", "Note"]


# Closing and reopening


async def test_a_planned_talk_with_notes_is_closed_by_whoever_sees_one(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)
    await make.note(talk, couple.employee, private=True)
    async with nothing_changes(make):
        assert await told(client, couple.manager, "closeConversation", conversationId=talk) == "WrongMoment TALK_NOT_OPEN"

    closed = await do(client, couple.employee, "closeConversation", conversationId=talk)

    assert closed["status"] == "CLOSED"
    assert closed["openedAt"] == closed["closedAt"]


@pytest.mark.parametrize("mutation", ["reopenConversation", "writeNote", "makeAgreement"])
async def test_a_closed_talk_stays_warm_for_two_working_days(make: Makers, client: Client, couple: Couple, mutation: str) -> None:
    talk = await make.conversation(couple.pair, status="CLOSED", at=FRIDAY, closed_at=FRIDAY)
    inputs: dict[str, dict[str, Any]] = {
        "reopenConversation": {},
        "writeNote": {"part": "GROWTH", "text": "Nog iets."},
        "makeAgreement": {"text": "Ik bel.", "ownerId": couple.manager},
    }
    given = inputs[mutation]
    tuesday = FRIDAY + timedelta(days=4)

    async with nothing_changes(make):
        late = await told(at(client, tuesday + timedelta(milliseconds=1)), couple.manager, mutation, conversationId=talk, **given)
    in_time = await told(at(client, tuesday), couple.manager, mutation, conversationId=talk, **given)

    assert late == "WrongMoment TALK_CLOSED"
    assert in_time in ("Conversation", "Note", "Agreement")


@pytest.mark.parametrize("step", ["reopen", "write a note", "edit a note", "make an agreement", "edit an agreement"])
async def test_what_both_confirmed_is_final(make: Makers, client: Client, couple: Couple, step: str) -> None:
    stage = await stage_of(make, client, couple, "CLOSED", "employee")
    summary = await make.summary(stage.talk)
    doing = await STEPS[step][0](stage)
    await make.confirmation(summary, stage.who)
    await make.change(summary, state="CONFIRMED")
    async with nothing_changes(make):
        assert shortly(await doing()) == "WrongMoment TALK_CLOSED"

    await make.change(summary, state="DRAFT")

    assert "reason" not in await doing()


# What it brought


async def test_one_reads_what_oneself_said_and_both_at_once_what_the_other_said(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    mine = {"by": {"id": client_id(couple.employee)}, "brought": ["FOCUS", "MOTIVATION"]}
    theirs: Answer = {"by": {"id": client_id(couple.manager)}, "brought": []}

    first = await do(client, couple.employee, "recordOutcome", conversationId=talk, brought=["MOTIVATION", "FOCUS", "FOCUS"])
    unread = await node(client, couple.manager, talk)
    both = await do(client, couple.manager, "recordOutcome", conversationId=talk, brought=[])

    assert first["outcomes"] == [mine]
    assert unread is not None
    assert unread["outcomes"] == []
    assert both["outcomes"] == [mine, theirs]
    assert await outbox(make) == [("Outcome", f"Outcome_{talk.id}", "CHANGED")] * 2
    async with nothing_changes(make):
        assert await told(client, couple.employee, "recordOutcome", conversationId=talk, brought=["FOCUS", "MOTIVATION"]) == "Conversation"
    again = await do(client, couple.employee, "recordOutcome", conversationId=talk, brought=["TALENTS"])
    assert [one["brought"] for one in again["outcomes"]] == [["TALENTS"], []]
    assert len(await make.all(Outcome)) == 2


async def test_three_working_days_after_closing_an_outcome_is_read_by_the_other(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    await do(client, couple.employee, "recordOutcome", conversationId=talk, brought=["FOCUS"])

    await do(client, couple.employee, "closeConversation", conversationId=talk)

    closed = await make.reread(talk)
    assert closed.closed_at is not None
    assert closed.outcomes_shown_from == working_days_after(closed.closed_at, 3)
    await do(client, couple.employee, "reopenConversation", conversationId=talk)
    assert (await make.reread(talk)).outcomes_shown_from is None
    later = await make.conversation(couple.pair, status="CLOSED", at=ago(days=9), outcomes_shown_from=ago(days=5))
    await make.outcome(later, couple.employee, ["TALENTS"])
    read = await node(client, couple.manager, later)
    assert read is not None
    assert [one["brought"] for one in read["outcomes"]] == [["TALENTS"]]


async def test_what_a_talk_brought_is_said_within_fourteen_days(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="CLOSED", at=FRIDAY, closed_at=FRIDAY)
    end = FRIDAY + timedelta(days=14)
    given: dict[str, Any] = {"conversationId": talk, "brought": ["FOCUS"]}
    async with nothing_changes(make):
        assert await told(at(client, end + timedelta(milliseconds=1)), couple.employee, "recordOutcome", **given) == "WrongMoment TALK_CLOSED"

    assert await told(at(client, end), couple.employee, "recordOutcome", **given) == "Conversation"


# What goes along


async def carried(make: Makers, talk: str) -> list[tuple[str, bool, str]]:
    """The points of a talk: text, carried over, author."""
    rows = [row for row in await make.all(TalkingPoint) if f"Conversation_{row.conversation_id}" == talk]
    return sorted((row.text, row.carried_from_id is not None, str(row.author_id)) for row in rows)


@pytest.mark.parametrize("end", ["closeConversation", "cancelConversation"])
@pytest.mark.parametrize("first", ["plan", "end"])
async def test_undiscussed_points_go_along_to_the_next_planned_talk_that_is_there_or_comes(
    make: Makers, client: Client, couple: Couple, end: str, first: str
) -> None:
    talk = await make.conversation(couple.pair, status="OPEN" if end == "closeConversation" else "PLANNED", at=ahead(hours=1))
    source = await make.note(await make.conversation(couple.pair, status="CLOSED", at=ago(days=30)))
    kept = await make.point(talk, couple.employee, "Nog niet besproken", part="GROWTH")
    await make.source(kept, source)
    await make.point(talk, couple.manager, "Ook niet besproken")
    await make.point(talk, couple.manager, "Wel besproken", discussed=True)
    await make.point(talk, couple.manager, "", withdrawn_at=ago(minutes=1))

    async def plan() -> str:
        return await made(client, couple.manager, "planConversation", employeeId=couple.employee, scheduledAt=ahead(days=8))

    following = await plan() if first == "plan" else ""
    await do(client, couple.employee, end, conversationId=talk)
    following = following or await plan()

    assert await carried(make, following) == sorted(
        [("Nog niet besproken", True, str(couple.employee.id)), ("Ook niet besproken", True, str(couple.manager.id))]
    )
    read = await node(client, couple.employee, following)
    assert read is not None
    assert {point["carriedOver"] for point in points_of(read)} == {True}
    assert client_id(kept) not in [point["id"] for point in points_of(read)]
    (copy,) = [point for point in points_of(read) if point["text"] == "Nog niet besproken"]
    about = await node(client, couple.employee, copy["id"])
    assert about is not None
    assert (about["part"], about["about"]["nodeId"]) == ("GROWTH", client_id(source))


async def test_what_went_along_goes_along_once_however_often_the_talk_is_closed(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    await make.point(talk, couple.employee, "Blijft liggen")
    following = await made(client, couple.manager, "planConversation", employeeId=couple.employee, scheduledAt=ahead(days=8))

    for mutation in ("closeConversation", "reopenConversation", "closeConversation"):
        await do(client, couple.employee, mutation, conversationId=talk)
    await made(client, couple.manager, "planConversation", employeeId=couple.employee, scheduledAt=ahead(days=20))

    assert [row.carried_from_id is not None for row in await make.all(TalkingPoint, text="Blijft liggen")].count(True) == 1
    assert len(await carried(make, following)) == 1


async def test_a_point_that_keeps_waiting_goes_from_talk_to_talk(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    await make.point(talk, couple.employee, "Blijft liggen")
    await do(client, couple.manager, "closeConversation", conversationId=talk)

    for day in (2, 4):
        last = await made(client, couple.manager, "planConversation", employeeId=couple.employee, scheduledAt=ahead(days=day))
        await do(client, couple.manager, "openConversation", conversationId=last)
        await do(client, couple.manager, "closeConversation", conversationId=last)

    assert len(await make.all(TalkingPoint)) == 3
    assert len(await carried(make, last)) == 1


async def test_a_talk_planned_while_the_last_one_is_closed_misses_nothing(make: Makers, client: Client, couple: Couple) -> None:
    for _ in range(5):
        talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
        point = await make.point(talk, couple.employee)

        planned, _ = await asyncio.gather(
            made(client, couple.manager, "planConversation", employeeId=couple.employee, scheduledAt=ahead(days=8)),
            do(client, couple.employee, "closeConversation", conversationId=talk),
        )

        (copy,) = await make.all(TalkingPoint, carried_from_id=point.id)
        assert f"Conversation_{copy.conversation_id}" == planned
        await do(client, couple.employee, "editTalkingPoint", talkingPointId=copy, discussed=True)
        await do(client, couple.employee, "cancelConversation", conversationId=planned)


async def test_parked_points_land_in_the_next_planned_talk(make: Makers, client: Client, couple: Couple) -> None:
    parked = await do(client, couple.employee, "addTalkingPoint", pairId=couple.pair, part="GROWTH", text="Voor later")
    assert parked["conversation"] is None

    planned = await made(client, couple.manager, "planConversation", employeeId=couple.employee, scheduledAt=ahead(days=8))
    at_once = await do(client, couple.manager, "addTalkingPoint", pairId=couple.pair, part="GROWTH", text="Meteen erin")

    landed = await node(client, couple.manager, parked["id"])
    assert landed is not None
    assert landed["conversation"]["id"] == at_once["conversation"]["id"] == planned
    assert (landed["carriedOver"], landed["author"]) == (False, {"id": client_id(couple.employee)})


async def test_open_agreements_are_not_copied(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    agreement = await make.agreement(talk)

    await do(client, couple.employee, "closeConversation", conversationId=talk)
    planned = await do(client, couple.manager, "planConversation", employeeId=couple.employee, scheduledAt=ahead(days=8))

    assert planned["agreements"] == []
    brief = await client.ask("query($id: ID!) { conversation(id: $id) { brief { openAgreements { id } } } }", couple.manager, id=planned["id"])
    assert brief["conversation"]["brief"]["openAgreements"] == [{"id": client_id(agreement)}]


# Summaries


async def draft_of(make: Makers, couple: Couple) -> tuple[Summary, list[SummarySentence]]:
    talk = await make.conversation(couple.pair, status="CLOSED", at=ago(hours=3))
    summary = await make.summary(talk, ["De planning loopt.", "Emma stuurt het voorstel rond."])
    return summary, sorted(await make.all(SummarySentence, summary_id=summary.id), key=lambda one: one.position)


async def test_a_summary_is_confirmed_when_both_have_said_how_they_see_it(make: Makers, client: Client, couple: Couple) -> None:
    summary, _ = await draft_of(make, couple)

    first = await do(client, couple.employee, "confirmSummary", summaryId=summary)
    async with nothing_changes(make):
        assert (await do(client, couple.employee, "confirmSummary", summaryId=summary))["state"] == "DRAFT"
    changed = await do(client, couple.employee, "confirmSummary", summaryId=summary, **{"as": "SEEN_NOT_AGREED"})
    both = await do(client, couple.manager, "confirmSummary", summaryId=summary)

    assert (first["state"], changed["state"], both["state"]) == ("DRAFT", "DRAFT", "CONFIRMED")
    assert {(one["by"]["id"], one["as"]) for one in both["confirmations"]} == {
        (client_id(couple.employee), "SEEN_NOT_AGREED"),
        (client_id(couple.manager), "RECOGNISED"),
    }
    async with nothing_changes(make):
        assert await told(client, couple.manager, "confirmSummary", summaryId=summary) == "Summary"


async def test_two_confirmations_at_once_are_both_counted(make: Makers, client: Client, couple: Couple) -> None:
    summary, _ = await draft_of(make, couple)

    await asyncio.gather(*(told(client, person, "confirmSummary", summaryId=summary) for person in (couple.employee, couple.manager)))

    assert (await make.reread(summary)).state == "CONFIRMED"


async def test_a_change_empties_the_others_confirmation_and_keeps_ones_own(make: Makers, client: Client, couple: Couple) -> None:
    summary, (first, second) = await draft_of(make, couple)
    for person in (couple.employee, couple.manager):
        await make.confirmation(summary, person)

    edited = await do(client, couple.employee, "editSummarySentence", sentenceId=first, text=" In mijn woorden. ", was=first.text)

    assert [one["by"]["id"] for one in edited["confirmations"]] == [client_id(couple.employee)]
    assert [(one["text"], one["editedBy"]) for one in edited["sentences"]] == [
        ("In mijn woorden.", {"id": client_id(couple.employee)}),
        (second.text, None),
    ]
    removed = await do(client, couple.manager, "removeSummarySentence", sentenceId=second)
    assert removed["confirmations"] == []
    assert [one["text"] for one in removed["sentences"]] == ["In mijn woorden."]


async def test_a_sentence_that_changed_meanwhile_is_not_overwritten(make: Makers, client: Client, couple: Couple) -> None:
    _, (first, _) = await draft_of(make, couple)
    await do(client, couple.employee, "editSummarySentence", sentenceId=first, text="Van Emma.", was=first.text)
    async with nothing_changes(make):
        late = await told(client, couple.manager, "editSummarySentence", sentenceId=first, text="Van Mark.", was=first.text)
        same = await told(client, couple.manager, "editSummarySentence", sentenceId=first, text="Van Emma.", was="Van Emma.")
    assert (late, same) == ("WrongMoment CHANGED_MEANWHILE", "Summary")


@pytest.mark.parametrize("mutation", ["editSummarySentence", "removeSummarySentence", "confirmSummary", "draftSummary"])
async def test_a_summary_both_confirmed_is_final(make: Makers, client: Client, couple: Couple, mutation: str) -> None:
    summary, (first, _) = await draft_of(make, couple)
    for person in (couple.employee, couple.manager):
        await do(client, person, "confirmSummary", summaryId=summary)
    inputs: dict[str, dict[str, Any]] = {
        "editSummarySentence": {"sentenceId": first, "text": "Anders."},
        "removeSummarySentence": {"sentenceId": first},
        "confirmSummary": {"summaryId": summary, "as": "SEEN_NOT_AGREED"},
        "draftSummary": {"conversationId": f"Conversation_{summary.conversation_id}"},
    }
    given = inputs[mutation]
    async with nothing_changes(make):
        assert await told(client, couple.manager, mutation, **given) == "WrongMoment ALREADY_DECIDED"
    assert await told(client, couple.manager, "respond", toId=summary, text="Nog iets.") == "Response"
