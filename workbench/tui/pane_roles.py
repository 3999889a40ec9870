"""What the screen asks of one pane: a role, so that it need not know the pane.

Must not implement any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from workbench.engine.token_view import PresetKey


@runtime_checkable
class ShowsPreset(Protocol):
    """A Token pane: it can be told which preset to show."""

    def show_preset(self, key: PresetKey) -> None:
        """Show a preset."""
        ...


@runtime_checkable
class EditsUrl(Protocol):
    """A Request pane: it can be told to open its URL for editing."""

    def edit_url(self) -> None:
        """Open the field over the URL."""
        ...


@runtime_checkable
class AcceptsOpen(Protocol):
    """A Request pane: what is being typed in it can be taken as it is."""

    def accept_open(self) -> None:
        """Take it."""
        ...
