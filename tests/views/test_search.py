"""Search finds what is shown, wherever it is, while it still runs."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.views.growing import GrowingSource
from workbench.views import search as search_module
from workbench.views.body import BodyView, Kind
from workbench.views.search import Match, Search
from workbench.views.source import MemorySource


def view_of(content: bytes, kind: Kind = Kind.PRETTY) -> BodyView:
    view = BodyView(MemorySource(content), "application/json")
    view.show(kind)
    return view


def finished(view: BodyView, needle: str, step: int = 1 << 16) -> Search:
    search = view.search(needle)
    while not search.advance(step):
        pass
    return search


def matches(search: Search) -> list[Match]:
    return [search.match(number) for number in range(search.count)]


def found(view: BodyView, search: Search) -> list[str]:
    """The text that each match covers."""
    result = []
    for match in matches(search):
        if match.line == match.end_line:
            result.append(view.row(match.line).text[match.start : match.end])
        else:
            first, last = view.row(match.line).text, view.row(match.end_line).text
            result.append(first[match.start :] + last[: match.end])
    return result


def test_a_needle_typed_as_shown_matches_however_the_source_is_spaced() -> None:
    view = view_of(b'[{"status":"failed"},{"status"  :\n "failed"},{"status":"paid"}]')
    search = finished(view, '"status": "failed"')
    assert matches(search) == [Match(2, 4, 2, 22), Match(5, 4, 5, 22)]
    assert found(view, search) == ['"status": "failed"'] * 2


@pytest.mark.parametrize(
    ("needle", "count"),
    [("ada", 3), ("Ada", 1), ("ADA", 1), ("é", 2), ("É", 1), ("a.a", 0), ("[", 1), ("", 0)],
)
def test_case_counts_only_with_a_capital(needle: str, count: int) -> None:
    view = view_of(b'[{"x":1},"Ada","ada","ADA",' + '"é","É"'.encode() + b"]")
    search = finished(view, needle)
    assert search.count == count
    assert search.done


def test_symbols_are_found_as_shown() -> None:
    view = view_of(b"one \x1b[31m two\x1b\n" + "\u202e".encode(), Kind.LINES)
    assert [match.line for match in matches(finished(view, "␛"))] == [0, 0]
    assert found(view, finished(view, "⟨rlo⟩")) == ["⟨RLO⟩"]


def test_a_match_across_the_pieces_of_a_long_line_is_found() -> None:
    content = b"x" * 4093 + b"needle" + b"y" * 5000 + b"Needle"
    view = view_of(content, Kind.LINES)
    search = finished(view, "needle")
    assert matches(search)[0] == Match(0, 4093, 1, 3)
    assert found(view, search) == ["needle", "Needle"]
    assert search.on_line(0) == ((0, 4093, 1 << 30),)
    assert search.on_line(1) == ((0, 0, 3),)
    pretty = view_of(b'["' + content + b'"]')
    assert found(pretty, finished(pretty, "needle")) == ["needle", "Needle"]


def test_folds_hide_no_match() -> None:
    view = view_of(b'{"a":{"b":{"c":"deep"}}}')
    view.advance(1000)
    view.fold_all()
    match = finished(view, "deep").match(0)
    row = view.unfold_to(match.line)
    assert view.row(row).text[match.start : match.end] == "deep"


def test_matches_are_walked_while_the_search_runs() -> None:
    content = json.dumps([{"status": "failed", "n": n} for n in range(20_000)]).encode()
    view = view_of(content)
    search = view.search("failed")
    search.advance(1000)
    so_far = search.count
    assert not search.done
    assert 0 < so_far < 20_000
    first = search.first_from(0)
    assert first == 0
    line = search.match(0).line
    assert search.first_from(line, search.match(0).start + 1) == 1
    assert search.last_before(line, search.match(0).start) is None
    assert search.last_before(search.match(1).line) == 0
    assert search.first_from(10**9) is None
    while not search.advance(100_000):
        pass
    assert search.count == 20_000
    assert search.match(so_far - 1).line < search.match(so_far).line
    assert search.progress == 1


def test_a_needle_that_is_not_there_is_passed_over_without_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = json.dumps([{"status": "paid"}] * 20_000).encode()
    view = view_of(content)
    while not view.advance(1 << 20):
        pass
    monkeypatch.setattr(type(view.layout), "texts", lambda *_: pytest.fail("laid out"))
    search = finished(view, '"status": "faild"')
    assert (search.count, search.searched) == (0, len(content))


def test_a_body_that_grows_is_searched_to_its_end() -> None:
    content = b"one needle\ntwo\nthree needle and " + b"x" * 5000 + b" needle"
    source = GrowingSource(content)
    view = BodyView(source, "text/plain")
    source.grow(20)
    view.advance(1 << 16)
    search = view.search("needle")
    counts = []
    while not search.advance(1 << 16):
        counts.append(search.count)
        source.grow(700)
    assert counts == sorted(counts)
    assert search.count == 3


def test_a_search_that_found_enough_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "MOST", 10)
    search = finished(view_of(b"aaaa\n" * 100, Kind.LINES), "a")
    assert (search.count, search.full, search.done) == (10, True, True)


def test_hex_is_searched_as_it_is_shown() -> None:
    view = view_of(b"GIF89a" + bytes(30), Kind.HEX)
    assert finished(view, "47 49 46").match(0) == Match(0, 10, 0, 18)
    assert finished(view, "gif").count == 1


plain_words = st.sampled_from(("a", "b", "ab", "A", " ", "\n", "\r\n", ":", "x" * 900))
words = plain_words | st.sampled_from(("é", "\t", "\x1b", "\u202e"))
texts = st.lists(plain_words, max_size=60) | st.lists(words, max_size=60)
needles = st.sampled_from(("a", "ab", "A", "xab", "aba", "abab", "é", " ", "␛", "b x", "ab:a"))


@given(texts.map("".join), needles, st.integers(1, 5000))
@example("x" * 4090 + "ab" * 50, "ab", 10)
@example(("x" * 4090 + "abab" * 1100 + "\n") * 3, "abab", 10)
@example("xab\n" + "y" * 70_000 + "xab\n" + "y" * 4090 + "xab" * 9_000, "xab", 10)
def test_lines_are_searched_as_if_read_at_once(text: str, needle: str, step: int) -> None:
    view = BodyView(MemorySource(text.encode()), "text/plain; charset=utf-8")
    search = finished(view, needle, step)
    rows = [view.row(row) for row in range(view.row_count)]
    whole = "".join(("\n" if row.number else "") + row.text for row in rows)
    flags = 0 if needle == "A" else re.IGNORECASE
    expected = len(re.findall(re.escape(needle), whole, flags))
    assert search.count == expected
    assert [f.lower() for f in found(view, search)] == [needle.lower()] * search.count


@given(
    st.recursive(
        st.sampled_from(("a b", "ab", "é", "x\x1by", 12, True)),
        lambda inner: (
            st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(("a", "b c")), inner)
        ),
        max_leaves=30,
    ),
    st.sampled_from(('"a": ', "a b", "true", ", ", "é", "\\u001b", "12", '"ab"', "[", "  ")),
    st.booleans(),
    st.integers(1, 500),
)
def test_pretty_json_is_searched_as_if_read_at_once(
    value: object, needle: str, plain: bool, step: int
) -> None:
    view = view_of(json.dumps(value, ensure_ascii=plain).encode())
    search = finished(view, needle, step)
    whole = "\n".join(view.row(row).text for row in range(view.row_count))
    assert search.count == len(re.findall(re.escape(needle), whole, re.IGNORECASE))
    assert found(view, search) == [needle] * search.count


@given(
    st.lists(
        st.sampled_from(("ask", "aſK", "\u202eRLO", "\x1b", "é", "x\ty", "KiT", "ıIİ", "\n", "0")),
        max_size=30,
    ),
    st.sampled_from(("ask", "RLO", "esc", "kit", "iii", "x y", "u+00", "<ESC>", "Task", "0é")),
    st.booleans(),
    st.sampled_from(("text/plain", "application/json")),
)
def test_passing_over_the_source_hides_no_match(
    pieces: list[str], needle: str, ascii_only: bool, content_type: str
) -> None:
    text = "".join(pieces)
    if content_type == "application/json":
        text = json.dumps([text, text], ensure_ascii=False)
    view = BodyView(MemorySource(text.encode()), content_type, ascii_only=ascii_only)
    while not view.advance(1 << 20):
        pass
    shown = "\n".join(view.row(row).text for row in range(view.row_count))
    search = view.search(needle)
    while not search.advance(1 << 20):
        pass
    expected = re.findall(
        re.escape(needle), shown, 0 if needle != needle.lower() else re.IGNORECASE
    )
    assert search.count == len(expected)


@pytest.mark.parametrize(
    ("expression", "between"),
    [
        ("begin.*end", "x" * 9_000),
        ("begin\\n+x\\nend", "\nx\n"),
        ("begin[^y]*end", "\nx" * 9 + "\n"),
    ],
    ids=["a long line", "three lines", "eleven lines"],
)
@pytest.mark.parametrize("before", range(4_080, 4_100))
def test_an_expression_matches_across_the_border_of_two_chunks(
    expression: str, between: str, before: int
) -> None:
    assert search_module._LINES == 4_096
    text = "line\n" * before + f"begin{between}end\n" + "line\n" * 50
    view = BodyView(MemorySource(text.encode()), "text/plain")
    search = view.search(expression, regex=True)
    while not search.advance(1 << 16):
        pass
    assert search.count == 1
    assert search.match(0).line == before
