"""What can stand at a place of a GraphQL query that is being written: `|` is the cursor."""

from __future__ import annotations

import pytest
from graphql import build_schema
from hypothesis import given
from hypothesis import strategies as st

from workbench.engine.graphql_complete import LONGEST, Completion, complete

SCHEMA = build_schema(
    """
    type Query { customer(id: ID!, kind: Kind = NEW): Customer  find(by: By, near: [Kind!]): [Hit!]!
                 old: String @deprecated(reason: "Use customer.") }
    type Mutation { create(input: New!): Customer! }
    type Customer { id: ID! name(upper: Boolean): String! nick: String friend: Customer }
    type Order { id: ID! total: Float! }
    union Hit = Customer | Order
    enum Kind { NEW OLD }
    input New { name: String! kind: Kind by: By }
    input By { ids: [ID!] kinds: [Kind!] }
    """
)


def at(marked: str) -> Completion:
    place = marked.index("|")
    return complete(SCHEMA, marked.replace("|", "", 1), place)


def names(marked: str) -> list[str]:
    return [each.name for each in at(marked).candidates]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # Fields of what is open, by root, alias, nesting, and after what was closed.
        ("{ cu| }", ["customer"]),
        ("{ |", ["customer", "find", "old", "__typename"]),
        ("query A { | }", ["customer", "find", "old", "__typename"]),
        ("mutation { |", ["create", "__typename"]),
        ("{ customer(id: 1) { n|", ["name", "nick", "friend", "__typename"]),
        ("{ a: customer(id: 1) { friend { ni|", ["nick"]),
        ("{ customer(id: 1) { friend { id } } fi|", ["find"]),
        ("{ customer { name(upper: true), ni|", ["nick"]),
        ("{ customer(id: {{id}}) { fr|", ["friend"]),
        ('{ customer(id: "}}) {") { fr|', ["friend"]),
        ('{ customer(id: """a "b" }""") { fr|', ["friend"]),
        ("{ customer(id: 1) { # a } comment\n fr|", ["friend"]),
        ("{ nothing { |", []),
        ("subscription { |", []),
        # Arguments that were not given yet, and their values.
        ("{ customer(|", ["id: ", "kind: "]),
        ("{ customer(id: 1, |", ["kind: "]),
        ("{ customer(id: 1 k|) { id } }", ["kind: "]),
        ("{ customer(kind: |", ["NEW", "OLD"]),
        ("{ customer(kind: n|", ["NEW"]),
        ("{ customer { name(upper: |", ["true", "false"]),
        ("{ find(near: [NEW, o|", ["OLD"]),
        ("{ find(near: [NEW] |", ["by: "]),
        ("{ find(by: {|", ["ids: ", "kinds: "]),
        ("{ find(by: {kinds: [NEW], |", ["ids: "]),
        ("mutation { create(input: {by: {kinds: [|", ["NEW", "OLD"]),
        ("mutation { create(input: {by: {kinds: []}, k|", ["kind: "]),
        # Variables: their types, and where they fit.
        ("query A($k: Ki|", ["Kind"]),
        ("query A($k: Kind! |", []),
        ("query A($k: Kind!, $i: ID!) { customer(id: $i, kind: |", ["$k", "NEW", "OLD"]),
        ("query A($k: Kind!, $i: ID!) { customer(kind: $|", ["$k"]),
        ("query A($k: [Kind!] = [NEW]) { find(near: $|", ["$k"]),
        # Fragments and directives.
        ("{ find { ... |", ["on"]),
        ("{ find { ... on |", ["Customer", "Order", "Hit"]),
        ("{ find { ... on Order { to|", ["total"]),
        ("{ customer { ...Na| } } fragment Names on Customer { name }", ["Names"]),
        ("fragment Names on Cus|", ["Customer"]),
        ("fragment Names on Customer { ni|", ["nick"]),
        ("{ customer { ... @include(if: true) { ni|", ["nick"]),
        ("{ customer @include(if: true) { ni|", ["nick"]),
        ("{ customer @in|", ["@include"]),
        ("{ customer @include(|", ["if: "]),
        ("{ find(by: {}) @skip(if: |", ["true", "false"]),
        # The document itself.
        ("|", ["query", "mutation", "fragment"]),
        ("{ old }\nqu|", ["query"]),
        # Inside of what is no name.
        ("{ old } # cu|", []),
        ('{ customer(id: "cu|', []),
        ('{ customer(id: """cu|', []),
        ("{ customer(id: 12|", []),
        ("{ customer(id: 12a|", []),
    ],
)
def test_what_can_stand_there(marked: str, expected: list[str]) -> None:
    assert names(marked) == expected


def test_what_was_begun_comes_first_and_is_replaced() -> None:
    found = at("{ customer { I|")
    assert found.begun == "I"
    assert [each.name for each in found.candidates] == ["id", "nick", "friend"]


def test_a_candidate_says_its_type_and_why_not_to_use_it() -> None:
    old = next(each for each in at("{ |").candidates if each.name == "old")
    assert (old.type, old.deprecated) == ("String", "Use customer.")
    assert at("{ customer(i|").candidates[0].type == "ID!"


def test_what_is_too_long_to_be_read_at_every_key_offers_nothing() -> None:
    text = "{ old " * (LONGEST // 6 + 1)
    assert complete(SCHEMA, text, len(text)) == Completion()


PIECES = st.sampled_from(
    'query mutation fragment on { } ( ) [ ] : $ @ ... , ! = " """ # \n {{a}} customer find '
    "name id by kinds kind NEW include if 1 -2 Customer Order \\ é".split(" ")
)


@given(st.lists(PIECES, max_size=30), st.integers(0, 120))
def test_whatever_stands_there_it_offers_names_or_nothing(pieces: list[str], at: int) -> None:
    text = " ".join(pieces)
    found = complete(SCHEMA, text, min(at, len(text)))
    assert all(each.name for each in found.candidates)
    assert text[: min(at, len(text))].endswith(found.begun)
