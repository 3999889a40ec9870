"""Letters on every target: panes, tabs, presets, the environment and the URL.

Each letter stands in the free cell before its target, so that no text is covered. Must not go
anywhere itself: it hands back the target.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.screen import ModalScreen
from textual.widget import Widget

from workbench.tui.canvas import Lines
from workbench.tui.layout import PaneName
from workbench.tui.paint import Ground, Line, Role, Row, Run, palette_of, render, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.strip import Strip

    from workbench.tui.main_screen import MainScreen
    from workbench.tui.pane import Pane

#: The home row first, then what lies near it.
LETTERS = "asdfghjklwertyuiopzxcvbnmq"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a letter stands, and what it goes to: (kind, what)."""

    x: int
    y: int
    goes: tuple[str, str]


def lettered(targets: Iterable[Target]) -> dict[str, Target]:
    """Return the targets by their letters, as many as there are letters."""
    return dict(zip(LETTERS, targets, strict=False))


def targets_of(screen: MainScreen) -> tuple[Target, ...]:
    """Return what can be jumped to now: panes first, then tabs, the strip and the URL."""
    panes: list[Target] = []
    tabs: list[Target] = []
    for name, pane in screen.panes.items():
        if pane.display and pane.region.width:
            if not pane.alone:
                panes.append(Target(pane.region.x + 2, pane.region.y, ("pane", name)))
            tabs += _tabs(name, pane)
    if screen.line.display:
        panes = _pane_line(screen)
    rest = _strip(screen)
    request = screen.panes[PaneName.REQUEST]
    if request.display and request.header.region.width:
        region = request.header.region
        rest.append(Target(region.x - 1, region.y, ("url", "")))
    return (*panes, *tabs, *rest)


def _pane_line(screen: MainScreen) -> list[Target]:
    """Return the panes where a line above names them, in its order."""
    found: list[Target] = []
    names = iter(screen.panes)
    wanted = 1
    x = 0
    for run in screen.line.rows[0].left if screen.line.rows else ():
        if run.text.split()[:1] == [str(wanted)]:
            found.append(Target(x, screen.line.region.y, ("pane", next(names))))
            wanted += 1
        x += width_of(run.text)
    return found


def _tabs(name: PaneName, pane: Pane) -> list[Target]:
    found = []
    # The border's corner, its line and the blank that Textual puts before a title.
    x = pane.region.x + 3
    keys = iter(pane.tabs)
    for run, following in _with_next(pane.title_line()):
        if run.text == " " and following is not None and following.text.strip():
            tab = next(keys, None)
            if tab is not None and following.text == tab.text:
                found.append(Target(x, pane.region.y, ("tab", f"{name}/{tab.key}")))
        x += width_of(run.text)
    return found


def _with_next(line: Line) -> list[tuple[Run, Run | None]]:
    return list(zip(line, (*line[1:], None), strict=False))


def _strip(screen: MainScreen) -> list[Target]:
    row = screen.strip.rows[0] if screen.strip.rows else Row()
    found = []
    x = 0
    for run in row.left:
        if run.text == "env ":
            found.append(Target(x - 1, 0, ("environment", "")))
        x += width_of(run.text)
    x = screen.strip.size.width - width_of(row.right)
    names = {view.key.name for view in screen.workbench.token_views()}
    for run in row.right:
        if run.text in names:
            found.append(Target(x - 1, 0, ("preset", run.text)))
        x += width_of(run.text)
    return found


class Letter(Widget):
    """One letter over the screen."""

    DEFAULT_CSS = """
    Letter { position: absolute; width: 1; height: 1; }
    """

    def __init__(self, letter: str, x: int, y: int) -> None:
        """Keep the letter and its place."""
        super().__init__()
        self._letter = letter
        self.styles.offset = (max(0, x), y)

    def render_line(self, y: int) -> Strip:
        """Draw it reversed."""
        run = Run(self._letter, Role.LOOK, bold=True, reverse=True)
        return render(Row((run,)), 1, palette_of(self))


class Jump(ModalScreen[tuple[str, str] | None], inherit_bindings=False):
    """The letters; the first key goes to a target or stays here."""

    DEFAULT_CSS = """
    Jump > #jump-line { dock: bottom; background: $panel; height: 1; }
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        """Give the targets their letters."""
        super().__init__()
        self._letters = lettered(targets)
        self._line = Lines(ground=Ground.PANEL, id="jump-line")

    def compose(self) -> ComposeResult:
        """Show the letters and what to do."""
        for letter, target in self._letters.items():
            yield Letter(letter, target.x, target.y)
        yield self._line

    def on_mount(self) -> None:
        """Say what to do."""
        runs = (
            Run(" "),
            Run(" Jump ", Role.ACCENT, bold=True, reverse=True),
            Run("  press a letter   "),
            Run("esc", Role.ACCENT, bold=True),
            Run(" stays here", Role.MUTED),
        )
        self._line.set_rows([Row(runs)])

    def on_key(self, event: events.Key) -> None:
        """Go, or stay."""
        event.stop()
        event.prevent_default()
        target = self._letters.get(event.character or "")
        self.dismiss(target.goes if target else None)
