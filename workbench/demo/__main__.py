"""The practice server as a process: `python -m workbench.demo`; options, signals, its one line.

Must not be imported by any room.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import resource
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from workbench.demo.clients import (
    PracticeClient,
    client_from_json,
    environment,
    other_credentials,
    practice_clients,
)
from workbench.demo.clock import Clock
from workbench.demo.server import NoPort, Places, PracticeServer, announcement, listen, places
from workbench.demo.switches import Switches, described
from workbench.demo.workspace_files import COLLECTION, write_workspace

_OPEN_FILES = 8192


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the server until a signal or the end of stdin; return 0, or 2 for wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    switches = Switches()
    try:
        for pair in options.switch:
            name, _, value = pair.partition("=")
            switches.put(name, value)
        added = tuple(client_from_json(text) for text in options.client)
        low, _, high = options.latency_ms.partition(",")
        latency_ms = (float(low), float(high or low))
        if not 0 <= latency_ms[0] <= latency_ms[1]:
            parser.error("--latency-ms is two numbers, the lower one first.")
    except (ValueError, TypeError) as error:
        parser.error(str(error))
    try:
        listener = listen(options.port)
    except NoPort as error:
        sys.stderr.write(f"{error} --port 0 takes any free one.\n")
        return 2
    where = places(listener.getsockname()[1])
    own = practice_clients()
    clients = {client.client_id: client for client in (*own, *added)}
    others = other_credentials()
    server = PracticeServer(
        where,
        tuple(clients.values()),
        others,
        clock=Clock(options.clock_offset),
        switches=switches,
        latency_ms=latency_ms,
    )
    with contextlib.ExitStack() as stack:
        directory = options.workspace
        if directory is None:
            made = tempfile.TemporaryDirectory(prefix="workbench-practice-")
            directory = Path(stack.enter_context(made))
        try:
            write_workspace(directory, where, environment(own, others))
        except (OSError, UnicodeDecodeError) as error:
            sys.stderr.write(f"{directory} could not be written: {error}.\n")
            return 2
        text = _spoken(where, tuple(clients.values()), directory.resolve(), as_json=options.json)
        with listener:
            asyncio.run(_serve(server, listener, text, until_stdin=options.until_stdin_closes))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m workbench.demo",
        description="An authorization server and an API on 127.0.0.1, to practise on.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"switches, the first value is the default:\n{described()}\n\n"
        "example:\n  python -m workbench.demo --port 0 --latency-ms 0,0 --switch token_json=415",
    )
    option = parser.add_argument
    option("--port", type=int, help="0 takes any; left out: 8765 or the next free one")
    option("--json", action="store_true", help="print one JSON line once it listens")
    option("--workspace", type=Path, metavar="DIR", help="write the practice collection there")
    option("--latency-ms", default="20,80", metavar="LOW,HIGH", help="how late each answer is")
    option("--clock-offset", type=float, default=0.0, metavar="SECONDS", help="move its clock")
    option("--switch", action="append", default=[], metavar="NAME=VALUE", help="see below")
    option("--client", action="append", default=[], metavar="JSON", help="register one more")
    option("--until-stdin-closes", action="store_true", help="end when stdin does")
    return parser


def _spoken(
    where: Places, clients: tuple[PracticeClient, ...], directory: Path, *, as_json: bool
) -> str:
    if as_json:
        return json.dumps(announcement(where, clients, str(directory))) + "\n"
    return (
        f"The practice server listens on {where.issuer}.\n"
        f"  token endpoint  {where.token_url}\n"
        f"  API             {where.api_url}\n"
        f"  collection      {directory / COLLECTION}\n"
        f"  secrets         {directory / '.env'}\n"
        "ctrl+c ends it.\n"
    )


async def _serve(
    server: PracticeServer, listener: socket.socket, text: str, *, until_stdin: bool
) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, ended.set)
    if until_stdin:
        threading.Thread(target=_watch_stdin, args=(loop, ended), daemon=True).start()
    _allow_many_connections()
    async with server.serving(listener):
        sys.stdout.write(text)
        sys.stdout.flush()
        await ended.wait()


def _watch_stdin(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    # os.read, not sys.stdin: its lock would be held when the interpreter shuts down.
    while os.read(0, 4096):
        pass
    with contextlib.suppress(RuntimeError):  # the loop may have ended first
        loop.call_soon_threadsafe(ended.set)


def _allow_many_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft < most:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before it listens; afterwards ctrl+c is a clean end
        sys.exit(130)
