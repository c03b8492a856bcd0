"""A brief in the terminal, in the language of who reads it."""

import asyncio
from dataclasses import replace
from datetime import date
from io import StringIO
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from rich.console import Console
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.cli import cli
from api.commands.explaining import Explanation, told
from api.demo.load import load_demo
from api.keys import Keys
from api.settings import Settings
from coach.material import Language, Line, Material, Part, SourceKind
from coach.questions import Considered, Shortfall, ShortfallReason, Suggested
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


async def test_the_coach_explains_itself_in_the_language_of_who_asks(brief: Brief, load_engine: AsyncEngine) -> None:
    plain, kept = await brief.of("employee@demo.example"), await _suggested(load_engine)
    explained = await brief.of("employee@demo.example", "--explain")

    assert (explained.exit_code, await _suggested(load_engine)) == (0, kept)
    assert explained.stdout.startswith(plain.stdout)
    told = " ".join(explained.stdout.removeprefix(plain.stdout).split())
    given, left_out = told.split("Wat buiten beschouwing bleef, en waarom")
    left_out, thought_of = left_out.split("Wat de coach overwoog, en welke regel besliste")
    assert given.startswith("Wat de coach kreeg: alleen wat jullie allebei lezen 1 ")
    assert "(notitie, 5 november)" in given
    assert "Wat maar één van jullie leest, heeft de coach nooit gekregen." in left_out
    assert thought_of.count("✓") == thought_of.count("voorgesteld") > 3
    assert "Andere vragen uit de bank die hadden gekund" in thought_of


async def test_the_coach_explains_itself_in_english_too(brief: Brief) -> None:
    result = await brief.of("manager.en@demo.example", "--with", "employee.en@demo.example", "--explain")

    assert "What was left out, and why" in result.stdout
    assert "What the coach thought of, and which rule decided" in result.stdout
    assert "Wat de coach" not in result.stdout


def test_what_did_not_fit_is_shown_with_its_reason_and_each_question_with_its_rule() -> None:
    line = Line(SourceKind.NOTE, uuid4(), "De kaart hangt in de hal.", Part.GROWTH, talk_on=date(2026, 11, 3))
    material = Material(Language.NL, date(2026, 11, 24), "Sanne", "Farid", (line,), left_out=(replace(line, text="De balie wordt verbouwd."),))
    thought = (Considered(Part.GROWTH, "Wat nu?", "growth-note", "closed"), Considered(Part.GROWTH, "Wat wil je daarmee?", None, "number"))
    suggested = Suggested((), shortfalls=(Shortfall(Part.GROWTH, ShortfallReason.NONE_PASSED),), considered=thought)
    console = Console(width=200, record=True, file=StringIO())

    for piece in told(Explanation(material, suggested, candidates=7), "EN"):
        console.print(piece)

    lines = [" ".join(shown.split()) for shown in console.export_text().splitlines()]
    assert "1 De kaart hangt in de hal. (note) said" in lines
    assert "– De balie wordt verbouwd. (note) did not fit in what the coach is given at once" in lines
    assert "✗ Wat nu? (Growth, growth-note) closed" in lines
    assert "✗ Wat wil je daarmee? (Growth, worded by a language model) number" in lines
    assert "Fewer questions than asked for: Growth (NONE_PASSED)" in lines


async def _suggested(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM suggestions")) or 0)


async def test_without_a_talk_there_is_no_brief(brief: Brief) -> None:
    nobody, alone = await brief.of("nobody@demo.example"), await brief.of("hr@demo.example")
    elsewhere = await brief.of("employee@demo.example", "--with", "boss@demo.example")

    assert (nobody.exit_code, alone.exit_code, elsewhere.exit_code) == (1, 1, 1)
    assert alone.stderr == "Error: hr@demo.example has no open or planned talk: plan one first.\n"
    assert elsewhere.stderr == (
        "Error: employee@demo.example has no open or planned talk with boss@demo.example; "
        "there are talks with manager@demo.example: plan one first.\n"
    )
