"""Long lines folded: nothing is lost or too wide, and a long word costs what it is long."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.tui.exchanges import NOW, lines, response
from workbench.domain.http import Receiving
from workbench.tui.fold import fold, fold_text
from workbench.tui.paint import Role, Run, width_of
from workbench.tui.response.contents import Contents
from workbench.tui.signs import drawn_in_ascii

#: Letters of one cell, of two, and marks that take none.
WORDS = ("x" * 300, "漢字" * 90, "e\u0301" * 200, "a" + "\u0301" * 200 + "b" * 90, "\u0301" * 500)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("width", [2, 7, 60])
def test_a_word_wider_than_the_line_is_all_there(word: str, width: int) -> None:
    folded = fold_text(word, width)
    assert "".join(folded) == word
    assert [line for line in folded if cell_len(line) > width] == []


def test_words_are_kept_whole_where_they_fit() -> None:
    assert fold_text("one two three", 7) == ("one two", "three")


def test_a_word_of_a_megabyte_is_folded_like_any_other() -> None:
    folded = fold_text("x" * 1_000_000, 50)
    assert len(folded) == 20_000
    assert set(map(len, folded)) == {50}


def test_a_header_of_a_megabyte_is_shown_while_its_body_is_awaited() -> None:
    state = Receiving(NOW, response(200, ("X-Long", "y" * 1_000_000)))
    shown = lines(Contents(state, None, NOW, 76).of_tab("Headers"), 76)
    assert sum(line.count("y") for line in shown) == 1_000_000
    assert max(map(width_of, shown)) <= 76


def test_symbols_of_a_folded_line_keep_the_ground_that_tells_them_from_text() -> None:
    lines = fold((Run("before \x1b[2J\u202eafter and more words", Role.MUTED),), 12)
    runs = [run for line in lines for run in line]
    assert [run.text for run in runs if run.match] == ["␛", "⟨RLO⟩"]
    assert {run.role for run in runs} == {Role.MUTED}
    assert "".join(run.text for run in runs) == "before ␛[2J⟨RLO⟩afterand morewords"


def test_in_ascii_a_folded_line_has_the_symbols_that_others_have() -> None:
    before = drawn_in_ascii.set(True)
    try:
        text = "before \x1b[2J\u202eafter\x9b and more \x00words"
        folded = fold_text(text, 12)
        assert "".join(folded).isascii()
        assert "<ESC>" in "".join(folded)
        assert [line for line in folded if len(line) > 12] == []
        assert width_of("\x1b") == len("<ESC>")
    finally:
        drawn_in_ascii.reset(before)
