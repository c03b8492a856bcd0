"""`python -m tests.real_model.server FILE`: serves a model over OpenAI's protocol on 127.0.0.1, says where, and ends with its standard input."""

import importlib
import sys

CONTEXT = 16_384
"""Tokens for all requests at once; each of the two may have half."""
AT_ONCE = 2
LONGEST_ANSWER = 400
BATCH = 64


def main(path: str) -> None:
    """Serves the model in that file."""
    engine = importlib.import_module("xllamacpp")
    wanted = engine.CommonParams()
    wanted.model.path = path
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = 0
    wanted.n_ctx, wanted.n_parallel, wanted.n_predict = CONTEXT, AT_ONCE, LONGEST_ANSWER
    # Threads of this engine wait for each other by spinning: on a busy machine one is faster than two.
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 1
    # Only between two batches it sees that a caller has left.
    wanted.n_batch = wanted.n_ubatch = BATCH
    wanted.endpoint_slots = True
    wanted.verbosity = 0
    serving = engine.Server(wanted)
    sys.stdout.write(f"{serving.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    del serving


if __name__ == "__main__":
    main(sys.argv[1])
