"""Pairs and preferences: how often, when not, and how to be spoken to."""

from __future__ import annotations

import re
from datetime import date, time
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.finding import ongoing, seen
from api.actions.people import known_time_zones
from api.database.looking import viewer_of
from api.outbox import Verb, tell
from schema import tables
from schema.rules.refusals import Unfit
from schema.tables.enums import Weekday


async def edit_pair(session: AsyncSession, pair_id: UUID | None, changes: dict[str, object]) -> UUID:
    """Set the rhythm, pause it until a day (no reason is asked), or allow a language model. `changes`: as given."""
    pair = await seen(session, tables.Pair, pair_id, locked=True)
    ongoing(pair)
    weeks = changes.get("rhythm_weeks")
    if weeks is not None and not (isinstance(weeks, int) and 1 <= weeks <= 52):
        raise Unfit("rhythmWeeks", "Kies een ritme van 1 tot 52 weken.", "Choose a rhythm of 1 to 52 weeks.")
    if isinstance(weeks, int):
        pair.rhythm_weeks = weeks
    if "paused_until" in changes:
        until = changes["paused_until"]
        assert until is None or isinstance(until, date)  # noqa: S101
        pair.paused_until = until
    if isinstance(allowed := changes.get("model_allowed"), bool):
        pair.model_allowed = allowed
    if session.is_modified(pair):
        await tell(session, "Pair", pair.id, Verb.CHANGED, pair_id=pair.id)
    return pair.id


async def edit_preferences(
    session: AsyncSession,
    language: str | None,
    time_zone: str | None,
    quiet: tuple[str | None, str | None],
    working_days: list[Weekday] | None,
) -> UUID:
    """Say how and when one wants to be spoken to."""
    viewer = viewer_of(session)
    person = await seen(session, tables.Person, viewer.id, locked=True)
    if language is not None:
        person.language = language
    if time_zone is not None:
        person.time_zone = await _known(session, time_zone)
    if quiet[0] is not None:
        person.quiet_from = _clock(quiet[0], "quietFrom")
    if quiet[1] is not None:
        person.quiet_until = _clock(quiet[1], "quietUntil")
    if working_days is not None and not working_days:
        raise Unfit("workingDays", "Kies ten minste één werkdag.", "Choose one working day at least.")
    if working_days is not None:
        person.working_days = [day.value for day in Weekday if day in working_days]
    if session.is_modified(person):
        await tell(session, "Person", person.id, Verb.CHANGED)
    return person.id


async def _known(session: AsyncSession, name: str) -> str:
    if name not in await known_time_zones(await session.connection()):
        nl = "Deze tijdzone kennen we niet; kies er een als Europe/Amsterdam."
        raise Unfit("timeZone", nl, "That time zone is not known; choose one such as Europe/Amsterdam.")
    return name


def _clock(text: str, field: str) -> time:
    if re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", text) is None:
        raise Unfit(field, "Schrijf een tijd als 18:00.", "Write a time as 18:00.")
    return time.fromisoformat(text)
