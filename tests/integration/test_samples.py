"""The collections that come along: clean, and run against the practice server where they can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import practice
from tests.support.command_line import Run

SAMPLES = Path(__file__).parents[2] / "sample_collections"


def test_the_samples_have_neither_errors_nor_warnings(run: Run) -> None:
    files = len(list(SAMPLES.glob("**/*.toml")))
    assert run("check", str(SAMPLES)) == (0, "", f"{files} files: 0 errors, 0 warnings.\n")
    assert run("check", str(SAMPLES), "--json") == (0, "[]\n", "")


def test_every_plain_request_is_answered_by_the_practice_server(run: Run) -> None:
    file = str(SAMPLES / "plain.toml")
    with practice.start() as server:
        here = ("--json", "--fail", "--body", "--var", f"base_url={server.issuer}")
        code, out, err = run("run", file, *here)
    told = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert len(told) == len(json.loads(run("list", file, "--json")[1])) > 5
    echoed = {each["name"]: json.loads(each["body"]) for each in told if each["body"]}
    target = "/api/echo/a%20b%2Fc?expand=orders&expand=cards"
    assert echoed["Path and query"]["target"] == target


def test_without_its_server_a_sample_says_how_to_start_it(run: Run) -> None:
    file = str(SAMPLES / "plain.toml")
    code, _, err = run("run", file, "Health", "--var", "base_url=http://127.0.0.1:9")
    assert code == 3
    assert "`workbench demo` starts the practice server" in err


@pytest.mark.parametrize("provider", ["auth0", "okta", "entra", "keycloak", "cognito"])
def test_a_provider_is_explained_without_its_secret_and_asks_before_it_is_used(
    provider: str, run: Run
) -> None:
    file = str(SAMPLES / "providers.toml")
    code, out, err = run("token", file, provider, "--explain")
    assert (code, err) == (0, "")
    assert "POST https://" in out
    assert "grant_type=client_credentials" in out
    code, out, err = run("token", file, provider)
    assert (code, out) == (2, "")
    assert f"--allow {provider.upper()}_CLIENT_SECRET=https://" in err
