"""The questions an organisation adds to the question bank."""

from sqlalchemy import UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from schema.tables.enums import Language, Part, SourceKind
from schema.tables.row import Noun, to, within


class Frame(Noun):
    """A line of the question bank that an organisation added. `key` is what the source file calls it, so that a second import finds it again.

    It is asked about lines of `kind` on `occasion`, or, as a standing question, about nothing but itself. It is never deleted, for
    suggestions name it; one that is not `in_use` is asked no more.
    """

    __tablename__ = "frames"
    __table_args__ = (
        to("organisations", on=()),
        within("language", Language),
        within("part", Part),
        within("kind", SourceKind),
        UniqueConstraint("org_id", "language", "key"),
    )

    language: Mapped[str]
    key: Mapped[str]
    part: Mapped[str]
    kind: Mapped[str]
    occasion: Mapped[str]
    question: Mapped[str]
    follow_up: Mapped[str]
    why: Mapped[str]
    first_person: Mapped[str]
    in_use: Mapped[bool] = mapped_column(server_default=sql("true"))
