"""Requests as curl commands; curl itself is the judge where the machine has it."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from workbench.domain.http import (
    Content,
    ContentPart,
    FileContent,
    Header,
    HeaderOrigin,
    MultipartContent,
    NoContent,
    Request,
    TextContent,
)
from workbench.domain.origin import origin_of
from workbench.domain.secret import MASK, Rendered, Secret
from workbench.domain.settings import Settings
from workbench.formats.curl import dump

NOTHING = NoContent()
UNSAID = Settings()


def request(
    content: Content = NOTHING,
    *headers: tuple[str, str],
    method: str = "GET",
    url: str = "https://api.example.com/v1",
    settings: Settings = UNSAID,
) -> Request:
    return Request(
        method,
        Rendered.of(url),
        origin_of(url),
        tuple(Header(name, Rendered.of(value)) for name, value in headers),
        content,
        settings,
    )


def text(value: str) -> TextContent:
    return TextContent(Rendered.of(value))


def test_a_get_needs_nothing_but_its_address() -> None:
    assert dump(request()) == "curl https://api.example.com/v1"


def test_an_option_stands_on_a_line_of_its_own() -> None:
    made = request(text('{"a": 1}'), ("Content-Type", "application/json"), method="PUT")
    assert dump(made) == (
        "curl https://api.example.com/v1 \\\n"
        "  --request PUT \\\n"
        "  --header 'Content-Type: application/json' \\\n"
        "  --data-binary '{\"a\": 1}'"
    )


def test_a_method_is_named_only_where_curl_would_choose_another() -> None:
    assert "--request" not in dump(request(text("x"), method="POST"))
    assert "--request POST" in dump(request(method="POST"))
    assert "--request GET" in dump(request(text("x")))
    assert "--head" in dump(request(method="HEAD"))
    assert "--request get" in dump(request(method="get"))


def test_what_curl_says_by_itself_is_not_repeated() -> None:
    own = tuple(
        Header(name, Rendered.of(value), HeaderOrigin.CLIENT)
        for name, value in [("Host", "x"), ("User-Agent", "workbench/1"), ("Accept", "*/*")]
    )
    made = Request("GET", Rendered.of("https://x"), origin_of("https://x"), own)
    assert dump(made) == "curl https://x \\\n  --header 'User-Agent: workbench/1'"
    asked = (*own, Header("Accept-Encoding", Rendered.of("gzip"), HeaderOrigin.CLIENT))
    made = Request("GET", Rendered.of("https://x"), origin_of("https://x"), asked)
    assert dump(made).endswith("  --header 'Accept-Encoding: gzip' \\\n  --compressed")


def test_secrets_are_masked_unless_shown() -> None:
    secret = Header("Authorization", Rendered.of("Bearer ", Secret("t0ken")), HeaderOrigin.PRESET)
    made = Request("GET", Rendered.of("https://x"), origin_of("https://x"), (secret,))
    assert MASK in dump(made)
    assert "t0ken" not in dump(made)
    assert "'Authorization: Bearer t0ken'" in dump(made, show=Rendered.reveal)


def test_what_curl_would_read_as_more_than_one_address_stays_one() -> None:
    assert "--globoff" in dump(request(url="https://x/a?ids[]=1"))
    assert "--path-as-is" in dump(request(url="https://x/a/../b"))


def test_certificates_are_verified_unless_the_request_does_not() -> None:
    assert "--insecure" in dump(request(settings=Settings(verify=False)))


@pytest.mark.parametrize(
    "hidden", ["\x1b[2J", "\x07", "\t", "\r", "\u202e", "\u2066", "\x9b", "\0"]
)
def test_nothing_unseen_stands_raw_in_a_command(hidden: str) -> None:
    made = request(text(f"it's {hidden}\\"), ("X", f"a{hidden}b"), url="https://x/")
    assert hidden not in dump(made)


@pytest.mark.parametrize("value", ["$(id)", "`id`", "'; id; '", "!!", "a\nb", "\\", '"', "-x"])
def test_a_shell_runs_nothing_of_a_value(value: str) -> None:
    made = request(text(value), ("X", value), url="https://x/")
    words = shlex.split(dump(made).replace(" \\\n  ", " "))
    assert words == [
        "curl",
        "https://x/",
        "--request",
        "GET",
        "--header",
        f"X: {value}",
        "--header",
        "Content-Type:",
        "--data-binary",
        value,
    ]


class _Received(BaseHTTPRequestHandler):
    """Keeps what arrived."""

    arrived: dict[str, Any]

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        type(self).arrived = {
            "method": self.command,
            "target": self.path,
            "headers": self.headers.items(),
            "body": self.rfile.read(length),
        }
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Listener:
    """A server on loopback that keeps the last request, and a shell to send from."""

    def __init__(self, url: str, received: type[_Received]) -> None:
        self.url = url
        self._received = received

    def run(self, command: str, directory: Path) -> dict[str, Any]:
        shell = shutil.which("bash") or "sh"
        line = command.replace("curl ", "curl --silent --show-error --noproxy '*' ", 1)
        subprocess.run([shell, "-c", line], check=True, timeout=20, cwd=directory)
        return self._received.arrived


@pytest.fixture
def listener() -> Iterator[Listener]:
    if not shutil.which("curl") or not shutil.which("bash"):
        pytest.skip("curl or bash is not here")
    answer = _Received.do_POST
    received = type(
        "Received",
        (_Received,),
        {
            "arrived": {},
            "do_GET": answer,
            "do_PUT": answer,
            "do_DELETE": answer,
            "do_QUERY": answer,
        },
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), received)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield Listener(f"http://127.0.0.1:{server.server_address[1]}", received)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", "/v1?q=a%20b&c=[1]&d={e}", None),
        ("DELETE", "/a/../b/./c", None),
        ("QUERY", "/", '{"a": "it\'s"}\n\n'),
        ("POST", "/", "@/etc/hosts"),
        ("PUT", "/", "tab\t esc \x1b[2J bell \x07 \r\n back\\slash é \u202e 😀 100%"),
        ("POST", "/", "nul \0 %s %% \\n \\0 'quoted' \x01"),
        ("POST", "/", " \n leading and trailing \n "),
    ],
)
def test_curl_sends_what_the_request_says(
    listener: Listener, tmp_path: Path, method: str, target: str, body: str | None
) -> None:
    headers = (("X-One", "1"), ("x-one", "it's; $(2)"), ("X-Empty", ""), ("Accept", "text/plain"))
    content = NoContent() if body is None else text(body)
    made = request(content, *headers, method=method, url=listener.url + target)
    arrived = listener.run(dump(made), tmp_path)
    assert (arrived["method"], arrived["target"]) == (method, target)
    assert arrived["body"] == (body or "").encode()
    sent = [
        pair for pair in arrived["headers"] if pair[0].lower() in {"x-one", "x-empty", "accept"}
    ]
    assert sent == list(headers)
    assert "Content-Type" not in dict(arrived["headers"])


def test_curl_sends_the_bytes_of_a_file(listener: Listener, tmp_path: Path) -> None:
    path = tmp_path / 'it\'s a "file".bin'
    path.write_bytes(b"\x00\xff\r\n@")
    made = request(
        FileContent(str(path)), ("Content-Type", "a/b"), method="POST", url=listener.url + "/"
    )
    arrived = listener.run(dump(made), tmp_path)
    assert arrived["body"] == b"\x00\xff\r\n@"
    assert dict(arrived["headers"])["Content-Type"] == "a/b"


def test_curl_sends_the_parts_of_a_multipart_body(listener: Listener, tmp_path: Path) -> None:
    path = tmp_path / 'it\'s; "one".png'
    path.write_bytes(b"\x89PNG")
    form = 'Content-Disposition: form-data; name="{}"'
    heads = [
        form.format("plain"),
        form.format("at") + "\r\nContent-Type: application/json",
        form.format("photo") + '; filename="me.png"\r\nContent-Type: image/png',
    ]
    contents: list[TextContent | FileContent] = [
        text('a;b\n"c\\'),
        text("@not-a-file"),
        FileContent(str(path)),
    ]
    parts = tuple(
        ContentPart(Rendered.of(head), content)
        for head, content in zip(heads, contents, strict=True)
    )
    made = request(
        MultipartContent("b0undary", parts),
        ("Content-Type", "multipart/form-data; boundary=b0undary"),
        method="POST",
        url=listener.url + "/",
    )
    arrived = listener.run(dump(made), tmp_path)
    boundary = dict(arrived["headers"])["Content-Type"].split("boundary=")[1].encode()
    pieces = arrived["body"].split(b"--" + boundary)[1:-1]
    bodies = [b'a;b\n"c\\', b"@not-a-file", b"\x89PNG"]
    assert pieces == [
        b"\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n"
        for head, body in zip(heads, bodies, strict=True)
    ]
