"""Edits of a TOML text that leave every other line as it is: each returns the new text.

Must not know what a collection is, and must only be given a text that `tomllib` reads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.formats.outline import Outline, is_below, key_texts, outlined
from workbench.formats.toml_values import key as written_key

_BLANK_END = re.compile(r"\n(?:[ \t\r]*\n)*[ \t\r]*\Z")
_BLANK_START = re.compile(r"(?:[ \t\r]*\n)*")

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.formats.positions import KeyPath, Span, Statement


def set_value(text: str, path: KeyPath, written: str) -> str:
    """Write another value behind a key; the comment beside it stays."""
    entry = outlined(text).positions.entries[path]
    if entry.value is None:
        raise KeyError(path)
    return text[: entry.value.start] + written + text[entry.value.end :]


def rename(text: str, path: KeyPath, name: str) -> str:
    """Write another name for a key or table, in its header and in those of all that is in it."""
    spans: set[Span] = set()
    for statement in outlined(text).statements:
        spans |= {span for part, span in statement.parts if part == path}
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + written_key(name) + text[span.end :]
    return text


def remove(text: str, path: KeyPath) -> str:
    """Take a key, a table or an element of an array of tables away, with what describes it."""
    outline = outlined(text)
    whole = any(each.brackets for each in outline.below(path))
    for span in reversed(outline.groups(path)):
        text = _without(text, span, blanks=whole)
    return text


def _without(text: str, span: Span, *, blanks: bool) -> str:
    before, after = text[: span.start], text[span.end :]
    if blanks:
        above, below = _BLANK_END.search(before), _BLANK_START.match(after)
        shorter = above is not None and below is not None and len(above[0]) <= len(below[0])
        if not before or (_ends_blank(before) and below and below[0] and not shorter):
            after = after[below.end() :] if below else after
        elif above is not None and below is not None and below[0]:
            before = before[: above.start()] + "\n"
    if not after.strip():
        before = _BLANK_END.sub("\n", before) if before.strip() else ""
    return before + after


def _ends_blank(text: str) -> bool:
    lines = text.rsplit("\n", 2)
    return len(lines) < 3 or (not lines[-1] and not lines[-2].strip())


def add_pair(text: str, table: KeyPath, name: str, written: str, after: str | None) -> str:
    """Write a key into a table, behind another key of it; first where `after` is None."""
    outline = outlined(text)
    if header := outline.header(table):
        pairs = outline.pairs_in(table)
        behind = [
            each for each in pairs if after is not None and is_below(each.path, (*table, after))
        ]
        near = behind[-1] if behind else (pairs[-1] if after is not None and pairs else None)
        line = f"{_indent(outline, near or (pairs[0] if pairs else header))}{written_key(name)}"
        return _inserted(text, outline.end_of(near or header), f"{line} = {written}\n")
    dotted = [each for each in outline.below(table) if key_texts(outline, each, table)]
    pairs = [each for each in dotted if not each.brackets]
    if pairs:
        behind = [
            each for each in pairs if after is not None and is_below(each.path, (*table, after))
        ]
        near = (behind or pairs)[-1]
        start = key_texts(outline, near, table)
        line = f"{_indent(outline, near)}{start}.{written_key(name)} = {written}\n"
        return _inserted(text, outline.end_of(near), line)
    first = outline.below(table)[0]
    line = f"[{_names(table)}]\n{written_key(name)} = {written}\n"
    return _inserted(text, outline.lead_of(first), line)


def has_pairs(text: str, table: KeyPath) -> bool:
    """Tell whether a table is written as `table.key = ...` without a header."""
    outline = outlined(text)
    below = [each for each in outline.below(table) if key_texts(outline, each, table)]
    return outline.header(table) is None and any(not each.brackets for each in below)


def move_pair(text: str, table: KeyPath, name: str, after: str | None) -> str:
    """Put a key's lines, comments above included, behind another key of the table, or first."""
    outline = outlined(text)
    spans = outline.groups((*table, name))
    lines = "".join(text[slice(*span)] for span in spans)
    for span in reversed(spans):
        text = text[: span.start] + text[span.end :]
    outline = outlined(text)
    behind = outline.below((*table, after)) if after is not None else []
    header = outline.header(table)
    if behind:
        return _inserted(text, outline.end_of(behind[-1]), lines)
    return _inserted(text, outline.end_of(header) if header else 0, lines)


def add_section(text: str, parent: KeyPath, lines: Sequence[str]) -> str:
    """Write a table of its own below all that its parent has."""
    outline = outlined(text)
    last = outline.below(parent)[-1]
    return _inserted(text, outline.end_of(last), "".join(f"{line}\n" for line in lines))


def add_block(
    text: str, lines: Sequence[str], *, behind: KeyPath | None, before: KeyPath | None
) -> str:
    """Write a block between blank lines: behind a table, before one, or at the end."""
    outline = outlined(text)
    block = "".join(f"{line}\n" for line in lines)
    if behind is not None and (found := outline.groups(behind)):
        return _apart(text, found[-1].end, block)
    if before is not None and (found := outline.groups(before)):
        return _apart(text, found[0].start, block)
    return _apart(text, len(text), block)


def move_block(text: str, path: KeyPath, *, behind: KeyPath | None, before: KeyPath | None) -> str:
    """Put an element of an array of tables, with all that is in it, elsewhere.

    `behind` and `before` are paths as they are once the element is gone.
    """
    lines = block(text, path)
    text = remove(text, path)
    return add_block(text, lines[:-1].split("\n"), behind=behind, before=before)


def block(text: str, path: KeyPath) -> str:
    """Return the lines of an element of an array of tables, with what describes it."""
    spans = outlined(text).groups(path)
    return "".join(_line_ended(text[slice(*span)]) for span in spans)


def reorder(text: str, path: KeyPath, order: Sequence[int]) -> str:
    """Put the elements of an array of tables in another order; empty where one is in pieces."""
    outline = outlined(text)
    found = [outline.groups((*path, at)) for at in range(len(order))]
    if any(len(each) != 1 for each in found):
        return ""
    spans = [each[0] for each in found]
    blocks = [_line_ended(text[slice(*span)]) for span in spans]
    for at in reversed(range(len(order))):
        text = text[: spans[at].start] + blocks[order[at]] + text[spans[at].end :]
    return text


def _line_ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _apart(text: str, at: int, block: str) -> str:
    before, after = _line_ended(text[:at]), text[at:]
    if before and not _ends_blank(before):
        before += "\n"
    if after.strip() and after.partition("\n")[0].strip():
        block += "\n"
    return before + block + after


def _inserted(text: str, at: int, lines: str) -> str:
    return _line_ended(text[:at]) + lines + text[at:]


def _indent(outline: Outline, statement: Statement) -> str:
    return outline.text[outline.start_of(statement) : statement.span.start]


def _names(table: KeyPath) -> str:
    return ".".join(written_key(step) for step in table if isinstance(step, str))
