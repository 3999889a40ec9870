"""One content coding undone in bounded steps: gzip, deflate, br, zstd (RFC 9110 8.4, RFC 8878).

Must not hold more than one step of output, however much a few bytes stand for.
"""

from __future__ import annotations

import zlib
from typing import Protocol

#: The most bytes that one step gives.
STEP = 64 * 1024
#: The largest window of zstd, as a power of two (RFC 9659 3: 8 MiB).
_WINDOW = 23


class CodingBroken(Exception):
    """The bytes are not what their coding says; `name` is the coding."""

    def __init__(self, name: str) -> None:
        """Keep the name."""
        super().__init__(name)
        self.name = name


class Codec(Protocol):
    """Undoes one coding of one member; raises `CodingBroken`.

    `more` tells that there is more output without more input; `unused` is what came behind `eof`.
    """

    more: bool

    @property
    def eof(self) -> bool:
        """Tell whether the coding came to its own end."""
        ...

    @property
    def unused(self) -> bytes:
        """Return the bytes behind the end."""
        ...

    def step(self, coded: bytes) -> bytes:
        """Take all of the bytes and return at most `STEP` of what they stand for."""
        ...


class Inflate:
    """gzip and deflate; `bits` as zlib has them."""

    def __init__(self, name: str, bits: int) -> None:
        self.more = False
        self._name = name
        self._zlib = zlib.decompressobj(bits)
        self._tail = b""

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused(self) -> bytes:
        return self._zlib.unused_data

    def step(self, coded: bytes) -> bytes:
        try:
            piece = self._zlib.decompress(self._tail + coded, STEP)
        except zlib.error as error:
            raise CodingBroken(self._name) from error
        self._tail = self._zlib.unconsumed_tail
        self.more = not self.eof and (bool(self._tail) or len(piece) == STEP)
        return piece


class Brotli:
    """br (RFC 7932)."""

    unused = b""

    def __init__(self) -> None:
        import brotli

        self.more = False
        self._error = brotli.error
        self._brotli = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._brotli.is_finished())

    def step(self, coded: bytes) -> bytes:
        try:
            piece: bytes = self._brotli.process(coded, output_buffer_limit=STEP)
        except self._error as error:
            raise CodingBroken("br") from error
        # It says that it takes more input while it still has output.
        self.more = not self.eof and bool(piece)
        return piece


class Zstandard:
    """zstd (RFC 8878)."""

    def __init__(self) -> None:
        import sys

        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd

        self.more = False
        self._error = zstd.ZstdError
        self._zstd = zstd.ZstdDecompressor(
            options={zstd.DecompressionParameter.window_log_max: _WINDOW}
        )

    @property
    def eof(self) -> bool:
        return self._zstd.eof

    @property
    def unused(self) -> bytes:
        return self._zstd.unused_data if self.eof else b""

    def step(self, coded: bytes) -> bytes:
        try:
            piece = self._zstd.decompress(coded, STEP)
        except self._error as error:
            raise CodingBroken("zstd") from error
        self.more = not self.eof and not self._zstd.needs_input
        return piece
