"""The window in which a value is typed unseen, because a `{{prompt:...}}` asks for it.

Must not keep it: what is typed goes to whoever waits, or nowhere.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from textual.app import ScreenStackError

from workbench.domain.secret import Secret
from workbench.tui.token.paste import HiddenField
from workbench.tui.windows.window import Prompt, hints
from workbench.views.gate import visible

if TYPE_CHECKING:
    from textual.app import App

    from workbench.domain.prompt import PromptQuestion


class TypingPrompt(Prompt):
    """Asks for one value; an empty one is one, and blanks belong to it."""

    def __init__(self, question: PromptQuestion) -> None:
        """Take the field that hides."""
        label = f"{question.asked_by} asks; kept until the end, written nowhere"
        super().__init__(visible(question.label), label)
        self.pane.field = HiddenField()
        self.pane.hint = hints(("enter", "sends"), ("esc", "does not send"))

    def answer_of(self, text: str) -> str | None:
        """Return the text as it was typed."""
        return text


async def typed_in(app: App[int], question: PromptQuestion) -> Secret | None:
    """Return what is typed into a window, None where it is left; cancelling closes it."""
    answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
    window = TypingPrompt(question)

    def take(text: str | None) -> None:
        if not answer.done():
            answer.set_result(text)

    app.push_screen(window, take)
    try:
        text = await answer
    finally:
        window.pane.field.value = ""
        # At the end of the app the window may be gone before whoever waits for it.
        if window.is_attached and window.is_current and (not answer.done() or answer.cancelled()):
            with contextlib.suppress(ScreenStackError):
                window.dismiss(None)
    return None if text is None else Secret(text)
