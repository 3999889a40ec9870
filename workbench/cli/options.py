"""The options that commands share, and how a command ends.

Must not run anything.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from workbench.domain.errors import UsageError
from workbench.engine.trust import TrustGiven

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.domain.prompt import PromptQuestion
    from workbench.domain.secret import Secret
    from workbench.domain.trust import TrustQuestion


@dataclass(frozen=True, slots=True)
class Sending:
    """What every command that sends takes."""

    environment: str | None
    variables: dict[str, str]
    trust: TrustGiven


def sending_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--env`, `--var`, `--trust` and `--allow`, handed on as one `options: Sending`."""

    @functools.wraps(command)
    def with_options(
        *,
        environment: str | None,
        variables: Sequence[str],
        trust: bool,
        allow: Sequence[str],
        **rest: Any,
    ) -> Any:
        if click.get_current_context().info_name != "open":
            # The screen shows them itself.
            from workbench.cli.configuring import say_problems

            say_problems()
        options = Sending(
            environment=environment,
            variables=dict(split_pairs(variables, "--var")),
            trust=TrustGiven(
                everything=trust, allow=split_pairs(allow, "--allow", "origin", last=True)
            ),
        )
        return command(options=options, **rest)

    return _add_options(with_options)


def _add_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        click.option("--env", "environment", metavar="NAME", help="Use this environment."),
        click.option(
            "--var",
            "variables",
            metavar="NAME=VALUE",
            multiple=True,
            help="Set a variable for this run; wins over every file.",
        ),
        click.option(
            "--trust",
            is_flag=True,
            help="Allow, for this run, everything that the file asks for; listed on stderr.",
        ),
        click.option(
            "--allow",
            metavar="NAME=ORIGIN",
            multiple=True,
            help="Allow a source (CRM_CLIENT_SECRET, prompt:Password), file, command or preset to"
            " travel to an origin.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def split_pairs(
    pairs: Sequence[str], option: str, what: str = "value", *, last: bool = False
) -> tuple[tuple[str, str], ...]:
    """Return `NAME=VALUE` pairs apart; raises `UsageError` for one without `=` or name.

    `last` takes them apart at the last `=`: a command may hold others, an origin none.
    """
    split = []
    for pair in pairs:
        name, equals, value = pair.rpartition("=") if last else pair.partition("=")
        if not equals or not name:
            raise UsageError(
                f"{option} {pair} has no name and {what}.",
                fix=f"Write {option} NAME={what.upper()}.",
            )
        split.append((name, value))
    return tuple(split)


class HeadlessAgent:
    """The person beside a command: asked about no trust, but for what they alone know."""

    async def allow(self, question: TrustQuestion) -> bool:
        """Answer no, so that the engine says which option would allow it."""
        return False

    async def prompt(self, question: PromptQuestion) -> Secret | None:
        """Ask on the terminal; None where there is none."""
        from workbench.cli.asking import typed

        return typed(question)
