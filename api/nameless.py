"""Takes people's names, addresses and numbers out of a text before an embedder outside reads it: the same way in texts and in queries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Text, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from api.database.looking import looking, viewer_of
from coach.placeholders import PRIVATE
from retrieval.index import ToFind
from schema.tables import Pair, Person

EMPLOYEE, MANAGER, COLLEAGUE = "[EMPLOYEE]", "[MANAGER]", "[COLLEAGUE]"
ADDRESS, NUMBER = "[ADDRESS]", "[NUMBER]"

LETTERS = re.compile(r"[^\W\d_]+")
ACCENTS = "[\u0300-\u036f]"
PARTICLES = frozenset("de den der des het ten ter te op in van von zu vom la le les el al bin ibn da di do dos du del della af av en et".split())
"""What stands inside names and is no name."""
WORDS = frozenset(
    "an as berg beek best bloem boer bos brand bruin dag dijk fijn goed graaf groen groot haan hart heer hoek hof jong kamp kant kern klein kok "
    "kort laan lang lange lente licht lief maan maat mark meer meester mei molen mooi nieuw oost ouder park pen pin pit plas post prins punt "
    "recht rijk ring roos rood schoon sluis smal snel ster sterk storm straat stroom tak veld vis vogel vos vroeg weg werk west wijs wind winter "
    "wit wolf zee zoet zomer zon zwart "
    "april art august bell bill black blue bond bright brown case cash chance church cook cross day dean faith field fish fox frank friend gold "
    "good grace grant gray green grey hall hand hill hope house hunt joy june key king lake lane law light little long love march may miles moon "
    "noble north page pace patience penny pound power price pride prince ray read rich rock rose rush sharp short sky small smart south star "
    "stone strong summer swift town trust wall ward water way weeks wells white will wise wood work young".split()
)
"""Names that are everyday words too: taken out only where they are written with a capital."""
BETWEEN = rf"(?:[\s'’-]+(?:(?:{'|'.join(sorted(PARTICLES))})[\s'’]+)*)"
AGAIN = re.compile(rf"(\[(?:EMPLOYEE|MANAGER|COLLEAGUE)\])(?:{BETWEEN}\1)+", re.IGNORECASE)
"""Somebody who is named in several words."""

Database = AsyncConnection | AsyncSession


@dataclass(frozen=True)
class Hiding:
    """Which token stands in for which word of a name."""

    known: Mapping[str, str]

    @classmethod
    def of(cls, employee: Iterable[str] = (), managers: Iterable[str] = (), colleagues: Collection[str] = ()) -> Hiding:
        """By full names, and for colleagues by words of names; a word of several is that of whoever is nearest to the text."""
        known = dict.fromkeys(colleagues, COLLEAGUE) | dict.fromkeys(words_of(managers), MANAGER)
        return cls(known | dict.fromkeys(words_of(employee), EMPLOYEE))

    def hidden(self, text: str) -> str:
        """The text with tokens in place of names, addresses and numbers."""
        bare = PRIVATE.sub(lambda found: ADDRESS if "@" in found.group() else NUMBER, readable(text))
        return AGAIN.sub(r"\1", LETTERS.sub(self._token, bare))

    def _token(self, found: re.Match[str]) -> str:
        word = found.group()
        if word.lower() in WORDS and not word[0].isupper():
            return word
        return self.known.get(folded(word), word)


def words_of(texts: Iterable[str]) -> set[str]:
    """The words by which somebody may be named in these texts, `folded`."""
    return {folded(word) for text in texts for word in LETTERS.findall(readable(text)) if len(word) > 1 and word.lower() not in PARTICLES}


def folded(word: str) -> str:
    """A word without accents and capitals."""
    return re.sub(ACCENTS, "", unicodedata.normalize("NFKD", word)).lower()


def readable(text: str) -> str:
    """The text as a reader sees it, without the signs that have no shape, so that none of them hides a name."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")


async def nameless_passages(connection: AsyncConnection, texts: Sequence[ToFind], passages: Sequence[str]) -> list[str]:
    """The passages, each of the text in the same place, without names."""
    orgs = {text.org_id for text in texts}
    managers = dict(await _pairs(connection, orgs, {text.pair_id for text in texts if text.pair_id}))
    names = dict(await _names(connection, orgs, {text.employee_id for text in texts if text.employee_id} | set(managers.values())))
    colleagues: dict[UUID, set[str]] = {}
    for org in orgs:
        # The worker enters as nobody: functions of the database that look through an organisation are told which.
        await connection.execute(select(func.set_config("gt.org", str(org), true())))
        colleagues[org] = await _colleagues(connection, (passage for text, passage in zip(texts, passages, strict=True) if text.org_id == org))

    def hidden(text: ToFind, passage: str) -> str:
        employee = [names[text.employee_id]] if text.employee_id else []
        boss = [names[managers[text.pair_id]]] if text.pair_id in managers else []
        return Hiding.of(employee, boss, colleagues[text.org_id]).hidden(passage)

    return [hidden(text, passage) for text, passage in zip(texts, passages, strict=True)]


async def nameless_query(session: AsyncSession, about: UUID | None, text: str) -> str | None:
    """What is looked for in texts about that person, without names; None where a pair of theirs lets no model outside read along."""
    employee, managers = [], []
    if about is not None:
        pairs = select(Pair.manager_id, Pair.model_allowed).where(looking(session).sees(Pair), Pair.employee_id == about)
        found = (await session.execute(pairs)).all()
        if not all(pair.model_allowed for pair in found):
            return None
        names = dict(await _names(session, {viewer_of(session).org}, {about} | {pair.manager_id for pair in found}))
        employee = [names.pop(about)] if about in names else []
        managers = list(names.values())
    return Hiding.of(employee, managers, await _colleagues(session, [text])).hidden(text)


async def _pairs(database: Database, orgs: Collection[UUID], ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """The manager of each pair."""
    rows = select(Pair.id, Pair.manager_id).where(Pair.org_id.in_(orgs), Pair.id.in_(ids))
    return [(pair, manager) for pair, manager in (await database.execute(rows)).all()]


async def _names(database: Database, orgs: Collection[UUID], ids: Collection[UUID]) -> list[tuple[UUID, str]]:
    """The full name of each person."""
    rows = select(Person.id, Person.name).where(Person.org_id.in_(orgs), Person.id.in_(ids))
    return [(person, name) for person, name in (await database.execute(rows)).all()]


async def _colleagues(database: Database, texts: Iterable[str]) -> set[str]:
    """The words of the texts that are part of anybody's name in the organisation that the database was told of, `folded`."""
    words = literal(sorted(words_of(texts)), ARRAY(Text()))
    return set((await database.scalars(select(func.in_names(words).table_valued("word").c.word))).all())
