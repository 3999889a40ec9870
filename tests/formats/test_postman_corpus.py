"""Collections of people, judged by what Postman's own SDK makes of them."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.support.corpus import CORPUS, MISSING, files_of, lines_of
from workbench.domain.collection import Collection, RequestSpec
from workbench.domain.imported import Imported
from workbench.domain.presets import AuthPreset, Inherit
from workbench.engine.preview import plain_text, preview_url
from workbench.formats.kept import unsealed
from workbench.formats.postman.auth_out import write_auth
from workbench.formats.postman.body_out import write_body
from workbench.formats.postman.dump import dump
from workbench.formats.postman.load import load, load_environment, sniff, sniff_environment
from workbench.formats.postman.templates import Outward
from workbench.formats.secrets_out import move_secrets
from workbench.formats.toml_blocks import dump_collection
from workbench.formats.toml_reader import read_collection

CASES = lines_of("postman/expected.jsonl")
ENVIRONMENTS = files_of("postman/environments")
_FETCHED = {"accessToken", "refreshToken", "idToken"}
_VAULT = re.compile(r"\{\{vault:(\w+)\}\}")
_MODES = {"raw", "urlencoded", "formdata", "file", "graphql"}
_NUMBERED = re.compile(r" \(\d+\)$")

needs_corpus = pytest.mark.skipif(not CASES, reason=MISSING)
every_case = pytest.mark.parametrize(
    "case", CASES or [{}], ids=[each["file"] for each in CASES] or ["all"]
)


def read(case: dict[str, Any]) -> Imported:
    content = (CORPUS / "postman" / "collections" / case["file"]).read_bytes()
    assert sniff(content)
    return load(content, file=case["file"])


def outward(collection: Collection) -> Outward:
    names = postman(collection).get("names", {})
    return Outward(lambda *_: None, names)


def postman(owner: Collection | RequestSpec) -> dict[str, Any]:
    return unsealed(owner.extensions.get("postman", {}))


@needs_corpus
@every_case
def test_tree_and_methods_are_those_of_the_sdk(case: dict[str, Any]) -> None:
    collection = read(case).collection
    assert collection.name == case["name"]
    assert bool(collection.description) == case["description_present"]
    assert [
        ([_NUMBERED.sub("", each) for each in spec.folder], spec.method)
        for spec in collection.requests
    ] == [(each["path"], each["method"]) for each in case["requests"]]
    for spec, each in zip(collection.requests, case["requests"], strict=True):
        assert (
            _NUMBERED.sub("", spec.name) == _NUMBERED.sub("", each.get("name") or spec.name).strip()
        )
    assert [[_NUMBERED.sub("", part) for part in folder.path] for folder in collection.folders] == [
        each["path"] for each in case["folders"]
    ]


@needs_corpus
@every_case
def test_addresses_are_those_of_the_sdk(case: dict[str, Any]) -> None:
    collection = read(case).collection
    theirs = outward(collection)
    for spec, each in zip(collection.requests, case["requests"], strict=True):
        url = theirs.text(plain_text(preview_url(spec, {})), "")
        # What a person writes and its percent-encoding are the same address.
        wanted = each["url"].partition("#")[0]
        # A vault stays with Postman: its entry becomes a variable of the environment.
        wanted = _VAULT.sub(lambda found: f"{{{{{found[1].upper()}}}}}", wanted)
        assert unquote(url) == unquote(wanted), spec.label


@needs_corpus
@every_case
def test_headers_are_those_of_the_sdk(case: dict[str, Any]) -> None:
    collection = read(case).collection
    theirs = outward(collection)
    for spec, each in zip(collection.requests, case["requests"], strict=True):
        found = [
            (row.name, theirs.text(row.value or "", ""), not row.enabled) for row in spec.headers
        ]
        found += [(row["key"], row["value"], True) for row in postman(spec).get("header", ())]
        wanted = [
            (row["key"], row.get("value") or "", row.get("disabled", False))
            for row in each["headers"]
            if row["key"]
        ]
        assert sorted(found) == sorted(wanted), spec.label


@needs_corpus
@every_case
def test_bodies_are_those_of_the_sdk(case: dict[str, Any]) -> None:
    collection = read(case).collection
    theirs = outward(collection)
    for spec, each in zip(collection.requests, case["requests"], strict=True):
        found, _ = write_body(spec.body, theirs, "")
        kept = postman(spec).get("body", {})
        # A mode that the SDK does not know either is kept for an export and sends nothing.
        if kept.get("mode") in _MODES:
            found = kept
        assert shape(found or {}) == shape(each["body"]), spec.label


def shape(body: dict[str, Any]) -> Any:
    """What a body comes to, however it is written; nothing, where it sends nothing."""
    mode = body.get("mode")
    content: Any = body.get(mode or "")
    if mode in {"urlencoded", "formdata"}:
        rows = [row for row in content or [] if row.get("key")]
        return [(mode, *entry(row)) for row in rows] or None
    if mode == "graphql":
        return (
            mode,
            content["query"],
            content.get("variables") or "",
            content.get("operationName", ""),
        )
    if mode == "file":
        return mode, (content or {}).get("src") or ""
    return (mode, content) if content else None


def entry(row: dict[str, Any]) -> tuple[Any, ...]:
    source = row.get("src")
    return (
        row["key"],
        row.get("value") or "",
        source or None if row.get("type") == "file" else None,
        row.get("disabled", False),
        row.get("contentType"),
    )


@needs_corpus
@every_case
def test_effective_auth_is_that_of_the_sdk(case: dict[str, Any]) -> None:
    collection = read(case).collection
    theirs = outward(collection)
    for spec, each in zip(collection.requests, case["requests"], strict=True):
        auth, extensions = effective(collection, spec)
        found = write_auth(auth, collection.presets, extensions, theirs, "")
        wanted = each["auth"]
        assert (found or {}).get("type") == (wanted or {}).get("type"), spec.label
        if wanted is None or found is None or wanted["type"] == "noauth":
            continue
        attributes = {row["key"]: row["value"] for row in found[found["type"]]}
        for key, value in wanted["attributes"].items():
            if key in _FETCHED and "{{" not in str(value):
                assert key not in attributes
            elif value not in ("", None, []):
                assert attributes.get(key) == value, (spec.label, key)


def effective(collection: Collection, spec: RequestSpec) -> tuple[AuthPreset, dict[str, Any]]:
    if not isinstance(spec.auth, Inherit):
        return spec.auth, dict(spec.extensions)
    for end in range(len(spec.folder), 0, -1):
        folder = collection.folder(spec.folder[:end])
        if folder is not None and not isinstance(folder.auth, Inherit):
            return folder.auth, dict(folder.extensions)
    return collection.auth, dict(collection.extensions)


@needs_corpus
@every_case
def test_variables_are_those_of_the_sdk(case: dict[str, Any]) -> None:
    collection = read(case).collection
    theirs = outward(collection)
    found = {
        theirs.name(name): theirs.text(value, "") for name, value in collection.variables.items()
    }
    wanted = {
        each["key"]: each.get("value") or ""
        for each in case["variables"]
        if not each.get("disabled") and each.get("key")
    }
    assert {key: str(value) for key, value in wanted.items()} == found


@needs_corpus
@every_case
def test_what_is_written_is_read_as_what_was_meant(case: dict[str, Any]) -> None:
    collection = read(case).collection
    again = read_collection(dump_collection(collection), file="x.toml")
    assert again.problems == ()
    assert again.collection == collection


@needs_corpus
@every_case
def test_an_export_is_valid_and_reads_as_the_same_collection(case: dict[str, Any]) -> None:
    import jsonschema

    collection = read(case).collection
    content, _ = dump(collection)
    assert load(content, file="again").collection == collection
    path = CORPUS / "postman" / "schema" / "collection-v2.1.0.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    errors = [
        error.message
        for error in jsonschema.Draft7Validator(schema).iter_errors(json.loads(content))
    ]
    # What was not valid when it came is given back as it was.
    assert not errors or not case["valid_against_v2_1_schema"]


@needs_corpus
@every_case
def test_a_script_or_example_is_never_dropped_in_silence(case: dict[str, Any]) -> None:
    imported = read(case)
    told = {note.where for note in imported.notes if "script" in note.what}
    for spec, each in zip(imported.collection.requests, case["requests"], strict=True):
        assert (spec.label in told) == ("event" in postman(spec))
        assert bool(each.get("events")) <= ("event" in postman(spec))
        assert len(postman(spec).get("response", ())) == each.get("examples", 0)


@pytest.mark.skipif(not ENVIRONMENTS, reason=MISSING)
@pytest.mark.parametrize("path", ENVIRONMENTS or [Path("all")], ids=lambda path: path.name)
def test_an_environment_has_all_values_that_are_switched_on(path: Path) -> None:
    content = path.read_bytes()
    assert sniff_environment(content)
    assert not sniff(content)
    imported = load_environment(content, file=path.name)
    (variables,) = imported.collection.environments.values()
    document = json.loads(content.decode("utf-8-sig"))
    on = [each for each in document["values"] if each.get("enabled", True)]
    assert len(variables) == len(on)
    assert len(imported.notes) >= len(document["values"]) - len(on)


@needs_corpus
@every_case
def test_moved_secrets_put_back_give_the_same_collection(case: dict[str, Any]) -> None:
    imported = read(case)
    moved = move_secrets(imported, {})
    text = dump_collection(moved.collection)
    for each in sorted(moved.secrets, key=lambda one: -len(one.name)):
        assert f"{{{{env:{each.name}}}}}" in text
        text = text.replace(f"{{{{env:{each.name}}}}}", each.value.reveal())
    assert tomllib.loads(text) == tomllib.loads(dump_collection(imported.collection))
