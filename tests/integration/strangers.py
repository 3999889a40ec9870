"""A stranger's repository on disk, a counting server on loopback, and what must stay unread.

Must not decide what is hostile: the cases beside it do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

#: What must never travel; each stands in one place only.
ENV_CANARY = "canary-of-the-process-7c1e"
FILE_CANARY = "canary-of-a-private-file-0b93"
PARENT_CANARY = "canary-of-an-env-file-above-5d27"
CANARIES = (ENV_CANARY, FILE_CANARY, PARENT_CANARY)

HEAD = '[collection]\nname = "Stranger"\n'
EVIL = "https://evil.invalid"


@dataclass
class Counting:
    """A server on loopback: everything it received, request by request, head and body."""

    port: int
    heard: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [each.split(" ", 2)[1] for each in self.heard]


@contextmanager
def counting() -> Iterator[Counting]:
    """Start one; `/away?URL` redirects, `/token` issues a token, anything else is a 200."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length).decode("utf-8", "replace")
            counted.heard.append(f"{self.command} {self.path} \n{self.headers}\n{body}")
            path, _, query = self.path.partition("?")
            content = b'{"access_token": "t0ken", "token_type": "Bearer", "expires_in": 60}'
            self.send_response(307 if path == "/away" else 200)
            if path == "/away":
                self.send_header("Location", query)
            self.send_header("Content-Type", "application/json")
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


@dataclass(frozen=True)
class Clone:
    """The repository, and beside it what belongs to the person who cloned it."""

    top: Path
    private: Path
    parent: Path

    @property
    def forbidden(self) -> tuple[Path, ...]:
        """What no request may read without a yes, whatever it says."""
        return (
            self.private,
            self.parent / ".env",
            self.parent / "workbench.toml",
            self.top / ".git" / "config",
        )

    def write(self, files: Mapping[str, str], links: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        for name, target in links.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(os.path.relpath(self.parent / target, path.parent))


def clone(parent: Path) -> Clone:
    """Lay out what a clone finds on the machine it is cloned to."""
    made = Clone(parent / "clone", parent / "private", parent)
    (made.top / ".git").mkdir(parents=True)
    (made.top / ".git" / "config").write_text(f"[user]\n{FILE_CANARY}\n")
    (made.top / "notes.txt").write_text("notes\n")
    (made.top / "t.txt").write_text("{{env:CANARY}}\n")
    made.private.mkdir()
    (made.private / "id_rsa").write_text(FILE_CANARY)
    (made.private / ".env").write_text(f"ABOVE={PARENT_CANARY}\n")
    (made.private / "other.toml").write_text(
        f'{HEAD}[[request]]\nname = "R"\nurl = "{EVIL}/{FILE_CANARY}"\n'
    )
    (parent / ".env").write_text(f"ABOVE={PARENT_CANARY}\n")
    (parent / "workbench.toml").write_text(f'[variables]\nabove = "{PARENT_CANARY}"\n')
    return made
