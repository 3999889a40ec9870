"""Where the person's settings are read: their own directory, and never a workspace."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.adapters.config_file import read_config_file
from workbench.adapters.paths import config_directory
from workbench.domain.config import Config


@pytest.fixture
def path() -> Path:
    made = config_directory()
    made.mkdir(parents=True)
    return made / "config.toml"


def test_where_there_is_none_all_is_default() -> None:
    config = read_config_file()
    assert config == Config(config.file)
    assert config.file.endswith("/workbench/config.toml")


def test_it_is_read_from_the_platforms_directory(path: Path) -> None:
    path.write_text('editor = "nano"\n')
    config = read_config_file()
    assert (config.file, config.editor, config.exists) == (str(path), "nano", True)


@pytest.mark.parametrize("kind", ["directory", "pipe"])
def test_what_is_no_file_is_a_problem_and_no_hang(path: Path, kind: str) -> None:
    path.mkdir() if kind == "directory" else os.mkfifo(path)
    config = read_config_file()
    assert config.display.problems[0].startswith(f"{path} could not be read.")
    assert config.problems[0].file == str(path)


def test_a_config_toml_in_the_workspace_is_not_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("config.toml", "workbench/config.toml", ".config/workbench/config.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('editor = "touch owned"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", ".config")  # relative, which XDG says to ignore
    assert read_config_file().editor == ""
