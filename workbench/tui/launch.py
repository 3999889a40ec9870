"""Starts the screen: the app with everything it calls, and its end.

Must not draw, or import what the first frame does not need.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from workbench import assembly
from workbench.domain.errors import ExitCode, UsageError, WorkbenchError
from workbench.engine.trust import TrustGiven
from workbench.tui.app import WorkbenchApp
from workbench.tui.contents import content_panes
from workbench.tui.surroundings import Surroundings
from workbench.views.gate import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.tui.agent import ScreenAgent
    from workbench.tui.facade import Facade

#: Seconds after which a thread that waits gets its turn.
SWITCH = 0.0005


def launch(
    path: str | None = None,
    *,
    environment: str | None = None,
    variables: Mapping[str, str] | None = None,
    trust: TrustGiven | None = None,
) -> int:
    """Show the screen of a path (the current directory unless given) and return the exit status."""
    first = True

    def opened(where: str, agent: ScreenAgent) -> Facade:
        # What was asked for on the command line holds for the workspace named there.
        nonlocal first
        asked, first = first, False
        return assembly.Workbench.open(
            where,
            agent=agent,
            environment=environment if asked else None,
            variables=variables if asked else None,
            trust=(trust or TrustGiven()) if asked else TrustGiven(),
            config=config,
        )

    config = assembly.config()
    surroundings = Surroundings(
        open=opened,
        panes=content_panes,
        start_practice=assembly.start_practice,
        new_collection=assembly.new_collection,
        write_crash_report=assembly.write_crash_report,
        settings=config.display,
    )
    try:
        _need_terminal()
        app = WorkbenchApp(surroundings, path or ".")
    except WorkbenchError as error:
        _tell(error)
        return int(error.exit_code)
    # Collecting before the first frame finds nothing and costs a tenth of the start.
    gc.disable()
    app.call_after_refresh(gc.enable)
    # What is drawn a thread writes; with Python's 5 ms it waits for whatever comes after the frame.
    sys.setswitchinterval(SWITCH)
    status = app.run()
    if app.return_code:
        return int(ExitCode.DEFECT)
    return status if status is not None else 0


def _need_terminal() -> None:
    # Without one Textual would draw for nobody, and wait for keys that cannot come.
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "The screen needs a terminal.",
            "Input or output is a pipe or a file.",
            "workbench run, check and list work without one: workbench --help.",
        )


def _tell(error: WorkbenchError) -> None:
    lines = [f"✗ {error.message}", *(f"  {part}" for part in (error.hint, error.fix) if part)]
    for line in "\n".join(lines).split("\n"):
        sys.stderr.write(visible(line) + "\n")
