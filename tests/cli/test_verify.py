"""`discover` and `inspect --verify` on the practice server, as a shell sees them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import practice
from tests.support.practice import PracticeServer


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with practice.start() as started:
        yield started


@pytest.fixture
def token(server: PracticeServer) -> str:
    form = {"grant_type": "client_credentials", "scope": "read:customers"}
    answer = server.http.post(server.token_url, data=form, auth=server.secret_of("practice-hour"))
    return str(answer.json()["access_token"])


def workbench(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", *words],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_discover_prints_what_the_server_says(server: PracticeServer) -> None:
    told = json.loads(workbench("discover", server.issuer, "--json").stdout)
    assert list(told) == ["schema", "issuer", "found_at", "metadata"]
    assert told["metadata"]["token_endpoint"] == server.token_url
    lines = workbench("discover", server.issuer).stdout.splitlines()
    assert any(line.split() == ["token_endpoint", server.token_url] for line in lines)


def test_discover_says_where_it_looked_in_vain(server: PracticeServer) -> None:
    ended = workbench("discover", f"{server.issuer}/nowhere")
    assert ended.returncode == 2
    assert "does not say what it is" in ended.stderr
    assert "/nowhere/.well-known/openid-configuration answered 404" in ended.stderr


@pytest.mark.parametrize("option", ["issuer", "jwks", "file"])
def test_a_good_token_is_verified(
    server: PracticeServer, token: str, option: str, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    keys.write_bytes(server.http.get(server.jwks_url).content)
    options = {
        "issuer": ("--issuer", server.issuer),
        "jwks": ("--jwks", server.jwks_url),
        "file": ("--key", str(keys)),
    }
    ended = workbench("inspect", "-", "--verify", *options[option], "--json", stdin=token)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["signature"] == "verified"
    assert told["signature_reason"].startswith("by the key ")


def test_a_changed_token_is_wrong_and_ends_with_5(server: PracticeServer, token: str) -> None:
    head, payload, signature = token.split(".")
    changed = f"{head}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    ended = workbench("inspect", "-", "--verify", "--issuer", server.issuer, stdin=changed)
    assert ended.returncode == 5
    assert "✗ wrong: it was not made with the key" in ended.stdout
    assert "? claimed" in ended.stdout


def test_a_token_for_another_api_is_doubted(server: PracticeServer, token: str) -> None:
    words = ("inspect", "-", "--verify", "--issuer", server.issuer, "--aud")
    assert workbench(*words, server.api_url, stdin=token).returncode == 0
    ended = workbench(*words, "https://other.example.com", stdin=token)
    assert ended.returncode == 5
    assert f"aud is {server.api_url}, not https://other.example.com" in ended.stdout


def test_what_a_token_names_is_never_asked(server: PracticeServer, token: str) -> None:
    ended = workbench("inspect", "-", "--verify", stdin=token)
    assert ended.returncode == 2
    assert f"The token claims {server.issuer}; what a token names is not asked." in ended.stderr
    plain = workbench("inspect", "-", "--json", stdin=token)
    assert json.loads(plain.stdout)["signature"] == "not checked"


def test_options_of_verifying_need_it(token: str) -> None:
    ended = workbench("inspect", "-", "--aud", "x", stdin=token)
    assert ended.returncode == 2
    assert "go with --verify" in ended.stderr
