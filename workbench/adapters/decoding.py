"""Content codings undone, one upon the other, in bounded steps (RFC 9110 8.4).

Must not hold more than one step of output, however much a few bytes stand for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.adapters.codecs import Brotli, Codec, CodingBroken, Inflate, Zstandard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: More codings than this one upon the other are left as they came.
MOST = 2

_NAMES = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br", "zstd": "zstd"}
_MAGIC = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
#: So much is held back until a coding without a magic number has shown that it is there.
_HELD = 64 * 1024


class Decoder:
    """Undoes what `Content-Encoding` names; what it does not know passes as it is.

    Raises `CodingBroken` where the bytes break off their own format.
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
        #: What is named and was left as it came.
        self.left = () if known else tuple(named)
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

    def notes(self) -> Iterator[str]:
        """Say what is odd about the codings."""
        if self.left:
            yield f"The coding {', '.join(self.left)[:80]} is left as it came."
        for layer in self._layers:
            if layer.plain:
                yield f"The answer says {layer.name} and cannot be read as that: left as it came."
            elif layer.junk:
                yield f"{layer.junk:,} bytes came behind the end of the {layer.name} coding."

    def _through(self, layers: list[_Layer], chunk: bytes) -> Iterator[bytes]:
        if not layers:
            yield chunk
            return
        for piece in layers[0].feed(chunk):
            yield from self._through(layers[1:], piece)


class _Layer:
    """One coding; its first bytes tell whether it is there at all, and in which form."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.plain = False
        self.junk = 0
        self._head = b""
        self._codec: Codec | None = None
        self._proven = False

    @property
    def ended(self) -> bool:
        return self._codec is None or self._codec.eof

    def finish(self) -> Iterator[bytes]:
        if self._head and not self._proven and (self._codec is None or self.name not in _MAGIC):
            self.plain, self._codec = True, None
            yield self._head
            self._head = b""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        if self.plain:
            yield chunk
            return
        if self._codec is None:
            chunk = self._head + chunk
            if len(chunk) < 2:
                self._head = chunk
                return
            self._head = b""
            self._codec = self._begin(chunk)
            if self._codec is None:
                # Servers that say gzip and send plain text are read as they meant it.
                self.plain = True
                yield chunk
                return
        if self._proven:
            yield from self._undone(chunk)
        else:
            yield from self._proving(chunk)

    def _proving(self, chunk: bytes) -> Iterator[bytes]:
        """Undo the first bytes; where not even they can be, they never were coded."""
        self._head += chunk
        try:
            for piece in self._undone(chunk):
                self._proven = True
                yield piece
        except CodingBroken:
            if self._proven or self.name in _MAGIC or len(self._head) > _HELD:
                raise
            self.plain, self._codec = True, None
            yield self._head
        if self._proven or self.plain or len(self._head) > _HELD:
            self._proven, self._head = True, b""

    def _begin(self, first: bytes) -> Codec | None:
        magic = _MAGIC.get(self.name)
        if magic is not None and not magic.startswith(first[:4]) and not first.startswith(magic):
            return None
        match self.name:
            case "gzip":
                return Inflate("gzip", 31)
            case "br":
                return Brotli()
            case "zstd":
                return Zstandard()
            case _:
                wrapped = first[0] & 0x0F == 8 and int.from_bytes(first[:2], "big") % 31 == 0
                return Inflate("deflate", 15 if wrapped else -15)

    def _undone(self, coded: bytes) -> Iterator[bytes]:
        while self._codec is not None and (coded or self._codec.more):
            codec = self._codec
            if codec.eof:
                if not self._next_member(coded):
                    self.junk += len(coded)
                    return
                continue
            piece = codec.step(coded)
            coded = codec.unused
            if piece:
                yield piece

    def _next_member(self, coded: bytes) -> bool:
        """Begin another member (RFC 1952 2.2, RFC 8878 3); what follows the end else is junk."""
        magic = _MAGIC.get(self.name)
        if self.junk or magic is None or not (coded.startswith(magic) or magic.startswith(coded)):
            return False
        self._codec = self._begin(coded)
        return True
