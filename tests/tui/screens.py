"""The whole screen for tests: the real app over the real workbench, driven by Textual's Pilot.

    async with opened(path, "120x40") as screen:
        await screen.press("j", "ctrl+r")
        await screen.until(lambda: "200 OK" in screen.text)

It must not know what is on the screen.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from textual import _wait

from workbench import assembly
from workbench.domain.display import DisplaySettings
from workbench.engine.trust import TrustGiven
from workbench.tui.app import WorkbenchApp
from workbench.tui.contents import content_panes
from workbench.tui.layout import PaneName
from workbench.tui.surroundings import Surroundings

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from workbench.tui.agent import ScreenAgent
    from workbench.tui.facade import Facade
    from workbench.tui.main_screen import MainScreen
    from workbench.tui.pane import Pane

# Textual looks every 20 ms whether the app is at rest, several times a key: half the time of these
# tests. What a test waits for it names with `until`, so looking more often is as good.
_wait.SLEEP_GRANULARITY, _wait.SLEEP_IDLE = 1 / 200, 1 / 2000

TRUECOLOUR = {"COLORTERM": "truecolor", "TERM": "xterm-256color", "LANG": "C.UTF-8"}
#: How many turns of the loop a test waits at most; each gives real sockets 10 ms.
TURNS = 1000


@dataclass(slots=True)
class Screen:
    """A running app, what it shows, and what it asked the outside for."""

    app: WorkbenchApp
    pilot: Pilot[int]
    crashes: list[BaseException] = field(default_factory=list)

    @property
    def main(self) -> MainScreen:
        """The screen of panes."""
        assert self.app.main is not None
        return self.app.main

    def pane(self, name: PaneName) -> Pane:
        """One of the four."""
        return self.main.panes[name]

    @property
    def lines(self) -> list[str]:
        """What a person sees, a line each."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        """What a person sees."""
        return "\n".join(self.lines)

    @property
    def footer(self) -> str:
        """The last line of the screen below all windows."""
        return "".join(run.text for row in self.app.base.footer.rows for run in row.left)

    async def press(self, *keys: str) -> None:
        """Press keys, each once the screen has taken the one before."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type letters."""
        names = {" ": "space", "/": "slash", ".": "full_stop", ":": "colon", "-": "minus"}
        await self.press(*(names.get(letter, letter) for letter in text))

    async def until(self, holds: Callable[[], object], what: str = "") -> None:
        """Wait until something holds."""
        for _ in range(TURNS):
            if holds():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"{what or 'it'} never came about:\n{self.text}")

    async def send(self) -> None:
        """Send the open request and wait for its end."""
        await self.press("ctrl+r")
        await self.until(lambda: not self.app.sends.flying, "the end of the send")
        await self.pilot.pause()


@contextlib.asynccontextmanager
async def opened(
    path: Path | str,
    size: str = "120x40",
    *,
    settings: DisplaySettings | None = None,
    environ: Mapping[str, str] | None = None,
    trust: TrustGiven | None = None,
    surroundings: Mapping[str, object] | None = None,
) -> AsyncIterator[Screen]:
    """Show a path at a size; a defect of the app fails the test."""
    width, height = map(int, size.split("x"))
    crashes: list[BaseException] = []

    def report(defect: BaseException) -> str:
        crashes.append(defect)
        return "a report"

    def open_workbench(where: str, agent: ScreenAgent) -> Facade:
        return assembly.Workbench.open(where, agent=agent, trust=trust or TrustGiven())

    values: dict[str, object] = {
        "open": open_workbench,
        "panes": content_panes,
        "start_practice": assembly.start_practice,
        "new_collection": assembly.new_collection,
        "write_crash_report": report,
        "settings": settings or DisplaySettings(),
        "environ": TRUECOLOUR if environ is None else environ,
    }
    made = Surroundings(**(values | dict(surroundings or {})))  # type: ignore[arg-type]
    app = WorkbenchApp(made, str(path))
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        yield Screen(app, pilot, crashes)
    if crashes:
        raise crashes[0]
