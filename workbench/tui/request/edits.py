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


def set_body_text(spec: RequestSpec, part: str, text: str) -> RequestSpec:
    """Return the request with another text in its body; `part` is text, query or variables."""
    body = spec.body
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
