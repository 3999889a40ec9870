"""JSON of other tools, read strictly and with places: what is of the wrong type says where.

Must not know what the values mean.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from workbench.formats.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.errors import FormatError

Step = str | int
_BLANKS = re.compile(r"[ \t\r\n]*")
_LONE = re.compile("[\ud800-\udfff]")
#: Deeper than this nobody nests folders, and no reader of it has to recurse further.
_DEEPEST = 200
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A text of JSON and the file it came from."""

    file: str
    text: str

    def refuse(self, path: tuple[Step, ...], message: str, hint: str = "") -> FormatError:
        """Return the error for the value at a path."""
        key = ".".join(str(step) for step in path)
        return refusal(self.file, self.text, offset_of(self.text, path), message, hint, key=key)


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a document, and the path to it."""

    source: Source
    value: Any
    path: tuple[Step, ...] = ()

    def get(self, *names: str) -> Node:
        """Return the first member of these names that says something, else one of None."""
        table = self.table()
        for name in names:
            if table.get(name) is not None:
                return Node(self.source, table[name], (*self.path, name))
        return Node(self.source, None, (*self.path, names[0]))

    def table(self) -> dict[str, Any]:
        """Return an object, an empty one where there is nothing."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            self.wrong("an object")
        table: dict[str, Any] = self.value
        return table

    def items(self) -> Iterator[Node]:
        """Return the elements of a list, none where there is nothing."""
        if self.value is not None and not isinstance(self.value, list):
            self.wrong("a list")
        for index, each in enumerate(self.value or ()):
            yield Node(self.source, each, (*self.path, index))

    def text(self, default: str = "") -> str:
        """Return a text; a number or boolean as JSON writes it."""
        if self.value is None:
            return default
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, bool | int | float):
            return json.dumps(self.value)
        return self.wrong("text")

    def flag(self) -> bool:
        """Tell whether it is true; nothing is false."""
        if self.value is not None and not isinstance(self.value, bool):
            self.wrong("true or false")
        return bool(self.value)

    def wrong(self, wanted: str) -> NoReturn:
        """Refuse the value for its type."""
        kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
        found = kinds.get(type(self.value), "a number")
        raise self.source.refuse(self.path, f"Wrong type: {found}, not {wanted}")


def read(text: str, file: str) -> Node:
    """Return the document; raises `FormatError` with the place of what is no JSON (RFC 8259)."""
    source = Source(file, text)
    try:
        value = json.loads(text, parse_constant=_no_number, strict=False)
    except json.JSONDecodeError as error:
        raise refusal(file, text, error.pos, f"No JSON: {error.msg.lower()}") from None
    except RecursionError:
        raise _too_deep(source) from None
    except ValueError:
        found = re.search(r"-?\d{4000,}|NaN|-?Infinity", text)
        at = found.start() if found else 0
        raise refusal(file, text, at, "No number that can be read") from None
    return Node(source, _checked(value, source, 0))


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _too_deep(source: Source) -> FormatError:
    found = re.search(r"(?:[\[{](?:\s*\"[^\"]*\"\s*:)?\s*){60}", source.text)
    at = found.start() if found else 0
    return refusal(source.file, source.text, at, "Nested too deeply to be read")


def _checked(value: Any, source: Source, depth: int) -> Any:
    """Return a value without halves of characters, which no file can hold."""
    if depth > _DEEPEST:
        raise _too_deep(source)
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_checked(each, source, depth + 1) for each in value]
    if isinstance(value, dict):
        return {
            _LONE.sub("\ufffd", name): _checked(each, source, depth + 1)
            for name, each in value.items()
        }
    return value


def offset_of(text: str, path: tuple[Step, ...]) -> int:
    """Return where in a valid text the value at a path begins; as near as it can be found."""
    at = _skip(text, 0)
    for step in path:
        below = dict(_members(text, at)).get(step)
        if below is None:
            break
        at = below
    return at


def _members(text: str, at: int) -> Iterator[tuple[Step, int]]:
    """Return the members of the object or list at an offset, with where their values begin."""
    if text[at : at + 1] not in {"{", "["}:
        return
    is_object = text[at] == "{"
    at, index = _skip(text, at + 1), 0
    while at < len(text) and text[at] not in "]}":
        step: Step = index
        if is_object:
            step, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        yield step, at
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        index += 1


def _skip(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at
