"""The tab Diagnosis: it opens by itself, says what is wrong, tries, fixes, and is undone."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.practice import PracticeServer
from tests.tui import support
from tests.tui.screens import Screen, opened
from tests.tui.support import SIZES, flat
from workbench.domain.http import Exchange
from workbench.domain.workspace import RequestRef
from workbench.engine.diagnosis import Finding
from workbench.tui.layout import PaneName


def tab(screen: Screen) -> str:
    return screen.pane(PaneName.RESPONSE).tab


def said(screen: Screen) -> str:
    return support.said(screen, PaneName.RESPONSE)


async def send(screen: Screen, name: str) -> None:
    """Send a request of the one collection and wait until its answer is explained."""
    (file,) = screen.app.workbench.workspace.collections
    spec = next(each for each in file.collection.requests if each.name == name)
    screen.app.open_request(RequestRef(file.path, spec.label), go=True)
    await screen.press("3")
    await screen.send()
    await screen.until(lambda: screen.app.session.explained, "an explanation")
    await screen.pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_a_likely_finding_opens_the_tab_and_its_fix_is_one_key(
    practice: PracticeServer, size: str
) -> None:
    async with opened(practice.workspace, size) as screen:
        await send(screen, "Wrong endpoint")
        assert tab(screen) == "Diagnosis"
        text = flat(screen)
        assert "Diagnosis 1" in text
        assert "→ 302 Found" in text
        assert "token endpoint" in text
        assert "not sent to the API: no token" in text
        assert "✗ token_url of wrong-endpoint is the" in text
        assert "1 of 1 likely" in text
        assert "answered 302 Found" in text
        assert "rule RFC 6749 3.2" in text
        assert "preset wrong-endpoint, token_url" in text
        assert "- {{issuer}}/oauth/authorize" in text
        assert "+ {{issuer}}/oauth/token" in text
        assert "Apply and send again f" in text
        await screen.press("f")
        await screen.until(lambda: "✓ Fixed:" in screen.text, "the fix")
        text = flat(screen)
        assert "before ! 302" not in text
        assert "before → 302 Found token endpoint" in text
        assert "after ✓ 200 OK" in text
        assert "U undoes" in text
        assert tab(screen) == "Diagnosis"


async def test_undoing_a_fix_brings_the_preset_and_the_refusal_back(
    practice: PracticeServer,
) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Wrong endpoint")
        ref = screen.app.session.ref
        assert ref is not None
        before = screen.app.workbench.effective(ref).auth
        await screen.press("f")
        await screen.until(lambda: "✓ Fixed:" in screen.text)
        assert screen.app.workbench.effective(ref).auth != before
        await screen.press("U")
        await screen.until(lambda: "Undone:" in screen.app.session.notices[0].message)
        assert screen.app.workbench.effective(ref).auth == before
        await screen.press("U")
        assert screen.app.workbench.effective(ref).auth == before


@pytest.mark.parametrize("size", SIZES)
async def test_a_fix_is_written_into_its_file_with_one_key_and_taken_back_as_an_edit(
    practice: PracticeServer, tmp_path: Path, size: str
) -> None:
    workspace = shutil.copytree(practice.workspace, tmp_path / "practice")
    file = workspace / "practice.toml"
    before = file.read_text("utf-8")
    wrong = 'token_url = "{{issuer}}/oauth/authorize"'
    assert before.count(wrong) == 1
    async with opened(workspace, size) as screen:
        await send(screen, "Wrong endpoint")
        await screen.press("f")
        await screen.until(lambda: "✓ Fixed:" in screen.text)
        assert "w keeps it U undoes" in flat(screen)
        assert "practice.toml*" in screen.text or size == "80x24"
        assert file.read_text("utf-8") == before
        await screen.press("w")
        after = before.replace(wrong, 'token_url = "{{issuer}}/oauth/token"')
        await screen.until(lambda: file.read_text("utf-8") == after)
        await screen.until(lambda: "kept in practice.toml U undoes" in flat(screen))
        assert screen.app.session.notices[0].message == "Saved wrong-endpoint to practice.toml."
        assert not screen.app.session.is_file_unsaved(str(file))
        await screen.press("U")
        await screen.until(lambda: "w keeps it." in screen.app.session.notices[0].message)
        assert file.read_text("utf-8") == after
        await screen.press("w")
        await screen.until(lambda: file.read_text("utf-8") == before)


async def test_a_fix_of_a_value_that_changed_on_disk_is_asked_about(
    practice: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = shutil.copytree(practice.workspace, tmp_path / "practice")
    file = workspace / "practice.toml"
    async with opened(workspace) as screen:
        await send(screen, "Wrong endpoint")
        await screen.press("f")
        await screen.until(lambda: "✓ Fixed:" in screen.text)
        # Nobody has looked at the file since.
        monkeypatch.setattr(type(screen.app.workbench), "reload", lambda _: False)
        theirs = file.read_text("utf-8").replace("/oauth/authorize", "/oauth/theirs")
        file.write_text(theirs, "utf-8")
        await screen.press("w")
        await screen.until(lambda: "token_url of preset" in screen.footer)
        assert file.read_text("utf-8") == theirs
        await screen.press("m")
        mine = theirs.replace("/oauth/theirs", "/oauth/token")
        await screen.until(lambda: file.read_text("utf-8") == mine)


async def test_quitting_with_a_fix_that_no_file_has_asks(practice: PracticeServer) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Wrong endpoint")
        await screen.press("f")
        await screen.until(lambda: "✓ Fixed:" in screen.text)
        await screen.press("q")
        await screen.until(lambda: "Quit and lose 1 fix that no file has?" in screen.footer)
        await screen.press("escape")


async def test_the_form_of_a_fixed_preset_says_what_its_file_has(
    practice: PracticeServer,
) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Wrong endpoint")
        await screen.press("f")
        await screen.until(lambda: "✓ Fixed:" in screen.text)
        await screen.press("enter", "enter")
        await screen.until(lambda: "* unsaved" in screen.text)
        assert "- token_url" in flat(screen)
        assert "+ token_url" in flat(screen)


async def test_an_edit_that_came_after_a_fix_is_taken_back_before_it(
    practice: PracticeServer,
) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Wrong endpoint")
        await screen.press("f")
        await screen.until(lambda: "✓ Fixed:" in screen.text)
        session, ref = screen.app.session, screen.app.session.ref
        assert ref is not None
        found = screen.app.workbench.workspace.request(ref)
        assert found is not None
        session.edit(ref, replace(found[1], method="HEAD"), found[1])
        await screen.press("U")
        await screen.until(lambda: not session.unsaved)
        assert session.diagnoses.applied
        await screen.press("U")
        await screen.until(lambda: not session.diagnoses.applied)


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_only_possible_is_counted_but_opens_nothing(
    practice: PracticeServer, size: str
) -> None:
    async with opened(practice.workspace, size) as screen:
        await send(screen, "Credentials in the wrong place")
        assert tab(screen) == "Body"
        assert "Diagnosis 2" in screen.text
        await screen.press("1", "D")
        await screen.until(lambda: tab(screen) == "Diagnosis")
        assert screen.main.focused_name is PaneName.RESPONSE
        text = said(screen)
        assert "1 of 2 possible" in text
        assert "2 of 2 possible" in text
        assert 'try client_authentication = "client_secret_basic"' in text
        assert "tried client_auth" not in text


async def test_an_experiment_proves_which_of_two_causes_it_is(practice: PracticeServer) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Credentials in the wrong place")
        await screen.press("D", "c")
        await screen.until(lambda: "proven" in said(screen), "a proof")
        text = said(screen)
        assert 'tried client_authentication = "client_secret_basic"' in text
        assert "+ client_secret_basic" in text
        await screen.press("f")
        await screen.until(lambda: "✓ Fixed:" in screen.text, "the fix")
        assert "Fixed: wrong-place sends client_secret_basic." in said(screen)


async def test_the_cursor_opens_another_finding_and_closes_the_one_before(
    practice: PracticeServer,
) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Credentials in the wrong place")
        await screen.press("D")
        await screen.until(lambda: "A wrong secret and a wrong way" in said(screen))
        await screen.press("j")
        await screen.until(lambda: "it is the values themselves" in said(screen))
        assert "A wrong secret and a wrong way" not in said(screen)
        await screen.press("k")
        await screen.until(lambda: "A wrong secret and a wrong way" in said(screen))


async def test_a_request_that_was_written_by_hand_is_mended_as_an_edit(
    practice: PracticeServer,
) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Wrong Content-Type")
        assert tab(screen) == "Diagnosis"
        await screen.press("f")
        await screen.until(lambda: "✓ Fixed:" in screen.text, "the fix")
        assert screen.app.session.unsaved
        await screen.press("U")
        await screen.until(lambda: not screen.app.session.unsaved)


@pytest.mark.parametrize("size", SIZES)
async def test_an_answer_that_is_well_leaves_the_tab_silent(
    practice: PracticeServer, size: str
) -> None:
    async with opened(practice.workspace, size) as screen:
        await send(screen, "Get customer")
        assert tab(screen) == "Body"
        assert "Diagnosis " in screen.text
        assert "Diagnosis 1" not in screen.text
        await screen.press("D")
        await screen.until(lambda: "Nothing to explain:" in screen.text)


async def test_the_tab_goes_back_by_itself_when_the_next_answer_is_well(
    practice: PracticeServer,
) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Wrong endpoint")
        assert tab(screen) == "Diagnosis"
        await send(screen, "Get customer")
        await screen.until(lambda: tab(screen) == "Body")


async def test_a_finding_says_what_was_seen_without_the_secret(practice: PracticeServer) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Credentials in the wrong place")
        await screen.press("D")
        await screen.until(lambda: "client_secret=••••••••" in screen.text)


async def test_a_broken_send_of_another_kind_is_no_finding(tmp_path: Path) -> None:
    file = tmp_path / "plain.toml"
    file.write_text('[collection]\nname = "Plain"\n[[request]]\nname = "Gone"\nurl = "{{gone}}/"\n')
    async with opened(file) as screen:
        (found,) = screen.app.workbench.workspace.collections
        screen.app.open_request(RequestRef(found.path, "Gone"), go=True)
        await screen.send()
        await screen.press("D")
        await screen.until(lambda: "Nothing to explain" in screen.text)


async def test_experiments_can_be_stopped_and_leave_what_was_known(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.adapters.diagnosing import Diagnosing

    started = asyncio.Event()

    async def never(self: Diagnosing, exchange: Exchange) -> tuple[Finding, ...]:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError("it was never let go")

    monkeypatch.setattr(Diagnosing, "after_trying", never)
    async with opened(practice.workspace) as screen:
        await send(screen, "Credentials in the wrong place")
        await screen.press("D", "c")
        await screen.until(lambda: "↻ trying" in screen.text and started.is_set())
        await screen.press("escape")
        await screen.until(lambda: "↻ trying" not in screen.text)
        assert "1 of 2   possible" in screen.text
        assert "Try it  c" in screen.text


async def test_a_fix_is_not_made_over_a_preset_that_changed_meanwhile(
    practice: PracticeServer,
) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Wrong endpoint")
        explained = screen.app.session.explained
        assert explained is not None
        fix = explained.findings[0].fix
        assert fix is not None
        screen.app.workbench.apply(fix)
        await screen.press("f")
        await screen.until(lambda: "has changed since" in screen.text)
        assert not screen.app.session.diagnoses.applied


async def test_the_report_is_copied_as_text(practice: PracticeServer) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Wrong endpoint")
        copied = screen.pane(PaneName.RESPONSE).value_to_copy()
        assert copied is not None
        text, what = copied
        assert what == "the diagnosis"
        assert "token_url of wrong-endpoint is the authorization endpoint.  likely" in text
        assert "+ token_url = {{issuer}}/oauth/token" in text


async def test_enter_shows_the_preset_that_a_finding_is_about(practice: PracticeServer) -> None:
    async with opened(practice.workspace) as screen:
        await send(screen, "Wrong endpoint")
        await screen.press("enter")
        await screen.until(lambda: screen.main.focused_name is PaneName.TOKEN)
        assert "wrong-endpoint" in screen.text
