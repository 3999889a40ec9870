"""Commands as they really run: without a shell, a terminal, or anything left behind."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
from pathlib import Path

import pytest

from workbench.adapters.commands import MOST, output_of
from workbench.domain.errors import UsageError


def python(code: str) -> str:
    return shlex.join([sys.executable, "-c", code])


async def failure(command: str, directory: Path, **options: float) -> UsageError:
    with pytest.raises(UsageError) as caught:
        await output_of(command, str(directory), **options)
    return caught.value


@pytest.mark.parametrize(
    ("printed", "value"), [("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), (" a ", " a "), ("", "")]
)
async def test_the_last_newline_is_left_out(tmp_path: Path, printed: str, value: str) -> None:
    found = await output_of(python(f"print({printed!r}, end='')"), str(tmp_path))
    assert found.reveal() == value


async def test_no_shell_reads_it_and_it_runs_in_the_directory(tmp_path: Path) -> None:
    code = "import os, sys; print(os.getcwd(), *sys.argv[1:])"
    found = await output_of(f"{python(code)} '$HOME' `id` ; touch owned", str(tmp_path))
    assert found.reveal() == f"{os.path.realpath(tmp_path)} $HOME `id` ; touch owned"
    assert list(tmp_path.iterdir()) == []


async def test_it_has_no_input_and_no_terminal(tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "try: os.open('/dev/tty', os.O_RDWR); print('a terminal')\n"
        "except OSError: print(repr(sys.stdin.read()))"
    )
    assert (await output_of(python(code), str(tmp_path))).reveal() == "''"


async def test_a_failure_says_the_status_and_stderr_and_not_what_was_printed(
    tmp_path: Path,
) -> None:
    code = "import sys; print('s3' + 'cret'); print('no such entry', file=sys.stderr); sys.exit(3)"
    error = await failure(python(code), tmp_path)
    assert error.message.endswith("ended with status 3.")
    assert error.hint == "stderr: no such entry"
    assert "s3cret" not in f"{error.message}{error.hint}{error.fix}"


async def test_what_is_no_program_and_no_words_is_said(tmp_path: Path) -> None:
    error = await failure("no-such-program x", tmp_path)
    assert (error.message, "No such file" in error.hint) == (
        "no-such-program x could not be started.",
        True,
    )
    assert "No closing quotation" in (await failure("echo 'a", tmp_path)).hint
    assert "could not be started" in (await failure("''", tmp_path)).message
    assert "UTF-8" in (await failure(python(r"import os; os.write(1, b'\xff')"), tmp_path)).message


async def test_more_than_a_value_holds_is_refused_without_waiting_for_ever(tmp_path: Path) -> None:
    error = await failure(python(f"print('x' * {4 * MOST})"), tmp_path)
    assert "1,048,576 bytes" in error.message


async def test_one_that_takes_too_long_is_ended_with_all_it_started(tmp_path: Path) -> None:
    error = await failure(python(CHILDREN), tmp_path, timeout=0.0)
    assert "took longer than 0 s" in error.message


CHILDREN = (
    "import os, subprocess, sys\n"
    "child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)\n"
    "open('pids', 'w').write(f'{os.getpid()} {child.pid} ')\n"
    "child.wait()\n"
)


async def test_cancelling_ends_it_with_all_that_it_started(tmp_path: Path) -> None:
    task = asyncio.create_task(output_of(python(CHILDREN), str(tmp_path)))
    while not (tmp_path / "pids").exists() or not (tmp_path / "pids").read_text().endswith(" "):
        await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    own, child = map(int, (tmp_path / "pids").read_text().split())
    with pytest.raises(ProcessLookupError):
        os.kill(own, 0)
    # Its child is reaped by whoever adopts orphans; a zombie has nothing left of a process.
    while is_running(child):
        await asyncio.sleep(0.001)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
