"""Where the person's own files live: state and configuration (XDG, or the platform's way).

Must not be asked about a workspace.
"""

from __future__ import annotations

import os
from pathlib import Path

_NAME = "workbench"


def state_directory() -> Path:
    """Return the directory of what workbench remembers; it may not exist yet."""
    return _directory("XDG_STATE_HOME", "user_state_dir")


def config_directory() -> Path:
    """Return the directory of the person's settings; it may not exist yet."""
    return _directory("XDG_CONFIG_HOME", "user_config_dir")


def private_directory(path: Path) -> Path:
    """Return the directory, made with mode 0700 where it is missing; raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)
    return path


def _directory(variable: str, function: str) -> Path:
    # XDG asks that a relative path be ignored.
    given = os.environ.get(variable, "")
    if given and Path(given).is_absolute():
        return Path(given) / _NAME
    import platformdirs  # late: it brings modules that a start does not need

    return Path(getattr(platformdirs, function)(_NAME, appauthor=False))
