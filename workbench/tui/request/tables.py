"""Tables of rows that can be edited: switch, kind, name, value, and a mark for what is unusual.

    [x] path  id        123           * was 122
    [ ] query page      2             off  a description

A value that is too long for its column folds below itself. Must not change a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.collection import Part
from workbench.tui import signs
from workbench.tui.columns import placed, widest
from workbench.tui.fold import fold
from workbench.tui.paint import CellEdit, Line, Role, Row, Run, width_of
from workbench.tui.request.templates import template_line, unknown_line, unknown_names

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from workbench.domain import collection
    from workbench.tui.request.added import Added

    TableRow = collection.Row | Part

#: The first part of the key of a row that is sent besides the request's own; then its name.
SENT = "sent-as-well"
#: The key of an editable row: its table (`path`, `query`, `headers`, `form`, `part`) and place.
RowKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Table:
    """Where the columns are, in a width; `known` are the names that variables have."""

    width: int
    kind: int
    name: int
    value: int
    mark: int
    known: Collection[str] = ()
    roomy: bool = False


def table(
    names: Sequence[str],
    values: Sequence[str],
    width: int,
    known: Collection[str] = (),
    *,
    roomy: bool = False,
) -> Table:
    """Return columns that suit these names and values; `roomy` is the layout with a heading."""
    name = 12 if roomy else 10
    value = name + widest([each + "  " for each in names], 16 if roomy else 10, width * 2 // 5)
    most = max(14, width - value - 14)
    mark = value + widest([each + "  " for each in values], 23 if roomy else 14, most)
    return Table(width, 4, name, value, mark, known, roomy)


def heading(shape: Table, kind: str = "kind") -> Row:
    """Return the names of the columns."""
    cells = ((shape.kind, kind), (shape.name, "name"), (shape.value, "value"))
    line = placed(*((column, (Run(text, Role.MUTED),)) for column, text in cells))
    return Row(line, selectable=False)


def editable(
    shape: Table, key: RowKey, kind: str, row: TableRow, written: TableRow | None, *, edited: bool
) -> list[Row]:
    """Return a row of the request; `written` is what its file has, `edited` if that may differ."""
    off = not row.enabled
    role = Role.MUTED if off else Role.TEXT
    switch = Run(signs.OFF if off else signs.ON, role)
    text = value_text(row)
    value = template_line(text, shape.known, role) if text else ()
    unknown = unknown_line(unknown_names(text, shape.known))
    marks = _mark(row, written, edited=edited)
    mark = (*unknown, *((Run("  "),) if unknown and marks else ()), *marks)
    room = max(8, shape.mark - shape.value - 2, min(width_of(text) + 4, shape.width - shape.value))
    cells = (
        CellEdit("name", row.name, shape.name, shape.value - shape.name - 1),
        CellEdit("value", text, shape.value, room),
    )
    left = (
        (0, (switch,)),
        (shape.kind, (Run(kind, Role.MUTED),)),
        (shape.name, (Run(row.name, role),)),
    )
    return _lines(shape, left, value, mark, key, cells)


def value_text(row: TableRow) -> str:
    """Return what stands in the value cell: the value, or the file of a part."""
    if isinstance(row, Part) and row.file is not None:
        return row.file
    return row.value or ""


def as_well(shape: Table, added: Added, place: int, *, switches: bool = False) -> list[Row]:
    """Return a row that the request does not have itself, muted, with where it comes from.

    With `switches` it has one where the request can take it away.
    """
    value = template_line(added.value, shape.known, Role.MUTED)
    mark: Line = ()
    if added.whence:
        mark = (Run(f"{signs.INHERITED} from {added.whence}", Role.MUTED),)
    if added.removed:
        mark = (Run("not sent", Role.MUTED), *((Run("  "), *mark) if mark else ()))
    elif added.note and switches:
        mark = (Run(added.note, Role.MUTED),)
    has_switch = switches and added.switch
    left = (
        (0, (Run(signs.ON, Role.MUTED),) if has_switch else ()),
        (shape.kind, (Run(added.kind, Role.MUTED),)),
        (shape.name, (Run(added.name, Role.MUTED),)),
    )
    key = (SENT, added.name) if has_switch else ("added", added.name.lower(), place)
    return _lines(shape, left, value, mark, key, ())


def _lines(
    shape: Table,
    left: tuple[tuple[int, Line], ...],
    value: Line,
    mark: Line,
    key: tuple[object, ...],
    cells: tuple[CellEdit, ...],
) -> list[Row]:
    start = max(shape.value, width_of(placed(*left)) + 1)
    room = max(8, shape.width - start)
    fits = start + width_of(value) < shape.mark and shape.mark + width_of(mark) <= shape.width
    if fits:
        line = placed(*left, (start, value), (shape.mark, mark))
        return [Row(line, key=key, cells=cells)]
    if width_of(value) + 2 + width_of(mark) <= room:
        line = placed(*left, (start, (*value, Run("  ") if mark else Run(""), *mark)))
        return [Row(line, key=key, cells=cells)]
    first, *rest = fold(value, room)
    rows = [Row(placed(*left, (start, first)), key=key, cells=cells)]
    rows += [Row(placed((start, line)), selectable=False) for line in rest]
    rows += [Row(placed((start, line)), selectable=False) for line in fold(mark, room) if line]
    return rows


def _mark(row: TableRow, written: TableRow | None, *, edited: bool) -> Line:
    runs: list[Run] = []
    if edited and written is None:
        runs += [Run(signs.UNSAVED, Role.LOOK), Run(" new", Role.MUTED)]
    elif edited and written is not None and row != written:
        runs.append(Run(signs.UNSAVED, Role.LOOK))
        was = _was(row, written)
        if was:
            runs.append(Run(f" was {was}", Role.MUTED))
    if not row.enabled:
        runs.append(Run("  off" if runs else "off", Role.MUTED))
    elif not isinstance(row, Part) and row.value is None:
        runs.append(Run("  no value" if runs else "no value", Role.MUTED))
    elif isinstance(row, Part) and row.file is not None:
        runs.append(Run("  file" if runs else "file", Role.MUTED))
    if row.description:
        runs.append(Run(f"  {row.description}" if runs else row.description, Role.MUTED))
    return tuple(runs)


def _was(row: TableRow, written: TableRow) -> str:
    if value_text(row) != value_text(written):
        return value_text(written) or "empty"
    if row.name != written.name:
        return written.name
    return "on" if written.enabled and not row.enabled else "off" if row.enabled else ""


def written_for(
    rows: Sequence[TableRow], written: Sequence[TableRow], place: int
) -> TableRow | None:
    """Return the row that the file has for one of the edited rows, None for a new one."""
    if len(rows) == len(written):
        return written[place]
    if rows[place] in written:
        return rows[place]
    name = rows[place].name
    before = sum(row.name == name for row in rows[:place])
    same = [row for row in written if row.name == name]
    return same[before] if before < len(same) else None
