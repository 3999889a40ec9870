"""What a person set for the workbench, in their own configuration directory.

Must not hold anything that a workspace said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.domain.display import DisplaySettings
from workbench.domain.settings import SILENT, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.domain.problem import Problem

#: The editor where nothing names one.
LAST_EDITOR = "vi"
#: The pager where nothing names one.
LAST_PAGER = "less"


class ClipboardWay(StrEnum):
    """How a copied text reaches the person."""

    AUTO = "auto"  # through tmux inside it, else OSC 52
    TMUX = "tmux"
    OSC52 = "osc52"
    FILE = "file"  # a file that is asked for


@dataclass(frozen=True, slots=True)
class Config:
    """`config.toml` as far as it could be used; `file` is its path, whether it is there or not.

    `lines` says where each value stands, by its key path joined with dots. `settings` holds below
    every layer of a workspace.
    """

    file: str = ""
    exists: bool = False
    display: DisplaySettings = DisplaySettings()
    settings: Settings = SILENT
    editor: str = ""
    pager: str = ""
    clipboard: ClipboardWay = ClipboardWay.AUTO
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
