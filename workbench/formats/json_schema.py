"""The JSON Schema (draft-07) of a collection file, for editors that complete and check TOML.

Must not describe anything by itself: all of it follows from `schema`.
"""

from __future__ import annotations

from typing import Any

from workbench.formats import kinds
from workbench.formats import schema as file
from workbench.formats.kinds import Key, Kind, Table

_DEFINITIONS: dict[str, Kind] = {
    "settings": file.SETTINGS,
    "preset": file.PRESET,
    "body": file.BODY,
    "rows": kinds.Rows(),
    "auth": kinds.AuthRef(),
}
_TEXT = {"type": "string"}


def schema() -> dict[str, Any]:
    """Return the schema of a collection file as a JSON object (draft-07, which editors know)."""
    document = _table(file.COLLECTION_FILE)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Workbench collection",
        "description": "One collection of HTTP requests and the presets that authenticate them.",
        **document,
        "definitions": {name: _definition(kind) for name, kind in _DEFINITIONS.items()},
    }


def _definition(kind: Kind) -> dict[str, Any]:
    match kind:
        case kinds.Rows():
            return _rows()
        case kinds.AuthRef():
            return {"anyOf": [{"type": "string", "minLength": 1}, _reference("preset")]}
    return _plain(kind)


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}


def _of(kind: Kind) -> dict[str, Any]:
    """Return what a kind holds, by reference where it has a definition."""
    for name, defined in _DEFINITIONS.items():
        if kind == defined:
            return _reference(name)
    return _plain(kind)


def _plain(kind: Kind) -> dict[str, Any]:
    match kind:
        case kinds.Text():
            return {**_TEXT, "pattern": r"\S"} if kind.filled else dict(_TEXT)
        case kinds.Word():
            return {"type": "string", "enum": [str(choice) for choice in kind.choices]}
        case kinds.Texts():
            return {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
        case kinds.Flag():
            return {"type": "boolean"}
        case kinds.Number():
            return {
                "type": "integer" if kind.whole else "number",
                "minimum": kind.minimum,
                "maximum": kind.maximum,
            }
        case kinds.Statuses():
            status = {"type": "integer", "minimum": 100, "maximum": 599}
            return {"anyOf": [status, {"type": "array", "items": status}]}
        case kinds.FolderPath():
            part = {"type": "string", "pattern": r"\S"}
            path = {"type": "string", "pattern": r"^(?:[^/]*[^/\s][^/]*(?:/[^/]*[^/\s][^/]*)*)?$"}
            return {"anyOf": [path, {"type": "array", "items": part}]}
        case kinds.TextTable():
            return {"type": "object", "additionalProperties": _TEXT}
        case kinds.Anything():
            return {"type": "object"}
    return _nested(kind)


def _nested(kind: Kind) -> dict[str, Any]:
    match kind:
        case kinds.Table():
            return _table(kind)
        case kinds.Tables():
            return {"type": "array", "items": _of(kind.table)}
        case kinds.Each():
            named: dict[str, Any] = {"type": "object", "additionalProperties": _of(kind.kind)}
            if kind.refused:
                named["propertyNames"] = {"not": {"enum": list(kind.refused)}}
            return named
        case kinds.Variants():
            return {
                "type": "object",
                "required": [kind.by],
                "properties": {
                    kind.by: {
                        "type": "string",
                        "enum": list(kind.tables),
                        "description": f"What kind of {kind.says[2:]} it is.",
                    }
                },
                "oneOf": [_table(table) for table in kind.tables.values()],
            }
    raise TypeError(kind)


def _table(table: Table) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "type": "object",
        "properties": {key.name: _key(key) for key in table.keys},
        "additionalProperties": _of(table.others) if table.others else False,
    }
    if table.needed:
        shape["required"] = [key.name for key in table.needed]
    return shape


def _key(key: Key) -> dict[str, Any]:
    holds = _of(key.kind)
    # Draft-07 ignores what stands beside a `$ref`.
    if "$ref" in holds:
        return {"description": key.says, "allOf": [holds]}
    return {"description": key.says, **holds}


def _rows() -> dict[str, Any]:
    row = {**_table(file.ROW), "minProperties": 1}
    one = {"anyOf": [_TEXT, row]}
    pair = {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": 2}
    return {
        "anyOf": [
            {
                "type": "object",
                "additionalProperties": {
                    "anyOf": [_TEXT, row, {"type": "array", "items": one}],
                },
            },
            {"type": "array", "items": {"anyOf": [pair, _table(file.NAMED_ROW)]}},
        ]
    }
