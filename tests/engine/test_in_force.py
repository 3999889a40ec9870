"""What holds of a person's settings, and who said so: default, file and line, or a variable."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from workbench.domain.config import ClipboardWay, Config
from workbench.domain.display import DisplaySettings
from workbench.domain.settings import Settings
from workbench.engine.in_force import InForce, in_force

DEEP = {"TERM": "xterm-256color"}
OURS = Config(
    "config.toml",
    exists=True,
    display=DisplaySettings(theme="light", ascii=True, keymap={"app.quit": "ctrl+x"}),
    settings=Settings(timeout=5.0, proxy="http://me:pw@proxy:1"),
    editor="nano",
    clipboard=ClipboardWay.FILE,
    lines={
        "theme": 1,
        "ascii": 2,
        "editor": 3,
        "clipboard": 4,
        "settings.timeout": 6,
        "settings.proxy": 7,
        "keymap.app.quit": 9,
    },
)


def held(config: Config, environ: Mapping[str, str], name: str) -> InForce:
    (found,) = (each for each in in_force(config, environ) if each.name == name)
    return found


def test_without_a_file_and_variables_all_is_default() -> None:
    found = in_force(Config(), DEEP)
    assert {each.said_by for each in found} == {"default"}
    assert {each.name: each.value for each in found} == {
        "theme": "dark",
        "ascii": "false",
        "animation": "false",
        "layout": "auto",
        "editor": "vi",
        "pager": "less",
        "clipboard": "osc52",
        "settings.timeout": "30",
        "settings.connect_timeout": "10",
        "settings.total_timeout": "0",
        "settings.proxy": "none",
    }


def test_what_the_file_says_has_its_line_and_no_password() -> None:
    found = {each.name: each for each in in_force(OURS, DEEP)}
    assert found["theme"] == InForce("theme", "light", "config.toml", 1)
    assert found["ascii"] == InForce("ascii", "true", "config.toml", 2)
    assert found["editor"] == InForce("editor", "nano", "config.toml", 3)
    assert found["clipboard"] == InForce("clipboard", "file", "config.toml", 4)
    assert found["settings.timeout"] == InForce("settings.timeout", "5", "config.toml", 6)
    assert found["settings.proxy"] == InForce("settings.proxy", "http://proxy:1", "config.toml", 7)
    assert found["keymap.app.quit"] == InForce("keymap.app.quit", "ctrl+x", "config.toml", 9)


@pytest.mark.parametrize(
    ("environ", "held_by"),
    [
        ({"NO_COLOR": ""}, InForce("theme", "no colour", "NO_COLOR")),
        ({"TERM": "linux"}, InForce("theme", "ansi", "TERM")),
        ({"LC_ALL": "C", "LANG": "C.UTF-8"}, InForce("ascii", "true", "LC_ALL")),
        ({"VISUAL": "code -w", "EDITOR": "ed"}, InForce("editor", "code -w", "VISUAL")),
        ({"EDITOR": "ed"}, InForce("editor", "ed", "EDITOR")),
        ({"PAGER": "more"}, InForce("pager", "more", "PAGER")),
        ({"TMUX": "/tmp/x,1,0"}, InForce("clipboard", "tmux", "TMUX")),
        (
            {"HTTPS_PROXY": "http://me:pw@p:1"},
            InForce("settings.proxy", "http://p:1", "HTTPS_PROXY"),
        ),
    ],
)
def test_a_variable_that_decides_is_named(environ: dict[str, str], held_by: InForce) -> None:
    assert held(Config(), DEEP | environ, held_by.name) == held_by


def test_what_a_terminal_cannot_show_wins_over_the_file() -> None:
    assert held(OURS, {"TERM": "linux"}, "theme").said_by == "TERM"
