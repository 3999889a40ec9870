"""Form data as rows: `name = value`, both decoded; what was sent is in the raw view.

It never refuses: a bare name is a row as well, and a percent sign that escapes nothing is itself.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from workbench.views.text import UTF8, Charset


def form_rows(text: str, charset: Charset = UTF8) -> list[tuple[str, int, int]]:
    """A row a pair (`application/x-www-form-urlencoded`), and the characters it was made of."""
    rows: list[tuple[str, int, int]] = []
    at = 0
    for pair in text.split("&"):
        end = at + len(pair) + 1
        name, equals, value = pair.partition("=")
        if pair:
            row = _decoded(name, charset)
            if equals:
                row += f" = {_decoded(value, charset)}"
            rows.append((row, at, min(end, len(text))))
        at = end
    return rows


def _decoded(text: str, charset: Charset) -> str:
    return charset.decode(unquote_to_bytes(text.replace("+", " ")))
