"""What a subscription says: that something changed, never what it says."""

from __future__ import annotations

import strawberry

from schema.types.enums import ConversationChangeKind


@strawberry.type(description="Something about a talk changed. Fetch it with a query.")
class ConversationChange:
    """Something about a talk changed."""

    conversation_id: strawberry.ID = strawberry.field(description="The talk.")
    kind: ConversationChangeKind = strawberry.field(description="What of it changed.")
    node_id: strawberry.ID | None = strawberry.field(
        description="The thing that changed or went; empty where it is not one thing, or not yours to see."
    )
