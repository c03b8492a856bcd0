"""A served goodtalk finds by meaning, with the embedder that comes along, in Dutch, in English and across the two."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from api.database.logins import Database
from api.keys import open_keys
from api.settings import Settings
from schema.tables import Person
from tests.listening import until
from tests.living import Living, living
from tests.makers import Makers, ago, client_id

FIND = """
query Find($text: String!, $about: ID, $first: Int! = 3) { search(text: $text, about: $about, first: $first) { text source { node { id } } } }
"""
WRITE = """
mutation Write($input: WriteNoteInput!) { writeNote(input: $input) { __typename ... on Note { id } ... on Refusal { message } } }
"""
EDIT = """
mutation Edit($input: EditNoteInput!) { editNote(input: $input) { __typename ... on Refusal { message } } }
"""
NOTES = (
    "Wil vanaf mei twee dagen thuiswerken, ivm de kinderen.",
    "Samenwerking met inkoop loopt stroef, mails blijven liggen.",
    "Cursus projectleiding: inschrijven voor het najaar.",
    "The noise in the open office keeps her from concentrating.",
    "Proud of how the migration went, nobody had to stay late.",
    "Wants to know what a senior analyst earns and does.",
)
ACROSS = (
    ("working from home", NOTES[0]),
    ("trouble with the purchasing department", NOTES[1]),
    ("training to become a project manager", NOTES[2]),
    ("rustige plek om te werken", NOTES[3]),
    ("waar was ze trots op", NOTES[4]),
    ("loopbaan en beloning", NOTES[5]),
)


class Asking:
    """Asks a served goodtalk as somebody."""

    def __init__(self, served: Living) -> None:
        self._served = served

    async def __call__(self, person: Person, document: str, **variables: Any) -> Any:
        headers = {"authorization": f"Bearer {self._served.token(person)}"}
        async with httpx.AsyncClient(base_url=self._served.url, headers=headers, timeout=60) as client:
            answer = (await client.post("/graphql", json={"query": document, "variables": variables})).json()
        assert "errors" not in answer, answer
        (found,) = answer["data"].values()
        return found

    async def texts(self, person: Person, text: str, about: Person, **more: Any) -> list[str]:
        """What a search finds."""
        return [hit["text"] for hit in await self(person, FIND, text=text, about=client_id(about), **more)]


@pytest.fixture
def believed(settings: Settings, load_engine: AsyncEngine) -> Makers:
    """Makes people whose tokens the served goodtalk believes."""
    return Makers(load_engine, issuer=open_keys(settings.home, environment=settings.environment).issuer)


@pytest.fixture
async def ask(settings: Settings, database: Database) -> AsyncIterator[Asking]:
    """A served goodtalk with its worker."""
    async with living(settings, database) as served:
        yield Asking(served)


async def without_meaning(engine: AsyncEngine) -> int:
    """How many notes and options have no vector yet."""
    vector = "select from passages p where p.source_id = t.id and p.vector is not null"
    async with engine.connect() as connection:
        found = await connection.scalar(sql(f"select count(*) from notes t where visibility = 'SHARED' and not exists({vector})"))
    return int(found)


async def test_a_query_in_one_language_finds_the_other(believed: Makers, settings: Settings, database: Database, load_engine: AsyncEngine) -> None:
    pair = await believed.pair()
    talk = await believed.conversation(pair, status="CLOSED", at=ago(days=14))
    employee, manager = await believed.employee_of(pair), await believed.manager_of(pair)
    for note in NOTES:
        await believed.note(talk, text=note)
    secret = await believed.note(talk, manager, "Denkt dat de zeppelin te duur is.", private=True)

    # Nobody told of these notes: the worker finds out when it begins.
    async with living(settings, database) as served:
        ask = Asking(served)
        await until(lambda: _done(load_engine))
        await ask.texts(manager, "warm", employee)
        for query, note in ACROSS:
            assert note in await ask.texts(manager, query, employee), query
        found = [await ask.texts(viewer, text, employee, first=100) for viewer in (manager, employee) for text in (secret.text, "zeppelin")]
        logged = served.logged()

    assert not any(secret.text in texts for texts in found)
    assert not any(note in str(line) for line in logged for note in (*NOTES, *(query for query, _ in ACROSS)))


async def _done(engine: AsyncEngine) -> bool:
    return await without_meaning(engine) == 0


async def test_what_is_written_and_edited_is_found_by_its_meaning_soon(believed: Makers, ask: Asking, load_engine: AsyncEngine) -> None:
    pair = await believed.pair()
    talk = await believed.conversation(pair, at=ago(days=-2))
    employee, manager = await believed.employee_of(pair), await believed.manager_of(pair)
    written = {"conversationId": client_id(talk), "part": "PERSONAL"}

    for note in NOTES[1:]:
        await ask(employee, WRITE, input=written | {"text": note})
    first = await ask(employee, WRITE, input=written | {"text": "De fiets staat in de schuur."})
    await until(lambda: _done(load_engine))
    bicycle = await ask.texts(manager, "where is the bicycle", employee, first=1)
    edited = await ask(employee, EDIT, input={"noteId": first["id"], "text": NOTES[0]})
    async with load_engine.connect() as connection:
        stale = await connection.scalar(sql("select count(*) from passages p join notes n on n.id = p.note_id where p.digest <> md5(n.text)::uuid"))
    await until(lambda: _done(load_engine))

    assert bicycle == ["De fiets staat in de schuur."]
    assert edited["__typename"] == "Note"
    assert stale == 0
    assert NOTES[0] in await ask.texts(manager, "working from home", employee)


async def test_the_server_goes_on_when_its_embedders_are_killed(believed: Makers, ask: Asking, load_engine: AsyncEngine) -> None:
    pair = await believed.pair()
    talk = await believed.conversation(pair, at=ago(days=-2))
    employee = await believed.employee_of(pair)
    written = {"conversationId": client_id(talk), "part": "PERSONAL"}

    for note in NOTES:
        await asyncio.gather(ask(employee, WRITE, input=written | {"text": note}), ask.texts(employee, "working from home", employee))
        _kill_embedders()
    await until(lambda: _done(load_engine))

    assert NOTES[0] in await ask.texts(employee, "thuis", employee)


def _kill_embedders() -> None:
    import psutil

    for child in psutil.Process().children():
        if any("embedding_process" in word for word in child.cmdline()):
            child.kill()
