"""Applies edits to the text of a collection file, and lets nothing pass that is not exact.

    text ──read──▶ what is there ──merge with the edit──▶ what is meant ──retarget──▶ new text
                                                              │                          │
                                                              └──────── the same? ───────┘

An edit says what the person saw before it. What changed in the file since is kept; where both
changed one value it is a clash, and nothing is written until the person chose.
Must not read or write a file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.domain.edits import BlocksAdded, Clash, FolderMoved, RequestMoved
from workbench.domain.errors import FormatError, UsageError
from workbench.formats import splices
from workbench.formats.changes import Change, change_of, moved_to
from workbench.formats.exactness import inexact
from workbench.formats.forms import MISSING, in_form, same
from workbench.formats.merging import Merge
from workbench.formats.moving import blocks_added, folder_moved
from workbench.formats.outline import Outline, outlined
from workbench.formats.retarget import retarget, section_lines, whole_text
from workbench.formats.toml_reader import read_collection, read_workspace_layer
from workbench.formats.toml_values import inline
from workbench.formats.toml_writer import edited_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.collection import Collection
    from workbench.domain.edits import Edit
    from workbench.formats.positions import KeyPath

#: Top-level tables in the order in which people write them.
_ORDER = ("collection", "settings", "variables", "environments", "auth")


@dataclass(frozen=True, slots=True)
class Edited:
    """A text with its edits; with clashes nothing was changed.

    `why` says what would be lost, where the text cannot be edited exactly; `text` is then what
    would say the same without that.
    """

    text: str
    clashes: tuple[Clash, ...] = ()
    why: str = ""


def edited(
    text: str, edits: Sequence[Edit], *, file: str, there_wins: bool | None = None
) -> Edited:
    """Return a file's text after edits, one after the other.

    `there_wins` chooses, where both changed one value: what the file has, or what was edited.
    Raises `FormatError` for a text that is broken or made by a newer workbench, and `UsageError`
    for an edit that fits nothing.
    """
    first = text
    clashes: list[Clash] = []
    why = ""
    for edit in edits:
        one = _applied(text, edit, file, there_wins=there_wins)
        clashes += one.clashes
        text, why = one.text, why or one.why
    if clashes and there_wins is None:
        return Edited(first, tuple(clashes))
    return Edited(text, tuple(clashes), why)


def read_for_edits(text: str, file: str) -> Collection:
    """Return what a text says, `workbench.toml` as a collection without a name."""
    from workbench.domain.collection import Collection

    if file.rpartition("/")[2] == "workbench.toml":
        layer, problems = read_workspace_layer(text, file=file)
        if layer is not None:
            return Collection(
                "",
                settings=layer.settings,
                variables=layer.variables,
                environments=layer.environments,
                presets=layer.presets,
            )
    else:
        read = read_collection(text, file=file)
        problems = read.problems
        if read.collection is not None:
            if read.collection.read_only:
                raise FormatError(
                    "The file was made by a newer workbench.",
                    "It is shown read-only, as far as this one could read it.",
                    "Save it with that one.",
                )
            return read.collection
    raise FormatError(
        "The file is broken by now, so nothing was written into it.",
        f"Line {problems[0].place.line}: {problems[0].message}." if problems else "",
        "Put the file right first; the edit is kept.",
        problems=problems,
    )


def _applied(text: str, edit: Edit, file: str, *, there_wins: bool | None) -> Edited:
    collection = read_for_edits(text, file)
    document = tomllib.loads(text)
    if isinstance(edit, RequestMoved):
        return _moved(text, document, collection, edit)
    if isinstance(edit, FolderMoved):
        moved = folder_moved(text, document, collection, edit)
        if moved is None:
            return Edited(text)
        return _judged(text, moved.text, document, moved.meant, moved.touched)
    if isinstance(edit, BlocksAdded):
        moved = blocks_added(text, document, edit)
        read_for_edits(moved.text, file)
        return _judged(text, moved.text, document, moved.meant, ())
    change = change_of(edit, collection)
    if change.there is None:
        return _where_nothing_is(text, document, change, there_wins=there_wins)
    if change.here is None:
        if change.before is not None and not same(change.before, change.there):
            clash = change.clash(change.before, None, change.there)
            if there_wins is not False:
                return Edited(text, (clash,))
            return _removed(text, document, change)
        return _removed(text, document, change)
    if change.before is None:
        if same(change.here, change.there):
            return Edited(text)
        clash = change.clash(None, change.here, change.there)
        if there_wins is not False:
            return Edited(text, (clash,))
        return _changed(text, document, change, change.here)
    merge = Merge(there_wins=bool(there_wins))
    wanted = merge.of(change.before, change.here, change.there)
    clashes = tuple(
        Clash(change.label(path), *(_shown(value) for value in values))
        for path, *values in merge.clashes
    )
    done = _changed(text, document, change, wanted)
    return Edited(done.text, clashes, done.why)


def _shown(value: Any) -> str:
    return "" if value is MISSING else inline(value)


def _where_nothing_is(
    text: str, document: dict[str, Any], change: Change, *, there_wins: bool | None
) -> Edited:
    if change.here is None:
        return Edited(text)
    if change.before is None:
        return _added(text, document, change, change.here)
    clash = change.clash(change.before, change.here, None)
    if there_wins is not False:
        return Edited(text, (clash,))
    done = _added(text, document, change, change.here)
    return Edited(done.text, (clash,), done.why)


def _at(document: dict[str, Any], path: KeyPath) -> Any:
    value: Any = document
    for step in path:
        value = value[step]
    return value


def _copy(document: dict[str, Any], path: KeyPath) -> dict[str, Any]:
    """Return the document with containers of its own along a path."""
    copied = dict(document)
    at: Any = copied
    for step in path[:-1]:
        below = at[step] if isinstance(step, int) else at.setdefault(step, {})
        at[step] = list(below) if isinstance(below, list) else dict(below)
        at = at[step]
    return copied


def _changed(text: str, document: dict[str, Any], change: Change, wanted: Any) -> Edited:
    raw = _at(document, change.path)
    target = in_form(raw, change.there, wanted)
    meant = _copy(document, change.path)
    parent = _at(meant, change.path[:-1])
    path = change.path
    new = text
    if change.renamed:
        if change.renamed in parent:
            raise UsageError(
                f'There is something called "{change.renamed}" already.', fix="Choose another name."
            )
        path = (*path[:-1], change.renamed)
        renamed: dict[Any, Any] = {
            (change.renamed if each == change.path[-1] else each): value
            for each, value in parent.items()
        }
        holder = outlined(text).around(change.path)
        if holder is not None:
            return _in_holder(text, document, meant, change.path[:-1], renamed | {path[-1]: target})
        parent.clear()
        parent.update(renamed)
        new = splices.rename(text, change.path, change.renamed)
    parent[path[-1]] = target
    if same(raw, target) and new == text:
        return Edited(text)
    new = retarget(new, path, raw, target)
    return _judged(text, new, document, meant, (change.path,))


def _in_holder(
    text: str, document: dict[str, Any], meant: dict[str, Any], path: KeyPath, value: Any
) -> Edited:
    """Write a table or array that stands in one value."""
    raw = _at(document, path)
    _at(meant, path[:-1])[path[-1]] = value
    name = str(path[-1])
    new = retarget(text, path[:-1], {name: raw}, {name: value})
    return _judged(text, new, document, meant, (path,))


def _removed(text: str, document: dict[str, Any], change: Change) -> Edited:
    meant = _copy(document, change.path)
    parent = _at(meant, change.path[:-1])
    outline = outlined(text)
    if outline.around(change.path) is not None or outline.pair(change.path) is not None:
        rest = (
            [each for at, each in enumerate(parent) if at != change.path[-1]]
            if isinstance(parent, list)
            else {name: each for name, each in parent.items() if name != change.path[-1]}
        )
        return _in_holder(text, document, meant, change.path[:-1], rest)
    del parent[change.path[-1]]
    new = splices.remove(text, change.path)
    return _judged(text, new, document, meant, (change.path,))


def _added(text: str, document: dict[str, Any], change: Change, wanted: Any) -> Edited:
    """Add an element of an array, or a table of a name."""
    if change.several:
        return _added_element(text, document, change, wanted)
    meant = _copy(document, change.path)
    outline = outlined(text)
    parent = _at(meant, change.path[:-1])
    parent[change.path[-1]] = wanted
    if len(change.path) > 1 and outline.pair(change.path[:-1]) is not None:
        return _in_holder(text, document, meant, change.path[:-1], dict(parent))
    names = tuple(str(step) for step in change.path)
    behind, before = _place(outline, str(change.path[0]))
    new = splices.add_block(text, section_lines(names, wanted), behind=behind, before=before)
    return _judged(text, new, document, meant, ())


def _added_element(text: str, document: dict[str, Any], change: Change, wanted: Any) -> Edited:
    """Add an element of an array: as the writer does, or as what it copies is written."""
    top, index = str(change.path[0]), int(change.path[1])
    raw = _at(document, change.like) if change.like else {}
    if change.like:
        wanted = in_form(raw, change.pattern, wanted)
    there = list(document.get(top, []))
    there.insert(index, wanted)
    meant = dict(document)
    meant[top] = there
    if outlined(text).pair((top,)) is not None:
        return _in_holder(text, document, meant, (top,), there)
    lines = section_lines((top,), wanted, brackets=2)
    if change.like:
        lines = splices.block(text, change.like).removesuffix("\n").split("\n")
    behind = (top, index - 1) if change.beside else None
    new = splices.add_block(text, lines, behind=behind, before=None)
    if change.like:
        new = retarget(new, (top, index), raw, wanted)
    return _judged(text, new, document, meant, ())


def _place(outline: Outline, top: str) -> tuple[KeyPath | None, KeyPath | None]:
    """Return behind or before which table a new one of the top level is looked for."""
    for other in reversed(_ORDER[: _ORDER.index(top) + 1]):
        if found := outline.below((other,)):
            last = found[-1].path
            return (last[:2] if other in ("environments", "auth") else last[:1]), None
    return None, (outline.statements[0].path if outline.statements else None)


def _moved(
    text: str, document: dict[str, Any], collection: Collection, edit: RequestMoved
) -> Edited:
    found = moved_to(edit, collection)
    if found is None:
        return Edited(text)
    start, goal = found
    several = list(document["request"])
    several.insert(goal, several.pop(start))
    meant = dict(document, request=several)
    if outlined(text).pair(("request",)) is not None:
        new = splices.set_value(
            text,
            ("request",),
            edited_value(outlined(text).positions.raw(("request",)) or "", several),
        )
    else:
        new = splices.move_block(
            text,
            ("request", start),
            behind=("request", goal - 1) if goal else None,
            before=None if goal else ("request", 0),
        )
    return _judged(text, new, document, meant, (("request", start),))


def _judged(
    old: str,
    new: str,
    document: dict[str, Any],
    meant: dict[str, Any],
    touched: tuple[KeyPath, ...],
) -> Edited:
    why = inexact(old, new, document, meant, touched)
    if not why:
        return Edited(new)
    try:
        says_it = not inexact("", new, {}, meant, ())
    except ValueError:
        says_it = False
    return Edited(new if says_it else whole_text(meant), why=why)
