"""The screen as a whole: starting, opening, sending, asking, ending."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.practice import PracticeServer
from tests.tui.held import held_api
from tests.tui.screens import opened
from workbench.domain.display import DisplaySettings
from workbench.tui.keys import BY_ID
from workbench.tui.layout import PaneName

SIZES = ("120x40", "80x24", "200x60")


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_gives_a_200_with_a_token_nobody_asked_for(
    practice: PracticeServer, size: str
) -> None:
    async with opened(practice.workspace, size) as screen:
        await screen.send()
        await screen.press("3")
        assert "✓ 200 OK" in screen.text
        assert '"customers"' in screen.text
        assert "fast ●" in screen.lines[0]


async def test_a_directory_without_collections_shows_the_ways_to_begin(tmp_path: Path) -> None:
    async with opened(tmp_path, "80x24") as screen:
        assert "Nothing here yet." in screen.text
        assert "Practice server" in screen.text
        await screen.press("a")
        await screen.press("ctrl+g")
        assert "Start" in screen.text


async def test_a_new_collection_is_written_and_opened(tmp_path: Path) -> None:
    async with opened(tmp_path) as screen:
        await screen.press("a")
        await screen.press("enter")
        await screen.until(lambda: screen.app.main is not None)
        assert (tmp_path / "api.toml").exists()
        await screen.until(lambda: "1 Collections" in screen.text)
        assert "Wrote api.toml" in screen.text


async def test_the_practice_server_is_one_key_away(
    practice: PracticeServer, tmp_path: Path
) -> None:
    stopped: list[str] = []

    class Started:
        workspace = str(practice.workspace)

        def stop(self) -> None:
            stopped.append("stopped")

    async with opened(tmp_path, surroundings={"start_practice": Started}) as screen:
        await screen.press("p")
        await screen.until(lambda: screen.app.main is not None)
        await screen.until(lambda: "Practice server" in screen.text)
    assert stopped == ["stopped"]


async def test_a_small_terminal_says_what_it_needs(practice: PracticeServer) -> None:
    async with opened(practice.workspace, "48x12") as screen:
        assert "Needs 60x15, this is 48x12." in screen.text
        assert "1 Collections" not in screen.text


async def test_focus_and_cursor_survive_a_change_of_size(practice: PracticeServer) -> None:
    async with opened(practice.workspace) as screen:
        await screen.press("j", "j")
        here = screen.pane(PaneName.COLLECTIONS).rows.cursor_key
        for width, height in ((80, 24), (48, 12), (200, 60), (120, 40)):
            await screen.pilot.resize_terminal(width, height)
            await screen.pilot.pause()
        assert screen.main.focused_name is PaneName.COLLECTIONS
        assert screen.pane(PaneName.COLLECTIONS).rows.cursor_key == here


def collection(directory: Path, origin: str) -> Path:
    file = directory / "held.toml"
    file.write_text(
        f'[collection]\nname = "Held"\n[[request]]\nname = "Wait"\nurl = "{origin}/wait"\n'
    )
    return file


async def test_the_previous_answer_is_marked_the_moment_a_send_starts(tmp_path: Path) -> None:
    async with held_api() as api, opened(collection(tmp_path, api.origin)) as screen:
        api.let_go()
        await screen.send()
        assert '"held": true' in screen.text
        api.hold()
        await screen.press("ctrl+r")
        await screen.until(lambda: "waiting for the first byte" in screen.text)
        assert "previous response  ✓ 200 OK" in screen.text
        api.head.set()
        await screen.until(lambda: "receiving" in screen.text)
        await screen.press("escape")
        await screen.until(lambda: "cancelled after" in screen.text)
        assert "incomplete" in screen.text


async def test_a_send_that_is_cancelled_before_an_answer_leaves_the_previous_one(
    tmp_path: Path,
) -> None:
    async with held_api() as api, opened(collection(tmp_path, api.origin)) as screen:
        api.let_go()
        await screen.send()
        api.hold()
        await screen.press("ctrl+r")
        await screen.until(lambda: api.asked == 2)
        await screen.press("ctrl+g")
        await screen.until(lambda: "cancelled after" in screen.text)
        assert "previous response  ✓ 200 OK" in screen.text
        assert not screen.app.sends.flying


async def test_quitting_while_something_is_in_flight_asks(tmp_path: Path) -> None:
    async with held_api() as api, opened(collection(tmp_path, api.origin)) as screen:
        await screen.press("ctrl+r")
        await screen.until(lambda: api.asked)
        await screen.press("q")
        await screen.until(lambda: "Quit and cancel what is in flight?" in screen.text)
        await screen.press("enter")
        assert "Quit and cancel" in screen.text
        await screen.press("escape")
        assert "Quit and cancel" not in screen.text
        await screen.press("q", "y")
        await screen.until(lambda: screen.app.return_value == 0)


async def test_a_file_that_breaks_on_disk_becomes_a_row_and_a_list_of_problems(
    tmp_path: Path,
) -> None:
    (tmp_path / "good.toml").write_text('[collection]\nname = "Good"\n')
    bad = tmp_path / "bad.toml"
    bad.write_text('[collection]\nname = "Bad"\n')
    async with opened(tmp_path) as screen:
        bad.write_text('[collection]\nnaem = "Bad"\n')
        await screen.until(lambda: "✗ bad.toml" in screen.text)
        await screen.press("g")
        await screen.until(lambda: "Did you mean name?" in screen.text)
        assert "line 2" in screen.text
        bad.write_text('[collection]\nname = "Bad again"\n')
        await screen.until(lambda: "Bad again" in screen.text)
        await screen.until(lambda: "Did you mean" not in screen.text)


async def test_a_file_that_was_named_is_where_it_begins(tmp_path: Path) -> None:
    for name in ("first", "second"):
        url = "http://127.0.0.1:9/"
        text = f'[collection]\nname = "{name}"\n[[request]]\nname = "of {name}"\nurl = "{url}"\n'
        (tmp_path / f"{name}.toml").write_text(text)
    (tmp_path / "third.toml").write_text('[collection]\nnaem = "third"\n')
    async with opened(tmp_path / "second.toml") as screen:
        assert "second.toml" in screen.lines[0]
        assert "of second" in screen.text
        assert screen.app.session.ref == screen.main.request_under_cursor
    async with opened(tmp_path / "third.toml") as screen:
        await screen.until(lambda: "Did you mean name?" in screen.text)


async def test_what_is_wrong_with_the_settings_is_said_and_kept_in_the_log(
    practice: PracticeServer,
) -> None:
    settings = DisplaySettings(problems=("config.toml, line 3: Unknown key.",))
    async with opened(practice.workspace, settings=settings) as screen:
        assert "Unknown key." in screen.text
        await screen.press("escape")
        assert "Unknown key." not in screen.text
        await screen.press("exclamation_mark")
        assert "Unknown key." in screen.text


@pytest.mark.parametrize(
    ("environ", "theme"),
    [
        ({"TERM": "screen-256color", "LANG": "C.UTF-8"}, "workbench-dark"),
        ({"TERM": "linux", "LANG": "C.UTF-8"}, "workbench-ansi"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1", "LANG": "C.UTF-8"}, "workbench-dark"),
        ({"TERM": "xterm-256color", "LANG": "C"}, "workbench-dark"),
    ],
)
async def test_every_kind_of_terminal_shows_all_of_it(
    practice: PracticeServer, environ: dict[str, str], theme: str
) -> None:
    async with opened(practice.workspace, environ=environ) as screen:
        await screen.send()
        assert screen.app.theme == theme
        if environ["LANG"] == "C":
            assert "+ 200 OK" in screen.text
            foreign = [line for line in screen.lines if not line.isascii()]
            assert all("Zürich" in line for line in foreign)  # a body's letters stay its own
        else:
            assert "✓ 200 OK" in screen.text


STARTS = [
    ("start.choose", "enter", "began"),
    ("start.practice", "p", "began"),
    ("start.new", "a", "New collection"),
    ("start.request", "n", "New request"),
    ("start.request", "ctrl+n", "New request"),
    ("file.import", "i", "or paste:"),
    ("start.open", "o", "a directory of collections"),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("identity", "name", "seen"), STARTS)
async def test_a_way_to_begin_is_one_key(
    tmp_path: Path, identity: str, name: str, seen: str, size: str
) -> None:
    began: list[str] = []

    class Practice:
        workspace = str(tmp_path)

        def __init__(self) -> None:
            began.append("began")

        def stop(self) -> None:
            began.append("stopped")

    async with opened(tmp_path, size, surroundings={"start_practice": Practice}) as screen:
        assert name in BY_ID[identity].keys
        await screen.press(name)
        await screen.until(lambda: seen in began or seen in screen.text)
