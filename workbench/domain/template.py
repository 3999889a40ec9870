"""Templates: `{{name}}` and `{{source:argument}}` inside any text of a collection (design 3).

Must not know what a name stands for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a template can take a value from besides the variables."""

    ENV = "env"
    FILE = "file"
    PROMPT = "prompt"
    KEYRING = "keyring"
    COMMAND = "command"
    UUID = "uuid"
    NOW = "now"
    RANDOM = "random"


#: Sources that make a value instead of reading one: they need no trust and hide nothing.
GENERATORS = frozenset({Source.UUID, Source.NOW, Source.RANDOM})


@dataclass(frozen=True, slots=True)
class Variable:
    """`{{name}}`, from `start` to `end` in the text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceCall:
    """`{{source:argument}}`, from `start` to `end` in the text."""

    source: Source
    argument: str
    start: int
    end: int


Piece = str | Variable | SourceCall

_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"
_SOURCES = "|".join(Source)
_TEMPLATE = re.compile(
    rf"(?P<escape>\\?)(?<!\{{)(?P<whole>\{{\{{(?!\{{)[ \t]*"
    rf"(?:(?P<source>{_SOURCES}):(?P<argument>[^{{}}\r\n]*+)|(?P<name>{_NAME}))"
    r"[ \t]*\}\})"
)


def parse_template(text: str) -> tuple[Piece, ...]:
    r"""Return the text as literals and templates in order; `\{{name}}` is a literal."""
    if "{{" not in text:
        return (text,) if text else ()
    pieces: list[Piece] = []
    literal = ""
    position = 0
    for match in _TEMPLATE.finditer(text):
        literal += text[position : match.start()]
        position = match.end()
        if match["escape"]:
            literal += match["whole"]
            continue
        if literal:
            pieces.append(literal)
            literal = ""
        start, end = match.span("whole")
        if match["source"]:
            argument = match["argument"].rstrip(" \t")
            pieces.append(SourceCall(Source(match["source"]), argument, start, end))
        else:
            pieces.append(Variable(match["name"], start, end))
    literal += text[position:]
    if literal:
        pieces.append(literal)
    return tuple(pieces)


def has_template(text: str) -> bool:
    """Tell whether anything in the text would be rendered."""
    return any(not isinstance(piece, str) for piece in parse_template(text))


def escape_template(text: str) -> str:
    r"""Return text that renders to the given one, with `\` before what would be a template."""
    return _TEMPLATE.sub(lambda match: "\\" + match[0], text)
