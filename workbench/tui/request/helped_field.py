"""A field of a request that is helped: offers complete what is typed, templates are resolved.

    typing ▶ offers, if any ── tab ▶ the marked one is taken ── esc ▶ the list goes, the field stays
    down   ▶ offers, also where nothing is typed

Must not call a source, or take anything that the person did not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from workbench.domain.template import has_template
from workbench.engine.preview import preview_text
from workbench.tui import signs
from workbench.tui.field import After, Field
from workbench.tui.fold import fold
from workbench.tui.footer import Footer
from workbench.tui.paint import Role, Run
from workbench.tui.request.completing import Around, Offer, Place, offers
from workbench.tui.request.offer_list import OfferList
from workbench.tui.request.templates import preview_line
from workbench.tui.windows.window import hints

if TYPE_CHECKING:
    from textual.widgets import Input

    from workbench.tui.paint import Line

#: How many lines what is resolved to takes at most.
_RESOLVED = 2
_KEYS = (
    Run(" "),
    *hints(("tab", "Take"), ("↑↓", "Choose"), ("enter", "Accept"), ("esc", "Close list")),
)
_ASCII_KEYS = (
    Run(" "),
    *hints(("tab", "Take"), ("up down", "Choose"), ("enter", "Accept"), ("esc", "Close list")),
)


@dataclass(frozen=True, slots=True)
class Help:
    """What a field is for and what is around it; `resolves` where nothing else shows that."""

    place: Place = Place.TEXT
    around: Around = field(default_factory=Around)
    resolves: bool = True


class HelpedField(Field):
    """A field with a list of offers below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "offer(1)", "Complete", id="field.offer", show=False),
        Binding("up", "offer(-1)", "Complete", id="field.offer_back", show=False),
    ]

    def __init__(self, text: str, help: Help) -> None:
        """Start with a text and no offers."""
        super().__init__(text)
        self._help = help
        self._list: OfferList | None = None
        self._offers: tuple[Offer, ...] = ()
        self._marked = 0
        self._moved = False
        self._last = text

    # Offers.

    def on_input_changed(self, message: Input.Changed) -> None:
        """Offer what completes what was typed; the text that it started with was not typed."""
        if self.value == self._last:
            return
        self._last = self.value
        self._look()

    def on_focus(self) -> None:
        """Show what its text resolves to."""
        self.call_after_refresh(self._show)

    def on_blur(self) -> None:
        """Close the list: other keys work elsewhere."""
        self._close()

    def on_unmount(self) -> None:
        """Take the list away."""
        self._offers = ()
        self._close()

    def on_resize(self) -> None:
        """Keep the list beside the field."""
        super().on_resize()
        if self._list is not None:
            self._show()

    @property
    def offered(self) -> tuple[Offer, ...]:
        """Return what is offered now."""
        return self._offers

    def _look(self, *, asked: bool = False) -> None:
        self._offers = offers(
            self._help.place, self.value, self.cursor_position, self._help.around, asked=asked
        )
        self._marked, self._moved = 0, False
        self._show()

    def _resolved(self) -> tuple[Line, ...]:
        if not self._help.resolves or not has_template(self.value):
            return ()
        preview = preview_line(preview_text(self.value, self._help.around.variables))
        line = (Run(f"{signs.RESOLVES} ", Role.MUTED), *preview)
        lines = fold(line, max(8, min(self.screen.size.width - 4, 76)))
        return (
            (*lines[: _RESOLVED - 1], (*lines[_RESOLVED - 1], Run("…", Role.MUTED)))
            if len(lines) > _RESOLVED
            else lines
        )

    def _show(self) -> None:
        if not self.is_attached or not self.has_focus:
            return
        resolved = self._resolved()
        if not self._offers and not resolved:
            self._close()
            return
        if self._list is None:
            self._list = OfferList()
            self.screen.mount(self._list)
        self._list.fill(self.region, self.screen.size, resolved, self._offers, self._marked)
        self._name_keys()

    def _close(self) -> None:
        self._offers = ()
        if self._list is not None:
            self._list.remove()
            self._list = None
        self._name_keys()

    def _name_keys(self) -> None:
        ascii_only = bool(getattr(self.app, "ascii_only", False))
        keys = _ASCII_KEYS if ascii_only else _KEYS
        for footer in self.app.screen_stack[0].query(Footer):
            footer.show_instead(keys if self._offers else None)

    def _take(self) -> None:
        value, cursor = self._offers[self._marked].into(self.value)
        self._offers = ()
        self._last = self.value = value
        self.cursor_position = cursor
        self._show()

    # Keys.

    def action_offer(self, step: int) -> None:
        """Mark the next offer or the one before; `down` asks for all where none is made."""
        if self._offers:
            self._marked = (self._marked + step) % len(self._offers)
            self._moved = True
            self._show()
        elif step > 0:
            self._look(asked=True)

    def action_accept(self, after: str) -> None:
        """Take the marked offer first: with `tab`, or with `enter` once one was chosen."""
        wants = After(after)
        takes = wants is After.NEXT or (wants is After.STAY and self._moved)
        if takes and self._offers and self._offers[self._marked].into(self.value)[0] != self.value:
            self._take()
        else:
            super().action_accept(after)

    def action_restore(self) -> None:
        """Close the list first."""
        if self._offers:
            self._offers = ()
            self._show()
            self._name_keys()
        else:
            super().action_restore()
