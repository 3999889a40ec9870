"""The rows of the tabs Params and Headers, and what else is sent.

Must not render or edit anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.tui.columns import blank
from workbench.tui.paint import Role, Row, Run
from workbench.tui.request.added import (
    Added,
    from_client,
    from_preset,
    inherited_headers,
    own_headers,
)
from workbench.tui.request.tables import (
    Table,
    as_well,
    editable,
    heading,
    table,
    value_text,
    written_for,
)
from workbench.tui.request.templates import AnyName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain import collection
    from workbench.domain.collection import RequestSpec
    from workbench.engine.effective import Effective


@dataclass(frozen=True, slots=True)
class View:
    """What the tabs are made of: the request as it would be sent, as its file has it, and around.

    `effective` is None where it cannot be resolved; `roomy` is the layout with headings.
    """

    spec: RequestSpec
    written: RequestSpec | None
    effective: Effective | None
    width: int
    roomy: bool = False

    @property
    def known(self) -> frozenset[str]:
        """Return the names that variables have."""
        return frozenset(self.effective.variables) if self.effective else AnyName()

    @property
    def edited(self) -> bool:
        """Tell whether it differs from its file."""
        return self.spec != self.written


def param_rows(view: View) -> list[Row]:
    """Return path and query rows, then what is sent as well."""
    spec = view.spec
    added = _as_well(view)
    shape = _shape(view, (*spec.path, *spec.query), added)
    rows: list[Row] = []
    written = view.written
    rows += table_rows(view, shape, "path", spec.path, written.path if written else ())
    rows += table_rows(view, shape, "query", spec.query, written.query if written else ())
    if rows and view.roomy:
        rows.insert(0, heading(shape))
    if not rows:
        rows.append(_hint("No parameters. ", "a", " adds one."))
    return rows + _section("sent as well", shape, added)


def header_rows(view: View) -> list[Row]:
    """Return the request's own headers, those it inherits, and those that are added."""
    spec = view.spec
    effective = view.effective
    inherited = inherited_headers(effective) if effective else ()
    others = (*from_preset(effective), *from_client(effective)) if effective else ()
    shape = _shape(view, spec.headers, (*inherited, *others))
    written = view.written.headers if view.written else ()
    rows = table_rows(view, shape, "headers", spec.headers, written, kind="header")
    if rows and view.roomy:
        rows.insert(0, heading(shape))
    if not rows:
        rows.append(_hint("No headers of its own. ", "a", " adds one."))
    rows += _section("inherited", shape, inherited, switches=True)
    return rows + _section("sent as well", shape, others, switches=True)


def table_rows(
    view: View,
    shape: Table,
    field: str,
    rows: Sequence[collection.Row | collection.Part],
    written: Sequence[collection.Row | collection.Part],
    *,
    kind: str = "",
) -> list[Row]:
    """Return one table of the request."""
    edited = view.edited and view.written is not None
    return [
        line
        for place, row in enumerate(rows)
        for line in editable(
            shape,
            (field, place),
            kind or field,
            row,
            written_for(rows, written, place) if edited else None,
            edited=edited,
        )
    ]


def _as_well(view: View) -> tuple[Added, ...]:
    effective = view.effective
    if effective is None:
        return ()
    kept = tuple(each for each in inherited_headers(effective) if not each.removed)
    return (*own_headers(effective), *kept, *from_preset(effective))


def _shape(
    view: View, rows: Sequence[collection.Row | collection.Part], added: Sequence[Added]
) -> Table:
    names = [row.name for row in rows] + [each.name for each in added]
    values = [value_text(row) for row in rows] + [each.value for each in added]
    return table(names, values, view.width, view.known, roomy=view.roomy)


def _section(
    label: str, shape: Table, added: Sequence[Added], *, switches: bool = False
) -> list[Row]:
    if not added:
        return []
    rows = [blank(), Row((Run(label, Role.MUTED),), selectable=False)]
    lines = (as_well(shape, each, place, switches=switches) for place, each in enumerate(added))
    return rows + [line for each in lines for line in each]


def _hint(before: str, key: str, after: str) -> Row:
    runs = (Run(before, Role.MUTED), Run(key, Role.ACCENT, bold=True), Run(after, Role.MUTED))
    return Row(runs, selectable=False)
