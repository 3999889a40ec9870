"""Collection files as people write them: comments in every legal place, odd spacing, other forms.

It must not change what a text says.
"""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import strategies as st

from workbench.domain.collection import Collection
from workbench.formats.outline import Outline
from workbench.formats.toml_blocks import dump_collection
from workbench.formats.toml_values import inline, key

_WORDS = st.sampled_from(["why", "= [x]", '"quoted"', "'''", "[request]", "  spaced", "Zürich ✓"])


class Mess:
    """Draws one way to write a text; every comment is told apart by its number."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw
        self._count = 0

    def chance(self, of: int) -> bool:
        return bool(self._draw(st.integers(0, of - 1)) == 0)

    def comment(self) -> str:
        self._count += 1
        return f"# {self._count} {self._draw(_WORDS)}"

    def beside(self) -> str:
        return self._draw(st.sampled_from(["", "", "  "])) + (
            self.comment() if self.chance(3) else ""
        )

    def above(self) -> list[str]:
        lines: list[str] = []
        for _ in range(self._draw(st.integers(0, 2))):
            if self.chance(2):
                lines.append(self._draw(st.sampled_from(["", "  "])) + self.comment())
            else:
                lines.append(self._draw(st.sampled_from(["", "", " \t"])))
        return lines

    def value(self, value: Any, written: str) -> str:
        """Write a list over lines, a table with other spacing; what is else stays as it is."""
        if isinstance(value, list) and value and self.chance(2):
            inside = ""
            for each in value:
                inside += "".join(f"  {line}\n" for line in self.above())
                inside += f"  {inline(each)} ,{self.beside()}\n"
            return f"[{self.beside()}\n{inside}{' ' if self.chance(2) else ''}]"
        if isinstance(value, dict) and value and self.chance(2):
            return "{" + ",   ".join(f"{key(n)}={inline(v)}" for n, v in value.items()) + "}"
        return written


@st.composite
def messy(draw: Any, collection: Collection) -> str:
    """One collection, written by somebody with habits of their own."""
    text = dump_collection(collection)
    outline = Outline(text)
    document = tomllib.loads(text)
    mess = Mess(draw)
    lines: list[str] = []
    for each in outline.statements:
        lines += mess.above()
        indent = draw(st.sampled_from(["", "", "", "  ", "\t"]))
        if each.brackets:
            inner = text[each.parts[0][1].start : each.parts[-1][1].end]
            pad = " " if mess.chance(4) else ""
            opening, closing = "[" * each.brackets, "]" * each.brackets
            lines.append(f"{indent}{opening}{pad}{inner}{pad}{closing}{mess.beside()}")
            continue
        value: Any = document
        for step in each.path:
            value = value[step]
        assert each.value is not None
        written = mess.value(value, text[each.value.start : each.value.end])
        equals = draw(st.sampled_from([" = ", "=", "  =  ", "\t= "]))
        name = text[each.parts[0][1].start : each.parts[-1][1].end]
        lines.append(f"{indent}{name}{equals}{written}{mess.beside()}")
    lines += mess.above()
    made = "\n".join(lines) + draw(st.sampled_from(["\n", "\n", ""]))
    assert repr(tomllib.loads(made)) == repr(document)
    return made
