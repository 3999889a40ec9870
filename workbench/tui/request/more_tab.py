"""The rows of the tab More: settings with where each comes from, notes, the description.

Must not apply a setting.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from workbench.domain.collection import FORMAT
from workbench.tui import signs
from workbench.tui.columns import blank, folded_rows, placed, text_rows
from workbench.tui.paint import Role, Row, Run
from workbench.tui.request.head import resolved_lines
from workbench.views.durations import size

if TYPE_CHECKING:
    from workbench.engine.effective import Effective
    from workbench.tui.request.tabs import View

_SECONDS = frozenset({"timeout", "total_timeout", "connect_timeout"})
_VALUE, _WHENCE = 24, 40


def more_rows(view: View) -> list[Row]:
    """Return everything else that a request says; the cursor goes over all but the labels."""
    return [
        replace(row, key=("more", place), selectable=True) if _is_text(row) else row
        for place, row in enumerate(_more_rows(view))
    ]


def _is_text(row: Row) -> bool:
    return row.key is None and bool(row.left) and row.left[0].text.startswith(" ")


def _more_rows(view: View) -> list[Row]:
    rows: list[Row] = []
    if view.spec.description.strip():
        rows += _section("description")
        for paragraph in view.spec.description.strip().split("\n"):
            rows += text_rows(paragraph.strip(), view.width, 1)
        rows.append(blank())
    if view.effective is None:
        return rows[:-1]
    if view.effective.not_yet:
        rows += _section("not used yet")
        for note in view.effective.not_yet:
            first, *rest = text_rows(f"{note}.", view.width, 3)
            rows += [Row((Run(f" {signs.LOOK} ", Role.LOOK), *first.left[1:]), selectable=False)]
            rows += rest
        rows.append(blank())
    if view.effective.file.collection.read_only:
        made = f"Made by a newer workbench: this one reads format {FORMAT}."
        rows += [*text_rows((Run(made, Role.LOOK),), view.width), blank()]
    rows += _address(view.effective, view.width)
    rows += _section("settings")
    return rows + _settings(view.effective, view.width)


def _section(label: str) -> list[Row]:
    return [Row((Run(label, Role.MUTED),), selectable=False)]


def _address(effective: Effective, width: int) -> list[Row]:
    lines = resolved_lines(effective, width - 1)
    if len(lines) < 2:
        return []
    rows = [Row((Run(" "), *line), selectable=False) for line in lines]
    return [*_section("address"), *rows, blank()]


def _settings(effective: Effective, width: int) -> list[Row]:
    rows = []
    for each in fields(effective.settings):
        value = getattr(effective.settings, each.name)
        if value is None:
            continue
        whence = effective.settings_from.get(each.name)
        where = str(whence) if whence else "default"
        own = where == "request"
        role = Role.MUTED if where == "default" else Role.TEXT
        label = (Run(f" {each.name}", Role.MUTED),)
        text = _text(each.name, value)
        mark = () if own else (Run(_from(where), Role.MUTED),)
        danger = each.name == "verify" and value is False
        shown = Run(text, Role.BAD if danger else role)
        if len(text) < _WHENCE - _VALUE - 1 and width >= _WHENCE + 14:
            line = placed((0, label), (_VALUE, (shown,)), (_WHENCE, mark))
            rows.append(Row(line, key=("setting", each.name)))
        else:
            whole = (shown, Run("  "), *mark)
            rows += folded_rows(label, whole, width, min(_VALUE, width // 2))
    return rows


def _from(where: str) -> str:
    return where if where == "default" else f"{signs.INHERITED} from {where}"


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if name in _SECONDS and isinstance(value, int | float):
        return f"{value:g} s" if value else "none"
    if name == "max_body" and isinstance(value, int):
        return size(value)
    return str(value) or "none"
