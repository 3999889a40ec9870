"""Exchange and Headers without a screen: times as bars, steps in order, cookies with their why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.exchanges import (
    FAILED,
    FINAL,
    NOW,
    REDIRECT,
    TOKEN_CALL,
    WHOLE,
    exchange,
    lines,
    request,
    response,
)
from workbench.domain.cookies import CookieEvent, CookieFate
from workbench.domain.http import Connection, Done, Exchange, Failed, Sending, Step, Timings
from workbench.engine import repeating
from workbench.tui.paint import Role, width_of
from workbench.tui.response.contents import Contents
from workbench.tui.response.copying import step_at, step_value
from workbench.tui.response.exchange_tab import exchange_rows
from workbench.tui.response.progress import progress_rows
from workbench.tui.response.waterfall import phase_rows, phases, step_rows
from workbench.tui.signs import in_ascii

WIDTHS = (44, 56, 76, 98)


def shown(what: Exchange, width: int = 98) -> list[str]:
    return lines(exchange_rows(what, NOW, width), width)


def bar_of(line: str) -> tuple[int, int]:
    """Where a bar starts and ends."""
    return line.index("━"), line.rindex("━") + 1


@pytest.mark.parametrize("width", WIDTHS)
def test_every_row_fits_its_width(width: int) -> None:
    assert [line for line in shown(WHOLE, width) if width_of(line) > width] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_each_step_is_there_in_order_with_its_milliseconds(width: int) -> None:
    rows = lines(step_rows(WHOLE, width), width)
    said = [" ".join(line.replace("━", "").split()) for line in rows]
    assert said == [
        "1 token ✓ 200 142 ms",
        "2 request → 302 41 ms",
        "3 redirect ! 401 36 ms",
        "4 sent again ✗ 203 ms",
    ]
    ends = {line.index(" ms") for line in rows}
    assert len(ends) == 1


def test_an_attempt_that_was_lost_stands_before_the_one_that_was_answered() -> None:
    lost = repeating.lost(FINAL, Timings(send_ms=1.0, total_ms=2.0))
    said = shown(exchange(lost, repeating.repeated(FINAL, NOW)))
    first = next(at for at, line in enumerate(said) if line.startswith("1 lost"))
    why = next(at for at, line in enumerate(said) if "closed before an answer" in line)
    second = next(at for at, line in enumerate(said) if "sent again on a new connection" in line)
    assert first < why < second


def test_the_bars_of_steps_follow_each_other_on_one_axis() -> None:
    bars = [bar_of(line) for line in lines(step_rows(WHOLE, 98), 98)]
    starts, ends = zip(*bars, strict=True)
    assert starts == tuple(sorted(starts))
    assert all(start >= end for start, end in zip(starts[1:], ends[:-1], strict=True))
    assert starts[0] == 32
    assert ends[-1] == 80


def test_one_step_needs_no_bars_of_steps() -> None:
    assert step_rows(exchange(FINAL), 98) == []


def test_a_step_dated_before_the_exchange_starts_with_it() -> None:
    early = replace(TOKEN_CALL, started_at=NOW - 60)
    (first, _) = lines(step_rows(exchange(early, FINAL), 98), 98)
    assert bar_of(first)[0] == 32


def test_phases_are_in_the_order_they_happened_each_behind_the_other() -> None:
    spans = phases(TOKEN_CALL.timings)
    names = ["".join(run.text for run in span.label) for span in spans]
    assert names == ["name lookup", "connection", "TLS", "sent", "first byte", "received"]
    assert [span.start for span in spans] == [0, 3, 15, 43, 44, 134]


@pytest.mark.parametrize("width", [56, 76, 98])
def test_labels_times_and_bars_of_phases_are_aligned(width: int) -> None:
    rows = lines(phase_rows(TOKEN_CALL.timings, width), width)
    assert {line.index(" ms") for line in rows} == {27}
    assert {len(line) - len(line.lstrip()) for line in rows} == {2}
    bars = [bar_of(line) for line in rows if "━" in line]
    assert len(bars) == 6
    assert min(start for start, _ in bars) == 32
    assert all(start < end <= width for start, end in bars)


def test_labels_are_muted_and_bars_are_not() -> None:
    row = phase_rows(TOKEN_CALL.timings, 98)[0]
    roles = {run.text.strip(): run.role for run in row.left if run.text.strip()}
    assert roles["name lookup"] is Role.MUTED
    assert roles["━"] is Role.ACCENT


def test_a_longer_phase_has_the_longer_bar() -> None:
    rows = lines(phase_rows(Timings(connect_ms=25, wait_ms=75, total_ms=100), 98), 98)
    connection, first_byte = (line.count("━") for line in rows)
    assert (connection, first_byte) == (12, 36)


def test_what_took_less_than_a_millisecond_is_said_to_have() -> None:
    (line, *_) = lines(phase_rows(REDIRECT.timings, 98), 98)
    assert "< 1 ms" in line
    assert line.count("━") == 1


def test_time_in_no_phase_is_not_hidden() -> None:
    assert "in between              6 ms" in lines(phase_rows(TOKEN_CALL.timings, 98), 98)[-1]


def test_a_step_that_failed_says_how_far_it_came_and_how_long_the_rest_took() -> None:
    rows = lines(phase_rows(FAILED.timings, 98, failed=True), 98)
    assert [" ".join(line.replace("━", "").split()) for line in rows] == [
        "name lookup 3 ms",
        "until it failed 200 ms",
    ]


def test_nothing_measured_draws_nothing() -> None:
    assert phase_rows(Timings(), 98) == []


def test_the_waterfall_has_a_form_in_ascii() -> None:
    assert all(in_ascii(line).isascii() for line in lines(phase_rows(TOKEN_CALL.timings, 98), 98))
    assert "====" in in_ascii(lines(phase_rows(TOKEN_CALL.timings, 98), 98)[4])


def test_the_connection_says_what_is_known_of_it() -> None:
    said = shown(WHOLE)
    assert "  HTTP/1.1   TLSv1.3   203.0.113.7:443" in said
    assert "  HTTP/1.1   TLSv1.3   203.0.113.7:443   kept from before" in said
    assert "  HTTP/2   TLSv1.3   203.0.113.7:443   through http://proxy.example:3128" in said
    bare = exchange(replace(FINAL, response=response(200, over=Connection())))
    assert "  HTTP/1.1" in shown(bare)


def test_duplicates_of_a_header_are_kept() -> None:
    said = shown(WHOLE)
    assert said.index("    Set-Cookie: a=b") + 1 == said.index("    Set-Cookie: c=d")


def test_secrets_stay_masked() -> None:
    assert "tok" not in " ".join(shown(WHOLE)).replace("token", "")


# Copying.


def copied(key: object, what: Exchange = WHOLE) -> tuple[str, str] | None:
    row = next(row for row in exchange_rows(what, NOW, 98) if row.key == key)
    return step_value(row, what, lambda each: f"curl {each.url}")


@pytest.mark.parametrize("key", [("step", 1), ("step", 1, 0), ("step", 1, "over")])
def test_a_step_is_copied_as_curl(key: object) -> None:
    assert copied(key) == (
        "curl https://auth.example.com/oauth/token",
        "step 1 as curl, secrets masked",
    )


def test_a_bar_stands_for_its_step() -> None:
    found = copied(("step", 3, "bar"))
    assert found is not None
    assert found[0] == "curl https://api.example.com/v1/customers/124"


def test_a_header_of_a_step_is_copied_masked() -> None:
    assert copied(("step-sent", 2, 1)) == ("Bearer ••••••••", "the value of Authorization")
    assert copied(("step-came", 2, 1)) == ("c=d", "the value of Set-Cookie")


@pytest.mark.parametrize("key", [None, ("step", 9), ("header", 1), ("step", 0), 7])
def test_where_no_step_is_none_is_found(key: object) -> None:
    assert step_at(key, WHOLE) is None


# Headers and cookies.


def headers(what: Exchange, width: int = 98) -> list[str]:
    state = Failed(what, FAILED.error) if what.response is None and FAILED.error else Done(what)
    return lines(Contents(state, None, NOW, width).of_tab("Headers"), width)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_became_of_each_cookie_stands_below_the_headers(width: int) -> None:
    said = headers(exchange(REDIRECT, FINAL), width)
    assert [line for line in said if width_of(line) > width] == []
    flat = " ".join(" ".join(said[said.index("cookies") :]).split())
    for words in (
        "✓ kept a",
        "✗ refused c",
        "may not set one",
        "→ sent a",
        "! held back theme",
        "it is Secure, and this",
        "step 1",
        "step 2",
    ):
        assert words in flat, flat


def test_cookies_of_one_step_need_no_number() -> None:
    assert "step" not in " ".join(headers(exchange(FINAL)))


def test_cookies_are_told_where_no_answer_came() -> None:
    sent = replace(FAILED, cookies=(CookieEvent(CookieFate.SENT, "a"),))
    said = headers(exchange(sent))
    assert said[0] == "No headers came."
    assert "→ sent       a" in [line.rstrip() for line in said]


def test_a_line_that_names_no_cookie_is_told_too() -> None:
    event = CookieEvent(CookieFate.REFUSED, "", "it names no cookie")
    said = headers(exchange(replace(FINAL, cookies=(event,))))
    assert said[-1] == "✗ refused    (no name)  it names no cookie"


def test_without_cookies_nothing_is_said_of_them() -> None:
    assert "cookies" not in headers(exchange(replace(FINAL, cookies=())))


# While it is under way.


def test_a_connection_counts_lookup_proxy_and_tls_and_names_them() -> None:
    timings = Timings(connect_ms=10, tls_ms=20, dns_ms=3, proxy_ms=5, send_ms=1)
    state = Sending(NOW, (), exchange().auth, timings)
    said = [" ".join(line.split()) for line in lines(progress_rows(state, NOW + 1, 98), 98)]
    assert "✓ connection 38 ms lookup 3 ms, proxy 5 ms, TLS 20 ms" in said


def test_steps_that_are_over_are_shown_while_the_next_goes_on() -> None:
    step = Step(FINAL.purpose, request(), NOW, response(200), timings=FINAL.timings)
    state = Sending(NOW, (step,), exchange().auth)
    said = lines(Contents(state, None, NOW, 98).of_tab("Exchange"), 98)
    assert any("1 redirect" in line for line in said)
