"""Folds hide lines and nothing else, in any order of folding."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from workbench.views.folds import Folds

# A tree as nested lists; each one opens on a line and closes on a later one.
trees: SearchStrategy[list] = st.recursive(
    st.just([]), lambda inner: st.lists(inner, max_size=4), max_leaves=25
)


def brackets(tree: list) -> tuple[list[int], list[int], int]:
    opens: list[int] = []
    closes: list[int] = []
    line = 0

    def walk(node: list) -> None:
        nonlocal line
        k = len(opens)
        opens.append(line)
        closes.append(0)
        line += 1
        for child in node:
            walk(child)
        line += 1  # a scalar between the brackets
        closes[k] = line
        line += 1

    walk(tree)
    return opens, closes, line


def visible_lines(folded: set[int], opens: list[int], closes: list[int], count: int) -> list[int]:
    """The plain way: a line is visible where no folded bracket hides it."""
    hidden = {
        line
        for start, end in zip(opens, closes, strict=True)
        if start in folded
        for line in range(start + 1, end + 1)
    }
    return [line for line in range(count) if line not in hidden]


def assert_shows(folds: Folds, expected: list[int], count: int) -> None:
    assert count - folds.hidden == len(expected)
    assert [folds.line_of(row) for row in range(len(expected))] == expected
    shown = -1
    for line in range(count):
        shown += line in expected
        assert folds.row_of(line) == shown


@given(trees, st.data())
def test_any_order_of_folding_shows_the_right_lines(tree: list, data: st.DataObject) -> None:
    opens, closes, count = brackets(tree)
    folds = Folds(array("I", opens), array("I", closes), lambda k: k == 0)
    folded: set[int] = set()
    for _ in range(data.draw(st.integers(1, 12))):
        act = data.draw(st.sampled_from(("fold", "unfold", "fold all", "unfold all", "reveal")))
        line = data.draw(st.sampled_from(opens))
        if act == "fold":
            assert folds.fold(line) == (line not in folded)
            folded.add(line)
        elif act == "unfold":
            assert folds.unfold(line) == (line in folded)
            folded.discard(line)
        elif act == "fold all":
            folds.fold_all()
            folded = set(opens[1:])
        elif act == "unfold all":
            folds.unfold_all()
            folded = set()
        else:
            folds.unfold_to(line)
            folded -= {
                start for start, end in zip(opens, closes, strict=True) if start < line <= end
            }
        assert {line for line in opens if folds.is_folded(line)} == folded
        assert_shows(folds, visible_lines(folded, opens, closes, count), count)


@given(trees, st.lists(st.integers(0, 80), max_size=6))
def test_fold_all_follows_what_is_found_later(tree: list, stops: list[int]) -> None:
    opens, closes, count = brackets(tree)
    known_opens, known_closes = array("I"), array("I")
    folds = Folds(known_opens, known_closes, lambda k: k == 0)
    folds.fold_all()
    for seen in [*sorted(stops), count]:
        for k in range(len(opens)):
            if k == len(known_opens) and opens[k] < seen:
                known_opens.append(opens[k])
                known_closes.append(0)
            if k < len(known_opens) and closes[k] < seen:
                known_closes[k] = closes[k]
        folds.sync()
        seen = min(seen, count)
        folded = {known_opens[k] for k in range(1, len(known_opens)) if known_closes[k]}
        ends = [end or opens[k] for k, end in enumerate(known_closes)]
        assert_shows(folds, visible_lines(folded, list(known_opens), ends, seen), seen)


def test_only_a_line_with_a_bracket_folds() -> None:
    folds = Folds(array("I", [0, 2]), array("I", [5, 4]), lambda k: k == 0)
    assert not folds.fold(1)
    assert not folds.fold(99)
    assert not folds.unfold(2)
    assert folds.hidden == 0


def test_folding_within_a_hundred_thousand_folds_is_a_splice() -> None:
    count = 100_000
    opens = array("I", [0, *range(1, 3 * count, 3)])
    closes = array("I", [3 * count + 1, *range(3, 3 * count + 1, 3)])
    folds = Folds(opens, closes, lambda k: k == 0)
    folds.fold_all()
    assert folds.line_of(count) == 3 * count - 2
    for line in range(1, 100, 3):
        folds.unfold(line)
    assert folds.line_of(count + 66) == 3 * count - 2
    assert folds.row_of(3 * count + 1) == count + 67
