"""Edits of a file that changed meanwhile: both changes are kept, or a choice is offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.domain.collection import Collection, RequestSpec, Row, TextBody
from workbench.domain.edits import (
    Edit,
    EnvironmentEdit,
    PresetEdit,
    RequestEdit,
    RequestMoved,
    folder_removed,
    folder_renamed,
    preset_renamed,
)
from workbench.domain.errors import FormatError, UsageError
from workbench.domain.presets import Bearer, OAuth2
from workbench.formats.editing import Edited, edited, read_for_edits

FILE = "customers.toml"
TEXT = """\
# The customers.
[collection]
name = "Customers"
auth = "crm"

[environments.staging]
base_url = "https://staging.example.com"

[auth.crm]
type = "bearer"
token = "{{env:CRM}}"   # from the portal

[[request]]
name = "Get"
folder = "Read"
url = "https://api.example.com/get"     # one
[request.headers]
Accept = "a"    # why

[[folder]]
path = "Read"

[[request]]
name = "List"
folder = "Read"
auth = "crm"
url = "https://api.example.com/list"
"""


def spec(label: str, text: str = TEXT) -> RequestSpec:
    found = collection(text).request(label)
    assert found is not None
    return found


def collection(text: str = TEXT) -> Collection:
    return read_for_edits(text, FILE)


def apply(text: str, *edits: Edit, there_wins: bool | None = None) -> Edited:
    return edited(text, edits, file=FILE, there_wins=there_wins)


def test_another_value_of_the_same_request_changed_and_both_are_kept() -> None:
    there = TEXT.replace('Accept = "a"', 'Accept = "b"')
    get = spec("Read/Get")
    done = apply(there, RequestEdit(get, replace(get, url="https://new")))
    assert not done.clashes
    assert 'url = "https://new"     # one' in done.text
    assert 'Accept = "b"    # why' in done.text


def test_the_same_value_changed_to_the_same_is_no_clash() -> None:
    there = TEXT.replace("example.com/get", "example.com/new")
    get = spec("Read/Get")
    done = apply(there, RequestEdit(get, replace(get, url="https://api.example.com/new")))
    assert done == Edited(there)


@pytest.mark.parametrize(
    ("there_wins", "url"),
    [(None, "https://there"), (True, "https://there"), (False, "https://here")],
)
def test_the_same_value_changed_is_a_choice_with_both_versions(
    there_wins: bool | None, url: str
) -> None:
    there = TEXT.replace("https://api.example.com/get", "https://there")
    get = spec("Read/Get")
    done = apply(
        there,
        RequestEdit(get, replace(get, url="https://here", method="POST")),
        there_wins=there_wins,
    )
    (clash,) = done.clashes
    assert clash.where == 'url of request "Read/Get"'
    assert (clash.here, clash.there) == ('"https://here"', '"https://there"')
    assert f'url = "{url}"     # one' in done.text
    # Before a choice nothing is changed; after it, what did not clash is.
    assert ('method = "POST"' in done.text) is (there_wins is not None)


def test_rows_of_one_table_are_merged_by_name() -> None:
    there = TEXT.replace('Accept = "a"', 'Accept = "b"')
    get = spec("Read/Get")
    done = apply(there, RequestEdit(get, replace(get, headers=(*get.headers, Row("X", "1")))))
    assert not done.clashes
    assert 'Accept = "b"    # why\nX = "1"\n' in done.text


def test_a_request_that_is_gone_by_now_is_a_choice() -> None:
    get = spec("Read/Get")
    there = apply(TEXT, RequestEdit(get, None)).text
    edit = RequestEdit(get, replace(get, url="https://here"))
    (clash,) = apply(there, edit).clashes
    assert clash.there == ""
    assert apply(there, edit, there_wins=True).text == there
    assert 'url = "https://here"' in apply(there, edit, there_wins=False).text


def test_a_request_that_changed_is_not_deleted_unasked() -> None:
    there = TEXT.replace("example.com/get", "example.com/changed")
    edit = RequestEdit(spec("Read/Get"), None)
    assert apply(there, edit).clashes
    assert apply(there, edit).text == there
    assert '"Get"' not in apply(there, edit, there_wins=False).text


def test_a_name_that_is_taken_is_refused() -> None:
    get = spec("Read/Get")
    with pytest.raises(UsageError, match='There is a request "Read/List" already'):
        apply(TEXT, RequestEdit(get, replace(get, name="List")))
    with pytest.raises(UsageError, match="already"):
        apply(TEXT, *_twice())


def _twice() -> tuple[Edit, ...]:
    crm = collection().presets["crm"]
    return PresetEdit("new", None, crm), PresetEdit("crm", crm, crm, "new")


def test_a_broken_file_is_not_written_into() -> None:
    get = spec("Read/Get")
    with pytest.raises(FormatError, match="broken by now"):
        apply(TEXT + "x = \n", RequestEdit(get, None))


def test_a_file_of_a_newer_workbench_is_not_written_into() -> None:
    with pytest.raises(FormatError, match="newer workbench"):
        apply(TEXT.replace("[collection]", "[collection]\nformat = 2"), RequestMoved("Read/Get"))


def test_a_folder_takes_its_requests_along() -> None:
    done = apply(TEXT, *folder_renamed(collection(), ("Read",), ("All", "Read")))
    assert done.text == TEXT.replace('folder = "Read"', 'folder = "All/Read"').replace(
        'path = "Read"', 'path = "All/Read"'
    )
    gone = apply(TEXT, *folder_removed(collection(), ("Read",)))
    assert collection(gone.text).requests == ()
    assert gone.text.endswith('token = "{{env:CRM}}"   # from the portal\n')


def test_a_preset_is_renamed_wherever_it_is_named() -> None:
    done = apply(TEXT, *preset_renamed(collection(), "crm", "main"))
    assert done.text == TEXT.replace('auth = "crm"', 'auth = "main"').replace(
        "[auth.crm]", "[auth.main]"
    )


def test_a_new_preset_stands_behind_the_others_and_a_new_request_in_its_folder() -> None:
    text = apply(
        TEXT,
        PresetEdit("ops", None, Bearer("{{env:OPS}}")),
        EnvironmentEdit("local", None, {"base_url": "http://127.0.0.1"}),
        RequestEdit(None, RequestSpec("New", url="x", folder=("Read",)), "Read/Get"),
    ).text
    headers = [line for line in text.split("\n") if line.startswith("[")]
    assert headers == [
        "[collection]",
        "[environments.staging]",
        "[environments.local]",
        "[auth.crm]",
        "[auth.ops]",
        "[[request]]",
        "[request.headers]",
        "[[request]]",
        "[[folder]]",
        "[[request]]",
    ]
    assert "\n\n\n" not in text


def test_a_request_is_moved_with_its_comments() -> None:
    done = apply(TEXT, RequestMoved("Read/Get", "Read/List"))
    assert [each.name for each in collection(done.text).requests] == ["List", "Get"]
    assert done.text.endswith('Accept = "a"    # why\n')
    back = apply(done.text, RequestMoved("Read/Get"))
    assert [each.name for each in collection(back.text).requests] == ["Get", "List"]


def test_forms_of_a_file_are_kept() -> None:
    text = (
        '[collection]\nname = "C"\n[auth.a]\ntype = "oauth2"\ngrant = "client_credentials"\n'
        'token_url = "https://a"\nclient_id = "i"\nscope = ["a", "b"]   # asked for\n\n'
        '[[request]]\nname = "R"\nurl = "u"\n'
        'query = [\n  ["a", "1"],   # one\n  ["b"],\n]\nbody.type = "json"\nbody.text = "{}"\n'
    )
    before = spec("R", text)
    preset = collection(text).presets["a"]
    assert isinstance(preset, OAuth2)
    assert isinstance(before.body, TextBody)
    rows = (replace(before.query[0], value="2"), *before.query[1:], Row("c", "3", enabled=False))
    done = apply(
        text,
        RequestEdit(before, replace(before, query=rows, body=replace(before.body, text="{\n}"))),
        PresetEdit("a", preset, replace(preset, scope=("a", "b", "c"))),
    )
    assert not done.why
    assert 'scope = ["a", "b", "c"]   # asked for\n' in done.text
    assert '  ["a", "2"],   # one\n  ["b"],\n' in done.text
    assert "body.text = '''\n{\n}'''\n" in done.text
    assert spec("R", done.text).query == rows
