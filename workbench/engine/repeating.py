"""What a request that a kept connection lost looks like in an exchange: a step, and one more.

Must not send anything: the transport repeats, since it alone knows that nothing had come.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.errors import ConnectionLost
from workbench.domain.http import Purpose

if TYPE_CHECKING:
    from workbench.domain.http import Step, Timings

_AGAIN = "sent again on a new connection"


def lost(step: Step, timings: Timings) -> Step:
    """Return the step of an attempt that came to nothing."""
    error = ConnectionLost(
        "Lost: the kept connection was closed before an answer.",
        hint="Servers end connections that were idle for a while.",
        fix="Nothing is to be done: the request was sent again on a new connection.",
    )
    return replace(step, purpose=Purpose.LOST, response=None, error=error, timings=timings)


def repeated(step: Step, now: float) -> Step:
    """Return the step of the attempt that follows, begun at `now`."""
    remark = f"{step.remark}; {_AGAIN}" if step.remark else _AGAIN
    return replace(step, started_at=now, remark=remark)
