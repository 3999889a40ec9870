"""A whole session by keys alone in a real terminal of 80x24, from an empty directory to quitting.

`WORKBENCH_CAPTURES=DIR` keeps the screen after each step, and the file that came of it, for a
person to look at. It must not wait for a time, only for what is to be seen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.practice import PracticeServer, start

TMUX = shutil.which("tmux")
pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not there")
#: Long enough for a busy machine; a screen that shows what is awaited ends the wait at once.
PATIENCE_S = 20.0
CLIENT = "practice-hour"
FILE = """\
# A collection: one file, written by you, kept in git. Secrets stay outside, in .env.
[collection]
format = 1
name = "Customers"
auth = "api"                          # the preset that every request below uses

[variables]
base_url = "https://api.example.com"

# [environments.staging]              # replaces variables of the same name when it is chosen
# base_url = "https://staging.example.com"

# How requests authenticate: configured once, then fetched, kept and renewed for you.
[auth.api]
type = "oauth2"                       # or basic, bearer, api_key
grant = "client_credentials"
token_url = "https://auth.example.com/oauth/token"
client_id = "your-client-id"
client_secret = "{{env:API_CLIENT_SECRET}}"   # in .env beside this file: API_CLIENT_SECRET=...
# scope = "read:things write:things"
# audience = "https://api.example.com"          # some authorization servers want one
# client_authentication = "client_secret_post"  # left out, it is found by trying

[auth.crm]
type = "oauth2"
grant = "client_credentials"
token_url = "https://practice.example.com/oauth/token"
client_id = "practice-hour"
client_secret = "{{env:CRM_SECRET}}"
scope = "read:customers read:orders"
client_authentication = "client_secret_basic"

[[folder]]
path = "Read"

[[request]]
name = "List customers"
folder = "Read"
method = "GET"
url = "https://practice.example.com/api/customers"
auth = "crm"

[[request]]
name = "One customer"
folder = "Read"
method = "GET"
url = "https://practice.example.com/api/customers/1"
auth = "crm"
"""


@dataclass
class Tmux:
    """One program in a terminal of tmux, on a socket of its own."""

    socket: Path
    captures: Path
    steps: int = field(default=0)

    def tmux(self, *arguments: str) -> str:
        """Run one command of tmux and return what it prints."""
        command = [TMUX or "tmux", "-S", str(self.socket), "-f", "/dev/null", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def begin(self, command: list[str], directory: Path, environment: dict[str, str]) -> None:
        """Start the program; the terminal stays when it has ended."""
        pairs = [f"{name}={value}" for name, value in environment.items()]
        size = ("-x", "80", "-y", "24", "-c", str(directory))
        self.tmux("new-session", "-d", *size, "env", *pairs, *command)
        self.tmux("set-option", "-g", "remain-on-exit", "on")

    def keys(self, *names: str) -> None:
        """Press keys by tmux's names."""
        self.tmux("send-keys", *names)

    def type(self, text: str) -> None:
        """Type over what a field offers, and accept."""
        self.keys("C-u")
        self.tmux("send-keys", "-l", text)
        self.shows(text[-20:])
        self.keys("Enter")

    @property
    def screen(self) -> str:
        """What is to be seen."""
        return self.tmux("capture-pane", "-p")

    def shows(self, *texts: str, without: str = "\0") -> None:
        """Wait until the screen shows all of the texts."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            seen = self.screen
            if all(each in seen for each in texts) and without not in seen:
                self.steps += 1
                (self.captures / f"{self.steps:02}.txt").write_text(seen)
                return
            time.sleep(0.05)
        pytest.fail(f"{texts} is not there, or {without!r} is:\n{self.screen}")

    def until_file(self, file: Path, text: str) -> None:
        """Wait until a file says something."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if file.exists() and text in file.read_text():
                return
            time.sleep(0.05)
        pytest.fail(f"{text!r} is not in the file:\n{self.screen}\n{file.read_text()}")


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticeServer]:
    with start() as server:
        yield server


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Tmux]:
    captures = Path(os.environ.get("WORKBENCH_CAPTURES") or tmp_path / "captures")
    captures.mkdir(parents=True, exist_ok=True)
    opened = Tmux(tmp_path / "tmux", captures)
    yield opened
    subprocess.run(
        [TMUX or "tmux", "-S", str(opened.socket), "kill-server"], check=False, capture_output=True
    )


def test_from_an_empty_directory_to_a_file_as_if_by_hand(
    terminal: Tmux, practice: PracticeServer, private_home: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "work"
    workspace.mkdir()
    file = workspace / "customers.toml"
    terminal.begin(
        [sys.executable, "-m", "workbench", "."],
        workspace,
        {"HOME": str(private_home), "CRM_SECRET": practice.secret_of(CLIENT)[1]},
    )
    terminal.shows("Nothing here yet")
    terminal.keys("a")
    terminal.shows("New collection", "its file's name")
    terminal.type("customers")
    terminal.shows("1 Collections", "List things", "Wrote customers.toml")

    new_preset(terminal, file, practice)
    without_the_examples(terminal, file)
    new_folder(terminal, file)
    new_request(terminal, file, "List customers", f"{practice.api_url}/customers", "]]]")
    new_request(terminal, file, "Get customer", f"{practice.api_url}/customers/1")
    terminal.keys("C-r")
    terminal.shows("200 OK")

    terminal.keys("1")
    terminal.keys("r")
    terminal.shows("the request's name")
    terminal.type("One customer")
    terminal.until_file(file, '"One customer"')
    terminal.shows("One customer", without="the request's name")
    terminal.keys("m")
    terminal.shows("one up")
    terminal.keys("Enter")
    terminal.shows("Moved. U undoes.")
    assert '"One customer"' in file.read_text().partition('"List customers"')[0]
    terminal.keys("U")
    end = 'customers"\nauth = "crm"\n\n[[request]]\nname = "One customer"'
    terminal.until_file(file, end)
    terminal.shows("List customers")
    terminal.keys("q")
    terminal.shows("Pane is dead")
    written = file.read_text()
    (terminal.captures / "customers.toml").write_text(written)
    origin = practice.api_url.removesuffix("/api")
    assert written.replace(origin, "https://practice.example.com") == FILE


def new_preset(terminal: Tmux, file: Path, practice: PracticeServer) -> None:
    """Add one, try it, keep what was found, and save it."""
    terminal.keys("a")
    terminal.shows("Preset", "adds it")
    terminal.keys("j", "j", "Enter")
    terminal.shows("New preset")
    terminal.type("crm")
    terminal.shows("in customers.toml", "token_url")
    for moves, text in (
        (("j", "j"), practice.token_url),
        (("j",), CLIENT),
        (("j",), "{{env:CRM_SECRET}}"),
        (("j", "j"), "read:customers read:orders"),
    ):
        terminal.keys(*moves)
        terminal.keys("Enter")
        terminal.shows("Accept")
        terminal.type(text)
        terminal.shows("^r Try it", text)
    terminal.keys("C-r")
    terminal.shows("client_secret_basic was found by trying")
    terminal.keys("f")
    terminal.shows("kept")
    terminal.keys("w")
    terminal.shows("Saved crm to customers.toml.", without="* unsaved")
    terminal.keys("Escape")
    terminal.shows("1 Collections", "crm ●")


def without_the_examples(terminal: Tmux, file: Path) -> None:
    """Delete what the starter shows as an example."""
    for name in ("Things", "Health"):
        terminal.keys("g")
        terminal.keys("j")
        terminal.keys("d")
        terminal.shows(f'Delete {"the folder " if name == "Things" else ""}"{name}"')
        terminal.keys("y")
        terminal.shows("1 Collections", without=name + " ")
    assert "[[request]]" not in file.read_text()


def new_folder(terminal: Tmux, file: Path) -> None:
    terminal.keys("a")
    terminal.shows("Folder", "adds it")
    terminal.keys("j", "Enter")
    terminal.shows("New folder", "its name, in customers.toml")
    terminal.type("Read")
    terminal.until_file(file, 'path = "Read"')
    terminal.shows("▸ Read", 'Added the folder "Read"')


def new_request(terminal: Tmux, file: Path, name: str, url: str, tabs: str = "") -> None:
    """Begin a request beside the cursor; give it an address, the preset and a name.

    `tabs` lead to Auth, where the pane stays from one request to the next.
    """
    terminal.keys("1")
    terminal.keys("C-n")
    terminal.shows("New request", "esc")
    terminal.type(url)
    terminal.shows("^r Send", url, "w Save")
    terminal.keys("2", *tabs)
    terminal.shows("this request")
    terminal.keys("Enter")
    terminal.shows("Accept")
    terminal.type("crm")
    terminal.shows("this request    crm", "w Save")
    terminal.keys("w")
    terminal.until_file(file, url + '"')
    terminal.shows("Saved customers.toml.")
    terminal.keys("1")
    terminal.shows("New request", "1 Collections")
    terminal.keys("r")
    terminal.shows("the request's name")
    terminal.type(name)
    terminal.until_file(file, f'name = "{name}"')
    terminal.shows(name, without="New request")
