"""Search finds exactly what a reading of everything that is permitted finds, in the same order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from retrieval.embedders import DIMENSIONS, Making, Vector, Vectors
from retrieval.search import FUSION
from schema.tables import Agreement, Goal, Pair, Passage, Person, Summary, SummarySentence, Talent
from schema.tables.enums import Part, SourceKind
from tests.clients import Client
from tests.makers import Makers, ago, ahead, client_id
from tests.retrieval.bag import indexed, meaning
from tests.retrieval.oracle import Asked, Oracle
from tests.retrieval.test_search import FIND

# No word of any language, so that its only lexeme is itself.
WORDS = [f"w{number}" for number in range(30)]
TOPICS = np.random.default_rng(1).integers(-4, 5, (5, DIMENSIONS))


@dataclass
class Grid:
    """An embedder whose vectors are whole numbers: distances between them come out the same in whatever order they are summed."""

    outside: bool = field(default=False, init=False)

    async def making(self) -> Making:
        """How they are made."""
        return Making("grid", "none", "0")

    async def query(self, text: str, *, of_roles: bool = False) -> Vector:
        """Near to the texts that begin with a word of the same topic."""
        noise = np.random.default_rng(crc32(text.encode())).integers(-4, 5, DIMENSIONS)
        return np.asarray(TOPICS[crc32(text.split(maxsplit=1)[0].encode()) % len(TOPICS)] + noise, np.float32)

    async def passages(self, texts: Sequence[str]) -> Vectors:
        """The same of each."""
        return np.stack([await self.query(text) for text in texts])

    async def close(self) -> None:
        """Nothing to let go of."""


@dataclass
class Chance:
    """Texts, people and moments by chance, always the same ones."""

    make: Makers
    dice: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311  # no secret

    def text(self, most: int = 12) -> str:
        """Some words; now and then so many lines that they make several passages."""
        if self.dice.random() < 0.05:
            return "\n".join(" ".join(self.dice.choices(WORDS, k=60)) for _ in range(8))
        return " ".join(self.dice.choices(WORDS, k=self.dice.randint(1, most)))

    def yes(self, share: float = 0.5) -> bool:
        """True as often as that."""
        return self.dice.random() < share

    async def fill(self, pair: Pair, employee: Person, manager: Person, others: Sequence[Person], times: int) -> None:
        """What stands in the talks of a pair and around them, in every state that decides who reads it."""
        make, talk = self.make, await self.make.conversation(pair, status="CLOSED", at=ago(days=self.dice.randint(40, 300)))
        await make.summary(talk, [self.text() for _ in range(times)])
        for _ in range(times):
            day = self.dice.randint(1, 30)
            soon = ahead(hours=1) if self.yes(0.3) else ago(days=1)
            await make.note(talk, text=self.text(), private=self.yes(0.2), part=self.dice.choice(list(Part)), at=ago(days=day))
            first = await make.point(talk, text=self.text())
            await make.point(talk, text=first.text if self.yes() else self.text(), carried_from=first)
            await make.agreement(talk, text=self.text(), at=ago(days=day))
            goal = await make.goal(pair, self.text(), description=self.text() if self.yes() else "")
            await make.evaluation(goal, text=self.text(), manager_sees_from=soon)
            await make.talent(pair, self.text(), confirmed=self.yes(0.7))
            given = await make.feedback(pair, self.dice.choice([*others, manager]), self.text(), manager_sees_from=self.dice.choice([soon, None]))
            await make.response(given, text=self.text(), to_the_giver=self.yes())
            reflection = await make.reflection(pair, self.text(), shared=self.yes(0.7), manager_sees_from=soon)
            await make.response(reflection, self.dice.choice([employee, manager]), self.text())


async def people_of(chance: Chance, *, times: int) -> list[Person]:
    """An organisation in which some changed managers and handed over a part of what they had."""
    make = chance.make
    managers = [await make.person() for _ in range(2)]
    employees = [await make.person() for _ in range(5)]
    for place, employee in enumerate(employees):
        manager, former = managers[place % 2], managers[(place + 1) % 2]
        others = [person for person in employees if person.id != employee.id]
        if place < 3:
            earlier = await make.pair(former, employee, ended=ago(days=30))
            await chance.fill(earlier, employee, former, others, times)
        now = await make.pair(manager, employee)
        await chance.fill(now, employee, manager, others, times)
        if place < 3:
            await hand_over(chance, earlier, now)
    return [await make.reread(person) for person in (*managers, *employees)]


async def hand_over(chance: Chance, earlier: Pair, now: Pair) -> None:
    """Some of what was made in the earlier pair."""
    kinds: tuple[type[Any], ...] = (Goal, Talent, Agreement, Summary)
    for row in [row for table in kinds for row in await chance.make.all(table, pair_id=earlier.id)]:
        if chance.yes():
            await chance.make.change(row, handed_to_pair_id=now.id)
            if isinstance(row, Summary):
                for sentence in await chance.make.all(SummarySentence, summary_id=row.id):
                    await chance.make.change(sentence, handed_to_pair_id=now.id)


async def made_otherwise(engine: AsyncEngine, chance: Chance) -> None:
    """Some passages as an earlier model made them."""
    async with engine.begin() as connection:
        rows = (await connection.execute(Passage.__table__.select())).all()
        some = [row.id for row in rows if chance.yes(0.05)]
        await connection.execute(update(Passage).where(Passage.id.in_(some)).values(model="earlier"))


async def test_a_search_equals_a_reading_of_everything_permitted(
    make: Makers, client: Client, work_engine: AsyncEngine, load_engine: AsyncEngine, request: pytest.FixtureRequest
) -> None:
    soak = request.config.getoption("--soak")
    chance, embedder = Chance(make), Grid()
    people = await people_of(chance, times=8 if soak else 3)
    assert await indexed(work_engine, embedder) == []
    await made_otherwise(load_engine, chance)
    for pair in await make.all(Pair, ended_at=None):
        await make.note(await make.conversation(pair, status="CLOSED"), text=chance.text())  # not indexed yet
    oracle, asking = await Oracle.of(load_engine, await embedder.making()), meaning(client, embedder)

    found = 0
    for turn in range(1_000 if soak else 60):
        viewer, person = chance.dice.choice(people), chance.dice.choice(people[2:])
        if turn % 5 < 3:
            viewer = person if turn % 5 == 0 else next(each for each in people if each.id == person.manager_id)
        words = chance.dice.sample(WORDS, chance.dice.randint(1, 4))
        parts = chance.dice.sample(list(Part), 2) if chance.yes(0.1) else None
        kinds = chance.dice.sample(list(SourceKind), 6) if chance.yes(0.1) else None
        asked = Asked(words, await embedder.query(" ".join(words)), parts, kinds)

        data = await asking.ask(FIND, viewer, text=" ".join(words), about=client_id(person), parts=parts, kinds=kinds)

        nodes = [hit["source"]["nodeId"] for hit in data["search"]]
        assert nodes == oracle.answer(viewer, person, asked, FUSION, 10)
        found += len(nodes)
    assert found > 200
