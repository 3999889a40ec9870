"""Asks the person on their terminal for what a `{{prompt:...}}` wants, unseen.

Must not ask on standard input, which may be a pipe, or write to standard output.
"""

from __future__ import annotations

import getpass
import os
import signal
from typing import TYPE_CHECKING

from workbench.domain.secret import Secret
from workbench.views.gate import visible

if TYPE_CHECKING:
    from workbench.domain.prompt import PromptQuestion

#: The terminal of whoever started this, whatever the streams are.
TERMINAL = "/dev/tty"


def typed(question: PromptQuestion) -> Secret | None:
    """Return what is typed; None without a terminal, or where its end is typed (`ctrl+d`)."""
    if not _has_terminal():
        return None
    # asyncio takes the first ctrl+c for a wish that it grants when the loop turns again, and the
    # loop stands still while somebody types.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return Secret(getpass.getpass(visible(f"{question.label} ({question.asked_by}): ")))
    except EOFError:
        return None
    finally:
        signal.signal(signal.SIGINT, before)


def _has_terminal() -> bool:
    try:
        os.close(os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
