"""Agreements: who does what by when, and how they stand, at any time."""

from typing import Any

import pytest

from tests.clients import Client
from tests.makers import Makers, ago, client_id
from tests.stories.conftest import Couple
from tests.stories.doing import do, node, nothing_changes, outbox, told


@pytest.mark.parametrize("seat", ["employee", "manager"])
async def test_either_writes_down_what_one_of_the_two_will_do(make: Makers, client: Client, couple: Couple, seat: str) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    for owner in (couple.employee, couple.manager):
        given = {"conversationId": talk, "text": "Stuurt het rond.", "ownerId": owner, "due": "2027-01-31"}
        agreed = await do(client, getattr(couple, seat), "makeAgreement", **given)
        assert (agreed["status"], agreed["due"], agreed["owner"]) == ("OPEN", "2027-01-31", {"id": client_id(owner)})
    for nobody in (couple.boss, couple.colleague):
        async with nothing_changes(make):
            given = {"conversationId": talk, "text": "Stuurt het rond.", "ownerId": nobody}
            assert await told(client, getattr(couple, seat), "makeAgreement", **given) == "InvalidInput INVALID ownerId"


async def test_who_wrote_an_agreement_rewords_it_and_either_moves_it(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    agreement = await make.agreement(talk, author_id=couple.employee.id, due=ago(days=-3).date())

    moved = await do(client, couple.manager, "editAgreement", agreementId=agreement, ownerId=couple.manager, due=None)

    assert (moved["owner"], moved["due"]) == ({"id": client_id(couple.manager)}, None)
    async with nothing_changes(make):
        assert await told(client, couple.manager, "editAgreement", agreementId=agreement, text="Anders") == "NotAllowed NOT_YOURS"
        refused = await told(client, couple.manager, "editAgreement", agreementId=agreement, ownerId=couple.boss)
        assert refused == "InvalidInput INVALID ownerId"
    assert (await do(client, couple.employee, "editAgreement", agreementId=agreement, text="Anders"))["text"] == "Anders"
    assert await outbox(make) == [("Agreement", client_id(agreement), "CHANGED")] * 2


async def test_how_an_agreement_stands_is_said_at_any_time_and_taken_back_again(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="CLOSED", at=ago(days=300))
    agreement = await make.agreement(talk)
    for status in ("DONE", "OPEN", "DROPPED", "OPEN"):
        said = await do(client, couple.manager, "editAgreement", agreementId=agreement, status=status)
        assert said["status"] == status
        assert ((await make.reread(agreement)).settled_at is None) == (status == "OPEN")


@pytest.mark.parametrize("given", [{"text": "Anders"}, {"due": None}, {"due": "2027-01-31"}, {"text": "Anders", "status": "DONE"}])
async def test_the_words_of_an_old_agreement_stand(make: Makers, client: Client, couple: Couple, given: dict[str, Any]) -> None:
    talk = await make.conversation(couple.pair, status="CLOSED", at=ago(days=20))
    agreement = await make.agreement(talk, author_id=couple.employee.id, due=ago(days=1).date())
    async with nothing_changes(make):
        assert await told(client, couple.employee, "editAgreement", agreementId=agreement, **given) == "WrongMoment TALK_CLOSED"


async def test_a_handed_over_agreement_is_read_and_settled_but_not_reworded(make: Makers, client: Client, couple: Couple) -> None:
    before = await make.pair(couple.boss, couple.employee, ended=ago(days=1))
    talk = await make.conversation(before, status="CLOSED", at=ago(days=1, hours=2))
    agreement = await make.agreement(talk, handed_to_pair_id=couple.pair.id)
    for given in ({"text": "Anders"}, {"due": None}):
        async with nothing_changes(make):
            assert await told(client, couple.manager, "editAgreement", agreementId=agreement, **given) == "NotAllowed NOT_YOURS"

    done = await do(client, couple.manager, "editAgreement", agreementId=agreement, status="DONE")

    assert (done["status"], done["conversation"]) == ("DONE", None)
    read = await node(client, couple.employee, agreement)
    assert read is not None
    assert read["status"] == "DONE"
