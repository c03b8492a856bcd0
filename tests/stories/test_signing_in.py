"""Coming in: a token of the organisation's own issuer or of this home, over HTTP, through everything that is served."""

from __future__ import annotations

import io
import logging
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
import pytest
import structlog
import uvicorn
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from api import auth, log
from api.app import composed
from api.database.logins import Database
from api.keys import Keys, open_keys
from api.settings import Settings
from schema.tables import Organisation, Person
from tests.makers import Makers, ago

AUDIENCE = "goodtalk-here"
KEYS = {"RS256": RSAKey.generate_key(2048), "ES256": ECKey.generate_key("P-256"), "EdDSA": OKPKey.generate_key("Ed25519")}
WHO = "{ viewer { id name } }"


@dataclass
class Web:
    """An issuer on the web of this machine: what it publishes, and tokens as it signs them."""

    url: str = ""
    keys: dict[str, tuple[str, Any]] = field(default_factory=lambda: {name: (name, key) for name, key in KEYS.items()})
    asked: list[str] = field(default_factory=list)

    async def describe(self, request: Request) -> Response:
        """The discovery document."""
        self.asked.append("discovery")
        return JSONResponse({"issuer": self.url, "jwks_uri": f"{self.url}/jwks", "id_token_signing_alg_values_supported": list(KEYS)})

    async def publish(self, request: Request) -> Response:
        """The public keys."""
        self.asked.append("keys")
        return JSONResponse({"keys": [key.as_dict(private=False) | {"kid": kid, "use": "sig"} for kid, (_, key) in self.keys.items()]})

    def token(self, subject: str, kid: str = "RS256", **claims: Any) -> str:
        """A token for a subject; a claim that is None is left out."""
        algorithm, key = self.keys[kid]
        return signed(algorithm, kid, key, {"iss": self.url, "aud": AUDIENCE, "sub": subject} | lasting(600) | claims)


def lasting(seconds: float) -> dict[str, float]:
    """The claims of a token that ends so many seconds from now."""
    return {"iat": time.time() - 1_000, "exp": time.time() + seconds}


def signed(algorithm: str, kid: str, key: Any, claims: dict[str, Any]) -> str:
    """A signed token."""
    stated = {name: value for name, value in claims.items() if value is not None}
    text = f"{_coded(orjson.dumps({'alg': algorithm, 'kid': kid, 'typ': 'JWT'}))}.{_coded(orjson.dumps(stated))}"
    return f"{text}.{_coded(jws.JWSRegistry.algorithms[algorithm].sign(text.encode(), key))}"


def verified(email: str) -> dict[str, Any]:
    """The claims of an e-mail address that the issuer has verified."""
    return {"email": email, "email_verified": True}


def _coded(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """An issuer that answers on a socket."""
    issuer = Web()
    app = Starlette(routes=[Route("/.well-known/openid-configuration", issuer.describe), Route("/jwks", issuer.publish)])
    config = uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    issuer.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield issuer
    await server.shutdown()


@pytest.fixture
def logged() -> Any:
    """What the server logs; the log of the tests is put back afterwards."""
    handlers, level = logging.root.handlers, logging.root.level
    stream = io.BytesIO()
    log.configure(stream)
    yield stream
    logging.root.handlers = handlers
    logging.root.setLevel(level)


@pytest.fixture
async def app(settings: Settings, database: Database, logged: io.BytesIO) -> AsyncIterator[ASGIApp]:
    """All that is served, newly composed."""
    async with composed(settings, database, log=structlog.get_logger()) as app:
        yield app


@pytest.fixture
async def door(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://goodtalk") as client:
        yield client


@pytest.fixture
async def organisation(make: Makers, web: Web) -> Organisation:
    """An organisation whose people sign in with that issuer."""
    return await make.organisation("Lindervoort", issuer=web.url, audience=AUDIENCE)


async def ask(door: httpx.AsyncClient, token: str | None, query: str = WHO) -> httpx.Response:
    """A request with a token."""
    return await door.post("/graphql", json={"query": query}, headers={"authorization": f"Bearer {token}"} if token else {})


async def name(door: httpx.AsyncClient, token: str) -> str:
    """As whom a token is let in."""
    answer = await ask(door, token)
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["data"]["viewer"]["name"]
    return found


async def refused(door: httpx.AsyncClient, token: str | None) -> bool:
    """Whether a token opens nothing: 401, the code, how to come in, and nothing else."""
    answer = await ask(door, token)
    if answer.status_code == 200:
        return False
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "data" not in answer.json()
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAUTHENTICATED"]
    return True


async def imported(make: Makers, organisation: Organisation, given: str = "Sanne Vos", **columns: Any) -> Person:
    """Somebody of whom only the e-mail is known."""
    columns = {"email": f"{given.split(maxsplit=1)[0].lower()}@lindervoort.example", "issuer": None, "subject": None} | columns
    return await make.person(given, organisation=organisation, **columns)


# First sight


@pytest.mark.parametrize("algorithm", list(KEYS))
async def test_a_verified_email_lets_somebody_in_and_binds_their_token(
    make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation, algorithm: str
) -> None:
    person = await imported(make, organisation)

    seen = await name(door, web.token("s-1", algorithm, **verified(" Sanne@Lindervoort.example ")))

    bound = await make.reread(person)
    assert seen == "Sanne Vos"
    assert (bound.issuer, bound.subject) == (web.url, "s-1")
    assert await name(door, web.token("s-1", algorithm)) == "Sanne Vos"


async def test_a_second_token_with_the_same_email_does_not_take_over(
    make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation
) -> None:
    person = await imported(make, organisation)
    email = verified("sanne@lindervoort.example")
    await name(door, web.token("s-1", **email))

    assert await refused(door, web.token("s-2", **email))

    assert (await make.reread(person)).subject == "s-1"
    assert await name(door, web.token("s-1", **email)) == "Sanne Vos"


async def test_somebody_bound_by_the_import_stays_bound(make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation) -> None:
    person = await imported(make, organisation, issuer=web.url, subject="from-the-file")

    assert await refused(door, web.token("another", **verified("sanne@lindervoort.example")))

    assert (await make.reread(person)).subject == "from-the-file"
    assert await name(door, web.token("from-the-file")) == "Sanne Vos"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "sanne@lindervoort.example"},
        {"email": "sanne@lindervoort.example", "email_verified": False},
        {"email": "sanne@lindervoort.example", "email_verified": "true"},
        {"email_verified": True},
        {"email": ["sanne@lindervoort.example"], "email_verified": True},
        {"email": "%@lindervoort.example", "email_verified": True},
    ],
    ids=["unsaid", "not verified", "a word", "no address", "a list", "a pattern"],
)
async def test_an_email_that_was_not_verified_binds_nobody(
    make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation, claims: dict[str, Any]
) -> None:
    person = await imported(make, organisation)

    assert await refused(door, web.token("s-1", **claims))

    assert (await make.reread(person)).subject is None


async def test_whoever_left_is_not_met_again(make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation) -> None:
    gone = await imported(make, organisation, email=None, left_at=ago(days=2))
    was_bound = await imported(make, organisation, "Roos Blad", email=None, issuer=web.url, subject="roos", left_at=ago(days=2))

    assert await refused(door, web.token("s-1", **verified("sanne@lindervoort.example")))
    assert await refused(door, web.token("roos"))
    assert await refused(door, web.token("roos", **verified("roos@lindervoort.example")))

    assert (await make.reread(gone)).subject is None
    assert (await make.reread(was_bound)).subject == "roos"


async def test_whoever_leaves_is_refused_at_the_next_request(make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation) -> None:
    person = await imported(make, organisation, issuer=web.url, subject="s-1")
    token = web.token("s-1")
    await name(door, token)

    await make.change(person, left_at=ago(seconds=1), email=None)

    assert await refused(door, token)


async def test_somebody_who_comes_back_under_a_new_record_keeps_out_the_old_token(
    make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation
) -> None:
    await imported(make, organisation, "Roos Vroeger", email=None, issuer=web.url, subject="roos", left_at=ago(days=200))
    back = await imported(make, organisation, "Roos Blad")

    assert await refused(door, web.token("roos", **verified("roos@lindervoort.example")))

    assert (await make.reread(back)).subject is None


async def test_an_issuer_speaks_of_its_own_organisation_only(make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation) -> None:
    elsewhere = await make.organisation("Elders", issuer="https://login.elders.example", audience="goodtalk")
    theirs = await imported(make, elsewhere, "Otto Elders", email="otto@elders.example")
    here = await make.organisation("Eigen tokens")
    local = await imported(make, here, "Lena Lokaal", email="lena@lokaal.example")

    for email in ("otto@elders.example", "lena@lokaal.example"):
        assert await refused(door, web.token("s-9", **verified(email)))

    assert (await make.reread(theirs)).subject is None
    assert (await make.reread(local)).subject is None


async def test_whoever_came_too_early_is_let_in_once_they_are_imported(
    make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation
) -> None:
    token = web.token("s-1", **verified("sanne@lindervoort.example"))
    assert await refused(door, token)

    await imported(make, organisation)

    assert await name(door, token) == "Sanne Vos"


async def test_a_subject_names_somebody_at_its_own_issuer_only(make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation) -> None:
    await make.person("Otto Elders", issuer="https://login.elders.example", subject="s-1")

    assert await refused(door, web.token("s-1"))


# Tokens


@pytest.mark.parametrize(
    "claims",
    [
        lasting(-120),
        {"exp": None},
        {"aud": "another"},
        {"aud": None},
        {"sub": ""},
        {"iss": "https://login.elders.example"},
        {"nbf": time.time() + 3_600},
    ],
    ids=["ended", "endless", "for another", "for no audience", "of nobody", "another issuer", "not yet"],
)
async def test_a_token_that_is_not_good_is_refused(
    make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation, claims: dict[str, Any]
) -> None:
    await imported(make, organisation, issuer=web.url, subject="s-1")

    assert await refused(door, web.token("s-1", "ES256", **claims))

    assert await name(door, web.token("s-1")) == "Sanne Vos"


async def test_a_signature_of_somebody_else_is_refused(make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation) -> None:
    await imported(make, organisation, issuer=web.url, subject="s-1")
    claims = {"iss": web.url, "aud": AUDIENCE, "sub": "s-1", **lasting(600)}

    assert await refused(door, signed("RS256", "RS256", RSAKey.generate_key(2048), claims))
    assert await refused(door, signed("EdDSA", "another", OKPKey.generate_key("Ed25519"), claims))
    assert await refused(door, web.token("s-1")[:-8] + "AAAAAAAA")


async def test_keys_of_the_issuer_rotate(
    make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "BETWEEN_FETCHES", 0)
    await imported(make, organisation, issuer=web.url, subject="s-1")
    old = web.token("s-1")
    await name(door, old)

    web.keys = {"next": ("ES256", ECKey.generate_key("P-256"))}

    assert await name(door, web.token("s-1", "next")) == "Sanne Vos"
    assert web.asked == ["discovery", "keys"] * 2
    # A checked signature is remembered until its token ends; a new token of the old key is not.
    assert await name(door, old) == "Sanne Vos"
    web.keys["RS256"] = ("RS256", KEYS["RS256"])
    unpublished = web.token("s-1", jti="another")
    del web.keys["RS256"]
    assert await refused(door, unpublished)


async def test_an_issuer_that_does_not_answer_is_no_refusal(make: Makers, door: httpx.AsyncClient) -> None:
    silent = Web(url="http://127.0.0.1:1")
    organisation = await make.organisation("Lindervoort", issuer=silent.url, audience=AUDIENCE)
    await imported(make, organisation, issuer=silent.url, subject="s-1")

    answer = await ask(door, silent.token("s-1"))

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "10"
    assert answer.json()["errors"][0]["extensions"]["code"] == "ISSUER_UNREACHABLE"


async def test_a_token_of_this_home_lets_its_person_in(make: Makers, door: httpx.AsyncClient, own_keys: Keys) -> None:
    person = await make.person("Lotte Pen", issuer=own_keys.issuer, subject="lotte")

    assert await name(door, own_keys.issue("lotte")) == "Lotte Pen"
    assert await refused(door, own_keys.issue("somebody"))
    await make.change(person, left_at=ago(seconds=1), email=None)
    assert await refused(door, own_keys.issue("lotte"))


async def test_the_keys_of_this_home_rotate_while_it_serves(make: Makers, door: httpx.AsyncClient, own_keys: Keys) -> None:
    await make.person("Lotte Pen", issuer=own_keys.issuer, subject="lotte")
    before = own_keys.issue("lotte")

    own_keys.rotate()

    assert await name(door, before) == "Lotte Pen"
    assert await name(door, own_keys.issue("lotte")) == "Lotte Pen"


async def test_a_token_of_this_home_binds_nobody_of_an_organisation_with_an_issuer(
    make: Makers, door: httpx.AsyncClient, organisation: Organisation, own_keys: Keys
) -> None:
    person = await imported(make, organisation)

    assert await refused(door, own_keys.issue("sanne@lindervoort.example"))

    assert (await make.reread(person)).subject is None


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x.y.z", "Basic c2FubmU6dm9z", "sanne", "Bearer a b"])
async def test_what_is_no_token_is_refused(door: httpx.AsyncClient, header: str) -> None:
    answer = await door.post("/graphql", json={"query": "{ about { version } }"}, headers={"authorization": header})

    assert answer.status_code == 401
    assert "data" not in answer.json()


# Without a token


async def test_what_goodtalk_is_for_needs_no_token(door: httpx.AsyncClient) -> None:
    answer = await ask(door, None, "{ about { intendedPurpose notFor generator model privateNotes version } __typename }")

    about = answer.json()["data"]["about"]
    assert answer.status_code == 200
    assert about["generator"] == "OFFLINE"
    assert all(about[name] for name in ("intendedPurpose", "notFor", "privateNotes", "version"))


@pytest.mark.parametrize(
    "query",
    [
        WHO,
        "{ about { version } viewer { id } }",
        "{ people { edges { node { name } } } }",
        '{ node(id: "x") { id } }',
        '{ search(text: "x") { text } }',
        "{ ...all } fragment all on Query { roles { edges { node { title } } } }",
        'mutation { suggestQuestions(input: { conversationId: "x" }) { __typename } }',
        'mutation { draftSummary(input: { conversationId: "x" }) { __typename } }',
    ],
)
async def test_everything_else_needs_one(make: Makers, door: httpx.AsyncClient, query: str) -> None:
    await make.person("Sanne Vos")

    answer = await ask(door, None, query)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "data" not in answer.json()


# Health


async def test_it_lives_and_is_ready(door: httpx.AsyncClient) -> None:
    assert (await door.get("/health")).status_code == 200
    assert (await door.get("/ready")).status_code == 200


@pytest.mark.parametrize("version", ["'older'", None])
async def test_it_is_not_ready_while_the_database_is_behind(database: Database, door: httpx.AsyncClient, version: str | None) -> None:
    owner = await database.urls.owner.connect()
    (before,) = await owner.fetch("SELECT version_num FROM migrations.alembic_version")
    try:
        change = f"UPDATE migrations.alembic_version SET version_num = {version}" if version else "DELETE FROM migrations.alembic_version"
        await owner.execute(change)
        answer = await door.get("/ready")
    finally:
        await owner.execute("DELETE FROM migrations.alembic_version")
        await owner.execute("INSERT INTO migrations.alembic_version VALUES ($1)", before["version_num"])
        await owner.close()

    assert answer.status_code == 503
    assert "migrate" in answer.text
    assert (await door.get("/health")).status_code == 200
    assert (await door.get("/ready")).status_code == 200


async def test_no_token_and_no_email_is_in_the_log(
    make: Makers, web: Web, door: httpx.AsyncClient, organisation: Organisation, logged: io.BytesIO
) -> None:
    await imported(make, organisation)
    good, bad = web.token("s-1", **verified("sanne@lindervoort.example")), web.token("s-2", **verified("sanne@lindervoort.example"))

    await ask(door, good)
    await ask(door, bad)

    lines = logged.getvalue().decode()
    assert lines.count('"event":"request"') == 2
    assert not [word for word in (good, bad, "sanne", "Sanne", "s-1") if word in lines]


@pytest.fixture
def own_keys(settings: Settings, app: ASGIApp) -> Keys:
    """The keys of the home that is served."""
    return open_keys(settings.home, environment=settings.environment)
