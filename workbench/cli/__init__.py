"""The command line: the same engine without a screen.

Must not import Textual, and must not reach an adapter.
"""

from __future__ import annotations

from workbench.cli.commands import main

__all__ = ["main"]
