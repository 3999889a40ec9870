"""A body is formatted in a process of its own, and nothing of it is left behind."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

import pytest

from workbench.adapters import formatting
from workbench.adapters.formatting import FormattedText
from workbench.adapters.spool import SpooledBody
from workbench.views.json_scan import JsonError


def spooled(content: bytes) -> SpooledBody:
    body = SpooledBody(in_memory=10)
    body.append(content)
    body.finish()
    return body


def started(content: bytes, *, skip: int = 0, many: bool = False) -> FormattedText:
    text = formatting.start(spooled(content), skip=skip, many=many)
    assert text is not None
    return text


def whole(text: FormattedText) -> bytes:
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
    assert formatting.start(body) is None


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
