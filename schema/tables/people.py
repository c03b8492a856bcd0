"""Organisations, the people in them, and the pairs that talk."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ColumnElement, Index, UniqueConstraint, any_, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from schema.tables.enums import Language, Weekday
from schema.tables.row import Noun, Row, Viewer, Write, to, within

WORKING_DAYS = [day.value for day in list(Weekday)[:5]]

PLAIN_WORDS = r"regexp_split_to_array(lower(regexp_replace(normalize(name, nfkd), '[\u0300-\u036f]', '', 'g')), '[[:space:][:punct:]’]+')"
"""SQL for the words of a name without accents and capitals, as `api/nameless.py` folds them."""


class Organisation(Row):
    """An employer. Nothing crosses organisations."""

    __tablename__ = "organisations"
    __table_args__ = (
        within("language", Language),
        UniqueConstraint("name"),
        CheckConstraint("(issuer IS NULL) = (audience IS NULL)", name="issuer_with_audience"),
    )

    org_id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    name: Mapped[str]
    language: Mapped[str]
    time_zone: Mapped[str]
    issuer: Mapped[str | None]
    """The URL of the OIDC issuer whose tokens its people carry; empty where goodtalk's own issuer is used."""
    audience: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Person(Noun):
    """Someone who works in the organisation, or did: people are never deleted, they leave, and their name stays where they wrote.

    `manager_id` repeats, for the directory, what the current pair says; `issuer` and `subject` are who a token speaks of.
    """

    __tablename__ = "people"
    __table_args__ = (
        to("organisations", on=()),
        to("roles", "role_id"),
        to("people", "manager_id"),
        within("language", Language),
        CheckConstraint("left_at IS NULL OR email IS NULL", name="who_left_has_no_email"),
        CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="issuer_with_subject"),
        CheckConstraint("manager_id <> id", name="nobody_manages_themselves"),
        Index("uq_people_email", "org_id", sql("lower(email)"), unique=True),
        # A token names no organisation: this is the one index that can't begin with org_id.
        Index("uq_people_subject", "issuer", "subject", unique=True),
        Index(None, "org_id", "name", "id"),
        Index(None, "org_id", "manager_id", "name", "id"),
        Index(None, "org_id", "role_id"),
        Index(None, "org_id", "given_name"),
        # A list of words can't begin with org_id: whoever is found by a word is then asked for their organisation.
        Index("ix_people_words", sql("string_to_array(name, ' ')"), postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index("ix_people_plain_words", sql(PLAIN_WORDS), postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    )

    name: Mapped[str]
    given_name: Mapped[str]
    email: Mapped[str | None]
    language: Mapped[str]
    time_zone: Mapped[str]
    role_id: Mapped[UUID | None]
    manager_id: Mapped[UUID | None]
    is_hr: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    quiet_from: Mapped[time] = mapped_column(server_default=sql("'18:00'"))
    quiet_until: Mapped[time] = mapped_column(server_default=sql("'08:00'"))
    working_days: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql(f"'{{{','.join(WORKING_DAYS)}}}'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    left_at: Mapped[datetime | None]

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        own = (cls.org_id == viewer.org) & (cls.id == viewer.id)
        return Write(change=own, columns=("issuer", "subject", "language", "time_zone", "quiet_from", "quiet_until", "working_days"))


class Pair(Noun):
    """One manager and one employee, from a moment to a moment."""

    __tablename__ = "pairs"
    __table_args__ = (
        to("people", "manager_id"),
        to("people", "employee_id"),
        UniqueConstraint("org_id", "id", "manager_id", "employee_id"),
        UniqueConstraint("org_id", "id", "employee_id"),
        CheckConstraint("manager_id <> employee_id", name="two_people"),
        CheckConstraint("ended_at >= started_at", name="ends_after_it_starts"),
        CheckConstraint("rhythm_weeks BETWEEN 1 AND 52", name="rhythm_within_a_year"),
        Index("uq_pairs_current", "org_id", "employee_id", unique=True, postgresql_where=sql("ended_at IS NULL")),
        Index(None, "org_id", "employee_id"),
        Index(None, "org_id", "manager_id"),
    )

    manager_id: Mapped[UUID]
    employee_id: Mapped[UUID]
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]
    rhythm_weeks: Mapped[int] = mapped_column(server_default=sql("4"))
    paused_until: Mapped[date | None]
    model_allowed: Mapped[bool] = mapped_column(server_default=sql("true"))
    picked_at: Mapped[datetime | None]
    """When the worker last read what the pair said, to pick from it (`picks`); empty until it did."""

    @classmethod
    def seen_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return (cls.org_id == viewer.org) & (cls.id == any_(viewer.pairs))

    @classmethod
    def written_by(cls, viewer: Viewer) -> Write:
        return Write(change=cls.seen_by(viewer), columns=("rhythm_weeks", "paused_until", "model_allowed"))

    @classmethod
    def worked_by(cls) -> Write:
        return Write(change=cls.ended_at.is_(None), columns=("picked_at",))
