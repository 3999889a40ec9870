"""A secret is read where it is spent and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.contracts.source import PACKAGE, parsed, python_files

ALLOWED = ("engine/client_auth.py", "engine/schemes/", "adapters/")


def reveals(tree: ast.Module) -> list[int]:
    """The lines that take `reveal` of something, called or not, by name or by `getattr`.

    A method called `reveal` may stand on another one: whoever calls it is found.
    """
    definitions = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "reveal"
        for inner in ast.walk(node)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if node not in definitions
        and (
            (isinstance(node, ast.Attribute) and node.attr == "reveal")
            or (isinstance(node, ast.Call) and any(_names_reveal(arg) for arg in node.args))
        )
    ]


def _names_reveal(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant) and argument.value == "reveal"


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_reveal_stands_only_where_a_credential_is_spent() -> None:
    found = [
        f"{place(path)}:{line}"
        for path in python_files("workbench")
        if not place(path).startswith(ALLOWED)
        for line in reveals(parsed(path))
    ]
    assert not found


@pytest.mark.parametrize(
    "text",
    ["secret.reveal()", "f = secret.reveal", "getattr(secret, 'reveal')()", "a(b.c.reveal() + '')"],
)
def test_every_way_to_reach_reveal_is_seen(text: str) -> None:
    assert reveals(ast.parse(text)) == [1]


def test_defining_reveal_is_not_using_it() -> None:
    text = "class Rendered:\n    def reveal(self):\n        return self.secret().reveal()\n"
    assert reveals(ast.parse(text)) == []
    assert reveals(ast.parse(text + "Rendered().reveal()")) == [4]
