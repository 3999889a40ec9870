"""How a person wants the screen, whatever is on it, and what their terminal can show.

Must not say what any of it looks like.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What every theme of ours is called in full.
THEME_PREFIX = "workbench-"


class LayoutName(StrEnum):
    """How the panes are laid out."""

    AUTO = "auto"  # by the size of the terminal
    ONE = "one"  # one pane at a time
    COLUMNS = "columns"  # never Request over Response


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """What `config.toml` in the person's own configuration directory says of the screen.

    `keymap` has keys, with commas between them, by the ids of what they do. `ascii` None means
    that the locale decides. `problems` are sentences about what could not be used; `places` says
    where a key of the keymap stands, as `file:line:column`.
    """

    theme: str = ""
    keymap: Mapping[str, str] = field(default_factory=dict)
    ascii: bool | None = None
    animation: bool = False
    layout: LayoutName = LayoutName.AUTO
    problems: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


#: Parts of TERM that promise more than 16 colours.
_DEEP = ("-256color", "-direct", "-truecolor", "kitty", "alacritty", "ghostty", "wezterm", "foot")


def has_few_colours(environ: Mapping[str, str]) -> bool:
    """Tell from COLORTERM and TERM whether the terminal has 16 colours or fewer."""
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return False
    term = environ.get("TERM", "").strip().lower()
    return not any(name in term for name in _DEEP)


def locale_of(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the variable that says what characters there are, and its value."""
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    return next(((name, environ[name]) for name in names if environ.get(name)), ("", ""))


def wants_ascii(environ: Mapping[str, str]) -> bool:
    """Tell whether the locale is not UTF-8, so that signs take their second form."""
    _, locale = locale_of(environ)
    return "utf" not in locale.lower() if locale else False
