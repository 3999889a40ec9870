"""The assembled workbench: what front ends call, on a real directory and a scripted transport."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.source import ROOT
from tests.support.fakes import FakeBody, FakeTransport, answer, header_of, token_answer
from tests.support.worlds import FakePerson
from workbench import assembly
from workbench.assembly import Workbench
from workbench.domain.errors import NotYet, TrustRequired, UsageError
from workbench.domain.http import Failed, Request, Response
from workbench.domain.jwt import TokenKind
from workbench.domain.problem import Severity
from workbench.domain.workspace import RequestRef
from workbench.engine.preview import plain_text
from workbench.engine.token_view import Held, NoneYet, PresetKey
from workbench.engine.trust import TrustGiven

COLLECTION = """
[collection]
name = "Api"
auth = "crm"
[variables]
base_url = "https://api.example.com"
[environments.local]
base_url = "http://localhost:8000"
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "{{base_url}}/token"
client_id = "id"
client_secret = "{{env:ASSEMBLY_SECRET}}"
client_authentication = "client_secret_post"
[auth.plain]
type = "basic"
username = "u"
password = "{{env:ASSEMBLY_SECRET}}"
[[folder]]
path = "F"
[[request]]
name = "Get"
folder = "F"
url = "{{base_url}}/x"
[request.headers]
X-Key = "{{env:ASSEMBLY_SECRET}}"
[[request]]
name = "Lost"
url = "{{base_url}}"
auth = "lost"
"""
SHARED = """
[variables]
where = "https://shared.example"
[auth.ours]
type = "oauth2"
grant = "client_credentials"
token_url = "{{where}}/token"
client_id = "id"
client_secret = "literal"
"""


class Wire(FakeTransport):
    """A scripted transport that can be closed."""

    closed = False

    async def close(self) -> None:
        self.closed = True


def serve(request: Request) -> Response:
    return token_answer() if request.url.reveal().endswith("/token") else answer(200, "x")


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSEMBLY_SECRET", "s3cret")
    where = tmp_path / "work"
    (where / "deep").mkdir(parents=True)
    (where / "api.toml").write_text(COLLECTION)
    (where / "workbench.toml").write_text(SHARED)
    (where / "deep" / "broken.toml").write_text("[collection]\nname =\n")
    return where


def opened(path: Path, **options: Any) -> tuple[Workbench, Wire]:
    workbench = Workbench.open(str(path), agent=FakePerson(), **options)
    wire = Wire(serve)
    workbench._transport = wire  # type: ignore[assignment]  # the world of these tests
    return workbench, wire


def get(directory: Path) -> RequestRef:
    return RequestRef(str(directory / "api.toml"), "F/Get")


def test_opening_a_directory_reads_what_is_there(directory: Path) -> None:
    workbench, _ = opened(directory)
    assert [Path(each.path).name for each in workbench.workspace.files] == [
        "api.toml",
        "broken.toml",
    ]
    assert workbench.started_file is None
    assert [key.name for key in workbench.preset_keys()] == ["ours", "crm", "plain"]
    assert plain_text(workbench.effective(get(directory)).url_preview) == (
        "https://api.example.com/x"
    )


def test_opening_a_file_says_which(directory: Path) -> None:
    workbench, _ = opened(directory / "api.toml")
    assert workbench.started_file == str(directory / "api.toml")
    assert workbench.workspace.root == str(directory)


def test_what_is_not_there_is_a_usage_error(directory: Path) -> None:
    with pytest.raises(UsageError):
        opened(directory / "gone.toml")
    with pytest.raises(UsageError) as caught:
        opened(directory, environment="locla")
    assert caught.value.hint.startswith("Did you mean local? 1 of its files")


def test_an_environment_and_overrides_decide_what_is_sent(directory: Path) -> None:
    workbench, _ = opened(directory, environment="local")
    assert workbench.environment == "local"
    assert plain_text(workbench.effective(get(directory)).url_preview).startswith("http://local")
    workbench.choose_environment(None)
    assert plain_text(workbench.effective(get(directory)).url_preview).startswith("https://api")
    other, _ = opened(directory, variables={"base_url": "https://var.example"})
    assert plain_text(other.effective(get(directory)).url_preview) == "https://var.example/x"


def test_a_reload_sees_changes_and_only_those(directory: Path) -> None:
    workbench, _ = opened(directory)
    before = workbench.workspace
    assert not workbench.reload()
    assert workbench.workspace is before
    (directory / "more.toml").write_text(COLLECTION.replace('"Api"', '"More"'))
    assert workbench.reload()
    assert len(workbench.preset_keys()) == 5


async def test_a_send_gets_its_token_and_the_views_show_it(directory: Path) -> None:
    workbench, wire = opened(directory, environment="local")
    heard: list[PresetKey] = []
    workbench.on_token_change(heard.append)
    assert all(isinstance(view.status, NoneYet) for view in workbench.token_views())
    exchange = await workbench.send(get(directory))
    assert exchange.error is None
    assert header_of(wire.requests[1], "X-Key") == "s3cret"
    key = PresetKey(str(directory / "api.toml"), "crm")
    assert isinstance(workbench.token_view(key).status, Held)
    assert [view.key.name for view in workbench.token_views()] == ["ours", "crm"]
    assert key in heard
    workbench.choose_environment(None)
    assert isinstance(workbench.token_view(key).status, NoneYet), "a token is its environment's"
    workbench.choose_environment("local")
    workbench.forget(key)
    assert isinstance(workbench.token_view(key).status, NoneYet)
    await workbench.close()
    assert wire.closed


async def test_a_value_of_the_session_has_a_token_of_its_own(directory: Path) -> None:
    workbench, wire = opened(directory, environment="local")
    key = PresetKey(str(directory / "api.toml"), "crm")
    await workbench.send(get(directory))
    workbench.set_for_session("base_url", "http://localhost:9000/{{where}}")
    assert isinstance(workbench.token_view(key).status, NoneYet), "it would be asked elsewhere"
    workbench.set_for_session("where", "there")
    await workbench.send(get(directory))
    asked = [request.url.reveal() for request in wire.requests if "token" in request.url.reveal()]
    assert asked == ["http://localhost:8000/token", "http://localhost:9000/there/token"]
    workbench.set_for_session("where", None)
    workbench.set_for_session("base_url", None)
    assert isinstance(workbench.token_view(key).status, Held), "the one from before still lives"
    workbench.set_for_session("unrelated", "x")
    await workbench.send(get(directory))
    assert sum("token" in request.url.reveal() for request in wire.requests) == 2
    await workbench.close()


async def test_an_unknown_preset_ends_in_the_exchange(directory: Path) -> None:
    workbench, wire = opened(directory)
    states: list[object] = []
    ref = RequestRef(str(directory / "api.toml"), "Lost")
    exchange = await workbench.send(ref, on_state=states.append)
    assert isinstance(exchange.error, UsageError)
    assert states == [Failed(exchange, exchange.error)]
    assert wire.calls == 0
    with pytest.raises(UsageError):
        workbench.effective(ref)


async def test_a_token_of_its_own_asks_for_trust_first(directory: Path) -> None:
    workbench, wire = opened(directory)
    key = PresetKey(str(directory / "api.toml"), "crm")
    with pytest.raises(TrustRequired) as caught:
        await workbench.get_token(key)
    assert caught.value.fix == "--allow ASSEMBLY_SECRET=https://api.example.com"
    assert wire.calls == 0
    allowed = TrustGiven(allow=(("ASSEMBLY_SECRET", "https://api.example.com"),))
    workbench, wire = opened(directory, trust=allowed)
    first = await workbench.get_token(key)
    assert workbench.in_clear(first.token.access_token) == "first-token"
    await workbench.get_token(key)
    assert wire.calls == 1
    await workbench.get_token(key, renew=True)
    assert wire.calls == 2
    await workbench.close()


async def test_trust_for_one_run_says_what_it_allowed(directory: Path) -> None:
    workbench, _ = opened(directory / "api.toml", trust=TrustGiven(everything=True))
    shared = next(key for key in workbench.preset_keys() if key.name == "ours")
    await workbench.get_token(shared)
    assert workbench.trusted() == (
        "--trust allowed: api.toml sends tokens of ours to https://shared.example.",
    )
    await workbench.close()


async def test_only_oauth2_presets_fetch_tokens(directory: Path) -> None:
    workbench, _ = opened(directory)
    key = PresetKey(str(directory / "api.toml"), "plain")
    with pytest.raises(UsageError, match="fetches no token"):
        await workbench.get_token(key)
    with pytest.raises(UsageError, match="fetches no token"):
        workbench.explain(key)


async def test_many_sends_at_once_ask_for_one_token(directory: Path) -> None:
    workbench, wire = opened(directory, environment="local")
    exchanges = await asyncio.gather(*(workbench.send(get(directory)) for _ in range(50)))
    assert all(exchange.error is None for exchange in exchanges)
    assert sum(request.url.reveal().endswith("/token") for request in wire.requests) == 1
    await workbench.close()


def test_explaining_and_showing_read_no_source(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSEMBLY_SECRET")
    workbench, wire = opened(directory)
    steps = workbench.explain(PresetKey(str(directory / "api.toml"), "crm"))
    text = "\n".join(line for step in steps for line in step.lines)
    assert "https://api.example.com/token" in text
    assert "••••••••" in text
    curl = workbench.curl_of(get(directory))
    assert "{{env:ASSEMBLY_SECRET}}" in curl
    assert "Bearer ••••••••" in curl
    assert wire.calls == 0


async def test_a_sent_request_is_shown_masked_or_in_clear(directory: Path) -> None:
    workbench, wire = opened(directory, environment="local")
    await workbench.send(get(directory))
    assert "s3cret" not in workbench.as_curl(wire.requests[1])
    assert "s3cret" in workbench.as_curl(wire.requests[1], reveal=True)
    await workbench.close()


def test_what_would_travel_unencrypted_is_said_before(directory: Path) -> None:
    workbench, _ = opened(directory, variables={"base_url": "http://api.example.com"})
    assert len(workbench.warnings(get(directory))) == 2
    workbench, _ = opened(directory)
    assert workbench.warnings(get(directory)) == ()


async def test_a_preset_of_a_later_version_says_so(directory: Path) -> None:
    text = COLLECTION.replace(
        'client_credentials"', 'device_code"\ndevice_authorization_url = "{{base_url}}/device"'
    )
    (directory / "api.toml").write_text(text)
    workbench, wire = opened(directory, environment="local")
    exchange = await workbench.send(get(directory))
    assert isinstance(exchange.error, NotYet)
    assert wire.calls == 0


def test_a_body_is_saved_once_and_never_over_another_file(directory: Path) -> None:
    workbench, _ = opened(directory)
    target = directory / "body.bin"
    assert workbench.save_body(FakeBody(b"\x00bytes"), str(target)) == 6
    assert target.read_bytes() == b"\x00bytes"
    with pytest.raises(UsageError):
        workbench.save_body(FakeBody(b"other"), str(target))
    assert workbench.save_body(FakeBody(b"other"), str(target), overwrite=True) == 5
    private = directory / "token.txt"
    workbench.write_private("t", str(private))
    assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_a_request_is_copied_as_a_file_writes_it(directory: Path) -> None:
    workbench, _ = opened(directory)
    text = workbench.as_toml(workbench.effective(get(directory)).spec)
    assert 'X-Key = "{{env:ASSEMBLY_SECRET}}"' in text


def test_check_and_listing_need_no_workbench(directory: Path) -> None:
    report = assembly.check(str(directory))
    assert any(problem.severity is Severity.ERROR for problem in report.problems)
    assert report.summary.startswith("2 files: ")
    alone = assembly.check(str(directory / "deep" / "broken.toml"))
    assert {problem.file for problem in alone.problems} == {str(directory / "deep/broken.toml")}
    listed = assembly.listing(str(directory / "api.toml"))
    assert [each.path for each in listed.files] == [str(directory / "api.toml")]


def test_a_starter_is_clean_and_written_once(tmp_path: Path) -> None:
    path = assembly.new_collection(str(tmp_path / "my-api.toml"))
    assert assembly.check(path).summary == "1 file: 0 errors, 0 warnings."
    assert assembly.listing(path).collections[0].collection.name == "My api"
    with pytest.raises(UsageError):
        assembly.new_collection(path)


def test_a_token_is_inspected_without_a_workspace() -> None:
    decoded, now = assembly.inspect_token("opaque")
    assert decoded.kind is TokenKind.OPAQUE
    assert now > 1_700_000_000
    assert assembly.schema()["type"] == "object"


def test_opening_and_looking_load_neither_transport_nor_cryptography(directory: Path) -> None:
    program = f"""
import sys
from workbench.assembly import Workbench
from workbench.domain.workspace import RequestRef
workbench = Workbench.open({str(directory)!r}, agent=None)
workbench.effective(RequestRef({str(directory / "api.toml")!r}, "F/Get"))
assert len(workbench.token_views()) == 2
print(*sorted({{name.partition(".")[0] for name, found in sys.modules.items() if found}}))
"""
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(told.stdout.split())
    assert "workbench" in loaded
    assert not loaded & {"httpx", "httpcore", "anyio", "h11", "jwt", "cryptography"}
    assert not loaded & {"tomlrt", "textual", "rich", "platformdirs", "pygments"}
