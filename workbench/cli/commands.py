"""The command group: what `workbench` understands, and how it ends.

Must not hold what a command does: each has a module of its own.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from workbench import __version__
from workbench.cli import output
from workbench.cli.configuring import config
from workbench.cli.converting import export_command, import_command
from workbench.cli.diagnosing import diagnose
from workbench.cli.discovering import discover
from workbench.cli.files import check, list_requests, new, schema
from workbench.cli.graphql import graphql
from workbench.cli.inspecting import inspect
from workbench.cli.options import Sending, sending_options
from workbench.cli.practice import demo
from workbench.cli.running import run
from workbench.cli.tokens import token
from workbench.domain.errors import ExitCode, UsageError, WorkbenchError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class PathOrCommand(click.Group):
    """A group whose unknown first word is a path to open in the screen."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of the first word, or `open` with all of them."""
        if args and args[0] not in self.commands:
            return super().resolve_command(ctx, ["open", *args])
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let `workbench --env staging PATH` open the screen too."""
        opening = {"--env", "--var", "--trust", "--allow"}
        if args and args[0].split("=", 1)[0] in opening:
            args = ["open", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=PathOrCommand,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: workbench run customers.toml 'Get customer' --env staging",
)
@click.version_option(
    __version__, "-V", "--version", prog_name="workbench", message="%(prog)s %(version)s"
)
@click.option("--log", "log_file", metavar="FILE", help="Write a redacted log to FILE.")
@click.option("--debug", is_flag=True, help="Log more, to stderr where no --log is given.")
@click.pass_context
def group(ctx: click.Context, *, log_file: str | None, debug: bool) -> None:
    """Test HTTP APIs that stand behind OAuth2: `workbench [PATH]` opens the screen."""
    if log_file or debug:
        from workbench.assembly import start_log

        start_log(log_file, debug=debug)
    if ctx.invoked_subcommand is None:
        ctx.exit(ctx.obj(path=None))


@group.command("open", hidden=True)
@click.argument("path", required=False)
@sending_options
@click.pass_context
def open_path(
    ctx: click.Context,
    *,
    path: str | None,
    options: Sending,
) -> None:
    """Open the screen on a file or directory."""
    ctx.exit(
        ctx.obj(
            path=path,
            environment=options.environment,
            variables=options.variables,
            trust=options.trust,
        )
    )


@group.command(epilog="Example: workbench completion bash >> ~/.bash_completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for a shell."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:  # pragma: no cover (the choices above are those click has)
        raise click.UsageError(f"{shell} has no completion here.")
    click.echo(found(group, {}, "workbench", "_WORKBENCH_COMPLETE").source())


for each in (run, diagnose, discover, token, inspect, check, list_requests, new, schema, demo):
    group.add_command(each)
for each in (import_command, export_command, graphql, config):
    group.add_command(each)


def main(arguments: Sequence[str], *, open_screen: Callable[..., int]) -> int:
    """Run one command and return its exit status (design section 10)."""
    output.prepare()
    try:
        status = group.main(
            list(arguments), prog_name="workbench", standalone_mode=False, obj=open_screen
        )
    except WorkbenchError as error:
        output.say_error(error)
        return int(error.exit_code)
    except click.ClickException as error:
        output.say_error(_told(error))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        output.say("· interrupted")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.OK)
    except Exception as defect:  # noqa: BLE001 (a traceback on the screen is a defect: report it)
        return _report(defect)
    return _status(status)


def _told(error: click.ClickException) -> UsageError:
    """Return what click has to say in our three parts."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    # click breaks and indents the choices of an option; one line says them as well.
    message = " ".join(error.format_message().split())
    if context is None:
        return UsageError(message)
    return UsageError(message, context.get_usage(), f"{context.command_path} --help says more.")


def _status(value: Any) -> int:
    return value if isinstance(value, int) else int(ExitCode.OK)


def _report(defect: Exception) -> int:
    from workbench.assembly import write_crash_report

    where = write_crash_report(defect)
    output.say(f"✗ A defect of the workbench: {type(defect).__name__}.")
    output.say(f"  {where} has the types, files and lines, and no values.")
    return int(ExitCode.DEFECT)
