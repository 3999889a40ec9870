"""What is there when there is no collection: five ways to begin, one key each.

Must not begin any: it posts which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from workbench.tui.fold import fold_text
from workbench.tui.keys import Scope, bindings
from workbench.tui.paint import Role, Row, Run, pad
from workbench.tui.pane import Pane

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from workbench.tui.rowlist import RowList

_WAYS = (
    (
        "practice",
        "p",
        "Practice server",
        "a token server and an API, on this machine, to try it all",
    ),
    ("import", "i", "Import", "Postman, or a curl command"),
    ("new", "a", "New collection", "a commented file to begin with"),
    ("request", "n", "New request", "sent without a file; w gives it one when you want to keep it"),
    ("open", "o", "Open another folder", ""),
)
#: Where the words of a way stand.
_COLUMN = 24


class StartPane(Pane):
    """The window of the first start; it is no overlay, since there is nothing below."""

    DEFAULT_CSS = """
    StartPane { height: auto; max-width: 64; margin: 2 0 0 0; }
    StartPane > RowList { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.START)

    class Began(Message):
        """A way was chosen: `practice`, `import`, `new`, `request` or `open`."""

        def __init__(self, way: str) -> None:
            super().__init__()
            self.way = way

    def __init__(self, where: str) -> None:
        """Keep the directory as it is shown."""
        super().__init__("Start", id="start")
        self._where = where

    def on_resize(self, event: events.Resize) -> None:
        """Fold for the width."""
        self._fill()

    def _fill(self) -> None:
        width = max(20, min(62, self.app.size.width - 8) - 2)
        rows = [Row(selectable=False)]
        nothing = fold_text(f"Nothing here yet.  There is no collection in {self._where}.", width)
        for line in nothing:
            head = "Nothing here yet."
            bold, rest = (head, line[len(head) :]) if line.startswith(head) else ("", line)
            rows.append(Row((Run(bold, bold=True), Run(rest)), selectable=False))
        for way, key, name, says in _WAYS:
            rows.append(Row(selectable=False))
            first, *more = fold_text(says, max(12, width - _COLUMN - 2)) or ("",)
            keyed = (
                Run(f" {key}  ", Role.ACCENT, bold=True),
                Run(pad(name, _COLUMN - 4), bold=True),
            )
            rows.append(Row((*keyed, Run(first)), key=way))
            rows += [Row((Run(" " * _COLUMN), Run(line)), selectable=False) for line in more]
        rows.append(Row(selectable=False))
        rows.append(_last("Everything is a key here. ", "?", " shows all that work,"))
        rows.append(_last("", "^p", " finds anything by name, ", "q", " quits."))
        rows.append(Row(selectable=False))
        self.rows.styles.height = len(rows)
        self.rows.set_rows(rows)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Take a double click as `enter`."""
        self.action_start_choose()

    def action_start_choose(self) -> None:
        """Begin in the way under the cursor."""
        if isinstance(self.rows.cursor_key, str):
            self.post_message(self.Began(self.rows.cursor_key))

    def action_start_practice(self) -> None:
        """Begin with the practice server."""
        self.post_message(self.Began("practice"))

    def action_start_new(self) -> None:
        """Begin with a new collection."""
        self.post_message(self.Began("new"))

    def action_start_request(self) -> None:
        """Begin with a request that has no file."""
        self.post_message(self.Began("request"))

    def action_start_open(self) -> None:
        """Begin somewhere else."""
        self.post_message(self.Began("open"))


def _last(*pieces: str) -> Row:
    runs = [
        Run(piece, Role.ACCENT if index % 2 else Role.MUTED, bold=bool(index % 2))
        for index, piece in enumerate(pieces)
    ]
    return Row(tuple(runs), selectable=False)
