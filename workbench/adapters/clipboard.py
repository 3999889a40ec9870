"""The person's clipboard, over SSH and inside tmux too.

Must not put what is copied into a process argument.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from dataclasses import dataclass

from workbench.domain.config import ClipboardWay

#: What common terminals take in one OSC 52 sequence, in bytes before base64.
OSC_52_LIMIT = 74_994
_TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True)
class CopyOutcome:
    """How a copy went: the way in words, and what the screen must write to the terminal, if any.

    `taken` is false where nothing took the text; `how` then says why, and `to_file` that a file
    is what the person wants.
    """

    how: str
    sequence: str | None = None
    taken: bool = True
    to_file: bool = False


def copy(text: str, way: ClipboardWay = ClipboardWay.AUTO) -> CopyOutcome:
    """Hand a text to tmux where that is around us, else return the OSC 52 sequence for it.

    Another `way` than AUTO takes that and no other.
    """
    if way is ClipboardWay.FILE:
        return CopyOutcome("to a file", taken=False, to_file=True)
    content = text.encode("utf-8", "surrogateescape")
    in_tmux = way is ClipboardWay.TMUX or (way is ClipboardWay.AUTO and os.environ.get("TMUX"))
    if in_tmux and (tmux := shutil.which("tmux")):
        # tmux drops OSC 52 by default; `-w` hands the buffer to the terminal outside.
        if _load(tmux, ["-w"], content):
            return CopyOutcome("through tmux")
        if _load(tmux, [], content):
            return CopyOutcome("to the tmux buffer only")
    if way is ClipboardWay.TMUX:
        return CopyOutcome("not taken by tmux, which config.toml asks for", taken=False)
    if len(content) > OSC_52_LIMIT:
        limit = f"{OSC_52_LIMIT // 1000} kB"
        return CopyOutcome(f"longer than the {limit} that terminals take", taken=False)
    encoded = base64.b64encode(content).decode("ascii")
    return CopyOutcome("by the terminal (OSC 52)", f"\x1b]52;c;{encoded}\x07")


def _load(tmux: str, options: list[str], content: bytes) -> bool:
    try:
        done = subprocess.run(
            [tmux, "load-buffer", *options, "-"],
            input=content,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
