"""What a person wants done, as messages from panes and windows up to the app, past tense.

The app turns each into one call on the workbench, in a worker. Must not do anything by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from workbench.domain.collection import RequestSpec
    from workbench.domain.errors import WorkbenchError
    from workbench.domain.http import Body
    from workbench.domain.problem import Problem
    from workbench.domain.workspace import RequestRef
    from workbench.engine.diagnosis import Finding
    from workbench.engine.token_view import PresetKey
    from workbench.tui.diagnoses import Explained
    from workbench.tui.response.reading import Reading
    from workbench.tui.session import Past
    from workbench.tui.tokens import TokenWork


class RequestOpened(Message):
    """A request was chosen to be looked at; with `go` the focus follows."""

    def __init__(self, ref: RequestRef, *, go: bool = True) -> None:
        super().__init__()
        self.ref = ref
        self.go = go


class PastOpened(Message):
    """An exchange of the history was chosen."""

    def __init__(self, past: Past) -> None:
        super().__init__()
        self.past = past


class FileOpened(Message):
    """A broken file was chosen, or what is wrong with `workbench.toml`; by absolute path."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path


class DraftEdited(Message):
    """The request was changed to this; equal to what the file has, it is no edit any more."""

    def __init__(self, ref: RequestRef, spec: RequestSpec) -> None:
        super().__init__()
        self.ref = ref
        self.spec = spec


class TextTyped(Message):
    """The request would be this if what is being typed were accepted; None once that is over."""

    def __init__(self, ref: RequestRef, spec: RequestSpec | None) -> None:
        super().__init__()
        self.ref = ref
        self.spec = spec


class SendAsked(Message):
    """The open request is to be sent."""


class DiagnosisAsked(Message):
    """The change of a finding is to be made and sent, or without one the experiments to be run."""

    def __init__(self, explained: Explained, finding: Finding | None) -> None:
        super().__init__()
        self.explained = explained
        self.finding = finding


class SaveAsked(Message):
    """What is unsaved in the file of the open request is to be written."""


class CopyAsked(Message):
    """A text is to be copied; `what` goes after `Copied`, such as `the value of id`."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__()
        self.text = text
        self.what = what


class BodySaveAsked(Message):
    """A body is to be written to a file; the app asks before it overwrites one."""

    def __init__(self, body: Body, path: str) -> None:
        super().__init__()
        self.body = body
        self.path = path


class BodyPaged(Message):
    """The text of a body is to be looked at in the person's pager."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


class PresetOpened(Message):
    """A preset is to be shown in the Token pane; with `go` the focus follows."""

    def __init__(self, key: PresetKey, *, go: bool = True) -> None:
        super().__init__()
        self.key = key
        self.go = go


class PresetEditAsked(Message):
    """The form of a preset is to open."""

    def __init__(self, key: PresetKey) -> None:
        super().__init__()
        self.key = key


class RenewAsked(Message):
    """A token is to be had now, whatever its state."""

    def __init__(self, key: PresetKey) -> None:
        super().__init__()
        self.key = key


class ForgetAsked(Message):
    """A token is to be taken from memory; of all presets without a key."""

    def __init__(self, key: PresetKey | None) -> None:
        super().__init__()
        self.key = key


class TokenAsked(Message):
    """Something is to be done about a token: `what` says it, see `tokens`."""

    def __init__(self, what: TokenWork) -> None:
        super().__init__()
        self.what = what


class EnvironmentChosen(Message):
    """Another environment, or none, is to hold."""

    def __init__(self, name: str | None) -> None:
        super().__init__()
        self.name = name


class Said(Message):
    """What went right, as one sentence; shown muted in the footer for 4 s."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class WentWrong(Message):
    """What went wrong outside a send; shown in a panel above the footer, and kept in the log."""

    def __init__(self, error: WorkbenchError) -> None:
        super().__init__()
        self.error = error


class SearchOpened(Message):
    """The search line is to open for the pane that posted it (`Pane.search_*` are then called)."""

    def __init__(self, text: str = "", kind: str = "") -> None:
        super().__init__()
        self.text = text
        self.kind = kind


class TreeEditAsked(Message):
    """What is under the tree's cursor is to be changed: `add`, `rename`, `duplicate` ..."""

    def __init__(self, what: str, key: object) -> None:
        super().__init__()
        self.what = what
        self.key = key


class FixAsked(Message):
    """What was meant is to be written into a broken file that has this text."""

    def __init__(self, path: str, text: str, problem: Problem) -> None:
        super().__init__()
        self.path = path
        self.text = text
        self.problem = problem


class CurlPasted(Message):
    """A curl command was pasted where something else is typed; it is to be offered as a request."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
