"""The practice server for tests: started as a process, asked over loopback, ended by its pid.

    with start(clients=[{"client_id": "short", "lifetime_s": 5}]) as server:
        server.http.post(server.token_url, auth=server.secret_of("short"), data={...})

It must not import the workbench.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class PracticeServer:
    """A running practice server; the first fields are those of its JSON line."""

    issuer: str
    token_url: str
    authorization_url: str
    jwks_url: str
    api_url: str
    workspace: Path
    clients: tuple[Mapping[str, Any], ...]
    process: subprocess.Popen[bytes]
    http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False))

    @property
    def collection(self) -> Path:
        """The practice collection."""
        return self.workspace / "practice.toml"

    def secret_of(self, client_id: str) -> tuple[str, str]:
        """Return id and secret of a client."""
        found = next(each for each in self.clients if each["client_id"] == client_id)
        return client_id, str(found["client_secret"])

    def environment(self) -> dict[str, str]:
        """Return the names and values of the workspace's `.env`."""
        lines = (self.workspace / ".env").read_text("utf-8").splitlines()
        pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
        return {name: value.strip("'") for name, value in pairs}

    def counters(self) -> dict[str, Any]:
        """Return what the server counted since its start or the last reset."""
        return self.http.get(f"{self.issuer}/practice/counters").json()

    def reset(self) -> None:
        """Set the counters to nothing and the records to those of the start."""
        self._control("reset")

    def switch(self, **values: str | int) -> dict[str, str]:
        """Set switches while it runs, and return what they were."""
        given = {name: str(value) for name, value in values.items()}
        return self._control("switch", given).json()

    @contextlib.contextmanager
    def switched(self, **values: str | int) -> Iterator[None]:
        """Set switches for the block."""
        before = self.switch(**values)
        try:
            yield
        finally:
            self.switch(**before)

    def set_clock(self, *, offset: float | None = None, stopped_at: float | None = None) -> None:
        """Move its clock by seconds, or stop it at seconds since the epoch."""
        given = {"offset": offset, "stopped_at": stopped_at}
        self._control("clock", {name: str(v) for name, v in given.items() if v is not None})

    def revoke_all(self) -> None:
        """Revoke every token issued so far."""
        self._control("revoke-all")

    def _control(self, what: str, values: Mapping[str, str] | None = None) -> httpx.Response:
        url = f"{self.issuer}/practice/{what}"
        return self.http.post(url, params=values).raise_for_status()

    def stop(self) -> int:
        """End it and return its exit code; raises TimeoutExpired after killing a hung one."""
        self.http.close()
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.terminate()
        try:
            return self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            for pipe in (self.process.stdout, self.process.stderr):
                if pipe is not None:
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


@contextlib.contextmanager
def start(
    *,
    clients: Sequence[Mapping[str, Any]] = (),
    latency: tuple[float, float] = (0, 0),
    clock_offset: float = 0,
    switches: Mapping[str, str | int] | None = None,
    workspace: Path | None = None,
) -> Iterator[PracticeServer]:
    """Start a practice server on a free port and end it with the block; latency in ms."""
    with contextlib.ExitStack() as stack:
        if workspace is None:
            made = tempfile.TemporaryDirectory(prefix="practice-", ignore_cleanup_errors=True)
            workspace = Path(stack.enter_context(made)) / "workspace"
        options = ["--port", "0", "--json", "--workspace", str(workspace)]
        options += ["--latency-ms", f"{latency[0]},{latency[1]}"]
        options += ["--clock-offset", str(clock_offset), "--until-stdin-closes"]
        for name, value in (switches or {}).items():
            options += ["--switch", f"{name}={value}"]
        for client in clients:
            options += ["--client", json.dumps(client)]
        yield stack.enter_context(launch(options))


def launch(options: Sequence[str]) -> PracticeServer:
    """Start one with these options, `--json` among them, and return it once it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench.demo", *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONWARNINGS": "error"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    line = process.stdout.readline()
    watchdog.cancel()
    if not line:
        words = process.stderr.read().decode()
        process.wait()
        raise RuntimeError(f"The practice server did not start: {words}")
    told = json.loads(line)
    return PracticeServer(
        issuer=told["issuer"],
        token_url=told["token_url"],
        authorization_url=told["authorization_url"],
        jwks_url=told["jwks_url"],
        api_url=told["api_url"],
        workspace=Path(told["workspace"]),
        clients=tuple(told["clients"]),
        process=process,
    )
