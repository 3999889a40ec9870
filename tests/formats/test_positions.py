"""Places of keys and values."""

from __future__ import annotations

import os
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.problem import Place
from workbench.formats.positions import KeyPath, Positions, scan
from workbench.formats.toml_values import inline, key

CORPUS = Path(os.environ.get("WORKBENCH_CORPUS", "../shared/corpus")) / "toml" / "valid"


def paths_of(value: Any, at: KeyPath = ()) -> set[KeyPath]:
    """Every key path of what `tomllib` read."""
    found: set[KeyPath] = {at} if at else set()
    if isinstance(value, dict | list):
        steps: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for step, each in steps:
            found |= paths_of(each, (*at, step))
    return found


def value_at(document: Any, path: KeyPath) -> Any:
    for step in path:
        document = document[step]
    return document


def same(one: Any, other: Any) -> bool:
    return repr(one) == repr(other)


def assert_places_fit(text: str) -> Positions:
    document = tomllib.loads(text)
    found = scan(text)
    assert set(found.entries) == paths_of(document)
    assert not found.duplicates
    for path, entry in found.entries.items():
        if entry.value is not None:
            raw = text[slice(*entry.value)]
            assert same(tomllib.loads(f"v = {raw}")["v"], value_at(document, path)), path
    return found


def test_key_paths_of_the_corpus_are_those_of_tomllib() -> None:
    files = sorted(CORPUS.rglob("*.toml"))
    if not files:
        pytest.skip("the corpus is not here")
    for file in files:
        assert_places_fit(file.read_bytes().decode())


EVERYTHING = r'''
plain = "a" # [x]
a.b . "c d".e = { x = 1, y = { z = [1, [2, {w = "}"}]] } }
'lit' = 'C:\path' # '
empty = ""
long = """
first \
   second "quoted" ""two"" \"""
[not.a.table]
x = 1"""
raw = \'\'\'
[[request]]
'' '
\'\'\'
ends = """a"""""
stamp = 1979-05-27 07:32:00Z
dates = [1979-05-27T07:32:00, 07:32:00, 1979-05-27]
numbers = [ # comment ]
  1_000, 0xdead_beef, 1e6,
  -inf, # another
]
[ table . "with space" ]
k = true
[[many]]
n = 1
[many.below]
m = 1
[[many.deep]]
[[many.deep]]
o = 1
[many.deep.er]
p = 2
[[many]]
[table.other]
[super.implied.table]
[super]
q = 1
'''.replace("\\'", "'")


def test_everything_toml_has_is_placed() -> None:
    assert_places_fit(EVERYTHING)
    assert_places_fit(EVERYTHING.replace("\n", "\r\n"))


def test_a_place_counts_lines_and_columns_from_one() -> None:
    found = scan('[a]\nb = "x"\n  cé = [1,\n 2]\n')
    assert found.key(("a", "b")) == Place(2, 1, 2)
    assert found.value(("a", "b")) == Place(2, 5, 8)
    assert found.key(("a", "cé")) == Place(3, 3, 5)
    assert found.value(("a", "cé")) == Place(3, 8, None)
    assert found.value(("a", "cé", 1)) == Place(4, 2, 3)


def test_what_has_no_place_stands_where_its_table_does() -> None:
    found = scan('[[request]]\nname = "x"\n')
    assert found.key(("request", 0, "url")) == Place(1, 1, 12)
    assert found.value(("nothing",)) == Place(1, 1, 1)


def test_a_second_key_is_told_with_the_first() -> None:
    found = scan("[a]\nb = 1\nc = 2\nb = 3\n[a]\n")
    assert [(each.path, found.place(each.again).line) for each in found.duplicates] == [
        (("a", "b"), 4),
        (("a",), 5),
    ]
    assert found.place(found.duplicates[0].first).line == 2


def test_a_broken_text_is_placed_around_what_is_broken() -> None:
    text = 'a = 1\nb = = 2\n[c\nd = "x\n[e]\nf = [1, 2\ng = { h = \n[i]\nj = 1\n'
    found = scan(text)
    assert ("a",) in found.entries
    assert ("e",) in found.entries


@given(st.text(alphabet="ab.=\"'[]{},#\\ \n\r\t1-é", max_size=60))
def test_no_text_breaks_the_scanner(text: str) -> None:
    found = scan(text)
    for entry in found.entries.values():
        assert 0 <= entry.key.start <= entry.key.end <= len(text)
    try:
        document = tomllib.loads(text)
    except ValueError:
        return
    assert set(found.entries) == paths_of(document)


def test_hostile_nesting_costs_neither_recursion_nor_memory() -> None:
    scan("a = " + "[" * 50_000)
    scan("a = " + "{ b = " * 50_000)
    assert len(scan("a" + ".a" * 50_000 + " = 1").entries) <= 100


NAMES = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=6)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(min_value=-(2**63), max_value=2**63 - 1),
    st.floats(allow_nan=False),
    NAMES,
    st.dates(),
    st.datetimes(),
    st.times(),
)
VALUES = st.recursive(
    SCALARS,
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(NAMES, below, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.dictionaries(NAMES, VALUES, max_size=3))
def test_key_paths_of_generated_documents_are_those_of_tomllib(
    top: dict[str, Any], tables: dict[str, Any]
) -> None:
    lines = [f"{key(name)} = {inline(value)}" for name, value in top.items()]
    for name, value in tables.items():
        if name not in top:
            lines += [f"[[{key(name)}]]", f"value = {inline(value)}", f"[{key(name)}.below]"]
    assert_places_fit("\n".join(lines) + "\n")


@given(st.one_of(st.dates(), st.datetimes(), st.times()))
def test_dates_are_one_value(moment: date | datetime | time) -> None:
    text = f"a = [{moment.isoformat()}, 1]\n"
    assert scan(text).raw(("a", 0)) == moment.isoformat()
