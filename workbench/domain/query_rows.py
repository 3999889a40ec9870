"""Parts the query of an address into rows, where the rows send the very same query.

Must not change what is sent: what rows would encode otherwise stays in the address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from workbench.domain.collection import Row
from workbench.domain.template import escape_template, has_template, parse_template

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def component(text: str) -> str:
    """Return text as a row of a query is encoded."""
    return quote(text, safe="")


def split_address(address: str) -> tuple[str, tuple[Row, ...]]:
    """Return an address (templates in it) without the rows at its end, and the rows."""
    address, hash_sign, fragment = address.partition("#")
    base, question, query = address.partition("?")
    if not question or hash_sign + fragment not in {"", "#"}:
        return address + hash_sign + fragment, ()
    kept, rows = split_pairs([(pair, row_of(pair)) for pair in query.split("&")])
    return (f"{base}?{'&'.join(kept)}" if kept else base), rows


def split_pairs(
    pairs: Sequence[tuple[str, Row | None]],
) -> tuple[list[str], tuple[Row, ...]]:
    """Return the pairs that stay text, and the rows behind the last of them.

    A row that is not sent may stand anywhere.
    """
    last = max(
        (index for index, (_, row) in enumerate(pairs) if row is None),
        default=-1,
    )
    kept = [text for index, (text, row) in enumerate(pairs) if index <= last and _sent(row)]
    rows = [
        row for index, (_, row) in enumerate(pairs) if row and (index > last or not row.enabled)
    ]
    return kept, tuple(rows)


def _sent(row: Row | None) -> bool:
    return row is None or row.enabled


def row_of(
    pair: str, encode: Callable[[str], str] = component, decode: Callable[[str], str] = unquote
) -> Row | None:
    """Return `name=value` as the row that is sent as just that, or None where there is none."""
    name, equals, value = pair.partition("=")
    plain = decode(name)
    if not name or has_template(name) or encode(plain) != name:
        return None
    if not equals:
        return Row(plain)
    decoded = decoded_text(value, encode, decode)
    return None if decoded is None else Row(plain, decoded)


def decoded_text(
    text: str, encode: Callable[[str], str], decode: Callable[[str], str]
) -> str | None:
    """Return templated text decoded, or None where encoding it again would give another."""
    parts: list[str] = []
    for piece in parse_template(text):
        if isinstance(piece, str):
            plain = decode(piece)
            if encode(plain) != piece:
                return None
            parts.append(escape_template(plain))
        else:
            parts.append(text[piece.start : piece.end])
    joined = "".join(parts)
    return joined if len(parse_template(joined)) == len(parts) else None
