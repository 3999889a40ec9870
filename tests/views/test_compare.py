"""Two bodies compared: bytes, then lines; bounded, and nothing is said that is not so."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.views.body import Kind
from workbench.views.compare import BodyComparison
from workbench.views.source import MemorySource

JSON, TEXT = "application/json", "text/plain"


def compared(old: bytes, new: bytes, kind: str = JSON, **bounds: int) -> BodyComparison:
    found = BodyComparison((MemorySource(old), kind), (MemorySource(new), kind), **bounds)
    while not found.advance(1 << 15):
        pass
    return found


def changes(found: BodyComparison) -> list[str]:
    lines: list[str] = []
    for each in found.stretches:
        if not each.same:
            lines += ["-" + line for line in found.old.lines[each.old : each.old_end]]
            lines += ["+" + line for line in found.new.lines[each.new : each.new_end]]
    return lines


def test_minified_json_is_compared_by_its_pretty_lines() -> None:
    found = compared(b'{"a":1,"b":[1,2],"c":3}', b'{"a":1,"b":[1,4],"c":3}')
    assert found.kind is Kind.PRETTY
    assert changes(found) == ['-  "b": [1, 2],', '+  "b": [1, 4],']
    assert found.changed == (1, 1, 4)
    assert not found.cut


def test_json_beside_text_is_compared_as_text() -> None:
    found = compared(b'{"a":1}', b"no JSON\nat all", "")
    assert found.kind is Kind.LINES
    assert changes(found) == ['-{"a":1}', "+no JSON", "+at all"]


def test_what_is_binary_is_compared_as_hex() -> None:
    found = compared(b"\0" * 40, b"\0" * 20 + b"\1" + b"\0" * 19, "application/octet-stream")
    assert found.kind is Kind.HEX
    assert [line[:1] for line in changes(found)] == ["-", "+"]
    assert found.first_difference == 20


def test_equal_bodies_are_told_without_laying_them_out() -> None:
    found = compared(b"x" * 3_000_000, b"x" * 3_000_000)
    assert found.same
    assert found.old.lines == []


def test_a_difference_in_blanks_of_json_is_one_of_bytes_and_of_no_line() -> None:
    found = compared(b'{"a": 1}', b'{"a":1}')
    assert not found.same
    assert found.changed == (0, 0, 3)


def test_of_long_bodies_a_head_is_compared_and_the_end_of_neither_is_called_missing() -> None:
    old = [f"line {n}" for n in range(300)]
    new = [*old[:5], "more", "and more", *old[5:]]
    found = compared("\n".join(old).encode(), "\n".join(new).encode(), TEXT, most_lines=100)
    assert changes(found) == ["+more", "+and more"]
    assert found.cut
    assert 0 < found.old.covered < len("\n".join(old))


def test_the_line_in_which_a_head_ends_is_not_called_different() -> None:
    old = json.dumps([{"id": n, "text": "x" * 50} for n in range(100)]).encode()
    new = old.replace(b'"id": 3,', b'"id": 33333,')
    found = compared(old, new, most_bytes=2_000)
    assert changes(found) == ['-    "id": 3,', '+    "id": 33333,']


def test_by_bytes_they_are_compared_to_the_end() -> None:
    same = b"line\n" * 4_000
    found = compared(same + b"1", same + b"2", TEXT, most_bytes=1_000)
    assert found.first_difference == len(same)
    assert found.cut
    assert changes(found) == []


def test_a_line_that_is_longer_than_a_row_is_one_line() -> None:
    found = compared(b"x" * 20_000, b"x" * 19_999 + b"y", TEXT)
    assert [len(line) for line in changes(found)] == [20_001, 20_001]


BYTES = st.one_of(
    st.binary(max_size=60),
    st.recursive(
        st.integers() | st.text(max_size=5) | st.none(),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
)


@settings(max_examples=200, deadline=None)
@given(old=BYTES, new=BYTES, kind=st.sampled_from((JSON, TEXT, "", "application/x-ndjson")))
def test_whatever_came_is_compared(old: bytes, new: bytes, kind: str) -> None:
    found = compared(old, new, kind)
    assert found.same == (old == new)
    kept = [
        line
        for each in found.stretches
        if each.same
        for line in found.old.lines[each.old : each.old_end]
    ]
    others = [
        line
        for each in found.stretches
        if each.same
        for line in found.new.lines[each.new : each.new_end]
    ]
    assert kept == others
