"""The last line: what works here, a question, or one muted sentence about what went right.

Must not act: the keys it names are bound elsewhere; only a question's answers are taken here.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.tui.canvas import Lines
from workbench.tui.field import Field
from workbench.tui.fold import fold
from workbench.tui.keys import BY_ID, shown_key
from workbench.tui.paint import Ground, Line, Role, Row, Run, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.widget import Widget

#: What the footer can name, most useful first: the act of the row, of the pane, then the rest.
_ORDER = (
    "start.choose",
    "preset.field",
    "preset.try",
    "preset.found",
    "preset.save",
    "preset.close",
    "import.write",
    "schema.go",
    "schema.query",
    "schema.renew",
    "compare.next",
    "compare.view",
    "import.take",
    "request.cancel",
    "diagnosis.fix",
    "diagnosis.try",
    "tree.open",
    "row.edit",
    "row.toggle",
    "token.renew",
    "token.fix",
    "token.check",
    "token.metadata",
    "token.forget",
    "request.send",
    "file.save",
    "cursor.down",
    "import.next_note",
    "body.fold",
    "row.add",
    "tree.add",
    "problem.fix",
    "edit.undo",
    "search.open",
    "body.view",
    "row.delete",
    "tree.rename",
    "tree.duplicate",
    "tree.move",
    "tree.delete",
    "request.method",
    "preset.edit",
    "token.paste",
    "copy.value",
    "body.save",
    "schema.open",
    "tab.next",
    "pane.zoom",
    "body.inspect",
    "diagnosis.preset",
    "diagnosis.open",
    "token.open",
    "environment.choose",
    "window.close",
    "app.commands",
    "app.keys",
)
#: What is left out first where eight entries are the most.
_SPARE = (
    "body.inspect",
    "token.metadata",
    "tree.move",
    "tree.duplicate",
    "tree.rename",
    "tree.delete",
    "edit.undo",
    "preset.edit",
    "tab.next",
    "token.paste",
    "row.delete",
    "body.save",
    "cursor.down",
    "body.fold",
    "pane.zoom",
    "request.method",
    "row.add",
    "copy.value",
)
#: What is left out, one after the other, before any label is: a key without a word says little.
_OPTIONAL = ("body.inspect", "tab.next", "body.save", "diagnosis.open", "cursor.down")
MOST_NARROW = 8
#: How long (seconds) a sentence about what went right stays.
SAID_FOR = 4.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its label."""

    key: str
    label: str
    id: str = ""

    def runs(self, *, label: bool = True) -> Line:
        """Return it as the footer writes it."""
        if not label or not self.label:
            return (Run(self.key, Role.ACCENT, bold=True),)
        return (Run(self.key, Role.ACCENT, bold=True), Run(f" {self.label}", Role.MUTED))


def entries(working: Iterable[tuple[str, str, str]]) -> tuple[Entry, ...]:
    """Return what the footer can name of the keys that work here: (id, key, label), in order."""
    found = {identity: (key, label) for identity, key, label in reversed(list(working))}
    named = []
    for identity in _ORDER:
        if identity in found:
            key, label = found[identity]
            usual = BY_ID[identity]
            shown = usual.display if key in usual.keys else shown_key(key)
            named.append(Entry(shown, label, identity))
    return tuple(named)


def footer_line(named: Sequence[Entry], width: int, *, most: int | None = None) -> Line:
    """Return the entries that fit; labels go from the middle, then entries, `?` never."""
    kept = list(named)
    for spare in _SPARE:
        if most is None or len(kept) <= most:
            break
        kept = [entry for entry in kept if entry.id != spare]
    if most is not None and len(kept) > most:
        kept = [*kept[: most - 1], kept[-1]]
    for spare in _OPTIONAL:
        if width_of(_joined(kept, set(range(len(kept))))) <= width:
            break
        kept = [entry for entry in kept if entry.id != spare]
    labelled = set(range(len(kept)))
    middle = sorted(range(len(kept) - 1), key=lambda index: abs(index - len(kept) / 2))
    for index in middle:
        if width_of(_joined(kept, labelled)) <= width:
            break
        labelled.discard(index)
    while len(kept) > 1 and width_of(_joined(kept, labelled)) > width:
        del kept[-2]
        labelled = {len(kept) - 1} if len(kept) - 1 not in labelled else labelled
    return _joined(kept, labelled)


def _joined(kept: Sequence[Entry], labelled: set[int]) -> Line:
    runs: list[Run] = [Run(" ")]
    for index, entry in enumerate(kept):
        if index:
            runs.append(Run("  "))
        runs += entry.runs(label=index in labelled)
    return tuple(runs)


class Footer(Lines, can_focus=True):
    """The footer as a widget.

    While a question is open it has the focus, so that nothing else takes the answer's key.
    """

    DEFAULT_CSS = """
    Footer { background: $panel; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        """Start with an empty line."""
        super().__init__(ground=Ground.PANEL, id=id)
        self.can_focus = False
        self._named: tuple[Entry, ...] = ()
        self._most: int | None = None
        self._said = ""
        self._question: tuple[str, tuple[tuple[str, str], ...]] | None = None
        self._answer: asyncio.Future[str] | None = None
        self._turn = asyncio.Lock()
        self._notice: Line | None = None

    def on_mount(self) -> None:
        """Take the line."""
        self._fill()

    def on_resize(self) -> None:
        """Fit the new width."""
        self._fill()

    @property
    def asking(self) -> bool:
        """Tell whether a question is open."""
        return self._question is not None

    def show(self, named: Sequence[Entry], *, most: int | None = None) -> None:
        """Name what works here."""
        self._named, self._most = tuple(named), most
        self._fill()

    def show_instead(self, line: Line | None) -> None:
        """Show a line of its own kind, such as that of the jump, until told None."""
        self._notice = line
        self._fill()

    def say(self, sentence: str) -> None:
        """Show one muted sentence at the right for 4 s."""
        self._said = sentence
        self._fill()
        self.set_timer(SAID_FOR, lambda: self._unsay(sentence))

    def _unsay(self, sentence: str) -> None:
        if self._said == sentence:
            self._said = ""
            self._fill()

    async def ask(self, question: str, *, yes: tuple[str, str], no: str = "keep") -> bool:
        """Ask and wait; `yes` is a key and its label; `enter` never answers. One at a time."""
        return await self.choose(question, (yes,), no) == yes[0]

    async def choose(self, question: str, answers: Sequence[tuple[str, str]], no: str) -> str:
        """Ask and wait for the key of an answer; empty where none of them was wanted."""
        async with self._turn:
            before = self.screen.focused
            self._question = (question, (*answers, ("esc", no)))
            self._answer = asyncio.get_running_loop().create_future()
            self.can_focus = True
            self.screen.set_focus(self)
            self._fill()
            try:
                return await self._answer
            finally:
                self._question = self._answer = None
                if self.is_attached:
                    self._give_focus_back(before)

    def _give_focus_back(self, before: Widget | None) -> None:
        if self.screen.focused is self:
            self.screen.set_focus(before if before is not None and before.is_attached else None)
        self.can_focus = False
        self._fill()

    def refuse(self) -> None:
        """Answer an open question with no."""
        self._reply("")

    def _reply(self, key: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(key)

    def on_key(self, event: events.Key) -> None:
        """Take an answer; while a question is open no other key does anything."""
        if self._question is None:
            return
        event.stop()
        event.prevent_default()
        if any(event.key == key for key, _ in self._question[1][:-1]):
            self._reply(event.key)
        elif event.key in ("escape", "ctrl+g", "n"):
            self._reply("")

    def on_blur(self) -> None:
        """Hold the focus as long as the question is open."""
        if self._answer is not None and not self._answer.done():
            self.call_later(self._hold)

    def _hold(self) -> None:
        if self._answer is not None and not self._answer.done():
            self.screen.set_focus(self)

    def _fill(self) -> None:
        width = max(1, self.size.width)
        if self._question is not None:
            self.set_rows(_question_rows(*self._question, width))
            return
        if self._notice is not None:
            self.set_rows([Row(self._notice)])
            return
        focused = self.screen.focused if self.is_attached else None
        named = self._named
        if isinstance(focused, Field):
            named = tuple(Entry(*each) for each in focused.names_keys)
        right = (Run(self._said + " ", Role.MUTED),) if self._said else ()
        room = width - (width_of(right) + 2 if right else 0)
        self.set_rows([Row(footer_line(named, room, most=self._most), right)])


def _question_rows(text: str, answers: Iterable[tuple[str, str]], width: int) -> tuple[Row, ...]:
    runs: list[Run] = [Run(f"{text} ", bold=True)]
    for key, label in answers:
        runs += [Run(f" {key}", Role.ACCENT, bold=True), Run(f" {label} ", Role.MUTED)]
    return tuple(Row((Run(" "), *line)) for line in fold(runs, width - 2))
