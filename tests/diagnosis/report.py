"""Prints the confusion matrix of the diagnosis: `make diagnosis-report`.

Must not decide what is right: the cases say.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.diagnosis.foreign_apart import foreign_apart
from tests.diagnosis.foreign_cases import foreign_cases
from tests.diagnosis.live import Live, authlib, outcome, practising, toolkit
from tests.diagnosis.practice_cases import CLIENTS, practice_cases
from tests.diagnosis.recorded import cases, exchanged
from workbench.engine.diagnosis import Finding, diagnose
from workbench.engine.diagnosis.findings import NOT_OAUTH, Kind

NOTHING = "(nothing)"


@dataclass
class Tally:
    """One set of cases: wanted and found, and what was wrong."""

    name: str
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    blamed: int = 0

    def add(self, id: str, wanted: str | None, found: Iterable[Finding]) -> None:
        """Count one case."""
        kinds = [each.kind for each in found]
        pair = (wanted or NOTHING, str(kinds[0]) if kinds else NOTHING)
        self.pairs[pair] += 1
        if pair[0] != pair[1]:
            self.wrong.append(f"{id}: {pair[0]}, found {pair[1]}")
        if wanted is None and any(each not in NOT_OAUTH for each in kinds):
            self.blamed += 1

    @property
    def total(self) -> int:
        """How many cases were counted."""
        return self.pairs.total()

    def show(self) -> None:
        """Print it."""
        total = self.total
        right = sum(count for (one, other), count in self.pairs.items() if one == other)
        healthy = sum(count for (one, _), count in self.pairs.items() if one == NOTHING)
        print(f"\n{self.name}: {right} of {total} right ({right / total:.1%})")
        print(f"  {healthy} healthy or unrelated, {self.blamed} of them blamed on OAuth")
        for name in [*map(str, Kind), NOTHING]:
            row = {to: n for (one, to), n in sorted(self.pairs.items()) if one == name}
            if row:
                cells = ", ".join(f"{to} {n}" for to, n in row.items())
                print(f"  {name:<28} {sum(row.values()):>4}   {cells}")
        for each in self.wrong:
            print(f"  wrong: {each}")


async def _recorded(name: str, file: str) -> Tally:
    tally = Tally(name)
    for case in cases(file):
        _, evidence, _ = await exchanged(case)
        tally.add(case.id, case.kind, diagnose(evidence))
    return tally


async def _live() -> tuple[list[Tally], list[str]]:
    before, after = Tally("live, nothing tried"), Tally("live, after trying")
    apart = Tally("live, kept apart, after trying")
    foreign = Tally("all of the two foreign servers, after trying")
    undecidable, fixes = Tally("not to be told apart"), Counter[bool]()
    with contextlib.ExitStack() as stack:
        servers = {
            "practice": stack.enter_context(practising(CLIENTS)),
            "authlib": stack.enter_context(authlib()),
            "toolkit": stack.enter_context(toolkit()),
        }
        kept_apart = foreign_apart()
        for case in (*practice_cases(), *foreign_cases(), *kept_apart):
            with tempfile.TemporaryDirectory() as directory:
                came = await outcome(case, servers[case.server], Path(directory))
            if case.undecidable:
                undecidable.add(str(case), case.kind, came.after)
                continue
            if case in kept_apart:
                apart.add(str(case), case.kind, came.after)
            else:
                before.add(str(case), case.kind, came.before)
                after.add(str(case), case.kind, came.after)
            _count(foreign, case, came.after)
            if came.fixed is not None:
                fixes[200 <= came.fixed < 300] += 1
    made = f"fixes offered and made: {fixes.total()}, a success after {fixes[True]}"
    names = ", ".join(name.split(": ", 1)[1] for name in _names(undecidable))
    return [before, after, apart, foreign], [made, f"not to be told apart, nothing said: {names}"]


def _names(tally: Tally) -> list[str]:
    said = {each.partition(": (nothing)")[0] for each in tally.wrong}
    every = [str(case) for case in foreign_cases() if case.undecidable]
    return [each for each in every if each not in said]


def _count(foreign: Tally, case: Live, found: tuple[Finding, ...]) -> None:
    if case.server != "practice":
        foreign.add(str(case), case.kind, found)


async def _all() -> None:
    recorded = await _recorded("recorded", "recorded")
    first = await _recorded("kept apart", "held_out")
    later = await _recorded("kept apart, written after the rules", "held_out_later")
    live, lines = await _live()
    for each in (recorded, first, later, *live):
        each.show()
    _, after, apart, foreign = live
    every = sum(each.total for each in (recorded, first, later, after, apart))
    held = first.total + later.total + apart.total
    print(f"\n{every} cases: {held} kept apart ({held / every:.0%}), ", end="")
    print(f"{foreign.total} at servers that others wrote ({foreign.total / every:.0%})")
    print()
    print("\n".join(lines))


def main() -> int:
    """Send all cases and print what was found."""
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home}
        os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
        asyncio.run(_all())
    return 0


if __name__ == "__main__":
    sys.exit(main())
