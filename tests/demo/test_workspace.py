"""The practice workspace: a collection that parses, secrets kept apart, edits left alone."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path

import httpx
import pytest

from tests.support.practice import PracticeServer, start

ENV = re.compile(r"\{\{env:(\w+)\}\}")


def collection(server: PracticeServer) -> dict:
    return tomllib.loads(server.collection.read_text("utf-8"))


def test_the_collection_parses_and_names_this_server(server: PracticeServer) -> None:
    read = collection(server)
    assert read["variables"]["issuer"] == server.issuer
    assert read["variables"]["base_url"] == server.api_url
    assert read["auth"]["fast"]["requires"]["aud"] == server.api_url
    assert "@" not in server.collection.read_text("utf-8")


def test_the_env_file_is_private_and_has_every_secret_that_is_named(
    server: PracticeServer,
) -> None:
    mode = stat.S_IMODE((server.workspace / ".env").stat().st_mode)
    known = server.environment()
    named = set(ENV.findall(server.collection.read_text("utf-8")))
    assert mode == 0o600
    assert named <= set(known)
    assert known["PRACTICE_FAST_SECRET"] == server.secret_of("practice-fast")[1]
    assert known["PRACTICE_ENCODED_SECRET"] == server.secret_of("practice-encoded")[1]


def test_no_secret_stands_in_the_collection(server: PracticeServer) -> None:
    text = server.collection.read_text("utf-8")
    for name, value in server.environment().items():
        assert name == "PRACTICE_ISSUER" or value not in text


def test_everything_that_is_named_is_there(server: PracticeServer) -> None:
    read = collection(server)
    presets = set(read["auth"]) | {"none", "inherit"}
    folders = {folder["path"] for folder in read["folder"]}
    labels = [(each["folder"], each["name"]) for each in read["request"]]
    used = {each.get("auth", "inherit") for each in (*read["request"], *read["folder"])}
    assert {folder for folder, _ in labels} == folders
    assert len(labels) == len(set(labels))
    assert used | {read["collection"]["auth"]} == presets
    clients = {each["client_id"] for each in server.clients}
    assert {p["client_id"] for p in read["auth"].values() if p["type"] == "oauth2"} <= clients
    assert {"local", "strict"} == set(read["environments"])


def test_the_lines_fit_a_pager() -> None:
    template = Path(__file__).parents[2] / "workbench/demo/workspace/practice.toml"
    assert max(len(line) for line in template.read_text("utf-8").splitlines()) <= 120


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("List customers", 200),
        ("Wrong endpoint", 302),
        ("Credentials in the wrong place", 400),
        ("Wrong Content-Type", 400),
        ("Missing scope", 403),
        ("Expired token", 401),
        ("Revoked token", 401),
    ],
)
def test_each_mistake_is_answered_as_its_description_says(
    server: PracticeServer, name: str, expected: int
) -> None:
    read = collection(server)
    known = server.environment()
    request = next(each for each in read["request"] if each["name"] == name)

    def rendered(text: str) -> str:
        text = ENV.sub(lambda match: known[match[1]], text)
        return re.sub(r"\{\{(\w+)\}\}", lambda match: read["variables"][match[1]], text)

    headers = {"Content-Type": "application/json"}
    preset = read["auth"].get(request.get("auth", "fast"))
    if preset is not None:
        form = {"grant_type": "client_credentials", "scope": preset["scope"]}
        pair = (preset["client_id"], rendered(preset["client_secret"]))
        in_form = preset["client_authentication"] == "client_secret_post"
        more = {"client_id": pair[0], "client_secret": pair[1]} if in_form else {}
        basic = httpx.BasicAuth(*pair)
        where = rendered(preset["token_url"])
        token = server.http.post(where, data=form | more, auth=httpx.Auth() if in_form else basic)
        if token.status_code != 200:
            assert token.status_code == expected
            return
        headers["Authorization"] = f"Bearer {token.json()['access_token']}"
    body = rendered(request.get("body", {}).get("text", ""))
    url = rendered(request["url"])
    answer = server.http.request(request["method"], url, headers=headers, content=body)
    assert answer.status_code == expected


def test_a_restart_renews_an_untouched_collection(tmp_path: Path) -> None:
    with start(workspace=tmp_path) as first:
        written = first.collection.read_text("utf-8")
        secret = first.environment()["PRACTICE_FAST_SECRET"]
    with start(workspace=tmp_path) as second:
        again = second.collection.read_text("utf-8")
        assert again == written.replace(first.issuer, second.issuer)
        assert second.environment()["PRACTICE_FAST_SECRET"] != secret


def test_a_restart_keeps_what_a_person_wrote(tmp_path: Path) -> None:
    with start(workspace=tmp_path) as first:
        edited = first.collection.read_text("utf-8").replace("Practice server", "Mine")
        first.collection.write_text(edited, "utf-8")
        env = first.workspace / ".env"
        env.write_text(env.read_text("utf-8") + "MY_OWN=kept\n", "utf-8")
    for _ in range(2):
        with start(workspace=tmp_path) as later:
            text = later.collection.read_text("utf-8")
            assert text == edited.replace(first.issuer, later.issuer)
            assert later.environment()["MY_OWN"] == "kept"
            assert (tmp_path / ".env").read_text("utf-8").count("PRACTICE_FAST_SECRET=") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"practice.toml", ".env"}
