"""Collections written as TOML."""

from __future__ import annotations

import tomllib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats import generated
from workbench.domain.collection import (
    Collection,
    RequestSpec,
    Row,
    TextBody,
    TextKind,
    WorkspaceLayer,
)
from workbench.domain.presets import Named, NoAuth
from workbench.domain.requirements import Requirements
from workbench.formats.check import warnings
from workbench.formats.json_schema import schema
from workbench.formats.starter import starter
from workbench.formats.toml_blocks import dump_collection, dump_request
from workbench.formats.toml_reader import read_collection
from workbench.formats.toml_values import long_string, string

GENEROUS = settings(
    max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@GENEROUS
@given(generated.collections)
def test_a_written_collection_reads_as_the_same(collection: Collection) -> None:
    text = dump_collection(collection)
    read = read_collection(text, file="made.toml")
    assert read.problems == ()
    assert read.collection == collection
    assert [preset.extensions for preset in read.collection.presets.values()] == [
        preset.extensions for preset in collection.presets.values()
    ]


@GENEROUS
@given(generated.requests)
def test_a_written_request_reads_as_the_same(spec: RequestSpec) -> None:
    read = read_collection(dump_request(spec), file="made.toml")
    assert read.problems == ()
    assert read.collection is not None
    assert read.collection.requests == (spec,)


@given(generated.text)
def test_any_text_is_written_so_that_it_reads_as_itself(text: str) -> None:
    for written in (string(text), long_string(text)):
        assert tomllib.loads(f"v = {written}\n") == {"v": text}


@given(st.text(alphabet=st.sampled_from("\x00\x07\x1b\x85\u202e\u2066\ufeffa\"'\n"), max_size=8))
def test_nothing_unseen_is_written_raw(text: str) -> None:
    for written in (string(text), long_string(text)):
        assert not set(written) & set("\x00\x07\x1b\x85\u202e\u2066\ufeff")


def test_a_request_reads_like_the_ones_beside_it() -> None:
    spec = RequestSpec(
        name="Get customer",
        method="POST",
        url="{{base_url}}/v1/customers/:id",
        folder=("a/b", "Read"),
        auth=NoAuth(),
        requires=Requirements(scope=("read:customers",)),
        path=(Row("id", "123"),),
        query=(Row("expand", "orders"), Row("expand", "cards"), Row("page", "2", enabled=False)),
        headers=(Row("Accept", "application/json"),),
        body=TextBody(TextKind.JSON, '{\n  "name": "Ada"\n}\n'),
    )
    assert (
        dump_request(spec)
        == """\
[[request]]
name = "Get customer"
folder = ["a/b", "Read"]
method = "POST"
url = "{{base_url}}/v1/customers/:id"
auth = "none"
requires = { scope = "read:customers" }
[request.path]
id = "123"
[request.query]
expand = ["orders", "cards"]
page = { value = "2", enabled = false }
[request.headers]
Accept = "application/json"
[request.body]
type = "json"
text = \'\'\'
{
  "name": "Ada"
}
\'\'\'
"""
    )


def test_rows_whose_order_a_table_would_lose_become_a_list() -> None:
    rows = (Row("a", "1"), Row("b", "2"), Row("a", "3", enabled=False), Row("debug"))
    text = dump_request(RequestSpec("x", url="y", auth=Named("crm"), query=rows))
    assert (
        'query = [\n  ["a", "1"],\n  ["b", "2"],\n'
        '  { name = "a", value = "3", enabled = false },\n  ["debug"],\n]\n'
    ) in text


def test_the_starter_passes_check() -> None:
    text = starter('My "API"')
    read = read_collection(text, file="new.toml")
    assert read.problems == ()
    assert read.collection is not None
    assert read.collection.name == 'My "API"'
    assert warnings(read.collection, file="new.toml", text=text, layer=WorkspaceLayer()) == ()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(generated.collections)
def test_what_the_writer_writes_the_json_schema_accepts(collection: Collection) -> None:
    import jsonschema

    document = tomllib.loads(dump_collection(collection))
    jsonschema.Draft7Validator(schema()).validate(document)
