"""What is wrong or doubtful in files that were read, with a sentence about it.

Must not read a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.problem import Severity
from workbench.engine.resolution import workspace_file

if TYPE_CHECKING:
    from workbench.domain.problem import Problem
    from workbench.domain.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Problems in the order of files, and all of them in one sentence."""

    problems: tuple[Problem, ...]
    summary: str


def report(workspace: Workspace, named: str | None) -> CheckReport:
    """Return what is wrong in a workspace, or only in the file that was named."""
    files = [each for each in workspace.files if named in (None, each.path)]
    problems = [problem for each in files for problem in each.problems]
    if named in (None, workspace_file(workspace)):
        problems = [*workspace.layer_problems, *problems]
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    counts = ((len(files), "file"), (errors, "error"), (len(problems) - errors, "warning"))
    said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts]
    return CheckReport(tuple(problems), f"{said[0]}: {said[1]}, {said[2]}.")
