"""TOML as people like to read it: keys, strings, rows and inline values (TOML 1.0).

Must not know what a collection is.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.domain.collection import Row

_BARE = re.compile(r"[A-Za-z0-9_-]+")
#: What is written as an escape: controls, and what is not seen or turns a line around.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_BASIC = re.compile(rf'["\\\n\t]|{_HIDDEN.pattern}')
_LONG_BASIC = re.compile(rf'"(?="")|"\Z|\\|{_HIDDEN.pattern}')
_SHORT = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\b": "\\b",
    "\f": "\\f",
}


def key(name: str) -> str:
    """Return a name as a key, quoted only where it must be."""
    return name if _BARE.fullmatch(name) else basic(name)


def basic(text: str) -> str:
    """Return text as a one-line string between double quotes."""
    return '"' + _BASIC.sub(_escaped, text) + '"'


def string(text: str) -> str:
    """Return text as the string that shows it best: over lines, literal, or with escapes."""
    if "\n" in text:
        return long_string(text)
    if ('"' in text or "\\" in text) and not ("'" in text or _HIDDEN.search(text)):
        return f"'{text}'"
    return basic(text)


def long_string(text: str) -> str:
    """Return text as a `'''` literal where it can be one, else with escapes."""
    if "'''" in text or _HIDDEN.search(text):
        if "\n" not in text:
            return basic(text)
        return '"""\n' + _LONG_BASIC.sub(_escaped, text) + '"""'
    # A newline right behind the opening quotes is not part of the text.
    opening = "'''\n" if "\n" in text else "'''"
    return f"{opening}{text}'''"


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if short := _SHORT.get(character):
        return short
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def texts(several: tuple[str, ...]) -> str:
    """Return one text as a string and several as a list."""
    return string(several[0]) if len(several) == 1 else inline(list(several))


def inline(value: Any) -> str:
    """Return any value on one line; raises `TypeError` for what TOML does not have."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return basic(value) if "\n" in value else string(value)
        case int() | float():
            return repr(value)
        case list() | tuple():
            return "[" + ", ".join(inline(each) for each in value) + "]"
        case dict():
            return table({name: inline(each) for name, each in value.items()})
        case datetime() | date() | time():
            return value.isoformat()
    raise TypeError(f"TOML has no {type(value).__name__}")


def table(written: Mapping[str, str]) -> str:
    """Return written values as an inline table."""
    if not written:
        return "{}"
    return "{ " + ", ".join(f"{key(name)} = {value}" for name, value in written.items()) + " }"


def row_table(rows: Iterable[Row]) -> dict[str, str] | None:
    """Return rows as keys and written values, or None where only a list keeps their order.

    A bare flag also needs the list.
    """
    written: dict[str, list[str]] = {}
    last: str | None = None
    for row in rows:
        if (row.name in written and row.name != last) or (row.value is None and row.enabled):
            return None
        written.setdefault(row.name, []).append(_row(row))
        last = row.name
    return {
        name: values[0] if len(values) == 1 else "[" + ", ".join(values) + "]"
        for name, values in written.items()
    }


def row_list(rows: Iterable[Row]) -> str:
    """Return rows as a list of pairs, one a line."""
    lines = []
    for row in rows:
        if row.enabled and not row.description:
            pair = [row.name] if row.value is None else [row.name, row.value]
            lines.append(f"  {inline(pair)},\n")
        else:
            lines.append(f"  {table({'name': inline(row.name), **_members(row)})},\n")
    return "[\n" + "".join(lines) + "]"


def _row(row: Row) -> str:
    members = _members(row)
    return members["value"] if list(members) == ["value"] else table(members)


def _members(row: Row) -> dict[str, str]:
    members: dict[str, str] = {}
    if row.value is not None:
        members["value"] = inline(row.value)
    if not row.enabled:
        members["enabled"] = "false"
    if row.description:
        members["description"] = inline(row.description)
    return members
