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

    from textual.app import App


def end_on_signals(app: App[int]) -> None:
    """Leave in order when the terminal goes away or the process is told to end."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, app.exit, int(ExitCode.INTERRUPTED))


def last_words(defect: BaseException, write_report: Callable[[BaseException], str]) -> str:
    """Return what is printed instead of a traceback, once a report without values is written."""
    try:
        where = write_report(defect)
    except OSError:
        where = "nowhere: its directory cannot be written"
    kind = type(defect).__name__
    return f"workbench ended by a defect of its own ({kind}). Report: {where}"
