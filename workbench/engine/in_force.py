"""What holds of the person's settings, and where each comes from.

Must not read a file or the environment: it is given both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.config import LAST_EDITOR, LAST_PAGER, ClipboardWay
from workbench.domain.display import has_few_colours, locale_of, wants_ascii
from workbench.domain.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.domain.config import Config


@dataclass(frozen=True, slots=True)
class InForce:
    """One setting: its value as text, and what said so.

    `said_by` is `default`, `config.toml` with the `line`, or the variable of the environment.
    """

    name: str
    value: str
    said_by: str = "default"
    line: int | None = None


def in_force(
    config: Config, environ: Mapping[str, str], *, last_pager: str = LAST_PAGER
) -> tuple[InForce, ...]:
    """Return every setting in the order of the documentation, the keymap last.

    `last_pager` is the pager that this machine has where nothing names one.
    """
    return tuple(_all(config, environ, last_pager))


def _all(config: Config, environ: Mapping[str, str], last_pager: str) -> Iterator[InForce]:
    display = config.display

    def own(name: str, value: object) -> InForce:
        return InForce(name, _text(value), "config.toml", config.lines.get(name))

    yield _theme(config, environ)
    if display.ascii is not None:
        yield own("ascii", display.ascii)
    else:
        variable, _ = locale_of(environ)
        yield InForce("ascii", _text(wants_ascii(environ)), variable or "default")
    for name, value in (("animation", display.animation), ("layout", display.layout)):
        yield own(name, value) if name in config.lines else InForce(name, _text(value))
    yield _program("editor", config, environ, ("VISUAL", "EDITOR"), LAST_EDITOR)
    yield _program("pager", config, environ, ("PAGER",), last_pager)
    yield _clipboard(config, environ)
    for each in ("timeout", "connect_timeout", "total_timeout"):
        said = getattr(config.settings, each)
        usual = InForce(f"settings.{each}", _text(getattr(DEFAULT_SETTINGS, each)))
        yield own(f"settings.{each}", said) if said is not None else usual
    yield from _proxies(config, environ)
    for identity, keys in display.keymap.items():
        yield own(f"keymap.{identity}", keys)


def _theme(config: Config, environ: Mapping[str, str]) -> InForce:
    if "NO_COLOR" in environ:
        return InForce("theme", "no colour", "NO_COLOR")
    if has_few_colours(environ):
        return InForce("theme", "ansi", "TERM")
    if config.display.theme:
        return InForce("theme", config.display.theme, "config.toml", config.lines.get("theme"))
    return InForce("theme", "dark")


def _program(
    name: str, config: Config, environ: Mapping[str, str], variables: tuple[str, ...], last: str
) -> InForce:
    own = config.editor if name == "editor" else config.pager
    if own:
        return InForce(name, own, "config.toml", config.lines.get(name))
    for variable in variables:
        if environ.get(variable):
            return InForce(name, environ[variable], variable)
    return InForce(name, last)


def _clipboard(config: Config, environ: Mapping[str, str]) -> InForce:
    way = config.clipboard
    if way is not ClipboardWay.AUTO:
        return InForce("clipboard", way, "config.toml", config.lines.get("clipboard"))
    if environ.get("TMUX"):
        return InForce("clipboard", ClipboardWay.TMUX, "TMUX")
    return InForce("clipboard", ClipboardWay.OSC52)


def _proxies(config: Config, environ: Mapping[str, str]) -> Iterator[InForce]:
    name = "settings.proxy"
    if config.settings.proxy is not None:
        value = _without_user(config.settings.proxy)
        yield InForce(name, value or "none", "config.toml", config.lines.get(name))
        return
    found = False
    for variable in ("https_proxy", "http_proxy", "all_proxy"):
        for each in (variable, variable.upper()):
            if environ.get(each):
                found = True
                yield InForce(name, _without_user(environ[each]), each)
                break
    if not found:
        yield InForce(name, "none")


def _without_user(proxy: str) -> str:
    """Return a proxy's address without the password that may stand in it."""
    scheme, mark, rest = proxy.rpartition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
