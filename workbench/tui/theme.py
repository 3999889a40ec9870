"""The three themes of the workbench, and which one a terminal gets by itself.

The only place that names a colour. Must not paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.theme import Theme

from workbench.domain.display import THEME_PREFIX, has_few_colours

if TYPE_CHECKING:
    from collections.abc import Mapping

DARK = Theme(
    name="workbench-dark",
    dark=True,
    foreground="#dfe3ea",
    background="#15171c",
    surface="#15171c",
    panel="#1e2128",
    primary="#74b0ff",
    accent="#74b0ff",
    secondary="#c3a6f2",
    success="#86cf8f",
    warning="#e9bd6c",
    error="#f5838a",
    variables={
        "text-muted": "#9ba4b2",
        "quiet": "#7b8494",
        "cursor": "#333843",
        "cursor-blurred": "#272b32",
        "match": "#5b4a1e",
        "border": "#74b0ff",
        "border-blurred": "#3b414d",
    },
)

LIGHT = Theme(
    name="workbench-light",
    dark=False,
    foreground="#20242b",
    background="#fbfbf9",
    surface="#fbfbf9",
    panel="#eeeeea",
    primary="#1559b3",
    accent="#1559b3",
    secondary="#7340b5",
    success="#1d7133",
    warning="#8a5a00",
    error="#b3202c",
    variables={
        "text-muted": "#555c68",
        "quiet": "#6c737e",
        "cursor": "#d8e6fa",
        "cursor-blurred": "#e7e8ea",
        "match": "#fbe6b0",
        "border": "#1559b3",
        "border-blurred": "#c3c5c8",
    },
)

#: Not Textual's own: that draws blurred borders in black and muted text like text.
ANSI = Theme(
    name="workbench-ansi",
    dark=True,
    ansi=True,
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    primary="ansi_bright_blue",
    accent="ansi_bright_blue",
    secondary="ansi_magenta",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    variables={
        # Textual's own widgets expect these of a theme of 16 colours.
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-background": "ansi_default",
        "text-muted": "ansi_default",
        "border": "ansi_bright_blue",
        "border-blurred": "ansi_default",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_default",
        "input-selection-foreground": "ansi_default",
        "screen-selection-background": "ansi_default",
        "screen-selection-foreground": "ansi_default",
    },
)

THEMES = (DARK, LIGHT, ANSI)
#: What `config.toml` calls them.
SHORT_NAMES = tuple(each.name.removeprefix(THEME_PREFIX) for each in THEMES)


def chosen_theme(wanted: str, environ: Mapping[str, str]) -> str:
    """Return the theme to start with: the configured one, except where it could not be seen."""
    if has_few_colours(environ) and "NO_COLOR" not in environ:
        return ANSI.name
    if wanted in SHORT_NAMES:
        return f"{THEME_PREFIX}{wanted}"
    return wanted or DARK.name


def needs_ansi(theme: str, environ: Mapping[str, str]) -> bool:
    """Tell whether Textual has to leave colours to the terminal: 16 of them, or none."""
    return theme == ANSI.name or "NO_COLOR" in environ
