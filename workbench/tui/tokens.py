"""What is asked for a preset's token: a new one, or none; each in a worker.

Must not draw anything, or know how a token is had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.session import Change

if TYPE_CHECKING:
    from workbench.engine.token_view import PresetKey
    from workbench.tui.app import WorkbenchApp


class Tokens:
    """The tokens of one app."""

    def __init__(self, app: WorkbenchApp) -> None:
        """Keep the app."""
        self._app = app

    def renew(self, key: PresetKey) -> None:
        """Get a token now, whatever its state."""
        app = self._app

        async def renewing() -> None:
            await app.workbench.get_token(key, renew=True)
            app.say(f"Renewed {key.name}.")

        app.attempt(renewing())

    def forget(self, key: PresetKey | None) -> None:
        """Take a token from memory, or all."""
        self._app.workbench.forget(key)
        self._app.changed(Change.TOKENS)
        name = key.name if key else "all tokens"
        self._app.say(f"Forgot {name}; what a server issued stays valid there.")
