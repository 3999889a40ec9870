"""Strict reading: what a good file says, and everything that is wrong in a bad one."""

from __future__ import annotations

import pytest

from tests.formats.broken import request_with
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
from workbench.domain.problem import Severity
from workbench.domain.requirements import Requirements
from workbench.domain.settings import Settings
from workbench.formats import findings, syntax
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


def test_a_file_without_problems_is_never_scanned_for_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(text: str) -> None:
        pytest.fail("the text was scanned")

    monkeypatch.setattr(findings, "scan", never)
    monkeypatch.setattr(syntax, "scan", never)
    assert read(EXAMPLE).requests


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


def test_a_collection_without_a_name_is_called_like_its_file() -> None:
    found = read_collection("", file="some/where/billing.toml")
    assert found.collection is not None
    assert found.collection.name == "billing"
