"""Very big JSON formatted slice by slice is the same text as JSON formatted at once."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.views.test_formatting import VALUES, formatted
from workbench.views import json_slices
from workbench.views.json_slices import NotSlicedError, formatted_slices
from workbench.views.source import MemorySource

RECORDS = st.lists(
    st.dictionaries(st.sampled_from(['say "hi"', "}, {", "a", "\\", "[", ""]), VALUES, max_size=3),
    min_size=5,
    max_size=30,
)


def whole(text: bytes) -> bytes:
    return msgspec.json.format(text, indent=2)


def sliced(content: bytes, step: int) -> list[bytes]:
    return list(formatted_slices(MemorySource(content), whole, at_once=0, step=step))


def slices_of(content: bytes, step: int) -> int:
    seen: list[bytes] = []

    def counting(text: bytes) -> bytes:
        seen.append(text)
        return whole(text)

    list(formatted_slices(MemorySource(content), counting, at_once=0, step=step))
    return len(seen)


@settings(max_examples=30)
@given(RECORDS, st.integers(20, 200), st.booleans(), st.integers(0, 3))
def test_slices_put_together_are_the_text_of_the_whole(
    records: list[object], step: int, compact: bool, depth: int
) -> None:
    document: object = records
    for level in range(depth):
        document = {"items": document, "after": [1, 2]} if level % 2 else [document, [3]]
    content = json.dumps(document, separators=(",", ":") if compact else None).encode()
    assert b"".join(sliced(content, step)) == formatted(content)


def test_a_document_of_many_records_is_taken_apart() -> None:
    content = json.dumps({"seq": 1, "items": [{"n": n, "is": "},{"} for n in range(1000)]}).encode()
    assert slices_of(content, 1000) > 10


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":1},{"b":2},{"c":3}',
        b'{"a":{},{"b":2},{"c":3}}',
        b'[{"a":1},{"b":2]},{"c":3}]',
        b'[{"a":1},{"b":2}}',
        b'[{"a":1},{"b":2},{"c":3}',
        b'[{"a":1},{"b":2},{"c":3}]]',
        b'[{"a":1},{"b":2},{"c":"unended}]',
    ],
)
def test_what_is_no_json_is_refused_by_one_of_its_slices(content: bytes) -> None:
    for step in range(5, len(content) + 1):
        with pytest.raises(ValueError, match=r"."):
            sliced(content, step)


def test_what_has_no_two_records_side_by_side_is_not_taken_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_slices, "MOST", 1000)
    with pytest.raises(NotSlicedError):
        sliced(b"[" + b"1," * 2000 + b"1]", 100)
