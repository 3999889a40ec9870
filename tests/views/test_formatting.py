"""JSON formatted as text is what the pretty view lays out, whoever formats it."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.views.growing import GrowingSource
from workbench.views.formatted_json import FormattedJson
from workbench.views.formatting import Formatter, inlined, inlined_pieces
from workbench.views.json_scan import JsonError
from workbench.views.pretty_json import PrettyJson
from workbench.views.source import MemorySource

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=40,
)
DOCUMENTS = st.builds(
    lambda value, compact, ascii_only: json.dumps(
        value, separators=(",", ":") if compact else None, ensure_ascii=ascii_only
    ).encode("utf-8", "surrogatepass"),
    VALUES,
    st.booleans(),
    st.booleans(),
)


def laid(content: bytes) -> PrettyJson:
    pretty = PrettyJson(MemorySource(content))
    while not pretty.advance(1 << 20):
        pass
    return pretty


def formatted(content: bytes) -> bytes:
    return b"".join(Formatter(MemorySource(content)).pieces())


def over(text: bytes, content: bytes = b"") -> FormattedJson:
    view = FormattedJson(MemorySource(text), MemorySource(content))
    while not view.advance(1 << 20):
        pass
    return view


def shown(view: FormattedJson | PrettyJson) -> list[tuple[int | None, str]]:
    rows = [view.row(row) for row in range(view.row_count)]
    return [(row.number, row.text) for row in rows]


@given(DOCUMENTS)
def test_both_formatters_write_the_lines_of_the_pretty_view(content: bytes) -> None:
    pretty = laid(content)
    lines = [line for _, line in shown(pretty)]
    assert formatted(content).decode().split("\n") == lines
    assert inlined(msgspec.json.format(content, indent=2)).decode().split("\n") == lines


def test_text_of_many_pieces_is_the_text_of_one() -> None:
    items = [{"id": n, "tags": ["a", "b", n], "in": [[n, 2], []]} for n in range(60_000)]
    for content in (json.dumps(items).encode(), json.dumps([[1, 2]] * 400_000).encode()):
        text = msgspec.json.format(content, indent=2)
        pieces = list(inlined_pieces(text))
        assert b"".join(pieces) == inlined(text)
        assert (len(pieces) > 1) == (b"{" in text)


@given(DOCUMENTS)
def test_formatted_text_folds_as_the_pretty_view_does(content: bytes) -> None:
    pretty, view = laid(content), over(formatted(content))
    assert shown(view) == shown(pretty)
    assert [view.row(row).fold for row in range(view.row_count)] == [
        pretty.row(row).fold for row in range(pretty.row_count)
    ]
    for level in (0, 1, 2):
        pretty.fold_level(level)
        view.fold_level(level)
        while not view.done:
            view.advance(1)
        assert shown(view) == shown(pretty)
        for row in range(min(3, view.row_count)):
            line = view.folds.line_of(row)
            assert line == pretty.folds.line_of(row)
            assert view.level(line) == pretty.level(line)
            assert view.folds.unfold(line) == pretty.folds.unfold(line)
            assert shown(view) == shown(pretty)
    view.unfold_all()
    pretty.unfold_all()
    assert shown(view) == shown(pretty)


@settings(max_examples=40)
@given(DOCUMENTS, st.integers(0, 60), st.sampled_from((b"}", b",", b"\x00", b'"')))
def test_what_stops_being_json_ends_there_and_the_rest_follows(
    content: bytes, at: int, broken: bytes
) -> None:
    at = min(at, len(content))
    content = content[:at] + broken + b"\n" + content[at:]
    pretty = laid(content)
    formatter = Formatter(MemorySource(content))
    text = b"".join(formatter.pieces())
    assert formatter.error == pretty.error
    view = FormattedJson(MemorySource(text), MemorySource(content))
    if formatter.error is not None:
        view.end_at(formatter.error)
    while not view.advance(1 << 20):
        pass
    assert [text for _, text in shown(view)] == [text for _, text in shown(pretty)]
    assert (
        view.sliced(0, 1 << 20)
        == text + content[len(content) if not formatter.error else formatter.error.offset :]
    )


def test_deep_json_is_formatted_and_folds() -> None:
    depth = 3000
    view = over(formatted(b"[" * depth + b"]" * depth))
    assert view.line_count == 2 * depth - 1
    assert view.folds.fold(1)
    assert view.row_count == 3
    assert view.folds.unfold(1)
    assert view.folds.fold(100)  # deeper than indentation tells
    assert view.line_count - view.row_count == 2 * depth - 1 - 2 * 100 - 1


def test_text_that_grows_is_shown_as_far_as_it_is() -> None:
    text = formatted(json.dumps([{"id": n, "x": {}} for n in range(2000)]).encode())
    source = GrowingSource(text, 1000)
    view = FormattedJson(source, MemorySource(b""))
    view.advance(1)
    assert view.row(0).text == "["
    assert not view.folds.fold(0)
    source.grow(1 << 20)
    while not view.advance(1):
        pass
    assert view.folds.fold(0)
    assert view.row(0).text == "[ 2,000 items ]"


def test_a_very_long_bracket_tells_its_lines() -> None:
    body = b'{"id": 1, "name": "' + b"x" * 200 + b'"}'
    view = over(formatted(b"[" + b",".join([body] * 20_000) + b"]"))
    assert view.folds.fold(0)
    assert view.row(0).text == "[ 80,000 lines ]"


def test_an_error_at_the_very_end_has_no_rest() -> None:
    view = FormattedJson(MemorySource(b"[\n  1"), MemorySource(b"[1"))
    view.end_at(JsonError(2, "a comma or ]"))
    assert view.advance(1 << 20)
    assert (view.line_count, view.error_line) == (2, 2)
    with pytest.raises(IndexError):
        view.row(2)
