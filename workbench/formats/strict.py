"""Holds what `tomllib` read against the schema: everything wrong is found in one pass.

Must not know places, and must not build the collection.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Final

from workbench.domain.presets import Inherit, Named, NoAuth
from workbench.formats import kinds, schema
from workbench.formats.findings import Finding, Fix, Trail, meant, unwind, written
from workbench.formats.row_forms import read_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.formats.kinds import Kind, Table


class Missing:
    """Stands for a value that could not be read."""


MISSING: Final = Missing()

#: Words of other tools and of the standards for keys of ours.
_OTHER_WORDS = {
    "scopes": "scope",
    "access_token_url": "token_url",
    "token_endpoint": "token_url",
    "authorization_endpoint": "authorization_url",
    "auth_url": "authorization_url",
    "authorize_url": "authorization_url",
    "grant_type": "grant",
    "callback_url": "redirect_uri",
    "client_auth": "client_authentication",
    "token_endpoint_auth_method": "client_authentication",
    "header": "headers",
    "params": "query",
    "vars": "variables",
    "environment": "environments",
    "env": "environments",
    "requests": "request",
    "folders": "folder",
    "parts": "part",
    "content": "text",
    "raw": "text",
    "user": "username",
    "key": "name",
    "location": "in",
    "mime_type": "content_type",
    "insecure": "verify",
    "assert": "expect",
    "comment": "description",
    "extension": "extensions",
}
#: Words between blanks; blanks inside a template do not part them.
WORDS = re.compile(r"(?:\{\{[^{}\r\n]*\}\}|\S)+")
_SECONDS = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|secs?|seconds?|m|mins?|minutes?|)\s*")
_FACTORS = {"ms": 0.001, "m": 60.0}
_TRUE = {"true", "yes", "on", "1"}
_FALSE = {"false", "no", "off", "0"}


def type_name(value: object) -> str:
    """Return what people call the type of a TOML value."""
    match value:
        case bool():
            return "true or false"
        case str():
            return "text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
    return "a date or time"


class Walk:
    """One pass over one file; `lenient` skips what a newer format may have brought.

    Each reader returns the value in the shape that the domain wants, or `MISSING`.
    """

    def __init__(self, *, lenient: bool = False) -> None:
        """Start with nothing found."""
        self.lenient = lenient
        self.findings: list[Finding] = []

    def read(self, kind: Kind, value: Any, trail: Trail) -> Any:
        """Return a value read as one of the schema's kinds."""
        return _READERS[type(kind)](self, kind, value, trail)

    def wrong(
        self,
        trail: Trail,
        message: str,
        hint: str = "",
        fix: str | Fix | None = None,
        *,
        on_key: bool = False,
    ) -> Missing:
        """Note one finding."""
        self.findings.append(Finding(unwind(trail), message, hint, fix, on_key))
        return MISSING

    def wrong_type(
        self, trail: Trail, value: object, wanted: str, hint: str = "", fix: str | Fix | None = None
    ) -> Missing:
        """Note that a value has another type than its place wants."""
        name = _name_of(trail)
        return self.wrong(
            trail, f"Wrong type for {name}: {type_name(value)}, not {wanted}", hint, fix
        )

    def missing(self, trail: Trail, name: str, hint: str = "") -> None:
        """Note that a key is not there."""
        path = unwind((trail, name))
        self.findings.append(Finding(path, f'Missing key "{name}"', hint, missing=True))

    def text(self, kind: kinds.Text, value: Any, trail: Trail) -> Any:
        if type(value) is str:
            if kind.filled and not value.strip():
                return self.wrong(trail, f"{_name_of(trail)} is empty")
            return value
        return self.not_text(value, trail)

    def not_text(self, value: Any, trail: Trail) -> Missing:
        """Note that something else stands where text should; a plain value is shown quoted."""
        if isinstance(value, dict):
            hint = f'A name with a dot stands in quotes: "{_dotted(trail, value)}".'
            return self.wrong_type(trail, value, "text", hint if value else "")
        fix = None if isinstance(value, list) else Fix.QUOTE
        return self.wrong_type(trail, value, "text", "", fix)

    def word(self, kind: kinds.Word, value: Any, trail: Trail) -> Any:
        if not isinstance(value, str):
            return self.wrong_type(trail, value, "text", f"It is {_one_of(kind.choices)}.")
        if value in kind.choices:
            return value
        near = meant(value, kind.choices)
        return self.wrong(
            trail,
            f'Unknown {_name_of(trail).strip(chr(34))} "{value}"',
            f"Did you mean {near}?" if near else f"It is {_one_of(kind.choices)}.",
            json.dumps(near) if near else None,
        )

    def texts(self, kind: kinds.Texts, value: Any, trail: Trail) -> Any:
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list):
            if isinstance(value, dict):
                return self.not_text(value, trail)
            return self.wrong_type(trail, value, "text or a list of texts", "", Fix.QUOTE)
        read: list[str] = []
        for index, each in enumerate(found):
            if isinstance(each, str):
                read.extend(WORDS.findall(each) if kind.words else [each])
            else:
                self.wrong_type((trail, index), each, "text", "", Fix.QUOTE)
        return tuple(each for each in read if each)

    def flag(self, kind: kinds.Flag, value: Any, trail: Trail) -> Any:
        if type(value) is bool:
            return value
        said = str(value).strip().lower()
        fix = "true" if said in _TRUE else "false" if said in _FALSE else None
        hint = written(unwind(trail), fix) if fix else ""
        return self.wrong_type(trail, value, "true or false", hint, fix)

    def number(self, kind: kinds.Number, value: Any, trail: Trail) -> Any:
        wanted = f"a {'whole ' if kind.whole else ''}number of {kind.unit}"
        good = type(value) is int or (type(value) is float and not kind.whole)
        if not good:
            fix = _as_number(value, kind)
            hint = written(unwind(trail), fix) if fix else ""
            return self.wrong_type(trail, value, wanted, hint, fix)
        if not (kind.minimum <= value <= kind.maximum) or math.isnan(value):
            low, high = f"{kind.minimum:g}", f"{kind.maximum:.0f}"
            return self.wrong(
                trail, f"{_name_of(trail)} is out of range", f"It is from {low} to {high}."
            )
        return value if kind.whole else float(value)

    def statuses(self, kind: kinds.Statuses, value: Any, trail: Trail) -> Any:
        several = value if isinstance(value, list) else [value]
        for index, each in enumerate(several):
            place = (trail, index) if several is value else trail
            if type(each) is not int:
                fix = each if isinstance(each, str) and re.fullmatch(r"[1-5]\d\d", each) else None
                hint = written(unwind(place), fix) if fix else ""
                self.wrong_type(place, each, "an HTTP status", hint, fix)
            elif not 100 <= each <= 599:
                self.wrong(place, f"{each} is no HTTP status", "It is from 100 to 599.")
        return value

    def folder_path(self, kind: kinds.FolderPath, value: Any, trail: Trail) -> Any:
        if isinstance(value, str):
            if not value:
                return ()
            parts = value.split("/")
            if not all(part.strip() for part in parts):
                right = "/".join(part for part in parts if part.strip())
                return self.wrong(
                    trail,
                    f"{_name_of(trail)} has an empty part",
                    written(unwind(trail), json.dumps(right, ensure_ascii=False)),
                    json.dumps(right, ensure_ascii=False),
                )
            return tuple(parts)
        if not isinstance(value, list):
            return self.wrong_type(trail, value, "text or a list of texts", "", Fix.QUOTE)
        for index, each in enumerate(value):
            if not isinstance(each, str):
                self.wrong_type((trail, index), each, "text", "", Fix.QUOTE)
            elif not each.strip():
                self.wrong((trail, index), f"{_name_of(trail)} has an empty part")
        return tuple(each for each in value if isinstance(each, str))

    def text_table(self, kind: kinds.TextTable, value: Any, trail: Trail) -> Any:
        if not isinstance(value, dict):
            return self.wrong_type(trail, value, "a table")
        for name, each in value.items():
            if type(each) is not str:
                self.not_text(each, (trail, name))
        return {name: each for name, each in value.items() if type(each) is str}

    def rows(self, kind: kinds.Rows, value: Any, trail: Trail) -> Any:
        return read_rows(self, value, trail)

    def auth_ref(self, kind: kinds.AuthRef, value: Any, trail: Trail) -> Any:
        if value == "none":
            return NoAuth()
        if value == "inherit":
            return Inherit()
        if isinstance(value, dict):
            return self.read(schema.PRESET, value, trail)
        if not isinstance(value, str):
            return self.wrong_type(trail, value, "a preset's name or a table")
        if not value:
            return self.wrong(trail, f"{_name_of(trail)} is empty", 'Write "none" or "inherit".')
        return Named(value)

    def anything(self, kind: kinds.Anything, value: Any, trail: Trail) -> Any:
        return value if isinstance(value, dict) else self.wrong_type(trail, value, "a table")

    def table(self, kind: Table, value: Any, trail: Trail) -> Any:
        if not isinstance(value, dict):
            return self.wrong_type(trail, value, "a table")
        by_name = kind.by_name
        read: dict[str, Any] = {}
        for name, each in value.items():
            key = by_name.get(name)
            holds = key.kind if key else kind.others
            if holds is None:
                self.unknown(kind, name, value, trail)
                continue
            got = _READERS[type(holds)](self, holds, each, (trail, name))
            if got is not MISSING:
                read[name] = got
        complete = True
        for key in kind.needed:
            if key.name not in value:
                self.missing(trail, key.name, f"Add {key.name} = {key.example}.")
            complete = complete and key.name in read
        return read if complete else MISSING

    def unknown(self, kind: Table, name: str, beside: dict[str, Any], trail: Trail) -> None:
        """Note a key that stands where nothing of that name may."""
        if self.lenient:
            return
        free = [key.name for key in kind.keys if key.name not in beside] or list(kind.by_name)
        near = _OTHER_WORDS.get(name.lower().replace("-", "_"))
        if near not in free:
            near = meant(name, free)
        if near:
            hint, fix = f"Did you mean {near}?", near
        else:
            hint, fix = _where_else(kind, name, trail), None
        self.wrong((trail, name), f'Unknown key "{name}"', hint, fix, on_key=True)

    def tables(self, kind: kinds.Tables, value: Any, trail: Trail) -> Any:
        if not isinstance(value, list):
            double = f"[[{'.'.join(str(step) for step in unwind(trail) if step != 0)}]]"
            hint = f"Write {double} with two brackets." if isinstance(value, dict) else ""
            return self.wrong_type(trail, value, "a list of tables", hint)
        return [
            got
            for index, each in enumerate(value)
            if (got := self.table(kind.table, each, (trail, index))) is not MISSING
        ]

    def each(self, kind: kinds.Each, value: Any, trail: Trail) -> Any:
        if not isinstance(value, dict):
            hint = "Presets are tables: [auth.crm]." if kind.refused else ""
            return self.wrong_type(trail, value, "a table of tables", hint)
        read: dict[str, Any] = {}
        for name, each in value.items():
            here = (trail, name)
            if name in kind.refused:
                said = f'"{name}" is no name for a preset: auth = "{name}" has a meaning of its own'
                self.wrong(here, said, "Choose another name.", on_key=True)
                continue
            got = self.read(kind.kind, each, here)
            if got is not MISSING:
                read[name] = got
        return read

    def variants(self, kind: kinds.Variants, value: Any, trail: Trail) -> Any:
        if not isinstance(value, dict):
            return self.wrong_type(trail, value, f"a table that says what kind of {kind.says[2:]}")
        by = kind.by
        if by not in value:
            guess = _likeliest(kind, value)
            self.missing(trail, by, f'Add {by} = "{guess or "..."}".')
            if guess:
                self.table(kind.tables[guess], {by: guess, **value}, trail)
            return MISSING
        word = self.word(kinds.Word(tuple(kind.tables)), value[by], (trail, by))
        return MISSING if word is MISSING else self.table(kind.tables[word], value, trail)


_READERS: dict[type, Callable[[Walk, Any, Any, Trail], Any]] = {
    kinds.Text: Walk.text,
    kinds.Word: Walk.word,
    kinds.Texts: Walk.texts,
    kinds.Flag: Walk.flag,
    kinds.Number: Walk.number,
    kinds.Statuses: Walk.statuses,
    kinds.FolderPath: Walk.folder_path,
    kinds.TextTable: Walk.text_table,
    kinds.Rows: Walk.rows,
    kinds.AuthRef: Walk.auth_ref,
    kinds.Anything: Walk.anything,
    kinds.Table: Walk.table,
    kinds.Tables: Walk.tables,
    kinds.Each: Walk.each,
    kinds.Variants: Walk.variants,
}


def _name_of(trail: Trail) -> str:
    for step in reversed(unwind(trail)):
        if isinstance(step, str):
            return f'"{step}"'
    return "the file"


def _dotted(trail: Trail, value: dict[str, Any]) -> str:
    return f"{_name_of(trail).strip(chr(34))}.{next(iter(value), '')}"


def _one_of(choices: tuple[str, ...]) -> str:
    return choices[0] if len(choices) == 1 else ", ".join(choices[:-1]) + " or " + choices[-1]


def _as_number(value: object, kind: kinds.Number) -> str | None:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if not isinstance(value, str):
        return None
    match = _SECONDS.fullmatch(value)
    if not match or (match[2] and kind.unit != "seconds"):
        return None
    factor = _FACTORS.get("m" if match[2].startswith("mi") else match[2], 1.0)
    number = float(match[1]) * factor
    return f"{number:g}" if not kind.whole or number.is_integer() else None


def _where_else(kind: Table, name: str, trail: Trail) -> str:
    """Say which table of the file has the key, if one does."""
    if name in schema.SETTINGS.by_name and "settings" in kind.by_name:
        inside = unwind(trail)
        table = f"{inside[0]}.settings" if inside else "settings"
        return f"{name} stands in [{table}]."
    if kind is schema.COLLECTION_FILE and name in schema.COLLECTION.by_name:
        return f"{name} stands in [collection]."
    if kind is schema.COLLECTION and name in schema.COLLECTION_FILE.by_name:
        return f"{name} is a table of its own: [{name}]."
    known = ", ".join(key.name for key in kind.keys)
    return f"Known here: {known}."


def _likeliest(kind: kinds.Variants, value: dict[str, Any]) -> str | None:
    scores = {
        word: sum(name in table.by_name for name in value) for word, table in kind.tables.items()
    }
    best = max(scores, key=lambda word: scores[word])
    return best if scores[best] else None
