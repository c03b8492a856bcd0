"""Tokens: who is let in, who is not, and how an organisation's issuer is asked for its keys."""

import asyncio
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from api.auth import ENDED, MALFORMED, NOT_OURS, NOT_YET, Caller, Issuer, IssuerUnreachable, TokenRefused, Tokens
from api.database.sessions import Identity
from api.keys import Keys

URL = "https://login.example/organisation"
AUDIENCE = "goodtalk-at-example"
NOW = 1_800_000_000.0

RSA = RSAKey.generate_key(2048)
OTHER_RSA = RSAKey.generate_key(2048)
EC = ECKey.generate_key("P-256")
ED = OKPKey.generate_key("Ed25519")


def base64(value: bytes) -> str:
    """As tokens are written."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def unsigned(header: dict[str, Any], claims: Any) -> str:
    """The part of a token that is signed."""
    return base64(json.dumps(header).encode()) + "." + base64(json.dumps(claims).encode())


def token(key: Any = RSA, alg: str = "RS256", kid: str | None = "k1", header: dict[str, Any] | None = None, **changed: Any) -> str:
    """A token as the organisation's issuer makes it; a claim changed to None is left out."""
    claims = {"iss": URL, "aud": AUDIENCE, "sub": "sanne", "exp": NOW + 600, "iat": NOW} | changed
    named = {"alg": alg, "typ": "JWT"} | ({"kid": kid} if kid else {}) | (header or {})
    text = unsigned(named, {name: value for name, value in claims.items() if value is not None})
    return text + "." + base64(jws.JWSRegistry.algorithms[alg].sign(text.encode(), key))


def published(key: Any, kid: str = "k1", **more: Any) -> dict[str, Any]:
    """A key as an issuer publishes it."""
    public: dict[str, Any] = key.as_dict(private=False)
    return public | {"kid": kid} | more


@dataclass
class World:
    """A clock, an organisation's issuer on the web, and what was asked of it."""

    now: float = NOW
    issuers: list[Issuer] = field(default_factory=lambda: [Issuer(URL, AUDIENCE)])
    keys: list[Any] = field(default_factory=lambda: [published(RSA)])
    described: dict[str, Any] = field(default_factory=lambda: {"issuer": URL, "jwks_uri": "https://login.example/keys"})
    asked: list[str] = field(default_factory=list)
    down: bool = False
    answer: httpx.Response | None = None
    read: int = 0

    async def read_issuers(self) -> list[Issuer]:
        """The issuers as the database has them."""
        self.read += 1
        return self.issuers

    async def serve(self, request: httpx.Request) -> httpx.Response:
        """The issuer's web server."""
        self.asked.append(request.url.path)
        await asyncio.sleep(0)
        if self.down:
            raise httpx.ConnectError("down")
        if self.answer:
            return self.answer
        return httpx.Response(200, json=self.described if request.url.path.endswith("configuration") else {"keys": self.keys})

    def clock(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def world() -> World:
    """A world with one organisation."""
    return World()


@pytest.fixture
async def tokens(world: World, tmp_path: Path) -> AsyncIterator[Tokens]:
    """What checks tokens in that world, without keys of its own."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(world.serve)) as client:
        yield Tokens(world.read_issuers, keys=None, client=client, log=structlog.get_logger(), clock=world.clock)


async def refusal(tokens: Tokens, given: str) -> str:
    """Why a token is refused."""
    with pytest.raises(TokenRefused) as refused:
        await tokens.check(given)
    return str(refused.value)


async def test_a_good_token_tells_who_sent_it_and_until_when(tokens: Tokens) -> None:
    caller = await tokens.check(token())

    assert caller == Caller(Identity(URL, "sanne"), AUDIENCE, None, NOW + 600)


@pytest.mark.parametrize(("key", "alg"), [(RSA, "RS256"), (EC, "ES256"), (ED, "EdDSA"), (ED, "Ed25519")], ids=["RS256", "ES256", "EdDSA", "Ed25519"])
async def test_the_three_algorithms_are_known(world: World, tokens: Tokens, key: Any, alg: str) -> None:
    world.keys = [published(RSA, "other"), published(key)]

    assert (await tokens.check(token(key, alg))).identity.subject == "sanne"


@pytest.mark.parametrize("kind", [None, "JWT", "jwt", "at+jwt", "application/at+jwt"])
async def test_an_access_token_may_say_so(tokens: Tokens, kind: str | None) -> None:
    header = {"typ": kind} if kind else {}

    assert await tokens.check(token(header=header))


@pytest.mark.parametrize("header", [{"typ": "logout+jwt"}, {"typ": "dpop+jwt"}, {"typ": 1}, {"crit": ["exp"]}, {"crit": []}])
async def test_a_token_for_something_else_is_refused(tokens: Tokens, header: dict[str, Any]) -> None:
    assert await refusal(tokens, token(header=header)) == MALFORMED


async def test_a_verified_e_mail_comes_along_and_an_unverified_one_does_not(tokens: Tokens) -> None:
    verified = await tokens.check(token(email=" Sanne@Example.org", email_verified=True))
    others = [await tokens.check(token(email="sanne@example.org", email_verified=v)) for v in (False, None, "true", 1)]
    odd = await tokens.check(token(email=["sanne@example.org"], email_verified=True))

    assert verified.email == "sanne@example.org"
    assert [caller.email for caller in (*others, odd)] == [None] * 5


@pytest.mark.parametrize("aud", [[AUDIENCE], ["other", AUDIENCE], [1, AUDIENCE]])
async def test_the_audience_may_be_one_of_several(tokens: Tokens, aud: Any) -> None:
    assert (await tokens.check(token(aud=aud))).audience == AUDIENCE


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"exp": None}, MALFORMED),
        ({"exp": "soon"}, MALFORMED),
        ({"exp": True}, MALFORMED),
        ({"sub": None}, MALFORMED),
        ({"sub": ""}, MALFORMED),
        ({"sub": 7}, MALFORMED),
        ({"sub": "a\x00b"}, MALFORMED),
        ({"sub": "a" * 256}, MALFORMED),
        ({"nbf": "now"}, MALFORMED),
        ({"iat": []}, MALFORMED),
        ({"iss": None}, NOT_OURS),
        ({"iss": URL + "/"}, NOT_OURS),
        ({"iss": ["https://login.example/organisation"]}, NOT_OURS),
        ({"aud": None}, NOT_OURS),
        ({"aud": "other"}, NOT_OURS),
        ({"aud": []}, NOT_OURS),
        ({"aud": {AUDIENCE: 1}}, NOT_OURS),
        ({"exp": NOW - 60}, ENDED),
        ({"nbf": NOW + 61}, NOT_YET),
        ({"iat": NOW + 61}, NOT_YET),
    ],
)
async def test_a_token_without_a_good_claim_is_refused(tokens: Tokens, changed: dict[str, Any], said: str) -> None:
    assert await refusal(tokens, token(**changed)) == said


async def test_clocks_may_differ_by_a_minute(tokens: Tokens) -> None:
    assert await tokens.check(token(exp=NOW - 59))
    assert await tokens.check(token(nbf=NOW + 60, iat=NOW + 60))


@pytest.mark.parametrize("given", ["", "a", "a.b", "a.b.c", "a.b.c.d", "a.b.", "é.é.é", "..", "e30.e30.e30 ", "W10.W10.e30", "\ud800.a.b"])
async def test_what_is_no_token_is_refused_in_one_sentence(tokens: Tokens, given: str) -> None:
    assert await refusal(tokens, given) in {MALFORMED, NOT_OURS}


async def test_a_token_of_ten_thousand_characters_is_not_looked_at(tokens: Tokens) -> None:
    assert await refusal(tokens, token(padding="x" * 10_000)) == MALFORMED


async def test_a_token_that_is_not_signed_is_refused(tokens: Tokens) -> None:
    claims = {"iss": URL, "aud": AUDIENCE, "sub": "sanne", "exp": NOW + 600}

    for alg in ("none", "None", "NONE", "HS256", "RS512", 7):
        assert await refusal(tokens, unsigned({"alg": alg, "kid": "k1"}, claims) + "." + base64(b"x")) == NOT_OURS


async def test_a_public_key_cannot_be_used_as_a_secret(tokens: Tokens) -> None:
    text = token(ED, "EdDSA", header={"alg": "HS256"}).rpartition(".")[0]
    forged = hmac.digest(RSA.as_pem(private=False), text.encode(), "sha256")

    assert await refusal(tokens, text + "." + base64(forged)) == NOT_OURS


async def test_a_signature_by_another_key_or_over_other_claims_is_refused(tokens: Tokens) -> None:
    head, claims, signature = token().split(".")
    other = unsigned({}, {"iss": URL, "aud": AUDIENCE, "sub": "boss", "exp": NOW + 600}).split(".")[1]

    assert await refusal(tokens, token(OTHER_RSA)) == NOT_OURS
    assert await refusal(tokens, f"{head}.{other}.{signature}") == NOT_OURS
    assert await refusal(tokens, f"{head}.{claims}.{signature[:-4]}AAAA") == NOT_OURS


async def test_a_key_is_used_for_its_own_algorithm_and_for_signatures_only(world: World, tokens: Tokens) -> None:
    world.keys = [
        published(RSA, "k1", use="enc"),
        published(RSA, "k2", alg="PS256"),
        published(EC, "k3"),
        {"kty": "oct", "k": "AAAA", "kid": "k4"},
        7,
    ]

    assert await refusal(tokens, token(kid="k1")) == NOT_OURS
    assert await refusal(tokens, token(kid="k2")) == NOT_OURS
    assert await refusal(tokens, token(kid="k3")) == NOT_OURS
    assert await refusal(tokens, token(OctKey.import_key(b"\x00" * 14), "HS256", kid="k4")) == NOT_OURS


async def test_a_token_that_names_no_key_is_checked_with_those_that_fit(world: World, tokens: Tokens) -> None:
    world.keys = [published(EC, "a"), published(OTHER_RSA, "b"), published(RSA, "c")]

    assert await tokens.check(token(kid=None))


async def test_keys_are_fetched_once_and_a_checked_signature_is_remembered(world: World, tokens: Tokens) -> None:
    given = token()
    first = await tokens.check(given)
    world.keys = []

    again = await tokens.check(given)

    assert again is first
    assert world.asked == ["/organisation/.well-known/openid-configuration", "/keys"]


async def test_a_remembered_token_still_ends(world: World, tokens: Tokens) -> None:
    given = token()
    await tokens.check(given)

    world.now += 600 + 59
    assert await tokens.check(given)
    world.now += 1

    assert await refusal(tokens, given) == ENDED
    assert await refusal(tokens, given) == ENDED


async def test_only_so_many_tokens_are_remembered(world: World) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(world.serve)) as client:
        tokens = Tokens(world.read_issuers, keys=None, client=client, log=structlog.get_logger(), clock=world.clock, remembered=2)
        first, *others = [token(jti=str(i)) for i in range(3)]
        before = await tokens.check(first)
        for given in others:
            await tokens.check(given)

        assert await tokens.check(first) is not before


async def test_an_issuer_taken_away_lets_nobody_in_half_a_minute_later(world: World, tokens: Tokens) -> None:
    given = token()
    await tokens.check(given)
    world.issuers = []

    world.now += 31

    assert await refusal(tokens, given) == NOT_OURS


async def test_the_issuers_are_read_now_and_then_only(world: World, tokens: Tokens) -> None:
    for _ in range(5):
        await tokens.check(token())
    world.now += 31
    await tokens.check(token())

    assert world.read == 2


async def test_two_organisations_may_share_an_issuer_under_their_own_audiences(world: World, tokens: Tokens) -> None:
    world.issuers.append(Issuer(URL, "goodtalk-at-other"))

    assert (await tokens.check(token())).audience == AUDIENCE
    assert (await tokens.check(token(aud="goodtalk-at-other"))).audience == "goodtalk-at-other"


async def test_a_new_key_of_the_issuer_is_found_at_its_first_token(world: World, tokens: Tokens) -> None:
    await tokens.check(token())
    world.keys.append(published(EC, "k2"))
    world.now += 11

    assert await tokens.check(token(EC, "ES256", "k2"))


async def test_a_key_that_is_no_longer_published_ends_within_an_hour(world: World, tokens: Tokens) -> None:
    await tokens.check(token())
    world.keys = [published(EC, "k2")]
    world.now += 3_601

    assert await refusal(tokens, token(exp=world.now + 600, jti="new")) == NOT_OURS


async def test_forged_key_ids_do_not_become_requests_to_the_issuer(world: World, tokens: Tokens) -> None:
    await tokens.check(token())
    before = len(world.asked)
    for i in range(50):
        await refusal(tokens, token(OTHER_RSA, kid=f"forged-{i}"))
    at_once = len(world.asked)
    world.now += 11
    await asyncio.gather(*(refusal(tokens, token(OTHER_RSA, kid=f"more-{i}")) for i in range(20)))

    assert at_once == before
    assert len(world.asked) == before + 2


async def test_many_first_tokens_at_once_fetch_the_keys_once(world: World, tokens: Tokens) -> None:
    await asyncio.gather(*(tokens.check(token(jti=str(i))) for i in range(10)))

    assert len(world.asked) == 2


async def test_an_unreachable_issuer_is_told_and_not_hammered_and_tried_again(world: World, tokens: Tokens) -> None:
    world.down = True
    for _ in range(5):
        with pytest.raises(IssuerUnreachable):
            await tokens.check(token())
    asked = len(world.asked)
    world.down = False
    world.now += 11

    assert asked == 1
    assert await tokens.check(token())


async def test_an_issuer_that_fails_for_a_while_does_not_lock_people_out(world: World, tokens: Tokens) -> None:
    await tokens.check(token())
    world.down = True
    world.now += 3_601
    assert await tokens.check(token(exp=world.now + 600))

    world.now += 24 * 3_600
    with pytest.raises(IssuerUnreachable):
        await tokens.check(token(exp=world.now + 600))


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://other.example", "jwks_uri": "https://login.example/keys"},
        {"issuer": URL, "jwks_uri": "http://login.example/keys"},
        {"issuer": URL, "jwks_uri": "file:///etc/passwd"},
        {"issuer": URL, "jwks_uri": 7},
        {"issuer": URL},
        {},
        [],
    ],
)
async def test_a_wrong_description_of_an_issuer_is_not_followed(world: World, tokens: Tokens, described: Any) -> None:
    world.described = described

    with pytest.raises(IssuerUnreachable):
        await tokens.check(token())

    assert len(world.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(302, headers={"location": "http://169.254.169.254/"}),
        httpx.Response(500),
        httpx.Response(200, content=b"{"),
        httpx.Response(200, content=b"[" + b"1," * 200_000 + b"1]"),
    ],
    ids=["elsewhere", "broken", "no json", "too large"],
)
async def test_an_answer_that_is_no_description_is_not_followed(world: World, tokens: Tokens, answer: httpx.Response) -> None:
    world.answer = answer

    with pytest.raises(IssuerUnreachable):
        await tokens.check(token())

    assert len(world.asked) == 1


async def test_an_issuer_without_https_is_asked_on_this_machine_only(world: World, tokens: Tokens) -> None:
    far, near = "http://login.example", "http://127.0.0.1:8080"
    world.issuers = [Issuer(far, AUDIENCE), Issuer(near, AUDIENCE)]
    world.described = {"issuer": near, "jwks_uri": near + "/keys"}

    with pytest.raises(IssuerUnreachable):
        await tokens.check(token(iss=far))
    assert world.asked == []
    assert await tokens.check(token(iss=near))


async def test_the_homes_own_tokens_are_checked_with_its_own_keys(world: World, tmp_path: Path) -> None:
    keys, others = Keys(tmp_path / "home", clock=world.clock), Keys(tmp_path / "other", clock=world.clock)
    async with httpx.AsyncClient(transport=httpx.MockTransport(world.serve)) as client:
        tokens = Tokens(world.read_issuers, keys=keys, client=client, log=structlog.get_logger(), clock=world.clock)
        before = keys.issue("sanne")
        keys.rotate()

        assert (await tokens.check(before)).identity == Identity(keys.issuer, "sanne")
        assert (await tokens.check(keys.issue("sanne"))).audience == "goodtalk"
        assert await refusal(tokens, others.issue("sanne")) == NOT_OURS
        assert await refusal(tokens, token(ED, "EdDSA", iss=keys.issuer, aud="goodtalk")) == NOT_OURS
        assert await refusal(tokens, token(iss=keys.issuer, aud="goodtalk")) == NOT_OURS
        assert world.asked == []


async def test_the_homes_tokens_are_nothing_where_it_has_no_keys_of_its_own(tokens: Tokens, world: World, tmp_path: Path) -> None:
    assert await refusal(tokens, Keys(tmp_path, clock=world.clock).issue("sanne")) == NOT_OURS
