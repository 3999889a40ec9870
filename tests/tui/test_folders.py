"""Folders as a whole on the screen, by keys: copied, moved with what is in them, reordered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.screens import Screen, opened
from workbench.domain.workspace import RequestRef
from workbench.tui.layout import PaneName
from workbench.tui.tree import FolderKey

SIZES = ("120x40", "80x24")
TEXT = """\
[collection]
name = "Customers"

# What reads.
[[folder]]
path = "Read"
description = "Only reads."

[[request]]
name = "Get"    # one
folder = "Read"
url = "http://127.0.0.1:1/get"

# What writes.
[[folder]]
path = "Write"

[[request]]
name = "Put"
folder = "Write"
url = "http://127.0.0.1:1/put"
"""
READ, WRITE = TEXT.index("# What reads."), TEXT.index("# What writes.")
OTHER = '[collection]\nname = "Other"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "work" / "customers.toml"
    path.parent.mkdir()
    path.write_text(TEXT)
    path.with_name("other.toml").write_text(OTHER)
    return path


async def wrote(screen: Screen, file: Path, text: str) -> None:
    await screen.until(lambda: file.read_text() == text, f"this text of the file:\n{text}")
    await screen.pilot.pause()


async def at(screen: Screen, key: object) -> None:
    await screen.press("1")
    rows = screen.pane(PaneName.COLLECTIONS).rows
    await screen.until(lambda: rows.move_to(key), f"a row {key}")
    await screen.pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_a_folder_steps_down_and_up_with_its_table_and_comments(
    file: Path, size: str
) -> None:
    async with opened(file.parent, size) as screen:
        await at(screen, FolderKey(str(file), ("Read",)))
        await screen.press("full_stop")
        down = f"{TEXT[:READ]}{TEXT[WRITE:]}\n{TEXT[READ:WRITE]}".rstrip() + "\n"
        await wrote(screen, file, down)
        await screen.press("comma")
        await wrote(screen, file, TEXT)
        await screen.press("comma")
        await screen.until(lambda: "It is the first one here already." in screen.text)


async def test_a_folder_is_copied_with_what_is_in_it(file: Path) -> None:
    async with opened(file.parent) as screen:
        await at(screen, FolderKey(str(file), ("Read",)))
        await screen.press("c")
        await screen.until(lambda: '"Read copy" with 1 request' in screen.text)
        added = file.read_text().removeprefix(TEXT)
        assert 'path = "Read copy"\ndescription = "Only reads."' in added
        assert 'folder = "Read copy"' in added
        await screen.press("U")
        await wrote(screen, file, TEXT)


async def test_a_folder_goes_to_another_file_and_one_undo_brings_it_back(file: Path) -> None:
    other = file.with_name("other.toml")
    async with opened(file.parent) as screen:
        await at(screen, RequestRef(str(file), "Write/Put"))
        await screen.press("enter", "1")
        await at(screen, FolderKey(str(file), ("Write",)))
        await screen.press("m", "G", "enter")
        await wrote(screen, file, TEXT[:WRITE].rstrip() + "\n")
        assert other.read_text() == f"{OTHER}\n{TEXT[WRITE:]}"
        assert screen.app.session.ref == RequestRef(str(other), "Write/Put")
        await at(screen, FolderKey(str(other), ("Write",)))
        await screen.press("U")
        await wrote(screen, file, TEXT)
        await wrote(screen, other, OTHER)


async def test_a_folder_is_not_put_where_one_of_its_name_is(file: Path) -> None:
    other = file.with_name("other.toml")
    other.write_text(OTHER + '\n[[folder]]\npath = "Read"\n')
    async with opened(file.parent) as screen:
        await at(screen, FolderKey(str(file), ("Read",)))
        await screen.press("m", "G", "k", "enter")
        await screen.until(lambda: 'There is a folder "Read" already.' in screen.text)
        assert file.read_text() == TEXT
