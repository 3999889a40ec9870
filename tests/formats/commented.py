"""A text with a comment in every place where TOML allows one, told apart by numbers.

It must not change what a text says.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import Any

from workbench.formats.outline import Outline
from workbench.formats.positions import KeyPath
from workbench.formats.toml_values import inline

#: A comment that this module wrote, or one that has its line to itself.
COMMENT = re.compile(r"(?m)#\d+ (?:above|beside|inside|below|apart)\b[^\n]*|^[ \t]*#[^\n]*")


def commented(text: str) -> str:
    """Return the text with comments apart from, above and beside every line, and in every list."""
    outline = Outline(text)
    document = tomllib.loads(text)
    count = 0

    def one(place: str) -> str:
        nonlocal count
        count += 1
        return f"#{count} {place}"

    pieces = [f"{one('apart')}: at the top\n\n"]
    done = 0
    for each in outline.statements:
        lead, end = outline.lead_of(each), outline.end_of(each)
        start = outline.start_of(each)
        pieces.append(text[done:lead])
        if each.brackets:
            pieces.append(f"{one('apart')}\n\n")
        indent = text[start : each.span.start]
        pieces.append(f"{text[lead:start]}{indent}{one('above')}\n")
        line = text[start:end].removesuffix("\n")
        value = at_path(document, each.path) if each.value is not None else None
        if each.value is not None and isinstance(value, list) and "\n" not in line:
            inside = "".join(
                f"  {one('inside')}\n  {inline(item)}, {one('inside')}\n" for item in value
            )
            written = f"[ {one('inside')}\n{inside}  {one('inside')}\n]"
            line = text[start : each.value.start] + written + text[each.value.end : end]
            line = line.removesuffix("\n")
        rest = text[each.span.end : end]
        pieces.append(line + ("" if "#" in rest else f"  {one('beside')}") + "\n")
        done = end
    pieces.append(f"{text[done:]}{one('below')}\n\n{one('apart')}: at the end\n")
    made = "".join(pieces)
    assert repr(tomllib.loads(made)) == repr(document)
    return made


def at_path(document: Any, path: KeyPath) -> Any:
    """Return what is at a path."""
    for step in path:
        document = document[step]
    return document


def named(document: dict[str, Any], path: KeyPath) -> str:
    """Return a path with names in place of numbers: they stay when an element goes elsewhere."""
    at: Any = document
    steps: list[str] = []
    for step in path:
        at = at[step]
        if isinstance(step, int):
            folder = at.get("folder", "") if isinstance(at, dict) else ""
            name = at.get("name", at.get("path", step)) if isinstance(at, dict) else step
            steps.append(f"<{folder}/{name}>")
        else:
            steps.append(step)
    return " ".join(steps)


def lines_of(text: str) -> Counter[str]:
    """Return the lines of a text that hold something."""
    return Counter(line for line in text.split("\n") if line.strip())


def found(text: str) -> list[str]:
    """Return the comments in a piece of a text."""
    return [each.strip() for each in COMMENT.findall(text)]
