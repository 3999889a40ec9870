"""One table in the form that a file has it in, when its meaning changes.

A file may write `scope` as a list, a query as pairs, a header as a row with a description. What
changes is written the same way; what does not stays exactly as it is. Must not know texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Values = dict[str, Any]
#: Keys that hold rows: a table, a table with lists, or a list of pairs.
ROWS = frozenset({"path", "query", "headers", "form", "parameters"})
_WORDS = "scope"


class _Missing:
    """Nothing is there."""


MISSING = _Missing()


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same: in type, and tables in order, too."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[each], other[each]) for each in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def in_form(raw: Any, was: Any, wanted: Any, key: str = "") -> Any:
    """Return what to write for `wanted`, where the file has `raw` and that means `was`."""
    if same(was, wanted) or wanted is MISSING:
        return raw if wanted is not MISSING else MISSING
    if raw is MISSING:
        return wanted
    if key == "extensions":
        return wanted
    if key in ROWS and _are_rows(raw) and _are_rows(wanted):
        return _rows(raw, wanted)
    if isinstance(raw, list) and isinstance(wanted, str):
        if key == "folder" or (key == "path" and not isinstance(was, dict)):
            return wanted.split("/")
        return wanted.split() if key == _WORDS else [wanted]
    if isinstance(raw, dict) and isinstance(was, dict) and isinstance(wanted, dict):
        return _table(raw, was, wanted)
    if isinstance(raw, list) and isinstance(was, list) and isinstance(wanted, list):
        return _tables(raw, was, wanted)
    return wanted


def _table(raw: Values, was: Values, wanted: Values) -> Values:
    result: Values = {}
    for key in (*raw, *(each for each in wanted if each not in raw)):
        value = in_form(raw.get(key, MISSING), was.get(key, MISSING), wanted.get(key, MISSING), key)
        if value is not MISSING:
            result[key] = value
    return result


def _tables(raw: list[Any], was: list[Any], wanted: list[Any]) -> list[Any]:
    """Return parts of a body; one that did not change is the one that was there."""
    left = list(range(len(raw)))
    result: list[Any] = []
    for index, each in enumerate(wanted):
        found = next((at for at in left if same(was[at], each)), None)
        if found is not None:
            left.remove(found)
            result.append(raw[found])
        elif len(raw) == len(wanted) and isinstance(raw[index], dict):
            result.append(in_form(raw[index], was[index], each))
        else:
            result.append(each)
    return result


def _rows(raw: Values | list[Any], wanted: Values | list[Any]) -> Values | list[Any]:
    rows = list(_each_row(wanted))
    known = list(_each_row(raw))
    if isinstance(raw, dict) and isinstance(wanted, dict):
        return _row_table(raw, rows)
    if isinstance(raw, dict):
        return wanted
    return [
        next((raw[at] for at, old in enumerate(known) if same(old, row)), _pair(row))
        for row in rows
    ]


def _are_rows(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, dict | list) for each in value)
    return isinstance(value, dict)


def _row_table(raw: Values, rows: list[tuple[str, Values]]) -> Values:
    result: Values = {}
    for name, members in rows:
        value: Any = members["value"] if list(members) == ["value"] else members
        if name in result:
            result[name] = [*_listed(result[name]), value]
        else:
            result[name] = value
    for name, value in result.items():
        # A list of one, and a row written with all its members, stay what they are.
        if name in raw and same(list(_each_row({name: raw[name]})), list(_each_row({name: value}))):
            result[name] = raw[name]
        elif name in raw and isinstance(raw[name], list) and not isinstance(value, list):
            result[name] = [value]
    return result


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _pair(row: tuple[str, Values]) -> Any:
    name, members = row
    if not members:
        return [name]
    return [name, members["value"]] if list(members) == ["value"] else {"name": name, **members}


def _each_row(rows: Mapping[str, Any] | list[Any]) -> list[tuple[str, Values]]:
    """Return rows of any form as names with what each says, no member that says the usual."""
    found: list[tuple[str, Values]] = []
    if isinstance(rows, dict):
        for name, value in rows.items():
            found += [(name, _members(each)) for each in _listed(value)]
        return found
    for each in rows:
        if isinstance(each, dict):
            found.append((each["name"], _members(each)))
        else:
            found.append((each[0], {"value": each[1]} if len(each) > 1 else {}))
    return found


def _members(row: Any) -> Values:
    if not isinstance(row, dict):
        return {"value": row}
    members: Values = {}
    if "value" in row:
        members["value"] = row["value"]
    if row.get("enabled") is False:
        members["enabled"] = False
    if row.get("description"):
        members["description"] = row["description"]
    return members
