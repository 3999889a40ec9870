"""The raw parts of a token: what the header and payload say in the open, the rest hidden.

Must not show what is hidden unless it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.jwt import TokenKind
from workbench.domain.secret import MASK
from workbench.tui import signs
from workbench.tui.paint import Line, Role, Row, Run
from workbench.tui.token.form import MOST_TEXT, lines, shortened

if TYPE_CHECKING:
    from workbench.domain.jwt import Decoded
    from workbench.tui.token.form import Shape

#: A part is broken at this many characters even where there is more room, as people compare them.
_LONGEST_LINE = 84
_KEYS: Line = (Run("u", Role.ACCENT, bold=True), Run(" shows it for 10 s", Role.MUTED))


def raw_section(decoded: Decoded, shape: Shape, clear: str | None) -> list[Row]:
    """Return the parts; `clear` is what is hidden, in clear, while it is shown."""
    width = min(_LONGEST_LINE, shape.room - 2)
    rows: list[Row] = []
    if decoded.kind is TokenKind.JWT:
        more = decoded.signature_text is not None
        rows += _part(decoded.header_text, Role.ACCENT, "header", width, dot=True)
        rows += _part(decoded.payload_text, Role.VALUE, "payload", width, dot=more)
        if not more:
            none = Run(f"{signs.NOT_VERIFIABLE} no signature", Role.MUTED)
            return shape.section("raw", [*rows, Row((none,), selectable=False)])
    if clear is not None:
        rows += _part(clear, Role.TEXT, "hidden", width, dot=False)
    else:
        line = (Run(f"{MASK} "), Run(f"{hidden_words(decoded)}, hidden: ", Role.MUTED), *_KEYS)
        rows += lines(line, shape.room, key=("raw", "hidden"))
    return shape.section("raw", rows)


def hidden_words(decoded: Decoded) -> str:
    """Return what is hidden, and how much of it."""
    if decoded.kind is not TokenKind.JWT:
        return f"the token, {decoded.length:,} characters"
    characters = decoded.length - len(decoded.header_text) - len(decoded.payload_text) - 2
    return f"signature, {max(0, characters) * 3 // 4:,} bytes"


def _part(text: str, role: Role, name: str, width: int, *, dot: bool) -> list[Row]:
    shown = text[:MOST_TEXT]
    pieces = [shown[i : i + width] for i in range(0, len(shown), width)] or [""]
    found: list[Line] = [(Run(piece, role),) for piece in pieces]
    if dot:
        found[-1] = (*found[-1], Run(" .", Role.MUTED))
    rows = [Row(line, key=("raw", name, i), selectable=i == 0) for i, line in enumerate(found)]
    if len(text) > MOST_TEXT:
        more = Run(shortened(text)[MOST_TEXT:], Role.MUTED)
        rows.append(Row((more,), selectable=False))
    return rows
