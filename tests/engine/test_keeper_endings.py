"""What a closed keeper leaves, what a refresh hands down, and what a failure by hand does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.fakes import START, answer, token_answer
from tests.support.keeping import Keeping
from workbench.domain.errors import TokenRefused
from workbench.engine.token_view import RenewalFailed

Make = Callable[..., Keeping]


async def test_closing_in_the_middle_of_a_renewal_arranges_no_other(keeping: Make) -> None:
    k = keeping(life=3600, latency=1.0)
    k.keep_fresh()
    await k.finished(k.using())
    await k.clock.advance(3539.5)
    assert (k.calls, k.transport.cancelled) == (2, 0)
    await k.keeper.close()
    assert k.transport.cancelled == 1
    await k.clock.advance(7200)
    assert (k.calls, k.clock.sleepers) == (2, 0)


async def test_a_refresh_that_names_no_scope_has_the_scope_that_was_granted_before(
    keeping: Make,
) -> None:
    k = keeping(
        [
            token_answer("one", expires_in=60, refresh_token="r", scope="read:customers"),
            token_answer("two", expires_in=60),
            token_answer("three", expires_in=60, scope="write:orders"),
        ]
    )
    await k.use()
    await k.clock.advance(60)
    assert (await k.use()).token.granted == ("read:customers",)
    await k.clock.advance(60)
    assert (await k.use()).token.granted == ("write:orders",)


async def test_what_was_found_by_trying_is_still_known_after_a_refresh(keeping: Make) -> None:
    k = keeping(
        [
            answer(401, {"error": "invalid_client"}),
            token_answer("one", expires_in=60, refresh_token="r"),
            token_answer("two", expires_in=60),
        ]
    )
    k.preset = replace(k.preset, client=replace(k.preset.client, authentication=None))
    first = (await k.use()).token
    await k.clock.advance(60)
    second = (await k.use()).token
    assert first.found_by_trying
    assert second.found_by_trying
    assert second.client_authentication is first.client_authentication


async def test_a_renewal_by_hand_that_failed_early_does_not_begin_to_renew(keeping: Make) -> None:
    k = keeping(
        [token_answer(expires_in=3600), answer(503), token_answer("second", expires_in=3600)]
    )
    k.keep_fresh()
    await k.use()
    await k.clock.advance(60)
    with pytest.raises(TokenRefused):
        await k.keeper.renew(k.preset)
    status = k.status
    assert isinstance(status, RenewalFailed)
    assert status.retry_at == START + 3540
    await k.clock.advance(3000)
    assert k.calls == 2
    await k.clock.advance(600)
    assert k.calls == 3
