"""Requests chosen by name, and the exit status of what came of them.

Must not send: a front end does, one after the other.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NoReturn

from workbench.domain.errors import (
    ConnectionLost,
    ExitCode,
    FormatError,
    TokenUnavailable,
    UsageError,
)
from workbench.domain.problem import Severity
from workbench.domain.workspace import BrokenFile, CollectionFile, RequestRef
from workbench.engine.suggestion import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.domain.collection import RequestSpec
    from workbench.domain.errors import WorkbenchError
    from workbench.domain.http import Exchange
    from workbench.domain.problem import Problem
    from workbench.domain.workspace import Workspace

    Chosen = tuple[RequestRef, RequestSpec]


def require_usable(workspace: Workspace, file: str) -> None:
    """Raise `FormatError` where a file, or the workbench.toml above it, cannot be used.

    Nothing may be sent without what the outermost layer says of it.
    """
    found = workspace.file(file)
    if isinstance(found, BrokenFile):
        _refuse(file, found.problems)
    wrong = [each for each in workspace.layer_problems if each.severity is Severity.ERROR]
    if wrong:
        _refuse(wrong[0].file, wrong)


def _refuse(file: str, problems: Sequence[Problem]) -> NoReturn:
    errors = [each for each in problems if each.severity is Severity.ERROR]
    raise FormatError(
        f"{file} cannot be used.",
        hint=f"It has {len(errors)} error{'s' if len(errors) != 1 else ''}.",
        fix=f"workbench check {file}",
        problems=problems,
    )


def select(workspace: Workspace, file: str, names: Iterable[str]) -> tuple[Chosen, ...]:
    """Return requests in file order: by `Folder/Name`, a glob or a unique name; all without names.

    `file` is a collection file, or a directory for all below it. Raises `UsageError` for a name
    that fits nothing or several, and `FormatError` as `require_usable` does.
    """
    require_usable(workspace, file)
    found = workspace.file(file)
    files = (found,) if isinstance(found, CollectionFile) else workspace.collections
    known = tuple(
        (RequestRef(each.path, spec.label), spec)
        for each in files
        for spec in each.collection.requests
    )
    wanted = tuple(names)
    if not wanted:
        return known
    picked = {ref for name in wanted for ref in _named(name, known, file)}
    return tuple(each for each in known if each[0] in picked)


def _named(name: str, known: tuple[Chosen, ...], file: str) -> tuple[RequestRef, ...]:
    exact = tuple(ref for ref, _ in known if ref.label == name)
    if exact:
        return exact
    if any(each in name for each in "*?["):
        matching = tuple(ref for ref, _ in known if fnmatchcase(ref.label, name))
        if matching:
            return matching
    same = tuple(ref for ref, spec in known if spec.name == name)
    if len(same) == 1:
        return same
    if same:
        raise UsageError(
            f"{len(same)} requests are called {name}.",
            hint=", ".join(ref.label for ref in same),
            fix="Name one with its folder.",
        )
    names = (*(ref.label for ref, _ in known), *(spec.name for _, spec in known))
    raise UsageError(f"{file} has no request {name}.", hint=did_you_mean(name, names))


def needs_words(exchange: Exchange) -> bool:
    """Tell whether an exchange may have failed for its auth, so that a diagnosis is worth it."""
    if exchange.error is not None:
        return isinstance(exchange.error, TokenUnavailable)
    response = exchange.response
    return response is not None and response.status in {400, 401, 403, 415}


def error_of(exchange: Exchange) -> WorkbenchError | None:
    """Return what went wrong with one exchange; an answer that ended early counts as that."""
    response = exchange.response
    if exchange.error is None and response is not None and response.incomplete:
        return ConnectionLost(
            f"The answer is incomplete: {response.body.size:,} bytes of it came.",
            hint=response.incomplete,
            fix="Send it again.",
        )
    return exchange.error


def exit_code_of(exchange: Exchange, *, fail: bool = False) -> ExitCode:
    """Return the exit code of one exchange; `fail` counts a status of 400 and more as a failure."""
    error, response = error_of(exchange), exchange.response
    if error is not None:
        return error.exit_code
    if response is None:
        return ExitCode.TRANSPORT
    if fail and response.status >= 400:
        return ExitCode.EXPECTATION
    return ExitCode.OK
