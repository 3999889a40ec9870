"""The editor of a GraphQL query: it offers the names that its schema has, once that is known.

    a letter is typed ▶ names at the cursor ▶ tab takes one, up and down choose, esc closes them

Must not ask for a schema, and must not judge the query: the send does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from textual.geometry import Offset

from workbench.tui.paint import Role, Run
from workbench.tui.request.body_editor import KEYS, BodyEditor
from workbench.tui.request.offers import Offers
from workbench.tui.windows.window import hints

if TYPE_CHECKING:
    from graphql import GraphQLSchema
    from textual.widgets import TextArea

    from workbench.domain.workspace import RequestRef
    from workbench.tui.paint import Line

#: After these, names are offered before a letter is typed.
_OPENERS = ("{", "(", "[", "$", "@", ": ", "...", "... on ")
_CHOOSING = (
    Run(" "),
    *hints(("tab", "Take"), ("↑ ↓", "Choose"), ("esc", "Close"), ("^r", "Send")),
)
_UNKNOWN = (*KEYS, Run("   esc, then I: names of the schema", Role.MUTED))


class Known(Protocol):
    """What knows the schemas of a sitting; see `tui.schema.schemas`."""

    def of(self, ref: RequestRef) -> GraphQLSchema | None: ...


class QueryEditor(BodyEditor):
    """A query, and the names that can stand at its cursor."""

    _schema: GraphQLSchema | None = None
    _begun = ""
    _asked_at = (0, 0)

    def on_mount(self) -> None:
        """Put the list of names over what is below."""
        known: Known = self.app.schemas  # type: ignore[attr-defined] # no other app shows it
        self._schema = known.of(self.ref)
        self._offers = Offers()
        self.screen.mount(self._offers)

    def on_unmount(self) -> None:
        """Take the list away."""
        self._offers.remove()

    @property
    def keys(self) -> Line:
        """Return what the footer names while the query is edited."""
        if self._offers.offered:
            return _CHOOSING
        return KEYS if self._schema is not None else _UNKNOWN

    # Offering.

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        """Offer what can stand there."""
        if self._schema is None or not self.has_focus or not self.selection.is_empty:
            return
        from workbench.engine.graphql_complete import complete

        before = self.document.get_text_range((0, 0), self.cursor_location)
        found = complete(self._schema, self.text, len(before))
        names = [each.name for each in found.candidates]
        wanted = found.begun or before.endswith(_OPENERS)
        self._asked_at = self.cursor_location
        self._begun = found.begun
        if wanted and names != [found.begun]:
            x, y = self.cursor_screen_offset
            self._offers.offer(found.candidates, Offset(x - len(found.begun), y))
        else:
            self._offers.offer((), Offset())
        self.name_keys(self.keys)

    def on_text_area_selection_changed(self, message: TextArea.SelectionChanged) -> None:
        """Offer nothing any more where the cursor went elsewhere."""
        if self._offers.offered and self.cursor_location != self._asked_at:
            self._close()

    def on_blur(self) -> None:
        """Offer nothing to nobody."""
        self._offers.offer((), Offset())

    def _close(self) -> None:
        self._offers.offer((), Offset())
        self.name_keys(self.keys)

    # Keys.

    def action_indent(self) -> None:
        """Take the name that is chosen; without one, indent."""
        chosen = self._offers.chosen
        if chosen is None:
            super().action_indent()
            return
        row, column = self.cursor_location
        self._offers.offer((), Offset())
        self.replace(chosen.name, (row, column - len(self._begun)), (row, column))

    def action_cursor_down(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 (as Textual has it)
        """Choose the next name; without names, go down."""
        if self._offers.offered and not select:
            self._offers.step(1)
        else:
            super().action_cursor_down(select)

    def action_cursor_up(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 (as Textual has it)
        """Choose the name before; without names, go up."""
        if self._offers.offered and not select:
            self._offers.step(-1)
        else:
            super().action_cursor_up(select)

    def action_leave(self, after: str) -> None:
        """Close the names first; then leave."""
        if self._offers.offered and after == "stay":
            self._close()
        else:
            super().action_leave(after)
