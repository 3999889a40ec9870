"""A light listing of a collection's requests, for trees of many files.

Must not guess: where the text is written in an unusual way the strict reader lists it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.formats.positions import scan, unescape
from workbench.formats.syntax import decode
from workbench.formats.toml_reader import read_collection

if TYPE_CHECKING:
    from workbench.domain.collection import FolderPath

#: The lines that matter: headers, the four keys, long strings, and what makes a file unusual.
_LINE = re.compile(
    r"""^[ \t]*+(?:
      (?P<header>\[{1,2}[ \t]*[A-Za-z_"'](?![^\n]*,[ \t]*\r?$)[^\n]*)
      |(?P<key>name|folder|method|url)[ \t]*=[ \t]*(?P<value>[^\n]*)
      |(?P<odd>["']?request["']?[ \t]*[=.]|["'](?:name|folder|method|url)["'][ \t]*[=.]
        |(?:name|folder|method|url)[ \t]*\.)
      |(?P<other>[^\n]*?(?:\"{3}|'{3})[^\n]*)
    )""",
    re.MULTILINE | re.VERBOSE,
)
_TABLE = (
    r"(?:request|folder|collection|settings|variables|environments|auth)"
    r"(?:\.(?:[A-Za-z0-9_-]+|\"[^\"\\]*\"))*"
)
_HEADER = re.compile(
    rf"(?:(\[\[request\]\])|\[\[{_TABLE}\]\]|\[{_TABLE}\])[ \t]*\r?(?:#.*)?",
)
_STRING = re.compile(
    r"(\"(?!\")[^\"\\]*(?:\\[btnfr\"\\][^\"\\]*)*\"|'(?!')[^']*'|\"\"(?!\")|''(?!'))"
    r"[ \t]*\r?(?:#.*)?"
)
_LONG = re.compile(r"[A-Za-z0-9_-]+[ \t]*=[ \t]*(\"{3}|'{3})")
_LONG_END = {'"""': re.compile(r'(?<!\\)(?:\\\\)*"""+'), "'''": re.compile("'''+")}


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """What a tree shows of a request; `line` is that of its `[[request]]`, from 1."""

    folder: FolderPath
    name: str
    method: str
    url: str
    line: int


class _Unusual(Exception):
    """The text is written in a way that only the reader understands."""


def list_requests(content: str | bytes) -> tuple[ListedRequest, ...] | None:
    """Return the requests in file order, or None where the reader finds the file broken.

    A file written in the usual way is not held against the schema: that is the reader's.
    """
    text, unreadable = decode(content, "")
    if unreadable:
        return None
    try:
        return tuple(_listed(text))
    except _Unusual:
        return _read(text)


def _listed(text: str) -> list[ListedRequest]:
    found: list[ListedRequest] = []
    keys: dict[str, str] | None = None
    started = counted = 0
    line = started_line = 1
    position = 0
    while match := _LINE.search(text, position):
        position = match.end()
        if match["header"]:
            header = _HEADER.fullmatch(match["header"])
            if not header:
                raise _Unusual
            if keys is not None:
                found.append(_request(keys, started_line))
            keys = {} if header[1] else None
            if keys is not None:
                started = match.start("header")
                line += text.count("\n", counted, started)
                started_line, counted = line, started
        elif match["key"]:
            position = _keep(match, keys, text)
        elif match["odd"]:
            raise _Unusual
        else:
            position = _past_long(text, match)
    if keys is not None:
        found.append(_request(keys, started_line))
    return found


def _keep(match: re.Match[str], keys: dict[str, str] | None, text: str) -> int:
    if keys is None:
        return _past_long(text, match) if '"""' in match[0] or "'''" in match[0] else match.end()
    value = _STRING.fullmatch(match["value"])
    if not value or match["key"] in keys:
        raise _Unusual
    keys[match["key"]] = unescape(value[1])
    return match.end()


def _past_long(text: str, match: re.Match[str]) -> int:
    """Return where a string over lines ends that begins as the value of a line."""
    begin = match.start() + len(match[0]) - len(match[0].lstrip(" \t"))
    long = _LONG.match(text, begin)
    if not long:
        raise _Unusual
    end = _LONG_END[long[1]].search(text, long.end())
    if not end:
        raise _Unusual
    rest = text.find("\n", end.end())
    if text[end.end() : rest if rest >= 0 else len(text)].strip(" \t\r"):
        raise _Unusual
    return end.end()


def _request(keys: dict[str, str], line: int) -> ListedRequest:
    folder = keys.get("folder", "")
    if "name" not in keys or "url" not in keys:
        raise _Unusual
    path = tuple(folder.split("/")) if folder else ()
    if not all(part.strip() for part in path):
        raise _Unusual
    return ListedRequest(path, keys["name"], keys.get("method", "GET"), keys["url"], line)


def _read(text: str) -> tuple[ListedRequest, ...] | None:
    read = read_collection(text, file="")
    if read.collection is None:
        return None
    places = scan(text)
    return tuple(
        ListedRequest(
            spec.folder,
            spec.name,
            spec.method,
            spec.url,
            places.key(("request", index)).line,
        )
        for index, spec in enumerate(read.collection.requests)
    )
