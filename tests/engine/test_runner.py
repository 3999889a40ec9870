"""Requests chosen by name, and what a run's exit status is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.fakes import answer
from tests.support.worlds import FILE, workspace_of
from workbench.domain.errors import (
    ConnectFailed,
    ExitCode,
    FormatError,
    RenderError,
    TokenRefused,
    UsageError,
    WorkbenchError,
)
from workbench.domain.http import Exchange, NoContent, Purpose, Request, Response, Step
from workbench.domain.origin import origin_of
from workbench.domain.problem import Place, Problem
from workbench.domain.secret import Rendered
from workbench.domain.workspace import BrokenFile
from workbench.engine.runner import exit_code_of, select


def requests(*labels: str) -> str:
    text = '[collection]\nname = "X"\n'
    for label in labels:
        folder, _, name = label.rpartition("/")
        text += f'[[request]]\nname = "{name}"\nfolder = "{folder}"\nurl = "https://h"\n'
    return text


WORKSPACE = workspace_of(
    requests("Health", "Customers/Get", "Customers/Read/List", "Orders/Get", "Odd [x]")
)


def chosen(*names: str) -> list[str]:
    return [ref.label for ref, _ in select(WORKSPACE, FILE, names)]


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        ((), ["Health", "Customers/Get", "Customers/Read/List", "Orders/Get", "Odd [x]"]),
        (("Customers/Get",), ["Customers/Get"]),
        (("List",), ["Customers/Read/List"]),
        (("Customers/*",), ["Customers/Get", "Customers/Read/List"]),
        (("*/Get", "Health"), ["Health", "Customers/Get", "Orders/Get"]),
        (("Orders/Get", "Health", "Orders/*"), ["Health", "Orders/Get"]),
        (("Odd [x]",), ["Odd [x]"]),
    ],
)
def test_requests_are_chosen_in_file_order(names: tuple[str, ...], labels: list[str]) -> None:
    assert chosen(*names) == labels


def test_a_name_of_several_requests_says_which() -> None:
    with pytest.raises(UsageError) as caught:
        chosen("Get")
    assert caught.value.hint == "Customers/Get, Orders/Get"


@pytest.mark.parametrize("name", ["Helth", "Customers/Gte", "Nothing/*"])
def test_a_name_that_fits_nothing_says_what_may_be_meant(name: str) -> None:
    with pytest.raises(UsageError, match="has no request") as caught:
        chosen(name)
    assert caught.value.hint


def test_a_directory_stands_for_all_its_files() -> None:
    workspace = workspace_of({"/ws/a.toml": requests("One"), "/ws/b.toml": requests("Two")})
    refs = [(ref.file, ref.label) for ref, _ in select(workspace, "/ws", ())]
    assert refs == [("/ws/a.toml", "One"), ("/ws/b.toml", "Two")]


def test_a_broken_file_is_an_error_with_its_problems() -> None:
    problem = Problem(FILE, Place(1, 1), "", "Broken")
    workspace = replace(WORKSPACE, files=(BrokenFile(FILE, "", (problem,)),))
    with pytest.raises(FormatError) as caught:
        select(workspace, FILE, ())
    assert caught.value.problems == (problem,)
    assert caught.value.hint == "It has 1 error."


def exchange(response: Response | None = None, error: WorkbenchError | None = None) -> Exchange:
    request = Request("GET", Rendered.of("https://h"), origin_of("https://h"), (), NoContent())
    steps = (Step(Purpose.REQUEST, request, 0.0, response),) if response else ()
    return Exchange("R", 0.0, 0.0, steps, error=error)


@pytest.mark.parametrize(
    ("found", "fail", "code"),
    [
        (exchange(answer(200)), False, ExitCode.OK),
        (exchange(answer(500)), False, ExitCode.OK),
        (exchange(answer(401)), False, ExitCode.OK),
        (exchange(answer(400)), True, ExitCode.EXPECTATION),
        (exchange(answer(399)), True, ExitCode.OK),
        (exchange(answer(200, incomplete="ended early")), False, ExitCode.TRANSPORT),
        (exchange(), False, ExitCode.TRANSPORT),
        (exchange(error=ConnectFailed("x")), True, ExitCode.TRANSPORT),
        (exchange(error=TokenRefused("x")), True, ExitCode.TOKEN),
        (exchange(error=RenderError("x")), False, ExitCode.USAGE),
    ],
)
def test_an_exchange_has_an_exit_code(found: Exchange, *, fail: bool, code: ExitCode) -> None:
    assert exit_code_of(found, fail=fail) is code
