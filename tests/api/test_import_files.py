"""CSV files as people really have them: what is read, what is refused, and on which line."""

from pathlib import Path

import pytest

from api.importers.files import Layout, Line, Table, read_table
from api.importers.report import FileRefused, LineRefused

PEOPLE = Layout(("email", "name"), ("role",))


def written(folder: Path, content: str | bytes, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def cells(table: Table) -> list[dict[str, str]]:
    return [dict(line.cells) for line in table.lines]


JAN = [{"email": "jan@noord.example", "name": "Jan de Boer", "role": "Planner"}]


@pytest.mark.parametrize(
    "content",
    [
        "email,name,role\njan@noord.example,Jan de Boer,Planner\n",
        "\ufeffemail,name,role\njan@noord.example,Jan de Boer,Planner\n",
        "email;name;role\r\njan@noord.example;Jan de Boer;Planner\r\n",
        "sep=;\r\nemail;name;role\r\njan@noord.example;Jan de Boer;Planner",
        "email\tname\trole\rjan@noord.example\tJan de Boer\tPlanner\r",
        "\n\nEMAIL, Name ,role\n,,\n jan@noord.example ,\tJan de Boer,Planner\n\n",
        'role,name,email\n"Planner","Jan de Boer","jan@noord.example"\n',
    ],
    ids=["commas", "byte order mark", "as Excel writes it in Dutch", "sep=", "tabs, and lines of an old Mac", "untidy", "in another order"],
)
def test_a_spreadsheet_may_write_it_in_its_own_way(tmp_path: Path, content: str) -> None:
    table = read_table(written(tmp_path, content), PEOPLE)

    assert cells(table) == JAN
    assert table.refused == ()
    assert table.unused == ()


def test_a_cell_may_hold_several_lines_and_the_separator(tmp_path: Path) -> None:
    content = 'email,name,role\na@x.example,A,"Plant, belt\r\nen ""regelt"""\nb@x.example,B,C\n'

    table = read_table(written(tmp_path, content), PEOPLE)

    assert [line.number for line in table.lines] == [2, 4]
    assert table.lines[0].cells["role"] == 'Plant, belt\nen "regelt"'


def test_a_column_that_is_not_known_is_named_and_left_out(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "email,name,Salary,role\na@x.example,A,3000,C\n"), PEOPLE)

    assert cells(table) == [{"email": "a@x.example", "name": "A", "role": "C"}]
    assert table.notes() == ("Columns that were not used: Salary.",)


def test_a_broken_line_costs_no_other_line(tmp_path: Path) -> None:
    content = 'email,name,role\na@x.example,A,C\nb@x.example,"B,C\nc@x.example,C,"D" E\nd@x.example,D\ne@x.example,E,F,G\nf@x.example,"F, F",H\n'

    table = read_table(written(tmp_path, content), PEOPLE)

    assert [line.cells["email"] for line in table.lines] == ["a@x.example", "f@x.example"]
    assert [(no.number, no.reason.split(":")[0]) for no in table.refused] == [
        (3, "its quotes do not match"),
        (4, "its quotes do not match"),
        (5, "it has 2 cells and the header has 3"),
        (6, "it has 4 cells and the header has 3"),
    ]


def test_what_a_reader_refuses_is_told_with_its_line_and_column(tmp_path: Path) -> None:
    def read(line: Line) -> str:
        if line.cells["name"] == "B":
            raise LineRefused("name", "write another name.")
        return line.cells["name"]

    made, refused = read_table(written(tmp_path, "email,name\na@x.example,A\nb@x.example,B\n"), PEOPLE).read(read)

    assert made == ["A"]
    assert [str(no) for no in refused] == ["line 3, column name: write another name."]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty: its first line names the columns email, name, role."),
        (b"\n \n", "is empty"),
        (b"email,name\n", "has a header and no line below it"),
        (b"e-mail,naam\na@x.example,A\n", "has no column email, name: its first line names the columns email, name, role."),
        (b"email,role\na@x.example,A\n", "has no column name"),
        (b"email,name,email\na,b,c\n", "has the column email twice"),
        (b'"email,name\na,b\n', "has a broken header (line 1)"),
        ("email,name\na@x.example,A\nb@x.example,Zoë\n".encode("latin-1"), "is not UTF-8 (line 3 is the first that shows it)"),
        ("email,name\na@x.example,A\n".encode("utf-16"), "is not UTF-8 (line 1"),
        (b"PK\x03\x04\x14\x00", "is a workbook, not CSV"),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = written(tmp_path, content)

    with pytest.raises(FileRefused) as refused:
        read_table(path, PEOPLE)

    assert str(refused.value).startswith(f"{path} {sentence}")
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"There is no file .*nobody\.csv: look at the name"):
        read_table(tmp_path / "nobody.csv", PEOPLE)
    with pytest.raises(FileRefused, match="cannot be read"):
        read_table(tmp_path, PEOPLE)
