"""Truncated, hostile and wrong-type sources: an error with a place, or an import that is whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats.damaged import damaged, outcome
from tests.support.corpus import MISSING, files_of, lines_of
from workbench.domain.errors import FormatError
from workbench.formats import curl_in
from workbench.formats.importing import read
from workbench.formats.postman.load import load, load_environment

COLLECTIONS = files_of("postman/collections")
ENVIRONMENTS = files_of("postman/environments")
COMMANDS = lines_of("curl/cases.jsonl")
OUTCOMES = {"read", "refused"}

needs_corpus = pytest.mark.skipif(not COLLECTIONS, reason=MISSING)
every_collection = pytest.mark.parametrize(
    "path", COLLECTIONS or [Path("all")], ids=lambda path: path.name
)
every_environment = pytest.mark.parametrize(
    "path", ENVIRONMENTS or [Path("all")], ids=lambda path: path.name
)


@needs_corpus
@every_collection
def test_a_damaged_collection_is_read_whole_or_refused(path: Path) -> None:
    for content in damaged(path.read_bytes(), 20):
        assert outcome(content, load) in OUTCOMES


@needs_corpus
@every_environment
def test_a_damaged_environment_is_read_whole_or_refused(path: Path) -> None:
    for content in damaged(path.read_bytes(), 20):
        assert outcome(content, load_environment) in OUTCOMES


@needs_corpus
@pytest.mark.parametrize("case", COMMANDS or [{}], ids=[each["id"] for each in COMMANDS] or ["all"])
def test_a_damaged_command_is_read_whole_or_refused(case: dict[str, Any]) -> None:
    for content in damaged(case["command"].encode(), 20):
        assert outcome(content, curl_in.load) in OUTCOMES


@pytest.mark.soak
@needs_corpus
@every_collection
def test_a_collection_damaged_at_200_places_is_read_whole_or_refused(path: Path) -> None:
    for content in damaged(path.read_bytes(), 200):
        assert outcome(content, load) in OUTCOMES


@pytest.mark.soak
@needs_corpus
@every_environment
def test_an_environment_damaged_at_200_places_is_read_whole_or_refused(path: Path) -> None:
    for content in damaged(path.read_bytes(), 200):
        assert outcome(content, load_environment) in OUTCOMES


@pytest.mark.soak
@needs_corpus
def test_commands_damaged_at_200_places_are_read_whole_or_refused() -> None:
    for case in COMMANDS:
        for content in damaged(case["command"].encode(), 200):
            assert outcome(content, curl_in.load) in OUTCOMES


WHOLE: dict[str, Any] = {
    "info": {"name": "C", "description": {"content": "d"}, "schema": "v2.1.0"},
    "auth": {"type": "oauth2", "oauth2": [{"key": "clientId", "value": "a"}]},
    "variable": [{"key": "a", "value": "b", "disabled": False}],
    "event": [{"listen": "test", "script": {"exec": ["x"]}}],
    "protocolProfileBehavior": {"followRedirects": True},
    "item": [
        {
            "name": "F",
            "auth": {"type": "basic", "basic": {"username": "u"}},
            "item": [
                {
                    "name": "R",
                    "request": {
                        "method": "POST",
                        "url": {
                            "raw": "x",
                            "protocol": "https",
                            "host": ["a", "b"],
                            "port": "1",
                            "path": ["p", ":id"],
                            "query": [{"key": "k", "value": "v", "disabled": True}],
                            "variable": [{"key": "id", "value": "1"}],
                        },
                        "header": [{"key": "A", "value": "b"}],
                        "body": {"mode": "formdata", "formdata": [{"key": "a", "src": ["f"]}]},
                    },
                    "response": [{"name": "e"}],
                }
            ],
        },
        {"name": "G", "request": {"body": {"mode": "graphql", "graphql": {"query": "{a}"}}}},
        {"name": "U", "request": {"body": {"mode": "urlencoded", "urlencoded": [{"key": "a"}]}}},
        {"name": "W", "request": {"body": {"mode": "raw", "raw": "x", "options": {"raw": {}}}}},
        {"name": "B", "request": {"body": {"mode": "file", "file": {"src": "x"}}}},
    ],
}


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return [path]
    below = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(each for key, one in below for each in paths_of(one, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    if not path:
        return by
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], by)
    return copy


ODD: tuple[Any, ...] = (
    None,
    True,
    7,
    1.5,
    "",
    "x",
    "{{a",
    [],
    [None],
    [[]],
    {},
    {"key": []},
    "\ud800",
)


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_value_of_another_type_anywhere_is_read_whole_or_refused(odd: Any) -> None:
    for path in paths_of(WHOLE):
        content = json.dumps(replaced(WHOLE, path, odd), indent=1).encode()
        assert outcome(content, load) in OUTCOMES, path


def test_a_wrong_type_says_where_it_stands() -> None:
    text = json.dumps(replaced(WHOLE, ("item", 0, "item", 0, "request", "header"), 7), indent=1)
    with pytest.raises(FormatError) as caught:
        load(text.encode(), file="c.json")
    (problem,) = caught.value.problems
    assert problem.key == "item.0.item.0.request.header"
    assert text.splitlines()[problem.place.line - 1].lstrip().startswith('"header": 7')
    assert problem.message == "Wrong type: a number, not a list"


HOSTILE = [
    b"",
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}",
    b'{"item": [' * 5000,
    b"[" * 100_000,
    b'{"item": ' + b"[" * 500 + b"]" * 500 + b"}",
    b'{"item": [], "variable": [{"key": "a", "value": ' + b"9" * 5000 + b"}]}",
    b'{"item": [], "info": NaN}',
    b'{"item": [{"name": "\\ud800", "request": "x"}]}',
    b'{"item": {"item": []}}',
    b'{"item": [{"item": "x"}]}',
    b'{"item": [{"name": ' + b'"a' + b"\\u0000" * 50 + b'"}]}',
    b"curl " + b"'" * 9999,
    b"curl " + b"-" * 9999,
    b"curl x " + b"{a,b}" * 40,
    b"curl x " + b"[1-999999999999999999999999]" * 9,
    b"curl x -d " + b"$(" * 5000,
    b"curl x " + b"<<A " * 500,
]


@pytest.mark.parametrize("content", HOSTILE, ids=lambda content: repr(content[:24]))
def test_hostile_sources_are_read_whole_or_refused(content: bytes) -> None:
    for load_it in (load, load_environment, curl_in.load):
        assert outcome(content, load_it) in OUTCOMES


@pytest.mark.parametrize("depth", [150, 20_000])
def test_folders_to_any_depth_are_read_or_refused_and_never_hang(depth: int) -> None:
    content = b'{"item": [' + b'{"name": "f", "item": [' * depth + b"]}" * depth + b"]}"
    assert outcome(content, load) in OUTCOMES


def test_a_long_command_is_read_in_linear_time() -> None:
    command = "curl https://x " + " ".join(f"-H 'A{index}: {{{{b}}}}'" for index in range(20_000))
    assert len(curl_in.load(command.encode()).collection.requests[0].headers) == 20_000


KEYS = "item name request url header body auth key value type raw mode variable info".split()
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6)),
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(
            st.sampled_from(KEYS),
            below,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(json_values)
def test_any_json_is_read_whole_or_refused(value: Any) -> None:
    content = json.dumps({"item": [value], "auth": value}).encode()
    assert outcome(content, load) in OUTCOMES
    assert outcome(json.dumps({"values": value}).encode(), load_environment) in OUTCOMES


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_with_words(content: bytes) -> None:
    with pytest.raises(FormatError, match="x is in no format"):
        read(content, file="x")
