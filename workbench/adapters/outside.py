"""Programs of the person's own that take the terminal over: their editor and their pager.

Must not let a workspace name one, or hand a pager what a terminal would act on.
"""

from __future__ import annotations

import codecs
import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.config import LAST_EDITOR, LAST_PAGER
from workbench.domain.errors import SaveFailed, UsageError
from workbench.views.gate import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.http import Body

_AT_ONCE = 1 << 16


def edit(path: str, line: int, editor: str) -> None:
    """Open a file in the editor that is named, else the environment's; raises `UsageError`."""
    words = _words("editor", editor, "VISUAL", "EDITOR") or [LAST_EDITOR]
    _run("editor", [*words, *_at_line(words[0], line), path], "VISUAL or EDITOR")


def edit_text(text: str, suffix: str, editor: str) -> str:
    """Have a text edited and return it, byte for byte; raises `UsageError` and `SaveFailed`."""
    with tempfile.TemporaryDirectory(prefix="workbench-") as directory:
        path = Path(directory) / f"body{suffix}"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        path.chmod(0o600)
        edit(str(path), 1, editor)
        try:
            return path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SaveFailed(
                "What the editor wrote could not be read.",
                f"{error}.",
                "The text is as it was before.",
            ) from error


def page(body: Body, name: str, pager: str) -> None:
    """Show a body in the pager, with control characters as symbols; raises `UsageError`."""
    words = _words("pager", pager, "PAGER") or [LAST_PAGER]
    with tempfile.TemporaryDirectory(prefix="workbench-") as directory:
        path = Path(directory) / name
        with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
            path.chmod(0o600)
            file.writelines(_shown(body))
        _run("pager", [*words, str(path)], "PAGER")


def _shown(body: Body) -> Iterator[str]:
    """Return a body's text in pieces, through the gate."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for at in range(0, body.size, _AT_ONCE):
        end = min(at + _AT_ONCE, body.size)
        text = decoder.decode(body.read(at, end), final=end == body.size)
        yield "\n".join(visible(line) for line in text.split("\n"))


def _words(what: str, named: str, *variables: str) -> list[str]:
    """Return the words of the program that a person named, none where nobody named one."""
    named = named or next((os.environ[each] for each in variables if os.environ.get(each)), "")
    try:
        words = shlex.split(named)
    except ValueError:
        words = []
    if named and not words:
        raise UsageError(f"{named} names no {what}.", fix="workbench config says who named it.")
    return words


def _run(what: str, words: list[str], variables: str) -> None:
    try:
        done = subprocess.run(words, check=False)
    except OSError as error:
        raise UsageError(
            f"The {what} {words[0]} could not be started.",
            f"{error.strerror or error}.",
            f"Name one that is there: {what} in config.toml, or {variables}.",
        ) from error
    if done.returncode:
        raise UsageError(f"The {what} {words[0]} ended with status {done.returncode}.")


def _at_line(editor: str, line: int) -> list[str]:
    """Return how editors are told a line; those not known are told none."""
    name = Path(editor).name
    if name in {"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "joe", "micro", "kak", "ne"}:
        return [f"+{line}"]
    return []
