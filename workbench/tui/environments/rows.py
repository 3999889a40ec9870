"""The rows of the window of environments, a function for each of its tabs.

Pure. Must not show a literal secret unless told to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.secret import MASK
from workbench.domain.secret_names import is_secret
from workbench.domain.template import has_template
from workbench.tui import signs
from workbench.tui.environments.places import (
    EnvironmentKey,
    Place,
    SessionKey,
    Valued,
    VariableKey,
    files_with,
    of_folders,
    sources,
    valued,
)
from workbench.tui.fold import fold, fold_text
from workbench.tui.paint import CellEdit, Line, Role, Row, Run, cut, pad, width_of
from workbench.tui.windows.window import no_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.domain.workspace import Workspace

#: The widest that names are, where their column starts, and the gap behind a column.
_NAMES, _AT, _GAP = 22, 2, 2
#: How many lines a value takes at most.
_LINES = 5


@dataclass(frozen=True, slots=True)
class Look:
    """What the rows are made of; `first` is the file that stands first."""

    workspace: Workspace
    session: Mapping[str, str]
    environment: str | None
    other: str | None
    width: int
    first: str | None = None
    in_clear: bool = False


def shown_name(environment: str | None) -> str:
    """Return an environment's name as it stands over a column."""
    return environment or "none"


# Choosing.


def choice_rows(look: Look, active: str | None) -> list[Row]:
    """Return every environment with what it overrides and where; the active one is marked."""
    names = look.workspace.environment_names
    column = max([4, *(width_of(name) for name in names)]) + 4
    said = "the variables as written"
    rows = [_choice(None, pad("none", column), said, "", here=active is None)]
    several = len(sources(look.workspace)) > 1
    for name in names:
        files = ", ".join(PurePath(each).name for each in files_with(look.workspace, name))
        right = f"  {files}" if several else ""
        overridden = ", ".join(_overridden(look.workspace, name)) or "nothing"
        room = max(10, look.width - column - 2 - width_of(right))
        first, *rest = fold_text(f"overrides {overridden}", room)
        rows.append(_choice(name, pad(name, column), first, right, here=name == active))
        rows += [_muted(line, column + 2) for line in rest]
    return rows


def _muted(text: str, indent: int) -> Row:
    return Row((Run(" " * indent), Run(text, Role.MUTED)), selectable=False)


def _choice(key: str | None, name: str, says: str, right: str, *, here: bool) -> Row:
    mark = Run(f"{signs.FRESH if here else ' '} ", Role.GOOD)
    left = (mark, Run(name, bold=here), Run(says, Role.MUTED))
    return Row(left, (Run(right, Role.MUTED),) if right else (), key=EnvironmentKey(key))


def _overridden(workspace: Workspace, name: str) -> list[str]:
    found: dict[str, None] = {}
    for each in sources(workspace).values():
        found.update(dict.fromkeys(each.environments.get(name, {})))
    return list(found)


# Values.


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns start, and how wide the first of the two is."""

    names: int
    first: int
    second: int

    @classmethod
    def of(cls, names: Iterable[str], width: int) -> _Columns:
        widest = max((width_of(name) for name in names), default=0)
        wide = min(_NAMES, max(8, widest)) + _GAP
        first = _AT + wide
        half = max(6, (width - first) // 2)
        return cls(wide, first, first + half)

    @property
    def width(self) -> int:
        return self.second - self.first - _GAP


def value_heads(look: Look) -> list[Row]:
    """Return the names of the columns of `value_rows`."""
    columns = _Columns.of(_all_names(look), look.width)
    if look.environment is None:
        return [_heads(columns, "as written", "")]
    return [_heads(columns, f"in {look.environment}", "as written")]


def compared_heads(look: Look) -> list[Row]:
    """Return the names of the columns of `compared_rows`."""
    columns = _Columns.of(_all_names(look), look.width)
    return [_heads(columns, shown_name(look.environment), shown_name(look.other))]


def _heads(columns: _Columns, first: str, second: str) -> Row:
    left = (
        Run(" " * columns.first),
        Run(pad(_plain_cut(first, columns.width), columns.width + _GAP), bold=True),
        Run(second, bold=True),
    )
    return Row(left, selectable=False)


def _plain_cut(text: str, width: int) -> str:
    return "".join(run.text for run in cut((Run(text),), width))


def _all_names(look: Look) -> list[str]:
    names = list(look.session)
    for collection in sources(look.workspace).values():
        names += collection.variables
        names += [name for each in collection.environments.values() for name in each]
        names += [name for folder in collection.folders for name in folder.variables]
    return names


def value_rows(look: Look) -> list[Row]:
    """Return every variable by where it is written; those of the session are on top."""
    columns = _Columns.of(_all_names(look), look.width)
    rows: list[Row] = []
    if look.session:
        rows.append(no_row("this session only, in no file"))
        for name, value in look.session.items():
            text = _hidden(name, value, look)
            left = (*_name(columns, Run(name)), Run(text, Role.LOOK))
            cell = CellEdit("value", value, columns.first)
            rows.append(Row(left, _session_mark(), key=SessionKey(name), cells=(cell,)))
        rows.append(Row(selectable=False))
    for path, collection in sources(look.workspace, look.first).items():
        own = valued(path, collection, look.environment)
        rows += _section(Place(path), own, look, columns)
        for place, inside in of_folders(path, collection):
            rows += _section(place, inside, look, columns)
    return rows


def _section(place: Place, variables: Sequence[Valued], look: Look, columns: _Columns) -> list[Row]:
    says = "" if variables else "   no variables yet, a adds one"
    rows = [Row((Run(place.name, Role.MUTED), Run(says, Role.MUTED)), key=place)]
    for each in variables:
        rows += _variable(each, look, columns)
    return rows


def _session_mark() -> Line:
    return (Run("session", Role.LOOK),)


def _variable(each: Valued, look: Look, columns: _Columns) -> list[Row]:
    name, own = each.key.name, each.override
    is_held = name in look.session
    right = _session_mark() if is_held else ()
    room = look.width - (width_of(right) + _GAP if right else 0)
    base = "" if each.base is None else each.base
    role = Role.MUTED if is_held else Role.TEXT
    if look.environment is None:
        alone = Run(_hidden(name, base, look), role)
        cells: tuple[CellEdit, ...] = (CellEdit("base", base, columns.first),)
        left = _name(columns, Run(name))
        return _in_columns(
            left, (alone, None), columns, room, Row((), right, each.key, cells=cells)
        )
    second = Run(_hidden(name, base, look), Role.MUTED)
    if each.base is None:
        second = Run(signs.NOTHING, Role.MUTED)
    first = Run(signs.INHERITED if own is None else _hidden(name, own, look), role)
    if own is None:
        first = Run(signs.INHERITED, Role.MUTED)
    cells = (CellEdit("base", base, columns.second),)
    if each.key.place.folder:
        # What an environment says wins over every folder, and says it for the whole file.
        first, second = Run(""), Run(second.text, role)
    else:
        text = base if own is None else own
        cells = (CellEdit("value", text, columns.first, columns.width), *cells)
    left = _name(columns, Run(name, bold=own is not None))
    return _in_columns(left, (first, second), columns, room, Row((), right, each.key, cells=cells))


def _in_columns(
    left: Line,
    values: tuple[Run | Line, Run | Line | None],
    columns: _Columns,
    width: int,
    row: Row,
) -> list[Row]:
    """Return a row with values in its columns, folded onto rows of their own below it."""
    first, second = values
    if second is None:
        sides = [_folded(first, width - columns.first), ()]
    else:
        sides = [_folded(first, columns.width), _folded(second, width - columns.second)]
    rows: list[Row] = []
    for at in range(max(map(len, sides))):
        one, two = (side[at] if at < len(side) else () for side in sides)
        fill = Run(" " * max(0, columns.second - columns.first - width_of(one)))
        line = (*(left if not at else (Run(" " * columns.first),)), *one, fill, *two)
        rows.append(replace(row, left=line) if not at else Row(line, selectable=False))
    return rows


def _folded(value: Run | Line, width: int) -> tuple[Line, ...]:
    line = (value,) if isinstance(value, Run) else value
    lines = fold(line, max(4, width), address="://" in "".join(run.text for run in line))
    return lines if len(lines) <= _LINES else (*lines[: _LINES - 1], (Run("…", Role.MUTED),))


def _name(columns: _Columns, run: Run) -> Line:
    shown = cut((run,), columns.names - _GAP)
    return (Run(" " * _AT), *shown, Run(" " * (columns.names - width_of(shown))))


def _hidden(name: str, value: str, look: Look) -> str:
    hide = is_secret(name) and value and not has_template(value) and not look.in_clear
    return MASK if hide else value


def hides_something(look: Look) -> bool:
    """Tell whether a value of these rows is a secret that stands in a file."""
    pairs: list[tuple[str, str]] = list(look.session.items())
    for collection in sources(look.workspace).values():
        for values in (collection.variables, *collection.environments.values()):
            pairs += values.items()
        pairs += [pair for folder in collection.folders for pair in folder.variables.items()]
    return any(is_secret(name) and value and not has_template(value) for name, value in pairs)


# Comparing.


def compared_rows(look: Look) -> list[Row]:
    """Return every variable as two environments have it; what differs is marked."""
    columns = _Columns.of(_all_names(look), look.width)
    rows: list[Row] = []
    for path, collection in sources(look.workspace, look.first).items():
        here = valued(path, collection, look.environment, look.other)
        there = valued(path, collection, look.other, look.environment)
        by_name = {each.key.name: each for each in there}
        if here:
            rows.append(no_row(PurePath(path).name))
        for each in here:
            rows += _compared(each, by_name[each.key.name], look, columns)
    return rows or [no_row("There are no variables yet.")]


def _compared(here: Valued, there: Valued, look: Look, columns: _Columns) -> list[Row]:
    name = here.key.name
    differs = here.value != there.value
    mark = Run(f"{signs.LOOK} " if differs else "  ", Role.LOOK)
    left = (mark, *_name(columns, Run(name, bold=differs))[1:])
    sides = (_side(here, look, differs=differs), _side(there, look, differs=differs))
    cells = (
        CellEdit("value", here.value or "", columns.first, columns.width),
        CellEdit("other", there.value or "", columns.second),
    )
    return _in_columns(left, sides, columns, look.width, Row(key=here.key, cells=cells))


def _side(each: Valued, look: Look, *, differs: bool) -> Line:
    if each.value is None:
        return (Run(f"{signs.WRONG} not there", Role.BAD),)
    text = _hidden(each.key.name, each.value, look)
    if each.override is None:
        return (Run(f"{signs.INHERITED} ", Role.MUTED), Run(text, Role.MUTED))
    return (Run(text, Role.LOOK if differs else Role.TEXT),)


def differences(look: Look) -> tuple[int, int]:
    """Return how many variables differ between two environments, and of how many."""
    count = total = 0
    for path, collection in sources(look.workspace).items():
        here = valued(path, collection, look.environment, look.other)
        there = {e.key.name: e for e in valued(path, collection, look.other, look.environment)}
        total += len(here)
        count += sum(each.value != there[each.key.name].value for each in here)
    return count, total


def counts(look: Look) -> tuple[int, int]:
    """Return how many variables an environment overrides, and of how many."""
    found = [
        each
        for path, collection in sources(look.workspace).items()
        for each in valued(path, collection, look.environment)
    ]
    return sum(each.override is not None for each in found), len(found)


def variable_of(key: object) -> VariableKey | None:
    """Return the variable of a row, None for any other row."""
    return key if isinstance(key, VariableKey) else None
