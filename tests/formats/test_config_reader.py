"""What `config.toml` may say, what it says when it is wrong, and what is left of it then."""

from __future__ import annotations

import pytest

from workbench.domain.config import ClipboardWay, Config
from workbench.domain.display import DisplaySettings, LayoutName
from workbench.domain.problem import Place
from workbench.domain.settings import SILENT, Settings
from workbench.formats.config_reader import read_config

FILE = "/home/ada/.config/workbench/config.toml"
ALL = """\
theme = "workbench-light"
ascii = true
animation = true
layout = "columns"
editor = "nvim -f"
pager = "less -S"
clipboard = "osc52"

[settings]
timeout = 5
connect_timeout = 2.5
total_timeout = 60
proxy = "http://{{host}}:3128"

[keymap]
"app.quit" = "ctrl+x"
"row.add" = ["a", "insert"]
"""


def read(text: str | bytes) -> Config:
    return read_config(text.encode() if isinstance(text, str) else text, file=FILE)


def test_everything_that_can_be_set_is_read_with_its_line() -> None:
    config = read(ALL)
    assert config.problems == ()
    assert config.display == DisplaySettings(
        theme="light",
        keymap={"app.quit": "ctrl+x", "row.add": "a,insert"},
        ascii=True,
        animation=True,
        layout=LayoutName.COLUMNS,
        places={"app.quit": f"{FILE}:16:1", "row.add": f"{FILE}:17:1"},
    )
    assert (config.editor, config.pager) == ("nvim -f", "less -S")
    assert config.clipboard is ClipboardWay.OSC52
    assert (config.lines["theme"], config.lines["settings.proxy"]) == (1, 13)
    assert config.lines["keymap.row.add"] == 17


def test_a_proxy_is_text_and_no_variable_of_a_workspace_changes_it() -> None:
    assert read(ALL).settings == Settings(
        timeout=5.0,
        connect_timeout=2.5,
        total_timeout=60.0,
        proxy="http://\\{{host}}:3128",
    )


@pytest.mark.parametrize(
    ("line", "place", "said", "hint"),
    [
        ('teme = "dark"', Place(1, 1, 5), 'Unknown key "teme"', "Did you mean theme?"),
        ('theme = "drak"', Place(1, 9, 15), 'Unknown theme "drak"', "Did you mean dark?"),
        ("ascii = 1", Place(1, 9, 10), "true or false", "Write ascii = true."),
        ('editor = ""', Place(1, 10, 12), '"editor" is empty', ""),
        ("timeout = 5", Place(1, 1, 8), 'Unknown key "timeout"', "timeout stands in [settings]."),
        ('keymap = "x"', Place(1, 10, 13), "a table", ""),
        (
            "keymap.app.quit = 'x'",
            Place(1, 8, None),
            "a table, not text",
            'A name with a dot stands in quotes: "app.quit".',
        ),
        ("settings.verify = false", Place(1, 10, None), 'Unknown key "verify"', "Known here: "),
        ("command = 'x'", Place(1, 1, 8), 'Unknown key "command"', ""),
    ],
)
def test_what_is_wrong_has_a_place_and_leaves_the_rest_usable(
    line: str, place: Place, said: str, hint: str
) -> None:
    config = read(f'{line}\nlayout = "one"\n')
    (problem,) = config.problems
    assert problem.file == FILE
    assert (problem.place.line, problem.place.column) == (place.line, place.column)
    assert place.end_column in (None, problem.place.end_column)
    assert said in problem.message
    assert hint in problem.hint
    assert config.display.layout is LayoutName.ONE
    assert config.display.problems[0].startswith(f"{FILE}:1:{place.column}: ")


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"[settings\nx = 1"])
def test_what_is_no_toml_leaves_the_defaults_and_says_where(content: bytes) -> None:
    config = read(content)
    assert config.problems
    assert config.display.problems[0].startswith(f"{FILE}:1:")
    assert (config.settings, config.editor) == (SILENT, "")
