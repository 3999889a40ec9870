"""Where the keys and values of a TOML text stand, since `tomllib` does not tell (TOML 1.0).

Must not judge the text: of a broken one it places what it can.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from workbench.domain.problem import Place

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t]*+")
_GAP = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_BARE_KEY = re.compile(r"[^\s=.\[\]{}\"',#]++")
_BASIC = re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?')
_LITERAL = re.compile(r"'[^'\n]*+'?")
_LONG_BASIC = re.compile(r'"""[^"\\]*+(?:(?:\\[\s\S]|"{1,2}(?!"))[^"\\]*+)*+(?:"{3,5}|\Z|\\?\Z)')
_LONG_LITERAL = re.compile(r"'''[^']*+(?:'{1,2}(?!')[^']*+)*+(?:'{3,5}|\Z)")
#: The line that most files are made of, in one step: a bare key and a short value.
_USUAL = re.compile(
    r"([A-Za-z0-9_-]++)[ \t]*+=[ \t]*+"
    r"(\"(?!\"\")[^\"\\\n]*+\"|true|false|[0-9]++)[ \t]*+(?=[\r\n#]|\Z)"
)
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d [0-9][^\s,\]}#]*+|[^\s,\[\]{}#=\"']++")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
#: Nothing below this many levels is placed: paths of a hostile nesting would fill the memory.
_DEEPEST = 100
_SHORT_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


class Span(NamedTuple):
    """From `start` up to `end`, in characters from the beginning of the text."""

    start: int
    end: int


@dataclass(slots=True)
class Entry:
    """One key path: where its key stands, and its value where that is one piece of text."""

    key: Span
    value: Span | None = None


class Statement(NamedTuple):
    """One line of a file that says something: a header, or a key with its value.

    `path` is that of the table or of the value; `parts` are the pieces of its key as written, and
    `brackets` is 0 for a key, 1 for `[x]`, 2 for `[[x]]`.
    """

    path: KeyPath
    brackets: int
    parts: tuple[tuple[KeyPath, Span], ...]
    span: Span
    value: Span | None = None


class Duplicate(NamedTuple):
    """A key that stands for a second time, and where it stood first."""

    path: KeyPath
    again: Span
    first: Span


@dataclass(slots=True)
class Positions:
    """The places of a text; lines and columns count from 1, columns in characters."""

    text: str
    entries: dict[KeyPath, Entry] = field(default_factory=dict)
    duplicates: list[Duplicate] = field(default_factory=list)
    #: Where a key has more parts than anybody writes.
    endless: Span | None = None
    #: Headers and keys in order, where `scan` was asked for them.
    statements: list[Statement] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)

    def place(self, span: Span) -> Place:
        """Return line and columns of a span; no end column where it goes over lines."""
        if not self._lines:
            self._lines = [0, *(found.end() for found in re.finditer(r"\n", self.text))]
        line = bisect_right(self._lines, span.start)
        begin = self._lines[line - 1]
        over = line < len(self._lines) and span.end >= self._lines[line]
        end_column = None if over else span.end - begin + 1
        return Place(line, span.start - begin + 1, end_column)

    def nearest(self, path: KeyPath) -> tuple[KeyPath, Entry | None]:
        """Return the longest beginning of a path that has a place, and its entry."""
        for length in range(len(path), 0, -1):
            if entry := self.entries.get(path[:length]):
                return path[:length], entry
        return (), None

    def key(self, path: KeyPath) -> Place:
        """Return where a key stands, or the nearest thing around it, or the beginning."""
        _, entry = self.nearest(path)
        return self.place(entry.key if entry else Span(0, 0))

    def value(self, path: KeyPath, within: str = "") -> Place:
        """Return where a value, or a piece of it as written, stands; else its key."""
        found, entry = self.nearest(path)
        if entry is None:
            return Place(1, 1, 1)
        span = entry.value if found == path and entry.value else entry.key
        if within and (start := self.text.find(within, *span)) >= 0:
            span = Span(start, start + len(within))
        return self.place(span)

    def raw(self, path: KeyPath) -> str | None:
        """Return the text of a value as written."""
        entry = self.entries.get(path)
        return self.text[slice(*entry.value)] if entry and entry.value else None

    def path_at(self, offset: int) -> KeyPath:
        """Return the path of the last key that begins at or before an offset."""
        best: KeyPath = ()
        start = -1
        for path, entry in self.entries.items():
            if start <= entry.key.start <= offset:
                best, start = path, entry.key.start
        return best

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column."""
        self.place(Span(0, 0))
        line = max(1, min(line, len(self._lines)))
        return min(self._lines[line - 1] + column - 1, len(self.text))


def scan(text: str, *, statements: bool = False) -> Positions:
    """Return the places of every key path of a text, of a broken one as far as it goes."""
    scanner = _Scanner(text, statements=statements)
    scanner.run()
    return scanner.found


def unescape(quoted: str) -> str:
    """Return what a one-line quoted string says; unknown escapes stay as they are."""
    if quoted.startswith("'"):
        return quoted[1:].removesuffix("'")
    inner = quoted[1:].removesuffix('"')
    return _ESCAPE.sub(_unescaped, inner) if "\\" in inner else inner


def _unescaped(match: re.Match[str]) -> str:
    if code := match[1] or match[2]:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else match[0]
    return _SHORT_ESCAPES.get(match[3], match[3])


class _Bad(Exception):
    """The text goes on otherwise than TOML does."""


@dataclass(slots=True)
class _Open:
    """An array or inline table that is not closed yet; `count` of an inline table is -1."""

    path: KeyPath
    start: int
    count: int = 0


class _Scanner:
    """One pass over a text; nesting is a list of its own, so that depth costs no recursion."""

    def __init__(self, text: str, *, statements: bool) -> None:
        self.text = text
        self.outlined = statements
        self.found = Positions(text)
        self.at = 0
        self.table: KeyPath = ()
        self.table_arrays: dict[KeyPath, int] = {}
        self.headers: set[KeyPath] = set()
        self.open: list[_Open] = []

    def run(self) -> None:
        while True:
            self._skip(_GAP)
            if self.at >= len(self.text):
                return
            if not self.outlined and (usual := _USUAL.match(self.text, self.at)):
                self._usual(usual)
                continue
            start, known = self.at, len(self.found.statements)
            try:
                self._header() if self._sees("[") else self._pair(self.table)
                self._values()
                if self.outlined:
                    self._outline(start, known)
                self._end_of_line()
            except _Bad:
                self.open.clear()
                newline = self.text.find("\n", self.at)
                self.at = len(self.text) if newline < 0 else newline + 1

    def _usual(self, line: re.Match[str]) -> None:
        path = (*self.table, line[1])
        key = Span(*line.span(1))
        if first := self.found.entries.get(path):
            self.found.duplicates.append(Duplicate(path, key, first.key))
        else:
            self.found.entries[path] = Entry(key, Span(*line.span(2)))
        self.at = line.end()

    def _outline(self, start: int, known: int) -> None:
        """Close the statement that began last: what is inside of its value is none."""
        del self.found.statements[known + 1 :]
        begun = self.found.statements[known]
        value = None if begun.brackets else self.found.entries[begun.path].value
        self.found.statements[known] = begun._replace(span=Span(start, self.at), value=value)

    def _begin(self, path: KeyPath, brackets: int, parts: list[tuple[KeyPath, Span]]) -> None:
        if self.outlined:
            statement = Statement(path, brackets, tuple(parts), Span(self.at, self.at))
            self.found.statements.append(statement)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _sees(self, what: str) -> bool:
        return self.text.startswith(what, self.at)

    def _expect(self, what: str) -> None:
        if not self._sees(what):
            raise _Bad
        self.at += len(what)

    def _end_of_line(self) -> None:
        self._skip(_BLANK)
        if self.at < len(self.text) and self.text[self.at] not in "\r\n#":
            raise _Bad

    def _key(self) -> list[tuple[str, Span]]:
        parts: list[tuple[str, Span]] = []
        while True:
            self._skip(_BLANK)
            character = self.text[self.at : self.at + 1]
            pattern = {'"': _BASIC, "'": _LITERAL}.get(character, _BARE_KEY)
            match = pattern.match(self.text, self.at)
            if not match:
                raise _Bad
            name = unescape(match[0]) if character in {'"', "'"} else match[0]
            parts.append((name, Span(*match.span())))
            self.at = match.end()
            self._skip(_BLANK)
            if not self._sees("."):
                return parts
            if len(parts) >= _DEEPEST:
                self.found.endless = Span(parts[0][1].start, self.at)
                raise _Bad
            self.at += 1

    def _header(self) -> None:
        start = self.at
        brackets = 2 if self._sees("[[") else 1
        self.at += brackets
        parts = self._key()
        self._expect("]" * brackets)
        whole = Span(start, self.at)
        path: KeyPath = ()
        named: list[tuple[KeyPath, Span]] = []
        for name, span in parts[:-1]:
            path = (*path, name)
            named.append((path, span))
            self.found.entries.setdefault(path, Entry(span))
            if path in self.table_arrays:
                path = (*path, self.table_arrays[path])
        path = (*path, parts[-1][0])
        named.append((path, parts[-1][1]))
        if brackets == 2:
            self.found.entries.setdefault(path, Entry(parts[-1][1]))
            count = self.table_arrays.get(path, -1) + 1
            self.table_arrays[path] = count
            path = (*path, count)
        elif path in self.headers or path in self.table_arrays:
            self.found.duplicates.append(
                Duplicate(path, parts[-1][1], self.found.entries[path].key)
            )
        if path not in self.headers:
            self.headers.add(path)
            self.found.entries[path] = Entry(whole if brackets == 2 else parts[-1][1])
        self.table = path
        self._begin(path, brackets, named)

    def _pair(self, table: KeyPath) -> None:
        parts = self._key()
        self._expect("=")
        path = table
        named: list[tuple[KeyPath, Span]] = []
        for name, span in parts[:-1]:
            path = (*path, name)
            named.append((path, span))
            self.found.entries.setdefault(path, Entry(span))
        name, span = parts[-1]
        path = (*path, name)
        self._begin(path, 0, [*named, (path, span)])
        if first := self.found.entries.get(path):
            self.found.duplicates.append(Duplicate(path, span, first.key))
        else:
            self.found.entries[path] = Entry(span)
        self._skip(_BLANK)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        start = self.at
        character = self.text[start : start + 1]
        if character in {"[", "{"}:
            if len(self.open) >= _DEEPEST:
                raise _Bad
            self.open.append(_Open(path, start, 0 if character == "[" else -1))
            self.at += 1
            return
        match character:
            case '"':
                pattern = _LONG_BASIC if self._sees('"""') else _BASIC
            case "'":
                pattern = _LONG_LITERAL if self._sees("'''") else _LITERAL
            case _:
                pattern = _SCALAR
        found = pattern.match(self.text, start)
        if not found:
            raise _Bad
        self.at = found.end()
        self._close(path, start)

    def _close(self, path: KeyPath, start: int) -> None:
        entry = self.found.entries[path]
        if entry.value is None:
            entry.value = Span(start, self.at)

    def _values(self) -> None:
        while self.open:
            top = self.open[-1]
            self._skip(_GAP)
            if self._sees("]" if top.count >= 0 else "}"):
                self.at += 1
                self._close(top.path, top.start)
                self.open.pop()
                self._comma()
            elif top.count >= 0:
                path = (*top.path, top.count)
                top.count += 1
                self.found.entries.setdefault(path, Entry(Span(self.at, self.at + 1)))
                self._element(path)
            else:
                self._pair(top.path)
                if self.open[-1] is top:
                    self._comma()

    def _element(self, path: KeyPath) -> None:
        depth = len(self.open)
        start = self.at
        self._value(path)
        self.found.entries[path].key = Span(start, self.at)
        if len(self.open) == depth:
            self._comma()

    def _comma(self) -> None:
        if not self.open:
            return
        self._skip(_GAP)
        if self._sees(","):
            self.at += 1
        elif not self._sees("]" if self.open[-1].count >= 0 else "}"):
            raise _Bad
