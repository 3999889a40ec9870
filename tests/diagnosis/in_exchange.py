"""Whether a line of evidence is really in an exchange, judged without the engine's own reading.

Must not use what the diagnosis made of the exchange: only the exchange itself.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, unquote_plus

from workbench.domain.http import Exchange, MultipartContent, Request, Response, TextContent
from workbench.domain.secret import MASK
from workbench.engine.diagnosis import Evidence, Line, Witness


def problems(line: Line, exchange: Exchange, evidence: Evidence) -> list[str]:
    """What a line says that is not so; empty for a line that holds."""
    found = [f"{part!r} is not in its own text" for part in line.seen if part not in line.text]
    text = _squeezed(_witnessed(line.witness, exchange))
    for part in line.seen:
        pieces = [piece for piece in _squeezed(part).split(MASK) if piece.strip()]
        found += [f"{piece!r} was not {line.witness}" for piece in pieces if piece not in text]
    found += [f"{each!r} is there" for each in line.absent if each.lower() in text.lower()]
    if not line.seen and not line.absent and not _known(line, exchange, evidence):
        found.append(f"{line.text!r} names nothing that could be looked up")
    return found


def _known(line: Line, exchange: Exchange, evidence: Evidence) -> bool:
    """Whether a line without a quotation tells a fact of the preset, the token or a trial."""
    oddities = exchange.auth.client.oddities if exchange.auth.client else frozenset()
    match line.witness:
        case Witness.TRIED:
            return any(line.text.startswith(each.fix.title) for each in evidence.tried)
        case Witness.TOKEN:
            decoded = evidence.decoded
            return decoded is not None and (
                line.text in {f"it is {decoded.kind}", "in the token: none"}
            )
        case Witness.SENT:
            wanted = evidence.requires
            required = (*wanted.audience, wanted.issuer, wanted.typ, " ".join(wanted.scope))
            return any(line.text.endswith(str(each)) for each in oddities) or any(
                each and line.text.endswith(each) for each in required
            )
        case Witness.ANSWERED:
            token = exchange.auth.token
            return token is not None and token.granted == () and line.text == "granted: none"
        case _:
            return False


def _witnessed(witness: Witness, exchange: Exchange) -> str:
    match witness:
        case Witness.SENT:
            return "\n".join(_sent(exchange))
        case Witness.ANSWERED:
            return "\n".join(_answered(exchange))
        case Witness.CLOCK:
            steps = exchange.steps
            return "\n".join(
                value
                for step in steps
                if step.response
                for name, value in step.response.headers
                if name.lower() == "date"
            )
        case Witness.TOKEN:
            return "\n".join(_tokens(exchange))
        case _:
            return ""


def _sent(exchange: Exchange) -> Iterator[str]:
    for step in exchange.steps:
        request = step.request
        yield f"{request.method} {request.url}"
        yield unquote(str(request.url))
        yield from (f"{header.name}: {header.value}" for header in request.headers)
        content = _content(request)
        yield content
        yield unquote_plus(content)
        yield from _strings(content)
    token = exchange.auth.token
    if token is not None:
        yield " ".join(token.requested_scope)


def _content(request: Request) -> str:
    match request.content:
        case TextContent(text=text):
            return str(text)
        case MultipartContent(parts=parts):
            texts = [str(part.head) for part in parts]
            texts += [
                str(part.content.text) for part in parts if isinstance(part.content, TextContent)
            ]
            return "\n".join(texts)
        case _:
            return ""


def _answered(exchange: Exchange) -> Iterator[str]:
    for step in exchange.steps:
        if step.error is not None:
            yield step.error.message
        if step.response is not None:
            yield from _response(step.response)
    if exchange.error is not None:
        yield exchange.error.message
    token = exchange.auth.token
    if token is not None and token.granted is not None:
        yield " ".join(token.granted)


def _response(response: Response) -> Iterator[str]:
    yield f"{response.status} {response.reason}"
    yield from (f"{name}: {value}" for name, value in response.headers)
    content = response.body.read(0, response.body.size)
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    text = content.decode("utf-16" if wide else "utf-8-sig", "replace")
    yield text
    yield html.unescape(text)
    yield unquote_plus(text)
    yield from _strings(text)


def _strings(text: str) -> Iterator[str]:
    try:
        yield from _leaves(json.loads(text))
    except (ValueError, RecursionError):
        return


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield f"{name}={each}"
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield str(value)


def _tokens(exchange: Exchange) -> Iterator[str]:
    from workbench.engine.schemes.presented import presented

    for step in exchange.steps:
        token = presented(step.request).token
        if token is not None:
            for value in (*token.header.values(), *token.claims.values()):
                yield str(value)
                yield json.dumps(value, ensure_ascii=False)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)
