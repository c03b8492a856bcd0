"""What the stories ask, and how they see that nothing changed."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import text

from schema.tables import Base
from tests.makers import Makers

REFUSED = "__typename ... on Refusal { reason message } ... on InvalidInput { field }"

SUGGESTION = """
fragment Offered on Suggestion {
  id part language question followUp why state
  sources { kind nodeId quote asOf node { id } }
  askedBy { id } decidedBy { id } provenance { generator model createdAt } conversation { id }
  talkingPoint { id text part author { id } about { kind nodeId quote } }
}
"""

SUMMARY = """
fragment Drafted on Summary {
  id state language sentences { id part text editedBy { id } sources { kind nodeId quote asOf node { id } } }
  confirmedBy { id } provenance { generator model createdAt } conversation { id summaryProgress }
}
"""

SUGGEST = f"""
mutation Suggest($input: SuggestQuestionsInput!) {{
  suggestQuestions(input: $input) {{
    {REFUSED}
    ... on SuggestedQuestions {{ startWith {{ id part question }} shortfalls {{ part reason }} suggestions {{ ...Offered }} }}
  }}
}}
{SUGGESTION}
"""

ACCEPT = f"mutation Accept($input: AcceptSuggestionInput!) {{ acceptSuggestion(input: $input) {{ {REFUSED} ...Offered }} }} {SUGGESTION}"

DISMISS = f"mutation Dismiss($input: DismissSuggestionInput!) {{ dismissSuggestion(input: $input) {{ {REFUSED} ...Offered }} }} {SUGGESTION}"

DRAFT = f"mutation Draft($input: DraftSummaryInput!) {{ draftSummary(input: $input) {{ {REFUSED} ...Drafted }} }} {SUMMARY}"

TABLE = f"""
query Table($id: ID!) {{
  conversation(id: $id) {{
    id status summaryProgress
    parts {{
      part
      talkingPoints {{ id text author {{ id }} about {{ kind nodeId quote }} }}
      suggestions(states: null) {{ ...Offered }}
    }}
    summary {{ ...Drafted }}
  }}
}}
{SUGGESTION} {SUMMARY}
"""

Answer = dict[str, Any]


def questions(table: Answer, *states: str) -> list[Answer]:
    """The suggestions on a table, those in these states."""
    listed = [each for part in table["conversation"]["parts"] for each in part["suggestions"]]
    return [each for each in listed if not states or each["state"] in states]


def points(table: Answer) -> list[Answer]:
    """The talking points on a table."""
    return [each for part in table["conversation"]["parts"] for each in part["talkingPoints"]]


def said(answer: Any) -> str:
    """All of an answer as text, to look for words in."""
    return orjson.dumps(answer).decode()


def leaves(answer: Any) -> Iterator[Any]:
    """The values of an answer that are neither lists nor objects."""
    if isinstance(answer, Mapping):
        for value in answer.values():
            yield from leaves(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from leaves(value)
    else:
        yield answer


async def everything(make: Makers) -> dict[str, list[str]]:
    """Every row of every table as it stands, to compare with what stands there later."""
    async with make.engine.connect() as connection:
        found = {}
        for table in Base.metadata.sorted_tables:
            rows = await connection.execute(text(f"SELECT to_jsonb(it)::text FROM {table.name} it ORDER BY 1"))
            found[table.name] = [row[0] for row in rows]
        return found
