"""Text in roles, and how it becomes cells: the one style table, and the one way to the terminal.

Content is `Run`s in `Line`s in `Row`s; a theme turns them into a `Palette` and that into strips.
Every run passes the gate here, so nothing raw reaches the terminal; nothing here reads markup.

Must not know what any text means, or name a colour: the theme does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.strip import Strip

from workbench.tui.signs import drawn_in_ascii, in_ascii
from workbench.views.gate import visible, visible_spans
from workbench.views.roles import Role

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from rich.color import Color as RichColor
    from textual.widget import Widget

__all__ = [
    "CellEdit",
    "Ground",
    "Line",
    "Palette",
    "Role",
    "Row",
    "Run",
    "changes",
    "cut",
    "gate",
    "make_palette",
    "pad",
    "palette_of",
    "plain",
    "render",
    "width_of",
]


class Ground(StrEnum):
    """What a line stands on."""

    BACKGROUND = "background"
    PANEL = "panel"
    CURSOR = "cursor"
    CURSOR_BLURRED = "cursor-blurred"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that looks the same; it may be raw, the gate is passed when it is painted.

    `reverse` is kept for the primary action, a danger and the current search hit; `match` marks
    the other hits.
    """

    text: str
    role: Role = Role.TEXT
    bold: bool = False
    underline: bool = False
    reverse: bool = False
    match: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A cell of a row that can be edited: where it starts, how wide it is (0: to the right edge).

    `name` tells the cells of one row apart; `text` is what the field starts with.
    """

    name: str
    text: str
    column: int
    width: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: what stands left and right, and its key, by which the cursor finds it.

    A row that is not `selectable` is passed over by the cursor. `cells` are what `enter` edits,
    in the order in which `tab` goes through them.
    """

    left: Line = ()
    right: Line = ()
    key: Hashable | None = None
    selectable: bool = True
    cells: tuple[CellEdit, ...] = ()


def plain(line: Iterable[Run]) -> str:
    """Return a line's text without its looks, not gated."""
    return "".join(run.text for run in line)


def gate(text: str) -> str:
    """Return text of others as it may be shown, for measuring or for a border title."""
    return visible(text, ascii_only=drawn_in_ascii.get())


def width_of(line: Iterable[Run] | str) -> int:
    """Return how many cells a text or line takes once it has passed the gate."""
    return cell_len(gate(line if isinstance(line, str) else plain(line)))


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return text filled with blanks to a width in cells, at its left when `right`; never cut."""
    blanks = " " * max(0, width - width_of(text))
    return blanks + text if right else text + blanks


def cut(line: Iterable[Run], width: int) -> Line:
    """Return a line that fits a width, `…` standing for what was left out."""
    line = tuple(line)
    if width_of(line) <= width:
        return line
    kept: list[Run] = []
    room = width - 1
    for run in line:
        text = gate(run.text)
        while text and cell_len(text) > room:
            text = text[:-1]
        kept.append(_with_text(run, text))
        room -= cell_len(text)
        if text != gate(run.text):
            break
    if kept and width > 0:
        kept[-1] = _with_text(kept[-1], kept[-1].text + "…")
    return tuple(kept)


def _with_text(run: Run, text: str) -> Run:
    return Run(text, run.role, run.bold, run.underline, run.reverse, run.match)


@dataclass(frozen=True, slots=True)
class Palette:
    """The looks of one theme in one terminal; made by `make_palette`.

    `flat` terminals (16 colours, or none) draw the cursor by attributes, so what stands on it
    loses its own colours.
    """

    inks: Mapping[Role, Style]
    grounds: Mapping[Ground, Style]
    match: Style
    flat: bool = False
    ascii_only: bool = False
    _made: dict[tuple[object, ...], Style] = field(default_factory=dict, compare=False)

    def style(self, run: Run, ground: Ground) -> Style:
        """Return how a run looks on a ground."""
        key = (run.role, run.bold, run.underline, run.reverse, run.match, ground)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make(run, ground)
        return found

    def _make(self, run: Run, ground: Ground) -> Style:
        role = run.role
        if role is Role.ROW:
            role, ground = Role.TEXT, Ground.CURSOR
            if self.flat:
                ground = Ground.CURSOR_BLURRED
        on_cursor = ground in (Ground.CURSOR, Ground.CURSOR_BLURRED)
        if on_cursor and role is Role.QUIET:
            role = Role.MUTED
        base = self.grounds[ground]
        if run.reverse:
            return self._reversed(role) + _attributes(run)
        if not (on_cursor and self.flat):
            base = base + self.inks[role]
        if run.match or role is Role.SYMBOL:
            base = base + self.match
        return base + _attributes(run)

    def _reversed(self, role: Role) -> Style:
        ink = self.inks[role]
        ground = self.grounds[Ground.BACKGROUND]
        if self.flat:
            return ground + Style(color=ink.color, bold=ink.bold) + Style(reverse=True)
        return Style(color=ground.bgcolor, bgcolor=ink.color or ground.color, bold=True)


def _attributes(run: Run) -> Style:
    # False would take away the bold that stands for a colour where there is none.
    return Style(bold=run.bold or None, underline=run.underline or None)


#: The role's variable in the theme, its look with 16 colours, its look with none.
_TABLE: dict[Role, tuple[str, str, str]] = {
    Role.TEXT: ("foreground", "default", "default"),
    Role.MUTED: ("text-muted", "dim", "dim"),
    Role.QUIET: ("quiet", "dim", "dim"),
    Role.ACCENT: ("primary", "bright_blue", "bold"),
    Role.VALUE: ("secondary", "magenta", "default"),
    Role.GOOD: ("success", "green", "default"),
    Role.LOOK: ("warning", "yellow", "default"),
    Role.BAD: ("error", "red", "bold"),
    Role.SYMBOL: ("foreground", "default", "default"),
}


def make_palette(
    variables: Mapping[str, str],
    *,
    ansi: bool = False,
    no_color: bool = False,
    ascii_only: bool = False,
) -> Palette:
    """Return the palette of a theme's variables; `ansi` for 16 colours, `no_color` for none."""
    if ansi or no_color:
        column = 2 if no_color else 1
        inks = {role: Style.parse(look[column]) for role, look in _TABLE.items()}
        default = Style.parse("default on default")
        grounds = {
            Ground.BACKGROUND: default,
            Ground.PANEL: default,
            Ground.CURSOR: default + Style(reverse=True),
            Ground.CURSOR_BLURRED: default + Style(bold=True, underline=True),
        }
        hit = Style(underline=True) if no_color else Style(color="yellow", underline=True)
        return Palette(inks, grounds, hit, flat=True, ascii_only=ascii_only)
    background = _colour(variables, "background", Color(0, 0, 0))
    foreground = _colour(variables, "foreground", background)
    grounds = {
        ground: Style(
            color=foreground.rich_color, bgcolor=_colour(variables, ground, background).rich_color
        )
        for ground in Ground
    }
    inks = {
        role: Style(color=_ink(variables, look[0], background)) for role, look in _TABLE.items()
    }
    match = Style(bgcolor=_colour(variables, "match", background).rich_color)
    return Palette(inks, grounds, match, ascii_only=ascii_only)


#: What stands in for a variable that a foreign theme does not have.
_FALLBACKS = {
    "quiet": "text-muted",
    "cursor": "panel",
    "cursor-blurred": "panel",
    "match": "panel",
}


def _colour(variables: Mapping[str, str], name: str, background: Color) -> Color:
    written = variables.get(name) or variables.get(_FALLBACKS.get(name, ""), "")
    try:
        colour = Color.parse(written)
    except ColorParseError:
        return background
    if colour.auto:
        return background + background.get_contrast_text(colour.a)
    return background + colour if colour.a < 1 else colour


def _ink(variables: Mapping[str, str], name: str, background: Color) -> RichColor:
    return _colour(variables, name, background).rich_color


_palettes: dict[tuple[object, ...], Palette] = {}


def palette_of(widget: Widget) -> Palette:
    """Return the palette of the theme that the widget's app shows now."""
    app = widget.app
    ascii_only = bool(getattr(app, "ascii_only", False))
    key = (app.theme, app.native_ansi_color, app.no_color, ascii_only)
    if key not in _palettes:
        _palettes[key] = make_palette(
            app.theme_variables,
            ansi=app.native_ansi_color,
            no_color=app.no_color,
            ascii_only=ascii_only,
        )
    return _palettes[key]


def _segments(line: Iterable[Run], palette: Palette, ground: Ground) -> list[Segment]:
    segments: list[Segment] = []
    for run in line:
        if not run.text:
            continue
        text, symbols = visible_spans(run.text, ascii_only=palette.ascii_only)
        if palette.ascii_only:
            text = in_ascii(text)
        style = palette.style(run, ground)
        done = 0
        for start, end in symbols:
            if start > done:
                segments.append(Segment(text[done:start], style))
            segments.append(Segment(text[start:end], style + palette.match))
            done = end
        if done < len(text):
            segments.append(Segment(text[done:], style))
    return segments


def render(row: Row, width: int, palette: Palette, ground: Ground = Ground.BACKGROUND) -> Strip:
    """Return a row as exactly `width` cells; the right side keeps its place, the left is cut."""
    blank = palette.style(Run(" "), ground)
    right = Strip(_segments(row.right, palette, ground)) if row.right else None
    room = width - (right.cell_length + 1 if right else 0)
    line = row.left
    left = Strip(_segments(line, palette, ground))
    if left.cell_length > room:
        left = Strip(_segments(cut(line, max(room, 1)), palette, ground))
    gap = width - left.cell_length - (right.cell_length if right else 0)
    pieces = [left]
    if gap > 0:
        pieces.append(Strip([Segment(" " * gap, blank)], gap))
    if right:
        pieces.append(right)
    return Strip.join(pieces).adjust_cell_length(width, blank).simplify()


def changes(old: Strip | None, new: Strip, *, gap: int = 6) -> tuple[tuple[int, int], ...]:
    """Return the [start, end) columns in which two strips differ, near ones put together.

    Moving the terminal's cursor costs about `gap` bytes, so smaller gaps are written over.
    """
    if old is None or old.cell_length != new.cell_length:
        return ((0, new.cell_length),)
    if old == new:
        return ()
    spans: list[tuple[int, int]] = []
    for column, (before, after) in enumerate(zip(_cells(old), _cells(new), strict=True)):
        if before == after:
            continue
        if spans and column - spans[-1][1] <= gap:
            spans[-1] = (spans[-1][0], column + 1)
        else:
            spans.append((column, column + 1))
    return tuple(spans)


def _cells(strip: Strip) -> Sequence[tuple[str, Style | None]]:
    cells: list[tuple[str, Style | None]] = []
    for text, style, _ in strip:
        if text.isascii():
            # Most text is, and looking at the width of each letter costs most of a frame.
            cells += [(character, style) for character in text]
            continue
        for character in text:
            wide = cell_len(character)
            if wide:
                cells.append((character, style))
                # The second half of a wide character changes with the first.
                cells.extend((character, style) for _ in range(wide - 1))
    missing = strip.cell_length - len(cells)
    cells.extend(("", None) for _ in range(missing))
    return cells[: strip.cell_length]
