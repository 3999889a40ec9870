"""What a piece of work did to the machine: files opened, addresses reached, processes started.

    with watching(forbidden=[outside]) as watch: ...
    assert not watch.opened

Python's own audit events tell it, so nothing that our code calls can go around it. Nothing leaves
the machine while it watches: looking up or reaching another address is refused where it begins.
Must not be used by two threads at once.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PROCESSES = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")
_LISTINGS = ("os.listdir", "os.scandir")


@dataclass
class Watch:
    """What happened; `opened` has only what was opened or listed below a forbidden path."""

    forbidden: tuple[str, ...]
    opened: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    processes: list[str] = field(default_factory=list)

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" or event in _LISTINGS:
            self._open(arguments[0])
        elif event == "socket.getaddrinfo":
            self._reach(arguments[0])
        elif event in {"socket.connect", "socket.sendto"}:
            address = arguments[1]
            self._reach(address[0] if isinstance(address, tuple) else address)
        elif event in _PROCESSES:
            self.processes.append(f"{event} {arguments}")

    def _open(self, path: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return
        real = os.path.realpath(os.fsdecode(path))
        if any(real == each or real.startswith(f"{each}/") for each in self.forbidden):
            self.opened.append(real)

    def _reach(self, host: object) -> None:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if _is_this_machine(name):
            return
        self.reached.append(name)
        raise ConnectionRefusedError(f"a test would have reached {name}")


def _is_this_machine(host: str) -> bool:
    if host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


_watches: list[Watch] = []
_hooked: list[bool] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    for watch in tuple(_watches):
        watch.see(event, arguments)


@contextmanager
def watching(forbidden: Iterable[Path] = ()) -> Iterator[Watch]:
    """Watch a block; an audit hook cannot be taken back, so there is one for the process."""
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_hook)
    watch = Watch(tuple(os.path.realpath(each) for each in forbidden))
    _watches.append(watch)
    try:
        yield watch
    finally:
        _watches.remove(watch)
