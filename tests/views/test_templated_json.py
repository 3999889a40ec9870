"""JSON in bodies: its first error with its place, and laid out with no value touched."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.views.templated_json import laid_out, wrong_in


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "1",
        '"a"',
        "{}",
        '{"a": {"b": [1, 2.50, -1e9, true, null, {}, []]}}',
        '{"id": {{id}}, "name": "{{first}} {{env:LAST}}", "n": -{{n}}}',
        '["a \\" b", "{{command:say "x"}}"]',
    ],
)
def test_json_with_templates_is_right(text: str) -> None:
    assert wrong_in(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1,}', "line 1, column 9: a name expected"),
        ('{\n  "a": 1\n  "b": 2\n}', "line 3, column 3: a comma or } expected"),
        ('{"a" 1}', "line 1, column 6: a colon expected"),
        ("[1, 2", "line 1, column 6: a comma or ] expected"),
        ('{"a": "b\n}', "line 1, column 7: the string has no end on its line"),
        ("[1] 2", "line 1, column 5: nothing more expected"),
        ("{a: 1}", "line 1, column 2: a name or } expected"),
        ("[01]", "line 1, column 2: a value or ] expected"),
        ("[}", "line 1, column 2: a value or ] expected"),
        ("[,]", "line 1, column 2: a value or ] expected"),
        ('{"a":', "line 1, column 6: a value expected"),
    ],
)
def test_the_first_error_has_its_place_and_what_was_wanted(text: str, said: str) -> None:
    assert str(wrong_in(text)) == said


def test_laid_out_keeps_every_value_as_it_was_written() -> None:
    text = '{"n":1.50,"big":12345678901234567890,"s":"\\u00e9 {{a}}","t":{{t}},"e":[],"l":[1,{}]}\n'
    assert laid_out(text) == (
        '{\n  "n": 1.50,\n  "big": 12345678901234567890,\n  "s": "\\u00e9 {{a}}",\n'
        '  "t": {{t}},\n  "e": [],\n  "l": [\n    1,\n    {}\n  ]\n}\n'
    )


def test_what_is_no_json_is_not_touched_and_line_ends_stay() -> None:
    assert laid_out('{"a":') == '{"a":'
    assert laid_out('{"a":1}\r\n') == '{\r\n  "a": 1\r\n}\r\n'


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(values, st.sampled_from([None, 1, 3]))
def test_any_json_is_right_means_the_same_laid_out_and_stays_so(value: object, indent: int) -> None:
    text = json.dumps(value, indent=indent)
    assert wrong_in(text) is None
    once = laid_out(text)
    assert json.loads(once) == value
    assert laid_out(once) == once


@given(st.text('{}[],:"1a \n', max_size=12))
def test_what_is_called_right_is_what_a_reader_takes(text: str) -> None:
    if not text.strip() or "{{" in text:
        return
    try:
        json.loads(text)
    except ValueError:
        assert wrong_in(text) is not None
    else:
        assert wrong_in(text) is None
