"""What this server says about itself, to whoever asks."""

from __future__ import annotations

import strawberry

from schema.types.enums import Generator

VERSION = "0.1.0"

NOT_FOR = [
    "Rating, ranking or scoring a person, or reading their risk, sentiment or emotions.",
    "Deciding or advising on pay, promotion or dismissal.",
    "Keeping the nature or cause of an illness, a diagnosis, medication or pregnancy; religion, union membership, political opinion, orientation, "
    "origin or criminal record.",
    "Judging someone in the manager's voice, or keeping a hidden note about the employee that the coach wrote.",
    "Recording audio or video, or sitting in on a talk.",
]


@strawberry.type(description="What this server is for, what it is not for, and what makes its suggestions.")
class About:
    """What this server is for."""

    intended_purpose: str = strawberry.field(description="What goodtalk is meant for, in English.")
    not_for: list[str] = strawberry.field(description="What it must not be used for, and cannot do; a sentence each, in English.")
    generator: Generator = strawberry.field(description="What words its questions and summaries.")
    model: str | None = strawberry.field(description="The language model in use; empty where the question bank does all.")
    private_notes: str = strawberry.field(description="What a person should know before writing a private note, in English.")
    version: str = strawberry.field(description="The version of the server.")


def about() -> About:
    """The same for everybody; needs no token."""
    return About(
        intended_purpose="goodtalk helps a manager and an employee prepare, hold and remember good talks. "
        "The coach prepares and reminds; the two of them do the talking and decide.",
        not_for=NOT_FOR,
        generator=Generator.OFFLINE,
        model=None,
        private_notes="A private note is read by its author alone in goodtalk, lies on the employer's server, and ends with the pair. "
        "It is a working note, not a file, and may fall under the other person's right of access.",
        version=VERSION,
    )
