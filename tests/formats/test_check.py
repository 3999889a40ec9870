"""What `check` doubts in a collection that could be read."""

from __future__ import annotations

import pytest

from workbench.domain.collection import RequestSpec, WorkspaceLayer
from workbench.domain.presets import Bearer, GrantType, NoAuth, OAuth2
from workbench.domain.problem import Problem, Severity
from workbench.domain.undelivered import not_yet
from workbench.formats.check import layer_warnings, warnings
from workbench.formats.toml_reader import read_collection, read_workspace_layer

NO_LAYER = WorkspaceLayer()

OPS = """\
[auth.ops]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/token"
client_id = "x"
client_secret = "{{env:S}}"
"""


def check(text: str, layer: WorkspaceLayer = NO_LAYER) -> tuple[Problem, ...]:
    read = read_collection(text, file="c.toml")
    assert read.problems == ()
    assert read.collection is not None
    return warnings(read.collection, file="c.toml", text=text, layer=layer)


def only(text: str, layer: WorkspaceLayer = NO_LAYER) -> Problem:
    problems = check(text, layer)
    assert len(problems) == 1, problems
    return problems[0]


def request_with(lines: str) -> str:
    return f'[[request]]\nname = "R"\nurl = "https://x"\n{lines}\n'


@pytest.mark.parametrize(
    ("lines", "key", "column"),
    [
        ('query = { a = "{{nope}}" }', "query.a", 16),
        ('query = { a = ["x", "-{{nope}}"] }', "query.a[2]", 23),
        ('query = { a = { value = "{{nope}}" } }', "query.a.value", 26),
        ('query = [["x"], ["a", "{{nope}}"]]', "query[2][2]", 24),
        ('query = [{ name = "a", value = "{{nope}}" }]', 'query[1] "a".value', 33),
        ('headers = { X = "{{nope}}" }', "headers.X", 18),
        ('body = { type = "json", text = "{{nope}}" }', "body.text", 33),
        ('body = { type = "form", form = { a = "{{nope}}" } }', "body.form.a", 39),
        ('requires = { scope = "{{nope}}" }', "requires.scope", 23),
        ('settings = { ca_file = "{{nope}}" }', "settings.ca_file", 25),
        ('auth = { type = "bearer", token = "{{nope}}" }', "auth.token", 36),
        (
            'body = { type = "multipart", part = [{ name = "a", file = "{{nope}}" }] }',
            'body.part[1] "a".file',
            60,
        ),
    ],
)
def test_an_unknown_name_is_placed_at_its_template(lines: str, key: str, column: int) -> None:
    problem = only(request_with(lines))
    assert problem.severity is Severity.WARNING
    assert problem.message == 'Unknown name "nope" in a template'
    assert problem.key == f'request[1] "R".{key}'
    assert (problem.place.line, problem.place.column) == (4, column)
    assert problem.place.end_column == column + len("{{nope}}")


def test_a_name_is_known_where_any_layer_may_supply_it() -> None:
    text = request_with('folder = "A/B"\nquery = { a = "{{x}}" }')
    assert only(text).hint == "Add x to [variables], or give it with --var."
    assert check(text + '[variables]\nx = "1"') == ()
    assert check(text + '[environments.e]\nx = "1"') == ()
    assert check(text + '[[folder]]\npath = "A"\nvariables = { x = "1" }') == ()
    assert check(text + '[[folder]]\npath = "B"\nvariables = { x = "1" }') != ()
    assert check(text, WorkspaceLayer(variables={"x": "1"})) == ()
    assert check(text, WorkspaceLayer(environments={"e": {"x": "1"}})) == ()


def test_a_misspelt_name_and_a_source_written_as_a_name_are_recognised() -> None:
    text = '[variables]\nbase_url = "x"\n' + request_with('method = "{{bas_url}}{{env.FOO}}"')
    assert {problem.hint for problem in check(text)} == {
        "Did you mean {{base_url}}?",
        "Did you mean {{env:FOO}}?",
    }


def test_a_body_that_is_no_template_is_not_looked_at() -> None:
    assert check(request_with('body = { type = "text", text = "{{x}}", template = false }')) == ()
    assert check(request_with('query = { a = "\\\\{{x}}" }')) == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[collection]\nauth = "opz"\n' + OPS, 2),
        ('[[folder]]\npath = "A"\nauth = "opz"\n' + OPS, 3),
        (request_with('auth = "opz"') + OPS, 4),
    ],
)
def test_an_unknown_preset_is_an_error_with_the_one_that_may_be_meant(text: str, line: int) -> None:
    problem = only(text)
    assert problem.severity is Severity.ERROR
    assert problem.message == 'There is no preset "opz"'
    assert (problem.hint, problem.replacement) == ("Did you mean ops?", '"ops"')
    assert problem.place.line == line


def test_a_preset_of_the_workspace_is_known() -> None:
    text = request_with('auth = "shared"')
    assert check(text, WorkspaceLayer(presets={"shared": Bearer("{{env:T}}")})) == ()


def test_a_cycle_is_an_error_once_wherever_it_goes_through() -> None:
    problem = only('[variables]\na = "{{b}}"\nb = "x{{c}}"\nc = "{{a}}"\nd = "{{a}}"\n')
    assert problem.severity is Severity.ERROR
    assert problem.message == '"a" stands for itself: a → b → c → a'
    assert problem.place.line == 2


def test_a_cycle_that_only_an_environment_or_a_folder_makes_is_found() -> None:
    text = '[variables]\na = "{{b}}"\nb = "x"\n'
    assert check(text) == ()
    assert len(check(text + '[environments.e]\nb = "{{a}}"\n')) == 1
    assert len(check(text + '[[folder]]\npath = "F"\nvariables = { b = "{{b}}" }\n')) == 1
    layer = WorkspaceLayer(environments={"e": {"b": "{{a}}"}})
    assert len(check(text, layer)) == 1


def test_a_chain_of_thousands_of_variables_is_followed() -> None:
    lines = [f'v{number} = "{{{{v{number + 1}}}}}"' for number in range(3000)]
    text = "[variables]\n" + "\n".join(lines) + '\nv3000 = "{{v0}}"\n'
    assert "stands for itself" in only(text).message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{{env:S}}", "s3cr3t", "client_secret stands in the file itself"),
        ("https://auth.example.com/token", "http://auth.example.com/token", "unencrypted"),
        ("/token", "/authorize", "looks like the authorization endpoint"),
        ("/token", "/protocol/openid-connect/auth", "looks like the authorization endpoint"),
        ("https://auth.example.com/token", "auth.example.com/token", "no absolute address"),
        ('client_id = "x"', 'client_id = "x"\nusername = "u"', "username has no use"),
        ('client_secret = "{{env:S}}"', "", "No client_secret"),
        (
            'client_secret = "{{env:S}}"',
            'client_authentication = "client_secret_post"',
            "client_secret_post needs a client_secret",
        ),
        (
            'client_id = "x"',
            'client_id = "x"\nclient_authentication = "none"',
            'client_secret has no use with client_authentication = "none"',
        ),
        (
            'client_id = "x"',
            'client_id = "x"\nbasic_encoding = "raw"\nclient_authentication = "client_secret_post"',
            "basic_encoding has no use",
        ),
        (
            'client_id = "x"',
            'client_id = "x"\nrequires = { audience = "a" }',
            "asks for a claim audience",
        ),
        (
            'grant = "client_credentials"',
            'grant = "jwt_bearer"',
            "The grant jwt_bearer is read and checked; this version cannot use it yet",
        ),
        (
            'client_id = "x"',
            'client_id = "x"\nclient_authentication = "private_key_jwt"',
            "The client authentication private_key_jwt is read",
        ),
        *(
            ("{{env:S}}", f"{{{{{source}:}}}}", "says no name")
            for source in ("env", "file", "prompt", "keyring", "command")
        ),
        ("{{env:S}}", "{{vault:S}}{{env:S}}", "there is no source vault:"),
        ("{{env:S}}", "{{now:noon}}", "an argument that fits nothing"),
        ("{{env:S}}", "{{random:-1}}", "an argument that fits nothing"),
    ],
)
def test_what_is_doubtful_about_a_preset_is_a_warning(old: str, new: str, said: str) -> None:
    assert check(OPS) == ()
    problem = only(OPS.replace(old, new))
    assert said in problem.message
    assert problem.severity is Severity.WARNING
    assert problem.key.startswith("auth.ops.")


def test_an_unencrypted_loopback_and_a_variable_address_are_judged_as_they_render() -> None:
    assert check(OPS.replace("https://auth.example.com", "http://127.0.0.1:8765")) == ()
    text = OPS.replace("https://auth.example.com", "{{base}}")
    assert check(text + '[variables]\nbase = "https://x.example"\n') == ()
    assert "unencrypted" in only(text + '[variables]\nbase = "http://x.example"\n').message
    assert check(text + '[variables]\nbase = "{{env:BASE}}"\n') == ()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("expect = { status = 200 }", "An expectation is read"),
        ("capture = { a = '$.a' }", "A capture is read"),
        ('headers = { Authorization = "Bearer abc" }', "Authorization stands in the file itself"),
        ('path = { id = "1" }', '"id" stands for nothing'),
        ('folder = "A/{{uuid:}}"', "A template in a name is not rendered"),
        ('query = { "{{uuid:}}" = "1" }', "A template in a name is not rendered"),
    ],
)
def test_what_is_doubtful_about_a_request_is_a_warning(lines: str, said: str) -> None:
    problem = only(request_with(lines))
    assert problem.message.startswith(said)
    assert problem.severity is Severity.WARNING
    assert problem.place.line == 4


def test_two_requests_that_the_command_line_cannot_tell_apart_are_named() -> None:
    text = (
        '[[request]]\nname = "b/c"\nfolder = "a"\nurl = "x"\n'
        '[[request]]\nname = "c"\nfolder = "a/b"\nurl = "x"\n'
    )
    assert only(text).message == 'Known as "a/b/c" like the request before it'


def test_a_variable_that_no_template_can_name_is_told() -> None:
    assert only('[variables]\n"1 x" = ""\n').message == '"1 x" can stand in no template'


def test_what_is_not_delivered_is_told_for_one_thing_at_a_time() -> None:
    assert not_yet(NoAuth()) == ()
    assert not_yet(OAuth2(GrantType.CLIENT_CREDENTIALS, issuer="i", token_url="t")) == ()
    assert not_yet(OAuth2(GrantType.DEVICE_CODE)) == (
        "The grant device_code is read and checked; this version cannot use it yet",
    )
    spec = RequestSpec("R", expect={"status": 200}, capture={"id": "$.id"})
    assert len(not_yet(spec)) == 2


def test_the_workspace_layer_is_checked_for_what_it_can_know() -> None:
    text = '[variables]\na = "{{a}}"\nb = "{{c}}"\n' + OPS.replace("{{env:S}}", "s3cr3t")
    layer, problems = read_workspace_layer(text, file="workbench.toml")
    assert problems == ()
    assert layer is not None
    found = layer_warnings(layer, file="workbench.toml", text=text)
    assert [(problem.key, problem.severity) for problem in found] == [
        ("variables.a", Severity.ERROR),
        ("auth.ops.client_secret", Severity.WARNING),
    ]
