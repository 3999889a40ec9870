"""Variables, environments and folders in files that people wrote, put right as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.formats import generated
from tests.formats.messy import messy
from tests.formats.test_editing import FILE, SAMPLES, described, judge, meant_by
from workbench.domain.collection import Collection, RequestSpec, Row
from workbench.domain.edits import (
    BlocksAdded,
    Edit,
    EnvironmentEdit,
    FolderMoved,
    RequestEdit,
    VariablesEdit,
    folder_copied,
)
from workbench.domain.errors import FormatError, UsageError
from workbench.domain.renaming import differences, uses_renamed, variable_renamed
from workbench.domain.variable_edits import (
    environment_copied,
    environment_renamed,
    value_set,
    variable_removed,
)
from workbench.formats.editing import edited, read_for_edits
from workbench.formats.exactness import comments
from workbench.formats.moving import lifted
from workbench.tui.tree_moves import step

#: Kinds of edits in groups, so that no test takes long.
GROUPS = {
    "variables": {"set variable", "remove variable", "rename variable"},
    "environments": {"copy environment", "rename environment", "set in environment"},
    "folders": {"move folder", "copy folder"},
}


@st.composite
def rearrangements(draw: Any, collection: Collection, wanted: set[str]) -> tuple[Edit, ...]:
    """One edit of a kind that is wanted and fits the collection."""
    fitting = ["set variable"]
    names = sorted(
        {*collection.variables, *(n for e in collection.environments.values() for n in e)}
    )
    fitting += ["remove variable", "rename variable"] if names else []
    if collection.environments:
        fitting += ["copy environment", "rename environment", "set in environment"]
    paths = sorted({each.folder[:1] for each in collection.requests if each.folder})
    fitting += ["move folder", "copy folder"] if paths else []
    fitting = [each for each in fitting if each in wanted]
    assume(fitting)
    match draw(st.sampled_from(fitting)):
        case "set variable":
            name = draw(st.sampled_from([*names, "added"]))
            return value_set(collection, name, draw(generated.text))
        case "remove variable":
            return variable_removed(collection, draw(st.sampled_from(names)))
        case "rename variable":
            after = variable_renamed(collection, draw(st.sampled_from(names)), "renamed")
            return differences(collection, after)
        case "move folder":
            path = draw(st.sampled_from(paths))
            others = [each.label for each in collection.requests if each.folder[:1] != path]
            return (FolderMoved(path, draw(st.sampled_from([*others, ""]))),)
        case "copy folder":
            return folder_copied(collection, draw(st.sampled_from(paths)), ("a copy",))
        case kind:
            name = draw(st.sampled_from(sorted(collection.environments)))
            if kind == "copy environment":
                return (environment_copied(collection, name, "renamed"),)
            if kind == "rename environment":
                return (environment_renamed(collection, name, "renamed"),)
            given_name = draw(st.sampled_from([*names, "added"]))
            text = draw(st.none() | generated.text)
            return value_set(collection, given_name, text, environment=name)


@st.composite
def cases(draw: Any, wanted: set[str]) -> tuple[str, tuple[Edit, ...]]:
    text = draw(messy(draw(generated.collections)))
    return text, draw(rearrangements(read_for_edits(text, FILE), wanted))


def judge_move(text: str, edit: FolderMoved) -> None:
    """Hold what is promised of a folder that goes elsewhere in its file."""
    collection = read_for_edits(text, FILE)
    done = edited(text, [edit], file=FILE)
    assert not done.why
    after = read_for_edits(done.text, FILE)
    mine = [each for each in collection.requests if each.folder[: len(edit.path)] == edit.path]
    rest = [each for each in collection.requests if each not in mine]
    at = [each.label for each in rest].index(edit.behind) + 1 if edit.behind else 0
    assert after.requests == (*rest[:at], *mine, *rest[at:])
    assert sorted(map(repr, after.folders)) == sorted(map(repr, collection.folders))
    others = [each for each in collection.folders if each.path[: len(edit.path)] != edit.path]
    assert [each for each in after.folders if each in others] == others
    assert replace(after, requests=(), folders=()) == replace(collection, requests=(), folders=())
    assert comments(text) == comments(done.text)
    assert described(done.text) == described(text)
    assert sorted(filter(str.strip, text.split("\n"))) == sorted(
        filter(str.strip, done.text.split("\n"))
    )


def judge_removal(text: str, edits: tuple[Edit, ...]) -> None:
    """Hold what is promised of edits that take variables away: only their comments go."""
    meant = read_for_edits(text, FILE)
    for edit in edits:
        meant = meant_by(meant, edit)
    done = edited(text, edits, file=FILE)
    assert not done.why
    assert not done.clashes
    assert read_for_edits(done.text, FILE) == meant
    assert not comments(done.text) - comments(text)
    stood_at = described(text)
    for comment in comments(text) - comments(done.text):
        assert stood_at[comment] in _names_gone(edits), comment


def _names_gone(edits: tuple[Edit, ...]) -> set[str]:
    """The variables that edits take away; an environment's header goes with its last one."""
    gone: set[str] = set()
    for edit in edits:
        assert isinstance(edit, EnvironmentEdit | VariablesEdit)
        gone |= set(edit.before or {}) - set(edit.after or {})
    return gone


def judge_any(text: str, edits: tuple[Edit, ...]) -> None:
    """Hold everything that is promised of one of these edits."""
    if edits and isinstance(edits[0], FolderMoved):
        judge_move(text, edits[0])
    elif any(_takes_away(read_for_edits(text, FILE), edit) for edit in edits):
        judge_removal(text, edits)
    else:
        judge(text, edits)


def _takes_away(collection: Collection, edit: Edit) -> bool:
    after = meant_by(collection, edit)
    before = [len(collection.variables), *map(len, collection.environments.values())]
    return [len(after.variables), *map(len, after.environments.values())][: len(before)] < before


TEXT = """\
# The file.
[collection]
name = "A"

[variables]
base = "https://{{ host }}/v1"  # where
host = "a.example.com"          # the host of all

[environments.staging]
# Not the real one.
host = "staging.example.com"

[auth.crm]
type = "bearer"
token = "{{env:TOKEN}}{{host}}"

# First.
[[folder]]
path = "One"

[[request]]
name = "Get"
folder = "One"
url = "{{base}}/one/{{host}}?host=host" # {{host}} stays here

# Second.
[[folder]]
path = "Two"
[folder.variables]
host = "of two"

[[request]]
name = "List"
folder = "Two"
url = "{{base}}/{{host}}"

[[request]]
name = "Raw"
url = "{{base}}"
[request.body]
type = "text"
template = false
text = "{{host}}"

[[request]]
name = "Escaped"
url = '\\{{host}}/{{  host }}'
"""


def test_a_renamed_variable_is_renamed_where_it_is_meant_and_nowhere_else() -> None:
    collection = read_for_edits(TEXT, FILE)
    edits = differences(collection, variable_renamed(collection, "host", "domain"))
    expected = (
        TEXT.replace("https://{{ host }}/v1", "https://{{ domain }}/v1")
        .replace('host = "a.ex', 'domain = "a.ex')
        .replace('host = "staging', 'domain = "staging')
        .replace("{{env:TOKEN}}{{host}}", "{{env:TOKEN}}{{domain}}")
        .replace("/one/{{host}}?host", "/one/{{domain}}?host")
        .replace("{{  host }}", "{{  domain }}")
    )
    done = edited(TEXT, edits, file=FILE)
    assert (done.text, done.why) == (expected, "")


def test_a_folders_variable_is_renamed_in_the_folder_alone() -> None:
    collection = read_for_edits(TEXT, FILE)
    after = variable_renamed(collection, "host", "domain", folder=("Two",))
    done = edited(TEXT, differences(collection, after), file=FILE)
    changed = TEXT.replace('host = "of two"', 'domain = "of two"')
    assert done.text == changed.replace("{{base}}/{{host}}", "{{base}}/{{domain}}")


def test_a_name_that_is_taken_is_refused() -> None:
    collection = read_for_edits(TEXT, FILE)
    with pytest.raises(UsageError, match='There is a variable "base" already'):
        variable_renamed(collection, "host", "base")
    with pytest.raises(UsageError, match='There is an environment "staging" already'):
        environment_copied(collection, "staging", "staging")


def test_what_the_workspace_names_is_renamed_in_a_file_that_only_uses_it() -> None:
    spec = RequestSpec("Get", url="{{team}}", headers=(Row("team", "{{ team }}"),))
    used = uses_renamed(Collection("A", requests=(spec,)), "team", "group")
    assert used.requests[0].url == "{{group}}"
    assert used.requests[0].headers == (Row("team", "{{ group }}"),)


def test_a_folder_steps_over_its_neighbour_with_its_table_and_back() -> None:
    collection = read_for_edits(TEXT, FILE)
    down = step(collection, ("One",), 1)
    assert down is not None
    done = edited(TEXT, [down], file=FILE)
    assert done.why == ""
    assert done.text.index("# First.") > done.text.index('"{{base}}/{{host}}"')
    assert done.text.index("# First.") < done.text.index('path = "One"')
    back = step(read_for_edits(done.text, FILE), ("One",), -1)
    assert back is not None
    assert edited(done.text, [back], file=FILE).text == TEXT


def test_folders_without_requests_change_places_with_their_comments() -> None:
    text = (
        TEXT
        + """
# Third.
[[folder]]
path = "Three"

# Fourth.
[[folder]]
path = "Four" # 4
[folder.headers]
A = "b"
"""
    )
    up = step(read_for_edits(text, FILE), ("Four",), -1)
    assert up is not None
    done = edited(text, [up], file=FILE)
    head, _, empty = text.partition("# Third.\n")
    three, four = f"# Third.\n{empty}".split("\n# Fourth.\n")
    assert (done.text, done.why) == (f"{head}# Fourth.\n{four}\n{three}", "")
    assert step(read_for_edits(done.text, FILE), ("Four",), -1) is None
    down = step(read_for_edits(done.text, FILE), ("Four",), 1)
    assert down is not None
    assert edited(done.text, [down], file=FILE).text == text


def test_a_request_steps_over_a_folder_as_the_tree_shows_it() -> None:
    collection = read_for_edits(TEXT, FILE)
    up = step(collection, "Raw", -1)
    assert up is not None
    after = read_for_edits(edited(TEXT, [up], file=FILE).text, FILE)
    assert [each.name for each in after.requests] == ["Get", "Raw", "List", "Escaped"]
    assert step(collection, ("One",), -1) is None
    assert step(collection, "Escaped", 1) is None


def test_every_folder_of_every_sample_steps_down_and_up_again() -> None:
    steps = 0
    for path in SAMPLES:
        text = path.read_text()
        collection = read_for_edits(text, path.name)
        for folder in {each.folder[:1] for each in collection.requests if each.folder}:
            down = step(collection, folder, 1)
            if down is None:
                continue
            done = edited(text, [down], file=path.name)
            assert done.why == ""
            assert comments(done.text) == comments(text)
            steps += 1
    assert steps


def test_every_request_of_every_sample_goes_to_another_file_with_its_comments() -> None:
    for path in SAMPLES:
        text = path.read_text()
        collection = read_for_edits(text, path.name)
        for spec in collection.requests:
            block = lifted(text, collection, frozenset({spec.label}), frozenset())
            assert block, spec.label
            bare = TEXT.split("# First.", maxsplit=1)[0]
            moved = replace(spec, folder=("there",))
            done = edited(bare, [BlocksAdded(block), RequestEdit(spec, moved)], file=FILE)
            assert done.why == ""
            assert done.text.startswith(bare)
            assert read_for_edits(done.text, FILE).requests == (moved,)
            assert comments(done.text) == comments(bare) + comments(block)
            gone = edited(text, [RequestEdit(spec, None)], file=path.name)
            assert comments(text) == comments(gone.text) + comments(block)


def test_blocks_that_would_be_there_twice_are_refused() -> None:
    collection = read_for_edits(TEXT, FILE)
    block = lifted(TEXT, collection, frozenset({"One/Get"}), frozenset())
    with pytest.raises(FormatError):
        edited(TEXT, [BlocksAdded(block)], file=FILE)


@pytest.mark.soak
@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=700, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_two_thousand_rearrangements_change_what_was_meant_and_nothing_else(
    group: str, data: st.DataObject
) -> None:
    judge_any(*data.draw(cases(GROUPS[group])))


@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_any_rearrangement_changes_what_was_meant_and_nothing_else(
    group: str, data: st.DataObject
) -> None:
    judge_any(*data.draw(cases(GROUPS[group])))
