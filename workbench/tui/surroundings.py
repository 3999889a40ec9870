"""What the app calls besides an open workbench.

Must not implement any of it: the launcher hands it in, and so does a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.display import DisplaySettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.tui.agent import ScreenAgent
    from workbench.tui.facade import Facade, PracticeServer
    from workbench.tui.layout import PaneName
    from workbench.tui.pane import Pane
    from workbench.tui.session import Session


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Ways to open, begin and report; any may raise `WorkbenchError`.

    `environ` is the process's environment unless given.
    """

    open: Callable[[str, ScreenAgent], Facade]
    panes: Callable[[Session, Facade], Mapping[PaneName, Pane]]
    start_practice: Callable[[], PracticeServer]
    new_collection: Callable[[str], str]
    write_crash_report: Callable[[BaseException], str]
    settings: DisplaySettings = DisplaySettings()
    environ: Mapping[str, str] | None = None
