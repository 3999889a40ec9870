"""Exports as Postman's own SDK reads them and as newman sends them, where node is there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.support import node, practice
from tests.support.corpus import CORPUS, lines_of
from tests.support.corpus import MISSING as NO_CORPUS
from workbench.formats.postman.dump import dump
from workbench.formats.postman.load import load

CASES = lines_of("postman/expected.jsonl")

FLATTEN = """
const sdk = require('postman-collection'), fs = require('fs');
const flat = (file) => {
  const text = fs.readFileSync(file, 'utf8').replace(/^\\uFEFF/, '');
  const collection = new sdk.Collection(JSON.parse(text));
  const found = [];
  collection.forEachItem((item) => {
    const path = [];
    for (let up = item.parent(); up && up !== collection; up = up.parent()) path.unshift(up.name);
    const request = item.request, auth = item.getAuth();
    const body = request.body && request.body.toJSON();
    found.push({
      path, name: item.name, method: request.method, url: request.url.toString(),
      headers: request.headers.map((h) => [h.key, h.value || '', Boolean(h.disabled)]),
      body: body && !body.disabled && !request.body.isEmpty() ? body : null,
      auth: auth ? {type: auth.type, values: auth.parameters().toObject()} : null,
    });
  });
  return found;
};
console.log(JSON.stringify(process.argv.slice(1).map(flat)));
"""


@pytest.mark.skipif(not node.has("postman-collection"), reason=node.MISSING)
@pytest.mark.skipif(not CASES, reason=NO_CORPUS)
@pytest.mark.parametrize("case", CASES or [{}], ids=[each["file"] for each in CASES] or ["all"])
def test_the_sdk_reads_an_export_as_the_same_requests(case: dict[str, Any], tmp_path: Path) -> None:
    source = CORPUS / "postman" / "collections" / case["file"]
    exported = tmp_path / "export.json"
    collection = load(source.read_bytes(), file=case["file"]).collection
    exported.write_bytes(dump(collection)[0])
    before, after = node.run(FLATTEN, str(source), str(exported))
    # A vault stays with Postman: its entry is a variable of the environment from then on.
    names = {"HELLO": "vault:hello"}
    assert [comparable(each, names) for each in after] == [comparable(each, {}) for each in before]


def comparable(request: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """A request without what may differ: numbers behind names, fetched tokens, encoding."""
    auth = request["auth"]
    if auth is not None:
        values = {key: value for key, value in auth["values"].items() if is_said(key, value)}
        auth = {"type": auth["type"], "values": values}
    found = {
        "path": [plain(each) for each in request["path"]],
        "name": plain(request.get("name") or "Request"),
        "method": request["method"],
        "url": unquote(request["url"]),
        "headers": sorted(map(tuple, request["headers"])),
        "body": sent(request["body"]),
        "auth": auth,
    }
    text = json.dumps(found, sort_keys=True)
    for ours, theirs in names.items():
        text = text.replace(f"{{{{{ours}}}}}", f"{{{{{theirs}}}}}")
    return json.loads(text)


DEFAULTS = {
    "grant_type": {"authorization_code", "client_credentials"},
    "addTokenTo": {"header"},
    "headerPrefix": {"Bearer"},
    "in": {"header"},
}


def is_said(key: str, value: Any) -> bool:
    """Whether an attribute says something: not a default, not empty, not a fetched token."""
    if key in {"accessToken", "tokenName"} and "{{" not in str(value):
        return False
    placeholder = isinstance(value, str) and re.fullmatch(
        r"\{\{(token_url|client_id|authorization_url|username)\}\}", value
    )
    usual = isinstance(value, str) and value in DEFAULTS.get(key, set())
    return value not in (None, "", [], {}) and not placeholder and not usual


def plain(name: str) -> str:
    return re.sub(r" \(\d+\)$", "", name.strip())


def sent(body: dict[str, Any] | None) -> Any:
    if body is None:
        return None
    mode = body.get("mode")
    content: Any = body.get(mode or "")
    if mode in {"urlencoded", "formdata"}:
        rows = [
            [row.get("key"), row.get("value") or "", row.get("src") or "", row.get("contentType")]
            for row in content
            if not row.get("disabled")
        ]
        return [mode, rows] if rows else None
    if mode == "graphql":
        return [mode, content.get("query"), content.get("variables") or ""]
    return [mode, content] if content else None


@pytest.mark.skipif(not node.has("newman"), reason=node.MISSING)
def test_newman_sends_the_practice_collection_to_the_same_statuses(tmp_path: Path) -> None:
    newman = """
    const newman = require('newman'), fs = require('fs');
    newman.run({collection: JSON.parse(fs.readFileSync(process.argv[1])), reporters: [],
                timeoutRequest: 20000, ignoreRedirects: false}, (error, summary) => {
      if (error) throw error;
      console.log(JSON.stringify(summary.run.executions.map((each) =>
        [each.item.name, each.response ? each.response.code : String(each.requestError)])));
    });
    """
    with practice.start(latency=(0, 0)) as server:
        ours = statuses(server.collection)
        server.reset()
        exported = tmp_path / "practice.json"
        workbench(
            "export", str(server.collection), "--format", "postman", "--reveal", "-o", str(exported)
        )
        document = json.loads(exported.read_text())
        given = with_tokens(document, server.collection)
        exported.write_text(json.dumps(document))
        theirs = dict(node.run(newman, str(exported)))
    # A key in a cookie is what Postman cannot say, and the export notes it; a credential is not
    # taken along to another origin here, so a redirect there ends at its 302.
    left_out = ("cookie", "another origin")
    compared = {
        name: status
        for name, status in ours.items()
        if not any(each in name.lower() for each in left_out)
    }
    assert given
    assert len(compared) > 20
    assert {name: theirs[name] for name in compared if compared[name]} == {
        name: status for name, status in compared.items() if status
    }


def workbench(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", *words], capture_output=True, text=True, check=False
    )


def statuses(collection: Path) -> dict[str, int | None]:
    told = workbench("run", str(collection), "--json").stdout
    return {each["name"]: each["status"] for each in map(json.loads, told.splitlines())}


def with_tokens(document: dict[str, Any], collection: Path) -> int:
    """Give every oauth2 of a document a token, as a person does there; return how many had one."""
    given = 0
    tokens: dict[str, str] = {}
    waiting: list[Any] = [document]
    while waiting:
        node_ = waiting.pop()
        waiting += [each for each in node_.get("item", ()) if isinstance(each, dict)]
        for owner in (node_, node_.get("request", {})):
            auth = owner.get("auth") or {}
            if auth.get("type") != "oauth2":
                continue
            name = next(row["value"] for row in auth["oauth2"] if row["key"] == "tokenName")
            if name not in tokens:
                tokens[name] = workbench("token", str(collection), name).stdout.strip()
            if tokens[name]:
                auth["oauth2"].append({"key": "accessToken", "value": tokens[name]})
                given += 1
    return given
