"""The log and the crash report: what happened, without what must not be seen.

Must not be on unless somebody asked, and must not write a value that came from a secret.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.adapters.paths import private_directory, state_directory
from workbench.domain.errors import UsageError
from workbench.views.gate import visible

if TYPE_CHECKING:
    from workbench.domain.http import Exchange, Step

_LOGGER = logging.getLogger("workbench")
#: These print query strings at INFO.
_TALKATIVE = ("httpx", "httpcore")


def start(file: str | None, *, debug: bool = False) -> None:
    """Log to a file (0600), or to stderr where none is named; raises `UsageError`."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler(sys.stderr)
    else:
        try:
            # Made private first: the handler opens it by name.
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
            handler = logging.FileHandler(file, encoding="utf-8")
        except OSError as error:
            raise UsageError(
                f"No log can be written to {file}.", hint=f"{error.strerror}."
            ) from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _LOGGER.addHandler(handler)
    _LOGGER.propagate = False
    _LOGGER.setLevel(logging.DEBUG if debug else logging.INFO)


def record(exchange: Exchange) -> None:
    """Write what went over the wire for one send, masked; nothing where no log was started."""
    if not _LOGGER.handlers:
        return
    for step in exchange.steps:
        _write(logging.INFO, _step_line(exchange.label, step))
        for header in step.request.headers:
            _write(logging.DEBUG, f"  {header.name}: {header.value}")
    auth, error = exchange.auth, exchange.error
    if auth.why:
        _write(logging.INFO, f"{exchange.label!r} preset {auth.preset}: {auth.why}")
    if error is not None:
        _write(logging.WARNING, f"{exchange.label!r} {type(error).__name__} {error}")


def _write(level: int, text: str) -> None:
    """Write one line; it may go to a terminal, and names in it are of others."""
    _LOGGER.log(level, "%s", visible(text))


def _step_line(label: str, step: Step) -> str:
    request, response = step.request, step.response
    came = f"{response.status} {response.body.size} bytes" if response else "no answer"
    took = f"{step.timings.total_ms:.0f} ms"
    return f"{label!r} {step.purpose} {request.method} {str(request.url)!r} {came} {took}"


def write_crash_report(defect: BaseException) -> str:
    """Write types, files, lines and functions of a defect (0600) and return the path.

    No message, no source line and no local: each may hold what must not be seen.
    """
    lines = [f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} Python {sys.version.split()[0]}"]
    seen: BaseException | None = defect
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [
            f"  {_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_qualname}"
            for frame, line in traceback.walk_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or seen.__context__
    name = f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    try:
        path = private_directory(state_directory()) / name
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as report:
            report.write("\n".join([*lines, ""]))
    except OSError as error:
        return f"No report could be written ({error.strerror}): {lines[1]}"
    return str(path)


def _short(file: str) -> str:
    """Return a file's path from its package on: the rest names the person's directories."""
    parts = Path(file).parts
    for top in ("site-packages", "workbench"):
        if top in parts:
            return "/".join(parts[parts.index(top) :])
    return parts[-1] if parts else file
