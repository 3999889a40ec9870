"""Rows that stand in a table, written again as a list of pairs, with every comment of theirs.

A table has each name once and in one place; rows in another order need a list.
Must not be given rows that stand inline: they have no comments of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.formats import splices
from workbench.formats.exactness import comments
from workbench.formats.outline import Outline, outlined
from workbench.formats.toml_values import inline

if TYPE_CHECKING:
    from workbench.formats.positions import KeyPath, Statement


def listed(text: str, path: KeyPath, rows: list[Any], before: str | None) -> str:
    """Return the text with a table of rows as a list behind the key `before` of its parent."""
    outline = outlined(text)
    header = outline.header(path)
    above, beside = _around(outline, header) if header is not None else ([], [])
    lines = _lines(outline, path, rows)
    indent = _indent(outline, header) if header is not None else ""
    written = "\n".join([_with("[", beside), *(f"{indent}  {line}" for line in lines), indent])
    text = splices.remove(text, path)
    text = splices.add_pair(text, path[:-1], str(path[-1]), f"{written}]", before)
    outline = outlined(text)
    pair = outline.pair(path)
    if pair is None:
        raise KeyError(path)
    start, indent = outline.start_of(pair), _indent(outline, pair)
    return text[:start] + "".join(f"{indent}{each}\n" for each in above) + text[start:]


def _lines(outline: Outline, path: KeyPath, rows: list[Any]) -> list[str]:
    noted: dict[str, tuple[list[str], list[str]]] = {}
    inside = [each for each in outline.below(path) if len(each.path) > len(path)]
    for each in inside:
        own = noted.setdefault(str(each.path[len(path)]), ([], []))
        for known, found in zip(own, _around(outline, each), strict=True):
            known += found
    names = [row["name"] if isinstance(row, dict) else row[0] for row in rows]
    # A row under another name is still the row that its comments describe.
    gone = [name for name in noted if name not in names]
    new = [name for name in dict.fromkeys(names) if name not in noted]
    if len(gone) == len(new):
        noted |= {after: noted[before] for before, after in zip(gone, new, strict=True)}
    lines: list[str] = []
    for name, row in zip(names, rows, strict=True):
        above, beside = noted.pop(name, ([], []))
        lines += [*above, _with(f"{inline(row)},", beside)]
    if inside:
        last = inside[-1]
        lines += comments(outline.text[outline.end_of(last) : outline.tail_of(last)]).elements()
    return lines


def _around(outline: Outline, statement: Statement) -> tuple[list[str], list[str]]:
    """Return the comments above a statement and in its value, and the one beside it."""
    text = outline.text
    start, end = statement.span.start, statement.span.end
    above = comments(text[outline.lead_of(statement) : start]) + comments(text[start:end])
    return list(above.elements()), list(comments(text[end : outline.end_of(statement)]).elements())


def _with(line: str, beside: list[str]) -> str:
    return "  ".join([line, *beside])


def _indent(outline: Outline, statement: Statement) -> str:
    return outline.text[outline.start_of(statement) : statement.span.start]
