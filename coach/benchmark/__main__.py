"""`python -m coach.benchmark`: the figures of coach/README.md, and a sample to read aloud."""

import sys
import time

from coach.benchmark.histories import histories
from coach.benchmark.scorers import asked_of, checked
from coach.benchmark.sentences import PEOPLE, labelled
from coach.evidence import supported

SAMPLE = 50


def main() -> None:
    """Prints everything."""
    found = asked_of(histories(), lambda text: False)
    write = sys.stdout.write
    write(f"{found.histories} histories, six talks each: {len(found.questions)} questions\n")
    write("| passed the gate | sources right | parts covered | follow-ups | twice | six questions |\n|---|---|---|---|---|---|\n")
    shares = " | ".join(f"{share:.1%}" for share in (found.passed, found.sources_right, found.parts_covered, found.follow_up))
    write(f"| {shares} | {found.duplicates} | {found.milliseconds:.1f} ms |\n\n")
    sentences = labelled()
    began = time.perf_counter()
    kinds = checked(sentences)
    each = (time.perf_counter() - began) / len(sentences) * 1e6
    write(f"{len(sentences)} sentences, {sum(one.wrong is not None for one in sentences)} of them wrong, {each:.0f} µs each\n")
    write("| wrong | precision | recall |\n|---|---|---|\n")
    for kind in kinds:
        write(f"| {kind.kind} | {'–' if kind.precision is None else f'{kind.precision:.2f}'} | {kind.recall:.2f} |\n")
    write("\nMisjudged:\n")
    for one in sentences:
        finding = supported(one.sentence, [one.note], language=one.language, people=PEOPLE[one.language])
        if finding.supported == (one.wrong is not None):
            write(f"  {one.wrong or 'right'} / {finding.rule or 'kept'}: {one.sentence}\n")
    write("\nSample:\n")
    texts = list(dict.fromkeys(question.text for _, question in found.questions))
    for text in texts[:: max(1, len(texts) // SAMPLE)][:SAMPLE]:
        write(f"  {text}\n")


if __name__ == "__main__":
    main()
