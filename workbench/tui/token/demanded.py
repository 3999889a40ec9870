"""What APIs demanded of a preset's tokens, and what they say of themselves where it was fetched.

Must not fetch anything: it shows the address, and the key that does.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from workbench.tui.fold import fold
from workbench.tui.paint import Line, Role, Row, Run
from workbench.tui.token.form import capped, lines, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.engine.demands import Demand
    from workbench.tui.token.form import Shape
    from workbench.tui.token.moment import Moment

#: The members of a resource's metadata that are shown (RFC 9728 2).
_SHOWN = (
    "resource",
    "authorization_servers",
    "scopes_supported",
    "bearer_methods_supported",
    "dpop_bound_access_tokens_required",
)


def demands_section(demands: Sequence[Demand], shape: Shape, moment: Moment) -> list[Row]:
    """Return each origin's last challenge; nothing where none came."""
    rows: list[Row] = []
    for each in demands:
        status = f"{each.status}{f' {each.error}' if each.error else ''}"
        said = f"{status} at {moment.clock(each.at)}"
        rows += lines((Run(str(each.origin)), Run(f"   {said}", Role.MUTED)), shape.room)
        if each.resource_metadata:
            rows += _metadata(each, shape)
    return shape.section("demanded", capped(rows))


def _metadata(demand: Demand, shape: Shape) -> list[Row]:
    address = shortened(demand.resource_metadata)
    if not demand.metadata:
        line: Line = (
            Run("metadata ", Role.MUTED),
            Run(address),
            Run("   m", Role.ACCENT, bold=True),
            Run(" fetches it", Role.MUTED),
        )
        return [Row(each, selectable=False) for each in fold(line, shape.room)]
    rows = lines((Run(f"says {address}", Role.MUTED),), shape.room)
    for name in _SHOWN:
        if name in demand.metadata:
            value = demand.metadata[name]
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            rows += lines((Run(f"{name} ", Role.MUTED), Run(shortened(text))), shape.room)
    return rows
