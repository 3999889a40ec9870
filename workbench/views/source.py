"""Where views read from: bytes by range, of a body that may still be arriving.

A source never hands out more than it was asked for, and a view never keeps what it has read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from workbench.views.json_scan import JsonError


class ByteSource(Protocol):
    """Bytes by range; only ever grows, and what was read once never changes."""

    @property
    def size(self) -> int:
        """Bytes known so far."""
        ...

    @property
    def complete(self) -> bool:
        """True once `size` is final."""
        ...

    def read(self, start: int, end: int) -> bytes:
        """The bytes of [start, end), fewer where the source ends before `end`."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What a body is to be formatted like: past so many bytes, one value or many."""

    skip: int
    many: bool


class FormattedSource(ByteSource, Protocol):
    """The text of JSON that is formatted elsewhere, as it comes.

    Once it is complete: where its source stopped being JSON, and why it could not be done.
    """

    @property
    def error(self) -> JsonError | None: ...

    @property
    def failed(self) -> str: ...


@dataclass(frozen=True, slots=True)
class MemorySource:
    """A source that is all there: for small bodies, and for tests."""

    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def complete(self) -> bool:
        return True

    def read(self, start: int, end: int) -> bytes:
        return self.content[start:end]


@dataclass(frozen=True, slots=True)
class RestSource:
    """What a source holds from `offset` on, counted from zero again."""

    whole: ByteSource
    offset: int

    @property
    def size(self) -> int:
        return max(0, self.whole.size - self.offset)

    @property
    def complete(self) -> bool:
        return self.whole.complete

    def read(self, start: int, end: int) -> bytes:
        return self.whole.read(self.offset + start, self.offset + end)
