"""Saves what was edited, does to files what was asked for, and takes both back.

    draft ──w──▶ file        what changed on disk meanwhile is kept; the same value: a choice
    tree  ──────▶ file        at once; U puts the text back as long as nobody wrote since

Must not draw, or know how a file is written.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.domain.edits import RequestEdit, Unsaved
from workbench.domain.errors import SaveFailed, UsageError, WorkbenchError
from workbench.domain.workspace import CollectionFile, RequestRef
from workbench.tui.drafts import Drafts
from workbench.tui.front import FollowsFiles
from workbench.tui.keeping import Keeping
from workbench.tui.layout import PaneName
from workbench.tui.session import Change
from workbench.views.durations import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.domain.collection import RequestSpec
    from workbench.domain.edits import Clash, Edit, Saved
    from workbench.tui.app import WorkbenchApp

#: How long (characters) a value is at most where two versions are put side by side.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to a file: its text before and after, None where there was or is no file.

    One that is `joined` is taken back together with the one before it. Where a draft got a file,
    `kept` says which it was, and what the request is called there.
    """

    path: str
    before: str | None
    after: str | None
    said: str
    joined: bool = False
    kept: tuple[Unsaved, RequestRef] | None = None


class Saves:
    """Writes files for the app, one after the other."""

    def __init__(self, app: WorkbenchApp) -> None:
        """Start with nothing done."""
        self._app = app
        self.keeping = Keeping(app, self.write)
        self.drafts = Drafts(app, self)
        self._turn = asyncio.Lock()
        self._done: list[Done] = []
        self._told = self._journaled = False
        self._typed: Unsaved | None = None

    # Drafts.

    def save(self, path: str) -> None:
        """Write what is unsaved in a file."""
        here = self._app.session.ref
        if self.drafts.has(here) and here.file == path:
            self.drafts.save(here)
            return

        async def saving() -> None:
            await self.saving(path)

        self._app.attempt(saving())

    async def saving(self, path: str) -> bool:
        """Write what is unsaved in a file; tell whether all of it is in there now."""
        session = self._app.session
        fixed = bool(self.keeping.of(path))
        if fixed and not await self.keeping.saving(path):
            return False
        if self._app.workbench.workspace.is_drafts(path):
            return await self.drafts.keep_all()
        refs = [ref for ref in session.drafts if ref.file == path]
        if not refs:
            if not fixed:
                self._app.say("Nothing is unsaved here.")
            return True
        edits = [RequestEdit(session.bases.get(ref), session.drafts[ref]) for ref in refs]
        written = [session.drafts[ref] for ref in refs]
        if not await self.write(path, edits, f"Saved {PurePath(path).name}."):
            return False
        for ref, spec in zip(refs, written, strict=True):
            found = self._app.workbench.workspace.request(ref)
            now = session.drafts.get(ref)
            if now is not None and now != spec and found is not None:
                # More was typed while the file was written: that is an edit of what is there now.
                session.bases[ref] = found[1]
            else:
                session.let_go_draft(ref)
        self._app.changed(Change.EDITED)
        return True

    async def save_all(self) -> bool:
        """Write everything that is unsaved; tell whether all of it is in its files now."""
        session = self._app.session
        for path in dict.fromkeys(each.file for each in (*session.drafts, *session.fixes)):
            if not await self.saving(path):
                return False
        return True

    # Files.

    async def write_all(
        self, edits: Mapping[str, Sequence[Edit]], said: str, *, joined: bool = False
    ) -> bool:
        """Write edits into several files, one after the other; one undo takes all back.

        With `joined` also what was done before.
        """
        start = len(self._done) - joined
        for path, each in edits.items():
            if not await self.write(path, each, said, joined=len(self._done) > start):
                return False
        return True

    async def write(
        self, path: str, edits: Sequence[Edit], said: str, *, joined: bool = False
    ) -> bool:
        """Write edits into a file, asking where two versions differ; tell whether they are there.

        Raises `WorkbenchError` where the file could not be written.
        """
        async with self._turn:
            files = self._app.workbench.files
            saved = await asyncio.to_thread(files.save, path, edits)
            if saved.clashes and not saved.after:
                wins = await self._choose(path, saved.clashes)
                if wins is None:
                    self._app.say("Nothing was written; the edit is kept.")
                    return False
                saved = await asyncio.to_thread(files.save, path, edits, there_wins=wins)
            return await self._settle(path, saved, said, joined=joined)

    async def _settle(self, path: str, saved: Saved, said: str, *, joined: bool) -> bool:
        if saved.beside:
            raise SaveFailed(
                f"{PurePath(path).name} was not saved.",
                saved.why,
                f"The new text is in {PurePath(saved.beside).name} beside it; the edit is kept.",
            )
        if saved.after != saved.before:
            self._done.append(Done(path, saved.before, saved.after, said, joined=joined))
        await self.read_again()
        self._app.say(said)
        return True

    async def _choose(self, path: str, clashes: Sequence[Clash]) -> bool | None:
        """Ask which version holds; True for the file's, None for neither."""
        first = clashes[0]
        more = f" (and {len(clashes) - 1} more)" if len(clashes) > 1 else ""
        question = (
            f"{first.where} changed in {PurePath(path).name}, too{more}. "
            f"Mine: {_short(first.here)}  The file's: {_short(first.there)}"
        )
        answers = (("m", "write mine"), ("t", "take the file's"))
        key = await self._app.front.footer.choose(question, answers, "neither")
        return {"m": False, "t": True}.get(key)

    async def read_again(self) -> None:
        """Read the files again, and tell the panes."""
        app = self._app
        await asyncio.to_thread(app.workbench.reload)
        app.session.forget_gone(app.workbench.workspace)
        app.changed(Change.FILES)
        if isinstance(app.screen, FollowsFiles):
            app.screen.files_changed()

    async def create(self, path: str, text: str, said: str) -> None:
        """Write a new file."""
        await asyncio.to_thread(self._app.workbench.files.write_new, path, text)
        self._done.append(Done(path, None, text, said))
        await self.read_again()
        self._app.say(said)

    async def delete(self, path: str) -> None:
        """Remove a file."""
        text = await asyncio.to_thread(self._app.workbench.files.delete, path)
        said = f"Deleted {PurePath(path).name}. U undoes."
        self._done.append(Done(path, text, None, said))
        for ref in [ref for ref in self._app.session.drafts if ref.file == path]:
            self._app.session.let_go_draft(ref)
        await self.read_again()
        self._app.say(said)

    def gave_a_file(self, draft: Unsaved, ref: RequestRef) -> None:
        """Note that what was done last gave a draft a file, so that undoing it makes it one."""
        self._done[-1] = replace(self._done[-1], kept=(draft, ref))

    # Back and forth.

    @property
    def has_done(self) -> bool:
        """Tell whether something was done to files that could be taken back."""
        return bool(self._done)

    def undo(self, ref: RequestRef | None, *, in_tree: bool) -> None:
        """Take the last change back: in the tree of the files, elsewhere of the open request."""
        session, workspace = self._app.session, self._app.workbench.workspace
        now = session.spec(workspace, ref) if ref else None
        found = workspace.request(ref) if ref else None
        written = found[1] if found else None
        explaining = self._app.sends.explaining
        if in_tree and self._done:
            self._app.attempt(self._put_back())
        elif explaining.undoes(ref):
            explaining.undo()
        elif ref is not None and now is not None and session.undo(ref, now, written):
            self._app.changed(Change.EDITED)
        else:
            self._app.say("There is nothing to undo here.")

    def redo(self, ref: RequestRef | None) -> None:
        """Do again what was taken back of the open request."""
        session, workspace = self._app.session, self._app.workbench.workspace
        now = session.spec(workspace, ref) if ref else None
        found = workspace.request(ref) if ref else None
        written = found[1] if found else None
        if ref is not None and now is not None and session.redo(ref, now, written):
            self._app.changed(Change.EDITED)
        else:
            self._app.say("There is nothing to do again here.")

    async def _put_back(self) -> None:
        first = last = self._done[-1]
        await self._put_one_back(last)
        while last.joined:
            last = self._done[-1]
            await self._put_one_back(last)
        if first.kept is not None:
            self.drafts.back(*first.kept)
        await self.read_again()
        self._app.say(f"Undone: {first.said.removesuffix(' U undoes.')}")

    async def _put_one_back(self, last: Done) -> None:
        files = self._app.workbench.files
        name = PurePath(last.path).name
        if last.before is None:
            text = await asyncio.to_thread(files.delete, last.path)
            if text != last.after:
                await asyncio.to_thread(files.write_new, last.path, text)
                raise _changed_since(name)
        elif last.after is None:
            await asyncio.to_thread(files.write_new, last.path, last.before)
        elif not await asyncio.to_thread(files.restore, last.path, last.after, last.before):
            self._done.pop()
            raise _changed_since(name)
        self._done.pop()

    # The journal.

    def typed(self, ref: RequestRef, spec: RequestSpec | None) -> None:
        """Keep what is being typed as if it were accepted; None once it was, or was given up."""
        found = self._app.workbench.workspace.request(ref)
        before = self._app.session.bases.get(ref) or (found[1] if found else None)
        self._typed = Unsaved(ref, before, spec) if spec is not None and spec != before else None
        self.journal()

    def journal(self) -> None:
        """Keep what is unsaved where the next start finds it."""
        app = self._app
        unsaved = self._unsaved()
        if not unsaved and not self._journaled:
            return
        self._journaled = bool(unsaved)
        try:
            app.workbench.files.journal.write(unsaved)
        except OSError as error:
            if not self._told:
                self._told = True
                app.went_wrong(
                    SaveFailed(
                        "Unsaved edits could not be kept for the next start.",
                        f"{error.strerror or error}.",
                        "Save with w as you go.",
                    )
                )

    def _unsaved(self) -> list[Unsaved]:
        session = self._app.session
        edits = {
            ref: Unsaved(ref, session.bases.get(ref), spec) for ref, spec in session.drafts.items()
        }
        if self._typed is not None:
            edits[self._typed.ref] = self._typed
        return list(edits.values())

    async def offer(self) -> None:
        """Offer the edits that an earlier session left; to be awaited in a worker."""
        app = self._app
        left = await asyncio.to_thread(app.workbench.files.journal.left_behind)
        usable = [each for each in left if self._fits(each)]
        if not usable:
            return
        name = usable[0].ref.label.rpartition("/")[2]
        what = f'"{name}"' if len(usable) == 1 else counted(len(usable), "request")
        question = f"An earlier session ended with unsaved edits of {what}."
        if not await app.base.footer.ask(question, yes=("y", "take them back"), no="later"):
            return
        for each in usable:
            app.session.drafts.setdefault(each.ref, each.after)
            if each.before is not None:
                app.session.bases.setdefault(each.ref, each.before)
        try:
            self._journaled = True
            await asyncio.to_thread(app.workbench.files.journal.take_over, self._unsaved())
        except OSError as error:
            raise UsageError("The journal could not be written.", f"{error}.") from error
        if app.main is None:
            app.session.open(usable[0].ref)
            await app.show_workspace()
        app.open_request(usable[0].ref, go=True)
        app.changed(Change.EDITED)
        app.say(f"Took back the edits of {what}; w saves them.")
        if app.main is not None:
            # A start may be asked before it has given the focus to anything.
            app.call_after_refresh(app.main.focus_pane, PaneName.REQUEST)

    def _fits(self, each: Unsaved) -> bool:
        """Tell whether an edit has a place and is not in the file already."""
        file = self._app.workbench.workspace.file(each.ref.file)
        if not isinstance(file, CollectionFile):
            return False
        return file.collection.request(each.ref.label) != each.after


def _changed_since(name: str) -> WorkbenchError:
    return UsageError(f"{name} was written since, so nothing was undone.", "No change is lost.")


def _short(text: str) -> str:
    return (text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…") or "deleted"
