"""The practice server as a process: where it listens, what it prints, how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

import workbench.demo
from tests.support.practice import ROOT, PracticeServer, launch
from workbench.demo.server import listen
from workbench.demo.switches import MEANINGS, Switches


def talk(server: PracticeServer, sent: bytes) -> bytes:
    """Send bytes on one connection and return all that comes until it closes."""
    address = ("127.0.0.1", urlsplit(server.issuer).port or 0)
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workbench.demo", *options]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


def test_the_json_line_names_every_place_and_client(server: PracticeServer) -> None:
    assert server.issuer.startswith("http://127.0.0.1:")
    assert server.token_url == f"{server.issuer}/oauth/token"
    assert server.api_url == f"{server.issuer}/api"
    fast = server.clients[0]
    assert fast["client_id"] == "practice-fast"
    assert fast["client_authentication"] == "client_secret_basic"
    assert (fast["lifetime_s"], "write:orders" in fast["scope"].split()) == (45, True)
    assert {"practice-hour", "practice-opaque", "practice-body", "practice-basic"} <= {
        each["client_id"] for each in server.clients
    }


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", ""])
def test_another_host_is_misdirected(server: PracticeServer, host: str) -> None:
    answer = server.http.get(f"{server.issuer}/practice/counters", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.json()["error"] == "misdirected_request"


def test_localhost_is_the_same_server(server: PracticeServer) -> None:
    port = urlsplit(server.issuer).port
    answer = server.http.get(f"{server.issuer}/health", headers={"Host": f"localhost:{port}"})
    assert answer.status_code == 204


def test_it_listens_on_loopback_only(server: PracticeServer) -> None:
    port = urlsplit(server.issuer).port or 0
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.2" if sys.platform == "linux" else "0.0.0.0", port))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/2.0\r\n\r\n", b"505"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", b"431"),
    ],
)
def test_what_is_no_http_is_refused_in_words(
    server: PracticeServer, sent: bytes, status: bytes
) -> None:
    with contextlib.suppress(ConnectionError):
        assert talk(server, sent).startswith(b"HTTP/1.1 " + status)
    assert server.http.get(f"{server.issuer}/health").status_code == 204


def test_one_connection_carries_many_requests(server: PracticeServer) -> None:
    host = server.issuer.removeprefix("http://").encode()
    one = b"GET /health HTTP/1.1\r\nHost: " + host + b"\r\n\r\n"
    last = b"GET /health HTTP/1.0\r\nHost: " + host + b"\r\n\r\n"
    assert talk(server, one * 3 + last).count(b"HTTP/1.1 204") == 4


async def test_a_thousand_connections_are_answered(server: PracticeServer) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    host = server.issuer.removeprefix("http://")
    port = urlsplit(server.issuer).port
    pairs = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", port) for _ in range(1000)))
    for _, writer in pairs:
        writer.write(f"GET /health HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    heads = await asyncio.gather(*(reader.readuntil(b"\r\n\r\n") for reader, _ in pairs))
    for _, writer in pairs:
        writer.close()
    assert all(head.startswith(b"HTTP/1.1 204") for head in heads)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_with_a_connection_open(number: signal.Signals) -> None:
    with launch(["--port", "0", "--json"]) as server:
        assert server.http.get(f"{server.issuer}/health").status_code == 204
        assert server.collection.is_file()
        server.process.send_signal(number)
        assert server.process.wait(timeout=10) == 0
        assert server.process.stderr is not None
        assert server.process.stderr.read() == b""
    assert not server.workspace.exists()


def test_it_ends_when_its_stdin_closes() -> None:
    with launch(["--port", "0", "--json", "--until-stdin-closes"]) as server:
        assert server.process.stdin is not None
        server.process.stdin.close()
        assert server.process.wait(timeout=10) == 0


def test_without_a_port_the_next_free_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        first = taken.getsockname()[1]
        monkeypatch.setattr("workbench.demo.server.FIRST_PORT", first)
        with listen(None) as listener:
            host, port = listener.getsockname()
    assert host == "127.0.0.1"
    assert first < port < first + 100


def test_people_are_told_where_everything_is() -> None:
    command = [sys.executable, "-m", "workbench.demo", "--port", "0", "--until-stdin-closes"]
    ended = subprocess.run(
        command, cwd=ROOT, input="", capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 0
    assert ended.stdout.startswith("The practice server listens on http://127.0.0.1:")
    assert "practice.toml" in ended.stdout


def test_it_imports_no_other_room_and_no_client() -> None:
    listed = subprocess.run(
        [sys.executable, "-c", "import sys, workbench.demo.__main__; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()
    rooms = {".".join(name.split(".")[:2]) for name in listed if name.startswith("workbench.")}
    assert rooms == {"workbench.demo"}
    assert not {"httpx", "textual", "rich", "click"} & set(listed)


def test_a_taken_port_is_named(server: PracticeServer) -> None:
    port = str(urlsplit(server.issuer).port)
    ended = run("--port", port)
    assert ended.returncode == 2
    assert ended.stderr == f"Port {port} is taken or not allowed. --port 0 takes any free one.\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--switch", "tokn_json=415"], "No switch is called tokn_json"),
        (["--switch", "token_json=418"], "token_json is one of invalid_request, 415"),
        (["--client", "{}"], "--client is a JSON object with a client_id"),
        (["--client", '{"client_id": "a", "colour": 1}'], "--client has no colour"),
        (["--latency-ms", "soon"], "could not convert"),
        (["--latency-ms", "80,20"], "--latency-ms is two numbers, the lower one first"),
    ],
)
def test_wrong_options_are_said_to_be_wrong(options: list[str], words: str) -> None:
    ended = run(*options)
    assert ended.returncode == 2
    assert words in ended.stderr


def test_every_switch_and_value_is_documented() -> None:
    text = workbench.demo.__doc__ or ""
    helped = run("--help").stdout
    switches = Switches()
    for switch, table in MEANINGS.items():
        assert f"{switch}: {' | '.join(table)}" in text or f"{switch}: N" in text
        assert f"  {switch}\n" in helped
        assert switches[switch] in {next(iter(table)), "0"}
