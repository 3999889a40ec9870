"""Commands of people, judged by what the real curl sent for them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.corpus import MISSING, lines_of
from tests.support.worlds import World
from workbench.domain.errors import FormatError
from workbench.domain.http import (
    FileContent,
    HeaderOrigin,
    MultipartContent,
    NoContent,
    Request,
    TextContent,
)
from workbench.domain.imported import Note
from workbench.domain.presets import Basic
from workbench.domain.problem import Place
from workbench.formats.curl_in import load, sniff
from workbench.formats.toml_blocks import dump_collection

CASES = lines_of("curl/cases.jsonl")
EXPECTED = [each for each in CASES if each["expected"] is not None]
BROKEN = [each for each in CASES if each["expected"] is None]

#: What of a case is not compared, each with its reason.
EXCEPTIONS = {"c2p-057": ("headers", "the case lists the Accept that curl adds itself as given")}

needs_corpus = pytest.mark.skipif(not CASES, reason=MISSING)


def named(cases: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize(
        "case", cases or [{}], ids=[each["id"] for each in cases] or ["all"]
    )


@needs_corpus
@named(EXPECTED)
def test_a_command_sends_what_curl_sends(case: dict[str, Any]) -> None:
    assert sniff(case["command"].encode())
    imported = load(case["command"].encode())
    variables = {name: f"shell-{name}" for name in case.get("shell_variables", ())}
    files = {f"/ws/{name}": "" for name in case.get("files", ())}
    world = World(dump_collection(imported.collection), env=variables, files=files)
    specs = imported.collection.requests
    assert len(specs) == len(case["expected"])
    for spec, expected in zip(specs, case["expected"], strict=True):
        found = sent(world.rendered(spec.label), world, spec.label)
        asked = wanted(expected, variables)
        left_out, _ = EXCEPTIONS.get(case["id"], ("", ""))
        found.pop(left_out, None)
        asked.pop(left_out, None)
        assert found == asked


@needs_corpus
@named(BROKEN)
def test_a_broken_command_is_an_error_with_a_place_or_says_what_is_missing(
    case: dict[str, Any],
) -> None:
    places, notes = outcome(case["command"])
    assert all(place.line >= 1 for place in places)
    assert places or notes


def outcome(command: str) -> tuple[list[Place], tuple[Note, ...]]:
    try:
        return [], load(command.encode()).notes
    except FormatError as error:
        return [problem.place for problem in error.problems], ()


def sent(request: Request, world: World, label: str) -> dict[str, Any]:
    auth = world.effective(label).auth
    kept = world.effective(label).spec.extensions.get("curl", {}).get("auth")
    return {
        "method": request.method,
        "url": normal(request.url.reveal()),
        "headers": [
            [each.name, each.value.reveal()]
            for each in request.headers
            if each.layer is HeaderOrigin.REQUEST
        ],
        "body": content(request),
        "auth": {"type": "basic", "username": auth.username, "password": auth.password}
        if isinstance(auth, Basic)
        else kept,
    }


def content(request: Request) -> dict[str, Any]:
    kind = next(
        (each.value.reveal() for each in request.headers if each.name.lower() == "content-type"),
        None,
    )
    match request.content:
        case NoContent():
            return {"type": "none"}
        case TextContent(text=text):
            return {"type": "raw", "text": text.reveal(), "content_type": kind}
        case FileContent(path=path):
            return {"type": "raw", "text": contents_of(path), "content_type": kind}
        case MultipartContent(parts=parts):
            return {"type": "multipart", "parts": [part(each) for each in parts]}


def part(each: Any) -> dict[str, Any]:
    head = each.head.reveal()
    file = isinstance(each.content, FileContent)
    found = {
        key: re.search(pattern, head)
        for key, pattern in (
            ("name", r' name="([^"]*)"'),
            ("filename", r' filename="([^"]*)"'),
            ("content_type", r"Content-Type: (.*)"),
        )
    }
    return {
        **{key: match[1] if match else None for key, match in found.items()},
        "content": contents_of(each.content.path) if file else each.content.text.reveal(),
    }


def contents_of(path: str) -> str:
    return f"<<contents of {path.removeprefix('/ws/')}>>"


def wanted(expected: dict[str, Any], variables: dict[str, str]) -> dict[str, Any]:
    body = expected["body"]
    if body["type"] == "raw" and body["text"] == "":
        body = {"type": "none"}
    elif body["type"] == "multipart":
        body = {"type": "multipart", "parts": body["parts"]}
    headers = expected["headers"]
    if body["type"] == "multipart":
        # The boundary is made anew.
        headers = [each for each in headers if each[0].lower() != "content-type"]
    return {
        "method": expected["method"],
        "url": normal(filled(expected["url"], variables)),
        "headers": [[name, filled(value, variables)] for name, value in headers],
        "body": {
            key: body[key] for key in ("type", "text", "content_type", "parts") if key in body
        },
        "auth": expected["auth"],
    }


def filled(text: str, variables: dict[str, str]) -> str:
    for name, value in variables.items():
        text = text.replace(f"${name}", value)
    return text


def normal(url: str) -> str:
    # Braces that are text go over the wire encoded.
    url = url.replace("%7B", "{").replace("%7D", "}")
    return re.sub(r"^([a-z]+://[^/?]+)(?=\?|$)", r"\1/", url)
