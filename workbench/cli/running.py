"""`workbench run`: sends requests of a file and says how it went.

Must not know what a send is made of.
"""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import output
from workbench.cli.diagnosing import say_first
from workbench.cli.options import HeadlessAgent, Sending, sending_options
from workbench.domain.collection import GraphqlBody
from workbench.domain.errors import EXIT_ORDER, ExitCode
from workbench.domain.http import Authenticating
from workbench.domain.http import Sending as OnItsWay
from workbench.engine.runner import error_of, exit_code_of, needs_words, select
from workbench.views.durations import milliseconds, size

if TYPE_CHECKING:
    from workbench.assembly import Workbench
    from workbench.domain.collection import RequestSpec
    from workbench.domain.http import Exchange, RequestState, Step
    from workbench.domain.workspace import RequestRef


@click.command(epilog="Example: workbench run customers.toml 'Customers/*' --env staging --fail")
@click.argument("file")
@click.argument("names", metavar="[NAME ...]", nargs=-1)
@click.option("--fail", is_flag=True, help="Exit 5 when a status is 400 or more.")
@click.option("--body", is_flag=True, help="Print bodies on stdout.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@sending_options
def run(
    *,
    file: str,
    names: tuple[str, ...],
    fail: bool,
    body: bool,
    as_json: bool,
    options: Sending,
) -> int:
    """Send requests of FILE: by Folder/Name, a glob or a unique name; all where none is named."""
    return asyncio.run(_run(file, names, options, fail=fail, body=body, as_json=as_json))


async def _run(
    file: str, names: tuple[str, ...], options: Sending, *, fail: bool, body: bool, as_json: bool
) -> int:
    from workbench.assembly import Workbench

    workbench = Workbench.open(
        file,
        agent=HeadlessAgent(),
        environment=options.environment,
        variables=options.variables,
        trust=options.trust,
    )
    codes = [ExitCode.OK]
    try:
        chosen = select(workbench.workspace, workbench.started_file or file, names)
        for broken in () if workbench.started_file else workbench.workspace.broken:
            codes.append(ExitCode.USAGE)
            output.say(f"✗ {broken.path} cannot be used: workbench check says why.")
        if not chosen:
            output.say("· There is no request to send.")
        for ref, spec in chosen:
            warned = _Warned(workbench, ref)
            exchange = await workbench.send(ref, on_state=warned)
            codes.append(exit_code_of(exchange, fail=fail))
            notes = [each for each in exchange.notes if each not in warned.said]
            if as_json:
                output.print_json(_object(spec, exchange, body=body))
                for note in notes:
                    output.say(f"· {spec.label}: {note}")
            else:
                _tell(spec, exchange, notes, body=body)
                if needs_words(exchange):
                    say_first(workbench.diagnosing(ref).findings(exchange))
            if exchange.response is not None:
                exchange.response.body.close()
    finally:
        await workbench.close()
    return int(next(code for code in EXIT_ORDER if code in codes))


class _Warned:
    """Says what a person should know of a send once it is allowed and before it leaves."""

    def __init__(self, workbench: Workbench, ref: RequestRef) -> None:
        self._workbench = workbench
        self._ref = ref
        self._listening = True
        self.said: tuple[str, ...] = ()

    def __call__(self, state: RequestState) -> None:
        if self._listening and isinstance(state, Authenticating | OnItsWay):
            self._listening = False
            self.said = self._workbench.warnings(self._ref)
            for each in self.said:
                output.say(f"! {self._ref.label}: {each}")


def _object(spec: RequestSpec, exchange: Exchange, *, body: bool) -> dict[str, Any]:
    response = exchange.response
    final = exchange.final
    fields = output.json_object(
        name=spec.name,
        folder="/".join(spec.folder),
        method=spec.method,
        url=str(final.request.url) if final else spec.url,
        status=response.status if response else None,
        reason=response.reason if response else None,
        elapsed_ms=round(exchange.elapsed_ms),
        size=response.body.size if response else None,
        auth={
            "preset": exchange.auth.preset,
            "inherited_from": exchange.auth.inherited_from,
            "token_state": exchange.auth.token_state,
            "why": exchange.auth.why,
        },
        error=output.error_object(error_of(exchange)),
        steps=[_step(each) for each in exchange.steps],
    )
    if body and response is not None:
        content = response.body.read(0, response.body.size)
        try:
            fields["body"] = content.decode("utf-8")
        except UnicodeDecodeError:
            fields["body_base64"] = base64.b64encode(content).decode("ascii")
    if isinstance(spec.body, GraphqlBody):
        fields["graphql_errors"] = list(response.errors) if response is not None else []
    return fields


def _step(step: Step) -> dict[str, Any]:
    """Return one request that went over the wire, its secrets masked."""
    return {
        "purpose": step.purpose,
        "method": step.request.method,
        "url": str(step.request.url),
        "status": step.response.status if step.response else None,
        "elapsed_ms": round(step.timings.total_ms),
        "remark": step.remark,
        "error": step.error.message if step.error else None,
    }


def _sign(status: int) -> str:
    if status < 300:
        return "✓"
    if status < 400:
        return "→"
    return "!" if status < 500 else "✗"


def _outcome(exchange: Exchange) -> str:
    response = exchange.response
    if response is not None:
        return f"{_sign(response.status)} {response.status} {response.reason}".rstrip()
    return "✗ no answer" if exchange.final else "✗ not sent"


def _tell(spec: RequestSpec, exchange: Exchange, notes: list[str], *, body: bool) -> None:
    tell = output.say if body else output.line
    response = exchange.response
    came = size(response.body.size) if response else ""
    tell(
        f"{_outcome(exchange):<24}  {milliseconds(exchange.elapsed_ms):>9}  {came:>9}  "
        f"{spec.method} {spec.label}"
    )
    if exchange.auth.why:
        output.say(f"  {exchange.auth.preset}: {exchange.auth.why}")
    for note in notes:
        output.say(f"  · {note}")
    for message in response.errors if response is not None else ():
        output.say(f"  ✗ GraphQL: {message}")
    error = error_of(exchange)
    if error is not None:
        output.say_error(error)
    if body and response is not None:
        output.write_body(response.body.read(0, response.body.size))
