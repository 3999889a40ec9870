"""The rows of the tab Exchange: everything that went over the wire, in order, secrets masked.

Must not reveal anything itself: what is hidden stays so unless the caller shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.http import HeaderOrigin, Purpose, TextContent
from workbench.tui import signs
from workbench.tui.clocktime import clock_time
from workbench.tui.columns import blank, indented, text_rows
from workbench.tui.fold import fold
from workbench.tui.looks import method_role, status_look
from workbench.tui.paint import Line, Role, Row, Run, width_of
from workbench.tui.response.waterfall import TITLES, phase_rows, step_rows
from workbench.views.durations import duration, size

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.domain.http import AuthUse, Exchange, Request, Response, Step
    from workbench.domain.secret import Rendered

    Show = Callable[[Rendered], str]

#: So much of a text body of ours, or of a token endpoint's answer, is shown (characters).
_EXCERPT = 2000


def exchange_rows(exchange: Exchange, now: float, width: int, show: Show = str) -> list[Row]:
    """Return the times of all steps, then each with its phases and headers, then notes.

    `show` writes what may hide.
    """
    rows = auth_rows(exchange.auth, width)
    if overview := step_rows(exchange, width):
        rows += [blank(), *overview]
    for number, step in enumerate(exchange.steps, start=1):
        if rows:
            rows.append(blank())
        rows += _step_rows(step, number, now, width, show)
    if exchange.error is not None and not any(step.error for step in exchange.steps):
        rows += [blank()] if rows else []
        rows += text_rows((Run(exchange.error.message, Role.BAD, bold=True),), width)
    if exchange.notes:
        rows += [blank(), _label("notes")]
        for note in exchange.notes:
            rows += _bullet(note, width)
    return rows


def auth_rows(auth: AuthUse, width: int) -> list[Row]:
    """Return which preset was used and why its token was used as it was."""
    if auth.preset is None:
        return text_rows((Run("sent without credentials", Role.MUTED),), width)
    title: list[Run] = [Run("auth  ", Role.MUTED), Run(auth.preset, bold=True)]
    if auth.inherited_from:
        title.append(Run(f"  {signs.INHERITED} from {auth.inherited_from}", Role.MUTED))
    rows = text_rows(tuple(title), width)
    if auth.why:
        rows += text_rows(auth.why, width, 6)
    return rows


def _label(text: str) -> Row:
    return Row((Run(text, Role.MUTED),), selectable=False)


def _bullet(text: str, width: int) -> list[Row]:
    first, *rest = fold((Run(text),), max(8, width - 3))
    rows = [Row((Run(f" {signs.NOTHING} ", Role.MUTED), *first), selectable=False)]
    return rows + indented(rest, 3)


def _step_rows(step: Step, number: int, now: float, width: int, show: Show) -> list[Row]:
    title: Line = (Run(f"{number} {TITLES[step.purpose]}", bold=True),)
    if step.remark:
        title = (*title, Run(f"  {step.remark}", Role.MUTED))
    right = (Run(clock_time(step.started_at, now), Role.MUTED),)
    first, *rest = fold(title, max(8, width - width_of(right) - 1))
    rows = [Row(first, right, key=("step", number))]
    rows += indented(rest, 2)
    request = step.request
    method: Line = (Run(request.method, method_role(request.method)), Run(" "))
    lines = fold((*method, Run(show(request.url))), max(8, width - 2), address=True)
    rows += [Row((Run("  "), *line), key=("step", number, i)) for i, line in enumerate(lines)]
    rows += _request_headers(request, number, width, show)
    rows += _content(request, width, show)
    return [*rows, blank(), *_answer(step, number, width)]


def _request_headers(request: Request, number: int, width: int, show: Show) -> list[Row]:
    rows: list[Row] = []
    for place, header in enumerate(request.headers):
        ours = header.layer in (HeaderOrigin.CLIENT, HeaderOrigin.BODY)
        role = Role.MUTED if ours else Role.TEXT
        whence = f"  {signs.INHERITED} from {header.whence}" if header.whence else ""
        line: Line = (Run(f"{header.name}: ", Role.MUTED), Run(show(header.value), role))
        if whence:
            line = (*line, Run(whence, Role.MUTED))
        rows += _keyed(line, ("step-sent", number, place), width)
    return rows


def _keyed(line: Line, key: tuple[str, int, int], width: int) -> list[Row]:
    first, *rest = fold(line, max(8, width - 4))
    return [Row((Run("    "), *first), key=key), *indented(rest, 6)]


def _content(request: Request, width: int, show: Show) -> list[Row]:
    if not isinstance(request.content, TextContent):
        return []
    text = show(request.content.text)
    if not text:
        return []
    shown, more = text[:_EXCERPT], len(text) - _EXCERPT
    rows: list[Row] = [blank()]
    for line in shown.split("\n"):
        rows += indented(fold((Run(line, Role.MUTED),), max(8, width - 4), address=True), 4)
    if more > 0:
        rows += indented([(Run(f"and {more:,} more characters", Role.MUTED),)], 4)
    return rows


def _answer(step: Step, number: int, width: int) -> list[Row]:
    if step.response is None:
        if step.error is None:
            return []
        sign = Run(f"{signs.WRONG} ", Role.BAD, bold=True)
        lines = fold((sign, Run(step.error.message, Role.BAD, bold=True)), max(8, width - 2))
        return indented(lines, 2) + phase_rows(step.timings, width, failed=True)
    response = step.response
    status: Line = (
        *status_look(response).runs(),
        Run(f"   {duration(step.timings.total_ms)}   {size(response.body.size)}"),
    )
    rows = indented(fold(status, max(8, width - 2)), 2)
    rows += _came_over(response, number, width)
    if measured := phase_rows(step.timings, width):
        rows += [*measured, blank()]
    for place, (name, value) in enumerate(response.headers):
        line: Line = (Run(f"{name}: ", Role.MUTED), Run(value))
        rows += _keyed(line, ("step-came", number, place), width)
    if response.incomplete:
        rows += indented(fold((Run(response.incomplete, Role.LOOK),), width - 2), 2)
    if step.purpose is Purpose.TOKEN:
        rows += _token_answer(response, width)
    return rows


def _came_over(response: Response, number: int, width: int) -> list[Row]:
    """Return what is known of the connection: version, TLS, the other end, a proxy."""
    over = response.connection
    facts = [
        response.http_version,
        over.tls,
        over.address,
        f"through {over.proxy}" if over.proxy else "",
        "kept from before" if over.reused else "",
    ]
    text = "   ".join(fact for fact in facts if fact)
    lines = fold((Run(text, Role.MUTED),), max(8, width - 2))
    first, *rest = lines
    return [Row((Run("  "), *first), key=("step", number, "over")), *indented(rest, 2)]


def _token_answer(response: Response, width: int) -> list[Row]:
    """Return a token endpoint's own words; its tokens were masked where they came in."""
    text = response.body.read(0, _EXCERPT).decode("utf-8", "replace").strip()
    if not text:
        return []
    lines = [line for each in text.split("\n") for line in fold((Run(each),), max(8, width - 4))]
    return [blank(), *indented(lines, 4)]
