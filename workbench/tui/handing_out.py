"""What leaves the screen: a text to the clipboard, a text or a body to a file.

Must not choose what: it is given, and says how it went.
"""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from workbench.tui.windows.window import Prompt

if TYPE_CHECKING:
    from workbench.domain.http import Body
    from workbench.tui.app import WorkbenchApp


def copy(app: WorkbenchApp, text: str, what: str) -> None:
    """Copy a text and say how that went."""

    async def copying() -> None:
        outcome = await asyncio.to_thread(app.workbench.copy, text)
        if outcome.to_file:
            _save_text(app, text)
            return
        if not outcome.taken:
            question = f"Not copied: {what} is {outcome.how}. Save it to a file?"
            if await app.ask(question, yes=("y", "save"), no="leave it"):
                _save_text(app, text)
            return
        if outcome.sequence and app._driver is not None:  # noqa: SLF001 (the way to the terminal)
            app._driver.write(outcome.sequence)  # noqa: SLF001
        app.say(f"Copied {what}. {outcome.how}".strip())

    app.attempt(copying())


def _save_text(app: WorkbenchApp, text: str) -> None:
    """Ask for a file that only this person can read, and write a text to it."""

    def save(path: str | None) -> None:
        target = str(Path(path or "").expanduser())

        async def saving() -> None:
            await asyncio.to_thread(app.workbench.write_private, text, target)
            app.say(f"Saved to {PurePath(target).name}, for you only.")

        if path:
            app.attempt(saving())

    app.push_screen(Prompt("Save text", "to the file", "copied.txt"), save)


def save_body(app: WorkbenchApp, body: Body, path: str) -> None:
    """Write a body to a file; asks before it overwrites one."""
    target = str(Path(path).expanduser())
    name = PurePath(target).name

    async def saving() -> None:
        overwrite = await asyncio.to_thread(Path(target).exists)
        if overwrite:
            question = f'Overwrite "{name}"?'
            if not await app.ask(question, yes=("y", "overwrite"), no="keep"):
                return
        save = app.workbench.save_body
        count = await asyncio.to_thread(save, body, target, overwrite=overwrite)
        app.say(f"Saved {count:,} bytes to {name}.")

    app.attempt(saving())
