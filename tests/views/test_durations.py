"""Times, sizes and counts, in the words of the screen."""

from __future__ import annotations

import pytest

from workbench.views import durations

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (42, " 0:42"),
        (42.99, " 0:42"),
        (0, " 0:00"),
        (-3, " 0:00"),
        (59.999, " 0:59"),
        (60, " 1:00"),
        (47 * MINUTE + 12, "47:12"),
        (HOUR - 0.001, "59:59"),
        (HOUR, "1 h 00"),
        (2 * HOUR + 5 * MINUTE + 59, "2 h 05"),
        (DAY - 1, "23 h 59"),
        (DAY, "1 d 0 h"),
        (3 * DAY + 4 * HOUR + 3599, "3 d 4 h"),
        (10 * DAY - 1, "9 d 23 h"),
        (10 * DAY, " 10 d"),
        (12 * DAY + 5, " 12 d"),
        (1234 * DAY, "1,234 d"),
        (3652 * DAY, "3,652 d"),
        (3653 * DAY, "> 10 y"),
        (1e18, "> 10 y"),
        (float("inf"), "> 10 y"),
    ],
)
def test_time_left_ticks_only_when_it_is_near(seconds: float, shown: str) -> None:
    assert durations.time_left(seconds) == shown
    assert len(shown) >= 5


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-1, "0 s"),
        (0.4, "0 s"),
        (12, "12 s"),
        (59.9, "59 s"),
        (60, "1 m"),
        (3 * MINUTE + 59, "3 m"),
        (2 * HOUR, "2 h"),
        (4 * DAY + 5, "4 d"),
        (2000 * DAY, "2,000 d"),
        (4000 * DAY, "> 10 y"),
    ],
)
def test_time_past_is_its_largest_unit(seconds: float, shown: str) -> None:
    assert durations.time_past(seconds) == shown
    assert durations.expired(seconds) == f"expired {shown}"
    assert durations.expired(seconds, ago=True) == f"expired {shown} ago"


def test_an_age_changes_by_the_minute() -> None:
    assert {durations.age(seconds) for seconds in range(60)} == {"under 1 m"}
    assert {durations.age(seconds) for seconds in range(720, 780)} == {"12 m"}


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0.0 s"), (2.449, "2.4 s"), (59.99, "59.9 s"), (60, "1:00"), (65.5, "1:05")],
)
def test_what_runs_counts_tenths_then_seconds(seconds: float, shown: str) -> None:
    assert durations.elapsed(seconds) == shown


@pytest.mark.parametrize(
    ("ms", "step", "whole"),
    [
        (0, "0 ms", "0 ms"),
        (-2, "0 ms", "0 ms"),
        (142, "142 ms", "142 ms"),
        (999.4, "999 ms", "999 ms"),
        (999.6, "1,000 ms", "1.00 s"),
        (1840, "1,840 ms", "1.84 s"),
        (2180, "2,180 ms", "2.18 s"),
        (9994, "9,994 ms", "9.99 s"),
        (9996, "9,996 ms", "10.0 s"),
        (18_440, "18,440 ms", "18.4 s"),
        (59_940, "59,940 ms", "59.9 s"),
        (59_960, "59,960 ms", "1:00"),
        (65_000, "65,000 ms", "1:05"),
    ],
)
def test_a_step_is_told_in_milliseconds_and_an_exchange_in_three_digits(
    ms: float, step: str, whole: str
) -> None:
    assert durations.milliseconds(ms) == step
    assert durations.duration(ms) == whole


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (812, "812 B"),
        (999, "999 B"),
        (1000, "1.0 KB"),
        (4_096, "4.1 KB"),
        (999_949, "999.9 KB"),
        (999_950, "1.0 MB"),
        (18_400_000, "18.4 MB"),
        (2_147_483_648, "2.1 GB"),
        (5 * 10**15, "5,000.0 TB"),
    ],
)
def test_a_size_has_one_decimal_and_never_a_thousand_of_its_unit(count: int, shown: str) -> None:
    assert durations.size(count) == shown


def test_progress_is_told_in_the_unit_of_the_whole() -> None:
    assert durations.size_of(3_200_000, 18_400_000) == "3.2 of 18.4 MB"
    assert durations.size_of(100, 812) == "100 of 812 B"
    assert durations.size_of(900, 4_100) == "0.9 of 4.1 KB"
    assert durations.size_of(3_200_000, None) == "3.2 MB"
    assert durations.size_of(5_000, 4_000) == "5.0 KB"


def test_things_are_counted_with_their_noun() -> None:
    assert durations.counted(1, "item") == "1 item"
    assert durations.counted(3, "member") == "3 members"
    assert durations.counted(0, "match", "matches") == "0 matches"
    assert durations.counted(612480, "line") == "612,480 lines"
