"""The statements of a text by name, to compare two texts line by line and comment by comment.

Must not judge whether what a text says is what was meant.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.formats.commented import COMMENT, at_path, found, lines_of, named
from workbench.formats.outline import Outline
from workbench.formats.positions import Statement
from workbench.formats.toml_values import inline


class Statements:
    """A text's statements, by names that stay when they go elsewhere; `renames` are prefixes."""

    def __init__(self, text: str, renames: Mapping[str, str] | None = None) -> None:
        """Scan the text once."""
        self.text = text
        self.lines = lines_of(text)
        self.comments = Counter(found(text))
        self.values: dict[str, Any] = {}
        #: Where a comment stands: its place and the name of the statement, once for each copy.
        self.places: dict[str, list[tuple[str, str]]] = {}
        #: The elements of lists, as they are written.
        self.elements: dict[str, list[str]] = {}
        #: The statements around a comment that stands apart, and whether it is right below one.
        self.between: dict[str, tuple[str, str, bool]] = {}
        self._of_line: dict[str, list[str]] = {}
        self._moved_headers: set[str] = set()
        self._renames = dict(renames or {})
        outline, document = Outline(text), tomllib.loads(text)
        before, done = "", 0
        for each in outline.statements:
            name = self._name(named(document, each.path), header=bool(each.brackets))
            lead, end = outline.lead_of(each), outline.end_of(each)
            self.values[name] = at_path(document, each.path) if each.value is not None else None
            for line in text[lead:end].split("\n"):
                self._of_line.setdefault(line, []).append(name)
            value = self.values[name]
            self.elements[name] = list(map(inline, value)) if isinstance(value, list) else []
            for comment, place in _placed(outline, each):
                self.places.setdefault(comment, []).append((place, name))
            self._apart(text[done:lead], before, name)
            before, done = name, end
        self._apart(text[done:], before, "")

    def _name(self, name: str, *, header: bool) -> str:
        for old, new in self._renames.items():
            if name == old or name.startswith(f"{old} "):
                if header and "<" not in old:
                    self._moved_headers.add(new + name[len(old) :])
                return new + name[len(old) :]
        return name

    def _apart(self, text: str, before: str, after: str) -> None:
        attached = True
        for line in text.split("\n"):
            attached = attached and bool(line.strip())
            for comment in found(line):
                self.between[comment] = (before, after, attached)

    def may_change(self, line: str, other: Statements) -> bool:
        """Tell whether a line is one of a statement that says something else in the other text."""
        if COMMENT.fullmatch(line.strip()):
            return True
        return any(self._differs(name, line, other) for name in self._of_line.get(line, []))

    def _differs(self, name: str, line: str, other: Statements) -> bool:
        if name not in other.values or name in self._moved_headers | other._moved_headers:
            return True
        mine, theirs = self.values[name], other.values[name]
        if isinstance(mine, list) and isinstance(theirs, list) and "," in line:
            kept = [inline(each) for each in mine if each in theirs]
            if any(line.strip().startswith(f"{each},") for each in kept):
                return False
        return repr(mine) != repr(theirs)

    def comments_wrong(self, after: Statements, *, copies: bool) -> Iterator[str]:
        """Give every comment that went, came or stands elsewhere in the text after an edit."""
        for comment, places in self.places.items():
            for place in places:
                if comment not in after.comments:
                    if not self._left_with(place, after):
                        yield f"{comment} of {place[1]} is gone"
                elif not any(_is_still(place, one, after) for one in after.places.get(comment, [])):
                    yield f"{comment} of {place[1]} is at {after.places.get(comment)}"
        for comment, (above, below, attached) in self.between.items():
            gone = above and above not in after.values
            if comment not in after.comments and not (
                gone and (attached or below not in after.values)
            ):
                yield f"{comment} is gone, between {above} and {below}"
        for comment in after.comments - self.comments:
            if not copies or comment not in self.comments:
                yield f"{comment} came"

    def _left_with(self, place: tuple[str, str], after: Statements) -> bool:
        where, name = place
        if name not in after.values:
            return True
        mine, theirs = self.values[name], after.values[name]
        return where.startswith("inside") and any(
            not isinstance(theirs, list) or each not in theirs for each in mine
        )


def _is_still(old: tuple[str, str], new: tuple[str, str], after: Statements) -> bool:
    if old == new:
        return True
    (place, was), (where, name) = old, new
    if isinstance(after.values.get(name), list) and f"{was} ".startswith(f"{name} "):
        # A table that became a list: a test of its own says where in the list.
        return where == "above" or where.startswith("inside")
    if old[1] == new[1] and place.startswith("inside") and where.startswith("inside"):
        # What was changed is another element now, with the comments of the one it was.
        return place.partition(": ")[2] not in after.elements[name]
    same_table = was.rpartition(" ")[0] == name.rpartition(" ")[0]
    return place == where and was not in after.values and same_table and name.endswith(" renamed")


def _placed(outline: Outline, statement: Statement) -> Iterator[tuple[str, str]]:
    text = outline.text
    lead, start, end = (
        outline.lead_of(statement),
        outline.start_of(statement),
        outline.end_of(statement),
    )
    last = max(start, text.rfind("\n", 0, statement.span.end) + 1)
    yield from ((comment, "above") for comment in found(text[lead:start]))
    yield from _inside(text[start:last])
    yield from ((comment, "beside") for comment in found(text[last:end]))


def _inside(lines: str) -> Iterator[tuple[str, str]]:
    """Give the comments in a list over lines: each with the element beside or below it."""
    waiting: list[str] = []
    for line in lines.split("\n"):
        comments = found(line)
        element = line.partition("#")[0].strip().rstrip(" ,")
        if not element:
            waiting += comments
            continue
        yield from ((comment, f"inside: {element}") for comment in (*waiting, *comments))
        waiting = []
    yield from ((comment, "inside: its end") for comment in waiting)
