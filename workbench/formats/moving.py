"""Folders and requests put elsewhere: in their file, or with their comments into another one.

In its file a folder's requests move, and its tables where they stand right before them.

Must not judge whether the result is exact: `editing` does.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.domain.errors import UsageError
from workbench.formats import splices
from workbench.formats.line_ends import in_lines
from workbench.formats.outline import Outline, outlined
from workbench.formats.toml_writer import edited_value

if TYPE_CHECKING:
    from workbench.domain.collection import Collection, FolderPath
    from workbench.domain.edits import BlocksAdded, FolderMoved
    from workbench.formats.positions import KeyPath


@dataclass(frozen=True, slots=True)
class Moved:
    """A text with a folder elsewhere, what it is to say, and which tables that may touch."""

    text: str
    meant: dict[str, Any]
    touched: tuple[KeyPath, ...]


def folder_moved(
    text: str, document: dict[str, Any], collection: Collection, edit: FolderMoved
) -> Moved | None:
    """Return a text with a folder's requests behind another request; None where they are there.

    Raises `UsageError` where the folder has no requests, or the other request is gone.
    """
    labels = [each.label for each in collection.requests]
    mine = [
        at
        for at, each in enumerate(collection.requests)
        if each.folder[: len(edit.path)] == edit.path
    ]
    rest = [at for at in range(len(labels)) if at not in set(mine)]
    if not mine and edit.past:
        return _past_another(text, document, collection, edit)
    if not mine:
        raise UsageError("A folder without requests stands behind those that have some.")
    goal = 0
    if edit.behind:
        if edit.behind not in labels or labels.index(edit.behind) in mine:
            raise UsageError(f'There is no request "{edit.behind}" any more.')
        goal = rest.index(labels.index(edit.behind)) + 1
    order = [*rest[:goal], *mine, *rest[goal:]]
    if order == list(range(len(labels))):
        return None
    requests = [document["request"][at] for at in order]
    meant = dict(document, request=requests)
    if outlined(text).pair(("request",)) is not None:
        written = outlined(text).positions.raw(("request",)) or ""
        new = splices.set_value(text, ("request",), edited_value(written, requests))
        return Moved(new, meant, (("request",),))
    paths = _with_tables(text, collection, edit, mine)
    new = _put(text, paths, goal, has_rest=bool(rest))
    folders = tomllib.loads(new).get("folder", [])
    if Counter(map(repr, folders)) == Counter(map(repr, document.get("folder", []))) and folders:
        # Their order is how they stand in the text; each is there once, as it was.
        meant["folder"] = folders
    return Moved(new, meant, tuple(paths))


def _past_another(
    text: str, document: dict[str, Any], collection: Collection, edit: FolderMoved
) -> Moved | None:
    """Have the tables of two folders change places; None where they cannot."""
    mine = _tables(collection, edit.path)
    theirs = _tables(collection, edit.past)
    places = sorted([*mine, *theirs])
    if not mine or not theirs or set(mine) & set(theirs):
        raise UsageError("One of the two folders is not there any more.")
    order = list(range(len(collection.folders)))
    swapped = [*theirs, *mine] if mine[0] < theirs[0] else [*mine, *theirs]
    for place, at in zip(places, swapped, strict=True):
        order[place] = at
    tables = [document["folder"][at] for at in order]
    new = splices.reorder(text, ("folder",), order)
    if not new:
        return None
    return Moved(new, dict(document, folder=tables), tuple(("folder", at) for at in places))


def _tables(collection: Collection, path: FolderPath) -> list[int]:
    return [at for at, each in enumerate(collection.folders) if each.path[: len(path)] == path]


def lifted(
    text: str, collection: Collection, labels: frozenset[str], folders: frozenset[FolderPath]
) -> str:
    """Return requests and folders as a text writes them; empty where they are not all blocks."""
    outline = outlined(in_lines(text))
    chosen: list[KeyPath] = [
        *(("folder", at) for at, each in enumerate(collection.folders) if each.path in folders),
        *(("request", at) for at, each in enumerate(collection.requests) if each.label in labels),
    ]
    paths = [path for path in _heads(outline) if path in chosen]
    if len(paths) < len(chosen):
        return ""
    return "\n".join(_block(outline, path) for path in paths)


def blocks_added(text: str, document: dict[str, Any], edit: BlocksAdded) -> Moved:
    """Return a text with the blocks of another one at its end; raises `UsageError`."""
    added = tomllib.loads(edit.text)
    meant = dict(document)
    for name in ("folder", "request"):
        if name in added:
            if outlined(text).pair((name,)) is not None:
                raise UsageError("The other file has its requests in one value.")
            meant[name] = [*document.get(name, []), *added[name]]
    lines = edit.text.removesuffix("\n").split("\n")
    return Moved(splices.add_block(text, lines, behind=None, before=None), meant, ())


def _block(outline: Outline, path: KeyPath) -> str:
    return "".join(_ended(outline.text[slice(*span)]) for span in outline.groups(path))


def _with_tables(
    text: str, collection: Collection, edit: FolderMoved, mine: list[int]
) -> list[KeyPath]:
    """Return what moves, in the order of the text: requests, and tables right before them."""
    outline = outlined(text)
    heads = _heads(outline)
    paths: list[KeyPath] = []
    for at, path in enumerate(heads):
        name, index = path
        if name == "request" and index in mine:
            paths.append(path)
        elif name == "folder" and _is_within(collection, int(index), edit):
            following = next((each for each in heads[at + 1 :] if each[0] == "request"), None)
            between = heads[at + 1 : heads.index(following)] if following else []
            inside = all(_is_within(collection, int(each[1]), edit) for each in between)
            if following is not None and following[1] in mine and inside:
                paths.append(path)
    return paths


def _heads(outline: Outline) -> list[KeyPath]:
    """Return the elements of both arrays in the order in which a text has them."""
    return [
        each.path
        for each in outline.statements
        if each.brackets == 2 and len(each.path) == 2 and each.path[0] in ("request", "folder")
    ]


def _is_within(collection: Collection, index: int, edit: FolderMoved) -> bool:
    return collection.folders[index].path[: len(edit.path)] == edit.path


def _put(text: str, paths: list[KeyPath], goal: int, *, has_rest: bool) -> str:
    outline = outlined(text)
    lines = "\n".join(_block(outline, path) for path in paths)[:-1].split("\n")
    for path in sorted(paths, key=lambda path: int(path[1]), reverse=True):
        text = splices.remove(text, path)
    if goal:
        return splices.add_block(text, lines, behind=("request", goal - 1), before=None)
    return splices.add_block(text, lines, behind=None, before=_first(text) if has_rest else None)


def _first(text: str) -> KeyPath:
    """Return the first request, or the folder's table that stands right before it."""
    heads = _heads(outlined(text))
    at = next(at for at, path in enumerate(heads) if path[0] == "request")
    return heads[at - 1] if at and heads[at - 1][0] == "folder" else heads[at]


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
