"""The command line as a shell sees it: exit status, stdout and stderr."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jwt
import pytest

from tests.support import practice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.practice import PracticeServer


def workbench(*words: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", *words],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with practice.start(latency=(0, 0)) as started:
        yield started


@pytest.fixture
def files(server: PracticeServer) -> Path:
    return Path(server.workspace)


@pytest.fixture
def collection(files: Path) -> str:
    return str(next(path for path in files.glob("*.toml") if path.name != "workbench.toml"))


BROKEN = """\
[collection]
name = "Broken"
[auth.ops]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/oauth/token"
client_id = "ops"
client_secert = "{{env:OPS_SECRET}}"
[[request]]
name = "Refund"
url = "https://api.example.com/refund"
[request.settings]
timeout = "10s"
"""


def test_run_sends_a_request_and_tells_it_as_one_json_object(
    server: PracticeServer, collection: str, tmp_path: Path
) -> None:
    listed = json.loads(workbench("list", collection, "--json", cwd=tmp_path).stdout)
    label = next(
        "/".join(part for part in (each["folder"], each["name"]) if part)
        for each in listed
        if each["method"] == "GET" and each["auth"] == "inherit" and "customers" in each["url"]
    )
    done = workbench("run", collection, label, "--json", "--body", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert next(iter(told)) == "schema"
    assert told["schema"] == 1
    assert told["status"] == 200
    assert told["error"] is None
    assert told["auth"]["token_state"] == "missing"
    assert told["size"] == len(told["body"].encode())
    assert "Bearer" not in done.stdout


def test_token_prints_only_the_token(collection: str, tmp_path: Path) -> None:
    done = workbench("token", collection, "fast", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert jwt.get_unverified_header(line)["typ"] == "at+jwt"


def test_token_json_has_the_documented_fields(collection: str, tmp_path: Path) -> None:
    told = json.loads(workbench("token", collection, "fast", "--json", cwd=tmp_path).stdout)
    assert list(told) == [
        "schema",
        "access_token",
        "token_type",
        "expires_at",
        "scope",
        "refresh_token",
        "client_authentication",
        "why",
        "notes",
    ]
    assert told["expires_at"].endswith("Z")


def test_explain_sends_nothing_and_shows_no_secret(
    server: PracticeServer, collection: str, tmp_path: Path
) -> None:
    before = server.counters()["token_calls"]
    done = workbench("token", collection, "fast", "--explain", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "grant_type=client_credentials" in done.stdout
    assert server.counters()["token_calls"] == before
    for client in server.clients:
        assert client["client_secret"] not in done.stdout


def test_explain_needs_no_trust_and_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(BROKEN.replace("client_secert", "client_secret").replace('"10s"', "10"))
    done = workbench("token", str(path), "ops", "--explain", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "https://auth.example.com/oauth/token" in done.stdout


def test_a_foreign_origin_needs_a_yes_and_the_error_spells_the_option(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(BROKEN.replace("client_secert", "client_secret").replace('"10s"', "10"))
    done = workbench("token", str(path), "ops", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "--allow OPS_SECRET=https://auth.example.com" in done.stderr


def test_a_refused_client_exits_4(server: PracticeServer, tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(
        f"""[collection]
name = "Refused"
auth = "x"
[auth.x]
type = "oauth2"
grant = "client_credentials"
token_url = "{server.token_url}"
client_id = "nobody"
client_secret = "wrong"
[[request]]
name = "Customers"
url = "{server.api_url}/customers"
"""
    )
    done = workbench("run", str(path), "--json", cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    assert json.loads(done.stdout)["error"]["exit_code"] == 4
    assert "invalid_client" in json.loads(done.stdout)["error"]["message"]
    assert "wrong" not in done.stdout + done.stderr


def test_nothing_listening_exits_3(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(
        '[collection]\nname = "x"\n[[request]]\nname = "Gone"\nurl = "http://127.0.0.1:9/"\n'
    )
    done = workbench("run", str(path), cwd=tmp_path)
    assert done.returncode == 3
    assert "No connection to 127.0.0.1, port 9." in done.stderr


def test_fail_turns_a_404_into_exit_5(server: PracticeServer, tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(
        '[collection]\nname = "x"\nauth = "none"\n'
        f'[[request]]\nname = "Missing"\nurl = "{server.issuer}/nowhere"\n'
    )
    assert workbench("run", str(path), cwd=tmp_path).returncode == 0
    assert workbench("run", str(path), "--fail", cwd=tmp_path).returncode == 5


def test_check_names_file_line_column_and_key_of_every_error(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(BROKEN)
    done = workbench("check", str(path), "--json", cwd=tmp_path)
    assert done.returncode == 2
    errors = [each for each in json.loads(done.stdout) if each["severity"] == "error"]
    assert [(each["line"], each["column"]) for each in errors] == [(8, 1), (13, 11)]
    assert errors[0]["key"] == "auth.ops.client_secert"
    assert "client_secret" in errors[0]["hint"]
    assert all(each["file"].endswith("broken.toml") for each in errors)
    assert list(errors[0]) == [
        "schema",
        "file",
        "line",
        "column",
        "key",
        "severity",
        "message",
        "hint",
    ]


def test_a_clean_check_is_an_empty_array(files: Path, tmp_path: Path) -> None:
    done = workbench("check", str(files), "--json", cwd=tmp_path)
    errors = [each for each in json.loads(done.stdout) if each["severity"] == "error"]
    assert (done.returncode, errors) == (0, [])


def test_new_writes_a_starter_that_check_likes_and_never_overwrites(tmp_path: Path) -> None:
    assert workbench("new", "mine.toml", cwd=tmp_path).returncode == 0
    assert workbench("check", "mine.toml", cwd=tmp_path).returncode == 0
    text = (tmp_path / "mine.toml").read_text()
    again = workbench("new", "mine.toml", cwd=tmp_path)
    assert again.returncode == 2
    assert (tmp_path / "mine.toml").read_text() == text


def test_inspect_reads_a_token_from_standard_input(tmp_path: Path) -> None:
    token = jwt.encode({"sub": "a", "exp": 4_102_444_800}, "k" * 32, "HS256")
    done = workbench("inspect", "-", "--json", cwd=tmp_path, stdin=f"Bearer {token}\n")
    told = json.loads(done.stdout)
    assert told["kind"] == "jwt"
    assert told["claims"]["sub"] == "a"
    assert told["expires_at"] == "2100-01-01T00:00:00Z"
    assert told["signature"] == "not checked"


def test_an_unknown_request_is_named_with_what_is_near(collection: str, tmp_path: Path) -> None:
    done = workbench("run", collection, "No such request", cwd=tmp_path)
    assert done.returncode == 2
    assert "No such request" in done.stderr


def test_a_missing_file_is_said_without_a_traceback(tmp_path: Path) -> None:
    done = workbench("run", "nowhere.toml", cwd=tmp_path)
    assert done.returncode == 2
    assert "nowhere.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_schema_is_a_json_schema(tmp_path: Path) -> None:
    assert "$schema" in json.loads(workbench("schema", cwd=tmp_path).stdout)


@pytest.mark.parametrize(
    "command",
    "run token inspect check list new schema demo completion import export graphql".split(),
)
def test_every_help_ends_with_an_example(command: str, tmp_path: Path) -> None:
    done = workbench(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.strip().splitlines()[-1].strip().startswith("Example: ")


def test_escape_sequences_in_names_and_reasons_come_out_as_symbols(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(
        '[collection]\nname = "x"\n[[request]]\nname = "a\\u001b[2Jb"\nurl = "http://127.0.0.1:9/"\n'
    )
    for words in (("list", "."), ("run", "c.toml"), ("check", ".")):
        done = workbench(*words, cwd=tmp_path)
        assert "\x1b" not in done.stdout + done.stderr, words


def test_the_commands_of_the_entry_point_are_those_of_the_group() -> None:
    from workbench.__main__ import COMMANDS
    from workbench.cli.commands import group

    assert set(group.commands) == COMMANDS


@pytest.mark.parametrize(
    ("line", "number", "found"),
    [
        ("workbench ru", 1, "run"),
        ("workbench run --al", 2, "--allow"),
        ("workbench token a.toml crm --e", 4, "--explain"),
    ],
)
def test_a_shell_that_completes_is_answered_and_opens_no_screen(
    line: str, number: int, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("_WORKBENCH_COMPLETE", "bash_complete"),
        ("COMP_WORDS", line),
        ("COMP_CWORD", str(number)),
    ):
        monkeypatch.setenv(name, value)
    done = workbench(cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"plain,{found}" in done.stdout.splitlines()
