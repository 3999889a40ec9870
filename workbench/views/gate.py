"""The one gate between text of others and the terminal: what cannot be seen comes out as a symbol.

It colours nothing and measures nothing; no text of a server, file or collection goes around it.

C0 and DEL become the control pictures of U+2400 (one cell: `␛ ␇ ␊`), unusual blanks `␣`, all else
that a terminal would act on, or a person would not see, its name or code point in brackets: `⟨RLO⟩
⟨ZWJ⟩ ⟨U+009B⟩`. ZWJ is shown inside emoji too. Every symbol is printable itself, so passing twice
changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

_NAMES = {
    0x85: "NEL",
    0x90: "DCS",
    0x9B: "CSI",
    0x9C: "ST",
    0x9D: "OSC",
    0xAD: "SHY",
    0x34F: "CGJ",
    0x61C: "ALM",
    0x200B: "ZWSP",
    0x200C: "ZWNJ",
    0x200D: "ZWJ",
    0x200E: "LRM",
    0x200F: "RLM",
    0x2028: "LS",
    0x2029: "PS",
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2060: "WJ",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
    0xFEFF: "BOM",
}
_C0 = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI "
    "DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
).split()
#: What the gate may write, besides code points: the names of its symbols, between line ends.
NAMES = "\n".join((*_NAMES.values(), *_C0, "DEL"))

# Printable to Unicode, yet drawn as nothing: Hangul fillers, the blank Braille cell, selectors of
# variants.
_UNSEEN = r"\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U000e0100-\U000e01ef"
_UNSEEN_CHARACTER = re.compile(f"[{_UNSEEN}]")
# Candidates; which of them are printable, the table below decides. U+FE00..FE0F stay: they only
# choose an emoji's look.
_SUSPECT = re.compile("[^ -~\u00a1-\u00ac\u00ae-\u02ff\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")

_IDEOGRAPHIC_SPACE = "\u3000"


def visible(text: str, *, ascii_only: bool = False) -> str:
    """The text as it may reach a terminal, on one line: a line end left in it is `␊`, a tab `␉`.

    `ascii_only` spells the symbols in ASCII (`<ESC>`, `<RLO>`); printable text of any script stays.
    """
    if _is_clean(text):
        return text
    symbols = _ASCII if ascii_only else _UNICODE
    return _SUSPECT.sub(lambda match: symbols[match[0]], text)


def visible_spans(
    text: str, *, ascii_only: bool = False
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """What `visible` returns, and the [start, end) of each run of symbols in it."""
    if _is_clean(text):
        return text, ()
    symbols = _ASCII if ascii_only else _UNICODE
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    done = at = 0
    for match in _SUSPECT.finditer(text):
        symbol = symbols[match[0]]
        if symbol == match[0]:
            continue
        pieces += (text[done : match.start()], symbol)
        at += match.start() - done
        if spans and spans[-1][1] == at:
            spans[-1] = (spans[-1][0], at + len(symbol))
        else:
            spans.append((at, at + len(symbol)))
        at += len(symbol)
        done = match.end()
    return "".join(pieces) + text[done:], tuple(spans)


def expand_tabs(text: str, size: int = 4) -> str:
    """The text with its tabs as blanks up to the next multiple of `size` characters."""
    return text.expandtabs(size) if "\t" in text else text


def _is_clean(text: str) -> bool:
    if text.isascii():
        return text.isprintable()
    return text.isprintable() and _UNSEEN_CHARACTER.search(text) is None


def _passes(character: str) -> bool:
    if character == _IDEOGRAPHIC_SPACE:
        return True
    return character.isprintable() and _UNSEEN_CHARACTER.match(character) is None


class _Symbols(dict[str, str]):
    """The symbol of each character, looked up once; a dict, since `__missing__` is its hook."""

    def __init__(self, opening: str, closing: str) -> None:
        super().__init__()
        self._opening, self._closing = opening, closing

    def __missing__(self, character: str) -> str:
        code = ord(character)
        symbol = character if _passes(character) else self._symbol(character, code)
        if len(self) < 4096:
            self[character] = symbol
        return symbol

    def _symbol(self, character: str, code: int) -> str:
        if self._opening == "⟨":
            if code < 0x20:
                return chr(0x2400 + code)
            if code == 0x7F:
                return "␡"
            if unicodedata.category(character) == "Zs":
                return "␣"
        if code < 0x20:
            name = _C0[code]
        else:
            name = "DEL" if code == 0x7F else _NAMES.get(code, f"U+{code:04X}")
        return f"{self._opening}{name}{self._closing}"


_UNICODE = _Symbols("⟨", "⟩")
_ASCII = _Symbols("<", ">")
