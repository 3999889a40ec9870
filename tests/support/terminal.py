"""A terminal in memory: a program runs in a pty, and what a person would see is read as lines.

It must not know the workbench: it drives any program. Tests, benchmarks and scripts share it.

    with Terminal([sys.executable, "-m", "workbench"], home=tmp_path) as terminal:
        terminal.wait_for("1 Collections")
        terminal.press("?")
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

_KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "delete": "\x1b[3~",
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "esc": "\x1b",
    "space": " ",
    "backspace": "\x7f",
}

_ESCAPE_DELAY = 0.2  # seconds; twice what Textual waits for the rest of a sequence

# What pyte would print as text: private control sequences, mode queries, device control strings.
_NOT_FOR_PYTE = re.compile(
    rb"\x1b\[[<=>][0-9;:]*[ -/]*[@-~]"
    rb"|\x1b\[\??[0-9;]*\$[a-z]"
    rb"|\x1b\[\?u"
    rb"|\x1b[P_^X][^\x1b]*\x1b\\"
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:<=>?]*[ -/]*|[P_^X][^\x1b]*\x1b?)?\Z")

# The pty becomes the controlling terminal in the child itself: a fork with Python code in it is
# unsafe beside threads, and newer Pythons warn of it.
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execvp(sys.argv[1], sys.argv[1:])"
)


class TerminalTimeoutError(AssertionError):
    """The screen never came to look as expected; the message holds the screen."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one read of the pty returned: when (monotonic seconds) and how many bytes."""

    at: float
    size: int


class Terminal:
    """A program in a pty of its own, drained by a thread for as long as it lives.

    `env` is added to a small clean environment whose HOME and XDG directories lie in `home`.
    With `draws` false nothing is drawn as it comes, so that the times of `chunks` are exact:
    whoever measures draws `raw` when there is time.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        home: Path,
        columns: int = 120,
        rows: int = 40,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        draws: bool = True,
    ) -> None:
        self.columns, self.rows = columns, rows
        self._draws = draws
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._unfed = b""
        self._raw = bytearray()
        self._chunks: list[Chunk] = []
        self._ended = False
        self._changed = threading.Condition()
        self._master, child_end = pty.openpty()
        fcntl.ioctl(child_end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _TAKE_TERMINAL, *argv],
                stdin=child_end,
                stdout=child_end,
                stderr=child_end,
                env=_clean_environment(home, env or {}),
                cwd=cwd or home,
                start_new_session=True,
            )
        except BaseException:
            os.close(self._master)
            raise
        finally:
            os.close(child_end)
        self._reader = threading.Thread(target=self._drain, name="terminal", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process id of the program."""
        return self._process.pid

    @property
    def raw(self) -> bytes:
        """Every byte that the program wrote so far."""
        with self._changed:
            return bytes(self._raw)

    @property
    def chunks(self) -> list[Chunk]:
        """The reads so far. Writes that follow one another at once may arrive as one."""
        with self._changed:
            return list(self._chunks)

    def screen(self) -> list[str]:
        """The lines as a person sees them, as many as there are rows, right-stripped."""
        with self._changed:
            return self._lines()

    def text(self) -> str:
        """The screen as one string."""
        return "\n".join(self.screen())

    def send(self, keys: str) -> None:
        """Types the characters as they are."""
        os.write(self._master, keys.encode())

    def press(self, *names: str) -> None:
        """Presses keys by name: `enter`, `esc`, `ctrl+p`, or a character."""
        for name in names:
            self.send(_encoded(name))
            if name == "esc":  # what follows at once would be read as alt and a key
                time.sleep(_ESCAPE_DELAY)

    def resize(self, columns: int, rows: int) -> None:
        """Changes the size and tells the program."""
        with self._changed:
            self.columns, self.rows = columns, rows
            self._screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def wait_for(self, pattern: str, timeout: float = 10.0) -> re.Match[str]:
        """The first match of the regular expression on the screen, once there is one.

        Raises `TerminalTimeoutError` after `timeout` seconds, or when the program ended before.
        """
        found: list[re.Match[str]] = []

        def shows(lines: list[str]) -> bool:
            match = re.search(pattern, "\n".join(lines))
            if match is not None:
                found.append(match)
            return match is not None

        self.wait_until(shows, f"/{pattern}/", timeout)
        return found[0]

    def wait_until(
        self, holds: Callable[[list[str]], bool], what: str, timeout: float = 10.0
    ) -> None:
        """Returns once the lines of the screen satisfy `holds`; raises as `wait_for` does."""
        end = time.monotonic() + timeout
        with self._changed:
            while not holds(self._lines()):
                left = end - time.monotonic()
                if self._ended or left <= 0:
                    why = "the program ended" if self._ended else f"{timeout:.1f} s passed"
                    raise TerminalTimeoutError(f"{why} before {what} showed:\n{self._framed()}")
                self._changed.wait(left)

    def wait_exit(self, timeout: float = 10.0) -> int:
        """The exit status once the program ended by itself; raises as `wait_for` does."""
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            message = f"{timeout:.1f} s passed before the program ended:\n{self._framed()}"
            raise TerminalTimeoutError(message) from None
        self._reader.join(timeout)
        return status

    def close(self, grace: float = 5.0) -> None:
        """Ends the program, and after `grace` seconds kills it and its process group."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(grace)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join(5.0)
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def _drain(self) -> None:
        while True:
            try:
                ready, _, _ = select.select([self._master], [], [], 0.2)
                if not ready and self._process.poll() is None:
                    continue
                received = os.read(self._master, 65536) if ready else b""
            except OSError:  # Linux says EIO where macOS says nothing more
                received = b""
            at = time.monotonic()
            with self._changed:
                if received:
                    self._raw += received
                    self._chunks.append(Chunk(at, len(received)))
                    if self._draws:
                        self._feed(received)
                else:
                    self._ended = True
                self._changed.notify_all()
            if not received:
                return

    def _feed(self, received: bytes) -> None:
        whole, self._unfed = for_pyte(self._unfed + received)
        self._stream.feed(whole)

    def _lines(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display]

    def _framed(self) -> str:
        return "\n".join(f"  | {line}" for line in self._lines()).rstrip(" |\n")


def for_pyte(pending: bytes) -> tuple[bytes, bytes]:
    """What pyte can draw of these bytes, and the unfinished sequence at their end."""
    cut = _UNFINISHED.search(pending)
    whole = pending[: cut.start()] if cut else pending
    return _NOT_FOR_PYTE.sub(b"", whole), pending[len(whole) :]


def _encoded(name: str) -> str:
    if name in _KEYS:
        return _KEYS[name]
    if name.startswith("ctrl+") and len(name) == len("ctrl+x"):
        return chr(ord(name[-1].upper()) & 0x1F)
    if len(name) == 1:
        return name
    raise ValueError(f"no key is called {name!r}")


def _clean_environment(home: Path, extra: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "SHELL") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        **extra,
    }
