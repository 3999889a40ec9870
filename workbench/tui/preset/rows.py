"""The rows of the form, and those beside it: the last try, and what the file will say.

Pure. Must not show a secret.
"""

from __future__ import annotations

from difflib import ndiff
from typing import TYPE_CHECKING

from workbench.domain.template import has_template
from workbench.tui import signs
from workbench.tui.fold import fold, fold_text
from workbench.tui.paint import CellEdit, Line, Role, Row, Run
from workbench.tui.preset.fields import SECRETS, doubtful_in, form_fields, text_of, wrong_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.errors import WorkbenchError
    from workbench.domain.presets import Preset

#: Where the fields start.
AT = 25


def field_rows(preset: Preset, width: int) -> list[Row]:
    """Return the form: groups, fields, and under a field what is wrong with it."""
    rows: list[Row] = []
    wrong, doubtful = wrong_in(preset), doubtful_in(preset)
    group = ""
    for field in form_fields(preset):
        if field.group != group:
            group = field.group
            rows += [Row(selectable=False), Row((Run(group, Role.MUTED),), selectable=False)]
        text = text_of(preset, field.name)
        shown = hidden(field.name, text)
        label = f"  {field.name}".ljust(AT)
        arrow: Line = (Run(signs.OPEN, Role.MUTED),) if field.choices else ()
        first, *rest = fold((Run(shown),), max(10, width - AT - 3)) or [()]
        cells = () if field.choices else (CellEdit("value", text, AT),)
        rows.append(Row((Run(label, Role.MUTED), *first), arrow, key=field.name, cells=cells))
        rows += [Row((Run(" " * AT), *line), selectable=False) for line in rest]
        says: Line = (Run(field.hint, Role.MUTED),) if field.hint and not text else ()
        if field.name in wrong:
            says = (Run(f"{signs.WRONG} ", Role.BAD), Run(wrong[field.name], Role.BAD))
        elif field.name in doubtful:
            says = (Run(f"{signs.LOOK} ", Role.LOOK), Run(doubtful[field.name]))
        rows += [
            Row((Run(" " * AT), *line), selectable=False)
            for line in (fold(says, max(10, width - AT)) if says else ())
        ]
    return rows


def hidden(name: str, text: str) -> str:
    """Return a text as it may be seen: a secret that stands in the file as bullets."""
    return "•" * 8 if name in SECRETS and text and not has_template(text) else text


def preview_rows(
    before: str, after: str, tried: tuple[str, WorkbenchError | None] | None, width: int
) -> list[Row]:
    """Return the last try and the difference of what the file says and will say."""
    title = (
        Run("last try  ", Role.MUTED),
        Run("^r", Role.ACCENT, bold=True),
        Run(" gets a token", Role.MUTED),
    )
    return [
        Row(title, selectable=False),
        *tried_rows(tried, width),
        Row(selectable=False),
        *difference_rows(before, after, width),
    ]


def tried_rows(tried: tuple[str, WorkbenchError | None] | None, width: int) -> list[Row]:
    """Return what became of the last try; none where there was none."""
    if tried is None:
        return []
    said, error = tried
    sign = Run(f"{signs.WRONG} ", Role.BAD) if error else Run(f"{signs.MET} ", Role.GOOD)
    rows = [Row(line, selectable=False) for line in fold((sign, Run(said)), width)]
    for part in (error.hint, error.fix) if error else ():
        rows += [
            Row((Run(line, Role.MUTED),), selectable=False)
            for line in (fold_text(part, width) if part else ())
        ]
    return rows


def difference_rows(before: str, after: str, width: int) -> list[Row]:
    """Return what the file will say, beside what it says now."""
    rows = [Row((Run("the file will say", Role.MUTED),), selectable=False)]
    for line in _difference(before, after):
        role = {"-": Role.BAD, "+": Role.GOOD}.get(line[:1], Role.MUTED)
        rows += [Row(each, selectable=False) for each in fold((Run(line, role),), width)]
    return rows


def _difference(before: str, after: str) -> Sequence[str]:
    if before == after:
        return ("as it does now",)
    lines = ndiff(before.splitlines(), after.splitlines())
    return [_masked(each) for each in lines if each[:1] in "-+" or "[" in each]


def _masked(line: str) -> str:
    name, equals, value = line.partition(" = ")
    text = value.strip("\"'")
    return f'{name} = "{"•" * 8}"' if equals and hidden(name[2:], text) != text else line
