"""Reads a `.env` file: `KEY=value`, quotes, `export`, `#` comments; nothing is interpolated.

Must not look for the file or touch the process environment.
"""

from __future__ import annotations

import re

_LINE = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*
    (?:'(?P<single>[^']*)'[ \t]*(?:\#[^\n]*)?
      |"(?P<double>[^"\\]*(?:\\[\s\S][^"\\]*)*)"[ \t]*(?:\#[^\n]*)?
      |(?P<plain>[^\n]*))$""",
    re.MULTILINE | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\([\s\S])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$", "'": "'"}
_COMMENT = re.compile(r"(?:^|[ \t]+)#.*$")


def parse(text: str) -> dict[str, str]:
    r"""Return the values by name; of a name that stands twice the last one, as shells do.

    A line that is no assignment is passed over. Text between quotes may go over lines; between
    double quotes `\n`, `\r`, `\t`, `\"`, `\$` and `\\` are escapes.
    """
    values: dict[str, str] = {}
    for match in _LINE.finditer(text.removeprefix("\ufeff").replace("\r\n", "\n")):
        if (single := match["single"]) is not None:
            value = single
        elif (double := match["double"]) is not None:
            value = _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[0]), double)
        else:
            value = _COMMENT.sub("", match["plain"]).strip()
        values[match["name"]] = value
    return values


def quoted(text: str) -> str:
    """Return a value as a line of the file has it behind `NAME=`."""
    if re.fullmatch(r"[A-Za-z0-9_./:@%+,=-]+", text):
        return text
    if "'" not in text and "\r" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'
