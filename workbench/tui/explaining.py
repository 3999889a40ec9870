"""Explains what was sent, tries changes and applies fixes, each in a worker or a thread.

Must not draw anything, or know what a rule looks for.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.errors import UsageError, WorkbenchError
from workbench.tui.diagnoses import Applied, Explained
from workbench.tui.intents import DraftEdited
from workbench.tui.layout import PaneName
from workbench.tui.session import Change

if TYPE_CHECKING:
    from textual.worker import Worker

    from workbench.domain.collection import RequestSpec
    from workbench.domain.http import Exchange
    from workbench.domain.workspace import RequestRef
    from workbench.engine.diagnosis import Finding, Fix, PresetFix
    from workbench.tui.app import WorkbenchApp
    from workbench.tui.facade import Diagnoser


class Explaining:
    """The diagnoses of one app."""

    def __init__(self, app: WorkbenchApp) -> None:
        """Start with nothing to explain."""
        self._app = app
        self._waiting: dict[RequestRef, Applied] = {}
        self._trying: dict[RequestRef, Worker[None]] = {}

    # Explaining.

    def of(self, ref: RequestRef, draft: RequestSpec | None) -> Diagnoser | None:
        """Return what explains a request as it is now, None where it cannot be understood."""
        try:
            return self._app.workbench.diagnosing(ref, draft)
        except WorkbenchError:
            return None  # the send says so

    async def explain(self, ref: RequestRef, diagnoser: Diagnoser, exchange: Exchange) -> None:
        """Find out what is wrong, beside the loop, and tell the panes."""
        findings = await asyncio.to_thread(diagnoser.findings, exchange)
        applied = self._waiting.pop(ref, None)
        explained = Explained(ref, exchange, findings, diagnoser, applied=applied)
        self._tell(explained)
        if applied is not None and explained.succeeded:
            self._app.say(f"Fixed: {applied.sentence}. w keeps it, U undoes.")

    def _tell(self, explained: Explained) -> None:
        self._app.session.diagnoses.put(explained)
        self._app.changed(Change.DIAGNOSED)

    def take(self, explained: Explained, finding: Finding | None) -> None:
        """Do what a key asked for: the change of a finding, or without one the experiments."""
        if finding is None:
            self.try_out(explained)
        else:
            self.fix(explained, finding)

    # Trying.

    def is_trying(self, ref: RequestRef | None) -> bool:
        """Tell whether experiments are going on for a request."""
        return ref in self._trying

    def try_out(self, explained: Explained) -> None:
        """Run the experiments that are offered."""
        if not explained.can_try or self.is_trying(explained.ref):
            return
        self._tell(replace(explained, trying=True))
        self._trying[explained.ref] = self._app.run_worker(self._try(explained), group="try")

    async def _try(self, explained: Explained) -> None:
        after = explained
        try:
            found = await explained.diagnoser.after_trying(explained.exchange)
            after = replace(explained, findings=found, tried=True)
        except WorkbenchError as error:
            self._app.went_wrong(error)
        finally:
            self._trying.pop(explained.ref, None)
            self._tell(after)

    def cancel(self, ref: RequestRef | None) -> None:
        """Stop the experiments of a request; nothing of them is kept."""
        worker = self._trying.get(ref) if ref else None
        if worker is not None:
            worker.cancel()

    # Fixing.

    def fix(self, explained: Explained, finding: Finding) -> None:
        """Make the change of a finding in memory and send again."""
        if finding.fix is None:
            return
        applied = Applied(explained.ref, finding.fix, finding.title, explained.exchange)
        if self._make(applied, finding.fix):
            self._remember(applied)
            self._waiting[explained.ref] = applied
            self._app.sends.start(explained.ref)

    def keep(self, fix: PresetFix, title: str) -> bool:
        """Make a change that another part of the screen found; False where it does not fit."""
        applied = Applied(self._app.session.ref, fix, title)
        made = self._make(applied, fix)
        if made:
            self._remember(applied)
        return made

    def _remember(self, applied: Applied) -> None:
        made = replace(applied, steps=self._steps(applied.ref))
        self._app.session.diagnoses.applied.append(made)

    def undoes(self, ref: RequestRef | None) -> bool:
        """Tell whether a fix is what was done last, a later edit of its request aside."""
        made = self._app.session.diagnoses.applied
        return bool(made) and (made[-1].ref != ref or self._steps(ref) <= made[-1].steps)

    def _steps(self, ref: RequestRef | None) -> int:
        done = self._app.session.steps.done
        return len(done.get(ref, [])) if ref is not None else 0

    def undo(self) -> None:
        """Take the last fix back."""
        made = self._app.session.diagnoses.applied
        if not made:
            return
        applied = made.pop()
        if applied.ref is not None:
            self._waiting.pop(applied.ref, None)
        back = applied.fix.reversed()
        if self._make(applied, back):
            said = replace(applied, fix=back).sentence
            in_file = back in self._app.session.fixes
            self._app.say(f"Undone: {said} again.{' w keeps it.' if in_file else ''}")

    def _make(self, applied: Applied, fix: Fix) -> bool:
        """Make a change where what it changes is still as it was; else say so."""
        from workbench.engine.diagnosis import PresetFix

        app, ref = self._app, applied.ref
        if self._now(fix, ref) != fix.before:
            what = fix.key.name if isinstance(fix, PresetFix) else fix.before.name
            app.went_wrong(
                UsageError(
                    f"{what} has changed since, and is left as it is.",
                    "The change was meant for what it was when the request was sent.",
                    "Send again (^r).",
                )
            )
            return False
        if isinstance(fix, PresetFix):
            draft = app.session.draft(ref)
            if ref is not None and draft is not None and draft.auth == fix.before:
                # Written in the request, and that is edited: the draft is what is sent.
                app.on_draft_edited(DraftEdited(ref, replace(draft, auth=fix.after)))
                return True
            app.workbench.apply(fix)
            app.changed(Change.FILES)
        else:
            found = app.workbench.workspace.request(fix.ref)
            app.session.edit(fix.ref, fix.after, found[1] if found else None)
            app.changed(Change.EDITED)
        return True

    def _now(self, fix: Fix, ref: RequestRef | None) -> object:
        """Return what a fix would change as it is now, None where it is gone."""
        from workbench.engine.diagnosis import PresetFix

        app = self._app
        if isinstance(fix, PresetFix):
            views = app.workbench.token_views()
            found = next((each.preset for each in views if each.key == fix.key), None)
            if found is not None or ref is None:
                return found
        else:
            ref = fix.ref
        try:
            effective = app.workbench.effective(ref, app.session.draft(ref))
        except WorkbenchError:
            return None
        return effective.auth if isinstance(fix, PresetFix) else effective.spec

    # The tab.

    @property
    def can_open(self) -> bool:
        """Tell whether there is a request to explain and its tab is not the one in focus."""
        main, app = self._app.main, self._app
        pane = main.pane if main else None
        here = pane is not None and (pane.number, pane.tab) == (3, "Diagnosis")
        return app.session.ref is not None and not here

    def open(self) -> None:
        """Go to what is wrong."""
        main = self._app.main
        if main is not None:
            main.hide_problems()
            main.focus_pane(PaneName.RESPONSE)
            main.panes[PaneName.RESPONSE].show_tab("Diagnosis")
