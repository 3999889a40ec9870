"""Folds hide lines and nothing else, in any order of folding."""

from __future__ import annotations

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


def over(opens: list[int], closes: list[int]) -> Folds:
    """Folds over brackets that are all known."""

    def children_of(line: int, close: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for start, end in zip(opens, closes, strict=True):
            if line < start and end < close and (not found or start > found[-1][1]):
                found.append((start, end))
        return found

    known = dict(zip(opens, closes, strict=True))
    return Folds(lambda line: known.get(line, -1), children_of)


def outermost_but_one(opens: list[int], closes: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in list(zip(opens, closes, strict=True))[1:]:
        if not found or start > found[-1][1]:
            found.append((start, end))
    return found


@given(trees, st.data())
def test_any_order_of_folding_shows_the_right_lines(tree: list, data: st.DataObject) -> None:
    opens, closes, count = brackets(tree)
    folds = over(opens, closes)
    folded: set[int] = set()
    for _ in range(data.draw(st.integers(1, 12))):
        act = data.draw(st.sampled_from(("fold", "unfold", "fold all", "unfold all", "reveal")))
        line = data.draw(st.sampled_from(opens))
        seen = line in visible_lines(folded, opens, closes, count)
        if act == "fold":
            assert folds.fold(line) == (seen and line not in folded)
            folded |= {line} if seen else set()
        elif act == "unfold":
            assert folds.unfold(line) == (seen and line in folded)
            folded -= {line} if seen else set()
        elif act == "fold all":
            folds.fold_all()
            folds.extend(outermost_but_one(opens, closes))
            folded = set(opens[1:])
        elif act == "unfold all":
            folds.unfold_all()
            folded = set()
        else:
            folds.unfold_to(line)
            folded -= {
                start for start, end in zip(opens, closes, strict=True) if start < line <= end
            }
        shown = visible_lines(folded, opens, closes, count)
        assert {line for line in shown if folds.is_folded(line)} == folded & set(shown)
        assert_shows(folds, shown, count)


@given(trees, st.booleans())
def test_fold_all_follows_what_is_found_later(tree: list, within: bool) -> None:
    opens, closes, count = brackets(tree)
    folds = over(opens, closes)
    folds.fold_all()
    if within:
        folds.fold(0)
    folded = {0} if within else set()
    for start, end in outermost_but_one(opens, closes):
        folds.extend([(start, end)])
        folded.add(start)
        assert_shows(folds, visible_lines(folded, opens, closes, count), count)
    if within:
        folds.unfold(0)
        assert_shows(folds, visible_lines(folded - {0}, opens, closes, count), count)


def test_only_a_line_with_a_bracket_folds() -> None:
    folds = over([0, 2], [5, 4])
    assert not folds.fold(1)
    assert not folds.fold(99)
    assert not folds.unfold(2)
    assert folds.hidden == 0


def test_folding_within_a_hundred_thousand_folds_is_a_splice() -> None:
    count = 100_000
    folds = over([], [])
    folds.fold_all()
    folds.extend((start, start + 2) for start in range(1, 3 * count, 3))
    assert folds.line_of(count) == 3 * count - 2
    for line in range(1, 100, 3):
        folds.unfold(line)
    assert folds.line_of(count + 66) == 3 * count - 2
    assert folds.row_of(3 * count + 1) == count + 67
