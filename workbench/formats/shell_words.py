"""Reads a command line as a POSIX shell does: words, where each stands, and what feeds them.

Must not run, expand or look up anything: `$NAME` is kept as a mark that becomes `{{env:NAME}}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from workbench.domain.imported import Fate, Note
from workbench.domain.template import SourceCall, escape_template, parse_template
from workbench.formats.refusals import refusal

#: Stand around a name inside a word; two noncharacters that no exchanged text has.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{OPEN}([A-Za-z_][A-Za-z0-9_]*){CLOSE}")
_VARIABLE = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})", re.ASCII)
_ENDS_WORD = frozenset(" \t\r\n;&|<>()")
_HEREDOC = re.compile(r"<<(?P<strip>-?)[ \t]*(?P<quote>['\"]?)(?P<tag>[\w.-]+)(?P=quote)")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.ASCII | re.DOTALL)
_SIMPLE = {
    "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
    "v": "\v", "\\": "\\", "'": "'", '"': '"', "?": "?",
}  # fmt: skip
_CODED = re.compile(
    r"\\(?:x(?P<x>[0-9A-Fa-f]{1,2})|u(?P<u>[0-9A-Fa-f]{1,4})|U(?P<U>[0-9A-Fa-f]{1,8})"
    r"|(?P<o>[0-7]{1,3})|c(?P<c>.))",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its quotes removed, and its offset in the text."""

    text: str
    offset: int


@dataclass(slots=True)
class Command:
    """One simple command: its words, the text fed to it, and what the shell did with the rest."""

    words: list[Word] = field(default_factory=list)
    stdin: str | None = None
    ended_by: str = ""


def split_commands(text: str, file: str) -> tuple[list[Command], list[Note]]:
    """Return the commands of a text; raises `FormatError` where a quote or `$(` is open."""
    reader = _Reader(text.replace(OPEN, "\ufffd").replace(CLOSE, "\ufffd"), file)
    reader.read()
    return [each for each in reader.commands if each.words], reader.notes


def templated(text: str) -> tuple[str, bool]:
    """Return a word's text for a collection, and whether its `$NAME` could be said there.

    What would be a template of ours and was none is escaped.
    """
    names = _MARK.findall(text)
    if not names:
        return escape_template(text), True
    pieces = _MARK.split(text)
    written = "".join(
        f"{{{{env:{piece}}}}}" if index % 2 else escape_template(piece)
        for index, piece in enumerate(pieces)
    )
    calls = [each for each in parse_template(written) if isinstance(each, SourceCall)]
    return written, len(calls) == len(names)


def shown(text: str) -> str:
    """Return a word's text for a person, `$NAME` as it stood."""
    return _MARK.sub(lambda match: f"${match[1]}", text)


def marks(text: str) -> str:
    """Return the `$NAME`s of a word, for a note."""
    return " ".join(f"${name}" for name in dict.fromkeys(_MARK.findall(text)))


def has_mark(text: str) -> bool:
    """Tell whether a word holds a `$NAME`."""
    return OPEN in text


class _Reader:
    """Goes through a text once; `_at` is where it is."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._at = 0
        self._variables: dict[str, str] = {}
        self._waiting: list[tuple[Command, re.Match[str]]] = []
        self.commands = [Command()]
        self.notes: list[Note] = []

    def read(self) -> None:
        text = self._text
        while self._at < len(text):
            character = text[self._at]
            if character == "\\" and text[self._at + 1 : self._at + 2] == "\n":
                self._at += 2
            elif character in " \t\r":
                self._at += 1
            elif character == "\n":
                self._at += 1
                self._heredocs()
                self._next("\n")
            elif character in ";&|()":
                self._next(character)
                self._at += 1
            elif character == "#":
                end = text.find("\n", self._at)
                self._at = len(text) if end < 0 else end
            elif character in "<>":
                self._redirect()
            else:
                self._take_word()
        self._heredocs()

    def _next(self, ended_by: str) -> None:
        command = self.commands[-1]
        if not command.words:
            return
        command.ended_by = ended_by
        if self._assigned(command):
            command.words.clear()
        self.commands.append(Command())

    def _assigned(self, command: Command) -> bool:
        """Keep `NAME=value` of a command that is nothing else; tell whether it was."""
        words = [each.text for each in command.words if each.text != "export"]
        found = [_ASSIGNMENT.fullmatch(word) for word in words]
        for match in found:
            if match is None:
                return False
            self._variables[match[1]] = match[2]
        return bool(found)

    def _take_word(self) -> None:
        start = self._at
        word = self._word()
        if self._at < len(self._text) and word.isdecimal() and self._text[self._at] in "<>":
            return  # `2>` names a stream
        self.commands[-1].words.append(Word(word, start))

    def _word(self) -> str:
        text = self._text
        parts: list[str] = []
        while self._at < len(text) and (character := text[self._at]) not in _ENDS_WORD:
            if character == "'":
                parts.append(self._single())
            elif character == '"':
                parts.append(self._double())
            elif character == "\\":
                if text[self._at + 1 : self._at + 2] != "\n":
                    parts.append(text[self._at + 1 : self._at + 2])
                self._at += 2
            elif character == "$" and text[self._at + 1 : self._at + 2] == "'":
                parts.append(self._ansi())
            elif character == "$" and text[self._at + 1 : self._at + 2] == '"':
                self._at += 1
            elif character in "$`":
                parts.append(self._expansion())
            else:
                parts.append(character)
                self._at += 1
        return "".join(parts)

    def _single(self) -> str:
        end = self._text.find("'", self._at + 1)
        if end < 0:
            raise self._open("'")
        found = self._text[self._at + 1 : end]
        self._at = end + 1
        return found

    def _double(self) -> str:
        start, text = self._at, self._text
        self._at += 1
        parts: list[str] = []
        while self._at < len(text):
            character = text[self._at]
            if character == '"':
                self._at += 1
                return "".join(parts)
            following = text[self._at + 1 : self._at + 2]
            if character == "\\" and following and following in '$`"\\\n':
                parts.append(following.replace("\n", ""))
                self._at += 2
            elif character in "$`":
                parts.append(self._expansion())
            else:
                parts.append(character)
                self._at += 1
        self._at = start
        raise self._open('"')

    def _ansi(self) -> str:
        """Return the text of `$'...'`; bytes given by number are read as UTF-8."""
        start, text = self._at, self._text
        self._at += 2
        octets = bytearray()
        while self._at < len(text):
            character = text[self._at]
            if character == "'":
                self._at += 1
                return octets.decode("utf-8", "replace")
            if character != "\\":
                octets += character.encode("utf-8", "replace")
                self._at += 1
            elif coded := _CODED.match(text, self._at):
                octets += _coded(coded)
                self._at = coded.end()
            else:
                following = text[self._at + 1 : self._at + 2]
                octets += _SIMPLE.get(following, "\\" + following).encode("utf-8", "replace")
                self._at += 2
        self._at = start
        raise self._open("$'")

    def _expansion(self) -> str:
        text = self._text
        if match := _VARIABLE.match(text, self._at):
            self._at = match.end()
            name = match[1] or match[2]
            return self._variables.get(name, f"{OPEN}{name}{CLOSE}")
        start = self._at
        if text[start] == "`" or text.startswith("$(", start) or text.startswith("${", start):
            closing = {"`": "`", "(": ")", "{": "}"}[text[start : start + 2].strip("$")[0]]
            self._at = text.find(closing, start + (1 if text[start] == "`" else 2)) + 1
            if not self._at:
                self._at = start
                raise self._open(text[start : start + 2].removesuffix("\n"))
            written = text[start : self._at]
            self.notes.append(
                Note(
                    f"line {self._line(start)}",
                    f"{written[:2]}...{written[-1]}" if written[0] == "$" else "`...`",
                    "A shell would put something in its place; it is kept as text.",
                )
            )
            return written
        self._at += 1
        return text[start]

    def _redirect(self) -> None:
        text = self._text
        if text.startswith("<<<", self._at):
            self._at += 3
            self._blanks()
            self.commands[-1].stdin = self._word() + "\n"
            return
        if match := _HEREDOC.match(text, self._at):
            self._at = match.end()
            self._waiting.append((self.commands[-1], match))
            return
        start = self._at
        while self._at < len(text) and text[self._at] in "<>&|":
            self._at += 1
        self._blanks()
        target = self._word()
        if text[start] == "<":
            self.commands[-1].stdin = f"{OPEN}<{CLOSE}{target}"
        elif target not in {"", "1", "2", "/dev/null"}:
            self.notes.append(
                Note(
                    f"line {self._line(start)}",
                    f"> {shown(target)}",
                    "Nothing is written to it.",
                    Fate.LEFT_OUT,
                )
            )

    def _blanks(self) -> None:
        while self._text[self._at : self._at + 1] in {" ", "\t"}:
            self._at += 1

    def _heredocs(self) -> None:
        for command, match in self._waiting:
            lines: list[str] = []
            found = False
            while self._at < len(self._text) and not found:
                end = self._text.find("\n", self._at)
                end = len(self._text) if end < 0 else end
                line = self._text[self._at : end].removesuffix("\r")
                self._at = min(end + 1, len(self._text))
                if match["strip"]:
                    line = line.lstrip("\t")
                found = line == match["tag"]
                if not found:
                    lines.append(line + "\n")
            if not found:
                self._at = match.start()
                raise self._open(match[0])
            body = "".join(lines)
            command.stdin = body if match["quote"] else self._expanded(body)
        self._waiting.clear()

    def _expanded(self, body: str) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[1] or match[2]
            return self._variables.get(name, f"{OPEN}{name}{CLOSE}")

        return re.sub(r"\\([$`\\])", r"\1", _VARIABLE.sub(value, body))

    def _line(self, offset: int) -> int:
        return self._text.count("\n", 0, offset) + 1

    def _open(self, what: str) -> Exception:
        return refusal(
            self._file,
            self._text,
            self._at,
            f"{what} is opened here and never closed",
            "Was the whole command copied?",
        )


def _coded(match: re.Match[str]) -> bytes:
    if match["x"]:
        return bytes([int(match["x"], 16)])
    if match["o"]:
        return bytes([int(match["o"], 8) & 0xFF])
    if match["c"]:
        return bytes([ord(match["c"]) & 0x1F])
    code = int(match["u"] or match["U"], 16)
    return chr(code).encode("utf-8", "replace") if code < 0x110000 else b"\xef\xbf\xbd"
