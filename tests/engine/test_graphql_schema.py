"""GraphQL without a socket: what an answer means, and what is wrong in a query."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import build_schema, introspection_from_schema
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.collection import GraphqlBody, RequestSpec, Row, TextBody, TextKind
from workbench.domain.errors import ExpectationFailed
from workbench.domain.presets import Named
from workbench.engine.graphql_schema import introspection_of, problems_of, schema_of, sdl
from workbench.engine.introspection_answer import (
    IntrospectionDisabled,
    IntrospectionRefused,
    NoSchema,
    errors_in,
    schema_in,
)

SDL = 'type Query {\n  "Says hello."\n  hello(name: String!): String\n}\n'


def answer(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def test_a_schema_is_printed_as_it_was_told() -> None:
    told = json.dumps({"data": introspection_from_schema(build_schema(SDL))}).encode()
    printed = sdl(schema_of(schema_in(200, (), told)))
    assert "hello(name: String!): String" in printed
    assert "Says hello." in printed


def test_asking_for_the_schema_keeps_address_headers_and_auth() -> None:
    spec = RequestSpec(
        "R",
        url="https://x/graphql",
        auth=Named("crm"),
        headers=(Row("X-Team", "a"), Row("Content-Type", "text/plain")),
        query=(Row("query", "{ a }"),),
        body=TextBody(TextKind.JSON, "{}"),
        expect={"status": 201},
    )
    asked = introspection_of(spec)
    assert (asked.method, asked.url, asked.auth) == ("POST", "https://x/graphql", Named("crm"))
    assert asked.headers == (Row("X-Team", "a"), Row("Accept", "application/json"))
    assert isinstance(asked.body, GraphqlBody)
    assert "__schema" in asked.body.query
    assert asked.body.template is False
    assert (asked.query, asked.expect) == ((), {})


@pytest.mark.parametrize(
    "message",
    [
        "GraphQL introspection is not allowed by Apollo Server, but the query contained __schema",
        "GraphQL introspection has been disabled, but the requested query contained the field",
        "Introspection is not allowed for the current request.",
        "Field '__schema' doesn't exist on type 'Query'",
        "Cannot query field '__schema' because introspection is disabled.",
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_servers_say_in_many_words_that_introspection_is_disabled(
    message: str, status: int
) -> None:
    with pytest.raises(IntrospectionDisabled) as caught:
        schema_in(status, (), answer(errors=[{"message": message}]))
    assert message[:40] in caught.value.hint


def test_a_401_is_not_taken_for_disabled_introspection() -> None:
    body = answer(errors=[{"message": "introspection needs a token"}])
    with pytest.raises(IntrospectionRefused) as caught:
        schema_in(401, ['Bearer error="invalid_token"'], body)
    assert "invalid_token" in caught.value.hint
    with pytest.raises(IntrospectionRefused, match="403") as caught:
        schema_in(403, (), b"")
    assert "does not say why" in caught.value.hint


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"data": null}', b"[" * 100_000])
def test_what_is_no_graphql_is_said(body: bytes) -> None:
    with pytest.raises(NoSchema):
        schema_in(200, (), body)


def test_other_errors_are_shown_as_the_server_says_them() -> None:
    with pytest.raises(NoSchema) as caught:
        schema_in(200, (), answer(data=None, errors=[{"message": "rate limit", "path": ["a", 0]}]))
    assert "rate limit (at a.0)" in caught.value.hint


def test_errors_in_a_200_are_found() -> None:
    assert errors_in(answer(data={}, errors=[{"message": "no"}, "odd", {}])) == (
        "no",
        "odd",
        "An error without a message",
    )
    assert errors_in(answer(data={"errors": [1]})) == ()
    assert errors_in(b"\xff") == ()


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(st.sampled_from(["types", "name", "kind", "queryType", "fields"]), x)
        ),
        max_leaves=8,
    )
)
def test_any_description_is_a_schema_or_an_error_with_words(described: Any) -> None:
    with pytest.raises(ExpectationFailed, match="describes no schema"):
        schema_of({"__schema": described})


def _told(**query: Any) -> dict[str, Any]:
    """An introspection whose field `hello` was changed by its server."""
    described: Any = introspection_from_schema(build_schema(SDL))
    for each in described["__schema"]["types"]:
        if each["name"] == "Query":
            each["fields"][0] |= query
    return dict(described)


def _nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"kind": "SCALAR", "name": "String"}
    for _ in range(depth):
        inner = {"kind": "LIST", "ofType": inner}
    return inner


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"name": "not-a-name"}, "describes no schema"),
        (
            {"args": [{"name": "x", "type": _nested(0), "defaultValue": "{{{"}]},
            "describes no schema",
        ),
        ({"type": _nested(5000)}, "nested too deeply"),
    ],
)
def test_a_schema_that_graphql_does_not_allow_is_said(query: dict[str, Any], words: str) -> None:
    with pytest.raises(NoSchema, match=words):
        schema_of(_told(**query))


def test_a_query_is_judged_before_it_is_sent() -> None:
    schema = build_schema(SDL)
    assert problems_of('{ hello(name: "a") }', schema) == ()
    (unknown,) = problems_of('{\n  helo(name: "a")\n}', schema)
    assert (unknown.line, unknown.column) == (2, 3)
    assert "helo" in unknown.message
    (broken,) = problems_of("{ hello(", schema)
    assert broken.line == 1
    assert problems_of("{" * 5000, schema)
