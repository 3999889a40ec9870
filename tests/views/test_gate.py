"""Nothing that a terminal would act on, or a person would not see, passes the gate."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.views.gate import expand_tabs, visible, visible_spans

ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "␛[2J"),
        ("\x1b]52;c;AAAA\x07", "␛]52;c;AAAA␇"),
        ("a\nb\r", "a␊b␍"),
        ("a\tb", "a␉b"),
        ("\x00\x7f", "␀␡"),
        ("\x9b31m", "⟨CSI⟩31m"),
        ("\x85", "⟨NEL⟩"),
        ("\x80", "⟨U+0080⟩"),
        ("abc\u202egnp.exe", "abc⟨RLO⟩gnp.exe"),
        ("\u2066x\u2069", "⟨LRI⟩x⟨PDI⟩"),
        ("pay\u200bpal", "pay⟨ZWSP⟩pal"),
        ("a\u2028b\u2029c", "a⟨LS⟩b⟨PS⟩c"),
        ("soft\u00adhyphen", "soft⟨SHY⟩hyphen"),
        ("\ufeff{}", "⟨BOM⟩{}"),
        ("a\u00a0b", "a␣b"),
        ("\u3000", "\u3000"),
        ("\ud800x", "⟨U+D800⟩x"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\ue000", "⟨U+E000⟩"),
        ("\u3164", "⟨U+3164⟩"),
        ("👩\u200d💻", "👩⟨ZWJ⟩💻"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_a_symbol(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["", "plain", "Grüße", "日本語", "❤\ufe0f", "➜ ✓", "[/nope]"])
def test_text_that_can_be_seen_stays_as_it_is(text: str) -> None:
    assert visible(text) is text
    assert visible_spans(text) == (text, ())


def test_in_ascii_the_symbols_are_spelt_out() -> None:
    assert visible("\x1b[2J\u202e\x9b é", ascii_only=True) == "<ESC>[2J<RLO><CSI> é"
    assert visible("\n\x7f\u00a0", ascii_only=True) == "<LF><DEL><U+00A0>"


def test_symbols_are_told_from_the_same_signs_in_the_text() -> None:
    assert visible_spans("␛\x1b\x07.\u202e") == ("␛␛␇.⟨RLO⟩", ((1, 3), (4, 9)))


@given(ANY_TEXT)
def test_what_passed_once_passes_unchanged(text: str) -> None:
    once = visible(text)
    assert visible(once) == once
    assert visible_spans(once) == (once, ())


@given(ANY_TEXT)
def test_only_printable_characters_come_out(text: str) -> None:
    for ascii_only in (False, True):
        for character in visible(text, ascii_only=ascii_only):
            category = unicodedata.category(character)
            assert category[0] != "C", hex(ord(character))
            assert category not in ("Zl", "Zp")


@given(ANY_TEXT)
def test_outside_the_spans_the_text_is_the_one_that_came(text: str) -> None:
    shown, spans = visible_spans(text)
    assert shown == visible(text)
    kept, at = [], 0
    for start, end in spans:
        assert at <= start < end
        kept.append(shown[at:start])
        at = end
    kept.append(shown[at:])
    assert "".join(kept) == "".join(c for c in text if visible(c) == c)


def test_every_control_of_unicode_is_stopped() -> None:
    for code in range(0x110000):
        character = chr(code)
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            assert visible(character) != character, hex(code)


def test_tabs_become_blanks_up_to_the_next_stop() -> None:
    assert expand_tabs("a\tb\t\tc") == "a   b       c"
    assert expand_tabs("ab\tc", 8) == "ab      c"
