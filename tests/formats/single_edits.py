"""Every kind of single edit, at everything in a collection that it fits.

Must not choose by chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.domain.collection import (
    Collection,
    FormBody,
    MultipartBody,
    NoBody,
    Part,
    RequestSpec,
    Row,
    TextBody,
    TextKind,
)
from workbench.domain.edits import (
    Edit,
    EnvironmentEdit,
    FolderEdit,
    FolderMoved,
    HeadEdit,
    PresetEdit,
    RequestEdit,
    RequestMoved,
    folder_copied,
    folder_removed,
    folder_renamed,
    preset_renamed,
)
from workbench.domain.presets import Bearer, Named, NoAuth, OAuth2
from workbench.domain.settings import Settings
from workbench.domain.variable_edits import environment_copied, environment_renamed, value_set


@dataclass(frozen=True)
class Case:
    """Edits that are one act of a person; `renames` are names of tables, old and new."""

    kind: str
    edits: tuple[Edit, ...]
    renames: dict[str, str] = field(default_factory=dict)


def cases(collection: Collection) -> Iterator[Case]:
    """Give all of them."""
    if collection.name:
        yield from _head(collection)
        yield Case("add request", (RequestEdit(None, RequestSpec("new", url="https://new")),))
        for spec in collection.requests:
            yield from _request(collection, spec)
        for path in dict.fromkeys(each.folder[:1] for each in collection.requests if each.folder):
            yield from _folder(collection, path)
        for folder in collection.folders:
            for rows in row_edits(folder.headers):
                yield Case("folder's rows", (FolderEdit(folder, replace(folder, headers=rows)),))
            described = replace(folder, description="new", variables={"new": "1"})
            yield Case("change folder", (FolderEdit(folder, described),))
    yield from _variables(collection)
    yield from _presets(collection)


def _head(collection: Collection) -> Iterator[Case]:
    for change in ({"name": "new"}, {"description": "new"}, {"auth": NoAuth()}):
        changed = replace(collection, **change)
        yield Case("head", (HeadEdit(collection, changed),))


def row_edits(rows: tuple[Row, ...]) -> Iterator[tuple[Row, ...]]:
    """Give what rows are after each single edit of one of them."""
    yield (*rows, Row("new", "1"))
    for at, row in enumerate(rows):
        before, after = rows[:at], rows[at + 1 :]
        yield (*before, *after)
        for changed in (
            replace(row, enabled=not row.enabled),
            replace(row, value="changed"),
            replace(row, name="renamed"),
            replace(row, description="new"),
        ):
            yield (*before, changed, *after)
        yield (*before, row, replace(row, name="a copy"), *after)
        if after:
            yield (*before, after[0], row, *after[1:])


def _request(collection: Collection, spec: RequestSpec) -> Iterator[Case]:
    def changed(kind: str, **change: Any) -> Case:
        return Case(kind, (RequestEdit(spec, replace(spec, **change)),))

    for name in ("url", "method", "description"):
        yield changed("change", **{name: "NEW"})
    yield changed("change", auth=NoAuth())
    yield changed("change", auth=Named("other"))
    yield changed("change", settings=Settings(timeout=7))
    yield changed("change", capture={"id": "$.id"})
    yield changed("change", expect={"status": 201})
    for name in ("path", "query", "headers"):
        for rows in row_edits(getattr(spec, name)):
            yield changed("rows", **{name: rows})
    for other in _bodies(spec.body):
        yield changed("body", body=other)
    body = spec.body if isinstance(spec.body, MultipartBody) else MultipartBody(())
    for at, part in enumerate(body.parts):
        parts = (*body.parts[:at], replace(part, name="new"), *body.parts[at + 1 :])
        case = changed("rename part", body=replace(body, parts=parts))
        table = named(spec.label, "request")
        old, new = f"{table} body part </{part.name}>", f"{table} body part </new>"
        yield replace(case, renames={old: new})
    for name, folder in (("renamed", spec.folder), (spec.name, ("other",))):
        renamed = replace(spec, name=name, folder=folder)
        names = {named(spec.label, "request"): named(renamed.label, "request")}
        yield Case("rename", (RequestEdit(spec, renamed),), names)
    yield Case("remove", (RequestEdit(spec, None),))
    yield Case(
        "duplicate", (RequestEdit(None, replace(spec, name="a copy"), spec.label, spec.label),)
    )
    labels = [each.label for each in collection.requests if each.label != spec.label]
    for behind in {"", *labels[:1], *labels[len(labels) // 2 :][:1], *labels[-1:]}:
        yield Case("reorder", (RequestMoved(spec.label, behind),))


def _bodies(body: Any) -> Iterator[Any]:
    match body:
        case TextBody():
            yield replace(body, text="one\ntwo")
            yield replace(body, template=not body.template)
        case FormBody(rows):
            for changed in row_edits(rows):
                yield replace(body, rows=changed)
        case MultipartBody(parts):
            for at, part in enumerate(parts):
                rest = (*parts[:at], *parts[at + 1 :])
                yield replace(body, parts=rest)
                yield replace(body, parts=(*rest, part))
                other = replace(part, enabled=not part.enabled, description="new")
                yield replace(body, parts=(*parts[:at], other, *parts[at + 1 :]))
            yield replace(body, parts=(*parts, Part("new", value="1")))
    yield NoBody()
    yield TextBody(TextKind.JSON, '{"new": 1}')


def _folder(collection: Collection, path: tuple[str, ...]) -> Iterator[Case]:
    renames = {}
    for folder in collection.folders:
        if folder.path[:1] == path:
            label = "/".join(("renamed", *folder.path[1:]))
            renames[named("/".join(folder.path), "folder")] = named(label, "folder")
    for spec in collection.requests:
        if spec.folder[:1] == path:
            label = "/".join(("renamed", *spec.folder[1:], spec.name))
            renames[named(spec.label, "request")] = named(label, "request")
    yield Case("rename folder", folder_renamed(collection, path, ("renamed",)), renames)
    yield Case("remove folder", folder_removed(collection, path))
    yield Case("copy folder", folder_copied(collection, path, ("a copy",)))
    others = [each.label for each in collection.requests if each.folder[:1] != path]
    for behind in ("", *others[-1:]):
        yield Case("move folder", (FolderMoved(path, behind),))


def _variables(collection: Collection) -> Iterator[Case]:
    for where in (None, *collection.environments):
        names = collection.environments[where] if where is not None else collection.variables
        for name in (*names, "new"):
            yield Case("variable", value_set(collection, name, "changed", environment=where))
        for name in names:
            yield Case("variable gone", value_set(collection, name, None, environment=where))
    yield Case("add environment", (EnvironmentEdit("new", None, {"a": "1"}),))
    for name, values in collection.environments.items():
        yield Case("remove environment", (EnvironmentEdit(name, values, None),))
        yield Case("copy environment", (environment_copied(collection, name, "a copy"),))
        edit = environment_renamed(collection, name, "renamed")
        yield Case("rename environment", (edit,), {f"environments {name}": "environments renamed"})


def _presets(collection: Collection) -> Iterator[Case]:
    yield Case("add preset", (PresetEdit("new", None, Bearer("{{env:TOKEN}}")),))
    for name, preset in collection.presets.items():
        changed = replace(preset, description="new")
        yield Case("change preset", (PresetEdit(name, preset, changed),))
        if isinstance(preset, OAuth2):
            for scope in (("new",), (), (*preset.scope, "new")):
                edit = PresetEdit(name, preset, replace(preset, scope=scope))
                yield Case("scope", (edit,))
        yield Case("remove preset", (PresetEdit(name, preset, None),))
        yield Case("copy preset", (PresetEdit("a copy", None, preset),))
        edits = preset_renamed(collection, name, "renamed")
        yield Case("rename preset", edits, {f"auth {name}": "auth renamed"})


def named(label: str, what: str) -> str:
    """Return what `commented.named` calls a request or a folder's table."""
    folder, _, name = label.rpartition("/") if what == "request" else ("", "", label)
    return f"{what} <{folder}/{name}>"
