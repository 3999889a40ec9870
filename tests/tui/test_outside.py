"""The hand-off to the person's own editor."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from tests.support.fakes import FakeBody
from tests.tui.screens import Screen, opened
from workbench.adapters.files import Files
from workbench.domain.collection import TextBody
from workbench.domain.errors import SaveFailed, UsageError

TEXT = (
    '[collection]\nname = "A"\n\n[[request]]\nname = "R"\nmethod = "POST"\nurl = "http://x/"\n'
    "[request.body]\ntype = \"json\"\ntext = '''{\"a\": 1}'''\n"
)
#: What no editor of ours would write by itself.
CONTENT = b'{\r\n\t"a": "\xc3\xa4",  \r\n}\n\n'


def editor(tmp_path: Path, does: str) -> str:
    path = tmp_path / "vim"
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
    return str(path)


def body(screen: Screen) -> str:
    spec = screen.app.session.spec(screen.app.workbench.workspace)
    assert spec is not None
    assert isinstance(spec.body, TextBody)
    return spec.body.text


async def test_a_body_comes_back_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "content").write_bytes(CONTENT)
    does = f'grep -q "a.: 1" "$2" && cp "{tmp_path}/content" "$2"'
    monkeypatch.setenv("EDITOR", editor(tmp_path, does))
    file = tmp_path / "api.toml"
    file.write_text(TEXT)
    async with opened(file) as screen:
        monkeypatch.setattr(screen.app, "suspend", contextlib.nullcontext)
        screen.app.opening.act("body.edit_outside")
        await screen.until(lambda: body(screen) == CONTENT.decode())
        await screen.press("w")
        await screen.until(lambda: not screen.app.session.drafts)
        assert body(screen) == CONTENT.decode()
        await screen.press("U")
        assert body(screen) == '{"a": 1}'


async def test_an_editor_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    file = tmp_path / "api.toml"
    file.write_text(TEXT)
    async with opened(file) as screen:
        await screen.press("o")
        await screen.until(lambda: "An editor cannot be opened from here." in screen.text)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("no-such-editor --wait", "could not be started"),
        ("false", "ended with status 1"),
        ('"', "names no editor"),
    ],
)
def test_what_is_wrong_with_an_editor_is_said(tmp_path: Path, named: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Files(str(tmp_path)).edit_outside(str(tmp_path / "a.toml"), 1, named)


def test_a_text_that_comes_back_as_no_text_is_refused(tmp_path: Path) -> None:
    named = editor(tmp_path, "printf '\\377' > \"$2\"")
    with pytest.raises(SaveFailed, match="could not be read"):
        Files(str(tmp_path)).edit_text_outside("text", ".txt", named)


async def test_an_answer_is_read_in_the_pager_with_nothing_that_a_terminal_acts_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pager = tmp_path / "pager"
    pager.write_text(f'#!/bin/sh\ncp "$2" {tmp_path}/shown\n')
    pager.chmod(0o755)
    content = b'{"a": "\x1b]52;c;eA==\x07"}\n\xff\xc3\xa4\n'
    Files(str(tmp_path), pager=f"{pager} -S").page_outside(FakeBody(content), "a.json")
    shown = (tmp_path / "shown").read_text("utf-8")
    assert all(line.isprintable() for line in shown.split("\n"))
    assert shown.split("\n")[1] == "\ufffdä"
    with pytest.raises(UsageError, match="pager no-such could not be started"):
        Files(str(tmp_path), pager="no-such").page_outside(FakeBody(content), "a.json")
    file = tmp_path / "api.toml"
    file.write_text(TEXT)
    async with opened(file) as screen:
        screen.app.opening.act("body.page")
        await screen.until(lambda: "There is no answer to read yet." in screen.text)
