"""Two people with a history, and everything that has to stay out of what the coach makes for them."""

from dataclasses import dataclass

import pytest

from schema.tables import Agreement, Conversation, Feedback, Goal, GoalEvaluation, Note, Pair, Person, Reflection
from tests.makers import Makers, ago, ahead

SECRET = "zeppelin"
"""Stands in every text of this history that one of the two may not read, or that is of another pair."""


@dataclass(frozen=True)
class History:
    """A pair with one closed talk, a planned one, and people around them."""

    pair: Pair
    employee: Person
    manager: Person
    boss: Person
    stranger: Person
    closed: Conversation
    talk: Conversation
    note: Note
    agreement: Agreement
    goal: Goal
    evaluation: GoalEvaluation
    feedback: Feedback
    reflection: Reflection
    private_note: Note
    managers_note: Note
    private_reflection: Reflection
    fresh_evaluation: GoalEvaluation
    hidden_feedback: Feedback


@pytest.fixture
async def history(make: Makers) -> History:
    """Sanne and Farid: what they both read in plain words, what one of them reads alone with the secret in it."""
    boss = await make.person("Ingrid Baas")
    manager = await make.person("Farid Maas", manager=boss)
    role = await make.role("Planner", responsibilities=("Stelt de weekplanning op", "Stemt routes af met de buitendienst"))
    employee = await make.person("Sanne Vos", manager=manager, role=role)
    pair = await make.pair(manager, employee)
    report = await make.person("Roos Blad", manager=employee)
    await make.path("Van planner naar coördinator", role, await make.role("Coördinator"))
    closed = await make.conversation(pair, status="CLOSED", at=ago(days=20))
    talk = await make.conversation(pair, at=ahead(days=6))
    note = await make.note(closed, employee, "De ochtenden zonder overleg geven me energie.", part="PERSONAL")
    await make.note(closed, employee, "Ik wil leren hoe ik een overleg kort houd.", part="GROWTH")
    await make.note(closed, manager, "De planning van de kermis moet nog met de buitendienst worden afgestemd.")
    private_note = await make.note(closed, employee, f"De {SECRET} houdt me bezig.", private=True)
    managers_note = await make.note(closed, manager, f"Nadenken over de {SECRET}.", private=True)
    agreement = await make.agreement(closed, employee, "Sanne legt de nieuwe routes voor aan de buitendienst.")
    goal = await make.goal(pair, "Drie weken vooruit plannen", at=ago(days=60))
    reflection = await make.reflection(pair, "Het lukt me vaker om de middag vrij te houden.", at=ago(days=5))
    history = History(
        pair=pair,
        employee=employee,
        manager=manager,
        boss=boss,
        stranger=await make.person("Sam Elders"),
        closed=closed,
        talk=talk,
        note=note,
        agreement=agreement,
        goal=goal,
        evaluation=await make.evaluation(goal, text="De eerste twee weken staan vast.", at=ago(days=6)),
        feedback=await make.feedback(pair, text="Je belde de buitendienst op tijd.", at=ago(days=9)),
        reflection=reflection,
        private_note=private_note,
        managers_note=managers_note,
        private_reflection=await make.reflection(pair, f"De {SECRET} is van mij alleen.", shared=False),
        fresh_evaluation=await make.evaluation(goal, text=f"Net geschreven over de {SECRET}.", at=ago(minutes=5)),
        hidden_feedback=await make.feedback(pair, report, f"Jij nam de {SECRET} mee.", at=ago(days=9)),
    )
    await make.talent(pair, "Overzicht houden als het druk is")
    await _another_pair(make, manager)
    return history


async def _another_pair(make: Makers, manager: Person) -> None:
    """Somebody else of the same manager, whose every word is secret to the first."""
    other = await make.person(f"Otto {SECRET}", manager=manager)
    pair = await make.pair(manager, other)
    closed = await make.conversation(pair, status="CLOSED", at=ago(days=10))
    await make.note(closed, other, f"De {SECRET} moet nog worden afgestemd.")
    await make.agreement(closed, other, f"Otto regelt de {SECRET}.")
    goal = await make.goal(pair, f"De {SECRET} op tijd")
    await make.evaluation(goal, text=f"De {SECRET} loopt.")
    await make.feedback(pair, text=f"Mooi werk aan de {SECRET}.")
    await make.reflection(pair, f"De {SECRET} geeft energie.")
    await make.talent(pair, f"Een {SECRET} besturen")
    await make.conversation(pair)


@dataclass(frozen=True)
class Couple:
    """A manager and an employee without a history, with people around them."""

    pair: Pair
    employee: Person
    manager: Person
    boss: Person
    colleague: Person


@pytest.fixture
async def couple(make: Makers) -> Couple:
    """Emma and Mark: his boss Bas, and Chris, who is managed by Mark too."""
    boss = await make.person("Bas Baas")
    manager = await make.person("Mark Maas", manager=boss)
    employee = await make.person("Emma Evers", manager=manager)
    colleague = await make.person("Chris Claes", manager=manager)
    return Couple(await make.pair(manager, employee), employee, manager, boss, colleague)
