"""Changes that a diagnosis proposes: shown in the file's words, made in memory, taken back."""

from __future__ import annotations

from dataclasses import replace

from tests.support.worlds import FILE, workspace_of
from workbench.domain.collection import FormBody, Row, TextBody, TextKind
from workbench.domain.presets import (
    ClientAuthentication,
    GrantType,
    OAuth2,
    TokenPlace,
)
from workbench.domain.workspace import RequestRef, Workspace
from workbench.engine.diagnosis import PresetFix, RequestFix, applied
from workbench.engine.resolution import all_presets, workspace_file
from workbench.engine.token_view import PresetKey

COLLECTION = """
[collection]
name = "Api"
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/token"
client_id = "id"
[[request]]
name = "Get"
url = "https://api.example.com"
auth = "crm"
[[request]]
name = "Inline"
url = "https://api.example.com"
[request.auth]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/inline"
client_id = "id"
"""
LAYER = """
[auth.shared]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/shared"
client_id = "id"
"""


def preset_of(workspace: Workspace, key: PresetKey) -> OAuth2:
    found = all_presets(workspace)[key]
    assert isinstance(found, OAuth2)
    return found


def test_a_preset_is_changed_wherever_it_stands_and_back_again() -> None:
    workspace = workspace_of(COLLECTION, layer=LAYER)
    for key in (
        PresetKey(FILE, "crm"),
        PresetKey(FILE, "Inline"),
        PresetKey(workspace_file(workspace), "shared"),
    ):
        before = preset_of(workspace, key)
        fix = PresetFix(key, before, replace(before, token_in=TokenPlace.QUERY))
        changed = applied(workspace, fix)
        assert preset_of(changed, key).token_in is TokenPlace.QUERY
        others = {other for other in all_presets(workspace) if other != key}
        assert all(preset_of(changed, each) == preset_of(workspace, each) for each in others)
        assert applied(changed, fix.reversed()) == workspace


def test_a_request_is_changed_and_only_that_one() -> None:
    workspace = workspace_of(COLLECTION)
    ref = RequestRef(FILE, "Get")
    found = workspace.request(ref)
    assert found is not None
    spec = found[1]
    fix = RequestFix(ref, spec, replace(spec, method="POST"))
    changed = applied(workspace, fix)
    assert [each.method for each in changed.collections[0].collection.requests] == ["POST", "GET"]
    assert applied(changed, fix.reversed()) == workspace


def test_changes_are_told_in_the_words_of_the_file_and_without_values_that_may_be_secret() -> None:
    key = PresetKey(FILE, "crm")
    before = OAuth2(
        GrantType.CLIENT_CREDENTIALS,
        scope=("a,b",),
        parameters=(("client_secret", "hush"), ("x", "y")),
    )
    after = replace(
        before,
        scope=("a", "b"),
        client_authentication=ClientAuthentication.CLIENT_SECRET_POST,
        parameters=(),
    )
    fix = PresetFix(key, before, after)
    shown = {each.key: (each.before, each.after) for each in fix.changes}
    assert shown == {
        "scope": ("a,b", "a b"),
        "client_authentication": ("", "client_secret_post"),
        "parameters": ("client_secret x", ""),
    }
    assert "hush" not in fix.title


def test_a_body_is_told_by_its_type_and_names() -> None:
    workspace = workspace_of(COLLECTION)
    found = workspace.request(RequestRef(FILE, "Get"))
    assert found is not None
    written = replace(found[1], body=TextBody(TextKind.JSON, '{"client_secret": "hush"}'))
    form = replace(written, body=FormBody((Row("client_secret", "hush"),)))
    (change,) = RequestFix(RequestRef(FILE, "Get"), written, form).changes
    assert (change.key, change.before) == ("body", 'type = "json"')
    assert change.after == 'type = "form": client_secret'
