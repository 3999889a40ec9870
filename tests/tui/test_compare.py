"""Two answers of one request compared: from the history, from Commands, and hostile ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.fakes import FakeBody
from tests.tui.bodies import answered
from tests.tui.exchanges import exchange, lines, request
from tests.tui.screens import Screen
from workbench.domain.http import Exchange, Purpose, Response, Step
from workbench.domain.workspace import RequestRef
from workbench.tui.compare.diff_rows import DiffRows, DiffView
from workbench.tui.compare.head_rows import head_rows
from workbench.tui.compare.pairs import between, headers_apart, with_past
from workbench.tui.compare.screen import CompareScreen
from workbench.tui.session import Past, Session
from workbench.views.compare import BodyComparison

SIZES = ("120x40", "80x24")
OLD = json.dumps({"id": 7, "status": "open", "lines": list(range(40))}).encode()
NEW = json.dumps({"id": 7, "status": "closed", "lines": list(range(40)), "more": 1}).encode()


def answer(at: float, body: bytes, *headers: tuple[str, str], status: int = 200) -> Exchange:
    response = Response(status, "", headers, FakeBody(body), at)
    return Exchange("R", at, 12.0, (Step(Purpose.REQUEST, request(), at, response),))


def compared(old: bytes, new: bytes, kind: str = "text/plain") -> BodyComparison:
    found = BodyComparison((FakeBody(old), kind), (FakeBody(new), kind))
    while not found.advance(1 << 16):
        pass
    return found


def drawn(found: BodyComparison, *, everything: bool = False) -> list[str]:
    rows = DiffRows((), DiffView(found, everything=everything, ascii_only=False))
    return lines([rows.row(at, 60) for at in range(rows.row_count)], 60)


def test_lines_that_differ_stand_with_three_around_them() -> None:
    old = [f"line {n}" for n in range(1, 21)]
    new = [*old[:9], "new", *old[10:]]
    found = compared("\n".join(old).encode(), "\n".join(new).encode())
    assert [line.split() for line in drawn(found)] == [
        ["·", "6", "lines", "are", "the", "same"],
        ["7", "line", "7"],
        ["8", "line", "8"],
        ["9", "line", "9"],
        ["10", "-", "line", "10"],
        ["10", "+", "new"],
        ["11", "line", "11"],
        ["12", "line", "12"],
        ["13", "line", "13"],
        ["·", "7", "lines", "are", "the", "same"],
    ]
    assert len(drawn(found, everything=True)) == 21


def test_control_characters_reach_no_row_and_are_marked() -> None:
    hostile = "\x1b]52;c;aGk=\x07 \u202e \x9b2J \x01\x7f".encode()
    found = compared(b"a\n" + hostile, b"a\n" + hostile + b"\x1b[2J", "text/plain; charset=utf-8")
    view = DiffView(found, everything=True, ascii_only=False)
    texts = [view.row(at) for at in range(view.row_count)]
    assert all(row.text.isprintable() for row in texts)
    assert "␛]52" in texts[1].text
    assert "⟨RLO⟩" in texts[1].text
    assert "symbol" in {str(span.role) for span in texts[1].spans}


def test_a_long_line_is_shown_to_its_end_and_what_changed_in_it_stands_out() -> None:
    found = compared(b"x" * 9_000 + b"1" + b"y" * 9_000, b"x" * 9_000 + b"2" + b"y" * 9_000)
    view = DiffView(found, everything=False, ascii_only=False)
    rows = [view.row(at) for at in range(view.row_count)]
    removed = [row for row in rows if "+" not in row.text[:1]][: len(rows) // 2]
    assert "".join(row.text[2:] for row in removed) == "x" * 9_000 + "1" + "y" * 9_000
    marked = [
        row.text[span.start : span.end]
        for row in rows
        for span in row.spans
        if str(span.role) == "look"
    ]
    assert marked == ["1", "2"]


def test_headers_are_compared_by_name_in_any_case_with_duplicates_kept() -> None:
    older = answer(1.0, b"", ("ETag", "1"), ("Set-Cookie", "a=1"), ("Set-Cookie", "a=1")).response
    newer = answer(2.0, b"", ("etag", "1"), ("Set-Cookie", "a=1"), ("X-New", "\x1b[2J")).response
    assert older is not None
    assert newer is not None
    assert headers_apart(older, newer) == ([("Set-Cookie", "a=1")], [("X-New", "\x1b[2J")], 2)


def test_the_head_says_status_headers_and_that_only_blanks_differ() -> None:
    pair = between(
        answer(1.0, b'{"a":1}', ("A", "1"), ("B", "2")),
        answer(2.0, b'{"a": 1}', ("A", "3"), ("B", "2"), status=404),
    )
    assert pair is not None
    found = compared(b'{"a":1}', b'{"a": 1}', "application/json")
    said = lines(head_rows(pair, found, 80), 80)
    assert said[:5] == [
        "status    - 200",
        "          + 404",
        "headers   1 differs, 1 is the same",
        "          - A: 1",
        "          + A: 3",
    ]
    assert "no line differs as pretty JSON" in said[5]


def test_what_is_compared_is_the_answer_shown_or_else_the_one_before() -> None:
    ref, other = RequestRef("a.toml", "R"), RequestRef("a.toml", "Other")
    first, second, third = (answer(float(at), b"") for at in (1, 2, 3))
    failed = exchange()
    session = Session(ref=ref)
    for each in (first, failed, second):
        session.history.appendleft(Past(ref, each))
    session.history.appendleft(Past(other, third))
    newest, middle, _, oldest = session.history
    session.look_at(oldest)
    shown = with_past(session, middle)
    assert shown is not None
    assert (shown.older, shown.newer) == (first, second)
    session.look_at(middle)
    before = with_past(session, middle)
    assert before is not None
    assert before.older is first
    assert with_past(session, oldest) is not None
    assert with_past(session, newest) is None


async def opened_comparison(screen: Screen) -> None:
    await screen.press("H", "j", "equals_sign")
    await screen.until(lambda: isinstance(screen.app.screen, CompareScreen))
    await screen.until(lambda: "difference" in screen.text)


@pytest.mark.parametrize("size", SIZES)
async def test_two_answers_are_compared_from_the_history_and_walked_by_keys(
    tmp_path: Path, size: str
) -> None:
    async with answered(tmp_path, OLD, NEW, size=size) as screen:
        await opened_comparison(screen)
        assert "✓ 200 OK" in screen.text
        assert '-   "status": "open",' in screen.text
        assert '+   "status": "closed",' in screen.text
        assert "lines are the same" in screen.text
        await screen.press("n")
        await screen.until(lambda: "difference 1 of 2" in screen.text)
        await screen.press("n")
        await screen.until(lambda: "difference 2 of 2" in screen.text)
        await screen.press("N")
        await screen.until(lambda: "difference 1 of 2" in screen.text)
        await screen.press("v")
        await screen.until(lambda: "lines are the same" not in screen.text)
        await screen.press("y")
        await screen.until(lambda: "the comparison" in screen.app.session.notices[0].message)
        await screen.press("escape")
        await screen.until(lambda: not isinstance(screen.app.screen, CompareScreen))


async def test_big_answers_are_compared_while_keys_work_and_leaving_stops_it(
    tmp_path: Path,
) -> None:
    many = [{"id": n, "name": f"name {n}"} for n in range(20_000)]
    old = json.dumps(many).encode()
    many[15_000]["name"] = "other"
    async with answered(tmp_path, old, json.dumps(many).encode()) as screen:
        screen.app.opening.act("response.compare")
        await screen.until(lambda: "comparing" in screen.text)
        compare = screen.app.screen
        assert isinstance(compare, CompareScreen)
        await screen.press("escape")
        done = compare.found.progress
        assert not compare.found.done
        await screen.send()
        assert compare.found.progress == done


async def test_a_comparison_with_nothing_says_so(tmp_path: Path) -> None:
    async with answered(tmp_path, OLD) as screen:
        screen.app.opening.act("response.compare")
        await screen.until(lambda: "no other answer of this request" in screen.text)


def test_headers_that_came_more_often_are_counted_each() -> None:
    pair = between(
        answer(1.0, b"", ("Set-Cookie", "a=1"), ("Gone", "1"), ("A", "1")),
        answer(2.0, b"", ("set-cookie", "a=2"), ("set-cookie", "b=2"), ("A", "2"), ("New", "1")),
    )
    assert pair is not None
    said = lines(head_rows(pair, compared(b"", b"", "text/plain"), 80), 80)
    assert "headers   5 differ, 0 are the same" in said
