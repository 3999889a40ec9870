"""What the row under the cursor stands for: a row of a table, a line of a text, a value to copy.

Must not change anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.collection import Body, FileBody, GraphqlBody, TextBody, TextKind
from workbench.domain.secret import MASK
from workbench.tui.paint import plain
from workbench.tui.request.edits import body_text, rows_of
from workbench.tui.request.labels import AUTH, MORE
from workbench.tui.request.tables import RowKey, value_text

if TYPE_CHECKING:
    from collections.abc import Hashable

    from workbench.domain.collection import RequestSpec
    from workbench.tui.paint import Row as DrawnRow
    from workbench.tui.request.looked import Looked

#: The most characters of a text that are edited here; more of them would make every key slow.
LONGEST = 200_000
_TABLES = frozenset({"path", "query", "headers", "form", "part"})


def table_key(key: Hashable | None) -> RowKey | None:
    """Return the key of a row of a table, None for any other."""
    match key:
        case (str(table), int(place)) if table in _TABLES:
            return table, place
        case _:
            return None


def text_place(key: Hashable | None) -> tuple[str, int] | None:
    """Return part and line (from 1) of a row that shows a text of the body."""
    match key:
        case ("text", str(part), int(line), *_):
            return part, line
        case ("text", str(part)):
            return part, 1
        case _:
            return None


def can_edit(looked: Looked | None, tab: str, row: DrawnRow | None) -> bool:
    """Tell whether `enter` does something on a row of a tab; on Auth most go to the preset."""
    if looked is None or tab == MORE:
        return False
    if tab == AUTH and (row is None or not row.cells):
        # A preset that is written in place is edited where presets are.
        return looked.effective is not None and looked.effective.preset_key is not None
    return row is not None and (bool(row.cells) or text_place(row.key) is not None)


def language_of(body: Body, part: str) -> str:
    """Return what a text of the body is coloured as."""
    match body:
        case GraphqlBody():
            return "json" if part == "variables" else "graphql"
        case TextBody(kind=TextKind.TEXT):
            return ""
        case TextBody(kind=kind):
            return str(kind)
        case _:
            return "json"


def value_at(spec: RequestSpec, row: DrawnRow | None) -> tuple[str, str] | None:
    """Return the value under the cursor and what it is; nothing where it is masked."""
    if row is None:
        return None
    key = table_key(row.key)
    if key is not None:
        rows = rows_of(spec, key[0])
        if key[1] >= len(rows):
            return None
        found = rows[key[1]]
        return value_text(found), f"the value of {found.name}" if found.name else "this value"
    place = text_place(row.key)
    if place is not None:
        lines = (body_text(spec, place[0]) or "").split("\n")
        return lines[min(place[1], len(lines)) - 1].removesuffix("\r"), "this line"
    if row.key == ("file", 0) and isinstance(spec.body, FileBody):
        return spec.body.file, "the path of the file"
    text = plain(row.left).strip()
    return (text, "this line") if text and MASK not in text else None
