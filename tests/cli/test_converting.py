"""`workbench import` and `workbench export` as a shell sees them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


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


def collection(name: str = "CRM", **more: Any) -> str:
    return json.dumps(
        {
            "info": {
                "name": name,
                "schema": "https://schema.getpostman.com/json/collection/v2.1.0/",
            },
            "auth": {
                "type": "oauth2",
                "oauth2": [
                    {"key": "accessTokenUrl", "value": "https://auth.example.com/token"},
                    {"key": "clientId", "value": "me"},
                    {"key": "clientSecret", "value": "s3cret-of-crm"},
                    {"key": "accessToken", "value": "fetched-token-1"},
                    {"key": "grant_type", "value": "client_credentials"},
                ],
            },
            "item": [
                {"name": "Get", "request": {"method": "GET", "url": "https://api.example.com/a"}},
                {"name": "Get", "request": {"method": "POST", "url": "https://api.example.com/b"}},
            ],
            **more,
        }
    )


def test_an_import_is_a_new_file_named_after_the_collection(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(collection())
    done = workbench("import", "x.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "CRM.toml").is_file()
    assert workbench("check", "CRM.toml", cwd=tmp_path).returncode == 0
    again = workbench("import", "x.json", cwd=tmp_path)
    assert again.returncode == 0
    assert (tmp_path / "CRM-2.toml").is_file()


def test_secrets_go_into_env_and_fetched_tokens_nowhere(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(collection())
    done = workbench("import", "x.json", cwd=tmp_path)
    text = (tmp_path / "CRM.toml").read_text()
    assert "{{env:OAUTH2_CLIENT_SECRET}}" in text
    assert (tmp_path / ".env").read_text() == "OAUTH2_CLIENT_SECRET=s3cret-of-crm\n"
    assert "s3cret-of-crm" not in text + done.stdout + done.stderr
    for each in tmp_path.iterdir():
        assert "fetched-token-1" not in each.read_text() or each.name == "x.json"


def test_keep_secrets_leaves_them(tmp_path: Path) -> None:
    done = workbench("import", "-", "--keep-secrets", cwd=tmp_path, stdin=collection())
    assert done.returncode == 0, done.stderr
    assert 'client_secret = "s3cret-of-crm"' in (tmp_path / "CRM.toml").read_text()
    assert not (tmp_path / ".env").exists()


def test_json_tells_the_file_and_every_note(tmp_path: Path) -> None:
    done = workbench("import", "-", "--json", "-o", "mine.toml", cwd=tmp_path, stdin=collection())
    told = json.loads(done.stdout)
    assert list(told) == ["schema", "file", "format", "requests", "notes"]
    assert (told["schema"], told["format"], told["requests"]) == (1, "postman", 2)
    assert Path(told["file"]).name == "mine.toml"
    assert all(list(note) == ["where", "what", "why"] for note in told["notes"])
    assert any("Get (2)" in note["why"] for note in told["notes"])


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("# mine\n")
    done = workbench("import", "-", "-o", "mine.toml", cwd=tmp_path, stdin=collection())
    assert done.returncode == 2
    assert (tmp_path / "mine.toml").read_text() == "# mine\n"
    assert [each.name for each in tmp_path.iterdir()] == ["mine.toml"]


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "..", ".env", "a/b\\c", "\x00\n"])
def test_no_name_leaves_the_directory(tmp_path: Path, name: str) -> None:
    directory = tmp_path / "a" / "b"
    directory.mkdir(parents=True)
    done = workbench("import", "-", "--keep-secrets", cwd=directory, stdin=collection(name))
    assert done.returncode == 0, done.stderr
    found = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert len(found) == 1
    assert found[0].parent == directory
    assert found[0].suffix == ".toml"
    assert not found[0].name.startswith(".")


def test_a_directory_is_imported_file_by_file_and_a_broken_one_hides_none(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_text(collection("A"))
    (tmp_path / "in" / "b.json").write_text(collection("A"))
    (tmp_path / "in" / "c.json").write_text(collection("C")[:-40])
    (tmp_path / "in" / "d.json").write_text('{"other": 1}')
    environment = {
        "name": "prod",
        "_postman_variable_scope": "environment",
        "values": [{"key": "base", "value": "https://x", "enabled": True}],
    }
    (tmp_path / "in" / "e.json").write_text(json.dumps(environment))
    done = workbench("import", "in", "-o", "out", "--json", cwd=tmp_path)
    assert done.returncode == 2
    files = [Path(json.loads(line)["file"]).name for line in done.stdout.splitlines()]
    assert files == ["A.toml", "A-2.toml", "workbench.toml"]
    assert "c.json was not imported" in done.stderr
    assert "line 1, column" in done.stderr
    assert workbench("check", "out", cwd=tmp_path).returncode == 0
    assert "[environments.prod]" in (tmp_path / "out" / "workbench.toml").read_text()


def test_a_curl_command_is_imported_and_its_token_request_is_a_preset(tmp_path: Path) -> None:
    command = "curl https://auth.example.com/t -u me:s3cret-pw -d grant_type=client_credentials"
    done = workbench("import", command, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    explained = workbench(
        "token", "auth.example.com.toml", "auth_example_com", "--explain", cwd=tmp_path
    )
    assert "https://auth.example.com/t" in explained.stdout
    assert "s3cret-pw" not in done.stderr + done.stdout + explained.stdout


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("curl 'https://x", "line 1, column 6"),
        ("nowhere.json", "no file or directory"),
        ("broken.json", "line 2, column 3"),
        ("other.json", "no format that can be imported"),
    ],
)
def test_what_cannot_be_imported_is_said_and_leaves_nothing(
    tmp_path: Path, source: str, said: str
) -> None:
    (tmp_path / "broken.json").write_text('{"item": [\n  nope]}')
    (tmp_path / "other.json").write_text("{}")
    done = workbench("import", source, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["broken.json", "other.json"]


@pytest.fixture
def crm(tmp_path: Path) -> Path:
    (tmp_path / "crm.toml").write_text(
        """[collection]
name = "CRM"
auth = "crm"
[variables]
base = "https://api.example.com"
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "https://auth.example.com/token"
client_id = "me"
client_secret = "{{env:CRM_SECRET}}"
[auth.key]
type = "api_key"
name = "X-Key"
value = "literal-key-7"
[[request]]
name = "List"
folder = "Customers"
url = "{{base}}/customers"
[[request]]
name = "Key"
url = "{{base}}/key"
auth = "key"
"""
    )
    (tmp_path / ".env").write_text("CRM_SECRET=s3cret-9\n")
    return tmp_path


def test_an_export_has_variables_for_secrets_unless_revealed(crm: Path) -> None:
    hidden = workbench("export", "crm.toml", "--format", "postman", cwd=crm)
    assert hidden.returncode == 0, hidden.stderr
    document = json.loads(hidden.stdout)
    assert "literal-key-7" not in hidden.stdout
    assert "s3cret-9" not in hidden.stdout
    variables = {each["key"]: each["value"] for each in document["variable"]}
    assert variables == {"base": "https://api.example.com", "CRM_SECRET": "", "KEY_VALUE": ""}
    shown = workbench("export", "crm.toml", "--format", "postman", "--reveal", cwd=crm)
    assert "literal-key-7" in shown.stdout
    assert "s3cret-9" in shown.stdout


def test_what_the_workspace_adds_is_exported_too(crm: Path) -> None:
    (crm / "workbench.toml").write_text(
        '[variables]\nshared = "1"\n[auth.shared]\ntype = "basic"\nusername = "ada"\n'
    )
    text = (crm / "crm.toml").read_text().replace('auth = "key"', 'auth = "shared"')
    (crm / "crm.toml").write_text(text)
    done = workbench("export", "crm.toml", "Key", "--format", "postman", cwd=crm)
    document = json.loads(done.stdout)
    assert document["item"][0]["request"]["auth"]["type"] == "basic"
    assert {"key": "shared", "value": "1", "type": "string"} in document["variable"]


def test_a_directory_is_not_one_collection(crm: Path) -> None:
    (crm / "other.toml").write_text('[[request]]\nname = "O"\nurl = "https://x"\n')
    done = workbench("export", ".", "--format", "postman", cwd=crm)
    assert done.returncode == 2
    assert "made of one file" in done.stderr


def test_some_requests_are_exported_by_name(crm: Path) -> None:
    done = workbench("export", "crm.toml", "Customers/*", "--format", "postman", cwd=crm)
    (folder,) = json.loads(done.stdout)["item"]
    assert [each["name"] for each in folder["item"]] == ["List"]


def test_curl_is_masked_unless_revealed_and_a_token_is_had_when_it_runs(crm: Path) -> None:
    hidden = workbench("export", "crm.toml", "--format", "curl", cwd=crm)
    assert "literal-key-7" not in hidden.stdout
    shown = workbench("export", "crm.toml", "--format", "curl", "--reveal", cwd=crm)
    assert "'X-Key: literal-key-7'" in shown.stdout
    assert "s3cret-9" not in shown.stdout
    line = next(row for row in shown.stdout.splitlines() if "Authorization" in row)
    told = subprocess.run(
        [
            "sh",
            "-c",
            f'workbench() {{ echo T0K; }}; set -- {line.removesuffix(chr(92))}; echo "$2"',
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "Authorization: Bearer T0K\n"


def test_an_export_into_a_file_is_new_and_private_where_it_reveals(crm: Path) -> None:
    words = ("export", "crm.toml", "--format", "postman", "-o", "out.json")
    assert workbench(*words, "--reveal", cwd=crm).returncode == 0
    assert (crm / "out.json").stat().st_mode & 0o077 == 0
    assert workbench(*words, cwd=crm).returncode == 2


def test_an_export_comes_back_as_it_was(crm: Path) -> None:
    workbench("export", "crm.toml", "--format", "postman", "-o", "out.json", cwd=crm)
    done = workbench("import", "out.json", "-o", "again.toml", cwd=crm)
    assert done.returncode == 0, done.stderr
    text = (crm / "again.toml").read_text()
    assert "{{env:CRM_SECRET}}" in text
    assert "{{env:KEY_VALUE}}" in text
    assert (crm / ".env").read_text() == "CRM_SECRET=s3cret-9\n"
