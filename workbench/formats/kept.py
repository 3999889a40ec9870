"""Keeps what another tool said in `extensions`, and gives it back as it was.

Must not lose a value: what TOML does not have is kept as the text of its JSON.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_JSON = "json"


def sealed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as `extensions` hold them: short ones as they are, others as JSON."""
    return {name: _sealed(value) for name, value in values.items()}


def unsealed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was sealed; what a person wrote by hand instead stays as it is."""
    return {name: _unsealed(value) for name, value in values.items()}


def _sealed(value: Any) -> Any:
    match value:
        case bool() | str():
            return value
        case int() if -(2**63) <= value < 2**63:
            return value
        case float() if math.isfinite(value):
            return value
    return {_JSON: json.dumps(value, ensure_ascii=False, indent=2)}


def _unsealed(value: Any) -> Any:
    if isinstance(value, dict) and list(value) == [_JSON] and isinstance(value[_JSON], str):
        try:
            return json.loads(value[_JSON])
        except (ValueError, RecursionError):
            return value[_JSON]
    return value
