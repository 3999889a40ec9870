"""A pane: a border whose title holds number, name and tabs, fixed rows, and a list below them.

    ╭─ 3 Response  Body  Headers  Exchange ──────╮   title; reversed name = focus, underlined = tab
    │ ✓ 200 OK   142 ms   4.1 KB                 │   `set_header`: rows that do not scroll
    │ ...                                        │   `rows`: the RowList
    ╰──────────────────────────── line 7 of 65 ──╯   `set_subtitle`

A subclass passes its number, name and tabs, binds the keys of its scope
(`BINDINGS = bindings(Scope.REQUEST)`; those of tabs and lists are there already), and fills `rows`
and the header. The app calls `session_changed`, `tick` and the other methods at the end of the
class; what the subclass wants done it posts as a message of `intents`.
Must not know what is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from textual import on
from textual.containers import Vertical
from textual.content import Content, Span
from textual.events import Resize
from textual.geometry import Region
from textual.message import Message
from textual.style import Style

from workbench.tui.canvas import Lines
from workbench.tui.keys import Scope, bindings
from workbench.tui.paint import Ground, Line, Palette, Role, Row, Run, palette_of, width_of
from workbench.tui.rowlist import RowList
from workbench.tui.signs import in_ascii
from workbench.views.gate import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.tui.session import Change


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its key, and its label as shown now, a count or `↑` included."""

    key: str
    label: str = ""

    @property
    def text(self) -> str:
        """Return what stands in the title."""
        return self.label or self.key


class Pane(Vertical):
    """A bordered pane with tabs in its title, fixed rows and a list.

    Attributes: `number` (None: no key), `title_text`, `rows` (the list), `tab` (key of the one
    shown). `alone` is set by the layout where one pane is shown at a time: then the line of panes
    has the name, and the title only the tabs.
    """

    DEFAULT_CSS = """
    Pane { border: round $border-blurred; padding: 0 1; background: $background;
           border-title-align: left; border-subtitle-align: right;
           border-title-color: $foreground; border-subtitle-color: $text-muted; }
    Pane:focus-within { border: round $border; }
    Pane:ansi:focus-within, Pane:nocolor:focus-within { border: heavy $border; }
    Pane.-ascii { border: ascii $border-blurred; }
    Pane.-ascii:focus-within { border: ascii $border; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.TABS)

    class TabShown(Message):
        """Another tab of this pane is shown."""

        def __init__(self, pane: Pane, tab: str) -> None:
            """Keep which."""
            super().__init__()
            self.pane = pane
            self.tab = tab

    def __init__(
        self,
        title: str,
        *,
        number: int | None = None,
        tabs: Sequence[Tab] = (),
        id: str | None = None,
    ) -> None:
        """Start with no rows and the first tab."""
        self._only: Region | None = None
        super().__init__(id=id)
        self.number = number
        self.title_text = title
        self.tabs: tuple[Tab, ...] = tuple(tabs)
        self.tab = self.tabs[0].key if self.tabs else ""
        self.alone = False
        self.header = Lines()
        self.rows = RowList()
        self._subtitle: Line = ()
        self._named_as_focused = False

    def compose(self) -> ComposeResult:
        """Put the header above the list."""
        yield self.header
        yield self.rows

    def on_mount(self) -> None:
        """Draw the title, and again whenever the theme changes."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.retitle())
        self.set_class(palette_of(self).ascii_only, "-ascii")
        self.retitle()

    # Tabs.

    def set_tabs(self, tabs: Sequence[Tab]) -> None:
        """Change the tabs or their labels; the one shown stays shown if it is still there."""
        if tuple(tabs) == self.tabs:
            return
        self.tabs = tuple(tabs)
        if self.tabs and self.tab not in [tab.key for tab in self.tabs]:
            self.tab = self.tabs[0].key
        self.retitle()

    def show_tab(self, key: str) -> None:
        """Show a tab and tell it; nothing where there is no such tab or it is shown already."""
        if key == self.tab or key not in [tab.key for tab in self.tabs]:
            return
        self.tab = key
        self.retitle()
        self.tab_changed()
        self.post_message(self.TabShown(self, key))

    def tab_changed(self) -> None:
        """Fill the pane for `self.tab`; a subclass with tabs overrides it."""

    def action_tab_next(self) -> None:
        """Show the next tab, round."""
        self._step_tab(1)

    def action_tab_previous(self) -> None:
        """Show the tab before, round."""
        self._step_tab(-1)

    def _step_tab(self, by: int) -> None:
        keys = [tab.key for tab in self.tabs]
        if keys:
            self.show_tab(keys[(keys.index(self.tab) + by) % len(keys)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep the keys of tabs silent in a pane without any; a subclass calls this at its end."""
        if action in ("tab_next", "tab_previous"):
            return len(self.tabs) > 1
        return True

    # Header, subtitle and title.

    def set_header(self, rows: Sequence[Row]) -> None:
        """Show rows above the list that do not scroll, such as a summary and a blank one."""
        self.header.set_rows(rows)

    def set_subtitle(self, line: Iterable[Run] | str) -> None:
        """Show position or origin in the lower border."""
        subtitle = (Run(line, Role.MUTED),) if isinstance(line, str) else tuple(line)
        if subtitle != self._subtitle:
            self._subtitle = subtitle
            if self.is_attached:
                # Textual repaints all of a widget, what is in it too, for a text in its border.
                width, height = self.outer_size
                self._only = Region(-2, height - 2, width, 1)
                self.border_subtitle = _content(subtitle, palette_of(self))
                self._only = None

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Repaint what has changed; of the border the lower line alone, where that is all."""
        if self._only and not (regions or layout or recompose):
            regions = (self._only,)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def set_alone(self, alone: bool) -> None:  # noqa: FBT001 (a state, said by the layout)
        """Say whether the line of panes names it already."""
        if alone != self.alone:
            self.alone = alone
            self.retitle()

    def retitle(self) -> None:
        """Draw title and subtitle anew."""
        if not self.is_attached:
            return
        palette = palette_of(self)
        self.border_title = _content(self.title_line(), palette) or None
        self.border_subtitle = _content(self._subtitle, palette) or None

    @on(Resize)
    def fit_title(self) -> None:
        """Fit the title into the new width."""
        self.retitle()

    def title_line(self) -> Line:
        """Return number, name and tabs as they stand in the border; no tab's name is ever cut."""
        full = (*self._name_runs(self.title_text), *self._tab_runs(" "))
        # The border's corners, its lines beside them and the blanks that Textual puts there.
        if not self.tabs or not self.size or width_of(full) <= self.outer_size.width - 6:
            return full
        return (*self._name_runs(""), *self._tab_runs(""))

    def _name_runs(self, text: str) -> Line:
        if self.alone:
            return ()
        number = f"{self.number} " if self.number else ""
        shown = f"{text} " if text else ""
        if self._named_as_focused:
            return (Run(f" {number}{shown}", Role.ACCENT, bold=True, reverse=True),)
        return (Run(f" {number}", Role.MUTED), Run(shown, bold=True))

    def _tab_runs(self, gap: str) -> Line:
        runs: list[Run] = []
        for tab in self.tabs:
            runs.append(Run(" "))
            if tab.key == self.tab:
                runs.append(Run(tab.text, bold=True, underline=True))
            else:
                runs.append(Run(tab.text, Role.MUTED))
            runs.append(Run(gap))
        return tuple(runs)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Reverse the title."""
        self._set_focused(True)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Make the title plain again, unless the focus only moved inside."""
        self.call_later(lambda: self._set_focused(self._holds_focus()))

    def _holds_focus(self) -> bool:
        focused = self.screen.focused if self.is_attached else None
        return focused is not None and self in focused.ancestors

    def _set_focused(self, focused: bool) -> None:  # noqa: FBT001 (a state, said by an event)
        if focused != self._named_as_focused:
            self._named_as_focused = focused
            self.retitle()

    def focus_rows(self) -> None:
        """Put the focus on the list."""
        self.rows.focus()

    # What a subclass overrides as far as it has something to say.

    def session_changed(self, change: Change) -> None:
        """Read the session anew: told to every pane after every change."""

    def tick(self) -> None:
        """Draw what counts seconds: called once a second by the one timer, when shown."""

    def value_to_copy(self) -> tuple[str, str] | None:
        """Return the value under the cursor, and what it is (`the value of id`), for `y`."""
        return None

    def unmask(self) -> bool:
        """Show what is hidden here for 10 s; False where nothing is."""
        return False

    def search_changed(self, text: str) -> None:
        """Take what stands in the search line now."""

    def search_kind_changed(self, text: str) -> bool:
        """Take what is typed as the next kind of search; False where there is only one."""
        return False

    @property
    def search_kinds(self) -> int:
        """Return how many kinds of search there are."""
        return 1

    def search_stop(self) -> bool:
        """Stop a search that is going on, keeping what it found; False where none is."""
        return False

    def search_accepted(self, text: str) -> None:
        """Take the search that `enter` accepted; the focus is back on the list."""

    def search_closed(self) -> None:
        """Leave the search: `esc`."""

    def search_status(self) -> Line:
        """Return what the search line says at its right, such as `match 7 of 128`."""
        return ()


def _content(line: Line, palette: Palette) -> Content:
    text, spans = "", []
    for run in line:
        piece = visible(run.text, ascii_only=palette.ascii_only)
        if palette.ascii_only:
            piece = in_ascii(piece)
        style = Style.from_rich_style(palette.style(run, Ground.BACKGROUND))
        spans.append(Span(len(text), len(text) + len(piece), style))
        text += piece
    return Content(text, spans)
