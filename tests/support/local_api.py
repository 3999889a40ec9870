"""An API on this machine behind a token endpoint, answered from a script; needs no trust.

Must not open a socket.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.fakes import (
    Answer,
    token_answer,
)
from tests.support.worlds import World
from workbench.domain.http import (
    Exchange,
    Purpose,
    Request,
    Response,
)

API = "http://localhost:8000"
TOKEN = f"{API}/token"
COLLECTION = f"""
[collection]
name = "Api"
[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "{TOKEN}"
client_id = "id"
client_secret = "{{{{env:SECRET}}}}"
client_authentication = "client_secret_basic"
[auth.place]
type = "oauth2"
grant = "client_credentials"
token_url = "{TOKEN}"
client_id = "id"
token_in = "query"
[auth.key]
type = "api_key"
name = "session"
value = "{{{{env:SECRET}}}}"
in = "cookie"
"""
INVALID = {"WWW-Authenticate": 'Bearer realm="x", error="invalid_token"'}


def world(request: str, answers: Any = None, **options: Any) -> World:
    text = f'{COLLECTION}\n[[request]]\nname = "R"\n{request}\n'
    options = {"env": {"SECRET": "s3cret"}, **options}
    return World(text, answers=answers, **options)


def get(more: str = "", path: str = "/x") -> str:
    return f'url = "{API}{path}"\n{more}'


def api(*answers: Answer, tokens: Callable[[int], Response] | None = None) -> Any:
    """Answers of the API in order, and tokens numbered as they were asked for."""
    scripted = iter(answers)
    count = 0

    def serve(request: Request) -> Answer:
        nonlocal count
        if request.url.reveal() == TOKEN:
            count += 1
            return tokens(count) if tokens else token_answer(f"token-{count}")
        return next(scripted)

    return serve


def purposes(exchange: Exchange) -> list[Purpose]:
    return [step.purpose for step in exchange.steps]


def kinds(made: World) -> list[type]:
    found: list[type] = []
    for state in made.states:
        if not found or found[-1] is not type(state):
            found.append(type(state))
    return found
