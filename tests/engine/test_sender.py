"""The whole send: states, tokens, redirects, recovery, cancelling; on fakes, without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.support.fakes import (
    FakeBody,
    FakeTransport,
    answer,
    header_of,
    settle,
    token_answer,
)
from tests.support.local_api import (
    API,
    COLLECTION,
    INVALID,
    api,
    get,
    kinds,
    purposes,
    world,
)
from tests.support.worlds import World
from workbench.domain.errors import (
    ConnectFailed,
    ConnectionLost,
    RenderError,
    TokenRefused,
    UsageError,
)
from workbench.domain.http import (
    Authenticating,
    Cancelled,
    Done,
    Failed,
    Purpose,
    Receiving,
    Rendering,
    Request,
    Response,
    Sending,
    Timings,
)
from workbench.domain.token import TokenState
from workbench.engine.ports import Limits, Progress


async def test_a_send_with_a_token_goes_through_every_state() -> None:
    made = world(get('auth = "crm"'), api(answer(200, "hello", reason="OK")))
    exchange = await made.send()
    assert kinds(made) == [Rendering, Authenticating, Sending, Receiving, Done]
    assert made.states[-1] == Done(exchange)
    assert purposes(exchange) == [Purpose.TOKEN, Purpose.REQUEST]
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert header_of(made.transport.requests[1], "Authorization") == "Bearer token-1"
    assert exchange.auth.preset == "crm"
    assert exchange.auth.inherited_from is None
    assert exchange.auth.token_state is TokenState.MISSING
    assert exchange.auth.why
    assert "s3cret" not in repr(exchange)
    assert "token-1" not in repr(exchange.steps[1].request)


async def test_the_second_send_reuses_the_token_and_says_why() -> None:
    made = world(get('auth = "crm"'), api(answer(), answer()))
    await made.send()
    exchange = await made.send()
    assert purposes(exchange) == [Purpose.REQUEST]
    assert exchange.auth.token_state is TokenState.FRESH
    assert exchange.auth.why


async def test_an_inherited_preset_says_from_where() -> None:
    text = COLLECTION.replace('name = "Api"', 'name = "Api"\nauth = "crm"')
    made = World(
        f'{text}\n[[request]]\nname = "R"\n{get()}', env={"SECRET": "s"}, answers=api(answer())
    )
    assert (await made.send()).auth.inherited_from == "Api"


async def test_without_auth_no_token_is_asked_for() -> None:
    made = world(get())
    exchange = await made.send()
    assert kinds(made) == [Rendering, Sending, Receiving, Done]
    assert (exchange.auth.preset, exchange.auth.token_state) == (None, None)


async def test_a_token_in_the_query_is_added_after_the_rows() -> None:
    made = world(get('auth = "place"\n[request.query]\na = "1"'), api(answer()))
    await made.send()
    assert made.sent_to[1] == f"{API}/x?a=1&access_token=token-1"
    assert "token-1" not in str(made.transport.requests[1].url)


async def test_a_cookie_key_joins_the_requests_own_cookies() -> None:
    made = world(get('auth = "key"\n[request.headers]\nCookie = "a=1"'))
    await made.send()
    assert header_of(made.transport.requests[0], "Cookie") == "a=1; session=s3cret"


async def test_the_requests_own_authorization_wins_and_is_noted() -> None:
    made = world(
        get('auth = "crm"\n[request.headers]\nauthorization = "Custom x"'), api(answer(401))
    )
    exchange = await made.send()
    request = made.transport.requests[1]
    assert header_of(request, "Authorization") == "Custom x"
    assert sum(each.name.lower() == "authorization" for each in request.headers) == 1
    assert "Authorization is the request's own row; crm was not used for it." in exchange.notes


async def test_a_refused_token_ends_the_send_with_its_steps() -> None:
    made = world(
        get('auth = "crm"'), api(tokens=lambda _: answer(401, {"error": "invalid_client"}))
    )
    exchange = await made.send()
    assert isinstance(exchange.error, TokenRefused)
    assert made.states[-1] == Failed(exchange, exchange.error)
    assert purposes(exchange) == [Purpose.TOKEN]
    assert exchange.final is None


async def test_a_failed_connection_is_a_step_of_the_exchange() -> None:
    made = world(get(), api(ConnectFailed("No connection.")))
    exchange = await made.send()
    assert isinstance(exchange.error, ConnectFailed)
    assert exchange.final is not None
    assert exchange.final.error is exchange.error
    assert exchange.response is None


async def test_an_error_of_rendering_never_reaches_the_wire() -> None:
    made = world('url = "{{base}}/x"')
    exchange = await made.send()
    assert isinstance(exchange.error, RenderError)
    assert kinds(made) == [Rendering, Failed]
    assert (exchange.steps, made.sent_to) == ((), [])


async def test_invalid_token_gets_one_new_token_and_one_resend() -> None:
    made = world(get('auth = "crm"'), api(answer(401, headers=INVALID), answer(200)))
    exchange = await made.send()
    assert purposes(exchange) == [
        Purpose.TOKEN,
        Purpose.REQUEST,
        Purpose.TOKEN,
        Purpose.RECOVERY,
    ]
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert header_of(made.transport.requests[3], "Authorization") == "Bearer token-2"
    assert exchange.steps[1].response is not None
    assert exchange.steps[3].remark.startswith("sent again: ")


async def test_a_second_invalid_token_is_the_answer() -> None:
    refusals = [answer(401, headers=INVALID) for _ in range(3)]
    made = world(get('auth = "crm"'), api(*refusals))
    first = await made.send()
    assert purposes(first).count(Purpose.RECOVERY) == 1
    second = await made.send()
    assert purposes(second) == [Purpose.REQUEST], "a token from a recovery is not replaced"
    assert second.response is not None
    assert second.response.status == 401


@pytest.mark.parametrize(
    "refusal",
    [
        answer(401),
        answer(401, headers={"WWW-Authenticate": 'Bearer error="insufficient_scope"'}),
        answer(403, headers=INVALID),
        answer(400, headers=INVALID),
    ],
)
async def test_other_refusals_are_the_apis_own(refusal: Response) -> None:
    made = world(get('auth = "crm"'), api(refusal))
    exchange = await made.send()
    assert purposes(exchange) == [Purpose.TOKEN, Purpose.REQUEST]
    assert exchange.error is None


async def test_any_401_recovers_a_token_of_unknown_life() -> None:
    def tokens(count: int) -> Response:
        return token_answer(f"opaque-{count}", expires_in=None)

    made = world(get('auth = "crm"'), api(answer(401), answer(200), tokens=tokens))
    exchange = await made.send()
    assert purposes(exchange)[-1] is Purpose.RECOVERY
    assert exchange.response is not None
    assert exchange.response.status == 200


async def test_a_recovery_that_gets_no_token_leaves_the_answer_and_a_note() -> None:
    def tokens(count: int) -> Response:
        return token_answer() if count == 1 else answer(400, {"error": "invalid_client"})

    made = world(get('auth = "crm"'), api(answer(401, headers=INVALID), tokens=tokens))
    exchange = await made.send()
    assert exchange.error is None
    assert exchange.response is not None
    assert exchange.response.status == 401
    assert purposes(exchange) == [Purpose.TOKEN, Purpose.REQUEST, Purpose.TOKEN]
    assert any("no new one could be had" in note for note in exchange.notes)


async def test_a_body_that_cannot_be_read_again_is_not_sent_again() -> None:
    text = get('auth = "crm"\nmethod = "PUT"\n[request.body]\ntype = "file"\nfile = "a.bin"')
    serve = api(answer(401, headers=INVALID), answer(200))

    def gone(request: Request) -> Any:
        made.sources.files.clear()
        return serve(request)

    made = world(text, gone, files={"/ws/a.bin": "x"})
    exchange = await made.send()
    assert Purpose.RECOVERY not in purposes(exchange)
    assert any("cannot be read again" in note for note in exchange.notes)


async def test_a_file_that_is_still_there_is_sent_again() -> None:
    text = get('auth = "crm"\nmethod = "PUT"\n[request.body]\ntype = "file"\nfile = "a.bin"')
    made = world(text, api(answer(401, headers=INVALID), answer()), files={"/ws/a.bin": "x"})
    assert purposes(await made.send())[-1] is Purpose.RECOVERY


async def test_credentials_over_plain_http_are_noted() -> None:
    text = COLLECTION.replace(API, "http://api.example.com")
    made = World(
        f'{text}\n[[request]]\nname = "R"\nurl = "http://api.example.com/x"\nauth = "crm"\n',
        env={"SECRET": "s3cret"},
        says=True,
        answers=lambda request: (
            token_answer() if request.url.reveal().endswith("token") else answer()
        ),
    )
    exchange = await made.send()
    assert exchange.notes == (
        "http: crm's credentials travel unencrypted to http://api.example.com.",
        "http: crm's client credentials travel unencrypted to http://api.example.com.",
    )


async def test_what_is_not_delivered_is_noted_and_the_request_sent() -> None:
    made = world(get("[request.expect]\nstatus = 200"))
    exchange = await made.send()
    assert exchange.response is not None
    assert exchange.notes == (
        "An expectation is read and checked; this version cannot use it yet.",
    )


async def test_the_environment_and_settings_reach_the_transport() -> None:
    text = '[collection]\nname = "X"\n[environments.e]\na = "1"\n[[request]]\nname = "R"\n'
    made = World(text + get("[request.settings]\ntimeout = 3.0"), environment="e")
    await made.send()
    assert made.transport.environments == ["e"]
    assert made.transport.requests[0].settings.timeout == 3.0


class Slow(FakeTransport):
    """Shows a head, or not, and then never ends."""

    def __init__(self, head: Response | None) -> None:
        super().__init__()
        self.head = head

    async def send(
        self,
        request: Request,
        *,
        environment: str | None = None,
        limits: Limits = Limits(),  # noqa: B008 (a frozen value)
        progress: Callable[[Progress], None] | None = None,
    ) -> Any:
        assert progress is not None
        progress(Progress(sent=3, to_send=9))
        if self.head is not None:
            progress(Progress(response=self.head, received=4, to_receive=8))
        await asyncio.Event().wait()


async def cancelled(head: Response | None) -> World:
    made = world(get())
    made.means = replace(made.means, transport=Slow(head))
    sending = asyncio.create_task(made.send())
    await settle()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    return made


async def test_cancelling_ends_in_cancelled_and_keeps_what_had_come() -> None:
    head = replace(answer(200), body=FakeBody(b"half", complete=False))
    made = await cancelled(head)
    last = made.states[-1]
    assert isinstance(last, Cancelled)
    assert last.exchange.response is not None
    assert last.exchange.response.incomplete == "cancelled"
    assert last.exchange.response.body.read(0, 4) == b"half"
    receiving = next(state for state in made.states if isinstance(state, Receiving))
    assert (receiving.received, receiving.total) == (4, 8)


async def test_the_cookies_of_a_head_are_kept_though_its_body_never_ended() -> None:
    made = await cancelled(answer(200, "", {"Set-Cookie": "s=1; Path=/"}))
    assert [each.name for each in made.means.jars.jar(None).cookies(made.clock.now())] == ["s"]
    last = made.states[-1]
    assert isinstance(last, Cancelled)
    assert [each.name for each in last.exchange.steps[-1].cookies] == ["s"]


async def test_cancelling_before_an_answer_keeps_the_request() -> None:
    made = await cancelled(None)
    last = made.states[-1]
    assert isinstance(last, Cancelled)
    assert last.exchange.final is not None
    assert isinstance(last.exchange.final.error, ConnectionLost)
    sending = [state for state in made.states if isinstance(state, Sending)]
    assert (sending[-1].sent, sending[-1].total) == (3, 9)


async def test_a_file_that_the_transport_cannot_open_is_an_error_of_the_exchange() -> None:
    made = world(get(), api(UsageError("a.bin cannot be read.")))
    exchange = await made.send()
    assert isinstance(exchange.error, UsageError)


class Failing(FakeTransport):
    """Looks a name up and gets no further."""

    async def send(
        self,
        request: Request,
        *,
        environment: str | None = None,
        limits: Limits = Limits(),  # noqa: B008 (a frozen value)
        progress: Callable[[Progress], None] | None = None,
    ) -> Any:
        assert progress is not None
        progress(Progress(timings=Timings(dns_ms=3.0, total_ms=200.0)))
        raise ConnectFailed("No connection to api.example.com, port 443.")


async def test_a_step_that_failed_keeps_how_long_it_took() -> None:
    made = world(get())
    made.means = replace(made.means, transport=Failing())
    exchange = await made.send()
    assert exchange.final is not None
    assert exchange.final.timings == Timings(dns_ms=3.0, total_ms=200.0)


async def test_an_attempt_that_a_kept_connection_lost_is_a_step_of_its_own() -> None:
    made = world(get())
    send = made.transport.send

    async def losing(request: Request, **how: Any) -> tuple[Response, Timings]:
        how["progress"](Progress(lost=Timings(send_ms=1.0, total_ms=2.0)))
        return await send(request, **how)

    made.transport.send = losing  # type: ignore[method-assign]
    exchange = await made.send()
    lost, final = exchange.steps
    assert purposes(exchange) == [Purpose.LOST, Purpose.REQUEST]
    assert isinstance(lost.error, ConnectionLost)
    assert "closed before an answer" in lost.error.message
    assert lost.timings.total_ms == 2.0
    assert final.remark == "sent again on a new connection"
    assert exchange.error is None
    assert exchange.response is final.response is not None
    shown = [state.steps for state in made.states if isinstance(state, Sending | Receiving)]
    assert shown == [(), (lost,), (lost,)]
