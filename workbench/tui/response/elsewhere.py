"""What a body can have made of it by a process of its own, and what stands where it cannot.

Must not start anything: the body does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from workbench.views.source import MemorySource

if TYPE_CHECKING:
    from workbench.views.source import FormattedSource


@runtime_checkable
class Formats(Protocol):
    """A body that can have its JSON formatted elsewhere."""

    def formatted(self, *, skip: int, many: bool) -> FormattedSource | None:
        """Return the text as it comes, from byte `skip` on; None where none can be made."""
        ...


class NotFormatted(MemorySource):
    """What stands for a text that nobody makes."""

    error = None
    failed = "no process to format it could be started"

    def __init__(self) -> None:
        """Hold nothing."""
        super().__init__(b"")


@runtime_checkable
class FilteredBody(Protocol):
    """A `Body` of what a filter has found so far; why it could not be done, once it is complete."""

    @property
    def size(self) -> int: ...

    @property
    def complete(self) -> bool: ...

    def read(self, start: int, end: int) -> bytes: ...

    def close(self) -> None: ...

    @property
    def failed(self) -> str: ...

    @property
    def count(self) -> int: ...


@runtime_checkable
class Filters(Protocol):
    """A body whose JSON can be filtered elsewhere."""

    def filtered(self, path: str, *, skip: int) -> FilteredBody:
        """Return what a JSONPath finds, as it comes; raises `UsageError`."""
        ...


@runtime_checkable
class Closes(Protocol):
    """A text that takes disk, or a process, until it is closed."""

    def close(self) -> None: ...


def give_back(text: object) -> None:
    """Close a text, where it is one that can be."""
    if isinstance(text, Closes):
        text.close()
