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
from workbench.engine.diagnosis import PresetFix, RequestFix, applied, edits_that_keep
from workbench.engine.resolution import all_presets, workspace_file
from workbench.engine.token_view import PresetKey
from workbench.formats.editing import edited

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


def kept(workspace: Workspace, *fixes: PresetFix | RequestFix) -> dict[str, str]:
    """Each file's text after what keeps the fixes was written into it."""
    for fix in fixes:
        workspace = applied(workspace, fix)
    texts = {FILE: COLLECTION, workspace_file(workspace): LAYER}
    return {
        each.file: edited(texts[each.file], each.edits, file=each.file).text
        for each in edits_that_keep(workspace, fixes)
    }


def test_what_keeps_a_fix_changes_one_line_wherever_the_preset_stands() -> None:
    workspace = workspace_of(COLLECTION, layer=LAYER)
    shared = workspace_file(workspace)
    for key, text, line in (
        (PresetKey(FILE, "crm"), COLLECTION, 'token_url = "https://auth.example.com/token"'),
        (PresetKey(FILE, "Inline"), COLLECTION, 'token_url = "https://auth.example.com/inline"'),
        (PresetKey(shared, "shared"), LAYER, 'token_url = "https://auth.example.com/shared"'),
    ):
        before = preset_of(workspace, key)
        fix = PresetFix(key, before, replace(before, token_url="https://auth.example.com/t"))
        wanted = text.replace(line, 'token_url = "https://auth.example.com/t"')
        assert kept(workspace, fix) == {key.file: wanted}


def test_fixes_of_one_preset_are_kept_together_and_those_taken_back_not_at_all() -> None:
    workspace = workspace_of(COLLECTION, layer=LAYER)
    key = PresetKey(FILE, "crm")
    before = preset_of(workspace, key)
    placed = replace(before, token_in=TokenPlace.QUERY)
    first = PresetFix(key, before, placed)
    second = PresetFix(key, placed, replace(placed, scope=("a",)))
    text = kept(workspace, first, second)[FILE]
    added = [line for line in text.splitlines() if line not in COLLECTION.splitlines()]
    assert sorted(added) == ['scope = "a"', 'token_in = "query"']
    assert kept(workspace, first, second, second.reversed(), first.reversed()) == {}


def test_a_fix_of_a_request_is_kept_as_the_draft_that_it_is() -> None:
    workspace = workspace_of(COLLECTION, layer=LAYER)
    ref = RequestRef(FILE, "Get")
    found = workspace.request(ref)
    assert found is not None
    assert kept(workspace, RequestFix(ref, found[1], replace(found[1], method="POST"))) == {}
