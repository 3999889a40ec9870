"""The life of a token as its users meet it (design section 4)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.support.fakes import START, answer, fake_jwt, token_answer
from tests.support.keeping import Keeping, text_of
from tests.support.presets import CRM, credentials
from workbench.domain.errors import ConnectFailed, TokenRefused
from workbench.domain.http import Request, Response
from workbench.domain.token import TokenState
from workbench.engine.token_view import Fetching, Held, NoneYet, RenewalFailed

Make = Callable[..., Keeping]
NO = {"error": "invalid_client"}


async def test_missing_waits_for_one_grant(keeping: Make) -> None:
    k = keeping(latency=0.3)
    assert k.status == NoneYet()
    task = k.using()
    await k.clock.advance(0.2)
    assert not task.done()
    use = await k.finished(task)
    assert (use.state, text_of(use.token), use.why) == (
        TokenState.MISSING,
        "token-1",
        "fetched: there was none",
    )
    assert len(use.steps) == 1


async def test_fresh_is_used_without_a_call(keeping: Make) -> None:
    k = keeping(life=60)
    await k.use()
    await k.clock.advance(47.9)
    use = await k.use()
    assert (use.state, use.why, use.steps) == (TokenState.FRESH, "reused: 12 s left", ())
    assert k.calls == 1


async def test_stale_is_used_at_once_and_one_renewal_starts_behind_it(keeping: Make) -> None:
    k = keeping(life=60, latency=0.3)
    await k.finished(k.using())
    await k.clock.advance(48)
    uses = [await k.use() for _ in range(3)]
    assert {text_of(use.token) for use in uses} == {"token-1"}
    assert {use.state for use in uses} == {TokenState.STALE}
    assert uses[0].why == "reused: 11 s left, so its renewal started behind it"
    assert uses[1].why == "reused: 11 s left, its renewal is under way"
    await k.clock.advance(1)
    assert k.calls == 2
    assert text_of((await k.use()).token) == "token-2"


async def test_expired_waits_for_one_grant(keeping: Make) -> None:
    k = keeping(life=60, latency=0.3)
    await k.finished(k.using())
    await k.clock.advance(60 * 3)
    use = await k.finished(k.using())
    assert (use.state, text_of(use.token)) == (TokenState.EXPIRED, "token-2")
    assert use.why == "renewed: the last one expired 2:01 ago"


@pytest.mark.parametrize(
    ("life", "stale_after", "dead_after"),
    [
        (5, 3, 4),
        (10, 8, 9),
        (30, 24, 28.5),
        (45, 36, 42.75),
        (60, 48, 57),
        (100, 80, 95),
        (300, 240, 295),
        (3600, 3540, 3595),
        (86400, 86340, 86395),
    ],
)
async def test_the_life_table_holds_to_the_moment(
    keeping: Make, life: float, stale_after: float, dead_after: float
) -> None:
    k = keeping(life=life)
    token = (await k.use()).token
    moments = [0, stale_after - 0.01, stale_after, dead_after - 0.01, dead_after, life]
    fresh, stale, dead = TokenState.FRESH, TokenState.STALE, TokenState.EXPIRED
    assert [token.state(START + each) for each in moments] == [
        fresh,
        fresh,
        stale,
        stale,
        dead,
        dead,
    ]


@pytest.mark.parametrize("life", [0, 1, 2])
async def test_a_life_under_three_seconds_is_used_once(keeping: Make, life: int) -> None:
    k = keeping(life=life)
    texts = [text_of((await k.use()).token) for _ in range(3)]
    assert texts == ["token-1", "token-2", "token-3"]
    assert k.calls == 3


async def test_a_negative_life_is_used_once(keeping: Make) -> None:
    k = keeping(lambda _: token_answer(expires_in=-30))
    await k.use()
    use = await k.use()
    assert k.calls == 2
    assert use.why == "fetched: the last one lived too short to be used twice"


async def test_a_short_lived_token_got_by_hand_serves_the_next_request(keeping: Make) -> None:
    k = keeping(life=2.5)
    await k.keeper.renew(k.preset)
    assert text_of((await k.use()).token) == "token-1"
    assert text_of((await k.use()).token) == "token-2"


async def test_a_short_lived_token_serves_all_who_waited_for_it(keeping: Make) -> None:
    k = keeping(life=1, latency=0.2)
    tasks = [k.using() for _ in range(5)]
    await k.clock.advance(1)
    assert {text_of(task.result().token) for task in tasks} == {"token-1"}


async def test_an_unknown_life_is_fresh_until_it_is_refused(keeping: Make) -> None:
    k = keeping(says_life=False)
    token = (await k.use()).token
    await k.clock.advance(86400 * 30)
    use = await k.use()
    assert (use.state, use.token) == (TokenState.FRESH, token)
    assert use.why == "reused: nothing says when it ends, it is 30 d 0 h old"
    assert k.held.unknown_life
    recovered = await k.keeper.recover(k.preset, token, label="Ping")
    assert recovered is not None
    assert k.calls == 2


async def test_life_counts_from_the_sending_of_the_token_request(keeping: Make) -> None:
    k = keeping(life=60, latency=10)
    use = await k.finished(k.using(), 10)
    assert (use.token.requested_at, use.token.expires_at) == (START, START + 60)


async def test_a_jwt_that_ends_earlier_is_believed(keeping: Make) -> None:
    text = fake_jwt({"iat": START, "exp": START + 30})
    k = keeping([token_answer(text, expires_in=3600)])
    assert (await k.use()).token.expires_at == START + 30


async def test_a_failure_behind_is_not_felt_while_the_token_lives(keeping: Make) -> None:
    k = keeping([token_answer(expires_in=60), answer(500), token_answer("second-token")])
    await k.use()
    await k.clock.advance(48)
    await k.use()
    await k.clock.advance(0)
    status = k.status
    assert isinstance(status, RenewalFailed)
    assert isinstance(status.error, TokenRefused)
    assert (status.at, status.retry_at) == (START + 48, START + 78)
    assert status.old is not None
    assert len(status.steps) == 1
    use = await k.use()
    assert text_of(use.token) == "first-token"
    assert use.why == "reused: 12 s left, its renewal failed and pauses for 30 s"
    assert k.calls == 2


async def test_the_pause_of_renewals_behind_never_holds_back_a_person(keeping: Make) -> None:
    k = keeping([token_answer(expires_in=60), answer(500), token_answer("second-token")])
    await k.use()
    await k.clock.advance(48)
    await k.use()
    await k.clock.advance(10)
    use = await k.use()
    assert (use.state, text_of(use.token)) == (TokenState.EXPIRED, "second-token")
    assert isinstance(k.status, Held)


async def test_after_the_pause_a_use_starts_the_renewal_again(keeping: Make) -> None:
    answers = [token_answer(expires_in=300), answer(500), token_answer("second-token")]
    k = keeping(answers)
    await k.use()
    await k.clock.advance(241)
    await k.use()
    await k.clock.advance(29)
    await k.use()
    assert k.calls == 2
    await k.clock.advance(1)
    await k.use()
    await k.clock.advance(0)
    assert k.calls == 3
    assert text_of((await k.use()).token) == "second-token"


@pytest.mark.parametrize(
    ("life", "headers", "pause"),
    [
        (3600, {}, 30),
        (40, {}, 20),
        (3600, {"Retry-After": "7"}, 7),
        (3600, {"Retry-After": "40"}, 40),
        (3600, {"Retry-After": "0"}, 1),
    ],
)
async def test_the_pause_is_thirty_seconds_half_the_life_or_what_the_server_asks(
    keeping: Make, life: int, headers: dict[str, str], pause: float
) -> None:
    k = keeping([token_answer(expires_in=life), answer(503, headers=headers)])
    token = (await k.use()).token
    assert token.stale_at is not None
    await k.clock.advance(token.stale_at - START)
    await k.use()
    await k.clock.advance(0)
    status = k.status
    assert isinstance(status, RenewalFailed)
    assert status.retry_at == token.stale_at + pause


async def test_a_first_fetch_that_failed_is_tried_again_by_the_next_send(keeping: Make) -> None:
    k = keeping([answer(401, NO), token_answer()])
    with pytest.raises(TokenRefused):
        await k.use()
    status = k.status
    assert isinstance(status, RenewalFailed)
    assert (status.retry_at, status.old) == (None, None)
    assert text_of((await k.use()).token) == "first-token"


async def test_a_server_that_hands_out_one_token_until_it_dies_is_not_asked_without_end(
    keeping: Make,
) -> None:
    k = keeping()

    def until_it_dies(_: Request) -> Response:
        return token_answer(expires_in=round(START + 60 - k.clock.now()))

    k.transport.answer_by(until_it_dies)
    await k.use()
    await k.clock.advance(48)
    for _ in range(5):
        await k.use()
        await k.clock.advance(1)
    assert k.calls == 2
    await k.clock.advance(5)
    use = await k.use()
    assert use.state is TokenState.STALE
    assert use.why == "reused: 2 s left, the server hands out the same token until it ends"
    assert k.calls == 2


async def test_every_waiter_gets_the_servers_error_and_the_steps(keeping: Make) -> None:
    k = keeping([answer(401, NO)], latency=0.3)
    seen: list[int] = []

    async def use(label: str) -> None:
        await k.keeper.use(k.preset, label=label, on_steps=lambda steps: seen.append(len(steps)))

    tasks = [asyncio.create_task(use(f"Request {number}")) for number in range(3)]
    await k.clock.advance(1)
    errors = [task.exception() for task in tasks]
    assert all(isinstance(error, TokenRefused) for error in errors)
    assert seen == [1, 1, 1]


async def test_a_transport_error_passes_through_and_no_fallback_is_tried(keeping: Make) -> None:
    refreshable = token_answer(expires_in=60, refresh_token="r")
    k = keeping([refreshable, ConnectFailed("No connection."), token_answer("second-token")])
    await k.use()
    await k.clock.advance(100)
    with pytest.raises(ConnectFailed):
        await k.use()
    assert k.calls == 2
    await k.use()
    assert [form["grant_type"] for form in k.transport.forms] == [
        "client_credentials",
        "refresh_token",
        "refresh_token",
    ]


async def test_a_refresh_token_is_used_kept_and_only_dropped_on_invalid_grant(
    keeping: Make,
) -> None:
    k = keeping(
        [
            token_answer("one", expires_in=60, refresh_token="r"),
            token_answer("two", expires_in=60),
            answer(400, {"error": "invalid_grant"}),
            token_answer("three", expires_in=60),
        ]
    )
    await k.use()
    await k.clock.advance(60)
    assert text_of((await k.use()).token) == "two"
    await k.clock.advance(60)
    use = await k.use()
    assert text_of(use.token) == "three"
    assert len(use.steps) == 2
    assert [form.get("refresh_token") for form in k.transport.forms] == [None, "r", "r", None]


async def test_the_method_found_by_trying_is_remembered_for_the_session(keeping: Make) -> None:
    k = keeping([answer(401, NO), token_answer(expires_in=60), token_answer("next-token")])
    k.preset = credentials(method=None)
    first = await k.use()
    assert len(first.steps) == 2
    assert first.token.found_by_trying
    await k.clock.advance(60)
    second = await k.use()
    assert len(second.steps) == 1
    assert second.token.client_authentication == "client_secret_post"
    assert "client_secret" in k.transport.forms[2]


async def test_forgetting_a_preset_forgets_what_was_found_by_trying(keeping: Make) -> None:
    k = keeping([answer(401, NO), token_answer(), answer(401, NO), token_answer()])
    k.preset = credentials(method=None)
    await k.use()
    k.keeper.forget(CRM)
    assert k.status == NoneYet()
    assert len((await k.use()).steps) == 2


async def test_by_hand_a_token_is_renewed_whatever_its_state(keeping: Make) -> None:
    k = keeping(life=3600)
    got = await k.keeper.renew(k.preset)
    assert (got.state, got.why) == (TokenState.MISSING, "fetched by hand")
    again = await k.keeper.renew(k.preset)
    assert (again.state, again.why) == (TokenState.FRESH, "renewed by hand")
    assert k.calls == 2
    assert k.held.uses == 0


async def test_a_renewal_by_hand_that_fails_leaves_the_token_in_use(keeping: Make) -> None:
    k = keeping([token_answer(), answer(500)])
    await k.use()
    with pytest.raises(TokenRefused):
        await k.keeper.renew(k.preset)
    assert isinstance(k.status, RenewalFailed)
    assert text_of((await k.use()).token) == "first-token"


async def test_status_tells_uses_and_why_while_held(keeping: Make) -> None:
    k = keeping(life=60)
    await k.use(label="Get customer")
    await k.clock.advance(5)
    await k.use(label="Ping")
    held = k.held
    assert (held.uses, held.last_used_at, held.last_why) == (2, START + 5, "reused: 55 s left")
    assert held.fetched_for == "Get customer"
    assert (held.renews_at, held.alone) == (None, True)


async def test_status_tells_who_waits_while_fetching(keeping: Make) -> None:
    k = keeping([answer(401, NO), token_answer()], latency=1.0)
    k.preset = credentials(method=None)
    tasks = [k.using(label="Get customer"), k.using(label="Ping")]
    await k.clock.advance(1.5)
    status = k.status
    assert isinstance(status, Fetching)
    assert (status.since, status.old) == (START, None)
    assert status.waiting == ("Get customer", "Ping")
    assert len(status.steps) == 1
    await k.clock.advance(1)
    whys = [task.result().why for task in tasks]
    assert whys == [
        "fetched: there was none",
        "fetched: there was none, waited together with Get customer",
    ]


async def test_status_tells_the_old_token_while_renewing(keeping: Make) -> None:
    k = keeping(life=60, latency=1.0)
    await k.finished(k.using())
    await k.clock.advance(48)
    await k.use()
    status = k.status
    assert isinstance(status, Fetching)
    assert status.old is not None
    assert status.waiting == ()


async def test_the_engine_speaks_at_transitions_and_never_ticks(keeping: Make) -> None:
    k = keeping(life=3600, latency=0.3)
    await k.finished(k.using())
    k.changed.clear()
    await k.clock.advance(3000)
    assert k.changed == []
    await k.use()
    assert k.changed == [CRM]
