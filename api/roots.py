"""The roots of the schema: what can be asked and what can be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from graphql import get_named_type
from sqlalchemy import Text, Uuid, any_, or_, true
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from strawberry.schema.config import StrawberryConfig

from api.about import About, about
from api.mutations import feedback, goals, pairs, suggestions, summaries, talks, writing
from api.mutations.results import HANDLERS
from api.search import DESCRIPTION, search
from api.subscriptions.conversations import conversation_changed
from api.subscriptions.suggestions import questions_suggested
from schema import tables
from schema.plan import ids
from schema.plan.arguments import page
from schema.plan.declare import Anything, Argument, Given, Rows, declared, found, many, one
from schema.plan.order import BY_NAME, BY_TITLE, NEWEST_FIRST, SOONEST_FIRST
from schema.plan.reader import Scope
from schema.types.conversations import Conversation
from schema.types.enums import ConversationStatus, Seat, TriggerState
from schema.types.node import DATE_TIME, Connection, Node
from schema.types.people import Person, Preferences, has_status, with_status
from schema.types.roles import DevelopmentOption, Role
from schema.types.search import SearchHit
from schema.types.triggers import Trigger


def _id_of(type_name: str) -> Argument:
    return Argument("id", strawberry.ID, "Its id.", Uuid(), read=lambda value: ids.row_id(value, type_name))


def _by_id(table: type[tables.Noun], type_name: str, description: str) -> Any:
    def rows(scope: Scope, given: Given) -> Rows:
        return found(table, scope, (), lambda it: it.id == given["id"])

    return one(rows, f"{description} Null for an id that is unknown, of another type, or not yours to see.", arguments=(_id_of(type_name),))


def _like(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


SEARCH = Argument("search", str | None, "Only those in whose name this stands, capitals or not.", Text(), None, _like)
MOMENT = TIMESTAMP(timezone=True)


def _named(given: Given, column: str) -> Any:
    wanted = given["search"]
    return lambda it: true() if wanted is None else getattr(it, column).ilike(wanted, escape="\\")


def _conversations(scope: Scope, given: Given) -> Rows:
    me, seat = scope.reader.id, given["seat"]
    as_employee = lambda it: true() if seat is None else or_(seat != Seat.EMPLOYEE, it.employee_id == me)  # noqa: E731
    as_manager = lambda it: true() if seat is None else or_(seat != Seat.MANAGER, it.manager_id == me)  # noqa: E731
    start, end = given["from_"], given["to"]
    return found(
        tables.Conversation,
        scope,
        SOONEST_FIRST,
        lambda it: or_(it.employee_id == me, it.manager_id == me),
        as_employee,
        as_manager,
        lambda it: true() if start is None else it.scheduled_at >= start,
        lambda it: true() if end is None else it.scheduled_at < end,
        has_status(given),
    )


def _people(scope: Scope, given: Given) -> Rows:
    return found(tables.Person, scope, BY_NAME, lambda it: it.left_at.is_(None), _named(given, "name"))


def _roles(scope: Scope, given: Given) -> Rows:
    return found(tables.Role, scope, BY_TITLE, _named(given, "title"))


def _options(scope: Scope, given: Given) -> Rows:
    return found(tables.DevelopmentOption, scope, BY_TITLE, _named(given, "title"))


def _triggers(scope: Scope, given: Given) -> Rows:
    states = given["states"]
    return found(tables.Trigger, scope, NEWEST_FIRST, lambda it: true() if states is None else it.state == any_(states))


def _viewer(scope: Scope, given: Given) -> Rows:
    return found(tables.Person, scope, (), lambda it: it.id == scope.reader.id)


@strawberry.type(description="What can be asked. All of it shows only what the viewer may see; the rest does not exist.")
class Query:
    """What can be asked."""

    viewer: Person = one(_viewer, "Whoever asks.")
    about: About = strawberry.field(resolver=about, description="What this server is for and made of. Needs no token.")
    preferences: Preferences = one(_viewer, "How the viewer wants to be spoken to, and when.")
    node: Node | None = declared(
        Anything(),
        "Anything with an id. Null for an id that is malformed, unknown, or not yours to see.",
        (Argument("id", strawberry.ID, "The id.", Uuid()),),
    )
    person: Person | None = _by_id(tables.Person, "Person", "A person of the organisation.")
    role: Role | None = _by_id(tables.Role, "Role", "A role of the library.")
    conversation: Conversation | None = _by_id(tables.Conversation, "Conversation", "A talk.")
    conversations: Connection[Conversation] = many(
        _conversations,
        "The viewer's own talks, by time; `seat` says on which side of the table.",
        arguments=(
            Argument("seat", Seat | None, "Only talks in which the viewer sits there.", Text(), None, lambda value: value.value),
            Argument("from_", datetime | None, "Only talks from then on.", MOMENT, None, graphql_name="from"),
            Argument("to", datetime | None, "Only talks before then.", MOMENT, None),
            with_status(ConversationStatus),
            *page(),
        ),
    )
    people: Connection[Person] = many(_people, "The directory: everybody who works here, by name.", arguments=(*page(), SEARCH))
    roles: Connection[Role] = many(_roles, "The role library, by title.", arguments=(*page(), SEARCH))
    development_options: Connection[DevelopmentOption] = many(_options, "The development options, by title.", arguments=(*page(), SEARCH))
    triggers: Connection[Trigger] = many(
        _triggers,
        "Invitations to the viewer, latest first.",
        arguments=(
            *page(),
            Argument(
                "states",
                list[TriggerState] | None,
                "Only those in these states; all of them without it.",
                ARRAY(Text()),
                None,
                lambda states: [state.value for state in states],
            ),
        ),
    )
    search: list[SearchHit] = strawberry.field(resolver=search, description=DESCRIPTION)


@strawberry.type(
    description="What can be done. Each answers with the object as it is now, or with a refusal that says what to do; a refusal changed nothing."
)
class Mutation:
    """What can be done."""

    plan_conversation = strawberry.mutation(
        talks.plan_conversation, description="Plan a talk of an employee with their manager; points that wait for the next talk come along."
    )
    reschedule_conversation = strawberry.mutation(talks.reschedule_conversation, description="Move a planned talk to another moment.")
    cancel_conversation = strawberry.mutation(talks.cancel_conversation, description="Let a planned talk go; its points wait for the next one.")
    open_conversation = strawberry.mutation(talks.open_conversation, description="Begin a talk. The first shared note does it by itself.")
    close_conversation = strawberry.mutation(
        talks.close_conversation, description="Round off a talk; points that were not discussed go to the next one."
    )
    reopen_conversation = strawberry.mutation(
        talks.reopen_conversation, description="Go on with a talk that was closed too early: for two working days, unless both confirmed its summary."
    )
    add_talking_point = strawberry.mutation(writing.add_talking_point, description="Put a point on the agenda, or park it for the next talk.")
    edit_talking_point = strawberry.mutation(writing.edit_talking_point, description="Reword a talking point, move it to another part, tick it off.")
    write_note = strawberry.mutation(writing.write_note, description="Write down what was said, for both or for yourself.")
    edit_note = strawberry.mutation(writing.edit_note, description="Reword a note of your own, or change who reads it.")
    make_agreement = strawberry.mutation(writing.make_agreement, description="Write down what the two of you agreed.")
    edit_agreement = strawberry.mutation(writing.edit_agreement, description="Reword an agreement, or say how it stands.")
    record_outcome = strawberry.mutation(
        talks.record_outcome, description="Say what a talk brought; it shows when both have said so, or after three working days."
    )
    suggest_questions = strawberry.mutation(
        suggestions.suggest_questions, description="Ask the coach for questions for a talk; they take the place of what is still offered."
    )
    accept_suggestion = strawberry.mutation(
        suggestions.accept_suggestion, description="Take a suggested question into the talk: it becomes your talking point."
    )
    dismiss_suggestion = strawberry.mutation(
        suggestions.dismiss_suggestion, description="Put a suggested question aside (niet nu); from then on only you see it."
    )
    draft_summary = strawberry.mutation(
        summaries.draft_summary, description="Draft the summary of a closed talk, from its shared notes; never over what a person wrote."
    )
    edit_summary_sentence = strawberry.mutation(
        summaries.edit_summary_sentence, description="Put a sentence of a summary in your own words; the other's confirmation is asked anew."
    )
    remove_summary_sentence = strawberry.mutation(
        summaries.remove_summary_sentence, description="Take a sentence out of a summary; the other's confirmation is asked anew."
    )
    confirm_summary = strawberry.mutation(
        summaries.confirm_summary, description="Say that you recognise a summary, or that you have seen it and see it differently."
    )
    set_goal = strawberry.mutation(goals.set_goal, description="Set a goal for yourself or for one of your reports.")
    edit_goal = strawberry.mutation(goals.edit_goal, description="Revise a goal, or say that it was reached, missed or dropped.")
    evaluate_goal = strawberry.mutation(goals.evaluate_goal, description="Say how a goal goes; your manager reads it an hour later.")
    give_feedback = strawberry.mutation(feedback.give_feedback, description="Give feedback to a colleague.")
    write_reflection = strawberry.mutation(feedback.write_reflection, description="Write down what you think about your own work.")
    edit_reflection = strawberry.mutation(feedback.edit_reflection, description="Reword a reflection, share it, or take it back to yourself.")
    respond = strawberry.mutation(feedback.respond, description="Answer in writing to an evaluation, feedback, a reflection or a summary.")
    name_talent = strawberry.mutation(goals.name_talent, description="Name a talent of your own, or of one of your reports.")
    confirm_talent = strawberry.mutation(goals.confirm_talent, description="Recognise a talent that somebody else named.")
    decline_talent = strawberry.mutation(goals.decline_talent, description="Let go of a talent; nothing of it stays.")
    withdraw = strawberry.mutation(writing.withdraw, description="Take back what you wrote, at any time; its quotes go with it.")
    hand_over = strawberry.mutation(
        pairs.hand_over, description="Give a new manager exactly what you choose of your goals, talents, agreements and confirmed summaries."
    )
    edit_pair = strawberry.mutation(pairs.edit_pair, description="Set the rhythm of a pair, pause it, or switch a foreign language model on or off.")
    edit_preferences = strawberry.mutation(pairs.edit_preferences, description="Say how and when you want to be spoken to.")


@strawberry.type(description="What can be followed, over a WebSocket (graphql-transport-ws) or server-sent events.")
class Subscription:
    """What can be followed."""

    conversation_changed = strawberry.subscription(
        conversation_changed,
        description="Says that something about a talk changed, never what it says: fetch it with a query. Ends when you may not see it any more.",
    )
    questions_suggested = strawberry.subscription(
        questions_suggested,
        description="Offers each question as soon as it has passed every check; ends with SuggestionsComplete. "
        "The same key attaches again instead of asking anew.",
    )


def explained(schema: strawberry.Schema) -> strawberry.Schema:
    """The schema, with a description where strawberry leaves none: at an `input`, which says what its type says, and at UUID."""
    graph = schema._schema
    assert graph.mutation_type is not None and graph.subscription_type is not None  # noqa: S101, PT018
    for field in (*graph.mutation_type.fields.values(), *graph.subscription_type.fields.values()):
        for argument in field.args.values():
            argument.description = argument.description or get_named_type(argument.type).description
    graph.type_map["UUID"].description = "A UUID in its canonical form: 8-4-4-4-12 hexadecimal digits."
    return schema


SCHEMA = explained(
    strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        config=StrawberryConfig(scalar_map={datetime: DATE_TIME}),
        exception_handlers=HANDLERS,
    )
)
