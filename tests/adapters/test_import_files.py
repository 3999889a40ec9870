"""What an import leaves on disk."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from workbench.adapters import import_files
from workbench.domain.errors import UsageError
from workbench.domain.imported import MovedSecret
from workbench.domain.secret import Secret
from workbench.formats import dotenv


def secrets(**values: str) -> list[MovedSecret]:
    return [MovedSecret(name, Secret(value), "x") for name, value in values.items()]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_env_is_made_for_nobody_else_to_read(tmp_path: Path) -> None:
    path = Path(import_files.add_to_env(tmp_path, secrets(A="1", B="it's $x\n")))
    assert mode(path) == 0o600
    assert dotenv.parse(path.read_text()) == {"A": "1", "B": "it's $x\n"}


def test_what_env_has_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"# mine\nexport A='old' # kept\nC=3")
    path.chmod(0o644)
    import_files.add_to_env(tmp_path, secrets(A="new", B="2"))
    assert path.read_bytes() == b"# mine\nexport A='old' # kept\nC=3\nB=2\n"
    assert mode(path) == 0o600


def test_git_ignores_env_from_then_on(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    below = tmp_path / "api"
    below.mkdir()
    (below / ".gitignore").write_text("*.log")
    import_files.add_to_env(below, secrets(A="1"))
    assert (below / ".gitignore").read_text() == "*.log\n.env\n"
    import_files.add_to_env(below, secrets(B="2"))
    assert (below / ".gitignore").read_text() == "*.log\n.env\n"


@pytest.mark.parametrize("line", [".env", "*.env", "/.env  ", "**/.env"])
def test_what_git_ignores_already_is_not_said_again(tmp_path: Path, line: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text(f"{line}\n")
    below = tmp_path / "api"
    below.mkdir()
    import_files.add_to_env(below, secrets(A="1"))
    assert not (below / ".gitignore").exists()


def test_without_a_repository_there_is_nothing_to_ignore(tmp_path: Path) -> None:
    import_files.add_to_env(tmp_path, secrets(A="1"))
    assert not (tmp_path / ".gitignore").exists()


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_text("")
    directory = tmp_path / "d"
    directory.mkdir()
    (directory / ".env").symlink_to(target)
    with pytest.raises(UsageError, match="symbolic link"):
        import_files.add_to_env(directory, secrets(A="1"))
    assert target.read_text() == ""


def test_where_env_is_never_read_none_is_written(private_home: Path) -> None:
    with pytest.raises(UsageError, match="never read"):
        import_files.add_to_env(private_home, secrets(A="1"))
    assert not (private_home / ".env").exists()


def test_a_new_file_is_whole_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    import_files.write_whole(path, "text")
    assert path.read_text() == "text"
    with pytest.raises(UsageError, match="there already"):
        import_files.write_whole(path, "other")
    assert path.read_text() == "text"
    assert [each.name for each in tmp_path.iterdir()] == ["a.toml"]


def test_a_directory_that_is_not_there_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="could not be written"):
        import_files.write_whole(tmp_path / "no" / "a.toml", "text")
    assert list(tmp_path.iterdir()) == []


def test_a_private_file_is_for_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    import_files.write_whole(path, "text", private=True)
    assert mode(path) == 0o600


def test_a_source_is_a_file_a_directory_or_a_command(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(b"{}")
    (tmp_path / ".hidden.json").write_bytes(b"{}")
    (tmp_path / "notes.md").write_bytes(b"x")
    assert import_files.source_of(str(tmp_path / "b.json")) == (str(tmp_path / "b.json"), b"{}")
    assert import_files.directory_of(str(tmp_path)) == tmp_path
    assert import_files.below(tmp_path) == [tmp_path / "b.json"]
    assert import_files.source_of("curl x") == ("the curl command", b"curl x")
    for wrong in ("nowhere.json", "a\0b", "x" * 5000):
        with pytest.raises(UsageError, match="no file or directory"):
            import_files.source_of(wrong)


def test_a_misspelt_command_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        import_files.source_of("culr https://x -H 'Authorization: Bearer s3cret'")
    assert "s3cret" not in caught.value.message
    assert "culr" in caught.value.message
