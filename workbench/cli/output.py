"""How the command line speaks: data on stdout, words for people on stderr, one JSON shape.

Must not decide what is said.
"""

from __future__ import annotations

import io
import json
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from workbench.views.gate import visible

if TYPE_CHECKING:
    from workbench.domain.errors import WorkbenchError

#: The first field of every JSON object; it grows only when a field changes its meaning.
SCHEMA = 1
_BEYOND_ASCII = re.compile(r"[^ -~]")


def prepare() -> None:
    """Have the streams spell what their encoding lacks, where Python would fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Write a line for people to stderr, with control characters as symbols."""
    click.echo("\n".join(visible(line) for line in text.split("\n")), err=True)


def line(text: str) -> None:
    """Write a line of data to stdout, with control characters as symbols."""
    click.echo("\n".join(visible(line) for line in text.split("\n")))


def json_object(**fields: Any) -> dict[str, Any]:
    """Return an object whose first field is `schema`."""
    return {"schema": SCHEMA, **fields}


def print_json(value: Any) -> None:
    """Write one JSON text on one line, in UTF-8, with escapes for what a terminal would act on."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    sys.stdout.flush()
    sys.stdout.buffer.write(_BEYOND_ASCII.sub(_escaped, text).encode() + b"\n")
    sys.stdout.buffer.flush()


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return character if visible(character) == character else json.dumps(character)[1:-1]


def rfc3339(seconds: float | None) -> str | None:
    """Return a time as RFC 3339 in UTC, None where there is none or no calendar has it."""
    if seconds is None:
        return None
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def say_error(error: WorkbenchError) -> None:
    """Write an error's three parts to stderr: what, why, and what to do."""
    say(f"✗ {error.message}")
    for part in (error.hint, error.fix):
        if part:
            say("\n".join(f"  {row}" for row in part.split("\n")))


def error_object(error: WorkbenchError | None) -> dict[str, Any] | None:
    """Return an error as JSON fields."""
    if error is None:
        return None
    return {
        "message": error.message,
        "hint": error.hint,
        "fix": error.fix,
        "exit_code": int(error.exit_code),
    }


def write_body(body: bytes) -> None:
    """Write a body to stdout: byte for byte into a pipe or file, through the gate to a terminal."""
    if sys.stdout.isatty():
        text = body.decode("utf-8", "replace")
        line("\n".join(text.splitlines()) if text else "")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
