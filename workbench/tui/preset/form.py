"""The form of one preset: it is changed, tried with one key, and written into its file.

Must not write anything before it is told to, or fetch a token itself.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Horizontal
from textual.screen import ModalScreen

from workbench.domain.edits import PresetEdit
from workbench.domain.errors import WorkbenchError
from workbench.domain.presets import OAuth2
from workbench.engine.found_by_trying import with_what_was_found
from workbench.tui.error_panel import ErrorPanel
from workbench.tui.field import After
from workbench.tui.footer import Footer, entries
from workbench.tui.keys import Scope, bindings
from workbench.tui.paint import Role, Row, Run
from workbench.tui.pane import Pane
from workbench.tui.preset.acts import PresetActs
from workbench.tui.preset.fields import form_fields, text_of, with_text, wrong_in
from workbench.tui.preset.rows import difference_rows, field_rows, preview_rows, tried_rows
from workbench.tui.windows.window import Window, hints
from workbench.tui.working_keys import working_keys

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.domain.presets import Preset
    from workbench.engine.token_view import PresetKey
    from workbench.tui.app import WorkbenchApp
    from workbench.tui.rowlist import RowList

#: From how many columns on the preview stands beside the form.
BESIDE_FROM = 100


class PresetForm(ModalScreen[None], inherit_bindings=False):
    """Fields at the left, what comes of them at the right or below."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    PresetForm { layout: vertical; background: $background; }
    PresetForm #form-area { height: 1fr; }
    PresetForm #preview { width: 46; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PRESET)

    def __init__(self, key: PresetKey, preset: Preset, written: Preset | None) -> None:
        """Keep the preset; `written` is what its file has, None for a new one."""
        super().__init__()
        self.key, self.preset, self.written = key, preset, written
        self._tried: tuple[str, WorkbenchError | None] | None = None
        self._found: OAuth2 | None = None
        self.form = Pane("Preset", id="form")
        self.preview = Pane("Preview", id="preview")
        self.error = ErrorPanel(id="error")
        self.footer = Footer(id="footer")

    def compose(self) -> ComposeResult:
        """Put the two side by side."""
        with Horizontal(id="form-area"):
            yield self.form
            yield self.preview
        yield self.error
        yield self.footer

    def on_mount(self) -> None:
        """Begin at the first field."""
        self._fill()
        self.form.focus_rows()

    def on_resize(self) -> None:
        """Fit the new size."""
        self.preview.display = self.app.size.width >= BESIDE_FROM
        self.call_after_refresh(self._fill)

    def on_descendant_focus(self) -> None:
        """Name the keys of what has the focus: a field that is edited has its own."""
        self.call_after_refresh(self._name_keys)

    @property
    def _app(self) -> WorkbenchApp:
        return cast("WorkbenchApp", self.app)

    @property
    def is_unsaved(self) -> bool:
        """Tell whether the file says something else."""
        return self.preset != self.written

    def _fill(self) -> None:
        if not self.is_attached or not self.form.size:
            return
        mark = (Run("   * unsaved", Role.LOOK),) if self.is_unsaved else ()
        file = PurePath(self.key.file).name
        name = (Run(self.key.name, bold=True), *mark, Run(f"   in {file}", Role.MUTED))
        width = max(20, self.form.content_size.width)
        # Without room beside the form, what became of a try has to be seen from every field.
        tried = [] if self.preview.display else tried_rows(self._tried, width)
        self.form.set_header([Row(name), *tried])
        if not self.form.rows.editing:
            rows = field_rows(self.preset, width)
            if not self.preview.display:
                rows += [Row(selectable=False), *difference_rows(*self._texts(), width)]
            self.form.rows.set_rows(rows)
        width = max(20, self.preview.content_size.width)
        self.preview.rows.set_rows(preview_rows(*self._texts(), self._tried, width))
        self.call_later(self._name_keys)

    def _texts(self) -> tuple[str, str]:
        text = self._app.workbench.files.preset_text
        before = text(self.key.name, self.written) if self.written else ""
        return before, text(self.key.name, self.preset)

    def _name_keys(self) -> None:
        named = entries((key.id, name, key.footer) for key, name in working_keys(self))
        self.footer.show(named)

    # Fields.

    def action_preset_field(self) -> None:
        """Edit the field under the cursor, or choose its value."""
        name = self.form.rows.cursor_key
        field = next((each for each in form_fields(self.preset) if each.name == name), None)
        if field is None:
            return
        if not field.choices:
            self.form.rows.edit("value")
            return
        now = text_of(self.preset, field.name)
        rows = [Row((Run(f" {each or 'found by trying'}"),), key=each) for each in field.choices]
        window: Window[str] = Window(
            field.name,
            lambda _typed, _width: rows,
            start=now,
            hint=hints(("enter", "chooses"), ("esc", "closes")),
        )

        def take(chosen: str | None) -> None:
            if chosen is not None:
                self._put(field.name, chosen)

        self.app.push_screen(window, take)

    def _put(self, name: str, text: str) -> None:
        self.preset = with_text(self.preset, name, text)
        self._fill()

    def on_row_list_edited(self, message: RowList.Edited) -> None:
        """Take the text of a field."""
        message.stop()
        self._put(str(message.key), message.text)
        match message.after:
            case After.NEXT:
                self.form.rows.edit_after(message.key, "value")
            case After.SEND:
                self.action_preset_try()
            case After.SAVE:
                self.action_preset_save()
            case _:
                return

    def on_row_list_edit_ended(self, message: RowList.EditEnded) -> None:
        """Draw what changed meanwhile."""
        self.call_later(self._fill)

    # Trying and writing.

    def action_preset_try(self) -> None:
        """Get a token with the preset as it is here."""
        self._tried = ("under way ...", None)
        self._fill()
        self._app.attempt(self._trying())

    async def _trying(self) -> None:
        preset = self.preset
        try:
            use = await self._app.workbench.get_token(self.key, renew=True, draft=preset)
        except WorkbenchError as error:
            self._tried = (error.message, error)
        else:
            self._tried = (f"a token, {use.token.elapsed_ms:,} ms", None)
            found = use.token.found_by_trying and isinstance(preset, OAuth2)
            if found and isinstance(preset, OAuth2):
                how = use.token.client_authentication
                self._tried = (f"{self._tried[0]}; {how} was found by trying, f keeps it", None)
                self._found = with_what_was_found(preset, use.token)
        self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done now."""
        match action:
            case "preset_found":
                return self._found is not None
            case "preset_save":
                return self.is_unsaved
            case "preset_rename" | "preset_duplicate" | "preset_delete":
                return self.written is not None
            case "preset_try":
                return isinstance(self.preset, OAuth2)
            case _:
                return True

    def action_preset_found(self) -> None:
        """Take what was found by trying into the preset."""
        if self._found is not None:
            self.preset, self._found = self._found, None
            self._tried = ("kept: w writes what was found", None)
            self._fill()

    def action_preset_save(self) -> None:
        """Write the preset into its file."""
        wrong = wrong_in(self.preset)
        if wrong:
            name, why = next(iter(wrong.items()))
            self.form.rows.move_to(name)
            self.error.show(WorkbenchError(f"{name} is not ready to be written.", why))
            return
        self.error.show(None)
        self._app.attempt(self._saving())

    async def _saving(self) -> None:
        preset = self.preset
        edit = PresetEdit(self.key.name, self.written, preset)
        file = PurePath(self.key.file).name
        if await self._app.saves.write(self.key.file, [edit], f"Saved {self.key.name} to {file}."):
            self.written = preset
            self._fill()

    # The preset as a whole.

    def _acts(self) -> PresetActs | None:
        return PresetActs(self._app, self.key, self.written) if self.written is not None else None

    def action_preset_rename(self) -> None:
        """Give the preset another name, here and wherever it is named."""
        if acts := self._acts():
            acts.rename(self._renamed)

    def _renamed(self, key: PresetKey) -> None:
        self.key = key
        self._fill()

    def action_preset_duplicate(self) -> None:
        """Add a copy to the file; its form opens unless something here is unsaved."""
        if acts := self._acts():
            acts.duplicate(go=not self.is_unsaved)

    def action_preset_delete(self) -> None:
        """Delete the preset; asks before."""
        if acts := self._acts():
            self._app.attempt(acts.delete(self._gone))

    def _gone(self) -> None:
        self.dismiss(None)

    def action_preset_close(self) -> None:
        """Go back; what is not written is asked about."""
        if self.error.is_open:
            self.error.show(None)
        elif self.is_unsaved:
            self._app.run_worker(self._leaving(), group="question")
        else:
            self.dismiss(None)

    async def _leaving(self) -> None:
        question = f"Leave {self.key.name} without writing it?"
        if await self.footer.ask(question, yes=("y", "leave"), no="stay"):
            self.dismiss(None)
