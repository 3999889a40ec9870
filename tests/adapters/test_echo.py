"""What reached httpbin, in its own words: methods, headers, bodies, codings, cookies, redirects."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpbin import app
from werkzeug.serving import WSGIRequestHandler, make_server

from workbench.assembly import Workbench
from workbench.cli.options import HeadlessAgent
from workbench.domain.http import Exchange
from workbench.domain.workspace import RequestRef


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def httpbin() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


async def sent(directory: Path, *requests: str) -> list[Exchange]:
    """The exchanges of requests of one collection, sent in order."""
    path = directory / "echo.toml"
    named = [f'[[request]]\nname = "{number}"\n{each}' for number, each in enumerate(requests)]
    path.write_text("\n".join(['[collection]\nname = "Echo"', *named]), "utf-8")
    workbench = Workbench.open(str(path), agent=HeadlessAgent())
    try:
        return [
            await workbench.send(RequestRef(str(path), str(number)))
            for number in range(len(requests))
        ]
    finally:
        await workbench.close()


def body_of(exchange: Exchange) -> bytes:
    assert exchange.error is None, exchange.error
    assert exchange.response is not None
    assert exchange.response.incomplete == ""
    return exchange.response.body.read(0, exchange.response.body.size)


async def echoed(directory: Path, request: str) -> dict[str, Any]:
    (exchange,) = await sent(directory, request)
    said: dict[str, Any] = json.loads(body_of(exchange))
    return said


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"])
async def test_methods_arrive(method: str, httpbin: str, tmp_path: Path) -> None:
    said = await echoed(tmp_path, f'method = "{method}"\nurl = "{httpbin}/anything/x"')
    assert (said["method"], said["url"]) == (method, f"{httpbin}/anything/x")


async def test_headers_arrive_as_they_stand(httpbin: str, tmp_path: Path) -> None:
    said = await echoed(
        tmp_path,
        f'url = "{httpbin}/headers"\n[request.headers]\nX-Team = "a  b; \\"c\\""\n'
        'X-Text = "grüß"\nAccept = { enabled = false }\nUser-Agent = "me/1"',
    )
    headers = said["headers"]
    assert headers["X-Team"] == 'a  b; "c"'
    assert headers["X-Text"].encode("latin-1").decode() == "grüß"
    assert headers["User-Agent"] == "me/1"
    assert "Accept" not in headers
    assert headers["Accept-Encoding"] == "gzip, deflate, br, zstd"


async def test_a_query_arrives_as_written_and_as_rows(httpbin: str, tmp_path: Path) -> None:
    said = await echoed(
        tmp_path,
        f'url = "{httpbin}/anything/a%2Fb/../c?x=1&x=%20+"\n[request.query]\ny = ["&", "ü"]',
    )
    assert said["args"] == {"x": ["1", "  "], "y": ["&", "ü"]}
    # Werkzeug decodes the path before httpbin builds the address again.
    assert "/../c?x=1&x=" in said["url"]


BODIES = [
    ('type = "json"\ntext = \'{"a": "ü\\r\\n "}\'', '{"a": "ü\\r\\n "}', "application/json"),
    ('type = "text"\ntext = "a  \\r\\n\\tb  \\n"', "a  \r\n\tb  \n", "text/plain; charset=utf-8"),
    ('type = "xml"\ntext = "<a>é</a>"', "<a>é</a>", "application/xml"),
]


@pytest.mark.parametrize(("body", "bytes_sent", "kind"), BODIES)
async def test_text_bodies_arrive_byte_for_byte(
    body: str, bytes_sent: str, kind: str, httpbin: str, tmp_path: Path
) -> None:
    said = await echoed(
        tmp_path, f'method = "POST"\nurl = "{httpbin}/anything"\n[request.body]\n{body}'
    )
    assert said["data"] == bytes_sent
    assert said["headers"]["Content-Type"] == kind
    assert said["headers"]["Content-Length"] == str(len(bytes_sent.encode()))


async def test_a_form_arrives(httpbin: str, tmp_path: Path) -> None:
    said = await echoed(
        tmp_path,
        f'method = "POST"\nurl = "{httpbin}/anything"\n[request.body]\ntype = "form"\n'
        '[request.body.form]\na = "b c&=+"\n"ü" = ["1", "2"]',
    )
    assert said["form"] == {"a": "b c&=+", "ü": ["1", "2"]}


async def test_a_file_and_parts_arrive(httpbin: str, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    said = await echoed(
        tmp_path,
        f'method = "POST"\nurl = "{httpbin}/anything"\n[request.body]\ntype = "multipart"\n'
        '[[request.body.part]]\nname = "text"\nvalue = "a\\r\\nb"\n'
        '[[request.body.part]]\nname = "file"\nfile = "a.bin"\nfilename = "ä\\".bin"',
    )
    assert said["form"] == {"text": "a\r\nb"}
    (content,) = said["files"].values()
    assert content.startswith("data:application/octet-stream;base64,AAECAwQF")
    whole = await echoed(
        tmp_path,
        f'method = "PUT"\nurl = "{httpbin}/anything"\n'
        '[request.body]\ntype = "file"\nfile = "a.bin"',
    )
    assert whole["data"].startswith("data:application/octet-stream;base64,AAECAwQF")


@pytest.mark.parametrize(
    ("coding", "member"), [("gzip", "gzipped"), ("deflate", "deflated"), ("brotli", "brotli")]
)
async def test_codings_are_undone(coding: str, member: str, httpbin: str, tmp_path: Path) -> None:
    said = await echoed(tmp_path, f'url = "{httpbin}/{coding}"')
    assert (
        said[
            "brotli"
            if coding == "brotli"
            else coding.replace("gzip", "gzipped").replace("deflate", "deflated")
        ]
        is True
    )


async def test_bytes_and_streams_arrive_whole(httpbin: str, tmp_path: Path) -> None:
    exchanges = await sent(
        tmp_path,
        f'url = "{httpbin}/bytes/70000?seed=1"',
        f'url = "{httpbin}/stream-bytes/70000?seed=1"',
        f'url = "{httpbin}/status/418"',
    )
    assert body_of(exchanges[0]) == body_of(exchanges[1])
    assert len(body_of(exchanges[0])) == 70000
    assert exchanges[2].response is not None
    assert exchanges[2].response.status == 418


async def test_cookies_are_kept_sent_and_removed(httpbin: str, tmp_path: Path) -> None:
    exchanges = await sent(
        tmp_path,
        f'url = "{httpbin}/cookies/set?a=1&b=2"',
        f'url = "{httpbin}/cookies"',
        f'url = "{httpbin}/cookies/delete?a"',
        f'url = "{httpbin}/cookies"\n[request.settings]\ncookies = false',
    )
    said = [json.loads(body_of(each))["cookies"] for each in exchanges]
    assert said == [{"a": "1", "b": "2"}, {"a": "1", "b": "2"}, {"b": "2"}, {}]


@pytest.mark.parametrize(
    ("path", "steps", "method"),
    [
        ("redirect/3", 4, "GET"),
        ("absolute-redirect/3", 4, "GET"),
        ("redirect-to?url=/anything&status_code=302", 2, "GET"),
        ("redirect-to?url=/anything&status_code=307", 2, "POST"),
    ],
)
async def test_redirects_are_followed_as_a_chain(
    path: str, steps: int, method: str, httpbin: str, tmp_path: Path
) -> None:
    asked = "POST" if "redirect-to" in path else "GET"
    (exchange,) = await sent(tmp_path, f'method = "{asked}"\nurl = "{httpbin}/{path}"')
    assert len(exchange.steps) == steps
    said = json.loads(body_of(exchange))
    assert said.get("method", "GET") == method


async def test_basic_and_bearer_are_believed(httpbin: str, tmp_path: Path) -> None:
    exchanges = await sent(
        tmp_path,
        f'url = "{httpbin}/basic-auth/me/p%20w"\n'
        'auth = { type = "basic", username = "me", password = "p w" }',
        f'url = "{httpbin}/bearer"\nauth = {{ type = "bearer", token = "t0ken" }}',
    )
    assert json.loads(body_of(exchanges[0]))["authenticated"] is True
    assert json.loads(body_of(exchanges[1]))["token"] == "t0ken"
