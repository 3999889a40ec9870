"""What a hostile server can do, in words: a behaviour and what a person has to be told about it."""

from __future__ import annotations

import asyncio
import socket
import struct
from asyncio import StreamReader as Reader
from asyncio import StreamWriter as Writer
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

Act = Callable[[Reader, Writer, bytes], Awaitable[None]]


class Port(StrEnum):
    """How a behaviour is reached."""

    PLAIN = "plain"  # http, one port for all, by path
    RAW = "raw"  # http, a port of its own, nothing is read before
    HANDSHAKE = "handshake"  # https, a port of its own without TLS
    ENCRYPTED = "encrypted"  # https, a certificate that the test trusts
    CLOSED = "closed"  # http, nothing listens
    OTHER = "other"  # reached by the address in `url`


@dataclass(frozen=True)
class Behaviour:
    """One behaviour: what the server does, and what has to come of it.

    `error` names the class of the error (or two, with `|`) and `hint` a word of what it says;
    without one there is an answer with `status`, whose `incomplete` or a note says `said`.
    `seconds` bounds the whole: the phase's own timeout, to which one second is added.
    """

    name: str
    act: Act | None = None
    error: str = ""
    hint: str = ""
    status: int = 200
    said: str = ""
    port: Port = Port.PLAIN
    tls: str = ""
    request: str = ""
    settings: str = ""
    url: str = ""
    seconds: float = 1.0


def say(*parts: bytes, end: bool = True) -> Act:
    """Send bytes; then end, or stay."""

    async def act(reader: Reader, writer: Writer, _: bytes) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        if not end:
            await stay(reader)

    return act


def answer(body: bytes = b"ok", *headers: bytes, status: bytes = b"200 OK") -> Act:
    """Send a whole answer with its length."""
    return say(
        b"HTTP/1.1 %b\r\n" % status,
        b"".join(each + b"\r\n" for each in headers),
        b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body),
        body,
    )


async def stay(reader: Reader) -> None:
    """Read until the other side has gone."""
    while await reader.read(65536):
        pass


def reset(*before: bytes) -> Act:
    """Send bytes and reset the connection."""

    async def act(_: Reader, writer: Writer, __: bytes) -> None:
        for part in before:
            writer.write(part)
            await writer.drain()
        if before:
            await asyncio.sleep(0.05)  # or the reset would overtake them
        raw: socket.socket = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return act


def drip(start: bytes, piece: bytes, every: float) -> Act:
    """Send a start, and then a piece again and again."""

    async def act(_: Reader, writer: Writer, __: bytes) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every)

    return act


def flood(start: bytes, piece: bytes, count: int) -> Act:
    """Send a piece so many times as fast as it is taken."""

    async def act(_: Reader, writer: Writer, __: bytes) -> None:
        writer.write(start)
        for _number in range(count):
            writer.write(piece)
            await writer.drain()

    return act


async def silent(reader: Reader, _: Writer, __: bytes) -> None:
    """Take everything and say nothing."""
    await stay(reader)


async def deaf(_: Reader, writer: Writer, __: bytes) -> None:
    """Take nothing and say nothing."""
    assert isinstance(writer.transport, asyncio.ReadTransport)
    writer.transport.pause_reading()
    await asyncio.Event().wait()


async def leave(_: Reader, __: Writer, ___: bytes) -> None:
    """End the connection."""
