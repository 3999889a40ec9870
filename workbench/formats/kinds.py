"""The kinds of value that a key of a collection file can hold.

Must not name a key: `schema` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Text:
    """A string; `templated` tells whether `{{...}}` in it is rendered."""

    templated: bool = True
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One of a few strings."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """A string or a list of strings; `words` splits each at blanks."""

    words: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false`."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number within limits; `unit` is what it counts, in the plural."""

    minimum: float
    maximum: float
    unit: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Statuses:
    """An HTTP status, or a list of those that will do."""


@dataclass(frozen=True, slots=True)
class FolderPath:
    """The path of a folder: `"A/B"`, or a list where a name holds a slash."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table from any name to a string."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a name and a value: a table, a table with lists, or a list of pairs."""


@dataclass(frozen=True, slots=True)
class AuthRef:
    """A preset's name, `"none"`, `"inherit"`, or a preset as an inline table."""


@dataclass(frozen=True, slots=True)
class Anything:
    """A table that is kept as it is and read by nobody."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with known keys; `others` is what a key not listed holds, if any may stand there."""

    keys: tuple[Key, ...]
    others: Kind | None = None
    by_name: Mapping[str, Key] = field(init=False, repr=False, compare=False)
    needed: tuple[Key, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the keys findable by name."""
        object.__setattr__(self, "by_name", {key.name: key for key in self.keys})
        object.__setattr__(self, "needed", tuple(key for key in self.keys if key.required))


@dataclass(frozen=True, slots=True)
class Tables:
    """A list of tables, written as `[[name]]`."""

    table: Table


@dataclass(frozen=True, slots=True)
class Variants:
    """A table whose keys follow from the word in its key `by`."""

    by: str
    says: str
    tables: Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class Each:
    """A table from names of the person's choice, less those refused, to one kind of value."""

    kind: Kind
    refused: tuple[str, ...] = ()


Kind = (
    Text
    | Word
    | Texts
    | Flag
    | Number
    | Statuses
    | FolderPath
    | TextTable
    | Rows
    | AuthRef
    | Anything
    | Table
    | Tables
    | Variants
    | Each
)


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, what it holds, a line for people, and an example where it is required."""

    name: str
    kind: Kind
    says: str
    required: bool = False
    example: str = ""
