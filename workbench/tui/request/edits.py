"""Edits of a request: each takes one and returns the changed one.

Must not keep, send or save anything.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.collection import (
    FileBody,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    Part,
    RequestSpec,
    Row,
    TextBody,
    TextKind,
)
from workbench.tui.request.auth_tab import auth_named
from workbench.tui.request.head import unlisted_segments

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.tui.request.tables import RowKey


def rows_of(spec: RequestSpec, table: str) -> tuple[Row | Part, ...]:
    """Return the rows of a table: `path`, `query`, `headers`, `form` or `part`."""
    match table, spec.body:
        case "path", _:
            return spec.path
        case "query", _:
            return spec.query
        case "headers", _:
            return spec.headers
        case "form", FormBody(rows=rows):
            return rows
        case "part", MultipartBody(parts=parts):
            return parts
        case _:
            return ()


def accepted(spec: RequestSpec, key: object, name: str, text: str) -> RequestSpec:
    """Return the request with what was typed into a cell: of a table, a file or an operation."""
    match key, name:
        case (str(table), int(place)), "name" | "value":
            return set_cell(spec, (table, place), name, text)
        case _, "file":
            return set_file(spec, text)
        case _, "operation":
            return set_operation(spec, text)
        case _, "auth":
            return replace(spec, auth=auth_named(text.strip()))
        case _:
            return spec


def set_cell(spec: RequestSpec, key: RowKey, name: str, text: str) -> RequestSpec:
    """Return the request with another name or value in a row."""

    def change(row: Row | Part) -> Row | Part:
        if name == "name":
            return replace(row, name=text)
        if isinstance(row, Part):
            return replace(row, value=text) if row.file is None else replace(row, file=text)
        return row if row.value is None and not text else replace(row, value=text)

    return _changed(spec, key, change)


def toggle(spec: RequestSpec, key: RowKey) -> RequestSpec:
    """Return the request with a row switched on or off."""

    def change(row: Row | Part) -> Row | Part:
        return replace(row, enabled=not row.enabled)

    return _changed(spec, key, change)


def move(spec: RequestSpec, key: RowKey, by: int) -> tuple[RequestSpec, RowKey] | None:
    """Return the request with a row further down (`by` 1) or up (-1) in its table, and its key.

    None where there is no place for it.
    """
    table, place = key
    rows = list(rows_of(spec, table))
    goal = place + by
    if not (0 <= place < len(rows) and 0 <= goal < len(rows)):
        return None
    rows.insert(goal, rows.pop(place))
    return _with_rows(spec, table, tuple(rows)), (table, goal)


def delete(spec: RequestSpec, key: RowKey) -> RequestSpec:
    """Return the request without a row."""
    table, place = key
    rows = list(rows_of(spec, table))
    if place < len(rows):
        del rows[place]
    return _with_rows(spec, table, tuple(rows))


def add(spec: RequestSpec, table: str, after: int | None = None) -> tuple[RequestSpec, RowKey]:
    """Return the request with an empty row in a table, and the key of that row."""
    rows = list(rows_of(spec, table))
    place = len(rows) if after is None else after + 1
    rows.insert(place, Part("", value="") if table == "part" else Row("", value=""))
    return _with_rows(spec, table, tuple(rows)), (table, place)


def add_in(spec: RequestSpec, tab: str, key: object) -> tuple[RequestSpec, RowKey] | None:
    """Return the request with a row added where the cursor is, and its key; None where none goes.

    `key` is that of the row under the cursor. In Params, a `:segment` of the address that has no
    row yet gets one first.
    """
    table, after = _table_here(spec, tab, key)
    if table is None:
        return None
    unlisted = unlisted_segments(spec) if tab == "Params" else ()
    if not unlisted:
        return add(spec, table, after)
    rows = (*spec.path, Row(unlisted[0], value=""))
    return replace(spec, path=rows), ("path", len(rows) - 1)


def _table_here(spec: RequestSpec, tab: str, key: object) -> tuple[str | None, int | None]:
    match tab, key, spec.body:
        case "Params", ("path" | "query" as table, int(place)), _:
            return table, place
        case "Params", _, _:
            return "query", None
        case "Headers", ("headers", int(place)), _:
            return "headers", place
        case "Headers", _, _:
            return "headers", None
        case "Body", ("form" | "part" as table, int(place)), _:
            return table, place
        case "Body", _, FormBody():
            return "form", None
        case "Body", _, MultipartBody():
            return "part", None
        case _:
            return None, None


def is_blank(spec: RequestSpec, key: RowKey) -> bool:
    """Tell whether a row has neither name nor value."""
    table, place = key
    rows = rows_of(spec, table)
    if place >= len(rows):
        return False
    row = rows[place]
    return not (row.name or row.value or (isinstance(row, Part) and row.file))


def set_body_text(
    spec: RequestSpec, part: str, text: str, written: RequestSpec | None = None
) -> RequestSpec:
    """Return the request with another text in its body; `part` is text, query or variables.

    Without a text it has no body again where its file (`written`) has none.
    """
    body = spec.body
    if not text and written is not None and isinstance(written.body, NoBody):
        return replace(spec, body=written.body)
    match body:
        case NoBody():
            return replace(spec, body=TextBody(TextKind.JSON, text)) if text else spec
        case TextBody():
            return replace(spec, body=replace(body, text=text))
        case GraphqlBody() if part == "variables":
            return replace(spec, body=replace(body, variables=text))
        case GraphqlBody():
            return replace(spec, body=replace(body, query=text))
        case _:
            return spec


def body_text(spec: RequestSpec, part: str) -> str | None:
    """Return a text of the body, None where the body has no text."""
    match spec.body:
        case NoBody():
            return ""
        case TextBody(text=text):
            return text
        case GraphqlBody(query=query, variables=variables):
            return variables if part == "variables" else query
        case _:
            return None


def set_operation(spec: RequestSpec, name: str) -> RequestSpec:
    """Return the request with another operation of its query to be run."""
    if isinstance(spec.body, GraphqlBody):
        return replace(spec, body=replace(spec.body, operation_name=name))
    return spec


def set_file(spec: RequestSpec, path: str) -> RequestSpec:
    """Return the request with another file as its body."""
    if isinstance(spec.body, FileBody):
        return replace(spec, body=replace(spec.body, file=path))
    return spec


def _changed(
    spec: RequestSpec, key: RowKey, change: Callable[[Row | Part], Row | Part]
) -> RequestSpec:
    table, place = key
    rows = list(rows_of(spec, table))
    if place >= len(rows):
        return spec
    rows[place] = change(rows[place])
    return _with_rows(spec, table, tuple(rows))


def _with_rows(spec: RequestSpec, table: str, rows: tuple[Row | Part, ...]) -> RequestSpec:
    plain = tuple(row for row in rows if isinstance(row, Row))
    match table, spec.body:
        case "path", _:
            return replace(spec, path=plain)
        case "query", _:
            return replace(spec, query=plain)
        case "headers", _:
            return replace(spec, headers=plain)
        case "form", FormBody():
            return replace(spec, body=replace(spec.body, rows=plain))
        case "part", MultipartBody():
            parts = tuple(row for row in rows if isinstance(row, Part))
            return replace(spec, body=replace(spec.body, parts=parts))
        case _:
            return spec
