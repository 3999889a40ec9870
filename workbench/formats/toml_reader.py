"""Reads a collection file, strictly: the collection, or everything that is wrong in it.

Must not render a template or look outside the text.

    bytes ──decode──▶ text ──tomllib──▶ tables ──strict──▶ values ──build──▶ Collection
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from workbench.domain.collection import (
    FORMAT,
    Collection,
    Folder,
    FolderPath,
    RequestSpec,
    WorkspaceLayer,
)
from workbench.domain.presets import Inherit
from workbench.domain.problem import Problem, Severity
from workbench.domain.settings import Settings
from workbench.formats import kinds, schema
from workbench.formats.build import build_auth, build_body, build_preset, build_requirements
from workbench.formats.findings import Finding, Placer, ordered
from workbench.formats.preset_rules import missing_in_presets
from workbench.formats.strict import MISSING, Walk
from workbench.formats.syntax import decode, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.formats.positions import KeyPath


@dataclass(frozen=True, slots=True)
class Read:
    """A collection, or None where a problem is an error; the problems in the order they stand."""

    collection: Collection | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Checked:
    """What the strict pass left: values by key, and the problems; `format` as written."""

    values: dict[str, Any]
    problems: tuple[Problem, ...]
    format: int = FORMAT

    @property
    def usable(self) -> bool:
        return all(each.severity is not Severity.ERROR for each in self.problems)


def read_collection(content: str | bytes, *, file: str) -> Read:
    """Return the collection of a file's text or bytes, with every problem in it at once.

    A file of a newer format is read as far as this workbench knows, with a warning.
    """
    checked = _check(content, schema.COLLECTION_FILE, file)
    if not checked.usable:
        return Read(None, checked.problems)
    return Read(_collection(checked, file), checked.problems)


def read_workspace_layer(
    content: str | bytes, *, file: str
) -> tuple[WorkspaceLayer | None, tuple[Problem, ...]]:
    """Return what `workbench.toml` says, or None where a problem is an error."""
    checked = _check(content, schema.WORKSPACE_FILE, file)
    if not checked.usable:
        return None, checked.problems
    values = checked.values
    layer = WorkspaceLayer(
        settings=_settings(values),
        variables=values.get("variables", {}),
        environments=values.get("environments", {}),
        presets=_presets(values),
    )
    return layer, checked.problems


def _check(content: str | bytes, kind: kinds.Table, file: str) -> _Checked:
    text, unreadable = decode(content, file)
    if unreadable:
        return _Checked({}, unreadable)
    parsed = parse(text, file)
    if parsed.document is None:
        return _Checked({}, ordered(parsed.problems))
    document = parsed.document
    version = _format_of(document)
    walk = Walk(lenient=version > FORMAT)
    values = walk.table(kind, document, None)
    findings = walk.findings
    if values is not MISSING:
        findings = findings + missing_in_presets(document) + _twice(document)
    if parsed.holed:
        findings = [each for each in findings if not each.missing]
    if walk.lenient:
        findings = [_newer(version)]
    placer = Placer(file, text, document, parsed.positions)
    problems = ordered((*parsed.problems, *placer.problems(findings)))
    return _Checked(values if isinstance(values, dict) else {}, problems, version)


def _format_of(document: dict[str, Any]) -> int:
    collection = document.get("collection")
    version = collection.get("format") if isinstance(collection, dict) else None
    return version if type(version) is int else FORMAT


def _newer(version: int) -> Finding:
    return Finding(
        ("collection", "format"),
        f"Made by a newer workbench: format {version}, this one knows {FORMAT}",
        "It is shown read-only, as far as it could be read.",
        severity=Severity.WARNING,
    )


def _twice(document: dict[str, Any]) -> list[Finding]:
    """Return requests and folders that stand twice; the line of the first is told when placed."""
    findings: list[Finding] = []
    for table, key in (("request", "name"), ("folder", "path")):
        first: dict[object, int] = {}
        several = document.get(table)
        for index, each in enumerate(several if isinstance(several, list) else ()):
            if not isinstance(each, dict) or not isinstance(each.get(key), str | list):
                continue
            path = _split(each.get("folder" if table == "request" else "path", ""))
            known = (path, each["name"]) if table == "request" else path
            if not isinstance(each[key], str) and table == "request":
                continue
            if known in first:
                findings.append(_is_twice((table, index, key), (table, first[known], key), path))
            first.setdefault(known, index)
    return findings


def _split(path: object) -> FolderPath:
    if isinstance(path, str):
        return tuple(path.split("/")) if path else ()
    return tuple(str(part) for part in path) if isinstance(path, list) else ()


def _is_twice(again: KeyPath, first: KeyPath, folder: FolderPath) -> Finding:
    if again[0] == "folder":
        return Finding(again, f'The folder "{"/".join(folder)}" is there twice', first=first)
    where = f' in "{"/".join(folder)}"' if folder else ""
    return Finding(again, f"Two requests of this name{where}", first=first)


def _collection(checked: _Checked, file: str) -> Collection:
    values = checked.values
    head = values.get("collection", {})
    return Collection(
        name=head.get("name") or PurePath(file).stem,
        description=head.get("description", ""),
        format=checked.format,
        auth=build_auth(head.get("auth", Inherit())),
        settings=_settings(values),
        variables=values.get("variables", {}),
        environments=values.get("environments", {}),
        presets=_presets(values),
        folders=tuple(_folder(each) for each in values.get("folder", ())),
        requests=tuple(_request(each) for each in values.get("request", ())),
        extensions=head.get("extensions", {}),
    )


def _settings(values: Mapping[str, Any]) -> Settings:
    return Settings(**values["settings"]) if "settings" in values else Settings()


def _presets(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: build_preset(each) for name, each in values.get("auth", {}).items()}


def _folder(values: dict[str, Any]) -> Folder:
    if "auth" in values:
        values["auth"] = build_auth(values["auth"])
    if "settings" in values:
        values["settings"] = Settings(**values["settings"])
    return Folder(**values)


def _request(values: dict[str, Any]) -> RequestSpec:
    if "auth" in values:
        values["auth"] = build_auth(values["auth"])
    if "requires" in values:
        values["requires"] = build_requirements(values["requires"])
    if "settings" in values:
        values["settings"] = Settings(**values["settings"])
    if "body" in values:
        values["body"] = build_body(values["body"])
    return RequestSpec(**values)
