"""Makes a curl command that was copied for cmd or PowerShell one for a POSIX shell.

Must not guess: what such a command has that cannot be read becomes a note.
"""

from __future__ import annotations

import re
import shlex
from bisect import bisect_right
from dataclasses import dataclass

from workbench.domain.imported import Note

_CMD = re.compile(r"\^[ \t]*\r?\n|\^\"|\^%")
_POSIX = re.compile(r"\\\r?\n|\$'")
_POWERSHELL = re.compile(r"`([ \t]*)\r?\n")
_PERCENT = re.compile(r"%[A-Za-z_]\w*%", re.ASCII)


@dataclass(frozen=True, slots=True)
class Posix:
    """A command for a POSIX shell, what was done to it, and where its words stood.

    `starts` are pairs: where a word begins here, and where it began in the text; none of them
    where all is where it was.
    """

    text: str
    notes: tuple[Note, ...] = ()
    starts: tuple[tuple[int, int], ...] = ()

    def was_at(self, offset: int) -> int:
        """Return where in the text that was given the word at an offset began."""
        index = bisect_right(self.starts, offset, key=lambda pair: pair[0]) - 1
        return self.starts[index][1] if index >= 0 else offset


def as_posix(text: str) -> Posix:
    """Return the command for a POSIX shell; its lines are those of the text."""
    if _CMD.search(text) and not _POSIX.search(text):
        return _from_cmd(text)
    if _POWERSHELL.search(text) and not _POSIX.search(text):
        why = "Line ends were read; ` before another character and doubled quotes are not."
        note = Note("the command", "PowerShell quoting", why)
        return Posix(_POWERSHELL.sub(r"\1\\\n", text), (note,))
    return Posix(text.replace("\\\r\n", "\\\n"))


def _from_cmd(text: str) -> Posix:
    plain, places = _without_carets(text)
    why = 'Read as the command prompt of Windows quotes: carets, double quotes, \\".'
    notes = [Note("the command", "cmd quoting", why)]
    notes += [
        Note("the command", found, "A variable of cmd; it is kept as text.")
        for found in dict.fromkeys(_PERCENT.findall(plain))
    ]
    words: list[str] = []
    starts: list[tuple[int, int]] = []
    length = 0
    for at, word in _arguments(plain):
        starts.append((length, places[at]))
        words.append(shlex.quote(word))
        length += len(words[-1]) + 1
    return Posix(" ".join(words), tuple(notes), tuple(starts))


def _without_carets(text: str) -> tuple[str, list[int]]:
    """Return the text as cmd hands it on, and where each of its characters stood.

    A caret outside quotes makes the next character plain.
    """
    kept: list[str] = []
    places: list[int] = []
    quoted, at = False, 0
    while at < len(text):
        character = text[at]
        if character == "^" and not quoted:
            end = re.compile(r"\^[ \t]*\r?\n").match(text, at)
            if end:
                # Two line ends behind a caret are one in the argument.
                again = re.compile(r"\r?\n").match(text, end.end())
                kept.append("\n" if again else " ")
                places.append(at)
                at = again.end() if again else end.end()
                continue
            kept.append(text[at + 1 : at + 2])
            places += [at] * len(kept[-1])
            at += 2
            continue
        if character == '"':
            quoted = not quoted
        kept.append(character)
        places.append(at)
        at += 1
    return "".join(kept), places


def _arguments(line: str) -> list[tuple[int, str]]:
    """Return the arguments as programs on Windows part their command line, each with its place."""
    words: list[tuple[int, str]] = []
    begun = 0
    word: list[str] | None = None
    quoted, at = False, 0
    while at < len(line):
        character = line[at]
        if character.isspace() and not quoted:
            if word is not None:
                words.append((begun, "".join(word)))
                word = None
            at += 1
            continue
        if word is None:
            word, begun = [], at
        run = re.compile(r'\\+(?=")').match(line, at)
        if run:
            count = len(run[0])
            word.append("\\" * (count // 2))
            at = run.end()
            if count % 2:
                word.append('"')
                at += 1
        elif character == '"':
            if quoted and line[at + 1 : at + 2] == '"':
                word.append('"')
                at += 1
            else:
                quoted = not quoted
            at += 1
        else:
            word.append(character)
            at += 1
    if word is not None:
        words.append((begun, "".join(word)))
    return words
