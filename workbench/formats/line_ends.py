"""The line endings of a file: out of the way while it is edited, and back as they were.

Must not decode or encode anything but UTF-8.
"""

from __future__ import annotations

from difflib import SequenceMatcher

_BOM = b"\xef\xbb\xbf"


def in_lines(text: str) -> str:
    """Return a text with all lines ended by a newline alone, as TOML reads it."""
    return text.replace("\r\n", "\n")


def in_bytes(content: bytes, text: str, edited: str) -> bytes:
    """Return an edited text as bytes: the mark at the beginning and each line's end as it was.

    `content` is the file as it was read, `text` what it says with its own line endings.
    """
    mark = _BOM if content.startswith(_BOM) else b""
    return mark + _ended(text, edited).encode()


def _ended(text: str, edited: str) -> str:
    windows = text.count("\r\n")
    if not windows:
        return edited
    if windows == text.count("\n"):
        return edited.replace("\n", "\r\n")
    old, new = text.split("\n"), edited.split("\n")
    bare = [line.removesuffix("\r") for line in old]
    result: list[str] = []
    usual = "\r" if windows * 2 > text.count("\n") else ""
    for step, start, end, first, last in SequenceMatcher(
        None, bare, new, autojunk=False
    ).get_opcodes():
        if step == "equal":
            result += old[start:end]
        else:
            result += [line + usual for line in new[first:last]]
    if result and not edited.endswith("\n"):
        result[-1] = new[-1]
    return "\n".join(result)
