"""`workbench diagnose` and what `run` says of a failed auth, as a shell sees them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import practice
from tests.support.practice import PracticeServer


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with practice.start() as started:
        yield started


def workbench(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


#: What a send says before it goes: this request requires a scope that its token does not have.
NOTED = {"Missing scope": "· The token of reduced lacks write:orders, which is required.\n"}


def diagnosed(server: PracticeServer, cwd: Path, name: str, *more: str) -> dict[str, Any]:
    done = workbench("diagnose", str(server.collection), name, "--json", *more, cwd=cwd)
    assert done.stderr == NOTED.get(name, "")
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("Wrong endpoint", "wrong_endpoint", 4),
        ("Credentials in the wrong place", "wrong_client_authentication", 4),
        ("Wrong Content-Type", "wrong_content_type", 0),
        ("Missing scope", "insufficient_scope", 0),
        ("Expired token", "expired_token", 0),
        ("Revoked token", "revoked_token", 0),
    ],
)
def test_the_five_mistakes_are_explained(
    server: PracticeServer, tmp_path: Path, name: str, kind: str, code: int
) -> None:
    told = diagnosed(server, tmp_path, name)
    assert list(told)[:3] == ["schema", "status", "findings"]
    first = told["findings"][0]
    assert first["kind"] == kind
    assert set(first) >= {"kind", "title", "confidence", "evidence", "clause", "advice", "fix"}
    assert first["evidence"]
    assert all(set(line) == {"source", "text"} for line in first["evidence"])
    ended = workbench("diagnose", str(server.collection), name, cwd=tmp_path)
    assert ended.returncode == code
    assert first["title"].partition(",")[0] in ended.stdout
    for value in server.environment().values():
        assert value.startswith("http") or value not in ended.stdout + json.dumps(told)


def test_trying_proves_what_could_not_be_told(server: PracticeServer, tmp_path: Path) -> None:
    name = "Credentials in the wrong place"
    before = diagnosed(server, tmp_path, name)["findings"][0]
    assert (before["confidence"], before["fix"]) == ("possible", None)
    assert before["experiments"] == ['client_authentication = "client_secret_basic"']
    after = diagnosed(server, tmp_path, name, "--try")["findings"][0]
    assert after["confidence"] == "proven"
    assert after["fix"] == [
        {
            "key": "client_authentication",
            "before": "client_secret_post",
            "after": "client_secret_basic",
        }
    ]
    assert [line["source"] for line in after["evidence"]][-1] == "tried"
    lines = workbench("diagnose", str(server.collection), name, "--try", cwd=tmp_path).stdout
    assert lines.endswith(
        'In practice.toml:\n[auth.wrong-place]\nclient_authentication = "client_secret_basic"\n'
    )


def test_a_request_that_works_has_nothing_to_explain(
    server: PracticeServer, tmp_path: Path
) -> None:
    told = diagnosed(server, tmp_path, "List customers")
    assert (told["status"], told["findings"]) == (200, [])
    ended = workbench("diagnose", str(server.collection), "List customers", cwd=tmp_path)
    assert "Nothing to explain" in ended.stdout


def test_run_says_what_why_and_what_to_do(server: PracticeServer, tmp_path: Path) -> None:
    ended = workbench("run", str(server.collection), "Missing scope", cwd=tmp_path)
    lines = ended.stderr.splitlines()
    at = lines.index("  ? The token lacks write:orders. (likely)")
    assert lines[at + 1] == "    It was asked for, and the server left it out without an error."
    assert lines[at + 2] == "    Have the server grant it to this client."
    quiet = workbench("run", str(server.collection), "List customers", cwd=tmp_path)
    assert "?" not in quiet.stderr


def test_one_request_is_diagnosed_at_a_time(server: PracticeServer, tmp_path: Path) -> None:
    ended = workbench("diagnose", str(server.collection), "Orders/*", cwd=tmp_path)
    assert ended.returncode == 2
    assert "one is diagnosed at a time" in ended.stderr


def test_what_was_not_allowed_is_no_finding(server: PracticeServer, tmp_path: Path) -> None:
    collection = tmp_path / "strange.toml"
    text = server.collection.read_text("utf-8").replace(server.issuer, "https://far.example.com")
    collection.write_text(text, "utf-8")
    ended = workbench("diagnose", str(collection), "List customers", cwd=tmp_path)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "Nothing was sent" in ended.stderr
    assert "--allow" in ended.stderr
