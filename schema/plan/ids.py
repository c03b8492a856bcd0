"""Ids as clients know them: the type's name and the row's UUID, `Goal_019a…`."""

import re
from uuid import UUID

SHAPE = re.compile(r"([A-Za-z]{1,40})_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")


def to_client(type_name: str, row_id: UUID) -> str:
    """The id a client gets for a row."""
    return f"{type_name}_{row_id}"


def parsed(client_id: str) -> tuple[str, UUID] | None:
    """Type name and row id; nothing for an id that was never ours."""
    match = SHAPE.fullmatch(client_id)
    return (match[1], UUID(match[2])) if match else None


def row_id(client_id: str, *type_names: str) -> UUID | None:
    """The row id, if the id is one of these types."""
    found = parsed(client_id)
    return found[1] if found and found[0] in type_names else None
