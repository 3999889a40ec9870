"""A preset changed in its file, in `.env` or by the environment never sends its old token."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.counting import Counting, counting
from workbench.assembly import Workbench
from workbench.cli.options import HeadlessAgent
from workbench.domain.workspace import RequestRef

COLLECTION = """\
[collection]
name = "Changing"
auth = "crm"
[variables]
tenant = "one"
[environments.staging]
tenant = "two"
[environments.same]
tenant = "one"
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "{url}/token"
client_id = "id-{{{{tenant}}}}"
client_secret = "{{{{env:CHANGING_SECRET}}}}"
client_authentication = "client_secret_post"
scope = "read"
audience = "https://api.example.com"
[[request]]
name = "R"
url = "{url}/api"
"""
Edit = Callable[[Path, Workbench], None]


def edited(old: str, new: str) -> Edit:
    def edit(file: Path, workbench: Workbench) -> None:
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    return edit


def other_secret(file: Path, workbench: Workbench) -> None:
    (file.parent / ".env").write_text("CHANGING_SECRET=another-secret\n")


def environment(name: str) -> Edit:
    return lambda _, workbench: workbench.choose_environment(name)


CHANGES = {
    "the address": edited("/token", "/token/other"),
    "the id": edited("id-", "other-id-"),
    "the secret": other_secret,
    "the secret's source": edited("{{env:CHANGING_SECRET}}", "literal"),
    "the scope": edited('scope = "read"', 'scope = "read write"'),
    "the audience": edited("https://api.example.com", "https://other.example.com"),
    "no audience": edited('audience = "https://api.example.com"\n', ""),
    "the way of authenticating": edited("client_secret_post", "client_secret_basic"),
    "a variable in it": edited('tenant = "one"', 'tenant = "three"'),
    "the environment": environment("staging"),
    "an environment with the same values": environment("same"),
}


@pytest.fixture
def server() -> Iterator[Counting]:
    numbers = itertools.count(1)

    def issue(_: str) -> tuple[int, Mapping[str, str], bytes]:
        token = {"access_token": f"token-{next(numbers)}", "token_type": "Bearer", "expires_in": 60}
        return 200, {"Content-Type": "application/json"}, json.dumps(token).encode()

    with counting({"/token": issue, "/token/other": issue}) as started:
        yield started


@pytest.fixture
async def workbench(server: Counting, tmp_path: Path) -> AsyncIterator[Workbench]:
    file = tmp_path / "c.toml"
    file.write_text(COLLECTION.format(url=server.url))
    (tmp_path / ".env").write_text("CHANGING_SECRET=a-secret\n")
    workbench = Workbench.open(str(file), agent=HeadlessAgent())
    yield workbench
    await workbench.close()


def sent_tokens(server: Counting) -> list[str]:
    api = [each for each in server.heard if each.split(" ")[1] == "/api"]
    return [found[1] for each in api if (found := re.search(r"Bearer (\S+)", each))]


@pytest.mark.parametrize("change", CHANGES)
async def test_after_a_change_the_old_token_is_not_sent(
    change: str, workbench: Workbench, server: Counting
) -> None:
    assert workbench.started_file is not None
    file = Path(workbench.started_file)
    ref = RequestRef(str(file), "R")
    for _ in range(2):
        assert (await workbench.send(ref)).error is None
    CHANGES[change](file, workbench)
    workbench.reload()
    for _ in range(2):
        assert (await workbench.send(ref)).error is None
    assert sent_tokens(server) == ["token-1", "token-1", "token-2", "token-2"]


async def test_a_change_of_what_makes_no_token_keeps_it(
    workbench: Workbench, server: Counting
) -> None:
    assert workbench.started_file is not None
    file = Path(workbench.started_file)
    ref = RequestRef(str(file), "R")
    assert (await workbench.send(ref)).error is None
    edited('scope = "read"\n', 'scope = ["read"]\nrequires = { scope = "x" }\n')(file, workbench)
    assert workbench.reload()
    assert (await workbench.send(ref)).error is None
    assert sent_tokens(server) == ["token-1", "token-1"]
