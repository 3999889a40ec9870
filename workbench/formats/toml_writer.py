"""Edits values inside of one TOML value, an array or an inline table, with all comments in it.

The one module that imports tomlrt, on the first such edit. Must not touch the lines around a value.
"""

from __future__ import annotations

import tomllib
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from workbench.formats.forms import same

if TYPE_CHECKING:
    from collections.abc import MutableMapping, MutableSequence

_NAME = "x"
_HEAD = f"{_NAME} = "


def edited_value(written: str, wanted: Any) -> str:
    """Return a written array or inline table that says something else, the rest as it was."""
    import tomlrt  # late: opening and looking need no writer

    document = tomlrt.loads(f"{_HEAD}{written}\n")
    held: Any = document[_NAME]
    was = tomllib.loads(f"{_HEAD}{written}\n")[_NAME]
    _reconcile(held, was, wanted)
    return tomlrt.dumps(document).removeprefix(_HEAD).removesuffix("\n")


def _reconcile(held: Any, was: Any, wanted: Any) -> None:
    if isinstance(was, dict) and isinstance(wanted, dict):
        _table(held, was, wanted)
    else:
        _array(held, was, wanted)


def _fits(was: Any, wanted: Any) -> bool:
    return isinstance(was, dict | list) and type(was) is type(wanted)


def _table(held: MutableMapping[str, Any], was: dict[str, Any], wanted: dict[str, Any]) -> None:
    for name in was:
        if name not in wanted:
            del held[name]
    for name, value in wanted.items():
        if name in was and _fits(was[name], value):
            _reconcile(held[name], was[name], value)
        elif name not in was or not same(was[name], value):
            held[name] = value
    order = list(wanted)
    if list(held) != order:
        held.sort(key=order.index)  # type: ignore[attr-defined] # tomlrt's tables can


def _array(held: MutableSequence[Any], was: list[Any], wanted: list[Any]) -> None:
    before, after = [_mark(each) for each in was], [_mark(each) for each in wanted]
    if sorted(before) == sorted(after):
        # Sorting takes every comment along.
        held.sort(key=lambda each: after.index(_mark(_plain(each))))  # type: ignore[attr-defined]
        return
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for step, start, end, first, last in reversed(steps):
        if step == "equal":
            continue
        common = min(end - start, last - first)
        for index in range(end - 1, start + common - 1, -1):
            del held[index]
        for index in range(common):
            old, new = was[start + index], wanted[first + index]
            if _fits(old, new):
                _reconcile(held[start + index], old, new)
            else:
                held[start + index] = new
        for index in range(first + common, last):
            held.insert(start + index - first, wanted[index])


def _plain(held: Any) -> Any:
    for name in ("to_list", "to_dict"):
        if hasattr(held, name):
            return getattr(held, name)()
    return held


def _mark(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{','.join(f'{name!r}:{_mark(each)}' for name, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_mark, value))}]"
    return f"{type(value).__name__}{value!r}"
