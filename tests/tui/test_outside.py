"""The hand-off to the person's own editor."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from tests.tui.bodies import answered
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
        await screen.until(lambda: "Nothing can be opened outside from here." in screen.text)


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


async def test_a_copy_of_the_answer_is_opened_in_the_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, f'cp "$2" "{tmp_path}/seen.json"'))
    async with answered(tmp_path, CONTENT) as screen:
        monkeypatch.setattr(screen.app, "suspend", contextlib.nullcontext)
        screen.app.opening.act("body.answer_outside")
        seen = tmp_path / "seen.json"
        await screen.until(lambda: seen.exists() and seen.read_bytes() == CONTENT)
        assert not screen.app.session.drafts
