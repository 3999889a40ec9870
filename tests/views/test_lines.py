"""Lines of a body of any size: found in steps, folded when long, none cut or lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.views.growing import GrowingSource
from workbench.views.lines import LineIndex
from workbench.views.source import MemorySource
from workbench.views.text import Charset

BODIES = st.lists(
    st.one_of(
        st.sampled_from((b"\n", b"\r\n", b"", b"x" * 700, "é€😀".encode() * 90, b"\xff" * 300)),
        st.binary(max_size=20),
    ),
    max_size=120,
).map(b"".join)


def indexed(content: bytes, step: int = 1 << 20, limit: int = 256) -> LineIndex:
    index = LineIndex(MemorySource(content), limit=limit)
    while not index.advance(step):
        pass
    return index


def pieces(index: LineIndex, content: bytes) -> list[bytes]:
    rows = [index.row(number) for number in range(index.count)]
    return [content[row.start : row.end] for row in rows]


@given(BODIES, st.integers(1, 900))
def test_the_rows_are_the_body_whatever_the_step(content: bytes, step: int) -> None:
    index = indexed(content, step)
    found = pieces(index, content)
    assert b"".join(found) == content
    assert found == pieces(indexed(content), content)
    assert all(len(piece) <= 256 + 9 for piece in found)


@given(BODIES)
def test_every_line_end_ends_a_row_and_counts(content: bytes) -> None:
    index = indexed(content)
    rows = [index.row(number) for number in range(index.count)]
    assert sum(not row.continues for row in rows) == len(content.split(b"\n")) - (
        content.endswith(b"\n") or not content
    )
    for row in rows:
        assert content[: row.start].count(b"\n") + 1 == row.line
        assert b"\n" not in content[row.start : row.end - 1]
    assert index.lines == (rows[-1].line if rows else 0)


@given(BODIES)
def test_a_byte_leads_to_its_row(content: bytes) -> None:
    index = indexed(content)
    for number in range(index.count):
        row = index.row(number)
        assert index.row_at(row.start) == number == index.row_at(row.end - 1)


def test_a_cut_never_falls_within_a_character() -> None:
    content = ("😀" * 1000).encode()
    for piece in pieces(indexed(b"a" + content), b"a" + content):
        piece.decode()


def test_a_two_byte_charset_is_cut_where_a_character_starts() -> None:
    text = "表、ソース 能力 " * 200
    content = text.encode("shift_jis")
    index = LineIndex(MemorySource(content), Charset("shift_jis"), limit=256)
    index.advance(1 << 20)
    assert "".join(piece.decode("shift_jis") for piece in pieces(index, content)) == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("step", [1, 3, 50, 10_000])
def test_lines_of_a_wide_charset_end_at_whole_line_feeds(codec: str, step: int) -> None:
    text = "first\nਊ਀੊ not a line end\n" + "x" * 300 + "\nlast"
    content = text.encode(codec)
    index = LineIndex(MemorySource(content), Charset(codec), limit=256)
    while not index.advance(step):
        pass
    rows = [piece.decode(codec) for piece in pieces(index, content)]
    assert "".join(rows) == text
    assert index.lines == 4
    assert rows[:2] == text.splitlines(keepends=True)[:2]


def test_the_line_still_arriving_is_the_last_row() -> None:
    source = GrowingSource(b"one\ntwo\nthree")
    index = LineIndex(source)
    seen = []
    while not index.advance(100):
        seen.append(index.count)
        source.grow(3)
    assert seen == [0, 1, 2, 3, 3]
    assert index.count == 3
    assert (index.row(2).start, index.row(2).end) == (8, 13)


def test_one_line_of_fifty_megabytes_is_read_in_pieces() -> None:
    source = GrowingSource(bytes(50_000_000), 50_000_000)
    index = LineIndex(source)
    index.advance(1 << 30)
    assert index.count == 12_208
    assert index.lines == 1
    assert index.row(12_207).end == 50_000_000
    assert source.most_read <= 1 << 18


def test_an_empty_body_has_no_rows() -> None:
    index = LineIndex(MemorySource(b""))
    assert index.advance(1)
    assert (index.count, index.lines) == (0, 0)
    with pytest.raises(IndexError):
        index.row(0)
