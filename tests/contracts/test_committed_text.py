"""What is committed names neither the machine it was written on nor a package index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.contracts.source import shown, tracked_files

# Spelled in pieces, or this file would be the first to be found.
_MACHINE = re.compile(r"(?<![\w.~$}>-])/" + r"(?:work|root|opt)/\w")
_TEMPORARY = re.compile(r"(?<![\w.~$}>-])/tm" + r"p/\w")
_INDEX = re.compile(
    "|".join((r"pypi\." + "org", "python" + r"hosted\.org", r"registry\.npm" + "js"))
)


def named(text: str, *, is_test: bool) -> list[str]:
    """The machine's paths and index hosts in the text; tests may name the temporary directory."""
    patterns = (_MACHINE, _INDEX) if is_test else (_MACHINE, _INDEX, _TEMPORARY)
    return [match.group() for pattern in patterns for match in pattern.finditer(text)]


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_no_committed_file_names_this_machine() -> None:
    found = {
        shown(path): names
        for path in tracked_files()
        if (names := named(read(path), is_test=shown(path).startswith("tests/")))
    }
    assert not found


@pytest.mark.parametrize("directory", ["work", "root", "opt", "tmp"])
def test_a_path_of_the_machine_is_seen(directory: str) -> None:
    assert named(f'cd "/{directory}/main"', is_test=False) == [f"/{directory}/m"]


def test_a_path_of_a_url_or_below_a_directory_is_none() -> None:
    text = "https://api.example.com/work/1 ~/work/a a/opt/b ./tmp/x $HOME/root/y"
    assert named(text, is_test=False) == []


def test_a_test_may_name_the_temporary_directory_and_nothing_else() -> None:
    assert named("/tm" + "p/x /ro" + "ot/x", is_test=True) == ["/ro" + "ot/x"]
