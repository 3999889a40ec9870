"""The person's `config.toml` in the platform's configuration directory.

Must not write it, or look for it in a workspace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.adapters.paths import config_directory
from workbench.domain.config import Config
from workbench.domain.display import DisplaySettings
from workbench.domain.problem import Place, Problem

if TYPE_CHECKING:
    from pathlib import Path

#: The most bytes that are read of it.
MOST = 1024 * 1024


def read_config_file(path: Path | None = None) -> Config:
    """Return what the person set; defaults stand for what cannot be used, and `problems` say so."""
    path = path or config_directory() / "config.toml"
    try:
        if not path.exists():
            return Config(str(path))
        from workbench.adapters.regular_file import open_regular

        with open_regular(path) as file:
            content = file.read(MOST)
    except OSError as error:
        why = f"{error.strerror or error}."
        problem = Problem(str(path), Place(1, 1), "", "The file could not be read", why)
        display = DisplaySettings(problems=(f"{path} could not be read. {why}",))
        return Config(str(path), exists=True, display=display, problems=(problem,))
    # Late: most people have none, and the strict reader takes its time to import.
    from workbench.formats.config_reader import read_config

    return read_config(content, file=str(path))
