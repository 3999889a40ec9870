"""Finds where the lines of pretty JSON start in its source, in bounded steps.

It builds no value. It holds offsets and depths in compact arrays, no text and no object a line; it
never recurses, and it stops at the first error.

    fast: one expression takes a whole line (`"name": 12,`) while it lies well inside the window
    slow: one token at a time, wherever the fast way does not fit: at the edges, in long strings, at
    errors

Which way a line went leaves no trace: the same source gives the same index in steps of any size.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from workbench.views import json_grammar as grammar

if TYPE_CHECKING:
    import re

    from workbench.views.source import ByteSource

LIMIT = 4096  # bytes of a row: what is longer continues on the next
READ = 3 * LIMIT  # bytes that hold all of a row but blanks at its end
_MARGIN = LIMIT + grammar.LOOKAHEAD + 8
_WINDOW = 1 << 17

CONTINUED = 1 << 31  # flags beside the depth of a row: a piece of the row before ...
IN_STRING = 1 << 30  # ... that starts inside a string
DEPTH = IN_STRING - 1


class _Expect(IntEnum):
    MEMBER_OR_END = 0
    MEMBER = 1
    ELEMENT_OR_END = 2
    ELEMENT = 3
    AFTER = 4  # a value: a comma or the closing bracket
    COLON = 5
    VALUE = 6  # of a member
    TOP = 7
    END = 8
    NAME_REST = 9
    STRING_REST = 10


_MATCHERS = (  # by what is expected, the first five
    grammar.MEMBER.match,
    grammar.MEMBER.match,
    grammar.ELEMENT.match,
    grammar.ELEMENT.match,
    grammar.AFTER.match,
)
_WANTED = {
    _Expect.MEMBER_OR_END: "a name in quotes or }",
    _Expect.MEMBER: "a name in quotes",
    _Expect.ELEMENT_OR_END: "a value or ]",
    _Expect.ELEMENT: "a value",
    _Expect.COLON: "a colon",
    _Expect.VALUE: "a value",
    _Expect.TOP: "a value",
    _Expect.END: "nothing more",
    _Expect.NAME_REST: "the end of a name",
    _Expect.STRING_REST: "the end of a string",
}
_BRACE = ord("{")


@dataclass(frozen=True, slots=True)
class JsonError:
    """Where the source stops being JSON (a byte offset), and what should have stood there."""

    offset: int
    wanted: str


class JsonIndex:
    """The rows of a source read as JSON: two arrays a row, three a bracket.

    `many` takes one value after another, as in JSON lines. `skip` bytes of a BOM are passed over.
    """

    def __init__(self, source: ByteSource, *, skip: int = 0, many: bool = False) -> None:
        self.starts = array("Q")
        self.levels = array("I")
        self.continued = array("I")  # the rows that carry CONTINUED
        self.opens = array("I")  # the rows that end in an opening bracket
        self.closes = array("I")  # the row that closes each; 0 while it is not known
        self.members = array("I")
        self.error: JsonError | None = None
        self.done = False
        self.many = many
        self._source = source
        self._kinds = bytearray()  # of the brackets that are open now, and where `opens` has them
        self._stack = array("I")
        self._expect = _Expect.TOP
        self._position = skip
        self._token = skip  # where the string that is being read starts
        self._buffer = b""
        self._base = skip

    @property
    def position(self) -> int:
        """Bytes read so far; where the pretty view ends after an error."""
        return self._position

    def advance(self, budget: int) -> bool:
        """Reads about `budget` more bytes; True once all is read or an error found."""
        stop = self._position + budget
        while not self.done and self._position < stop and self._step(stop):
            pass
        if not self.done and self._source.complete and self._position >= self._source.size:
            self._finish()
        return self.done

    def forget(self) -> None:
        """Drops all rows but the last, which may still grow; for who takes rows as they come."""
        del self.starts[:-1], self.levels[:-1]
        self.continued = array("I", [0] if self.levels and self.levels[0] & CONTINUED else [])
        self.members = array("I", [self.members[k] for k in self._stack])
        self.opens = array("I", bytes(4 * len(self._stack)))
        self.closes = array("I", bytes(4 * len(self._stack)))
        self._stack = array("I", range(len(self._stack)))

    def _step(self, stop: int) -> bool:
        """Some way on; False where the source has to grow first."""
        if self._base + len(self._buffer) - self._position <= _MARGIN:
            self._fill(_WINDOW)
        end = self._base + len(self._buffer)
        final = self._source.complete and end >= self._source.size
        safe = end if final else end - _MARGIN
        if self._position >= safe and self.many and not final:
            at, quoted = self._position - self._base, self._expect >= _Expect.NAME_REST
            line = grammar.closed_line(self._buffer, at, len(self._stack), quoted=quoted)
            safe, final = self._base + line, True
        if self._position >= safe:
            return False
        if self._expect <= _Expect.AFTER:
            if self._expect < _Expect.AFTER:
                self._position = self._base + self._behind_blanks(self._position - self._base)
            self._fast(min(safe, stop))
            if self._position >= min(safe, stop):
                return True
        return self._slow(final=final)

    def _fill(self, length: int) -> None:
        self._base = self._position
        self._buffer = self._source.read(self._base, self._base + length)

    def _fast(self, safe: int) -> None:
        """Takes whole lines up to `safe`, or to the first that is long, unusual or wrong."""
        buffer, base = self._buffer, self._base
        line_starts, line_depths = self.starts.append, self.levels.append
        depth, count = len(self._kinds), self.members[self._stack[-1]]
        matchers, after, limit = _MATCHERS, int(_Expect.AFTER), LIMIT
        expect = int(self._expect)
        at, safe = self._position - base, safe - base
        while at < safe:
            match = matchers[expect](buffer, at)
            if match is None:
                break
            end = match.end()
            if end - at > limit:
                break
            kind = match.lastindex
            if expect != after:
                line_starts(base + at)
                line_depths(depth)
                count += 1
                if kind == 1:
                    at, expect = end, expect | 1
                elif kind == 2:
                    at, expect = end, after
                else:
                    at, expect, count = self._opened(match.start(kind or 0), end, count)
                    depth = len(self._kinds)
            elif kind == 1:
                at, expect = end, self._next()
            else:
                left = self._left(match, count)
                if left is None:
                    break
                at, expect, count = left
                depth -= 1
                if not depth:
                    break
        if depth:
            self.members[self._stack[-1]] = count
        self._position = base + at
        self._expect = _Expect(expect)

    def _opened(self, bracket: int, end: int, count: int) -> tuple[int, int, int]:
        """A line that ends in a bracket: where to go on, what to expect, the members."""
        inline = self._inline_end(bracket)
        if inline:
            return inline, _Expect.AFTER, count
        self.members[self._stack[-1]] = count
        return end, self._open(self._buffer[bracket]), 0

    def _left(self, match: re.Match[bytes], count: int) -> tuple[int, int, int] | None:
        """A closing bracket: where to go on, what to expect, members of what it is in."""
        self.members[self._stack[-1]] = count
        if not self._close(self._base + match.start(2), match[2]):
            return None
        count = self.members[self._stack[-1]] if self._stack else 0
        if match[3] and self._stack:
            return match.end(), self._next(), count
        return match.end(2), self._expect, count

    def _behind_blanks(self, at: int) -> int:
        white = grammar.WHITE.match(self._buffer, at)
        return white.end() if white else at

    def _slow(self, *, final: bool) -> bool:
        """Takes one token, or a piece of a string; False where the source has to grow first."""
        if self._expect >= _Expect.NAME_REST:
            return self._string(final=final)
        buffer, at = self._buffer, self._behind_blanks(self._position - self._base)
        self._position = self._base + at
        if at == len(buffer):
            return True
        if not final and len(buffer) - at <= _MARGIN:
            return True
        byte = buffer[at : at + 1]
        expect = self._expect
        if byte == b'"' and expect in (_Expect.MEMBER_OR_END, _Expect.MEMBER):
            self._begin()
            self._start_string(_Expect.NAME_REST)
        elif byte == b":" and expect is _Expect.COLON:
            self._carry_on(at + 1, _Expect.VALUE)
        elif byte == b"," and expect is _Expect.AFTER:
            self._carry_on(at + 1, _Expect(self._next()))
        elif byte in (b"}", b"]") and self._may_close(byte):
            self._close(self._position, byte)
            self._position += 1
        elif expect in (_Expect.ELEMENT_OR_END, _Expect.ELEMENT, _Expect.VALUE, _Expect.TOP) or (
            expect is _Expect.END and self.many
        ):
            return self._value(byte, final=final)
        else:
            self._fail(self._position)
        return True

    def _value(self, byte: bytes, *, final: bool) -> bool:
        at = self._position - self._base
        if byte == b'"':
            self._begin()
            self._start_string(_Expect.STRING_REST)
        elif byte in (b"{", b"["):
            end = self._inline_end(at)
            self._begin()
            if end:
                self._ended(self._base + end)
            else:
                self._expect = _Expect(self._open(byte[0]))
                self._position += 1
        else:
            return self._atom(at, final=final)
        return True

    def _atom(self, at: int, *, final: bool) -> bool:
        """A number or a word; the window grows for one that reaches its end."""
        atom = grammar.ATOM.match(self._buffer, at)
        if atom is None:
            self._fail(self._position)
            return True
        if atom.end() > len(self._buffer) - 4 and not final:
            length = len(self._buffer)
            self._fill(max(_WINDOW, 2 * (length - at)))
            return len(self._buffer) > length - at
        self._begin()
        end = self._base + atom.end()
        self._token = self._position
        self._split(end, inside=0)
        self._ended(end)
        return True

    def _start_string(self, expect: _Expect) -> None:
        self._token = self._position
        self._position += 1
        self._expect = expect

    def _string(self, *, final: bool) -> bool:
        at = self._position - self._base
        body = grammar.STRING_BODY.match(self._buffer, at)
        at = body.end() if body else at
        self._position = self._base + at
        left = len(self._buffer) - at
        if left and self._buffer[at] == ord('"'):
            self._position += 1
            self._split(self._position, inside=IN_STRING)
            if self._expect is _Expect.NAME_REST:
                self._expect = _Expect.COLON
            else:
                self._ended(self._position)
            return True
        self._split(self._position, inside=IN_STRING)
        if left and (self._buffer[at] != ord("\\") or left >= 6 or final):
            self._fail(self._position, "an escape" if self._buffer[at] == ord("\\") else "")
        elif left:
            self._fill(_WINDOW)
            return len(self._buffer) > left
        return True

    def _split(self, end: int, *, inside: int) -> None:
        """Continues the row of a long token every LIMIT bytes, not within a character or escape."""
        while end - self.starts[-1] > LIMIT:
            start = self.starts[-1]
            piece = self._source.read(start, start + LIMIT + 1)
            cut = LIMIT
            while cut > LIMIT - 3 and piece[cut] & 0xC0 == 0x80:
                cut -= 1
            first = max(0, self._token - start)
            bare = len(piece[first:cut].rstrip(b"\\"))
            cut -= (cut - first - bare) % 2
            self._continue(start + cut, inside if start + cut > self._token else 0)

    def _begin(self) -> None:
        """A token of a value or name: on a new row, or on that of its name."""
        if self._expect is _Expect.VALUE:
            self._carry_on(self._position - self._base, self._expect)
            return
        self.starts.append(self._position)
        self.levels.append(len(self._kinds))
        if self._stack:
            self.members[self._stack[-1]] += 1

    def _carry_on(self, at: int, expect: _Expect) -> None:
        """A token that belongs to the row, unless the blanks before it were too many."""
        if self._position - self.starts[-1] > LIMIT:
            self._continue(self._position, 0)
        self._position = self._base + at
        self._expect = expect

    def _continue(self, start: int, inside: int) -> None:
        self.continued.append(len(self.starts))
        self.starts.append(start)
        self.levels.append(len(self._kinds) | CONTINUED | inside)

    def _inline_end(self, at: int) -> int:
        """Where an array or empty object that stands on one line ends in the buffer, or 0."""
        stop = at + grammar.LOOKAHEAD
        empty = grammar.EMPTY.match(self._buffer, at, stop)
        if empty:
            return empty.end()
        if self._buffer[at] == _BRACE:
            return 0
        inline = grammar.INLINE.match(self._buffer, at, stop)
        return inline.end() if inline and grammar.fits_inline(inline[0]) else 0

    def _open(self, bracket: int) -> int:
        self._kinds.append(bracket)
        self._stack.append(len(self.opens))
        self.opens.append(len(self.starts) - 1)
        self.closes.append(0)
        self.members.append(0)
        return _Expect.MEMBER_OR_END if bracket == _BRACE else _Expect.ELEMENT_OR_END

    def _may_close(self, byte: bytes) -> bool:
        """Whether this bracket may stand here."""
        if not self._kinds or (byte == b"}") != (self._kinds[-1] == _BRACE):
            return False
        return self._expect in (_Expect.AFTER, _Expect.MEMBER_OR_END, _Expect.ELEMENT_OR_END)

    def _close(self, offset: int, byte: bytes) -> bool:
        if (byte == b"}") != (self._kinds[-1] == _BRACE):
            return False
        self._kinds.pop()
        self.closes[self._stack.pop()] = len(self.starts)
        self.starts.append(offset)
        self.levels.append(len(self._kinds))
        self._expect = _Expect.AFTER if self._kinds else _Expect.END
        return True

    def _next(self) -> int:
        return _Expect.MEMBER if self._kinds[-1] == _BRACE else _Expect.ELEMENT

    def _ended(self, end: int) -> None:
        self._position = end
        self._expect = _Expect.AFTER if self._kinds else _Expect.END

    def _fail(self, offset: int, wanted: str = "") -> None:
        self._position = offset
        if not wanted and self._expect is _Expect.AFTER:
            wanted = f"a comma or {'}' if self._kinds[-1] == _BRACE else ']'}"
        self.error = JsonError(offset, wanted or _WANTED[self._expect])
        self.done = True
        self._buffer = b""

    def _finish(self) -> None:
        empty_lines = self.many and self._expect is _Expect.TOP
        if self._expect is not _Expect.END and not empty_lines:
            self._fail(self._source.size)
        self.done = True
        self._buffer = b""
