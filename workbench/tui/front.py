"""What a screen has that can say what went right or wrong, ask, or follow what files say.

Must not know which screens do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from workbench.tui.error_panel import ErrorPanel
    from workbench.tui.footer import Footer


@runtime_checkable
class HasFooter(Protocol):
    """A screen with an error panel above its footer."""

    error: ErrorPanel
    footer: Footer


@runtime_checkable
class FollowsFiles(Protocol):
    """A screen over the panes that shows what files say."""

    def files_changed(self) -> None:
        """Read the workspace anew."""
        ...
