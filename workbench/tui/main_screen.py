"""The screen of panes: which are seen, where the focus is, and the lines around them.

Must not change the session or call the workbench but to look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical

from workbench.domain.display import LayoutName
from workbench.domain.errors import WorkbenchError
from workbench.domain.workspace import RequestRef
from workbench.tui.canvas import Lines
from workbench.tui.error_panel import ErrorPanel
from workbench.tui.footer import MOST_NARROW, Footer, entries
from workbench.tui.keys import BY_ID, Key, Scope, bindings
from workbench.tui.layout import ORDER, PaneName, Shape, shown_panes
from workbench.tui.lean_updates import LeanCompositor
from workbench.tui.paint import Ground
from workbench.tui.pane_roles import EditsUrl, ShowsPreset
from workbench.tui.problems import ProblemsPane
from workbench.tui.prompt_frames import PromptScreen
from workbench.tui.search_line import SearchLine
from workbench.tui.session import Change, Session
from workbench.tui.top_lines import TopLines
from workbench.tui.tree import FileKey
from workbench.tui.work_area import WorkArea
from workbench.tui.working_keys import working_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.engine.effective import Effective
    from workbench.engine.token_view import PresetKey
    from workbench.tui.facade import Facade
    from workbench.tui.pane import Pane
    from workbench.tui.rowlist import RowList
    from workbench.tui.tree import NodeKey


class MainScreen(PromptScreen, inherit_bindings=False):
    """Strip, line of panes, panes, error panel, search line and footer."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PANES)
    DEFAULT_CSS = """
    MainScreen { layout: vertical; background: $background; overflow: hidden; }
    MainScreen #strip, MainScreen #pane-line { background: $panel; height: 1; }
    MainScreen #area { height: 1fr; }
    MainScreen #centre { width: 1fr; }
    """

    arrangement = LayoutName.AUTO

    def __init__(self, session: Session, workbench: Facade, panes: Mapping[PaneName, Pane]) -> None:
        """Keep what is shown; `panes` are all four."""
        super().__init__()
        self._compositor = LeanCompositor()
        self.session, self.workbench = session, workbench
        self.panes = panes
        self.problems = ProblemsPane()
        self.strip = Lines(ground=Ground.PANEL, id="strip")
        self.line = Lines(ground=Ground.PANEL, id="pane-line")
        self.error = ErrorPanel(id="error")
        self.search = SearchLine(id="search")
        self.footer = Footer(id="footer")
        self.focused_name = PaneName.COLLECTIONS
        self.centre_name = PaneName.REQUEST
        self.zoomed = False
        self._effective: Effective | None = None
        self._footer_due = False

    def compose(self) -> ComposeResult:
        """Put the lines around the panes."""
        yield self.strip
        yield self.line
        with WorkArea(id="area"):
            yield self.panes[PaneName.COLLECTIONS]
            with Vertical(id="centre"):
                yield self.panes[PaneName.REQUEST]
                yield self.panes[PaneName.RESPONSE]
            yield self.panes[PaneName.TOKEN]
            yield self.problems
        yield self.error
        yield self.search
        yield self.footer

    def on_mount(self) -> None:
        """Lay out for the first time; the focus starts where it is said to."""
        self.problems.display = False
        self._look()
        self.relayout()
        self.focus_pane(self.focused_name)
        self._follow_cursor()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new size; focus, cursor and scroll stay."""
        self.relayout()
        self.tick()

    # Where things are.

    @property
    def shape(self) -> Shape:
        """Return what fits."""
        return Shape(*self.app.size, self.arrangement)

    @property
    def pane(self) -> Pane:
        """Return the pane that has the focus, or had it last."""
        if self.problems.display and self._holds_focus(self.problems):
            return self.problems
        return self.panes[self.focused_name]

    def _holds_focus(self, pane: Pane) -> bool:
        return self.focused is not None and pane in self.focused.ancestors

    def focus_pane(self, name: PaneName) -> None:
        """Show a pane and put the focus on its list."""
        self._arrive(name)
        self.relayout()
        self.panes[name].focus_rows()

    def step_pane(self, by: int) -> None:
        """Go round the panes that can be gone to."""
        if self.problems.display:
            to_tree = self._holds_focus(self.problems)
            (self.panes[PaneName.COLLECTIONS] if to_tree else self.problems).focus_rows()
            return
        place = ORDER.index(self.focused_name)
        self.focus_pane(ORDER[(place + by) % len(ORDER)])

    def set_zoomed(self, *, zoomed: bool) -> None:
        """Give the focused pane the whole area, or take it back."""
        self.zoomed = zoomed
        self.relayout()

    def action_pane_collections(self) -> None:
        """Go to the collections."""
        self.focus_pane(PaneName.COLLECTIONS)

    def action_pane_request(self) -> None:
        """Go to the request."""
        self._leave_problems_for(PaneName.REQUEST)

    def action_pane_response(self) -> None:
        """Go to the response."""
        self._leave_problems_for(PaneName.RESPONSE)

    def action_pane_token(self) -> None:
        """Go to the token."""
        self._leave_problems_for(PaneName.TOKEN)

    def _leave_problems_for(self, name: PaneName) -> None:
        self.hide_problems()
        self.focus_pane(name)

    def action_pane_next(self) -> None:
        """Go to the next pane, round."""
        self.step_pane(1)

    def action_pane_previous(self) -> None:
        """Go to the pane before, round."""
        self.step_pane(-1)

    def action_pane_zoom(self) -> None:
        """Give the focused pane the whole area, or take it back."""
        self.set_zoomed(zoomed=not self.zoomed)

    def _arrive(self, name: PaneName) -> None:
        self.focused_name = name
        if name in (PaneName.REQUEST, PaneName.RESPONSE):
            self.centre_name = name

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus, whichever way it went."""
        for name, pane in self.panes.items():
            if pane in event.widget.ancestors and name != self.focused_name:
                self._arrive(name)
                self.relayout()
        self.refresh_footer()

    def relayout(self) -> None:
        """Show the panes that fit, in their sizes; the focused one is among them."""
        shape = self.shape
        shown = shown_panes(shape, self.focused_name, self.centre_name, zoomed=self.zoomed)
        alone = len(shown) == 1
        problems = self.problems.display and not shape.too_small
        if problems:
            only = shape.one_pane or self.zoomed
            shown = () if only else (PaneName.COLLECTIONS,)
            alone = only
        for name in shown:
            self.panes[name].display = True
        if shown and self.focused is not None and self.focused_name not in shown:
            self.panes[shown[0]].focus_rows()
        for name, pane in self.panes.items():
            pane.display = name in shown
            pane.set_alone(shape.one_pane)
            pane.set_class(shape.wide, "-wide")
        self.query_one("#centre").display = any(
            name in shown for name in (PaneName.REQUEST, PaneName.RESPONSE)
        )
        collections, token = self.panes[PaneName.COLLECTIONS], self.panes[PaneName.TOKEN]
        collections.styles.width = "1fr" if alone else shape.collections_width
        token.styles.width = "1fr" if alone else shape.token_width
        both = PaneName.REQUEST in shown and PaneName.RESPONSE in shown
        self.panes[PaneName.REQUEST].styles.height = shape.request_height if both else "1fr"
        self.line.display = shape.one_pane and not shape.too_small
        self.query_one("#area").display = not shape.too_small
        self.footer.display = not shape.too_small
        self._show_lines()
        self.refresh_footer()

    # What the panes of contents offer besides being panes.

    @property
    def request_under_cursor(self) -> RequestRef | None:
        """Return the request that the tree's cursor is on."""
        key = self.panes[PaneName.COLLECTIONS].rows.cursor_key
        return key if isinstance(key, RequestRef) else None

    def show_preset(self, key: PresetKey | None, *, go: bool) -> None:
        """Show a preset in the Token pane, and go there if asked."""
        token = self.panes[PaneName.TOKEN]
        if key is not None and isinstance(token, ShowsPreset):
            token.show_preset(key)
        if go:
            self.hide_problems()
            self.focus_pane(PaneName.TOKEN)

    def edit_url(self) -> None:
        """Go to the URL and open it for editing."""
        request = self.panes[PaneName.REQUEST]
        self.hide_problems()
        self.focus_pane(PaneName.REQUEST)
        if isinstance(request, EditsUrl):
            # A pane that was hidden has its rows only after it was laid out.
            self.call_after_refresh(request.edit_url)

    def point_at(self, key: NodeKey) -> None:
        """Put the tree's cursor on a row."""
        self.panes[PaneName.COLLECTIONS].rows.move_to(key)

    # Problems.

    def show_problems(self, path: str) -> None:
        """Show what is wrong in a file where the other panes are."""
        workspace = self.workbench.workspace
        file = workspace.file(path)
        problems = file.problems if file else ()
        text = file.text if file else ""
        if file is None:
            problems = tuple(each for each in workspace.layer_problems if each.file == path)
        if not problems:
            self.hide_problems()
            return
        self.problems.show(path, text, problems)
        if not self.problems.display:
            self.problems.display = True
            self.relayout()
        if self.shape.one_pane:
            self.problems.focus_rows()

    def hide_problems(self) -> None:
        """Give the panes their place back."""
        if self.problems.display:
            here = self._holds_focus(self.problems)
            self.problems.display = False
            self.relayout()
            if here:
                self.focus_pane(self.focused_name)

    # What changes.

    def session_changed(self, change: Change) -> None:
        """Tell every pane, and draw the lines around them."""
        if change is not Change.STATE:
            # A send makes no other request of this one, and its answer is waited for.
            self._look()
        for pane in self.panes.values():
            pane.session_changed(change)
        if change is Change.FILES:
            if self.problems.display:
                self.show_problems(self.problems.path)
            elif self._broken_here:
                self._follow_cursor()
        self._show_lines() if change is Change.STATE else self.tick()
        self.refresh_footer()

    @property
    def preset_here(self) -> PresetKey | None:
        """Return the preset that the open request uses."""
        return self._effective.preset_key if self._effective else None

    def _look(self) -> None:
        ref = self.session.ref
        try:
            self._effective = (
                self.workbench.effective(ref, self.session.draft(ref)) if ref else None
            )
        except WorkbenchError:
            # The Request pane says what is wrong with it.
            self._effective = None

    def tick(self) -> None:
        """Draw what counts seconds."""
        self._show_lines()
        for pane in self.panes.values():
            if pane.display:
                pane.tick()

    def _show_lines(self) -> None:
        lines = TopLines(
            self.session,
            self.workbench,
            self._effective,
            self.shape,
            self.problems.path if self.problems.display else "",
        )
        rows = lines.strip_rows()
        self.strip.styles.height = len(rows)
        self.strip.set_rows(rows)
        if self.shape.one_pane:
            self.line.set_rows([lines.pane_row(self.focused_name)])

    # The footer.

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Name what works at the new row; a broken file shows its problems as it is passed."""
        if message.rows is self.panes[PaneName.COLLECTIONS].rows:
            self._follow_cursor()
        self.refresh_footer()

    def _follow_cursor(self) -> None:
        """Show what is wrong with the file under the tree's cursor, where there is room beside."""
        if self.shape.one_pane:
            return
        if self._broken_here:
            self.show_problems(self._broken_here)
        else:
            self.hide_problems()

    @property
    def _broken_here(self) -> str:
        key = self.panes[PaneName.COLLECTIONS].rows.cursor_key
        return key.path if isinstance(key, FileKey) else ""

    def on_pane_tab_shown(self, message: Pane.TabShown) -> None:
        """Name what works on the other tab."""
        self.refresh_footer()

    def on_row_list_edit_ended(self, message: RowList.EditEnded) -> None:
        """Name what works again after an edit."""
        self.refresh_footer()

    def refresh_footer(self) -> None:
        """Name what works here, once and after what is more urgent was drawn."""
        if not self._footer_due:
            self._footer_due = True
            self.call_after_refresh(self._name_keys)

    def _name_keys(self) -> None:
        self._footer_due = False
        most = MOST_NARROW if self.shape.one_pane else None
        named = entries((key.id, name, self._label(key.id)) for key, name in self._worth_naming())
        self.footer.show(named, most=most)

    def _worth_naming(self) -> list[tuple[Key, str]]:
        """Return what works here; undoing only where the open request has something to undo."""
        edited = self.session.draft(self.session.ref) is not None
        return [each for each in working_keys(self) if edited or each[0].id != "edit.undo"]

    def _label(self, identity: str) -> str:
        if identity == "search.open" and self.focused_name is PaneName.COLLECTIONS:
            return "Filter"
        if identity == "pane.zoom" and self.zoomed:
            return "Unzoom"
        return BY_ID[identity].footer
