"""The window of the cookies that the active environment keeps: to look at, change and forget.

    list ──enter──▶ one ──▶ new value | forget it | forget its domain ──▶ list

Must not show a value: it may be worth as much as a token.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from workbench.domain.secret import Secret
from workbench.tui.clocktime import clock_time
from workbench.tui.fold import fold_text
from workbench.tui.paint import Line, Role, Row, Run, cut, width_of
from workbench.tui.windows.window import Prompt, Window, hints, no_row
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from workbench.domain.cookies import Cookie
    from workbench.engine.cookies import Jar
    from workbench.tui.app import WorkbenchApp

#: The widest that a name and a place get before the rest of the row.
_NAME, _PLACE = 20, 30
_OFF = "A request sends none of them with cookies = false, which is under More."


class What(Enum):
    """What can be done with a cookie."""

    CHANGE = "Change its value"
    FORGET = "Forget it"
    FORGET_DOMAIN = "Forget all of its domain"


def cookie_list(cookies: Sequence[Cookie], now: float, width: int) -> list[Row]:
    """Return a row a cookie: its name, where it goes and when it ends."""
    if not cookies:
        return [no_row("No cookie is kept. Answers that set one add it here.")]
    rows = [_cookie(each, now) for each in cookies]
    return [*rows, Row(selectable=False), *(no_row(line) for line in fold_text(_OFF, width))]


def _cookie(cookie: Cookie, now: float) -> Row:
    place = ("" if cookie.host_only else "*.") + cookie.domain + cookie.path
    left = (
        *_within(Run(cookie.name or "(no name)"), _NAME),
        *_within(Run(place, Role.MUTED), _PLACE),
        Run("Secure" if cookie.secure else "", Role.MUTED),
    )
    ends = "this session" if cookie.expires_at is None else clock_time(cookie.expires_at, now)
    return Row(left, (Run(f"until {ends}" if cookie.expires_at else ends, Role.MUTED),), cookie.key)


def _within(run: Run, width: int) -> Line:
    line = cut((run,), width)
    return (*line, Run(" " * (width + 2 - width_of(line))))


class CookieWindows:
    """Opens the windows one after the other; a change holds from the next send on."""

    def __init__(self, app: WorkbenchApp) -> None:
        """Keep the app."""
        self._app = app

    @property
    def _jar(self) -> Jar:
        return self._app.workbench.cookie_jar()

    def _cookies(self) -> tuple[Cookie, ...]:
        return self._jar.cookies(self._app.workbench.clock.now())

    def open(self, start: Hashable = None) -> None:
        """Open the list, with the cursor on a cookie where that is still there."""
        app = self._app
        environment = app.workbench.environment
        window: Window[tuple[str, str, str]] = Window(
            f"Cookies of {environment}" if environment else "Cookies",
            lambda _, width: cookie_list(self._cookies(), app.workbench.clock.now(), width),
            start=start,
            hint=hints(("enter", "changes it"), ("esc", "closes")),
        )
        app.push_screen(window, self._take)

    def _take(self, key: tuple[str, str, str] | None) -> None:
        cookie = next((each for each in self._cookies() if each.key == key), None)
        if cookie is None:
            return
        window: Window[What] = Window(
            f"{cookie.name} of {cookie.domain}{cookie.path}",
            lambda _typed, _width: [Row((Run(each.value),), key=each) for each in What],
            hint=hints(("enter", "does it"), ("esc", "goes back")),
        )
        self._app.push_screen(window, lambda what: self._do(what, cookie))

    def _do(self, what: What | None, cookie: Cookie) -> None:
        app, jar = self._app, self._jar
        match what:
            case What.CHANGE:
                prompt = Prompt(f"Value of {cookie.name}", "sent as written, until it ends")
                app.push_screen(prompt, lambda text: self._changed(cookie, text))
                return
            case What.FORGET:
                jar.remove(cookie)
                app.say(f"Forgot the cookie {cookie.name}.")
            case What.FORGET_DOMAIN:
                count = sum(1 for each in self._cookies() if each.domain == cookie.domain)
                jar.clear(cookie.domain)
                app.say(f"Forgot {counted(count, 'cookie')} of {cookie.domain}.")
        self.open(cookie.key)

    def _changed(self, cookie: Cookie, text: str | None) -> None:
        if text is not None:
            self._jar.put(replace(cookie, value=Secret(text)))
            self._app.say(f"The cookie {cookie.name} has a new value.")
        self.open(cookie.key)
