"""Real servers on loopback that do exactly what a test says, byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from workbench.adapters.http_transport import HttpTransport

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class RawServer:
    """A listening port; `heard` has what each connection sent, `reached` tells of a first one."""

    port: int
    heard: list[bytes] = field(default_factory=list)
    connections: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


Serve = Callable[..., Awaitable[RawServer]]


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """Return one request as it came: head, and as much body as Content-Length says."""
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return head + await reader.readexactly(int(value))
    return head


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start servers: with bytes each request gets them, with a handler it does what it likes."""
    async with contextlib.AsyncExitStack() as stack:

        async def start(
            answer: bytes | Handler = OK, tls: ssl.SSLContext | None = None
        ) -> RawServer:
            server = RawServer(0)
            talking: set[asyncio.Task[None]] = set()

            async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                server.connections += 1
                task = asyncio.current_task()
                assert task is not None
                talking.add(task)
                try:
                    await talk(reader, writer)
                except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
                    pass
                except asyncio.CancelledError:
                    writer.transport.abort()  # the test is over
                finally:
                    talking.discard(task)
                    writer.close()
                    server.ended.set()

            async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                if not isinstance(answer, bytes):
                    server.reached.set()
                    await answer(reader, writer)
                    return
                while True:
                    server.heard.append(await read_request(reader))
                    server.reached.set()
                    writer.write(answer)
                    await writer.drain()

            listening = await asyncio.start_server(converse, "127.0.0.1", 0, ssl=tls)
            server.port = listening.sockets[0].getsockname()[1]

            async def stop() -> None:
                listening.close()
                ending = list(talking)
                for task in ending:
                    task.cancel()
                await asyncio.gather(*ending)

            stack.push_async_callback(stop)
            return server

        yield start


@pytest.fixture
async def transport() -> AsyncIterator[HttpTransport]:
    transport = HttpTransport()
    yield transport
    await transport.close()


@pytest.fixture
def closed_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@pytest.fixture
def open_files() -> Callable[[], int]:
    """Count this process's open file descriptors."""
    return lambda: len(list(Path("/dev/fd").iterdir()))


async def no_more_than(count: int, open_files: Callable[[], int]) -> bool:
    """Let the loop close what it was told to close; tell whether the files are back."""
    for _ in range(1000):
        if open_files() <= count:
            return True
        await asyncio.sleep(0)
    return False


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate, as a file and as a server's context."""

    certificate: Path
    context: ssl.SSLContext


Certify = Callable[..., Certificate]


@pytest.fixture
def certify(tmp_path: Path) -> Certify:
    """Make self-signed certificates: for which address, and how long ago they ended."""

    def make(address: str = "127.0.0.1", *, ended: bool = False) -> Certificate:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "workbench test")])
        now = datetime.datetime.now(datetime.UTC)
        day = datetime.timedelta(days=1)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 3 * day)
            .not_valid_after(now - day if ended else now + day)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]),
                critical=False,
            )
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        path = tmp_path / f"{address}-{ended}.pem"
        private = tmp_path / f"{address}-{ended}.key"
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path, private)
        return Certificate(path, context)

    return make
