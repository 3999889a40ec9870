"""A partial update leaves the terminal as a full one would, and writes only what changed."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

from workbench.tui.lean_updates import LeanUpdate
from workbench.tui.paint import changes

WIDTH = 24
LETTERS = st.sampled_from("ab 19:●━日é")


def strips() -> st.SearchStrategy[Strip]:
    return st.lists(LETTERS, min_size=WIDTH, max_size=WIDTH).map(
        lambda letters: Strip([Segment(letter) for letter in letters]).adjust_cell_length(WIDTH)
    )


def drawn(*writes: str) -> str:
    screen = pyte.Screen(WIDTH, 2)
    stream = pyte.Stream(screen)
    for text in writes:
        stream.feed(text)
    return screen.display[0]


def written(strip: Strip, spans: list[tuple[int, int, int]], cut: int) -> str:
    chops = [{0: strip.crop(0, cut), cut: strip.crop(cut, WIDTH)}]
    update = LeanUpdate(chops, spans, [[cut, WIDTH]])
    return update.render_segments(Console(color_system=None, force_terminal=True, width=WIDTH))


@given(strips(), strips())
def test_the_changed_cells_are_enough(old: Strip, new: Strip) -> None:
    everything = written(old, [(0, 0, WIDTH)], WIDTH)
    spans = [(0, start, end) for start, end in changes(old, new)]
    changed = written(new, spans, WIDTH) if spans else ""
    assert drawn(everything, changed) == drawn(written(new, [(0, 0, WIDTH)], WIDTH))


def test_one_digit_costs_one_cell_and_the_way_to_it() -> None:
    old, new = (Strip([Segment(f"fast ● {left}".ljust(WIDTH))]) for left in ("47:12", "47:11"))
    spans = [(0, start, end) for start, end in changes(old, new)]
    assert written(new, spans, WIDTH) == "\x1b[1;12H1"
