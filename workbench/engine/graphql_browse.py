"""A GraphQL schema to be looked through: its types, their fields, and a query of a field.

Must not send anything, and must not import graphql-core before it is used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphql import GraphQLArgument, GraphQLField, GraphQLSchema

#: How many fields an example of input objects has at most, and how deep they stand.
MOST_FIELDS = 500
MOST_DEEP = 20
#: What an example of a required argument is, by its type.
_EXAMPLES: dict[str, Any] = {"Int": 0, "Float": 0.0, "Boolean": False, "String": "", "ID": ""}


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """A type: its name, its kind in the schema's words, and how many members it has.

    `operation` is query, mutation or subscription for a root, else nothing.
    """

    name: str
    kind: str
    members: int = 0
    operation: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A field, an input field, an enum value or a possible type of a type.

    `arguments` are written out, `named` is the type without lists and `!`.
    """

    owner: str
    name: str
    type: str = ""
    named: str = ""
    arguments: tuple[str, ...] = ()
    description: str = ""
    deprecated: str = ""


@dataclass(frozen=True, slots=True)
class MadeQuery:
    """A query of one field, with its variables as JSON text, empty where it has none."""

    query: str
    variables: str
    operation_name: str


def types_of(schema: GraphQLSchema) -> tuple[TypeEntry, ...]:
    """Return all types but those of introspection: the roots first, then by name."""
    roots = _roots(schema)
    found = [
        TypeEntry(name, _kind(each), _count(each), roots.get(name, ""))
        for name, each in schema.type_map.items()
        if not name.startswith("__")
    ]
    order = list(roots)
    found.sort(
        key=lambda each: (
            order.index(each.name) if each.operation else len(order),
            each.name.lower(),
        )
    )
    return tuple(found)


def members_of(schema: GraphQLSchema, name: str) -> tuple[Member, ...]:
    """Return what a type consists of; nothing for a scalar or an unknown name."""
    from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLUnionType

    found: Any = schema.type_map.get(name)
    if isinstance(found, GraphQLEnumType):
        return tuple(
            Member(
                name,
                value,
                description=each.description or "",
                deprecated=each.deprecation_reason or "",
            )
            for value, each in found.values.items()
        )
    if isinstance(found, GraphQLUnionType):
        return tuple(Member(name, each.name, named=each.name) for each in found.types)
    fields = getattr(found, "fields", {})
    with_arguments = not isinstance(found, GraphQLInputObjectType)
    return tuple(
        _member(name, field_name, each, with_arguments=with_arguments)
        for field_name, each in fields.items()
    )


def search(schema: GraphQLSchema, text: str) -> tuple[TypeEntry | Member, ...]:
    """Return the types, then the members, that have a text in their name."""
    wanted = text.lower()
    types = types_of(schema)
    found: list[TypeEntry | Member] = [each for each in types if wanted in each.name.lower()]
    for entry in types:
        names = getattr(schema.type_map[entry.name], "fields", {})
        if any(wanted in name.lower() for name in names):
            found += [
                each for each in members_of(schema, entry.name) if wanted in each.name.lower()
            ]
    return tuple(found)


def operation_of(schema: GraphQLSchema, owner: str) -> str:
    """Return which operation a type is the root of, nothing where it is none."""
    return _roots(schema).get(owner, "")


def query_of(schema: GraphQLSchema, member: Member) -> MadeQuery | None:
    """Return a query of a root's field with all it requires; None for a field of another type."""
    operation = operation_of(schema, member.owner)
    owner: Any = schema.type_map.get(member.owner)
    field: GraphQLField | None = owner.fields.get(member.name) if operation and owner else None
    if field is None:
        return None
    required = {name: each for name, each in field.args.items() if _is_required(each)}
    name = member.name[:1].upper() + member.name[1:]
    declared = ", ".join(f"${each}: {required[each].type}" for each in required)
    given = ", ".join(f"{each}: ${each}" for each in required)
    head = f"{operation} {name}" + (f"({declared})" if declared else "")
    lines = [f"{head} {{", f"  {member.name}" + (f"({given})" if given else "")]
    chosen = _selection(schema, member.named)
    if chosen:
        lines[-1] += " {"
        lines += [*(f"    {each}" for each in chosen), "  }"]
    left = [MOST_FIELDS]
    examples = {each: _example(argument.type, left) for each, argument in required.items()}
    variables = json.dumps(examples, indent=2) if examples else ""
    return MadeQuery("\n".join([*lines, "}"]) + "\n", variables, name)


def _selection(schema: GraphQLSchema, name: str) -> list[str]:
    """Return the fields to ask of a type: its leaves that require no argument."""
    from graphql import get_named_type, is_composite_type, is_leaf_type

    found: Any = schema.type_map.get(name)
    if not is_composite_type(found):
        return []
    leaves = [
        field
        for field, each in getattr(found, "fields", {}).items()
        if is_leaf_type(get_named_type(each.type))
        and not each.deprecation_reason
        and not any(_is_required(argument) for argument in each.args.values())
    ]
    return leaves or ["__typename"]


def _is_required(argument: GraphQLArgument) -> bool:
    from graphql import is_required_argument

    return is_required_argument(argument)


def _example(type_: Any, left: list[int], within: tuple[str, ...] = ()) -> Any:
    """Return an example of a type; `left` counts how many more fields it may have."""
    from graphql import (
        GraphQLEnumType,
        GraphQLInputObjectType,
        GraphQLList,
        GraphQLNonNull,
        is_required_input_field,
    )

    match type_:
        case GraphQLNonNull(of_type=inner):
            return _example(inner, left, within)
        case GraphQLList():
            return []
        case GraphQLEnumType(values=values):
            return next(iter(values), None)
        case GraphQLInputObjectType(name=own, fields=fields):
            # A server may describe what requires itself, which nobody could ever give.
            wanted = [] if own in within or len(within) >= MOST_DEEP else list(fields.items())
            required = [pair for pair in wanted if is_required_input_field(pair[1])]
            required = required[: max(0, left[0])]
            left[0] -= len(required)
            return {name: _example(each.type, left, (*within, own)) for name, each in required}
        case _:
            return _EXAMPLES.get(type_.name, "")


def _roots(schema: GraphQLSchema) -> dict[str, str]:
    roots = {
        "query": schema.query_type,
        "mutation": schema.mutation_type,
        "subscription": schema.subscription_type,
    }
    return {each.name: operation for operation, each in roots.items() if each is not None}


def _kind(found: Any) -> str:
    word = type(found).__name__.removeprefix("GraphQL").removesuffix("Type").lower()
    return {"object": "type", "inputobject": "input"}.get(word, word)


def _count(found: Any) -> int:
    for name in ("fields", "values", "types"):
        members = getattr(found, name, None)
        if members is not None:
            return len(members)
    return 0


def _member(owner: str, name: str, found: Any, *, with_arguments: bool) -> Member:
    from graphql import get_named_type

    arguments = getattr(found, "args", {}) if with_arguments else {}
    written = "" if with_arguments else _default(found)
    return Member(
        owner,
        name,
        f"{found.type}{written}",
        get_named_type(found.type).name,
        tuple(
            f"{each}: {argument.type}{_default(argument)}" for each, argument in arguments.items()
        ),
        found.description or "",
        found.deprecation_reason or "",
    )


def _default(found: Any) -> str:
    from graphql import Undefined, ast_from_value, print_ast

    value = getattr(found, "default_value", Undefined)
    if value is Undefined:
        return ""
    try:
        node = ast_from_value(value, found.type)
    except Exception:  # noqa: BLE001 (a scalar of the API's own may refuse any value)
        node = None
    return f" = {print_ast(node)}" if node is not None else ""
