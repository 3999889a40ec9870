"""The line diff: what it says is the same is, nothing is left out, and hostile lists end."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.views.line_diff import LineDiff, Stretch

LINES = st.lists(st.sampled_from("abcdefg{}"), max_size=40)


def diff(old: list[str], new: list[str], **bounds: int) -> LineDiff:
    found = LineDiff(old, new, **bounds)
    while not found.done:
        found.advance(50)
    return found


def rejoined(stretches: tuple[Stretch, ...], old: list[str], new: list[str]) -> list[str]:
    """The new lines, made of what is the same in the old ones and of what replaced the rest."""
    lines: list[str] = []
    for each in stretches:
        lines += old[each.old : each.old_end] if each.same else new[each.new : each.new_end]
    return lines


def changed(found: LineDiff) -> int:
    return sum(
        each.old_end - each.old + each.new_end - each.new
        for each in found.stretches
        if not each.same
    )


@settings(max_examples=300, deadline=None)
@given(old=LINES, new=LINES, most_edits=st.sampled_from((0, 3, 800)))
def test_the_new_lines_can_be_made_of_the_old_ones(
    old: list[str], new: list[str], most_edits: int
) -> None:
    found = diff(old, new, most_edits=most_edits)
    assert rejoined(found.stretches, old, new) == new
    sides = [(each.old, each.old_end) for each in found.stretches]
    assert [place for side in sides for place in range(*side)] == list(range(len(old)))


def test_one_changed_line_of_many_is_the_only_one_that_differs() -> None:
    old = [f"line {n}" if n % 3 else "}," for n in range(3_000)]
    new = [*old[:1_500], "changed", *old[1_501:]]
    assert [each for each in diff(old, new).stretches if not each.same] == [
        Stretch(1_500, 1_501, 1_500, 1_501, same=False)
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a", "b"] * 4_000, ["b", "a", "a"] * 3_000),
        ([str(n) for n in range(8_000)], [str(n) for n in range(8_000, 0, -1)]),
        (["x"] * 8_000, [f"{n}" for n in range(8_000)]),
    ],
    ids=["two lines only", "turned round", "nothing shared"],
)
def test_hostile_lists_end_in_bounded_steps(old: list[str], new: list[str]) -> None:
    found = LineDiff(old, new)
    steps = 0
    while not found.advance(10_000):
        steps += 1
        assert steps < 4_000
    assert rejoined(found.stretches, old, new) == new


def test_it_is_no_worse_than_the_library_on_what_people_change() -> None:
    old = [f'"name": {n},' if n % 4 else "}, {" for n in range(400)]
    new = [line for n, line in enumerate(old) if n % 37] + ["]"]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    library = sum((b - a) + (d - c) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
    assert changed(diff(old, new)) <= library
