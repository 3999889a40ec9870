"""The light listing of requests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats import generated
from tests.formats.test_toml_reader import EXAMPLE
from workbench.domain.collection import Collection
from workbench.formats import listing
from workbench.formats.listing import ListedRequest, list_requests
from workbench.formats.positions import scan
from workbench.formats.starter import starter
from workbench.formats.toml_blocks import dump_collection
from workbench.formats.toml_reader import read_collection

ROOT = Path(__file__).parents[2]


def as_read(text: str) -> tuple[ListedRequest, ...]:
    """What the strict reader finds."""
    collection = read_collection(text, file="c.toml").collection
    assert collection is not None
    places = scan(text)
    return tuple(
        ListedRequest(
            spec.folder, spec.name, spec.method, spec.url, places.key(("request", number)).line
        )
        for number, spec in enumerate(collection.requests)
    )


def test_requests_are_listed_with_their_lines() -> None:
    assert list_requests(EXAMPLE) == as_read(EXAMPLE)
    assert list_requests(EXAMPLE.replace("\n", "\r\n").encode()) == as_read(EXAMPLE)


def test_a_usual_file_is_listed_without_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(text: str) -> None:
        pytest.fail("the reader was asked")

    monkeypatch.setattr(listing, "_read", never)
    assert len(list_requests(starter("x")) or ()) == 4
    pairs = '[[request]]\nname = "a"\nurl = "b"\nquery = [\n  ["a", "1"],\n  ["b"],\n]\n'
    assert len(list_requests(pairs) or ()) == 1


SAMPLES = sorted(ROOT.glob("sample_collections/**/*.toml"))


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_the_samples_are_listed_as_they_are_read(file: Path) -> None:
    text = file.read_text("utf-8")
    assert list_requests(text) == as_read(text)


LONG = '[[request]]\nname = "a"\nurl = "b"\ndescription = '
ODD = [
    'request = [{ name = "a", url = "b" }]',
    '[[ request ]]\nname = "a"\nurl = "b"',
    '[["request"]]\nname = "a"\nurl = "b"',
    '[[request]]\n"name" = "a"\nurl = "b"',
    '[[request]]\nname = """a"""\nurl = "b"',
    '[[request]]\nname = "a\\u00e9"\nurl = "b"',
    '[[request]]\nname = "a\\\\ \\"b\\""\nurl = \'b\'  # why',
    '[[request]]\nname = "a"\nurl = "b"\nfolder = ["x/y", "z"]',
    '[[request]]\nname = "a"\nurl = "b"\nquery = [\n["a", "x"],\n]\nmethod = "PUT"',
    '[[request]]\nname = "a"\nurl = "b"\n[request.query]\nname = "no"\nurl = "no"',
    '[[request]]\nname = "a"\nurl = "b"\nquery = { a = """\n[[request]]\nname = "no"\n""" }',
    "[[request]]\nname = 'a'\nurl = ''\nbody.type = 'text'\nbody.text = '''\n[[request]]\n'''",
    LONG + "'''\nname = \"no\"\n[x]\n'''\nmethod=\"X\"",
    LONG + '"""\\\\"""\nmethod = "X"',
    LONG + '"""\\\n \\""" [[a]] """"\nmethod = "X"',
    '[[request]]\nname = "a"\nurl = "b" # """\nmethod = "X"',
    "[variables]\nname = 'no'\nurl = '''\n[[request]]\n'''\n[[request]]\nname = 'a'\nurl = 'b'",
]


@pytest.mark.parametrize("text", ODD)
def test_an_unusual_text_is_listed_as_it_is_read(text: str) -> None:
    assert list_requests(text) == as_read(text)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(generated.collections, st.booleans())
def test_generated_collections_are_listed_as_they_are_read(
    collection: Collection, windows: bool
) -> None:
    text = dump_collection(collection)
    if windows:
        text = text.replace("\n", "\r\n")
    assert list_requests(text) == as_read(text)


@pytest.mark.parametrize(
    "content",
    [b"\xff", '[[request]]\nname = "a"', "[[request]", '[[request]]\nname = 3\nurl = ""'],
)
def test_a_broken_file_is_not_listed(content: str | bytes) -> None:
    assert list_requests(content) is None
