"""The schema behind a GraphQL request: asked for by its own send, looked through, used."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from graphql import build_schema

from tests.support.graphql_api import TYPES, GraphqlApi
from tests.support.practice import PracticeServer
from tests.tui.screens import Screen, opened
from tests.tui.support import draft, edited
from workbench.domain.collection import GraphqlBody
from workbench.tui.layout import PaneName
from workbench.tui.request.body_editor import BodyEditor
from workbench.tui.schema.screen import SchemaScreen

SIZES = ("120x40", "80x24")


@contextlib.asynccontextmanager
async def shop(
    tmp_path: Path,
    practice: PracticeServer,
    api: GraphqlApi,
    size: str = "120x40",
    query: str = "{ customer(id: 1) { nme } }",
) -> AsyncIterator[Screen]:
    """A collection whose one request queries a GraphQL server with a token."""
    (tmp_path / "shop.toml").write_text(
        f"""[collection]
name = "Shop"
[environments.other]
x = "1"
[auth.hour]
type = "oauth2"
grant = "client_credentials"
token_url = "{practice.token_url}"
client_id = "practice-hour"
client_secret = "{practice.environment()["PRACTICE_HOUR_SECRET"]}"
scope = "read:orders"
[[request]]
name = "Search"
auth = "hour"
method = "POST"
url = "{api.url}"
[request.body]
type = "graphql"
query = "{query}"
"""
    )
    async with opened(tmp_path, size) as screen:
        await screen.press("2")
        yield screen


async def asked(screen: Screen) -> None:
    await screen.press("I")
    await screen.until(lambda: isinstance(screen.app.screen, SchemaScreen), "the schema")
    await screen.until(lambda: "Customer" in screen.text)


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_asks_with_the_auth_of_the_request_and_shows_types(
    tmp_path: Path, practice: PracticeServer, size: str
) -> None:
    with GraphqlApi(practice.jwks_url, scope="read:orders") as api:
        async with shop(tmp_path, practice, api, size) as screen:
            await asked(screen)
            assert "Query" in screen.text
            await screen.press("enter")
            await screen.until(lambda: "customer(id: ID!): Customer" in screen.text)
            assert "A customer by its id." in screen.text
            assert "customer(id: ID!): Customer" in screen.text
            assert "! deprecated: Use customer." in screen.text
            await screen.press("enter")
            await screen.until(lambda: "name(upper: Boolean = false): String!" in screen.text)
        assert all(api.asked)


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_asked_for_once_an_endpoint_and_environment(
    tmp_path: Path, practice: PracticeServer, size: str
) -> None:
    with GraphqlApi(practice.jwks_url) as api:
        async with shop(tmp_path, practice, api, size) as screen:
            await asked(screen)
            await screen.press("escape")
            await asked(screen)
            assert len(api.asked) == 1
            await screen.press("r")
            await screen.until(lambda: len(api.asked) == 2)
            await screen.until(lambda: isinstance(screen.app.screen, SchemaScreen))
            await screen.press("escape")
            screen.app.workbench.choose_environment("other")
            await asked(screen)
            assert len(api.asked) == 3


@pytest.mark.parametrize("size", SIZES)
async def test_a_query_is_made_from_a_field(
    tmp_path: Path, practice: PracticeServer, size: str
) -> None:
    with GraphqlApi(practice.jwks_url) as api:
        async with shop(tmp_path, practice, api, size) as screen:
            await asked(screen)
            await screen.press("enter", "w")
            await screen.until(lambda: edited(screen))
            body = draft(screen).body
            assert isinstance(body, GraphqlBody)
            assert body.query.startswith("query Customer($id: ID!) {")
            assert body.operation_name == "Customer"
            await screen.send()
            await screen.press("3")
            assert "✓ 200 OK" in screen.text
            assert '"Ada"' in screen.text


async def test_a_search_goes_to_the_field(tmp_path: Path, practice: PracticeServer) -> None:
    with GraphqlApi(practice.jwks_url) as api:
        async with shop(tmp_path, practice, api) as screen:
            await asked(screen)
            await screen.press("slash")
            await screen.type("upper")
            await screen.until(lambda: 'Nothing here is called "upper".' in screen.text)
            await screen.press("ctrl+u")
            await screen.type("nam")
            await screen.until(lambda: "Customer.name" in screen.text)
            await screen.press("enter")
            await screen.until(lambda: "name(upper: Boolean = false)" in screen.text)
            await screen.press("escape")
            await screen.until(lambda: "Query" in screen.text)


async def test_a_query_that_the_schema_refuses_is_told_before_it_is_sent(
    tmp_path: Path, practice: PracticeServer
) -> None:
    with GraphqlApi(practice.jwks_url) as api:
        async with shop(tmp_path, practice, api) as screen:
            await asked(screen)
            await screen.press("escape", "ctrl+r")
            await screen.until(lambda: "Cannot query field 'nme'" in screen.text)
            assert "line 1, column 21" in screen.text
            assert len(api.asked) == 1
            await screen.send()
            assert len(api.asked) == 2


async def test_names_of_the_schema_are_offered_while_a_query_is_written(
    tmp_path: Path, practice: PracticeServer
) -> None:
    with GraphqlApi(practice.jwks_url) as api:
        async with shop(tmp_path, practice, api, "80x24", query="") as screen:
            await screen.press("2")
            await query_open(screen)
            await screen.type("{")
            assert "I: names of the schema" in screen.text
            assert "customer" not in screen.text
            await screen.press("backspace", "escape")
            await asked(screen)
            await screen.press("escape", "2")
            editor = await query_open(screen)
            await screen.type("{ o")
            assert "String, deprecated" in screen.text
            await screen.press("down")
            await screen.press("tab")
            assert editor.body == "{ customer}"
            await screen.type("(")
            await screen.press("tab")
            assert editor.body == "{ customer(id: )}"
            await screen.type("1) { n")
            assert "tab Take" in screen.text
            await screen.press("escape")
            assert "tab Take" not in screen.text
            await screen.press("escape")
            await screen.until(lambda: edited(screen))
            body = draft(screen).body
            assert isinstance(body, GraphqlBody)
            assert body.query == "{ customer(id: 1) { n}}"


async def query_open(screen: Screen) -> BodyEditor:
    """Go to the query of the open request and edit it."""
    screen.pane(PaneName.REQUEST).show_tab("Body")
    await screen.pilot.pause()
    await screen.press("enter")
    await screen.until(lambda: isinstance(screen.app.focused, BodyEditor), "the editor")
    editor = screen.app.focused
    assert isinstance(editor, BodyEditor)
    return editor


async def test_errors_in_a_200_are_said_in_the_summary(
    tmp_path: Path, practice: PracticeServer
) -> None:
    query = "{ customer(id: 1) { id secret: name(upper: true) } other: customer(id: 2) { id } }"
    types = TYPES.replace("name(upper", "broken: Int!\n  name(upper")
    with GraphqlApi(practice.jwks_url, types=types) as api:
        async with shop(tmp_path, practice, api, query="{ customer(id: 1) { broken } }") as screen:
            await screen.send()
            await screen.press("3")
            assert "! 200 OK, 1 error" in screen.text
            assert "✓ 200 OK" not in screen.text
    with GraphqlApi(practice.jwks_url) as api:
        async with shop(tmp_path, practice, api, query=query) as screen:
            await screen.send()
            await screen.press("3")
            assert "✓ 200 OK" in screen.text


async def test_a_refusal_and_a_disabled_introspection_are_told_apart(
    tmp_path: Path, practice: PracticeServer
) -> None:
    with GraphqlApi(practice.jwks_url, scope="write:nothing") as api:
        async with shop(tmp_path, practice, api) as screen:
            await screen.press("I")
            await screen.until(lambda: "The API answered 403 to the introspection." in screen.text)
            assert "wants the scope write:nothing" in screen.text
            await screen.until(lambda: screen.app.session.explained, "the diagnosis")
            await screen.until(lambda: "The token lacks write:nothing." in screen.text)
            assert screen.pane(PaneName.RESPONSE).tab == "Diagnosis"
    with GraphqlApi(practice.jwks_url, introspection=False) as api:
        async with shop(tmp_path, practice, api) as screen:
            await screen.press("I")
            await screen.until(lambda: "Introspection is disabled" in screen.text)


async def test_an_expired_token_is_renewed_on_the_way(
    tmp_path: Path, practice: PracticeServer
) -> None:
    with GraphqlApi(practice.jwks_url) as api:
        async with shop(tmp_path, practice, api) as screen:
            await screen.send()
            api.refusals = 1
            await asked(screen)
            assert len(set(api.asked)) == 2


async def test_a_request_that_is_no_graphql_offers_none(
    tmp_path: Path, practice: PracticeServer
) -> None:
    async with opened(practice.workspace) as screen:
        await screen.press("I")
        assert not isinstance(screen.app.screen, SchemaScreen)
        await screen.press("ctrl+p")
        await screen.type(">graphql")
        assert "the schema behind" not in screen.text


async def test_two_thousand_types_open_at_once(tmp_path: Path, practice: PracticeServer) -> None:
    types = "".join(f"type T{n} {{ id: ID! next: T{(n + 1) % 2000} }}\n" for n in range(2000))
    schema = build_schema(f"type Query {{ first: T0 }}\n{types}")
    async with opened(practice.workspace) as screen:
        begun = time.perf_counter()
        screen.app.push_screen(SchemaScreen(schema, screen.app.base.strip.rows[0]))
        await screen.until(lambda: "T1039" in screen.text or "2,004 types" in screen.text)
        assert time.perf_counter() - begun < 2.0
        await screen.press("G")
        await screen.until(lambda: "T999" in screen.text)
