"""Makes a TOML text say other data, by the fewest lines; what did not change is not touched.

Must not know what a collection is, or judge whether the result is exact: `editing` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.formats import splices
from workbench.formats.forms import ROWS, same
from workbench.formats.listed_rows import listed
from workbench.formats.outline import Outline, outlined
from workbench.formats.toml_values import inline, key, long_string, string, table
from workbench.formats.toml_writer import edited_value

if TYPE_CHECKING:
    from workbench.formats.positions import KeyPath

Values = dict[str, Any]
#: Tables that people write on one line.
_INLINE = frozenset({"requires", "parameters"})
#: Tables whose keys are names that people give.
_FREE = ROWS | {"variables", "capture", "extensions"}
#: Texts that are written over lines.
_LONG = frozenset({"text", "query", "variables"})


def retarget(text: str, path: KeyPath, was: Values, wanted: Values) -> str:
    """Return the text with another content of one table; `was` is what `tomllib` reads now."""
    text, was = _renamed(text, path, was, wanted)
    for name in was:
        if name not in wanted:
            text = _removed(text, path, was, name)
    before: str | None = None
    for name, value in wanted.items():
        here = (*path, name)
        if name not in was:
            text = _added(text, path, name, value, before)
        elif not same(was[name], value):
            text = _changed(text, here, was[name], value, before)
        if not _is_section(value, name, path) or name in was:
            before = name
    if path and path[-1] in ROWS:
        text = _ordered(text, path, list(wanted))
    return text


def _renamed(text: str, path: KeyPath, was: Values, wanted: Values) -> tuple[str, Values]:
    """Rename what is gone and came back under another name: its comments stay with it."""
    if not _has_free_names(path):
        # `file` never becomes `variables`, though both may say the same.
        return text, was
    gone = [name for name in was if name not in wanted]
    new = [name for name in wanted if name not in was]
    for name in gone:
        other = next((each for each in new if same(wanted[each], was[name])), None)
        # In an inline table a name has no line of its own to keep.
        if other is None or outlined(text).around((*path, name)) is not None:
            continue
        text = splices.rename(text, (*path, name), other)
        new.remove(other)
        was = {other if each == name else each: value for each, value in was.items()}
    return text, was


def _has_free_names(path: KeyPath) -> bool:
    return path[:1] == ("environments",) or any(step in _FREE for step in path)


def _removed(text: str, path: KeyPath, was: Values, name: str) -> str:
    outline = outlined(text)
    if holder := outline.around((*path, name)) or _held_inline(outline, path):
        left = {each: value for each, value in was.items() if each != name}
        return _in_value(text, holder.path, path, left)
    return splices.remove(text, (*path, name))


def _held_inline(outline: Outline, path: KeyPath) -> Any:
    pair = outline.pair(path)
    return pair if pair is not None else outline.around(path)


def _in_value(text: str, holder: KeyPath, path: KeyPath, wanted: Any) -> str:
    """Change what stands at a path inside of the value of `holder`."""
    import tomllib

    written = outlined(text).positions.raw(holder) or ""
    whole = tomllib.loads(f"x = {written}\n")
    at: Any = whole
    steps = ("x", *path[len(holder) :])
    for step in steps[:-1]:
        at = at[step]
    at[steps[-1]] = wanted
    return splices.set_value(text, holder, edited_value(written, whole["x"]))


def _added(text: str, path: KeyPath, name: str, value: Any, before: str | None) -> str:
    outline = outlined(text)
    if holder := _held_inline(outline, path):
        import tomllib

        now: Any = tomllib.loads(text)
        for step in path:
            now = now[step]
        order = list(now)
        order.insert(order.index(before) + 1 if before in order else 0, name)
        return _in_value(text, holder.path, path, {each: now.get(each, value) for each in order})
    if _is_section(value, name, path) and not splices.has_pairs(text, path):
        names = tuple(step for step in (*path, name) if isinstance(step, str))
        return splices.add_section(text, path, section_lines(names, value))
    return splices.add_pair(text, path, name, _written(name, value, path), before)


def _changed(text: str, path: KeyPath, was: Any, wanted: Any, before: str | None) -> str:
    outline = outlined(text)
    holder = outline.around(path)
    if holder is not None:
        return _in_value(text, holder.path, path, wanted)
    pair = outline.pair(path)
    if pair is not None and isinstance(was, dict | list) and type(was) is type(wanted):
        written = outline.positions.raw(path) or ""
        return splices.set_value(text, path, edited_value(written, wanted))
    name = str(path[-1])
    if pair is not None and not _is_section(wanted, name, path[:-1]):
        return splices.set_value(text, path, _written(name, wanted, path[:-1]))
    if isinstance(was, dict) and isinstance(wanted, dict):
        return retarget(text, path, was, wanted)
    if isinstance(was, list) and isinstance(wanted, list) and wanted:
        return _array(text, path, was, wanted)
    if name in ROWS and isinstance(wanted, list) and outline.header(path) is not None:
        return listed(text, path, wanted, before)
    text = splices.remove(text, path)
    return _added(text, path[:-1], name, wanted, before)


def _array(text: str, path: KeyPath, was: list[Any], wanted: list[Any]) -> str:
    """Change an array of tables: what is the same stays, the rest is changed, added or gone."""
    if len(was) == len(wanted):
        if (order := _order(was, wanted)) and (moved := splices.reorder(text, path, order)):
            return moved
        for index, (old, new) in enumerate(zip(was, wanted, strict=True)):
            if not same(old, new):
                text = retarget(text, (*path, index), old, new)
        return text
    front = 0
    while front < min(len(was), len(wanted)) and same(was[front], wanted[front]):
        front += 1
    back = 0
    while back < min(len(was), len(wanted)) - front and same(was[-1 - back], wanted[-1 - back]):
        back += 1
    common = min(len(was), len(wanted)) - back
    for index in range(len(was) - back - 1, common - 1, -1):
        text = splices.remove(text, (*path, index))
    for index in range(front, common):
        if not same(was[index], wanted[index]):
            text = retarget(text, (*path, index), was[index], wanted[index])
    names = tuple(step for step in path if isinstance(step, str))
    for index in range(common, len(wanted) - back):
        behind = (*path, index - 1) if index else None
        lines = section_lines(names, wanted[index], brackets=2)
        if behind is None:
            text = splices.add_section(text, path[:-1], lines)
        else:
            text = splices.add_section(text, behind, lines)
    return text


def _order(was: list[Any], wanted: list[Any]) -> list[int]:
    """Return where each wanted element stands now; empty where they are not the same ones."""
    left = list(range(len(was)))
    order: list[int] = []
    for each in wanted:
        found = next((at for at in left if same(was[at], each)), None)
        if found is None:
            return []
        left.remove(found)
        order.append(found)
    return order


def _ordered(text: str, path: KeyPath, wanted: list[str]) -> str:
    outline = outlined(text)
    if outline.header(path) is None:
        return text
    names = list(dict.fromkeys(str(each.path[len(path)]) for each in outline.pairs_in(path)))
    before: str | None = None
    for place, name in enumerate(wanted):
        if place < len(names) and names[place] != name and name in names:
            names.remove(name)
            names.insert(place, name)
            text = splices.move_pair(text, path, name, before)
        before = name
    return text


# How new values are written.


def _is_section(value: Any, name: str, path: KeyPath) -> bool:
    """Tell whether a value is written as a table of its own rather than on its key's line."""
    if isinstance(value, list):
        return bool(value) and name == "part" and all(isinstance(each, dict) for each in value)
    if not isinstance(value, dict) or name in _INLINE:
        return False
    return not (path and path[-1] in ROWS)


def section_lines(names: tuple[str, ...], value: Any, *, brackets: int = 1) -> list[str]:
    """Return a table with all that is in it, or the tables of a list, as lines."""
    if isinstance(value, list):
        lines: list[str] = []
        for each in value:
            lines += section_lines(names, each, brackets=2)
        return lines
    name = ".".join(key(each) for each in names)
    lines = [f"[[{name}]]" if brackets == 2 else f"[{name}]"]
    below: list[str] = []
    for each, one in value.items():
        if _is_section(one, each, names):
            below += section_lines((*names, each), one)
        else:
            lines.append(f"{key(each)} = {_written(each, one, names)}")
    # A text over lines is written as lines.
    return "\n".join(lines + below).split("\n")


def _written(name: str, value: Any, path: KeyPath) -> str:
    if isinstance(value, str):
        is_body = bool(path) and path[-1] == "body" and name in _LONG
        return long_string(value) if is_body else string(value)
    if isinstance(value, dict):
        return table({each: inline(one) for each, one in value.items()})
    if isinstance(value, list) and value and all(isinstance(each, list | dict) for each in value):
        return "[\n" + "".join(f"  {inline(each)},\n" for each in value) + "]"
    return inline(value)


def whole_text(document: Values) -> str:
    """Return a text that says all of a document, without anybody's comments or order of lines."""
    blocks: list[str] = []
    for name, value in document.items():
        if isinstance(value, list):
            blocks += ["\n".join(section_lines((name,), each, brackets=2)) for each in value]
        elif name in ("auth", "environments"):
            blocks += ["\n".join(section_lines((name, each), one)) for each, one in value.items()]
        else:
            blocks.append("\n".join(section_lines((name,), value)))
    return "\n\n".join(blocks) + "\n"
