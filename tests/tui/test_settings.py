"""What a person's settings do to the screen: its layout, its themes, and ids that are none."""

from __future__ import annotations

import re

import pytest

from tests.contracts.source import ROOT
from workbench.domain.display import DisplaySettings, LayoutName
from workbench.formats.config_reader import read_config
from workbench.tui.keys import BY_ID, unknown_keys
from workbench.tui.layout import PaneName, Shape, shown_panes
from workbench.tui.theme import THEMES, chosen_theme

DEEP = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("arrangement", "one_pane", "stacked", "shown"),
    [
        (LayoutName.AUTO, False, True, 4),
        (LayoutName.ONE, True, False, 1),
        (LayoutName.COLUMNS, False, False, 3),
    ],
)
def test_the_panes_are_laid_out_as_the_person_likes(
    arrangement: LayoutName, one_pane: bool, stacked: bool, shown: int
) -> None:
    shape = Shape(120, 40, arrangement)
    assert (shape.one_pane, shape.stacked) == (one_pane, stacked)
    panes = shown_panes(shape, PaneName.REQUEST, PaneName.REQUEST, zoomed=False)
    assert len(panes) == shown


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_a_theme_has_a_short_name(theme: object) -> None:
    name = theme.name  # type: ignore[attr-defined]
    assert chosen_theme(name.removeprefix("workbench-"), DEEP) == name
    assert chosen_theme(name, DEEP) == name


def test_an_id_of_the_keymap_that_is_none_is_said_with_its_place() -> None:
    settings = DisplaySettings(
        keymap={"app.qiut": "x", "app.quit": "ctrl+x"}, places={"app.qiut": "config.toml:3:1"}
    )
    (said,) = unknown_keys(settings)
    assert said.startswith("config.toml:3:1: There is no key app.qiut.")
    assert "app.quit" in said


def test_the_documentation_names_no_key_that_is_none() -> None:
    text = (ROOT / "docs/configuration.md").read_text("utf-8")
    named = re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE)
    assert len(named) > 50
    assert set(named) <= set(BY_ID)
    example = text.split("```toml\n")[1].split("```")[0]
    config = read_config(example.encode(), file="config.toml")
    assert config.problems == ()
    assert unknown_keys(config.display) == ()
