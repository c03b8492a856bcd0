"""The role library: roles, what they ask, the paths between them, and ways to develop."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Computed, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from schema.tables.enums import DevelopmentKind, Language
from schema.tables.row import Noun, to, within


def words(*columns: str) -> Mapped[str]:
    """The lexemes of the columns, in both languages, kept by the database."""
    joined = " || ' ' || ".join(columns)
    both = f"to_tsvector('dutch', {joined}) || to_tsvector('english', {joined})"
    return mapped_column(TSVECTOR, Computed(both, persisted=True), deferred=True)


class Role(Noun):
    """What someone is there for. `key` is what the source file calls it, so that a second import finds it again."""

    __tablename__ = "roles"
    __table_args__ = (
        to("organisations", on=()),
        within("language", Language),
        UniqueConstraint("org_id", "key"),
        Index(None, "org_id", "title", "id"),
    )

    key: Mapped[str]
    language: Mapped[str]
    title: Mapped[str]
    purpose: Mapped[str]
    words: Mapped[str] = words("title", "purpose")


class Responsibility(Noun):
    """Something the role takes care of."""

    __tablename__ = "responsibilities"
    __table_args__ = (to("roles", "role_id", ondelete="CASCADE"), UniqueConstraint("org_id", "role_id", "position"))

    role_id: Mapped[UUID]
    position: Mapped[int]
    text: Mapped[str]
    words: Mapped[str] = words("text")


class Expectation(Noun):
    """Something the organisation expects of whoever fills the role."""

    __tablename__ = "expectations"
    __table_args__ = (to("roles", "role_id", ondelete="CASCADE"), UniqueConstraint("org_id", "role_id", "position"))

    role_id: Mapped[UUID]
    position: Mapped[int]
    text: Mapped[str]
    words: Mapped[str] = words("text")


class CareerPath(Noun):
    """A way from role to role that the organisation offers."""

    __tablename__ = "career_paths"
    __table_args__ = (to("organisations", on=()), UniqueConstraint("org_id", "key"), Index(None, "org_id", "title", "id"))

    key: Mapped[str]
    title: Mapped[str]


class CareerStep(Noun):
    """One role on a path, and what it takes to get there."""

    __tablename__ = "career_steps"
    __table_args__ = (
        to("career_paths", "path_id", ondelete="CASCADE"),
        to("roles", "role_id"),
        UniqueConstraint("org_id", "path_id", "position"),
        Index(None, "org_id", "role_id"),
    )

    path_id: Mapped[UUID]
    position: Mapped[int]
    role_id: Mapped[UUID]
    what_it_takes: Mapped[str]
    words: Mapped[str] = words("what_it_takes")

    @classmethod
    def comes_after(cls, step: Any) -> ColumnElement[bool]:
        """Whether it is the next step on the same path."""
        follows: ColumnElement[bool] = (cls.org_id == step.org_id) & (cls.path_id == step.path_id) & (cls.position == step.position + 1)
        return follows


class DevelopmentOption(Noun):
    """Something the organisation offers to those who want to develop."""

    __tablename__ = "development_options"
    __table_args__ = (
        to("organisations", on=()),
        within("kind", DevelopmentKind),
        UniqueConstraint("org_id", "key"),
        Index(None, "org_id", "title", "id"),
    )

    key: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str] = words("title", "description")
