from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.challenge import parse_challenges

Plain = tuple[str, dict[str, str], str]


def read(*values: str) -> list[Plain]:
    return [(each.scheme, dict(each.parameters), each.token68) for each in parse_challenges(values)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Basic", [("Basic", {}, "")]),
        (
            'Bearer realm="x",error="invalid_token"',
            [("Bearer", {"realm": "x", "error": "invalid_token"}, "")],
        ),
        (
            "Bearer realm=My Realm Here, error=invalid_token",
            [("Bearer", {"realm": "My Realm Here", "error": "invalid_token"}, "")],
        ),
        (
            'Bearer realm="a [b] (c)", scope="x y"',
            [("Bearer", {"realm": "a [b] (c)", "scope": "x y"}, "")],
        ),
        (
            'realm="x", error="invalid_token"',
            [("", {"realm": "x", "error": "invalid_token"}, "")],
        ),
        ('bearer error = "invalid_token"', [("bearer", {"error": "invalid_token"}, "")]),
        ('BEARER ERROR="invalid_token"', [("BEARER", {"error": "invalid_token"}, "")]),
        ("Negotiate abc==", [("Negotiate", {}, "abc==")]),
        (
            'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
            [
                ("Newauth", {"realm": "apps", "type": "1", "title": 'Login to "apps"'}, ""),
                ("Basic", {"realm": "simple"}, ""),
            ],
        ),
        ("Bearer, Basic realm=x", [("Bearer", {}, ""), ("Basic", {"realm": "x"}, "")]),
        (
            'Bearer error="invalid_token" error_description="The token expired"',
            [("Bearer", {"error": "invalid_token", "error_description": "The token expired"}, "")],
        ),
        (
            'Bearer error="invalid_token"; error_description="a, b"',
            [("Bearer", {"error": "invalid_token", "error_description": "a, b"}, "")],
        ),
        (
            'Bearer error_description="it is "bad" now", error="x"',
            [("Bearer", {"error_description": 'it is "bad" now', "error": "x"}, "")],
        ),
        (
            "Bearer error_description=The token, which expired, is bad, error=invalid_token",
            [
                (
                    "Bearer",
                    {
                        "error_description": "The token, which expired, is bad",
                        "error": "invalid_token",
                    },
                    "",
                )
            ],
        ),
        (
            'Bearer resource_metadata="https://api.example.com/.well-known/x?a=b"',
            [("Bearer", {"resource_metadata": "https://api.example.com/.well-known/x?a=b"}, "")],
        ),
        (
            "Bearer resource_metadata=https://api.example.com/x?a=b&c=d, scope=read write",
            [
                (
                    "Bearer",
                    {
                        "resource_metadata": "https://api.example.com/x?a=b&c=d",
                        "scope": "read write",
                    },
                    "",
                )
            ],
        ),
        ("Bearer realm=, error=x", [("Bearer", {"realm": "", "error": "x"}, "")]),
        ("Bearer realm= , error=x", [("Bearer", {"realm": "", "error": "x"}, "")]),
        ('Bearer realm="no end, error=x', [("Bearer", {"realm": "no end, error=x"}, "")]),
        ('Bearer: realm="x"', [("Bearer", {"realm": "x"}, "")]),
        ('Bearer error="a", error="b"', [("Bearer", {"error": "a"}, "")]),
        ('"junk", Basic', [("Basic", {}, "")]),
        (" , ,", []),
        ("", []),
    ],
)
def test_every_challenge_of_the_wild_is_read(value: str, expected: list[Plain]) -> None:
    assert read(value) == expected


def test_several_lines_are_several_challenges_in_order() -> None:
    found = parse_challenges(['Bearer realm="a", scope="x y"', 'DPoP algs="ES256 PS256"'])
    assert [each.scheme for each in found] == ["Bearer", "DPoP"]
    assert found[0].is_bearer
    assert found[0].scope == ("x", "y")
    assert not found[1].is_bearer


def test_a_line_without_a_scheme_does_not_join_the_line_before() -> None:
    assert read("Basic", 'error="x"') == [("Basic", {}, ""), ("", {"error": "x"}, "")]


@given(st.lists(st.text(max_size=80), max_size=3))
def test_no_text_fails(values: list[str]) -> None:
    assert all(isinstance(each.scheme, str) for each in parse_challenges(values))


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"])))
def test_a_quoted_value_comes_back(value: str) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    assert read(f'Bearer realm="{escaped}"') == [("Bearer", {"realm": value}, "")]
