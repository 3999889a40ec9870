"""Workspaces as they lie on a disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.adapters import disk
from workbench.adapters.workspace_root import root_of
from workbench.domain.errors import UsageError
from workbench.domain.workspace import BrokenFile, CollectionFile, Workspace

CUSTOMERS = '[collection]\nname = "Customers"\n\n[[request]]\nname = "Ping"\nurl = "http://h/"\n'


def write(path: Path, text: str = CUSTOMERS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(workspace: Workspace) -> list[str]:
    return [os.path.relpath(each.path, workspace.root) for each in workspace.files]


def test_collections_are_found_in_nested_directories_in_order(tmp_path: Path) -> None:
    for name in ("b.toml", "a/z.toml", "a/b/c.toml", "a.toml"):
        write(tmp_path / name)
    workspace = disk.load_workspace(str(tmp_path))
    assert names(workspace) == ["a/b/c.toml", "a/z.toml", "a.toml", "b.toml"]
    assert workspace.root == str(tmp_path.resolve())
    assert not workspace.root_is_shared


@pytest.mark.parametrize(
    "place",
    [
        ".git/a.toml",
        ".venv/a.toml",
        "node_modules/x/a.toml",
        "a/.hidden.toml",
        "a.tom",
        "env/a.toml",
    ],
)
def test_what_belongs_to_tools_is_passed_over(place: str, tmp_path: Path) -> None:
    write(tmp_path / "env/pyvenv.cfg", "")
    write(tmp_path / place)
    assert disk.load_workspace(str(tmp_path)).files == ()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ('[project]\nname = "x"\n[tool.ruff]\n', False),
        ('[package]\nname = "x"\n[[bin]]\n', False),
        ('title = "the collection of [request]s"\n', False),
        ("[[request]]\nname = 'a'\nurl = 'http://h'\n", True),
        ("  [ collection ]\n", True),
        ('["collection"]\nname = "x"\n', True),
        ('\ufeffcollection.name = "x"\n', True),
        ("[folder]\npath = 'a'\n", True),
        ("[request.headers]\n", True),
    ],
)
def test_toml_without_a_collection_in_it_is_none(text: str, is_one: bool, tmp_path: Path) -> None:
    write(tmp_path / "a.toml", text)
    assert bool(disk.load_workspace(str(tmp_path)).files) is is_one


def test_what_is_named_is_read_whatever_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "a.conf", "[project]\n")
    workspace = disk.load_workspace(str(path))
    assert names(workspace) == ["a.conf"]
    assert isinstance(workspace.files[0], BrokenFile)
    assert disk.file_named(str(path)) == str(path.resolve())
    assert disk.file_named(str(tmp_path)) is None


def test_a_broken_file_is_a_node_and_hides_nothing(tmp_path: Path) -> None:
    write(tmp_path / "bad.toml", "[collection]\nname = \n")
    (tmp_path / "bytes.toml").write_bytes(b'[collection]\nname = "\xff"\n')
    write(tmp_path / "good.toml")
    os.mkfifo(tmp_path / "pipe.toml")
    workspace = disk.load_workspace(str(tmp_path))
    assert names(workspace) == ["bad.toml", "bytes.toml", "good.toml"]
    bad, raw, good = workspace.files
    assert isinstance(bad, BrokenFile)
    assert bad.text == "[collection]\nname = \n"
    assert bad.problems[0].place.line == 2
    assert isinstance(raw, BrokenFile)
    assert raw.problems[0].place.line == 2
    assert isinstance(good, CollectionFile)
    assert good.text == CUSTOMERS


def test_a_file_that_may_not_be_read_is_a_node(tmp_path: Path) -> None:
    path = write(tmp_path / "a.toml")
    path.chmod(0)
    if os.access(path, os.R_OK):
        path.unlink()
        path.symlink_to(tmp_path / "gone.toml")
    broken = disk.load_workspace(str(tmp_path)).broken
    assert [Path(each.path).name for each in broken] == ["a.toml"]
    assert broken[0].problems[0].message


def test_links_are_followed_nowhere_else(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside/secret.toml")
    root = tmp_path / "root"
    write(root / "a.toml")
    (root / "again.toml").symlink_to(root / "a.toml")
    (root / "loop").symlink_to(root)
    (root / "away").symlink_to(outside.parent)
    (root / "out.toml").symlink_to(outside)
    workspace = disk.load_workspace(str(root))
    assert names(workspace) == ["a.toml", "out.toml"]
    (broken,) = workspace.broken
    assert broken.text == ""
    assert "leads out of the workspace" in broken.problems[0].message


def test_the_workspace_file_is_the_outermost_layer(tmp_path: Path) -> None:
    write(tmp_path / "workbench.toml", '[variables]\nbase = "http://h"\n')
    write(tmp_path / "sub/a.toml", CUSTOMERS.replace("http://h/", "{{base}}/"))
    workspace = disk.load_workspace(str(tmp_path / "sub/a.toml"))
    assert workspace.root == str(tmp_path.resolve())
    assert workspace.layer.variables == {"base": "http://h"}
    assert names(workspace) == ["sub/a.toml"]
    assert not workspace.collections[0].problems


def test_a_broken_workspace_file_hides_nothing(tmp_path: Path) -> None:
    write(tmp_path / "workbench.toml", "[variabels]\n")
    write(tmp_path / "a.toml")
    workspace = disk.load_workspace(str(tmp_path))
    assert workspace.layer_problems
    assert names(workspace) == ["a.toml"]


def test_a_workspace_file_that_leads_away_is_not_read(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside.toml", '[variables]\nbase = "http://h"\n')
    root = tmp_path / "root"
    root.mkdir()
    (root / "workbench.toml").symlink_to(outside)
    workspace = disk.load_workspace(str(root))
    assert workspace.layer.variables == {}
    assert "leads out" in workspace.layer_problems[0].message


def test_the_root_of_a_file_stays_within_its_repository(tmp_path: Path) -> None:
    write(tmp_path / "workbench.toml", "")
    (tmp_path / "repository/.git").mkdir(parents=True)
    file = write(tmp_path / "repository/deep/a.toml")
    assert root_of(str(file)).directory == file.parent
    write(tmp_path / "repository/workbench.toml", "")
    assert root_of(str(file)).directory == tmp_path / "repository"


def test_home_is_no_workspace(private_home: Path) -> None:
    write(private_home / "workbench.toml", '[variables]\nbase = "http://h"\n')
    write(private_home / "other.toml")
    write(private_home / "deep/below.toml")
    file = write(private_home / "a.toml")
    of_home, of_file = (disk.load_workspace(str(path)) for path in (private_home, file))
    for workspace in (of_home, of_file):
        assert workspace.root_is_shared
        assert workspace.layer.variables == {}
        assert not any("below" in each.path for each in workspace.files)
    assert names(of_file) == ["a.toml"]
    below = disk.load_workspace(str(private_home / "deep/below.toml"))
    assert below.root == str(private_home / "deep")
    assert not below.root_is_shared


@pytest.mark.parametrize("directory", ["/", "/tmp"])
def test_the_top_and_the_temporary_directory_are_none_either(directory: str) -> None:
    assert root_of(directory).shared


def test_a_temporary_directory_of_ones_own_is_none_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert disk.load_workspace(str(tmp_path)).root_is_shared


def test_a_path_with_nothing_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file or directory") as caught:
        disk.load_workspace(str(tmp_path / "gone.toml"))
    assert "workbench new" in caught.value.fix


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    write(tmp_path / "a.toml")
    b = write(tmp_path / "b.toml")
    first = disk.load_workspace(str(tmp_path))
    assert not disk.changed(first)
    assert disk.load_workspace(str(tmp_path), first) is first
    write(b, CUSTOMERS.replace("Ping", "Pong"))
    assert disk.changed(first)
    second = disk.load_workspace(str(tmp_path), first)
    assert second.files[0] is first.files[0]
    assert second.collections[1].collection.requests[0].name == "Pong"
    assert not disk.changed(second)


@pytest.mark.parametrize("what", ["new file", "deleted", "renamed", "new layer", "new directory"])
def test_every_kind_of_change_is_seen(what: str, tmp_path: Path) -> None:
    a = write(tmp_path / "sub/a.toml")
    first = disk.load_workspace(str(tmp_path))
    match what:
        case "new file":
            write(tmp_path / "sub/b.toml")
        case "deleted":
            a.unlink()
        case "renamed":
            a.rename(a.with_name("c.toml"))
        case "new layer":
            write(tmp_path / "workbench.toml", '[variables]\na = "1"\n')
        case _:
            write(tmp_path / "sub/deeper/d.toml")
    assert disk.changed(first)
    second = disk.load_workspace(str(tmp_path), first)
    assert second != first
    assert not disk.changed(second)


def test_a_changed_layer_is_held_against_every_file(tmp_path: Path) -> None:
    write(tmp_path / "a.toml", CUSTOMERS.replace("http://h/", "{{base}}/"))
    layer = write(tmp_path / "workbench.toml", '[variables]\nbase = "http://h"\n')
    first = disk.load_workspace(str(tmp_path))
    assert not first.collections[0].problems
    write(layer, '[variables]\nother = "http://h"\n')
    second = disk.load_workspace(str(tmp_path), first)
    assert any("base" in each.message for each in second.collections[0].problems)


def test_what_was_opened_and_is_gone_is_shown_as_that(tmp_path: Path) -> None:
    file = write(tmp_path / "a.toml")
    first = disk.load_workspace(str(file))
    file.unlink()
    second = disk.load_workspace(str(file), first)
    assert isinstance(second.files[0], BrokenFile)
    assert "No such file" in second.files[0].problems[0].hint
    write(file)
    assert disk.load_workspace(str(file), second).collections == first.collections


def test_a_copy_of_an_older_state_is_read_afresh(tmp_path: Path) -> None:
    write(tmp_path / "a.toml")
    older = disk.load_workspace(str(tmp_path))
    write(tmp_path / "a.toml", CUSTOMERS.replace("Ping", "Pong"))
    newer = disk.load_workspace(str(tmp_path))
    again = disk.load_workspace(str(tmp_path), older)
    assert again == newer
    assert again != older
