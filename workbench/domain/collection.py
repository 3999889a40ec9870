"""Collections as their files write them: every text may still hold templates.

Must not render, inherit or send anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workbench.domain.presets import AuthPreset, Inherit, Preset
from workbench.domain.requirements import Requirements
from workbench.domain.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The newest `format` this workbench reads and writes.
FORMAT = 1

FolderPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A name with a value in a query, header, path or form table; no value is a bare flag.

    A header row without a value and not enabled removes an inherited header of that name.
    """

    name: str
    value: str | None = None
    enabled: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True)
class NoBody:
    """No body."""


class TextKind(StrEnum):
    """The kinds of body that are one text."""

    JSON = "json"
    TEXT = "text"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class TextBody:
    """A body that is one text; `template` false sends it untouched."""

    kind: TextKind
    text: str
    content_type: str = ""
    template: bool = True


@dataclass(frozen=True, slots=True)
class FormBody:
    """An `application/x-www-form-urlencoded` body."""

    rows: tuple[Row, ...]
    content_type: str = ""
    template: bool = True


@dataclass(frozen=True, slots=True)
class FileBody:
    """The bytes of a file; the path is relative to the collection file."""

    file: str
    content_type: str = ""
    template: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body: a value, or a file (RFC 7578)."""

    name: str
    value: str | None = None
    file: str | None = None
    filename: str = ""
    content_type: str = ""
    enabled: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True)
class MultipartBody:
    """A `multipart/form-data` body (RFC 7578)."""

    parts: tuple[Part, ...]
    content_type: str = ""
    template: bool = True


@dataclass(frozen=True, slots=True)
class GraphqlBody:
    """A GraphQL query with its variables as JSON text."""

    query: str
    variables: str = ""
    operation_name: str = ""
    content_type: str = ""
    template: bool = True


Body = NoBody | TextBody | FormBody | FileBody | MultipartBody | GraphqlBody


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """A request as written: templated, known by folder and name."""

    name: str
    method: str = "GET"
    url: str = ""
    folder: FolderPath = ()
    auth: AuthPreset = Inherit()
    requires: Requirements = Requirements()
    path: tuple[Row, ...] = ()
    query: tuple[Row, ...] = ()
    headers: tuple[Row, ...] = ()
    body: Body = NoBody()
    settings: Settings = Settings()
    expect: Mapping[str, Any] = field(default_factory=dict)
    capture: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Return `Folder/Name`, as the command line knows it."""
        return "/".join((*self.folder, self.name))


@dataclass(frozen=True, slots=True)
class Folder:
    """What the requests below a path inherit."""

    path: FolderPath
    auth: AuthPreset = Inherit()
    variables: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[Row, ...] = ()
    settings: Settings = Settings()
    description: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection file, read."""

    name: str
    description: str = ""
    format: int = FORMAT
    auth: AuthPreset = Inherit()
    settings: Settings = Settings()
    variables: Mapping[str, str] = field(default_factory=dict)
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    presets: Mapping[str, Preset] = field(default_factory=dict)
    folders: tuple[Folder, ...] = ()
    requests: tuple[RequestSpec, ...] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def read_only(self) -> bool:
        """Tell whether a newer workbench made the file."""
        return self.format > FORMAT

    def folder(self, path: FolderPath) -> Folder | None:
        """Return what is written for a path, or None where nothing is."""
        return next((folder for folder in self.folders if folder.path == path), None)

    def request(self, label: str) -> RequestSpec | None:
        """Return the request of a `Folder/Name` label, or None."""
        return next((each for each in self.requests if each.label == label), None)


@dataclass(frozen=True, slots=True)
class WorkspaceLayer:
    """What `workbench.toml` at the workspace root says: the outermost layer."""

    auth: AuthPreset = Inherit()
    settings: Settings = Settings()
    variables: Mapping[str, str] = field(default_factory=dict)
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    presets: Mapping[str, Preset] = field(default_factory=dict)
