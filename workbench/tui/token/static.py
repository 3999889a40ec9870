"""What presets send that fetch no token: basic, bearer, api_key; secrets masked.

Must not read a source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.presets import ApiKey, ApiKeyPlace, Basic, Bearer
from workbench.domain.secret import MASK
from workbench.tui import signs
from workbench.tui.columns import placed
from workbench.tui.fold import fold
from workbench.tui.paint import Line, Role, Row, Run
from workbench.tui.request.templates import is_masked, secret_line, template_line
from workbench.tui.token.form import lines, signed

if TYPE_CHECKING:
    from workbench.tui.token.form import Shape
    from workbench.tui.token.subject import Subject


def static_sections(subject: Subject, shape: Shape, *, in_clear: bool) -> list[list[Row]]:
    """Return what is sent and what fills it; `in_clear` shows what the file has in clear."""
    sent = shape.section("sent", lines(sent_line(subject), shape.room, key=("sent",)))
    rows: list[Row] = []
    for name, text, hidden in _fields(subject):
        known = frozenset(subject.variables)
        masked = hidden and not in_clear
        value = secret_line(text, known) if masked else template_line(text, known)
        first, *rest = fold(value or (Run("empty", Role.LOOK),), max(8, shape.room - 10))
        left = placed((0, (Run(name, Role.MUTED),)), (10, first))
        rows.append(Row(left, key=("field", name)))
        rows += [Row(placed((10, line)), selectable=False) for line in rest]
    sections = [sent, shape.section("filled", rows)]
    if subject.decoded_static is None and _is_read_later(subject):
        later = (Run("read when a request is sent, so not before known", Role.MUTED),)
        sections.append(signed(signs.NOTHING, Role.MUTED, later, shape.width))
    return sections


def sent_line(subject: Subject) -> Line:
    """Return the header, cookie or query member as it will be, its secret hidden."""
    match subject.preset:
        case Basic():
            return _line("Authorization: ", "Basic ")
        case Bearer(prefix=prefix):
            return _line("Authorization: ", f"{prefix} " if prefix else "")
        case ApiKey(name=name, place=ApiKeyPlace.HEADER):
            return _line(f"{name}: ", "")
        case ApiKey(name=name, place=ApiKeyPlace.COOKIE):
            return _line("Cookie: ", f"{name}=")
        case ApiKey(name=name):
            return _line("in the query: ", f"{name}=")
        case _:
            return ()


def _line(label: str, before: str) -> Line:
    return (Run(label, Role.MUTED), Run(f"{before}{MASK}"))


def _fields(subject: Subject) -> tuple[tuple[str, str, bool], ...]:
    """Return name, text and whether it is hidden, of each part that the preset is filled from."""
    match subject.preset:
        case Basic(username=username, password=password):
            return ("username", username, False), ("password", password, True)
        case Bearer(token=token):
            return (("token", token, True),)
        case ApiKey(value=value):
            return (("value", value, True),)
        case _:
            return ()


def field_text(subject: Subject, name: str, *, in_clear: bool) -> str | None:
    """Return a part as it may be copied: as the file has it, unless that is hidden."""
    for each, text, hidden in _fields(subject):
        if each == name:
            return None if hidden and not in_clear and is_masked(text) else text
    return None


def hides(subject: Subject) -> bool:
    """Tell whether a part is written in clear, and so masked."""
    return any(hidden and is_masked(text) for _, text, hidden in _fields(subject))


def _is_read_later(subject: Subject) -> bool:
    return any(hidden and subject.said(text) is None for _, text, hidden in _fields(subject))
