"""What a person is told when no answer comes, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.asking import ask, text
from tests.adapters.conftest import Certify, Serve, no_more_than
from workbench.adapters.http_transport import HttpTransport
from workbench.domain.errors import (
    ConnectFailed,
    ConnectionLost,
    NameNotResolved,
    ProtocolBroken,
    TimedOut,
    TlsFailed,
    TransportError,
    UsageError,
)
from workbench.domain.http import FileContent, Request
from workbench.engine.ports import Progress


async def failing(transport: HttpTransport, request: Request) -> TransportError:
    with pytest.raises(TransportError) as caught:
        await transport.send(request)
    assert caught.value.__cause__ is not None
    return caught.value


async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read and say nothing."""
    while await reader.read(65536):
        pass


async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Neither read nor answer until the other side has gone."""
    assert isinstance(writer.transport, asyncio.ReadTransport)
    writer.transport.pause_reading()
    await asyncio.Event().wait()


async def test_a_refused_connection_names_host_and_port(
    transport: HttpTransport, closed_port: int
) -> None:
    error = await failing(transport, ask(f"http://127.0.0.1:{closed_port}/x?secret=1"))
    assert isinstance(error, ConnectFailed)
    assert error.message == f"No connection to 127.0.0.1, port {closed_port}."
    assert "refused" in error.hint
    assert "workbench demo" in error.fix


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (socket.EAI_NONAME, "The name api.example.com has no address."),
        (socket.EAI_AGAIN, "The name api.example.com could not be looked up."),
    ],
)
async def test_a_name_without_address_is_told(
    number: int, said: str, transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unresolved(*_: object, **__: object) -> None:
        raise socket.gaierror(number, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)
    error = await failing(transport, ask("https://api.example.com/"))
    assert isinstance(error, NameNotResolved)
    assert error.message == said


async def test_a_server_that_never_answers_runs_into_the_timeout(
    serve: Serve, transport: HttpTransport
) -> None:
    server = await serve(never)
    error = await failing(transport, ask(server.origin, timeout=0.05))
    assert isinstance(error, TimedOut)
    assert error.message == f"No answer from 127.0.0.1, port {server.port}."
    assert "0.05 s" in error.hint


async def test_a_server_that_takes_nothing_runs_into_the_timeout(
    serve: Serve, transport: HttpTransport
) -> None:
    server = await serve(deaf)
    request = ask(server.origin, "POST", content=text("x" * 30_000_000), timeout=0.05)
    error = await failing(transport, request)
    assert isinstance(error, TimedOut)
    assert "stopped taking the request" in error.message


async def test_the_total_time_is_bounded_too(serve: Serve, transport: HttpTransport) -> None:
    server = await serve(never)
    error = await failing(transport, ask(server.origin, total_timeout=0.05))
    assert isinstance(error, TimedOut)
    assert error.hint == "total_timeout is 0.05 s."


async def test_a_handshake_that_hangs_runs_into_the_connect_timeout(
    serve: Serve, transport: HttpTransport, open_files: Callable[[], int]
) -> None:
    server = await serve(never)
    url = f"https://127.0.0.1:{server.port}/"
    error = await failing(transport, ask(url, connect_timeout=0.05))
    assert isinstance(error, TimedOut)
    assert "TLS handshake" in error.message


async def test_a_reset_is_told(serve: Serve, transport: HttpTransport) -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        raw: socket.socket = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    server = await serve(reset)
    error = await failing(transport, ask(server.origin))
    assert isinstance(error, ConnectionLost)
    assert "reset" in error.hint


async def test_an_end_without_an_answer_is_told(serve: Serve, transport: HttpTransport) -> None:
    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    server = await serve(leave)
    error = await failing(transport, ask(server.origin))
    assert isinstance(error, ConnectionLost)
    assert error.message.endswith("ended before an answer came.")


@pytest.mark.parametrize(
    ("sent", "hint"),
    [(b"SSH-2.0-OpenSSH_9.9\r\n\r\n", "SSH-2.0"), (b"\x15\x03\x01\x00\x02\x02\x46\r\n", "TLS")],
)
async def test_what_is_not_http_is_told(
    sent: bytes, hint: str, serve: Serve, transport: HttpTransport
) -> None:
    server = await serve(sent)
    error = await failing(transport, ask(server.origin))
    assert isinstance(error, ProtocolBroken)
    assert error.message == f"What 127.0.0.1, port {server.port}, sent is not HTTP."
    assert hint in error.hint


async def test_a_self_signed_certificate_is_refused_unless_it_is_known(
    serve: Serve, transport: HttpTransport, certify: Certify
) -> None:
    made = certify()
    server = await serve(tls=made.context)
    url = f"https://127.0.0.1:{server.port}/"
    error = await failing(transport, ask(url))
    assert isinstance(error, TlsFailed)
    assert error.message.endswith("is self-signed.")
    assert "ca_file" in error.fix
    known, timings = await transport.send(ask(url, ca_file=str(made.certificate)))
    assert known.status == 200
    assert timings.tls_ms is not None
    unverified, _ = await transport.send(ask(url, verify=False))
    assert unverified.status == 200
    again = await failing(transport, ask(url))
    assert isinstance(again, TlsFailed)


async def test_a_certificate_that_ended_or_is_for_another_address_is_told(
    serve: Serve, transport: HttpTransport, certify: Certify
) -> None:
    for made, said in (
        (certify(ended=True), "has expired."),
        (certify("192.0.2.1"), "is for another address."),
    ):
        server = await serve(tls=made.context)
        url = f"https://127.0.0.1:{server.port}/"
        error = await failing(transport, ask(url, ca_file=str(made.certificate)))
        assert isinstance(error, TlsFailed)
        assert error.message.endswith(said)


async def test_plain_http_behind_an_https_address_is_told(
    serve: Serve, transport: HttpTransport
) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    server = await serve(plain)
    error = await failing(transport, ask(f"https://127.0.0.1:{server.port}/"))
    assert isinstance(error, TlsFailed)
    assert "plain http" in error.hint


async def test_a_ca_file_that_is_none_is_told(transport: HttpTransport, tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("nothing")
    for name, said in (("no.pem", "no certificate"), ("gone.pem", "could not be read")):
        with pytest.raises(UsageError, match=said):
            await transport.send(ask("https://127.0.0.1:9/", ca_file=str(tmp_path / name)))


async def test_httpx_keeps_its_addresses_out_of_logs(
    serve: Serve, transport: HttpTransport, caplog: pytest.LogCaptureFixture
) -> None:
    server = await serve()
    with caplog.at_level(logging.DEBUG):
        await transport.send(ask(f"{server.origin}/?token=hidden"))
    assert "hidden" not in caplog.text
    assert not [each for each in caplog.records if each.name.startswith("http")]


async def cancel(task: asyncio.Task[object]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("moment", ["tls", "send", "wait", "receive"])
async def test_cancelling_leaves_no_task_and_no_file(
    moment: str,
    serve: Serve,
    transport: HttpTransport,
    tmp_path: Path,
    open_files: Callable[[], int],
) -> None:
    asked = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await never(reader, writer)

    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + bytes(2_000_000))
        await never(reader, writer)

    with (tmp_path / "big").open("wb") as big:
        big.truncate(200_000_000)
    server = await serve({"send": deaf, "wait": silent, "receive": half, "tls": never}[moment])
    scheme = "https" if moment == "tls" else "http"
    content = FileContent(str(tmp_path / "big")) if moment == "send" else text("")
    request = ask(f"{scheme}://127.0.0.1:{server.port}/", "POST", content=content)
    others = asyncio.all_tasks()
    before = open_files()
    seen: list[Progress] = []
    enough = asyncio.Event()

    def watch(progress: Progress) -> None:
        seen.append(progress)
        if progress.received > 0:
            enough.set()

    sending: asyncio.Task[object] = asyncio.create_task(transport.send(request, progress=watch))
    await server.reached.wait()
    if moment == "wait":
        await asked.wait()
    if moment == "receive":
        await enough.wait()
    await cancel(sending)
    if moment == "receive":
        held = seen[-1].response
        assert held is not None
        assert held.body.size > 0
        held.body.close()
    if moment == "tls":
        await server.ended.wait()
    assert await no_more_than(before + 1, open_files)  # the server's own end of the connection
    for _ in range(5):
        await asyncio.sleep(0)
    mine = {each for each in asyncio.all_tasks() - others if "converse" not in repr(each)}
    assert not mine


async def test_a_lookup_that_hangs_holds_up_neither_cancelling_nor_the_timeout(
    transport: HttpTransport, open_files: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    looking, answered = threading.Event(), threading.Event()

    def hanging(*_: object, flags: int = 0, **__: object) -> list[object]:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror(socket.EAI_NONAME, "a name")
        looking.set()
        answered.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    others, before = asyncio.all_tasks(), open_files()
    request = ask("http://api.example.com/")
    sending: asyncio.Task[object] = asyncio.create_task(transport.send(request))
    try:
        await asyncio.to_thread(looking.wait)
        await cancel(sending)
        error = await failing(transport, ask("http://api.example.com/", connect_timeout=0.05))
        assert isinstance(error, TimedOut)
        assert error.message == "The name api.example.com was not looked up in time."
        assert asyncio.all_tasks() == others
        assert open_files() == before
        lookups = [each for each in threading.enumerate() if each.name.startswith("lookup")]
        assert [each.daemon for each in lookups] == [True]  # both waited for one, which may hang on
    finally:
        answered.set()


async def test_after_cancelling_the_next_request_goes_through(
    serve: Serve, transport: HttpTransport
) -> None:
    first = True
    silent = asyncio.Event()

    async def once_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal first
        await reader.readuntil(b"\r\n\r\n")
        if first:
            first = False
            silent.set()
            await never(reader, writer)
            return
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    server = await serve(once_silent)
    sending: asyncio.Task[object] = asyncio.create_task(transport.send(ask(server.origin)))
    await silent.wait()
    await cancel(sending)
    response, _ = await transport.send(ask(server.origin))
    assert response.status == 200


async def test_a_failure_is_reported_with_the_phases_until_then(
    transport: HttpTransport, serve: Serve
) -> None:
    reports: list[Progress] = []
    server = await serve(never)
    request = ask(server.origin, timeout=0.05)
    with pytest.raises(TimedOut):
        await transport.send(request, progress=reports.append)
    last = reports[-1].timings
    assert last is not None
    assert last.connect_ms is not None
    assert last.send_ms is not None
    assert last.wait_ms is None
    assert last.total_ms >= 50
