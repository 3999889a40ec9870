"""Whatever a server answers, a diagnosis is made, says only what was there, and keeps secrets."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.diagnosis.in_exchange import problems
from tests.diagnosis.recorded import SECRET, Recorded, exchanged
from workbench.engine.diagnosis import Line, Witness, diagnose

_CODES = st.sampled_from(
    ["invalid_client", "invalid_scope", "invalid_request", "invalid_token", "9", "Not Found", ""]
)
_WORDS = st.sampled_from(
    [
        f"the secret {SECRET} is wrong",
        "invalid audience",
        "expired",
        "scope is required",
        "HTTPS required",
        "[/nope] \x1b[2J",
    ]
) | st.text(max_size=80)
_HEADERS = st.dictionaries(
    st.sampled_from(["WWW-Authenticate", "Location", "Retry-After", "Date", "Content-Type"]),
    st.sampled_from(
        [
            "Basic",
            'Bearer error="invalid_token", error_description="expired"',
            "DPoP",
            "Bearer",
            "bearer scope=a b, error=insufficient_scope",
            "/login",
            "https://auth.example.com/oauth/token/",
            "Thu, 01 Jan 2026 00:00:00 GMT",
            "12",
            "text/html",
            "application/json",
            "\u202e",
        ]
    ),
    max_size=3,
)
_ANSWERS = st.fixed_dictionaries(
    {
        "status": st.sampled_from([200, 204, 301, 302, 400, 401, 403, 404, 405, 415, 429, 500]),
        "headers": _HEADERS,
    },
    optional={
        "json": st.fixed_dictionaries({"error": _CODES, "error_description": _WORDS})
        | st.lists(st.integers(), max_size=2)
        | st.just({"error": {"code": 3, "message": ["x"]}}),
        "text": _WORDS,
    },
)
_PRESETS = st.fixed_dictionaries(
    {},
    optional={
        "client_authentication": st.sampled_from(["client_secret_basic", "client_secret_post"]),
        "scope": st.sampled_from(["a b", "a,b", ""]),
        "token_in": st.just("query"),
        "token_url": st.sampled_from(
            ["http://auth.example.com/authorize", "https://acme.auth0.com/authorize"]
        ),
    },
)


@given(preset=_PRESETS, token=st.lists(_ANSWERS, max_size=2), api=st.lists(_ANSWERS, max_size=1))
@settings(max_examples=300)
def test_any_answer_is_read_without_a_failure(
    preset: dict[str, Any], token: list[dict[str, Any]], api: list[dict[str, Any]]
) -> None:
    case = {"id": "any", "preset": preset, "token": token, "api": api}
    exchange, evidence, _ = asyncio.run(exchanged(Recorded("any", None, case)))
    found = diagnose(evidence)
    assert len({each.kind for each in found}) == len(found)
    for finding in found:
        for line in finding.evidence:
            assert problems(line, exchange, evidence) == []
    assert SECRET not in repr((found, evidence))


async def test_a_line_that_does_not_hold_is_found() -> None:
    case = {"id": "one", "api": [{"status": 401, "headers": {"WWW-Authenticate": "Bearer"}}]}
    exchange, evidence, _ = await exchanged(Recorded("one", None, case))
    assert problems(Line(Witness.ANSWERED, "401", ("401",)), exchange, evidence) == []
    for line in (
        Line(Witness.ANSWERED, "402", ("402",)),
        Line(Witness.ANSWERED, "quoted elsewhere", ("401",)),
        Line(Witness.ANSWERED, "no challenge", absent=("WWW-Authenticate:",)),
        Line(Witness.TOKEN, "exp: 7", ("7777",)),
        Line(Witness.CLOCK, "Date: today", ("today",)),
        Line(Witness.ANSWERED, "trust me"),
        Line(Witness.TRIED, "something worked"),
    ):
        assert problems(line, exchange, evidence) != [], line
