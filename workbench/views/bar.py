"""A token's lifetime as one row of cells, thin, thick and dashed, so that it reads without colour.

It decides no state: when a token is stale or expired, the caller's times say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.views.roles import Role


@dataclass(frozen=True, slots=True)
class BarRun:
    """Cells that look the same."""

    text: str
    role: Role
    bold: bool = False


def lifetime_bar(
    width: int,
    issued: float | None,
    expires: float | None,
    stale_at: float | None,
    now: float,
    *,
    window: int = 1,
    ascii_only: bool = False,
) -> tuple[BarRun, ...]:
    """The bar from `issued` to `expires` in exactly `width` cells; empty for an unknown lifetime.

    Times are seconds of one clock. `window` is the least number of cells that the renewal window
    takes (2 in the inspector).
    """
    if issued is None or expires is None or expires <= issued or width < 1:
        return ()
    thin, mark, thick, dashed = "-|=~" if ascii_only else "─┃━╍"
    if now >= expires:
        return _runs((thin * (width - 1), Role.QUIET), (mark, Role.TEXT))
    span = expires - issued
    stale = expires if stale_at is None else min(max(stale_at, issued), expires)
    dashes = 0 if stale_at is None else max(window, math.ceil((expires - stale) / span * width))
    dashes = min(dashes, width - 1)
    at = min(max(0, math.floor((now - issued) / span * width)), width - 1)
    if now < stale:
        at = min(at, width - 1 - dashes)
    else:
        dashes = width - 1 - at
    left = width - 1 - at - dashes
    return _runs(
        (thin * at, Role.QUIET),
        (mark, Role.TEXT),
        (thick * left, Role.GOOD),
        (dashed * dashes, Role.LOOK),
    )


def _runs(*runs: tuple[str, Role]) -> tuple[BarRun, ...]:
    return tuple(BarRun(text, role, bold=role is Role.TEXT) for text, role in runs if text)
