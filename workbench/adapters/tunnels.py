"""Ways through a proxy: CONNECT (RFC 9110 9.3.6) and SOCKS 5 (RFC 1928, RFC 1929).

Must not connect to the proxy, or start the TLS that runs through it.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

import h11
import httpcore

from workbench.domain.errors import ProxyFailed

if TYPE_CHECKING:
    from workbench.adapters.names import Names
    from workbench.adapters.proxies import Proxy

_SOCKS_SAID = {
    1: "It failed without a reason.",
    2: "Its rules do not allow it.",
    3: "No network leads there.",
    4: "No way leads to that host.",
    5: "Nothing listens there: the connection was refused.",
    6: "It took too long.",
    7: "It cannot do that.",
    8: "It does not know that kind of address.",
}
#: How long an address is, by its kind; a name (3) says so itself.
_LENGTHS = {1: 4, 4: 16}
#: The length of a name is one byte (RFC 1928 5).
_LONGEST_NAME = 255
_NOT_SOCKS = "It may be an HTTP proxy: compare the scheme of its address."
_CREDENTIALS = "It wants a user name and a password, or other ones."
_CREDENTIALS_FIX = "Write them into its address: http://user:password@host:port."


async def open_tunnel(
    stream: httpcore.AsyncNetworkStream, proxy: Proxy, host: str, port: int
) -> None:
    """Have an HTTP proxy connect to a host; raises `ProxyFailed`."""
    name = f"[{host}]" if ":" in host else host
    target = f"{name}:{port}".encode("idna" if not name.isascii() else "ascii")
    headers = [(b"Host", target)]
    if proxy.authorization is not None:
        headers.append((b"Proxy-Authorization", proxy.authorization))
    protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=64 * 1024)
    await stream.write(
        (protocol.send(h11.Request(method=b"CONNECT", target=target, headers=headers)) or b"")
        + (protocol.send(h11.EndOfMessage()) or b"")
    )
    try:
        answer = await _answer(stream, protocol)
    except h11.RemoteProtocolError as error:
        raise ProxyFailed(
            f"What the proxy {proxy} sent is not HTTP.",
            hint="It may speak SOCKS, or TLS.",
            fix="Compare the scheme and port of proxy.",
        ) from error
    if not 200 <= answer.status_code < 300:
        raise _refused(proxy, answer.status_code, f"{host}, port {port}")


async def _answer(stream: httpcore.AsyncNetworkStream, protocol: h11.Connection) -> h11.Response:
    while True:
        event = protocol.next_event()
        if isinstance(event, h11.Response):
            return event
        if event is h11.NEED_DATA:
            protocol.receive_data(await stream.read(4096))


def _refused(proxy: Proxy, status: int, place: str) -> ProxyFailed:
    hint, fix = f"It answered with {status}.", ""
    if status == 407:
        hint, fix = f"It answered with 407. {_CREDENTIALS}", _CREDENTIALS_FIX
    elif status in (502, 503, 504):
        hint = f"It answered with {status}: it did not get there either."
    elif status in (403, 405):
        hint = f"It answered with {status}: it does not allow that host or port."
    return ProxyFailed(f"The proxy {proxy} opened no way to {place}.", hint=hint, fix=fix)


async def open_socks(
    stream: httpcore.AsyncNetworkStream, proxy: Proxy, host: str, port: int, names: Names
) -> None:
    """Have a SOCKS proxy connect to a host; raises `ProxyFailed` and `socket.gaierror`.

    With `socks5h` the proxy looks the name up, with `socks5` this machine does.
    """
    where = host
    if proxy.scheme == "socks5":
        where = (await names.addresses(host, port))[0][1]
    await _greet(stream, proxy)
    await stream.write(b"\x05\x01\x00" + _address(where) + port.to_bytes(2, "big"))
    version, said, _, kind = await _exactly(stream, 4, proxy)
    if version != 5:
        raise _not_socks(proxy)
    if said:
        hint = _SOCKS_SAID.get(said, "")
        raise ProxyFailed(f"The proxy {proxy} opened no way to {host}, port {port}.", hint=hint)
    length = _LENGTHS[kind] if kind in _LENGTHS else (await _exactly(stream, 1, proxy))[0]
    await _exactly(stream, length + 2, proxy)


async def _greet(stream: httpcore.AsyncNetworkStream, proxy: Proxy) -> None:
    name, password = proxy.username.encode(), proxy.password.encode()
    named = 0 < len(name) < 256 and 0 < len(password) < 256
    await stream.write(b"\x05\x02\x00\x02" if named else b"\x05\x01\x00")
    version, method = await _exactly(stream, 2, proxy)
    if version != 5:
        raise _not_socks(proxy)
    if method == 2 and named:
        await stream.write(b"\x01%c%b%c%b" % (len(name), name, len(password), password))
        if (await _exactly(stream, 2, proxy))[1] == 0:
            return
    if method != 0:
        fix = _CREDENTIALS_FIX.replace("http:", f"{proxy.scheme}:")
        raise ProxyFailed(f"The proxy {proxy} let nobody in.", hint=_CREDENTIALS, fix=fix)


def _address(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = host.encode("idna" if not host.isascii() else "ascii")
        if len(name) > _LONGEST_NAME:
            raise UnicodeError("a longer name than SOCKS can carry") from None
        return b"\x03%c%b" % (len(name), name)
    return (b"\x01" if address.version == 4 else b"\x04") + address.packed


async def _exactly(stream: httpcore.AsyncNetworkStream, count: int, proxy: Proxy) -> bytes:
    came = b""
    while len(came) < count:
        more = await stream.read(count - len(came))
        if not more:
            raise ProxyFailed(f"The proxy {proxy} ended the connection.", hint=_NOT_SOCKS)
        came += more
    return came


def _not_socks(proxy: Proxy) -> ProxyFailed:
    return ProxyFailed(f"What the proxy {proxy} sent is not SOCKS 5.", hint=_NOT_SOCKS)
