"""What stands in place of something in the Request pane: a field over the address, an editor.

Must not change the request: both say what was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.request.url_field import UrlField

if TYPE_CHECKING:
    from textual.widget import Widget

    from workbench.domain.workspace import Workspace
    from workbench.tui.request.body_editor import BodyEditor
    from workbench.tui.request.looked import Looked
    from workbench.tui.rowlist import RowList


class InPlace:
    """The field and the editor that are open in a pane, at most one of each."""

    def __init__(self) -> None:
        """Start with neither."""
        self.url: UrlField | None = None
        self.body: BodyEditor | None = None

    def open_url(self, looked: Looked, workspace: Workspace) -> UrlField:
        """Return a field with the address of a request, to be mounted and focused."""
        from workbench.tui.request.assisting import help_of_address

        self.url = UrlField(looked.ref, looked.spec, help_of_address(workspace, looked))
        return self.url

    def end_url(self) -> UrlField | None:
        """Take the field away and return it, None where there was none."""
        field, self.url = self.url, None
        if field is not None:
            field.remove()
        return field

    def open_body(
        self, owner: Widget, rows: RowList, looked: Looked, place: tuple[str, int]
    ) -> None:
        """Put an editor in the place of the rows; raises `UsageError` for a text too long."""
        from workbench.tui.request.body_editor import editor_for

        self.body = editor_for(looked, *place)
        rows.display = False
        owner.mount(self.body)
        self.body.focus()

    def end_body(self, rows: RowList) -> tuple[str, str, int] | None:
        """Take the editor away, its text kept; return the key of the row its cursor was on."""
        editor, self.body = self.body, None
        if editor is None:
            return None
        editor.keep()
        rows.display = True
        editor.remove()
        return ("text", editor.part, editor.cursor_location[0] + 1)
