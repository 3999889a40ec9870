"""curl commands that are broken: an error with the place in what was pasted."""

from __future__ import annotations

import pytest

from workbench.domain.errors import FormatError
from workbench.domain.problem import Place
from workbench.formats.curl_in import load


def refused(command: str) -> FormatError:
    with pytest.raises(FormatError) as caught:
        load(command.encode())
    return caught.value


@pytest.mark.parametrize(
    ("command", "place", "message"),
    [
        ("curl 'https://x", Place(1, 6), "never closed"),
        ('curl https://x \\\n  -d "{', Place(2, 6), "never closed"),
        ("curl https://x -X", Place(1, 16), "needs a value"),
        ("curl -X POST", Place(1, 6), "no URL"),
        ("curl", Place(1, 1), "no URL"),
        ("curl https://x --no-such", Place(1, 16), "Unknown option"),
        ("curl https://x --request=POST", Place(1, 16), "Unknown option"),
        ("curl https://x -!", Place(1, 16), "Unknown option"),
        ("curl ftp://x/y", Place(1, 6), "not HTTP"),
        ("curl ''", Place(1, 6), "empty"),
        ("wget https://x", Place(1, 1), "no curl command"),
        ("", Place(1, 1), "no curl command"),
        ("curl https://x <<EOF\nabc", Place(1, 16), "never closed"),
        ("curl https://$(host", Place(1, 14), "never closed"),
        # cmd and PowerShell: where it stands in what was pasted.
        ('curl ^"https://x^" ^\n  -H ^"A: b^" ^\n  --no-such ^"x^"', Place(3, 3), "Unknown option"),
        ('curl ^"ftp://x/^"', Place(1, 6), "not HTTP"),
        ('curl ^"https://x^" ^\r\n  -X', Place(2, 3), "needs a value"),
        ("curl https://x `\n  -H 'A: b' ` \r\n  --no-such x", Place(3, 3), "Unknown option"),
        ("curl https://x `\n  -d '{", Place(2, 6), "never closed"),
    ],
)
def test_a_broken_command_is_an_error_with_its_place(
    command: str, place: Place, message: str
) -> None:
    error = refused(command)
    assert error.problems[0].place == place
    assert message in error.problems[0].message
    assert f"line {place.line}, column {place.column}" in error.message


def test_an_error_does_not_repeat_what_may_be_secret() -> None:
    assert "s3cret" not in refused("curl https://x --header=A:s3cret").message
