"""Charsets: found, declared or assumed, and what cannot be read is shown."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.views.text import Charset, TextStream, detect


@pytest.mark.parametrize(
    ("head", "declared", "codec", "bom"),
    [
        (b"", "", "utf-8", 0),
        (b"plain", "", "utf-8", 0),
        ("Grüße".encode(), "", "utf-8", 0),
        ("Grüße".encode()[:3], "", "utf-8", 0),
        ("Grüße".encode("cp1252"), "", "cp1252", 0),
        (codecs.BOM_UTF8 + b"x", "", "utf-8", 3),
        (codecs.BOM_UTF8 + b"x", "iso-8859-1", "utf-8", 3),
        (b"\xff\xfex\0", "", "utf-16-le", 2),
        (b"\xfe\xff\0x", "", "utf-16-be", 2),
        (b"\xff\xfe\0\0x\0\0\0", "", "utf-32-le", 4),
        (b"x", "ISO-8859-1", "iso8859-1", 0),
        (b"x", '"Shift_JIS"', "shift_jis", 0),
        (b"x", "utf-16", "utf-16-le", 0),
        (b"x", "UTF8", "utf-8", 0),
    ],
)
def test_a_charset_is_found(head: bytes, declared: str, codec: str, bom: int) -> None:
    charset = detect(head, declared)
    assert (charset.codec, charset.bom) == (codec, bom)


@pytest.mark.parametrize(
    "name", ["zlib", "rot13", "unicode_escape", "utf-7", "idna", "undefined", "nope", "a\0b", "é"]
)
def test_a_codec_that_is_not_plain_text_is_not_taken_from_a_header(name: str) -> None:
    charset = detect(b"x", name)
    assert charset.codec == "utf-8"
    assert "is not known" in charset.note


def test_an_assumption_is_noted() -> None:
    assert detect(b"\xe9", whole=True).note == "Not UTF-8; read as Windows-1252."
    assert detect(b"x").note == ""


def test_what_cannot_be_read_is_replaced_and_never_raises() -> None:
    assert Charset("utf-8").decode(b"a\xffb") == "a\ufffdb"
    assert detect(b"\x81\xe9").decode(b"\x81\xe9") == "\ufffdé"


@given(
    st.text(max_size=50), st.sampled_from(("utf-8", "utf-16-le", "utf-32-be")), st.integers(1, 7)
)
def test_a_stream_decodes_pieces_of_any_size(text: str, codec: str, step: int) -> None:
    content = text.encode(codec, "replace")
    stream = TextStream(Charset(codec))
    pieces = [stream.feed(content[at : at + step]) for at in range(0, len(content), step)]
    assert "".join(pieces) + stream.feed(b"", final=True) == content.decode(codec)


def test_a_stream_leaves_out_the_bom() -> None:
    stream = TextStream(detect(codecs.BOM_UTF8 + b"ab"))
    assert [stream.feed(b"\xef"), stream.feed(b"\xbb\xbfa"), stream.feed(b"b")] == ["", "a", "b"]
