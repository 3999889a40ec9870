"""A pane with a tab that says what is wrong: it opens by itself, and its keys.

Must not diagnose, change or send anything: it posts what is wanted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.http import Cancelled, Done, Failed
from workbench.tui.intents import DiagnosisAsked, PresetOpened
from workbench.tui.pane import Pane, Tab
from workbench.tui.response.summary import refused_row

if TYPE_CHECKING:
    from workbench.domain.http import Exchange
    from workbench.engine.diagnosis import Finding
    from workbench.engine.token_view import PresetKey
    from workbench.tui.diagnoses import Explained
    from workbench.tui.paint import Row
    from workbench.tui.rowlist import RowList
    from workbench.tui.session import Session

DIAGNOSIS = "Diagnosis"


class DiagnosisPane(Pane):
    """What a subclass shows is the exchange that its session looks at; it calls `follow_findings`.

    It binds the keys of `Scope.DIAGNOSIS` itself, together with its own of the same letters.
    The tab goes back to the one before it by itself where nothing is wrong any more.
    """

    _session: Session
    _opened = 0
    _seen: Exchange | None = None
    _came_from = ""

    @property
    def _exchange(self) -> Exchange | None:
        state = self._session.state
        return state.exchange if isinstance(state, Done | Failed | Cancelled) else None

    @property
    def is_refused(self) -> bool:
        """Tell whether the token endpoint's answer is why the request itself never left."""
        exchange = self._exchange
        return exchange is not None and refused_row(exchange, 0.0) is not None

    @property
    def shows_findings(self) -> bool:
        """Tell whether the tab is the one shown."""
        return self.tab == DIAGNOSIS

    @property
    def explained(self) -> Explained | None:
        """Return what is known of the exchange that is looked at."""
        return self._session.explained

    @property
    def finding(self) -> Finding | None:
        """Return the finding that is open."""
        explained = self.explained
        if explained is None or not explained.findings:
            return None
        return explained.findings[min(self._opened, len(explained.findings) - 1)]

    def diagnosis_tab(self) -> Tab:
        """Return the tab, counted where it calls for a look."""
        explained = self.explained
        count = len(explained.findings) if explained else 0
        return Tab(DIAGNOSIS, f"{DIAGNOSIS} {count}" if count else DIAGNOSIS)

    def follow_findings(self) -> None:
        """Open the tab for an exchange that has a finding worth it, and leave it for others."""
        explained = self.explained
        if explained is None:
            return
        if explained.exchange is not self._seen:
            self._seen, self._opened = explained.exchange, 0
        elif explained.tried:
            self._opened = 0
        if explained.applied is not None or explained.calls_for_a_look:
            if self.tab != DIAGNOSIS:
                self._came_from = self.tab
                self.show_tab(DIAGNOSIS)
        elif self.tab == DIAGNOSIS and self._came_from and not explained.findings:
            self.show_tab(self._came_from)
        if self.tab != DIAGNOSIS:
            self._came_from = ""

    def finding_rows(self, width: int) -> list[Row]:
        """Return the rows of the tab."""
        from workbench.tui.response.diagnosis_tab import Sheet, diagnosis_rows, silent_rows

        explained = self.explained
        sheet = Sheet(width, tight=self.alone)
        if explained is None:
            return silent_rows(self._session.state, sheet)
        if explained.applied is not None:
            sheet = replace(sheet, fate=self._session.fate_of(explained.applied))
        opened = min(self._opened, max(0, len(explained.findings) - 1))
        rows = diagnosis_rows(explained, opened, sheet)
        if len(rows) > self.rows.size.height:
            rows = diagnosis_rows(explained, opened, replace(sheet, tall=True))
        return rows

    def report(self) -> tuple[str, str] | None:
        """Return all findings as text to copy, and what that is; None on another tab."""
        from workbench.engine.diagnosis.report import report_lines

        explained = self.explained
        if self.tab != DIAGNOSIS or explained is None or not explained.findings:
            return None
        return "\n".join(report_lines(explained.findings)), "the diagnosis"

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Open the finding that the cursor came to."""
        match message.key:
            case ("finding", int(index)) if self.tab == DIAGNOSIS and index != self._opened:
                self._opened = index
                self.tab_changed()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the open finding has."""
        if not action.startswith("diagnosis_"):
            return super().check_action(action, parameters)
        explained, finding = self.explained, self.finding
        if self.tab != DIAGNOSIS or explained is None or explained.trying:
            return False
        if action == "diagnosis_fix":
            return finding is not None and finding.fix is not None
        if action == "diagnosis_try":
            return explained.can_try
        return self._preset is not None

    @property
    def _preset(self) -> PresetKey | None:
        """Return the preset that the open finding is about, or the applied fix."""
        from workbench.engine.diagnosis import PresetFix

        explained, finding = self.explained, self.finding
        fixes = [*([finding.fix, *finding.trials] if finding else ())]
        if explained is not None and explained.applied is not None:
            fixes.append(explained.applied.fix)
        return next((fix.key for fix in fixes if isinstance(fix, PresetFix)), None)

    def action_diagnosis_fix(self) -> None:
        """Ask for the change of the open finding to be made."""
        if self.explained is not None and self.finding is not None:
            self.post_message(DiagnosisAsked(self.explained, self.finding))

    def action_diagnosis_try(self) -> None:
        """Ask for the experiments."""
        if self.explained is not None:
            self.post_message(DiagnosisAsked(self.explained, None))

    def action_diagnosis_preset(self) -> None:
        """Ask for the preset to be shown."""
        if self._preset is not None:
            self.post_message(PresetOpened(self._preset))
