"""The lifetime bar: how old, how long still, and where renewal begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.views.bar import BarRun, lifetime_bar
from workbench.views.roles import Role


def drawn(runs: tuple[BarRun, ...]) -> str:
    return "".join(run.text for run in runs)


def test_a_fresh_token_shows_what_passed_what_is_left_and_the_window() -> None:
    bar = lifetime_bar(20, 0, 3600, 3240, 720)
    assert bar == (
        BarRun("────", Role.QUIET),
        BarRun("┃", Role.TEXT, bold=True),
        BarRun("━━━━━━━━━━━━━", Role.GOOD),
        BarRun("╍╍", Role.LOOK),
    )


def test_the_same_in_ascii() -> None:
    assert drawn(lifetime_bar(20, 0, 3600, 3240, 720, ascii_only=True)) == "----|=============~~"


@pytest.mark.parametrize("window", [1, 2])
def test_a_small_window_still_takes_its_cells(window: int) -> None:
    bar = lifetime_bar(26, 0, 86400, 86340, 0, window=window)
    assert drawn(bar) == "┃" + "━" * (25 - window) + "╍" * window


def test_the_window_stays_in_sight_until_it_is_entered() -> None:
    assert drawn(lifetime_bar(10, 0, 1000, 990, 989)) == "────────┃╍"
    assert drawn(lifetime_bar(10, 0, 1000, 990, 991)) == "─────────┃"


def test_within_the_window_nothing_is_left_but_the_window() -> None:
    assert drawn(lifetime_bar(10, 0, 100, 50, 62)) == "──────┃╍╍╍"


@pytest.mark.parametrize("now", [100, 101, 1e9])
def test_an_expired_token_is_thin_to_the_end(now: float) -> None:
    assert drawn(lifetime_bar(8, 0, 100, 80, now)) == "───────┃"


@pytest.mark.parametrize(("issued", "expires"), [(None, 10), (0, None), (10, 10), (10, 5)])
def test_an_unknown_or_absurd_lifetime_has_no_bar(
    issued: float | None, expires: float | None
) -> None:
    assert lifetime_bar(20, issued, expires, None, 3) == ()


def test_without_renewal_there_is_no_window() -> None:
    assert drawn(lifetime_bar(6, 0, 60, None, 20)) == "──┃━━━"


def test_a_token_from_the_future_has_its_mark_at_the_start() -> None:
    assert drawn(lifetime_bar(6, 100, 160, 150, 20)) == "┃━━━━╍"


times = st.floats(-1e6, 1e10, allow_nan=False)


@given(st.integers(1, 80), times, times, st.none() | times, times, st.integers(1, 2))
def test_a_bar_is_as_wide_as_asked_and_has_one_mark(
    width: int, issued: float, expires: float, stale: float | None, now: float, window: int
) -> None:
    text = drawn(lifetime_bar(width, issued, expires, stale, now, window=window))
    if expires > issued:
        assert len(text) == width
        assert text.count("┃") == 1
    else:
        assert text == ""
