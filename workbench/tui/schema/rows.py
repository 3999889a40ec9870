"""The rows of a schema: its types, what was found, and the members of one type.

Must not walk a schema by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.engine.graphql_browse import Member, TypeEntry
from workbench.tui.columns import blank, text_rows
from workbench.tui.fold import fold
from workbench.tui.paint import Line, Role, Row, Run
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Sequence


def found_rows(found: Sequence[TypeEntry | Member], typed: str) -> list[Row]:
    """Return types, and members as `Type.field`; the key of a row is what it shows."""
    if not found:
        return text_rows((Run(f'Nothing here is called "{typed}".', Role.MUTED),), 60)
    return [_found(each) for each in found]


def _found(each: TypeEntry | Member) -> Row:
    if isinstance(each, Member):
        owner = Run(f" {each.owner}.", Role.MUTED)
        return Row((owner, Run(each.name)), (Run(f"{each.type} ", Role.MUTED),), key=each)
    kind = f"{each.operation or each.kind}  {each.members:>3} " if each.members else f"{each.kind} "
    return Row(
        (Run(f" {each.name}", bold=bool(each.operation)),), (Run(kind, Role.MUTED),), key=each
    )


def head_rows(entry: TypeEntry, description: str, width: int) -> list[Row]:
    """Return what a type is."""
    what: Line = (Run(entry.name, bold=True), Run(f"   {entry.kind}", Role.MUTED))
    rows = text_rows(what, width)
    if description:
        rows += text_rows((Run(description, Role.MUTED),), width)
    return [*rows, blank()]


def member_rows(members: Sequence[Member], width: int) -> list[Row]:
    """Return the members of a type with arguments, type, description and deprecation."""
    if not members:
        return text_rows((Run("It has no fields.", Role.MUTED),), width)
    rows: list[Row] = []
    for index, each in enumerate(members):
        first, *more = fold(_signature(each), width)
        rows.append(Row(first, key=index))
        rows += [Row((Run("    "), *line), selectable=False) for line in more]
        if each.description:
            rows += text_rows((Run(each.description, Role.MUTED),), width, 2)
        if each.deprecated:
            said = (Run("! ", Role.LOOK, bold=True), Run(f"deprecated: {each.deprecated}"))
            rows += text_rows(said, width, 2)
    return rows


def _signature(member: Member) -> Line:
    name = Run(member.name, Role.MUTED if member.deprecated else Role.TEXT, bold=True)
    runs: list[Run] = [name]
    if member.arguments:
        runs.append(Run(f"({', '.join(member.arguments)})"))
    if member.type:
        runs += [Run(": ", Role.MUTED), Run(member.type, Role.VALUE)]
    return tuple(runs)


def count_of(found: Sequence[object], typed: str) -> str:
    """Return how many rows there are."""
    return counted(len(found), "match", "matches") if typed else counted(len(found), "type")
