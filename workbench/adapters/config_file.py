"""Reads the person's display settings from `config.toml` in the configuration directory.

Must not write it, or look for it in a workspace.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from workbench.adapters.paths import config_directory
from workbench.domain.display import DisplaySettings
from workbench.engine.suggestion import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

_TYPES: dict[str, tuple[type, str]] = {
    "theme": (str, "text"),
    "keymap": (dict, "a table"),
    "ascii": (bool, "true or false"),
    "animation": (bool, "true or false"),
}


def read_display_settings(path: Path | None = None) -> DisplaySettings:
    """Return the settings; what cannot be used is left out and told in `problems`."""
    path = path or config_directory() / "config.toml"
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return DisplaySettings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return DisplaySettings(problems=(f"{path} could not be read: {error}.",))
    problems: list[str] = []
    usable: dict[str, Any] = {}
    for name, value in written.items():
        if name not in _TYPES:
            hint = did_you_mean(name, tuple(_TYPES))
            problems.append(f"{path}: unknown key {name}. {hint}".strip())
        elif not isinstance(value, _TYPES[name][0]):
            problems.append(f"{path}: {name} must be {_TYPES[name][1]}.")
        else:
            usable[name] = value
    usable["keymap"] = _keymap(usable.get("keymap", {}), path, problems)
    return DisplaySettings(**usable, problems=tuple(problems))


def _keymap(written: dict[str, Any], path: Path, problems: list[str]) -> dict[str, str]:
    keymap = {}
    for identity, keys in written.items():
        listed = [keys] if isinstance(keys, str) else keys
        if isinstance(listed, list) and listed and all(isinstance(key, str) for key in listed):
            keymap[identity] = ",".join(listed)
        else:
            problems.append(f"{path}: keymap.{identity} must be a key or a list of keys.")
    return keymap
