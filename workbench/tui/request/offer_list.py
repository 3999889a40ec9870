"""The list of what can complete a field, and what the field's text resolves to: over all else.

It stands below the field, above it where there is more room; never over it. Must not take keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset

from workbench.tui.canvas import Lines
from workbench.tui.paint import Ground, Role, Row, Run, cut, pad, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.geometry import Region, Size

    from workbench.tui.paint import Line
    from workbench.tui.request.completing import Offer

#: How many offers are seen at once.
SEEN = 6
#: How wide (cells) names are at most before their notes begin.
_NAMES = 28


def offer_rows(offers: Sequence[Offer], marked: int, width: int, seen: int = SEEN) -> list[Row]:
    """Return the offers around the marked one in a width, the marked one on the cursor's row."""
    first = max(0, min(marked - seen // 2, len(offers) - seen))
    column = min(_NAMES, max(width_of(each.shown) for each in offers)) + 2
    rows = []
    for place, each in enumerate(offers[first : first + seen], first):
        name = Run(pad(f" {each.shown}", column + 1))
        here = cut((name, Run(each.note, Role.MUTED)), width)
        if place == marked:
            text = pad("".join(run.text for run in here), width)
            here = (Run(text, Role.ROW),)
        rows.append(Row(here))
    return rows


def offer_width(offers: Sequence[Offer]) -> int:
    """Return how wide the list of these offers would like to be."""
    column = min(_NAMES, max(width_of(each.shown) for each in offers)) + 2
    return max(max(column, width_of(each.shown)) + width_of(each.note) + 2 for each in offers)


def place_of(field: Region, screen: Size, width: int, height: int) -> tuple[Offset, int]:
    """Return where a box goes beside a field, and how high it can be; the footer stays free."""
    below = screen.height - 1 - field.bottom
    above = field.y
    x = max(0, min(field.x, screen.width - width))
    if height <= below or below >= above:
        return Offset(x, field.bottom), min(height, below)
    fits = min(height, above)
    return Offset(x, field.y - fits), fits


class OfferList(Lines):
    """The box itself; the field that has it fills it, and takes it away."""

    DEFAULT_CSS = """
    OfferList { overlay: screen; position: absolute; background: $panel; }
    """

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(ground=Ground.PANEL)

    def fill(
        self,
        field: Region,
        screen: Size,
        resolved: Sequence[Line],
        offers: Sequence[Offer],
        marked: int,
    ) -> None:
        """Show what is resolved to, then the offers."""
        most = max(8, screen.width - 2)
        wanted = [width_of(line) + 2 for line in resolved]
        if offers:
            wanted.append(offer_width(offers))
        width = min(most, max([field.width, *wanted]))
        room = max(screen.height - 1 - field.bottom, field.y)
        rows = [Row((Run(" "), *line)) for line in resolved]
        if offers:
            seen = max(1, min(SEEN, room - len(rows)))
            rows += offer_rows(offers, marked, width, seen)
        at, height = place_of(field, screen, width, len(rows))
        self.absolute_offset = at
        self.styles.width, self.styles.height = width, height
        self.set_rows(rows[:height])
        self.refresh(layout=True)
