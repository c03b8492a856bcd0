"""`python -m api.database.migrations MESSAGE` writes the next migration, against a database of its own that is gone afterwards."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from api.database.home import joined
from api.database.migrate import revise
from api.settings import Settings


async def write(message: str) -> str:
    """Write down what the tables have beyond the newest migration; the path of the file."""
    home = Path(tempfile.mkdtemp(prefix="goodtalk-revision-"))
    try:
        async with joined(Settings(home=home), durable=False) as database:
            return await revise(database.urls.owner, message)
    finally:
        shutil.rmtree((home / "postgresql").resolve(), ignore_errors=True)
        shutil.rmtree(home)


if __name__ == "__main__":
    asyncio.run(write(" ".join(sys.argv[1:])))
