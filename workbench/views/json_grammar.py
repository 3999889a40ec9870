"""The grammar of JSON (RFC 8259) as expressions over bytes, a line of the pretty view at a time.

Nothing is decoded or converted here: a number stays the digits it was sent as.
"""

from __future__ import annotations

import re

LOOKAHEAD = 1024  # how far a `[` or `{` looks for its end to stand on one line
INLINE_WIDTH = 60  # and how wide it may then be, in bytes

_WS = rb"[ \t\n\r]*+"
_STRING = rb'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"'
_NUMBER = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+"
SCALAR = rb"(?:" + _STRING + rb"|" + _NUMBER + rb"|true|false|null)"
_EMPTY = rb"(?:\{[ \t\n\r]{0,1000}+\}|\[[ \t\n\r]{0,1000}+\])"


def _value(closer: bytes) -> bytes:
    """A value up to its comma, or to the closer after it, or only the bracket it opens with."""
    alone = SCALAR[:-1] + rb"|" + _EMPTY + rb")"
    alone += _WS + rb"(?:(,)" + _WS + rb"|(?=(" + closer + rb")))"
    return rb"(?:" + alone + rb"|(\{)" + _WS + rb"|(\[)" + _WS + rb")"


# A line from its first byte, and the blanks behind it. `lastindex` tells what ended it: 1 a comma,
# 2 the bracket that closes its container (not taken), 3 or 4 the bracket it opens.
MEMBER = re.compile(_STRING + _WS + rb":" + _WS + _value(rb"\}"))
ELEMENT = re.compile(_value(rb"\]"))
# What follows a value: 1 a comma, 2 a closing bracket, 3 a closing bracket with its comma.
AFTER = re.compile(_WS + rb"(?:(,)" + _WS + rb"|([\]}])(?:" + _WS + rb"(,)" + _WS + rb")?+)")

WHITE = re.compile(_WS)
INLINE = re.compile(
    rb"\[" + _WS + rb"(?:" + SCALAR + _WS + rb"(?:," + _WS + SCALAR + _WS + rb")*+)?+\]"
)
EMPTY = re.compile(_EMPTY)
ATOM = re.compile(_NUMBER + rb"|true|false|null")
STRING_BODY = re.compile(rb'(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')

_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[^\s":,\[\]{}]++|[:,\[\]{}]', re.DOTALL)
_STRING_REST = re.compile(rb'(?:[^"\\]++|\\.)*+"?', re.DOTALL)


_MEMBER_LINE = re.compile(
    rb'("(?:[^"\\]++|\\.)*+")\s*+:\s*+("(?:[^"\\]++|\\.)*+"|[-\w.+]++|[{\[])\s*+(,?)\s*+', re.DOTALL
)


def laid_out(piece: bytes, *, in_string: bool = False) -> bytes:
    """A line without its indentation: outside strings, blanks only after `:` and `,`."""
    member = None if in_string else _MEMBER_LINE.fullmatch(piece)
    if member:
        return b"%b: %b%b" % member.groups()
    tokens: list[bytes] = []
    at = 0
    if in_string:
        rest = _STRING_REST.match(piece)
        at = rest.end() if rest else 0
        tokens.append(piece[:at])
    for token in _TOKEN.findall(piece, at):
        if tokens and tokens[-1] in (b":", b","):
            tokens.append(b" ")
        tokens.append(token)
    return b"".join(tokens)


def fits_inline(piece: bytes) -> bool:
    """Whether an array of scalars stands on one line."""
    width = len(piece) + piece.count(b",")
    return width <= INLINE_WIDTH or len(laid_out(piece)) <= INLINE_WIDTH


_WHOLE_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"')


def closed_line(buffer: bytes, at: int, depth: int, *, quoted: bool) -> int:
    """Where the last whole line ends, if all that is open at a place is closed there; else 0.

    No token and no bracket goes on behind it, so what comes later cannot change what is before.
    """
    line = buffer[at : max(at, buffer.rfind(b"\n"))].rstrip()
    rest = _WHOLE_STRING.sub(b"", b'"' * quoted + line)
    opened = rest.count(b"{") + rest.count(b"[") - rest.count(b"}") - rest.count(b"]")
    return at + len(line) if b'"' not in rest and opened + depth == 0 else 0
