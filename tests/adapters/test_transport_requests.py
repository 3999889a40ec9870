"""What arrives at a server, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.asking import ask, text
from tests.adapters.conftest import OK, Serve, no_more_than
from workbench.adapters.heads import target
from workbench.adapters.http_transport import HttpTransport
from workbench.domain.errors import UsageError
from workbench.domain.http import (
    ContentPart,
    FileContent,
    Header,
    MultipartContent,
    Request,
)
from workbench.domain.origin import Origin, origin_of
from workbench.domain.secret import Rendered, Secret
from workbench.engine.ports import Progress


async def test_nothing_is_sent_but_what_was_given(serve: Serve, transport: HttpTransport) -> None:
    server = await serve()
    headers = (("Host", "elsewhere.test"), ("x-Team", "a"), ("X-Team", "b"), ("Cookie", "c=1"))
    await transport.send(ask(f"{server.origin}/a", headers=headers))
    assert server.heard == [
        b"GET /a HTTP/1.1\r\nHost: elsewhere.test\r\nx-Team: a\r\nX-Team: b\r\nCookie: c=1\r\n\r\n"
    ]


async def test_host_and_length_are_added_where_they_are_missing(
    serve: Serve, transport: HttpTransport
) -> None:
    server = await serve()
    posted, _ = await transport.send(ask(server.origin, "POST", content=text("grüß")))
    again, _ = await transport.send(ask(server.origin, "PUT"))
    assert (posted.notes, again.notes, again.connection.reused) == ((), (), True)
    host = f"Host: 127.0.0.1:{server.port}\r\n".encode()
    assert server.heard == [
        b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 6\r\n\r\n" + "grüß".encode(),
        b"PUT / HTTP/1.1\r\n" + host + b"Content-Length: 0\r\n\r\n",
    ]


@pytest.mark.parametrize("method", ["get", "Purge", "M-SEARCH", "DELETE"])
async def test_a_method_travels_as_typed(
    method: str, serve: Serve, transport: HttpTransport
) -> None:
    server = await serve()
    await transport.send(ask(server.origin, method))
    assert server.heard[0].startswith(method.encode() + b" / HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", "/"),
        ("?a=1", "/?a=1"),
        ("/a/../b/./c", "/a/../b/./c"),
        ("/a%2Fb%20c%7e?q=%2B+%3d", "/a%2Fb%20c%7e?q=%2B+%3d"),
        ("/a//b/?&&a=&b", "/a//b/?&&a=&b"),
        ("/{x}|^`[]<>\"'", "/{x}|^`[]<>\"'"),
        ("/a#fragment", "/a"),
        ("/ü b", "/%C3%BC%20b"),
    ],
)
async def test_an_address_is_not_rewritten(
    path: str, line: str, serve: Serve, transport: HttpTransport
) -> None:
    server = await serve()
    await transport.send(ask(f"{server.origin}{path}"))
    assert server.heard[0].split(b"\r\n")[0] == f"GET {line} HTTP/1.1".encode()


def test_bytes_that_came_as_no_text_stay_those_bytes() -> None:
    assert target("http://h/a\udce9") == b"/a%E9"


async def test_secrets_and_non_ascii_text_travel_in_headers(
    serve: Serve, transport: HttpTransport
) -> None:
    server = await serve()
    value = Rendered.of("Bearer ", Secret("t0k€n"), " ")
    request = Request(
        "GET",
        Rendered.of(server.origin),
        origin_of(server.origin),
        (Header("Authorization", value), Header("X-Raw", Rendered.of("\udcff"))),
    )
    await transport.send(request)
    assert b"\r\nAuthorization: Bearer t0k\xe2\x82\xacn\r\nX-Raw: \xff\r\n" in server.heard[0]


async def test_an_address_that_leads_elsewhere_is_not_sent(
    serve: Serve, transport: HttpTransport
) -> None:
    server = await serve()
    request = ask(server.origin, origin=Origin("http", "127.0.0.1", server.port + 1))
    with pytest.raises(UsageError, match="leads elsewhere"):
        await transport.send(request)
    assert server.connections == 0


async def test_where_a_source_decides_the_origin_its_text_stands_for_it(
    serve: Serve, transport: HttpTransport
) -> None:
    server = await serve()
    origin = Origin("", "{{env:BASE}}", 0)
    response, _ = await transport.send(ask(f"{server.origin}/", origin=origin))
    assert response.status == 200


@pytest.mark.parametrize("address", ["/path", "ftp://127.0.0.1/", "http://a b/"])
async def test_what_is_no_http_address_is_refused(address: str, transport: HttpTransport) -> None:
    with pytest.raises(UsageError):
        await transport.send(ask(address, origin=Origin("", "x", 0)))


@pytest.mark.parametrize(
    "headers",
    [(("X-A", "one\r\nX-B: two"),), (("X A", "1"),), (("X-Ü", "1"),), (("X-A", "a\x00b"),)],
)
async def test_a_header_that_http_cannot_carry_is_refused_without_its_value(
    headers: tuple[tuple[str, str], ...], serve: Serve, transport: HttpTransport
) -> None:
    server = await serve()
    with pytest.raises(UsageError) as caught:
        await transport.send(ask(server.origin, headers=headers))
    assert "two" not in caught.value.message + caught.value.hint + caught.value.fix
    assert server.heard == []


async def test_a_wrong_length_is_told(serve: Serve, transport: HttpTransport) -> None:
    server = await serve()
    request = ask(server.origin, "POST", (("Content-Length", "9"),), text("four"))
    with pytest.raises(UsageError) as caught:
        await transport.send(request)
    assert "Content-Length" in caught.value.hint


async def test_a_file_is_streamed_with_its_length(
    serve: Serve, transport: HttpTransport, tmp_path: Path, open_files: Callable[[], int]
) -> None:
    server = await serve()
    content = bytes(range(256)) * 3000
    (tmp_path / "body.bin").write_bytes(content)
    seen: list[Progress] = []
    before = open_files()
    request = ask(server.origin, "POST", content=FileContent(str(tmp_path / "body.bin")))
    await transport.send(request, progress=seen.append)
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert b"Content-Length: 768000" in head
    assert body == content
    assert (seen[-1].sent, seen[-1].to_send) == (768000, 768000)
    await transport.close()
    assert await no_more_than(before, open_files)


async def test_chunked_framing_is_used_when_asked_for(
    serve: Serve, transport: HttpTransport
) -> None:
    heard = bytearray()

    async def until_last_chunk(reader, writer) -> None:  # type: ignore[no-untyped-def] # a handler
        heard.extend(await reader.readuntil(b"0\r\n\r\n"))
        writer.write(OK)

    server = await serve(until_last_chunk)
    headers = (("Transfer-Encoding", "chunked"),)
    await transport.send(ask(server.origin, "POST", headers, text("hello")))
    assert bytes(heard).endswith(b"\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    assert b"Content-Length" not in heard


async def test_multipart_parts_are_framed_and_measured(
    serve: Serve, transport: HttpTransport, tmp_path: Path
) -> None:
    server = await serve()
    (tmp_path / "a.bin").write_bytes(b"\x00\xff")
    parts = (
        ContentPart(Rendered.of('Content-Disposition: form-data; name="a"'), text("1")),
        ContentPart(Rendered.of("X: y"), FileContent(str(tmp_path / "a.bin"))),
    )
    await transport.send(ask(server.origin, "POST", content=MultipartContent("bb", parts)))
    assert server.heard[0].partition(b"\r\n\r\n")[2] == (
        b'--bb\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        b"--bb\r\nX: y\r\n\r\n\x00\xff\r\n--bb--\r\n"
    )


async def test_a_named_pipe_and_a_missing_file_are_no_body(
    serve: Serve, transport: HttpTransport, tmp_path: Path, open_files: Callable[[], int]
) -> None:
    import os

    server = await serve()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "there").write_text("x")
    before = open_files()
    for name, said in (("pipe", "could not be read"), ("gone", "could not be read")):
        parts = tuple(
            ContentPart(Rendered.of("X: y"), FileContent(str(tmp_path / each)))
            for each in ("there", name)
        )
        with pytest.raises(UsageError, match=said):
            await transport.send(ask(server.origin, "POST", content=MultipartContent("b", parts)))
    assert open_files() == before
    assert server.connections == 0


async def test_one_connection_is_kept_for_each_environment(
    serve: Serve, transport: HttpTransport
) -> None:
    server = await serve()
    for environment in (None, None, "staging", "staging", None):
        await transport.send(ask(server.origin), environment=environment)
    assert server.connections == 2


async def test_proxies_of_the_environment_are_not_used(
    serve: Serve, transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, proxy = await serve(), await serve()
    monkeypatch.setenv("http_proxy", proxy.origin)
    monkeypatch.setenv("ALL_PROXY", proxy.origin)
    await transport.send(ask(server.origin))
    assert (server.connections, proxy.connections) == (1, 0)
