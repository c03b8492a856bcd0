"""The role library, as the whole organisation reads it."""

from __future__ import annotations

import strawberry
from sqlalchemy import exists
from sqlalchemy.orm import aliased

from schema import tables
from schema.plan.declare import Given, Rows, column, found, many, one, planned
from schema.plan.order import BY_TITLE, Order
from schema.plan.reader import Scope
from schema.types.enums import DevelopmentKind, Language
from schema.types.node import Node

BY_POSITION = Order("position", moments=False)


def _paths_through(scope: Scope, given: Given) -> Rows:
    step = aliased(tables.CareerStep)
    return found(
        tables.CareerPath,
        scope,
        BY_TITLE,
        lambda it: exists().where(scope.reader.sees(step), step.path_id == it.id, step.role_id == scope.row.id).correlate_except(step),
    )


@planned(tables.Role)
@strawberry.type(description="What someone is there for.")
class Role(Node):
    """What someone is there for."""

    language: Language = column(tables.Role.language, "The language its texts are in.")
    title: str = column(tables.Role.title, "What the role is called.")
    purpose: str = column(tables.Role.purpose, "What the role is for, in a few sentences; may be empty.")
    responsibilities: list[Responsibility] = many(tables.Responsibility.role_id, "What the role takes care of, in its own order.", BY_POSITION)
    expectations: list[Expectation] = many(tables.Expectation.role_id, "What is expected of whoever fills it, in its own order.", BY_POSITION)
    career_paths: list[CareerPath] = many(_paths_through, "The career paths on which this role is a step, by title.")


@planned(tables.Responsibility)
@strawberry.type(description="Something a role takes care of.")
class Responsibility(Node):
    """Something a role takes care of."""

    text: str = column(tables.Responsibility.text, "What it is.")


@planned(tables.Expectation)
@strawberry.type(description="Something expected of whoever fills a role.")
class Expectation(Node):
    """Something expected of whoever fills a role."""

    text: str = column(tables.Expectation.text, "What it is.")


@planned(tables.CareerPath)
@strawberry.type(description="A way from role to role that the organisation offers.")
class CareerPath(Node):
    """A way from role to role."""

    title: str = column(tables.CareerPath.title, "What the path is called.")
    steps: list[CareerStep] = many(tables.CareerStep.path_id, "Its steps, first one first.", BY_POSITION)


@planned(tables.CareerStep)
@strawberry.type(description="A role on a career path.")
class CareerStep(Node):
    """A role on a career path."""

    position: int = column(tables.CareerStep.position, "Its place on the path, counted from 1.")
    role: Role = one(tables.CareerStep.role_id, "The role.", tables.Role)
    what_it_takes: str = column(tables.CareerStep.what_it_takes, "What it takes to get there.")


@planned(tables.DevelopmentOption)
@strawberry.type(description="Something the organisation offers to those who want to develop.")
class DevelopmentOption(Node):
    """Something the organisation offers to those who want to develop."""

    title: str = column(tables.DevelopmentOption.title, "What it is called.")
    description: str = column(tables.DevelopmentOption.description, "What it is.")
    kind: DevelopmentKind = column(tables.DevelopmentOption.kind, "What kind of thing it is.")
