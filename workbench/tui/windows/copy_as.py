"""The ways to copy a request, its answer and its token, each made when it is chosen.

Must not copy, and shows no secret unless the person chose `in clear`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.http import Cancelled, Done, Failed, Receiving
from workbench.domain.workspace import CollectionFile, RequestRef
from workbench.engine.token_view import Fetching, Held, RenewalFailed
from workbench.tui.paint import Role, Row, Run, pad
from workbench.tui.response.copying import step_at
from workbench.tui.windows.window import no_row

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from workbench.domain.http import Exchange, Response, Step
    from workbench.domain.token import Token
    from workbench.engine.token_view import PresetKey
    from workbench.tui.facade import Facade
    from workbench.tui.session import Session

#: A longer body is saved, not copied.
LONGEST = 1_000_000
HEADERS = "response headers"


@dataclass(frozen=True, slots=True)
class Way:
    """One way: what it is called, what is said after it, and how the text is made."""

    name: str
    said: str
    make: Callable[[], str]
    note: str = ""


def ways(
    workbench: Facade, session: Session, preset: PresetKey | None, row: Hashable | None = None
) -> tuple[Way, ...]:
    """Return the ways to copy what is open now; `row` is the key of that under the cursor.

    On a step of an exchange those to copy the step come first, on a header all headers.
    """
    ref = session.ref
    exchange = _exchange(session)
    step = step_at(row, exchange)
    found = list(_step_ways(workbench, step)) if step is not None else []
    if ref is not None:
        found += _request_ways(workbench, session, ref, exchange)
    response = _response(session)
    if response is not None:
        found += _response_ways(response)
    token = _token(workbench, preset)
    if token is not None:
        found.append(
            Way(
                "token, in clear",
                "the access token, in clear",
                lambda: workbench.in_clear(token.access_token),
                "anyone who has it can use it",
            )
        )
    match row:
        case ("header", int()) if response is not None:
            # On a header all of them are the likeliest to be wanted.
            found.sort(key=lambda way: way.name != HEADERS)
        case _:
            pass
    return tuple(found)


def _step_ways(workbench: Facade, step: Step) -> tuple[Way, ...]:
    name, request = step.purpose.value, step.request
    return (
        Way(
            "this step",
            f"the {name} as curl, secrets masked",
            lambda: workbench.as_curl(request),
            f"the {name} under the cursor, as curl",
        ),
        Way(
            "this step, in clear",
            f"the {name} as curl, secrets in clear",
            lambda: workbench.as_curl(request, reveal=True),
            "with every secret",
        ),
    )


def _request_ways(
    workbench: Facade, session: Session, ref: RequestRef, exchange: Exchange | None
) -> list[Way]:
    draft = session.draft(ref)
    final = exchange.final if exchange else None
    if final is not None:
        request = final.request
        curl = [
            Way("curl", "as curl, secrets masked", lambda: workbench.as_curl(request), "as sent"),
            Way(
                "curl, in clear",
                "as curl, secrets in clear",
                lambda: workbench.as_curl(request, reveal=True),
                "with every secret",
            ),
            Way("URL", "the URL", lambda: str(request.url), "as sent"),
        ]
    else:
        curl = [
            Way(
                "curl",
                "as curl, secrets masked",
                lambda: workbench.curl_of(ref, draft),
                "not sent yet: sources as written",
            ),
            Way("URL", "the URL", lambda: _url(workbench, session, ref), "as written"),
        ]
    spec = session.spec(workbench.workspace, ref)
    if spec is not None:
        edited = "with the unsaved edits" if draft else "as in the file"
        curl.append(Way("TOML", "as TOML", lambda: workbench.as_toml(spec), edited))
    return [*curl, *_file_ways(workbench, ref)]


def _file_ways(workbench: Facade, ref: RequestRef) -> list[Way]:
    """Return the ways to copy what is in a file: for another tool, secrets as its variables."""
    from workbench.conversion.exports import export_postman

    file = workbench.workspace.file(ref.file)
    if not isinstance(file, CollectionFile) or workbench.workspace.request(ref) is None:
        return []
    refs = [RequestRef(ref.file, spec.label) for spec in file.collection.requests]
    name = PurePath(ref.file).name

    def postman(chosen: list[RequestRef]) -> str:
        return export_postman(workbench.workspace, chosen, reveal=False).text

    return [
        Way(
            "Postman, request",
            "as a Postman collection of one request",
            lambda: postman([ref]),
            "as in the file, secrets as variables",
        ),
        Way(
            "Postman, file",
            f"{name} as a Postman collection",
            lambda: postman(refs),
            f"all of {name}, secrets as variables",
        ),
        Way(
            "curl, file",
            f"{name} as curl, secrets masked",
            lambda: "\n\n".join(workbench.curl_of(each) for each in refs) + "\n",
            f"all of {name}, sources as written",
        ),
    ]


def _url(workbench: Facade, session: Session, ref: RequestRef) -> str:
    spec = session.spec(workbench.workspace, ref)
    return spec.url if spec else ""


def _response_ways(response: Response) -> list[Way]:
    head = "\n".join(f"{name}: {value}" for name, value in response.headers)
    found = [Way(HEADERS, "the response's headers", lambda: head)]
    if 0 < response.body.size <= LONGEST:
        found.append(Way("response body", "the response's body", lambda: body_text(response)))
    return found


def body_text(response: Response) -> str:
    """Return a response's body as text, in the charset it says or has."""
    from workbench.views.text import detect

    content = response.body.read(0, response.body.size)
    declared = ""
    for parameter in (response.header("content-type") or "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            declared = value
    charset = detect(content, declared)
    return charset.decode(content[charset.bom :])


def _exchange(session: Session) -> Exchange | None:
    state = session.state
    return state.exchange if isinstance(state, Done | Failed | Cancelled) else None


def _response(session: Session) -> Response | None:
    state = session.state
    if isinstance(state, Receiving):
        return state.response
    exchange = _exchange(session)
    return exchange.response if exchange else None


def _token(workbench: Facade, preset: PresetKey | None) -> Token | None:
    for view in workbench.token_views():
        if view.key == preset:
            match view.status:
                case Held(token=token):
                    return token
                case Fetching(old=token) | RenewalFailed(old=token):
                    return token
                case _:
                    return None
    return None


def way_rows(found: Sequence[Way]) -> list[Row]:
    """Return the ways as rows; the key of a row is its place."""
    rows = [
        Row((Run(" " + pad(way.name, 20)), Run(way.note, Role.MUTED)), key=index)
        for index, way in enumerate(found)
    ]
    return rows or [no_row("There is nothing to copy yet.")]
