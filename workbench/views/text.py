"""From bytes to text: which charset a body is in, and decoding that shows what it could not read.

It never raises for bytes it cannot read, and it trusts no codec that is not plain text.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python's registry also holds codecs that unpack, escape or switch state; a header must not choose
# those.
_PLAIN_CODEC = re.compile(
    r"ascii|utf-(8|16|32)(-[lb]e)?|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|tis-620|hp-roman8|ptcp154"
    r"|shift_jis\w*|euc_\w+|gb2312|gbk|gb18030|big5(hkscs)?|johab"
)
_ONE_BYTE = re.compile(r"ascii|iso8859-\d+|cp125\d|koi8-[rtu]|mac-\w+")


@dataclass(frozen=True, slots=True)
class Charset:
    """How to read a body: a codec's name, the bytes of its BOM, and why this one, for a note."""

    codec: str
    bom: int = 0
    note: str = ""

    @property
    def unit(self) -> int:
        """Bytes of the smallest character: 1, 2 or 4."""
        return 4 if self.codec.startswith("utf-32") else 2 if self.codec.startswith("utf-16") else 1

    @property
    def newline(self) -> bytes:
        """A line feed in this charset."""
        return "\n".encode(self.codec)

    @property
    def spells_json(self) -> bool:
        """True where every byte below 0x80 is that ASCII character, as scanning JSON needs it."""
        return self.codec == "utf-8" or _ONE_BYTE.fullmatch(self.codec) is not None

    def decode(self, piece: bytes) -> str:
        """The text of whole characters; what cannot be read is U+FFFD."""
        return piece.decode(self.codec, "replace")


UTF8 = Charset("utf-8")


def detect(head: bytes, declared: str = "", *, whole: bool = False) -> Charset:
    """The charset of a body: its BOM, what the header declared, UTF-8, else Windows-1252.

    `whole` says that the head is all of it, so that no character is cut at its end.
    """
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return Charset(codec, len(bom))
    note = ""
    if declared:
        known = _plain_codec(declared)
        if known:
            return Charset(known)
        note = f'The charset "{declared}" is not known; '
    if _is_utf8(head, whole=whole):
        return Charset("utf-8", note=note + "read as UTF-8." if note else "")
    return Charset("cp1252", note=(note or "Not UTF-8; ") + "read as Windows-1252.")


def chosen_charset(name: str, head: bytes) -> Charset | None:
    """The charset that a person named, past its BOM where the head has that; None for no text."""
    codec = _plain_codec(name)
    if not codec:
        return None
    bom = next((len(bom) for bom, its in _BOMS if its == codec and head.startswith(bom)), 0)
    return Charset(codec, bom, f"Read as {codec}, as chosen.")


class TextStream:
    """Decodes a body piece by piece, whatever bytes a piece ends in."""

    __slots__ = ("_decoder", "_skip")

    def __init__(self, charset: Charset) -> None:
        self._decoder = codecs.getincrementaldecoder(charset.codec)("replace")
        self._skip = charset.bom

    def feed(self, piece: bytes, *, final: bool = False) -> str:
        """The text that became whole with this piece; `final` lets go of what is left."""
        skipped = min(self._skip, len(piece))
        self._skip -= skipped
        return self._decoder.decode(piece[skipped:], final)


def _plain_codec(declared: str) -> str:
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    if not _PLAIN_CODEC.fullmatch(name):
        return ""
    # Without a BOM, RFC 2781 4.3 reads "utf-16" as big-endian; what is sent is little-endian
    # (WHATWG Encoding).
    return f"{name}-le" if name in ("utf-16", "utf-32") else name


def _is_utf8(head: bytes, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, whole)
    except UnicodeDecodeError:
        return False
    return True
