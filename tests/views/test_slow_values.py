"""JSON values that come one after another, slowly: each is seen when its line has come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.views.growing import GrowingSource
from workbench.views.body import BodyView, ViewRow

KIND = "application/x-ndjson"
PARTS = st.sampled_from(
    [
        b'{"a":1}\n',
        b"12\n",
        b"34",
        b"{}",
        b"[1,\n2]",
        b"[]\n",
        b'"x\\"y"\n',
        b'{"a":\n{"b":[]}}\n',
        b" \n",
        b'{"k":["a","b",{"c":null}]}\n',
        b'[[],[1,2,3],"\xc3\xa9"]\n',
        b'{"s":"' + b"z" * 5000 + b'"}\n',
        b"tru",
        b'"un\n',
    ]
)


def rows(view: BodyView) -> list[ViewRow]:
    return [view.row(row) for row in range(view.row_count)]


@pytest.mark.parametrize(
    "line", [b'{"a":1}\n', b'[{"b":[]}, 1]\n', b'{"t":"' + b"y" * 9000 + b'"}\n']
)
def test_a_value_is_seen_when_its_line_has_come(line: bytes) -> None:
    source = GrowingSource(line + b'{"unfinished": ')
    source.grow(len(line))
    view = BodyView(source, KIND)
    for _ in range(9):
        view.advance(1 << 14)
    whole = BodyView(GrowingSource(line, len(line)), KIND)
    whole.advance(1 << 20)
    assert rows(view) == rows(whole) != []


@given(st.lists(PARTS, max_size=8), st.lists(st.sampled_from([1, 2, 7, 40, 6000]), min_size=1))
def test_it_is_laid_out_alike_however_it_comes(parts: list[bytes], steps: list[int]) -> None:
    content = b"".join(parts)
    source, whole = GrowingSource(content), GrowingSource(content, len(content))
    slow, at_once = BodyView(source, KIND), BodyView(whole, KIND)
    turn = 0
    while not source.complete:
        source.grow(steps[turn % len(steps)])
        slow.advance(50 if turn % 2 else 1 << 14)
        turn += 1
    while not slow.advance(1 << 14):
        pass
    while not at_once.advance(1 << 14):
        pass
    assert rows(slow) == rows(at_once)
    assert slow.error == at_once.error
