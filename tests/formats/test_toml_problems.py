"""Everything that is wrong in a file, at once, with its place."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.broken import WRONG, problem_of, problems_of, request_with
from tests.formats.test_toml_reader import EXAMPLE
from workbench.domain.problem import Place, Problem, Severity
from workbench.formats.toml_reader import read_collection

BILLING = """\
[auth.ops]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/oauth/token"
client_id = "ops-batch"
client_secert = "{{env:OPS_SECRET}}"
[[request]]
name = "A"
url = "x"
[[request]]
name = "B"
url = "x"
[[request]]
name = "Refund"
url = "x"
[request.settings]
timeout = "10s"
"""


def test_all_errors_of_a_file_come_at_once_with_place_key_and_repair() -> None:
    first, second = problems_of(BILLING)
    assert first == Problem(
        "bad.toml",
        Place(6, 1, 14),
        "auth.ops.client_secert",
        'Unknown key "client_secert"',
        "Did you mean client_secret?",
        Severity.ERROR,
        "client_secret",
    )
    assert second == Problem(
        "bad.toml",
        Place(17, 11, 16),
        'request[3] "Refund".settings.timeout',
        'Wrong type for "timeout": text, not a number of seconds',
        "Write timeout = 10.",
        Severity.ERROR,
        "10",
    )


@pytest.mark.parametrize(("lines", "line", "column", "key", "message", "replacement"), WRONG)
def test_what_is_wrong_in_a_request_is_placed_and_named(
    lines: str, line: int, column: int, key: str, message: str, replacement: str | None
) -> None:
    problem = problem_of(request_with(lines))
    assert (problem.place.line, problem.place.column) == (line, column)
    assert problem.key == f'request[1] "R".{key}'
    assert message in problem.message
    assert problem.replacement == replacement


@pytest.mark.parametrize(
    ("lines", "replacement"), [(each[0], each[5]) for each in WRONG if each[5]]
)
def test_a_replacement_put_in_its_place_mends_the_file(lines: str, replacement: str) -> None:
    text = request_with(lines)
    problem = problem_of(text)
    rows = text.split("\n")
    row = rows[problem.place.line - 1]
    assert problem.place.end_column is not None
    rows[problem.place.line - 1] = (
        row[: problem.place.column - 1] + replacement + row[problem.place.end_column - 1 :]
    )
    left = read_collection("\n".join(rows), file="bad.toml").problems
    assert problem.message not in {each.message for each in left}


def test_a_setting_that_stands_outside_its_table_is_told_where_it_belongs() -> None:
    assert problem_of(request_with("timeout = 3")).hint == "timeout stands in [request.settings]."


def test_words_of_other_tools_are_understood() -> None:
    assert problem_of(request_with("header = {}")).replacement == "headers"
    assert problem_of(request_with("params = {}")).replacement == "query"


PRESET = '[auth.x]\ntype = "oauth2"\n'


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (PRESET, ["auth.x.grant"]),
        (PRESET + 'grant = "client_credentials"\n', ["auth.x.token_url", "auth.x.client_id"]),
        (PRESET + 'grant = "client_credentials"\nissuer = "i"\n', ["auth.x.client_id"]),
        (PRESET + 'grant = "password"\ntoken_url = "t"\n', ["auth.x.username"]),
        ('[auth.x]\ntype = "basic"\n', ["auth.x.username"]),
        ('[auth.x]\ntype = "bearer"\n', ["auth.x.token"]),
        ('[auth.x]\ntype = "api_key"\n', ["auth.x.name", "auth.x.value"]),
        ("[[request]]\n", ["request[1].name", "request[1].url"]),
        ("[[folder]]\n", ["folder[1].path"]),
        (
            request_with('body = { type = "multipart", part = [{ name = "a" }] }'),
            ['request[1] "R".body.part[1] "a".value'],
        ),
    ],
)
def test_a_missing_key_stands_at_its_table_with_what_to_add(text: str, keys: list[str]) -> None:
    problems = problems_of(text)
    assert [problem.key for problem in problems] == keys
    for problem in problems:
        assert problem.message.startswith("Missing key")
        assert problem.hint.startswith("Add ")


def test_none_and_inherit_are_no_names_of_presets() -> None:
    for name in ("none", "inherit"):
        problem = problem_of(f'[auth.{name}]\ntype = "bearer"\ntoken = "t"\n')
        assert problem.place == Place(1, 7, 7 + len(name))


def test_two_requests_of_a_name_in_a_folder_are_told_with_both_lines() -> None:
    one = '[[request]]\nname = "R"\nurl = "x"\nfolder = "A/B"\n'
    other = '[[request]]\nname = "R"\nurl = "x"\nfolder = ["A", "B"]\n'
    problem = problem_of(one + other)
    assert problem.place.line == 6
    assert problem.hint == "The first stands on line 2."
    assert read_collection(one + other.replace('"B"]', '"C"]'), file="x").problems == ()


def test_a_folder_written_twice_is_told_with_both_lines() -> None:
    problem = problem_of('[[folder]]\npath = "A"\n[[folder]]\npath = ["A"]\n')
    assert (problem.place.line, problem.hint) == (4, "The first stands on line 2.")


def test_a_second_key_is_told_with_both_lines_and_the_rest_is_still_read() -> None:
    text = request_with('method = "A"\nmethod = "B"\nquery = { a = 1 }')
    first, second = problems_of(text)
    assert (first.place, first.key) == (Place(5, 1, 7), 'request[1] "R".method')
    assert first.message == '"method" is there twice'
    assert first.hint == "It stands on line 4 already."
    assert second.place.line == 6


def test_a_table_written_twice_is_told_with_both_lines() -> None:
    problem = problem_of('[variables]\na = "1"\n[settings]\n[variables]\n')
    assert (problem.place.line, problem.hint) == (4, "It stands on line 1 already.")


def test_a_text_without_quotes_is_shown_with_them_and_the_rest_is_still_read() -> None:
    first, second = problems_of(request_with("method = POST\nfolder = 3"))
    assert first.place == Place(4, 10, 14)
    assert first.key == 'request[1] "R".method'
    assert first.replacement == '"POST"'
    assert second.key == 'request[1] "R".folder'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[collection\nname = 1\n", 1),
        ('[collection]\nname = "a\n', 2),
        ('[collection]\nname = "a" b\n', 2),
        ("[collection]\nname\n", 2),
        ("[variables]\na = [1, 2\nb = 3\n", 3),
        ("[variables]\na = '''x\n\n", 2),
        ('[variables]\na = "\\q"\n', 2),
        ("a = 1\n\ufeffb = 2\n", 2),
        ("\x00", 1),
    ],
)
def test_broken_toml_is_placed(text: str, line: int) -> None:
    problem = problems_of(text)[0]
    assert problem.place.line in {line, line + 1}
    assert problem.message
    assert "(at " not in problem.message


def test_bytes_that_are_no_utf8_are_placed() -> None:
    problem = problem_of(b'[collection]\nname = "caf\xe9"\n')
    assert problem.place == Place(2, 12, 13)
    assert "E9" in problem.message
    assert "UTF-16" in problem_of("[collection]\n".encode("utf-16")).hint


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 10_000 + "]" * 10_000,
        "a = " + "[" * 10_000,
        "a = " + "{ b = " * 10_000,
        "[" * 10_000,
        "[collection]\nformat = " + "1" * 10_000,
        "a" + ".a" * 200_000 + " = 1",
        "[a" + " . 'a'" * 200_000 + "]",
        '[collection]\nname = "' + "x" * 100_000,
    ],
)
def test_hostile_files_are_problems(text: str) -> None:
    for problem in problems_of(text):
        assert problem.place.line >= 1
        assert len(problem.key) < 20_000


@pytest.mark.parametrize("value", ["0", '"1"', "1.5", "true"])
def test_a_format_that_is_no_number_is_an_error(value: str) -> None:
    assert problem_of(f"[collection]\nformat = {value}\n").key == "collection.format"


LINES = st.sampled_from(
    [*EXAMPLE.split("\n"), "x = 1", "[request]", "[[auth]]", "name = 3", "a = [", "}", '"""', "]"]
)


@given(st.lists(LINES, max_size=25))
def test_any_mix_of_lines_gives_a_collection_or_placed_problems(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = read_collection(text, file="mixed.toml")
    errors = [each for each in found.problems if each.severity is Severity.ERROR]
    assert (found.collection is None) == bool(errors)
    for problem in errors:
        assert 1 <= problem.place.line <= len(lines) + 1
        assert problem.place.column >= 1
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert errors


@given(st.binary(max_size=80))
def test_no_bytes_raise(content: bytes) -> None:
    found = read_collection(content, file="noise.toml")
    assert found.collection is not None or found.problems


def test_a_dotted_text_is_no_endless_key() -> None:
    text = "[variables]\na = 'x" + ".x" * 2000 + "'\n"
    assert read_collection(text, file="c.toml").problems == ()
