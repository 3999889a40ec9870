"""Inheritance: what a request gets from the layers around it, and from where."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.worlds import FILE, World, workspace_of
from workbench.domain.collection import Row
from workbench.domain.errors import UsageError
from workbench.domain.presets import Basic, Named, NoAuth, OAuth2
from workbench.domain.settings import Settings
from workbench.domain.trust import AskKind
from workbench.domain.workspace import RequestRef
from workbench.engine.effective import Effective, Layer, PieceKind, Whence
from workbench.engine.preview import plain_text, preview_text
from workbench.engine.resolution import all_presets, resolve, resolve_preset
from workbench.engine.token_view import PresetKey

API = """
[collection]
name = "Api"
auth = "crm"
[settings]
timeout = 20.0
verify = false
[variables]
base_url = "https://api.example.com"
who = "collection"
[environments.staging]
base_url = "https://staging.example.com"
who = "environment"
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/token"
client_id = "id"
client_secret = "{{env:SECRET}}"
requires = { aud = "{{base_url}}", scope = "read" }
[auth.other]
type = "basic"
username = "u"
password = "p"
[[folder]]
path = "A"
auth = "other"
[folder.settings]
timeout = 10.0
[folder.headers]
X-Team = "outer"
X-Gone = "outer"
[folder.variables]
who = "outer"
only_outer = "yes"
[[folder]]
path = "A/B"
[folder.headers]
x-team = "inner"
[folder.variables]
who = "inner"
[[request]]
name = "Deep"
folder = "A/B"
url = "{{base_url}}/x/:id?z=1"
requires = { scope = "write" }
[request.path]
id = "a/b"
[request.query]
q = ["1 2", "{{env:Q}}"]
[request.headers]
x-gone = { enabled = false }
Accept = { enabled = false }
X-Off = { value = "1", enabled = false }
[request.settings]
follow_redirects = false
[[request]]
name = "Top"
url = "{{base_url}}"
[[request]]
name = "Open"
url = "{{base_url}}"
auth = "none"
[[request]]
name = "Inline"
url = "{{base_url}}"
auth = { type = "basic", username = "me", password = "{{env:P}}" }
"""


def effective(label: str, **options: Any) -> Effective:
    return World(API, **options).effective(label)


def test_auth_comes_from_the_innermost_layer_that_says_one() -> None:
    deep = effective("A/B/Deep")
    assert isinstance(deep.auth, Basic)
    assert (deep.preset_name, str(deep.auth_from), deep.auth_inherited) == (
        "other",
        "folder A",
        True,
    )
    top = effective("Top")
    assert isinstance(top.auth, OAuth2)
    assert top.auth_from == Whence(Layer.COLLECTION, "Api")
    assert top.preset_key == PresetKey(FILE, "crm")


def test_none_stops_inheritance_and_an_inline_table_is_known_by_the_request() -> None:
    assert effective("Open").auth == NoAuth()
    assert effective("Open").preset_key is None
    inline = effective("Inline")
    assert inline.preset_key == PresetKey(FILE, "Inline")
    assert not inline.auth_inherited


def test_without_any_auth_there_is_none() -> None:
    text = '[collection]\nname = "X"\n[[request]]\nname = "R"\nurl = "https://h"\n'
    found = World(text).effective()
    assert found.auth == NoAuth()
    assert found.auth_from == Whence(Layer.DEFAULT)


def test_the_workspace_is_the_outermost_layer() -> None:
    text = '[collection]\nname = "X"\n[[request]]\nname = "R"\nurl = "{{base}}"\n'
    layer = """
[settings]
timeout = 3.0
[variables]
base = "https://w.example"
[auth.shared]
type = "bearer"
token = "t"
"""
    world = World(text, layer=layer)
    world.workspace = replace(
        world.workspace, layer=replace(world.workspace.layer, auth=Named("shared"))
    )
    found = world.effective()
    assert found.preset_key == PresetKey("/ws/workbench.toml", "shared")
    assert str(found.auth_from) == "workbench.toml"
    assert found.settings.timeout == 3.0
    assert str(found.settings_from["timeout"]) == "workbench.toml"
    assert plain_text(found.url_preview) == "https://w.example"


def test_a_collections_preset_hides_the_workspaces_of_the_same_name() -> None:
    layer = '[auth.other]\ntype = "bearer"\ntoken = "t"\n'
    deep = World(API, layer=layer).effective("A/B/Deep")
    assert deep.preset_key == PresetKey(FILE, "other")
    assert [key.name for key in all_presets(World(API, layer=layer).workspace)] == [
        "other",
        "crm",
        "other",
        "Inline",
    ]


def test_an_unknown_preset_says_what_may_be_meant() -> None:
    with pytest.raises(UsageError) as caught:
        World(API.replace('auth = "other"', 'auth = "othr"')).effective("A/B/Deep")
    assert "othr" in caught.value.message
    assert caught.value.hint == "Did you mean other?"


def test_a_header_replaces_the_same_name_in_any_case_and_can_be_removed() -> None:
    rows = {(each.row.name, each.row.value): each for each in effective("A/B/Deep").headers}
    assert set(rows) == {("x-team", "inner"), ("x-gone", None), ("Accept", None)}
    assert str(rows["x-team", "inner"].whence) == "folder A/B"


def test_settings_come_from_the_nearest_layer_with_whence() -> None:
    deep = effective("A/B/Deep")
    assert deep.settings.timeout == 10.0
    assert deep.settings.follow_redirects is False
    assert deep.settings.verify is False
    assert deep.settings.connect_timeout == 10.0
    assert {name: str(deep.settings_from[name]) for name in ("timeout", "verify", "max_body")} == {
        "timeout": "folder A",
        "verify": "Api",
        "max_body": "default",
    }


@pytest.mark.parametrize(
    ("options", "value", "whence"),
    [
        ({}, "inner", "folder A/B"),
        ({"environment": "staging"}, "environment", "environment staging"),
        ({"environment": "staging", "captured": {"who": "c"}}, "c", "captured"),
        ({"captured": {"who": "c"}, "overrides": {"who": "o"}}, "o", "--var"),
        ({"captured": {"who": "c"}, "session": {"who": "s"}}, "s", "session"),
        ({"session": {"who": "s"}, "overrides": {"who": "o"}}, "o", "--var"),
        ({"environment": "unknown-here"}, "inner", "folder A/B"),
    ],
)
def test_variables_have_an_order(options: dict, value: str, whence: str) -> None:
    found = effective("A/B/Deep", **options).variables["who"]
    assert (found.value, str(found.whence)) == (value, whence)


def test_a_folder_does_not_reach_its_neighbours() -> None:
    assert "only_outer" in effective("A/B/Deep").variables
    assert "only_outer" not in effective("Top").variables
    assert effective("Top").variables["who"].value == "collection"


def test_a_collections_environment_wins_over_the_workspaces() -> None:
    layer = '[environments.staging]\nwho = "w"\nextra = "w"\n'
    found = World(API, layer=layer, environment="staging").effective("Top").variables
    assert (found["who"].value, found["extra"].value) == ("environment", "w")
    assert found["extra"].shared
    assert not found["who"].shared


def test_requirements_are_merged_and_their_variables_filled() -> None:
    text = API.replace('auth = "other"', 'auth = "crm"')
    requires = World(text).effective("A/B/Deep").requires
    assert requires.audience == ("https://api.example.com",)
    assert requires.scope == ("read", "write")


def test_the_preview_fills_path_and_query_and_calls_no_source() -> None:
    world = World(API, env={"Q": "never"})
    preview = world.effective("A/B/Deep").url_preview
    assert plain_text(preview) == ("https://api.example.com/x/a%2Fb?z=1&q=1%202&q={{env:Q}}")
    assert [piece.kind for piece in preview if "Q" in piece.text] == [PieceKind.SOURCE]
    assert (preview[0].kind, preview[0].written) == (PieceKind.VARIABLE, "{{base_url}}")
    assert world.sources.read == []


def test_a_preview_marks_unknown_names_and_cycles() -> None:
    world = World(API.replace('who = "inner"', 'who = "{{who}}"'))
    variables = world.effective("A/B/Deep").variables
    kinds = [piece.kind for piece in preview_text("{{nope}} {{who}}", variables)]
    assert kinds == [PieceKind.UNKNOWN, PieceKind.TEXT, PieceKind.UNKNOWN]


def test_variables_that_double_for_ever_stop_a_preview() -> None:
    lines = "\n".join(f'v{n} = "{{{{v{n + 1}}}}}{{{{v{n + 1}}}}}"' for n in range(40))
    text = (
        f'[collection]\nname = "X"\n[variables]\n{lines}\nv40 = "x"\n'
        '[[request]]\nname = "R"\nurl = "https://h/{{v0}}"\n'
    )
    preview = World(text).effective().url_preview
    assert len(preview) < 20_000
    assert preview[-1].kind is PieceKind.UNKNOWN


def test_a_colon_segment_counts_only_whole_and_listed() -> None:
    text = (
        '[collection]\nname = "X"\n[variables]\nb = "https://h:8080"\n[[request]]\nname = "R"\n'
        'url = "{{b}}/:id/:other/a:id/:id.json/:id?x=/:id#/:id"\n[request.path]\nid = "7"\n'
    )
    shown = plain_text(World(text).effective().url_preview)
    assert shown == "https://h:8080/7/:other/a:id/:id.json/7?x=/:id"


def test_a_colon_segment_beside_a_source_or_in_data_stays() -> None:
    text = (
        '[collection]\nname = "X"\n[[request]]\nname = "R"\n'
        'url = "{{base}}/:id{{env:S}}/:id"\n[request.path]\nid = "7"\n'
    )
    world = World(text, overrides={"base": "https://h/:id"})
    assert plain_text(world.effective().url_preview) == "https://h/:id/:id{{env:S}}/7"


def test_rows_that_are_off_are_left_out_and_flags_have_no_equals_sign() -> None:
    text = (
        '[collection]\nname = "X"\n[[request]]\nname = "R"\nurl = "https://h/?"\n'
        'query = [["a", "1"], { name = "a", value = "2", enabled = false }, ["debug"], '
        '["a", "&"]]\n'
    )
    assert plain_text(World(text).effective().url_preview) == "https://h/?a=1&debug&a=%26"


def test_a_draft_stands_for_the_request() -> None:
    world = World(API)
    spec = world.workspace.collections[0].collection.request("Top")
    assert spec is not None
    draft = replace(spec, url="{{base_url}}/draft", query=(Row("a", "1"),))
    assert plain_text(world.effective("Top", draft=draft).url_preview).endswith("/draft?a=1")


def test_a_request_that_is_gone_says_so() -> None:
    with pytest.raises(UsageError, match="no request Topp"):
        effective("Topp")
    with pytest.raises(UsageError, match="holds no requests"):
        resolve(workspace_of(API), RequestRef("/ws/gone.toml", "R"))


def test_what_is_not_delivered_is_said_once() -> None:
    text = API + "[request.expect]\nstatus = 200\n"
    names = [each.label for each in workspace_of(text).collections[0].collection.requests]
    said = World(text).effective(names[-1]).not_yet
    assert [line.split(" is ")[0] for line in said] == ["An expectation"]


def test_a_preset_on_its_own_sees_collection_and_environment() -> None:
    workspace = workspace_of(API)
    found = resolve_preset(workspace, PresetKey(FILE, "crm"), environment="staging")
    assert found.variables["base_url"].value == "https://staging.example.com"
    assert found.settings.timeout == 20.0
    assert isinstance(resolve_preset(workspace, PresetKey(FILE, "Inline")).preset, Basic)
    with pytest.raises(UsageError) as caught:
        resolve_preset(workspace, PresetKey(FILE, "crn"))
    assert caught.value.hint == "Did you mean crm?"


def test_a_shared_preset_is_seen_as_the_collection_that_uses_it() -> None:
    layer = '[variables]\nbase_url = "w"\n[auth.shared]\ntype = "bearer"\ntoken = "{{base_url}}"\n'
    workspace = workspace_of(API, layer=layer)
    key = PresetKey("/ws/workbench.toml", "shared")
    assert resolve_preset(workspace, key).variables["base_url"].value == "w"
    seen = resolve_preset(workspace, key, file=FILE)
    assert seen.variables["base_url"].value == "https://api.example.com"
    assert seen.shared


async def test_what_the_person_set_is_below_every_file_and_needs_no_yes() -> None:
    person = Settings(timeout=7.0, connect_timeout=3.0, proxy="http://proxy.example:3128")
    made = World(API)
    made.workspace = replace(made.workspace, person=person)
    top = made.effective("Top")
    assert (top.settings.timeout, top.settings.connect_timeout) == (20.0, 3.0)
    assert str(top.settings_from["connect_timeout"]) == "config.toml"
    crm = resolve_preset(made.workspace, PresetKey(FILE, "crm"))
    assert crm.settings.proxy == "http://proxy.example:3128"
    kinds = {need.ask.kind for need in made.plan("Top").needs}
    assert AskKind.PROXY not in kinds
    assert AskKind.VERIFY in kinds


def test_a_proxy_that_a_file_names_is_asked_about_whatever_the_person_set() -> None:
    text = API.replace("verify = false", 'proxy = "http://evil.invalid:1"')
    made = World(text)
    made.workspace = replace(made.workspace, person=Settings(proxy="http://proxy.example:3128"))
    asked = [need.ask.name for need in made.plan("Top").needs if need.ask.kind is AskKind.PROXY]
    assert "http://evil.invalid:1" in asked
