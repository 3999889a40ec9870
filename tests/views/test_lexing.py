"""Roles within a line: colour marks what is not text."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.views.lexing import code_spans, json_spans, layered, template_spans
from workbench.views.roles import Role, Span


def told(text: str, spans: tuple[Span, ...]) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.role.value) for span in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('  "id": 123,', [('"id"', "accent"), ("123", "value")]),
        ('"a\\"b": "12 true"', [('"a\\"b"', "accent")]),
        ("-1.5e+10, true, null", [("-1.5e+10", "value"), ("true", "value"), ("null", "value")]),
        ('["beta", "emea"]', []),
        ('"cut off', []),
        ("truely", []),
        ('{"a":1,"b":{}}', [('"a"', "accent"), ("1", "value"), ('"b"', "accent")]),
    ],
)
def test_json_names_are_accent_and_what_is_no_text_is_value(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert told(text, json_spans(text)) == expected


def test_a_line_that_continues_a_string_starts_as_text() -> None:
    text = 'true 1 \\" 2", "a": 3'
    assert told(text, json_spans(text, in_string=True)) == [('"a"', "accent"), ("3", "value")]


def test_templates_are_value_and_literals_are_not() -> None:
    text = r"{{base_url}}/v1/{{ env:X }}/\{{no}}/{{nope:x}}/{{{a}}}"
    assert told(text, template_spans(text)) == [("{{base_url}}", "value"), ("{{ env:X }}", "value")]


def test_markup_has_tags_attributes_and_comments() -> None:
    text = '<a href="x">1 &amp; 2</a><!-- no -->'
    roles = dict(told(text, code_spans(text, "xml")))
    assert roles["<a"] == "accent"
    assert roles["<!-- no -->"] == "muted"
    assert roles["&amp;"] == "value"
    assert '"x"' not in roles


@pytest.mark.parametrize(
    "language", ["xml", "html", "css", "javascript", "yaml", "graphql", "toml"]
)
def test_any_line_of_any_language_has_spans_within_it(language: str) -> None:
    for text in ("", "a: 1", "<a b='c'>", "\\", "/*", "x" * 5000, "<" * 3000, "'\"{{"):
        end = 0
        for span in code_spans(text, language):
            assert end <= span.start < span.end <= len(text)
            end = span.end


def test_an_unknown_language_has_no_roles() -> None:
    assert code_spans("if 1:", "klingon") == ()


spans_of = st.lists(st.integers(0, 40), max_size=8, unique=True).map(sorted)


@given(spans_of, spans_of)
def test_layers_never_overlap_and_the_upper_one_wins(low: list[int], high: list[int]) -> None:
    below = tuple(Span(a, b, Role.VALUE) for a, b in zip(low[::2], low[1::2], strict=False))
    above = tuple(Span(a, b, Role.SYMBOL) for a, b in zip(high[::2], high[1::2], strict=False))
    painted: list[Role | None] = [None] * 41
    for span in (*below, *above):
        painted[span.start : span.end] = [span.role] * (span.end - span.start)
    result: list[Role | None] = [None] * 41
    end = 0
    for span in layered(below, above):
        assert end <= span.start < span.end
        end = span.end
        result[span.start : span.end] = [span.role] * (span.end - span.start)
    assert result == painted


def test_pygments_is_imported_by_the_first_line_that_needs_it() -> None:
    code = (
        "import sys; from workbench.views import body, lexing\n"
        "lexing.json_spans('{}'); assert 'pygments' not in sys.modules\n"
        "lexing.code_spans('<a>', 'xml'); assert 'pygments' in sys.modules\n"
        "assert not {'rich', 'textual'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
