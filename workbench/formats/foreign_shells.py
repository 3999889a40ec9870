"""Makes a curl command that was copied for cmd or PowerShell one for a POSIX shell.

Must not guess: what such a command has that cannot be read becomes a note.
"""

from __future__ import annotations

import re
import shlex

from workbench.domain.imported import Note

_CMD = re.compile(r"\^[ \t]*\r?\n|\^\"|\^%")
_POSIX = re.compile(r"\\\r?\n|\$'")
_POWERSHELL = re.compile(r"`[ \t]*\r?\n")
_PERCENT = re.compile(r"%[A-Za-z_]\w*%", re.ASCII)


def as_posix(text: str) -> tuple[str, tuple[Note, ...]]:
    """Return the command for a POSIX shell, and what was done to it."""
    if _CMD.search(text) and not _POSIX.search(text):
        return _from_cmd(text)
    if _POWERSHELL.search(text) and not _POSIX.search(text):
        why = "Line ends were read; ` before another character and doubled quotes are not."
        return _POWERSHELL.sub(" ", text), (Note("the command", "PowerShell quoting", why),)
    return text.replace("\\\r\n", "\\\n"), ()


def _from_cmd(text: str) -> tuple[str, tuple[Note, ...]]:
    plain = _without_carets(text)
    why = 'Read as the command prompt of Windows quotes: carets, double quotes, \\".'
    notes = [Note("the command", "cmd quoting", why)]
    notes += [
        Note("the command", found, "A variable of cmd; it is kept as text.")
        for found in dict.fromkeys(_PERCENT.findall(plain))
    ]
    return " ".join(shlex.quote(word) for word in _arguments(plain)), tuple(notes)


def _without_carets(text: str) -> str:
    """Return the text as cmd hands it on: a caret outside quotes makes the next one plain."""
    kept: list[str] = []
    quoted, at = False, 0
    while at < len(text):
        character = text[at]
        if character == "^" and not quoted:
            end = re.compile(r"\^[ \t]*\r?\n").match(text, at)
            if end:
                # Two line ends behind a caret are one in the argument.
                again = re.compile(r"\r?\n").match(text, end.end())
                kept.append("\n" if again else " ")
                at = again.end() if again else end.end()
                continue
            kept.append(text[at + 1 : at + 2])
            at += 2
            continue
        if character == '"':
            quoted = not quoted
        kept.append(character)
        at += 1
    return "".join(kept)


def _arguments(line: str) -> list[str]:
    """Return the arguments as programs on Windows part their command line."""
    words: list[str] = []
    word: list[str] | None = None
    quoted, at = False, 0
    while at < len(line):
        character = line[at]
        if character.isspace() and not quoted:
            if word is not None:
                words.append("".join(word))
                word = None
            at += 1
            continue
        word = [] if word is None else word
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
        words.append("".join(word))
    return words
