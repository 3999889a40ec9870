"""What is wrong in a file: every problem with its lines, in the centre, until the file is right.

Must not read or write the file: it posts what is to be written, and is told when it changed.
"""

from __future__ import annotations

import time
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from workbench.domain.problem import Problem
from workbench.tui import signs
from workbench.tui.fold import fold
from workbench.tui.intents import FixAsked
from workbench.tui.keys import Scope, bindings
from workbench.tui.paint import Line, Role, Row, Run
from workbench.tui.pane import Pane
from workbench.views.durations import counted
from workbench.views.gate import expand_tabs, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events
    from textual.binding import BindingType

#: How many lines before the wrong one are shown.
BEFORE = 2


def problem_rows(path: str, text: str, problems: Sequence[Problem], width: int) -> tuple[Row, ...]:
    """Return everything that is wrong in a file, as rows of a width."""
    name = PurePath(path).name
    count = counted(len(problems), "problem")
    head: Line = (
        Run(f"{signs.WRONG} {name} cannot be used: {count}.", Role.BAD, bold=True),
        Run("   The other files are not affected."),
    )
    rows = [Row(line, selectable=False) for line in fold(head, width)]
    rows.append(_blank())
    lines = text.splitlines()
    for number, problem in enumerate(problems, start=1):
        rows += _problem(number, problem, lines, width)
        rows.append(_blank())
    rows += [
        Row(line, selectable=False) for line in fold("It is read again when it changes.", width)
    ]
    same: Line = (Run("The same list: ", Role.MUTED), Run(f"workbench check {name}"))
    rows += [Row(line, selectable=False) for line in fold(same, width)]
    return tuple(rows)


def _blank() -> Row:
    return Row(selectable=False)


def _problem(number: int, problem: Problem, lines: Sequence[str], width: int) -> Iterator[Row]:
    room = width - 3
    first = True
    for line in fold((Run(problem.message, Role.BAD),), room):
        mark = Run(f"{number:<3}", bold=True) if first else Run("   ")
        yield Row((mark, *line), key=number if first else None, selectable=first)
        first = False
    place = problem.place
    where: list[Run] = [Run(f"line {place.line}, column {place.column}")]
    if problem.key:
        where += [Run(", in "), Run(problem.key, bold=True)]
    for line in fold(where, room):
        yield Row((Run("   "), *line), selectable=False)
    yield _blank()
    for at in range(max(1, place.line - BEFORE), place.line + 1):
        if at <= len(lines):
            yield _source(at, lines[at - 1], here=at == place.line)
    if place.line <= len(lines):
        yield _marks(problem, lines[place.line - 1])
    if problem.hint:
        yield _blank()
        fix: Line = (Run("  f", Role.ACCENT, bold=True), Run(" writes it", Role.MUTED))
        hint: Line = (Run(problem.hint), *(fix if problem.replacement is not None else ()))
        for line in fold(hint, room):
            yield Row((Run("   "), *line), selectable=False)


def _source(number: int, text: str, *, here: bool) -> Row:
    left: Line = (
        Run(f"   {signs.HERE if here else ' '} ", Role.BAD if here else Role.TEXT),
        Run(f"{number:>3}   ", Role.TEXT if here else Role.QUIET, bold=here),
        Run(expand_tabs(text)),
    )
    return Row(left, selectable=False)


def _marks(problem: Problem, text: str) -> Row:
    start = problem.place.column - 1
    end = problem.place.end_column - 1 if problem.place.end_column else start + 1
    before = len(visible(expand_tabs(text[:start])))
    under = max(1, len(visible(expand_tabs(text[:end]))) - before)
    return Row((Run(" " * (11 + before)), Run("^" * under, Role.BAD)), selectable=False)


class ProblemsPane(Pane):
    """The Problems of one file; it takes the centre while the tree's cursor is on that file."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PROBLEMS)

    def __init__(self) -> None:
        """Start with no file."""
        super().__init__("Problems", id="problems")
        self.path = ""
        self._text = ""
        self._problems: tuple[Problem, ...] = ()

    def show(self, path: str, text: str, problems: tuple[Problem, ...]) -> None:
        """Show what is wrong in a file."""
        same = path == self.path and problems == self._problems and text == self._text
        self.path, self._text, self._problems = path, text, problems
        if not same:
            self.set_subtitle(f"read {time.strftime('%H:%M:%S')}")
            self.retitle()
            self._fill()

    def title_line(self) -> Line:
        """Add the file's name to the title."""
        return (*super().title_line(), Run(f" {PurePath(self.path).name} "))

    def on_resize(self, event: events.Resize) -> None:
        """Fold for the new width."""
        self._fill()

    def _fill(self) -> None:
        width = self.rows.size.width
        if width and self.path:
            self.rows.set_rows(problem_rows(self.path, self._text, self._problems, width))

    @property
    def _here(self) -> Problem | None:
        key = self.rows.cursor_key
        return (
            self._problems[key - 1] if isinstance(key, int) and key <= len(self._problems) else None
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to fix what somebody knows how to."""
        if action == "problem_fix":
            return self._here is not None and self._here.replacement is not None
        return super().check_action(action, parameters)

    def action_problem_fix(self) -> None:
        """Have what was meant written into the file."""
        if self._here is not None:
            self.post_message(FixAsked(self.path, self._text, self._here))

    def value_to_copy(self) -> tuple[str, str] | None:
        """Copy the problem under the cursor as `workbench check` writes it."""
        problem = self._here
        if problem is None:
            return None
        place = f"{problem.file}:{problem.place.line}:{problem.place.column}"
        return f"{place}: {problem.message} {problem.hint}".strip(), "the problem"
