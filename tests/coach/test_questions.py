"""What the coach asks, and what it never asks."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from coach.candidates import vocabulary
from coach.guardrails import Gate, same_words
from coach.material import Asked, Author, Language, Line, Material, Part, Progress, SourceKind, Status
from coach.offline import Offline, neglected_part
from coach.questions import Ask, Question, Shortfall, ShortfallReason, Suggested
from prompts.render import bank
from tests.coach.histories import (
    BEFORE,
    DUTCH,
    ENGLISH,
    LAST,
    NEWCOMER,
    OFFERS,
    PORTAL,
    ROLE,
    TODAY,
    agreement,
    compass,
    evaluation,
    feedback,
    goal,
    line,
    note,
    point,
    reflection,
)

COACH = Offline(protected=lambda text: "migraine" in text)
BOTH = pytest.mark.parametrize("material", [DUTCH, ENGLISH], ids=["Dutch", "English"])


def parts(questions: Iterable[Question]) -> dict[Part, int]:
    """How many questions each part has."""
    asked = [question.part for question in questions]
    return {part: asked.count(part) for part in Part}


def ids(question: Question) -> set[object]:
    """The lines a question rests on."""
    return {source.id for source in question.sources if source.id}


def of(suggested: Suggested, part: Part) -> list[Question]:
    """The questions of one part."""
    return [question for question in suggested.questions if question.part is part]


@BOTH
def test_every_question_passes_the_gate_and_rests_on_lines_that_were_given(material: Material) -> None:
    gate = Gate(material.language, protected=lambda text: False, same_meaning=same_words(material.language))

    for question in COACH.questions(material, Ask(per_part=3)).questions:
        on_feedback = any(source.kind is SourceKind.FEEDBACK for source in question.sources)

        assert gate.question(question.text, on_feedback=on_feedback).kept
        assert 1 <= len(question.sources) <= 3
        for source in question.sources:
            assert source.kind is SourceKind.QUESTION_BANK or (source.id and source.quote in material.by_id[source.id].text)


@BOTH
def test_there_are_two_questions_per_part_and_at_least_half_follow_up_on_an_earlier_talk(material: Material) -> None:
    suggested = COACH.questions(replace(material, compass=()), Ask())

    following = [question for question in suggested.questions if any(source.id and material.by_id[source.id].talk_on for source in question.sources)]

    assert parts(suggested.questions) == {Part.PERSONAL: 2, Part.CURRENT_ROLE: 2, Part.GROWTH: 2}
    assert len(following) >= 3
    assert suggested.shortfalls == ()


@BOTH
def test_the_first_question_follows_up_on_the_last_talk(material: Material) -> None:
    suggested = COACH.questions(material, Ask())

    assert suggested.start_with is not None
    first = suggested.questions[suggested.start_with]
    assert any(source.id and material.by_id[source.id].talk_on == LAST for source in first.sources)


def test_no_line_and_no_frame_is_used_twice() -> None:
    questions = COACH.questions(DUTCH, Ask(per_part=4)).questions

    used = [source.id for question in questions for source in question.sources if source.id]
    frames = [question.frame for question in questions]
    assert len(used) == len(set(used))
    assert len(frames) == len(set(frames))


def test_the_neglected_part_gets_one_more() -> None:
    assert parts(COACH.questions(DUTCH, Ask()).questions) == {Part.PERSONAL: 2, Part.CURRENT_ROLE: 2, Part.GROWTH: 3}
    assert parts(COACH.questions(replace(DUTCH, compass=compass(5, 1, 4)), Ask()).questions)[Part.CURRENT_ROLE] == 3


def test_a_neglected_personal_part_still_gets_no_more_than_two() -> None:
    suggested = COACH.questions(replace(DUTCH, compass=compass(0, 5, 5)), Ask())

    assert parts(suggested.questions) == {Part.PERSONAL: 2, Part.CURRENT_ROLE: 2, Part.GROWTH: 2}
    assert suggested.shortfalls == ()


def test_the_compass_counts_from_the_third_talk() -> None:
    assert neglected_part(replace(DUTCH, closed_talks=1)) is None
    assert neglected_part(replace(DUTCH, closed_talks=2)) is Part.GROWTH
    assert neglected_part(replace(DUTCH, compass=compass(2, 2, 2)[:2])) is None


def test_after_a_personal_question_was_put_aside_none_is_asked() -> None:
    suggested = COACH.questions(replace(DUTCH, personal_dismissed=True), Ask())

    assert of(suggested, Part.PERSONAL) == []
    assert suggested.shortfalls == (Shortfall(Part.PERSONAL, ShortfallReason.SWITCHED_OFF),)


def test_only_the_parts_that_were_asked_for_get_questions() -> None:
    suggested = COACH.questions(DUTCH, Ask(parts=(Part.GROWTH,), per_part=1))

    assert parts(suggested.questions) == {Part.PERSONAL: 0, Part.CURRENT_ROLE: 0, Part.GROWTH: 2}


@pytest.mark.parametrize("language", Language)
def test_a_person_without_history_is_asked_six_of_the_standing_ten(language: Language) -> None:
    suggested = COACH.questions(replace(NEWCOMER, language=language), Ask())

    assert all(question.frame and question.frame.startswith("standing-") for question in suggested.questions)
    assert parts(suggested.questions) == {Part.PERSONAL: 2, Part.CURRENT_ROLE: 2, Part.GROWTH: 2}
    assert "standing-goals" not in {question.frame for question in suggested.questions}
    assert all(source.kind is SourceKind.QUESTION_BANK and source.id is None for question in suggested.questions for source in question.sources)


def test_a_new_pair_is_not_a_new_employee() -> None:
    suggested = COACH.questions(replace(NEWCOMER, new_pair=True), Ask())

    assert "Wat moet ik weten over hoe jij graag werkt?" in [question.text for question in suggested.questions]
    assert parts(suggested.questions) == {Part.PERSONAL: 2, Part.CURRENT_ROLE: 2, Part.GROWTH: 2}


def test_the_same_material_gives_the_same_questions() -> None:
    assert COACH.questions(DUTCH, Ask()) == COACH.questions(DUTCH, Ask())


async def test_whoever_asks_the_generator_gets_what_the_bank_gives() -> None:
    assert await COACH.suggest(DUTCH, Ask()) == COACH.questions(DUTCH, Ask())


def next_talk(material: Material, suggested: Suggested, on: date, earlier: list[tuple[Asked, ...]]) -> Material:
    """The material of the talk after this one, in which nothing new was written."""
    earlier.insert(
        0, tuple(Asked(each.text, frozenset(source.id for source in each.sources if source.id), each.frame, on) for each in suggested.questions)
    )
    return replace(
        material, asked=tuple(asked for talk in earlier[:3] for asked in talk), today=on + timedelta(days=28), closed_talks=material.closed_talks + 1
    )


@BOTH
def test_over_six_talks_nothing_is_asked_twice_and_the_bank_does_not_run_dry(material: Material) -> None:
    earlier: list[tuple[Asked, ...]] = []
    same = same_words(material.language)
    for talk in range(6):
        suggested = COACH.questions(material, Ask())
        lately = material.asked

        assert min(parts(suggested.questions).values()) >= 2, talk
        for question in suggested.questions:
            lines = [material.by_id[source.id] for source in question.sources if source.id]
            if lines and lines[0].kind is SourceKind.GOAL_EVALUATION:
                continue  # a new evaluation brings its goal back
            may_return = not lines or any(
                each.status is Status.OPEN or (each.kind is SourceKind.TALKING_POINT and not each.discussed) for each in lines
            )
            assert may_return or not any(ids(question) & asked.sources or same(question.text, asked.question) for asked in lately), question.text
        material = next_talk(material, suggested, TODAY + timedelta(days=28 * talk), earlier)


def test_standing_questions_take_turns() -> None:
    earlier: list[tuple[Asked, ...]] = []
    first = COACH.questions(NEWCOMER, Ask())
    second = COACH.questions(next_talk(NEWCOMER, first, TODAY, earlier), Ask())

    assert {question.frame for question in of(first, Part.PERSONAL)}.isdisjoint(question.frame for question in of(second, Part.PERSONAL))


def test_what_was_taken_in_this_talk_is_not_offered_again() -> None:
    first = COACH.questions(DUTCH, Ask())
    taken = tuple(Asked(each.text, frozenset(source.id for source in each.sources if source.id), each.frame) for each in first.questions[:3])

    second = COACH.questions(replace(DUTCH, taken=taken), Ask())

    assert not {each.text for each in first.questions[:3]} & {each.text for each in second.questions}
    assert not {source for asked in taken for source in asked.sources} & {source.id for each in second.questions for source in each.sources}


def history(*lines: Line, **more: object) -> Material:
    """A Dutch pair that talked before, with these lines."""
    return replace(NEWCOMER, employee="Fatima", lines=lines, closed_talks=2, last_talk_on=LAST, **more)  # type: ignore[arg-type]


def test_feedback_is_never_quoted_and_never_opens_the_talk() -> None:
    given = feedback("Fijn hoe je het overleg hield.", seen=True)

    suggested = COACH.questions(history(given), Ask(parts=(Part.CURRENT_ROLE,), per_part=2))

    about = next(question for question in suggested.questions if given.id in ids(question))
    assert about.text == "Wat neem je mee uit de feedback die je op 14 november kreeg?"
    assert suggested.start_with is not None
    assert suggested.questions[suggested.start_with] is not about


def test_feedback_comes_up_only_after_the_receiver_has_seen_it() -> None:
    unseen = feedback("Fijn hoe je het overleg hield.", seen=False)

    suggested = COACH.questions(history(unseen), Ask())
    asked_about = COACH.questions(history(unseen), Ask(about=unseen))

    assert not any(unseen.id in ids(question) for question in suggested.questions)
    assert asked_about.questions == ()
    assert {shortfall.reason for shortfall in asked_about.shortfalls} == {ShortfallReason.TOO_LITTLE_HISTORY}


def test_what_the_manager_wrote_is_not_said_to_be_the_employees() -> None:
    theirs = note(Part.CURRENT_ROLE, "De planning loopt vast op de leverancier", author=Author.MANAGER)
    own = note(Part.GROWTH, "Ik wil meer met data doen")

    texts = {source.id: question.text for question in COACH.questions(history(theirs, own), Ask()).questions for source in question.sources}

    assert texts[theirs.id].startswith("Vorige keer kwam dit ter sprake: „")
    assert texts[own.id].startswith("Vorige keer noteerde je: „")


def test_a_verdict_by_the_manager_is_not_read_aloud() -> None:
    verdict = note(Part.CURRENT_ROLE, "De presentaties van Fatima zijn nog zwak", author=Author.MANAGER)

    suggested = COACH.questions(history(verdict), Ask())

    assert not any(verdict.id in ids(question) for question in suggested.questions)


@pytest.mark.parametrize(
    "text", ["Wil praten over salaris", "Ik ben gefrustreerd over het team", "Ik hoop op promotie dit jaar", "Ik heb last van migraine"]
)
def test_what_may_not_be_said_is_not_quoted_either(text: str) -> None:
    said = note(Part.PERSONAL, text)

    suggested = COACH.questions(history(said), Ask())

    assert not any(said.id in ids(question) for question in suggested.questions)
    assert len(of(suggested, Part.PERSONAL)) == 2


@pytest.mark.parametrize(
    "said",
    [
        note(Part.PERSONAL, "gaat wel"),
        note(Part.CURRENT_ROLE, "zelfde als vorige keer"),
        note(Part.PERSONAL, "knie speelt op"),
        note(Part.CURRENT_ROLE, "Mark heeft niks gedaan met het rooster"),
        note(Part.PERSONAL, "heeft het druk met verbouwing thuis", author=Author.MANAGER),
        note(Part.PERSONAL, "Fatima was een dag thuis met de kinderen", author=Author.MANAGER),
        note(Part.CURRENT_ROLE, "Fatima zegt dat ze de overdracht te kort vindt", author=Author.MANAGER),
        note(Part.CURRENT_ROLE, "MDO's lopen strakker sinds F. voorzit", author=Author.MANAGER),
        note(Part.GROWTH, "zie hem wel als hoofduitvoerder over een jaar", author=Author.MANAGER),
        note(Part.PERSONAL, "fatima heeft nieuwe fiets dus minder gedoe met bus", author=Author.MANAGER),
        note(Part.CURRENT_ROLE, "levert zijn rapportages op tijd aan", author=Author.MANAGER),
        note(Part.CURRENT_ROLE, "Afsluiten van gesprekken kan sneller", author=Author.MANAGER),
        note(Part.PERSONAL, "slaap slecht na avonddienst"),
        note(Part.CURRENT_ROLE, "migratie liep vorige week in het honderd"),
        agreement("mail"),
    ],
    ids=lambda said: said.text,
)
def test_what_says_nothing_or_would_embarrass_read_aloud_is_left_alone(said: Line) -> None:
    suggested = COACH.questions(history(said), Ask())

    assert not any(said.id in ids(question) for question in suggested.questions)


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        (note(Part.PERSONAL, "avonddiensten breken me op, slaap slecht erna"), "avonddiensten breken me op"),
        (note(Part.CURRENT_ROLE, "broodlijn ging goed za"), "broodlijn ging goed"),
        (note(Part.CURRENT_ROLE, "Gesprekken teruggeluisterd. Afsluiten kan sneller", author=Author.MANAGER), "Gesprekken teruggeluisterd"),
        (reflection("De overgang ging goed. Voortaan wil ik vooraf een draaiboek"), "Voortaan wil ik vooraf een draaiboek"),
        (note(Part.PERSONAL, "boze klanten door de prijsstijging"), "boze klanten door de prijsstijging"),
        (
            note(Part.GROWTH, "Er komt ruimte voor meer datawerk. Hoe precies is nog open.", author=Author.MANAGER),
            "Er komt ruimte voor meer datawerk. Hoe precies is nog open",
        ),
    ],
    ids=lambda said: said if isinstance(said, str) else "",
)
def test_of_a_line_only_that_is_quoted_which_may_be_said_and_still_holds(said: Line, quoted: str) -> None:
    question = next(each for each in COACH.questions(history(said), Ask()).questions if said.id in ids(each))

    assert f"„{quoted}”" in question.text


def test_what_a_later_talk_spoke_of_again_is_asked_as_it_was_said_last() -> None:
    wish = note(Part.GROWTH, "Ik zou een keer mee willen naar een zitting", on=date(2025, 10, 6))
    agreed = agreement("zitting regelen met Farid", on=date(2025, 10, 6))
    since = note(Part.GROWTH, "bij zitting geweest in Arnhem, wil ik vaker")

    used = {source.id for question in COACH.questions(history(wish, agreed, since), Ask()).questions for source in question.sources}

    assert since.id in used
    assert wish.id not in used
    assert agreed.id not in used


def test_how_somebody_is_doing_is_asked_from_their_own_words_first() -> None:
    told = note(Part.PERSONAL, "de verhuizing van kantoor kost veel tijd", author=Author.MANAGER)
    own = note(Part.PERSONAL, "pauze wordt steeds verzet")

    first = of(COACH.questions(history(told, own), Ask()), Part.PERSONAL)[0]

    assert own.id in ids(first)


def test_a_new_evaluation_comes_before_what_everybody_is_asked_also_when_its_goal_was_asked_about() -> None:
    portal = goal("Klantportaal live")
    news = evaluation(portal, "Er kwamen twee fouten bij", Progress.NEEDS_ATTENTION)
    before = Asked("Hoe gaat het met je doel?", frozenset({portal.id or UUID(int=0)}), "role-goal-active", date(2025, 11, 3))

    suggested = COACH.questions(replace(history(portal, news), asked=(before,)), Ask())

    assert any(news.id in ids(question) for question in of(suggested, Part.CURRENT_ROLE))


def test_a_point_left_for_later_comes_before_what_everybody_is_asked() -> None:
    left, noted = point(Part.CURRENT_ROLE, "bereikbaarheid op vrijdag", discussed=False), note(Part.CURRENT_ROLE, "scanners vallen steeds uit")

    suggested = of(COACH.questions(history(left, noted), Ask()), Part.CURRENT_ROLE)

    assert [left.id in ids(question) or noted.id in ids(question) for question in suggested] == [True, True]


def test_what_went_wrong_does_not_open_the_talk() -> None:
    wrong, planned = note(Part.PERSONAL, "telefoondienst ging mis"), note(Part.GROWTH, "Ik wil meer met data doen")

    suggested = COACH.questions(history(wrong, planned), Ask())

    assert suggested.start_with is not None
    assert planned.id in ids(suggested.questions[suggested.start_with])


def test_a_question_that_somebody_noted_is_quoted_as_a_question() -> None:
    asked = note(Part.GROWTH, "Misschien iets met mediation?")

    question = next(each for each in COACH.questions(history(asked), Ask()).questions if asked.id in ids(each))

    assert question.text == "Vorige keer noteerde je: „Misschien iets met mediation?” Wat is je daarover intussen duidelijk geworden?"


def test_what_was_noted_about_a_step_is_followed_up_instead_of_the_step() -> None:
    step, wish = line(SourceKind.CAREER_STEP, "Teamleider projecten"), note(Part.GROWTH, "teamleider worden, ooit")

    used = {source.id for question in COACH.questions(history(step, wish), Ask()).questions for source in question.sources}

    assert wish.id in used
    assert step.id not in used


def test_a_quotation_is_never_cut_where_that_turns_its_meaning() -> None:
    long = note(Part.GROWTH, "Ik wil de rol van teamleider bij de nieuwe afdeling in het zuiden van het land voorlopig echt niet op mij nemen")
    turning = note(
        Part.GROWTH, "Ik wil graag de cursus projectleiding volgen samen met mijn collega's uit het team, maar pas als de planning rond is"
    )

    suggested = COACH.questions(history(long, turning), Ask())

    assert not any({long.id, turning.id} & ids(question) for question in suggested.questions)


def test_a_long_note_is_quoted_up_to_where_a_thought_ends() -> None:
    long = note(
        Part.GROWTH, "Ik wil de cursus data-analyse gaan volgen, omdat ik merk dat steeds meer vragen van klanten over cijfers en rapporten gaan"
    )

    question = next(each for each in COACH.questions(history(long), Ask()).questions if long.id in ids(each))

    assert "„Ik wil de cursus data-analyse gaan volgen …”" in question.text


def test_of_several_sentences_the_one_that_stands_by_itself_is_quoted() -> None:
    noticed = reflection("Van de week pas om acht uur naar huis na een lange dag. Merk dat ik moeilijk nee zeg als iemand een dienst zoekt.")
    leaning = note(
        Part.GROWTH, "De contracten zijn het deel van mijn werk waar ik het langst over doe. Daar wil ik beter in worden, liefst met hulp."
    )

    questions = COACH.questions(history(noticed, leaning), Ask()).questions
    said = {source.id: question.text for question in questions for source in question.sources}

    assert "„Merk dat ik moeilijk nee zeg als iemand een dienst zoekt”" in said[noticed.id]
    assert "„Daar wil ik" not in said.get(leaning.id, "")


def test_each_question_says_in_one_sentence_where_it_comes_from() -> None:
    agreed = agreement("Fatima maakt een voorstel voor de planning", due=date(2025, 11, 17))

    question = next(each for each in COACH.questions(history(agreed), Ask()).questions if agreed.id in ids(each))

    assert question.why == "Vorige keer, 3 november, spraken jullie af: „Fatima maakt een voorstel voor de planning”."
    assert question.text == "Vorige keer spraken we af: „Fatima maakt een voorstel voor de planning”. Hoe is het je daarmee gegaan?"
    assert question.first_person.startswith("Vorige keer spraken we af: „")


OCCASIONS = [
    (goal("Klantportaal live", date(2025, 12, 10)), "role-goal-near"),
    (goal("Klantportaal live", date(2025, 11, 1)), "role-goal-past"),
    (goal("Klantportaal live", status=Status.ACHIEVED), "role-goal-achieved"),
    (goal("Klantportaal live", status=Status.NOT_ACHIEVED), "role-goal-missed"),
    (goal("Klantportaal live", on=date(2025, 11, 15)), "role-goal-new"),
    (goal("Klantportaal live"), "role-goal-active"),
    (agreement("Fatima belt de leverancier"), "role-agreement-open"),
    (agreement("Mark levert de nieuwe schermen", owner=Author.MANAGER), "role-agreement-manager"),
    (agreement("Mark belt de leverancier", owner=Author.MANAGER), "role-agreement-manager-asked"),
    (agreement("samen de planning doorlopen"), "role-agreement-together"),
    (agreement("Fatima belt de leverancier", status=Status.DONE), "role-agreement-done"),
    (agreement("Fatima volgt de cursus Power BI"), "growth-agreement-open"),
    (note(Part.GROWTH, "Nog uitzoeken of meelopen kan"), "growth-note-open"),
    (note(Part.PERSONAL, "Overleggen met klanten geeft energie"), "personal-note-energy"),
    (note(Part.PERSONAL, "nachten nu 2 achter elkaar, scheelt echt"), "personal-note-better"),
    (note(Part.PERSONAL, "super trots op het team"), "personal-note-enjoyed"),
    (note(Part.CURRENT_ROLE, "scanners vallen steeds uit"), "role-note-load"),
    (note(Part.CURRENT_ROLE, "waarom moeten wij altijd de retouren doen??"), "role-note-load"),
    (note(Part.GROWTH, "Geen behoefte aan een andere functie"), "growth-note-declined"),
    (note(Part.GROWTH, "cursus gestart, elke vrijdagmiddag"), "growth-note-underway"),
    (note(Part.GROWTH, "brown bag gedaan over tracing"), "growth-note-past"),
    (note(Part.GROWTH, "opzet gestuurd, wacht op reactie van de directie"), "growth-note-waiting"),
    (note(Part.GROWTH, "opzet gestuurd, wacht op reactie Mark"), "growth-note-waiting-for-me"),
    (note(Part.GROWTH, "Mentor voor de nieuwe lichting in januari?", author=Author.MANAGER), "growth-note-idea"),
    (note(Part.PERSONAL, "vrijdag dichtgezet voor het rapport, 4 van de 5 keer gelukt"), "personal-note-running"),
    (note(Part.PERSONAL, "veel minder gedoe met de roosters"), "personal-note-better"),
    (note(Part.CURRENT_ROLE, "levering ging mis, stond dubbel ingepland"), "role-note-incident"),
    (reflection("overleg met inkoop loopt stroef"), "personal-note-load"),
    (point(Part.PERSONAL, "Thuiswerken op vrijdag", discussed=False), "personal-point-open"),
    (reflection("Ik werk het liefst met een plan op papier"), "personal-reflection"),
    (line(SourceKind.TALENT, "rust brengen in een overleg"), "growth-talent-unused"),
]


@pytest.mark.parametrize(("given", "frame"), OCCASIONS, ids=[frame for _, frame in OCCASIONS])
def test_each_occasion_has_its_own_question(given: Line, frame: str) -> None:
    suggested = COACH.questions(history(given), Ask())

    assert frame in {question.frame for question in suggested.questions if given.id in ids(question)}


def test_only_the_latest_evaluation_of_an_active_goal_counts() -> None:
    portal = goal("Klantportaal live")
    overtaken = evaluation(portal, "Loopt vast bij inkoop.", Progress.NEEDS_ATTENTION, on=date(2025, 11, 5))
    latest = evaluation(portal, "Inkoop is geregeld.", Progress.ON_TRACK, on=date(2025, 11, 12))

    rested_on = {
        source.id for question in COACH.questions(history(portal, overtaken, latest), Ask(per_part=3)).questions for source in question.sources
    }

    assert latest.id in rested_on
    assert overtaken.id not in rested_on


def test_what_ended_before_the_last_talk_is_not_brought_up_again() -> None:
    before = replace(goal("Klantportaal live", status=Status.ACHIEVED), settled_on=BEFORE)
    since = replace(goal("Handleiding af", status=Status.ACHIEVED), settled_on=LAST + timedelta(days=3))

    rested_on = {source.id for question in COACH.questions(history(before, since), Ask()).questions for source in question.sources}

    assert since.id in rested_on
    assert before.id not in rested_on


@pytest.mark.parametrize(
    "occasion",
    [
        PORTAL,
        OFFERS,
        goal("Klantportaal live", status=Status.ACHIEVED),
        evaluation(PORTAL, "Loopt.", Progress.ON_TRACK),
        feedback("Fijn gewerkt.", seen=True),
        reflection("Ik werk het liefst met een plan."),
        agreement("Fatima belt de leverancier"),
        note(Part.GROWTH, "Ik wil meer met data doen"),
        note(Part.PERSONAL, "De maandagen zijn druk", on=None),
    ],
    ids=lambda occasion: f"{occasion.kind}-{occasion.text}",
)
def test_about_one_occasion_there_is_one_question_in_each_part(occasion: Line) -> None:
    suggested = COACH.questions(DUTCH, Ask(about=occasion))

    assert parts(suggested.questions) == {Part.PERSONAL: 1, Part.CURRENT_ROLE: 1, Part.GROWTH: 1}, suggested.considered
    assert all(occasion.id in ids(question) for question in suggested.questions)
    assert suggested.shortfalls == ()


def test_more_than_the_bank_can_ask_is_a_shortfall_with_its_reason() -> None:
    suggested = COACH.questions(NEWCOMER, Ask(per_part=5))

    reasons = {shortfall.part: shortfall.reason for shortfall in suggested.shortfalls}
    assert reasons[Part.PERSONAL] is ShortfallReason.SWITCHED_OFF
    assert reasons[Part.CURRENT_ROLE] is ShortfallReason.TOO_LITTLE_HISTORY


def test_what_was_dropped_is_told_with_the_rule_that_dropped_it() -> None:
    paid = note(Part.PERSONAL, "Ik wil praten over salaris")

    considered = COACH.questions(history(paid), Ask()).considered

    assert any(each.rule == "pay" and "salaris" in each.text for each in considered)


SWAPS = [
    ("Fatima", "Willem"),
    ("Youssef", "Anne"),
    ("zij", "hij"),
    ("haar", "zijn"),
    ("jonge", "oude"),
    ("deeltijd", "voltijd"),
    ("Marokko", "Friesland"),
    ("verlof", "vakantie"),
]
CUED = (
    note(Part.PERSONAL, "Fatima vertelt dat zij na haar verlof in deeltijd begint en dat dit energie kost", author=Author.MANAGER),
    note(Part.PERSONAL, "Ik wil als jonge moeder in deeltijd blijven werken"),
    note(Part.CURRENT_ROLE, "Ik ga samen met Youssef uit Marokko de klanten bellen"),
    note(Part.CURRENT_ROLE, "Na het verlof nog niet gesproken over de rolverdeling", BEFORE),
    note(Part.GROWTH, "Fatima wil haar talent voor cijfers gebruiken", author=Author.MANAGER),
    agreement("Youssef en zij maken samen een planning voor na het verlof"),
    reflection("Sinds mijn verlof kijk ik anders naar mijn werk"),
    goal("Fatima draagt klanten over aan Youssef"),
    line(SourceKind.TALENT, "als jonge collega goed luisteren"),
    *ROLE,
)


def test_swapping_who_somebody_is_leaves_parts_lines_and_frames_the_same() -> None:
    def swapped(text: str) -> str:
        for one, other in SWAPS:
            text = text.replace(one, other)
        return text

    before = COACH.questions(history(*CUED), Ask(per_part=3))
    after = COACH.questions(replace(history(*(replace(each, text=swapped(each.text)) for each in CUED)), employee="Willem"), Ask(per_part=3))

    assert [(each.part, each.frame, ids(each)) for each in before.questions] == [(each.part, each.frame, ids(each)) for each in after.questions]
    assert before.start_with == after.start_with


def test_the_words_the_bank_itself_uses_need_no_source() -> None:
    assert {"stap", "energie"} & vocabulary(Language.NL) or bank(Language.NL).frames == ()
