"""What is asked about tokens: a new one or none, a check, a scope more, an API's metadata.

Must not draw anything, or know how a token is had or checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from workbench.tui.layout import PaneName
from workbench.tui.session import Change

if TYPE_CHECKING:
    from workbench.domain.secret import Secret
    from workbench.engine.demands import Demand
    from workbench.engine.diagnosis import PresetFix
    from workbench.engine.token_view import PresetKey
    from workbench.engine.verification import Checked
    from workbench.tui.app import WorkbenchApp


@dataclass(frozen=True, slots=True)
class Check:
    """The signature of a preset's token, or of a text, is to be checked."""

    key: PresetKey
    text: Secret | None = None


@dataclass(frozen=True, slots=True)
class AskFor:
    """A preset is to ask for more, and a token is to be had with it."""

    fix: PresetFix


@dataclass(frozen=True, slots=True)
class Fetch:
    """What an API says of itself is to be fetched."""

    demand: Demand


@dataclass(frozen=True, slots=True)
class Look:
    """A text is to be looked at as a token."""

    text: str


TokenWork = Check | AskFor | Fetch | Look


@runtime_checkable
class InspectsTokens(Protocol):
    """A Token pane: it can be told to show any text as a token."""

    def inspect(self, text: str) -> None:
        """Show what a text says as a token."""
        ...

    def checked(self, text: Secret, checked: Checked) -> None:
        """Say what came of checking a text, where it is still shown."""
        ...


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

    def take(self, what: TokenWork) -> None:
        """Do what was asked, in a worker where it takes time."""
        match what:
            case Check(key, text):
                self._app.attempt(self._check(key, text))
            case AskFor(fix):
                self._app.attempt(self._ask_for(fix))
            case Fetch(demand):
                self._app.attempt(self._fetch(demand))
            case Look(text):
                self._look(text)

    async def _check(self, key: PresetKey, text: Secret | None) -> None:
        app = self._app
        checked = await app.workbench.tokens.check(key, text)
        main = app.main
        if main is not None and text is not None:
            pane = main.panes[PaneName.TOKEN]
            if isinstance(pane, InspectsTokens):
                pane.checked(text, checked)
        app.changed(Change.TOKENS)
        app.say(f"The signature is {checked.verification.verdict}.")

    async def _ask_for(self, fix: PresetFix) -> None:
        app = self._app
        if app.sends.explaining.keep(fix, "a scope was missing"):
            await app.workbench.get_token(fix.key, renew=True)
            app.say(f"{fix.key.name} has {fix.title}. w keeps it, U undoes.")

    async def _fetch(self, demand: Demand) -> None:
        app = self._app
        await app.workbench.tokens.fetch_metadata(demand)
        app.changed(Change.TOKENS)

    def _look(self, text: str) -> None:
        main = self._app.main
        if main is None:
            return
        pane = main.panes[PaneName.TOKEN]
        if isinstance(pane, InspectsTokens):
            pane.inspect(text)
            main.focus_pane(PaneName.TOKEN)
