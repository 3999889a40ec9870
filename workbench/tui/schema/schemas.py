"""The schemas of a sitting, by endpoint and environment: asked for once, by the send of a request.

What goes wrong stands in Response, where that send ended. Must not draw anything.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.domain.collection import GraphqlBody
from workbench.domain.errors import UsageError, WorkbenchError
from workbench.domain.template import has_template

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from workbench.domain.collection import RequestSpec
    from workbench.domain.http import Exchange
    from workbench.domain.workspace import RequestRef
    from workbench.tui.app import WorkbenchApp

_Key = tuple[str, str | None]
#: How many problems of a query are told before it is sent.
_TOLD = 2


class Schemas:
    """What the APIs of one workspace said about themselves."""

    def __init__(self, app: WorkbenchApp) -> None:
        """Start with none."""
        self._app = app
        self._known: dict[_Key, GraphQLSchema] = {}

    def open(self, *, anew: bool = False) -> None:
        """Show the schema behind the open request; ask for it where it is not known yet."""
        here = self._here()
        if here is None:
            raise UsageError(
                "The open request is no GraphQL.",
                fix='Give it a body with type = "graphql".',
            )
        ref, spec = here
        key = self._key(ref, spec)
        found = self._known.get(key)
        if found is not None and not anew:
            self._show(found)
            return

        def answered(exchange: Exchange) -> None:
            self._app.attempt(self._read(key, exchange))

        from workbench.engine.graphql_schema import introspection_of

        self._app.sends.start_instead(ref, introspection_of(spec), answered)

    async def _read(self, key: _Key, exchange: Exchange) -> None:
        from workbench.engine.graphql_schema import schema_in_exchange

        if exchange.error is not None:
            return  # Response says it
        found = await asyncio.to_thread(schema_in_exchange, exchange)
        self._known[key] = found
        self._show(found)

    def _show(self, schema: GraphQLSchema) -> None:
        from workbench.tui.schema.screen import SchemaScreen

        app = self._app
        app.close_windows()
        app.push_screen(SchemaScreen(schema, app.base.strip.rows[0]), app.opening.use_of_schema)

    def _here(self) -> tuple[RequestRef, RequestSpec] | None:
        session = self._app.session
        spec = session.spec(self._app.workbench.workspace)
        if session.ref is None or spec is None or not isinstance(spec.body, GraphqlBody):
            return None
        return session.ref, spec

    def is_offered(self) -> bool:
        """Tell whether the open request is GraphQL."""
        return self._here() is not None

    def _key(self, ref: RequestRef, spec: RequestSpec) -> _Key:
        from workbench.engine.preview import plain_text

        effective = self._app.workbench.effective(ref, spec)
        return plain_text(effective.url_preview), self._app.workbench.environment

    def of(self, ref: RequestRef, spec: RequestSpec | None = None) -> GraphQLSchema | None:
        """Return the schema behind a request, None where it is not known."""
        spec = spec or self._app.session.spec(self._app.workbench.workspace, ref)
        if not self._known or spec is None or not isinstance(spec.body, GraphqlBody):
            return None
        try:
            return self._known.get(self._key(ref, spec))
        except WorkbenchError:
            return None  # the send says why

    def problems(self, ref: RequestRef, spec: RequestSpec | None) -> tuple[str, ...]:
        """Return what is wrong in a query before it is sent, as far as its schema is known."""
        found = self._app.workbench.workspace.request(ref)
        spec = spec or (found[1] if found else None)
        schema = self.of(ref, spec)
        body = spec.body if spec is not None else None
        if schema is None or not isinstance(body, GraphqlBody):
            return ()
        if body.template and has_template(body.query):
            return ()
        from workbench.engine.graphql_schema import problems_of

        told = problems_of(body.query, schema)
        more = (f"{len(told) - _TOLD} more.",) if len(told) > _TOLD else ()
        return (
            *(f"Query line {each.line}, column {each.column}: {each.message}" for each in told[:2]),
            *more,
        )
