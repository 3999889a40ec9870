"""The person, as the engine may ask: a question in the footer line.

Must not remember answers: the engine does.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from workbench.domain.trust import TrustQuestion


class ScreenAgent:
    """A `UserAgent` that asks on whatever screen is attached; without one the answer is no."""

    def __init__(self) -> None:
        """Start with nobody to ask."""
        self._ask: Callable[[str], Awaitable[bool]] | None = None

    def attach(self, ask: Callable[[str], Awaitable[bool]]) -> None:
        """Say how a question is put."""
        self._ask = ask

    async def allow(self, question: TrustQuestion) -> bool:
        """Ask whether all of it may be done."""
        if self._ask is None:
            return False
        sentence = question.sentence(PurePath(question.file).name)
        return await self._ask(f"{sentence} Allow?")
