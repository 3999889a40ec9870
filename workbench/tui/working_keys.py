"""Which keys of the table work at this moment, read off the bindings that Textual has active.

Must not bind or act.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.tui.keys import BY_ID, Key

if TYPE_CHECKING:
    from textual.screen import Screen


def working_keys(screen: Screen[Any]) -> list[tuple[Key, str]]:
    """Return the keys that work where the focus is, each with the key to press."""
    found: dict[str, str] = {}
    for name, active in screen.active_bindings.items():
        identity = active.binding.id
        if identity in BY_ID and active.enabled:
            found.setdefault(identity, name)
    return [(BY_ID[identity], name) for identity, name in found.items()]
