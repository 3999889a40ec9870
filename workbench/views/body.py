"""A body as the screen shows it, row by row, through the gate and with its roles.

It owns no bytes and paints nothing; what it has not looked at yet it does not show, and `advance`
is how it looks.

    pretty   JSON laid out losslessly, with folds
    tidy     small markup, indented, and form data as rows
    raw      the text exactly as it came: line ends, tabs and the BOM as symbols, no colours
    hex      offsets, bytes, ASCII
    lines    the text by lines with numbers, tabs as blanks, in colours
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.views.formatted_json import FormattedJson
from workbench.views.gate import visible_spans
from workbench.views.layout import HexRows, Layout, PlainLines, line_of_number
from workbench.views.lexing import code_spans, json_spans, layered, symbol_spans
from workbench.views.limits import BIG, markup_note, stream_note
from workbench.views.media import HEAD, Media, is_clear, recognise
from workbench.views.node_path import NodePaths
from workbench.views.pretty_json import JsonRow, PrettyJson
from workbench.views.query import plain_query, regex_query
from workbench.views.roles import Role, Span
from workbench.views.search import Search
from workbench.views.source import Wish
from workbench.views.text import UTF8, chosen_charset
from workbench.views.tidy import TidyLines, can_be_tidy

if TYPE_CHECKING:
    from workbench.views.source import ByteSource, FormattedSource

# A layout that was only guessed is given up when it fails this early.
_EARLY = 4096
_OWN_HEAD = 1 << 18
# How much faster lines are counted than laid out.
_COUNTING = 64


class Kind(StrEnum):
    """The ways to look at a body, in the order of the `v` key."""

    PRETTY = "pretty"
    TIDY = "tidy"
    RAW = "raw"
    HEX = "hex"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One visible row: its number, its fold ("", "open", "closed"), its text and the roles in it.

    `number` is None on a row that continues the one before, and in hex.
    `text` has passed the gate; `spans` are sorted and do not overlap. `line` is where matches of a
    search are counted.
    """

    line: int
    number: int | None
    fold: str
    text: str
    spans: tuple[Span, ...]


class BodyView:
    """The views of one body that may still be arriving.

    A *row* is what is visible, counted from 0; a *line* is the same with every fold open.
    """

    def __init__(
        self,
        source: ByteSource,
        content_type: str = "",
        *,
        ascii_only: bool = False,
        narrow: bool = False,
    ) -> None:
        self._source = source
        self._content_type = content_type
        self._ascii_only = ascii_only
        self._narrow = narrow
        self._media: Media | None = None
        self._kind = Kind.LINES
        self._chosen = False
        self._layouts: dict[Kind, Layout] = {}
        self._text: FormattedSource | None = None
        self._formatted: FormattedJson | None = None
        self._paths: NodePaths | None = None
        self._recognise()

    @property
    def label(self) -> str:
        """What the body is: `JSON`, `HTML`, `text`, `PNG image`; empty before its first bytes."""
        return self._media.label if self._media else ""

    @property
    def kind(self) -> Kind:
        """The view that is shown."""
        return self._kind

    @property
    def note(self) -> str:
        """How far it is laid out, or what was assumed about the charset; or empty."""
        if self._kind is Kind.PRETTY and (limit := stream_note(self._media, self._source)):
            return limit
        if self._kind is Kind.LINES and (limit := markup_note(self._media, self._source)):
            return limit
        return self._media.charset.note if self._media and not self._media.binary else ""

    @property
    def error(self) -> str:
        """Where the pretty view had to stop, as a sentence; empty while all is well."""
        pretty = self._layouts.get(Kind.PRETTY)
        if self._kind is not Kind.PRETTY or not isinstance(pretty, PrettyJson | FormattedJson):
            return ""
        if self._text is not None and self._text.failed:
            return f"Only the beginning is laid out: {self._text.failed}."
        if not pretty.error:
            return ""
        error, line = pretty.error, pretty.error_line
        if error.offset >= self._source.size:
            return f"The JSON ended early, in line {line:,}: {error.wanted} was expected."
        return f"No JSON from line {line:,}, byte {error.offset:,} on: {error.wanted} was expected."

    @property
    def row_count(self) -> int:
        return self._foldable.row_count if self._foldable else self._layout.line_count

    @property
    def number_count(self) -> int:
        """The number of the last line so far, folded or not: the 65 of `line 7 of 65`."""
        return self._layout.number_count

    @property
    def done(self) -> bool:
        if self._is_head_only:
            return bool(self._text and self._text.failed)
        return self._layout.done and not self._tidy_due

    @property
    def _tidy_due(self) -> bool:
        usual = self._kind is Kind.LINES and not self._chosen
        return usual and can_be_tidy(self._media, self._source)

    @property
    def progress(self) -> float:
        """The part of the bytes known so far that was looked at, 0 to 1."""
        size = self._source.size
        return min(1.0, self._layout.scanned / size) if size else float(self.done)

    @property
    def layout(self) -> Layout:
        """The layout that is shown; a search is made on it."""
        return self._layout

    def kinds(self) -> tuple[Kind, ...]:
        """The views that this body has, in the order of the `v` key."""
        media = self._media
        tidy = can_be_tidy(media, self._source)
        laid = (Kind.PRETTY,) if media and media.json else (Kind.TIDY,) if tidy else ()
        return (*laid, Kind.RAW, Kind.HEX, Kind.LINES)

    def show(self, kind: Kind) -> None:
        """Shows another view; ValueError where the body has none such."""
        if kind not in self.kinds():
            raise ValueError(kind)
        self._kind = kind
        self._chosen = True

    def set_narrow(self, *, narrow: bool) -> None:
        """Eight bytes a row in hex instead of sixteen."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._layouts.pop(Kind.HEX, None)

    def advance(self, budget: int) -> bool:
        """Looks at about `budget` more bytes of the body; True once all is known."""
        self._recognise()
        media, layout = self._media, self._layout
        if media is None:
            return layout.done
        if self._is_head_only:
            return self._advance_head(layout, budget, following=media.many)
        if self._tidy_due:
            self._kind = Kind.TIDY
            return self._layout.advance(budget)
        self._heed(layout)
        done = layout.advance(budget if isinstance(layout, PrettyJson) else budget * _COUNTING)
        error = layout.error if isinstance(layout, PrettyJson) else None
        guessed = not (self._chosen or media.declared)
        if error and guessed and error.offset < min(_EARLY, self._source.size):
            self._kind = Kind.LINES
            self._media = Media("text", "", media.charset)
            return self._layout.advance(budget)
        return done

    def row(self, row: int) -> ViewRow:
        """A visible row; IndexError where there is none."""
        if not 0 <= row < self.row_count:
            raise IndexError(row)
        layout = self._layout
        if self._foldable is not None:
            return self._json_row(self._foldable, self._foldable.row(row))
        text, symbols = visible_spans(layout.text(row), ascii_only=self._ascii_only)
        spans: tuple[Span, ...] = ()
        if self._kind is Kind.HEX:
            spans = (Span(0, text.index(" "), Role.QUIET),)
        elif self._kind in (Kind.LINES, Kind.TIDY) and self._media and not layout.continues(row):
            spans = code_spans(text, self._media.language)
        return ViewRow(row, layout.number(row), "", text, layered(spans, symbol_spans(symbols)))

    def line_of(self, row: int) -> int:
        """The line that a visible row shows."""
        return self._foldable.folds.line_of(row) if self._foldable else row

    def row_of(self, line: int) -> int:
        """The visible row of a line, or of the fold that hides it."""
        return self._foldable.folds.row_of(line) if self._foldable else line

    def unfold_to(self, line: int) -> int:
        """Opens the folds that hide a line, and tells its row."""
        if self._foldable is not None:
            self._foldable.folds.unfold_to(line)
        return self.row_of(line)

    @property
    def hidden(self) -> int:
        """Lines that folds hide."""
        return self._foldable.folds.hidden if self._foldable is not None else 0

    def fold(self, row: int) -> bool:
        """Folds what opens on a visible row; False where nothing does, or its end is not known."""
        return self._foldable is not None and self._foldable.folds.fold(self.line_of(row))

    def unfold(self, row: int) -> bool:
        """Opens the fold on a visible row; False where there is none."""
        return self._foldable is not None and self._foldable.folds.unfold(self.line_of(row))

    def toggle(self, row: int) -> bool:
        """Folds or opens what is on a visible row; False where there is nothing to fold."""
        return self.unfold(row) or self.fold(row)

    def fold_all(self) -> None:
        """Folds everything below the outermost level, what is still to come included."""
        if self._foldable is not None:
            self._foldable.fold_level(self._foldable.outer_levels)

    def unfold_all(self) -> None:
        if self._foldable is not None:
            self._foldable.unfold_all()

    def search(self, needle: str, *, regex: bool = False) -> Search:
        """A search in the view that is shown; over when another is."""
        query = regex_query(needle) if regex else plain_query(needle)
        return Search(self._layout, query, ascii_only=self._ascii_only)

    def fold_level(self, level: int) -> None:
        """Folds all that opens on a level, 1 being the first inside the outermost."""
        if self._foldable is not None:
            self._foldable.fold_level(level - 1 + self._foldable.outer_levels)

    def level(self, row: int) -> int:
        """How many brackets a visible row stands in; 0 where nothing is laid out."""
        return self._foldable.level(self.line_of(row)) if self._foldable is not None else 0

    def path(self, row: int) -> str:
        """The JSONPath of the node on a visible row, as RFC 9535 2.7 writes it; empty without."""
        layout, line = self._foldable, self.line_of(row)
        if layout is None or not layout.is_laid(line) or (self._media and self._media.many):
            return ""
        if self._paths is None or self._paths.layout is not layout:
            self._paths = NodePaths(layout)
        return self._paths.path(line)

    def line_of_number(self, number: int) -> int:
        """The line that a number stands beside, or the nearest there is."""
        return line_of_number(self._layout, number)

    @property
    def many(self) -> bool:
        """Whether it is one JSON value after another."""
        return self._media is not None and self._media.many

    @property
    def bom(self) -> int:
        """How many bytes of it are a byte order mark."""
        return self._media.charset.bom if self._media else 0

    @property
    def charset(self) -> str:
        """The charset that the text is read in."""
        return self._media.charset.codec if self._media else ""

    def choose_charset(self, name: str) -> bool:
        """Reads the text in another charset; False where that is none we know."""
        chosen = chosen_charset(name, self._source.read(0, 4))
        if chosen is None or self._media is None:
            return False
        json = self._media.json and chosen.spells_json
        self._media = replace(self._media, charset=chosen, json=json, binary=False)
        self._layouts.clear()
        self._text = self._formatted = None
        self._kind = Kind.PRETTY if json else Kind.LINES
        self._chosen = True
        return True

    # What is too big to be laid out here.

    @property
    def wish(self) -> Wish | None:
        """What is to be formatted elsewhere, once all of a big body is there; until it was."""
        media = self._media
        due = self._is_head_only and self._source.complete and self._text is None
        return Wish(media.charset.bom, media.many) if due and media is not None else None

    def take_formatted(self, text: FormattedSource) -> None:
        """Shows this text as soon as it reaches further than what was laid out here."""
        self._text = text
        charset = self._media.charset if self._media else UTF8
        many = self._media is not None and self._media.many
        self._formatted = FormattedJson(text, self._source, charset, many=many)

    @property
    def _is_head_only(self) -> bool:
        own = self._kind is Kind.PRETTY and not isinstance(
            self._layouts.get(Kind.PRETTY), FormattedJson
        )
        return own and self._media is not None and self._source.size > BIG

    def _advance_head(self, layout: Layout, budget: int, *, following: bool) -> bool:
        following = following and not self._source.complete
        if layout.scanned < (BIG if following else _OWN_HEAD):
            layout.advance(budget)
        formatted = self._formatted
        if formatted is None or self._text is None or self._text.failed:
            return self.done
        formatted.advance(budget * _COUNTING)
        if formatted.line_count >= layout.line_count or formatted.done:
            self._heed(formatted)
            self._layouts[Kind.PRETTY] = formatted
        return self.done

    def _heed(self, layout: Layout) -> None:
        """Follows the formatted text to the error that ended it."""
        error = self._text.error if self._text is not None and self._text.complete else None
        if error is not None and isinstance(layout, FormattedJson) and layout.error is None:
            layout.end_at(error)

    @property
    def _foldable(self) -> PrettyJson | FormattedJson | None:
        layout = self._layout
        return layout if isinstance(layout, PrettyJson | FormattedJson) else None

    @property
    def _layout(self) -> Layout:
        layout = self._layouts.get(self._kind)
        if layout is None:
            layout = self._layouts[self._kind] = self._made()
        return layout

    def _made(self) -> Layout:
        media = self._media or Media("")
        if self._kind is Kind.PRETTY:
            return PrettyJson(self._source, media.charset, many=media.many)
        if self._kind is Kind.HEX:
            return HexRows(self._source, narrow=self._narrow)
        if self._kind is Kind.TIDY:
            return TidyLines(self._source, media.charset, media.language)
        return PlainLines(self._source, media.charset, raw=self._kind is Kind.RAW)

    def _recognise(self) -> None:
        """Decides what the body is, once enough of it is there: its head, or all of it."""
        size = self._source.size
        if self._media is not None or not size:
            return
        if size < HEAD and not self._source.complete and not is_clear(self._content_type, size):
            return
        whole = self._source.complete and size <= HEAD
        self._media = recognise(self._source.read(0, HEAD), self._content_type, whole=whole)
        self._layouts.clear()
        if self._media.json:
            self._kind = Kind.PRETTY
        elif self._media.binary:
            self._kind = Kind.HEX

    def _json_row(self, layout: PrettyJson | FormattedJson, row: JsonRow) -> ViewRow:
        text, symbols = visible_spans(row.text, ascii_only=self._ascii_only)
        head = len(text) - row.tail
        in_string = layout.starts_in_string(row.line)
        spans = json_spans(text[:head], in_string=in_string) if layout.is_laid(row.line) else ()
        if row.tail:
            spans += (Span(head, len(text.removesuffix(",")), Role.MUTED),)
        return ViewRow(row.line, row.number, row.fold, text, layered(spans, symbol_spans(symbols)))
