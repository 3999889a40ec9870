"""The practice server as a child process that ends with us.

Must not know what it answers.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
from typing import IO, Any

from workbench.domain.errors import UsageError

_START_TIMEOUT_S = 20.0
_STOP_TIMEOUT_S = 5.0


class Practice:
    """A practice server that listens: `line` is what it said, as JSON."""

    def __init__(self, process: subprocess.Popen[bytes], line: str) -> None:
        self._process = process
        self.line = line
        self.told: dict[str, Any] = json.loads(line)

    @property
    def workspace(self) -> str:
        """Return the directory it wrote its collection into."""
        return str(self.told["workspace"])

    def wait(self) -> int:
        """Wait until it ends and return its exit status."""
        return self._process.wait()

    def stop(self) -> None:
        """End it; the child also ends by itself when our end of its input closes."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()


def start(*, port: int | None = None) -> Practice:
    """Start the server and return it once it listens; raises `UsageError`."""
    options = [] if port is None else ["--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench.demo", "--json", "--until-stdin-closes", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    line = _first_line(process.stdout) if process.stdout is not None else ""
    if line:
        return Practice(process, line)
    process.kill()
    _, complaint = process.communicate()
    raise UsageError(
        "The practice server did not start.",
        hint=complaint.decode("utf-8", "replace").strip().rpartition("\n")[2],
        fix="workbench demo --port 0 takes any free port.",
    )


def _first_line(stream: IO[bytes]) -> str:
    ready, _, _ = select.select([stream], [], [], _START_TIMEOUT_S)
    return stream.readline().decode("utf-8").strip() if ready else ""
