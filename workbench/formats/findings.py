"""What the strict reader finds wrong, first without places, then as problems with them.

Must not decide what is wrong.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from workbench.domain.problem import Place, Problem, Severity
from workbench.formats.positions import scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.formats.positions import KeyPath, Positions

#: A key path from the inside out, cheap to make for every node: `((None, "request"), 2)`.
Trail = tuple[Any, str | int] | None

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Fix(Enum):
    """A repair that needs the text as written."""

    QUOTE = "put the value between quotes"
    UNNEST = "take the value out of its quotes"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong at a path; `on_key` marks the key, else the value.

    `fix` is the text to put there instead, or a `Fix` that makes it from what is written.
    `missing` marks a key that is not there: the place is that of the table around it.
    """

    path: KeyPath
    message: str
    hint: str = ""
    fix: str | Fix | None = None
    on_key: bool = False
    missing: bool = False
    severity: Severity = Severity.ERROR
    #: Where the same thing stands first; the hint names its line.
    first: KeyPath | None = None
    #: The piece of the value that is meant, where that is not all of it.
    within: str = ""


def unwind(trail: Trail) -> KeyPath:
    """Return a trail as a path."""
    steps: list[str | int] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return tuple(reversed(steps))


def meant(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that somebody who wrote a word may have meant."""
    return _meant(word, tuple(choices))


@lru_cache(maxsize=1000)
def _meant(word: str, choices: tuple[str, ...]) -> str | None:
    by_lower = {choice.lower(): choice for choice in reversed(choices) if len(choice) <= 100}
    normal = word.lower().replace("-", "_")
    close = difflib.get_close_matches(normal[:100], by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def show_path(path: KeyPath, document: object) -> str:
    """Return a path as people read it: `request[3] "Refund".settings.timeout`, from 1."""
    shown = ""
    here: Any = document
    for depth, step in enumerate(path):
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else None
            shown += f"[{step + 1}]" + _called(here, table=path[depth - 1] if depth else "")
        else:
            here = here.get(step) if isinstance(here, dict) else None
            name = step if _BARE.fullmatch(step) else f'"{step}"'
            shown += f".{name}" if shown else name
    return shown


def _called(element: object, table: str | int) -> str:
    if not isinstance(element, dict):
        return ""
    name = element.get("path" if table == "folder" else "name")
    if isinstance(name, list):
        name = "/".join(str(part) for part in name)
    return f' "{name}"' if isinstance(name, str) and name else ""


class Placer:
    """Makes problems of findings; the text is scanned when the first one needs a place."""

    def __init__(
        self, file: str, text: str, document: object, positions: Positions | None = None
    ) -> None:
        """Keep what is needed to place."""
        self._file = file
        self._text = text
        self._document = document
        self._positions = positions

    @property
    def positions(self) -> Positions:
        """Return the places of the text."""
        if self._positions is None:
            self._positions = scan(self._text)
        return self._positions

    def problem(self, finding: Finding) -> Problem:
        """Return one finding as a problem."""
        path = finding.path
        hint, replacement = finding.hint, finding.fix
        if finding.first is not None:
            hint = f"The first stands on line {self.positions.key(finding.first).line}."
        if finding.missing:
            place = self.positions.key(path[:-1]) if path[:-1] else Place(1, 1, 1)
        elif finding.on_key:
            place = self.positions.key(path)
            if path not in self.positions.entries:
                replacement = None
        else:
            place = self.positions.value(path, finding.within)
            raw = self.positions.raw(path)
            if raw is None:
                replacement = None
            elif isinstance(replacement, Fix):
                replacement = f'"{raw}"' if replacement is Fix.QUOTE else raw[1:-1]
                hint = hint or written(path, replacement)
        return Problem(
            file=self._file,
            place=place,
            key=show_path(path, self._document),
            message=finding.message,
            hint=hint,
            severity=finding.severity,
            replacement=replacement if isinstance(replacement, str) else None,
        )

    def problems(self, findings: Sequence[Finding]) -> tuple[Problem, ...]:
        """Return findings as problems in the order of their places."""
        return ordered(self.problem(finding) for finding in findings)


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems in the order of their places."""
    return tuple(sorted(problems, key=lambda each: (each.place.line, each.place.column)))


def written(path: KeyPath, value: str) -> str:
    """Return the hint that shows a value as it should be written, such as `Write timeout = 10`."""
    name = path[-1]
    if isinstance(name, int):
        return f"Write {value}."
    return f"Write {name if _BARE.fullmatch(name) else repr(name)} = {value}."
