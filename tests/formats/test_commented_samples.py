"""Every single edit of every sample, with comments in every place where TOML allows one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.formats.commented import commented
from tests.formats.single_edits import Case, cases
from tests.formats.statements import Statements
from tests.formats.test_editing import FILE, SAMPLES, judge, meant_by
from workbench.domain.collection import Collection, FormBody, GraphqlBody, MultipartBody, Row
from workbench.domain.edits import FolderMoved, RequestEdit, folder_renamed
from workbench.formats.editing import edited, read_for_edits
from workbench.formats.starter import starter

WORKSPACE = """\
# What all collections here share.
[settings]
timeout = 20

[variables]
host = "api.example.com"
base = "https://{{host}}" # where

[environments.local]
host = "localhost"

# Look, do not touch.
[environments."to be"]
host = "api.example.org"
base = "https://{{host}}/v2"

[auth.all]
type = "oauth2"
grant = "client_credentials"
token_url = "https://id.example.com/token"
client_id = "k7nf"
scope = ["read", "write"]
"""
FILES = {
    **{path.name: path.read_text() for path in SAMPLES},
    "workbench.toml": WORKSPACE,
    "starter.toml": starter("Things"),
}
BIG = "practice.toml"


#: How many edits of each kind a big file gets in a short test.
FEW = 5


@pytest.mark.parametrize("file", FILES)
def test_every_kind_of_single_edit_keeps_every_line_and_comment_that_it_can(file: str) -> None:
    judge_file(file, few=True)


@pytest.mark.soak
def test_every_single_edit_of_the_big_sample_keeps_every_line_and_comment_that_it_can() -> None:
    judge_file(BIG, few=False)


def judge_file(file: str, *, few: bool) -> None:
    """Judge every edit of a file, or of a big one so many of each kind."""
    text = commented(FILES[file])
    collection = read_for_edits(text, file)
    by_kind: dict[str, list[Case]] = {}
    for case in cases(collection):
        if case.edits:
            by_kind.setdefault(case.kind, []).append(case)
    wrong: list[str] = []
    before = Statements(text)
    for kind, several in by_kind.items():
        step = -(-len(several) // FEW) if few and file == BIG else 1
        for case in several[::step]:
            wrong += [f"{kind}: {each}" for each in judged(before, file, collection, case)]
    assert wrong == []
    assert len(by_kind) > 10


def judged(before: Statements, file: str, collection: Collection, case: Case) -> list[str]:
    """Return what is not as it was promised of one edit of a commented text."""
    done = edited(before.text, case.edits, file=file)
    if done.why or done.clashes:
        return [f"refused: {done.why or done.clashes} in {case.edits}"]
    meant = collection
    wrong = []
    if not isinstance(case.edits[0], FolderMoved):
        for edit in case.edits:
            meant = meant_by(meant, edit)
        if read_for_edits(done.text, file) != meant:
            wrong.append("the text says something else")
    one = Statements(before.text, case.renames) if case.renames else before
    two = Statements(done.text)
    wrong += [f"{each} went" for each in one.lines - two.lines if not one.may_change(each, two)]
    wrong += [f"{each} came" for each in two.lines - one.lines if not two.may_change(each, one)]
    wrong += one.comments_wrong(two, copies="duplicate" in case.kind or "copy" in case.kind)
    return wrong


ROWS = """\
[collection]
name = "A"

[[request]]
name = "One"
url = "https://x/"
# Above the table.
[request.query] # beside the table
# Above b.
b = "1"
a = [ # in a
  "1",
  "2", # beside 2
] # beside a
# c = "3"

[[request]]
name = "Two"
url = "https://y/"
"""
LISTED = """\
[collection]
name = "A"

[[request]]
name = "One"
url = "https://x/"
# Above the table.
query = [  # beside the table
  # in a
  # beside 2
  ["a", "1"],  # beside a
  # Above b.
  ["b", "1"],
  ["a", "2"],
  # c = "3"
]

[[request]]
name = "Two"
url = "https://y/"
"""


def test_a_table_that_has_to_become_a_list_takes_every_comment_along() -> None:
    spec = read_for_edits(ROWS, "a.toml").requests[0]
    one, two, three = spec.query
    done = edited(ROWS, [RequestEdit(spec, replace(spec, query=(two, one, three)))], file="a.toml")
    assert (done.text, done.why) == (LISTED, "")


PARTS = """\
[collection]
name = "A"

[[request]]
name = "One"
url = "https://x/"
[request.body]
type = "multipart"
# Of a.
[[request.body.part]]
name = "a" # is a
value = "1"
# Of b.
[[request.body.part]]
name = "b"
file = "b.txt" # is b
"""


def test_parts_in_another_order_are_the_same_lines_in_another_order() -> None:
    spec = read_for_edits(PARTS, "a.toml").requests[0]
    assert isinstance(spec.body, MultipartBody)
    body = replace(spec.body, parts=spec.body.parts[::-1])
    done = edited(PARTS, [RequestEdit(spec, replace(spec, body=body))], file="a.toml")
    head, a, b = PARTS.partition("# Of a.")[0], *PARTS.partition("# Of a.")[2].split("# Of b.")
    assert (done.text, done.why) == (f"{head}# Of b.{b}# Of a.{a}", "")


def test_a_body_that_loses_all_its_parts_says_that_it_has_none() -> None:
    spec = read_for_edits(PARTS, FILE).requests[0]
    body = MultipartBody(())
    done = edited(PARTS, [RequestEdit(spec, replace(spec, body=body))], file=FILE)
    assert (done.text, done.why) == (f"{PARTS.partition('# Of a.')[0]}part = []\n", "")


def test_a_copy_has_the_comments_and_the_form_of_what_it_is_a_copy_of() -> None:
    spec = read_for_edits(LISTED, FILE).requests[0]
    edit = RequestEdit(None, replace(spec, name="Again"), spec.label, spec.label)
    done = edited(LISTED, [edit], file=FILE)
    _, block, rest = LISTED.partition('[[request]]\nname = "One"\n')
    own = block + rest.partition("\n[[request]]")[0]
    again = own.replace('"One"', '"Again"')
    assert (done.text, done.why) == (LISTED.replace(own, f"{own}\n{again}"), "")


def test_a_shorter_path_takes_the_comments_of_what_it_lost_along() -> None:
    text = """\
[collection]
name = "A"

[[folder]]
path = [
  "one", # one
  # Two.
  "two", # two
]

[[request]]
name = "Get"
folder = [ # of
  "one", # one, too
  "two", # two, too
]
url = "https://x/"
"""
    collection = read_for_edits(text, FILE)
    judge(text, folder_renamed(collection, ("one", "two"), ("new",)))
    spec = collection.requests[0]
    judge(text, (RequestEdit(spec, replace(spec, folder=("new",))),))


def test_a_comment_does_not_go_to_another_key_that_happens_to_say_the_same() -> None:
    text = """\
[collection]
name = "A"

[[request]]
name = "One"
url = "https://x/"
[request.body]
type = "file"
# Where it is.
file = "same"
"""
    spec = read_for_edits(text, FILE).requests[0]
    body = GraphqlBody("query", variables="same")
    done = edited(text, [RequestEdit(spec, replace(spec, body=body))], file=FILE)
    assert "# Where it is." not in done.text
    assert read_for_edits(done.text, FILE).requests == (replace(spec, body=body),)
    assert done.why == ""


def test_a_row_that_is_gone_takes_its_comment_along_where_the_rest_becomes_a_list() -> None:
    text = """\
[collection]
name = "A"

[[request]]
name = "One"
url = "https://x/"
[request.body]
type = "form" # how
[request.body.form]
# Why a.
a = "1"
"""
    spec = read_for_edits(text, FILE).requests[0]
    body = FormBody((Row("b", "1"), Row("c", "2"), Row("b", "3")))
    done = edited(text, [RequestEdit(spec, replace(spec, body=body))], file=FILE)
    assert done.why == ""
    assert "# how" in done.text
    assert "# Why a." not in done.text
    assert read_for_edits(done.text, FILE).requests == (replace(spec, body=body),)
