"""A brief in the terminal, in the language of who reads it."""

import asyncio

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.ext.asyncio import AsyncEngine

from api.cli import cli
from api.demo.load import load_demo
from api.keys import Keys
from api.settings import Settings
from tests.makers import now


@pytest.fixture
async def brief(settings: Settings, load_engine: AsyncEngine) -> "Brief":
    """Prints briefs of the demo's people."""
    await load_demo(load_engine, now=now(), issuer=Keys(settings.home).issuer)
    return Brief(settings)


class Brief:
    """The command, in the home of the tests."""

    def __init__(self, settings: Settings) -> None:
        self._home = str(settings.home)

    async def of(self, *arguments: str) -> Result:
        """The brief as it is printed."""
        arguments = ("brief", "--as", *arguments, "--home", self._home)
        return await asyncio.to_thread(CliRunner().invoke, cli, arguments, catch_exceptions=False)


async def test_a_dutch_brief_is_in_dutch_and_complete(brief: Brief) -> None:
    result = await brief.of("employee@demo.example")

    assert result.exit_code == 0
    for heading in (
        "Gesprek van Sanne Hoekstra met Farid Amrani",
        "Begin hier",
        "Gemaakte afspraken die nog openstaan",
        "Vorig gesprek, ",
        "PERSOONLIJK",
        "Reflecties",
        "Eerder gezegd",
        "HUIDIGE ROL",
        "Verantwoordelijkheden",
        "Verwachtingen",
        "Lopende doelen",
        "Doelevaluaties",
        "Feedback",
        "GROEI & ONTWIKKELING",
        "Talenten",
        "Ontwikkelmogelijkheden",
        "Carrièrepaden",
        "Bespreekpunten",
        "Notities",
        "Vragen die de coach voorstelt",
        "Alleen jij ziet",
    ):
        assert heading in result.stdout, heading
    assert "manager" not in result.stdout.lower().replace("manager@", "")


async def test_an_english_brief_is_in_english(brief: Brief) -> None:
    result = await brief.of("manager.en@demo.example", "--with", "employee.en@demo.example")

    assert result.exit_code == 0
    assert result.stdout.startswith("Talk of Callum Reid with Priya Raman\n")
    assert "Questions the coach suggests" in result.stdout
    assert "Vragen" not in result.stdout


async def test_somebody_without_history_gets_questions_all_the_same(brief: Brief) -> None:
    result = await brief.of("new@demo.example")

    assert result.exit_code == 0
    assert result.stdout.count("Vragen die de coach voorstelt") == 3


async def test_without_a_talk_there_is_no_brief(brief: Brief) -> None:
    nobody, alone = await brief.of("nobody@demo.example"), await brief.of("hr@demo.example")
    elsewhere = await brief.of("employee@demo.example", "--with", "boss@demo.example")

    assert (nobody.exit_code, alone.exit_code, elsewhere.exit_code) == (1, 1, 1)
    assert alone.stderr == "Error: hr@demo.example has no open or planned talk: plan one first.\n"
    assert elsewhere.stderr == (
        "Error: employee@demo.example has no open or planned talk with boss@demo.example; "
        "there are talks with manager@demo.example: plan one first.\n"
    )
