"""The home's own keys: made once, kept private, rotated without a token breaking."""

import json
import multiprocessing
import stat
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest

from api.keys import AUDIENCE, ISSUER_PREFIX, LIFETIME, Keys, KeysRefused, open_keys


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, unchecked."""
    header, claims, _ = (part + "=" * (-len(part) % 4) for part in token.split("."))
    return json.loads(urlsafe_b64decode(header)), json.loads(urlsafe_b64decode(claims))


def kid(token: str) -> str:
    """The key a token names."""
    return str(parts(token)[0]["kid"])


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    Keys(tmp_path / "home")

    kept = tmp_path / "home" / "secrets" / "keys.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in kept.parent.iterdir()) == ["keys.json", "keys.lock"]


def test_issuer_and_key_stay_the_same_at_the_next_start(tmp_path: Path) -> None:
    first = Keys(tmp_path)
    again = Keys(tmp_path)

    assert again.issuer == first.issuer
    assert first.issuer.startswith(ISSUER_PREFIX)
    assert kid(again.issue("sanne")) == kid(first.issue("sanne"))


def test_two_homes_are_two_issuers(tmp_path: Path) -> None:
    assert Keys(tmp_path / "a").issuer != Keys(tmp_path / "b").issuer


def test_a_token_says_who_for_whom_and_until_when(tmp_path: Path) -> None:
    clock = Clock()
    keys = Keys(tmp_path, clock=clock)

    header, claims = parts(keys.issue("sanne"))

    assert (header["alg"], header["typ"]) == ("EdDSA", "at+jwt")
    assert (claims["iss"], claims["aud"], claims["sub"]) == (keys.issuer, AUDIENCE, "sanne")
    assert (claims["iat"], claims["exp"]) == (clock.now, clock.now + 12 * 3600)


@pytest.mark.parametrize("lifetime", [0, -1, LIFETIME + 1])
def test_no_token_lives_longer_than_an_old_key_is_kept(tmp_path: Path, lifetime: int) -> None:
    with pytest.raises(ValueError, match="12 hours"):
        Keys(tmp_path).issue("sanne", lifetime)


def test_after_a_rotation_the_old_key_still_checks_and_the_new_one_signs(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    old = kid(keys.issue("sanne"))

    new = keys.rotate()

    assert kid(keys.issue("sanne")) == new != old
    assert keys.key(old) is not None
    assert keys.key(new) is not None
    assert keys.key("unknown") is None


def test_an_old_key_ends_with_the_last_token_it_can_have_signed_and_is_then_deleted(tmp_path: Path) -> None:
    clock = Clock()
    keys = Keys(tmp_path, clock=clock)
    old = kid(keys.issue("sanne"))
    keys.rotate()

    clock.now += LIFETIME + 60
    still = keys.key(old)
    clock.now += 1
    ended = keys.key(old)
    keys.rotate()

    assert still is not None
    assert ended is None
    assert old not in (tmp_path / "secrets" / "keys.json").read_text()


def test_of_an_old_key_the_private_half_is_gone_at_once(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.rotate()

    new, old = json.loads((tmp_path / "secrets" / "keys.json").read_text())["keys"]
    assert "d" in new["key"]
    assert "d" not in old["key"]


def test_a_rotation_by_another_process_is_seen(tmp_path: Path) -> None:
    served, command = Keys(tmp_path), Keys(tmp_path)

    new = command.rotate()

    assert served.key(new) is not None
    assert kid(served.issue("sanne")) == new


def rotate(home: Path) -> None:
    """What another process does."""
    Keys(home).rotate()


def test_many_processes_that_start_and_rotate_at_once_lose_no_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=rotate, args=(tmp_path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(json.loads((tmp_path / "secrets" / "keys.json").read_text())["keys"]) == 4


@pytest.mark.parametrize("kept", ["", "{", "[]", "{}", '{"issuer": "https://goodtalk.invalid/a", "keys": []}', '{"issuer": "x", "keys": [{}]}'])
def test_damaged_keys_are_told_and_not_overwritten(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "secrets" / "keys.json"
    path.parent.mkdir()
    path.write_text(kept)

    with pytest.raises(KeysRefused, match="is damaged: put it back"):
        Keys(tmp_path)

    assert path.read_text() == kept


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where a folder should be")

    with pytest.raises(KeysRefused, match="choose another --home"):
        Keys(tmp_path / "home")


def test_production_has_no_keys_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(KeysRefused, match="GOODTALK_ENV is production"):
        open_keys(tmp_path, environment="production")

    assert list(tmp_path.iterdir()) == []
    assert open_keys(tmp_path, environment="development").issuer
