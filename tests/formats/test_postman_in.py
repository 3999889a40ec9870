"""Postman collections read: what each thing becomes, and what is said of the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workbench.domain.collection import Collection, FileBody, NoBody, Part, RequestSpec, Row
from workbench.domain.imported import Imported
from workbench.domain.presets import (
    ApiKey,
    ApiKeyPlace,
    Basic,
    BasicEncoding,
    Bearer,
    ClientAuthentication,
    GrantType,
    Inherit,
    Named,
    NoAuth,
    OAuth2,
    TokenPlace,
)
from workbench.domain.settings import Settings
from workbench.formats.kept import unsealed
from workbench.formats.postman.load import load, load_environment, sniff
from workbench.formats.toml_blocks import dump_collection
from workbench.formats.toml_reader import read_collection

INFO = {
    "name": "C",
    "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
}


def read(*items: Any, **more: Any) -> Imported:
    content = json.dumps({"info": INFO, "item": list(items), **more}).encode()
    assert sniff(content)
    return load(content, file="c.json")


def item(name: str = "R", **request: Any) -> dict[str, Any]:
    return {"name": name, "request": {"method": "GET", "url": "https://x/a", **request}}


def one(**request: Any) -> RequestSpec:
    (spec,) = read(item(**request)).collection.requests
    return spec


def auth_of(auth: Any) -> Any:
    collection = read(item(auth=auth)).collection
    found = collection.requests[0].auth
    return collection.presets[found.name] if isinstance(found, Named) else found


def whys(imported: Imported) -> str:
    return "\n".join(f"{note.where} | {note.what} | {note.why}" for note in imported.notes)


def attributes(**values: Any) -> list[dict[str, Any]]:
    return [{"key": key, "value": value, "type": "string"} for key, value in values.items()]


def oauth2(**values: Any) -> Any:
    base = {"accessTokenUrl": "https://a/token", "clientId": "me"}
    return auth_of({"type": "oauth2", "oauth2": attributes(**base | values)})


@pytest.mark.parametrize("version", ["list", "object"])
def test_auth_is_read_as_v2_1_and_v2_0_write_it(version: str) -> None:
    values = {"username": "ada", "password": "pw"}
    written = attributes(**values) if version == "list" else values
    assert auth_of({"type": "basic", "basic": written}) == Basic("ada", "pw")


@pytest.mark.parametrize(
    ("auth", "meant"),
    [
        (None, Inherit()),
        ({}, Inherit()),
        ({"type": "noauth"}, NoAuth()),
        ({"type": "bearer", "bearer": attributes(token="t")}, Bearer("t")),
        ({"type": "apikey", "apikey": attributes(key="k", value="v")}, ApiKey("k", "v")),
        (
            {"type": "apikey", "apikey": {"key": "k", "value": "v", "in": "query"}},
            ApiKey("k", "v", ApiKeyPlace.QUERY),
        ),
    ],
)
def test_auth_becomes_what_it_means(auth: Any, meant: Any) -> None:
    assert auth_of(auth) == meant


def test_noauth_blocks_and_what_is_missing_inherits() -> None:
    bearer = {"type": "bearer", "bearer": attributes(token="t")}
    folder = {"name": "F", "auth": {"type": "noauth"}, "item": [item("a")]}
    open_folder = {"name": "G", "auth": None, "item": [item("b")]}
    collection = read(folder, open_folder, item("c", auth=None), auth=bearer).collection
    assert collection.presets == {"bearer": Bearer("t")}
    assert collection.auth == Named("bearer")
    assert [each.auth for each in collection.folders] == [NoAuth(), Inherit()]
    assert [each.auth for each in collection.requests] == [Inherit()] * 3


def test_client_authentication_is_not_where_the_token_goes() -> None:
    preset = oauth2(
        client_authentication="body", addTokenTo="queryParams", grant_type="client_credentials"
    )
    assert preset.client_authentication == ClientAuthentication.CLIENT_SECRET_POST
    assert preset.token_in == TokenPlace.QUERY
    assert preset.grant == GrantType.CLIENT_CREDENTIALS


def test_a_secret_in_basic_is_sent_raw_as_postman_does_where_that_matters() -> None:
    for secret, encoding in (
        ("plain", None),
        ("a+b", BasicEncoding.RAW),
        ("{{s}}", BasicEncoding.RAW),
    ):
        preset = oauth2(client_authentication="header", clientSecret=secret)
        assert preset.basic_encoding == encoding, secret


def test_every_value_of_oauth2_has_its_field() -> None:
    preset = oauth2(
        grant_type="password_credentials", clientSecret="s", scope="a b", audience={"u": "aud"},
        resource={"1": "r1", "2": "r2"}, username="ada", password="pw", redirect_uri="http://cb",
        authUrl="https://a/authorize", headerPrefix="",
        tokenRequestParams=[
            {"key": "x", "value": "{{y}}", "enabled": True, "send_as": "request_body"}
        ],
    )  # fmt: skip
    assert preset == OAuth2(
        GrantType.PASSWORD, token_url="https://a/token", client_id="me", client_secret="s",
        scope=("a", "b"), audience="aud", resource=("r1", "r2"), username="ada", password="pw",
        redirect_uri="http://cb", authorization_url="https://a/authorize", token_prefix="",
        parameters=(("x", "{{y}}"),),
    )  # fmt: skip


def test_what_no_field_says_is_kept_under_extensions_with_a_note() -> None:
    request_parameters = [{"key": "x", "value": "y", "enabled": True, "send_as": "request_header"}]
    imported = read(
        item(
            auth={
                "type": "oauth2",
                "oauth2": attributes(
                    accessTokenUrl="https://a/token", clientId="me", grant_type="implicit",
                    state="s", useBrowser=True, challengeAlgorithm="S256",
                    tokenRequestParams=request_parameters,
                ),
            }
        )
    )  # fmt: skip
    (preset,) = imported.collection.presets.values()
    kept = unsealed(preset.extensions["postman"])
    assert kept == {
        "grant_type": "implicit",
        "state": "s",
        "useBrowser": True,
        "challengeAlgorithm": "S256",
        "tokenRequestParams": request_parameters,
    }
    for word in ("implicit", "challengeAlgorithm", "tokenRequestParams"):
        assert word in whys(imported)


def test_a_token_that_was_fetched_is_never_imported() -> None:
    for more in ({"accessTokenUrl": "https://a/t", "clientId": "me"}, {}):
        auth = {"type": "oauth2", "oauth2": attributes(accessToken="fetched-1", **more)}
        imported = read(item(auth=auth))
        assert "fetched-1" not in dump_collection(imported.collection)
        assert "fetched-1" not in whys(imported)
        assert "not imported" in whys(imported)


def test_a_token_in_a_variable_is_a_bearer() -> None:
    auth = {"type": "oauth2", "oauth2": attributes(accessToken="{{token}}", addTokenTo="header")}
    assert auth_of(auth) == Bearer("{{token}}")


def test_an_auth_without_a_preset_is_kept_sends_nothing_and_is_noted() -> None:
    imported = read(item(auth={"type": "digest", "digest": attributes(username="a", password="p")}))
    (spec,) = imported.collection.requests
    assert spec.auth == NoAuth()
    assert unsealed(spec.extensions["postman"])["auth"]["digest"] == {
        "username": "a",
        "password": "p",
    }
    assert "digest" in whys(imported)


def test_what_an_oauth2_lacks_becomes_a_variable_so_that_the_file_can_be_read() -> None:
    auth = {"type": "oauth2", "oauth2": attributes(authUrl="https://a")}
    imported = read(item(auth=auth))
    text = dump_collection(imported.collection)
    assert read_collection(text, file="x").problems == ()
    assert "{{token_url}}" in text
    assert "{{client_id}}" in whys(imported)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("{{$guid}}", "{{uuid:}}"),
        ("{{$randomUUID}}-{{$timestamp}}", "{{uuid:}}-{{now:unix}}"),
        ("{{$isoTimestamp}}", "{{now:iso}}"),
        ("{{ a }}", "{{a}}"),
        ("{{my var}}", "{{my_var}}"),
        ("{{env:HOME}}", "{{env_HOME}}"),
        ("{{command:id}} {{file:/a}}", "{{command_id}} {{file_a}}"),
        ("{{1}}", "{{_1}}"),
        ("{{}}", "{{}}"),
        ("{{$randomCity}}", "{{$randomCity}}"),
        ("{a}", "{a}"),
    ],
)
def test_templates_are_carried_over_and_none_becomes_a_source(theirs: str, ours: str) -> None:
    assert one(header=[{"key": "X", "value": theirs}]).headers == (Row("X", ours),)


def test_a_renamed_variable_is_renamed_where_it_is_defined_and_never_to_another() -> None:
    variables = [{"key": "my var", "value": "1"}, {"key": "my_var", "value": "2"}]
    imported = read(item(url="https://x/{{my var}}/{{my_var}}"), variable=variables)
    assert imported.collection.variables == {"my_var_2": "1", "my_var": "2"}
    assert imported.collection.requests[0].url == "https://x/{{my_var_2}}/{{my_var}}"
    assert "my_var_2" in whys(imported)


def test_a_template_that_something_touches_is_noted() -> None:
    assert "put it right" in whys(read(item(header=[{"key": "X", "value": "a\\{{b}}"}])))
    assert "put it right" in whys(read(item(header=[{"key": "X", "value": "{{{b}}}"}])))


def test_a_value_that_is_switched_off_stays_switched_off() -> None:
    spec = one(
        method="POST",
        header=[{"key": "A", "value": "1", "disabled": True}, {"key": "A", "value": "2"}],
        url={
            "host": ["x"],
            "query": [{"key": "q", "value": "1", "disabled": True}, {"key": "r", "value": None}],
        },
        body={"mode": "urlencoded", "urlencoded": [{"key": "f", "value": "1", "disabled": True}]},
    )
    assert spec.headers == (Row("A", "1", enabled=False), Row("A", "2"))
    assert spec.query == (Row("q", "1", enabled=False), Row("r"))
    assert getattr(spec.body, "rows", ()) == (Row("f", "1", enabled=False),)


def test_a_usual_header_that_is_switched_off_does_not_switch_off_the_usual_one() -> None:
    imported = read(item(header=[{"key": "Accept", "value": "a/b", "disabled": True}]))
    (spec,) = imported.collection.requests
    assert spec.headers == ()
    assert unsealed(spec.extensions["postman"])["header"][0]["key"] == "Accept"
    assert "Accept" in whys(imported)


def test_path_variables_are_rows_where_a_row_sends_the_same() -> None:
    url = {
        "protocol": "https", "host": ["x"], "path": ["a", ":id", ":deep", ":none", ":v.json"],
        "variable": [
            {"key": "id", "value": "{{n}}", "description": {"content": "the id"}},
            {"key": "deep", "value": "b/c"}, {"key": "none", "value": None},
            {"key": "v", "value": "1"},
            {"key": "unused", "value": "9"},
        ],
    }  # fmt: skip
    imported = read(item(url=url))
    (spec,) = imported.collection.requests
    assert spec.url == "https://x/a/:id/b/c/:none/1.json"
    assert spec.path == (Row("id", "{{n}}", description="the id"), Row("none", "", enabled=False))
    assert "path variables" in whys(imported)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://x/a?b=1", "https://x/a"),
        ({"raw": "{{u}}/a?b=1"}, "{{u}}/a"),
        ({"protocol": "http", "host": "x.y", "port": "80", "path": "/a/b"}, "http://x.y:80/a/b"),
        ({"host": ["{{u}}"], "path": ["a", {"type": "string", "value": "b"}]}, "{{u}}/a/b"),
        ({"host": ["x"], "path": ["a"], "hash": "frag"}, "x/a#frag"),
        ({"host": ["x"], "query": [{"key": "a[]", "value": "b:c"}]}, "x?a[]=b:c"),
        ({"host": ["x"], "query": [{"key": "a", "value": "b&c#d"}]}, "x"),
    ],
)
def test_addresses_come_in_several_forms(url: Any, text: str) -> None:
    assert one(url=url).url == text


def test_files_of_a_form_may_be_several_or_none() -> None:
    formdata = [
        {"key": "f", "type": "file", "src": ["a.png", "b.png"], "contentType": "image/png"},
        {"key": "g", "type": "file", "src": None},
        {"key": "t", "type": "text", "value": "v", "description": "d"},
    ]
    spec = one(method="POST", body={"mode": "formdata", "formdata": formdata})
    assert getattr(spec.body, "parts", ()) == (
        Part("f", file="a.png", content_type="image/png"),
        Part("f", file="b.png", content_type="image/png"),
        Part("g", file=""),
        Part("t", "v", description="d"),
    )
    assert one(body={"mode": "file", "file": {"src": "a.bin"}}).body == FileBody("a.bin")


def test_a_body_that_is_switched_off_is_kept_and_not_sent() -> None:
    imported = read(item(body={"mode": "raw", "raw": "x", "disabled": True}))
    (spec,) = imported.collection.requests
    assert spec.body == NoBody()
    assert unsealed(spec.extensions["postman"])["body"]["raw"] == "x"
    assert "switched off" in whys(imported)


def test_a_body_that_postman_would_not_send_is_noted() -> None:
    body = {"mode": "raw", "raw": "x"}
    assert "sends none with GET" in whys(read(item(body=body)))
    told = item(body=body) | {"protocolProfileBehavior": {"disableBodyPruning": True}}
    assert "sends none" not in whys(read(told))


def test_how_it_is_sent_becomes_settings() -> None:
    behavior = {
        "followRedirects": False, "maxRedirects": 3, "strictSSL": False, "disableCookies": True,
        "followOriginalHttpMethod": True, "insecureHTTPParser": True,
    }  # fmt: skip
    imported = read(item() | {"protocolProfileBehavior": behavior})
    assert imported.collection.requests[0].settings == Settings(
        follow_redirects=False, max_redirects=3, verify=False, cookies=False,
        redirect_keeps_method=True,
    )  # fmt: skip
    assert "insecureHTTPParser" in whys(imported)


def test_same_names_are_made_distinct_and_nothing_is_lost() -> None:
    folder = {"name": "F", "item": [item("a"), item("a")]}
    imported = read(folder, folder, item("F/a"), item("../../x"), item(""))
    assert [spec.label for spec in imported.collection.requests] == [
        "F/a", "F/a (2)", "F (2)/a", "F (2)/a (2)", "F/a (3)", "../../x", "Request",
    ]  # fmt: skip
    assert len({spec.label for spec in imported.collection.requests}) == 7


def test_descriptions_are_texts_or_objects() -> None:
    for description in ("d", {"content": "d", "type": "text/markdown"}):
        assert one(description=description).description == "d"


def test_scripts_examples_and_unknown_keys_are_kept_with_a_note_each() -> None:
    event = [{"listen": "test", "script": {"exec": ["pm.test()"], "type": "text/javascript"}}]
    entry = item() | {
        "event": event,
        "response": [{"name": "ok", "body": None}],
        "novel": {"a": None},
    }
    imported = read(entry)
    kept = unsealed(imported.collection.requests[0].extensions["postman"])
    assert kept == {
        "event": event,
        "response": [{"name": "ok", "body": None}],
        "novel": {"a": None},
    }
    for word in ("scripts: test", "response", "novel"):
        assert word in whys(imported)
    again = read_collection(dump_collection(imported.collection), file="x").collection
    assert again == imported.collection


def test_variables_that_are_no_text_are_text_and_those_switched_off_are_kept() -> None:
    imported = read(
        variable=[
            {"key": "n", "value": 5}, {"key": "b", "value": True}, {"key": "o", "value": {"a": 1}},
            {"key": "off", "value": "x", "disabled": True}, {"id": "old", "value": "y"},
        ]
    )  # fmt: skip
    assert imported.collection.variables == {"n": "5", "b": "true", "o": '{"a": 1}', "old": "y"}
    assert "off" in whys(imported)


def test_an_environment_marks_what_it_hides() -> None:
    values = [
        {"key": "pin", "value": "1", "type": "secret", "enabled": True},
        {"key": "off", "value": "1", "enabled": False},
    ]
    content = json.dumps({"name": "prod", "values": values}).encode()
    imported = load_environment(content, file="e")
    assert imported.collection == Collection("prod", environments={"prod": {"pin": "1"}})
    assert imported.hidden == {"pin"}
    assert "off" in whys(imported)
