"""Drafts of summaries: of a closed talk, out of what both wrote, never over what a person wrote."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from schema.tables import Conversation, Note, Person, Summary, SummarySentence
from tests.clients import Client
from tests.makers import Makers, ago, client_id
from tests.stories.asking import DRAFT, TABLE, Answer, everything, leaves, said
from tests.stories.conftest import SECRET, History

SEATS = ["employee", "manager"]
PARTS = ["PERSONAL", "CURRENT_ROLE", "GROWTH"]


async def draft(client: Client, viewer: Person | None, talk: Any, **more: Any) -> Answer:
    """What the coach answers when a draft is asked for."""
    answer = await client.ask(DRAFT, viewer=viewer, input={"conversationId": talk, **more})
    found: Answer = answer["draftSummary"]
    return found


@pytest.mark.parametrize("seat", SEATS)
async def test_a_closed_talk_gets_a_draft_that_both_read(client: Client, history: History, seat: str) -> None:
    made = await draft(client, getattr(history, seat), history.closed)

    assert (made["__typename"], made["state"], made["language"]) == ("Summary", "DRAFT", "NL")
    assert made["confirmedBy"] == []
    assert made["provenance"]["generator"] == "OFFLINE"
    assert made["conversation"] == {"id": client_id(history.closed), "summaryProgress": "READY"}
    assert [one["part"] for one in made["sentences"]] == sorted((one["part"] for one in made["sentences"]), key=PARTS.index)
    assert {one["part"] for one in made["sentences"]} == set(PARTS)
    for person in (history.employee, history.manager):
        table = await client.ask(TABLE, viewer=person, id=history.closed)
        assert table["conversation"]["summary"] == {name: made[name] for name in made if name != "__typename"}


@pytest.mark.parametrize("seat", SEATS)
async def test_no_private_note_is_in_a_draft(client: Client, history: History, seat: str) -> None:
    made = await draft(client, getattr(history, seat), history.closed)

    assert SECRET not in said(made)
    for hidden in (history.private_note, history.managers_note):
        assert client_id(hidden) not in said(made)


async def test_a_draft_rests_on_that_talk_alone(make: Makers, client: Client, history: History) -> None:
    later = await make.conversation(history.pair, status="CLOSED", at=ago(days=2))
    await make.note(later, history.employee, "De routes voor het najaar liggen klaar.", at=ago(days=2))
    await make.note(later, history.manager, "Het overleg met de buitendienst blijft op dinsdag.", at=ago(days=2))

    made = await draft(client, history.employee, later)

    of_this_talk = {client_id(note) for note in await make.all(Note, conversation_id=later.id)}
    assert {source["nodeId"] for one in made["sentences"] for source in one["sources"]} <= of_this_talk


async def test_every_sentence_rests_on_lines_that_both_can_open(client: Client, history: History) -> None:
    made = await draft(client, history.employee, history.closed)

    assert all(one["sources"] for one in made["sentences"])
    for source in [source for one in made["sentences"] for source in one["sources"]]:
        assert source["kind"] in {"NOTE", "TALKING_POINT", "AGREEMENT"}
        assert source["asOf"]
        for person in (history.employee, history.manager):
            node = await client.ask("query Node($id: ID!) { node(id: $id) { id } }", viewer=person, id=source["nodeId"])
            assert node["node"] == {"id": source["nodeId"]}


async def test_a_part_has_three_sentences_at_most(make: Makers, client: Client, history: History) -> None:
    for text in (
        "De routes voor het najaar moeten nog worden afgestemd.",
        "De gladheidsploeg wil eerder weten wie er rijdt.",
        "Op de markt kost het opbouwen veel tijd.",
        "Het groen langs de ring is van de lijst af.",
        "De avondploeg geeft elke dinsdag door wat bleef liggen.",
    ):
        await make.note(history.closed, history.manager, text)

    made = await draft(client, history.manager, history.closed)

    assert sum(one["part"] == "CURRENT_ROLE" for one in made["sentences"]) == 3
    assert max(sum(one["part"] == part for one in made["sentences"]) for part in PARTS) <= 3


async def test_a_draft_is_in_the_language_of_the_employee(make: Makers, client: Client) -> None:
    talk = await _english_talk(make)

    made = await draft(client, await make.manager_of(talk), talk)

    assert made["language"] == "EN"


async def test_the_language_of_a_draft_made_anew_is_the_one_asked_for_last(client: Client, history: History) -> None:
    await draft(client, history.manager, history.closed)

    made = await draft(client, history.manager, history.closed, language="EN")

    assert made["language"] == "EN"


# Again


async def test_a_draft_made_anew_takes_the_place_of_the_old_one(make: Makers, client: Client, history: History) -> None:
    first = await draft(client, history.employee, history.closed)
    await make.note(history.closed, history.employee, "Ik wil op vrijdag de routes van de week erna klaar hebben.", part="PERSONAL")

    again = await draft(client, history.manager, history.closed)

    assert again["id"] == first["id"]
    assert "vrijdag" in said(again)
    assert len(await make.all(SummarySentence)) == len(again["sentences"])


async def test_what_a_person_wrote_in_a_draft_stays(make: Makers, client: Client, history: History) -> None:
    first = await draft(client, history.employee, history.closed)
    (sentence,) = [one for one in await make.all(SummarySentence) if client_id(one) == first["sentences"][0]["id"]]
    await make.change(sentence, text="Dit heb ik zo bedoeld.", edited_by_id=history.employee.id)

    again = await draft(client, history.manager, history.closed)

    kept = [one for one in again["sentences"] if one["part"] == "PERSONAL"]
    assert [(one["text"], one["editedBy"]) for one in kept] == [("Dit heb ik zo bedoeld.", {"id": client_id(history.employee)})]
    assert {one["part"] for one in again["sentences"]} == set(PARTS)


async def test_two_drafts_at_once_make_one_summary(make: Makers, client: Client, history: History) -> None:
    answers = await asyncio.gather(*(draft(client, person, history.closed) for person in (history.employee, history.manager) * 2))

    assert {answer["__typename"] for answer in answers} == {"Summary"}
    assert len({answer["id"] for answer in answers}) == len(await make.all(Summary)) == 1
    table = await client.ask(TABLE, viewer=history.employee, id=history.closed)
    assert len(await make.all(SummarySentence)) == len(table["conversation"]["summary"]["sentences"]) == len(answers[0]["sentences"])


async def test_the_same_key_drafts_once(make: Makers, client: Client, history: History) -> None:
    key = uuid4()
    first = await draft(client, history.employee, history.closed, idempotencyKey=key)
    before = await everything(make)

    again = await draft(client, history.employee, history.closed, idempotencyKey=key)

    assert again == first
    assert await everything(make) == before


async def test_the_same_key_with_another_input_is_refused(make: Makers, client: Client, history: History) -> None:
    key = uuid4()
    await draft(client, history.employee, history.closed, idempotencyKey=key)
    before = await everything(make)

    answer = await draft(client, history.employee, history.closed, idempotencyKey=key, language="EN")

    assert (answer["__typename"], answer["reason"], answer["field"]) == ("InvalidInput", "KEY_REUSED", "idempotencyKey")
    assert await everything(make) == before


# Refusals


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("said_of_it", [["employee"], ["manager"], ["employee", "manager"]])
async def test_a_summary_that_somebody_confirmed_is_not_drafted_again(
    make: Makers, client: Client, history: History, said_of_it: list[str], seat: str
) -> None:
    summary = await make.summary(history.closed)
    for each in said_of_it:
        await make.confirmation(summary, getattr(history, each))
    before = await everything(make)

    answer = await draft(client, getattr(history, seat), history.closed)

    assert (answer["__typename"], answer["reason"]) == ("WrongMoment", "ALREADY_DECIDED")
    assert await everything(make) == before


@pytest.mark.parametrize(("status", "reason"), [("PLANNED", "TALK_NOT_CLOSED"), ("OPEN", "TALK_NOT_CLOSED"), ("CANCELLED", "TALK_CANCELLED")])
async def test_only_a_closed_talk_is_summed_up(make: Makers, client: Client, history: History, status: str, reason: str) -> None:
    talk = await make.conversation(history.pair, status=status)
    await make.note(talk, history.employee, "De ochtenden zonder overleg geven me energie.")
    await make.note(talk, history.manager, "De planning moet nog worden afgestemd met de buitendienst.")
    before = await everything(make)

    answer = await draft(client, history.employee, talk)

    assert (answer["__typename"], answer["reason"]) == ("WrongMoment", reason)
    assert await everything(make) == before


@pytest.mark.parametrize("notes", [[], ["Ja."], ["Ok", "Prima", "Top"]], ids=["none", "one word", "three words"])
async def test_too_little_was_written_for_a_summary(make: Makers, client: Client, history: History, notes: list[str]) -> None:
    talk = await make.conversation(history.pair, status="CLOSED", at=ago(days=2))
    for text in notes:
        await make.note(talk, history.employee, text)
    before = await everything(make)

    answer = await draft(client, history.employee, talk)

    assert (answer["__typename"], answer["reason"]) == ("NothingToSay", "TOO_LITTLE")
    after = await everything(make)
    assert {table for table in after if after[table] != before[table]} == {"conversations", "outbox"}
    assert (await make.reread(talk)).summary_progress == "NOTHING_TO_SAY"
    assert (await client.ask(TABLE, viewer=history.manager, id=talk))["conversation"]["summary"] is None


async def test_private_notes_alone_are_too_little(make: Makers, client: Client, history: History) -> None:
    talk = await make.conversation(history.pair, status="CLOSED", at=ago(days=2))
    for text in ("De ochtenden zonder overleg geven me energie.", "De planning moet nog worden afgestemd.", "Ik wil leren plannen."):
        await make.note(talk, history.employee, text, private=True)

    answer = await draft(client, history.employee, talk)

    assert answer["__typename"] == "NothingToSay"


async def test_nothing_to_say_leaves_an_earlier_draft_as_it_is(make: Makers, client: Client, history: History) -> None:
    talk = await make.conversation(history.pair, status="CLOSED", at=ago(days=2), summary_progress="READY")
    await make.summary(talk)
    before = await everything(make)

    answer = await draft(client, history.employee, talk)

    assert answer["__typename"] == "NothingToSay"
    assert await everything(make) == before


async def test_something_to_say_later_makes_a_summary_after_all(make: Makers, client: Client, history: History) -> None:
    talk, key = await make.conversation(history.pair, status="CLOSED", at=ago(days=1)), uuid4()
    first = await draft(client, history.employee, talk, idempotencyKey=key)
    await make.note(talk, history.employee, "De ochtenden zonder overleg geven me energie.")
    await make.note(talk, history.manager, "De planning moet nog worden afgestemd met de buitendienst.")

    again = await draft(client, history.employee, talk, idempotencyKey=key)

    assert first["__typename"] == "NothingToSay"
    assert again["conversation"]["summaryProgress"] == "READY"


@pytest.mark.parametrize("who", ["stranger", "boss"])
async def test_somebody_elses_talk_is_not_found(make: Makers, client: Client, history: History, who: str) -> None:
    before = await everything(make)

    for talk in (history.closed, f"Conversation_{uuid4()}", "nonsense", history.goal):
        answer = await draft(client, getattr(history, who), talk)
        assert answer == {"__typename": "NotFound", "reason": "UNKNOWN", "message": "Dit bestaat niet, of je kunt het niet zien."}

    assert await everything(make) == before


async def test_nobody_without_a_token_gets_a_draft(make: Makers, client: Client, history: History) -> None:
    before = await everything(make)

    assert await client.refusal(DRAFT, input={"conversationId": history.closed}) == "UNAUTHENTICATED"

    assert await everything(make) == before


# What is hidden later


async def test_a_note_that_becomes_private_is_no_source_for_the_other(make: Makers, client: Client, history: History) -> None:
    made = await draft(client, history.employee, history.closed)
    assert client_id(history.note) in said(made)

    await make.change(history.note, visibility="PRIVATE")

    tables = {seat: await client.ask(TABLE, viewer=getattr(history, seat), id=history.closed) for seat in SEATS}
    assert client_id(history.note) in said(tables["employee"]["conversation"]["summary"])
    assert client_id(history.note) not in said(tables["manager"])
    assert history.note.text not in list(leaves(tables["manager"]))


async def test_a_note_that_became_private_is_not_summed_up(make: Makers, client: Client, history: History) -> None:
    await draft(client, history.employee, history.closed)
    await make.change(history.note, visibility="PRIVATE")

    again = await draft(client, history.manager, history.closed)

    assert "ochtenden" not in said(again)


async def _english_talk(make: Makers) -> Conversation:
    organisation = await make.organisation("Larkmoor", language="EN", time_zone="Europe/London")
    manager = await make.person("Priya Shah", organisation=organisation)
    employee = await make.person("Callum Reid", organisation=organisation, manager=manager)
    talk = await make.conversation(await make.pair(manager, employee), status="CLOSED", at=ago(days=3))
    await make.note(talk, employee, "The morning rounds give me energy.", part="PERSONAL")
    await make.note(talk, employee, "I want to learn how to plan the rota for the weekend.", part="GROWTH")
    await make.note(talk, manager, "The handover sheet still has to be agreed with the evening team.")
    return talk
