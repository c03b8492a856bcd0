"""What the coach is given for a talk: the most relevant first, no more than it has room for, and it knows what that leaves out."""

from datetime import UTC, datetime

import pytest

from api import material
from api.database.sessions import Sessions
from coach.material import Language, Material, SourceKind, about_tokens
from schema.tables import Conversation, Person
from tests.makers import Makers, ago, identity_of
from tests.stories.conftest import SECRET, History


async def given(sessions: Sessions, person: Person, talk: Conversation) -> Material:
    """What the coach is given when that person asks."""
    async with sessions.begin(identity_of(person)) as session:
        row = await session.get_one(Conversation, (talk.org_id, talk.id))
        return await material.for_questions(session, row, Language.NL, datetime.now(UTC))


async def test_what_was_picked_comes_first_whoever_asks(make: Makers, sessions: Sessions, history: History) -> None:
    before = (await given(sessions, history.employee, history.talk)).lines

    later = before[[line.kind for line in before].index(SourceKind.NOTE) + 2]
    (note,) = [note for note in await make.all(type(history.note)) if note.id == later.id]
    await make.pick(history.pair, note)

    for person in (history.employee, history.manager):
        lines = (await given(sessions, person, history.talk)).lines
        notes = [line for line in lines if line.kind is SourceKind.NOTE]
        assert notes[0].id == note.id
        assert sorted(str(line.id) for line in lines) == sorted(str(line.id) for line in before)
        assert SECRET not in str(lines)


async def test_more_than_there_is_room_for_is_left_out_whole_and_known(make: Makers, sessions: Sessions, history: History) -> None:
    long = "Over de planning van de buitendienst viel nog veel meer te zeggen. " * 100
    for number in range(8):
        await make.note(history.closed, history.employee, f"{number} {long}", part="CURRENT_ROLE")

    once, again = [await given(sessions, history.manager, history.talk) for _ in range(2)]

    assert once == again
    assert sum(about_tokens(line.text) for line in once.lines) <= material.ROOM
    assert any(line.text.endswith(long) for line in once.lines)
    assert once.left_out
    assert all(line.text.endswith(long) for line in once.left_out)
    assert {str(history.agreement.id), str(history.reflection.id), str(history.goal.id)} <= {str(line.id) for line in once.lines}


async def test_of_a_goal_the_latest_evaluation_is_given(make: Makers, sessions: Sessions, history: History) -> None:
    latest = await make.evaluation(history.goal, text="De derde week staat ook.", at=ago(days=2))

    lines = (await given(sessions, history.manager, history.talk)).lines

    assert [line.id for line in lines if line.kind is SourceKind.GOAL_EVALUATION] == [latest.id]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Met Roos Blad over de routes gesproken.", True),
        ("Blad gaat mee.", True),
        ("roos is een bloem.", False),
        ("Met Rozalinde gesproken.", False),
    ],
)
async def test_whoever_a_line_may_mention_is_known_by_name(make: Makers, sessions: Sessions, history: History, text: str, found: bool) -> None:
    await make.note(history.closed, history.employee, text)

    names = (await given(sessions, history.employee, history.talk)).names

    assert ("Roos Blad" in names) is found
    assert not [name for name in names if name == "Sam Elders"]
