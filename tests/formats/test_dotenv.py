"""`.env` files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.dotenv import parse


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A=1", {"A": "1"}),
        ("A=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
        ("\ufeffA=1", {"A": "1"}),
        ("export A=1", {"A": "1"}),
        (" A = 1 ", {"A": "1"}),
        ("A=", {"A": ""}),
        ("# A=1\nB=2 # why", {"B": "2"}),
        ("A=x#y", {"A": "x#y"}),
        ("A=# nothing", {"A": ""}),
        ("A='a # b' # c", {"A": "a # b"}),
        ('A="a # b\\n\\"c\\"" # d', {"A": 'a # b\n"c"'}),
        ("A='a\\n'", {"A": "a\\n"}),
        ("A='one\ntwo'\nB=2", {"A": "one\ntwo", "B": "2"}),
        ('A="one\ntwo"\nB=2', {"A": "one\ntwo", "B": "2"}),
        ("A=${B}\nB={{x}}", {"A": "${B}", "B": "{{x}}"}),
        ("A=1\nA=2", {"A": "2"}),
        ("A=a=b==", {"A": "a=b=="}),
        ("A='it", {"A": "'it"}),
        ("A='a'b", {"A": "'a'b"}),
        ("not a line\n=x\n1A=2\nB=1", {"B": "1"}),
        ('A="\\$x \\q"', {"A": "$x \\q"}),
    ],
)
def test_a_line_says(text: str, values: dict[str, str]) -> None:
    assert parse(text) == values


@given(st.text(alphabet="AB='\"#\\ \n$export"))
def test_no_text_raises(text: str) -> None:
    assert all(name.isidentifier() for name in parse(text))
