"""Questions of an organisation's own: brought in by HR through the coach's gate, asked there and nowhere else."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.actions.organisations import Employer, Terms
from api.importers.files import read_table
from api.importers.questions import QUESTIONS, import_questions
from api.importers.report import Report
from schema.tables import Conversation, Frame, Organisation, Pair, Suggestion
from tests.clients import Client
from tests.makers import Makers, ago
from tests.stories.asking import SUGGEST
from tests.stories.conftest import Couple

TEAM = "Wat zou ons team volgens jou vaker moeten vieren?"
HELP = "Wie in het team kan je verder helpen met je doel {goal}?"
FILE = f"""language;part;source;occasion;question;follow_up;first_person
nl;personal;;;{TEAM};Wat zou daar het eerst voor nodig zijn?;Ik wil bespreken wat ons team vaker moet vieren.
nl;current_role;goal;active;{HELP};Wat zou je diegene vragen?;Ik wil bespreken wie me kan helpen met mijn doel {{goal}}.
nl;growth;note;said;{{said}} Met wie in het team zou je dat willen oppakken?;Wat zou een eerste stap zijn?;{{mine}} Ik wil dat met iemand oppakken.
en;growth;;;What would you like to show the rest of the team?;When would that suit?;I want to discuss what I can show the team.
"""

Brought = Callable[..., Awaitable[Report]]


@pytest.fixture
def brought(load_engine: AsyncEngine, make: Makers, tmp_path: Path) -> Brought:
    """Imports a file with that content into an organisation: the first one, or the one that is named."""

    async def bring(content: str, into: Organisation | None = None) -> Report:
        path = tmp_path / "questions.csv"
        path.write_text(content, encoding="utf-8")
        where = into or (await make.all(Organisation))[0]
        employer = Employer(where.org_id, Terms(where.name, where.language, where.time_zone))
        async with load_engine.begin() as connection:
            return await import_questions(connection, employer, read_table(path, QUESTIONS), lambda doing, done, total: None)

    return bring


@pytest.fixture
async def talk(make: Makers, couple: Couple) -> Conversation:
    """A coming talk of two who have a goal, and one talk behind them in which something was said."""
    before = await make.conversation(couple.pair, status="CLOSED", at=ago(days=20))
    await make.note(before, couple.employee, "De nieuwe kaart hangt in de hal bij de balie.", part="GROWTH", at=ago(days=20))
    await make.goal(couple.pair, "Drie weken vooruit plannen", at=ago(days=60))
    return await make.conversation(couple.pair)


async def asked(make: Makers, client: Client, talk: Conversation, **more: Any) -> dict[str, Suggestion]:
    """The questions for a talk that rest on frames of the organisation, by frame."""
    answer = await client.ask(SUGGEST, viewer=await make.employee_of(talk), input={"conversationId": talk, "perPart": 5, **more})
    assert answer["suggestQuestions"]["__typename"] == "SuggestedQuestions"
    offered = await make.all(Suggestion, conversation_id=talk.id, state="OFFERED")
    return {one.frame: one for one in offered if one.frame.startswith("own: ")}


async def test_questions_of_the_organisation_are_asked_there(make: Makers, client: Client, talk: Conversation, brought: Brought) -> None:
    report = await brought(FILE)

    own = await asked(make, client, talk)

    assert (report.made, report.refused) == (4, ())
    assert own[f"own: {TEAM}"].question == TEAM
    assert own[f"own: {TEAM}"].why == "Deze vraag komt van jullie organisatie."
    assert own[f"own: {TEAM}"].first_person == "Ik wil bespreken wat ons team vaker moet vieren."
    assert own[f"own: {HELP}"].question == "Wie in het team kan je verder helpen met je doel „Drie weken vooruit plannen”?"
    assert own[f"own: {HELP}"].why.startswith("Aan dit doel werk je nu")
    (note,) = [one for one in own.values() if one.part == "GROWTH"]
    assert "kaart" in note.question
    assert note.question.endswith("Met wie in het team zou je dat willen oppakken?")


async def test_they_are_asked_in_no_other_organisation_and_in_no_other_language(
    make: Makers, client: Client, talk: Conversation, brought: Brought
) -> None:
    elsewhere = await make.organisation("Elders")
    manager = await make.person("Elif", organisation=elsewhere)
    other = await make.conversation(await make.pair(manager, await make.person("Sofie", organisation=elsewhere, manager=manager)))
    await brought(FILE)

    assert await asked(make, client, other) == {}
    assert set(await asked(make, client, talk, language="EN")) <= {"own: What would you like to show the rest of the team?"}
    assert len(await asked(make, client, talk)) > 1


async def test_a_second_import_makes_nothing_twice_and_changes_what_differs(make: Makers, brought: Brought, talk: Conversation) -> None:
    await brought(FILE)
    before = {frame.key: frame.id for frame in await make.all(Frame)}

    again = await brought(FILE)
    changed = await brought(FILE.replace("vaker moet vieren", "vaker mag vieren"))

    assert (again.made, again.changed, again.same) == (0, 0, 4)
    assert (changed.made, changed.changed, changed.same) == (0, 1, 3)
    assert {frame.key: frame.id for frame in await make.all(Frame)} == before


async def test_a_question_with_a_key_can_be_reworded_and_a_retired_one_is_asked_no_more(
    make: Makers, client: Client, brought: Brought, talk: Conversation
) -> None:
    header, line = "key;language;part;question;follow_up;first_person;retired\n", "Wat is daarvoor nodig?;Ik wil iets bespreken.;"
    await brought(f"{header}vieren;nl;personal;{TEAM};{line}\n")
    reworded = await brought(f"{header}vieren;nl;personal;Wat viert ons team volgens jou te weinig?;{line}\n")
    asked_before = await asked(make, client, talk)

    retired = await brought(f"{header}vieren;nl;personal;Wat viert ons team volgens jou te weinig?;{line}yes\n")

    assert (reworded.made, reworded.changed, retired.changed) == (0, 1, 1)
    assert asked_before["own: vieren"].question == "Wat viert ons team volgens jou te weinig?"
    assert await asked(make, client, talk) == {}
    assert [frame.in_use for frame in await make.all(Frame)] == [False]


REFUSED = {
    "Ben je tevreden over ons team?": "yes, no",
    "Waarom werk je hier graag?": "reproaches",
    "Wat vind je van je manager?": "leidinggevende",
    "Wat doe je als je ziek bent, en wat vertel je over je diagnose?": "",
    "Wat geeft je energie in je werk op dit moment?": "same",
    "Hoe tevreden zijn jouw collega's over jou?": "",
    "What do you like about the team?": "language",
    "Wat vind je hiervan: {said}?": "said can't be filled",
    "Wat vind je van {dit?": "braces",
    "Wat zou u willen veranderen in ons team?": "u",
}


@pytest.mark.parametrize("question", REFUSED)
async def test_what_fails_the_gate_is_refused_with_its_line_and_a_reason(make: Makers, brought: Brought, talk: Conversation, question: str) -> None:
    report = await brought(
        "language;part;question;follow_up;first_person\n"
        f"nl;personal;{TEAM};Wat nog meer?;Ik wil iets bespreken.\n"
        f"nl;personal;{question};Wat nog meer?;Ik wil iets bespreken.\n"
    )

    assert report.made == 1
    assert [line.number for line in report.refused] == [3]
    assert report.refused[0].column == "question"
    assert REFUSED[question] in report.refused[0].reason
    assert [frame.question for frame in await make.all(Frame)] == [TEAM]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nl;growth;goal;said;Wat wil je met {goal}?;Wat nog meer?;Ik wil iets bespreken.", "active"),
        ("nl;growth;feedback;any;Wat neem je mee uit „{said}”?;Wat nog meer?;Ik wil iets bespreken.", "can't be filled"),
        ("nl;growth;goal;active;Wie van Atlas helpt je in 2027 met {goal}?;Wat nog meer?;Ik wil iets bespreken.", "number"),
        ("nl;growth;goal;active;Wie helpt je met je doel {goal}?;Vind je dat ook?;Ik wil iets bespreken.", "open question"),
        ("nl;growth;goal;active;Wie helpt je met je doel {goal}?;Wat nog meer?;Ik wil opslag bespreken.", "pay"),
        ("fr;growth;goal;active;Wie helpt je met je doel {goal}?;Wat nog meer?;Ik wil iets bespreken.", "NL or EN"),
        ("nl;growth;goal;active;Wie helpt je met je doel {goal}?;;Ik wil iets bespreken.", "empty"),
    ],
)
async def test_a_line_that_cannot_be_asked_says_what_to_write(make: Makers, brought: Brought, talk: Conversation, line: str, reason: str) -> None:
    report = await brought(f"language;part;source;occasion;question;follow_up;first_person\n{line}\n")

    assert (report.made, [one.number for one in report.refused]) == (0, [2])
    assert reason in report.refused[0].reason
    assert await make.all(Frame) == []


async def test_the_same_question_twice_in_a_file_is_one_too_many(make: Makers, brought: Brought, talk: Conversation) -> None:
    line = f"nl;personal;{TEAM};Wat nog meer?;Ik wil iets bespreken.\n"
    almost = line.replace("vaker moeten vieren", "moeten vieren, en vaker")

    report = await brought(f"language;part;question;follow_up;first_person\n{line}{line}{almost}")

    assert (report.made, [one.number for one in report.refused]) == (1, [3, 4])


async def test_an_own_question_that_was_not_asked_comes_in_the_next_talk(make: Makers, client: Client, brought: Brought, talk: Conversation) -> None:
    await brought(FILE)
    own = await asked(make, client, talk, parts=["PERSONAL"])
    await make.change(talk, status="CLOSED", closed_at=ago(minutes=1), opened_at=ago(minutes=30))
    (pair,) = await make.all(Pair, id=talk.pair_id)
    following = await make.conversation(pair)

    again = await asked(make, client, following)

    assert f"own: {TEAM}" in own
    assert f"own: {HELP}" in again
    assert f"own: {HELP}" not in own, "it was not asked for"
