"""Whether a person may still see a talk, and what in it changed: asked anew at every event."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, exists, select, true
from sqlalchemy.dialects.postgresql import ARRAY, asyncpg

from api.database.reading import Reading
from api.database.sessions import Identity, NotAPerson, Viewer
from api.events import Happening
from schema import tables


@dataclass(frozen=True)
class Seen:
    """What a person may see now: the talk, by the pair it belongs to, and the thing in it."""

    person_id: UUID
    pair_id: UUID
    thing: bool


@dataclass(frozen=True)
class Sight:
    """One person's sight of one talk."""

    reading: Reading
    identity: Identity
    conversation_id: UUID

    async def now(self, table: type[tables.Noun] | None = None, happening: Happening | None = None) -> Seen | None:
        """What they see now; None when the talk is unknown, is not theirs any more, or they left."""
        sql, names, constants = _statement(table)

        who: list[UUID] = []

        def asked(viewer: Viewer) -> tuple[str, list[Any]]:
            who.append(viewer.id)
            given = constants | {"org": viewer.org, "viewer": viewer.id, "pairs": list(viewer.pairs), "talk": self.conversation_id}
            if happening is not None:
                given |= {"thing": happening.node_id, "actor": happening.actor_id}
            return sql, [given[name] for name in names]

        try:
            row = await self.reading.read(self.identity, asked)
        except NotAPerson:
            return None
        return None if row["pair_id"] is None else Seen(who[-1], row["pair_id"], row["thing"])


@cache
def _statement(table: type[tables.Noun] | None) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    viewer = tables.Viewer(bindparam("org", type_=Uuid()), bindparam("viewer", type_=Uuid()), bindparam("pairs", type_=ARRAY(Uuid())))
    talk = tables.Conversation
    pair = select(talk.pair_id).where(viewer.sees(talk), talk.id == bindparam("talk", type_=Uuid())).scalar_subquery()
    thing = true() if table is None else exists().where(viewer.sees(table), _named(table))
    compiled = select(pair.label("pair_id"), thing.label("thing")).compile(dialect=asyncpg.dialect())  # type: ignore[no-untyped-call]
    return str(compiled), tuple(compiled.positiontup or ()), dict(compiled.params)


def _named(table: type[tables.Noun]) -> ColumnElement[bool]:
    thing, actor = bindparam("thing", type_=Uuid()), bindparam("actor", type_=Uuid())
    # Of an outcome a change names the talk: it shows for both at once, and until then nobody learns that the other gave theirs.
    if table is tables.Outcome:
        return (tables.Outcome.conversation_id == thing) & (tables.Outcome.by_id == actor)
    return table.id == thing
