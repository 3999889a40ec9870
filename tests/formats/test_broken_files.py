"""Whatever is broken in a collection: file, line, column and key are named, and all at once."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbench.domain.problem import Problem
from workbench.formats.toml_reader import read_collection

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("WORKBENCH_CORPUS", ROOT.parent / "shared" / "corpus"))
SAMPLES = [path.read_text("utf-8") for path in sorted(ROOT.glob("sample_collections/**/*.toml"))]
GARBAGE = [
    *"\"'[]{}=#\n\\.,1é\x00\r",
    "true",
    '"""',
    "'''",
    " x ",
    "[[request]]\n",
    "-",
    "[auth.x]\n",
]
#: A line of which a person would say which key it is about.
_HAS_KEY = re.compile(r"[ \t]*[A-Za-z0-9_-]+[ \t]*=")


def assert_placed(problem: Problem, text: str, file: str) -> None:
    lines = text.split("\n")
    place = problem.place
    assert problem.file == file
    assert 1 <= place.line <= len(lines), problem
    line = lines[place.line - 1]
    assert 1 <= place.column <= len(line) + 1, (problem, line)
    # Where something is missing at the end of a line, the place is the one cell behind it.
    if place.end_column is not None:
        assert place.column <= place.end_column <= max(len(line), place.column) + 1
    assert problem.message
    assert problem.message.isprintable(), "what is quoted is shown as symbols"
    assert problem.key or not _HAS_KEY.match(line), (problem, line)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A sample with up to three careless edits."""
    text = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["cut", "garbage", "no line", "twice"]))
        if kind == "cut":
            text = text[:at] + text[at + draw(st.integers(1, 5)) :]
        elif kind == "garbage":
            text = text[:at] + draw(st.sampled_from(GARBAGE)) + text[at:]
        else:
            lines = text.split("\n")
            which = text.count("\n", 0, at)
            lines[which : which + 1] = [] if kind == "no line" else [lines[which]] * 2
            text = "\n".join(lines)
    return text


@given(broken())
@settings(max_examples=300)
def test_every_error_of_a_file_that_somebody_broke_is_placed(text: str) -> None:
    read = read_collection(text, file="broken.toml")
    assume(read.collection is None)
    assert read.problems
    for problem in read.problems:
        assert_placed(problem, text, "broken.toml")


def invalid() -> list[Path]:
    return sorted((CORPUS / "toml" / "invalid").glob("**/*.toml"))


def test_every_invalid_file_of_the_corpus_is_refused_with_its_place() -> None:
    files = invalid()
    if not files:
        pytest.skip("the corpus is not here")
    for path in files:
        content = path.read_bytes()
        read = read_collection(content, file=str(path))
        assert read.collection is None, path
        assert read.problems, path
        for problem in read.problems:
            assert_placed(problem, content.decode("utf-8", "replace"), str(path))


@pytest.mark.parametrize("count", [1, 7, 20])
def test_all_errors_of_a_file_come_at_once_and_in_order(count: int) -> None:
    text = '[collection]\nname = "X"\n' + "".join(
        f'[[request]]\nname = "R{number}"\nurl = {number}\n' for number in range(count)
    )
    read = read_collection(text, file="x.toml")
    assert [each.place.line for each in read.problems] == [5 + 3 * at for at in range(count)]
    assert [each.key for each in read.problems] == [
        f'request[{at + 1}] "R{at}".url' for at in range(count)
    ]
