"""An address and the rows of its query as the one text that a person edits, and back.

    url "x/:id?v=1", rows a=1 (b off)   ◀──▶   x/:id?v=1&a=1

Must not change a pair that was not edited: it stays in the address or in its row, as it was.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from urllib.parse import unquote

from workbench.domain.collection import Row
from workbench.domain.query_rows import component, row_of, split_pairs
from workbench.domain.template import escape_template, parse_template

if TYPE_CHECKING:
    from workbench.domain.collection import RequestSpec

#: A pair of a query as text, and its row where it is one.
_Pair = tuple[str, Row | None]


def whole_address(spec: RequestSpec) -> str:
    """Return the address with the rows that are on, before a fragment where it has one."""
    pairs = [_pair_of(row) for row in spec.query if row.enabled]
    if not pairs:
        return spec.url
    address, fragment = _parted(spec.url)
    separator = "&" if "?" in address else "?"
    if address.endswith(("?", "&")):
        separator = ""
    return f"{address}{separator}{'&'.join(pairs)}{fragment}"


def with_address(spec: RequestSpec, text: str) -> RequestSpec:
    """Return a request with the whole address edited: pairs go to their rows, new ones get one.

    A new pair that a row would send otherwise stays in the address, unless rows stand before it.
    """
    if text == whole_address(spec):
        return spec
    address, fragment = _parted(text)
    base, question, query = address.partition("?")
    typed = query.split("&") if query else []
    kept, rows = split_pairs(_merged(spec, typed))
    if kept:
        base = f"{base}?{'&'.join(kept)}"
    elif question and not query:
        base += question
    return replace(spec, url=base + fragment, query=rows)


def _merged(spec: RequestSpec, typed: list[str]) -> list[_Pair]:
    own = _parted(spec.url)[0].partition("?")[2]
    old: list[_Pair] = [(pair, None) for pair in own.split("&")] if own else []
    off: list[tuple[int, Row]] = []
    for row in spec.query:
        if row.enabled:
            old.append((_pair_of(row), row))
        else:
            off.append((len(old), row))
    new: list[_Pair] = []
    places = {0: 0}
    matcher = SequenceMatcher(None, [pair for pair, _ in old], typed, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            new += old[start:end]
        else:
            for place, pair in enumerate(typed[first:last], start):
                was = old[place] if place < end else None
                new.append(_edited(pair, was, after_rows=any(row for _, row in new)))
        places |= {at: first + min(at - start, last - first) for at in range(start, end + 1)}
    for at, row in reversed(off):
        new.insert(places.get(at, len(new)), ("", row))
    return new


def _edited(pair: str, was: _Pair | None, *, after_rows: bool) -> _Pair:
    if was is not None and was[1] is None and not after_rows:
        return pair, None
    row = row_of(pair)
    if row is None and (after_rows or (was is not None and was[1] is not None)):
        name, equals, value = pair.partition("=")
        row = Row(_decoded(name), _decoded(value) if equals else None)
    if row is not None and was is not None and was[1] is not None:
        row = replace(was[1], name=row.name, value=row.value)
    return pair, row


def _parted(address: str) -> tuple[str, str]:
    """Return an address up to its fragment, and the fragment with its sign."""
    masked = address
    for piece in parse_template(address):
        if not isinstance(piece, str):
            # A sign within a template, such as a command's, begins no fragment.
            blank = "x" * (piece.end - piece.start)
            masked = f"{masked[: piece.start]}{blank}{masked[piece.end :]}"
    at = masked.find("#")
    return (address, "") if at < 0 else (address[:at], address[at:])


def _pair_of(row: Row) -> str:
    name = _encoded(row.name)
    return name if row.value is None else f"{name}={_encoded(row.value)}"


def _encoded(text: str) -> str:
    return "".join(
        component(piece) if isinstance(piece, str) else text[piece.start : piece.end]
        for piece in parse_template(text)
    )


def _decoded(text: str) -> str:
    return "".join(
        escape_template(unquote(piece)) if isinstance(piece, str) else text[piece.start : piece.end]
        for piece in parse_template(text)
    )
