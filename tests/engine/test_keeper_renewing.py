"""What renews by itself, what recovers, and what a changed preset does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.fakes import START, answer, http_date, token_answer
from tests.support.keeping import Keeping, text_of
from tests.support.presets import TOKEN_URL, credentials
from workbench.domain.challenge import parse_challenges
from workbench.domain.errors import ConnectFailed, TokenRefused
from workbench.domain.origin import origin_of
from workbench.domain.secret import Rendered, Secret
from workbench.domain.token import Token, TokenState
from workbench.engine.credentials import OAuth2Credentials
from workbench.engine.recovery import refuses_token
from workbench.engine.token_view import NoneYet, RenewalFailed

Make = Callable[..., Keeping]


async def test_keep_fresh_renews_by_itself_when_the_token_goes_stale(keeping: Make) -> None:
    k = keeping(life=45, latency=0.1)
    k.keep_fresh()
    await k.finished(k.using(), 0.1)
    assert k.held.renews_at == START + 36
    await k.clock.advance(35.8)
    assert k.calls == 1
    await k.clock.advance(0.3)
    assert k.calls == 2
    assert text_of(k.held.token) == "token-2"
    await k.clock.advance(36 * 10)
    assert k.calls == 12


async def test_at_any_second_of_two_minutes_a_kept_token_is_at_hand(keeping: Make) -> None:
    k = keeping(life=45, latency=0.1)
    k.keep_fresh()
    await k.finished(k.using())
    for _ in range(120):
        await k.clock.advance(1)
        use = await k.use()
        assert use.steps == ()
        assert k.server.accepts(text_of(use.token))


async def test_without_keep_fresh_nothing_renews_by_itself(keeping: Make) -> None:
    k = keeping(life=45)
    await k.use()
    await k.clock.advance(3600)
    assert k.calls == 1
    assert k.held.renews_at is None
    assert k.clock.sleepers == 0


async def test_keep_fresh_tries_again_after_its_pause(keeping: Make) -> None:
    k = keeping([token_answer(expires_in=3600), answer(503), token_answer("second-token")])
    k.keep_fresh()
    await k.use()
    await k.clock.advance(3540)
    status = k.status
    assert isinstance(status, RenewalFailed)
    assert status.retry_at == START + 3570
    await k.clock.advance(30)
    assert text_of(k.held.token) == "second-token"


async def test_keep_fresh_outlives_a_network_that_is_away_past_the_end(keeping: Make) -> None:
    away = [ConnectFailed("No connection.")] * 4
    k = keeping([token_answer(expires_in=60), *away, token_answer("second-token")])
    k.keep_fresh()
    await k.use()
    await k.clock.advance(48 + 30 * 4)
    assert text_of(k.held.token) == "second-token"


async def test_keep_fresh_stops_asking_a_server_that_said_no_until_the_end(keeping: Make) -> None:
    k = keeping(life=60)
    k.keep_fresh()
    await k.use()
    k.transport.answer_by(lambda _: answer(401, {"error": "invalid_client"}))
    await k.clock.advance(3600)
    assert k.calls == 3
    status = k.status
    assert isinstance(status, RenewalFailed)
    assert status.retry_at is None
    with pytest.raises(TokenRefused):
        await k.use()


async def test_keep_fresh_does_not_chase_a_token_that_lives_too_short(keeping: Make) -> None:
    k = keeping(life=2)
    k.keep_fresh()
    await k.use()
    await k.clock.advance(60)
    assert k.calls == 1


async def test_keep_fresh_asks_at_the_end_where_one_token_is_handed_out_until_it_dies(
    keeping: Make,
) -> None:
    k = keeping()
    k.transport.answer_by(lambda _: token_answer(expires_in=60 - int(k.clock.now() - START) % 60))
    k.keep_fresh()
    await k.use()
    await k.clock.advance(59)
    assert k.calls == 2
    assert k.held.renews_at == START + 60
    await k.clock.advance(2)
    assert k.calls == 3


async def test_keep_fresh_notices_a_wall_clock_that_was_set(keeping: Make) -> None:
    k = keeping(life=3600)
    k.keep_fresh()
    await k.use()
    k.clock.set_wall(3550)
    await k.clock.advance(60)
    assert k.calls == 2


async def test_turning_keep_fresh_on_begins_to_renew_the_token_that_is_held(
    keeping: Make,
) -> None:
    k = keeping(life=45)
    await k.use()
    k.keep_fresh()
    await k.use()
    await k.clock.advance(36)
    assert k.calls == 2


async def test_forgetting_and_closing_end_the_keeping(keeping: Make) -> None:
    k = keeping(life=45)
    k.keep_fresh()
    await k.use()
    k.keeper.forget(k.preset.key)
    await k.clock.advance(100)
    assert k.calls == 1
    assert k.status == NoneYet()
    await k.use()
    await k.keeper.close()
    assert k.clock.sleepers == 0


async def test_a_recovery_forgets_the_refused_token_and_gets_one_new(keeping: Make) -> None:
    k = keeping(life=3600)
    refused = (await k.use()).token
    use = await k.keeper.recover(k.preset, refused, label="Ping")
    assert use is not None
    assert text_of(use.token) == "token-2"
    assert use.token.from_recovery
    assert use.why == "fetched: the API refused the last one as invalid_token"
    assert len(use.steps) == 1
    assert k.calls == 2


async def test_a_token_from_a_recovery_is_not_recovered_again(keeping: Make) -> None:
    k = keeping(life=3600)
    use = await k.keeper.recover(k.preset, (await k.use()).token, label="Ping")
    assert use is not None
    assert await k.keeper.recover(k.preset, use.token, label="Ping") is None
    next_use = await k.use()
    assert next_use.token is use.token
    assert await k.keeper.recover(k.preset, next_use.token, label="Ping") is None
    assert k.calls == 2


async def test_many_requests_with_one_refused_token_share_one_recovery(keeping: Make) -> None:
    import asyncio

    k = keeping(life=3600, latency=0.3)
    refused = (await k.finished(k.using())).token
    recoveries = [
        asyncio.create_task(k.keeper.recover(k.preset, refused, label=f"Request {number}"))
        for number in range(10)
    ]
    await k.clock.advance(1)
    late = await k.keeper.recover(k.preset, refused, label="late")
    assert late is not None
    assert late.why.startswith("reused: the API refused the last one")
    uses = [task.result() for task in recoveries]
    assert {text_of(use.token) for use in uses if use} == {"token-2"}
    assert all(use is not None and use.token.from_recovery for use in uses)
    assert k.calls == 2


async def test_a_recovery_uses_the_refresh_token_of_the_refused_one(keeping: Make) -> None:
    k = keeping([token_answer(refresh_token="r"), token_answer("second-token")])
    await k.keeper.recover(k.preset, (await k.use()).token, label="Ping")
    assert k.transport.forms[1]["grant_type"] == "refresh_token"


@pytest.mark.parametrize(
    ("status", "lines", "refused"),
    [
        (401, ['Bearer error="invalid_token"'], True),
        (401, ["Basic", "bearer error=Invalid_Token"], True),
        (401, ['error="invalid_token"'], True),
        (401, ['Bearer error="insufficient_scope"'], False),
        (401, ["Bearer"], False),
        (401, [], False),
        (403, ['Bearer error="invalid_token"'], False),
    ],
)
def test_a_401_with_invalid_token_refuses_a_token(
    status: int, lines: list[str], refused: bool
) -> None:
    token = Token(Secret("a"), START, START + 60)
    assert refuses_token(token, status, parse_challenges(lines)) is refused


def test_a_token_of_unknown_life_is_refused_by_any_401() -> None:
    token = Token(Secret("a"), START)
    assert refuses_token(token, 401, ())
    assert not refuses_token(token, 403, parse_challenges(['Bearer error="invalid_token"']))


PLAIN = credentials()
CHANGED = {
    "URL": credentials(url=f"{TOKEN_URL}/v2"),
    "id": credentials(client_id="another"),
    "secret": credentials(secret="another"),
    "scope": credentials(scope=("read:customers",)),
    "audience": credentials(audience=Rendered.of("https://other.example.com")),
    "environment": credentials(environment="staging"),
}


@pytest.mark.parametrize("field", CHANGED)
async def test_changing_a_field_never_sends_the_old_token(keeping: Make, field: str) -> None:
    k = keeping(life=3600)
    old = await k.use(PLAIN)
    new = await k.use(CHANGED[field])
    assert new.state is TokenState.MISSING
    assert text_of(new.token) != text_of(old.token)
    assert k.calls == 2
    request = k.transport.requests[1]
    assert request.origin == origin_of(str(request.url))


async def test_a_change_while_the_grant_runs_does_not_get_the_old_grants_token(
    keeping: Make,
) -> None:
    k = keeping(life=3600, latency=1.0)
    old = k.using(PLAIN)
    await k.clock.advance(0.5)
    new = k.using(CHANGED["scope"])
    await k.clock.advance(2)
    assert text_of(old.result().token) == "token-1"
    assert text_of(new.result().token) == "token-2"
    assert k.server.issued[1].form["scope"] == "read:customers"
    assert text_of(k.held.token) == "token-2"


async def test_a_preset_that_folders_fill_in_two_ways_keeps_both_tokens(keeping: Make) -> None:
    k = keeping(life=3600)
    for _ in range(3):
        await k.use(PLAIN)
        await k.use(CHANGED["scope"])
    assert k.calls == 2


async def test_what_was_asked_before_a_change_is_no_longer_kept_fresh(keeping: Make) -> None:
    k = keeping(life=45)
    await k.use(replace(PLAIN, keep_fresh=True))
    await k.use(CHANGED["scope"])
    await k.clock.advance(300)
    assert k.calls == 2


async def test_each_environment_has_a_token_of_its_own(keeping: Make) -> None:
    k = keeping(life=3600)
    staging = credentials(environment="staging")
    texts = [text_of((await k.use(each)).token) for each in (PLAIN, staging, PLAIN, staging)]
    assert texts == ["token-1", "token-2", "token-1", "token-2"]
    assert text_of(k.held.token) == "token-1"
    k.keeper.forget(PLAIN.key)
    assert (await k.use(staging)).state is TokenState.MISSING


async def test_dead_tokens_of_changed_presets_are_dropped(keeping: Make) -> None:
    k = keeping(life=60)

    def numbered(number: int) -> OAuth2Credentials:
        return credentials(client_id=f"client-{number}")

    for number in range(20):
        await k.use(numbered(number))
        await k.clock.advance(30)
    assert len(k.keeper._slots) <= 3


async def test_a_server_whose_clock_is_wrong_does_not_shorten_or_lengthen_a_life(
    keeping: Make,
) -> None:
    for ahead in (-3600, -5, 5, 3600):
        k = keeping(life=60, jwt=True, ahead=ahead)
        token = (await k.use()).token
        assert token.life == pytest.approx(60, abs=1.5)
        assert token.clock_difference == pytest.approx(ahead, abs=1.5)


async def test_retry_after_may_be_a_date(keeping: Make) -> None:
    busy = answer(429, headers={"Retry-After": http_date(START + 48 + 12)})
    k = keeping([token_answer(expires_in=60), busy])
    await k.use()
    await k.clock.advance(48)
    await k.use()
    await k.clock.advance(0)
    status = k.status
    assert isinstance(status, RenewalFailed)
    assert status.retry_at == START + 60
