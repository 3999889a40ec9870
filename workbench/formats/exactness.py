"""Judges an edited text: it says exactly what was meant, and no other line and no comment changed.

Must not repair anything.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

from workbench.formats.forms import ROWS, same
from workbench.formats.outline import Outline, outlined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.formats.positions import KeyPath, Span

_PIECE = re.compile(
    r'"""[^"\\]*+(?:(?:\\[\s\S]|"{1,2}(?!"))[^"\\]*+)*+"{3,5}'
    r"|'''[^']*+(?:'{1,2}(?!')[^']*+)*+'{3,5}"
    r'|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
    r"|'[^'\n]*+'"
    r"|(?P<comment>\#[^\n]*)"
)


def inexact(
    old: str,
    new: str,
    document: dict[str, Any],
    meant: dict[str, Any],
    touched: tuple[KeyPath, ...],
) -> str:
    """Return what is not as it should be, empty where all is.

    `document` is what the old text says and `meant` what the new one is to say; `touched` are the
    tables whose lines may change.
    """
    if not _says(tomllib.loads(new), meant):
        return "The text would not say exactly what was meant."
    if not old:
        return ""
    outline = outlined(old)
    spans = [span for path in touched for span in _lines_of(outline, path)]
    if not _is_kept(old, new, spans):
        return "A line that was not edited would change."
    lost = comments(old) - comments(new)
    for path in _gone(document, meant, touched):
        for span in _lines_of(outline, path):
            lost -= comments(old[slice(*span)])
    if lost:
        return f"A comment would be lost: {next(iter(lost))}"
    return ""


def comments(text: str) -> Counter[str]:
    """Return the comments of a text, each as often as it stands there."""
    return Counter(found[0].rstrip() for found in _PIECE.finditer(text) if found["comment"])


def _lines_of(outline: Outline, path: KeyPath) -> list[Span]:
    if groups := outline.groups(path):
        return groups
    holder = outline.around(path)
    return outline.groups(holder.path) if holder else []


def _is_kept(old: str, new: str, spans: list[Span]) -> bool:
    """Tell whether the lines outside of the spans are all there, in order."""
    for span in sorted(spans, reverse=True):
        old = old[: span.start] + old[span.end :]
    there = iter(new.split("\n"))
    return all(any(line == each for each in there) for line in old.split("\n") if line.strip())


def _says(one: Any, other: Any, key: str = "") -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        one, other = _filled(one, key), _filled(other, key)
        if key in ROWS and list(one) != list(other):
            return False
        return one.keys() == other.keys() and all(
            _says(one[each], other[each], each) for each in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_says, one, other))
    return same(one, other) or repr(one) == repr(other)


def _filled(table: dict[str, Any], key: str) -> dict[str, Any]:
    """Leave out tables of the top level that hold nothing: they say nothing."""
    if key:
        return table
    return {each: value for each, value in table.items() if value or value is False}


def _gone(
    document: dict[str, Any], meant: dict[str, Any], touched: tuple[KeyPath, ...]
) -> Iterator[KeyPath]:
    """Give what was removed: its comments go with it."""
    for path in touched:
        was: Any = document
        now: Any = meant
        for depth, step in enumerate(path):
            was = was[step]
            now = _below(now, step)
            if isinstance(step, int) and len(_list(meant, path[:depth])) < len(
                _list(document, path[:depth])
            ):
                yield path[: depth + 1]
                break
        else:
            yield from _removed(was, now, path)


def _below(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    is_there = isinstance(value, list) and isinstance(step, int) and step < len(value)
    return value[step] if is_there else None


def _list(document: dict[str, Any], path: KeyPath) -> list[Any]:
    value: Any = document
    for step in path:
        value = value.get(step, []) if isinstance(value, dict) else value[step]
    return value if isinstance(value, list) else []


def _removed(was: Any, now: Any, path: KeyPath) -> Iterator[KeyPath]:
    if isinstance(was, dict) and isinstance(now, dict):
        for name in was:
            if name not in now:
                yield (*path, name)
            else:
                yield from _removed(was[name], now[name], (*path, name))
    elif isinstance(was, dict) and isinstance(now, list):
        # Rows in a table became rows in a list.
        kept = {row.get("name") if isinstance(row, dict) else row[0] for row in now}
        yield from ((*path, name) for name in was if name not in kept)
    elif isinstance(was, list) and isinstance(now, list):
        for index, each in enumerate(was):
            if not any(same(each, other) for other in now):
                yield (*path, index)
    elif not isinstance(was, dict | list) or not isinstance(now, dict | list):
        yield path
