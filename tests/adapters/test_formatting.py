"""A body is formatted in a process of its own, and nothing of it is left behind."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

import pytest

from workbench.adapters.spool import SpooledBody
from workbench.adapters.written import WrittenText
from workbench.views.json_scan import JsonError


def spooled(content: bytes) -> SpooledBody:
    body = SpooledBody(in_memory=10)
    body.append(content)
    body.finish()
    return body


def started(content: bytes, *, skip: int = 0, many: bool = False) -> WrittenText:
    text = spooled(content).formatted(skip=skip, many=many)
    assert text is not None
    return text


def whole(text: WrittenText) -> bytes:
    end = time.monotonic() + 30
    while not text.complete:
        assert time.monotonic() < end
        os.sched_yield()
    return text.read(0, text.size)


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_the_text_is_the_body_laid_out() -> None:
    text = started(b'{"a":[1,2,{"b":1e400}],"a":"\\u0041"}')
    assert whole(text) == (
        b'{\n  "a": [\n    1,\n    2,\n    {\n      "b": 1e400\n    }\n  ],\n  "a": "\\u0041"\n}'
    )
    assert (text.error, text.failed) == (None, "")


def test_what_is_no_json_is_laid_out_up_to_there() -> None:
    text = started(b'{"a":1,"b":nope}     ')
    assert whole(text) == b'{\n  "a": 1,\n  "b":'
    assert text.error == JsonError(11, "a value")


@pytest.mark.parametrize("depth", [2000, 200_000])
def test_what_is_too_deep_for_the_library_is_laid_out(depth: int) -> None:
    text = started(b"[" * depth + b"]" * depth)
    assert whole(text).count(b"\n") == 2 * depth - 2
    assert text.error is None


def test_a_bom_is_passed_over_and_json_lines_follow_each_other() -> None:
    assert whole(started(b"\xef\xbb\xbf[1,\n2]    ", skip=3)) == b"[1, 2]"
    text = started(b'{"n":1}\n{"n":2}\n', many=True)
    assert whole(text) == b'{\n  "n": 1\n}\n{\n  "n": 2\n}'
    assert text.error is None


def test_a_body_in_memory_is_left_to_who_has_it() -> None:
    body = SpooledBody()
    body.append(b"[]")
    body.finish()
    assert body.formatted(skip=0, many=False) is None


def test_dropping_the_text_gives_file_and_process_back() -> None:
    before = open_files()
    text = started(b"[" + b'{"a":[' * 300_000)
    pid = text._process.pid
    del text
    gc.collect()
    assert open_files() == before
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_closing_it_gives_file_and_process_back_once() -> None:
    before = open_files()
    text = started(b"[" + b'{"a":[' * 300_000)
    text.close()
    assert (text.size, text.complete, text.read(0, 10)) == (0, True, b"")
    assert open_files() == before
    text.close()


def found(content: bytes, path: str, *, in_memory: bool = False) -> WrittenText:
    body = SpooledBody(in_memory=1 << 20 if in_memory else 10)
    body.append(content)
    body.finish()
    return body.filtered(path, skip=0)


DOCUMENT = (
    b'{"items": [{"n":1.5, "n": 2.50, "a\\u0062": "\\u00e9"}, {"n": 1e400}, 123456789012345678]}'
)


@pytest.mark.parametrize("in_memory", [True, False])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.items[*].n", b"""{"$['items'][0]['n']":2.50,"$['items'][1]['n']":1e400}"""),
        ("$.items[2]", b"""{"$['items'][2]":123456789012345678}"""),
        ("$..ab", b"""{"$['items'][0]['ab']":"\\u00e9"}"""),
        ("$.items[?@.n<3].n", b"""{"$['items'][0]['n']":2.50}"""),
        ("$.nowhere", b"{}"),
    ],
)
def test_a_filter_gives_values_as_they_are_spelled(
    path: str, expected: bytes, *, in_memory: bool
) -> None:
    text = found(DOCUMENT, path, in_memory=in_memory)
    assert whole(text) == expected
    assert (text.failed, text.count) == ("", expected.count(b"$"))


@pytest.mark.parametrize(
    ("content", "path"),
    [(DOCUMENT, "$["), (DOCUMENT, "items"), (b"[1,", "$[0]"), (b"[" * 5000 + b"]" * 5000, "$..*")],
)
def test_what_cannot_be_filtered_says_why(content: bytes, path: str) -> None:
    text = found(content, path)
    whole(text)
    assert text.failed
    assert "\n" not in text.failed
