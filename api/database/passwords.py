"""The passwords of the embedded PostgreSQL: made once, kept in the home, readable by its owner only."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from api.database.faults import HomeUnusable

USERS = ("postgres", "gt_app", "gt_work", "gt_load")


def kept_passwords(path: Path) -> Mapping[str, str] | None:
    """User → password as kept in `path`; None when nothing is kept yet."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        kept = None
    if not isinstance(kept, dict) or not all(isinstance(kept.get(user), str) for user in USERS):
        raise HomeUnusable(f"{path} does not hold the passwords of the database any more: put it back from a backup.")
    return {user: kept[user] for user in USERS}


def make_passwords(path: Path) -> Mapping[str, str]:
    """Make and keep new passwords, safely on disk before the first of them is used."""
    made = {user: secrets.token_urlsafe(32) for user in USERS}
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(made, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return made
