"""A plain HTTP server on loopback that keeps all it hears, whatever asks it.

    with counting({"/refuse": lambda heard: (401, {}, b"no")}) as server: ...

Must not judge a request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

#: What is answered to a request as it was heard: status, headers, body. A `Content-Length` among
#: the headers is sent as it is, and the connection ends after the body.
Answer = Callable[[str], tuple[int, Mapping[str, str], bytes]]
TOKEN = b'{"access_token": "t0ken", "token_type": "Bearer", "expires_in": 60}'


@dataclass
class Counting:
    """A running server; `heard` has head and body of every request."""

    port: int
    heard: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def redirect(heard: str) -> tuple[int, Mapping[str, str], bytes]:
    """Redirect to the address that is the query."""
    return 307, {"Location": heard.split(" ", 2)[1].partition("?")[2]}, b""


def issue(heard: str) -> tuple[int, Mapping[str, str], bytes]:
    """Issue a token."""
    return 200, {"Content-Type": "application/json"}, TOKEN


@contextmanager
def counting(answers: Mapping[str, Answer] | None = None) -> Iterator[Counting]:
    """Start one; what `answers` says nothing about: `/away?URL` redirects, others are a token."""
    by_path = {"/away": redirect, **(answers or {})}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length).decode("utf-8", "replace")
            heard = f"{self.command} {self.path} \n{self.headers}\n{body}"
            counted.heard.append(heard)
            status, headers, content = by_path.get(self.path.partition("?")[0], issue)(heard)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" in headers:
                self.close_connection = True
            else:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815 (the names that the base class looks for)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        counted = Counting(server.server_address[1])
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield counted
        finally:
            server.shutdown()
            thread.join()
