"""What an operator may set, and what they are told when it cannot be used."""

from pathlib import Path

import pytest

from api.settings import SettingsInvalid, read_settings

OWN = "postgresql://gt_app:s3cret@db.example:5432/goodtalk"


def test_nothing_has_to_be_set() -> None:
    settings = read_settings({})

    assert settings.home == Path(".goodtalk").absolute()
    assert settings.database_url is None
    assert settings.environment == "development"
    assert settings.allowed_origins == ()


def test_the_home_of_a_command_goes_before_the_home_of_the_environment() -> None:
    assert read_settings({"GOODTALK_HOME": "/somewhere"}).home == Path("/somewhere")
    assert read_settings({"GOODTALK_HOME": "/somewhere"}, home=Path("/elsewhere")).home == Path("/elsewhere")
    assert read_settings({"GOODTALK_HOME": ""}).home == Path(".goodtalk").absolute()


def test_an_own_database_is_taken_as_it_is_written() -> None:
    settings = read_settings(
        {"GOODTALK_DATABASE_URL": f" {OWN}?sslmode=require ", "GOODTALK_DATABASE_WORK_URL": OWN, "GOODTALK_DATABASE_OWNER_URL": OWN}
    )

    assert settings.database_url == f"{OWN}?sslmode=require"
    assert settings.database_work_url == settings.database_owner_url == OWN


def test_settings_never_show_a_password() -> None:
    settings = read_settings({"GOODTALK_DATABASE_URL": OWN, "GOODTALK_DATABASE_WORK_URL": OWN, "GOODTALK_DATABASE_OWNER_URL": OWN})

    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GOODTALK_DATABASE_URL", "db.example"),
        ("GOODTALK_DATABASE_URL", "mysql://a:b@db.example/goodtalk"),
        ("GOODTALK_DATABASE_URL", "postgresql+asyncpg://a:b@db.example/goodtalk"),
        ("GOODTALK_DATABASE_URL", "postgresql://db.example/goodtalk"),
        ("GOODTALK_DATABASE_URL", "postgresql://a:b@db.example"),
        ("GOODTALK_DATABASE_URL", "postgresql://a:b@db.example:port/goodtalk"),
        ("GOODTALK_DATABASE_URL", "postgresql://a:b@[db.example/goodtalk"),
        ("GOODTALK_DATABASE_WORK_URL", OWN),
        ("GOODTALK_DATABASE_OWNER_URL", OWN),
        ("GOODTALK_ENV", "prod"),
        ("GOODTALK_WORKER", "no"),
        ("GOODTALK_ALLOWED_ORIGINS", "*"),
        ("GOODTALK_ALLOWED_ORIGINS", "https://*.example.org"),
        ("GOODTALK_ALLOWED_ORIGINS", "https://talk.example.org/"),
        ("GOODTALK_ALLOWED_ORIGINS", "https://talk.example.org, talk.example.org"),
        ("GOODTALK_ALLOWED_ORIGINS", "https://[talk"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_password(name: str, value: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        read_settings({name: value})

    assert name in str(refused.value)
    assert "s3cret" not in str(refused.value)
    assert str(refused.value).endswith(".")


def test_origins_are_listed_one_by_one() -> None:
    listed = "https://talk.example.org, http://127.0.0.1:5173,"

    assert read_settings({"GOODTALK_ALLOWED_ORIGINS": listed}).allowed_origins == ("https://talk.example.org", "http://127.0.0.1:5173")


def test_serve_does_the_jobs_unless_it_is_told_not_to() -> None:
    assert [read_settings(environ).worker for environ in ({}, {"GOODTALK_WORKER": "on"}, {"GOODTALK_WORKER": "off"})] == [True, True, False]


def test_a_model_is_named_with_its_limits() -> None:
    given = {"GOODTALK_LLM_URL": "http://127.0.0.1:1/v1", "GOODTALK_LLM_MODEL": "small", "GOODTALK_LLM_TOTAL": "0.9", "GOODTALK_LLM_RETRIES": "1"}

    settings = read_settings(given)

    assert (settings.llm_url, settings.llm_model, settings.llm_limits.total, settings.llm_limits.retries) == (
        "http://127.0.0.1:1/v1",
        "small",
        0.9,
        1,
    )


@pytest.mark.parametrize(
    "given",
    [
        {"GOODTALK_LLM_URL": "http://127.0.0.1:1/v1"},
        {"GOODTALK_LLM_URL": "not an address", "GOODTALK_LLM_MODEL": "small"},
        {"GOODTALK_LLM_URL": "https://key@host/v1", "GOODTALK_LLM_MODEL": "small"},
        {"GOODTALK_LLM_GAP": "soon"},
        {"GOODTALK_LLM_AT_ONCE": "-1"},
    ],
)
def test_a_model_that_cannot_be_asked_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(SettingsInvalid, match="GOODTALK_LLM"):
        read_settings(given)


def test_an_embedder_is_named_and_its_key_never_shown() -> None:
    given = {"GOODTALK_EMBEDDINGS_URL": " http://127.0.0.1:1/v1 ", "GOODTALK_EMBEDDINGS_MODEL": "small", "GOODTALK_EMBEDDINGS_KEY": "s3cret"}

    settings = read_settings(given)

    assert (settings.embeddings_url, settings.embeddings_model, settings.embeddings_key) == ("http://127.0.0.1:1/v1", "small", "s3cret")
    assert "s3cret" not in repr(settings)
    assert read_settings({}).embeddings_url is None


@pytest.mark.parametrize(
    "given",
    [
        {"GOODTALK_EMBEDDINGS_URL": "http://127.0.0.1:1/v1"},
        {"GOODTALK_EMBEDDINGS_URL": "localhost", "GOODTALK_EMBEDDINGS_MODEL": "small"},
        {"GOODTALK_EMBEDDINGS_URL": "https://s3cret@host/v1", "GOODTALK_EMBEDDINGS_MODEL": "small"},
        {"GOODTALK_EMBEDDINGS_URL": "http://host:port/v1", "GOODTALK_EMBEDDINGS_MODEL": "small"},
        {"GOODTALK_EMBEDDINGS_URL": "http://[host/v1", "GOODTALK_EMBEDDINGS_MODEL": "small"},
    ],
)
def test_an_embedder_that_cannot_be_asked_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(SettingsInvalid, match="GOODTALK_EMBEDDINGS") as refused:
        read_settings(given)

    assert "s3cret" not in str(refused.value)
