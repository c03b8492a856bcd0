"""`python -m coach.benchmark`: the figures of coach/README.md, and a sample to read aloud."""

import sys
import time
from collections.abc import Sequence
from itertools import zip_longest

from coach.benchmark.histories import histories
from coach.benchmark.retold import retold
from coach.benchmark.scorers import Talk, checked, following, judged, kept, measured, six_talks
from coach.benchmark.sentences import Labelled, labelled
from coach.benchmark.speed import SIZES, took
from coach.benchmark.swaps import SWAPS, cued, same_choice, swapped
from coach.material import Language, Material
from coach.offline import Offline
from coach.questions import Ask

SAMPLE = 50
"""Questions per language."""


def main() -> None:
    """Prints everything."""
    offline, all_of_them = Offline(lambda text: False), histories()
    noted, plain = ([six_talks(one, place, offline, noted=more) for place, one in enumerate(all_of_them)] for more in (True, False))
    sys.stdout.write(f"{len(all_of_them)} histories, six talks each\n")
    sys.stdout.write(
        "| between the talks | questions | passed the gate | sources right | parts covered | newness broken | twice in a talk | six questions |\n"
    )
    sys.stdout.write("|---|---|---|---|---|---|---|---|\n")
    questions("notes are made", [talk for talks in noted for talk in talks])
    questions("nothing is noted", [talk for talks in plain for talk in talks])
    sys.stdout.write("\n| follow-ups | share | talks in which half could | of those, half did |\n|---|---|---|---|\n")
    share("in the first talk", [talks[0] for talks in noted])
    share("over six, notes made in between", [talk for talks in noted for talk in talks])
    share("over six, nothing noted", [talk for talks in plain for talk in talks])
    swaps(offline, all_of_them)
    speed(offline)
    sentences()
    for language in Language:
        sample(language, [talk for talks in noted for talk in talks if talk.material.language is language])


def questions(name: str, talks: Sequence[Talk]) -> None:
    """A row of the first table."""
    found = measured(talks, lambda text: False)
    shares = " | ".join(f"{share:.1%}" for share in (found.passed, found.sources_right, found.parts_covered))
    sys.stdout.write(f"| {name} | {len(found.asked)} | {shares} | {found.repeated} | {found.duplicates} | {found.milliseconds:.1f} ms |\n")


def share(name: str, talks: Sequence[Talk]) -> None:
    """A row of the second table."""
    found = following(talks)
    sys.stdout.write(f"| {name} | {found.share:.0%} | {found.possible} | {found.reached} |\n")


def speed(offline: Offline) -> None:
    """How the time grows with the lines."""
    sys.stdout.write("\n| lines | six questions | one occasion | a summary of as many notes |\n|---|---|---|---|\n")
    for size in SIZES:
        one = took(offline, size)
        sys.stdout.write(f"| {one.lines:,} | {one.questions:.1f} ms | {one.occasion:.1f} ms | {one.summary:.1f} ms |\n")


def swaps(offline: Offline, found: Sequence[Material]) -> None:
    """Who somebody is makes no difference."""
    sys.stdout.write("\n| swapped | histories | same parts, sources and frames |\n|---|---|---|\n")
    kinds = list(SWAPS[Language.NL])
    for some in (*([kind] for kind in kinds), kinds):
        pairs = [(cued(one), swapped(cued(one), *some)) for one in found]
        same = sum(same_choice(*(offline.questions(one, Ask(per_part=3)) for one in pair)) for pair in pairs)
        sys.stdout.write(f"| {', '.join(some)} | {len(pairs)} | {same} |\n")


def sentences() -> None:
    """The checker on the labelled sentences, and those it misjudged."""
    checker("sentences made of notes", labelled())
    checker("sentences in other words", retold())
    checker("the same, written when the rules stood", retold("unseen"))


def checker(name: str, found: Sequence[Labelled]) -> None:
    """What the checker does with some sentences."""
    write = sys.stdout.write
    began = time.perf_counter()
    kinds = checked(found)
    each = (time.perf_counter() - began) / len(found) * 1e6
    wrong = [one for one in found if one.wrong]
    refused = sum(not judged(one).supported for one in wrong)
    write(f"\n{name}: {len(found)}, {len(wrong)} of them wrong, {each:.0f} µs each; ")
    write(f"{kept(found):.0%} of the right ones stand, {refused / len(wrong):.0%} of the wrong ones are refused\n")
    write("| wrong | sentences | precision | recall |\n|---|---|---|---|\n")
    for kind in kinds:
        write(f"| {kind.kind} | {kind.sentences} | {'–' if kind.precision is None else f'{kind.precision:.2f}'} | {kind.recall:.2f} |\n")
    write("\nMisjudged:\n")
    for one in found:
        finding = judged(one)
        if finding.supported == (one.wrong is not None):
            write(f"  {one.wrong or 'right'} / {finding.rule or 'kept'}: {one.sentence}\n")


def sample(language: Language, talks: Sequence[Talk]) -> None:
    """Questions to read aloud: of every frame in turn, another history each time."""
    frames: dict[str | None, dict[str, None]] = {}
    for talk in talks:
        for question in talk.suggested.questions:
            frames.setdefault(question.frame, {})[question.text] = None
    in_turn = (text for texts in zip_longest(*frames.values()) for text in texts if text)
    sys.stdout.write(f"\nSample ({language}):\n")
    for text in [text for text, _ in zip(in_turn, range(SAMPLE), strict=False)]:
        sys.stdout.write(f"  {text}\n")


if __name__ == "__main__":
    main()
