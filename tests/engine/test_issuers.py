"""A preset that names its issuer is filled by the issuer's metadata, and by nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.fakes import FakeTransport, answer, fake_jwt, settle, token_answer
from tests.support.worlds import World
from workbench.domain.errors import TrustRequired, UsageError
from workbench.domain.http import Request, Response, Timings
from workbench.domain.trust import Ask, AskKind
from workbench.engine.discovery import DiscoveryFailed
from workbench.engine.explain import explain_preset
from workbench.engine.issuers import Issuers
from workbench.engine.resolution import preset_of

ISSUER = "https://auth.example.com/tenant"
OAUTH = "https://auth.example.com/.well-known/oauth-authorization-server/tenant"
OPENID = "https://auth.example.com/tenant/.well-known/openid-configuration"
TEXT = """
[collection]
name = "Customers"
auth = "crm"

[variables]
tenant = "tenant"

[auth.crm]
type = "oauth2"
grant = "client_credentials"
issuer = "https://auth.example.com/{{tenant}}"
client_id = "k7nf"
client_secret = "{{env:CRM}}"
client_authentication = "client_secret_basic"
requires = { scope = "read:customers", aud = "https://api.example.com" }

[[request]]
name = "Get"
url = "https://api.example.com/customers"
"""
TOKEN = fake_jwt({"aud": "https://api.example.com", "scope": "read:customers"})


def serving(
    endpoint: str = "https://auth.example.com/token",
    *,
    issuer: str = ISSUER,
    at: str = OAUTH,
    token: str = TOKEN,
) -> Callable[[Request], Response]:
    def serve(request: Request) -> Response:
        url = str(request.url)
        if url == at:
            return answer(200, {"issuer": issuer, "token_endpoint": endpoint})
        if url == endpoint:
            return token_answer(token)
        return answer(200 if url.startswith("https://api.example.com") else 404)

    return serve


def world(answers: Callable[[Request], Response], text: str = TEXT, *, says: bool = True) -> World:
    return World(text, env={"CRM": "a secret"}, answers=answers, says=says)


@pytest.mark.parametrize("at", [OAUTH, OPENID])
async def test_the_token_endpoint_is_found_where_each_standard_puts_the_document(at: str) -> None:
    here = world(serving(at=at))
    exchange = await here.send()
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert here.sent_to[-2:] == [
        "https://auth.example.com/token",
        "https://api.example.com/customers",
    ]


async def test_an_issuer_is_asked_once() -> None:
    here = world(serving())
    await here.send()
    await here.send()
    assert here.sent_to.count(OAUTH) == 1


async def test_an_issuer_that_does_not_answer_holds_up_no_other() -> None:
    hangs = asyncio.Event()

    class Hanging(FakeTransport):
        async def send(self, request: Request, **how: Any) -> tuple[Response, Timings]:
            if "slow" in str(request.url):
                await hangs.wait()
            return await super().send(request, **how)

    issuers = Issuers(Hanging(serving()))
    slow = asyncio.create_task(issuers.metadata("https://slow.example.com"))
    await settle()
    async with asyncio.timeout(5):
        assert (await issuers.metadata(ISSUER)).issuer == ISSUER
    hangs.set()
    with pytest.raises(DiscoveryFailed):
        await slow


async def test_a_token_url_in_the_file_asks_nobody() -> None:
    text = TEXT.replace(
        'client_id = "k7nf"', 'client_id = "k7nf"\ntoken_url = "https://auth.example.com/token"'
    )
    here = world(serving(), text)
    await here.send()
    assert OAUTH not in here.sent_to


async def test_the_metadata_request_carries_no_credentials() -> None:
    here = world(serving())
    await here.send()
    (asked,) = (each for each in here.transport.requests if str(each.url) == OAUTH)
    assert {each.name for each in asked.headers} == {"Accept", "User-Agent"}


async def test_an_endpoint_at_another_origin_is_a_question_of_its_own() -> None:
    here = world(serving("https://tokens.example.net/token"), says=False)
    exchange = await here.send()
    assert isinstance(exchange.error, TrustRequired)
    assert Ask(AskKind.SOURCE, "CRM", "https://tokens.example.net") in here.asked
    assert "https://tokens.example.net/token" not in here.sent_to


async def test_the_document_of_another_issuer_is_not_used() -> None:
    here = world(serving(issuer="https://evil.example.com"))
    exchange = await here.send()
    assert isinstance(exchange.error, DiscoveryFailed)
    assert "https://evil.example.com" in exchange.error.hint


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://auth.example.com/{{env:CRM}}",
        "http://auth.example.com/token",
        "https://auth.example.com/\\{{x}}",
        "nonsense",
        "",
    ],
)
async def test_what_an_issuer_says_is_never_rendered_and_must_be_an_address(endpoint: str) -> None:
    here = world(serving(endpoint))
    exchange = await here.send()
    assert isinstance(exchange.error, DiscoveryFailed), exchange.error
    assert not any("secret" in each for each in here.sent_to)
    assert all("well-known" in each for each in here.sent_to)


async def test_an_issuer_that_a_source_would_say_is_refused() -> None:
    here = world(serving(), TEXT.replace("{{tenant}}", "{{env:CRM}}"))
    exchange = await here.send()
    assert isinstance(exchange.error, UsageError)
    assert "cannot be known from the file" in exchange.error.message
    assert here.sent_to == []


async def test_explaining_asks_nobody_and_says_whom_it_would_ask() -> None:
    here = world(serving())
    preset = preset_of(here.workspace, here.effective())
    assert preset is not None
    first, second = explain_preset(preset, here.means.issuers)
    assert first.lines[0] == f"GET {OAUTH}"
    assert first.lines[1] == f"or GET {OPENID}"
    assert "token_endpoint" in second.title
    assert here.sent_to == []
    await here.send()
    (known,) = explain_preset(preset, here.means.issuers)
    assert known.lines[0] == "POST https://auth.example.com/token"


async def test_what_a_token_lacks_is_said_before_it_is_sent_to_the_api() -> None:
    token = fake_jwt({"aud": "https://other.example.com", "scope": "write:orders"})
    here = world(serving(token=token))
    exchange = await here.send()
    assert [each for each in exchange.notes if "required" in each] == [
        "The token of crm lacks read:customers, which is required.",
        (
            "The token of crm is for https://other.example.com, not for https://api.example.com,"
            " which is required."
        ),
    ]


async def test_nothing_is_said_of_a_token_that_has_what_is_required() -> None:
    here = world(serving())
    exchange = await here.send()
    assert not any("required" in each for each in exchange.notes)
