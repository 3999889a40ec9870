"""What a server says of itself: where it is asked, and what is not believed."""

from __future__ import annotations

import pytest

from tests.support.fakes import FakeTransport, answer
from workbench.domain.errors import ConnectFailed
from workbench.engine.discovery import (
    DiscoveryFailed,
    discover,
    issuer_of,
    metadata_addresses,
)

ISSUER = "https://sso.example.com/realms/acme"


def test_one_specification_inserts_and_the_other_appends() -> None:
    assert metadata_addresses(ISSUER) == (
        "https://sso.example.com/.well-known/oauth-authorization-server/realms/acme",
        "https://sso.example.com/realms/acme/.well-known/openid-configuration",
        "https://sso.example.com/.well-known/openid-configuration/realms/acme",
    )
    assert metadata_addresses("https://a.example.com/") == (
        "https://a.example.com/.well-known/oauth-authorization-server",
        "https://a.example.com/.well-known/openid-configuration",
    )


def test_the_address_of_a_document_is_taken_for_its_issuer() -> None:
    for address in (ISSUER, *metadata_addresses(ISSUER)):
        assert issuer_of(address) == ISSUER


async def test_the_first_address_that_answers_for_the_issuer_counts() -> None:
    wire = FakeTransport([answer(404), answer(200, {"issuer": ISSUER, "token_endpoint": "t"})])
    found = await discover(ISSUER, wire)
    assert found.endpoint("token_endpoint") == "t"
    assert found.endpoint("jwks_uri") == ""
    assert found.found_at == metadata_addresses(ISSUER)[1]
    assert [str(each.url) for each in wire.requests] == list(metadata_addresses(ISSUER)[:2])
    for request in wire.requests:
        assert request.settings.follow_redirects is False
        assert {each.name for each in request.headers} == {"Accept", "User-Agent"}
    assert {limits.max_body for limits in wire.limits} == {1024 * 1024}


async def test_the_document_of_another_issuer_is_not_used() -> None:
    wire = FakeTransport(lambda _: answer(200, {"issuer": "https://evil.example.com"}))
    with pytest.raises(DiscoveryFailed) as caught:
        await discover(ISSUER, wire)
    assert "is the metadata of https://evil.example.com, not of" in caught.value.hint
    assert wire.calls == 3


@pytest.mark.parametrize("body", ["<html>", "[]", "{", '{"issuer": 3}', ""])
async def test_what_is_no_document_is_told(body: str) -> None:
    with pytest.raises(DiscoveryFailed):
        await discover(ISSUER, FakeTransport(lambda _: answer(200, body)))


async def test_a_redirect_is_not_followed() -> None:
    wire = FakeTransport(lambda _: answer(302, b"", {"Location": "https://else.example.com/"}))
    with pytest.raises(DiscoveryFailed) as caught:
        await discover(ISSUER, wire)
    assert "answered 302" in caught.value.hint
    assert all(str(each.url).startswith("https://sso.example.com/") for each in wire.requests)


async def test_where_nobody_answers_one_try_is_enough() -> None:
    wire = FakeTransport(lambda _: ConnectFailed("No connection to sso.example.com."))
    with pytest.raises(DiscoveryFailed) as caught:
        await discover(ISSUER, wire)
    assert wire.calls == 1
    assert "No connection" in caught.value.hint


@pytest.mark.parametrize("address", ["http://sso.example.com", "sso.example.com", "ftp://x", ""])
async def test_only_https_is_asked(address: str) -> None:
    wire = FakeTransport(lambda _: answer(200, {"issuer": address}))
    with pytest.raises(DiscoveryFailed):
        await discover(address, wire)
    assert wire.calls == 0


async def test_http_is_good_enough_on_this_machine() -> None:
    local = "http://127.0.0.1:8765"
    found = await discover(local, FakeTransport(lambda _: answer(200, {"issuer": local + "/"})))
    assert found.issuer == local + "/"
