"""Which variables that hold for this session only a preset's token is asked with.

Must not render: what a value stands for is not looked at, only its name and text.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from workbench.domain.template import Variable, parse_template
from workbench.engine.effective import Layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.domain.presets import Preset
    from workbench.engine.effective import Defined

Variant = tuple[tuple[str, str], ...]
#: What of a preset does not change its token.
_ASIDE = frozenset({"description", "requires", "extensions"})


def with_value(values: Mapping[str, str], name: str, value: str | None) -> dict[str, str]:
    """Return a session's values with one more, or without it where `value` is None."""
    others = {each: text for each, text in values.items() if each != name}
    return others if value is None else {**others, name: value}


def variant_of(preset: Preset, variables: Mapping[str, Defined]) -> Variant:
    """Return the session's values that a preset names, itself or through other variables."""
    names: set[str] = set()
    texts = list(_texts(preset))
    while texts:
        for piece in parse_template(texts.pop()):
            if isinstance(piece, Variable) and piece.name not in names:
                names.add(piece.name)
                found = variables.get(piece.name)
                if found is not None and not found.literal:
                    texts.append(found.value)
    return tuple(
        (name, variables[name].value)
        for name in sorted(names & variables.keys())
        if variables[name].whence.layer is Layer.SESSION
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for each in fields(value):
            if each.name not in _ASIDE:
                yield from _texts(getattr(value, each.name))
