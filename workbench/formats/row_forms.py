"""The forms in which a collection writes rows: a table, a table with lists, a list of pairs.

Must not know what the rows are for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.domain.collection import Row
from workbench.formats import schema

if TYPE_CHECKING:
    from workbench.formats.findings import Trail
    from workbench.formats.strict import Walk

_FORMS = "a table, or a list of pairs"


def read_rows(walk: Walk, value: Any, trail: Trail) -> tuple[Row, ...]:
    """Return the rows of any of the forms; what is wrong in one is noted and left out."""
    if isinstance(value, dict):
        return _table(walk, value, trail)
    if isinstance(value, list):
        return _pairs(walk, value, trail)
    walk.wrong_type(trail, value, _FORMS)
    return ()


def _table(walk: Walk, value: dict[str, Any], trail: Trail) -> tuple[Row, ...]:
    rows: list[Row] = []
    for name, each in value.items():
        if type(each) is str:
            rows.append(Row(name, each))
        elif isinstance(each, list):
            rows.extend(
                row
                for index, one in enumerate(each)
                if (row := _one(walk, name, one, ((trail, name), index)))
            )
        elif row := _one(walk, name, each, (trail, name)):
            rows.append(row)
    return tuple(rows)


def _one(walk: Walk, name: str, value: Any, trail: Trail) -> Row | None:
    if type(value) is str:
        return Row(name, value)
    if isinstance(value, dict):
        if not value:
            walk.wrong(trail, f'The row "{name}" is empty', 'Write a value: { value = "..." }.')
            return None
        read = walk.read(schema.ROW, value, trail)
        return Row(name, **read) if isinstance(read, dict) else None
    walk.not_text(value, trail)
    return None


def _pairs(walk: Walk, value: list[Any], trail: Trail) -> tuple[Row, ...]:
    rows: list[Row] = []
    for index, each in enumerate(value):
        here = (trail, index)
        if isinstance(each, dict):
            read = walk.read(schema.NAMED_ROW, each, here)
            if isinstance(read, dict):
                rows.append(Row(**read))
        elif isinstance(each, list) and 1 <= len(each) <= 2:
            texts = [one for one in each if isinstance(one, str)]
            for place, one in enumerate(each):
                if not isinstance(one, str):
                    walk.not_text(one, (here, place))
            if len(texts) == len(each):
                rows.append(Row(texts[0], texts[1] if len(texts) == 2 else None))
        elif isinstance(each, list):
            walk.wrong(
                here,
                f"A row of {len(each)} texts: a row has a name and a value",
                'Write ["name", "value"], or ["name"] for a bare flag.',
            )
        else:
            walk.wrong_type(here, each, "a pair", 'Write ["name", "value"].')
    return tuple(rows)
