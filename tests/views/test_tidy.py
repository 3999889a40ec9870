"""Markup indented and form data as rows: nothing is lost or refused, and blanks that count stay."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.fakes import FakeBody
from workbench.views.body import BodyView, Kind
from workbench.views.markup import markup_lines
from workbench.views.source import MemorySource
from workbench.views.tidy import MOST


def laid(text: str, *, html: bool = False) -> list[str]:
    return [line for line, _, _ in markup_lines(text, html=html)]


def shown(body: bytes, content_type: str) -> list[str]:
    view = BodyView(MemorySource(body), content_type)
    while not view.advance(1 << 16):
        pass
    return [view.row(row).text for row in range(view.row_count)]


def test_elements_of_elements_are_indented_and_text_is_left_as_it_came() -> None:
    text = '<?xml version="1.0"?><a x="1>2"><b><c>text</c><d/></b><!-- c --><e>so <f>x</f> </e></a>'
    assert laid(text) == [
        '<?xml version="1.0"?>',
        '<a x="1>2">',
        "  <b>",
        "    <c>text</c>",
        "    <d/>",
        "  </b>",
        "  <!-- c -->",
        "  <e>so <f>x</f> </e>",
        "</a>",
    ]


def test_html_knows_what_is_never_closed_and_what_is_no_markup() -> None:
    text = "<ul><li>one<li>two</ul><BR><pre> a  <b>\n</pre><script>if(a<b){'</ul>'}</SCRIPT>"
    assert laid(text, html=True) == [
        "<ul>",
        "  <li>one<li>two",
        "</ul>",
        "<BR>",
        "<pre> a  <b>\n</pre>",
        "<script>if(a<b){'</ul>'}</SCRIPT>",
    ]


PIECES = st.sampled_from(
    (*"<>/ \n\"'=&;", "<a>", "</a>", "<b x='1'>", "</b>", "<!--", "-->", "<![CDATA[", "]]>", "<?x",
     "<pre>", "</pre>", "<br>", "text", "\x1b[2J", "\u202e", "é")
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(text=st.lists(PIECES, max_size=30).map("".join), html=st.booleans())
@example(text="<a>text <b> ", html=False)
@example(text="<ul><li>one <b>x</b> \n</ul> ", html=True)
def test_only_blanks_between_lines_are_lost(text: str, html: bool) -> None:
    lines = markup_lines(text, html=html)
    assert "".join("".join(line.split()) for line, _, _ in lines) == "".join(text.split())
    assert [text[start:end] for _, start, end in lines] == [
        line.lstrip(" ") if line[:1] == " " and not text[start:end].startswith(" ") else line
        for line, start, end in lines
    ]


@settings(max_examples=200, deadline=None)
@given(
    body=st.binary(max_size=80) | st.lists(PIECES, max_size=20).map("".join).map(str.encode),
    kind=st.sampled_from(("text/html", "application/xml", "application/x-www-form-urlencoded")),
)
def test_hostile_bodies_are_shown_without_a_control_character(body: bytes, kind: str) -> None:
    assert all(line.isprintable() for line in shown(body, kind))


def test_form_data_is_a_row_a_pair_decoded() -> None:
    body = b"scope=read%3Acustomers+write&empty=&flag&&x=%1B%5B2J&bad=%zz&name%3D=%0A"
    assert shown(body, "application/x-www-form-urlencoded") == [
        "scope = read:customers write",
        "empty = ",
        "flag",
        "x = ␛[2J",
        "bad = %zz",
        "name= = ␊",
    ]


def test_raw_is_one_key_away_and_what_is_big_or_still_coming_is_lines() -> None:
    view = BodyView(MemorySource(b"<a><b/></a>"), "text/xml")
    view.advance(1 << 16)
    assert view.kind is Kind.TIDY
    assert view.kinds() == (Kind.TIDY, Kind.RAW, Kind.HEX, Kind.LINES)
    big = BodyView(MemorySource(b"<a>" * (MOST // 3 + 1)), "text/xml")
    big.advance(1 << 16)
    assert big.kind is Kind.LINES


@pytest.mark.parametrize(
    "hostile", ['<a "', "<!--", "<a>", "</a>", "<a b='", "<", "<![CDATA[", "<script>", "<li>x"]
)
def test_markup_that_never_closes_takes_time_as_it_is_long(hostile: str) -> None:
    text = hostile * (MOST // len(hostile))
    lines = markup_lines(text, html=True)
    assert sum(len("".join(line.split())) for line, _, _ in lines) == len("".join(text.split()))


def test_a_search_finds_what_is_laid_out_to_its_end() -> None:
    body = b"<a>" + b"<b>one</b>" * 3_000 + b"<script>" + b"x\n" * 6_000 + b"last</script></a>"
    view = BodyView(MemorySource(body), "text/html")
    view.advance(1 << 16)
    search = view.search("last")
    while not search.advance(1 << 16):
        pass
    assert search.count == 1
    assert view.row(search.match(0).line).text == "last</script>"


def test_a_body_that_is_told_to_be_complete_after_its_last_byte_was_seen_is_laid_out() -> None:
    body = FakeBody(b"<!doctype html><a><b></b></a>", complete=False)
    view = BodyView(body, "text/html")
    view.advance(1 << 16)
    assert (view.kind, view.done) == (Kind.LINES, False)
    body.complete = True
    assert not view.done
    view.advance(1 << 16)
    assert (view.kind, view.done, view.row_count) == (Kind.TIDY, True, 4)


def test_what_is_too_big_to_be_indented_says_so() -> None:
    body = b"<a>" + b"<b/>" * (MOST // 4) + b"</a>"
    big = BodyView(MemorySource(body), "text/xml")
    big.advance(1 << 16)
    assert big.note == "Not indented: that is done up to 65.5 KB."
    big.show(Kind.RAW)
    assert big.note == ""
    small = BodyView(MemorySource(b"<a><b/></a>"), "text/xml")
    small.advance(1 << 16)
    assert small.note == ""
