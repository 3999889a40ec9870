"""Which preset is shown: that of the open request, until the person chooses another.

Must not draw anything.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.errors import WorkbenchError
from workbench.domain.presets import NoAuth
from workbench.engine.token_view import Held
from workbench.tui.paint import width_of
from workbench.tui.pane import Tab
from workbench.tui.token.subject import Pasted, Subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.engine.effective import Effective
    from workbench.engine.token_view import PresetKey
    from workbench.tui.facade import Facade
    from workbench.tui.session import Session


class Choosing:
    """The presets to step through and the one that is shown; `error` says why none is known."""

    def __init__(self, session: Session, workbench: Facade) -> None:
        """Follow the open request."""
        self._session, self._workbench = session, workbench
        self._ref = session.ref
        self._chosen: PresetKey | None = None
        self._held: dict[PresetKey, Held] = {}
        self.effective: Effective | None = None
        self.error: WorkbenchError | None = None
        self.keys: tuple[PresetKey, ...] = ()

    def read(self) -> bool:
        """Look at the session anew; True where another request is open than before."""
        session, workbench = self._session, self._workbench
        moved = session.ref != self._ref
        self._ref = session.ref
        if moved:
            self._chosen = None
        self.effective = self.error = None
        if session.ref is not None:
            try:
                self.effective = workbench.effective(session.ref, session.draft(session.ref))
            except WorkbenchError as error:
                self.error = error
        keys = [view.key for view in workbench.token_views()]
        own = self.own
        if own is not None and own not in keys:
            keys.append(own)
        self.keys = tuple(keys)
        if self._chosen not in keys:
            self._chosen = None
        return moved

    @property
    def own(self) -> PresetKey | None:
        """Return the preset of the open request."""
        return self.effective.preset_key if self.effective else None

    @property
    def shown(self) -> PresetKey | None:
        """Return the preset to show; without an open request the first."""
        if self._chosen is not None:
            return self._chosen
        if self._session.ref is None and self.keys:
            return self.keys[0]
        return self.own

    def choose(self, key: PresetKey | None) -> None:
        """Show a preset until another request is opened."""
        self._chosen = key

    def step(self, by: int) -> None:
        """Choose the next preset, or the one before, round."""
        if not self.keys:
            return
        shown = self.shown
        if shown in self.keys:
            place = self.keys.index(shown) + by
        else:
            place = 0 if by > 0 else -1
        self.choose(self.keys[place % len(self.keys)])

    def subject(self) -> Subject | None:
        """Return the shown preset with its token; `error` is set where it cannot be understood."""
        if self.shown is None:
            return None
        try:
            found = subject_of(self._workbench, self.shown, self.effective)
        except WorkbenchError as error:
            self.error = error
            return None
        return self._remembering(found) if found else None

    def followed(self, subject: Subject) -> Subject:
        """Return a preset with the status that its token has now."""
        for view in self._workbench.token_views():
            if view.key == subject.key and view.status != subject.status:
                return self._remembering(replace(subject, status=view.status))
        return subject

    def followed_paste(self, pasted: Pasted) -> Pasted:
        """Return a paste as it is now: it may be checked meanwhile."""
        checking = self._session.checking
        return replace(pasted, is_checking=checking is not None and checking == pasted.asks)

    def _remembering(self, subject: Subject) -> Subject:
        """Return the subject with how its token was held: while it is renewed, nothing says so."""
        if isinstance(subject.status, Held):
            self._held[subject.key] = subject.status
        held = self._held.get(subject.key)
        return replace(
            subject,
            held=held if held and held.token is subject.token else None,
            is_checking=subject.key == self._session.checking,
        )

    def subjects(self) -> list[Subject]:
        """Return all presets with their tokens, for the table."""
        own = self.own
        found = [
            Subject(view.key, view.preset, view.status, is_open=view.key == own)
            for view in self._workbench.token_views()
        ]
        effective = self.effective
        known = {each.key for each in found}
        if effective is None or own is None or own in known or isinstance(effective.auth, NoAuth):
            return found
        found.append(Subject(own, effective.auth, is_open=True))
        return found

    def tabs(self, width: int) -> tuple[Tab, ...]:
        """Return the presets as tabs, as many as fit, the shown one among them."""
        tabs = [
            Tab(_tab_key(key), name) for key, name in zip(self.keys, self._names(), strict=True)
        ]
        at = self.keys.index(self.shown) if self.shown in self.keys else 0
        while at > 0 and _width(tabs[: at + 1]) > width:
            tabs, at = tabs[1:], at - 1
        while len(tabs) > 1 and _width(tabs) > width:
            tabs.pop()
        return tuple(tabs)

    def _names(self) -> list[str]:
        """Return what each preset is called, with its file where two have one name."""
        names = [key.name for key in self.keys]
        return [
            name if names.count(name) == 1 else f"{name} ({PurePath(key.file).stem})"
            for key, name in zip(self.keys, names, strict=True)
        ]

    @property
    def tab(self) -> str:
        """Return the key of the shown preset's tab."""
        return _tab_key(self.shown) if self.shown else ""

    def of_tab(self, tab: str) -> PresetKey | None:
        """Return the preset of a tab."""
        return next((key for key in self.keys if _tab_key(key) == tab), None)


def _tab_key(key: PresetKey) -> str:
    return f"{key.file}\n{key.name}"


def _width(tabs: Sequence[Tab]) -> int:
    return sum(width_of(tab.text) + 2 for tab in tabs)
