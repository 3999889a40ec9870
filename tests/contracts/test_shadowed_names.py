"""A widget's private names are its own: one that Textual has too would change what Textual does."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from functools import cache

from textual.widget import Widget

import workbench.tui

#: Overridden on purpose, since Textual gives no public way: to draw a field's text, to say last
#: words, to write less.
MEANT = {"Field._value", "WorkbenchApp._fatal_error", "MainScreen._compositor"}
_ASSIGNED = re.compile(r"\bself\.(_\w+)\s*(?::[^=\n]+)?=[^=]")
_FRAMEWORK = ("_css_", "_inherit_", "_merged_", "_reactives", "_computes", "_decorated_", "_abc_")


@cache
def private_names(owner: type) -> set[str]:
    names = {name for name in vars(owner) if name.startswith("_")}
    names |= set(_ASSIGNED.findall(inspect.getsource(owner)))
    return {name for name in names if not name.startswith("__") and not name.startswith(_FRAMEWORK)}


def shadowed(owner: type) -> set[str]:
    bases = [
        base
        for base in owner.__mro__[1:]
        if base.__module__.split(".")[0] in ("textual", "workbench")
    ]
    mine = private_names(owner)
    return {f"{owner.__name__}.{name}" for base in bases for name in mine & private_names(base)}


def test_no_widget_shadows_a_private_name_of_what_it_extends() -> None:
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(workbench.tui.__path__, "workbench.tui.")
    ]
    classes = [
        owner
        for module in modules
        for _, owner in inspect.getmembers(module, inspect.isclass)
        if owner.__module__ == module.__name__
    ]
    assert len(classes) > 30
    assert {name for owner in classes for name in shadowed(owner)} == MEANT


def test_a_shadowed_name_is_seen() -> None:
    class Careless(Widget):
        def on_mount(self) -> None:
            self._name = "its own"

    assert shadowed(Careless) == {"Careless._name"}
