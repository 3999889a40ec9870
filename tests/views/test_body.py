"""One body, four views of it, and nothing on the screen that did not pass the gate."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.views.growing import GrowingSource
from workbench.views.body import BodyView, Kind
from workbench.views.gate import visible
from workbench.views.media import recognise
from workbench.views.source import MemorySource

JSON = b'{"id":1,"address":{"a":1,"b":{"c":2}},"tags":["x"]}'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def view_of(content: bytes, content_type: str = "", **options: bool) -> BodyView:
    view = BodyView(MemorySource(content), content_type, **options)
    while not view.advance(1 << 20):
        pass
    return view


def texts(view: BodyView) -> list[str]:
    return [view.row(row).text for row in range(view.row_count)]


@pytest.mark.parametrize(
    ("content", "content_type", "label", "kind"),
    [
        (JSON, "application/json", "JSON", Kind.PRETTY),
        (JSON, "application/problem+json; charset=utf-8", "JSON", Kind.PRETTY),
        (JSON, "APPLICATION/JSON", "JSON", Kind.PRETTY),
        (JSON, "", "JSON", Kind.PRETTY),
        (JSON, "text/plain", "JSON", Kind.PRETTY),
        (JSON, "application/octet-stream", "JSON", Kind.PRETTY),
        (b"\xef\xbb\xbf" + JSON, "", "JSON", Kind.PRETTY),
        (JSON + b"\n" + JSON, "application/x-ndjson", "JSON lines", Kind.PRETTY),
        (b"<p>404", "application/json", "JSON", Kind.PRETTY),
        (JSON.decode().encode("utf-16"), "application/json", "JSON", Kind.LINES),
        (b"{ color: red }", "text/css", "CSS", Kind.LINES),
        (b"{ not json }", "text/plain", "text", Kind.LINES),
        (b"{ not json }", "", "text", Kind.LINES),
        (b"<html>", "text/html; charset=latin-1", "HTML", Kind.TIDY),
        (b"<!DOCTYPE HTML>", "", "HTML", Kind.TIDY),
        (b"<?xml version='1.0'?>", "", "XML", Kind.TIDY),
        (b"<a/>", "application/soap+xml", "XML", Kind.TIDY),
        (b"<svg/>", "image/svg+xml", "SVG", Kind.TIDY),
        (b"data: 1\n\n", "text/event-stream", "event stream", Kind.LINES),
        (b"a=1&b=2", "application/x-www-form-urlencoded", "form", Kind.TIDY),
        (b"hello", "", "text", Kind.LINES),
        (b"\x1b[31mred", "", "text", Kind.LINES),
        (PNG, "image/png", "PNG image", Kind.HEX),
        (PNG, "", "binary", Kind.HEX),
        (b"%PDF-1.7\xff\xfe\x00", "application/pdf", "PDF", Kind.HEX),
        (b"a\0b", "application/octet-stream", "binary", Kind.HEX),
        (b"x", "not a type", "text", Kind.LINES),
    ],
)
def test_a_body_is_shown_as_what_it_is(
    content: bytes, content_type: str, label: str, kind: Kind
) -> None:
    view = view_of(content, content_type)
    assert (view.label, view.kind) == (label, kind)


def test_json_has_four_views_and_text_three() -> None:
    assert view_of(JSON).kinds() == (Kind.PRETTY, Kind.RAW, Kind.HEX, Kind.LINES)
    assert view_of(b"text").kinds() == (Kind.RAW, Kind.HEX, Kind.LINES)
    with pytest.raises(ValueError, match="pretty"):
        view_of(b"text").show(Kind.PRETTY)


def test_a_pretty_row_has_its_number_fold_and_roles() -> None:
    view = view_of(JSON)
    row = view.row(1)
    assert (row.number, row.fold, row.text) == (2, "", '  "id": 1,')
    assert [(span.start, span.end, span.role.value) for span in row.spans] == [
        (2, 6, "accent"),
        (8, 9, "value"),
    ]
    assert view.row(0).fold == "open"


def test_a_folded_row_is_muted_where_it_stands_for_more() -> None:
    view = view_of(JSON)
    assert view.toggle(2)
    row = view.row(2)
    assert (row.fold, row.text) == ("closed", '  "address": { 2 members },')
    assert [(row.text[span.start : span.end], span.role.value) for span in row.spans] == [
        ('"address"', "accent"),
        ("{ 2 members }", "muted"),
    ]
    assert [view.row(row).number for row in range(view.row_count)] == [1, 2, 3, 9, 10]
    assert view.number_count == 10
    assert view.toggle(2)
    assert view.row_count == 10
    assert not view.toggle(1)


def test_a_line_within_folds_is_revealed() -> None:
    view = view_of(JSON)
    view.fold(4)
    view.fold(2)
    assert view.row_of(5) == 2
    assert view.unfold_to(5) == 5
    assert view.row(5).text.strip() == '"c": 2'


def test_lines_have_numbers_and_tabs_as_blanks() -> None:
    view = view_of(b"\xef\xbb\xbfa\tb\r\n\nlast\x1b", "text/plain")
    assert texts(view) == ["a   b", "", "last␛"]
    assert [view.row(row).number for row in range(3)] == [1, 2, 3]
    assert [span.role.value for span in view.row(2).spans] == ["symbol"]


def test_raw_shows_every_byte_of_the_text() -> None:
    view = view_of(b"\xef\xbb\xbfa\tb\r\n\nlast", "text/plain")
    view.show(Kind.RAW)
    view.advance(1 << 20)
    assert texts(view) == ["⟨BOM⟩a␉b␍␊", "␊", "last"]


def test_hex_has_offsets_bytes_and_ascii() -> None:
    view = view_of(b'{"id":123,"name":"\x1b\xff"}', "image/png")
    view.show(Kind.HEX)
    view.advance(1)
    assert texts(view) == [
        '00000000  7b 22 69 64 22 3a 31 32  33 2c 22 6e 61 6d 65 22  {"id":123,"name"',
        '00000010  3a 22 1b ff 22 7d                                 :".."}',
    ]
    assert [(s.start, s.end, s.role.value) for s in view.row(0).spans] == [(0, 8, "quiet")]
    view.set_narrow(narrow=True)
    view.advance(1)
    assert texts(view)[0] == '00000000  7b 22 69 64 22 3a 31 32  {"id":12'
    assert view.row_count == 3


def test_symbols_can_be_ascii() -> None:
    assert texts(view_of(b"a\x1b", "text/plain", ascii_only=True)) == ["a<ESC>"]


def test_the_error_of_broken_json_says_where() -> None:
    view = view_of(b'{"a":1,\n"b":tru}', "application/json")
    assert view.error == "No JSON from line 3, byte 12 on: a value was expected."
    assert texts(view) == ["{", '  "a": 1,', '  "b":', "tru}"]
    assert view.row(3).spans == ()
    view.show(Kind.LINES)
    assert view.error == ""
    cut = view_of(b'{"a":1,"b', "application/json")
    assert cut.error == "The JSON ended early, in line 3: the end of a name was expected."


def test_what_only_looked_like_json_is_shown_as_lines() -> None:
    view = view_of(b"[section]\nkey = 1\n", "text/plain")
    assert (view.label, view.kind, texts(view)) == ("text", Kind.LINES, ["[section]", "key = 1"])
    assert Kind.PRETTY not in view.kinds()


@pytest.mark.parametrize("content_type", ["", "application/json", "text/plain", "image/png"])
def test_an_empty_body_has_no_rows_and_no_error(content_type: str) -> None:
    view = BodyView(MemorySource(b""), content_type)
    assert view.advance(100)
    assert (view.row_count, view.error, view.label) == (0, "", "")


def test_a_few_bytes_of_a_declared_text_show_at_once() -> None:
    source = GrowingSource(b"data: one\n\ndata: two\n\n")
    view = BodyView(source, "text/event-stream")
    source.grow(11)
    assert not view.advance(1 << 20)
    assert texts(view) == ["data: one", ""]


def test_bytes_of_no_declared_kind_wait_for_enough_to_tell() -> None:
    source = GrowingSource(b"abc" + bytes(5000))
    view = BodyView(source)
    source.grow(3)
    view.advance(1 << 20)
    assert view.row_count == 0
    source.grow(6000)
    view.advance(1 << 20)
    assert view.kind is Kind.HEX


def test_a_charset_that_was_assumed_is_noted() -> None:
    view = view_of("Grüße".encode("cp1252"), "text/plain")
    assert (texts(view), view.note) == (["Grüße"], "Not UTF-8; read as Windows-1252.")


@pytest.mark.parametrize("content_type", ["application/json", "text/html", "text/plain", ""])
@given(
    content=st.binary(max_size=200)
    | st.text(max_size=80).map(lambda t: t.encode("utf-8", "replace"))
)
@settings(max_examples=60)
def test_no_view_lets_anything_past_the_gate(content_type: str, content: bytes) -> None:
    view = view_of(content, content_type)
    for kind in view.kinds():
        view.show(kind)
        while not view.advance(50):
            pass
        view.fold_all()
        for number in range(view.row_count):
            row = view.row(number)
            assert visible(row.text) == row.text
            end = 0
            for span in row.spans:
                assert end <= span.start < span.end <= len(row.text)
                end = span.end


def test_progress_runs_from_nothing_to_all() -> None:
    view = BodyView(MemorySource(b"[" + b"1,\n" * 100_000 + b"1]"), "application/json")
    seen = [view.progress]
    while not view.advance(50_000):
        seen.append(view.progress)
    assert seen == sorted(seen)
    assert (seen[0], view.progress) == (0.0, 1.0)


def test_a_charset_parameter_may_be_quoted() -> None:
    assert recognise(b"x", 'text/plain; Charset="iso-8859-2"').charset.codec == "iso8859-2"
