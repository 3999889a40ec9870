"""Compares the workbench's way of sending with a bare kept client: what a person waits for it.

It must not be read without its A/A pair: what two runs of the same thing differ by is no result.
What is measured, and what it may be, is in benchmarks/README.md.

    python -m benchmarks.send --rounds 15 --requests 2000
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import resource
import socket
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import h11
import httpx

from workbench.assembly import Workbench
from workbench.cli.options import HeadlessAgent
from workbench.domain.workspace import RequestRef

#: The workbench may take so much of the bare client's time, and what the A/A pair differs by.
MOST = 1.10
BODY = b'{"id": 1, "name": "' + b"x" * 1000 + b'"}'
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)
) + BODY
TOKEN = b'{"access_token": "t", "token_type": "Bearer", "expires_in": 86400}'

Send = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Round:
    """Seconds for so many requests, by the clock and of the processor."""

    wall: float
    cpu: float


class _Server(asyncio.Protocol):
    """Answers every request alike, a token request with a token; a process of its own."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment] # a TCP one

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"POST"):
            head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(TOKEN)
            self._transport.write(head + TOKEN)
        else:
            self._transport.write(ANSWER)


def _serve(told: Connection) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(_Server, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


async def _timed(send: Send, count: int) -> Round:
    used, began = _cpu(), time.perf_counter()
    for _ in range(count):
        await send()
    return Round(time.perf_counter() - began, _cpu() - used)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _bare(client: httpx.AsyncClient, url: str) -> Send:
    async def send() -> None:
        answer = await client.get(url, headers={"Authorization": "Bearer t"})
        if answer.content != BODY:
            raise SystemExit("the bare client got another body")

    return send


def _workbench(workbench: Workbench, ref: RequestRef) -> Send:
    async def send() -> None:
        exchange = await workbench.send(ref)
        if exchange.response is None or exchange.response.body.size != len(BODY):
            raise SystemExit(f"the workbench got no body: {exchange.error}")

    return send


def _raw(port: int, count: int) -> float:
    """Return the seconds that h11 alone takes, on a blocking socket."""
    connection = socket.create_connection(("127.0.0.1", port))
    protocol = h11.Connection(h11.CLIENT)
    headers = [("Host", "127.0.0.1"), ("Authorization", "Bearer t")]
    began = time.perf_counter()
    for _ in range(count):
        request = protocol.send(h11.Request(method="GET", target="/x", headers=headers)) or b""
        connection.sendall(request + (protocol.send(h11.EndOfMessage()) or b""))
        while not isinstance(event := protocol.next_event(), h11.EndOfMessage):
            if event is h11.NEED_DATA:
                protocol.receive_data(connection.recv(65536))
        protocol.start_next_cycle()
    took = time.perf_counter() - began
    connection.close()
    return took


def collection(directory: str, port: int, secret: str = "s") -> str:
    """Write a collection of one request with an oauth2 preset, and return its path."""
    path = Path(directory).resolve() / "send.toml"
    path.write_text(
        f'[collection]\nname = "Send"\n[auth.crm]\ntype = "oauth2"\n'
        f'grant = "client_credentials"\ntoken_url = "http://127.0.0.1:{port}/token"\n'
        f'client_id = "id"\nclient_secret = "{secret}"\n[[request]]\nname = "R"\nauth = "crm"\n'
        f'url = "http://127.0.0.1:{port}/x"\n',
        "utf-8",
    )
    return str(path)


async def measure(path: str, port: int, rounds: int, requests: int) -> dict[str, float]:
    """Return the median ratios of paired rounds, their order turned every time."""
    workbench = Workbench.open(path, agent=HeadlessAgent())
    async with httpx.AsyncClient(trust_env=False) as client:
        ours = _workbench(workbench, RequestRef(path, "R"))
        bare = _bare(client, f"http://127.0.0.1:{port}/x")
        for each in (ours, bare):
            await _timed(each, 200)
        pairs: list[tuple[Round, Round, Round]] = []
        for number in range(rounds):
            first, second = (ours, bare) if number % 2 else (bare, ours)
            a, b = await _timed(first, requests), await _timed(second, requests)
            mine, theirs = (a, b) if number % 2 else (b, a)
            pairs.append((mine, theirs, await _timed(bare, requests)))
    await workbench.close()
    return {
        "ratio": statistics.median(mine.wall / theirs.wall for mine, theirs, _ in pairs),
        "a_a": statistics.median(again.wall / theirs.wall for _, theirs, again in pairs),
        "cpu_ratio": statistics.median(mine.cpu / theirs.cpu for mine, theirs, _ in pairs),
        "ours_us": statistics.median(mine.wall for mine, _, _ in pairs) / requests * 1e6,
        "bare_us": statistics.median(theirs.wall for _, theirs, _ in pairs) / requests * 1e6,
        "ours_cpu_us": statistics.median(mine.cpu for mine, _, _ in pairs) / requests * 1e6,
        "bare_cpu_us": statistics.median(theirs.cpu for _, theirs, _ in pairs) / requests * 1e6,
        "h11_us": _raw(port, requests) / requests * 1e6,
    }


def main() -> int:
    """Print the figures; the status is 0 when the ratio is within what it may be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--env", action="store_true", help="the client secret is an env: source")
    options = parser.parse_args()
    heard, told = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(told,), daemon=True)
    server.start()
    try:
        port = heard.recv()
        with tempfile.TemporaryDirectory() as directory:
            path = collection(directory, port, "{{env:HOME}}" if options.env else "s")
            figures = asyncio.run(measure(path, port, options.rounds, options.requests))
    finally:
        server.terminate()
        server.join()
    most = MOST + abs(figures["a_a"] - 1)
    for name, value in figures.items():
        print(f"{name:12} {value:10.3f}")
    print(f"{'may be':12} {most:10.3f}")
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}))
    return 0 if figures["ratio"] <= most else 1


if __name__ == "__main__":
    raise SystemExit(main())
