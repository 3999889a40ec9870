"""How long renewals behind a token pause after a failure, and which failures may pass.

Must not hold back a send of the person: it is never asked about those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.errors import TokenRefused, TransportError

if TYPE_CHECKING:
    from workbench.domain.errors import WorkbenchError

#: Seconds between a failed renewal behind a token and the next.
PAUSE = 30.0
#: A server that asks for no pause still gets one (seconds).
_LEAST = 1.0


def pause(error: WorkbenchError, life: float | None) -> float:
    """Return the seconds to pause after a failure, for a token of the given life in seconds."""
    asked = error.error.retry_after if isinstance(error, TokenRefused) and error.error else None
    if asked is not None:
        return max(_LEAST, asked)
    if life is None:
        return PAUSE
    return max(_LEAST, min(PAUSE, life / 2))


def may_pass(error: WorkbenchError) -> bool:
    """Tell whether the same request may succeed later without anybody changing anything."""
    if isinstance(error, TransportError):
        return True
    if isinstance(error, TokenRefused) and error.error is not None:
        return error.error.status >= 500 or error.error.status == 429
    return False
