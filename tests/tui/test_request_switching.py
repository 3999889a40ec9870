"""Headers that nobody wrote in the request, switched off and on again by `space`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.fakes import header_of
from tests.support.local_api import get, world
from tests.tui.screens import Screen
from tests.tui.support import draft, edited, flat, pane, request_open
from workbench.domain.collection import RequestSpec, Row
from workbench.formats.toml_blocks import dump_request
from workbench.formats.toml_reader import read_collection
from workbench.tui.request.switching import switched

SPEC = RequestSpec("R", url="http://a/", headers=(Row("Accept", "text/html"),))
AGENT = ("sent-as-well", "User-Agent")


def test_a_header_of_ours_becomes_a_row_that_is_off_and_back() -> None:
    found = switched(SPEC, AGENT)
    assert found is not None
    off, key = found
    assert off.headers == (*SPEC.headers, Row("User-Agent", None, enabled=False))
    assert key == ("headers", 1)
    assert switched(off, key) == (SPEC, AGENT)


def test_a_row_with_a_value_is_switched_and_stays() -> None:
    found = switched(SPEC, ("headers", 0))
    assert found == (
        replace(SPEC, headers=(Row("Accept", "text/html", enabled=False),)),
        ("headers", 0),
    )


@pytest.mark.parametrize("key", [None, ("added", "host", 0), ("more", 1), 7, ("sent-as-well", 1)])
def test_what_has_no_switch_is_not_switched(key: object) -> None:
    assert switched(SPEC, key) is None


@pytest.mark.parametrize("name", ["User-Agent", "Accept", "Accept-Encoding", "Content-Type"])
async def test_what_is_switched_off_is_not_sent(name: str) -> None:
    made = world(get('auth = "none"\n[request.body]\ntype = "json"\ntext = "{}"'))
    found = switched(made.effective().spec, ("sent-as-well", name))
    assert found is not None
    await made.send()
    await made.send(draft=found[0])
    before, after = made.transport.requests
    assert header_of(before, name)
    assert header_of(after, name) is None
    assert len(after.headers) == len(before.headers) - 1


def test_a_file_keeps_what_is_switched_off() -> None:
    found = switched(SPEC, AGENT)
    assert found is not None
    text = f'[collection]\nname = "C"\n{dump_request(found[0])}'
    read = read_collection(text, file="/ws/c.toml").collection
    assert read is not None
    assert read.requests[0].headers == found[0].headers


# On the screen.


async def on(screen: Screen, key: object) -> None:
    """Go to the tab Headers and to a row of it."""
    await screen.press("l")
    pane(screen).rows.move_to(key)
    await screen.pilot.pause()
    assert pane(screen).rows.cursor_key == key


@pytest.mark.parametrize("size", ["120x40", "80x24"])
async def test_space_switches_a_header_of_ours_off_and_on(tmp_path: Path, size: str) -> None:
    async with request_open(tmp_path, "Ping", size) as screen:
        await on(screen, AGENT)
        assert "[x] header User-Agent" in flat(screen)
        await screen.press("space")
        assert "[ ] header User-Agent" in flat(screen)
        assert "[x] header User-Agent" not in flat(screen)
        assert draft(screen).headers == (Row("User-Agent", None, enabled=False),)
        assert pane(screen).rows.cursor_key == ("headers", 0)
        await screen.press("space")
        assert "[x] header User-Agent" in flat(screen)
        assert not edited(screen)
        assert pane(screen).rows.cursor_key == AGENT


async def test_space_takes_an_inherited_header_away_and_gives_it_back(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        await on(screen, ("sent-as-well", "X-Team"))
        await screen.press("space")
        assert Row("X-Team", None, enabled=False) in draft(screen).headers
        assert "[x] header X-Team" not in flat(screen)
        await screen.press("space")
        assert "[x] header X-Team" in flat(screen)
        assert not edited(screen)


async def test_host_is_shown_and_has_no_switch(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Ping") as screen:
        await on(screen, ("added", "host", 0))
        assert "header Host api.example.com always sent" in flat(screen)
        assert "On/off" not in screen.footer
        await screen.press("space")
        assert not edited(screen)


async def test_a_host_that_a_source_decides_is_shown_as_written(tmp_path: Path) -> None:
    text = (
        '[collection]\nname = "C"\n[[request]]\nname = "R"\nauth = "none"\n'
        'url = "https://{{env:NEVER_READ}}:8443/x"\n'
    )
    async with request_open(tmp_path, "R", text=text) as screen:
        await screen.press("l")
        assert "header Host {{env:NEVER_READ}}:8443" in flat(screen)


async def test_what_a_preset_adds_has_no_switch(tmp_path: Path) -> None:
    async with request_open(tmp_path, "Get customer") as screen:
        await on(screen, ("added", "authorization", 0))
        await screen.press("space")
        assert not edited(screen)
