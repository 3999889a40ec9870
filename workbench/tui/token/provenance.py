"""Where a token came from, who used it, what its response said, and what was odd.

Must not show a token or a secret.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workbench.domain.presets import BasicEncoding
from workbench.engine.preview import preview_text
from workbench.tui import signs
from workbench.tui.columns import folded_rows, indented, widest
from workbench.tui.fold import fold
from workbench.tui.paint import Line, Role, Row, Run, width_of
from workbench.tui.request.auth_tab import requirement_lines
from workbench.tui.request.templates import preview_line
from workbench.tui.token.form import capped, lines, shortened, signed
from workbench.views.durations import counted, milliseconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.presets import OAuth2
    from workbench.domain.token import Token
    from workbench.engine.token_view import Held
    from workbench.tui.token.form import Shape
    from workbench.tui.token.moment import Moment
    from workbench.tui.token.subject import Subject

_FOUND = "found in the issuer's metadata"
_ASKS: Line = (Run("f", Role.ACCENT, bold=True), Run(" asks for it", Role.MUTED))
_KEEPS: Line = (Run("   "), Run("f", Role.ACCENT, bold=True), Run(" keeps it", Role.MUTED))
#: Clocks that differ by less (seconds) are said to agree.
_CLOCKS_AGREE = 2.0


def from_section(
    token: Token, shape: Shape, moment: Moment, found: str = "", *, keeps: bool = False
) -> list[Row]:
    """Return the token call: address, when, client authentication, and how that was found.

    `keeps` tells that a key writes into the preset what was found by trying.
    """
    when = f"{moment.clock(token.requested_at)}, {milliseconds(token.elapsed_ms)}"
    rows = [
        Row(line, key=("token_url", i) if i == 0 else None, selectable=i == 0)
        for i, line in enumerate(_address("POST ", token.token_url, shape))
    ]
    if shape.is_inspector and len(rows) == 1:
        rows[0] = Row((*rows[0].left, Run(f"   {when}", Role.MUTED)), key=rows[0].key)
    else:
        rows += lines((Run(when, Role.MUTED),), shape.room)
    rows += _client(token, shape, _KEEPS if keeps else ())
    notes = []
    if found and found == token.token_url:
        notes.append(f"the address was {_FOUND}")
    if token.basic_encoding is BasicEncoding.RAW:
        notes.append("id and secret not percent-encoded before base64 (basic_encoding raw)")
    if token.from_recovery:
        notes.append("in place of one that an API refused")
    if token.refresh_token:
        notes.append("a refresh token came with it")
    if token.clock_difference is not None and abs(token.clock_difference) >= _CLOCKS_AGREE:
        ahead = "ahead of" if token.clock_difference > 0 else "behind"
        notes.append(f"the server's clock is {abs(token.clock_difference):,.0f} s {ahead} ours")
    for note in notes:
        rows += lines((Run(note, Role.MUTED),), shape.room)
    return shape.section("from", rows)


def _address(method: str, url: str, shape: Shape) -> list[Line]:
    """Return a method and an address, in the narrow form host and path apart."""
    parts = urlsplit(url) if shape.is_narrow else None
    if parts is None or not parts.netloc:
        return list(fold((Run(method), Run(shortened(url))), shape.room, address=True))
    scheme = "" if parts.scheme == "https" else f"{parts.scheme}://"
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    found = list(fold((Run(method), Run(f"{scheme}{parts.netloc}")), shape.room))
    return [*found, *fold((Run(rest or "/"),), shape.room, address=True)]


def _client(token: Token, shape: Shape, keeps: Line) -> list[Row]:
    how = token.client_authentication
    if how is None:
        return []
    name = Run("no client authentication" if str(how) == "none" else str(how))
    found = "found by trying; the file does not say" if token.found_by_trying else ""
    if not found:
        return lines((name,), shape.room)
    note: Line = (Run(found, Role.MUTED), *keeps)
    if shape.is_narrow:
        return [*lines((name,), shape.room), *lines(note, shape.room)]
    return lines((name, Run("   "), *note), shape.room)


def planned_section(subject: Subject, preset: OAuth2, shape: Shape) -> list[Row]:
    """Return where a first token will come from, as far as it is known without any source."""
    rows: list[Row] = []
    if preset.token_url:
        known = subject.said(preset.token_url)
        url = preview_line(preview_text(preset.token_url, subject.variables), Role.TEXT)
        written = fold((Run("POST "), *url), shape.room, address=True)
        lines_of = written if known is None else _address("POST ", known, shape)
        rows += [Row(line, selectable=False) for line in lines_of]
    else:
        rows += _by_issuer(subject, preset, shape)
    how = preset.client_authentication
    said = str(how) if how else "client authentication left out: found by trying"
    rows += lines((Run(said, Role.TEXT if how else Role.MUTED),), shape.room)
    if preset.scope:
        scope = [
            run
            for each in preset.scope
            for run in (Run(" "), *preview_line(preview_text(each, subject.variables), Role.TEXT))
        ]
        rows += lines((Run("scope", Role.MUTED), *scope), shape.room)
    return shape.section("from", rows)


def _by_issuer(subject: Subject, preset: OAuth2, shape: Shape) -> list[Row]:
    """Return the endpoint that the issuer named, muted as nobody wrote it, or who will be asked."""
    if not preset.issuer:
        return []
    if subject.facts.endpoint:
        address = (Run(f"POST {subject.facts.endpoint}", Role.MUTED),)
        said = (Run(_FOUND, Role.MUTED),)
        found = [*fold(address, shape.room, address=True), *fold(said, shape.room)]
        return [Row(line, selectable=False) for line in found]
    issuer = preview_line(preview_text(preset.issuer, subject.variables), Role.TEXT)
    rows = [Row(line, selectable=False) for line in fold(issuer, shape.room, address=True)]
    return rows + lines((Run("the issuer; it names the endpoint", Role.MUTED),), shape.room)


def wanted_section(subject: Subject, shape: Shape) -> list[Row]:
    """Return what is required of a token that is not there yet, and what nobody asks for."""
    missing = subject.missing_scopes
    rows: list[Row] = []
    for name, value in requirement_lines(subject.requires):
        rows += lines((Run(f"{name} ", Role.MUTED), Run(shortened(value))), shape.room)
    for scope in missing:
        said = (Run(shortened(scope)), Run(" is not asked for   ", Role.MUTED), *_ASKS)
        rows += signed(signs.LOOK, Role.LOOK, said, shape.room)
    return shape.section("required", rows)


def used_section(held: Held, shape: Shape, moment: Moment) -> list[Row]:
    """Return how often and when it was used, and why as it was."""
    last = f", last at {moment.clock(held.last_used_at)}" if held.last_used_at is not None else ""
    by = f"by {counted(held.uses, 'request')}" if held.uses else "by no request yet"
    fetched = f"fetched {moment.age(held.token.requested_at)} ago"
    whose = f"for {held.fetched_for}" if held.fetched_for else ""
    if shape.is_inspector:
        fetched = ", ".join(part for part in (fetched, whose) if part)
        rows = lines((Run(f"{by}{last}"), Run(f"   {fetched}", Role.MUTED)), shape.room)
    else:
        rows = [*lines(f"{by}{last}", shape.room), *lines(fetched, shape.room)]
        # On a line of its own: an age that grows must not move what stands below it.
        rows += lines(whose, shape.room) if whose else []
    if held.last_why:
        rows += lines((Run(held.last_why, Role.MUTED),), shape.room)
    return shape.section("used", rows)


def said_section(token: Token, shape: Shape) -> list[Row]:
    """Return the members of the response besides the tokens."""
    names = widest(list(token.said), 13, max(13, shape.width // 3))
    refresh = "one came" if token.refresh_token else "none came, so renewing runs the grant again"
    rows: list[Row] = []
    for name, value in token.said.items():
        rows += _member(name, (Run(value),), names, shape, key=("said", name))
    rows += _member("refresh_token", (Run(refresh, Role.MUTED),), names, shape)
    return [Row((Run("its response said", Role.MUTED),), selectable=False), *capped(rows)]


def _member(
    name: str, value: Line, names: int, shape: Shape, *, key: tuple[str, str] | None = None
) -> list[Row]:
    """Return a member with its value beside it, or below it where its name is long."""
    indent = 1 if shape.is_narrow else 2
    column = indent + names + 1
    label = (Run(name),)
    if width_of(label) > names:
        first, *rest = indented(fold(label, shape.width - indent), indent)
        below = indented(fold(value, max(8, shape.width - column)), column)
        return [replace(first, key=key, selectable=key is not None), *rest, *below]
    first, *rest = folded_rows((Run(" " * indent), *label), value, shape.width, column)
    return [replace(first, key=key, selectable=key is not None), *rest]


def notes_section(notes: Sequence[str], shape: Shape) -> list[Row]:
    """Return what was odd and tolerated."""
    rows: list[Row] = []
    for note in dict.fromkeys(notes):
        rows += signed(signs.NOTHING, Role.MUTED, shortened(note), shape.room)
    return shape.section("notes", capped(rows))
