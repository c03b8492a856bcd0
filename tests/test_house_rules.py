"""The rules of the house that import-linter cannot see: what files say, how long functions are, what things may be called."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution, distributions, packages_distributions
from pathlib import Path

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, build_schema, print_schema

from api.roots import SCHEMA
from schema.tables import Base

HOUSE = Path(__file__).parent.parent
ROOMS = ("api", "coach", "prompts", "retrieval", "schema")
GENERATED = HOUSE / "api" / "database" / "migrations" / "versions"

LONGEST_FUNCTION = 50
MOST_MODULES = 40
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "handlers", "handler", "base", "data", "common", "misc"}
CALLS_A_MODEL = {"coach/llm.py", "retrieval/embedders.py"}
READS_THE_ENVIRONMENT = {"api/settings.py"}

JUDGING = re.compile(
    r"scor(?:e|es|ed|ing)|rat(?:e|es|ed|ing|ings)|rank(?:s|ed|ing|ings)?|grad(?:e|es|ed|ing)|stars?|percentiles?|quartiles?|tiers?|levels?|"
    r"sentiments?|emotions?|emotional|moods?|feelings?|happiness|wellbeing|stress|burnout|engagement|satisfaction|"
    r"risks?|risky|attrition|churn|flight|predict(?:s|ed|ion|ions)?|probability|likelihood|confidence|forecasts?|"
    r"performances?|performer|performers|potential|productivity|competenc(?:e|es|y|ies)|assessments?|appraisals?|judg(?:e|es|ed|ment|ments|ement)|"
    r"verdicts?|weakness|weaknesses|strengths?|personality|loyalty|attitude|motives?|diagnos(?:is|es|ed)|"
    r"salary|salaries|pay|payments?|bonus|bonuses|promotions?|promote|promoted|dismissals?|demotions?|compensation"
)
"""Words that, in the name of a field, would be a verdict about a person, a feeling of theirs, or a decision on their job."""


def modules(*folders: str) -> list[Path]:
    """The Python files of these folders; what Alembic writes is read by people, not written by them."""
    found = (path for folder in folders for path in sorted((HOUSE / folder).rglob("*.py")))
    return [path for path in found if GENERATED not in path.parents]


def named(path: Path) -> str:
    """A file as people call it."""
    return path.relative_to(HOUSE).as_posix()


def parsed(path: Path) -> ast.Module:
    """The syntax of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), named(path))


def words_of(name: str) -> list[str]:
    """The words in a name, whether in camelCase, snake_case or CAPITALS."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)]


def judges(name: str) -> bool:
    """Whether a name speaks of a verdict."""
    return any(JUDGING.fullmatch(word) for word in words_of(name))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_in_one_sentence_what_it_is_for(room: str) -> None:
    (statement,) = parsed(HOUSE / room / "__init__.py").body

    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    sentence = str(statement.value.value)
    assert re.fullmatch(r"[^\n.]+\.", sentence)
    assert " and also " not in sentence


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in modules(*ROOMS)}

    assert [named(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_file_opens_with_one_sentence() -> None:
    opened = {named(path): (ast.get_docstring(parsed(path)) or "").split("\n\n")[0] for path in modules(*ROOMS, "tests")}

    assert [name for name, sentence in opened.items() if not sentence.endswith((".", "?", '"'))] == []
    assert [name for name, sentence in opened.items() if len(re.findall(r"[.!?] [A-Z]", sentence)) > 2] == []


def test_no_function_is_longer_than_fifty_lines() -> None:
    too_long = [
        f"{named(path)}:{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in modules(*ROOMS, "tests")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]

    assert too_long == []


def test_no_folder_is_fuller_than_one_can_oversee() -> None:
    counts = {named(folder): len(list(folder.glob("*.py"))) for folder in {path.parent for path in modules(*ROOMS, "tests")}}

    assert {name: count for name, count in counts.items() if count > MOST_MODULES} == {}


def test_no_module_is_named_after_nothing_in_particular() -> None:
    assert [named(path) for path in modules(*ROOMS, "tests") if FORBIDDEN_NAMES & {path.stem, *path.stem.split("_")}] == []


def test_no_module_is_named_after_a_dependency() -> None:
    stated = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    wanted = {re.split(r"[\[<>=~! ]", one)[0].lower() for one in stated}
    provided = {package for package, by in packages_distributions().items() if wanted & {name.lower() for name in by}}

    assert [named(path) for path in modules(*ROOMS) if path.stem in provided] == []


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_nothing_installed_bears_the_name_of_a_room(room: str) -> None:
    assert room not in sys.stdlib_module_names
    assert room not in packages_distributions()
    assert room not in {one.metadata["Name"].lower().replace("-", "_") for one in distributions()}


def test_goodtalk_itself_is_not_installed() -> None:
    with pytest.raises(ModuleNotFoundError):
        distribution("goodtalk")


def test_the_environment_is_read_in_one_place() -> None:
    reading = {named(path) for path in modules(*ROOMS) for node in ast.walk(parsed(path)) if _reads_the_environment(node)}

    assert reading <= READS_THE_ENVIRONMENT


def _reads_the_environment(node: ast.AST) -> bool:
    names = {"environ", "environb", "getenv", "putenv"}
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and bool(names & {alias.name for alias in node.names})
    return isinstance(node, ast.Attribute) and node.attr in names and isinstance(node.value, ast.Name) and node.value.id == "os"


def test_a_model_is_called_in_two_places_only() -> None:
    calling = {named(path) for path in modules(*ROOMS) if "openai" in set(_imported(parsed(path)))}

    assert calling <= CALLS_A_MODEL


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


# No verdict, anywhere


def test_nothing_in_the_schema_can_hold_a_verdict_about_a_person() -> None:
    names = list(_names_of_schema())

    assert len(names) > 300
    assert [name for name in names if any(judges(part) for part in name.split("."))] == []


def test_nothing_in_the_tables_can_hold_a_verdict_about_a_person() -> None:
    names = [f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns]

    assert len(names) > 150
    assert [name for name in names if any(judges(part) for part in name.split("."))] == []


def test_no_number_stands_in_the_schema_but_counts_places_and_minutes() -> None:
    numbers = {name for name, kind in _numbers_of_schema()}

    allowed = re.compile(r"(?:first|position|count|durationMinutes|rhythmWeeks|perPart|start|end|talkingPointsLately)")
    assert [name for name in sorted(numbers) if not allowed.fullmatch(name.split(".")[-1])] == []
    assert [name for name, kind in _numbers_of_schema() if kind == "Float"] == []


@pytest.mark.parametrize(
    "name", ["performanceScore", "risk_level", "SENTIMENT", "Rating", "talentRank", "isHighPotential", "flightRisk", "salaryAdvice"]
)
def test_the_words_that_judge_are_recognised(name: str) -> None:
    assert judges(name)


@pytest.mark.parametrize("name", ["targetDate", "progress", "operation", "createdAt", "startHere", "goalEvaluations", "generated", "paragraph"])
def test_words_that_only_look_like_it_are_not(name: str) -> None:
    assert not judges(name)


def _names_of_schema() -> Iterator[str]:
    for kind in build_schema(print_schema(SCHEMA._schema)).type_map.values():
        if kind.name.startswith("__"):
            continue
        yield kind.name
        if isinstance(kind, GraphQLEnumType):
            yield from (f"{kind.name}.{value}" for value in kind.values)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            yield from (f"{kind.name}.{field}" for field in kind.fields)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            yield from (f"{kind.name}.{name}.{argument}" for name, field in kind.fields.items() for argument in field.args)


def _numbers_of_schema() -> Iterator[tuple[str, str]]:
    for kind in SCHEMA._schema.type_map.values():
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType) or kind.name.startswith("__"):
            continue
        for name, field in kind.fields.items():
            arguments = getattr(field, "args", {}).items()
            for label, value in ((f"{kind.name}.{name}", field), *((f"{kind.name}.{name}.{it}", argument) for it, argument in arguments)):
                scalar = str(value.type).strip("[]!")
                if scalar in ("Int", "Float"):
                    yield label, scalar
