"""The scopes of a token: asked, granted, in the token, required, demanded by an API.

Must not ask for any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.engine.token_facts import TokenFacts
from workbench.tui import signs
from workbench.tui.columns import placed, widest
from workbench.tui.fold import fold
from workbench.tui.paint import Line, Role, Row, Run, width_of
from workbench.tui.token.form import capped, signed
from workbench.tui.token.judging import Mark, ScopeLine, scope_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.jwt import Decoded
    from workbench.domain.token import Token
    from workbench.tui.token.form import Shape
    from workbench.tui.token.moment import Moment

_HEADS = ("asked", "granted", "in token", "required")
_DEMANDED = "demanded by the API"
_NO_FACTS = TokenFacts()
#: The least room between two columns of the table, and the longest name that moves it.
_GAP, _LONGEST = 2, 28


def scope_section(
    token: Token | None,
    decoded: Decoded,
    required: Sequence[str],
    shape: Shape,
    facts: TokenFacts = _NO_FACTS,
    moment: Moment | None = None,
) -> list[Row]:
    """Return one row a scope: a table where there is room, else its mark and one word."""
    found = scope_lines(token, decoded, required, facts.demanded)
    evidence = _Evidence(facts, moment)
    if not found:
        said = (Run("none asked, none said", Role.MUTED),)
        return shape.section("scope", signed(signs.NOTHING, Role.MUTED, said, shape.room))
    if shape.is_narrow:
        return shape.section("scope", capped(_narrow(found, shape.room, evidence)))
    return _table(found, shape, evidence)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Who demanded what, and when."""

    facts: TokenFacts
    moment: Moment | None

    def line(self, each: ScopeLine) -> Line:
        """Return the answer that showed a scope to be missing, and the key that asks for it."""
        demand = self.facts.demand_of(each.name)
        if each.demanded is not Mark.MISSING or demand is None:
            return ()
        at = self.moment.clock(demand.at) if self.moment else ""
        return (
            Run(f"{demand.status} at {at}   ", Role.MUTED),
            Run("f", Role.ACCENT, bold=True),
            Run(" asks for it", Role.MUTED),
        )


def _narrow(found: Sequence[ScopeLine], room: int, evidence: _Evidence) -> list[Row]:
    rows: list[Row] = []
    for each in found:
        sign, role, word = _mark(each)
        line: Line = (Run(each.name),)
        key = ("scope", each.name)
        right: Line = (Run(word, role if role is Role.BAD else Role.MUTED),)
        folded = signed(sign, role, line, room, key=key)
        if word and len(folded) == 1 and width_of(folded[0].left) + 1 + len(word) <= room:
            rows.append(Row(folded[0].left, right, key=key))
        else:
            rows += folded
            rows += [Row((Run("  "), *right), selectable=False)] if word else []
        if each.why:
            rows += [
                Row((Run("  "), *text), selectable=False)
                for text in fold((Run(each.why, Role.MUTED),), room - 2)
            ]
        if said := evidence.line(each):
            rows += [Row((Run("  "), *text), selectable=False) for text in fold(said, room - 2)]
    return rows


def _mark(each: ScopeLine) -> tuple[str, Role, str]:
    if each.demanded is Mark.MISSING:
        return each.demanded.sign, each.demanded.role, "demanded"
    word = {Mark.MET: "required", Mark.MISSING: "missing", Mark.UNKNOWN: "required"}
    return each.required.sign, each.required.role, word.get(each.required, "")


def _table(found: Sequence[ScopeLine], shape: Shape, evidence: _Evidence) -> list[Row]:
    name_width = widest([each.name for each in found], 10, _LONGEST)
    start = max(2 + name_width + _GAP, 19 if shape.width < 70 else 22)
    columns: list[int] = []
    titles = (*_HEADS, *([_demanded_title(shape)] if evidence.facts.demanded else []))
    for head in titles:
        columns.append(start)
        start += len(head) + (3 if shape.width >= 70 else 2)
    heads: list[tuple[int, Line]] = [(0, (Run("scope", Role.MUTED),))]
    heads += [(at, (Run(head, Role.MUTED),)) for at, head in zip(columns, titles, strict=True)]
    rows = [Row(placed(*heads), selectable=False)]
    body: list[Row] = []
    for each in found:
        body += _table_rows(each, columns, shape.width, evidence.line(each))
    return [*rows, *capped(body)]


def _demanded_title(shape: Shape) -> str:
    return _DEMANDED if shape.width >= 100 else "demanded"


def _table_rows(each: ScopeLine, columns: Sequence[int], width: int, evidence: Line) -> list[Row]:
    key = ("scope", each.name)
    first, *rest = fold((Run(each.name),), max(8, columns[0] - 2 - _GAP))
    cells: list[tuple[int, Line]] = [(2, first)]
    for at, head, mark in zip(
        columns, _HEADS, (each.asked, each.granted, each.inside), strict=False
    ):
        cells.append((at + len(head) // 2, (Run(mark.sign, mark.role),)))
    words = {Mark.MET: " met", Mark.MISSING: " missing", Mark.UNKNOWN: " not known"}
    word = words.get(each.required, "")
    at = columns[3] if word else columns[3] + len(_HEADS[3]) // 2
    verdict = Run(each.required.sign + word, each.required.role)
    cells.append((at, (verdict,)))
    if len(columns) > len(_HEADS):
        cells.append((columns[4] + 1, (_demand_run(each),)))
        if evidence and columns[4] + 13 + width_of(evidence) <= width:
            cells.append((columns[4] + 13, evidence))
            evidence = ()
    rows = [Row(placed(*cells), key=key)]
    rows += [Row(placed((2, line)), selectable=False) for line in rest]
    if each.why:
        why = fold((Run(each.why, Role.MUTED),), max(8, width - 4))
        rows += [Row(placed((4, line)), selectable=False) for line in why]
    if evidence:
        rows += [Row(placed((4, line)), selectable=False) for line in fold(evidence, width - 4)]
    return rows


def _demand_run(each: ScopeLine) -> Run:
    words = {Mark.MISSING: " missing", Mark.UNKNOWN: " not known"}
    return Run(each.demanded.sign + words.get(each.demanded, ""), each.demanded.role)
