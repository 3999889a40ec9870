"""The person, as the engine may ask: a question in the footer line, a value in a window.

Must not remember answers: the engine does.
"""

from __future__ import annotations

import asyncio
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App

    from workbench.domain.prompt import PromptQuestion
    from workbench.domain.secret import Secret
    from workbench.domain.trust import TrustQuestion


class ScreenAgent:
    """A `UserAgent` that asks on whatever screen is attached; without one the answer is no."""

    def __init__(self) -> None:
        """Start with nobody to ask."""
        self._ask: Callable[[str], Awaitable[bool]] | None = None
        self._type: Callable[[PromptQuestion], Awaitable[Secret | None]] | None = None
        # A question closes windows, and would take the one in which somebody types.
        self._turn = asyncio.Lock()

    def attach(
        self,
        ask: Callable[[str], Awaitable[bool]],
        type_: Callable[[PromptQuestion], Awaitable[Secret | None]],
    ) -> None:
        """Say how a question is put, and how a value is typed."""
        self._ask, self._type = ask, type_

    async def allow(self, question: TrustQuestion) -> bool:
        """Ask whether all of it may be done."""
        if self._ask is None:
            return False
        sentence = question.sentence(PurePath(question.file).name)
        async with self._turn:
            return await self._ask(f"{sentence} Allow?")

    async def prompt(self, question: PromptQuestion) -> Secret | None:
        """Have a value typed."""
        if self._type is None:
            return None
        async with self._turn:
            return await self._type(question)


async def typed(app: App[int], question: PromptQuestion) -> Secret | None:
    """Have a value typed in a window; to be awaited in a worker only."""
    from workbench.tui.windows.typing import typed_in

    return await typed_in(app, question)
