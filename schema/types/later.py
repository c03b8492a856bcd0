"""Types named before they are made, so that types may speak of each other without their files importing each other."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from schema.types.brief import Brief
    from schema.types.conversations import Agreement, Conversation, Note, TalkingPoint
    from schema.types.feedback import Feedback, Reflection, Response
    from schema.types.goals import Goal, GoalEvaluation, Talent
    from schema.types.people import Person
    from schema.types.roles import CareerPath, DevelopmentOption, Role
    from schema.types.sources import Source
    from schema.types.suggestions import Suggestion
    from schema.types.summaries import Summary

LaterAgreement = Annotated["Agreement", strawberry.lazy("schema.types.conversations")]
LaterBrief = Annotated["Brief", strawberry.lazy("schema.types.brief")]
LaterCareerPath = Annotated["CareerPath", strawberry.lazy("schema.types.roles")]
LaterConversation = Annotated["Conversation", strawberry.lazy("schema.types.conversations")]
LaterDevelopmentOption = Annotated["DevelopmentOption", strawberry.lazy("schema.types.roles")]
LaterFeedback = Annotated["Feedback", strawberry.lazy("schema.types.feedback")]
LaterGoal = Annotated["Goal", strawberry.lazy("schema.types.goals")]
LaterGoalEvaluation = Annotated["GoalEvaluation", strawberry.lazy("schema.types.goals")]
LaterNote = Annotated["Note", strawberry.lazy("schema.types.conversations")]
LaterPerson = Annotated["Person", strawberry.lazy("schema.types.people")]
LaterReflection = Annotated["Reflection", strawberry.lazy("schema.types.feedback")]
LaterResponse = Annotated["Response", strawberry.lazy("schema.types.feedback")]
LaterRole = Annotated["Role", strawberry.lazy("schema.types.roles")]
LaterSource = Annotated["Source", strawberry.lazy("schema.types.sources")]
LaterSuggestion = Annotated["Suggestion", strawberry.lazy("schema.types.suggestions")]
LaterSummary = Annotated["Summary", strawberry.lazy("schema.types.summaries")]
LaterTalent = Annotated["Talent", strawberry.lazy("schema.types.goals")]
LaterTalkingPoint = Annotated["TalkingPoint", strawberry.lazy("schema.types.conversations")]
