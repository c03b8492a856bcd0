"""What an operator may set, read from the environment in this one place."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from coach.limits import Limits

Environment = Literal["development", "production"]


class SettingsInvalid(Exception):
    """A setting that cannot be used; the text names the variable and says what to do."""


@dataclass(frozen=True)
class Settings:
    """One process's settings. Addresses of the database hold passwords, so they never show in a repr."""

    home: Path = Path(".goodtalk")
    database_url: str | None = field(default=None, repr=False)
    database_work_url: str | None = field(default=None, repr=False)
    database_owner_url: str | None = field(default=None, repr=False)
    environment: Environment = "development"
    allowed_origins: tuple[str, ...] = ()
    secret: str | None = field(default=None, repr=False)
    """What keyed hashes are made with where several machines serve one database; made in the home without it."""
    worker: bool = True
    """Whether `serve` does the jobs too; without it `work` must run beside it."""
    llm_url: str | None = None
    """Where a language model answers by OpenAI's protocol; without it the coach uses its question bank only."""
    llm_model: str = ""
    llm_key: str | None = field(default=None, repr=False)
    llm_limits: Limits = field(default_factory=Limits)
    embeddings_url: str | None = None
    """Where texts are turned into vectors by OpenAI's protocol; without it the embedder that comes along does it on this machine."""
    embeddings_model: str = ""
    embeddings_key: str | None = field(default=None, repr=False)


def read_settings(environ: Mapping[str, str] = os.environ, *, home: Path | None = None) -> Settings:
    """The settings of this process; `home` (a command's `--home`) goes before GOODTALK_HOME. Raises `SettingsInvalid`."""
    app, work, owner = (_database(environ, name) for name in ("GOODTALK_DATABASE_URL", "GOODTALK_DATABASE_WORK_URL", "GOODTALK_DATABASE_OWNER_URL"))
    if app is None and (work or owner):
        alone = "GOODTALK_DATABASE_WORK_URL" if work else "GOODTALK_DATABASE_OWNER_URL"
        raise SettingsInvalid(f"{alone} is set but GOODTALK_DATABASE_URL is not: set both for your own PostgreSQL, or neither for the embedded one.")
    return Settings(
        home=(home or Path(environ.get("GOODTALK_HOME") or ".goodtalk")).expanduser().absolute(),
        database_url=app,
        database_work_url=work,
        database_owner_url=owner,
        environment=_environment(environ),
        allowed_origins=_origins(environ),
        secret=_secret(environ),
        worker=_worker(environ),
        llm_url=(url := _url(environ, "GOODTALK_LLM")),
        llm_model=_model(environ, "GOODTALK_LLM") if url else "",
        llm_key=environ.get("GOODTALK_LLM_KEY") or None,
        llm_limits=_limits(environ),
        embeddings_url=(embeddings := _url(environ, "GOODTALK_EMBEDDINGS")),
        embeddings_model=_model(environ, "GOODTALK_EMBEDDINGS") if embeddings else "",
        embeddings_key=environ.get("GOODTALK_EMBEDDINGS_KEY") or None,
    )


def _url(environ: Mapping[str, str], name: str) -> str | None:
    """The address of a model, from the variable of that name with `_URL`."""
    value = environ.get(f"{name}_URL", "").strip() or None
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsInvalid(f"{name}_URL is not an address: write it as https://HOST/v1, with the key in {name}_KEY.")
    return value


def _model(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(f"{name}_MODEL", "").strip()
    if not value:
        raise SettingsInvalid(f"{name}_URL is set but {name}_MODEL is not: name the model that is to be asked there.")
    return value


def _limits(environ: Mapping[str, str]) -> Limits:
    """GOODTALK_LLM_TOTAL, GOODTALK_LLM_GAP and so on, one for each limit."""
    given: dict[str, Any] = {}
    for limit in fields(Limits):
        name = f"GOODTALK_LLM_{limit.name.upper()}"
        if value := environ.get(name, "").strip():
            try:
                given[limit.name] = int(value) if isinstance(limit.default, int) else float(value)
            except (ValueError, TypeError):
                raise SettingsInvalid(f"{name} is {value!r}: set it to a number, such as {limit.default}.") from None
            if given[limit.name] < 0:
                raise SettingsInvalid(f"{name} is {value!r}: it cannot be less than nothing.")
    return Limits(**given)


def _secret(environ: Mapping[str, str]) -> str | None:
    value = environ.get("GOODTALK_SECRET") or None
    if value is not None and len(value) < 32:
        raise SettingsInvalid("GOODTALK_SECRET is too short to keep anything: make it 32 characters or more, the same for all your servers.")
    return value


def _worker(environ: Mapping[str, str]) -> bool:
    value = environ.get("GOODTALK_WORKER", "").strip().lower() or "on"
    if value not in {"on", "off"}:
        raise SettingsInvalid(f"GOODTALK_WORKER is {value!r}: set it to on, or to off where `python -m api work` does the jobs.")
    return value == "on"


def _database(environ: Mapping[str, str], name: str) -> str | None:
    value = environ.get(name, "").strip()
    if not value:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"postgresql", "postgres"} and bool(parts.username) and len(parts.path) > 1 and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsInvalid(f"{name} is not an address of a database: write it as postgresql://USER:PASSWORD@HOST:5432/DATABASE.")
    return value


def _environment(environ: Mapping[str, str]) -> Environment:
    value = environ.get("GOODTALK_ENV", "").strip() or "development"
    if value not in {"development", "production"}:
        raise SettingsInvalid(f"GOODTALK_ENV is {value!r}: set it to production or development.")
    return cast("Environment", value)


def _origins(environ: Mapping[str, str]) -> tuple[str, ...]:
    listed = [origin.strip() for origin in environ.get("GOODTALK_ALLOWED_ORIGINS", "").split(",")]
    for origin in filter(None, listed):
        if not _is_origin(origin):
            raise SettingsInvalid(
                f"GOODTALK_ALLOWED_ORIGINS holds {origin!r}: "
                "list exact origins such as https://talk.example.org, separated by commas, without paths or *."
            )
    return tuple(filter(None, listed))


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and "*" not in text and text == f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        return False
