"""Broken collection files, and what the reader says about them."""

from __future__ import annotations

from workbench.domain.problem import Problem
from workbench.formats.toml_reader import read_collection


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    found = read_collection(text, file="bad.toml")
    assert found.collection is None
    assert all(problem.file == "bad.toml" for problem in found.problems)
    return found.problems


def problem_of(text: str | bytes) -> Problem:
    problems = problems_of(text)
    assert len(problems) == 1, problems
    return problems[0]


def request_with(lines: str) -> str:
    return f'[[request]]\nname = "R"\nurl = "x"\n{lines}\n'


WRONG = [
    # text after `[[request]] name url`, line, column, key, message, replacement
    ("query = { page = 2 }", 4, 18, "query.page", "Wrong type", '"2"'),
    ("headers = { X = true }", 4, 17, "headers.X", "true or false, not text", '"true"'),
    ("query = { a = [1] }", 4, 16, "query.a[1]", "a number, not text", '"1"'),
    ('query = [["a", 0x1F]]', 4, 16, "query[1][2]", "a number, not text", '"0x1F"'),
    ('query = [["a", "b", "c"]]', 4, 10, "query[1]", "3 texts", None),
    ('query = ["a"]', 4, 10, "query[1]", "not a pair", None),
    ('query = "a=b"', 4, 9, "query", "not a table, or a list of pairs", None),
    ("query = { a = {} }", 4, 15, "query.a", "is empty", None),
    ('query = { a = { valu = "x" } }', 4, 17, "query.a.valu", "Unknown key", "value"),
    ('query = [{ value = "x" }]', 4, 10, "query[1].name", "Missing key", None),
    ('folder = "A//B"', 4, 10, "folder", "empty part", '"A/B"'),
    ('folder = ["A", 1]', 4, 16, "folder[2]", "a number", '"1"'),
    ("folder = 3", 4, 10, "folder", "a number, not text or a list", '"3"'),
    ("auth = 1", 4, 8, "auth", "not a preset's name", None),
    ('auth = { type = "basc" }', 4, 17, "auth.type", 'Unknown type "basc"', '"basic"'),
    ('auth = { token = "x" }', 4, 1, "auth.type", 'Missing key "type"', None),
    ('scope = "a"', 4, 1, "scope", "Unknown key", None),
    ("timeout = 3", 4, 1, "timeout", "Unknown key", None),
    ('body = { type = "json" }', 4, 1, "body.text", 'Missing key "text"', None),
    ('body = { type = "json", form = {}, text = "" }', 4, 25, "body.form", "Unknown key", None),
    ('body = "x"', 4, 8, "body", "a table that says what kind of body", None),
    ('body = { text = "x" }', 4, 1, "body.type", "Missing key", None),
    ('expect = { status = "200" }', 4, 21, "expect.status", "not an HTTP status", "200"),
    ("expect = { status = 20 }", 4, 21, "expect.status", "no HTTP status", None),
    ('settings = { verify = "no" }', 4, 23, "settings.verify", "true or false", "false"),
    ("settings = { timeout = -1 }", 4, 24, "settings.timeout", "out of range", None),
    ("settings = { timeout = nan }", 4, 24, "settings.timeout", "out of range", None),
    ("settings = { max_redirects = 1.5 }", 4, 30, "settings.max_redirects", "whole", None),
    ("settings = { max_redirects = 2.0 }", 4, 30, "settings.max_redirects", "whole", "2"),
    ('settings = { timeout = "500ms" }', 4, 24, "settings.timeout", "seconds", "0.5"),
    ("capture = { a.b = '$' }", 4, 13, "capture.a", "a table, not text", None),
    ("method = ''", 4, 10, "method", "is empty", None),
    ("extensions = 1", 4, 14, "extensions", "not a table", None),
    ("method = 1979-05-27", 4, 10, "method", "a date or time", '"1979-05-27"'),
    ("requires = { scope = 1 }", 4, 22, "requires.scope", "a list of texts", '"1"'),
    ("requires = { sub = 1 }", 4, 20, "requires.sub", "a number", '"1"'),
]
