"""What became of each cookie of an exchange: set or not, sent or not, and why.

    cookies
    ✓ kept       session
    ✗ refused    id         api.example.com may not set one for example.org

Must not show a cookie's value: headers have that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.cookies import CookieFate
from workbench.tui import signs
from workbench.tui.columns import blank, indented, placed, widest
from workbench.tui.fold import fold
from workbench.tui.paint import Line, Role, Row, Run, width_of

if TYPE_CHECKING:
    from workbench.domain.cookies import CookieEvent
    from workbench.domain.http import Exchange

_LOOKS = {
    CookieFate.SENT: (signs.RESOLVES, Role.ACCENT),
    CookieFate.HELD_BACK: (signs.LOOK, Role.LOOK),
    CookieFate.KEPT: (signs.MET, Role.GOOD),
    CookieFate.REMOVED: (signs.NOTHING, Role.MUTED),
    CookieFate.REFUSED: (signs.WRONG, Role.BAD),
}
_FATE, _NAME = 2, 13
_NO_NAME = "(no name)"


def cookie_rows(exchange: Exchange, width: int) -> list[Row]:
    """Return a row a cookie event, in the order they happened; nothing where there were none.

    Of several steps each has the number that it has in Exchange.
    """
    found = [
        (number, event)
        for number, step in enumerate(exchange.steps, start=1)
        for event in step.cookies
    ]
    if not found:
        return []
    several = len({number for number, _ in found}) > 1
    column = _NAME + 2 + widest([event.name or _NO_NAME for _, event in found], 8, width // 3)
    rows = [blank(), Row((Run("cookies", Role.MUTED),), selectable=False)]
    before = 0
    for place, (number, event) in enumerate(found):
        right: Line = ()
        if several and number != before:
            right = (Run(f"step {number}", Role.MUTED),)
        before = number
        rows += _event_rows(event, place, column, width, right)
    return rows


def _event_rows(event: CookieEvent, place: int, column: int, width: int, right: Line) -> list[Row]:
    sign, role = _LOOKS[event.fate]
    name = event.name or _NO_NAME
    start = max(column, _NAME + width_of(name) + 2)
    key = ("cookie", place)
    left = (
        (0, (Run(sign, role),)),
        (_FATE, (Run(str(event.fate), Role.MUTED),)),
        (_NAME, (Run(name),)),
    )
    room = width - start - (width_of(right) + 1 if right else 0)
    if width_of(event.why) <= room:
        return [Row(placed(*left, (start, (Run(event.why, Role.MUTED),))), right, key=key)]
    why = fold((Run(event.why, Role.MUTED),), max(8, width - _NAME))
    return [Row(placed(*left), right, key=key), *indented(why, _NAME)]
