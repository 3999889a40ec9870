"""A file holds one idea and a function one thought: at most 400 lines, at most 40 statements."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.contracts.source import parsed, python_files, shown

LINES = 400
STATEMENTS = 40


def long_files(paths: list[Path]) -> list[str]:
    sizes = ((path, len(path.read_text("utf-8").splitlines())) for path in paths)
    return [f"{shown(path)}: {size} lines" for path, size in sizes if size > LINES]


def long_functions(paths: list[Path]) -> list[str]:
    return [
        f"{shown(path)}:{node.lineno}: {node.name} has {statements(node)} statements"
        for path in paths
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and statements(node) > STATEMENTS
    ]


def statements(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    inside = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1
    return inside - (ast.get_docstring(function) is not None)


def test_no_file_is_longer_than_400_lines() -> None:
    assert not long_files(python_files("workbench", "scripts", "benchmarks", "tests"))


def test_no_function_has_more_than_40_statements() -> None:
    assert not long_functions(python_files("workbench", "scripts", "benchmarks"))


def test_the_measure_counts_lines_and_nested_statements(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    body = "\n".join("        x = 1" for _ in range(STATEMENTS - 1))
    path.write_text(f'def f():\n    """Says."""\n    if True:\n{body}\n')
    assert long_functions([path]) == []
    path.write_text(path.read_text() + "        x = 2\n" + "# more\n" * LINES)
    assert long_functions([path]) == ["long.py:1: f has 41 statements"]
    assert long_files([path]) == ["long.py: 443 lines"]
