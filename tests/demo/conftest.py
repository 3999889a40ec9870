"""One practice server for each test module, set back after every test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.support.practice import PracticeServer, start

CLIENTS = (
    {"client_id": "repeating", "lifetime_s": 30, "same_token_until_expiry": True},
    {"client_id": "public", "client_authentication": "none", "client_secret": ""},
    {"client_id": "narrow", "scope": "read:customers"},
    {"client_id": "as-string", "expires_in_as": "string"},
    {"client_id": "as-float", "expires_in_as": "float"},
    {"client_id": "as-missing", "expires_in_as": "missing"},
    {"client_id": "as-zero", "expires_in_as": "zero"},
    {"client_id": "lower-case", "token_type_as": "bearer"},
    {"client_id": "form", "form_encoded": True},
    {"client_id": "marked", "byte_order_mark": True},
    {"client_id": "lying", "error_in_200": "invalid_grant"},
)

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def running() -> Iterator[PracticeServer]:
    with start(clients=CLIENTS) as server:
        yield server


@pytest.fixture
def server(running: PracticeServer) -> Iterator[PracticeServer]:
    running.reset()
    yield running
    running.set_clock(offset=0)


@pytest.fixture
def ask(server: PracticeServer) -> Ask:
    """Return a function that asks the token endpoint by Basic; names replace form fields."""

    def asked(client_id: str, **form: str) -> httpx.Response:
        fields = {"grant_type": "client_credentials"} | form
        return server.http.post(server.token_url, auth=server.secret_of(client_id), data=fields)

    return asked


@pytest.fixture
def bearer(ask: Ask) -> Callable[..., dict[str, str]]:
    """Return a function that makes the Authorization header of a client's new token."""

    def headers(client_id: str = "practice-fast", **form: str) -> dict[str, str]:
        token = json.loads(ask(client_id, **form).content)["access_token"]
        return {"Authorization": f"Bearer {token}"}

    return headers
