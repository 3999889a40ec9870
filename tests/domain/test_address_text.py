"""The address and the query's rows as one text: edit the one, and the other follows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.address_text import whole_address, with_address
from workbench.domain.collection import RequestSpec, Row

OFF = Row("page", "2", enabled=False)
SPEC = RequestSpec(
    "R",
    url="{{base}}/x?v=1",
    query=(Row("expand", "a b", description="why"), OFF, Row("to", "{{id}}/1"), Row("debug")),
)
TEXT = "{{base}}/x?v=1&expand=a%20b&to={{id}}%2F1&debug"


def test_the_whole_address_has_the_rows_that_are_on() -> None:
    assert whole_address(SPEC) == TEXT
    assert whole_address(replace(SPEC, url="http://h/")) == "http://h/?" + TEXT.split("v=1&")[1]
    assert whole_address(replace(SPEC, url="http://h/#part")) == (
        "http://h/?" + TEXT.split("v=1&")[1] + "#part"
    )


@pytest.mark.parametrize(
    ("text", "url", "rows"),
    [
        (TEXT.replace("/x", "/y"), "{{base}}/y?v=1", SPEC.query),
        (TEXT.replace("v=1", "v=2"), "{{base}}/x?v=2", SPEC.query),
        (
            TEXT.replace("a%20b", "c"),
            "{{base}}/x?v=1",
            (replace(SPEC.query[0], value="c"), *SPEC.query[1:]),
        ),
        (TEXT.replace("&debug", ""), "{{base}}/x?v=1", SPEC.query[:3]),
        (TEXT + "&new={{n}}", "{{base}}/x?v=1", (*SPEC.query, Row("new", "{{n}}"))),
        (TEXT.split("?", maxsplit=1)[0], "{{base}}/x", (OFF,)),
        (TEXT + "#top", "{{base}}/x?v=1#top", SPEC.query),
        (TEXT + "&to=https://h/", "{{base}}/x?v=1", (*SPEC.query, Row("to", "https://h/"))),
    ],
)
def test_what_is_edited_in_the_text_is_edited_where_it_stands(
    text: str, url: str, rows: tuple[Row, ...]
) -> None:
    assert with_address(SPEC, text) == replace(SPEC, url=url, query=rows)


def test_a_pasted_address_gets_rows_and_keeps_what_rows_would_send_otherwise() -> None:
    plain = RequestSpec("R", url="")
    pasted = with_address(plain, "https://h/p?a=1&b=c%20d")
    assert (pasted.url, pasted.query) == ("https://h/p", (Row("a", "1"), Row("b", "c d")))
    odd = with_address(plain, "https://h/p?q=a+b&c=1")
    assert (odd.url, odd.query) == ("https://h/p?q=a+b", (Row("c", "1"),))


names = st.text("ab{}&=?% é/", min_size=1, max_size=4).filter(lambda name: "{{" not in name)
rows = st.builds(Row, names, st.none() | names | st.just("{{v}}"), st.booleans())


@given(
    st.lists(rows, max_size=5),
    st.sampled_from(
        ["http://h/p", "http://h/p?v=1", "{{b}}?x&y=", "http://h/p#f", "{{command:a # b}}?v#f?g=1"]
    ),
)
def test_an_address_typed_back_is_no_edit_and_a_longer_path_touches_no_row(
    query: list[Row], url: str
) -> None:
    spec = RequestSpec("R", url=url, query=tuple(query))
    text = whole_address(spec)
    assert with_address(spec, text) == spec
    plain = text.replace(" # ", "   ")
    end = min(len(text), *(plain.find(sign) % (len(text) + 1) for sign in "?#"))
    longer = with_address(spec, f"{text[:end]}/more{text[end:]}")
    assert longer.query == spec.query
    assert "/more" in longer.url
    back = with_address(longer, text)
    assert back == spec
