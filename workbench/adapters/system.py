"""The system's clock and its randomness, as ports.

Must not be imported by what takes a clock or entropy as a parameter.
"""

from __future__ import annotations

import asyncio
import secrets
import time


class SystemClock:
    """The machine's clocks; fulfils `Clock`."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SystemEntropy:
    """Randomness fit for secrets; fulfils `Entropy`."""

    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)
