"""The hostile server: every behaviour of the table on loopback, in a thread with its own loop.

python -m tests.hostile.server DIRECTORY    writes a collection there; ends with stdin
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import re
import socket
import ssl
import sys
import threading
from asyncio import StreamReader as Reader
from asyncio import StreamWriter as Writer
from collections.abc import Iterator, Sequence
from pathlib import Path

import trustme

from tests.hostile.behaviour import Act, Behaviour, Port
from tests.hostile.table import BEHAVIOURS

BIG = 20_000_000


def slug(name: str) -> str:
    """The path of a behaviour."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


class HostileServer:
    """Serves the table; `taken` has what reached the other origin. A context manager."""

    def __init__(self, directory: Path, behaviours: Sequence[Behaviour] = BEHAVIOURS) -> None:
        self.directory = directory
        self.behaviours = behaviours
        self.taken: list[bytes] = []
        self.ca = trustme.CA()
        self.ports: dict[str, int] = {}
        self._by_slug = {slug(each.name): each for each in behaviours}
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._failed: Exception | None = None
        self._talking: set[asyncio.Task[None] | None] = set()

    def __enter__(self) -> HostileServer:
        self.ca.cert_pem.write_to_path(str(self.directory / "ca.pem"))
        with (self.directory / "big.bin").open("wb") as big:
            big.truncate(BIG)
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            raise self._failed
        (self.directory / "hostile.toml").write_text(self.collection(), "utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def collection(self) -> str:
        """A collection with a request for each behaviour."""
        parts = [
            (
                '[collection]\nname = "Hostile"\n[settings]\nca_file = "ca.pem"\nhttp2 = false\n'
                "timeout = 5.0\nconnect_timeout = 5.0\n"
                '[auth.key]\ntype = "api_key"\nname = "X-Key"\nvalue = "{{env:SECRET}}"\n'
            )
        ]
        for each in self.behaviours:
            before, _, tables = each.request.partition("[")
            parts.append(
                f'[[request]]\nname = "{each.name}"\nurl = "{self.url(each)}"\n{before}\n'
                + (f"[{tables}\n" if tables else "")
                + (f"[request.settings]\n{each.settings}\n" if each.settings else "")
            )
        return "\n".join(parts)

    def url(self, behaviour: Behaviour) -> str:
        """The address of a behaviour."""
        if behaviour.port is Port.OTHER:
            return behaviour.url
        scheme = "https" if behaviour.tls or behaviour.port is Port.HANDSHAKE else "http"
        key = behaviour.name if behaviour.name in self.ports else "plain"
        return f"{scheme}://127.0.0.1:{self.ports[key]}/{slug(behaviour.name)}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:
            self._failed = error
            self._ready.set()
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        async with contextlib.AsyncExitStack() as stack:

            async def listen(key: str, act: Act | None, tls: ssl.SSLContext | None = None) -> None:
                async def converse(reader: Reader, writer: Writer) -> None:
                    await self._converse(reader, writer, act)

                server = await asyncio.start_server(converse, "127.0.0.1", 0, ssl=tls)
                stack.callback(server.close)
                self.ports[key] = server.sockets[0].getsockname()[1]

            await listen("other", self._take)
            await listen("plain", None)
            for each in self.behaviours:
                if each.tls == "client":
                    self.ports[each.name] = stack.enter_context(self._blocking())
                elif each.tls == "h2":
                    await listen(each.name, each.act, self._context(each.tls))
                elif each.tls:
                    await listen(each.name, None, self._context(each.tls))
                elif each.port in (Port.RAW, Port.HANDSHAKE):
                    await listen(each.name, each.act)
                elif each.port is Port.CLOSED:
                    with socket.create_server(("127.0.0.1", 0)) as closed:
                        self.ports[each.name] = closed.getsockname()[1]
            self._ready.set()
            await self._over.wait()
            ending = asyncio.all_tasks() - {asyncio.current_task()}
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)

    async def _converse(self, reader: Reader, writer: Writer, act: Act | None) -> None:
        self._talking.add(asyncio.current_task())  # or a task that waits for nothing is collected
        try:
            head = b""
            if act is None or act == self._take:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ")[1].decode().partition("?")[0].strip("/")
                act = act or self._by_slug[path].act
            assert act is not None
            await act(reader, self._writer(writer), head)
        except (asyncio.IncompleteReadError, OSError):
            pass
        except asyncio.CancelledError:
            writer.transport.abort()  # the test is over
        finally:
            self._talking.discard(asyncio.current_task())
            writer.close()

    def _writer(self, writer: Writer) -> Writer:
        """Put the other origin's address where a behaviour names it."""
        write = writer.write
        other = b"http://127.0.0.1:%d" % self.ports["other"]
        vars(writer)["write"] = lambda sent: write(bytes(sent).replace(b"{other}", other))
        return writer

    async def _take(self, _: Reader, writer: Writer, head: bytes) -> None:
        self.taken.append(head)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ntaken")
        await writer.drain()

    def _context(self, kind: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
        match kind:
            case "expired":
                made = self.ca.issue_cert(
                    "127.0.0.1", not_before=now - 3 * day, not_after=now - day
                )
            case "early":
                made = self.ca.issue_cert(
                    "127.0.0.1", not_before=now + day, not_after=now + 2 * day
                )
            case "host":
                made = self.ca.issue_cert("elsewhere.example")
            case "unknown":
                made = trustme.CA().issue_cert("127.0.0.1")
            case "self":
                own = trustme.CA()
                certificate, key = self.directory / "self.pem", self.directory / "self.key"
                own.cert_pem.write_to_path(str(certificate))
                own.private_key_pem.write_to_path(str(key))
                context.load_cert_chain(certificate, key)
                return context
            case "h2":
                context.set_alpn_protocols(["h2"])
                made = self.ca.issue_cert("127.0.0.1")
            case _:
                made = self.ca.issue_cert("127.0.0.1")
        made.configure_cert(context)
        return context

    @contextlib.contextmanager
    def _blocking(self) -> Iterator[int]:
        """Serve with OpenSSL itself: asyncio ends before its alert has gone out."""
        context = self._context("client")
        self.ca.configure_trust(context)
        context.verify_mode = ssl.CERT_REQUIRED
        listening = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with contextlib.suppress(OSError), connection:
                    connection.settimeout(2)
                    with context.wrap_socket(connection, server_side=True) as encrypted:
                        encrypted.recv(1000)

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()


if __name__ == "__main__":
    with HostileServer(Path(sys.argv[1])) as running:
        print(len(running.behaviours), flush=True)
        sys.stdin.read()
