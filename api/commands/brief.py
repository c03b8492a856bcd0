"""`brief`: the brief of somebody's coming talk, in the terminal, as that person sees it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import httpx
from rich.console import Console

from api import log
from api.app import composed
from api.commands import explaining
from api.commands.briefing import told
from api.commands.opening import at_home, opened, run
from api.commands.token import signing_in
from api.demo.files import HERE
from api.settings import Settings, read_settings
from schema.plan.ids import row_id

COMING = """
query Coming {
  preferences { language timeZone }
  open: conversations(status: OPEN, first: 100) { ...talks }
  planned: conversations(status: PLANNED, first: 100) { ...talks }
}
fragment talks on ConversationConnection { edges { node { id manager { email } employee { email } parts { suggestions { id } } } } }
"""
ASK = """
mutation Ask($id: ID!) { suggestQuestions(input: {conversationId: $id}) { __typename } }
"""
BRIEF = HERE / "brief.graphql"

Ask = Callable[..., Awaitable[dict[str, Any]]]


@click.command()
@click.option("--as", "email", required=True, metavar="EMAIL", help="Whose brief: an employee or a manager.")
@click.option("--with", "other", metavar="EMAIL", help="The talk with this person; otherwise the first that comes.")
@click.option("--organisation", metavar="NAME", help="Of which organisation; needed when the e-mail occurs in several.")
@click.option(
    "--explain", is_flag=True, help="Show too how the coach comes to its questions: what it is given, what is left out, which rule decides."
)
@at_home
def brief(email: str, other: str | None, organisation: str | None, home: Path | None, *, explain: bool) -> None:
    """Print the brief of a person's coming talk and the questions for it, in that person's language.

    When the talk has no suggested questions yet, the coach is asked for them, as that person would. Only where `token` gives tokens.
    """
    said = run(_brief(read_settings(home=home), email, other, organisation, explain=explain))
    console = Console(highlight=False)
    for piece in (*told(said.conversation, said.language, ZoneInfo(said.zone)), *(explaining.told(said.why, said.language) if said.why else ())):
        console.print(piece)


@dataclass(frozen=True)
class Said:
    """A brief as data, the language and time zone of who reads it, and how the coach came to its questions, if that was asked."""

    conversation: dict[str, Any]
    language: str
    zone: str
    why: explaining.Explanation | None = None


async def _brief(settings: Settings, email: str, other: str | None, organisation: str | None, *, explain: bool) -> Said:
    keys, identity = await signing_in(settings, email, organisation)
    token, lines = keys.issue(identity.subject), log.configure(BytesIO())
    async with opened(settings) as database, composed(replace(settings, worker=False), database, log=lines) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://goodtalk", headers={"Authorization": f"Bearer {token}"}) as client:

            async def ask(document: str, **variables: Any) -> dict[str, Any]:
                answer = (await client.post("/graphql", json={"query": document, "variables": variables})).json()
                if "errors" in answer:
                    raise click.ClickException(f"The brief could not be made: {answer['errors'][0]['message']}")
                data: dict[str, Any] = answer["data"]
                return data

            said = await _asked(ask, email, other)
        talk_id = row_id(said.conversation["id"], "Conversation")
        if not explain or talk_id is None:
            return said
        return replace(said, why=await explaining.explained(settings, database, identity, talk_id, lines))


async def _asked(ask: Ask, email: str, other: str | None) -> Said:
    coming = await ask(COMING)
    talk = _first(coming, email, other)
    if not any(part["suggestions"] for part in talk["parts"]):
        await ask(ASK, id=talk["id"])
    conversation = (await ask(BRIEF.read_text(encoding="utf-8"), id=talk["id"]))["conversation"]
    return Said({**conversation, "id": talk["id"]}, coming["preferences"]["language"], coming["preferences"]["timeZone"])


def _first(coming: dict[str, Any], email: str, other: str | None) -> dict[str, Any]:
    """The open talk, or else the first that is planned, with the other person when one is named."""
    talks = [edge["node"] for status in ("open", "planned") for edge in coming[status]["edges"]]
    for talk in talks:
        if other is None or other.lower() in {talk["manager"]["email"], talk["employee"]["email"]}:
            return dict(talk)
    others = sorted({talk[seat]["email"] for talk in talks for seat in ("manager", "employee")} - {email.lower(), None})
    there = f"; there are talks with {', '.join(others)}" if others else ""
    raise click.ClickException(f"{email} has no open or planned talk{f' with {other}' if other else ''}{there}: plan one first.")
