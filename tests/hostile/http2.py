"""The part of the table that speaks HTTP/2: frames, streams and windows gone wrong (RFC 9113).

Must not speak through a client's library: what h2 refuses to send is written as a frame.
"""

from __future__ import annotations

import asyncio
import struct
from asyncio import StreamReader as Reader
from asyncio import StreamWriter as Writer
from collections.abc import Awaitable, Callable

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import RequestReceived
from h2.settings import SettingCodes
from hpack import Encoder

from tests.hostile.behaviour import Act, Behaviour, say, stay

Do = Callable[["Talk"], Awaitable[None]]

OK = [(":status", "200"), ("content-type", "text/plain")]
UPLOAD = 'method = "POST"\n[request.body]\ntype = "file"\nfile = "big.bin"'
HEADERS, PUSH_PROMISE, CONTINUATION = 1, 5, 9


class Talk:
    """A connection on which one request has come, on stream 1."""

    def __init__(self, reader: Reader, writer: Writer, connection: H2Connection) -> None:
        self.reader = reader
        self.writer = writer
        self.h2 = connection

    async def flush(self) -> None:
        """Send what h2 has to send."""
        self.writer.write(self.h2.data_to_send())
        await self.writer.drain()

    async def head(self, content: bytes = b"") -> None:
        """Answer 200, and a part of the body."""
        self.h2.send_headers(1, OK)
        if content:
            self.h2.send_data(1, content)
        await self.flush()

    async def frame(self, kind: int, flags: int, content: bytes) -> None:
        """Send a frame of stream 1 as it is given."""
        self.writer.write(struct.pack(">I", len(content))[1:] + bytes((kind, flags)))
        self.writer.write(struct.pack(">I", 1) + content)
        await self.writer.drain()

    async def stay(self) -> None:
        """Keep the connection until the other side leaves it."""
        await stay(self.reader)


def over_http2(do: Do, window: int = 65535) -> Act:
    """Wait for a request and do something; `window` bytes are all it may send of its body."""

    async def act(reader: Reader, writer: Writer, _: bytes) -> None:
        connection = H2Connection(H2Configuration(client_side=False))
        connection.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: window})
        connection.initiate_connection()
        talk = Talk(reader, writer, connection)
        await talk.flush()
        while came := await reader.read(65536):
            events = connection.receive_data(came)
            await talk.flush()
            if any(isinstance(each, RequestReceived) for each in events):
                await do(talk)
                return

    return act


async def go_away_at_once(_: Reader, writer: Writer, __: bytes) -> None:
    """End the connection before a request came."""
    connection = H2Connection(H2Configuration(client_side=False))
    connection.initiate_connection()
    connection.close_connection(ErrorCodes.ENHANCE_YOUR_CALM)
    writer.write(connection.data_to_send())
    await writer.drain()


async def go_away(talk: Talk) -> None:
    """End the connection as if the request had not come."""
    talk.h2.close_connection(ErrorCodes.NO_ERROR, last_stream_id=0)
    await talk.flush()
    await talk.stay()


async def reset_stream(talk: Talk) -> None:
    """Refuse the stream."""
    talk.h2.reset_stream(1, ErrorCodes.REFUSED_STREAM)
    await talk.flush()
    await talk.stay()


async def reset_in_the_body(talk: Talk) -> None:
    """End the stream in the middle of its body."""
    await talk.head(b"abc")
    await asyncio.sleep(0.05)  # or the reset may be read before the bytes are taken
    talk.h2.reset_stream(1, ErrorCodes.INTERNAL_ERROR)
    await talk.flush()
    await talk.stay()


async def end_in_the_body(talk: Talk) -> None:
    """Close the connection in the middle of a body."""
    await talk.head(b"abc")


async def stall_in_the_body(talk: Talk) -> None:
    """Say no more in the middle of a body."""
    await talk.head(b"abc")
    await talk.stay()


async def say_nothing(talk: Talk) -> None:
    """Take the request and give no answer, and no room for its body."""
    await talk.stay()


async def ping_for_ever(talk: Talk) -> None:
    """Keep the connection alive and give no answer."""
    while not talk.writer.is_closing():
        talk.h2.ping(b"anybody?")
        await talk.flush()
        await asyncio.sleep(0.02)


async def bomb(talk: Talk) -> None:
    """Send 20 kB that stand for 60 MB of headers (HPACK's own dynamic table)."""
    first = Encoder().encode([(":status", "200"), ("x-bomb", "a" * 3900)], huffman=False)
    await talk.frame(HEADERS, 0, first)
    await talk.frame(CONTINUATION, 4, b"\xbe" * 15_000)  # the newest entry, again and again
    await talk.stay()


async def push(talk: Talk) -> None:
    """Push what nobody asked for, though the client said that it takes none."""
    promised = Encoder().encode(
        [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/pushed")]
    )
    await talk.frame(PUSH_PROMISE, 4, struct.pack(">I", 2) + promised)
    await talk.head(b"ok")
    await talk.stay()


async def continue_for_ever(talk: Talk) -> None:
    """Never end the head."""
    await talk.frame(HEADERS, 0, b"\x88")
    while not talk.writer.is_closing():
        await talk.frame(CONTINUATION, 0, b"")
        await asyncio.sleep(0)


def _over(name: str, act: Act, error: str = "", hint: str = "", **more: object) -> Behaviour:
    settings = f"http2 = true\n{more.pop('settings', '')}"
    made: dict[str, object] = {"tls": "h2", "settings": settings, **more}
    return Behaviour(f"HTTP/2: {name}", act, error, hint, **made)  # type: ignore[arg-type] # fields of it


SHORT = "timeout = 0.3"
LOST = "ConnectionLost|ProtocolBroken"
HTTP2 = [
    _over("GOAWAY at once", go_away_at_once, LOST),
    _over("GOAWAY after the request", over_http2(go_away), LOST),
    _over("resets the stream", over_http2(reset_stream), LOST),
    _over("resets in the body", over_http2(reset_in_the_body), said="after 3 bytes"),
    _over("ends in the body", over_http2(end_in_the_body), said="after 3 bytes"),
    _over(
        "stalls in the body",
        over_http2(stall_in_the_body),
        said="0.3 s",
        settings=SHORT,
        seconds=0.3,
    ),
    _over(
        "gives no room for a body",
        over_http2(say_nothing, window=0),
        "TimedOut",
        "0.3 s",
        request=UPLOAD,
        settings=SHORT,
        seconds=0.3,
    ),
    _over(
        "pings for ever",
        over_http2(ping_for_ever),
        "TimedOut",
        "total_timeout",
        settings="total_timeout = 0.5",
        seconds=0.5,
    ),
    _over("a bomb of headers", over_http2(bomb), LOST),
    _over("pushes unasked", over_http2(push), LOST),
    _over("a head without end", over_http2(continue_for_ever), LOST),
    _over("speaks HTTP/1.1", say(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), LOST),
]
