"""An API on loopback that demands a scope and says where its metadata is (RFC 9728).

It must not let anything through.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class DemandingApi:
    """Answers 403 with a challenge; `resource` is what its metadata says it is."""

    origin: str = ""
    resource: str = ""
    asked: list[str] = field(default_factory=list)
    metadata_heads: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path = head.split(" ", 2)[1]
            self.asked.append(path)
            if path == "/metadata":
                self.metadata_heads.append(head)
                said = {
                    "resource": self.resource or self.origin,
                    "authorization_servers": ["https://auth.example.com"],
                    "scopes_supported": ["read:cards"],
                }
                self._write(writer, "200 OK", json.dumps(said))
            else:
                challenge = (
                    'WWW-Authenticate: Bearer error="insufficient_scope", scope="read:cards", '
                    f'resource_metadata="{self.origin}/metadata"\r\n'
                )
                self._write(writer, "403 Forbidden", "{}", challenge)
            await writer.drain()
        writer.close()

    def _write(
        self, writer: asyncio.StreamWriter, status: str, body: str, headers: str = ""
    ) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}"
        writer.write(
            f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
        )


@contextlib.asynccontextmanager
async def demanding_api() -> AsyncIterator[DemandingApi]:
    """Start one for the block."""
    api = DemandingApi()
    server = await asyncio.start_server(api.serve, "127.0.0.1", 0)
    api.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield api
    finally:
        server.close()
