"""The JSON Schema of collection files."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.formats.broken import WRONG, request_with
from tests.formats.test_toml_reader import EXAMPLE
from workbench.formats.json_schema import schema

SAMPLES = sorted((Path(__file__).parents[2] / "sample_collections").glob("**/*.toml"))
VALIDATOR = jsonschema.Draft7Validator(schema())


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(schema())
    assert json.loads(json.dumps(schema())) == schema()


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_the_samples_follow_the_schema(file: Path) -> None:
    VALIDATOR.validate(tomllib.loads(file.read_text("utf-8")))


def test_the_example_of_the_design_follows_the_schema() -> None:
    VALIDATOR.validate(tomllib.loads(EXAMPLE))


# JSON has neither nan nor a difference between 2 and 2.0.
@pytest.mark.parametrize(
    "lines", [each[0] for each in WRONG if not {"nan", "2.0"} & set(each[0].split())]
)
def test_what_the_reader_refuses_the_schema_refuses(lines: str) -> None:
    document = json.loads(json.dumps(tomllib.loads(request_with(lines)), default=lambda _: 0))
    assert not VALIDATOR.is_valid(document)


def test_every_key_has_a_description() -> None:
    def keys(shape: Any, name: str = "") -> list[tuple[str, dict[str, Any]]]:
        if isinstance(shape, list):
            return [found for each in shape for found in keys(each, name)]
        if not isinstance(shape, dict):
            return []
        found = [
            (f"{name}.{key}", each)
            for key, each in shape.get("properties", {}).items()
            if isinstance(each, dict)
        ]
        return found + [deeper for key, each in shape.items() for deeper in keys(each, key)]

    described = keys(schema())
    assert len(described) > 100
    assert [name for name, shape in described if not shape.get("description")] == []


def test_a_preset_cannot_be_called_none() -> None:
    preset = {"type": "bearer", "token": "t"}
    assert VALIDATOR.is_valid({"auth": {"x": preset}})
    assert not VALIDATOR.is_valid({"auth": {"none": preset}})
