"""GraphQL schemas: asked for on the way of any request, written as SDL, queries judged by them.

Must not import graphql-core before it is used, and must not send by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.domain.collection import GraphqlBody, Row
from workbench.domain.errors import TransportError
from workbench.engine.introspection_answer import NoSchema, schema_in
from workbench.engine.lenient_json import MAX_DEPTH
from workbench.engine.runner import error_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from graphql import GraphQLSchema

    from workbench.domain.collection import RequestSpec
    from workbench.domain.http import Exchange
    from workbench.domain.workspace import RequestRef

    Send = Callable[[RequestRef, RequestSpec], Awaitable[Exchange]]


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """What is wrong in a query, and where; line and column count from 1."""

    message: str
    line: int = 1
    column: int = 1


def introspection_of(spec: RequestSpec) -> RequestSpec:
    """Return a request that asks for the schema, with the address, headers and auth of another."""
    from graphql import get_introspection_query

    body = GraphqlBody(
        get_introspection_query(), operation_name="IntrospectionQuery", template=False
    )
    kept = tuple(row for row in spec.headers if row.name.lower() != "content-type")
    accept = any(row.name.lower() == "accept" for row in kept)
    headers = kept if accept else (*kept, Row("Accept", "application/json"))
    return replace(spec, method="POST", body=body, headers=headers, query=(), expect={}, capture={})


async def introspect(send: Send, ref: RequestRef, spec: RequestSpec) -> GraphQLSchema:
    """Return the schema behind a request, asked for by the very send that requests take.

    Raises what the send ended in, and `ExpectationFailed` where the answer has no schema.
    """
    exchange = await send(ref, introspection_of(spec))
    schema = schema_in_exchange(exchange)
    if exchange.response is not None:
        exchange.response.body.close()
    return schema


def schema_in_exchange(exchange: Exchange) -> GraphQLSchema:
    """Return the schema that an answered introspection tells; raises as `introspect` does."""
    error = error_of(exchange)
    if error is not None:
        raise error
    response = exchange.response
    if response is None:
        raise TransportError("No answer came to the introspection.")
    body = response.body.read(0, response.body.size)
    return schema_of(schema_in(response.status, response.header_values("WWW-Authenticate"), body))


def schema_of(introspection: object) -> GraphQLSchema:
    """Return the schema that an introspection describes; raises `NoSchema`."""
    from graphql import GraphQLError, build_client_schema

    if _is_deeper(introspection, MAX_DEPTH):
        raise NoSchema("The introspection is nested too deeply to be a schema.")
    try:
        return build_client_schema(introspection)  # type: ignore[arg-type] # judged by it
    except (TypeError, ValueError, KeyError, AttributeError, GraphQLError) as error:
        raise NoSchema(
            "The introspection describes no schema.", hint=str(error)[:300].split("\n")[0]
        ) from error


def _is_deeper(value: object, most: int) -> bool:
    """Tell whether lists and objects stand in each other more than so many times."""
    level: list[Any] = [value] if isinstance(value, dict | list) else []
    for _ in range(most):
        inside = [each.values() if isinstance(each, dict) else each for each in level]
        level = [each for one in inside for each in one if isinstance(each, dict | list)]
        if not level:
            return False
    return True


def sdl(schema: GraphQLSchema) -> str:
    """Return a schema in the schema definition language."""
    from graphql import print_schema

    return print_schema(schema) + "\n"


def problems_of(query: str, schema: GraphQLSchema) -> tuple[QueryProblem, ...]:
    """Return what is wrong in a query before it is sent, in order."""
    from graphql import GraphQLError, GraphQLSyntaxError, parse, validate

    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        return (_problem(error),)
    except RecursionError:
        return (QueryProblem("Nested too deeply to be judged"),)
    found: list[GraphQLError] = validate(schema, document)
    return tuple(_problem(each) for each in found)


def _problem(error: object) -> QueryProblem:
    message = str(getattr(error, "message", error))
    places = getattr(error, "locations", None) or ()
    for place in places:
        return QueryProblem(message, place.line, place.column)
    return QueryProblem(message)
