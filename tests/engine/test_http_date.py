from __future__ import annotations

import pytest

from tests.support.fakes import http_date
from workbench.engine.http_date import clock_difference, parse_date, retry_after

MOMENT = 784_111_777.0


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "sun, 6 nov 1994 08:49:37 gmt",
    ],
)
def test_all_three_forms_of_a_date_are_read(text: str) -> None:
    assert parse_date(text) == MOMENT


@pytest.mark.parametrize(
    "text", ["", "now", "Sun, 66 Nov 1994 08:49:37 GMT", "06 Foo 1994 01:02:03"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_a_leap_second_is_the_second_before() -> None:
    assert parse_date("Sat, 31 Dec 2016 23:59:60 GMT") == parse_date(
        "Sat, 31 Dec 2016 23:59:59 GMT"
    )


def test_a_retry_after_in_the_past_is_no_wait() -> None:
    assert retry_after("Sun, 06 Nov 1994 08:49:37 GMT", MOMENT + 5) == 0
    assert retry_after("-5", MOMENT) is None
    assert retry_after(None, MOMENT) is None


@pytest.mark.parametrize("truth", [-7200, -60, -3, 0, 0.4, 3, 60, 7200])
@pytest.mark.parametrize("fraction", [0.0, 0.3, 0.6, 0.999])
def test_the_clock_difference_is_right_within_a_second_and_the_latency(
    truth: float, fraction: float
) -> None:
    sent = MOMENT + fraction
    served = sent + 0.15 + truth
    measured = clock_difference(http_date(served), sent, sent + 0.3)
    assert measured is not None
    assert abs(measured - truth) <= 1.15
    if abs(truth) > 2:
        assert abs(measured - truth) <= 0.65
