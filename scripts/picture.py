"""Draws the picture of the README: the real screen on a practice server of its own, as SVG.

It must not be edited by hand afterwards: what it shows is what the screen shows.

    python -m scripts.picture docs/screenshot.svg
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

from tests.support.practice import start
from tests.tui.screens import opened

KEYS = ("j", "ctrl+r")
#: The port that a person would see who has nothing else there.
_PORT = re.compile(r"127\.0\.0\.1:\d+")
#: Textual's picture would fetch its font from the network; every reader has one of their own.
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def main() -> int:
    """Returns 0 once the picture is written."""
    parser = argparse.ArgumentParser(description="Draw the real screen as SVG.")
    parser.add_argument("target", type=Path)
    parser.add_argument("--size", default="120x40", help="columns x rows")
    parser.add_argument("--keys", nargs="*", default=KEYS, help="what is pressed before")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, XDG_STATE_HOME=home, XDG_CONFIG_HOME=home)
        svg = asyncio.run(drawn(given.size, tuple(given.keys)))
    given.target.write_text(svg, encoding="utf-8")
    print(f"{given.target}: {len(svg):,} characters")
    return 0


async def drawn(size: str, keys: tuple[str, ...]) -> str:
    """The screen after some keys, with the focus on the answer."""
    with start(latency=(20, 80)) as server:
        async with opened(server.workspace, size) as screen:
            for key in (*keys, "3"):
                await screen.press(key)
                await screen.until(lambda: not screen.app.sends.flying)
            await screen.pilot.pause(0.5)
            svg = _FONTS.sub("", screen.app.export_screenshot())
            return _PORT.sub("127.0.0.1:8765", svg).replace("Fira Code", "ui-monospace")


if __name__ == "__main__":
    sys.exit(main())
