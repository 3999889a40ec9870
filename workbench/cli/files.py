"""`check`, `list`, `new` and `schema`: what can be said of files without sending anything.

Must not resolve a source.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import output
from workbench.domain.errors import ExitCode
from workbench.domain.presets import auth_text
from workbench.domain.problem import Severity

if TYPE_CHECKING:
    from workbench.domain.problem import Problem


@click.command(epilog="Example: workbench check . && git commit")
@click.argument("path")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, empty when clean.")
def check(*, path: str, as_json: bool) -> int:
    """Read every collection below PATH and say what is wrong, with file, line, column and key."""
    from workbench.assembly import check as check_path

    report = check_path(path)
    if as_json:
        output.print_json([problem_object(problem) for problem in report.problems])
    else:
        for problem in report.problems:
            output.line(problem_text(problem))
        output.say(report.summary)
    errors = any(problem.severity is Severity.ERROR for problem in report.problems)
    return int(ExitCode.USAGE if errors else ExitCode.OK)


def problem_object(problem: Problem) -> dict[str, object]:
    """Return a problem as JSON fields."""
    return output.json_object(
        file=problem.file,
        line=problem.place.line,
        column=problem.place.column,
        key=problem.key,
        severity=problem.severity,
        message=problem.message,
        hint=problem.hint,
    )


def problem_text(problem: Problem) -> str:
    """Return a problem as people and editors read it, its hint on a line of its own."""
    key = f" in {problem.key}" if problem.key else ""
    first = (
        f"{short(problem.file)}:{problem.place.line}:{problem.place.column}: "
        f"{problem.severity}: {problem.message}{key}"
    )
    return f"{first}\n    {problem.hint}" if problem.hint else first


def short(file: str) -> str:
    """Return a path from here where it is below, else all of it."""
    path = Path(file)
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return file


@click.command("list", epilog="Example: workbench list . --json")
@click.argument("path", default=".")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def list_requests(*, path: str, as_json: bool) -> int:
    """List the requests below PATH."""
    from workbench.assembly import listing

    workspace = listing(path)
    rows = [
        output.json_object(
            file=each.path,
            folder="/".join(spec.folder),
            name=spec.name,
            method=spec.method,
            url=spec.url,
            auth=auth_text(spec.auth) or "inline",
        )
        for each in workspace.collections
        for spec in each.collection.requests
    ]
    if as_json:
        output.print_json(rows)
    else:
        for row in rows:
            label = "/".join(part for part in (row["folder"], row["name"]) if part)
            output.line(f"{short(row['file'])}  {row['method']:<7} {label}  {row['url']}")
    for broken in workspace.broken:
        output.say(f"✗ {short(broken.path)} cannot be used: workbench check says why.")
    return int(ExitCode.USAGE if workspace.broken else ExitCode.OK)


@click.command(epilog="Example: workbench new customers.toml")
@click.argument("file", required=False)
def new(file: str | None) -> None:
    """Write a commented starter collection; never over a file that is there."""
    from workbench.assembly import new_collection

    path = new_collection(file or "collection.toml")
    output.say(f"✓ {path} was written.")
    output.say(f"  workbench {path}   opens it.")


@click.command(epilog="Example: workbench schema > workbench.schema.json")
def schema() -> None:
    """Print the JSON Schema of collection files, for editors."""
    from workbench.assembly import schema as collection_schema

    click.echo(json.dumps(collection_schema(), indent=2, ensure_ascii=False))
