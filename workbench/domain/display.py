"""How a person wants the screen, whatever is on it.

Must not say what any of it looks like.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """What `config.toml` in the person's own configuration directory says.

    `keymap` has keys, with commas between them, by the ids of what they do. `ascii` None means
    that the locale decides. `problems` are sentences about what could not be used.
    """

    theme: str = ""
    keymap: Mapping[str, str] = field(default_factory=dict)
    ascii: bool | None = None
    animation: bool = False
    problems: tuple[str, ...] = ()
