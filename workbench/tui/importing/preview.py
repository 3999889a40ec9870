"""What becomes of an import, item by item, each with its notes.

Must not draw, and must not read or write a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.domain.collection import (
    FileBody,
    Folder,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    TextBody,
)
from workbench.domain.imported import Fate, ImportFormat, Note
from workbench.domain.presets import ApiKey, Basic, Bearer, Inherit, Named, NoAuth, OAuth2
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from pathlib import PurePath

    from workbench.domain.collection import Body, Collection, FolderPath, RequestSpec
    from workbench.domain.errors import WorkbenchError
    from workbench.domain.imported import Imported
    from workbench.domain.presets import AuthPreset


class Mark(StrEnum):
    """What becomes of an item."""

    AS_IT_IS = "as it is"
    CHANGED = "changed"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Item:
    """One row: what it is, what it becomes, its notes, and the requests that go with it."""

    key: str
    name: str
    becomes: str
    method: str = ""
    depth: int = 0
    notes: tuple[Note, ...] = ()
    labels: tuple[str, ...] = ()
    gone: bool = False

    def mark(self, left: Container[str]) -> Mark:
        """Return its mark, `left` being the requests that the person leaves."""
        if self.gone or (self.labels and all(label in left for label in self.labels)):
            return Mark.LEFT_OUT
        return Mark.CHANGED if self.notes else Mark.AS_IT_IS


def items_of(imported: Imported) -> tuple[Item, ...]:
    """Return every item of an import in the order of its file; each note is in exactly one."""
    collection = imported.collection
    items = [
        *_presets(collection),
        *_tree(collection),
        *_variables(collection),
    ]
    notes: dict[str, list[Note]] = {}
    for note in imported.notes:
        notes.setdefault(note.where, []).append(note)
    placed = [replace(item, notes=tuple(notes.pop(item.key, ()))) for item in items]
    rest = [note for found in notes.values() for note in found]
    return (*_whole(collection, rest), *placed)


def _whole(collection: Collection, rest: Sequence[Note]) -> Iterator[Item]:
    """Give a row for what is said of the whole, and one for each thing that stood outside of it."""
    outside = [note for note in rest if _is_outside(note)]
    said = tuple(note for note in rest if not _is_outside(note))
    auth = auth_words(collection.auth)
    becomes = f"auth {auth}" if auth else ""
    if said or becomes:
        yield Item("", f"Collection  {collection.name}", becomes, notes=said)
    for index, note in enumerate(outside):
        yield Item(f"\0{index}", note.what, "left out", notes=(note,), gone=True)


def _is_outside(note: Note) -> bool:
    return note.where.startswith("line ") and note.fate is Fate.LEFT_OUT


def _presets(collection: Collection) -> Iterator[Item]:
    for name, preset in collection.presets.items():
        yield Item(f"auth {name}", f"auth {name}", auth_words(preset))


def _tree(collection: Collection) -> Iterator[Item]:
    known = {folder.path: folder for folder in collection.folders}
    below: dict[FolderPath, list[str]] = {}
    for spec in collection.requests:
        for depth in range(1, len(spec.folder) + 1):
            below.setdefault(spec.folder[:depth], []).append(spec.label)
    shown: set[FolderPath] = set()
    for spec in collection.requests:
        for depth in range(1, len(spec.folder) + 1):
            path = spec.folder[:depth]
            if path not in shown:
                shown.add(path)
                yield _folder(path, known.get(path), below[path])
        becomes = ", ".join(_request_words(spec))
        label = spec.label
        depth = len(spec.folder)
        yield Item(label, spec.name, becomes, spec.method, depth, labels=(label,))
    for path, folder in known.items():
        if path not in shown:
            yield _folder(path, folder, ())


def _folder(path: FolderPath, folder: Folder | None, labels: Sequence[str]) -> Item:
    words = ["folder", counted(len(labels), "request")]
    if folder is not None and (auth := auth_words(folder.auth)):
        words.append(f"auth {auth}")
    name = path[-1]
    return Item("/".join(path), name, ", ".join(words), depth=len(path) - 1, labels=tuple(labels))


def _variables(collection: Collection) -> Iterator[Item]:
    if collection.variables:
        yield Item("variables", "Variables", _counted_with_secrets(collection.variables))
    for name, values in collection.environments.items():
        yield Item(f"environment {name}", f"Environment {name}", _counted_with_secrets(values))


def _counted_with_secrets(values: Mapping[str, str]) -> str:
    count = len(values)
    secret = sum(1 for text in values.values() if text.startswith("{{env:"))
    return f"{count:,}, of them {counted(secret, 'secret')}" if secret else f"{count:,}"


def _request_words(spec: RequestSpec) -> Iterator[str]:
    rows = (*spec.path, *spec.query)
    off = sum(1 for row in rows if not row.enabled)
    if rows:
        yield f"params {len(rows)}"
    if off:
        yield f"{off} off"
    if body := _body_words(spec.body):
        yield f"body {body}"
    if auth := auth_words(spec.auth):
        yield f"auth {auth}"


def _body_words(body: Body) -> str:
    match body:
        case NoBody():
            return ""
        case TextBody(kind=kind):
            return kind.value
        case FormBody():
            return "form"
        case FileBody():
            return "file, to point at"
        case MultipartBody(parts=parts):
            files = sum(1 for part in parts if part.file is not None)
            return f"multipart, {counted(files, 'file')} to point at" if files else "multipart"
        case GraphqlBody():
            return "graphql"


def auth_words(auth: AuthPreset) -> str:
    """Return what an auth is in the file's words, nothing where it is inherited."""
    match auth:
        case Inherit():
            return ""
        case NoAuth():
            return "none"
        case OAuth2(grant=grant):
            return f"oauth2, {grant}"
        case Basic():
            return "basic"
        case Bearer():
            return "bearer"
        case ApiKey():
            return "api_key"
        case Named(name=name):
            return name


def file_item(item: Item, shown: Imported, target: PurePath) -> Item:
    """Return the row of one file of a directory: the file that it becomes, and all its notes."""
    collection = shown.collection
    words = counted(len(collection.requests), "request")
    if shown.format is ImportFormat.POSTMAN_ENVIRONMENT:
        words = f"environment {', '.join(collection.environments)}".rstrip()
    # A note says of which request it is; in a file of its own that is its row.
    notes = item.notes or tuple(
        replace(note, what=f"{note.where}: {note.what}" if note.where else note.what)
        for note in shown.notes
    )
    return replace(item, becomes=f"{target.name}, {words}", notes=notes, labels=(item.key,))


def broken_item(item: Item, error: WorkbenchError) -> Item:
    """Return the row of a file that cannot be read: left out, and why."""
    why = " ".join(part for part in (error.hint, error.fix) if part)
    note = Note(item.key, error.message, why, Fate.LEFT_OUT)
    return replace(item, becomes="left out", notes=(note,), gone=True)


def counts(items: Iterable[Item], left: Container[str]) -> dict[Mark, int]:
    """Return how many items there are of each mark."""
    found = dict.fromkeys(Mark, 0)
    for item in items:
        found[item.mark(left)] += 1
    return found
