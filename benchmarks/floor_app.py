"""The least that a Textual program with four panes costs: the floor that ours stands on.

It must not do anything but show a tree, a field and two texts.
"""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static, TextArea, Tree


class Floor(App[None]):
    """Four panes and nothing behind them."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "Tree { width: 30; } Static { height: 1fr; } TextArea { height: 1fr; }"

    def compose(self) -> ComposeResult:
        """Put the panes beside each other."""
        with Horizontal():
            tree: Tree[None] = Tree("floor")
            tree.root.expand()
            for number in range(20):
                tree.root.add_leaf(f"request {number}")
            yield tree
            with Vertical():
                yield Input()
                yield TextArea("text")
            yield Static("token")


if __name__ == "__main__":
    Floor().run()
