"""A collection that spends secrets made to be searched for, and a server that repeats them.

Must not search: the sweeps do.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.canaries import ASKED, PLACES, Traces
from tests.support.counting import Counting, counting

COLLECTION = """\
[collection]
name = "Canaries"
[variables]
base = "{url}"
hidden = "{{{{env:CANARY_PROCESS}}}}"
[auth.good]
type = "oauth2"
grant = "client_credentials"
token_url = "{url}/token"
client_id = "canary-client"
client_secret = "{{{{env:CANARY_PROCESS}}}}"
[auth.post]
type = "oauth2"
grant = "client_credentials"
token_url = "{url}/refuse"
client_id = "canary-client"
client_secret = "{{{{env:CANARY_DOTENV}}}}"
parameters = {{ assertion = "{{{{file:secret.txt}}}}" }}
[auth.page]
type = "oauth2"
grant = "client_credentials"
token_url = "{url}/page"
client_id = "canary-client"
client_secret = "{{{{file:secret.txt}}}}"
client_authentication = "client_secret_post"
[auth.basic]
type = "basic"
username = "canary-client"
password = "{{{{env:CANARY_DOTENV}}}}"
[auth.bearer]
type = "bearer"
token = "{{{{file:secret.txt}}}}"
[auth.key]
type = "api_key"
name = "key"
value = "{{{{hidden}}}}"
in = "query"
[auth.cookie]
type = "api_key"
name = "key"
value = "{{{{env:CANARY_DOTENV}}}}"
in = "cookie"
[[request]]
name = "Good"
url = "{{{{base}}}}/x/:id"
auth = "good"
[request.path]
id = "{{{{file:secret.txt}}}}"
[request.query]
q = "{{{{hidden}}}}"
[request.headers]
X-Key = "a {{{{env:CANARY_DOTENV}}}}"
[request.body]
type = "form"
form = {{ a = "{{{{file:secret.txt}}}}" }}
[[request]]
name = "Again"
url = "{{{{base}}}}/recover"
auth = "good"
[[request]]
name = "Redirected"
url = "{{{{base}}}}/away?/x?q={{{{hidden}}}}"
auth = "good"
[[request]]
name = "Refused"
url = "{{{{base}}}}/x"
auth = "post"
[[request]]
name = "Page"
url = "{{{{base}}}}/x"
auth = "page"
[[request]]
name = "Basic"
url = "{{{{base}}}}/x"
auth = "basic"
[[request]]
name = "Bearer"
url = "{{{{base}}}}/x"
auth = "bearer"
[[request]]
name = "Key"
url = "{{{{base}}}}/x"
auth = "key"
[[request]]
name = "Cookie"
url = "{{{{base}}}}/x"
auth = "cookie"
[[request]]
name = "Cut off"
url = "{{{{base}}}}/cut?q={{{{hidden}}}}"
auth = "good"
[[request]]
name = "Two lines"
url = "{{{{base}}}}/x"
auth = "none"
[request.headers]
X-Key = "{{{{env:CANARY_PROCESS}}}}\\n{{{{file:secret.txt}}}}"
[[request]]
name = "No JSON"
url = "{{{{base}}}}/x"
auth = "none"
[request.body]
type = "graphql"
query = "{{ a }}"
variables = "{{{{file:secret.txt}}}}"
[[request]]
name = "Nowhere"
url = "http://127.0.0.1:9/{{{{hidden}}}}"
auth = "basic"
[[request]]
name = "No address"
url = "{{{{hidden}}}}://x"
auth = "none"
"""


#: What needs a person: a value that is typed, and a yes to a command.
ASKING = """\
[auth.printed]
type = "basic"
username = "canary-client"
password = "{{command:cat printed.txt}}"
[[request]]
name = "Asked"
url = "{{base}}/x"
auth = "printed"
[request.query]
q = "{{prompt:Typed}}"
[[request]]
name = "Command that fails"
url = "{{base}}/x?q={{command:grep -v absent printed.txt absent.txt}}"
auth = "none"
"""


def issued(heard: str) -> tuple[int, Mapping[str, str], bytes]:
    members = {
        "access_token": PLACES["token"],
        "refresh_token": PLACES["refresh"],
        "id_token": PLACES["token"],
        "token_type": "Bearer",
        "expires_in": 60,
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(members).encode()


def echoing(heard: str) -> tuple[int, Mapping[str, str], bytes]:
    """Refuse, and say everything that was sent in the description, as careless servers do."""
    said = {"error": "invalid_client", "error_description": heard, "sent": heard.split("\n")}
    return 401, {"Content-Type": "application/json", "X-Sent": one_line(heard)}, encode(said)


def page(heard: str) -> tuple[int, Mapping[str, str], bytes]:
    return 500, {"Content-Type": "text/html"}, f"<html>{heard}</html>".encode()


def refusing(heard: str) -> tuple[int, Mapping[str, str], bytes]:
    return 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}, b"no"


def cut(heard: str) -> tuple[int, Mapping[str, str], bytes]:
    return 200, {"Content-Length": "99"}, b"only this"


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


def one_line(text: str) -> str:
    return text.replace("\n", " ").encode("ascii", "replace").decode()


@pytest.fixture
def server() -> Iterator[Counting]:
    answers = {
        "/token": issued,
        "/refuse": echoing,
        "/page": page,
        "/recover": refusing,
        "/cut": cut,
        "/x": lambda _: (200, {}, b"fine"),
    }
    with counting(answers) as started:
        yield started


@pytest.fixture
def file(server: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CANARY_PROCESS", PLACES["process"])
    (tmp_path / ".env").write_text(f"CANARY_DOTENV='{PLACES['dotenv']}'\n", "utf-8")
    (tmp_path / "secret.txt").write_text(f"{PLACES['file']}\n", "utf-8")
    path = tmp_path / "canaries.toml"
    path.write_text(COLLECTION.format(url=server.url), "utf-8")
    return str(path)


@pytest.fixture
def asking(file: str) -> str:
    path = Path(file)
    (path.parent / "printed.txt").write_text(f"{ASKED['printed']}\n", "utf-8")
    path.write_text(path.read_text("utf-8") + ASKING, "utf-8")
    return file


@contextmanager
def every_record(traces: Traces) -> Iterator[None]:
    """Collect what any logger says at any level, its arguments too."""

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            traces.add(f"a record of {record.name}", f"{record.getMessage()} {record.args!r}")

    collector, root, ours = Collector(0), logging.getLogger(), logging.getLogger("workbench")
    levels = (root.level, ours.level, ours.propagate)
    root.addHandler(collector)
    root.setLevel(0)
    try:
        yield
    finally:
        root.removeHandler(collector)
        for handler in list(ours.handlers):
            ours.removeHandler(handler)
            handler.close()
        root.setLevel(levels[0])
        ours.setLevel(levels[1])
        ours.propagate = levels[2]
