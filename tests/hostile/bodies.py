"""The part of the table that is about bodies: framing, sizes, codings, uploads."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import os
import zlib
from asyncio import StreamReader as Reader
from asyncio import StreamWriter as Writer
from pathlib import Path

import brotli

from tests.hostile.behaviour import (
    Behaviour,
    answer,
    drip,
    flood,
    reset,
    say,
    stay,
)

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
TEN = HEAD + b"Content-Length: 10\r\n\r\nabc"
UPLOAD = 'method = "POST"\n[request.body]\ntype = "file"\nfile = "big.bin"'
EXPECTING = f'{UPLOAD}\n[request.headers]\nExpect = "100-continue"'
SHORT = "timeout = 0.3"
#: 1 GiB of zeros in 1,827 bytes of `gzip, gzip`.
BOMB = Path(__file__).with_name("bomb.bin").read_bytes()
ZIPPED = gzip.compress(os.urandom(5000), mtime=0)


async def refuse_upload(reader: Reader, writer: Writer, _: bytes) -> None:
    """Answer after a few bytes of a large body, and end."""
    await reader.read(1000)
    writer.write(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno")
    await writer.drain()
    await stay(reader)


async def refuse_expectation(reader: Reader, writer: Writer, _: bytes) -> None:
    """Answer 417 and make sure that no byte of the body came."""
    writer.write(b"HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()
    with contextlib.suppress(ConnectionError):
        assert await reader.read(1) == b"", "the body came all the same"


async def ask_late(reader: Reader, writer: Writer, head: bytes) -> None:
    """Never ask for the body that waits to be asked for, and take it all the same."""
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while length > 0 and (came := await reader.read(65536)):
        length -= len(came)
    writer.write(HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\nok")
    await stay(reader)


async def ask(reader: Reader, writer: Writer, head: bytes) -> None:
    """Ask for the body after a while, and count it."""
    await _nothing(reader)
    writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    await ask_late(reader, writer, head)


async def _nothing(reader: Reader) -> None:
    try:
        async with asyncio.timeout(0.1):
            came = await reader.read(1)
    except TimeoutError:
        return
    assert came == b"", "the body came before it was asked for"


BODIES = [
    Behaviour("resets in the body", reset(TEN), said="after 3 of 10 bytes"),
    Behaviour("ends in the body", say(TEN), said="after 3 of 10 bytes"),
    Behaviour("ends in a chunk", say(CHUNKED + b"5\r\nabc"), said="after 3 bytes"),
    Behaviour("ends without a last chunk", say(CHUNKED + b"3\r\nabc\r\n"), said="after 3 bytes"),
    Behaviour("a chunk of no number", say(CHUNKED + b"zz\r\nabc\r\n"), said="framing of the body"),
    Behaviour(
        "a chunk without end",
        say(CHUNKED + b"f" * 20 + b"\r\nabc"),
        said="after 3 bytes",
        status=200,
    ),
    Behaviour("a chunk of 16 EiB", say(CHUNKED + b"f" * 16 + b"\r\nabc"), said="after 3 bytes"),
    Behaviour("stalls in the body", say(TEN, end=False), said="0.3 s", settings=SHORT, seconds=0.3),
    Behaviour(
        "drips a body",
        drip(CHUNKED, b"1\r\nx\r\n", 0.05),
        said="total_timeout",
        settings="total_timeout = 0.5",
        seconds=0.5,
    ),
    Behaviour(
        "bytes behind the end", say(HEAD + b"Content-Length: 2\r\n\r\nok, and more"), said="behind"
    ),
    Behaviour(
        "204 with a body", say(b"HTTP/1.1 204 No\r\n\r\nbody"), status=204, said="behind the end"
    ),
    Behaviour(
        "304 with a body", say(b"HTTP/1.1 304 No\r\n\r\nbody"), status=304, said="behind the end"
    ),
    Behaviour("HEAD with a body", say(TEN), said="behind the end", request='method = "HEAD"'),
    Behaviour("trailers", say(CHUNKED + b"2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n"), said="trailers"),
    Behaviour("50,000 chunks of one byte", flood(CHUNKED, b"1\r\nx\r\n" * 1000, 50), said="ended"),
    Behaviour(
        "1 GiB",
        flood(HEAD + b"Content-Length: 1073741824\r\n\r\n", bytes(65536), 16384),
        said="max_body",
        settings="max_body = 200000000",
        seconds=20.0,
    ),
    Behaviour(
        "a bomb of 1,827 bytes",
        answer(BOMB, b"Content-Encoding: gzip, gzip"),
        said="bomb",
        seconds=5.0,
    ),
    Behaviour(
        "a bomb of brotli",
        answer(brotli.compress(bytes(1 << 28), quality=5), b"Content-Encoding: br"),
        said="bomb",
        seconds=5.0,
    ),
    Behaviour(
        "a bomb of deflate",
        answer(zlib.compress(bytes(1 << 25), 9), b"Content-Encoding: deflate"),
        said="max_body",
        settings="max_body = 1000000",
    ),
    Behaviour(
        "gzip that stops", answer(ZIPPED[:3000], b"Content-Encoding: gzip"), said="ended early"
    ),
    Behaviour(
        "gzip that breaks",
        answer(ZIPPED[:10] + b"\xff" * 90, b"Content-Encoding: gzip"),
        said="gzip coding of the body broke",
    ),
    Behaviour(
        "zstd that breaks",
        answer(b"\x28\xb5\x2f\xfd" + b"\xff" * 90, b"Content-Encoding: zstd"),
        said="zstd",
    ),
    Behaviour(
        "gzip with junk", answer(ZIPPED + b"junk", b"Content-Encoding: gzip"), said="behind the end"
    ),
    Behaviour(
        "gzip that is none", answer(b"plain", b"Content-Encoding: gzip"), said="left as it came"
    ),
    Behaviour("br that is none", answer(b"plain", b"Content-Encoding: br"), said="left as it came"),
    Behaviour("an unknown coding", answer(b"plain", b"Content-Encoding: aes"), said="aes"),
    Behaviour(
        "three codings", answer(b"plain", b"Content-Encoding: br, br, br"), said="br, br, br"
    ),
    Behaviour(
        "refuses an upload", refuse_upload, status=413, said="before", request=UPLOAD, seconds=2.0
    ),
    Behaviour(
        "refuses an expectation", refuse_expectation, status=417, said="before", request=EXPECTING
    ),
    Behaviour("asks for the body", ask, said="100 Continue", request=EXPECTING, seconds=2.0),
    Behaviour(
        "never asks for the body", ask_late, said="No 100 Continue", request=EXPECTING, seconds=3.0
    ),
]
