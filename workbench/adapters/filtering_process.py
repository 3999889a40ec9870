"""The process that filters JSON: writes what a JSONPath (RFC 9535) finds, as it is found.

    python -m workbench.adapters.filtering_process SOURCE TARGET SKIP PATH    (file numbers)

What it writes is one JSON object: normalized paths (RFC 9535 2.7), each with its value as the
source spells it. It prints one JSON object: `count`, or `failed` with the reason.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from workbench.adapters.open_file import read_at, write_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec

#: More matches than that are not written.
MOST = 100_000
_AT_ONCE = 1 << 16
_KEPT = 64


class _Spelled:
    """The values of a document as they are spelled, by their place in it."""

    def __init__(self, content: bytes) -> None:
        from msgspec import Raw, json

        self._root = Raw(content)
        self._decode = json.decode
        self._object, self._array = dict[str, Raw], list[Raw]
        self._opened: dict[tuple[str | int, ...], dict[str, Raw] | list[Raw]] = {}

    def at(self, parts: Sequence[str | int]) -> bytes:
        """The bytes of a value."""
        raw: msgspec.Raw = self._root
        for depth, part in enumerate(parts):
            place = tuple(parts[:depth])
            opened = self._opened.get(place)
            if opened is None:
                opened = self._open(raw, part)
                while len(self._opened) >= _KEPT:
                    del self._opened[next(iter(self._opened))]
                self._opened[place] = opened
            raw = opened[part]  # type: ignore[index]
        return bytes(raw).strip()

    def _open(
        self, raw: msgspec.Raw, part: str | int
    ) -> dict[str, msgspec.Raw] | list[msgspec.Raw]:
        if isinstance(part, str):
            return self._decode(raw, type=self._object)
        return self._decode(raw, type=self._array)


def main(arguments: list[str]) -> int:
    """Filter; 0 also where nothing could be."""
    source, target, skip = map(int, arguments[:3])
    told: dict[str, object]
    try:
        content = read_at(source, skip, os.fstat(source).st_size - skip)
        told = {"count": _filter(content, arguments[3], target)}
    except _failures() as error:
        told = {"failed": _said(error)}
    sys.stdout.write(json.dumps(told))
    return 0


def _filter(content: bytes, path: str, target: int) -> int:
    import jsonpath

    query = jsonpath.JSONPathEnvironment(strict=True).compile(path)
    document = _values(content)
    if isinstance(document, str):
        raise ValueError("the document is one string, which holds nothing to find")  # noqa: TRY004
    spelled = _Spelled(content)
    count = at = 0
    lines: list[bytes] = [b"{"]
    length = 0
    for match in query.finditer(document):
        name = json.dumps(match.path, ensure_ascii=False).encode("utf-8", "surrogatepass")
        lines.append(b"%b%b:%b" % (b"," if count else b"", name, spelled.at(match.parts)))
        count += 1
        length += len(lines[-1])
        if length > _AT_ONCE or count < _KEPT:
            at = _written(target, lines, at)
            lines, length = [], 0
        if count >= MOST:
            break
    _written(target, [*lines, b"}"], at)
    return count


def _values(content: bytes) -> Any:
    """The values that filters compare; what is found is written as it is spelled."""
    import msgspec

    try:
        return msgspec.json.decode(content)
    except ValueError:
        # It refuses numbers beyond what a float holds, as well as what is no JSON.
        sys.set_int_max_str_digits(0)
        return json.loads(content)


def _written(target: int, lines: list[bytes], at: int) -> int:
    piece = b"".join(lines)
    write_at(target, piece, at)
    return at + len(piece)


def _failures() -> tuple[type[Exception], ...]:
    import jsonpath

    return (jsonpath.JSONPathError, ValueError, OSError, RecursionError, MemoryError)


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, MemoryError):
        return "it is too big for the memory of this machine"
    return str(error).partition("\n")[0] or type(error).__name__


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
