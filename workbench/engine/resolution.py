"""Inheritance: a request with the auth, headers, settings and variables of the layers around it.

Must not render: no source is called here, and every text stays a template.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.domain.collection import RequestSpec, WorkspaceLayer
from workbench.domain.errors import UsageError
from workbench.domain.presets import Inherit, Named, NoAuth
from workbench.domain.requirements import Requirements
from workbench.domain.settings import DEFAULT_SETTINGS, SETTING_NAMES, SILENT, Settings
from workbench.domain.undelivered import not_yet
from workbench.domain.workspace import CollectionFile
from workbench.engine.effective import Defined, Effective, InheritedRow, Layer, Whence
from workbench.engine.preview import plain_text, preview_text, preview_url
from workbench.engine.suggestion import did_you_mean
from workbench.engine.token_view import PresetKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.domain.collection import Collection, Folder, FolderPath, Row
    from workbench.domain.presets import AuthPreset, Preset
    from workbench.domain.workspace import RequestRef, Workspace

#: The file of the outermost layer, at the workspace root.
WORKSPACE_FILE = "workbench.toml"


@dataclass(frozen=True, slots=True)
class EffectivePreset:
    """A preset on its own, with what its templates can see where it is written.

    `file` is the collection file that it is used for, or the workspace's own.
    """

    key: PresetKey
    preset: Preset
    file: str
    environment: str | None
    variables: Mapping[str, Defined]
    settings: Settings = DEFAULT_SETTINGS
    settings_from: Mapping[str, Whence] = field(default_factory=dict)
    shared: bool = False
    not_yet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Which auth applies: the preset, its key, and the layer that decided."""

    auth: NoAuth | Preset
    whence: Whence
    key: PresetKey | None = None


@dataclass(frozen=True, slots=True)
class _Given:
    """What gives variables values besides the files: `--var`, captures, the session."""

    environment: str | None
    overrides: Mapping[str, str]
    captured: Mapping[str, str]
    session: Mapping[str, str]


def workspace_file(workspace: Workspace) -> str:
    """Return the path of `workbench.toml` at the root, whether it is there or not."""
    return f"{workspace.root.rstrip('/')}/{WORKSPACE_FILE}"


def resolve(
    workspace: Workspace,
    ref: RequestRef,
    *,
    draft: RequestSpec | None = None,
    environment: str | None = None,
    overrides: Mapping[str, str] | None = None,
    captured: Mapping[str, str] | None = None,
    session: Mapping[str, str] | None = None,
) -> Effective:
    """Return a request with everything it inherits; raises `UsageError` for unknown names.

    `draft` stands for the request as edited; overrides and captured values are data and stay so.
    The values of a session were written by the person here: templates, as a file's are.
    """
    file = workspace.file(ref.file)
    if not isinstance(file, CollectionFile):
        raise UsageError(
            f"{ref.file} holds no requests that can be sent.",
            hint="It is gone or cannot be used." if file is None else "It has errors.",
            fix=f"workbench check {ref.file}",
        )
    spec = draft or file.collection.request(ref.label)
    if spec is None:
        raise UsageError(
            f"{_name(ref.file)} has no request {ref.label}.",
            hint=did_you_mean(ref.label, (each.label for each in file.collection.requests)),
        )
    collection, layer = file.collection, workspace.layer
    folders = _around(collection, spec.folder)
    given = _Given(environment, overrides or {}, captured or {}, session or {})
    variables = _variables(collection, layer, folders, given)
    chosen = _auth(workspace, file, spec, folders)
    settings, settings_from = _settings(
        (
            (spec.settings, Whence(Layer.REQUEST)),
            *((folder.settings, _of(folder)) for folder in folders),
            (collection.settings, Whence(Layer.COLLECTION, collection.name)),
            (layer.settings, Whence(Layer.WORKSPACE, WORKSPACE_FILE)),
            (workspace.person, Whence(Layer.PERSON)),
        )
    )
    own = chosen.auth.requires if not isinstance(chosen.auth, NoAuth) else Requirements()
    return Effective(
        file=file,
        spec=spec,
        environment=environment,
        auth=chosen.auth,
        auth_from=chosen.whence,
        auth_inherited=isinstance(spec.auth, Inherit),
        preset_name=chosen.key.name if chosen.key else None,
        preset_key=chosen.key,
        requires=expanded(own.narrowed_by(spec.requires), variables),
        headers=_headers(spec, folders),
        settings=settings,
        settings_from=settings_from,
        variables=variables,
        url_preview=preview_url(spec, variables),
        not_yet=(*not_yet(spec), *not_yet(chosen.auth)),
    )


def resolve_preset(
    workspace: Workspace,
    key: PresetKey,
    *,
    file: str | None = None,
    draft: Preset | None = None,
    environment: str | None = None,
    overrides: Mapping[str, str] | None = None,
    session: Mapping[str, str] | None = None,
) -> EffectivePreset:
    """Return a preset on its own, as the collection `file` sees it where one is given.

    `draft` stands for the preset as edited. Raises `UsageError` where no such preset is written.
    """
    shared = key.file == workspace_file(workspace)
    used = workspace.file(file or key.file)
    collection = used.collection if isinstance(used, CollectionFile) else None
    writer = workspace.file(key.file)
    written = writer.collection if isinstance(writer, CollectionFile) else None
    presets = workspace.layer.presets if shared else (written.presets if written else {})
    preset = draft or presets.get(key.name)
    if preset is None and written is not None:
        preset = _inline(written).get(key.name)
    if preset is None:
        raise UsageError(
            f"{_name(key.file)} has no preset {key.name}.",
            hint=did_you_mean(key.name, presets),
        )
    given = _Given(environment, overrides or {}, {}, session or {})
    variables = _variables(collection, workspace.layer, (), given)
    settings, settings_from = _preset_settings(workspace, key)
    return EffectivePreset(
        key=key,
        preset=preset,
        file=used.path if isinstance(used, CollectionFile) else key.file,
        environment=environment,
        variables=variables,
        settings=settings,
        settings_from=settings_from,
        shared=shared,
        not_yet=not_yet(preset),
    )


def preset_of(workspace: Workspace, effective: Effective) -> EffectivePreset | None:
    """Return the preset of a request with what its templates can see there, None without one."""
    if isinstance(effective.auth, NoAuth) or effective.preset_key is None:
        return None
    settings, settings_from = _preset_settings(workspace, effective.preset_key)
    return EffectivePreset(
        key=effective.preset_key,
        preset=effective.auth,
        file=effective.file.path,
        environment=effective.environment,
        variables=effective.variables,
        settings=settings,
        settings_from=settings_from,
        shared=effective.preset_key.file == workspace_file(workspace),
    )


def all_presets(workspace: Workspace) -> dict[PresetKey, Preset]:
    """Return every preset in file order, the workspace's own first, inline ones last in a file."""
    shared = workspace_file(workspace)
    found = {PresetKey(shared, name): each for name, each in workspace.layer.presets.items()}
    for each in workspace.collections:
        presets = {**each.collection.presets}
        for name, preset in _inline(each.collection).items():
            presets.setdefault(name, preset)
        found |= {PresetKey(each.path, name): preset for name, preset in presets.items()}
    return found


def _inline(collection: Collection) -> dict[str, Preset]:
    """Return the presets that stand where they are used, by the name they get."""
    said: list[tuple[str, AuthPreset]] = [(collection.name, collection.auth)]
    said += [(_folder_key(each), each.auth) for each in collection.folders]
    said += [(each.label, each.auth) for each in collection.requests]
    return {name: auth for name, auth in said if not isinstance(auth, Inherit | NoAuth | Named)}


def _folder_key(folder: Folder) -> str:
    return "/".join(folder.path) + "/"


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _of(folder: Folder) -> Whence:
    return Whence(Layer.FOLDER, "/".join(folder.path))


def _around(collection: Collection, path: FolderPath) -> tuple[Folder, ...]:
    """Return the folders that say something around a path, inner to outer."""
    found = (collection.folder(path[:depth]) for depth in range(len(path), 0, -1))
    return tuple(folder for folder in found if folder is not None)


def _auth(
    workspace: Workspace, file: CollectionFile, spec: RequestSpec, folders: tuple[Folder, ...]
) -> _Chosen:
    collection = file.collection
    said: tuple[tuple[AuthPreset, Whence, PresetKey], ...] = (
        (spec.auth, Whence(Layer.REQUEST), PresetKey(file.path, spec.label)),
        *((each.auth, _of(each), PresetKey(file.path, _folder_key(each))) for each in folders),
        (
            collection.auth,
            Whence(Layer.COLLECTION, collection.name),
            PresetKey(file.path, collection.name),
        ),
        (
            workspace.layer.auth,
            Whence(Layer.WORKSPACE, WORKSPACE_FILE),
            PresetKey(workspace_file(workspace), WORKSPACE_FILE),
        ),
    )
    for auth, whence, inline in said:
        match auth:
            case Inherit():
                continue
            case NoAuth():
                return _Chosen(auth, whence)
            case Named(name):
                # What workbench.toml says it means of its own presets, not of a collection's.
                own = {} if whence.layer is Layer.WORKSPACE else collection.presets
                return _named(workspace, file.path, own, name, whence)
            case _:
                return _Chosen(auth, whence, inline)
    return _Chosen(NoAuth(), Whence(Layer.DEFAULT))


def _named(
    workspace: Workspace, file: str, own: Mapping[str, Preset], name: str, whence: Whence
) -> _Chosen:
    if name in own:
        return _Chosen(own[name], whence, PresetKey(file, name))
    shared = workspace.layer.presets
    if name in shared:
        return _Chosen(shared[name], whence, PresetKey(workspace_file(workspace), name))
    raise UsageError(
        f"There is no preset {name}, which {_name(file)} names (auth, from {whence}).",
        hint=did_you_mean(name, (*own, *shared)) or "The file has no presets.",
        fix=f"Write [auth.{name}], or name one that is there.",
    )


def _headers(spec: RequestSpec, folders: tuple[Folder, ...]) -> tuple[InheritedRow, ...]:
    """Return the rows in force: those to send, and those that remove a header."""
    inherited: dict[str, tuple[InheritedRow, ...]] = {}
    layers: tuple[tuple[tuple[Row, ...], Whence], ...] = (
        *((folder.headers, _of(folder)) for folder in reversed(folders)),
        (spec.headers, Whence(Layer.REQUEST)),
    )
    for rows, whence in layers:
        mine: dict[str, tuple[InheritedRow, ...]] = {}
        for row in rows:
            if row.enabled or row.value is None:
                name = row.name.lower()
                mine[name] = (*mine.get(name, ()), InheritedRow(row, whence))
        inherited |= mine
    return tuple(row for rows in inherited.values() for row in rows)


def _settings(
    layers: Iterable[tuple[Settings, Whence]],
) -> tuple[Settings, Mapping[str, Whence]]:
    merged = Settings()
    whences: dict[str, Whence] = {}
    for settings, whence in (*layers, (DEFAULT_SETTINGS, Whence(Layer.DEFAULT))):
        if settings == SILENT:
            continue
        for name in SETTING_NAMES:
            if getattr(settings, name) is not None:
                whences.setdefault(name, whence)
        merged = merged.over(settings)
    return merged, whences


def _preset_settings(workspace: Workspace, key: PresetKey) -> tuple[Settings, Mapping[str, Whence]]:
    """Return how token calls of a preset are sent: as the file says that writes the preset."""
    layers = [
        (workspace.layer.settings, Whence(Layer.WORKSPACE, WORKSPACE_FILE)),
        (workspace.person, Whence(Layer.PERSON)),
    ]
    found = workspace.file(key.file)
    if isinstance(found, CollectionFile):
        own = Whence(Layer.COLLECTION, found.collection.name)
        layers.insert(0, (found.collection.settings, own))
    return _settings(layers)


def _variables(
    collection: Collection | None,
    layer: WorkspaceLayer,
    folders: tuple[Folder, ...],
    given: _Given,
) -> dict[str, Defined]:
    """Return every visible variable; later entries win over earlier ones."""
    found: dict[str, Defined] = {}
    outermost = Whence(Layer.WORKSPACE, WORKSPACE_FILE)
    for name, value in layer.variables.items():
        found[name] = Defined(value, outermost, shared=True)
    if collection is not None:
        whence = Whence(Layer.COLLECTION, collection.name)
        for name, value in collection.variables.items():
            found[name] = Defined(value, whence)
    for folder in reversed(folders):
        for name, value in folder.variables.items():
            found[name] = Defined(value, _of(folder))
    if (environment := given.environment) is not None:
        active = Whence(Layer.ENVIRONMENT, environment)
        for name, value in layer.environments.get(environment, {}).items():
            found[name] = Defined(value, active, shared=True)
        if collection is not None:
            for name, value in collection.environments.get(environment, {}).items():
                found[name] = Defined(value, active)
    for name, value in given.captured.items():
        found[name] = Defined(value, Whence(Layer.CAPTURED), literal=True)
    for name, value in given.session.items():
        found[name] = Defined(value, Whence(Layer.SESSION))
    for name, value in given.overrides.items():
        found[name] = Defined(value, Whence(Layer.OVERRIDE), literal=True)
    return found


def expanded(requires: Requirements, variables: Mapping[str, Defined]) -> Requirements:
    """Return requirements with their variables filled in; sources stay as written."""

    def text(template: str) -> str:
        return plain_text(preview_text(template, variables))

    return replace(
        requires,
        audience=tuple(text(each) for each in requires.audience),
        issuer=text(requires.issuer),
        scope=tuple(each for one in requires.scope for each in text(one).split()),
        typ=text(requires.typ),
        claims=tuple((name, text(value)) for name, value in requires.claims),
    )
