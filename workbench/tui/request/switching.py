"""Rows switched on and off: the request's own, and what is sent besides them.

    sent as well  [x] User-Agent  ── space ──▶  own row  [ ] User-Agent  ── space ──▶  as before

Must not take away what a preset adds: `auth = "none"` does that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.collection import Row
from workbench.tui.request import edits
from workbench.tui.request.tables import SENT
from workbench.tui.request.values import table_key

if TYPE_CHECKING:
    from collections.abc import Hashable

    from workbench.domain.collection import RequestSpec
    from workbench.tui.request.tables import RowKey


def switched(
    spec: RequestSpec, key: Hashable | None
) -> tuple[RequestSpec, tuple[object, ...]] | None:
    """Return the request with a row switched, and the key of the row that it is now."""
    name, own = _name_of(key), table_key(key)
    if name is not None:
        off = Row(name, None, enabled=False)
        return replace(spec, headers=(*spec.headers, off)), ("headers", len(spec.headers))
    if own is None:
        return None
    if removed := _removes(spec, own):
        return edits.delete(spec, own), (SENT, removed)
    return edits.toggle(spec, own), own


def _name_of(key: Hashable | None) -> str | None:
    match key:
        case (str(kind), str(name)) if kind == SENT:
            return name
        case _:
            return None


def _removes(spec: RequestSpec, key: RowKey) -> str:
    """Return the header that a row does nothing but take away, empty for any other row."""
    table, place = key
    rows = edits.rows_of(spec, table)
    if table != "headers" or place >= len(rows):
        return ""
    row = rows[place]
    return row.name if row.value is None and not row.enabled else ""
