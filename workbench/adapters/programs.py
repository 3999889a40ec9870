"""The person's own programs for text: the editor and the pager, run in the terminal until they end.

They are named by the person's settings, or by VISUAL, EDITOR and PAGER of the process, never by a
workspace. Must not know what
is looked at.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.adapters.writing import save_body
from workbench.domain.config import LAST_EDITOR, LAST_PAGER
from workbench.domain.errors import SaveFailed, UsageError
from workbench.views.gate import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.domain.http import Body

_STEP = 1 << 20
_TELLING_LINES = frozenset(
    {"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "joe", "micro", "kak", "ne"}
)


def edit(path: str, line: int, chosen: str = "") -> None:
    """Open a file in the editor and wait; raises `UsageError`."""
    words = _named(
        chosen or os.environ.get("VISUAL") or os.environ.get("EDITOR") or LAST_EDITOR,
        "editor",
        "VISUAL or EDITOR",
    )
    told = [f"+{line}"] if Path(words[0]).name in _TELLING_LINES else []
    _run([*words, *told, path], "editor", "VISUAL or EDITOR")


def edit_text(text: str, suffix: str, chosen: str = "") -> str:
    """Have a text edited and return it, byte for byte; raises `UsageError` and `SaveFailed`."""
    with tempfile.TemporaryDirectory(prefix="workbench-") as directory:
        path = Path(directory) / f"body{suffix}"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        path.chmod(0o600)
        edit(str(path), 1, chosen)
        try:
            return path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SaveFailed(
                "What the editor wrote could not be read.",
                f"{error}.",
                "The text is as it was before.",
            ) from error


def usual_pager() -> str:
    """Return the pager where nothing names one: `less`, or `more` where there is no `less`."""
    return LAST_PAGER if shutil.which(LAST_PAGER) else "more"


def page(path: str, chosen: str = "") -> None:
    """Open a file in the pager and wait; raises `UsageError`."""
    words = _named(chosen or os.environ.get("PAGER") or usual_pager(), "pager", "PAGER")
    _run([*words, path], "pager", "PAGER")


def edit_copy(body: Body, suffix: str, chosen: str = "") -> None:
    """Open a copy of a body in the editor, byte for byte; what is written there is dropped."""
    with tempfile.TemporaryDirectory(prefix="workbench-") as directory:
        path = Path(directory) / f"body{suffix}"
        save_body(body, str(path))
        edit(str(path), 1, chosen)


def page_text(body: Body, suffix: str, charset: str, skip: int, chosen: str = "") -> None:
    """Open the text of a body in the pager, from byte `skip` on.

    Not every pager keeps control characters from the terminal: they are symbols in it.
    """
    with tempfile.TemporaryDirectory(prefix="workbench-") as directory:
        path = Path(directory) / f"body{suffix}"
        path.touch(mode=0o600)
        with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
            file.writelines(_shown(body, charset, skip))
        page(str(path), chosen)


def _shown(body: Body, charset: str, skip: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(charset)("replace")
    size, kept = body.size, ""
    for start in range(skip, size, _STEP):
        end = min(start + _STEP, size)
        text = kept + decoder.decode(body.read(start, end), final=end == size)
        # A line end may be cut in two here.
        kept = "\r" if text.endswith("\r") and end < size else ""
        lines = text.removesuffix(kept).replace("\r\n", "\n").split("\n")
        yield "\n".join("\t".join(map(visible, line.split("\t"))) for line in lines)


def _named(named: str, what: str, variable: str) -> list[str]:
    try:
        words = shlex.split(named)
    except ValueError:
        words = []
    if not words:
        raise UsageError(f"{named} names no {what}.", fix=f"Set {variable} to one.")
    return words


def _run(words: Sequence[str], what: str, variable: str) -> None:
    try:
        with _left_alone():
            status = subprocess.run(words, check=False).returncode
    except OSError as error:
        raise UsageError(
            f"The {what} {words[0]} could not be started.",
            f"{error.strerror or error}.",
            f"Set {variable} to one that is there.",
        ) from error
    if status:
        raise UsageError(f"The {what} {words[0]} ended with status {status}.")


@contextlib.contextmanager
def _left_alone() -> Iterator[None]:
    """Leave `^c` to the program that has the terminal: it reaches this process as well."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # Not SIG_IGN, which the program would inherit.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
