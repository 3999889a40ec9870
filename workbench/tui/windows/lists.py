"""The rows of the windows that only list: keys, log, history, ways to copy.

Must not open or choose anything.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.http import Exchange
from workbench.tui import signs
from workbench.tui.clocktime import clock_time
from workbench.tui.fold import fold_text
from workbench.tui.keys import Key, shown_key
from workbench.tui.looks import status_look
from workbench.tui.paint import Role, Row, Run, pad
from workbench.tui.windows.window import no_row
from workbench.views.durations import duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.tui.session import Notice, Past

#: Where the text of a notice stands: after its time and sign.
_LOG_INDENT = 12


def _muted(text: str, indent: int) -> Row:
    return Row((Run(" " * indent), Run(text, Role.MUTED)), selectable=False)


def key_rows(here: Sequence[Key], rest: Sequence[Key], keymap: Mapping[str, str]) -> list[Row]:
    """Return all keys that work here, then the others by where they work."""
    rows = [no_row("works here")]
    rows += [_key(key, keymap) for key in here]
    scope = ""
    for key in rest:
        if key.scope != scope:
            scope = key.scope
            rows += [Row(selectable=False), no_row(scope)]
        rows.append(_key(key, keymap))
    return rows


def _key(key: Key, keymap: Mapping[str, str]) -> Row:
    keys = keymap[key.id].split(",") if key.id in keymap else key.keys
    shown = " ".join(shown_key(each) for each in keys)
    left = (
        Run(" "),
        Run(pad(shown, 14), Role.ACCENT, bold=True),
        Run(key.does),
    )
    return Row(left, (Run(key.id, Role.QUIET),), key=key.id)


def log_rows(notices: Iterable[Notice], now: float, width: int) -> list[Row]:
    """Return what went wrong and what was said, newest first."""
    rows: list[Row] = []
    room = max(20, width - _LOG_INDENT)
    for index, notice in enumerate(notices):
        wrong = notice.error
        sign = Run(signs.WRONG if wrong else signs.NOTHING, Role.BAD if wrong else Role.MUTED)
        at = pad(clock_time(notice.at, now), _LOG_INDENT - 2)
        first, *rest = fold_text(notice.message, room)
        rows.append(Row((Run(at, Role.QUIET), sign, Run(f" {first}")), key=index))
        rows += [Row((Run(" " * _LOG_INDENT), Run(line)), selectable=False) for line in rest]
        for text in (notice.hint, notice.fix):
            rows += [_muted(line, _LOG_INDENT) for line in fold_text(text, room) if line]
    return rows or [no_row("Nothing went wrong since the start.")]


def history_rows(history: Sequence[Past], now: float) -> list[Row]:
    """Return the last exchanges, newest first; the key of a row is its place in the history."""
    rows = [_past(index, past, now) for index, past in enumerate(history)]
    return rows or [no_row("Nothing was sent yet. ^r sends the open request.")]


def _past(index: int, past: Past, now: float) -> Row:
    exchange = past.exchange
    status, role = _status(exchange)
    left = (
        Run(f"{clock_time(exchange.started_at, now)}  ", Role.QUIET),
        Run(pad(status, 12), role),
        Run(f"{duration(exchange.elapsed_ms):>8}  ", Role.MUTED),
        Run(exchange.label),
    )
    return Row(left, (Run(PurePath(past.ref.file).name, Role.MUTED),), key=index)


def _status(exchange: Exchange) -> tuple[str, Role]:
    if exchange.response is None:
        return f"{signs.WRONG} not sent", Role.BAD
    look = status_look(exchange.response, reason=False)
    return f"{look.sign} {look.text}", look.role
