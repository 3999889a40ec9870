"""Exchange and Headers on the screen, over a server that redirects and sets cookies."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tui.exchanges import NOW, lines
from tests.tui.screens import Screen, opened
from workbench.adapters.clipboard import CopyOutcome
from workbench.domain.cookies import Cookie
from workbench.domain.display import DisplaySettings
from workbench.domain.secret import Secret
from workbench.tui.layout import PaneName
from workbench.tui.windows.cookies import cookie_list

ANSWERS = {
    b"/start": b"HTTP/1.1 302 Found\r\nLocation: /end\r\nSet-Cookie: seen=1\r\n"
    b"Set-Cookie: far=1; Domain=example.org\r\nContent-Length: 0\r\n\r\n",
    b"/end": b"HTTP/1.1 200 OK\r\nX-Twice: one\r\nX-Twice: two\r\nContent-Length: 2\r\n\r\n{}",
}


@contextlib.asynccontextmanager
async def sent(
    tmp_path: Path, size: str = "120x40", settings: DisplaySettings | None = None
) -> AsyncIterator[Screen]:
    """Send the request of a collection, with the focus on its answer."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(ANSWERS[head.split()[1]])
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    file = tmp_path / "chain.toml"
    file.write_text(
        '[collection]\nname = "Chain"\n[auth.fixed]\ntype = "bearer"\ntoken = "s3cret-value"\n'
        f'[[request]]\nname = "Go"\nauth = "fixed"\nurl = "{address}/start"\n'
    )
    try:
        async with opened(file, size, settings=settings) as screen:
            await screen.send()
            await screen.press("3")
            yield screen
    finally:
        server.close()


async def move_to(screen: Screen, key: object) -> None:
    rows = screen.pane(PaneName.RESPONSE).rows
    rows.move_to(key)
    await screen.pilot.pause()
    assert rows.cursor_key == key


@pytest.mark.parametrize("size", ["80x24", "120x40", "200x60"])
async def test_the_steps_and_their_phases_are_on_the_screen(tmp_path: Path, size: str) -> None:
    async with sent(tmp_path, size) as screen:
        await screen.press("l", "l")
        assert "1 request → 302" in screen.text
        assert "2 redirect ✓ 200" in screen.text
        assert "━" in screen.text
        await screen.press("G")
        await move_to(screen, ("step", 2, "over"))
        await screen.press("j")
        assert "HTTP/1.1   127.0.0.1:" in screen.text


async def test_in_ascii_no_bar_is_anything_else(tmp_path: Path) -> None:
    async with sent(tmp_path, settings=DisplaySettings(ascii=True)) as screen:
        await screen.press("l", "l")
        assert "==" in screen.text
        assert [line for line in screen.lines if not line.isascii()] == []


async def test_y_on_a_step_copies_it_as_curl_with_its_secrets_masked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sent(tmp_path) as screen:
        texts = copies(screen, monkeypatch)
        await screen.press("l", "l")
        await move_to(screen, ("step", 1))
        await screen.press("y")
        await screen.until(lambda: "Copied step 1 as curl, secrets masked" in screen.text)
        assert texts[-1].startswith("curl ")
        assert "/start" in texts[-1]
        assert "s3cret-value" not in texts[-1]


async def test_the_ways_to_copy_begin_with_the_step_under_the_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sent(tmp_path) as screen:
        texts = copies(screen, monkeypatch)
        await screen.press("l", "l")
        await move_to(screen, ("step", 1))
        await screen.press("Y")
        assert "this step, in clear" in screen.text
        await screen.press("j", "enter")
        await screen.until(lambda: "Copied the request as curl, secrets in clear" in screen.text)
        assert "/start" in texts[-1]
        assert "s3cret-value" in texts[-1]


async def test_elsewhere_no_step_is_offered(tmp_path: Path) -> None:
    async with sent(tmp_path) as screen:
        await screen.press("Y")
        assert "as sent" in screen.text
        assert "this step" not in screen.text


async def test_headers_keep_duplicates_and_tell_of_cookies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sent(tmp_path) as screen:
        texts = copies(screen, monkeypatch)
        await screen.press("l")
        assert screen.text.count("X-Twice") == 2
        assert "✓ kept       seen" in screen.text
        assert "✗ refused    far" in screen.text
        assert "127.0.0.1 may not set one for example.org" in screen.text
        assert "→ sent       seen" in screen.text
        await move_to(screen, ("header", 1))
        await screen.press("y")
        await screen.until(lambda: "Copied the value of X-Twice" in screen.text)
        assert texts == ["two"]


async def test_the_cookies_of_the_environment_are_cleared_from_the_palette(
    tmp_path: Path,
) -> None:
    async with sent(tmp_path) as screen:
        jar = screen.app.workbench.cookie_jar()
        now = screen.app.workbench.clock.now()
        assert [each.name for each in jar.cookies(now)] == ["seen"]
        await screen.press("ctrl+p")
        await screen.type("cookies clear")
        await screen.press("enter")
        await screen.until(lambda: "Cleared 1 cookie of no environment." in screen.text)
        assert jar.cookies(now) == ()


async def test_a_cookie_gets_a_new_value_and_is_forgotten_in_its_window(tmp_path: Path) -> None:
    async with sent(tmp_path) as screen:
        jar = screen.app.workbench.cookie_jar()
        now = screen.app.workbench.clock.now()
        await screen.press("ctrl+p")
        await screen.type("cookies look")
        await screen.press("enter")
        await screen.until(lambda: "╭─  Cookies" in screen.text)
        assert "127.0.0.1/" in screen.text
        assert "this session" in screen.text
        await screen.press("enter")
        await screen.until(lambda: "Change its value" in screen.text)
        await screen.press("enter")
        await screen.until(lambda: "Value of seen" in screen.text)
        await screen.type("mine")
        await screen.press("enter")
        await screen.until(lambda: "The cookie seen has a new value." in screen.text)
        (changed,) = jar.cookies(now)
        assert changed.value == Secret("mine")
        await screen.press("enter")
        await screen.until(lambda: "Forget it" in screen.text)
        await screen.press("down", "enter")
        await screen.until(lambda: "No cookie is kept." in screen.text)
        assert jar.cookies(now) == ()


@pytest.mark.parametrize("width", [54, 76])
def test_every_cookie_has_a_row_that_fits_and_hides_its_value(width: int) -> None:
    kept = [
        Cookie("s" * 60, Secret("worth-much"), f"{'a' * 40}.example.com", host_only=False),
        Cookie("id", Secret("worth-much"), "example.com", secure=True, expires_at=NOW + 60),
    ]
    first, second, *_ = lines(cookie_list(kept, NOW, width), width)
    assert "…" in first
    assert "until " in second
    assert "Secure" in second
    assert "worth-much" not in first + second


def copies(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is copied from now on."""
    texts: list[str] = []

    def copy(text: str) -> CopyOutcome:
        texts.append(text)
        return CopyOutcome("")

    monkeypatch.setattr(screen.app.workbench, "copy", copy)
    return texts
