"""Writing down: points, notes, and every text people write; editing without losing the other's words."""

from typing import Any

from graphql import GraphQLInputObjectType, get_named_type

from schema.tables import Note, SummarySentence
from tests.clients import Client
from tests.makers import Makers, ago, ahead, client_id, now
from tests.stories.conftest import Couple
from tests.stories.doing import MUTATIONS, Answer, do, node, nothing_changes, outbox, told

TEXTS: dict[str, tuple[str, dict[str, Any]]] = {
    "addTalkingPoint": ("text", {"conversationId": "talk", "part": "GROWTH"}),
    "editTalkingPoint": ("text", {"talkingPointId": "point"}),
    "writeNote": ("text", {"conversationId": "talk", "part": "GROWTH"}),
    "editNote": ("text", {"noteId": "note"}),
    "makeAgreement": ("text", {"conversationId": "talk", "ownerId": "employee"}),
    "editAgreement": ("text", {"agreementId": "agreement"}),
    "acceptSuggestion": ("question", {"suggestionId": "suggestion"}),
    "editSummarySentence": ("text", {"sentenceId": "sentence"}),
    "setGoal": ("title", {"ownerId": "employee"}),
    "editGoal": ("title", {"goalId": "goal"}),
    "evaluateGoal": ("text", {"goalId": "goal", "progress": "ON_TRACK"}),
    "giveFeedback": ("text", {"toId": "manager"}),
    "writeReflection": ("text", {}),
    "editReflection": ("text", {"reflectionId": "reflection"}),
    "respond": ("text", {"toId": "evaluation"}),
    "nameTalent": ("text", {"personId": "employee"}),
}
"""Every text a person can write: mutation → the input field it stands in, and the rest of the input."""


async def things(make: Makers, couple: Couple) -> dict[str, Any]:
    """Something of each kind that the employee may write in."""
    talk = await make.conversation(couple.pair)
    goal = await make.goal(couple.pair)
    summary = await make.summary(await make.conversation(couple.pair, status="CLOSED", at=ago(hours=2)))
    (sentence,) = await make.all(SummarySentence, summary_id=summary.id)
    return {
        "employee": couple.employee,
        "manager": couple.manager,
        "talk": talk,
        "point": await make.point(talk, couple.employee),
        "note": await make.note(talk, couple.employee),
        "agreement": await make.agreement(talk, author_id=couple.employee.id),
        "suggestion": await make.suggestion(talk),
        "sentence": sentence,
        "goal": goal,
        "evaluation": await make.evaluation(goal),
        "reflection": await make.reflection(couple.pair),
    }


async def test_a_text_has_1_to_10_000_characters_and_no_signs_that_are_no_text(make: Makers, client: Client, couple: Couple) -> None:
    known = await things(make, couple)
    for mutation, (field, rest) in TEXTS.items():
        given = {name: known.get(value, value) for name, value in rest.items()}
        async with nothing_changes(make):
            for text in ("", " \n\t ", "é" * 10_001, "voor\0na", "\0"):
                assert await told(client, couple.employee, mutation, **given, **{field: text}) == f"InvalidInput INVALID {field}", mutation


async def test_a_text_is_kept_trimmed_and_otherwise_as_it_was_typed(make: Makers, client: Client, couple: Couple) -> None:
    known = await things(make, couple)
    for number, (mutation, (field, rest)) in enumerate(TEXTS.items()):
        given = {name: known.get(value, value) for name, value in rest.items()}
        words = (f"{number} e\u0301én 🙂 регел\r\n  twee\t«»" + "x" * 10_000)[:10_000]

        answer = await do(client, couple.employee, mutation, **given, **{field: f" \n{words}\n\u00a0 "})

        found = [answer.get("text"), answer.get("title"), (answer.get("talkingPoint") or {}).get("text")]
        found += [sentence["text"] for sentence in answer.get("sentences", ())]
        assert words in found, mutation


async def test_a_description_may_be_empty_but_nothing_else(make: Makers, client: Client, couple: Couple) -> None:
    goal = await do(client, couple.employee, "setGoal", ownerId=couple.employee, title="Sneller", description="  ")
    assert goal["description"] == ""
    async with nothing_changes(make):
        for text in ("x" * 10_001, "\0"):
            assert await told(client, couple.employee, "editGoal", goalId=goal["id"], description=text) == "InvalidInput INVALID description"


# Points


async def test_either_moves_a_point_and_ticks_it_off_but_only_its_author_rewords_it(make: Makers, client: Client, couple: Couple) -> None:
    point = await make.point(await make.conversation(couple.pair), couple.employee)

    changed = await do(client, couple.manager, "editTalkingPoint", talkingPointId=point, part="GROWTH", discussed=True)

    assert (changed["part"], changed["discussed"], changed["text"]) == ("GROWTH", True, point.text)
    async with nothing_changes(make):
        refused = await told(client, couple.manager, "editTalkingPoint", talkingPointId=point, text="Mijn woorden", discussed=False)
    assert refused == "NotAllowed NOT_YOURS"
    assert (await do(client, couple.employee, "editTalkingPoint", talkingPointId=point, text="Anders"))["text"] == "Anders"


async def test_a_point_needs_a_talk_or_a_pair(make: Makers, client: Client, couple: Couple) -> None:
    async with nothing_changes(make):
        assert await told(client, couple.employee, "addTalkingPoint", part="GROWTH", text="Waar?") == "InvalidInput INVALID conversationId"


async def test_a_point_is_about_something_that_its_author_reads(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)
    goal = await make.goal(couple.pair, "De routes op papier")
    other = await make.goal(await make.pair(couple.manager, couple.colleague))
    late = await make.evaluation(goal, at=ago(minutes=5))

    point = await do(client, couple.manager, "addTalkingPoint", conversationId=talk, part="GROWTH", text="Hoe loopt het?", aboutId=goal)

    assert point["about"] == {"kind": "GOAL", "nodeId": client_id(goal), "quote": "De routes op papier"}
    for hidden in (other, late, "Goal_nonsense", client_id(talk)):
        async with nothing_changes(make):
            given = {"conversationId": talk, "part": "GROWTH", "text": "Hoe?", "aboutId": hidden}
            assert await told(client, couple.manager, "addTalkingPoint", **given) == "NotFound UNKNOWN"


async def test_feedback_that_its_receiver_puts_on_the_agenda_is_read_by_the_manager_at_once(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)
    feedback = await make.feedback(couple.pair, couple.colleague, at=ago(minutes=5))
    answer = await make.response(feedback, at=ago(minutes=2))
    assert await node(client, couple.manager, feedback) is None

    point = await do(client, couple.employee, "addTalkingPoint", conversationId=talk, part="CURRENT_ROLE", text="Dit kreeg ik", aboutId=feedback)

    read = await node(client, couple.manager, point["id"])
    assert read is not None
    assert read["about"]["nodeId"] == client_id(feedback)
    assert (await node(client, couple.manager, answer)) is not None


async def test_feedback_from_a_report_stays_between_the_two_even_on_the_agenda(make: Makers, client: Client, couple: Couple) -> None:
    upward = await make.pair(couple.boss, couple.manager)
    feedback = await make.feedback(upward, couple.employee)
    talk = await make.conversation(upward)

    point = await do(client, couple.manager, "addTalkingPoint", conversationId=talk, part="CURRENT_ROLE", text="Hierover", aboutId=feedback)

    read = await node(client, couple.boss, point["id"])
    assert (await make.reread(feedback)).manager_sees_from is None
    assert read is not None
    assert read["about"] is None


# Notes


async def test_only_its_author_rewords_a_note_or_changes_who_reads_it(make: Makers, client: Client, couple: Couple) -> None:
    note = await make.note(await make.conversation(couple.pair), couple.employee)
    for given in ({"text": "Van mij"}, {"visibility": "PRIVATE"}):
        async with nothing_changes(make):
            assert await told(client, couple.manager, "editNote", noteId=note, **given) == "NotAllowed NOT_YOURS"

    edited = await do(client, couple.employee, "editNote", noteId=note, text="Beter verwoord")

    assert (edited["text"], edited["editedAt"] is not None) == ("Beter verwoord", True)


async def test_an_edit_of_what_changed_meanwhile_is_refused_and_loses_nothing(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)
    for kind, mutation, name in (("Note", "editNote", "noteId"), ("Reflection", "editReflection", "reflectionId")):
        row: Any = await (make.note(talk, couple.employee) if kind == "Note" else make.reflection(couple.pair))
        first = await do(client, couple.employee, mutation, **{name: row}, text="Eerste", basedOn=row.created_at)
        assert first["text"] == "Eerste"

        for based_on in (row.created_at, ago(days=1), ahead(days=1)):
            async with nothing_changes(make):
                late = await told(client, couple.employee, mutation, **{name: row}, text="Tweede", basedOn=based_on)
            assert late == "WrongMoment CHANGED_MEANWHILE"
        again = await do(client, couple.employee, mutation, **{name: row}, text="Derde", basedOn=first["editedAt"])
        assert again["text"] == "Derde"


async def test_a_note_made_private_takes_its_quotes_along(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    note = await make.note(talk, couple.employee)
    resting, both = await make.suggestion(talk, rests_on=[note]), await make.suggestion(talk, rests_on=[note, await make.goal(couple.pair)])

    await do(client, couple.employee, "editNote", noteId=note, visibility="PRIVATE")

    assert await make.find(resting) is None
    kept = await node(client, couple.manager, both)
    assert kept is not None
    assert [source["quote"] for source in kept["sources"]] == ["Sneller factureren"]
    assert await node(client, couple.manager, note) is None
    assert [one for one in await outbox(make) if one[0] != "Conversation"] == [
        ("Suggestion", client_id(resting), "GONE"),
        ("Suggestion", client_id(both), "CHANGED"),
        ("Note", client_id(note), "GONE"),
    ]


async def test_a_private_note_is_told_to_nobody(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    note = await do(client, couple.employee, "writeNote", conversationId=talk, part="GROWTH", text="Voor mij", visibility="PRIVATE")
    await do(client, couple.employee, "editNote", noteId=note["id"], text="Nog steeds voor mij")
    await do(client, couple.employee, "withdraw", nodeId=note["id"])

    assert await outbox(make) == []
    assert await make.all(Note) == []


async def test_an_edit_that_changes_nothing_tells_nobody(make: Makers, client: Client, couple: Couple) -> None:
    known = await things(make, couple)
    same: dict[str, dict[str, Any]] = {
        "editTalkingPoint": {"talkingPointId": known["point"], "text": known["point"].text, "discussed": False, "part": "CURRENT_ROLE"},
        "editNote": {"noteId": known["note"], "text": known["note"].text, "visibility": "SHARED"},
        "editAgreement": {"agreementId": known["agreement"], "text": known["agreement"].text, "status": "OPEN", "due": None},
        "editSummarySentence": {"sentenceId": known["sentence"], "text": known["sentence"].text},
        "editGoal": {"goalId": known["goal"], "title": known["goal"].title, "status": "ACTIVE", "targetDate": None},
        "editReflection": {"reflectionId": known["reflection"], "text": known["reflection"].text, "visibility": "SHARED"},
        "editPair": {"pairId": couple.pair, "rhythmWeeks": 4, "pausedUntil": None, "modelAllowed": True},
        "editPreferences": {"language": "NL", "quietFrom": "18:00"},
    }
    for mutation, given in same.items():
        async with nothing_changes(make):
            assert " " not in await told(client, couple.employee, mutation, **given), mutation
            only_named = {name: value for name, value in given.items() if name.endswith("Id") or mutation == "editSummarySentence"}
            assert " " not in await told(client, couple.employee, mutation, **only_named), mutation


async def test_what_was_taken_back_is_neither_changed_nor_answered(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair, status="OPEN", at=ago(minutes=5))
    taken: dict[str, Any] = {"text": "", "withdrawn_at": now()}
    point, note = await make.point(talk, couple.employee, **taken), await make.note(talk, couple.employee, **taken)
    agreement = await make.agreement(talk, author_id=couple.employee.id, **taken)
    reflection, feedback = await make.reflection(couple.pair, **taken), await make.feedback(couple.pair, couple.manager, **taken)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("editTalkingPoint", {"talkingPointId": point, "text": "Terug"}),
        ("editNote", {"noteId": note, "text": "Terug"}),
        ("editAgreement", {"agreementId": agreement, "status": "DONE"}),
        ("editReflection", {"reflectionId": reflection, "text": "Terug"}),
        ("respond", {"toId": reflection, "text": "Antwoord"}),
        ("respond", {"toId": feedback, "text": "Antwoord"}),
        ("addTalkingPoint", {"conversationId": talk, "part": "GROWTH", "text": "Hierover", "aboutId": note}),
    ]
    for mutation, given in steps:
        async with nothing_changes(make):
            assert await told(client, couple.employee, mutation, **given) == "WrongMoment ALREADY_DECIDED", mutation


async def test_a_question_is_taken_once_and_by_one_of_the_two(make: Makers, client: Client, couple: Couple) -> None:
    talk = await make.conversation(couple.pair)
    goal = await make.goal(couple.pair)
    suggestion = await make.suggestion(talk, rests_on=[goal])

    taken = await do(client, couple.manager, "acceptSuggestion", suggestionId=suggestion)
    async with nothing_changes(make):
        again = await do(client, couple.manager, "acceptSuggestion", suggestionId=suggestion)
        others = await told(client, couple.employee, "acceptSuggestion", suggestionId=suggestion)
        dismissed = await told(client, couple.employee, "dismissSuggestion", suggestionId=suggestion)

    point: Answer = taken["talkingPoint"]
    assert again == taken
    assert (others, dismissed) == ("WrongMoment ALREADY_DECIDED", "WrongMoment ALREADY_DECIDED")
    assert (point["text"], point["about"]["nodeId"]) == (suggestion.question, client_id(goal))
    assert await outbox(make) == [("TalkingPoint", point["id"], "MADE"), ("Suggestion", client_id(suggestion), "CHANGED")]


def test_every_text_of_every_mutation_is_in_the_list() -> None:
    no_texts = {"description", "timeZone", "quietFrom", "quietUntil", "was"}
    found = {}
    for mutation, field in MUTATIONS.items():
        given = get_named_type(field.args["input"].type)
        assert isinstance(given, GraphQLInputObjectType)
        texts = [name for name, it in given.fields.items() if get_named_type(it.type).name == "String" and name not in no_texts]
        found.update(dict.fromkeys([mutation], texts[0]) if texts else {})
        assert len(texts) <= 1
    assert found == {mutation: field for mutation, (field, _) in TEXTS.items()}
