"""The screen where there is no collection yet.

Must not begin anything: it passes on what `StartPane` posts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from workbench.tui.canvas import Lines
from workbench.tui.error_panel import ErrorPanel
from workbench.tui.footer import Entry, Footer, entries
from workbench.tui.layout import Shape
from workbench.tui.paint import Ground, Row, Run
from workbench.tui.start import StartPane
from workbench.tui.strip import StripState, strip_row
from workbench.tui.working_keys import working_keys

if TYPE_CHECKING:
    from textual.app import ComposeResult


class StartScreen(Screen[None], inherit_bindings=False):
    """Strip, the start pane, error panel and footer."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    StartScreen { layout: vertical; align-horizontal: center; background: $background;
                  overflow: hidden; }
    StartScreen #strip { background: $panel; height: auto; dock: top; }
    StartScreen #below { dock: bottom; height: auto; }
    """

    def __init__(self, where: str) -> None:
        """Keep the directory as it is shown."""
        super().__init__()
        self.strip = Lines(ground=Ground.PANEL, id="strip")
        self.pane = StartPane(where)
        self.error = ErrorPanel(id="error")
        self.footer = Footer(id="footer")

    def compose(self) -> ComposeResult:
        """Put the lines around the pane."""
        from textual.containers import Vertical

        yield self.strip
        yield self.pane
        with Vertical(id="below"):
            yield self.error
            yield self.footer

    def on_mount(self) -> None:
        """Put the focus on the ways to begin."""
        self.pane.focus_rows()
        self.on_resize()

    def on_resize(self) -> None:
        """Fit the new size."""
        shape = Shape(*self.app.size)
        rows = [strip_row(StripState(), shape.width, 0.0)]
        if shape.too_small:
            rows.append(Row((Run(f" {shape.message}"),)))
        self.strip.set_rows(rows)
        self.pane.display = not shape.too_small
        self.call_later(self._name_keys)

    def _name_keys(self) -> None:
        named = entries((key.id, name, key.footer) for key, name in working_keys(self))
        self.footer.show((*named, Entry("q", "Quit", "app.quit")))

    def tick(self) -> None:
        """Nothing here counts seconds."""
