"""Summaries that nobody asked for: drafted when a talk closes, drafted anew while what was said changes, and never over a person's words."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.actions.people import end_pairs
from api.events import Happening
from api.jobs.summing_up import SummingUp
from api.jobs.tasks import Tasks
from api.purse import Budget
from coach.limits import Limits
from coach.material import TalkMaterial
from coach.offline import Offline
from coach.purse import Purse
from coach.summaries import Draft, NothingToSay
from schema.tables import Change, Conversation, Note, Person, Summary, SummarySentence
from schema.tables.spending import Spending
from tests.clients import Client
from tests.listening import quiet
from tests.makers import Makers, ago, client_id
from tests.stories.asking import DRAFT, TABLE, Answer, everything, said
from tests.stories.conftest import SECRET, Couple, History
from tests.stories.doing import do, made, nothing_changes, outbox, told

ENERGY = "De ochtenden zonder overleg geven me energie."
PLANNING = "De planning moet nog worden afgestemd met de buitendienst."
LEARNING = "Ik wil leren hoe ik een overleg kort houd."


@dataclass(frozen=True)
class Meanwhile(Offline):
    """The coach, with something that happens while it thinks."""

    happens: list[Callable[[], Awaitable[Any]]] = field(default_factory=list)

    async def draft(self, talk: TalkMaterial, purse: Purse | None = None) -> Draft | NothingToSay:
        made = self.summary(talk)
        while self.happens:
            await self.happens.pop()()
        return made


@dataclass(frozen=True)
class Paying(Offline):
    """The coach, as one who asks a model."""

    async def draft(self, talk: TalkMaterial, purse: Purse | None = None) -> Draft | NothingToSay:
        assert purse is not None
        reserved = await purse.reserve(100)
        assert reserved is not None
        await reserved.settle(70)
        return self.summary(talk)


@dataclass
class Worker:
    """Does the jobs that follow from what the outbox tells, in its order, as relay and queue do."""

    make: Makers
    engine: AsyncEngine
    coach: Meanwhile
    reached: int = 0

    def now(self) -> datetime:
        """The clock of the server."""
        return datetime.now(UTC)

    async def works(self) -> int:
        """Do what follows from everything that was told since; how many jobs that were."""
        told = sorted((one for one in await self.make.all(Change) if one.seq > self.reached), key=lambda one: one.seq)
        self.reached = max((one.seq for one in told), default=self.reached)
        tasks = Tasks.of(*SummingUp(self.coach, self.now).tasks(self.engine))
        happenings = [Happening(one.org_id, one.pair_id, one.conversation_id, one.node_type, one.node_id, one.verb, one.actor_id) for one in told]
        jobs = tasks.following(happenings)
        for job in jobs:
            await tasks.by_name[job.task].run(job.ids)
        return len(jobs)

    async def drafts(self, talk: Conversation) -> None:
        """The job of a talk, once."""
        await SummingUp(self.coach, self.now).draft(self.engine, {"org": str(talk.org_id), "talk": str(talk.id)})


@pytest.fixture
def worker(make: Makers, work_engine: AsyncEngine) -> Worker:
    """The worker, on what it may read and write."""
    return Worker(make, work_engine, Meanwhile(protected=lambda text: False))


@pytest.fixture
async def talk(make: Makers, couple: Couple) -> Conversation:
    """A talk that goes on, with something said in each part."""
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(hours=1))
    await make.note(talk, couple.employee, ENERGY, part="PERSONAL", at=ago(minutes=50))
    await make.note(talk, couple.manager, PLANNING, part="CURRENT_ROLE", at=ago(minutes=40))
    await make.note(talk, couple.employee, LEARNING, part="GROWTH", at=ago(minutes=30))
    return talk


async def summary_of(client: Client, viewer: Person, talk: Conversation) -> Answer | None:
    """The summary as that person reads it."""
    answer = await client.ask(TABLE, viewer=viewer, id=talk)
    found: Answer | None = answer["conversation"]["summary"]
    return found


async def progress_of(client: Client, viewer: Person, talk: Conversation) -> str:
    """How far the summary is, as that person reads it."""
    answer = await client.ask(TABLE, viewer=viewer, id=talk)
    return str(answer["conversation"]["summaryProgress"])


async def closed(client: Client, couple: Couple, talk: Conversation, worker: Worker) -> Answer:
    """The draft that follows when the talk closes."""
    await made(client, couple.manager, "closeConversation", conversationId=talk)
    await worker.works()
    summary = await summary_of(client, couple.employee, talk)
    assert summary is not None
    return summary


def in_part(summary: Answer, part: str) -> list[str]:
    """The sentences of a part."""
    return [one["text"] for one in summary["sentences"] if one["part"] == part]


# A talk closes


async def test_a_talk_that_closes_gets_a_draft_that_both_read(client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    assert await progress_of(client, couple.employee, talk) == "NOT_YET"
    await made(client, couple.manager, "closeConversation", conversationId=talk)
    assert await progress_of(client, couple.employee, talk) == "BEING_DRAFTED"

    await worker.works()

    assert await progress_of(client, couple.employee, talk) == "READY"
    summary = await summary_of(client, couple.employee, talk)
    assert summary is not None
    assert summary == await summary_of(client, couple.manager, talk)
    assert (summary["state"], summary["language"], summary["provenance"]["generator"]) == ("DRAFT", "NL", "OFFLINE")
    assert {one["part"] for one in summary["sentences"]} == {"PERSONAL", "CURRENT_ROLE", "GROWTH"}
    assert all(one["sources"] for one in summary["sentences"])


async def test_the_employee_finds_the_draft_at_their_last_talk(client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    summary = await closed(client, couple, talk, worker)

    answer = await client.ask("{ viewer { lastConversation { summary { id } } } }", viewer=couple.employee)

    assert answer["viewer"]["lastConversation"]["summary"] == {"id": summary["id"]}


async def test_a_draft_is_told_and_nobody_is_said_to_have_made_it(
    make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker
) -> None:
    summary = await closed(client, couple, talk, worker)

    assert (await outbox(make))[-1] == ("Summary", summary["id"], "CHANGED")
    (change,) = await make.all(Change, node_type="Summary")
    assert (change.actor_id, change.pair_id, change.conversation_id) == (None, talk.pair_id, talk.id)


async def test_it_is_in_the_language_of_the_employee(make: Makers, client: Client, worker: Worker) -> None:
    organisation = await make.organisation("Larkmoor", language="EN", time_zone="Europe/London")
    manager = await make.person("Priya Shah", organisation=organisation)
    employee = await make.person("Callum Reid", organisation=organisation, manager=manager)
    talk = await make.conversation(await make.pair(manager, employee), status="OPEN", at=ago(hours=1))
    await make.note(talk, employee, "The morning rounds give me energy.", part="PERSONAL")
    await make.note(talk, manager, "The handover sheet still has to be agreed with the evening team.")
    await made(client, manager, "closeConversation", conversationId=talk)

    await worker.works()

    (summary,) = await make.all(Summary)
    assert summary.language == "EN"


async def test_private_notes_are_in_no_draft(make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    for person in (couple.employee, couple.manager):
        await make.note(talk, person, f"De {SECRET} houdt me bezig, en ik wil die nog afstemmen.", part="PERSONAL", private=True)

    summary = await closed(client, couple, talk, worker)

    assert SECRET not in said(summary)


async def test_too_little_is_remembered_until_there_is_more(make: Makers, client: Client, couple: Couple, worker: Worker) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(hours=1))
    await make.note(talk, couple.employee, "Ok.")
    await made(client, couple.manager, "closeConversation", conversationId=talk)
    await worker.works()
    assert await progress_of(client, couple.employee, talk) == "NOTHING_TO_SAY"
    async with nothing_changes(make):
        await worker.works()
        await worker.drafts(talk)

    for person, words in ((couple.employee, ENERGY), (couple.manager, PLANNING)):
        await made(client, person, "writeNote", conversationId=talk, part="CURRENT_ROLE", text=words)
    await worker.works()

    assert await progress_of(client, couple.employee, talk) == "READY"


async def test_a_talk_that_is_not_closed_gets_none(make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    await made(client, couple.employee, "writeNote", conversationId=talk, part="PERSONAL", text=ENERGY)

    async with nothing_changes(make):
        assert await worker.works() == 1

    assert await make.all(Summary) == []


async def test_an_old_talk_that_nobody_waits_for_gets_none(make: Makers, client: Client, history: History, worker: Worker) -> None:
    await made(client, history.employee, "editAgreement", agreementId=history.agreement, status="DONE")

    async with nothing_changes(make):
        await worker.works()


async def test_a_talk_that_an_ended_pair_leaves_open_is_summed_up_for_the_employee(
    make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker, load_engine: AsyncEngine
) -> None:
    async with load_engine.begin() as connection:
        await end_pairs(connection, couple.pair.org_id, [couple.pair.id], at=datetime.now(UTC))

    await worker.works()

    answer = await client.ask("{ viewer { lastConversation { id summaryProgress summary { sentences { text } } } } }", viewer=couple.employee)
    assert (answer["viewer"]["lastConversation"]["id"], answer["viewer"]["lastConversation"]["summaryProgress"]) == (client_id(talk), "READY")
    assert answer["viewer"]["lastConversation"]["summary"]["sentences"]
    assert (await client.ask("query Q($id: ID!) { conversation(id: $id) { id } }", viewer=couple.manager, id=talk))["conversation"] is None


async def test_what_a_model_takes_for_it_is_paid_by_the_organisation_and_by_nobody(
    make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker, work_engine: AsyncEngine
) -> None:
    await made(client, couple.manager, "closeConversation", conversationId=talk)
    paying = SummingUp(Paying(protected=lambda text: False), worker.now, lambda begin: Budget(begin, Limits(), worker.now, quiet()))

    await paying.draft(work_engine, {"org": str(talk.org_id), "talk": str(talk.id)})

    assert [(one.org_id, one.person_id, one.tokens, one.reserved_until) for one in await make.all(Spending)] == [(talk.org_id, None, 70, None)]
    assert await progress_of(client, couple.employee, talk) == "READY"


# Once, whatever happens


async def test_a_job_that_is_done_again_changes_nothing(make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    await closed(client, couple, talk, worker)

    async with nothing_changes(make):
        await worker.drafts(talk)
        await worker.works()


async def test_two_workers_at_once_make_one_draft(make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    await made(client, couple.manager, "closeConversation", conversationId=talk)

    await asyncio.gather(*(worker.drafts(talk) for _ in range(4)))

    (summary,) = await make.all(Summary)
    assert len(await make.all(SummarySentence)) == 3
    assert [change.node_id for change in await make.all(Change, node_type="Summary")] == [summary.id]


async def test_a_worker_that_is_killed_while_the_coach_thinks_leaves_nothing_and_another_makes_it(
    make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker
) -> None:
    async def killed() -> None:
        raise asyncio.CancelledError

    await made(client, couple.manager, "closeConversation", conversationId=talk)
    worker.coach.happens.append(killed)

    async with nothing_changes(make):
        with pytest.raises(asyncio.CancelledError):
            await worker.drafts(talk)
    await worker.works()

    assert await progress_of(client, couple.employee, talk) == "READY"


async def test_a_draft_of_what_is_no_longer_so_is_let_go(client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    async def writes() -> None:
        await made(client, couple.employee, "writeNote", conversationId=talk, part="PERSONAL", text="Ik ga op vrijdag de routes voorbereiden.")

    await made(client, couple.manager, "closeConversation", conversationId=talk)
    worker.coach.happens.append(writes)

    await worker.works()
    before = await progress_of(client, couple.employee, talk)
    await worker.works()

    assert (before, await progress_of(client, couple.employee, talk)) == ("BEING_DRAFTED", "READY")
    assert "vrijdag" in said(await summary_of(client, couple.employee, talk))


async def test_a_talk_that_is_reopened_while_the_coach_thinks_gets_no_draft(
    make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker
) -> None:
    async def reopens() -> None:
        await made(client, couple.employee, "reopenConversation", conversationId=talk)

    await made(client, couple.manager, "closeConversation", conversationId=talk)
    worker.coach.happens.append(reopens)

    await worker.works()

    assert await make.all(Summary) == []
    assert await progress_of(client, couple.employee, talk) == "NOT_YET"


# Afterwards, within two working days


async def test_a_note_that_is_added_afterwards_is_in_the_draft(client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    before = await closed(client, couple, talk, worker)
    await made(client, couple.employee, "writeNote", conversationId=talk, part="PERSONAL", text="Ik ga op vrijdag de routes voorbereiden.")

    await worker.works()

    after = await summary_of(client, couple.employee, talk)
    assert after is not None
    assert after["id"] == before["id"]
    assert "vrijdag" in said(in_part(after, "PERSONAL"))


async def test_a_note_that_is_reworded_or_taken_back_leaves_the_draft(
    make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker
) -> None:
    await closed(client, couple, talk, worker)
    notes = {note.text: note for note in await make.all(Note)}
    await made(client, couple.manager, "editNote", noteId=notes[PLANNING], text="De routes van de kermis moeten nog worden afgestemd.")
    await made(client, couple.employee, "withdraw", nodeId=notes[LEARNING])

    await worker.works()

    after = await summary_of(client, couple.employee, talk)
    assert after is not None
    assert "kermis" in said(in_part(after, "CURRENT_ROLE"))
    assert PLANNING.removesuffix(".") not in said(after)
    assert in_part(after, "GROWTH") == []


async def test_a_persons_words_and_the_rest_of_their_part_stay(client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    before = await closed(client, couple, talk, worker)
    sentence = next(one for one in before["sentences"] if one["part"] == "PERSONAL")
    await made(client, couple.employee, "editSummarySentence", sentenceId=sentence["id"], text="Zo heb ik het bedoeld.")
    for part in ("PERSONAL", "GROWTH"):
        await made(client, couple.manager, "writeNote", conversationId=talk, part=part, text="We gaan op vrijdag de routes voorbereiden.")

    await worker.works()

    after = await summary_of(client, couple.employee, talk)
    assert after is not None
    assert in_part(after, "PERSONAL") == ["Zo heb ik het bedoeld."]
    assert "vrijdag" in said(in_part(after, "GROWTH"))


async def test_a_sentence_that_was_taken_out_comes_back_only_when_somebody_asks(
    client: Client, couple: Couple, talk: Conversation, worker: Worker
) -> None:
    before = await closed(client, couple, talk, worker)
    sentence = next(one for one in before["sentences"] if one["part"] == "PERSONAL")
    await made(client, couple.employee, "removeSummarySentence", sentenceId=sentence["id"])
    await made(client, couple.manager, "writeNote", conversationId=talk, part="GROWTH", text="We gaan op vrijdag de routes voorbereiden.")

    await worker.works()
    by_itself = await summary_of(client, couple.employee, talk)
    asked = (await client.ask(DRAFT, viewer=couple.manager, input={"conversationId": talk}))["draftSummary"]

    assert by_itself is not None
    assert in_part(by_itself, "PERSONAL") == []
    assert "vrijdag" in said(in_part(by_itself, "GROWTH"))
    assert in_part(asked, "PERSONAL") == in_part(before, "PERSONAL")


@pytest.mark.parametrize("who", [["employee"], ["manager"], ["employee", "manager"]])
async def test_a_summary_that_somebody_confirmed_stays_as_it_is(
    client: Client, couple: Couple, talk: Conversation, worker: Worker, who: list[str]
) -> None:
    summary = await closed(client, couple, talk, worker)
    agreement = await made(client, couple.manager, "makeAgreement", conversationId=talk, text="Emma belt de buitendienst.", ownerId=couple.employee)
    await worker.works()
    for each in who:
        await made(client, getattr(couple, each), "confirmSummary", summaryId=summary["id"])
    confirmed = await summary_of(client, couple.employee, talk)

    await told(client, couple.employee, "writeNote", conversationId=talk, part="PERSONAL", text="Ik ga op vrijdag de routes voorbereiden.")
    await made(client, couple.employee, "editAgreement", agreementId=agreement, status="DONE")
    await worker.works()

    assert await summary_of(client, couple.employee, talk) == confirmed


async def test_a_draft_that_does_not_say_what_it_was_drawn_from_is_left_alone(
    make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker
) -> None:
    await make.change(talk, status="CLOSED", closed_at=ago(minutes=5), summary_progress="READY")
    await make.summary(talk)
    await made(client, couple.employee, "writeNote", conversationId=talk, part="PERSONAL", text="Ik ga op vrijdag de routes voorbereiden.")

    async with nothing_changes(make):
        await worker.works()


# Reopened and closed again


async def test_a_talk_that_is_closed_again_is_drafted_again(client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    first = await closed(client, couple, talk, worker)
    sentence = next(one for one in first["sentences"] if one["part"] == "PERSONAL")
    await made(client, couple.employee, "editSummarySentence", sentenceId=sentence["id"], text="Zo heb ik het bedoeld.")
    await made(client, couple.manager, "reopenConversation", conversationId=talk)
    await made(client, couple.manager, "writeNote", conversationId=talk, part="GROWTH", text="We gaan op vrijdag de routes voorbereiden.")
    await worker.works()
    meanwhile = await summary_of(client, couple.employee, talk)

    again = await closed(client, couple, talk, worker)

    assert meanwhile is not None
    assert "vrijdag" not in said(meanwhile), "an open talk is not summed up"
    assert again["id"] == first["id"]
    assert in_part(again, "PERSONAL") == ["Zo heb ik het bedoeld."]
    assert "vrijdag" in said(in_part(again, "GROWTH"))


async def test_what_one_of_the_two_confirmed_before_it_was_reopened_stays(client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    summary = await closed(client, couple, talk, worker)
    await made(client, couple.employee, "confirmSummary", summaryId=summary["id"])
    confirmed = await summary_of(client, couple.employee, talk)
    await made(client, couple.manager, "reopenConversation", conversationId=talk)
    await made(client, couple.manager, "writeNote", conversationId=talk, part="GROWTH", text="We gaan op vrijdag de routes voorbereiden.")

    await made(client, couple.manager, "closeConversation", conversationId=talk)
    await worker.works()

    assert await summary_of(client, couple.employee, talk) == confirmed
    assert await progress_of(client, couple.employee, talk) == "READY"


async def test_a_confirmed_summary_keeps_its_talk_closed(make: Makers, client: Client, couple: Couple, talk: Conversation, worker: Worker) -> None:
    summary = await closed(client, couple, talk, worker)
    for person in (couple.employee, couple.manager):
        await made(client, person, "confirmSummary", summaryId=summary["id"])
    before = await everything(make)

    assert (await do(client, couple.manager, "reopenConversation", conversationId=talk))["__typename"] == "WrongMoment"
    await worker.works()

    assert await everything(make) == before


# What the database lets the worker write

FORBIDDEN = {
    "the words of a person": "update summary_sentences set text = 'anders'",
    "a person's sentence away": "delete from summary_sentences where edited_by_id is not null",
    "a sentence in somebody's name": """insert into summary_sentences (org_id, pair_id, summary_id, part, position, text, generator, edited_by_id)
        select org_id, pair_id, summary_id, part, 9, 'anders', generator, edited_by_id from summary_sentences where edited_by_id is not null""",
    "a source that nobody may read": """insert into sources (org_id, pair_id, of_sentence_id, position, kind, quote, note_id)
        select s.org_id, s.pair_id, s.id, 9, 'NOTE', '', :private from summary_sentences s where edited_by_id is null""",
    "a source of a question": """insert into sources (org_id, pair_id, of_suggestion_id, position, kind, quote)
        select org_id, pair_id, id, 9, 'QUESTION_BANK', '' from suggestions""",
    "that a summary is confirmed": "update summaries set state = 'CONFIRMED'",
    "who touched it": "update summaries set touched = '{}'",
    "a confirmed summary": "update summaries set language = 'EN' where state = 'CONFIRMED'",
    "another moment of a talk": "update conversations set scheduled_at = now()",
    "a talk that is not closed": "update conversations set summary_progress = 'READY' where status <> 'CLOSED'",
    "a change in somebody's name": """insert into outbox (org_id, actor_id, node_type, node_id, verb)
        select org_id, id, 'Person', id, 'CHANGED' from people""",
}


async def test_the_worker_writes_drafts_and_nothing_else(make: Makers, work_engine: AsyncEngine, couple: Couple) -> None:
    closed_talk = await make.conversation(couple.pair, status="CLOSED", at=ago(days=2))
    summary = await make.summary(closed_talk, ["Jullie spraken over de planning.", "Zo heb ik het bedoeld."])
    mine = next(one for one in await make.all(SummarySentence, summary_id=summary.id) if one.text.startswith("Zo"))
    await make.change(mine, edited_by_id=couple.employee.id)
    confirmed = await make.summary(await make.conversation(couple.pair, status="CLOSED", at=ago(days=9)))
    await make.change(confirmed, state="CONFIRMED")
    await make.suggestion(await make.conversation(couple.pair))
    private = await make.note(closed_talk, couple.employee, private=True)

    async with nothing_changes(make):
        written = {what: await _tried(work_engine, statement, private=private.id) for what, statement in FORBIDDEN.items()}

    assert set(written.values()) <= {"refused", 0}, written


async def _tried(engine: AsyncEngine, statement: str, **parameters: Any) -> int | str:
    """How many rows it wrote, or that the database refused it."""
    try:
        async with engine.begin() as connection:
            given = {name: value for name, value in parameters.items() if f":{name}" in statement}
            return (await connection.execute(text(statement), given)).rowcount
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != "42501":
            raise
        return "refused"
