"""What helps the field over each cell of a request: what the cell is for, and what is around it.

Must not make offers: `completing` does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.workspace import CollectionFile
from workbench.tui.field import Field
from workbench.tui.request.auth_tab import AUTH_ROW, kind_of
from workbench.tui.request.completing import Around, Place
from workbench.tui.request.edits import rows_of
from workbench.tui.request.helped_field import Help, HelpedField
from workbench.tui.request.values import table_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from workbench.domain.presets import Preset
    from workbench.domain.workspace import RequestRef, Workspace
    from workbench.tui.paint import CellEdit
    from workbench.tui.request.looked import Looked


def field_for(
    workspace: Workspace, looked: Looked | None, key: Hashable | None, cell: CellEdit
) -> Field:
    """Return the field over a cell of a row."""
    if looked is None:
        return Field(cell.text)
    return HelpedField(cell.text, help_of_cell(workspace, looked, key, cell.name))


def help_of_cell(workspace: Workspace, looked: Looked, key: Hashable | None, name: str) -> Help:
    """Return what helps in a cell of a row."""
    around = _around(looked)
    if key == AUTH_ROW:
        return Help(Place.AUTH, replace(around, presets=_presets(workspace, looked.ref)))
    place = table_key(key)
    if place is None or place[0] != "headers":
        return Help(Place.TEXT, around)
    rows = rows_of(looked.spec, "headers")
    if name == "name":
        others = (row.name.lower() for at, row in enumerate(rows) if at != place[1])
        return Help(Place.HEADER_NAME, replace(around, taken=frozenset(others)))
    own = rows[place[1]].name if place[1] < len(rows) else ""
    return Help(Place.HEADER_VALUE, replace(around, name=own))


def help_of_address(workspace: Workspace, looked: Looked) -> Help:
    """Return what helps in the address; what it resolves to is shown in the head already."""
    file = workspace.file(looked.ref.file)
    requests = file.collection.requests if isinstance(file, CollectionFile) else ()
    others = dict.fromkeys(each.url for each in requests if each.url and each != looked.written)
    return Help(Place.ADDRESS, replace(_around(looked), addresses=tuple(others)), resolves=False)


def _around(looked: Looked) -> Around:
    return Around(looked.effective.variables if looked.effective else {})


def _presets(workspace: Workspace, ref: RequestRef) -> tuple[tuple[str, str], ...]:
    file = workspace.file(ref.file)
    here = file.collection.presets if isinstance(file, CollectionFile) else {}
    shared = {name: each for name, each in workspace.layer.presets.items() if name not in here}
    return (
        ("inherit", "what its folder or collection says"),
        ("none", "sends no credentials"),
        *_said(here, ""),
        *_said(shared, "  from workbench.toml"),
    )


def _said(presets: Mapping[str, Preset], whence: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, " ".join(run.text for run in kind_of(each) if run.text.strip()) + whence)
        for name, each in presets.items()
    )
