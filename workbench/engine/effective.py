"""A request with everything it inherits, before anything is rendered.

Must not resolve a source: this is what browsing and previews show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.domain.requirements import Requirements
from workbench.domain.settings import DEFAULT_SETTINGS, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.collection import RequestSpec, Row
    from workbench.domain.presets import NoAuth, Preset
    from workbench.domain.workspace import CollectionFile
    from workbench.engine.token_view import PresetKey


class Layer(StrEnum):
    """Where a value was written, nearest first."""

    OVERRIDE = "--var"
    SESSION = "session"
    CAPTURED = "captured"
    ENVIRONMENT = "environment"
    REQUEST = "request"
    FOLDER = "folder"
    COLLECTION = "collection"
    WORKSPACE = "workspace"
    PERSON = "config.toml"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Whence:
    """A layer and its name: `Whence(FOLDER, "Customers")` reads `folder Customers`."""

    layer: Layer
    name: str = ""

    def __str__(self) -> str:
        """Return it as the screen says it after `from`."""
        match self.layer:
            case Layer.FOLDER | Layer.ENVIRONMENT:
                return f"{self.layer} {self.name}"
            case Layer.COLLECTION | Layer.WORKSPACE:
                return self.name
            case _:
                return str(self.layer)


@dataclass(frozen=True, slots=True)
class Defined:
    """A variable's template text and where it was written; `literal` is data, never rendered.

    `shared` tells that `workbench.toml` wrote it: there a `file:` path is relative to that file.
    """

    value: str
    whence: Whence
    literal: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class InheritedRow:
    """A header row with where it was written."""

    row: Row
    whence: Whence


class PieceKind(StrEnum):
    """What a piece of previewed text came from."""

    TEXT = "text"
    VARIABLE = "variable"
    SOURCE = "source"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PreviewPiece:
    """A piece of text as far as it is known without resolving sources.

    `written` is the template as written where the piece came from one.
    """

    text: str
    kind: PieceKind = PieceKind.TEXT
    written: str = ""
    whence: Whence | None = None


Preview = tuple[PreviewPiece, ...]


@dataclass(frozen=True, slots=True)
class Effective:
    """A request and what the layers around it add.

    `preset` is None and `preset_key` None where `auth` is NoAuth. `auth_from` is the layer that
    decided; `auth_inherited` tells whether that is another than the request itself. `variables`
    are all that are visible to it. `not_yet` says what it asks for that is not delivered yet.
    """

    file: CollectionFile
    spec: RequestSpec
    environment: str | None
    auth: NoAuth | Preset
    auth_from: Whence
    auth_inherited: bool
    preset_name: str | None = None
    preset_key: PresetKey | None = None
    requires: Requirements = Requirements()
    headers: tuple[InheritedRow, ...] = ()
    settings: Settings = DEFAULT_SETTINGS
    settings_from: Mapping[str, Whence] = field(default_factory=dict)
    variables: Mapping[str, Defined] = field(default_factory=dict)
    url_preview: Preview = ()
    not_yet: tuple[str, ...] = ()
