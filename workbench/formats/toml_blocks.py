"""Writes requests and collections as the TOML that a person would have written.

Must not read or write a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from workbench.domain.collection import (
    Body,
    Collection,
    FileBody,
    Folder,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    Part,
    RequestSpec,
    Row,
    TextBody,
    WorkspaceLayer,
)
from workbench.domain.presets import (
    ApiKey,
    AuthPreset,
    Basic,
    Bearer,
    Inherit,
    Named,
    NoAuth,
    OAuth2,
    Preset,
)
from workbench.formats.toml_values import (
    basic,
    inline,
    key,
    long_string,
    row_list,
    row_table,
    string,
    table,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.requirements import Requirements
    from workbench.domain.settings import Settings

_TYPES = {Basic: "basic", Bearer: "bearer", ApiKey: "api_key", OAuth2: "oauth2"}


@dataclass(slots=True)
class _Block:
    """One table: its header, its written values, and the tables below it."""

    header: str
    pairs: dict[str, str] = field(default_factory=dict)
    blocks: list[_Block] = field(default_factory=list)
    several: bool = False

    def text(self, name: str, value: str) -> None:
        if value:
            self.pairs[name] = string(value)

    def below(self, name: str, pairs: Mapping[str, str] | None = None) -> _Block:
        block = _Block(f"{self.header}.{key(name)}", dict(pairs or {}))
        self.blocks.append(block)
        return block

    def rows(self, name: str, rows: tuple[Row, ...]) -> None:
        """Add rows as a table of their own where that keeps them, else as a list."""
        if not rows:
            return
        if (written := row_table(rows)) is None:
            self.pairs[name] = row_list(rows)
        else:
            self.below(name, written)

    def lines(self) -> list[str]:
        header = f"[[{self.header}]]" if self.several else f"[{self.header}]"
        own = [header, *(f"{key(name)} = {value}" for name, value in self.pairs.items())]
        for block in self.blocks:
            # A request's tables stand close below it; what is a list of tables gets air.
            own += ["", *block.lines()] if block.several else block.lines()
        return own


def dump_request(spec: RequestSpec) -> str:
    """Return one request as a `[[request]]` of a collection file."""
    return _rendered([_request(spec)])


def dump_folder(folder: Folder) -> str:
    """Return what is written about one folder."""
    return _rendered([_folder(folder)])


def dump_preset(name: str, preset: Preset) -> str:
    """Return one preset as an `[auth.name]` of a collection file."""
    block = _Block(f"auth.{key(name)}")
    _add_preset(block, preset)
    return _rendered([block])


def dump_variables(header: str, variables: Mapping[str, str]) -> str:
    """Return a table of variables below a header that is written already."""
    return _rendered([_Block(header, _written(variables))])


def dump_head(collection: Collection) -> str:
    """Return `[collection]` alone."""
    return _rendered([_head(collection)])


def dump_collection(collection: Collection) -> str:
    """Return a whole collection file; read again it is the same collection."""
    blocks = [_head(collection), *_outer(collection)]
    blocks += [_folder(folder) for folder in collection.folders]
    blocks += [_request(spec) for spec in collection.requests]
    return _rendered(blocks)


def dump_workspace_layer(layer: WorkspaceLayer) -> str:
    """Return a `workbench.toml`; read again it is the same layer."""
    return _rendered(_outer(layer))


def _outer(owner: Collection | WorkspaceLayer) -> list[_Block]:
    """Return what collections and the workspace have in common."""
    blocks = [_Block("settings", written)] if (written := _settings(owner.settings)) else []
    if owner.variables:
        blocks.append(_Block("variables", _written(owner.variables)))
    for name, variables in owner.environments.items():
        blocks.append(_Block(f"environments.{key(name)}", _written(variables)))
    for name, preset in owner.presets.items():
        block = _Block(f"auth.{key(name)}")
        _add_preset(block, preset)
        blocks.append(block)
    return blocks


def _head(collection: Collection) -> _Block:
    head = _Block("collection", {"format": str(collection.format), "name": string(collection.name)})
    head.text("description", collection.description)
    _add_auth(head, collection.auth)
    _add_extensions(head, collection.extensions)
    return head


def _rendered(blocks: list[_Block]) -> str:
    return "\n".join("\n".join(block.lines()) + "\n" for block in blocks)


def _written(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: string(text) for name, text in variables.items()}


def _path(path: tuple[str, ...]) -> str:
    return inline(list(path)) if any("/" in part for part in path) else string("/".join(path))


def _settings(settings: Settings) -> dict[str, str]:
    return {
        each.name: inline(value)
        for each in fields(settings)
        if (value := getattr(settings, each.name)) is not None
    }


def _requirements(requirements: Requirements) -> str:
    written: dict[str, str] = {}
    if requirements.audience:
        written["aud"] = texts(requirements.audience)
    if requirements.issuer:
        written["iss"] = inline(requirements.issuer)
    if requirements.scope:
        written["scope"] = string(" ".join(requirements.scope))
    if requirements.typ:
        written["typ"] = inline(requirements.typ)
    written.update({name: inline(value) for name, value in requirements.claims})
    return table(written)


def _add_extensions(block: _Block, extensions: Mapping[str, Any]) -> None:
    if extensions:
        _add_open(block.below("extensions"), extensions)


def _add_open(block: _Block, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, dict):
            _add_open(block.below(name), value)
        else:
            block.pairs[name] = string(value) if isinstance(value, str) else inline(value)


def _add_auth(block: _Block, auth: AuthPreset) -> None:
    match auth:
        case Inherit():
            return
        case NoAuth():
            block.pairs["auth"] = basic("none")
        case Named(name=name):
            block.pairs["auth"] = string(name)
        case _:
            _add_preset(block.below("auth"), auth)


def _add_preset(block: _Block, preset: Basic | Bearer | ApiKey | OAuth2) -> None:
    block.pairs["type"] = basic(_TYPES[type(preset)])
    needed = {"username", "token", "name", "value", "grant"}
    for each in fields(preset):
        value = getattr(preset, each.name)
        name = "in" if each.name == "place" else each.name
        required = name in needed and not isinstance(preset, OAuth2)
        if not required and (value == each.default or (name == "password" and not value)):
            continue
        if name in {"requires", "extensions"} and not value:
            continue
        match name:
            case "requires":
                block.pairs[name] = _requirements(value)
            case "scope":
                block.pairs[name] = string(" ".join(value))
            case "resource":
                block.pairs[name] = texts(value)
            case "parameters":
                rows = tuple(Row(parameter, text) for parameter, text in value)
                written = row_table(rows)
                block.pairs[name] = row_list(rows) if written is None else table(written)
            case "extensions":
                _add_extensions(block, value)
            case _:
                block.pairs[name] = inline(value)


def _folder(folder: Folder) -> _Block:
    block = _Block("folder", {"path": _path(folder.path)}, several=True)
    block.text("description", folder.description)
    _add_auth(block, folder.auth)
    if folder.variables:
        block.below("variables", _written(folder.variables))
    block.rows("headers", folder.headers)
    if settings := _settings(folder.settings):
        block.below("settings", settings)
    _add_extensions(block, folder.extensions)
    return block


def _request(spec: RequestSpec) -> _Block:
    block = _Block("request", {"name": string(spec.name)}, several=True)
    if spec.folder:
        block.pairs["folder"] = _path(spec.folder)
    block.pairs["method"] = string(spec.method)
    block.pairs["url"] = string(spec.url)
    block.text("description", spec.description)
    _add_auth(block, spec.auth)
    if spec.requires:
        block.pairs["requires"] = _requirements(spec.requires)
    block.rows("path", spec.path)
    block.rows("query", spec.query)
    block.rows("headers", spec.headers)
    if not isinstance(spec.body, NoBody):
        _add_body(block.below("body"), spec.body)
    if settings := _settings(spec.settings):
        block.below("settings", settings)
    if spec.expect:
        block.below("expect", {name: inline(value) for name, value in spec.expect.items()})
    if spec.capture:
        block.below("capture", _written(spec.capture))
    _add_extensions(block, spec.extensions)
    return block


def _add_body(block: _Block, body: Body) -> None:
    match body:
        case NoBody():
            return
        case TextBody():
            block.pairs |= {"type": basic(body.kind), "text": long_string(body.text)}
        case FormBody():
            block.pairs["type"] = basic("form")
            if body.rows:
                block.rows("form", body.rows)
            else:
                block.pairs["form"] = "{}"
        case FileBody():
            block.pairs |= {"type": basic("file"), "file": string(body.file)}
        case GraphqlBody():
            block.pairs |= {"type": basic("graphql"), "query": long_string(body.query)}
            if body.variables:
                block.pairs["variables"] = long_string(body.variables)
            block.text("operation_name", body.operation_name)
        case MultipartBody():
            block.pairs["type"] = basic("multipart")
            if not body.parts:
                block.pairs["part"] = "[]"
            block.blocks += [_part(block.header, part) for part in body.parts]
    block.text("content_type", body.content_type)
    if not body.template:
        block.pairs["template"] = "false"


def _part(header: str, part: Part) -> _Block:
    block = _Block(f"{header}.part", {"name": string(part.name)}, several=True)
    for name in ("value", "file"):
        if (text := getattr(part, name)) is not None:
            block.pairs[name] = string(text)
    for name in ("filename", "content_type", "description"):
        block.text(name, getattr(part, name))
    if not part.enabled:
        block.pairs["enabled"] = "false"
    return block
