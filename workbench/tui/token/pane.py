"""Pane 4: the token of a preset, as a summary, below a table of all, or as the inspector.

Must not fetch, forget or copy anything itself: it posts what is wanted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from workbench.domain.jwt import TokenKind
from workbench.domain.presets import Bearer, NoAuth, OAuth2
from workbench.domain.secret import Secret
from workbench.engine.token_view import Fetching, NoneYet, PresetKey
from workbench.tui import signs
from workbench.tui.columns import blank
from workbench.tui.intents import ForgetAsked, PresetEditAsked, RenewAsked, Said, TokenAsked
from workbench.tui.keys import Scope, bindings
from workbench.tui.paint import Role, Row, Run
from workbench.tui.pane import Pane
from workbench.tui.request.auth_tab import no_auth_sentence
from workbench.tui.session import Change
from workbench.tui.token import asks
from workbench.tui.token.choosing import Choosing
from workbench.tui.token.contents import pasted_contents, subject_rows
from workbench.tui.token.copying import value_of
from workbench.tui.token.form import Form, Shape, lines, signed
from workbench.tui.token.head import head_rows, pasted_rows
from workbench.tui.token.moment import Moment
from workbench.tui.token.parts import Part
from workbench.tui.token.static import hides
from workbench.tui.token.subject import Pasted, Subject
from workbench.tui.token.table import table_rows
from workbench.tui.unmasking import Unmasking

if TYPE_CHECKING:
    from textual.binding import BindingType

    from workbench.engine.verification import Checked
    from workbench.tui.facade import Facade
    from workbench.tui.rowlist import RowList
    from workbench.tui.session import Session

#: From how many cells inside on the pane is wide, and from how many it is the inspector.
WIDE_FROM, INSPECTOR_FROM = 42, 62


class TokenPane(Pane):
    """The preset of the open request with its token, or another that was chosen or pasted."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.TOKEN)

    def __init__(self, session: Session, workbench: Facade) -> None:
        """Start with the open request's preset."""
        super().__init__("Token", number=4, id="token")
        self._workbench = workbench
        self._choosing = Choosing(session, workbench)
        self._subject: Subject | Pasted | None = None
        self._table, self._head, self._body = Part(), Part(), Part()
        self._below = Moment(0.0)
        self._listed: tuple[Row, ...] = ()
        self._unmasking = Unmasking()

    def on_mount(self) -> None:
        """Show what there is."""
        super().on_mount()
        self._choosing.read()
        self._reread()

    def on_resize(self) -> None:
        """Fold for the new width."""
        self._rebuild()

    def on_show(self) -> None:
        """Draw what has changed while nobody looked."""
        self._rebuild()

    # What is shown.

    def session_changed(self, change: Change) -> None:
        """Follow the open request; what a send does in between changes nothing here."""
        if change is Change.STATE:
            return
        if self._choosing.read():
            self._leave()
        self._reread()

    def show_preset(self, key: PresetKey) -> None:
        """Show a preset until another request is opened."""
        self._leave()
        self._choosing.choose(key)
        self._reread()
        self._tell_keys()

    def _leave(self) -> None:
        """Take away what was shown of the preset before: a paste, and what was in clear."""
        self._unmasking.stop()
        if isinstance(self._subject, Pasted):
            self._subject = None

    def _reread(self) -> None:
        match self._subject:
            case Pasted() as pasted:
                self._subject = self._choosing.followed_paste(pasted)
            case _:
                self._subject = self._choosing.subject()
        self._rebuild()

    def _tell_keys(self) -> None:
        """Have what can be done here named anew: another preset can do other things."""
        if self.is_attached:
            self.app.refresh_bindings()
            self.post_message(self.TabShown(self, self.tab))

    def set_alone(self, alone: bool) -> None:  # noqa: FBT001 (a state, said by the layout)
        """Take the form that fits."""
        changed = alone != self.alone
        super().set_alone(alone)
        if changed:
            self._rebuild()

    @property
    def shape(self) -> Shape:
        """Return the form for the width there is."""
        width = max(20, self.content_size.width)
        if self.alone or width >= INSPECTOR_FROM:
            return Shape(Form.INSPECTOR, width)
        return Shape(Form.WIDE if width >= WIDE_FROM else Form.NARROW, width)

    def tick(self) -> None:
        """Draw what has changed by time alone."""
        now = self._workbench.clock.now()
        if self._unmasking.tick(now) and not self._unmasking.is_on:
            self._rebuild()
            return
        parts = [self._head, self._body]
        parts += [self._table] if self.shape.is_wide else []
        if not all(part.holds(now) for part in parts):
            self._follow_status()
            self._draw(now)
        if self._unmasking.is_on or not self._below.holds(now):
            self._say_below(now)

    def _follow_status(self) -> None:
        """Take the status as it is now: a renewal's pause ends without a word of the engine."""
        if isinstance(self._subject, Subject):
            self._subject = self._choosing.followed(self._subject)

    def _rebuild(self) -> None:
        for part in (self._table, self._head, self._body):
            part.drop()
        if self.is_attached and self.size and self.display:
            now = self._workbench.clock.now()
            self._draw(now)
            self._say_below(now)
            self._show_tabs()

    def _draw(self, now: float) -> None:
        shape = self.shape
        head = list(self._head.build(now, lambda moment: self._head_rows(shape, moment)))
        body = self._body.build(now, lambda moment: self._body_rows(shape, moment))
        if not shape.is_wide:
            self.set_header([*head, blank()] if head else [])
            self._list(body)
            return
        self.set_header(())
        table = self._table.build(now, lambda moment: self._table_rows(shape, moment))
        rule = Row((Run(signs.RULE * shape.width, Role.QUIET),), selectable=False)
        above = [*table, blank(), rule, blank()] if table else []
        self._list((*above, *head, *([blank()] if head else []), *body))

    def _list(self, rows: tuple[Row, ...]) -> None:
        shown = self._choosing.shown
        here = self.rows.cursor_key
        in_table = self.shape.is_wide and (here is None or isinstance(here, PresetKey))
        cursor = shown if in_table and not isinstance(self._subject, Pasted) else None
        if rows != self._listed or (cursor is not None and cursor != here):
            self._listed = rows
            self.rows.set_rows(rows, cursor=cursor)

    def _table_rows(self, shape: Shape, moment: Moment) -> list[Row]:
        subjects = self._choosing.subjects()
        if not subjects:
            return []
        shown = None if isinstance(self._subject, Pasted) else self._choosing.shown
        return table_rows(subjects, shown, shape.width, moment)

    def _head_rows(self, shape: Shape, moment: Moment) -> list[Row]:
        match self._subject:
            case Subject() as subject:
                return head_rows(subject, shape, moment)
            case Pasted() as pasted:
                return pasted_rows(pasted, shape, moment)
            case _:
                return []

    def _body_rows(self, shape: Shape, moment: Moment) -> list[Row]:
        match self._subject:
            case Subject() as subject:
                return subject_rows(subject, shape, moment, self._clear())
            case Pasted() as pasted:
                return pasted_contents(pasted, shape, moment, self._clear())
            case _:
                return self._empty_rows(shape)

    def _empty_rows(self, shape: Shape) -> list[Row]:
        error, effective = self._choosing.error, self._choosing.effective
        if error is not None:
            said = (Run(error.message, Role.BAD, bold=True),)
            rows = signed(signs.WRONG, Role.BAD, said, shape.width)
            return [*rows, *(lines(error.hint, shape.width) if error.hint else [])]
        if effective is not None and isinstance(effective.auth, NoAuth):
            return lines((Run(no_auth_sentence(effective), Role.MUTED),), shape.width)
        text = "No request is open, and no preset fetches a token. p looks at a pasted one."
        return lines((Run(text, Role.MUTED),), shape.width)

    # Title and subtitle.

    def _show_tabs(self) -> None:
        taken = 6 if self.alone else 16
        tabs = self._choosing.tabs(self.size.width - taken) if self.shape.is_inspector else ()
        if isinstance(self._subject, Pasted):
            tabs = ()
        moved = self.tab != self._choosing.tab
        self.tab = self._choosing.tab
        if tabs != self.tabs:
            self.set_tabs(tabs)
        elif moved:
            self.retitle()

    def _say_below(self, now: float) -> None:
        self._below = Moment(now)
        if self._unmasking.is_on:
            self.set_subtitle(self._unmasking.line(now))
            return
        self.set_subtitle(self._below.minute())

    def tab_changed(self) -> None:
        """Show the preset of the tab that was jumped to."""
        key = self._choosing.of_tab(self.tab)
        if key is not None:
            self.show_preset(key)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what this preset's token can do."""
        subject = self._subject
        is_fetched = isinstance(subject, Subject) and isinstance(subject.preset, OAuth2)
        if action in ("tab_next", "tab_previous"):
            return len(self._choosing.keys) > 1 or isinstance(subject, Pasted)
        if action == "token_renew":
            return is_fetched and not isinstance(subject.status, Fetching)  # type: ignore[union-attr]
        if action in ("token_check", "token_fix", "token_metadata", "token_revoke"):
            return asks.offers(action, subject)
        if action == "preset_edit":
            return isinstance(subject, Subject)
        if action == "token_forget":
            return is_fetched and not isinstance(subject.status, NoneYet)  # type: ignore[union-attr]
        return super().check_action(action, parameters)

    def action_tab_next(self) -> None:
        """Show the next preset, round."""
        self._step_presets(1)

    def action_tab_previous(self) -> None:
        """Show the preset before, round."""
        self._step_presets(-1)

    def _step_presets(self, by: int) -> None:
        if not isinstance(self._subject, Pasted):
            self._choosing.step(by)
        self._leave()
        self._reread()
        self._tell_keys()

    def action_token_renew(self) -> None:
        """Ask for a new token."""
        if isinstance(self._subject, Subject):
            self.post_message(RenewAsked(self._subject.key))

    def action_token_forget(self) -> None:
        """Ask for the token to be forgotten."""
        if isinstance(self._subject, Subject):
            self.post_message(ForgetAsked(self._subject.key))

    def action_preset_edit(self) -> None:
        """Ask for the form of the preset."""
        if isinstance(self._subject, Subject):
            self.post_message(PresetEditAsked(self._subject.key))

    def action_token_paste(self) -> None:
        """Ask for a token to look at."""
        from workbench.tui.token.paste import PastePrompt

        self.app.push_screen(PastePrompt(), self._take)

    def action_token_check(self) -> None:
        """Ask for the signature to be checked."""
        self._ask("token_check")

    def action_token_fix(self) -> None:
        """Ask for what is missing to be asked for."""
        self._ask("token_fix")

    def action_token_revoke(self) -> None:
        """Ask for the token to be revoked at its server."""
        self._ask("token_revoke")

    def action_token_metadata(self) -> None:
        """Ask for what an API says of itself."""
        self._ask("token_metadata")

    def _ask(self, action: str) -> None:
        work = asks.work_of(action, self._subject)
        if work is not None:
            self.post_message(TokenAsked(work))

    def _take(self, text: str | None) -> None:
        if text is not None:
            self.inspect(text)

    def checked(self, text: Secret, checked: Checked) -> None:
        """Say what came of checking a text, where it is still shown."""
        if isinstance(self._subject, Pasted) and self._subject.text is text:
            self._subject = replace(self._subject, checked=checked)
            self._rebuild()

    def inspect(self, text: str) -> None:
        """Show what a text says as a token, against what the open request wants of one."""
        self._unmasking.stop()
        effective, decoded = self._choosing.effective, self._workbench.decode(text)
        pasted = Pasted(Secret(text), decoded, asks=self._choosing.shown)
        wanted = effective.requires if effective is not None else pasted.requires
        self._subject = replace(pasted, requires=wanted)
        self._rebuild()
        self.rows.action_cursor_first()
        self._tell_keys()

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Show the preset that the cursor came to in the table."""
        key = message.key
        if isinstance(key, PresetKey) and (
            key != self._choosing.shown or isinstance(self._subject, Pasted)
        ):
            self.show_preset(key)

    # For the app.

    def value_to_copy(self) -> tuple[str, str] | None:
        """Return the value under the cursor, unless it is hidden."""
        key = self.rows.cursor_key
        found = value_of(key, self._subject, self._clear())
        if found is None and key is not None:
            self.post_message(Said("What is hidden is not copied: u shows it for 10 s."))
        return found

    def unmask(self) -> bool:
        """Show for 10 s what is hidden here."""
        if not self._hides():
            return False
        self._unmasking.start(self._workbench.clock.now())
        self._rebuild()
        return True

    def _hides(self) -> bool:
        subject = self._subject
        if isinstance(subject, Subject) and hides(subject):
            return True
        decoded = subject.decoded if subject is not None else None
        if decoded is None or not self.shape.is_inspector:
            return False
        return decoded.kind is not TokenKind.JWT or decoded.signature_text is not None

    def _clear(self) -> str | None:
        """Return what is hidden, in clear, while it is to be shown."""
        subject = self._subject
        if not self._unmasking.is_on or subject is None:
            return None
        decoded = subject.decoded
        if decoded is not None and decoded.kind is TokenKind.JWT:
            signature = decoded.signature_text
            return self._workbench.in_clear(signature) if signature else ""
        if isinstance(subject, Pasted):
            return self._workbench.in_clear(subject.text)
        if subject.token is not None:
            return self._workbench.in_clear(subject.token.access_token)
        if isinstance(subject.preset, Bearer):
            return subject.said(subject.preset.token) or ""
        return ""
