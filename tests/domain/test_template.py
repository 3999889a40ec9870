r"""The grammar of templates: two braces and no more, `\{{` for a literal, all else plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.template import (
    Source,
    SourceCall,
    Variable,
    escape_template,
    has_template,
    parse_template,
)


def plainly(text: str) -> list[str]:
    """The pieces as short texts: `=literal`, `$name`, `source|argument`."""
    shown = []
    for piece in parse_template(text):
        if isinstance(piece, Variable):
            shown.append(f"${piece.name}")
        elif isinstance(piece, SourceCall):
            shown.append(f"{piece.source}|{piece.argument}")
        else:
            shown.append(f"={piece}")
    return shown


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("plain", ["=plain"]),
        ("{{a}}", ["$a"]),
        ("{{ a }}{{\tb\t}}", ["$a", "$b"]),
        ("x{{a.b-c_1}}y", ["=x", "$a.b-c_1", "=y"]),
        ("{{env:A}}{{ file:a b/c.txt }}", ["env|A", "file|a b/c.txt"]),
        ("{{uuid:}}{{now:iso}}{{random:8}}", ["uuid|", "now|iso", "random|8"]),
        (
            "{{prompt:Your name?}}{{keyring:a}}{{command:ls -l}}",
            [
                "prompt|Your name?",
                "keyring|a",
                "command|ls -l",
            ],
        ),
        # exactly two opening braces
        ("{{{a}}}", ["={{{a}}}"]),
        ("{ {a}}", ["={ {a}}"]),
        ("{a}", ["={a}"]),
        # a literal
        ("\\{{a}}", ["={{a}}"]),
        ("\\{{env:A}} {{a}}", ["={{env:A}} ", "$a"]),
        ("\\\\{{a}}", ["=\\{{a}}"]),
        # anything else between braces is plain text
        ("{{1a}}", ["={{1a}}"]),
        ("{{a b}}", ["={{a b}}"]),
        ("{{}}", ["={{}}"]),
        ("{{é}}", ["={{é}}"]),
        ("{{other:A}}", ["={{other:A}}"]),
        ("{{ENV:A}}", ["={{ENV:A}}"]),
        ("{{#if a}}{{/if}}", ["={{#if a}}{{/if}}"]),
        ("{{env:a\nb}}", ["={{env:a\nb}}"]),
        ('{"a": {"b": {{c}}}}', ['={"a": {"b": ', "$c", "=}}"]),
        ("{{a", ["={{a"]),
    ],
)
def test_a_text_is_read_as(text: str, pieces: list[str]) -> None:
    assert plainly(text) == pieces


def test_a_template_knows_its_place() -> None:
    assert parse_template("ab{{ c }}d")[1] == Variable("c", 2, 9)
    assert parse_template("{{env:C}}") == (SourceCall(Source.ENV, "C", 0, 9),)


@given(st.text(alphabet="ab{}\\:env \n"))
def test_any_text_can_be_escaped(text: str) -> None:
    escaped = escape_template(text)
    assert not has_template(escaped)
    assert "".join(str(piece) for piece in parse_template(escaped)) == text


@given(st.text(alphabet="ab{}\\:env .-1\n"))
def test_no_character_is_lost(text: str) -> None:
    length = 0
    for piece in parse_template(text):
        length += len(piece) if isinstance(piece, str) else piece.end - piece.start
    assert len(text) - text.count("\\{{") <= length <= len(text)
