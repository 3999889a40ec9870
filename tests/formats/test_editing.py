"""Edits of files that people wrote: only what was meant changes, and every comment stays."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.formats import generated
from tests.formats.messy import messy
from workbench.domain.collection import Collection, Folder, RequestSpec, Row
from workbench.domain.edits import (
    BlocksAdded,
    Edit,
    EnvironmentEdit,
    FolderEdit,
    FolderMoved,
    HeadEdit,
    PresetEdit,
    RequestEdit,
    RequestMoved,
    VariablesEdit,
    folder_removed,
    folder_renamed,
    preset_renamed,
)
from workbench.domain.presets import ApiKey, Basic, Bearer, Named, OAuth2
from workbench.formats.editing import edited, read_for_edits
from workbench.formats.exactness import comments
from workbench.formats.forms import ROWS
from workbench.formats.outline import Outline
from workbench.formats.toml_values import row_table

FILE = "made.toml"
ROOT = Path(__file__).parents[2]
SAMPLES = sorted((*ROOT.glob("sample_collections/*.toml"), *ROOT.glob("workbench/demo/**/*.toml")))
_NEW = st.sampled_from(["new", "Zürich", 'q"q', "a b", "x.y"])


def _row_edits(draw: Any, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """One edit of rows: change, toggle, add, remove, reorder, rename."""
    several = list(rows)
    if not several:
        return (Row(draw(_NEW), "1"),)
    at = draw(st.integers(0, len(several) - 1))
    match draw(st.integers(0, 5)):
        case 0:
            several[at] = replace(several[at], value=draw(generated.text))
        case 1:
            several[at] = replace(several[at], enabled=not several[at].enabled)
        case 2:
            several.insert(at, Row(draw(_NEW), draw(generated.text)))
        case 3:
            del several[at]
        case 4:
            several.insert(draw(st.integers(0, len(several) - 1)), several.pop(at))
        case _:
            several[at] = replace(several[at], name=draw(_NEW))
    return tuple(several)


#: Kinds of edits in groups, so that no test takes long.
GROUPS = {
    "values": {"field", "body", "head", "variables"},
    "rows": {"rows", "folder"},
    "requests": {"rename", "remove", "move", "duplicate", "add request"},
    "folders and environments": {
        "rename folder",
        "remove folder",
        "environment",
        "rename environment",
        "remove environment",
        "add environment",
    },
    "presets": {"preset", "rename preset", "remove preset", "add preset"},
}
ALL = frozenset().union(*GROUPS.values())


@st.composite
def edits_of(draw: Any, collection: Collection, wanted: frozenset[str]) -> tuple[Edit, ...]:
    """One edit of a collection, of a kind that is wanted and fits it."""
    kinds = ["add request", "add preset", "add environment", "variables", "head"]
    if collection.requests:
        kinds += ["field", "rows", "rows", "rename", "remove", "move", "duplicate", "body"]
    if collection.folders:
        kinds += ["folder", "rename folder", "remove folder"]
    if collection.presets:
        kinds += ["preset", "rename preset", "remove preset"]
    if collection.environments:
        kinds += ["environment", "rename environment", "remove environment"]
    fitting = [each for each in kinds if each in wanted]
    assume(fitting)
    kind = draw(st.sampled_from(fitting))
    spec = draw(st.sampled_from(collection.requests)) if collection.requests else None
    if spec is not None and kind in {
        "field",
        "rows",
        "rename",
        "remove",
        "move",
        "duplicate",
        "body",
    }:
        return (_request_edit(draw, kind, collection, spec),)
    if collection.folders and kind.endswith("folder"):
        folder = draw(st.sampled_from(collection.folders))
        if kind == "folder":
            headers = _row_edits(draw, folder.headers)
            return (FolderEdit(folder, replace(folder, headers=headers)),)
        if kind == "remove folder":
            return folder_removed(collection, folder.path)
        return folder_renamed(collection, folder.path, ("renamed", "too"))
    if collection.presets and kind.endswith("preset") and kind != "add preset":
        name = draw(st.sampled_from(list(collection.presets)))
        preset = collection.presets[name]
        if kind == "preset":
            changed = replace(preset, description=draw(generated.text))
            return (PresetEdit(name, preset, changed),)
        if kind == "remove preset":
            return (PresetEdit(name, preset, None),)
        return preset_renamed(collection, name, "renamed")
    if collection.environments and kind.endswith("environment") and kind != "add environment":
        name = draw(st.sampled_from(list(collection.environments)))
        variables = collection.environments[name]
        if kind == "environment":
            return (EnvironmentEdit(name, variables, {**variables, draw(_NEW): "1"}),)
        if kind == "remove environment":
            return (EnvironmentEdit(name, variables, None),)
        return (EnvironmentEdit(name, variables, variables, "renamed"),)
    return (_addition(draw, kind, collection),)


def _request_edit(draw: Any, kind: str, collection: Collection, spec: Any) -> Edit:
    match kind:
        case "field":
            name = draw(st.sampled_from(["url", "method", "description"]))
            return RequestEdit(spec, replace(spec, **{name: draw(generated.filled)}))
        case "rows":
            table = draw(st.sampled_from(["path", "query", "headers"]))
            rows = _row_edits(draw, getattr(spec, table))
            return RequestEdit(spec, replace(spec, **{table: rows}))
        case "rename":
            return RequestEdit(spec, replace(spec, name="renamed", folder=("other",)))
        case "remove":
            return RequestEdit(spec, None)
        case "duplicate":
            return RequestEdit(None, replace(spec, name="a copy"), spec.label, spec.label)
        case "body":
            return RequestEdit(spec, replace(spec, body=draw(generated.bodies)))
        case _:
            others = [each.label for each in collection.requests if each.label != spec.label]
            return RequestMoved(spec.label, draw(st.sampled_from([*others, ""])))


def _addition(draw: Any, kind: str, collection: Collection) -> Edit:
    match kind:
        case "add request":
            return RequestEdit(None, replace(draw(generated.requests), name="added"))
        case "add preset":
            return PresetEdit("added", None, draw(generated.presets))
        case "add environment":
            return EnvironmentEdit("added", None, {"a": draw(generated.text)})
        case "variables":
            return VariablesEdit(collection.variables, {**collection.variables, draw(_NEW): "1"})
        case _:
            return HeadEdit(collection, replace(collection, auth=Named("other")))


def meant_by(collection: Collection, edit: Edit) -> Collection:
    """What a collection is after an edit, worked out without any text."""
    match edit:
        case RequestEdit(before, after, behind):
            requests = list(collection.requests)
            labels = [each.label for each in requests]
            if before is None and after is not None:
                at = labels.index(behind) + 1 if behind else len(requests)
                same_folder = [i for i, each in enumerate(requests) if each.folder == after.folder]
                if not behind and same_folder:
                    at = same_folder[-1] + 1
                requests.insert(at, after)
            elif before is not None:
                at = labels.index(before.label)
                requests[at : at + 1] = [after] if after else []
            return replace(collection, requests=tuple(requests))
        case RequestMoved(label, behind):
            moved = next(each for each in collection.requests if each.label == label)
            rest = [each for each in collection.requests if each is not moved]
            at = [each.label for each in rest].index(behind) + 1 if behind else 0
            return replace(collection, requests=(*rest[:at], moved, *rest[at:]))
        case FolderEdit(before, after):
            folders = [after if each == before else each for each in collection.folders]
            if before is None:
                folders.append(after)
            return replace(collection, folders=tuple(each for each in folders if each))
        case PresetEdit(name, _, after, renamed):
            return replace(collection, presets=_named(collection.presets, name, after, renamed))
        case EnvironmentEdit(name, _, after, renamed):
            environments = _named(collection.environments, name, after, renamed)
            return replace(collection, environments=environments)
        case VariablesEdit(_, variables):
            return replace(collection, variables=variables)
        case HeadEdit(_, head):
            return replace(collection, name=head.name, description=head.description, auth=head.auth)
        case FolderMoved() | BlocksAdded():
            raise TypeError(edit)


def _named(table: Any, name: str, after: Any, renamed: str) -> Any:
    if name not in table:
        return {**table, name: after}
    changed = {
        (renamed or name) if each == name else each: (after if each == name else value)
        for each, value in table.items()
    }
    return {each: value for each, value in changed.items() if value is not None}


def test_changing_a_url_changes_one_line() -> None:
    for path in SAMPLES:
        text = path.read_text()
        for spec in read_for_edits(text, path.name).requests:
            done = edited(
                text, [RequestEdit(spec, replace(spec, url="https://new"))], file=path.name
            )
            old, new = text.split("\n"), done.text.split("\n")
            differing = [(one, two) for one, two in zip(old, new, strict=True) if one != two]
            assert [two.partition("=")[2].split("#")[0].strip() for _, two in differing] == [
                '"https://new"'
            ]


def test_every_request_of_every_sample_is_removed_duplicated_and_put_back() -> None:
    for path in SAMPLES:
        text = path.read_text()
        for spec in read_for_edits(text, path.name).requests:
            copy = replace(spec, name="a copy of it")
            more = edited(text, [RequestEdit(None, copy, spec.label, spec.label)], file=path.name)
            less = edited(more.text, [RequestEdit(copy, None)], file=path.name)
            assert less.text == text
            assert (more.why, less.why) == ("", "")


def test_every_table_of_every_sample_can_lose_and_gain_a_row() -> None:
    for path in SAMPLES:
        text = path.read_text()
        for spec in read_for_edits(text, path.name).requests:
            for table in ("query", "headers"):
                rows = (*getattr(spec, table), Row("X-New", "1"))
                changed = replace(spec, **{table: rows})  # type: ignore[arg-type]
                more = edited(text, [RequestEdit(spec, changed)], file=path.name)
                less = edited(more.text, [RequestEdit(changed, spec)], file=path.name)
                assert less.text == text, path
                assert (more.why, less.why) == ("", "")


def judge(text: str, edits: tuple[Edit, ...]) -> None:
    """Hold everything that is promised of one edit of one text."""
    collection = read_for_edits(text, FILE)
    done = edited(text, edits, file=FILE)
    assert not done.clashes
    meant = collection
    for edit in edits:
        meant = meant_by(meant, edit)
    assert read_for_edits(done.text, FILE) == meant
    if done.why:
        # A list has no room for every comment of a table: then the text is only offered.
        assert done.why.startswith("A comment would be lost")
        assert any(map(_needs_another_form, edits))
        return
    before, after = described(text), described(done.text)
    renamed = {"renamed", *after.values()} - set(before.values())
    # The comments of a table's rows stand inside of the list that it became.
    lists = ROWS if any(map(_needs_another_form, edits)) else ()
    for comment, key in before.items():
        if comment in after:
            assert after[comment] in {key, *lists} or after[comment] in renamed, comment
    lost = comments(text) - comments(done.text)
    if any(map(_is_higher, edits)):
        # A path written as a list lost an element, with the comments of that one.
        lost = Counter(each for each in lost if before[each] not in ("folder", "path"))
    assert not lost or _removes(edits), lost
    # A copy has the comments of what it is a copy of.
    assert not (comments(done.text) - comments(text)).keys() - (
        comments(text).keys() if any(getattr(each, "like", "") for each in edits) else set()
    )


def described(text: str) -> dict[str, str]:
    """Every comment with the key or table that it stands at: above, beside or inside."""
    outline = Outline(text)
    found: dict[str, str] = {}
    for each in outline.statements:
        lines = text[outline.lead_of(each) : outline.end_of(each)]
        for comment in comments(lines):
            found[comment] = str([step for step in each.path if isinstance(step, str)][-1])
    return found


def _needs_another_form(edit: Edit) -> bool:
    if not isinstance(edit, RequestEdit | FolderEdit) or not edit.before or not edit.after:
        return False
    names = ("path", "query", "headers") if isinstance(edit, RequestEdit) else ("headers",)
    return any(
        row_table(getattr(edit.before, name)) is not None
        and row_table(getattr(edit.after, name)) is None
        for name in names
    )


def _is_higher(edit: Edit) -> bool:
    match edit:
        case RequestEdit(RequestSpec() as before, RequestSpec() as after):
            return len(after.folder) < len(before.folder)
        case FolderEdit(Folder() as before, Folder() as after):
            return len(after.path) < len(before.path)
    return False


def _removes(edits: tuple[Edit, ...]) -> bool:
    """Tell whether something goes, or takes another form: a row, a body, a text, a table."""
    for edit in edits:
        match edit:
            case RequestEdit(before, after) if before is None or after is None:
                if after is None:
                    return True
            case RequestEdit(before, after) | FolderEdit(before, after):
                if after is None or _has_less(before, after):
                    return True
            case PresetEdit(after=Basic() | Bearer() | ApiKey() | OAuth2() as after):
                if not after.description:
                    return True
            case PresetEdit(after=None) | EnvironmentEdit(after=None):
                return True
            case HeadEdit():
                return True
            case _:
                continue
    return False


def _has_less(before: Any, after: Any) -> bool:
    rows = [
        (getattr(before, n), getattr(after, n))
        for n in ("path", "query", "headers")
        if (hasattr(before, n) and n != "path") or isinstance(before, RequestSpec)
    ]
    less = any(
        len(new) < len(old)
        or {r.name for r in old} != {r.name for r in new}
        or [r.value is None for r in old] != [r.value is None for r in new]
        for old, new in rows
    )
    return less or getattr(before, "body", None) != getattr(after, "body", None)


@st.composite
def cases(draw: Any, wanted: frozenset[str] = ALL) -> tuple[str, tuple[Edit, ...]]:
    collection = draw(generated.collections)
    text = draw(messy(collection))
    return text, draw(edits_of(read_for_edits(text, FILE), wanted))


@pytest.mark.soak
@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=1000, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_five_thousand_edits_change_what_was_meant_and_nothing_else(
    group: str, data: st.DataObject
) -> None:
    judge(*data.draw(cases(frozenset(GROUPS[group]))))


@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=88, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_any_single_edit_changes_what_was_meant_and_nothing_else(
    group: str, data: st.DataObject
) -> None:
    judge(*data.draw(cases(frozenset(GROUPS[group]))))
