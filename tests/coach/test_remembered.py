"""What a model said is remembered for exactly the same question, not for long, and not past a change of what it rests on."""

from dataclasses import replace
from uuid import UUID

from coach.limits import Limits
from coach.llm import Endpoint, Model
from coach.material import Material
from coach.modelled import Modelled
from coach.offline import Offline
from coach.questions import Ask, Suggested
from coach.remembered import Remembered, key_of
from schema.rules.protected import holds_protected
from tests.coach.histories import DUTCH
from tests.hostile.scenarios import GOOD, asks
from tests.hostile.server import Answer, Hostile, says, sends, serving

ONE, TWO = UUID(int=1), UUID(int=2)
OBJECTS = [{"question": "Wat?"}]


class Clock:
    """Tells the seconds it was told."""

    now = 0.0

    def __call__(self) -> float:
        """The seconds."""
        return self.now


def test_an_answer_is_found_until_its_time_is_over() -> None:
    clock = Clock()
    remembered = Remembered(clock, seconds=10)
    remembered.keep(key_of("a"), OBJECTS, {ONE})

    assert remembered.found(key_of("a")) == tuple(OBJECTS)
    assert remembered.found(key_of("b")) is None
    clock.now = 10.0
    assert remembered.found(key_of("a")) is None
    assert len(remembered) == 0


def test_it_keeps_a_few_and_lets_the_oldest_go() -> None:
    remembered = Remembered(Clock(), most=2)
    for name in "abc":
        remembered.keep(key_of(name), OBJECTS, {ONE})

    assert [remembered.found(key_of(name)) is not None for name in "abc"] == [False, True, True]


def test_a_row_that_changed_takes_along_what_may_rest_on_it() -> None:
    remembered = Remembered(Clock())
    remembered.keep(key_of("a"), OBJECTS, {ONE})
    remembered.keep(key_of("b"), OBJECTS, {ONE, TWO})
    remembered.keep(key_of("c"), OBJECTS, set())

    remembered.forget({TWO})
    assert [remembered.found(key_of(name)) is not None for name in "abc"] == [True, False, True]
    remembered.forget(None)
    assert len(remembered) == 0


def test_where_one_text_ends_is_part_of_the_key() -> None:
    assert key_of("ab", "c") != key_of("a", "bc") != key_of("abc")
    assert key_of("half \ud83d") != key_of("half ?")


async def asked(materials: list[Material], answer: Answer, *, model: str = "one") -> tuple[list[Suggested], Hostile]:
    """What a coach that remembers answers to each in turn, and what its model was asked."""
    async with serving(answer) as server:
        talking = Model(Endpoint(server.url, model), Limits(first_token=5, gap=5, total=20, retries=0))
        coach = Modelled(talking, Offline(holds_protected), remembered=Remembered(Clock()))
        answers = [await coach.suggest(material, Ask()) for material in materials]
        await talking.close()
    return answers, server


async def test_the_same_material_is_asked_once_and_answered_the_same() -> None:
    (before, again), server = await asked([DUTCH, DUTCH], says(asks(GOOD)))

    assert before == again
    assert GOOD in {question.text for question in again.questions}
    assert len(server.requests) == 1


async def test_other_material_is_asked_about_anew() -> None:
    changed = [
        replace(DUTCH, lines=(replace(DUTCH.lines[0], text=f"{DUTCH.lines[0].text} Morgen al."), *DUTCH.lines[1:])),
        replace(DUTCH, lines=(replace(DUTCH.lines[0], id=ONE), *DUTCH.lines[1:])),
        replace(DUTCH, today=DUTCH.today.replace(day=25)),
    ]

    for material in changed:
        _, server = await asked([DUTCH, material], says(asks(GOOD)))
        assert len(server.requests) == 2


async def test_an_answer_that_failed_or_was_good_for_nothing_is_not_remembered() -> None:
    for useless in (says("Hm."), says(asks("Waarom?")), says(asks(GOOD)[:40], finish="length"), sends(b"")):
        (_, again), server = await asked([DUTCH, DUTCH], useless)

        assert len(server.requests) >= 2
        assert {question.made_by.generator for question in again.questions} == {"OFFLINE"}
