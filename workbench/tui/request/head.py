"""The rows above a request's tabs: method and address, and what the address resolves to.

Must not resolve a source: what is not known yet stands as it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.origin import origin_of
from workbench.domain.presets import NoAuth
from workbench.engine.preview import plain_text
from workbench.tui import signs
from workbench.tui.fold import fold
from workbench.tui.looks import method_role
from workbench.tui.paint import Line, Role, Row, Run, width_of
from workbench.tui.request.templates import (
    AnyName,
    preview_line,
    template_spans,
    unknown_line,
    unknown_names,
)
from workbench.views.durations import elapsed
from workbench.views.lexing import layered
from workbench.views.roles import Span

if TYPE_CHECKING:
    from workbench.domain.collection import RequestSpec
    from workbench.engine.effective import Effective

_SEGMENT = re.compile(r"(?<=/):([^/?#:]+)(?=[/?#]|$)")


@dataclass(frozen=True, slots=True)
class Flight:
    """How long the request has been under way, in seconds."""

    seconds: float


def send_run(flight: Flight | None) -> Line:
    """Return what stands at the right of the address: the key that sends, or the one that stops."""
    if flight is None:
        return (Run("Send "), Run("^r", Role.ACCENT, bold=True))
    return (
        Run(f"{signs.IN_FLIGHT} {elapsed(flight.seconds)}", Role.ACCENT),
        Run("  "),
        Run("esc", Role.ACCENT, bold=True),
        Run(" "),
    )


def url_line(spec: RequestSpec, known: frozenset[str]) -> Line:
    """Return the address as written, variables and listed `:segments` as value."""
    listed = {row.name for row in spec.path}
    segments = tuple(
        Span(match.start(), match.end(), Role.VALUE)
        for match in _SEGMENT.finditer(spec.url)
        if match[1] in listed
    )
    spans = layered(segments, template_spans(spec.url, known))
    runs: list[Run] = []
    done = 0
    for span in spans:
        runs.append(Run(spec.url[done : span.start]))
        runs.append(Run(spec.url[span.start : span.end], span.role))
        done = span.end
    runs.append(Run(spec.url[done:]))
    return tuple(run for run in runs if run.text)


def unlisted_segments(spec: RequestSpec) -> tuple[str, ...]:
    """Return the names of `:segments` of the address that have no row."""
    listed = {row.name for row in spec.path}
    return tuple(
        match[1] for match in _SEGMENT.finditer(spec.url.split("?")[0]) if match[1] not in listed
    )


def url_column(spec: RequestSpec) -> int:
    """Return where the address starts: two blanks after the method."""
    return width_of(spec.method) + 2


def head_rows(
    spec: RequestSpec,
    effective: Effective | None,
    width: int,
    *,
    most: int = 4,
    flight: Flight | None = None,
) -> list[Row]:
    """Return method, address and what it resolves to, in at most `most` rows and the warnings.

    What does not fit into them is told, and the tab More has all of it.
    """
    known = frozenset(effective.variables) if effective else AnyName()
    right = send_run(flight)
    column = url_column(spec)
    method = Run(spec.method.ljust(column), method_role(spec.method))
    address = url_line(spec, known) or (Run("no address yet, L edits it", Role.MUTED),)
    room = width - column - width_of(right) - 2
    first, *rest = fold(address, room, address=True)
    rows = [Row((method, *first), right, selectable=False)]
    rows += [Row((Run(" " * column), *line), selectable=False) for line in rest]
    if effective is not None and spec.url:
        rows += _resolved(spec, effective, width)
    return _bounded(rows, effective, width, most)


def editing_rows(
    spec: RequestSpec,
    effective: Effective | None,
    width: int,
    *,
    most: int = 4,
    flight: Flight | None = None,
) -> list[Row]:
    """Return the same with room for a field over the address, which is one line then."""
    method = Run(spec.method, method_role(spec.method))
    rows = [Row((method,), send_run(flight), selectable=False)]
    if effective is not None and spec.url:
        rows += _resolved(spec, effective, width)
    return _bounded(rows, effective, width, most)


def _bounded(rows: list[Row], effective: Effective | None, width: int, most: int) -> list[Row]:
    if len(rows) > most:
        left_out = len(rows) - most + 1
        note = Run(f"  and {left_out} more lines, under More", Role.MUTED)
        rows = [*rows[: most - 1], Row((note,), selectable=False)]
    return rows + (warning_rows(effective, width) if effective is not None else [])


def resolved_lines(effective: Effective, width: int) -> tuple[Line, ...]:
    """Return what the address resolves to, folded before `?` and `&`."""
    return fold(preview_line(effective.url_preview), width, address=True)


def _resolved(spec: RequestSpec, effective: Effective, width: int) -> list[Row]:
    unknown = unknown_line(unknown_names(spec.url, effective.variables), "in the address")
    rows = [Row(line, selectable=False) for line in fold(unknown, width)] if unknown else []
    for number, line in enumerate(resolved_lines(effective, width - 2)):
        sign = f"{signs.RESOLVES} " if number == 0 else "  "
        rows.append(Row((Run(sign, Role.MUTED), *line), selectable=False))
    return rows


def warning_rows(effective: Effective, width: int) -> list[Row]:
    """Return what a person must know before sending: no TLS check, credentials in clear."""
    rows = []
    if effective.settings.verify is False:
        rows.append(Row((Run("TLS off", Role.BAD, reverse=True),), selectable=False))
    if not isinstance(effective.auth, NoAuth) and _is_plain(plain_text(effective.url_preview)):
        name = effective.preset_name or "its"
        whose = f"{name}'s credentials" if effective.preset_name else "its credentials"
        text = f"{signs.LOOK} http: {whose} would travel unencrypted"
        rows += [Row((*line,), selectable=False) for line in fold((Run(text, Role.LOOK),), width)]
    return rows


def _is_plain(url: str) -> bool:
    try:
        origin = origin_of(url.split("{{", 1)[0])
    except ValueError:
        return False
    return not origin.is_encrypted and not origin.is_loopback
