"""What is asked about tokens: a new one or none, a check, a scope more, an API's metadata.

Must not draw anything, or know how a token is had or checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from workbench.domain.errors import WorkbenchError
from workbench.domain.origin import origin_of
from workbench.engine.verification import Checked
from workbench.tui.layout import PaneName
from workbench.tui.session import Change

if TYPE_CHECKING:
    from textual.worker import Worker

    from workbench.domain.secret import Secret
    from workbench.engine.demands import Demand
    from workbench.engine.diagnosis import PresetFix
    from workbench.engine.token_introspection import Introspected
    from workbench.engine.token_view import PresetKey
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
    """What an API says of itself is to be fetched, as a preset's file says that it is asked."""

    key: PresetKey
    demand: Demand


@dataclass(frozen=True, slots=True)
class Look:
    """A text is to be looked at as a token."""

    text: str


@dataclass(frozen=True, slots=True)
class Revoke:
    """A preset's token is to be revoked at its server, once the person agreed."""

    key: PresetKey


TokenWork = Check | AskFor | Fetch | Look | Revoke


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
        """Start with nothing asked."""
        self._app = app
        self._checking: Worker[None] | None = None
        self._run = 0

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
                self._start_check(key, text)
            case AskFor(fix):
                self._app.attempt(self._ask_for(fix))
            case Fetch(key, demand):
                self._app.attempt(self._fetch(key, demand))
            case Look(text):
                self._look(text)
            case Revoke(key):
                self._app.attempt(self._revoke(key))

    @property
    def is_checking(self) -> bool:
        """Tell whether a check is under way, which a key stops."""
        return self._checking is not None

    def cancel(self) -> None:
        """Stop the check; nothing of it is kept."""
        if self._checking is not None:
            self._checking.cancel()
            self._ended(self._run)
            self._app.say("Stopped asking about the token.")

    def _start_check(self, key: PresetKey, text: Secret | None) -> None:
        self.cancel()
        self._run += 1
        self._app.session.checking = key
        self._checking = self._app.attempt(self._check(key, text, self._run))
        self._app.changed(Change.TOKENS)

    def _ended(self, run: int) -> None:
        """Take note that a check is over, unless it is another that runs by now."""
        if run == self._run and self._checking is not None:
            self._checking = self._app.session.checking = None
            self._app.changed(Change.TOKENS)

    async def _check(self, key: PresetKey, text: Secret | None, run: int) -> None:
        app = self._app
        try:
            found = await app.workbench.tokens.check(key, text)
        except WorkbenchError:
            self._ended(run)
            raise
        main = app.main
        if main is not None and text is not None and isinstance(found, Checked):
            pane = main.panes[PaneName.TOKEN]
            if isinstance(pane, InspectsTokens):
                pane.checked(text, found)
        self._ended(run)
        app.say(_said(found))

    async def _ask_for(self, fix: PresetFix) -> None:
        app = self._app
        if app.sends.explaining.keep(fix, "a scope was missing"):
            await app.workbench.get_token(fix.key, renew=True)
            # Short, so that both keys are seen at 80 columns: the pane shows what it is now.
            changed = ", ".join(each.key for each in fix.changes)
            app.say(f"{fix.key.name}: {changed} changed. w keeps it, U undoes.")

    async def _revoke(self, key: PresetKey) -> None:
        app = self._app
        address = await app.workbench.tokens.revocation_endpoint(key)
        where = str(origin_of(address)).partition("://")[2]
        question = f"Revoke the token of {key.name} at {where}?"
        if not await app.ask(question, yes=("y", "revoke"), no="keep"):
            return
        await app.workbench.tokens.revoke(key, address)
        app.workbench.forget(key)
        app.changed(Change.TOKENS)
        app.say(f"Revoked the token of {key.name} at {where}, and forgot it.")

    async def _fetch(self, key: PresetKey, demand: Demand) -> None:
        app = self._app
        await app.workbench.tokens.fetch_metadata(key, demand)
        app.changed(Change.TOKENS)

    def _look(self, text: str) -> None:
        main = self._app.main
        if main is None:
            return
        pane = main.panes[PaneName.TOKEN]
        if isinstance(pane, InspectsTokens):
            pane.inspect(text)
            main.focus_pane(PaneName.TOKEN)


def _said(found: Checked | Introspected) -> str:
    """Return in one sentence what came of a check."""
    if isinstance(found, Checked):
        return f"The signature is {found.verification.verdict}."
    return f"The server says that the token is {'active' if found.active else 'not active'}."
