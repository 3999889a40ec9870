"""A request's address put together: `:id` segments, then query rows (RFC 3986).

Must not call a source: parts stay parts until they are rendered or previewed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from workbench.engine.expansion import Expanded, ExpandedPiece, Plain, expand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.collection import RequestSpec
    from workbench.engine.effective import Defined

#: What may stand in an address unencoded: the reserved characters and `%` (RFC 3986 2.2).
_KEPT = "%/:?#[]@!$&'()*+,;=-._~"
_SEGMENT = re.compile(r"(?:(?<!://)(?<=/)|\A)(?P<whole>:(?P<name>[^/?#:]+))(?=[/?#]|\Z)")


class Encoding(StrEnum):
    """How text is changed before it goes into an address or a form."""

    KEPT = "kept"  # as it is: the address as written, and variables in it
    COMPONENT = "component"  # percent-encoded, a slash too
    FORM = "form"  # application/x-www-form-urlencoded


@dataclass(frozen=True, slots=True)
class UrlPart:
    """A piece of an address and how it is encoded; `key` is the field that it came from."""

    piece: ExpandedPiece
    encoding: Encoding = Encoding.KEPT
    key: str = "url"


def encoded(text: str, encoding: Encoding) -> str:
    """Return text encoded; bytes of the environment that are no text stay the bytes they were."""
    match encoding:
        case Encoding.KEPT:
            return text
        case Encoding.COMPONENT:
            return quote(text, safe="", errors="surrogateescape")
        case Encoding.FORM:
            return quote_plus(text, errors="surrogateescape")


def requoted(text: str) -> str:
    """Return the part of an address after its authority with what cannot stand there encoded."""
    return quote(text, safe=_KEPT, errors="surrogateescape")


def url_parts(spec: RequestSpec, variables: Mapping[str, Defined]) -> tuple[UrlPart, ...]:
    """Return a request's address in parts, without its fragment, which never travels."""
    parts = _without_fragment(_with_segments(expand(spec.url, variables), spec, variables))
    return (*parts, *_query(spec, variables, _separator(parts)))


def _with_segments(
    address: Expanded, spec: RequestSpec, variables: Mapping[str, Defined]
) -> list[UrlPart]:
    values = {row.name: row.value or "" for row in spec.path if row.enabled}
    parts: list[UrlPart] = []
    in_path = True
    for index, piece in enumerate(address):
        if not isinstance(piece, Plain) or piece.literal or not in_path:
            parts.append(UrlPart(piece))
            continue
        before = _last_character(address, index)
        after = _first_character(address, index)
        end = len(re.split(r"[?#]", piece.text, maxsplit=1)[0])
        in_path = end == len(piece.text)
        position = 0
        for match in _SEGMENT.finditer(piece.text):
            at_start, at_end = match.start() == 0, match.end() == len(piece.text)
            if (
                match["name"] not in values
                or match.start() >= end
                or (at_start and before != "/")
                or (at_end and after not in ("", "/", "?", "#"))
            ):
                continue
            parts.append(UrlPart(_cut(piece, position, match.start("whole"))))
            name = match["name"]
            parts.extend(
                UrlPart(each, Encoding.COMPONENT, f"path.{name}")
                for each in expand(values[name], variables)
            )
            position = match.end("whole")
        parts.append(UrlPart(_cut(piece, position, len(piece.text))))
    return [part for part in parts if not isinstance(part.piece, Plain) or part.piece.text]


def _cut(piece: Plain, start: int, end: int) -> Plain:
    return Plain(piece.text[start:end], piece.written, piece.whence)


def _last_character(address: Expanded, index: int) -> str:
    """Return the character before a piece, a space where only rendering will know."""
    before = address[index - 1] if index else Plain("")
    if not isinstance(before, Plain):
        return " "
    if before.text.endswith("://"):
        return " "
    return before.text[-1:]


def _first_character(address: Expanded, index: int) -> str:
    after = address[index + 1] if index + 1 < len(address) else Plain("")
    return after.text[:1] if isinstance(after, Plain) else " "


def _without_fragment(parts: list[UrlPart]) -> list[UrlPart]:
    kept: list[UrlPart] = []
    for part in parts:
        if (
            isinstance(part.piece, Plain)
            and part.encoding is Encoding.KEPT
            and "#" in part.piece.text
        ):
            cut = part.piece.text.index("#")
            if cut:
                kept.append(UrlPart(_cut(part.piece, 0, cut), part.encoding, part.key))
            return kept
        kept.append(part)
    return kept


def _separator(parts: list[UrlPart]) -> str:
    """Return what goes before the first query row."""
    if not any(
        "?" in part.piece.text
        for part in parts
        if isinstance(part.piece, Plain) and part.encoding is Encoding.KEPT
    ):
        return "?"
    last = parts[-1].piece if parts else Plain("")
    return "" if isinstance(last, Plain) and last.text.endswith(("?", "&")) else "&"


def _query(spec: RequestSpec, variables: Mapping[str, Defined], separator: str) -> list[UrlPart]:
    parts: list[UrlPart] = []
    for row in spec.query:
        if not row.enabled:
            continue
        key = f"query.{row.name}"
        if separator:
            parts.append(UrlPart(Plain(separator), key=key))
        separator = "&"
        parts.append(UrlPart(Plain(row.name), Encoding.COMPONENT, key))
        if row.value is not None:
            parts.append(UrlPart(Plain("="), key=key))
            parts.extend(
                UrlPart(piece, Encoding.COMPONENT, key) for piece in expand(row.value, variables)
            )
    return parts
