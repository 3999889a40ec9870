"""The token strip: collection, environment and every preset with its countdown, in one line.

What does not fit is given up in the order of screen.md, section 4, presets that have no token yet
before all. Must not start a timer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from workbench.tui import signs
from workbench.tui.looks import IDLE, TokenLook, token_look
from workbench.tui.paint import Line, Role, Row, Run, cut, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.engine.token_view import PresetKey, TokenView

#: From how few columns on only the current preset is shown.
NARROW = 80


@dataclass(frozen=True, slots=True)
class StripState:
    """What the strip is about; `file` is a name as shown, `environment` None where none holds."""

    file: str = ""
    unsaved: bool = False
    environment: str | None = None
    has_environments: bool = False
    session_values: int = 0
    views: tuple[TokenView, ...] = ()
    current: PresetKey | None = None
    tls_off: bool = False


@runtime_checkable
class FollowsStrip(Protocol):
    """A screen over the panes that shows their strip."""

    def follow(self, strip: Row) -> None:
        """Show the strip as it is now."""
        ...


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    look: TokenLook
    current: bool

    def runs(self, *, words: bool) -> Line:
        name = Run(self.name, Role.ROW if self.current else Role.TEXT, bold=self.current)
        text = f" {self.look.sign} {self.look.text}"
        if words and self.look.more:
            text += f" {self.look.more}"
        return (name, Run(text, self.look.role, bold=self.look.bold))


def strip_row(state: StripState, width: int, now: float) -> Row:
    """Return the strip as one row of `width` cells."""
    items = [
        _Item(view.key.name, token_look(view.status, now), view.key == state.current)
        for view in state.views
    ]
    if not items:
        return Row(_left(state, file=True), (Run("no tokens yet ", Role.MUTED),))
    if width < NARROW:
        left = _left(state, file=False)
        return Row(left, (*cut(_narrow(items), width - width_of(left) - 3), Run(" ")))
    left_out: list[_Item] = []
    while True:
        for gap, words in ((3, True), (2, True), (2, False)):
            row = _fitting(state, items, left_out, width, file=True, gap=gap, words=words)
            if row:
                return row
        # A preset without a token says nothing that cannot wait: it goes before any word.
        if not (idle := _last(items, IDLE)):
            break
        items.remove(idle)
        left_out.insert(0, idle)
    while True:
        for gap in (3, 2):
            row = _fitting(state, items, left_out, width, file=False, gap=gap, words=False)
            if row:
                return row
        if not (calmest := _calmest(items)):
            shown = _items_line(items, left_out, gap=2, words=False)
            left = _left(state, file=False)
            return Row(left, (*cut(shown, width - width_of(left) - 3), Run(" ")))
        items.remove(calmest)
        left_out.append(calmest)


def _fitting(
    state: StripState,
    items: Sequence[_Item],
    left_out: Sequence[_Item],
    width: int,
    *,
    file: bool,
    gap: int,
    words: bool,
) -> Row | None:
    left = _left(state, file=file)
    right = (*_items_line(items, left_out, gap=gap, words=words), Run(" "))
    return Row(left, right) if width_of(left) + 2 + width_of(right) <= width else None


def _left(state: StripState, *, file: bool) -> Line:
    runs: list[Run] = [Run(" ")]
    if file:
        runs.append(Run(state.file or "workbench", bold=True))
        if state.unsaved:
            runs.append(Run(signs.UNSAVED, Role.LOOK))
        runs.append(Run("  "))
    if state.environment is not None:
        runs += [Run("env ", Role.MUTED), Run(state.environment, bold=True)]
    elif state.has_environments:
        runs += [Run("env ", Role.MUTED), Run("none", Role.MUTED)]
    if state.session_values:
        runs.append(Run(f" {signs.LOOK} session {state.session_values}", Role.LOOK))
    if state.tls_off:
        runs += [Run("  "), Run("TLS off", Role.BAD, reverse=True)]
    return tuple(runs)


def _items_line(
    items: Sequence[_Item], left_out: Sequence[_Item], *, gap: int, words: bool
) -> Line:
    runs: list[Run] = []
    for item in items:
        if runs:
            runs.append(Run(" " * gap))
        runs += item.runs(words=words)
    if left_out:
        runs.append(Run(f"  +{len(left_out)}", Role.MUTED))
    return tuple(runs)


def _calmest(items: Sequence[_Item]) -> _Item | None:
    """Return whom the strip gives up next; failed, expired, `needs you` and the current go last."""
    others = [item for item in items if not item.current]
    if not others:
        return None
    return _last(others, max(item.look.calm for item in others))


def _last(items: Sequence[_Item], calm: int) -> _Item | None:
    found = (item for item in reversed(items) if item.look.calm == calm and not item.current)
    return next(found, None)


def _narrow(items: Sequence[_Item]) -> Line:
    shown = next((item for item in items if item.current), items[0])
    others = [item for item in items if item is not shown]
    runs = [*shown.runs(words=False)]
    if others:
        worst = min(others, key=lambda item: (item.look.calm, item.look.role is not Role.BAD))
        runs += [Run(f"  +{len(others)} ", Role.MUTED), Run(worst.look.sign, worst.look.role)]
    return tuple(runs)
