"""The transport against servers and proxies that other projects wrote."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.asking import ask, text
from tests.support.servers import Authority, Echo, http_proxy, hypercorn, socks_proxy
from workbench.adapters.http_transport import HttpTransport
from workbench.adapters.tls import TlsProfile, make_context
from workbench.domain.errors import ProxyFailed, TlsFailed, TransportError, UsageError
from workbench.domain.http import Request, Response

USER = "me:p w"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.at(tmp_path)


@pytest.fixture
async def encrypted(authority: Authority) -> AsyncIterator[Echo]:
    async with hypercorn(authority.certificate("localhost")) as echo:
        yield echo


@pytest.fixture(scope="module")
def proxy() -> Iterator[int]:
    with http_proxy() as port:
        yield port


@pytest.fixture(scope="module")
def guarded_proxy() -> Iterator[int]:
    with http_proxy(USER) as port:
        yield port


@pytest.fixture(scope="module")
def socks() -> Iterator[int]:
    with socks_proxy() as port:
        yield port


@pytest.fixture(scope="module")
def guarded_socks() -> Iterator[int]:
    with socks_proxy("me:pw") as port:
        yield port


async def said(transport: HttpTransport, request: Request) -> tuple[Response, dict[str, Any]]:
    response, _ = await transport.send(request)
    assert response.incomplete == ""
    return response, json.loads(response.body.read(0, response.body.size))


async def test_a_private_authority_is_trusted_by_name_only(
    authority: Authority, encrypted: Echo, transport: HttpTransport
) -> None:
    url = f"https://localhost:{encrypted.port}/"
    with pytest.raises(TlsFailed, match=r"unknown authority|signed itself"):
        await transport.send(ask(url))
    response, _ = await said(transport, ask(url, ca_file=authority.ca_file))
    assert response.status == 200
    assert response.connection.tls in ("TLS 1.3", "TLS 1.2")
    with pytest.raises(TlsFailed, match="is for another"):
        await transport.send(ask(f"https://127.0.0.1:{encrypted.port}/", ca_file=authority.ca_file))


async def test_ssl_cert_file_is_the_machines_store(
    authority: Authority,
    encrypted: Echo,
    transport: HttpTransport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", authority.ca_file)
    response, _ = await said(transport, ask(f"https://localhost:{encrypted.port}/"))
    assert response.status == 200


def test_certifi_stands_in_only_where_the_machine_trusts_nobody(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", authority.ca_file)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    assert make_context(TlsProfile()).cert_store_stats()["x509_ca"] == 1
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    assert make_context(TlsProfile()).cert_store_stats()["x509_ca"] > 20


async def test_http2_is_spoken_where_the_server_does_and_it_is_wanted(
    authority: Authority, encrypted: Echo, transport: HttpTransport
) -> None:
    url = f"https://localhost:{encrypted.port}/a/../b?x=%2F"
    headers = (("X-Team", "é"), ("Connection", "close"))
    trusting: dict[str, Any] = {"ca_file": authority.ca_file}
    response, heard = await said(transport, ask(url, "PUT", headers, text("grüß"), **trusting))
    assert (response.http_version, heard["version"], heard["method"]) == ("HTTP/2", "2", "PUT")
    assert (heard["query"], heard["length"]) == ("x=%2F", 6)
    assert ["x-team", "Ã©"] in heard["headers"]
    assert response.notes == ("HTTP/2 has no header Connection: not sent.",)
    again, _ = await said(transport, ask(url, **trusting))
    assert (response.connection.reused, again.connection.reused) == (False, True)
    older, heard = await said(transport, ask(url, http2=False, **trusting))
    assert (older.http_version, heard["version"]) == ("HTTP/1.1", "1.1")


async def test_a_long_body_goes_both_ways_over_http2(
    authority: Authority, encrypted: Echo, transport: HttpTransport
) -> None:
    url = f"https://localhost:{encrypted.port}/"
    request = ask(url, "POST", content=text("x" * 3_000_000), ca_file=authority.ca_file)
    _, heard = await said(transport, request)
    assert heard["length"] == 3_000_000


async def test_a_client_certificate_opens_what_is_closed_without(
    authority: Authority, transport: HttpTransport
) -> None:
    server = authority.certificate("localhost")
    certificate, key = authority.certificate("me.example")
    async with hypercorn(server, clients_of=authority.ca_file) as echo:
        url = f"https://localhost:{echo.port}/"
        for http2 in (True, False):
            settings: dict[str, Any] = {"ca_file": authority.ca_file, "http2": http2}
            with pytest.raises(TransportError) as caught:
                await transport.send(ask(url, **settings))
            assert "want a client certificate" in caught.value.hint
            response, _ = await said(
                transport,
                ask(url, client_certificate=certificate, client_key=key, **settings),
            )
            assert response.status == 200
        await transport.close()


async def test_a_client_certificate_that_cannot_be_used_says_why(
    authority: Authority, transport: HttpTransport, tmp_path: Path
) -> None:
    certificate, _ = authority.certificate("me.example")
    _, other = authority.certificate("other.example")
    locked = tmp_path / "locked.key"
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(Path(other).read_bytes(), None)
    locked.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"x"),
        )
    )
    for name, hint in (
        (other, "belongs to another certificate"),
        (str(locked), "password"),
        (certificate, "private key"),
        (str(tmp_path / "gone"), "No such file"),
    ):
        with pytest.raises(UsageError) as caught:
            await transport.send(
                ask("https://127.0.0.1:9/", client_certificate=certificate, client_key=name)
            )
        assert hint in caught.value.hint


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_an_http_proxy_is_gone_through(
    scheme: str, authority: Authority, proxy: int, transport: HttpTransport
) -> None:
    certificate = authority.certificate("localhost") if scheme == "https" else None
    async with hypercorn(certificate) as echo:
        address = f"http://127.0.0.1:{proxy}"
        request = ask(
            f"{scheme}://localhost:{echo.port}/x?y=1", proxy=address, ca_file=authority.ca_file
        )
        response, heard = await said(transport, request)
        assert (heard["path"], heard["query"]) == ("/x", "y=1")
        assert response.connection.proxy == address
        _, timings = await transport.send(request, environment="other")
        assert (timings.proxy_ms is None, timings.tls_ms is None) == (False, scheme == "http")
        await transport.close()  # before the server, which waits for its connections


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxys_credentials_reach_the_proxy_and_nobody_else(
    scheme: str, authority: Authority, guarded_proxy: int, transport: HttpTransport
) -> None:
    certificate = authority.certificate("localhost") if scheme == "https" else None
    async with hypercorn(certificate) as echo:
        url = f"{scheme}://localhost:{echo.port}/"
        trusting: dict[str, Any] = {"ca_file": authority.ca_file}
        address = f"http://me:p%20w@127.0.0.1:{guarded_proxy}"
        response, heard = await said(transport, ask(url, proxy=address, **trusting))
        assert "authorization" not in str(heard).lower()
        assert response.connection.proxy == f"http://127.0.0.1:{guarded_proxy}"
        without = f"http://127.0.0.1:{guarded_proxy}"
        if scheme == "http":
            refused, _ = await transport.send(ask(url, proxy=without))
            assert refused.status == 407
        else:
            with pytest.raises(ProxyFailed) as caught:
                await transport.send(ask(url, proxy=without, **trusting))
            assert "user name and a password" in caught.value.hint
            assert echo.requests == 1
        await transport.close()


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_a_socks_proxy_is_gone_through(
    scheme: str, authority: Authority, socks: int, transport: HttpTransport
) -> None:
    async with hypercorn() as plain, hypercorn(authority.certificate("localhost")) as encrypted:
        address = f"{scheme}://127.0.0.1:{socks}"
        for url in (f"http://localhost:{plain.port}/", f"https://localhost:{encrypted.port}/"):
            request = ask(url, proxy=address, ca_file=authority.ca_file)
            response, _ = await said(transport, request)
            assert (response.status, response.connection.proxy) == (200, address)
        await transport.close()


async def test_a_socks_proxy_lets_in_who_has_its_password(
    guarded_socks: int, transport: HttpTransport
) -> None:
    async with hypercorn() as echo:
        url = f"http://localhost:{echo.port}/"
        for user in ("", "me:wrong@"):
            with pytest.raises(ProxyFailed) as caught:
                await transport.send(ask(url, proxy=f"socks5://{user}127.0.0.1:{guarded_socks}"))
            assert caught.value.__class__ is ProxyFailed
            assert "wrong" not in caught.value.message
        # Last: it remembers from where somebody was let in.
        response, _ = await said(
            transport, ask(url, proxy=f"socks5h://me:pw@127.0.0.1:{guarded_socks}")
        )
        assert response.status == 200
        await transport.close()


async def test_a_proxy_that_is_not_there_or_is_none_is_told(
    transport: HttpTransport, closed_port: int
) -> None:
    async with hypercorn() as echo:
        url = f"http://localhost:{echo.port}/"
        with pytest.raises(ProxyFailed) as caught:
            await transport.send(ask(url, proxy=f"http://127.0.0.1:{closed_port}"))
        assert caught.value.message == f"No connection to the proxy http://127.0.0.1:{closed_port}."
        with pytest.raises(ProxyFailed, match=r"not SOCKS 5|ended the connection"):
            await transport.send(ask(url, proxy=f"socks5://127.0.0.1:{echo.port}"))
        with pytest.raises(UsageError, match="address of the proxy"):
            await transport.send(ask(url, proxy="ftp://127.0.0.1:1"))


async def test_no_proxy_names_what_is_reached_directly(
    transport: HttpTransport, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hypercorn() as echo:
        monkeypatch.setenv("NO_PROXY", f"example.com, localhost:{echo.port}")
        url = f"http://localhost:{echo.port}/"
        response, _ = await said(transport, ask(url, proxy=f"http://127.0.0.1:{closed_port}"))
        assert response.connection.proxy == ""


def test_nothing_is_verified_only_where_it_says_so() -> None:
    assert make_context(TlsProfile()).verify_mode is ssl.CERT_REQUIRED
    assert make_context(TlsProfile(verify=False)).verify_mode is ssl.CERT_NONE
