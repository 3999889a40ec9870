"""JSON as it is written in bodies, templates in it: where it goes wrong, and laid out.

Each string, number and template stays the very text that it was; only blanks between them change.
Must not build values, or know what a template stands for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.template import parse_template

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Stands for each character of a template while the text around it is read.
_HIDDEN = "\ue000"
_TOKEN = re.compile(r'"(?:\\.|[^"\\\x00-\x1f])*"|[{}\[\],:]|[^\s{}\[\],:"]+|"')
_WORD = re.compile(rf"true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|.*{_HIDDEN}.*")
_CLOSERS = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first place where a text is no JSON, line and column from 1, and what was wanted."""

    line: int
    column: int
    wanted: str

    def __str__(self) -> str:
        """Return it as the screen says it."""
        return f"line {self.line}, column {self.column}: {self.wanted}"


def wrong_in(text: str) -> Wrong | None:
    """Return the first place where a text is no JSON; None for JSON, and for nothing but blanks."""
    if not text.strip():
        return None
    stack: list[str] = []
    wants = "a value"
    for match in _tokens(text):
        token = match[0]
        following = _after(token, wants, stack)
        if following is None:
            ends = "the string has no end on its line" if token == '"' else f"{wants} expected"
            return _place(text, match.start(), ends)
        wants = following
    if wants == "nothing more":
        return None
    return _place(text, len(text.rstrip()), f"{wants} expected")


def _after(token: str, wants: str, stack: list[str]) -> str | None:
    """Return what is wanted after a token, None where it is not what was wanted."""
    closes = bool(stack) and token == _CLOSERS[stack[-1]]
    if closes and (wants.startswith("a comma") or wants.endswith(f"or {token}")):
        stack.pop()
        return _next(stack)
    if wants.startswith("a name") and len(token) > 1 and token[0] == '"':
        return "a colon"
    if wants == "a colon" and token == ":":
        return "a value"
    if wants.startswith("a comma") and token == ",":
        return "a name" if stack[-1] == "{" else "a value"
    if not wants.startswith("a value"):
        return None
    if token in _CLOSERS:
        stack.append(token)
        return "a name or }" if token == "{" else "a value or ]"
    whole = len(token) > 1 and token[0] == '"'
    return _next(stack) if whole or _WORD.fullmatch(token) else None


def _next(stack: list[str]) -> str:
    return f"a comma or {_CLOSERS[stack[-1]]}" if stack else "nothing more"


def _place(text: str, at: int, wanted: str) -> Wrong:
    start = text.rfind("\n", 0, at) + 1
    return Wrong(text.count("\n", 0, at) + 1, at - start + 1, wanted)


def laid_out(text: str, indent: str = "  ") -> str:
    """Return JSON with a line for each member; what is no JSON comes back as it is."""
    if wrong_in(text) is not None or not text.strip():
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    parts: list[str] = []
    depth, before = 0, ""
    for match in _tokens(text):
        token = match[0]
        if token in ("}", "]"):
            depth -= 1
            if before not in _CLOSERS:
                parts.append(newline + indent * depth)
        elif before in _CLOSERS or before == ",":
            parts.append(newline + indent * depth)
        parts.append(text[match.start() : match.end()] + (" " if token == ":" else ""))
        depth += token in _CLOSERS
        before = token
    return "".join(parts) + text[len(text.rstrip()) :]


def _tokens(text: str) -> Iterator[re.Match[str]]:
    hidden = list(text)
    for piece in parse_template(text):
        if not isinstance(piece, str):
            hidden[piece.start : piece.end] = _HIDDEN * (piece.end - piece.start)
    return _TOKEN.finditer("".join(hidden))
