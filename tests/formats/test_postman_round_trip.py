"""Collections written for Postman and read again: what both can say comes back as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.corpus import CORPUS, MISSING
from workbench.domain.collection import (
    Collection,
    FileBody,
    Folder,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    Part,
    RequestSpec,
    Row,
    TextBody,
    TextKind,
)
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
    Preset,
    TokenPlace,
)
from workbench.domain.settings import Settings
from workbench.domain.template import escape_template
from workbench.formats.postman.dump import dump
from workbench.formats.postman.load import load

SCHEMA = CORPUS / "postman" / "schema" / "collection-v2.1.0.schema.json"

pieces = st.sampled_from(
    [
        "{{base}}",
        "{{a-b.c}}",
        "{{uuid:}}",
        "{{now:iso}}",
        "{{now:unix}}",
        "{{env:TOKEN}}",
        "a b",
        "é/?",
    ]
)
words = st.text(alphabet="ab é%&=+/:'\"<>,;#@$()[]|~\n", max_size=8)
# Postman has no escape: text that looks like a template of its is outside the common subset.
texts = st.lists(st.one_of(pieces, words), max_size=3).map("".join)
lines = texts.map(lambda text: text.replace("\n", "").strip())
plain = st.text(alphabet="abz-_09", min_size=1, max_size=6)
names = st.text(alphabet="ab é/.", min_size=1, max_size=6).filter(lambda text: text.strip() == text)
clean = st.characters(exclude_categories=["Cs"])
described = st.text(alphabet=clean, max_size=6).filter(lambda text: "workbench" not in text)


def rows(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Row, ...]]:
    row = st.builds(Row, plain, values, st.booleans(), described)
    return st.lists(row, max_size=3).map(tuple)


queries = st.lists(
    st.one_of(
        st.builds(Row, plain, texts, st.booleans(), described),
        st.builds(Row, plain, st.none(), st.just(True), described),
    ),
    max_size=3,
).map(tuple)
parts = st.one_of(
    st.builds(Part, plain, value=texts, content_type=lines, enabled=st.booleans()),
    st.builds(
        Part, plain, file=lines.filter(bool), filename=lines, enabled=st.booleans(),
        description=described,
    ),
)  # fmt: skip
bodies = st.one_of(
    st.just(NoBody()),
    st.builds(TextBody, st.sampled_from([TextKind.JSON, TextKind.XML]), texts.filter(bool)),
    st.builds(
        TextBody,
        st.just(TextKind.TEXT),
        texts.filter(bool),
        st.sampled_from(["text/plain", "text/html", "application/javascript"]),
    ),
    st.builds(FormBody, rows(texts).filter(bool)),
    st.builds(MultipartBody, st.lists(parts, min_size=1, max_size=3).map(tuple)),
    st.builds(FileBody, lines.filter(bool)),
    st.builds(GraphqlBody, texts, texts, lines),
)
oauth2 = st.builds(
    OAuth2,
    st.sampled_from(
        [GrantType.CLIENT_CREDENTIALS, GrantType.PASSWORD, GrantType.AUTHORIZATION_CODE]
    ),
    token_url=st.just("https://auth.example.com/{{base}}"),
    authorization_url=st.just("https://auth.example.com/authorize"),
    redirect_uri=st.sampled_from(["", "http://127.0.0.1/cb"]),
    client_id=plain,
    client_secret=lines,
    scope=st.lists(plain, max_size=3).map(tuple),
    client_authentication=st.sampled_from([None, ClientAuthentication.CLIENT_SECRET_POST]),
    audience=lines,
    resource=st.lists(lines.filter(bool), max_size=2).map(tuple),
    username=plain,
    password=lines,
    parameters=st.lists(st.tuples(plain, texts), max_size=2).map(tuple),
    token_in=st.sampled_from(TokenPlace),
    token_prefix=st.sampled_from(["Bearer", "", "Token"]),
)
presets = st.one_of(
    st.builds(Basic, texts, texts),
    st.builds(Bearer, texts),
    st.builds(ApiKey, plain, texts, st.sampled_from([ApiKeyPlace.HEADER, ApiKeyPlace.QUERY])),
    oauth2,
)
auths = st.one_of(st.just(Inherit()), st.just(NoAuth()), presets)
behaviors = st.builds(
    Settings,
    follow_redirects=st.sampled_from([None, True, False]),
    max_redirects=st.sampled_from([None, 0, 7]),
    verify=st.sampled_from([None, False]),
    cookies=st.sampled_from([None, True, False]),
    redirect_keeps_method=st.sampled_from([None, True]),
)
addresses = st.sampled_from(
    [
        "https://api.example.com/v1/:id/x", "{{base}}/:id", "http://{{host}}:8080/a/{{base}}/:id",
        "{{base}}:{{port}}/:id?q={{base}}&raw=a:b", "https://[::1]:80/:id/", "{{base}}{{more}}/:id",
    ]
)  # fmt: skip
requests = st.builds(
    RequestSpec,
    name=names,
    method=st.sampled_from(["GET", "POST", "get", "PURGE"]),
    url=addresses,
    folder=st.lists(names, max_size=2).map(tuple),
    auth=auths,
    path=st.builds(Row, st.just("id"), texts.filter(bool), st.just(True), described).map(
        lambda row: (row,)
    ),
    query=queries,
    headers=rows(lines),
    body=bodies,
    settings=behaviors,
    description=described,
)
folders = st.builds(
    Folder,
    path=st.lists(names, min_size=1, max_size=2).map(tuple),
    auth=auths,
    variables=st.dictionaries(st.sampled_from(["v", "a-b.c"]), texts, max_size=1),
    settings=behaviors,
    description=described,
)
# A value that a query row would encode keeps its parameter in the address.
values = st.lists(st.one_of(st.just("{{uuid:}}"), plain), max_size=2).map("".join)
collections = st.builds(
    Collection,
    name=names,
    description=described,
    auth=auths,
    settings=behaviors,
    variables=st.dictionaries(st.sampled_from(["base", "a-b.c", "_x"]), values, max_size=2),
    folders=st.lists(folders, max_size=2, unique_by=lambda each: each.path).map(tuple),
    requests=st.lists(requests, max_size=3, unique_by=lambda each: each.label).map(tuple),
)


def common(collection: Collection) -> dict[str, Any]:
    """What of a collection both can say, presets in place of their names."""

    def auth(value: Any) -> Any:
        preset = collection.presets[value.name] if isinstance(value, Named) else value
        return without_defaults(preset)

    paths = [spec.folder for spec in collection.requests]
    paths += [folder.path for folder in collection.folders]
    made = {path[:end]: Folder(path[:end]) for path in paths for end in range(1, len(path) + 1)}
    made |= {folder.path: folder for folder in collection.folders}
    return {
        "collection": (
            collection.name, collection.description, collection.settings, collection.variables,
            auth(collection.auth),
        ),
        "folders": {
            path: (auth(folder.auth), replace(folder, auth=Inherit(), extensions={}))
            for path, folder in made.items()
        },
        "requests": {
            spec.label: (auth(spec.auth), replace(spec, auth=Inherit(), extensions={}))
            for spec in collection.requests
        },
    }  # fmt: skip


def without_defaults(preset: Preset | Any) -> Any:
    """A preset without what Postman says otherwise although it means the same."""
    if isinstance(preset, OAuth2):
        encoding = preset.basic_encoding
        assert encoding in {None, BasicEncoding.RAW}
        return replace(preset, basic_encoding=None, extensions={})
    return preset


GENEROUS = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@GENEROUS
@given(collections)
def test_an_export_reads_as_the_same_collection(collection: Collection) -> None:
    content, _ = dump(collection)
    again = load(content, file="export").collection
    assert common(again) == common(collection)


@GENEROUS
@given(collections)
def test_an_export_of_an_export_is_the_same_text(collection: Collection) -> None:
    once = load(dump(collection)[0], file="export").collection
    content, _ = dump(once)
    assert load(content, file="export").collection == once


@given(texts)
def test_no_secret_is_written_unless_it_is_handed_in(text: str) -> None:
    source = "env:CRM_SECRET"
    spec = RequestSpec("R", url="https://x", headers=(Row("X", f"{{{{{source}}}}}"),))
    collection = Collection("C", variables={"text": escape_template(text)}, requests=(spec,))
    hidden = json.loads(dump(collection)[0])
    shown = json.loads(dump(collection, value_of=lambda name: f"<{name}>")[0])
    assert hidden["item"][0]["request"]["header"] == [{"key": "X", "value": "{{CRM_SECRET}}"}]
    assert [each["value"] for each in hidden["variable"] if each["key"] == "CRM_SECRET"] == [""]
    assert f"<{source}>" in [each["value"] for each in shown["variable"]]


@pytest.mark.skipif(not SCHEMA.is_file(), reason=MISSING)
@GENEROUS
@given(collections)
def test_an_export_is_valid_by_the_official_schema(collection: Collection) -> None:
    import jsonschema

    judge = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))
    errors = list(judge.iter_errors(json.loads(dump(collection)[0])))
    assert not errors, errors[0].message


def test_what_postman_would_fill_is_noted_and_nothing_around_it() -> None:
    spec = RequestSpec("R", url="https://x", headers=(Row("X", "s3cret \\{{name}}"),))
    _, notes = dump(Collection("C", requests=(spec,)))
    (note,) = notes
    assert note.what == "{{name}}"
    assert "no escape" in note.why
