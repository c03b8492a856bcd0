"""An invented organisation: its role library and its people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from api.demo.files import Content
from api.demo.ledger import Ledger
from api.demo.moments import Calendar
from schema.tables import CareerPath, CareerStep, DevelopmentOption, Expectation, Person, Responsibility, Role

FOUNDED = "-200w mon 09:00"


@dataclass(frozen=True)
class Cast:
    """An organisation and everybody in it, by the keys of its file. `managers`: who manages whom now."""

    language: str
    calendar: Calendar
    people: Mapping[str, UUID]
    managers: Mapping[str, str]


def organisation_row(content: Content, org_id: UUID, calendar: Calendar) -> dict[str, Any]:
    """The organisation itself; its people come in with goodtalk's own tokens."""
    named = {name: content[name] for name in ("name", "language", "time_zone")}
    return {"org_id": org_id, **named, "created_at": calendar.moment(FOUNDED)}


def calendar_of(content: Content, calendar: Calendar) -> Calendar:
    """The same now, seen from the organisation's time zone."""
    return Calendar(calendar.now, ZoneInfo(content["time_zone"]))


def add_organisation(content: Content, ledger: Ledger, calendar: Calendar, issuer: str) -> Cast:
    """Add the role library and the people; everybody's subject at `issuer` is their e-mail address."""
    roles = add_library(content, ledger, calendar)
    people: dict[str, UUID] = {}
    for person in content["people"]:
        people[person["key"]] = _add_person(person, content, roles, people, ledger, calendar, issuer)
    managers = {person["key"]: person["manager"] for person in content["people"] if "manager" in person}
    return Cast(content["language"], calendar, people, managers)


def add_library(content: Content, ledger: Ledger, calendar: Calendar) -> Mapping[str, UUID]:
    """Add roles, options and paths; answers the roles by their keys."""
    roles = {role["key"]: _add_role(role, content["language"], ledger, calendar) for role in content["roles"]}
    for option in content["options"]:
        ledger.add(DevelopmentOption, calendar.moment(FOUNDED), **option)
    for path in content["paths"]:
        _add_path(path, roles, ledger, calendar)
    return roles


def _add_role(role: Content, language: str, ledger: Ledger, calendar: Calendar) -> UUID:
    founded = calendar.moment(FOUNDED)
    role_id = ledger.add(Role, founded, key=role["key"], language=language, title=role["title"], purpose=role["purpose"])
    for position, text in enumerate(role["responsibilities"], 1):
        ledger.add(Responsibility, founded, role_id=role_id, position=position, text=text)
    for position, text in enumerate(role["expectations"], 1):
        ledger.add(Expectation, founded, role_id=role_id, position=position, text=text)
    return role_id


def _add_path(path: Content, roles: Mapping[str, UUID], ledger: Ledger, calendar: Calendar) -> None:
    founded = calendar.moment(FOUNDED)
    path_id = ledger.add(CareerPath, founded, key=path["key"], title=path["title"])
    for position, step in enumerate(path["steps"], 1):
        ledger.add(CareerStep, founded, path_id=path_id, position=position, role_id=roles[step["role"]], what_it_takes=step["takes"])


def _add_person(
    person: Content,
    content: Content,
    roles: Mapping[str, UUID],
    people: Mapping[str, UUID],
    ledger: Ledger,
    calendar: Calendar,
    issuer: str,
) -> UUID:
    return ledger.add(
        Person,
        calendar.moment(FOUNDED),
        name=person["name"],
        given_name=person["given_name"],
        email=person["email"],
        language=content["language"],
        time_zone=content["time_zone"],
        role_id=roles[person["role"]],
        manager_id=people[person["manager"]] if "manager" in person else None,
        is_hr=person.get("is_hr", False),
        issuer=issuer,
        subject=person["email"],
        created_at=calendar.moment(person.get("joined", FOUNDED)),
    )
