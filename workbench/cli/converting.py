"""`workbench import` and `workbench export`: other tools' files in and out.

Must not know a format: the conversion does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workbench.cli import output
from workbench.cli.options import HeadlessAgent
from workbench.domain.errors import ExitCode
from workbench.domain.imported import ImportFormat
from workbench.engine.runner import select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.imported import Note, Written

_FORMATS = click.Choice([each.value for each in ImportFormat])
_TARGETS = click.Choice(["postman", "curl"])


@click.command("import", epilog="Example: workbench import crm.postman_collection.json -o crm.toml")
@click.argument("source")
@click.option(
    "-o", "--output", "target", metavar="FILE", help="Write to FILE, never over one that is there."
)
@click.option("--format", "format_name", type=_FORMATS, help="What SOURCE is; else it is guessed.")
@click.option("--keep-secrets", is_flag=True, help="Leave secrets in the file, not in .env.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
def import_command(
    *, source: str, target: str | None, format_name: str | None, keep_secrets: bool, as_json: bool
) -> int:
    """Import SOURCE: a Postman file, a directory of them, a curl command, or - for stdin."""
    from workbench.conversion.imports import import_source
    from workbench.domain.imported import NotWritten

    known = ImportFormat(format_name) if format_name else None
    failed = False
    count = 0
    for each in import_source(source, output=target, format=known, keep_secrets=keep_secrets):
        count += 1
        if isinstance(each, NotWritten):
            failed = True
            output.say(f"✗ {each.source} was not imported.")
            output.say_error(each.error)
        else:
            _tell(each, as_json=as_json)
    if not count:
        output.say(f"✗ Nothing in {source} can be imported.")
    return int(ExitCode.USAGE if failed or not count else ExitCode.OK)


def _tell(written: Written, *, as_json: bool) -> None:
    if as_json:
        output.print_json(
            output.json_object(
                file=written.file,
                format=written.format.value,
                requests=written.requests,
                notes=[
                    {"where": note.where, "what": note.what, "why": note.why}
                    for note in written.notes
                ],
            )
        )
        return
    requests = "1 request" if written.requests == 1 else f"{written.requests} requests"
    output.line(written.file)
    output.say(f"✓ {written.file} was written: {requests}.")
    if written.moved:
        names = ", ".join(written.moved)
        output.say(f"  {written.env_file} has what was secret: {names}.")
    _say_notes(written.notes)


def _say_notes(notes: Sequence[Note]) -> None:
    for note in notes:
        output.say(f"  · {note.where}: {note.what}. {note.why}")


@click.command("export", epilog="Example: workbench export crm.toml --format postman -o crm.json")
@click.argument("file")
@click.argument("names", metavar="[NAME ...]", nargs=-1)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["postman", "curl"]),
    required=True,
    help="As what.",
)
@click.option(
    "-o", "--output", "target", metavar="FILE", help="Write to FILE, never over one that is there."
)
@click.option("--reveal", is_flag=True, help="Write secrets in clear.")
def export_command(
    *, file: str, names: tuple[str, ...], format_name: str, target: str | None, reveal: bool
) -> int:
    """Export requests of FILE, all where none is named: a Postman collection or curl commands."""
    from workbench.assembly import Workbench
    from workbench.conversion.exports import export_curl, export_postman, write_export

    workbench = Workbench.open(file, agent=HeadlessAgent())
    chosen = select(workbench.workspace, workbench.started_file or file, names)
    refs = [ref for ref, _ in chosen]
    if format_name == "postman":
        exported = export_postman(workbench.workspace, refs, reveal=reveal)
    else:
        exported = export_curl(workbench, refs, reveal=reveal)
    if target is None:
        output.line(exported.text.removesuffix("\n"))
    else:
        path = write_export(exported, target, private=reveal)
        output.say(f"✓ {path} was written.")
    _say_notes(exported.notes)
    return int(ExitCode.OK)
