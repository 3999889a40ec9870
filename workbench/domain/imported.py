"""What an import of another tool's text gives: a collection, and all that it could not say.

Must not read a text or write a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.collection import Collection
    from workbench.domain.errors import WorkbenchError
    from workbench.domain.presets import OAuth2
    from workbench.domain.secret import Secret


class ImportFormat(StrEnum):
    """The formats that can be brought in; the values are the words of `--format`."""

    CURL = "curl"
    POSTMAN = "postman"
    POSTMAN_ENVIRONMENT = "postman-environment"


class Fate(StrEnum):
    """What became of something without a counterpart; what is kept is under `extensions`."""

    CHANGED = "changed"
    SECRET = "secret"
    KEPT = "kept"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Note:
    """Something without a counterpart: where it stood, what it is, and what became of it and why.

    `where` is a request as `Folder/Name`, or the part of the source that is meant.
    """

    where: str
    what: str
    why: str
    fate: Fate = Fate.CHANGED


@dataclass(frozen=True, slots=True)
class MovedSecret:
    """A literal secret that the collection refers to as `{{env:NAME}}` from now on."""

    name: str
    value: Secret
    where: str


@dataclass(frozen=True, slots=True)
class PresetOffer:
    """A token request that could be a preset: the preset, its name, and the request's label."""

    name: str
    preset: OAuth2
    label: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A source, read; of an environment the collection has nothing but `environments`.

    `hidden` are the names of variables that the source calls secret.
    """

    collection: Collection
    format: ImportFormat
    notes: tuple[Note, ...] = ()
    offers: tuple[PresetOffer, ...] = ()
    secrets: tuple[MovedSecret, ...] = ()
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Written:
    """One import that was written: the file, its format, how many requests, and the notes."""

    file: str
    format: ImportFormat
    requests: int
    notes: tuple[Note, ...]
    env_file: str = ""
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotWritten:
    """One source that could not be imported, and why."""

    source: str
    error: WorkbenchError
