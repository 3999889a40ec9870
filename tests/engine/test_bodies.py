"""Bodies and presets rendered: what is sent, and the content type that goes with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.fakes import header_of
from tests.support.worlds import World
from workbench.domain.errors import RenderError, WorkbenchError
from workbench.domain.http import (
    FileContent,
    HeaderOrigin,
    MultipartContent,
    NoContent,
    TextContent,
)
from workbench.engine.credentials import (
    ApiKeyCredentials,
    BasicCredentials,
    Credentials,
    OAuth2Credentials,
)

HEAD = '[collection]\nname = "X"\n[variables]\nbase = "https://api.example.com"\nname = "Ada"\n'


def request(text: str, *, variables: str = "", more: str = "") -> str:
    return f'{HEAD}{variables}{more}\n[[request]]\nname = "R"\n{text}\n'


def world(text: str, *, variables: str = "", more: str = "", **options: Any) -> World:
    return World(request(text, variables=variables, more=more), **options)


def body_of(text: str, **options: Any) -> str:
    made = world(f'method = "POST"\nurl = "{{{{base}}}}"\n{text}', **options).rendered()
    assert isinstance(made.content, TextContent)
    return made.content.text.reveal()


def error_of(text: str, **options: Any) -> WorkbenchError:
    with pytest.raises(WorkbenchError) as caught:
        world(text, **options).rendered()
    return caught.value


@pytest.mark.parametrize(
    ("body", "text", "content_type"),
    [
        ('type = "json"\ntext = \'{"n": "{{name}}"}\'', '{"n": "Ada"}', "application/json"),
        ('type = "text"\ntext = "{{name}}\\n "', "Ada\n ", "text/plain; charset=utf-8"),
        ('type = "xml"\ntext = "<a/>"', "<a/>", "application/xml"),
        ('type = "text"\ntext = "{{no}}"\ntemplate = false', "{{no}}", "text/plain; charset=utf-8"),
        ('type = "json"\ntext = "1"\ncontent_type = "a/{{name}}"', "1", "a/Ada"),
        (
            'type = "form"\nform = [["a", "1 +&ü"], ["b", "{{name}}"], ["c"]]',
            "a=1+%2B%26%C3%BC&b=Ada&c",
            "application/x-www-form-urlencoded",
        ),
    ],
)
def test_text_bodies_have_their_content_types(body: str, text: str, content_type: str) -> None:
    made = world(f'method = "POST"\nurl = "{{{{base}}}}"\n[request.body]\n{body}').rendered()
    assert isinstance(made.content, TextContent)
    assert made.content.text.reveal() == text
    assert header_of(made, "Content-Type") == content_type
    layers = [each.layer for each in made.headers if each.name == "Content-Type"]
    assert layers == [HeaderOrigin.BODY]


def test_a_content_type_row_wins_over_the_bodys() -> None:
    made = world(
        'method = "POST"\nurl = "{{base}}"\n[request.headers]\ncontent-type = "a/b"\n'
        '[request.body]\ntype = "json"\ntext = "1"'
    ).rendered()
    assert [
        each.value.reveal() for each in made.headers if each.name.lower() == "content-type"
    ] == ["a/b"]


def test_no_body_has_no_content_type() -> None:
    made = world('url = "{{base}}"').rendered()
    assert made.content == NoContent()
    assert header_of(made, "Content-Type") is None


def test_graphql_is_a_json_object_whatever_stands_in_the_query() -> None:
    text = body_of(
        '[request.body]\ntype = "graphql"\nquery = \'query Q { a(x: "{{env:E}}") }\'\n'
        'variables = \'{"n": {{env:N}}}\'\noperation_name = "Q"',
        env={"E": 'quo"te\n', "N": "7"},
    )
    assert json.loads(text) == {
        "query": 'query Q { a(x: "quo"te\n") }',
        "variables": {"n": 7},
        "operationName": "Q",
    }


def test_graphql_without_variables_has_no_such_member() -> None:
    text = body_of('[request.body]\ntype = "graphql"\nquery = "{ a }"')
    assert json.loads(text) == {"query": "{ a }"}


def test_graphql_variables_that_are_no_json_are_refused_without_showing_them() -> None:
    made = world(
        'method = "POST"\nurl = "{{base}}"\n[request.body]\ntype = "graphql"\nquery = "{ a }"\n'
        "variables = '{\"a\": {{env:E}}}'",
        env={"E": "s3cret}"},
    )
    with pytest.raises(RenderError) as caught:
        made.rendered()
    assert "are no JSON" in caught.value.message
    assert "s3cret" not in f"{caught.value.message}{caught.value.hint}"


MULTIPART = """method = "POST"
url = "{{base}}"
[request.body]
type = "multipart"
[[request.body.part]]
name = 'a"b'
value = "{{env:E}}"
[[request.body.part]]
name = "off"
value = "x"
enabled = false
[[request.body.part]]
name = "doc"
file = "docs/a.pdf"
filename = "ü\\".pdf"
content_type = "application/pdf"
"""


def test_multipart_quotes_names_as_browsers_do() -> None:
    made = world(MULTIPART, env={"E": "v\r\n--x"}, files={"/ws/docs/a.pdf": "pdf"}).rendered()
    assert isinstance(made.content, MultipartContent)
    heads = [part.head.reveal() for part in made.content.parts]
    assert heads == [
        'Content-Disposition: form-data; name="a%22b"',
        (
            'Content-Disposition: form-data; name="doc"; filename="ü%22.pdf"\r\n'
            "Content-Type: application/pdf"
        ),
    ]
    assert made.content.parts[1].content == FileContent("/ws/docs/a.pdf")
    expected = f"multipart/form-data; boundary={made.content.boundary}"
    assert header_of(made, "Content-Type") == expected
    assert re.fullmatch(r"[A-Za-z0-9-]{16,70}", made.content.boundary)


def test_a_typed_multipart_content_type_gets_the_boundary() -> None:
    text = MULTIPART.replace(
        "[request.body]", '[request.headers]\nContent-Type = "multipart/form-data"\n[request.body]'
    )
    made = world(text, env={"E": "v"}, files={"/ws/docs/a.pdf": "pdf"}).rendered()
    assert isinstance(made.content, MultipartContent)
    assert str(header_of(made, "Content-Type")).endswith(f"; boundary={made.content.boundary}")


@pytest.mark.parametrize(
    ("written", "boundary"),
    [("multipart/mixed; boundary=b0", "b0"), ('multipart/mixed; Boundary=\\"b 0\\"; x=y', "b 0")],
)
@pytest.mark.parametrize("place", ['[request.headers]\nContent-Type = "{}"', 'content_type = "{}"'])
def test_a_boundary_that_was_written_is_the_one_between_the_parts(
    written: str, boundary: str, place: str
) -> None:
    line = place.replace("{}", written)
    if place.startswith("["):
        text = MULTIPART.replace("[request.body]", f"{line}\n[request.body]")
    else:
        text = MULTIPART.replace("[request.body]", f"[request.body]\n{line}")
    made = world(text, env={"E": "v"}, files={"/ws/docs/a.pdf": "pdf"}).rendered()
    assert isinstance(made.content, MultipartContent)
    assert made.content.boundary == boundary
    assert header_of(made, "Content-Type") == written.replace("\\", "")


def test_a_file_body_is_the_real_path() -> None:
    text = 'method = "PUT"\nurl = "{{base}}"\n[request.body]\ntype = "file"\nfile = "{{name}}.bin"'
    made = world(text, files={"/ws/Ada.bin": "x"}).rendered()
    assert made.content == FileContent("/ws/Ada.bin")
    assert header_of(made, "Content-Type") == "application/octet-stream"
    assert "There is no file Ada.bin" in error_of(text).message


OAUTH = """
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "{{auth}}/token?x=a b"
client_id = "id"
client_secret = "{{env:SECRET}}"
scope = "{{scopes}} c"
audience = "{{base}}"
parameters = { extra = "{{name}}" }
token_prefix = "{{prefix}}"
"""


def credentials(preset: str, env: Mapping[str, str], variables: str = "") -> Credentials:
    made = world(
        'url = "{{base}}"\nauth = "crm"',
        variables='auth = "https://auth.example.com:8443"\nscopes = "a b"\nprefix = "Token"\n'
        + variables,
        more=preset,
        env=env,
    )
    plan = made.plan()
    assert plan.preset is not None
    return plan.preset.read(made.clock, made.means.entropy)


def test_an_oauth2_preset_becomes_credentials() -> None:
    made = credentials(OAUTH, {"SECRET": "s3cret"})
    assert isinstance(made, OAuth2Credentials)
    assert made.server.token_endpoint.reveal() == "https://auth.example.com:8443/token?x=a%20b"
    assert str(made.server.origin) == "https://auth.example.com:8443"
    assert made.client.client_secret is not None
    assert made.client.client_secret.reveal() == "s3cret"
    assert [scope.reveal() for scope in made.scope] == ["a", "b", "c"]
    assert made.audience.reveal() == "https://api.example.com"
    assert [(name, value.reveal()) for name, value in made.parameters] == [("extra", "Ada")]
    assert made.token_prefix == "Token"
    assert "s3cret" not in repr(made)


def test_a_secret_left_out_is_none_and_not_empty() -> None:
    made = credentials(OAUTH.replace('client_secret = "{{env:SECRET}}"\n', ""), {})
    assert isinstance(made, OAuth2Credentials)
    assert made.client.client_secret is None


@pytest.mark.parametrize(
    ("preset", "kind"),
    [
        ('[auth.crm]\ntype = "basic"\nusername = "u"\npassword = "{{env:P}}"\n', BasicCredentials),
        (
            '[auth.crm]\ntype = "api_key"\nname = "X-Key"\nvalue = "{{env:P}}"\nin = "query"\n',
            ApiKeyCredentials,
        ),
    ],
)
def test_other_presets_become_credentials(preset: str, kind: type) -> None:
    made = credentials(preset, {"P": "s3cret"})
    assert isinstance(made, kind)
    assert "s3cret" not in repr(made)
