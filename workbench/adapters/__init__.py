"""Adapters: the world as the engine's ports want it.

Must not decide anything.
"""

import sys

# httpx imports its own command line, and rich with it, where rich is installed; neither is ours.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # None: "cannot be imported"
