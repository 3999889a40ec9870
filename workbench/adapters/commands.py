"""Runs the command of a `{{command:...}}`: no shell, no terminal, ten seconds, nothing left.

Must not decide whether it may run: whoever calls has asked. What it printed is shown nowhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import signal
import subprocess
from pathlib import Path

from workbench.domain.errors import UsageError
from workbench.domain.secret import Secret

#: How long (seconds) a command may take.
TIMEOUT = 10.0
#: The most (bytes) that it may print, and how much of what it complains is kept.
MOST, MOST_COMPLAINED = 1024 * 1024, 64 * 1024
#: The most characters of a complaint that an error repeats.
_SHOWN = 300


async def output_of(command: str, directory: str, *, timeout: float = TIMEOUT) -> Secret:
    """Return what a command prints, without its last newline; raises `UsageError`."""
    transport, told = await _started(_words(command), command, directory)
    try:
        async with asyncio.timeout(timeout):
            await told.ended
    except TimeoutError:
        raise UsageError(
            f"{command} was stopped: it took longer than {timeout:g} s.",
            hint="It has no terminal and no input, so that it can ask nobody.",
            fix="Run it yourself once, or have it answer sooner.",
        ) from None
    finally:
        await _end(transport, told)
    if status := transport.get_returncode():
        raise UsageError(_failed(command, status), hint=_complaint(bytes(told.complained)))
    if len(told.printed) > MOST:
        raise UsageError(f"{command} printed more than {MOST:,} bytes, the most for a value.")
    try:
        text = told.printed.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"What {command} printed is no UTF-8 text.") from None
    return Secret(text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text)


class _Told(asyncio.SubprocessProtocol):
    """What a command said; `exited` once it is reaped, `ended` once nobody holds its pipes."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.printed = bytearray()
        self.complained = bytearray()
        self.exited: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        # The rest is read away, so that the command does not wait.
        kept, most = (self.printed, MOST + 1) if fd == 1 else (self.complained, MOST_COMPLAINED)
        kept += data[: most - len(kept)]

    def process_exited(self) -> None:
        self.exited.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError as error:
        raise UsageError(f"{command} cannot be taken apart into words.", hint=f"{error}.") from None


async def _started(
    words: list[str], command: str, directory: str
) -> tuple[asyncio.SubprocessTransport, _Told]:
    try:
        # A session of its own: it cannot reach the terminal, and ends with all that it starts.
        return await asyncio.get_running_loop().subprocess_exec(
            _Told, *words, stdin=subprocess.DEVNULL, cwd=directory, start_new_session=True
        )
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{command} could not be started.",
            hint=f"{words[0]}: {getattr(error, 'strerror', None) or error}.",
            fix="It is found by PATH, or by a path from the collection's directory.",
        ) from error


async def _end(transport: asyncio.SubprocessTransport, told: _Told) -> None:
    """See that nothing of a command is left: it, what it started, its pipes and its status."""
    if not told.ended.done() or told.ended.cancelled():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(transport.get_pid(), signal.SIGKILL)
    transport.close()
    await asyncio.shield(told.exited)


def _failed(command: str, status: int) -> str:
    if status < 0:
        with contextlib.suppress(ValueError):
            return f"{command} was ended by {signal.Signals(-status).name}."
    return f"{command} ended with status {status}."


def _complaint(stderr: bytes) -> str:
    """Return the end of what it wrote to stderr, which is meant to be read."""
    text = stderr.decode("utf-8", "replace").strip()
    if not text:
        return "It wrote nothing to stderr; what it printed is not shown."
    shown = text if len(text) <= _SHOWN else f"...{text[-_SHOWN:]}"
    return f"stderr: {shown}"


def directory_of(file: str) -> str:
    """Return the directory that a file's commands run in."""
    return str(Path(file).parent)
