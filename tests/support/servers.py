"""Servers that other projects wrote, started on loopback: hypercorn, proxy.py, pproxy.

Must not share a line with the transport: what it says arrived is evidence.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

PATIENCE = 15.0


@dataclass(frozen=True)
class Authority:
    """A private certificate authority and files made from it."""

    directory: Path
    made: trustme.CA

    @classmethod
    def at(cls, directory: Path) -> Authority:
        return cls(directory, trustme.CA())

    @property
    def ca_file(self) -> str:
        path = self.directory / "ca.pem"
        self.made.cert_pem.write_to_path(str(path))
        return str(path)

    def certificate(self, name: str) -> tuple[str, str]:
        """Paths of a certificate with its chain, and of its key."""
        issued = self.made.issue_cert(name)
        certificate, key = self.directory / f"{name}.pem", self.directory / f"{name}.key"
        for number, part in enumerate(issued.cert_chain_pems):
            part.write_to_path(str(certificate), append=number > 0)
        issued.private_key_pem.write_to_path(str(key))
        return str(certificate), str(key)


@dataclass
class Echo:
    """A server that answers with what reached it; `close_after` ends connections early."""

    port: int = 0
    requests: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        self.requests += 1
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        said = {
            "version": scope["http_version"],
            "method": scope["method"],
            "path": scope["raw_path"].decode("latin-1"),
            "query": scope["query_string"].decode("latin-1"),
            "headers": [
                [name.decode(), value.decode("latin-1")] for name, value in scope["headers"]
            ],
            "length": len(body),
            "body": body[:10_000].decode("latin-1"),
        }
        answer = json.dumps(said).encode()
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"%d" % len(answer))],
            }
        )
        await send({"type": "http.response.body", "body": answer})


@contextlib.asynccontextmanager
async def hypercorn(
    certificate: tuple[str, str] | None = None, *, clients_of: str | None = None
) -> AsyncIterator[Echo]:
    """Run hypercorn in this loop; `clients_of` is the authority whose clients alone may come."""
    listening = socket.create_server(("127.0.0.1", 0))
    echo = Echo(listening.getsockname()[1])
    config = Config()
    config.bind = [f"fd://{listening.detach()}"]
    config.errorlog = config.accesslog = None
    if certificate is not None:
        config.certfile, config.keyfile = certificate
    if clients_of is not None:
        config.ca_certs, config.verify_mode = clients_of, ssl.VerifyMode.CERT_REQUIRED
    over = asyncio.Event()
    serving = asyncio.create_task(serve(echo, config, shutdown_trigger=over.wait))
    try:
        yield echo
    finally:
        over.set()
        await serving


@contextlib.contextmanager
def started(*command: str, port: int) -> Iterator[None]:
    """Run a server as a process until it listens, and end it afterwards."""
    environment = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    process = subprocess.Popen(
        [sys.executable, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        assert process.poll() is None, f"{command[1]} ended"
        yield
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextlib.contextmanager
def http_proxy(credentials: str = "") -> Iterator[int]:
    """Run proxy.py; yields its port."""
    port = free_port()
    options = ["--hostname", "127.0.0.1", "--port", str(port), "--num-acceptors", "1"]
    options += ["--num-workers", "1", "--log-level", "e"]
    if credentials:
        options += ["--basic-auth", credentials]
    with started("-m", "proxy", *options, port=port):
        yield port


@contextlib.contextmanager
def socks_proxy(credentials: str = "") -> Iterator[int]:
    """Run pproxy; yields its port."""
    port = free_port()
    listen = f"socks5://127.0.0.1:{port}" + (f"#{credentials}" if credentials else "")
    with started("-m", "pproxy", "-l", listen, port=port):
        yield port
