"""Pretty JSON is its source and nothing else: only blanks outside strings differ, byte for byte.

Held for the corpus, where it is at hand, and for documents of every shape; by the layout of the
screen and by both ways to format elsewhere.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.views.body import BodyView
from workbench.views.formatting import Formatter, inlined_pieces
from workbench.views.json_grammar import laid_out
from workbench.views.json_scan import CONTINUED, IN_STRING, JsonIndex
from workbench.views.source import MemorySource

CORPUS = Path(os.environ.get("WORKBENCH_CORPUS", Path(__file__).parents[3] / "shared/corpus"))
FILES: Sequence[Path] = sorted((CORPUS / "json").rglob("*.json"))

_TOKEN = re.compile(rb'("(?:[^"\\]++|\\.)*+"?)|[ \t\n\r]++', re.DOTALL)


def bare(text: bytes) -> bytes:
    """Without the white space outside strings."""
    return _TOKEN.sub(lambda match: match[1] or b"", text)


def joined(content: bytes) -> tuple[bytes, int]:
    """The lines that the screen shows, before they pass the gate, and where the JSON ended."""
    index = JsonIndex(MemorySource(content))
    while not index.advance(1 << 16):
        pass
    lines: list[bytes] = []
    for line, start in enumerate(index.starts):
        end = index.starts[line + 1] if line + 1 < len(index.starts) else index.position
        level = index.levels[line]
        in_string = bool(level & CONTINUED and level & IN_STRING)
        lines.append(laid_out(content[start:end], in_string=in_string))
    return b"".join(lines), index.position


def assert_lossless(content: bytes) -> None:
    text, end = joined(content)
    assert bare(text) == bare(content[:end])
    formatter = Formatter(MemorySource(content))
    written = b"".join(formatter.pieces())
    assert bare(written) == bare(content[:end])
    try:
        fast = b"".join(inlined_pieces(msgspec.json.format(content, indent=2)))
    except (ValueError, RecursionError):
        return
    assert bare(fast) == bare(content)
    assert formatter.error is None
    assert fast.split(b"\n") == written.split(b"\n")


def assert_renders(content: bytes) -> None:
    view = BodyView(MemorySource(content), "application/json")
    for kind in view.kinds():
        view.show(kind)
        while not view.advance(1 << 16):
            pass
        for row in range(min(view.row_count, 400)):
            assert view.row(row).text.isprintable()


@pytest.mark.skipif(not FILES, reason="the corpus is not beside this checkout")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_of_the_corpus_is_shown_as_it_is(file: Path) -> None:
    content = file.read_bytes()
    assert_lossless(content)
    assert_renders(content)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=60,
)
BLANKS = st.sampled_from((b"", b" ", b"\n", b"\r\n\t", b" " * 70))
BROKEN = st.sampled_from(
    (b"", b",", b"}", b"]", b'"', b"\\", b"\x00", b"\xff", b"nul", b"1e", b"\x1b[2J")
)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A document, spaced in some way, perhaps broken somewhere."""
    text = json.dumps(draw(VALUES), ensure_ascii=draw(st.booleans()))
    content = text.encode("utf-8", "surrogatepass")
    blanks = draw(BLANKS)
    content = re.sub(
        rb'("(?:[^"\\]|\\.)*")|([,:\[\]{}]) ?',
        lambda match: match[1] or match[2] + blanks,
        content,
    )
    at = draw(st.integers(0, len(content)))
    return content[:at] + draw(BROKEN) + content[at:]


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_document_is_shown_as_it_is(content: bytes) -> None:
    assert_lossless(content)


@pytest.mark.soak
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_two_thousand_documents_are_shown_as_they_are(content: bytes) -> None:
    assert_lossless(content)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_document_renders_in_every_view(content: bytes) -> None:
    assert_renders(content)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000 + b"]" * 200_000,
        b'["' + b"x" * 5_000_000 + b'"]',
        b"[" + b"9" * 5000 + b",1e400,-0.0E-0]",
        b'{"a":1,"a":2,"\\u0061":3}',
    ],
    ids=["deep", "one line", "long numbers", "duplicates"],
)
def test_what_others_choke_on_is_ordinary(content: bytes) -> None:
    assert_lossless(content)
    assert_renders(content)
