"""Pretty JSON loses nothing, whatever it is given, and costs no more than its source allows."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.views.growing import GrowingSource
from workbench.views.pretty_json import PrettyJson
from workbench.views.source import MemorySource
from workbench.views.text import Charset

CORPUS = Path(os.environ.get("WORKBENCH_CORPUS", Path(__file__).parents[3] / "shared/corpus"))
FILES = sorted((CORPUS / "json").rglob("*.json"))

_STRINGS_OR_BLANKS = re.compile(rb'("(?:[^"\\]++|\\.)*+"?)|[ \t\n\r]++', re.DOTALL)


def squeezed(content: bytes) -> bytes:
    """The content without its blanks outside strings."""
    return _STRINGS_OR_BLANKS.sub(lambda match: match[1] or b"", content)


def bom_of(content: bytes) -> int:
    return 3 if content.startswith(b"\xef\xbb\xbf") else 0


def laid(content: bytes, step: int = 1 << 24, *, many: bool = False) -> PrettyJson:
    pretty = PrettyJson(MemorySource(content), Charset("utf-8", bom_of(content)), many=many)
    while not pretty.advance(step):
        pass
    return pretty


def lines(pretty: PrettyJson) -> list[str]:
    return [pretty.text(line) for line in range(pretty.line_count)]


def laid_lines(pretty: PrettyJson) -> list[str]:
    return [pretty.text(line) for line in range(len(pretty.index.starts))]


def rejoined(pretty: PrettyJson) -> bytes:
    """The laid out lines as bytes, without what the layout added."""
    laid_out = laid_lines(pretty)
    joined = "".join(
        text if pretty.continues(line) else "\n" + text.lstrip(" ")
        for line, text in enumerate(laid_out)
    )
    return squeezed(joined.encode())


def assert_lossless(content: bytes) -> PrettyJson:
    pretty = laid(content)
    end = pretty.error.offset if pretty.error else len(content)
    expected = squeezed(content[bom_of(content) : end]).decode("utf-8", "replace")
    assert rejoined(pretty).decode() == expected
    if pretty.error:
        rest = [pretty.span(line) for line in range(len(pretty.index.starts), pretty.line_count)]
        assert b"".join(content[start:stop] for start, stop in rest) == content[end:]
    return pretty


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=40,
)
spaced_json = st.builds(
    lambda value, indent, plain: json.dumps(
        value, indent=indent, ensure_ascii=plain, allow_nan=False
    ).encode("utf-8", "replace"),
    json_values,
    st.none() | st.integers(0, 3),
    st.booleans(),
)
# Scraps of JSON in any order: mostly broken, in every way there is.
scraps = st.lists(
    st.sampled_from(
        (
            *b'{ } [ ] : , " \\ \n \t 1 - . e x \x00 \xff'.split(b" "),
            b" ",
            b'"a"',
            b'"b" : ',
            b'"\\u00e9\\n"',
            b'"\\x"',
            b"12.50",
            b"01",
            b"1e400",
            b"true",
            b"nul",
            b"{}",
            b"[1, 2]",
            b'{"a":1,',
            b"[{",
            b"}]",
        )
    ),
    max_size=25,
).map(b"".join)


def test_the_layout_of_the_pictures() -> None:
    content = (
        b'{"id":123 ,"vip":true,"address":{"a":1,"b":2,"c":3,"d":4},"orders":[{"id":"o-1","lines":'
        b'[{},{"x":1.50},[]]}],"tags":[ "beta","emea" ],"none":[ ],"notes":""}'
    )
    assert lines(laid(content)) == [
        "{",
        '  "id": 123,',
        '  "vip": true,',
        '  "address": {',
        '    "a": 1,',
        '    "b": 2,',
        '    "c": 3,',
        '    "d": 4',
        "  },",
        '  "orders": [',
        "    {",
        '      "id": "o-1",',
        '      "lines": [',
        "        {},",
        "        {",
        '          "x": 1.50',
        "        },",
        "        []",
        "      ]",
        "    }",
        "  ],",
        '  "tags": ["beta", "emea"],',
        '  "none": [],',
        '  "notes": ""',
        "}",
    ]


@given(spaced_json)
@example(b'{"a":"' + b"x" * 9000 + b'","b":[1]}')
@example(b'{"a"' + b" " * 9000 + b":" + b"\n" * 9000 + b'"b"' + b" " * 20_000 + b"," + b'"c":[]}')
@example(b"[" + b"7" * 200_000 + b"]")
@example(b'["' + b"\\\\" * 4100 + b'\\"' * 5000 + "€".encode() * 9000 + b'"]')
@example(b"{" + b" " * 2000 + b"}")
@example(b"[" + b"1," * 600 + b"1]")
def test_valid_json_comes_out_byte_for_byte(content: bytes) -> None:
    assert assert_lossless(content).error is None


@given(scraps)
@settings(max_examples=400)
def test_broken_json_comes_out_byte_for_byte_too(content: bytes) -> None:
    pretty = assert_lossless(content)
    try:
        json.loads(content.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        assert pretty.error is not None
    else:
        assert pretty.error is None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[:40])
def test_every_file_of_the_corpus_comes_out_byte_for_byte(path: Path) -> None:
    pretty = assert_lossless(path.read_bytes())
    if path.name.startswith(("y_", "github")):
        assert pretty.error is None
    if path.name.startswith("n_"):
        assert pretty.error is not None


@given(spaced_json | scraps, st.integers(1, 200))
def test_steps_of_any_size_give_the_same_layout(content: bytes, step: int) -> None:
    whole, stepped = laid(content), laid(content, step)
    assert lines(whole) == lines(stepped)
    assert whole.error == stepped.error


@given(spaced_json, st.integers(1, 5000))
@example(b'{"a":"' + b"x" * 9000 + b'","b":[1, 2, 3]}' + b" " * 9000, 1000)
@example(b"[" + b"12345," * 5000 + b'{"a":[' + b" " * 1020 + b"]}]", 999)
@example(b"[" + b"7" * 20_000 + b"e5]", 20_002)
def test_a_source_that_grows_gives_the_same_layout(content: bytes, step: int) -> None:
    source = GrowingSource(content)
    pretty = PrettyJson(source)
    settled: list[str] = []
    while not pretty.advance(1 << 20):
        settled += [pretty.text(line) for line in range(len(settled), pretty.settled)]
        source.grow(step)
    assert lines(pretty) == lines(laid(content))
    assert lines(pretty)[: len(settled)] == settled


def test_numbers_escapes_duplicates_and_order_stay_as_sent() -> None:
    content = b'{"b":1e400,"a":-0.0,"b":' + b"9" * 5000 + b',"a":"\\u00e9\\/","":1E+2}'
    assert "".join(lines(laid(content))) == (
        '{  "b": 1e400,  "a": -0.0,  "b": ' + "9" * 5000 + ',  "a": "\\u00e9\\/",  "": 1E+2}'
    )


@pytest.mark.parametrize(
    ("content", "offset", "wanted"),
    [
        (b"", 0, "a value"),
        (b" ", 1, "a value"),
        (b"<html>", 0, "a value"),
        (b'{"a":1,}', 7, "a name in quotes"),
        (b'{"a" 1}', 5, "a colon"),
        (b"{a:1}", 1, "a name in quotes or }"),
        (b"[1 2]", 3, "a comma or ]"),
        (b'{"a":1 "b":2}', 7, "a comma or }"),
        (b"[1,]", 3, "a value"),
        (b"[,1]", 1, "a value or ]"),
        (b"[01]", 2, "a comma or ]"),
        (b"[1.]", 2, "a comma or ]"),
        (b"[-]", 1, "a value or ]"),
        (b"[NaN]", 1, "a value or ]"),
        (b"[1}", 2, "a comma or ]"),
        (b"{]", 1, "a name in quotes or }"),
        (b"{} {}", 3, "nothing more"),
        (b'["a\nb"]', 3, "the end of a string"),
        (b'["a\\x"]', 3, "an escape"),
        (b'["a\\u12"]', 3, "an escape"),
        (b'["abc', 5, "the end of a string"),
        (b'{"abc', 5, "the end of a name"),
        (b'{"a":[1,2', 9, "a comma or ]"),
    ],
)
def test_an_error_is_found_where_it_stands(content: bytes, offset: int, wanted: str) -> None:
    error = assert_lossless(content).error
    assert error is not None
    assert (error.offset, error.wanted) == (offset, wanted)


def test_behind_an_error_the_rest_follows_as_plain_lines() -> None:
    pretty = laid(b'{"a":1,"b":tru,\n  "c" : 2\n}\n')
    assert lines(pretty) == ["{", '  "a": 1,', '  "b":', "tru,", '  "c" : 2', "}"]
    assert [pretty.number(line) for line in range(6)] == [1, 2, 3, 4, 5, 6]
    assert pretty.number_count == 6


def test_a_long_line_continues_and_is_counted_once() -> None:
    pretty = laid(b'["' + b"a" * 10_000 + b'",1]')
    assert [pretty.number(line) for line in range(pretty.line_count)] == [1, 2, None, None, 3, 4]
    assert [pretty.starts_in_string(line) for line in range(6)] == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]
    assert pretty.number_count == 4


def test_json_lines_are_laid_out_one_after_another() -> None:
    pretty = laid(b'{"a":1}\n[1,2]\n\n3\n', many=True)
    assert lines(pretty) == ["{", '  "a": 1', "}", "[1, 2]", "3"]
    assert pretty.error is None
    assert laid(b"\n", many=True).error is None


def test_an_array_of_scalars_stands_on_one_line_as_long_as_it_is_short() -> None:
    inside = b",".join([b"12345678"] * 6)
    assert len(lines(laid(b"[" + inside + b"]"))) == 1
    assert len(lines(laid(b"[" + inside + b",12345]"))) == 9
    assert len(lines(laid(b"[ " + b"\n" * 900 + inside + b"]"))) == 1
    assert len(lines(laid(b"[ " + b"\n" * 1000 + inside + b"]"))) == 8


def test_two_hundred_thousand_levels_are_laid_out() -> None:
    depth = 200_000
    pretty = laid(b"[" * depth + b"]" * depth)
    assert pretty.error is None
    assert pretty.line_count == 2 * depth - 1
    assert len(pretty.text(depth - 1)) < 100
    pretty.fold_level(1)
    assert pretty.row_count == 3
    pretty.folds.unfold(1)
    assert pretty.row_count == 5


def test_deep_json_is_indented_only_so_far() -> None:
    pretty = laid(b'{"a":' * 100 + b"1" + b"}" * 100)
    indents = [len(text) - len(text.lstrip()) for text in lines(pretty)]
    assert indents[:25] == list(range(0, 50, 2))
    assert set(indents[25:175]) == {48}


def test_the_head_is_laid_out_without_reading_the_rest() -> None:
    content = b"[" + b'{"id":1,"name":"Ada"},' * 200_000 + b"1]"
    source = GrowingSource(content, len(content))
    pretty = PrettyJson(source)
    pretty.advance(8192)
    assert pretty.line_count > 200
    assert pretty.scanned < 10_000
    assert source.most_read < 200_000


def test_an_index_costs_few_bytes_a_line() -> None:
    pretty = laid(b"[" + b'{"id":1,"name":"Ada","x":[{}]},' * 20_000 + b"1]")
    index = pretty.index
    arrays = (
        index.starts, index.levels, index.continued, index.opens, index.closes, index.members
    )  # fmt: skip
    size = sum(len(array) * array.itemsize for array in arrays)
    assert size / pretty.line_count < 20


@given(spaced_json | scraps, st.integers(1, 30))
def test_lines_read_together_are_the_lines_read_alone(content: bytes, step: int) -> None:
    pretty = laid(content)
    together: list[str] = []
    for first in range(0, pretty.line_count, step):
        together += pretty.texts(first, min(first + step, pretty.line_count))
    assert together == lines(pretty)


@given(spaced_json)
def test_a_byte_leads_to_its_line(content: bytes) -> None:
    pretty = laid(content)
    for line in range(pretty.line_count):
        start, end = pretty.span(line)
        assert pretty.line_at(start) == line == pretty.line_at(end - 1)


def test_a_folded_row_tells_what_is_inside() -> None:
    pretty = laid(
        b'{"address":{"a":1,"b":[2],"c":{},"d":4},"lines":[{"x":1}],"rest":[[{"a":1}],2]}'
    )
    assert pretty.folds.fold(1)
    row = pretty.row(1)
    assert (row.number, row.fold, row.text) == (2, "closed", '  "address": { 4 members },')
    assert row.text[-row.tail :] == "{ 4 members },"
    assert [pretty.row(row).number for row in range(3)] == [1, 2, 8]
    pretty.fold_level(1)
    assert [pretty.row(row).text for row in range(pretty.row_count)] == [
        "{",
        '  "address": { 4 members },',
        '  "lines": [ 1 item ],',
        '  "rest": [ 2 items ]',
        "}",
    ]


def test_a_bracket_is_foldable_once_its_end_is_known() -> None:
    content = b'{"a":[' + b'{"x":1},' * 5000 + b"1]}"
    pretty = PrettyJson(MemorySource(content))
    pretty.advance(10_000)
    assert not pretty.folds.fold(1)
    assert pretty.row(1).fold == ""
    assert pretty.folds.fold(2)
    while not pretty.advance(10_000):
        pass
    assert pretty.row(1).fold == "open"
    assert pretty.folds.fold(1)
    assert pretty.row_count == 3
