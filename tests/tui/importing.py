"""Sources to import, for tests of the screen of an import."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from tests.tui.screens import Screen

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def oauth2(**values: str) -> dict[str, object]:
    """A Postman auth of that type."""
    rows = [{"key": key, "value": value, "type": "string"} for key, value in values.items()]
    return {"type": "oauth2", "oauth2": rows}


def request(name: str, method: str = "GET", **more: object) -> dict[str, object]:
    """A Postman item with one request."""
    outer: dict[str, object] = {key: more.pop(key) for key in ("event", "response") if key in more}
    address = f"https://api.example.com/v1/{name.lower().replace(' ', '-')}"
    return {"name": name, "request": {"method": method, "url": address, **more}, **outer}


POSTMAN = json.dumps(
    {
        "info": {"name": "CRM", "schema": SCHEMA},
        "auth": oauth2(
            accessTokenUrl="https://auth.example.com/oauth/token",
            clientId="k7nf",
            clientSecret="f3a1-9b",
            scope="read:customers",
            grant_type="client_credentials",
            tokenName="CRM staging",
            accessToken="eyJhbGciOiJub25lIn0.e30.",
        ),
        "item": [
            {
                "name": "Customers",
                "item": [
                    request("Get customer"),
                    request("Delete", "DELETE", auth={"type": "noauth"}),
                    request("Create", "POST", body={"mode": "raw", "raw": "{}"}),
                ],
            },
            {
                "name": "Orders",
                "item": [
                    request("Order events"),
                    request(
                        "Sign payload",
                        "POST",
                        event=[{"listen": "prerequest", "script": {"exec": ["1"]}}],
                    ),
                ],
            },
        ],
        "variable": [{"key": "base_url", "value": "https://api.example.com"}],
    }
)
CURL = "curl https://api.example.com/v1/things -H 'Accept: application/json' -d '{\"a\": 1}'"
TOKEN_REQUEST = (
    "curl https://auth.example.com/oauth/token -u k7nf:f3a1-9b \\\n"
    "  -d grant_type=client_credentials -d scope=read:things"
)


async def paste(screen: Screen, text: str) -> None:
    """Paste a text into what has the focus."""
    assert screen.app.focused is not None
    screen.app.focused.post_message(events.Paste(text))
    await screen.pilot.pause()
