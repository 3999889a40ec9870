"""The rows of an import: its head, its items with what they become, and the notes of one.

Must not decide what becomes of anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.imported import Fate, ImportFormat
from workbench.tui import signs
from workbench.tui.columns import blank, text_rows
from workbench.tui.fold import fold
from workbench.tui.importing.preview import Item, Mark, counts
from workbench.tui.looks import method_run
from workbench.tui.paint import Line, Role, Row, Run, cut, width_of
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Container, Hashable, Sequence

    from workbench.domain.errors import WorkbenchError
    from workbench.domain.imported import Note
    from workbench.tui.importing.job import Found

_FORMATS = {
    ImportFormat.POSTMAN: "Postman",
    ImportFormat.POSTMAN_ENVIRONMENT: "Postman environment",
    ImportFormat.CURL: "curl",
}
_HEADINGS = {
    Fate.CHANGED: "changed",
    Fate.SECRET: "secrets",
    Fate.KEPT: "kept as they are, unused here",
    Fate.LEFT_OUT: "left out",
}
_MARKS = {
    Mark.AS_IT_IS: Run(signs.MET, Role.GOOD),
    Mark.CHANGED: Run(signs.LOOK, Role.LOOK, bold=True),
    Mark.LEFT_OUT: Run(signs.WRONG, Role.BAD),
}
_WORDS = {Mark.AS_IT_IS: "as they are", Mark.CHANGED: "changed", Mark.LEFT_OUT: "left out"}


def head_rows(found: Found, source: str, width: int) -> list[Row]:
    """Return what is read, and the file or files that it becomes."""
    files = found.several
    what = counted(len(found.items), "file") if files else _FORMATS[found.sources[0].read.format]
    target = "a file of its own for each" if files else found.sources[0].target.name
    kind = "environments together in workbench.toml" if files else "new file"
    first: Line = (Run(what, bold=True), Run(f"   {source}"))
    second: Line = (
        Run(f"{signs.RESOLVES} "),
        Run(target, bold=True),
        Run(f"   {kind}, nothing is overwritten", Role.MUTED),
    )
    return [Row(line, selectable=False) for each in (first, second) for line in fold(each, width)]


def title_row() -> Row:
    """Return the names of the columns."""
    return Row((Run("   what", Role.MUTED),), (Run("becomes ", Role.MUTED),), selectable=False)


@dataclass(frozen=True, slots=True)
class PreviewRows:
    """The items, each a row made when it is seen, and what stands below them.

    The key of an item's row is its place among them.
    """

    items: Sequence[Item]
    left: Container[str]
    below: Sequence[Row]

    @property
    def row_count(self) -> int:
        """Return how many rows there are."""
        return len(self.items) + len(self.below)

    def row(self, index: int, width: int) -> Row:
        """Return a row as it looks in a width."""
        place = index - len(self.items)
        return self.below[place] if place >= 0 else self._item(index, width)

    def index_of(self, key: Hashable) -> int | None:
        """Return where an item's row is."""
        return key if isinstance(key, int) and key < len(self.items) else None

    def _item(self, index: int, width: int) -> Row:
        item = self.items[index]
        name: Line = (Run("  " * item.depth), *_method(item), Run(item.name))
        line: Line = (Run(" "), _MARKS[item.mark(self.left)], Run(" "), *name)
        becomes: Line = (Run(f"{item.becomes} ", Role.MUTED),) if item.becomes else ()
        # What does not fit here stands whole among the notes.
        room = width - width_of(becomes) - 2
        if room < width // 2 and width_of(line) > room:
            room, becomes = width, ()
        return Row(cut(line, room), becomes, key=index)


def _method(item: Item) -> Line:
    return (method_run(item.method), Run(" ")) if item.method else ()


def count_rows(items: Sequence[Item], left: Container[str]) -> list[Row]:
    """Return how many items there are of each mark."""
    runs: list[Run] = []
    for mark, count in counts(items, left).items():
        runs += [Run("   ")] if runs else []
        runs += [_MARKS[mark], Run(f" {count:,} {_WORDS[mark]}")]
    return [blank(), Row(tuple(runs), selectable=False)]


def secret_rows(secrets: Sequence[str], width: int) -> list[Row]:
    """Return where what is secret goes, nothing where there is none."""
    if not secrets:
        return []
    line: list[Run] = [Run("The secrets do not go into the file. They become ", Role.MUTED)]
    for index, each in enumerate(secrets):
        line += [Run(" and " if index == len(secrets) - 1 else ", ")] if index else []
        line.append(Run(f"{{{{env:{each}}}}}", Role.VALUE))
    line.append(Run("; their values go into .env beside it.", Role.MUTED))
    return [blank(), *text_rows(tuple(line), width)]


def note_rows(item: Item, left: Container[str], width: int) -> list[Row]:
    """Return what is said of an item, by what became of it."""
    mark = item.mark(left)
    rows = text_rows((_MARKS[mark], Run(f" {item.name}", bold=True)), width)
    if item.becomes:
        rows += text_rows((Run("becomes  ", Role.MUTED), Run(item.becomes)), width, 2)
    if item.labels and mark is Mark.LEFT_OUT:
        said = "It is left; space takes it."
        rows += [blank(), *text_rows((Run(said, Role.MUTED),), width)]
    elif not item.notes:
        said = "Nothing to say: all of it has a counterpart."
        rows += [blank(), *text_rows((Run(said, Role.MUTED),), width)]
    for fate in Fate:
        found = [note for note in item.notes if note.fate is fate]
        if found:
            rows += [blank(), *text_rows((Run(_HEADINGS[fate], Role.MUTED),), width)]
        for note in found:
            rows += _note(note, fate, width)
    return rows


def _note(note: Note, fate: Fate, width: int) -> list[Row]:
    sign: Line = (Run(f"{signs.WRONG} ", Role.BAD),) if fate is Fate.LEFT_OUT else ()
    rows = text_rows((*sign, Run(note.what)), width)
    arrow: Line = (Run(f"{signs.RESOLVES} "),) if fate is Fate.CHANGED else ()
    return rows + text_rows((*arrow, Run(note.why, Role.MUTED)), width, 2)


def error_rows(error: WorkbenchError, width: int) -> list[Row]:
    """Return what went wrong, below the field."""
    rows = text_rows((Run(f"{signs.WRONG} {error.message}", Role.BAD, bold=True),), width)
    for part in (error.hint, error.fix):
        rows += [row for line in part.split("\n") if line for row in text_rows(line, width, 2)]
    return rows


def path_rows(found: Sequence[str], typed: str, width: int) -> list[Row]:
    """Return the paths that what was typed can become; the key of a row is its path."""
    if not found:
        said = (
            f"Nothing that can be imported begins with {typed}."
            if typed
            else "Nothing here can be imported."
        )
        return text_rows((Run(said, Role.MUTED),), width)
    return [Row((Run(f" {_last(each)}"),), key=each) for each in found]


def _last(path: str) -> str:
    return PurePath(path).name + ("/" if path.endswith("/") else "")


def hint_rows(typed: str, width: int) -> list[Row]:
    """Return what can be typed or pasted, and what a directory is."""
    said = "A path, or paste: a curl command, a Postman collection or environment."
    rows = text_rows((Run(said, Role.MUTED),), width)
    if typed.endswith("/"):
        whole = (Run("enter", Role.ACCENT, bold=True), Run(f" takes all files in {typed}"))
        rows += text_rows(whole, width)
    return [*rows, blank()]


def said_of(count: int) -> str:
    """Return how many notes there are."""
    return counted(count, "note") if count else "no notes"
