"""A body being read: its view, its rows, and the search in it; worked on in bounded slices.

    changed / typed ──▶ busy ──slice, slice ...──▶ all seen and searched

Must not draw, hold the terminal up, or own the bytes.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.domain.errors import UsageError
from workbench.tui.paint import Line, Role, Row, Run
from workbench.tui.response.body_rows import BodyRows
from workbench.tui.response.elsewhere import FilteredBody, Filters, Formats, NotFormatted, give_back
from workbench.tui.signs import IN_FLIGHT, WRONG
from workbench.views.body import BodyView, Kind
from workbench.views.durations import counted

if TYPE_CHECKING:
    from workbench.domain.http import Body
    from workbench.views.search import Match, Search
    from workbench.views.source import FormattedSource

#: Bytes looked at before the first rows are shown, and in one slice: a slice takes some 10 ms.
HEAD, SLICE = 1 << 14, 1 << 16
#: How many lines are copied at most.
MOST_COPIED = 20_000
_HEX_WIDTH = 78  # of sixteen bytes a row
#: From how many lines on their number is part of the summary.
MANY_LINES = 10_000
#: What views call bodies that are meant to be seen while they come.
STREAMS = ("event stream", "JSON lines")
_MEMBER = re.compile(r'\s*(?:"(?P<name>(?:[^"\\]|\\.)*)":\s*)?(?P<value>.*?),?\s*$', re.DOTALL)


class SearchKind(StrEnum):
    """What is typed in the search line, in the order of its `tab` key."""

    TEXT = "text"
    REGEX = "regex"
    PATH = "path"


class Reading:
    """One body on the screen; the row cursor is the list's, as line and row numbers here."""

    def __init__(self, body: Body, content_type: str, *, ascii_only: bool = False) -> None:
        """Look at the head of it at once."""
        self.body = body
        self._ascii_only = ascii_only
        self.view = BodyView(body, content_type, ascii_only=ascii_only)
        self.rows = BodyRows(self.view)
        self.needle = ""
        self.search_kind = SearchKind.TEXT
        self.path = ""
        self.filtered: Reading | None = None
        self._laid_out: FormattedSource | None = None
        self._wanted: tuple[int, int] | None = None
        self._level: int | None = None
        self.view.advance(HEAD)

    @property
    def search(self) -> Search | None:
        """Return the search that is open."""
        return self.rows.search

    @property
    def busy(self) -> bool:
        """Tell whether there is something left to look at among the bytes that are there."""
        behind = not self.view.done and (self.body.complete or self.view.progress < 1)
        return behind or (self.search is not None and not self.search.done)

    def work(self) -> None:
        """Look at one more slice."""
        self._have_formatted()
        if not self.view.done:
            before, hidden = self.view.layout, self.view.hidden
            self.view.advance(SLICE)
            if self.view.hidden != hidden:
                self.rows.forget_shape()
            if self.view.layout is not before:
                # The same lines, from elsewhere.
                self.rows.forget_shape()
                if self.search is not None:
                    self.look_for(self.needle)
        if self.search is not None and not self.search.done:
            self.search.advance(SLICE)

    def _have_formatted(self) -> None:
        wish = self.view.wish
        if wish is None:
            return
        text: FormattedSource = NotFormatted()
        if isinstance(self.body, Formats):
            text = self.body.formatted(skip=wish.skip, many=wish.many) or text
        give_back(self._laid_out)
        self._laid_out = text
        self.view.take_formatted(text)

    def let_go(self) -> None:
        """Give back what was made of the body, at once: it may be a gigabyte of disk."""
        self.filter_by("")
        give_back(self._laid_out)

    @property
    def is_stream(self) -> bool:
        """Tell whether it is looked at as it comes: events or values, one after the other."""
        return not self.body.complete and self.view.label in STREAMS

    @property
    def kind(self) -> str:
        """Return what the body is and how it is looked at: `JSON`, `JSON, raw`."""
        view = self.view
        words = [view.label] if view.label else []
        usual = next((k for k in (Kind.PRETTY, Kind.TIDY) if k in view.kinds()), Kind.LINES)
        if view.kind is not usual and not (view.kind is Kind.HEX and view.label == "binary"):
            words.append(str(view.kind))
        if view.number_count >= MANY_LINES:
            words.append(counted(view.number_count, "line"))
        return ", ".join(words)

    def notes(self) -> list[Row]:
        """Return what is to be known about the way it is looked at, a row each."""
        notes = ((self.view.note, Role.MUTED), (self.view.error, Role.LOOK))
        return [Row((Run(text, role),), selectable=False) for text, role in notes if text]

    def where(self, line: int, room: int) -> Line:
        """Return the path of the node on a line, its end if that is long, and the line's number."""
        position = self.position(line)
        if self.rows.mark is not None:
            position = f"V marks line {self.number(self.rows.mark):,}   {position}"
        row = self.view.row_of(line)
        path = self.view.path(row) if row < self.view.row_count else ""
        left = room - len(position) - 3
        if len(path) > left:
            path = "…" + path[-left + 1 :] if left > 12 else ""
        return (Run(path, Role.ACCENT), Run("   " * bool(path) + position, Role.MUTED))

    def number(self, line: int) -> int:
        """Return the number that stands beside a line, or above it where it goes on."""
        layout = self.view.layout
        while line and layout.number(line) is None:
            line -= 1
        return layout.number(line) or line + 1

    def position(self, line: int) -> str:
        """Return `line 7 of 65` for a line of the layout."""
        view = self.view
        row = view.row_of(line) if view.row_count else 0
        number = next(
            (n for n in (view.row(r).number for r in range(row, -1, -1)) if n is not None), None
        )
        if number is None:
            return f"row {row + 1:,} of {view.row_count:,}" if view.row_count else ""
        so_far = "" if view.done else " so far"
        text = f"line {number:,} of {view.number_count:,}{so_far}"
        if view.number_count >= MANY_LINES:
            text += f"   {number * 100 // view.number_count} %"
        return text

    # Folding and kinds.

    def can_fold(self, line: int) -> bool:
        """Tell whether something opens on a line."""
        row = self.view.row_of(line)
        return row < self.view.row_count and bool(self.view.row(row).fold)

    def toggle(self, line: int) -> bool:
        """Fold or open what is on a line."""
        done = self.view.toggle(self.view.row_of(line))
        if done:
            self.rows.forget_shape()
        return done

    def fold_all(self, *, folded: bool) -> None:
        """Fold everything below the outermost level, or open everything."""
        self._level = 1 if folded else None
        if folded:
            self.view.fold_all()
        else:
            self.view.unfold_all()
        self.rows.forget_shape()

    def fold_by(self, by: int, line: int) -> None:
        """Fold all nodes one level further in or out than now; first, as deep as a line is."""
        if self._level is None:
            self._level = self.view.level(self.view.row_of(line)) + (1 if by < 0 else 0)
        self._level = max(1, self._level + by)
        self.view.fold_level(self._level)
        self.rows.forget_shape()

    def fit(self, width: int) -> None:
        """Put as many bytes a row of hex as fit."""
        self.view.set_narrow(narrow=width - self.rows.gutter - 3 < _HEX_WIDTH)

    def choose_charset(self, name: str) -> bool:
        """Read the text in another charset; False where we know none of that name."""
        if not self.view.choose_charset(name):
            return False
        self._begin_again()
        return True

    def next_kind(self) -> None:
        """Look at it in the next way; a search goes on there."""
        kinds = self.view.kinds()
        self.view.show(kinds[(kinds.index(self.view.kind) + 1) % len(kinds)])
        self._begin_again()

    def _begin_again(self) -> None:
        self.rows.forget_shape()
        self.rows.mark = None
        self.view.advance(HEAD)
        if self.search is not None:
            self.look_for(self.needle)

    # Searching.

    def look_for(self, needle: str, line: int = 0) -> None:
        """Search for a text; the current match is the first at or after a line."""
        self.needle = needle
        regex = self.search_kind is SearchKind.REGEX
        self.rows.search = self.view.search(needle, regex=regex) if needle else None
        self.rows.current = None
        self._wanted = (line, 0) if needle else None
        if self.rows.search is not None:
            # Little, since the next letter may be there already; the rest is done in slices.
            self.rows.search.advance(SLICE // 8)

    # Filtering.

    @property
    def shown(self) -> Reading:
        """Return what is to be seen: what was found by a filter, or all of it."""
        return self.filtered or self

    def next_search_kind(self) -> None:
        """Take what is typed as the next kind of search."""
        kinds = [kind for kind in SearchKind if kind is not SearchKind.PATH or self._filters]
        self.search_kind = kinds[(kinds.index(self.search_kind) + 1) % len(kinds)]

    @property
    def _filters(self) -> bool:
        pretty = Kind.PRETTY in self.view.kinds() and not self.view.many
        return pretty and self.body.complete and isinstance(self.body, Filters)

    def filter_by(self, path: str) -> None:
        """Show only what a JSONPath finds, as it is found; all again without one."""
        if path == self.path:
            return
        self.path = path
        if self.filtered is not None:
            self.filtered.let_go()
            self.filtered.body.close()
        self.filtered = None
        if path and isinstance(self.body, Filters):
            found = self.body.filtered(path, skip=self.view.bom)
            self.filtered = Reading(found, "application/json", ascii_only=self._ascii_only)

    def nothing_found(self) -> Line:
        """Return what is said while a filter has found nothing."""
        match self.filtered.body if self.filtered else None:
            case FilteredBody(complete=True, failed=failed) if failed:
                return (Run("The filter could not be applied: ", Role.MUTED), Run(failed))
            case _:
                return (Run("Nothing is found yet.", Role.MUTED),)

    def _filter_status(self) -> Line:
        found = self.filtered.body if self.filtered else None
        kind = Run(f"{SearchKind.PATH}   ", Role.MUTED)
        match found:
            case FilteredBody(complete=True, failed=failed) if failed:
                return (kind, Run(f"{WRONG} {failed}", Role.BAD))
            case FilteredBody(complete=True, count=count):
                return (kind, Run(f"{counted(count, 'value')} found"))
            case None:
                return (kind,)
            case _:
                return (kind, Run(f"{IN_FLIGHT} filtering", Role.ACCENT))

    def stop(self) -> bool:
        """Stop searching on, keeping what was found; False where nothing was going on."""
        return self.search is not None and self.search.stop()

    def arrive(self) -> Match | None:
        """Return the match that is wanted, once it is found; it is the current one then."""
        search = self.search
        if search is None or self._wanted is None:
            return None
        found = search.first_from(*self._wanted)
        if found is None and search.done and search.count:
            found = 0
        if found is None:
            return None
        self._wanted = None
        return self._current(found)

    def step(self, by: int) -> Match | None:
        """Return the next match, or the one before, round where the search is over."""
        search = self.search
        if search is None or not search.count:
            return None
        if self.rows.current is None:
            return self._current(0)
        wanted = self.rows.current + by
        if 0 <= wanted < search.count:
            return self._current(wanted)
        return self._current(wanted % search.count) if search.done else None

    def _current(self, number: int) -> Match | None:
        search = self.search
        if search is None:
            return None
        self.rows.current = number
        match = search.match(number)
        self.unfold_to(match.line)
        return match

    def unfold_to(self, line: int) -> None:
        """Open the folds that hide a line."""
        before = self.view.row_count
        self.view.unfold_to(line)
        if self.view.row_count != before:
            self.rows.forget_shape()

    def status(self) -> Line:
        """Return what the search line says: kind, case, `match 7 of 128 so far`, progress."""
        search = self.search
        if self.search_kind is SearchKind.PATH:
            return self._filter_status()
        if search is None:
            return (Run(self.search_kind, Role.MUTED),)
        if search.query.wrong:
            return (Run(f"{self.search_kind}   ", Role.MUTED), Run(search.query.wrong, Role.BAD))
        how = f"{self.search_kind}, {'exact' if search.exact else 'any'} case"
        runs = [Run(f"{how}   ", Role.MUTED)]
        current = self.rows.current
        if search.count:
            place = f"{current + 1:,}" if current is not None else "-"
            whole = search.done and not (search.full or search.stopped)
            so_far = "" if whole else " so far"
            runs += [Run("match "), Run(place, bold=True), Run(f" of {search.count:,}{so_far}")]
        elif search.done:
            runs.append(Run("no match so far" if search.stopped else "no match", Role.LOOK))
        if search.stopped:
            runs.append(Run(", stopped", Role.LOOK))
        if not search.done:
            part = int(search.progress * 100)
            runs.append(Run(f"   {IN_FLIGHT} {part} %", Role.ACCENT))
        return tuple(runs)

    # Copying.

    def lines_from_mark(self, line: int) -> tuple[str, str] | None:
        """Return the lines between the mark and a line, as they are shown; None without a mark."""
        mark = self.rows.mark
        if mark is None:
            return None
        layout = self.view.layout
        first, last = min(mark, line), min(max(mark, line) + 1, layout.line_count)
        if last - first > MOST_COPIED:
            raise UsageError(
                f"{last - first:,} lines are more than can be copied at once.",
                f"At most {MOST_COPIED:,} are.",
                "s saves the whole body to a file.",
            )
        pieces: list[str] = []
        for at, text in enumerate(layout.texts(first, last), first):
            pieces.append("\n" if pieces and not layout.continues(at) else "")
            pieces.append(text)
        return "".join(pieces), counted(last - first, "line")

    def value_at(self, line: int) -> tuple[str, str] | None:
        """Return the value on a line as the source spells it, and what it is."""
        layout = self.view.layout
        if not 0 <= line < layout.line_count:
            return None
        first = line
        while first and layout.continues(first):
            first -= 1
        last = first + 1
        while last < layout.line_count and layout.continues(last):
            last += 1
        text = "".join(layout.texts(first, last))
        if self.view.kind is not Kind.PRETTY:
            return text.rstrip("\r\n"), "this line"
        found = _MEMBER.match(text)
        if found is None:
            return text.strip(), "this line"
        value = _unquoted(found["value"])
        name = found["name"]
        return value, f"the value of {name}" if name is not None else "the value"


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"' and "\\" not in value:
        return value[1:-1]
    return value
