"""Which panes are seen at a size, and how large: columns by the width, stacking by the height.

Pure arithmetic; the main area applies it. Must not know a widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.display import LayoutName

LEAST_WIDTH, LEAST_HEIGHT = 60, 15
#: Under this width one pane is shown at a time; from the other on everything is wide.
COLUMNS_FROM, WIDE_FROM = 100, 160
#: From how many rows on Request stands over Response.
STACKED_FROM = 30


class PaneName(StrEnum):
    """The four panes, by their keys' names."""

    COLLECTIONS = "collections"
    REQUEST = "request"
    RESPONSE = "response"
    TOKEN = "token"


ORDER = tuple(PaneName)


@dataclass(frozen=True, slots=True)
class Shape:
    """What fits into a terminal of `width` by `height` cells, as the person likes it."""

    width: int
    height: int
    arrangement: LayoutName = LayoutName.AUTO

    @property
    def too_small(self) -> bool:
        """Tell whether only the strip and a message fit."""
        return self.width < LEAST_WIDTH or self.height < LEAST_HEIGHT

    @property
    def one_pane(self) -> bool:
        """Tell whether one pane is shown at a time, under a line of panes."""
        return self.width < COLUMNS_FROM or self.arrangement is LayoutName.ONE

    @property
    def wide(self) -> bool:
        """Tell whether tabs show counts and the Token pane its table of presets."""
        return self.width >= WIDE_FROM

    @property
    def stacked(self) -> bool:
        """Tell whether the centre has room for Request over Response."""
        if self.arrangement is LayoutName.COLUMNS:
            return False
        return self.height >= STACKED_FROM and not self.one_pane

    @property
    def collections_width(self) -> int:
        """Return the columns of Collections."""
        return 38 if self.wide else 30

    @property
    def token_width(self) -> int:
        """Return the columns of Token."""
        return 60 if self.wide else 30

    @property
    def request_height(self) -> int:
        """Return the rows of Request where it is stacked."""
        return 10 if self.wide else 11

    @property
    def message(self) -> str:
        """Return what a terminal that is too small says."""
        return f"Needs {LEAST_WIDTH}x{LEAST_HEIGHT}, this is {self.width}x{self.height}."


def shown_panes(
    shape: Shape, focused: PaneName, centre: PaneName, *, zoomed: bool
) -> tuple[PaneName, ...]:
    """Return the panes to be seen; `centre` is which of Request and Response was focused last."""
    if shape.too_small:
        return ()
    if zoomed or shape.one_pane:
        return (focused,)
    if shape.stacked:
        return ORDER
    return tuple(
        name for name in ORDER if name in (PaneName.COLLECTIONS, PaneName.TOKEN) or name == centre
    )
