from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.support.fakes import (
    START,
    FakeBody,
    FakeClock,
    FakeTransport,
    answer,
    content_of,
    fields,
    header_of,
    token_answer,
)
from tests.support.presets import TOKEN_URL, credentials
from workbench.domain.errors import (
    ConnectFailed,
    ConnectionLost,
    NotYet,
    PersonNeeded,
    TokenRefused,
)
from workbench.domain.http import Purpose, Response, Step
from workbench.domain.presets import (
    BasicEncoding,
    ClientAuthentication,
    GrantType,
    OAuth2,
)
from workbench.domain.secret import MASK, Rendered, Secret
from workbench.domain.token import Token
from workbench.engine.client_auth import Method
from workbench.engine.credentials import OAuth2Credentials
from workbench.engine.grants.client_credentials import client_credentials, refresh
from workbench.engine.grants.driver import MAX_BODY, Driver, as_request
from workbench.engine.grants.renewing import needs_person, renewing
from workbench.engine.grants.steps import Authorize, Grant, Post, Present, Reply, Wait

BASIC = ClientAuthentication.CLIENT_SECRET_BASIC
POST = ClientAuthentication.CLIENT_SECRET_POST
OK = Reply(200, body=b'{"access_token": "a", "token_type": "Bearer", "expires_in": 60}')


def refusing(status: int, code: str = "") -> Reply:
    return Reply(status, body=f'{{"error": "{code}"}}'.encode() if code else b"")


def played(grant: Grant, *replies: Reply) -> tuple[list[Post], Token | TokenRefused]:
    """What a grant posts when it gets these replies, and how it ends."""
    posts: list[Post] = []
    listed = iter(replies)
    try:
        step = next(grant)
        while True:
            assert isinstance(step, Post)
            posts.append(step)
            step = grant.send(next(listed))
    except StopIteration as ended:
        return posts, ended.value
    except TokenRefused as refused:
        return posts, refused


def ways(posts: list[Post]) -> list[str]:
    return [post.remark.partition(" with ")[2] for post in posts]


def form_of(post: Post) -> list[tuple[str, str]]:
    return [(name, value.reveal()) for name, value in post.form]


def test_the_form_has_everything_the_preset_asks_with() -> None:
    preset = credentials(
        audience=Rendered.of("https://api.example.com"),
        resource=(Rendered.of("urn:a"), Rendered.of("urn:b")),
        parameters=(("tenant", Rendered.of("blue")),),
    )
    (post,), token = played(client_credentials(preset), OK)
    assert isinstance(token, Token)
    assert form_of(post) == [
        ("grant_type", "client_credentials"),
        ("scope", "read:customers write:orders"),
        ("audience", "https://api.example.com"),
        ("resource", "urn:a"),
        ("resource", "urn:b"),
        ("tenant", "blue"),
    ]
    assert [header.name for header in post.headers] == ["Accept", "Authorization"]


def test_no_scope_is_asked_where_none_is_written() -> None:
    (post,), _ = played(client_credentials(credentials(scope=())), OK)
    assert form_of(post) == [("grant_type", "client_credentials")]


def test_an_extra_parameter_replaces_one_of_ours_of_the_same_name() -> None:
    preset = credentials(parameters=(("scope", Rendered.of("mine")),))
    (post,), _ = played(client_credentials(preset), OK)
    assert form_of(post) == [("grant_type", "client_credentials"), ("scope", "mine")]


def test_left_out_authentication_tries_basic_then_raw_then_post() -> None:
    preset = credentials(method=None, secret="a+b")
    posts, token = played(
        client_credentials(preset), refusing(401, "invalid_client"), refusing(403), OK
    )
    assert ways(posts) == [
        "client_secret_basic",
        "client_secret_basic, not encoded",
        "client_secret_post",
    ]
    assert isinstance(token, Token)
    assert (token.client_authentication, token.found_by_trying) == (POST, True)


def test_raw_is_not_tried_where_it_does_not_differ() -> None:
    posts, _ = played(
        client_credentials(credentials(method=None)), refusing(400, "invalid_request"), OK
    )
    assert ways(posts) == ["client_secret_basic", "client_secret_post"]


def test_a_configured_authentication_is_not_tried_around() -> None:
    posts, refused = played(client_credentials(credentials()), refusing(401, "invalid_client"))
    assert isinstance(refused, TokenRefused)
    assert len(posts) == 1


@pytest.mark.parametrize(
    "reply",
    [
        refusing(400, "invalid_scope"),
        refusing(400, "invalid_target"),
        refusing(401, "unauthorized_client"),
        refusing(400, "unsupported_grant_type"),
        refusing(429),
        refusing(429, "invalid_client"),
        refusing(404),
        refusing(500),
        refusing(302),
        Reply(200, body=b'{"status": "ok"}'),
    ],
)
def test_an_answer_that_is_not_about_the_client_stops_the_trying(reply: Reply) -> None:
    posts, refused = played(client_credentials(credentials(method=None)), reply)
    assert isinstance(refused, TokenRefused)
    assert len(posts) == 1


def test_when_nothing_works_the_first_answer_is_shown_and_the_others_are_its_evidence() -> None:
    posts, refused = played(
        client_credentials(credentials(method=None, secret="a+b")),
        refusing(401, "invalid_client"),
        refusing(400, "invalid_request"),
        refusing(403),
    )
    assert isinstance(refused, TokenRefused)
    assert len(posts) == 3
    assert refused.error is not None
    assert (refused.error.status, refused.error.error) == (401, "invalid_client")
    assert refused.hint.endswith(
        "Tried too: client_secret_basic, not encoded: 400 invalid_request; client_secret_post: 403."
    )


def test_a_remembered_method_is_used_without_trying() -> None:
    grant = client_credentials(credentials(method=None), remembered=Method(POST))
    posts, token = played(grant, OK)
    assert ways(posts) == ["client_secret_post"]
    assert isinstance(token, Token)
    assert token.found_by_trying


def test_a_client_without_a_secret_sends_its_id_only() -> None:
    (post,), token = played(client_credentials(credentials(method=None, secret=None)), OK)
    assert ("client_id", "k7nf3p2q9m8w1") in form_of(post)
    assert isinstance(token, Token)
    assert (token.client_authentication, token.found_by_trying) == (
        ClientAuthentication.NONE,
        False,
    )


def held(**more: Any) -> Token:
    raw = BasicEncoding.RAW
    return Token(
        Secret("old"),
        START,
        START + 60,
        refresh_token=Secret("the refresh"),
        client_authentication=BASIC,
        basic_encoding=raw,
        **more,
    )


def test_refreshing_authenticates_the_client_as_fetching_did() -> None:
    posts, token = played(renewing(credentials(method=None, secret="a+b"), held()), OK)
    assert ways(posts) == ["client_secret_basic, not encoded"]
    assert form_of(posts[0]) == [
        ("grant_type", "refresh_token"),
        ("refresh_token", "the refresh"),
    ]
    assert isinstance(token, Token)
    assert token.basic_encoding is BasicEncoding.RAW


def test_a_refresh_token_that_does_not_come_back_is_kept() -> None:
    _, token = played(refresh(credentials(), Secret("kept"), Method(BASIC)), OK)
    assert isinstance(token, Token)
    assert token.refresh_token == Secret("kept")


def test_a_refresh_token_that_comes_back_replaces_the_old_one() -> None:
    rotated = Reply(200, body=b'{"access_token": "a", "refresh_token": "next"}')
    _, token = played(refresh(credentials(), Secret("kept"), Method(BASIC)), rotated)
    assert isinstance(token, Token)
    assert token.refresh_token == Secret("next")


def test_invalid_grant_falls_back_to_the_full_grant() -> None:
    posts, token = played(renewing(credentials(), held()), refusing(400, "invalid_grant"), OK)
    assert [dict(form_of(post))["grant_type"] for post in posts] == [
        "refresh_token",
        "client_credentials",
    ]
    assert isinstance(token, Token)
    assert token.refresh_token is None


@pytest.mark.parametrize("code", ["invalid_request", "invalid_client", "server_error", ""])
def test_only_invalid_grant_falls_back(code: str) -> None:
    posts, refused = played(renewing(credentials(), held()), refusing(400, code))
    assert isinstance(refused, TokenRefused)
    assert len(posts) == 1


@pytest.mark.parametrize("grant", [each for each in GrantType if each != "client_credentials"])
def test_a_grant_that_is_not_built_says_so(grant: GrantType) -> None:
    with pytest.raises(NotYet, match=f'grant = "{grant}"'):
        next(renewing(credentials(grant=grant), None))


def test_needs_person_answers_without_any_io() -> None:
    assert not needs_person(credentials())
    assert needs_person(OAuth2(GrantType.DEVICE_CODE))
    assert needs_person(credentials(grant=GrantType.AUTHORIZATION_CODE))
    assert not needs_person(credentials(grant=GrantType.AUTHORIZATION_CODE), held())


class Performed:
    """One grant, driven over a fake transport."""

    def __init__(self, *answers: Any, preset: OAuth2Credentials | None = None) -> None:
        self.clock = FakeClock()
        self.transport = FakeTransport(list(answers), clock=self.clock)
        self.steps: list[Step] = []
        self.preset = preset or credentials()
        self.driver = Driver(self.preset, self.clock, self.transport, self.steps.append)

    async def token(self, grant: Grant | None = None) -> Token:
        return await self.driver.perform(grant or client_credentials(self.preset))


async def test_the_request_asks_for_json_and_follows_no_redirect() -> None:
    performed = Performed(token_answer(), preset=credentials(environment="staging"))
    await performed.token()
    (request,) = performed.transport.requests
    assert (request.method, str(request.url)) == ("POST", TOKEN_URL)
    assert header_of(request, "accept") == "application/json"
    assert header_of(request, "content-type") == "application/x-www-form-urlencoded"
    assert request.settings.follow_redirects is False
    assert request.settings.timeout == 30
    assert performed.transport.limits[0].max_body == MAX_BODY == 1024 * 1024
    assert performed.transport.environments == ["staging"]
    assert content_of(request) == (
        "grant_type=client_credentials&scope=read%3Acustomers%20write%3Aorders"
    )


async def test_every_call_is_a_step_with_its_timings() -> None:
    performed = Performed(
        answer(401, {"error": "invalid_client"}), token_answer(), preset=credentials(method=None)
    )
    await performed.token()
    assert [step.purpose for step in performed.steps] == [Purpose.TOKEN, Purpose.TOKEN]
    assert [step.response.status for step in performed.steps if step.response] == [401, 200]
    assert all(step.timings.wait_ms is not None for step in performed.steps)
    assert performed.steps[1].remark == "the same with client_secret_post"


async def test_a_failed_call_is_a_step_with_its_error() -> None:
    lost = ConnectFailed("No connection to auth.example.com, port 443.")
    performed = Performed(lost)
    with pytest.raises(ConnectFailed):
        await performed.token()
    assert [step.error for step in performed.steps] == [lost]


async def test_more_than_one_mebibyte_is_no_token_response() -> None:
    performed = Performed(answer(200, b"x" * (MAX_BODY + 1)))
    with pytest.raises(TokenRefused, match="more than 1 MiB"):
        await performed.token()
    assert isinstance(performed.steps[0].error, TokenRefused)


async def test_an_answer_that_ends_early_is_a_lost_connection() -> None:
    performed = Performed(answer(200, b'{"acc', incomplete="the connection was closed"))
    with pytest.raises(ConnectionLost, match="ended early"):
        await performed.token()


def shown(response: Response) -> str:
    return response.body.read(0, response.body.size).decode()


@pytest.mark.parametrize(
    "body",
    [
        b'{"access_token": "the-token", "expires_in": 60, "copy": "the-token"}',
        b'{"access_token" : "the-\\u0074oken", "refresh_token":"the-token"}',
        b"access_token=the-token&expires_in=60",
        b'{"data": {"token": "the-token"}}',
        b'{"access_token": "the-token',
        b'{"error": "the-token", "error_description": "s3cr3t-of-crm"}',
        b"the-token-and-nothing-else",
    ],
)
async def test_tokens_and_secrets_are_masked_in_the_steps(body: bytes) -> None:
    preset = credentials(refresh_token=Rendered.of(Secret("the-token")))
    original = answer(200, body)
    performed = Performed(original, preset=preset)
    await_error = None
    try:
        await performed.token()
    except TokenRefused as refused:
        await_error = refused
    (step,) = performed.steps
    assert step.response is not None
    for hidden in ("the-token", "s3cr3t-of-crm", "\\u0074oken"):
        assert hidden not in shown(step.response)
        assert hidden not in str(await_error)
    assert MASK in shown(step.response)
    assert isinstance(original.body, FakeBody)
    assert original.body.closed


async def test_what_is_no_secret_stays_readable_in_the_steps() -> None:
    performed = Performed(token_answer("the-token", scope="a b", token_type="bearer"))
    await performed.token()
    assert performed.steps[0].response is not None
    text = shown(performed.steps[0].response)
    assert '"scope": "a b"' in text
    assert '"token_type": "bearer"' in text
    assert f'"access_token": "{MASK}"' in text


async def test_a_wait_is_slept_on_the_clock_and_a_person_is_never_made_up() -> None:
    def waiting() -> Grant:
        yield Wait(5)
        yield Present("Open the page and enter ABCD.")
        return held()

    performed = Performed()
    task = asyncio.ensure_future(performed.token(waiting()))
    await performed.clock.advance(4)
    assert not task.done()
    await performed.clock.advance(1)
    with pytest.raises(PersonNeeded, match="enter ABCD"):
        await task

    def browsing() -> Grant:
        yield Authorize(Rendered.of("https://auth.example.com"), "sign in")
        return held()

    with pytest.raises(PersonNeeded, match="crm needs a browser: sign in"):
        await performed.token(browsing())


def test_the_fields_of_a_form_survive_encoding() -> None:
    preset = credentials(audience=Rendered.of("a&b=c d+é"))
    (post,), _ = played(client_credentials(preset), OK)
    assert fields(as_request(post, preset))["audience"] == "a&b=c d+é"
