"""Literal secrets, moved out of an import into the environment."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.domain.collection import (
    Collection,
    Folder,
    FormBody,
    GraphqlBody,
    RequestSpec,
    Row,
    TextBody,
    TextKind,
)
from workbench.domain.imported import Imported, ImportFormat
from workbench.domain.presets import ApiKey, Basic, Bearer, GrantType, OAuth2, Preset
from workbench.domain.secret import Secret
from workbench.domain.secret_names import is_secret
from workbench.domain.settings import Settings
from workbench.formats import dotenv
from workbench.formats.kept import sealed
from workbench.formats.secrets_out import move_secrets
from workbench.formats.toml_blocks import dump_collection


def moved(collection: Collection, **taken: str) -> Imported:
    imported = Imported(collection, ImportFormat.POSTMAN, hidden=frozenset({"pin"}))
    return move_secrets(imported, {name: Secret(value) for name, value in taken.items()})


def values(imported: Imported) -> dict[str, str]:
    return {each.name: each.value.reveal() for each in imported.secrets}


def one(**fields: object) -> RequestSpec:
    spec = RequestSpec("R", **fields)  # type: ignore[arg-type]
    return moved(Collection("C", requests=(spec,))).collection.requests[0]


def test_every_secret_field_of_a_preset_is_moved() -> None:
    oauth2 = OAuth2(
        GrantType.PASSWORD, client_id="me", client_secret="s1", password="s2", refresh_token="s3",
        parameters=(("api_key", "s4"), ("x", "plain")),
    )  # fmt: skip
    presets: dict[str, Preset] = {
        "a": Basic("ada", "s5"), "b": Bearer("s6"), "c": ApiKey("X-API-Key", "s7"), "crm": oauth2,
    }  # fmt: skip
    imported = moved(Collection("C", presets=presets))
    assert values(imported) == {
        "A_PASSWORD": "s5",
        "B_TOKEN": "s6",
        "C_VALUE": "s7",
        "CRM_CLIENT_SECRET": "s1",
        "CRM_PASSWORD": "s2",
        "CRM_REFRESH_TOKEN": "s3",
        "CRM_API_KEY": "s4",
    }
    crm = imported.collection.presets["crm"]
    assert isinstance(crm, OAuth2)
    assert crm.client_secret == "{{env:CRM_CLIENT_SECRET}}"
    assert crm.parameters == (("api_key", "{{env:CRM_API_KEY}}"), ("x", "plain"))


def test_headers_keep_their_scheme() -> None:
    spec = one(headers=(Row("Authorization", "Bearer abc"), Row("X-Api-Key", "k"), Row("A", "b")))
    assert [row.value for row in spec.headers] == [
        "Bearer {{env:AUTHORIZATION}}",
        "{{env:X_API_KEY}}",
        "b",
    ]


def test_bodies_queries_and_addresses_are_searched_by_name() -> None:
    spec = one(
        url="https://ada:pw@x/a?api_key=k1&page=2",
        query=(Row("access_token", "t1"), Row("page_token", "next")),
        body=TextBody(TextKind.JSON, '{"password" : "p1", "name": "n", "pin": "{{pin}}"}'),
    )
    assert spec.url == "https://ada:{{env:PASSWORD}}@x/a?api_key={{env:API_KEY}}&page=2"
    assert spec.query == (Row("access_token", "{{env:ACCESS_TOKEN}}"), Row("page_token", "next"))
    assert isinstance(spec.body, TextBody)
    assert spec.body.text == '{"password" : "{{env:PASSWORD_2}}", "name": "n", "pin": "{{pin}}"}'
    form = one(body=FormBody((Row("client_secret", "s"), Row("a", "b")))).body
    assert form == FormBody((Row("client_secret", "{{env:CLIENT_SECRET}}"), Row("a", "b")))
    graphql = one(body=GraphqlBody("{ a }", '{"token": "t"}')).body
    assert graphql == GraphqlBody("{ a }", '{"token": "{{env:TOKEN}}"}')


def test_variables_are_moved_by_name_or_because_the_source_hides_them() -> None:
    collection = Collection(
        "C",
        variables={"clientSecret": "s1", "base": "https://x"},
        environments={"prod": {"pin": "s2", "token": ""}},
        folders=(Folder(("F",), variables={"password": "s3"}),),
    )
    imported = moved(collection)
    assert imported.collection.variables == {
        "clientSecret": "{{env:CLIENTSECRET}}",
        "base": "https://x",
    }
    assert imported.collection.environments == {"prod": {"pin": "{{env:PIN}}", "token": ""}}
    assert imported.collection.folders[0].variables == {"password": "{{env:PASSWORD}}"}


def test_what_is_no_literal_stays() -> None:
    texts = ("{{env:A}}", "{{token}}", "a{{b}}", "", "  ", "<token>", ":token")
    rows = tuple(Row("token", text) for text in texts)
    assert one(query=rows).query == rows


def test_extensions_are_searched_and_a_moved_value_stands_nowhere_else() -> None:
    kept = sealed(
        {
            "auth": {"type": "awsv4", "awsv4": {"secretKey": "ext-secret-1", "region": "eu"}},
            "response": [{"header": [{"key": "Authorization", "value": "Bearer long-secret-9"}]}],
            "event": [{"script": {"exec": ["const t = 'long-secret-9';"]}}],
        }
    )
    collection = Collection(
        "C",
        description="Use long-secret-9.",
        presets={"a": Bearer("long-secret-9")},
        requests=(RequestSpec("R", url="https://x/long-secret-9", extensions={"postman": kept}),),
    )
    imported = moved(collection)
    text = dump_collection(imported.collection)
    assert "long-secret-9" not in text
    assert "ext-secret-1" not in text
    assert values(imported) == {"A_TOKEN": "long-secret-9", "SECRETKEY": "ext-secret-1"}


def test_a_name_that_is_taken_is_used_for_the_same_value_and_left_alone_for_another() -> None:
    collection = Collection("C", presets={"a": Bearer("new"), "b": Bearer("same")})
    imported = moved(collection, A_TOKEN="old", B_TOKEN="same")
    assert values(imported) == {"A_TOKEN_2": "new"}
    a, b = imported.collection.presets.values()
    assert (a, b) == (Bearer("{{env:A_TOKEN_2}}"), Bearer("{{env:B_TOKEN}}"))
    whys = " ".join(note.why for note in imported.notes)
    assert "A_TOKEN with another value" in whys
    assert "already" in whys


def test_the_password_of_a_proxy_is_moved_from_wherever_settings_stand() -> None:
    sending = Settings(proxy="http://me:s3cret-pw@proxy:8080")
    request = RequestSpec("R", settings=sending)
    imported = moved(Collection("C", settings=sending, requests=(request,)))
    (spec,) = imported.collection.requests
    proxy = "http://me:{{env:PROXY_PASSWORD}}@proxy:8080"
    assert (imported.collection.settings.proxy, spec.settings.proxy) == (proxy, proxy)
    assert values(imported) == {"PROXY_PASSWORD": "s3cret-pw"}


def test_equal_secrets_share_a_name_and_no_note_tells_a_value() -> None:
    collection = Collection("C", presets={"a": Bearer("s3cr3t-value"), "b": Bearer("s3cr3t-value")})
    imported = moved(collection)
    assert list(values(imported)) == ["A_TOKEN"]
    assert "s3cr3t-value" not in repr(imported)


def test_a_template_in_a_secret_that_was_escaped_is_moved_as_it_was_meant() -> None:
    imported = moved(Collection("C", presets={"a": Bearer("a\\{{env:B}}")}))
    assert values(imported) == {"A_TOKEN": "a{{env:B}}"}


def test_names_tell_secrets_from_what_only_sounds_like_one() -> None:
    for name in ("password", "client_secret", "X-API-Key", "apiKey", "Authorization", "id_token"):
        assert is_secret(name), name
    for name in ("token_url", "next_page_token", "tokenType", "secretary", "author", "key", "id"):
        assert not is_secret(name), name


@given(st.text(max_size=20))
def test_a_value_written_into_env_is_read_as_itself(value: str) -> None:
    text = f"A=1\nNAME={dotenv.quoted(value)}\nB=2\n"
    assert dotenv.parse(text) == {"A": "1", "NAME": value, "B": "2"}


SECRETS = st.text(alphabet="ab{}\"'\\$é xyz01", min_size=9, max_size=16).filter(
    lambda text: text.strip() == text
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(SECRETS)
def test_no_moved_secret_is_left_in_the_file(secret: str) -> None:
    from workbench.domain.template import escape_template

    ours = escape_template(secret)
    kept = sealed({"response": [{"body": f"<{secret}>"}]})
    collection = Collection(
        "C",
        presets={"a": Bearer(ours)},
        requests=(
            RequestSpec(
                "R", body=TextBody(TextKind.TEXT, f"<{ours}>"), extensions={"postman": kept}
            ),
        ),
    )
    imported = moved(collection)
    if imported.secrets:
        body = imported.collection.requests[0].body
        assert isinstance(body, TextBody)
        assert body.text == "<{{env:A_TOKEN}}>"
        text = dump_collection(imported.collection)
        assert secret not in text
        assert json.dumps(secret)[1:-1] not in text
