"""What an answer to a GraphQL introspection means: a schema, or why there is none.

Must not send anything, and must not blame the token for what the API decided.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.domain.challenge import parse_challenges
from workbench.domain.errors import ExpectationFailed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.domain.http import Response

#: How servers say that they do not answer an introspection.
_DISABLED = re.compile(r"introspect|__schema|__type\b", re.IGNORECASE)
_LONGEST = 300
#: A longer answer (bytes) is not searched for errors.
MOST_JUDGED = 4 * 1024 * 1024


class IntrospectionRefused(ExpectationFailed):
    """The API did not let the request in: 401 or 403."""


class IntrospectionDisabled(ExpectationFailed):
    """The API answers queries and does not tell its schema."""


class NoSchema(ExpectationFailed):
    """What came is no answer to an introspection."""


def with_errors(response: Response) -> Response:
    """Return an answer to a GraphQL query with the errors that it tells."""
    if response.incomplete or not 0 < response.body.size <= MOST_JUDGED:
        return response
    return replace(response, errors=errors_in(response.body.read(0, response.body.size)))


def errors_in(body: bytes) -> tuple[str, ...]:
    """Return the messages of the errors in a GraphQL answer, with the paths they stand at."""
    answer = _json(body)
    errors = answer.get("errors") if isinstance(answer, dict) else None
    if not isinstance(errors, list):
        return ()
    return tuple(_message(each) for each in errors)


def schema_in(status: int, challenges: Iterable[str], body: bytes) -> dict[str, Any]:
    """Return the introspection of an answer; raises `ExpectationFailed`, each kind its own."""
    answer = _json(body)
    data = answer.get("data") if isinstance(answer, dict) else None
    if isinstance(data, dict) and isinstance(data.get("__schema"), dict):
        return data
    if status in {401, 403}:
        raise _refused(status, challenges)
    told = errors_in(body)
    if told and any(_DISABLED.search(each) for each in told):
        raise IntrospectionDisabled(
            "Introspection is disabled at this endpoint.",
            hint=f"The server says: {told[0][:_LONGEST]}",
            fix="Its schema may be had elsewhere, such as its documentation; queries still work.",
        )
    if told:
        raise NoSchema(
            f"The introspection ended in {_count(told)}.",
            hint="\n".join(each[:_LONGEST] for each in told[:3]),
        )
    raise NoSchema(
        f"The answer ({status}) is no GraphQL.",
        hint="It has neither data nor errors." if answer is not None else "It is no JSON.",
        fix="Is the URL that of the GraphQL endpoint?",
    )


def _refused(status: int, challenges: Iterable[str]) -> IntrospectionRefused:
    said = []
    for challenge in parse_challenges(challenges):
        if challenge.error:
            said.append(challenge.error)
        if challenge.scope:
            said.append(f"wants the scope {' '.join(challenge.scope)}")
    why = f"The API says: {', '.join(said)}." if said else "The API does not say why."
    return IntrospectionRefused(
        f"The API answered {status} to the introspection.",
        hint=f"{why} It was sent with the request's own auth.",
        fix="The diagnosis of this request says what to change.",
    )


def _count(told: tuple[str, ...]) -> str:
    return "an error" if len(told) == 1 else f"{len(told)} errors"


def _message(error: Any) -> str:
    if not isinstance(error, dict):
        return str(error)[:_LONGEST]
    message = error.get("message")
    text = message if isinstance(message, str) else "An error without a message"
    path = error.get("path")
    if isinstance(path, list) and path:
        text += f" (at {'.'.join(str(step) for step in path)})"
    return text


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
