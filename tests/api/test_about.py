"""What the server says about itself."""

import tomllib
from pathlib import Path

from api.about import VERSION
from tests.clients import Client

ABOUT = "{ about { intendedPurpose notFor generator model privateNotes version } }"


def test_the_version_told_is_the_version_built() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]

    assert project["version"] == VERSION


async def test_anybody_may_ask_what_it_is_for(client: Client) -> None:
    about = (await client.ask(ABOUT))["about"]

    assert about["version"] == VERSION
    assert (about["generator"], about["model"]) == ("OFFLINE", None)
    assert any("scoring a person" in sentence for sentence in about["notFor"])
    assert "right of access" in about["privateNotes"]
    assert len(client.statements) == 0
