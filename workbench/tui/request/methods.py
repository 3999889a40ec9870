"""The window in which the method is chosen: the usual ones, and any as it is typed.

Must not change the request: it hands back the method.
"""

from __future__ import annotations

import re

from workbench.tui import signs
from workbench.tui.looks import method_role
from workbench.tui.paint import Role, Row, Run, pad
from workbench.tui.windows.window import Window, hints, no_row

#: The usual methods with what each is for (RFC 9110 9.3, RFC 5789).
_USUAL = (
    ("GET", "reads"),
    ("POST", "sends something to be worked on"),
    ("PUT", "replaces"),
    ("PATCH", "changes a part"),
    ("DELETE", "deletes"),
    ("HEAD", "reads the headers only"),
    ("OPTIONS", "asks what is allowed"),
    ("TRACE", "has the request sent back"),
)
#: A method is a token (RFC 9110 5.6.2).
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_WIDTH = 10


def method_rows(current: str, typed: str) -> list[Row]:
    """Return the methods that begin with what is typed, and what is typed itself."""
    wanted = typed.strip()
    if wanted and not _TOKEN.fullmatch(wanted):
        return [no_row(f"A method has no blanks, and of the signs only !#$%&'*+-.^_`|~: {wanted}")]
    usual = [name for name, _ in _USUAL]
    own = () if current in usual else ((current, "as it is now"),)
    found = [
        (name, says)
        for name, says in (*_USUAL, *own)
        if name.upper().startswith(wanted.upper()) and name != wanted
    ]
    if wanted:
        says = dict(_USUAL).get(wanted, "as typed")
        place = 0 if wanted in usual or not found else len(found)
        found.insert(place, (wanted, says))
    return [_row(name, says, here=name == current) for name, says in found]


def _row(name: str, says: str, *, here: bool) -> Row:
    mark = Run(f"{signs.FRESH if here else ' '} ", Role.GOOD)
    shown = Run(pad(name, _WIDTH), method_role(name), bold=here)
    return Row((mark, shown, Run(f"  {says}", Role.MUTED)), key=name)


def method_window(current: str) -> Window[str]:
    """Return the window, its cursor on the method that the request has."""
    return Window(
        "Method",
        lambda typed, _: method_rows(current, typed),
        typed=True,
        start=current,
        hint=hints(("enter", "takes it"), ("esc", "closes")),
    )
