"""What is said of a moment, and until when it stays true."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.tui.token.moment import Moment

Say = Callable[[Moment, float], str]
SAID: tuple[Say, ...] = (Moment.left, Moment.past, Moment.age, Moment.away)
START = 1_795_442_534.0
_SECONDS = st.integers(-400_000_000, 400_000_000).map(lambda quarters: quarters / 4)


@pytest.mark.parametrize("say", SAID, ids=["left", "past", "age", "away"])
@given(apart=_SECONDS, part=st.floats(0, 0.999))
def test_a_text_stays_the_same_until_the_moment_it_names(
    say: Say, apart: float, part: float
) -> None:
    at = START + apart
    moment = Moment(START)
    text = say(moment, at)
    assert moment.until >= START
    later = START + part * (min(moment.until, START + 1e6) - START)
    if later < moment.until:
        assert say(Moment(later), at) == text


@pytest.mark.parametrize(
    ("say", "apart", "text", "until"),
    [
        (Moment.left, 2832.5, "47:12", 0.5),
        (Moment.left, 42.0, "0:42", 0.0),
        (Moment.left, 7530.0, "2 h 05", 30.0),
        (Moment.past, -12.25, "12 s", 0.75),
        (Moment.past, -185.0, "3 m", 55.0),
        (Moment.age, -12.0, "under 1 m", 48.0),
        (Moment.age, -768.0, "12 m", 12.0),
        (Moment.away, 2832.0, "in 47 m", 12.0),
        (Moment.away, -768.0, "12 m ago", 12.0),
        (Moment.away, -7300.0, "2 h ago", 3500.0),
    ],
)
def test_times_are_said_and_end_when_they_would_be_said_differently(
    say: Say, apart: float, text: str, until: float
) -> None:
    moment = Moment(START)
    assert say(moment, START + apart) == text
    assert moment.until == pytest.approx(START + until, abs=0.01)


def test_a_moment_that_said_nothing_holds_for_ever_but_not_for_a_clock_set_back() -> None:
    moment = Moment(START)
    assert moment.until == math.inf
    assert moment.holds(START + 1e9)
    assert not moment.holds(START - 1)


def test_what_runs_is_true_for_its_moment_only() -> None:
    moment = Moment(START)
    assert moment.running(START - 2.4) == "2.4 s"
    assert not moment.holds(START)


def test_times_of_day_end_with_the_minute() -> None:
    moment = Moment(START)
    assert len(moment.clock(START - 100)) == 8
    assert len(moment.minute()) == 5
    assert 0 < moment.until - START <= 60
    assert moment.until % 60 == 0


def test_the_soonest_of_the_times_to_come_ends_it() -> None:
    moment = Moment(START)
    moment.watch(START + 9, None, START - 5, START + 4)
    assert moment.until == START + 4
