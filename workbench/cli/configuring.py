"""`workbench config`: what of the person's settings is in force, and who said so.

Must not write the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workbench.cli import output
from workbench.cli.files import problem_object, problem_text, short
from workbench.domain.errors import ExitCode

if TYPE_CHECKING:
    from workbench.domain.config import Config
    from workbench.engine.in_force import InForce


@click.command(epilog="Example: EDITOR=nano workbench config")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def config(*, as_json: bool) -> int:
    """Print your settings: what is in force, and which file, line or variable says so."""
    from workbench.assembly import config_in_force

    read, settings = config_in_force()
    if as_json:
        output.print_json(_object(read, settings))
    else:
        _tell(read, settings)
    return int(ExitCode.USAGE if read.problems else ExitCode.OK)


def say_problems() -> None:
    """Say on stderr what of the person's settings could not be used."""
    from workbench.assembly import config as read_config

    for problem in read_config().problems:
        output.say(f"! {problem_text(problem)}")


def _object(read: Config, settings: tuple[InForce, ...]) -> dict[str, object]:
    return output.json_object(
        file=read.file,
        exists=read.exists,
        settings=[
            {
                "name": each.name,
                "value": each.value,
                "from": each.said_by,
                "line": each.line,
            }
            for each in settings
        ],
        problems=[problem_object(each) for each in read.problems],
    )


def _tell(read: Config, settings: tuple[InForce, ...]) -> None:
    output.line(f"{short(read.file)}{'' if read.exists else '   is not there'}")
    output.line("")
    name = max(len(each.name) for each in settings)
    value = min(40, max(len(each.value) for each in settings))
    for each in settings:
        line = f":{each.line}" if each.line is not None else ""
        output.line(f"{each.name:<{name}}  {each.value:<{value}}  {each.said_by}{line}")
    for problem in read.problems:
        output.say(f"✗ {problem_text(problem)}")
