"""What the server that issued a token says of it, where somebody asked (RFC 7662).

Must not call a token valid: it is the server's word, and its time stands with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui import signs
from workbench.tui.columns import folded_rows, widest
from workbench.tui.paint import Line, Role, Row, Run
from workbench.tui.token.claims import date_words
from workbench.tui.token.form import capped, lines, shortened, signed

if TYPE_CHECKING:
    from workbench.engine.token_introspection import Introspected
    from workbench.tui.token.form import Shape
    from workbench.tui.token.moment import Moment


def server_section(
    said: Introspected | None, client_id: str, shape: Shape, moment: Moment
) -> list[Row]:
    """Return whether the server calls it active, when it said so and where, and its members."""
    if said is None:
        return []
    sign, role, word = (
        (signs.MET, Role.GOOD, "active")
        if said.active
        else (signs.WRONG, Role.BAD, "not active: ended, revoked, or not one of its own")
    )
    rows = signed(sign, role, (Run(word, role, bold=True),), shape.room)
    when = f"asked {moment.clock(said.at)}"
    where = "" if shape.is_narrow else f", {said.where}"
    rows += lines((Run(when + where, Role.MUTED),), shape.room)
    names = widest([name for name, _ in said.members], 6, 14)
    for name, value in said.members:
        label: Line = (Run(name, Role.MUTED),)
        read = ""
        if name in said.times:
            read = date_words(said.times[name], moment)
        elif name in {"client_id", "sub"} and client_id and value == client_id:
            read = "the client itself"
        shown: Line = (Run(shortened(value)),)
        if read:
            shown = (*shown, Run(f"   {read}", Role.MUTED))
        first, *rest = folded_rows(label, shown, shape.room, names + 1)
        rows += [Row(first.left, key=("server", name)), *rest]
    return shape.section("server says", capped(rows))
