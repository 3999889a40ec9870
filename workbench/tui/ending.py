"""How the screen ends where it was not asked to: by a signal, or by a defect of ours.

Must not show a value: a crash may happen in the middle of a send.
"""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

from workbench.domain.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType
    from textual.app import App


def end_on_signals(app: App[int]) -> None:
    """Leave in order when the terminal goes away or the process is told to end."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, app.exit, int(ExitCode.INTERRUPTED))


def tell_once(
    told: list[RenderableType], defect: BaseException, write_report: Callable[[BaseException], str]
) -> None:
    """Have the last words of a defect printed; what breaks in its wake is a consequence."""
    from rich.text import Text

    words = last_words(defect, write_report)
    if not told:
        told.append(Text(words))


def last_words(defect: BaseException, write_report: Callable[[BaseException], str]) -> str:
    """Return what is printed instead of a traceback, once a report without values is written."""
    try:
        where = write_report(defect)
    except OSError:
        where = "nowhere: its directory cannot be written"
    kind = type(defect).__name__
    return f"workbench ended by a defect of its own ({kind}). Report: {where}"
