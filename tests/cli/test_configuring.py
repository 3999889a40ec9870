"""`workbench config`, and what the person's settings do to every other command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import Run
from tests.support.counting import Counting, counting


@pytest.fixture
def config(private_home: Path) -> Path:
    path = private_home / ".config/workbench/config.toml"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def server() -> Iterator[Counting]:
    with counting() as started:
        yield started


def collection(directory: Path, server: Counting) -> str:
    path = directory / "c.toml"
    path.write_text(f'[collection]\nname = "X"\n[[request]]\nname = "R"\nurl = "{server.url}"\n')
    return str(path)


def test_it_says_what_holds_and_who_said_so(
    config: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text('# mine\nlayout = "one"\n')
    monkeypatch.setenv("EDITOR", "nano -w")
    code, out, err = run("config")
    assert (code, err) == (0, "")
    rows = [line.split("  ") for line in out.splitlines()[2:]]
    said = {row[0]: [cell.strip() for cell in row[1:] if cell.strip()] for row in rows}
    assert said["layout"] == ["one", "config.toml:2"]
    assert said["editor"] == ["nano -w", "EDITOR"]
    assert said["settings.timeout"] == ["30", "default"]


def test_as_json_it_has_the_fields_of_the_documentation(config: Path, run: Run) -> None:
    config.write_text('layuot = "one"\n')
    code, out, err = run("config", "--json")
    told = json.loads(out)
    assert (code, err) == (2, "")
    assert list(told) == ["schema", "file", "exists", "settings", "problems"]
    assert told["file"] == str(config)
    assert list(told["settings"][0]) == ["name", "value", "from", "line"]
    assert told["problems"][0]["hint"] == "Did you mean layout?"


def test_a_broken_one_stops_no_command_and_is_said(
    config: Path, run: Run, tmp_path: Path, server: Counting
) -> None:
    config.write_text('theme = "dark\n')
    code, out, err = run("run", collection(tmp_path, server), "--json")
    assert code == 0
    assert json.loads(out)["status"] == 200
    assert f"! {config}:1:" in err


def test_its_proxy_is_what_requests_go_through_where_no_file_says_another(
    config: Path, run: Run, tmp_path: Path, server: Counting
) -> None:
    config.write_text('[settings]\nproxy = "http://127.0.0.1:1"\n')
    file = collection(tmp_path, server)
    code, _, err = run("run", file)
    assert code == 3
    assert "127.0.0.1:1" in err
    Path(file).write_text(f'{Path(file).read_text()}[request.settings]\nproxy = ""\n')
    assert run("run", file)[0] == 0


def test_nothing_beside_a_collection_sets_the_editor(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (".env", "workbench.toml", "config.toml"):
        (tmp_path / name).write_text('EDITOR="touch owned"\nVISUAL="touch owned"\n')
    monkeypatch.chdir(tmp_path)
    _, out, _ = run("config")
    assert "touch owned" not in out
    assert "vi" in out
