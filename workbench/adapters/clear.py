"""What is hidden, in clear, for the moment a person asked for.

Must not be called without that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.secret import Rendered, Secret


def in_clear(value: Secret | Rendered) -> str:
    """Return the text itself."""
    return value.reveal()
