"""The lifetime bar with the times at its ends.

Must not decide a state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.tui.columns import placed
from workbench.tui.paint import Line, Role, Row, Run, width_of
from workbench.tui.token.form import pair
from workbench.views.bar import lifetime_bar

if TYPE_CHECKING:
    from workbench.tui.token.form import Shape
    from workbench.tui.token.moment import Moment


@dataclass(frozen=True, slots=True)
class Life:
    """A life in seconds since 1970.

    `stale` opens the window in which it is renewed; `renews` is when that happens by itself.
    """

    issued: float | None
    expires: float | None
    stale: float | None = None
    renews: float | None = None


def bar_rows(life: Life, shape: Shape, moment: Moment) -> list[Row]:
    """Return the bar and its ends; nothing where one of them is not known."""
    window = 2 if shape.is_inspector else 1
    width = shape.width
    bar = lifetime_bar(width, life.issued, life.expires, life.stale, moment.now, window=window)
    if not bar or life.issued is None or life.expires is None:
        return []
    moment.watch(life.issued, life.expires, life.stale)
    if moment.now < life.expires:
        # The mark moves at most so often; a cell of a short life is watched by its countdown.
        moment.watch(moment.now + max(1.0, (life.expires - life.issued) / width / 2))
    runs = tuple(Run(run.text, run.role, bold=run.bold) for run in bar)
    mark = next((i for i, run in enumerate(runs) if run.role is Role.TEXT), 0)
    at = width_of(runs[:mark])
    return [Row(runs, selectable=False), *_ends(life, at, shape, moment)]


def _ends(life: Life, mark: int, shape: Shape, moment: Moment) -> list[Row]:
    issued, expires = life.issued or 0.0, life.expires or 0.0
    over = moment.now >= expires
    if shape.is_narrow:
        ends = (moment.clock(issued), moment.clock(expires))
        return pair((Run(ends[0], Role.MUTED),), (Run(ends[1], Role.MUTED),), shape.width)
    left = _named("issued", moment.clock(issued))
    right = _named("expired" if over else "expires", moment.clock(expires))
    middle: Line = ()
    if life.renews is not None and not over:
        middle = _named("renews", moment.clock(life.renews))
    now = (Run("now ", bold=True), Run(moment.minute()))
    gap = Run("   ")
    if middle and width_of(left) + width_of(middle) + width_of(right) + 6 <= shape.width:
        right = (*middle, gap, *right)
    room = shape.width - width_of(right) - 3
    column = max(width_of(left) + 3, mark + 1 - width_of(now) // 2)
    if shape.is_inspector and not over and column + width_of(now) <= room:
        left = placed((0, left), (column, now))
    return pair(left, right, shape.width)


def _named(label: str, time: str) -> Line:
    return (Run(f"{label} ", Role.MUTED), Run(time))
