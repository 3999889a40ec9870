"""Introspection of a GraphQL server by others, with tokens that live, end and lack a scope."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import practice
from tests.support.graphql_api import TYPES, GraphqlApi
from tests.support.practice import PracticeServer


@pytest.fixture(scope="module")
def running() -> Iterator[PracticeServer]:
    with practice.start(latency=(0, 0)) as server:
        yield server


@pytest.fixture
def server(running: PracticeServer) -> PracticeServer:
    running.reset()
    return running


def collection(directory: Path, server: PracticeServer, api: str, *, secret: str = "") -> Path:
    known = server.environment()["PRACTICE_HOUR_SECRET"]
    path = directory / "shop.toml"
    path.write_text(
        f"""[collection]
name = "Shop"
[auth.hour]
type = "oauth2"
grant = "client_credentials"
token_url = "{server.token_url}"
client_id = "practice-hour"
client_secret = "{{{{env:SHOP_SECRET}}}}"
scope = "read:orders"
[[request]]
name = "Search"
auth = "hour"
method = "POST"
url = "{api}"
[request.headers]
X-Team = "shop"
[request.body]
type = "graphql"
query = "{{ customer(id: 1) {{ nme }} }}"
"""
    )
    (directory / ".env").write_text(f"SHOP_SECRET='{secret or known}'\n")
    return path


def workbench(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def schema(path: Path) -> subprocess.CompletedProcess[str]:
    return workbench("graphql", str(path), "Search", "--schema")


def test_the_schema_comes_with_the_auth_of_the_request(
    server: PracticeServer, tmp_path: Path
) -> None:
    with GraphqlApi(server.jwks_url, scope="read:orders") as api:
        done = schema(collection(tmp_path, server, api.url))
    assert done.returncode == 0, done.stderr
    assert "type Customer {" in done.stdout
    assert "name(upper: Boolean = false): String!" in done.stdout
    assert '@deprecated(reason: "Use customer.")' in done.stdout
    assert server.counters()["token_calls"] == 1


def test_a_token_that_is_refused_as_expired_is_renewed_once(
    server: PracticeServer, tmp_path: Path
) -> None:
    with GraphqlApi(server.jwks_url) as api:
        api.refusals = 1
        done = schema(collection(tmp_path, server, api.url))
        assert len(set(api.asked)) == 2
    assert done.returncode == 0, done.stderr
    assert "type Query {" in done.stdout
    assert server.counters()["token_calls"] == 2


def test_a_401_is_told_apart_from_introspection_that_is_disabled(
    server: PracticeServer, tmp_path: Path
) -> None:
    with GraphqlApi(server.jwks_url) as api:
        api.refusals = 9
        refused = schema(collection(tmp_path, server, api.url))
    with GraphqlApi(server.jwks_url, introspection=False) as api:
        disabled = schema(collection(tmp_path, server, api.url))
    assert refused.returncode == disabled.returncode == 5
    assert "answered 401 to the introspection" in refused.stderr
    assert "invalid_token" in refused.stderr
    assert "Introspection is disabled" in disabled.stderr
    assert refused.stdout == disabled.stdout == ""


def test_a_wrong_scope_says_which_one_is_wanted(server: PracticeServer, tmp_path: Path) -> None:
    with GraphqlApi(server.jwks_url, scope="admin:everything") as api:
        done = schema(collection(tmp_path, server, api.url))
    assert done.returncode == 5
    assert "answered 403" in done.stderr
    assert "wants the scope admin:everything" in done.stderr


def test_no_token_is_exit_4_and_no_secret_is_told(server: PracticeServer, tmp_path: Path) -> None:
    with GraphqlApi(server.jwks_url) as api:
        done = schema(collection(tmp_path, server, api.url, secret="wrong-s3cret"))
        assert api.asked == []
    assert done.returncode == 4
    assert "wrong-s3cret" not in done.stdout + done.stderr


def test_an_error_in_a_200_is_told(server: PracticeServer, tmp_path: Path) -> None:
    with GraphqlApi(server.jwks_url) as api:
        path = collection(tmp_path, server, api.url)
        told = json.loads(workbench("run", str(path), "--json").stdout)
        shown = workbench("run", str(path))
    assert any("nme" in each for each in told["graphql_errors"])
    assert "✗ GraphQL: " in shown.stderr


def test_a_schema_of_2000_types_is_printed(server: PracticeServer, tmp_path: Path) -> None:
    many = "\n".join(
        f"type T{index} {{ a: T{index + 1} b(c: Int): [String!]! }}" for index in range(2000)
    )
    with GraphqlApi(server.jwks_url, types=f"{TYPES}\n{many}\ntype T2000 {{ a: Int }}") as api:
        done = schema(collection(tmp_path, server, api.url))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\ntype T") == 2001
