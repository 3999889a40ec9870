"""What `y` copies where the cursor is not on a body, and which step of an exchange it is on.

Must not copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from workbench.domain.http import Exchange, Request, Response, Step
    from workbench.tui.paint import Row


def row_value(row: Row | None, response: Response | None) -> tuple[str, str] | None:
    """Return a header's value, else the text of the line, and what it is; None for an empty one."""
    if row is None:
        return None
    match row.key:
        case ("header", int(place)) if response is not None:
            name, value = response.headers[place]
            return value, f"the value of {name}"
    text = "".join(run.text for run in row.left).strip()
    return (text, "this line") if text else None


def step_value(
    row: Row | None, exchange: Exchange | None, as_curl: Callable[[Request], str]
) -> tuple[str, str] | None:
    """Return a header's value as it is shown, a step as curl, or the text of the line."""
    step = step_at(row.key if row else None, exchange)
    if row is None or step is None:
        return row_value(row, None)
    match row.key:
        case ("step-sent", int(), int(place)):
            header = step.request.headers[place]
            return str(header.value), f"the value of {header.name}"
        case ("step-came", int(), int(place)) if step.response is not None:
            name, value = step.response.headers[place]
            return value, f"the value of {name}"
        case ("step", int(number), *_):
            return as_curl(step.request), f"step {number} as curl, secrets masked"
        case _:
            return row_value(row, None)


def step_at(key: Hashable | None, exchange: Exchange | None) -> Step | None:
    """Return the step that a row of Exchange belongs to."""
    match key:
        case ("step" | "step-sent" | "step-came", int(number), *_) if exchange is not None:
            steps = exchange.steps
            return steps[number - 1] if 0 < number <= len(steps) else None
        case _:
            return None
