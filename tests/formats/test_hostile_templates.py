"""Templates that a hostile file could hold."""

from __future__ import annotations

from workbench.domain.template import Source, SourceCall, parse_template


def test_blanks_around_an_argument_are_not_part_of_its_end() -> None:
    assert parse_template("{{ env:A  }}") == (SourceCall(Source.ENV, "A", 0, 12),)
    assert parse_template("{{file:a b \t}}") == (SourceCall(Source.FILE, "a b", 0, 14),)


def test_a_megabyte_of_blanks_in_an_open_template_is_plain_text() -> None:
    text = "{{env:" + " " * 1_000_000
    assert parse_template(text) == (text,)
