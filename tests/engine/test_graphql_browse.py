"""A schema looked through: types, members, and a query of a field that the schema accepts."""

from __future__ import annotations

import json

import pytest
from graphql import GraphQLSchema, build_schema, graphql_sync

from workbench.engine.graphql_browse import (
    MOST_FIELDS,
    Member,
    TypeEntry,
    members_of,
    query_of,
    search,
    types_of,
)
from workbench.engine.graphql_schema import problems_of

SDL = """
type Query {
  "A customer by its id."
  customer(id: ID!, full: Boolean = false): Customer
  customers(where: Where!, kinds: [Kind!]!): [Customer!]!
  old: String @deprecated(reason: "Use customer.")
  found: Found
  empty: Deep
}
type Mutation { forget(id: ID!): Boolean }
type Customer { id: ID! kind: Kind name(upper: Boolean = false): String! next(id: ID!): Customer
  gone: Int @deprecated(reason: "It is gone.") }
type Deep { deeper: Customer }
input Where { name: String! age: Int = 3 inner: Where }
enum Kind { SMALL BIG @deprecated(reason: "Nobody is.") }
union Found = Customer | Deep
scalar Day
"""


@pytest.fixture
def schema() -> GraphQLSchema:
    return build_schema(SDL)


def field(schema: GraphQLSchema, owner: str, name: str) -> Member:
    return next(each for each in members_of(schema, owner) if each.name == name)


def test_the_roots_come_first_and_introspection_is_not_shown(schema: GraphQLSchema) -> None:
    found = types_of(schema)
    assert found[0] == TypeEntry("Query", "type", 5, "query")
    assert found[1] == TypeEntry("Mutation", "type", 1, "mutation")
    assert not any(each.name.startswith("__") for each in found)
    kinds = {each.name: each.kind for each in found}
    assert (kinds["Where"], kinds["Kind"], kinds["Found"], kinds["Day"]) == (
        "input",
        "enum",
        "union",
        "scalar",
    )


def test_a_field_tells_its_arguments_with_their_defaults(schema: GraphQLSchema) -> None:
    assert field(schema, "Query", "customer") == Member(
        "Query",
        "customer",
        "Customer",
        "Customer",
        ("id: ID!", "full: Boolean = false"),
        "A customer by its id.",
    )
    assert field(schema, "Query", "old").deprecated == "Use customer."
    assert field(schema, "Where", "age").type == "Int = 3"
    assert field(schema, "Kind", "BIG").deprecated == "Nobody is."
    assert [each.named for each in members_of(schema, "Found")] == ["Customer", "Deep"]
    assert members_of(schema, "Day") == ()
    assert members_of(schema, "Unknown") == ()


def test_a_search_finds_types_and_then_fields(schema: GraphQLSchema) -> None:
    found = search(schema, "CUSTOMER")
    assert [each.name for each in found] == ["Customer", "customer", "customers"]
    assert search(schema, "nothing like it") == ()


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("Query", "customer"),
        ("Query", "customers"),
        ("Query", "old"),
        ("Query", "found"),
        ("Query", "empty"),
        ("Mutation", "forget"),
    ],
)
def test_a_query_of_a_field_is_one_that_the_schema_accepts(
    schema: GraphQLSchema, owner: str, name: str
) -> None:
    made = query_of(schema, field(schema, owner, name))
    assert made is not None
    assert problems_of(made.query, schema) == ()
    variables = json.loads(made.variables) if made.variables else {}
    assert graphql_sync(schema, made.query, variable_values=variables).errors is None or (
        name == "customers"  # nothing answers, and what it promises is never null
    )


def test_a_query_asks_for_leaves_that_need_nothing(schema: GraphQLSchema) -> None:
    made = query_of(schema, field(schema, "Query", "customer"))
    assert made is not None
    assert made.query == (
        "query Customer($id: ID!) {\n  customer(id: $id) {\n    id\n    kind\n    name\n  }\n}\n"
    )
    assert json.loads(made.variables) == {"id": ""}
    assert made.operation_name == "Customer"


def test_what_is_required_gets_an_example(schema: GraphQLSchema) -> None:
    made = query_of(schema, field(schema, "Query", "customers"))
    assert made is not None
    assert json.loads(made.variables) == {"where": {"name": ""}, "kinds": []}


def test_no_query_begins_at_a_field_of_another_type(schema: GraphQLSchema) -> None:
    assert query_of(schema, field(schema, "Customer", "id")) is None


def test_inputs_that_require_themselves_or_grow_without_end_still_have_an_example() -> None:
    wide = "".join(
        f"input W{at} {{ {' '.join(f'f{n}: W{at + 1}!' for n in range(10))} }}\n" for at in range(9)
    )
    described = (
        "type Query { around(a: A!): Int wide(w: W0!): Int }\n"
        "input A { b: B! }\ninput B { a: A! c: Int! }\n" + wide + "input W9 { x: Int! }\n"
    )
    schema = build_schema(described)
    around, many = members_of(schema, "Query")
    made = query_of(schema, around)
    assert made is not None
    assert json.loads(made.variables) == {"a": {"b": {"a": {}, "c": 0}}}
    made = query_of(schema, many)
    assert made is not None
    assert made.variables.count(":") <= MOST_FIELDS + 1
