"""Exchanges with servers that run: the practice server and two that other projects wrote.

A case is sent by the assembled workbench, diagnosed, tried, and its fix, if any, is made and sent.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from tests.support import practice
from tests.support.foreign import ForeignClient, ForeignServer
from tests.support.practice import ROOT, PracticeServer
from workbench.assembly import Workbench
from workbench.cli.options import HeadlessAgent
from workbench.domain.http import Exchange
from workbench.domain.workspace import RequestRef
from workbench.engine.diagnosis import Evidence, Finding

#: A secret that HTTP Basic has to encode.
DIFFICULT = "s3cret+/%: é"
PLAIN = "plain-secret-0123456789"


@dataclass(frozen=True)
class Live:
    """One case: what is changed of the preset `them` and the request `Get`.

    `{url}`, `{host}`, `{token}`, `{authorize}`, `{api}` in a text are the server's addresses.
    `kind` None means that nothing may be found. `undecidable` marks a failure that no answer
    tells apart.
    """

    id: str
    kind: str | None
    server: str
    client: str = "any"
    secret: str | None = None
    preset: Mapping[str, Any] = field(default_factory=dict)
    request: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    bearer: str = ""
    switches: Mapping[str, str | int] = field(default_factory=dict)
    undecidable: bool = False

    def __str__(self) -> str:
        return f"{self.server}: {self.id}"


@dataclass(frozen=True)
class Served:
    """A running server's addresses and the secrets of its clients."""

    url: str
    token: str
    authorize: str
    api: str
    secrets: Mapping[str, str]
    practice: PracticeServer | None = None

    @property
    def host(self) -> str:
        """Host and port."""
        return self.url.partition("://")[2]

    @contextlib.contextmanager
    def switched(self, case: Live) -> Iterator[None]:
        """Set the switches of a case for the block."""
        if self.practice is None or not case.switches:
            yield
            return
        with self.practice.switched(**case.switches):
            yield

    def filled(self, value: Any) -> Any:
        """A value with the addresses in it."""
        if isinstance(value, str):
            for name in ("url", "token", "authorize", "api", "host"):
                value = value.replace(f"{{{name}}}", getattr(self, name))
            return value
        if isinstance(value, Mapping):
            return {name: self.filled(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.filled(each) for each in value]
        return value


@dataclass(frozen=True)
class Outcome:
    """What came of a case: findings before and after trying, and the status after the fix."""

    exchange: Exchange
    evidence: Evidence
    before: tuple[Finding, ...]
    after: tuple[Finding, ...]
    fixed: int | None = None


def document(case: Live, served: Served) -> dict[str, Any]:
    """The collection of a case."""
    preset = {
        "type": "oauth2",
        "grant": "client_credentials",
        "token_url": served.token,
        "client_id": case.client,
        "client_secret": "{{env:THEIR_SECRET}}",
        "scope": "read",
        **served.filled(dict(case.preset)),
    }
    preset = {name: value for name, value in preset.items() if value != ""}
    request = {
        "name": "Get",
        "url": f"{served.api}/things",
        "auth": "them",
        **served.filled(dict(case.request)),
    }
    presets = {"them": preset, **served.filled(dict(case.more))}
    if case.bearer:
        presets["pasted"] = {"type": "bearer", "token": "{{env:PASTED}}"}
        request["auth"] = "pasted"
    return {"collection": {"name": "Live"}, "auth": presets, "request": [request]}


async def outcome(case: Live, served: Served, directory: Path) -> Outcome:
    """What comes of a case, with the server as the case wants it."""
    with served.switched(case):
        return await _outcome(case, served, directory)


async def _outcome(case: Live, served: Served, directory: Path) -> Outcome:
    """Send, diagnose, try, and make the first fix and send again."""
    path = directory / "live.toml"
    path.write_text(tomli_w.dumps(document(case, served)), "utf-8")
    secret = served.secrets.get(case.client, "") if case.secret is None else case.secret
    values = {"THEIR_SECRET": secret, "PASTED": case.bearer}
    lines = [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    (directory / ".env").write_text("\n".join(lines) + "\n", "utf-8")
    workbench = Workbench.open(str(path), agent=HeadlessAgent())
    ref = RequestRef(str(path), "Get")
    try:
        exchange = await workbench.send(ref)
        diagnosing = workbench.diagnosing(ref)
        before = diagnosing.findings(exchange)
        after = await diagnosing.after_trying(exchange)
        evidence = diagnosing.evidence(exchange)
        fixed = None
        fix = after[0].fix if after else None
        if fix is not None:
            workbench.apply(fix)
            again = await workbench.send(ref)
            fixed = again.response.status if again.response else 0
        return Outcome(exchange, evidence, before, after, fixed)
    finally:
        await workbench.close()


@contextlib.contextmanager
def practising(clients: Sequence[Mapping[str, Any]]) -> Iterator[Served]:
    """The practice server, with more clients."""
    with practice.start(clients=clients) as server:
        yield Served(
            server.issuer,
            server.token_url,
            server.authorization_url,
            server.api_url,
            {str(each["client_id"]): str(each["client_secret"]) for each in server.clients},
            server,
        )


@contextlib.contextmanager
def authlib() -> Iterator[Served]:
    """Authlib's authorization server and API."""
    clients = (
        ForeignClient("any", DIFFICULT, "any", scopes=("read", "write")),
        ForeignClient("basic", PLAIN, "client_secret_basic", scopes=("read", "write")),
        ForeignClient("post", PLAIN, "client_secret_post", scopes=("read", "write")),
        ForeignClient("coder", PLAIN, "any", grants=("authorization_code",)),
    )
    with ForeignServer(clients) as server:
        yield Served(
            server.url,
            f"{server.url}/oauth/token",
            f"{server.url}/oauth/authorize",
            f"{server.url}/api",
            {each.client_id: each.client_secret for each in clients},
        )


@contextlib.contextmanager
def toolkit() -> Iterator[Served]:
    """django-oauth-toolkit's authorization server and API, a process of its own."""
    clients: list[dict[str, Any]] = [
        {"client_id": "any", "client_secret": DIFFICULT, "tokens": {"dead-token-0123456789": -60}},
        {"client_id": "basic", "client_secret": PLAIN},
        {"client_id": "coder", "client_secret": PLAIN, "grant": "authorization-code"},
    ]
    with tempfile.TemporaryDirectory(prefix="toolkit-") as directory:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.django_server", directory, json.dumps(clients)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            url = f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}"
            yield Served(
                url,
                f"{url}/o/token/",
                f"{url}/o/authorize/",
                f"{url}/api",
                {str(each["client_id"]): str(each["client_secret"]) for each in clients},
            )
        finally:
            process.stdin.close()
            process.wait(timeout=20)
            process.stdout.close()
