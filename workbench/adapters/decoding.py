"""Content codings undone in bounded steps: gzip and deflate (RFC 9110 8.4).

Must not hold more than one step of output, however much a few bytes stand for.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The most bytes that one step gives.
STEP = 64 * 1024
#: More codings than this one upon the other are left as they came.
MOST = 2

_NAMES = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
_GZIP_MAGIC = b"\x1f\x8b"


class Decoder:
    """Undoes what `Content-Encoding` names; what it does not know passes as it is.

    Raises `zlib.error` where the bytes break off their own format.
    """

    def __init__(self, content_encodings: Iterable[str]) -> None:
        named = [
            each
            for line in content_encodings
            for part in line.split(",")
            if (each := part.strip().lower()) and each != "identity"
        ]
        known = len(named) <= MOST and all(each in _NAMES for each in named)
        self.codings = tuple(_NAMES[each] for each in reversed(named)) if known else ()
        self._layers = [_Layer(each) for each in self.codings]

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Return what the bytes stand for, in pieces of at most `STEP` where they were coded."""
        yield from self._through(self._layers, chunk)

    def finish(self) -> Iterator[bytes]:
        """Return what was held back to tell a coding by its first bytes."""
        for index, layer in enumerate(self._layers):
            for piece in layer.finish():
                yield from self._through(self._layers[index + 1 :], piece)

    @property
    def ended(self) -> bool:
        """Tell whether every coding came to its own end, or never began."""
        return all(layer.ended for layer in self._layers)

    def _through(self, layers: list[_Layer], chunk: bytes) -> Iterator[bytes]:
        if not layers:
            yield chunk
            return
        for piece in layers[0].feed(chunk):
            yield from self._through(layers[1:], piece)


class _Layer:
    """One coding; its first two bytes tell whether it is there at all, and in which form."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._head = b""
        self._plain = False
        self._inflate: zlib._Decompress | None = None
        self._junk = False

    @property
    def ended(self) -> bool:
        return self._inflate is None or self._inflate.eof

    def finish(self) -> Iterator[bytes]:
        if self._head:
            yield self._head
            self._head = b""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        if self._inflate is None and not self._plain:
            chunk = self._head + chunk
            if len(chunk) < 2:
                self._head = chunk
                return
            self._head = b""
            self._begin(chunk)
        if self._plain:
            yield chunk
        else:
            yield from self._inflated(chunk)

    def _begin(self, first: bytes) -> None:
        if self._name == "gzip":
            # Servers that say gzip and send plain text are read as they meant it.
            self._plain = first[:2] != _GZIP_MAGIC
            self._inflate = None if self._plain else zlib.decompressobj(31)
            return
        wrapped = first[0] & 0x0F == 8 and int.from_bytes(first[:2], "big") % 31 == 0
        self._inflate = zlib.decompressobj(15 if wrapped else -15)

    def _inflated(self, rest: bytes) -> Iterator[bytes]:
        while self._inflate is not None and not self._junk:
            if self._inflate.eof and not self._next_member(rest):
                return
            piece = self._inflate.decompress(rest, STEP)
            if piece:
                yield piece
            if self._inflate.eof:
                rest = self._inflate.unused_data
                continue
            rest = self._inflate.unconsumed_tail
            if not rest and len(piece) < STEP:
                return

    def _next_member(self, rest: bytes) -> bool:
        """Begin another gzip member (RFC 1952 2.2); what follows the end else is passed over."""
        if not rest:
            return False
        if self._name != "gzip" or not _GZIP_MAGIC.startswith(rest[:2]):
            self._junk = True
            return False
        self._inflate = zlib.decompressobj(31)
        return True
