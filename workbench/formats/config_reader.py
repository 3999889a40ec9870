"""Reads `config.toml`, as strictly as a collection; what is wrong leaves the rest usable.

Must not open the file, or know what a theme or a key is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from workbench.domain.config import ClipboardWay, Config
from workbench.domain.display import THEME_PREFIX, DisplaySettings, LayoutName
from workbench.domain.settings import Settings
from workbench.domain.template import escape_template
from workbench.formats.findings import Placer, ordered
from workbench.formats.kinds import Each, Flag, Key, Table, Text, Texts, Word
from workbench.formats.schema import SETTINGS
from workbench.formats.strict import MISSING, Walk
from workbench.formats.syntax import decode, parse

if TYPE_CHECKING:
    from workbench.formats.positions import Positions

_THEMES = ("dark", "light", "ansi")
#: What a person may set for all their workspaces; what else a request needs, its files say.
_OURS = ("timeout", "total_timeout", "connect_timeout", "proxy")

CONFIG_FILE: Final = Table(
    (
        Key("theme", Word((*_THEMES, *(f"{THEME_PREFIX}{each}" for each in _THEMES))), "Colours."),
        Key("ascii", Flag(), "Whether signs are ASCII only; the locale decides unless said."),
        Key("animation", Flag(), "Whether scrolling is animated."),
        Key("layout", Word(tuple(LayoutName)), "How the panes are laid out."),
        Key("editor", Text(templated=False, filled=True), "The editor; else VISUAL and EDITOR."),
        Key("pager", Text(templated=False, filled=True), "The pager; else PAGER."),
        Key("clipboard", Word(tuple(ClipboardWay)), "How what is copied reaches you."),
        Key(
            "settings",
            Table(tuple(SETTINGS.by_name[name] for name in _OURS)),
            "Defaults for every request: timeouts and proxy; every file wins over them.",
        ),
        Key("keymap", Each(Texts()), "Keys by the id of what they do."),
    )
)


def read_config(content: bytes, *, file: str) -> Config:
    """Return what a person set; what cannot be used is left out and told in `problems`."""
    text, unreadable = decode(content, file)
    if unreadable:
        return _broken(file, Config(file, exists=True, problems=unreadable))
    parsed = parse(text, file)
    if parsed.document is None:
        return _broken(file, Config(file, exists=True, problems=ordered(parsed.problems)))
    walk = Walk()
    read = walk.table(CONFIG_FILE, parsed.document, None)
    values: dict[str, Any] = read if read is not MISSING else {}
    placer = Placer(file, text, parsed.document, parsed.positions)
    problems = ordered((*parsed.problems, *placer.problems(walk.findings)))
    return _config(values, file, placer.positions, problems)


def _config(
    values: dict[str, Any], file: str, positions: Positions, problems: tuple[Any, ...]
) -> Config:
    keymap = values.get("keymap", {})
    settings = values.get("settings", {})
    if "proxy" in settings:
        # A workspace has variables, and must not say what stands in the person's own proxy.
        settings = {**settings, "proxy": escape_template(settings["proxy"])}
    paths: list[tuple[str, ...]] = [
        (name,) for name in values if name not in ("settings", "keymap")
    ]
    paths += [(table, name) for table in ("settings", "keymap") for name in values.get(table, ())]
    places = {path: positions.key(path) for path in paths}
    display = DisplaySettings(
        theme=values.get("theme", "").removeprefix(THEME_PREFIX),
        keymap={name: ",".join(keys) for name, keys in keymap.items()},
        ascii=values.get("ascii"),
        animation=values.get("animation", False),
        layout=LayoutName(values.get("layout", LayoutName.AUTO)),
        places={
            path[-1]: f"{file}:{place.line}:{place.column}"
            for path, place in places.items()
            if path[0] == "keymap"
        },
    )
    read = Config(
        file,
        exists=True,
        display=display,
        settings=Settings(**settings),
        editor=values.get("editor", ""),
        pager=values.get("pager", ""),
        clipboard=ClipboardWay(values.get("clipboard", ClipboardWay.AUTO)),
        lines={".".join(path): place.line for path, place in places.items()},
        problems=problems,
    )
    return _broken(file, read)


def _broken(file: str, config: Config) -> Config:
    """Return a configuration with its problems as sentences for the screen."""
    said = tuple(
        f"{file}:{each.place.line}:{each.place.column}: {each.message}. {each.hint}".rstrip()
        for each in config.problems
    )
    return replace(config, display=replace(config.display, problems=said))
