"""The rows of the tab Body: what kind of body, and its text or its rows.

Must not render it or read a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.collection import (
    Body,
    FileBody,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    TextBody,
    TextKind,
)
from workbench.tui import signs
from workbench.tui.columns import blank, placed
from workbench.tui.fold import fold
from workbench.tui.paint import CellEdit, Line, Role, Row, Run
from workbench.tui.request.added import content_type_of
from workbench.tui.request.tables import heading, table, value_text
from workbench.tui.request.tabs import View, table_rows
from workbench.tui.request.templates import code_line, template_line, unknown_line, unknown_names
from workbench.tui.request.values import LONGEST
from workbench.views.durations import counted
from workbench.views.gate import expand_tabs
from workbench.views.templated_json import wrong_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain import collection

_LANGUAGES = {TextKind.JSON: "json", TextKind.XML: "xml", TextKind.TEXT: ""}
#: The column of a body's text, after its line number.
_TEXT = 5
#: How many characters of a text are made into rows, so that no body slows the pane down.
_SHOWN = 40_000


def body_rows(view: View) -> list[Row]:
    """Return the rows of a body."""
    body = view.spec.body
    rows = _kind_rows(view, body)
    match body:
        case NoBody():
            runs = (
                Run("No body. ", Role.MUTED),
                Run("enter", Role.ACCENT, bold=True),
                Run(" begins one, as JSON.", Role.MUTED),
            )
            return [Row(runs, key=("text", "text"))]
        case TextBody(kind=kind, text=text):
            return [*rows, blank(), *_text_rows(view, text, _LANGUAGES[kind], "text")]
        case GraphqlBody(query=query, variables=variables, operation_name=name):
            rows += [blank(), *_text_rows(view, query, "graphql", "query")]
            rows += [blank(), _label("variables"), *_variables(view, variables)]
            if name:
                rows += [blank(), _label("operation name"), _operation(view, name)]
            return rows
        case FormBody(rows=form):
            old = view.written.body if view.written else None
            was_form = old.rows if isinstance(old, FormBody) else ()
            return [*rows, *_table(view, "form", form, was_form)]
        case MultipartBody(parts=parts):
            old = view.written.body if view.written else None
            was = old.parts if isinstance(old, MultipartBody) else ()
            return [*rows, *_table(view, "part", parts, was)]
        case FileBody(file=file):
            cell = CellEdit("file", file, 6)
            line = placed((0, (Run("file", Role.MUTED),)), (6, template_line(file, view.known)))
            return [*rows, blank(), Row(line, key=("file", 0), cells=(cell,))]


def kind_of(body: Body) -> str:
    """Return the file's word for a kind of body."""
    match body:
        case NoBody():
            return "none"
        case TextBody(kind=kind):
            return str(kind)
        case FormBody():
            return "form"
        case FileBody():
            return "file"
        case MultipartBody():
            return "multipart"
        case GraphqlBody():
            return "graphql"


def _kind_rows(view: View, body: Body) -> list[Row]:
    if isinstance(body, NoBody):
        return []
    runs: list[Run] = [Run(kind_of(body), bold=True), Run("  ")]
    runs += template_line(content_type_of(body), view.known, Role.MUTED)
    if isinstance(body, TextBody) and body.text:
        lines = body.text.count("\n") + (not body.text.endswith("\n"))
        runs.append(Run(f"  {counted(lines, 'line')}", Role.MUTED))
    if not body.template:
        runs.append(Run("  sent untouched, template = false", Role.MUTED))
    if isinstance(body, TextBody | GraphqlBody) and body.template:
        text = body.text if isinstance(body, TextBody) else f"{body.query}\n{body.variables}"
        names = unknown_names(text[:_SHOWN], view.known)
        runs += [Run("  "), *unknown_line(names)] if names else []
    if view.edited and view.written is not None and view.written.body != body:
        runs += [Run(f"  {signs.UNSAVED}", Role.LOOK), Run(" changed", Role.MUTED)]
    if isinstance(body, TextBody) and body.kind is TextKind.JSON and len(body.text) <= _SHOWN:
        wrong = wrong_in(body.text)
        runs += [Run(f"  {signs.WRONG} {wrong}", Role.BAD)] if wrong else []
    return [Row(line, selectable=False) for line in fold(runs, view.width)]


def _text_rows(view: View, text: str, language: str, part: str) -> list[Row]:
    known = view.known if _is_template(view.spec.body) else None
    rows: list[Row] = []
    lines = text[:_SHOWN].removesuffix("\n").split("\n")
    for number, line in enumerate(lines, start=1):
        shown = expand_tabs(line.removesuffix("\r"))
        runs: Line = code_line(shown, language, known) if known is not None else (Run(shown),)
        first, *rest = fold(runs, max(8, view.width - _TEXT))
        label = (Run(f"{number:>3}", Role.QUIET),)
        rows.append(Row(placed((0, label), (_TEXT, first)), key=("text", part, number)))
        rows += [
            Row((Run(" " * _TEXT), *each), key=("text", part, number, place))
            for place, each in enumerate(rest)
        ]
    if len(text) > _SHOWN:
        rows.append(_rest_row(len(text), part, len(lines)))
    return rows


def _rest_row(length: int, part: str, line: int) -> Row:
    left_out = Run(f"{' ' * _TEXT}and {length - _SHOWN:,} more characters: ", Role.MUTED)
    if length > LONGEST:
        how: Line = (Run("the file has them", Role.MUTED),)
    else:
        how = (Run("enter", Role.ACCENT, bold=True), Run(" opens all", Role.MUTED))
    return Row((left_out, *how), key=("text", part, line, "rest"))


def _is_template(body: Body) -> bool:
    return not isinstance(body, NoBody) and body.template


def _table(
    view: View,
    field: str,
    rows: Sequence[collection.Row | collection.Part],
    written: Sequence[collection.Row | collection.Part],
) -> list[Row]:
    if not rows:
        runs = (
            Run("No rows. ", Role.MUTED),
            Run("a", Role.ACCENT, bold=True),
            Run(" adds one.", Role.MUTED),
        )
        return [blank(), Row(runs, selectable=False)]
    names, values = [row.name for row in rows], [value_text(row) for row in rows]
    shape = table(names, values, view.width, view.known, roomy=view.roomy)
    head = [heading(shape)] if view.roomy else []
    return [blank(), *head, *table_rows(view, shape, field, rows, written)]


def _label(text: str) -> Row:
    return Row((Run(text, Role.MUTED),), selectable=False)


def _variables(view: View, text: str) -> list[Row]:
    if text:
        return _text_rows(view, text, "json", "variables")
    hint = (
        Run(" none yet, ", Role.MUTED),
        Run("enter", Role.ACCENT, bold=True),
        Run(" writes them as JSON", Role.MUTED),
    )
    return [Row(hint, key=("text", "variables", 1))]


def _operation(view: View, name: str) -> Row:
    line = placed((_TEXT, template_line(name, view.known)))
    return Row(line, key=("operation", 0), cells=(CellEdit("operation", name, _TEXT),))
