"""The screen of a schema, over the panes: the types at the left, the fields of one at the right.

Must not send: it hands back a query to use, or that the schema is to be asked for anew.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.screen import ModalScreen

from workbench.engine.graphql_browse import (
    MadeQuery,
    Member,
    TypeEntry,
    members_of,
    operation_of,
    query_of,
    search,
    types_of,
)
from workbench.tui.canvas import Lines
from workbench.tui.footer import MOST_NARROW, Footer, entries
from workbench.tui.keys import BY_ID, Scope, binding, bindings
from workbench.tui.layout import Shape
from workbench.tui.paint import Ground, Row
from workbench.tui.pane import Pane
from workbench.tui.schema import rows as drawn
from workbench.tui.search_line import SearchField
from workbench.tui.working_keys import working_keys

if TYPE_CHECKING:
    from graphql import GraphQLSchema
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input

    from workbench.tui.field import Field
    from workbench.tui.rowlist import RowList


class Again(Enum):
    """The schema is to be asked for anew."""

    ANEW = "anew"


class SchemaScreen(ModalScreen[MadeQuery | Again | None], inherit_bindings=False):
    """Looks through a schema, and hands back what is to be done."""

    DEFAULT_CSS = """
    SchemaScreen { layout: vertical; background: $background; }
    SchemaScreen > #strip { background: $panel; height: 1; }
    SchemaScreen > #area { height: 1fr; }
    SchemaScreen #types { width: 2fr; }
    SchemaScreen #fields { width: 3fr; }
    SchemaScreen > SearchField { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.SCHEMA),
        binding(BY_ID["search.open"]),
        binding(BY_ID["window.close"]),
        binding(BY_ID["app.keys"]),
        binding(BY_ID["pane.next"]),
        binding(BY_ID["pane.previous"]),
    ]

    def __init__(self, schema: GraphQLSchema, strip: Row) -> None:
        """Start at the first type, which is the root of queries."""
        super().__init__()
        self._schema = schema
        self._strip = Lines(ground=Ground.PANEL, id="strip")
        self._strip.set_rows([strip])
        self.types = Pane("Schema", id="types")
        self.fields = Pane("Fields", id="fields")
        self._field = SearchField(placeholder="a type or a field")
        self.footer = Footer(id="footer")
        self._all = types_of(schema)
        self._entries = {each.name: each for each in self._all}
        self._found: tuple[TypeEntry | Member, ...] = self._all
        self._typed = ""
        self._shown = self._all[0].name if self._all else ""
        self._members: tuple[Member, ...] = ()
        self._in_fields = False

    def compose(self) -> ComposeResult:
        """Put the fields beside the types, between strip and footer."""
        yield self._strip
        with Horizontal(id="area"):
            yield self.types
            yield self.fields
        yield self._field
        yield self.footer

    def on_mount(self) -> None:
        """Show the types."""
        self._fill()
        self.types.focus_rows()

    def on_resize(self) -> None:
        """Fold for the new width."""
        self.call_after_refresh(self._fill)

    def follow(self, strip: Row) -> None:
        """Show the strip of the screen below."""
        self._strip.set_rows([strip])

    @property
    def _narrow(self) -> bool:
        return Shape(*self.app.size).one_pane

    # Drawing.

    def _fill(self) -> None:
        self.types.display = not self._narrow or not self._in_fields
        self.fields.display = not self._narrow or self._in_fields
        self.types.rows.set_rows(drawn.found_rows(self._found, self._typed))
        self.types.set_subtitle(drawn.count_of(self._found, self._typed))
        self._fill_fields()

    def _fill_fields(self) -> None:
        entry = self._entries.get(self._shown)
        if entry is None:
            return
        self._members = members_of(self._schema, entry.name)
        # A pane that was hidden until now has the size it had, or none.
        beside = self.fields.content_size.width or self.app.size.width * 3 // 5 - 4
        width = max(20, self.app.size.width - 4 if self._narrow else beside)
        told = getattr(self._schema.type_map[entry.name], "description", "") or ""
        self.fields.set_header(drawn.head_rows(entry, told, width))
        self.fields.rows.set_rows(drawn.member_rows(self._members, width))
        self.fields.set_subtitle(f"{len(self._members):,} here")
        self.call_later(self._name_keys)

    def _name_keys(self) -> None:
        if self.is_attached:
            named = entries(
                (key.id, name, "Back" if key.id == "window.close" else key.footer)
                for key, name in working_keys(self)
            )
            self.footer.show(named, most=MOST_NARROW if self._narrow else None)

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Show the type under the cursor."""
        message.stop()
        here = self._entry_here()
        if message.rows is self.types.rows and here is not None:
            self._shown = here.owner if isinstance(here, Member) else here.name
            self._fill_fields()
            if isinstance(here, Member):
                self.fields.rows.move_to(self._place_of(here))
        self.call_later(self._name_keys)

    def _place_of(self, member: Member) -> int:
        return next((i for i, each in enumerate(self._members) if each.name == member.name), 0)

    def _entry_here(self) -> TypeEntry | Member | None:
        key = self.types.rows.cursor_key
        return key if isinstance(key, TypeEntry | Member) else None

    def _member_here(self) -> Member | None:
        if not self._in_fields:
            here = self._entry_here()
            return here if isinstance(here, Member) else None
        key = self.fields.rows.cursor_key
        return self._members[key] if isinstance(key, int) and key < len(self._members) else None

    # Searching.

    def action_search_open(self) -> None:
        """Open the line in which a name is typed."""
        self._to_types()
        self._field.display = True
        self._field.focus()

    def on_input_changed(self, message: Input.Changed) -> None:
        """Show what has that in its name."""
        message.stop()
        self._typed = message.value.strip()
        self._found = search(self._schema, self._typed) if self._typed else self._all
        self._fill()
        self.types.rows.action_cursor_first()

    def on_search_field_stepped(self, message: SearchField.Stepped) -> None:
        """Go through what was found while typing."""
        message.stop()
        rows = self.types.rows
        (rows.action_cursor_down if message.by > 0 else rows.action_cursor_up)()

    def on_field_accepted(self, message: Field.Accepted) -> None:
        """Keep what was found and go to it."""
        message.stop()
        self._field.display = False
        self.types.focus_rows()

    def on_field_restored(self, message: Field.Restored) -> None:
        """Show all types again."""
        message.stop()
        self._field.value = ""
        self._field.display = False
        self.types.focus_rows()

    # Going about.

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus."""
        self._in_fields = self.fields in event.widget.ancestors
        self.call_later(self._name_keys)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Take a double click as `enter`."""
        message.stop()
        self.action_schema_go()

    def action_schema_go(self) -> None:
        """Go to the fields of the type under the cursor, or to the type of the field."""
        member = self._member_here() if self._in_fields else None
        if member is None:
            self._to_fields()
        elif member.named in self._entries:
            self._shown = member.named
            self._fill_fields()
            self.fields.rows.action_cursor_first()

    def _to_fields(self) -> None:
        self._in_fields = True
        self._fill()
        self.fields.focus_rows()

    def _to_types(self) -> None:
        self._in_fields = False
        self._fill()
        self.types.focus_rows()

    def action_pane_next(self) -> None:
        """Go to the other pane."""
        (self._to_types if self._in_fields else self._to_fields)()

    def action_pane_previous(self) -> None:
        """Go to the other pane."""
        self.action_pane_next()

    def action_schema_query(self) -> None:
        """Hand back a query of the field under the cursor."""
        member = self._member_here()
        made = query_of(self._schema, member) if member is not None else None
        if made is not None:
            self.dismiss(made)

    def action_schema_renew(self) -> None:
        """Hand back that it is to be asked for anew."""
        self.dismiss(Again.ANEW)

    def action_window_close(self) -> None:
        """Go back: from the fields, from a search, then to the panes."""
        if self._in_fields:
            self._to_types()
        elif self._typed:
            self._field.value = ""
        else:
            self.dismiss(None)

    def action_app_keys(self) -> None:
        """Show the keys that work here."""
        from workbench.tui.opening import Opening

        Opening(self.app).keys()  # type: ignore[arg-type] # it is shown by no other app

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a query only of what can be asked."""
        if action == "schema_query":
            member = self._member_here()
            return member is not None and bool(operation_of(self._schema, member.owner))
        return True
