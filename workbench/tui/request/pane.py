"""Pane 2: the open request, to be read and edited.

    enter ▶ a field over the cell ▶ RowList.Edited ▶ DraftEdited ▶ (app) ▶ session_changed(EDITED)
    enter on a body ▶ BodyEditor instead of the list ▶ Kept, as it is typed ▶ DraftEdited
    ^l ▶ UrlField over the head ▶ Field.Accepted ▶ DraftEdited

Must not keep an edit: what it posts the session owns; it only shows it until the session has it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from workbench.domain.errors import WorkbenchError
from workbench.tui.field import After, Field
from workbench.tui.intents import DraftEdited, PresetOpened, SaveAsked, SendAsked, WentWrong
from workbench.tui.keys import Scope, bindings
from workbench.tui.pane import Pane, Tab
from workbench.tui.request import edits
from workbench.tui.request.auth_tab import auth_goal, has_hidden
from workbench.tui.request.contents import tab_rows, top_rows
from workbench.tui.request.in_place import InPlace
from workbench.tui.request.labels import AUTH, TABS, subtitle, tabs_of
from workbench.tui.request.looked import Looked, Looking, flight_of
from workbench.tui.request.row_acts import ACTS, OWN, acted
from workbench.tui.request.typing import Typing
from workbench.tui.request.values import can_edit, table_key, text_place, value_at
from workbench.tui.session import Change
from workbench.tui.unmasking import Unmasking

if TYPE_CHECKING:
    from collections.abc import Hashable

    from textual.binding import BindingType
    from textual.widgets import Input

    from workbench.domain.collection import RequestSpec
    from workbench.domain.workspace import RequestRef
    from workbench.tui.facade import Facade
    from workbench.tui.paint import CellEdit
    from workbench.tui.request.body_editor import BodyEditor
    from workbench.tui.request.tables import RowKey
    from workbench.tui.rowlist import RowList
    from workbench.tui.session import Session


class RequestPane(Pane):
    """Params, Headers, Body, Auth and More of the open request, under its address."""

    DEFAULT_CSS = "RequestPane { layers: base url; }"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.REQUEST)

    def __init__(self, session: Session, workbench: Facade) -> None:
        """Start with what the session has open."""
        super().__init__("Request", number=2, tabs=[Tab(key) for key in TABS], id="request")
        self._session, self._workbench = session, workbench
        self._looked: Looked | None = None
        self._looking = Looking(session, workbench)
        self._fresh: tuple[RequestRef, RowKey] | None = None
        self._edits_of: RequestRef | None = None
        self._open = InPlace()
        self._typing = Typing(self)
        self.rows.cells.make_field = self._field_for
        self._url_wanted = False
        self._unmasking = Unmasking()

    def on_resize(self) -> None:
        """Fold for the new width."""
        self._fill()
        if self._url_wanted:
            self.edit_url()

    # What is shown.

    def session_changed(self, change: Change) -> None:
        """Show the open request as it is now."""
        if change is Change.TOKENS:
            return
        if change is Change.STATE:
            self._fill_top()
            return
        self._looking.settle(change)
        if self._looked is None or self._looked.ref != self._session.ref:
            self.accept_open()
            self._unmasking.stop()
            self._fill()
            self.rows.action_cursor_first()
        else:
            self._fill()

    def tick(self) -> None:
        """Count how long a send has gone on, and how long what is hidden is shown."""
        self._fill_top()
        if self._unmasking.tick(self._workbench.clock.now()) and not self._unmasking.is_on:
            self._fill()

    def tab_changed(self) -> None:
        """Show the tab from its beginning."""
        self.accept_open()
        self._fill()
        self.rows.action_cursor_first()

    def set_alone(self, alone: bool) -> None:  # noqa: FBT001 (a state, said by the layout)
        """Show headings and counts where one pane is shown at a time."""
        super().set_alone(alone)
        self._fill()

    def focus_rows(self) -> None:
        """Put the focus on the list, or on the editor that stands in its place."""
        (self._open.body or self.rows).focus()

    @property
    def _width(self) -> int:
        return max(20, self.content_size.width)

    def _fill(self) -> None:
        url = self._open.url
        here = url is not None and url.ref == self._session.ref
        self._looked = self._looking.look(url=url.value if url and here else None)
        if not self.is_attached or not self.size:
            return
        self._fill_top()
        room = self.outer_size.width - 6
        name = 0 if self.alone else len(self.title_text) + 4
        counted = self.alone or self.has_class("-wide")
        self.set_tabs(tabs_of(self._looked, room - name, counted=counted))
        self.set_subtitle(subtitle(self._looked, room, alone=self.alone))
        if not self.rows.editing and self._open.body is None:
            clear = self._unmasking.is_on
            self.rows.set_rows(
                tab_rows(self.tab, self._looked, self._width, roomy=self.alone, clear=clear)
            )

    def _fill_top(self) -> None:
        if not self.is_attached or not self.size:
            return
        width, typing = self._width, self._open.url is not None
        if self._open.url is not None:
            self._open.url.place(width)
        flight = flight_of(self._session, self._workbench.clock.now())
        height = self.content_size.height
        self.set_header(top_rows(self._looked, width, height, flight=flight, typing=typing))

    # Edits.

    def _apply(self, ref: RequestRef, spec: RequestSpec) -> None:
        """Post an edit, and show it without waiting for the session."""
        if self._looking.edited(ref, spec):
            self.post_message(DraftEdited(ref, spec))
            self._fill()

    def _set_method(self, ref: RequestRef, method: str | None) -> None:
        spec = self._looking.spec(ref)
        if spec is not None and method:
            self._apply(ref, replace(spec, method=method))

    def _go_on(self, after: After) -> None:
        asked = {After.SEND: SendAsked, After.SAVE: SaveAsked}.get(after)
        if asked is not None:
            self.post_message(asked())

    def accept_open(self) -> None:
        """Take what is being edited as it is; no edit is lost by going elsewhere."""
        if self._open.url is not None:
            self._end_url(self._open.url.value)
        self._end_body()
        for field in self.rows.query(Field):
            field.action_accept(After.STAY)

    def on_row_list_edited(self, message: RowList.Edited) -> None:
        """Take the new text of a cell."""
        message.stop()
        ref = self._edits_of
        spec = self._looking.spec(ref) if ref is not None else None
        if ref is None or spec is None:
            return
        self._apply(ref, edits.accepted(spec, message.key, message.name, message.text))
        if message.after is After.NEXT and ref == self._session.ref:
            self.rows.edit_after(message.key, message.name)
        self._go_on(message.after)

    def on_row_list_edit_ended(self, message: RowList.EditEnded) -> None:
        """Draw what changed meanwhile; a new row that stayed blank goes once that is known."""
        # The accepted text comes after this: first through the list, then here.
        self.rows.call_later(lambda: self.call_later(self._after_edit))

    def _after_edit(self) -> None:
        if self.rows.editing:
            return
        self._typing.ended()
        fresh, self._fresh = self._fresh, None
        if fresh is not None:
            spec = self._looking.spec(fresh[0])
            if spec is not None and edits.is_blank(spec, fresh[1]):
                self._apply(fresh[0], edits.delete(spec, fresh[1]))
        self._fill()
        if self._url_wanted:
            self.edit_url()

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Take a double click as `enter`."""
        message.stop()
        if can_edit(self._looked, self.tab, self.rows.cursor_row):
            self.action_row_edit()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the row under the cursor has; nothing of it while something is edited."""
        if action in OWN and (self._open.body is not None or self._open.url is not None):
            return False
        if action == "row_edit":
            return can_edit(self._looked, self.tab, self.rows.cursor_row)
        if action in ACTS:
            return self._acted(action) is not None
        if action in ("request_method", "auth_open"):
            return self._looked is not None
        return super().check_action(action, parameters)

    def action_row_edit(self) -> None:
        """Edit the cell, the text of the body, or go to the preset."""
        place, row = text_place(self.rows.cursor_key), self.rows.cursor_row
        if self.tab == AUTH and not (row and row.cells):
            self.action_auth_open()
            return
        if place is not None and self._looked is not None:
            self._edit_body(self._looked, place)
            return
        self._edits_of = self._session.ref
        names = [cell.name for cell in row.cells] if row else []
        self.rows.edit("value" if "value" in names else "")

    def _acted(self, action: str) -> tuple[RequestRef, RequestSpec, Hashable | None] | None:
        here = self._looking.here()
        found = acted(action, here[1], self.tab, self.rows.cursor_key) if here else None
        return (here[0], *found) if here and found else None

    def _act(self, action: str) -> tuple[RequestRef, RequestSpec, Hashable | None] | None:
        done = self._acted(action)
        if done is not None:
            self._apply(done[0], done[1])
            if done[2] is not None:
                self.rows.move_to(done[2])
        return done

    def action_row_toggle(self) -> None:
        """Switch the row under the cursor on or off, also what is sent as well."""
        self._act("row_toggle")

    def action_row_delete(self) -> None:
        """Take the row under the cursor away."""
        self._act("row_delete")

    def action_row_up(self) -> None:
        """Put the row under the cursor before the one above it."""
        self._act("row_up")

    def action_row_down(self) -> None:
        """Put the row under the cursor behind the one below it."""
        self._act("row_down")

    def action_row_add(self) -> None:
        """Add a row after the one under the cursor and open its first empty cell."""
        added = self._act("row_add")
        key = table_key(added[2]) if added is not None else None
        if added is not None and key is not None:
            self._edits_of, self._fresh = added[0], (added[0], key)
            named = edits.rows_of(added[1], key[0])[key[1]].name
            self.rows.edit("value" if named else "name")

    def action_request_method(self) -> None:
        """Have the method chosen, or typed."""
        from workbench.tui.request.methods import method_window

        looked = self._looked
        if looked is None:
            return
        window = method_window(looked.spec.method)
        self.app.push_screen(window, lambda method: self._set_method(looked.ref, method))

    def action_auth_open(self) -> None:
        """Go to the preset that applies, wherever it was set; say it where none does."""
        goal = auth_goal(self._looked) if self._looked else None
        if goal is None:
            return
        if not isinstance(goal, PresetOpened):
            self.show_tab(AUTH)
        self.post_message(goal)

    def _field_for(self, key: Hashable | None, cell: CellEdit) -> Field:
        from workbench.tui.request.assisting import field_for

        return field_for(self._workbench.workspace, self._looked, key, cell)

    # The address.

    def edit_url(self) -> None:
        """Open the field over the address, also where the pane was never seen yet."""
        self._fill()
        looked = self._looked
        if looked is None:
            return
        if self._open.url is not None:
            self._open.url.focus()
            return
        self._url_wanted = self.rows.editing or not self.size
        self.accept_open()
        if not self._url_wanted:
            field = self._open.open_url(looked, self._workbench.workspace)
            self._fill_top()
            self.mount(field)
            field.focus()

    def on_input_changed(self, message: Input.Changed) -> None:
        """Show what the address that is being typed resolves to; keep what is typed anywhere."""
        message.stop()
        url = self._open.url if message.input is self._open.url else None
        cell = self.rows.cells.open_cell if url is None else None
        ref = url.ref if url is not None else self._edits_of
        spec = self._looking.typed(ref, cell, message.value) if ref is not None else None
        if ref is None or spec is None:
            return
        self._typing.changed(ref, spec)
        if url is not None and ref == self._session.ref:
            self._looked = self._looking.look(url=message.value)
            self._fill_top()

    def on_field_accepted(self, message: Field.Accepted) -> None:
        """Take the address."""
        message.stop()
        self._end_url(message.text)
        self.rows.focus()
        if message.after is After.NEXT:
            self.rows.action_cursor_first()
            if self.rows.cursor_row is not None and self.rows.cursor_row.cells:
                self.action_row_edit()
        self._go_on(message.after)

    def on_field_restored(self, message: Field.Restored) -> None:
        """Leave the address as it was."""
        message.stop()
        self._end_url(None)
        self.rows.focus()

    def _end_url(self, text: str | None) -> None:
        field = self._open.end_url()
        if field is None:
            return
        spec = self._looking.typed(field.ref, None, text) if text is not None else None
        if spec is not None:
            self._apply(field.ref, spec)
        self._typing.ended()
        self._fill()

    # The text of the body.

    def _edit_body(self, looked: Looked, place: tuple[str, int]) -> None:
        try:
            self._open.open_body(self, self.rows, looked, place)
        except WorkbenchError as error:
            self.post_message(WentWrong(error))

    def on_body_editor_kept(self, message: BodyEditor.Kept) -> None:
        """Take the text as it is now."""
        message.stop()
        editor = message.editor
        spec = self._looking.spec(editor.ref)
        written = self._looking.written(editor.ref)
        if spec is not None:
            self._apply(editor.ref, edits.set_body_text(spec, editor.part, message.text, written))

    def on_body_editor_left(self, message: BodyEditor.Left) -> None:
        """Show the rows of the body again; what was kept came before this."""
        message.stop()
        if message.editor is self._open.body and message.after is not After.SAVE:
            self._end_body()
            self.rows.focus()
        self._go_on(message.after)

    def _end_body(self) -> None:
        key = self._open.end_body(self.rows)
        if key is not None:
            self._fill()
            self.rows.move_to(key)

    # For the app.

    def value_to_copy(self) -> tuple[str, str] | None:
        """Return the value under the cursor."""
        return value_at(self._looked.spec, self.rows.cursor_row) if self._looked else None

    def unmask(self) -> bool:
        """Show for 10 s the secrets that the file has in clear."""
        effective = self._looked.effective if self._looked else None
        if self.tab != AUTH or effective is None or not has_hidden(effective):
            return False
        self._unmasking.start(self._workbench.clock.now())
        self._fill()
        return True
