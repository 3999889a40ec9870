"""Answers to look at: echoes, statuses, redirects, slow and hostile ones; none asks for a token.

Must not change anything.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

from workbench.demo.wire import Request, Response, json_response, problem

_SLOWEST_S = 600.0
_BEAT_S = 0.25
_ECHOED = 1024 * 1024
_TEXT = ("Content-Type", "text/plain; charset=utf-8")

#: What a terminal must never get raw: colours, a blank screen, the clipboard, a title, bidi
#: controls, a C1 control sequence, and what looks like markup.
HOSTILE = (
    "red \x1b[31mred\x1b[0m, blank \x1b[2J\x1b[H, title \x1b]0;owned\x07\n"
    "clipboard \x1b]52;c;b3duZWQ=\x07, link \x1b]8;;http://127.0.0.1/\x1b\\here\x1b]8;;\x1b\\\n"
    "eight bit \x9b31m, bell \x07, back\x08space, null \x00, delete \x7f, over\rwritten\n"
    "right to left \u202egnp.exe\u202c, isolate \u2066x\u2069, mark \u200f, joined \u200b\ufeff\n"
    "markup [/nope] [bold]bold[/] [@click=app.quit]quit[/]\n"
)


def oddity(request: Request, segments: tuple[str, ...], origin: str, other: str) -> Response | None:
    """Return the answer to a path below `/api`, or None when it is none of these.

    `origin` is where the request came to, `other` the same server by its other name.
    """
    match segments:
        case ("echo", *_):
            return json_response(200, echo(request))
        case ("status", code):
            return _status(request, code)
        case ("slow",):
            return _slow(request)
        case ("redirect",):
            return _redirect(request, origin)
        case ("redirect-away",):
            return _redirect(request, other)
        case ("escape",):
            return _escape(request)
    return None


def echo(request: Request) -> dict[str, Any]:
    """Return a request as JSON can show it; bodies above 1 MiB as their size and hash only."""
    shown: dict[str, Any] = {
        "method": request.method,
        "target": request.target,
        "query": [list(pair) for pair in request.query],
        "headers": [list(pair) for pair in request.headers],
        "body_size": len(request.body),
        "body_sha256": hashlib.sha256(request.body).hexdigest(),
    }
    if len(request.body) > _ECHOED:
        return shown
    try:
        return shown | {"body": request.body.decode()}
    except UnicodeDecodeError:
        return shown | {"body_base64": base64.b64encode(request.body).decode()}


def _status(request: Request, code: str) -> Response:
    if not (code.isascii() and code.isdigit() and 200 <= int(code) <= 599):
        return problem(404, "A status is a number from 200 to 599.")
    retry_after = request.parameter("retry_after")
    headers = (("Retry-After", retry_after),) if retry_after and retry_after.isdigit() else ()
    return problem(int(code), f"The practice server was asked for {code}.", *headers)


def _slow(request: Request) -> Response:
    try:
        seconds = float(request.parameter("seconds") or 5)
    except ValueError:
        return problem(400, "seconds is a number.")
    if not 0 <= seconds <= _SLOWEST_S:
        return problem(400, f"seconds is from 0 to {_SLOWEST_S:.0f}.")
    return Response(200, (_TEXT,), drip=_drip(seconds))


async def _drip(seconds: float) -> AsyncIterator[bytes]:
    beats = max(1, round(seconds / _BEAT_S))
    for beat in range(1, beats + 1):
        yield f"{beat} of {beats}\n".encode()
        if beat < beats:
            await asyncio.sleep(seconds / beats)


def _redirect(request: Request, origin: str) -> Response:
    status = request.parameter("status") or "302"
    times = request.parameter("times") or "1"
    if status not in {"301", "302", "303", "307", "308"} or not times.isdigit():
        return problem(400, "status is 301, 302, 303, 307 or 308; times is a number.")
    more = int(times) > 1
    target = f"/api/redirect?status={status}&times={int(times) - 1}" if more else "/api/echo"
    return Response(int(status), (("Location", origin + target),))


def _escape(request: Request) -> Response:
    """Return a hostile answer; in headers and reason only what RFC 9110 5.5 lets through."""
    headers = (
        ("X-Bidi", "\u202egnp.exe\u202c and [/nope] markup"),
        ("X-Eight-Bit", "C1 \u009b31m as UTF-8, \udc9b31m as one byte"),
        ("X-Tab", "a\tb"),
    )
    reason = "[/nope] \u202eKO \u009b2J"
    if request.parameter("as") == "json":
        body = json.dumps({"text": HOSTILE, "\u202ename": "[/nope]", "raw": "\u202e\u2066"})
        kind = ("Content-Type", "application/json")
        return Response(200, (kind, *headers), body.encode(), reason=reason)
    return Response(200, (_TEXT, *headers), HOSTILE.encode(), reason=reason)
