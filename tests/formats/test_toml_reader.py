"""Strict reading: what a good file says, and everything that is wrong in a bad one."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.collection import (
    Collection,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    Part,
    Row,
    TextBody,
    TextKind,
)
from workbench.domain.presets import (
    ApiKey,
    ApiKeyPlace,
    Bearer,
    ClientAuthentication,
    GrantType,
    Inherit,
    Named,
    NoAuth,
    OAuth2,
)
from workbench.domain.problem import Place, Problem, Severity
from workbench.domain.requirements import Requirements
from workbench.domain.settings import Settings
from workbench.formats.toml_reader import read_collection, read_workspace_layer

EXAMPLE = """\
#:schema ./workbench.schema.json
[collection]
format = 1
name = "Customers API"
description = "Markdown, shown when the collection is selected."
auth = "crm"

[settings]
timeout = 30
verify = true

[variables]
base_url = "https://api.example.com"

[environments.staging]
base_url = "https://staging.example.com"

[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/oauth/token"
client_id = "k7nf3p2q9m8w1"
client_secret = "{{env:CRM_CLIENT_SECRET}}"
scope = "read:customers  write:orders"
client_authentication = "client_secret_basic"
audience = "https://api.example.com"
resource = ["https://a.example.com", "https://b.example.com"]
parameters = { tenant = "7", kind = ["a", "b"] }
requires = { aud = "https://api.example.com", scope = "read:customers", department = "x" }
[auth.crm.extensions.postman]
id = 7

[[folder]]
path = "Customers/Read"
auth = "none"
[folder.variables]
team = "billing"
[folder.headers]
X-Team = "billing"
User-Agent = { enabled = false }

[[folder]]
path = ["a/b", "Read"]

[[request]]
name = "Get customer"
folder = "Customers/Read"
method = "GET"
url = "{{base_url}}/v1/customers/:id"
auth = "inherit"
requires = { scope = ["read:customers"] }
[request.path]
id = "123"
[request.query]
expand = ["orders", { value = "cards", enabled = false }]
page = { value = "2", enabled = false, description = "" }
[request.headers]
Accept = "application/json"
[request.body]
type = "json"
text = '''{"name": "Ada"}'''
template = false
[request.settings]
timeout = 2.5
max_body = 10
[request.expect]
status = 200
[request.capture]
customer_id = "$.id"

[[request]]
name = "List"
url = "x"
query = [["a", "1"], { name = "a", value = "2", enabled = false }, ["debug"]]
auth = { type = "api_key", name = "k", value = "v", in = "query" }
"""


def read(text: str) -> Collection:
    found = read_collection(text, file="good.toml")
    assert found.problems == ()
    assert found.collection is not None
    return found.collection


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    found = read_collection(text, file="bad.toml")
    assert found.collection is None
    assert all(problem.file == "bad.toml" for problem in found.problems)
    return found.problems


def problem_of(text: str | bytes) -> Problem:
    problems = problems_of(text)
    assert len(problems) == 1, problems
    return problems[0]


def request_with(lines: str) -> str:
    return f'[[request]]\nname = "R"\nurl = "x"\n{lines}\n'


def test_the_example_of_the_design_is_read() -> None:
    collection = read(EXAMPLE)
    assert (collection.name, collection.auth) == ("Customers API", Named("crm"))
    assert collection.settings == Settings(timeout=30.0, verify=True)
    assert collection.environments == {"staging": {"base_url": "https://staging.example.com"}}
    preset = collection.presets["crm"]
    assert isinstance(preset, OAuth2)
    assert preset.grant is GrantType.CLIENT_CREDENTIALS
    assert preset.scope == ("read:customers", "write:orders")
    assert preset.client_authentication is ClientAuthentication.CLIENT_SECRET_BASIC
    assert preset.resource == ("https://a.example.com", "https://b.example.com")
    assert preset.parameters == (("tenant", "7"), ("kind", "a"), ("kind", "b"))
    assert preset.requires == Requirements(
        audience=("https://api.example.com",),
        scope=("read:customers",),
        claims=(("department", "x"),),
    )
    assert preset.extensions == {"postman": {"id": 7}}


def test_folders_and_requests_are_read_in_order() -> None:
    collection = read(EXAMPLE)
    first, second = collection.folders
    assert first.auth == NoAuth()
    assert first.headers == (Row("X-Team", "billing"), Row("User-Agent", None, enabled=False))
    assert second.path == ("a/b", "Read")
    request = collection.requests[0]
    assert (request.folder, request.auth) == (("Customers", "Read"), Inherit())
    assert request.query == (
        Row("expand", "orders"),
        Row("expand", "cards", enabled=False),
        Row("page", "2", enabled=False),
    )
    assert request.body == TextBody(TextKind.JSON, '{"name": "Ada"}', template=False)
    assert request.settings == Settings(timeout=2.5, max_body=10)
    assert request.expect == {"status": 200}
    listed = collection.requests[1]
    assert listed.query == (Row("a", "1"), Row("a", "2", enabled=False), Row("debug"))
    assert listed.auth == ApiKey("k", "v", ApiKeyPlace.QUERY)
    assert listed.method == "GET"


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    assert read(EXAMPLE) == read("\ufeff" + EXAMPLE.replace("\n", "\r\n"))
    found = read_collection(("\ufeff" + EXAMPLE).encode(), file="good.toml")
    assert found.collection == read(EXAMPLE)


def test_a_blank_inside_a_template_does_not_part_a_scope() -> None:
    text = EXAMPLE.replace("read:customers  write:orders", "a {{ more }} b:{{c}}")
    preset = read(text).presets["crm"]
    assert isinstance(preset, OAuth2)
    assert preset.scope == ("a", "{{ more }}", "b:{{c}}")


def test_bodies_of_every_kind_are_read() -> None:
    form = request_with('[request.body]\ntype = "form"\n[request.body.form]\na = ["1", "2"]')
    assert read(form).requests[0].body == FormBody((Row("a", "1"), Row("a", "2")))
    parts = request_with(
        '[request.body]\ntype = "multipart"\n[[request.body.part]]\nname = "a"\nvalue = "1"\n'
        '[[request.body.part]]\nname = "b"\nfile = "b.png"\nfilename = "c.png"\nenabled = false'
    )
    assert read(parts).requests[0].body == MultipartBody(
        (Part("a", "1"), Part("b", file="b.png", filename="c.png", enabled=False))
    )
    graphql = request_with('body = { type = "graphql", query = "{a}", operation_name = "o" }')
    assert read(graphql).requests[0].body == GraphqlBody("{a}", operation_name="o")
    assert read(request_with('body = { type = "none" }')).requests[0].body == NoBody()


def test_the_workspace_layer_is_read_by_the_same_rules() -> None:
    layer, problems = read_workspace_layer(
        '[variables]\na = "1"\n[auth.x]\ntype = "bearer"\ntoken = "t"\n', file="workbench.toml"
    )
    assert problems == ()
    assert layer is not None
    assert layer.presets == {"x": Bearer("t")}
    layer, problems = read_workspace_layer("[collection]\n", file="workbench.toml")
    assert layer is None
    assert problems[0].message == 'Unknown key "collection"'


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


WRONG = [
    # text after `[[request]] name url`, line, column, key, message, replacement
    ("query = { page = 2 }", 4, 18, "query.page", "Wrong type", '"2"'),
    ("headers = { X = true }", 4, 17, "headers.X", "true or false, not text", '"true"'),
    ("query = { a = [1] }", 4, 16, "query.a[1]", "a number, not text", '"1"'),
    ('query = [["a", 0x1F]]', 4, 16, "query[1][2]", "a number, not text", '"0x1F"'),
    ('query = [["a", "b", "c"]]', 4, 10, "query[1]", "3 texts", None),
    ('query = ["a"]', 4, 10, "query[1]", "not a pair", None),
    ('query = "a=b"', 4, 9, "query", "not a table, or a list of pairs", None),
    ("query = { a = {} }", 4, 15, "query.a", "is empty", None),
    ('query = { a = { valu = "x" } }', 4, 17, "query.a.valu", "Unknown key", "value"),
    ('query = [{ value = "x" }]', 4, 10, "query[1].name", "Missing key", None),
    ('folder = "A//B"', 4, 10, "folder", "empty part", '"A/B"'),
    ('folder = ["A", 1]', 4, 16, "folder[2]", "a number", '"1"'),
    ("folder = 3", 4, 10, "folder", "a number, not text or a list", '"3"'),
    ("auth = 1", 4, 8, "auth", "not a preset's name", None),
    ('auth = { type = "basc" }', 4, 17, "auth.type", 'Unknown type "basc"', '"basic"'),
    ('auth = { token = "x" }', 4, 1, "auth.type", 'Missing key "type"', None),
    ('scope = "a"', 4, 1, "scope", "Unknown key", None),
    ("timeout = 3", 4, 1, "timeout", "Unknown key", None),
    ('body = { type = "json" }', 4, 1, "body.text", 'Missing key "text"', None),
    ('body = { type = "json", form = {}, text = "" }', 4, 25, "body.form", "Unknown key", None),
    ('body = "x"', 4, 8, "body", "a table that says what kind of body", None),
    ('body = { text = "x" }', 4, 1, "body.type", "Missing key", None),
    ('expect = { status = "200" }', 4, 21, "expect.status", "not an HTTP status", "200"),
    ("expect = { status = 20 }", 4, 21, "expect.status", "no HTTP status", None),
    ('settings = { verify = "no" }', 4, 23, "settings.verify", "true or false", "false"),
    ("settings = { timeout = -1 }", 4, 24, "settings.timeout", "out of range", None),
    ("settings = { timeout = nan }", 4, 24, "settings.timeout", "out of range", None),
    ("settings = { max_redirects = 1.5 }", 4, 30, "settings.max_redirects", "whole", None),
    ("settings = { max_redirects = 2.0 }", 4, 30, "settings.max_redirects", "whole", "2"),
    ('settings = { timeout = "500ms" }', 4, 24, "settings.timeout", "seconds", "0.5"),
    ("capture = { a.b = '$' }", 4, 13, "capture.a", "a table, not text", None),
    ("method = ''", 4, 10, "method", "is empty", None),
    ("extensions = 1", 4, 14, "extensions", "not a table", None),
    ("method = 1979-05-27", 4, 10, "method", "a date or time", '"1979-05-27"'),
    ("requires = { scope = 1 }", 4, 22, "requires.scope", "a list of texts", '"1"'),
    ("requires = { sub = 1 }", 4, 20, "requires.sub", "a number", '"1"'),
]


@pytest.mark.parametrize(("lines", "line", "column", "key", "message", "replacement"), WRONG)
def test_what_is_wrong_in_a_request_is_placed_and_named(
    lines: str, line: int, column: int, key: str, message: str, replacement: str | None
) -> None:
    problem = problem_of(request_with(lines))
    assert (problem.place.line, problem.place.column) == (line, column)
    assert problem.key == f'request[1] "R".{key}'
    assert message in problem.message
    assert problem.replacement == replacement


@pytest.mark.parametrize(("lines", "replacement"), [(each[0], each[5]) for each in WRONG if each[5]])
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
        "a" + ".a" * 2_000 + " = 1",
        '[collection]\nname = "' + "x" * 100_000,
    ],
)
def test_hostile_files_are_problems(text: str) -> None:
    for problem in problems_of(text):
        assert problem.place.line >= 1
        assert len(problem.key) < 20_000


def test_a_newer_format_is_read_as_far_as_it_is_known() -> None:
    text = EXAMPLE.replace("format = 1", "format = 9").replace('method = "GET"', "method = [1]")
    found = read_collection(text + '[new]\nx = 1\n[auth.odd]\ntype = "dpop"\n', file="new.toml")
    assert found.collection is not None
    assert found.collection.read_only
    assert [request.name for request in found.collection.requests] == ["Get customer", "List"]
    assert list(found.collection.presets) == ["crm"]
    (problem,) = found.problems
    assert problem.severity is Severity.WARNING
    assert problem.message == "Made by a newer workbench: format 9, this one knows 1"
    assert problem.place.line == 3


@pytest.mark.parametrize("value", ["0", '"1"', "1.5", "true"])
def test_a_format_that_is_no_number_is_an_error(value: str) -> None:
    assert problem_of(f"[collection]\nformat = {value}\n").key == "collection.format"


def test_a_collection_without_a_name_is_called_like_its_file() -> None:
    found = read_collection("", file="some/where/billing.toml")
    assert found.collection is not None
    assert found.collection.name == "billing"


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
