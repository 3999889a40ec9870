"""What the command line says, where, and how: on stdout data, on stderr words, nothing raw."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import Run
from tests.support.counting import Counting, counting

HEAD = '[collection]\nname = "X"\n'
OAUTH = """[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "{url}/token"
client_id = "id"
client_secret = "literal"
"""
#: CSI in eight bits, right-to-left override, OSC 52, console markup.
HOSTILE = "a\\u009b2Jb\\u202ec\\u001b]52;c;eA==\\u0007[/nope]"


@pytest.fixture
def server() -> Iterator[Counting]:
    with counting({"/cut": lambda _: (200, {"Content-Length": "9"}, b"half")}) as started:
        yield started


def collection(directory: Path, *requests: str, before: str = "") -> str:
    path = directory / "c.toml"
    path.write_text(HEAD + before + "".join(f"[[request]]\n{each}\n" for each in requests))
    return str(path)


def is_visible(text: str) -> bool:
    return all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize(
    "words", [("run",), ("run", "--json"), ("list",), ("list", "--json"), ("check", "--json")]
)
def test_what_is_hostile_in_a_collection_reaches_no_stream_raw(
    words: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    file = collection(
        tmp_path,
        f'name = "{HOSTILE}"\nurl = "http://127.0.0.1:9/{HOSTILE}"\nfolder = "{HOSTILE}"',
        before=f'description = "{HOSTILE}"\n[variables]\n"{HOSTILE}" = "{HOSTILE}"\n',
    )
    _, out, err = run(words[0], file, *words[1:])
    assert out
    assert is_visible(out), ascii(out)
    assert is_visible(err), ascii(err)
    if "--json" in words and words[0] != "check":
        told = json.loads(out)
        name = (told[0] if isinstance(told, list) else told)["name"]
        assert name == json.loads(f'"{HOSTILE}"'), "escaped and not changed"


def test_a_broken_file_of_hostile_names_is_told_in_symbols(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[2J\u202e.toml"
    file.write_text(f'{HEAD}"{HOSTILE}" = 1\n[[request]]\nname = "{HOSTILE}"\nmethod = 3\n')
    for words in (("check",), ("check", "--json"), ("list",), ("run",)):
        code, out, err = run(words[0], str(tmp_path), *words[1:])
        assert code == 2
        assert is_visible(out + err), ascii(out + err)


def test_what_is_hostile_in_an_answer_is_told_in_symbols(run: Run, tmp_path: Path) -> None:
    def hostile(_: str) -> tuple[int, dict[str, str], bytes]:
        return 302, {"Location": "https://\x9b2J/"}, json.loads(f'"{HOSTILE}"').encode()

    with counting({"/": hostile}) as server:
        file = collection(tmp_path, f'name = "R"\nurl = "{server.url}/"')
        for words in (("--json", "--body"), ()):
            code, out, err = run("run", file, *words)
            assert code == 0
            assert is_visible(out + err), ascii(out + err)


def test_a_token_that_is_hostile_is_inspected_in_symbols(run: Run) -> None:
    import jwt

    claims = {"sub": json.loads(f'"{HOSTILE}"'), json.loads(f'"{HOSTILE}"'): 1}
    token = jwt.encode(claims, "k" * 32, "HS256", headers={"kid": json.loads(f'"{HOSTILE}"')})
    for words in ((token,), (token, "--json"), (json.loads(f'"{HOSTILE}"'),)):
        code, out, err = run("inspect", *words)
        assert code == 0
        assert is_visible(out + err), ascii(out + err)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run",), "Missing argument 'FILE'."),
        (("run", "x", "--\x1b[2J"), "No such option"),
        (("check", "x", "\x1b[2J"), "unexpected extra argument"),
        (("demo", "--json"), "--json goes with --serve-only."),
        (("--bogus",), "No such option"),
        (("export", "x"), "'--format'. Choose from: postman, curl"),
    ],
)
def test_a_wrong_command_line_is_told_in_three_parts(
    words: tuple[str, ...], said: str, run: Run
) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert is_visible(err)
    what, why, *_, fix = err.splitlines()
    assert what.startswith("✗ ")
    assert said in what
    assert why.startswith("  Usage: workbench")
    assert fix.endswith("--help says more.")


@pytest.mark.parametrize(
    ("claims", "life"), [({"exp": 100}, "expired > 10 y ago"), ({"exp": 4e9}, "> 10 y left")]
)
def test_the_life_of_a_token_is_told_also_when_it_is_over(
    claims: dict[str, float], life: str, run: Run
) -> None:
    head, payload = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "none"}, claims)
    )
    _, out, _ = run("inspect", f"{head}.{payload}.")
    assert f"life       {life}\n" in out


@pytest.mark.parametrize("option", ["--var", "--allow"])
def test_a_pair_that_is_none_is_told(option: str, run: Run, tmp_path: Path) -> None:
    file = collection(tmp_path, 'name = "R"\nurl = "http://127.0.0.1:9/"')
    code, _, err = run("run", file, option, "alone")
    assert code == 2
    assert f"Write {option} NAME=" in err


@pytest.mark.parametrize("words", [("run", "{}"), ("run", "{}", "--json"), ("token", "{}", "crm")])
def test_what_trust_allowed_is_listed_on_stderr(
    words: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    oauth = OAUTH.format(url="https://auth.invalid").replace("literal", "{{env:NOT_SET}}")
    request = 'name = "R"\nurl = "https://api.invalid/"\nauth = "crm"'
    file = collection(tmp_path, request, before=oauth)
    code, out, err = run(*(word.format(file) for word in words), "--trust")
    assert code == 2
    assert "--trust allowed: c.toml sends NOT_SET to https://auth.invalid" in err
    assert "--trust" not in out


def test_what_travels_unencrypted_is_said_before_it_does(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.adapters.http_transport import HttpTransport
    from workbench.cli import output
    from workbench.domain.errors import ConnectFailed

    order: list[str] = []
    say = output.say

    def saying(text: str) -> None:
        order.append(text)
        say(text)

    async def sending(transport: object, request: object, **_: object) -> None:
        order.append("sent")
        raise ConnectFailed("No connection.")

    monkeypatch.setattr(output, "say", saying)
    monkeypatch.setattr(HttpTransport, "send", sending)
    request = 'name = "R"\nurl = "http://api.invalid/"\nauth = "crm"'
    file = collection(tmp_path, request, before=OAUTH.format(url="http://auth.invalid"))
    for words in (("run", file), ("run", file, "--json"), ("token", file, "crm")):
        order.clear()
        code, _, err = run(*words, "--trust")
        assert code == 3
        sent = order.index("sent")
        told = [at for at, text in enumerate(order) if "travel unencrypted" in text]
        assert told
        assert max(told) < sent, order
        assert err.count("client credentials travel unencrypted") == 1


def test_an_answer_that_ends_early_says_so(run: Run, server: Counting, tmp_path: Path) -> None:
    file = collection(tmp_path, f'name = "R"\nurl = "{server.url}/cut"')
    code, out, err = run("run", file)
    assert code == 3
    assert out.startswith("✓ 200 OK")
    assert "✗ The answer is incomplete: 4 bytes of it came." in err
    code, out, _ = run("run", file, "--json")
    told = json.loads(out)
    assert (code, told["status"], told["size"]) == (3, 200, 4)
    assert told["error"]["exit_code"] == 3


@pytest.mark.parametrize(
    ("url", "outcome"),
    [("http://127.0.0.1:9/", "✗ no answer"), ("http://127.0.0.1:9/{{nope}}", "✗ not sent")],
)
def test_what_was_sent_and_not_answered_is_told_from_what_was_not(
    url: str, outcome: str, run: Run, tmp_path: Path
) -> None:
    _, out, _ = run("run", collection(tmp_path, f'name = "R"\nurl = "{url}"'))
    assert out.startswith(outcome)


def test_a_directory_with_a_broken_file_is_not_clean(
    run: Run, server: Counting, tmp_path: Path
) -> None:
    collection(tmp_path, f'name = "R"\nurl = "{server.url}/"')
    (tmp_path / "broken.toml").write_text(f"{HEAD}nam = 1\n")
    code, out, err = run("run", str(tmp_path))
    assert code == 2
    assert "200 OK" in out
    assert "broken.toml cannot be used" in err


@pytest.mark.parametrize("words", [("run",), ("token", "crm")])
def test_nothing_is_sent_below_a_broken_workbench_toml(
    words: tuple[str, ...], run: Run, server: Counting, tmp_path: Path
) -> None:
    (tmp_path / "workbench.toml").write_text("[settings]\ntimeout = 'long'\n")
    oauth = OAUTH.format(url=server.url)
    file = collection(tmp_path, f'name = "R"\nurl = "{server.url}/"', before=oauth)
    code, _, err = run(words[0], file, *words[1:])
    assert code == 2
    assert "workbench.toml cannot be used." in err
    assert "It has 1 error." in err
    assert server.heard == []


def test_a_preset_of_a_broken_file_is_not_called_unknown(run: Run, tmp_path: Path) -> None:
    file = collection(tmp_path, 'name = "R"\nurl = 3', before=OAUTH.format(url="http://h"))
    code, _, err = run("token", file, "crm")
    assert code == 2
    assert "c.toml cannot be used." in err
    code, _, err = run("token", str(tmp_path), "crm")
    assert f"Mend {file}" in err


def test_a_file_without_requests_says_that_there_is_none(run: Run, tmp_path: Path) -> None:
    code, out, err = run("run", collection(tmp_path))
    assert (code, out) == (0, "")
    assert "There is no request to send." in err


@pytest.mark.parametrize(("ended", "code"), [(0, 0), (-9, 3), (1, 3)])
def test_a_practice_server_that_ends_by_itself_is_told(
    ended: int, code: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench import assembly

    class Practice:
        line = json.dumps(dict.fromkeys(("issuer", "token_url", "api_url", "workspace"), "x"))
        stopped = False

        def wait(self) -> int:
            return ended

        def stop(self) -> None:
            self.stopped = True

    practice = Practice()
    monkeypatch.setattr(assembly, "start_practice", lambda **_: practice)
    got, out, err = run("demo", "--serve-only", "--json")
    assert (got, out) == (code, f"{practice.line}\n")
    assert ("The practice server ended." in err) is bool(ended)
    assert practice.stopped
