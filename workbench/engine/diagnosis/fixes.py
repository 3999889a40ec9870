"""Changes to a preset or a request that a diagnosis proposes, applied to values in memory.

Must not write a file: the person decides what is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workbench.domain.collection import FormBody, MultipartBody, Row, TextBody
from workbench.domain.presets import Inherit, Named, NoAuth
from workbench.domain.workspace import CollectionFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.domain.collection import Collection, RequestSpec
    from workbench.domain.presets import Preset
    from workbench.domain.workspace import RequestRef, Workspace
    from workbench.engine.token_view import PresetKey


@dataclass(frozen=True, slots=True)
class Change:
    """One key before and after, in the file's words; empty where it does not stand there."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PresetFix:
    """A preset as it is and as it should be."""

    key: PresetKey
    before: Preset
    after: Preset

    @property
    def file(self) -> str:
        """Return the file that would say it."""
        return self.key.file

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the keys that differ."""
        return tuple(_changes(self.before, self.after))

    @property
    def title(self) -> str:
        """Return the change as one phrase."""
        return _phrase(self.changes)

    def reversed(self) -> PresetFix:
        """Return the fix that takes this one back."""
        return PresetFix(self.key, self.after, self.before)


@dataclass(frozen=True, slots=True)
class RequestFix:
    """A request as it is and as it should be; `ref` by its label before and after alike."""

    ref: RequestRef
    before: RequestSpec
    after: RequestSpec

    @property
    def file(self) -> str:
        """Return the file that would say it."""
        return self.ref.file

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the keys that differ."""
        return tuple(_changes(self.before, self.after))

    @property
    def title(self) -> str:
        """Return the change as one phrase."""
        return _phrase(self.changes)

    def reversed(self) -> RequestFix:
        """Return the fix that takes this one back."""
        return RequestFix(self.ref, self.after, self.before)


Fix = PresetFix | RequestFix


def applied(workspace: Workspace, fix: Fix) -> Workspace:
    """Return the workspace with a fix made; unchanged where its subject is gone."""
    if isinstance(fix, PresetFix) and fix.key.name in workspace.layer.presets:
        own = workspace.file(fix.key.file)
        if not isinstance(own, CollectionFile):
            presets = {**workspace.layer.presets, fix.key.name: fix.after}
            return replace(workspace, layer=replace(workspace.layer, presets=presets))
    path = fix.key.file if isinstance(fix, PresetFix) else fix.ref.file
    files = tuple(
        replace(each, collection=_in_collection(each.collection, fix))
        if isinstance(each, CollectionFile) and each.path == path
        else each
        for each in workspace.files
    )
    return replace(workspace, files=files)


def made_again(workspace: Workspace, fixes: Iterable[Fix]) -> tuple[Workspace, tuple[Fix, ...]]:
    """Return a workspace that was read anew with the fixes that still fit it, and those."""
    kept: list[Fix] = []
    for fix in fixes:
        after = applied(workspace, fix)
        # What it would change is as it was exactly where taking it back leads to the same.
        if after != workspace and applied(after, fix.reversed()) == workspace:
            workspace = after
            kept.append(fix)
    return workspace, tuple(kept)


def _in_collection(collection: Collection, fix: Fix) -> Collection:
    if isinstance(fix, RequestFix):
        requests = tuple(
            fix.after if each.label == fix.ref.label else each for each in collection.requests
        )
        return replace(collection, requests=requests)
    if fix.key.name in collection.presets:
        return replace(collection, presets={**collection.presets, fix.key.name: fix.after})
    # Written where it is used, a preset is the value itself.
    return replace(
        collection,
        auth=fix.after if collection.auth == fix.before else collection.auth,
        folders=tuple(
            replace(each, auth=fix.after) if each.auth == fix.before else each
            for each in collection.folders
        ),
        requests=tuple(
            replace(each, auth=fix.after) if each.auth == fix.before else each
            for each in collection.requests
        ),
    )


#: Fields of values whose name in a file is another.
_KEYS = {"place": "in", "prefix": "prefix"}


def _changes(before: Any, after: Any) -> Iterator[Change]:
    if type(before) is not type(after):
        yield Change("type", type(before).__name__.lower(), type(after).__name__.lower())
        return
    for each in fields(before):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if old != new:
            yield Change(_KEYS.get(each.name, each.name), _written(old), _written(new))


def _written(value: object) -> str:
    """Return a value as a file has it; never more than one line."""
    match value:
        case None | "" | ():
            return ""
        case StrEnum() | str():
            return str(value)
        case bool():
            return "true" if value else "false"
        case Inherit():
            return "inherit"
        case NoAuth():
            return "none"
        case Named(name=name):
            return name
        case TextBody() | FormBody() | MultipartBody():
            return _body(value)
        case tuple():
            return " ".join(_item(each) for each in value)
        case _:
            return type(value).__name__


def _item(value: object) -> str:
    """Return a row or a parameter by its name alone: its value may be a secret."""
    match value:
        case Row(name=name) | (str() as name, _):
            return name
        case _:
            return str(value)


def _body(body: TextBody | FormBody | MultipartBody) -> str:
    match body:
        case TextBody(kind=kind):
            return f'type = "{kind}"'
        case FormBody(rows=rows):
            return f'type = "form": {", ".join(row.name for row in rows)}'
        case MultipartBody(parts=parts):
            return f'type = "multipart": {", ".join(part.name for part in parts)}'


def _phrase(changes: tuple[Change, ...]) -> str:
    return ", ".join(f'{each.key} = "{each.after}"' for each in changes) or "nothing"
