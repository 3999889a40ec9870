"""Reads a built wheel and says what it lacks or holds too much of; it must not install it.

python -m scripts.check_wheel dist/workbench_tui-0.1.0-py3-none-any.whl
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "workbench"
LEFT_OUT = ("__pycache__", ".mypy_cache", ".ruff_cache")


def expected() -> set[str]:
    """Every file of the package directory, as the wheel should name it."""
    return {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and not any(part in LEFT_OUT for part in path.parts)
    }


def problems(wheel: Path) -> list[str]:
    """One line for each file that is missing or does not belong."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    own = {name for name in names if not name.partition("/")[0].endswith(".dist-info")}
    return [
        *(f"missing from the wheel: {name}" for name in sorted(expected() - own)),
        *(f"not of the package: {name}" for name in sorted(own - expected())),
    ]


def main() -> int:
    """Returns 1 and says why when the wheel is not the package and nothing else."""
    wheel = Path(sys.argv[1])
    found = problems(wheel)
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        print(f"{wheel.name}: {len(expected())} files, the package and nothing else")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
