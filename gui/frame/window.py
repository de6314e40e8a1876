"""The one window: before the register the gate, then the shell; it locks, and brings everything back as it was.

What the unlock page does not need is imported where it is used: the first window must be quick.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QStackedWidget, QWidget

from gui import clipboard, jobs, messages
from gui.context import Context
from gui.frame import opening
from gui.frame.locking import LockWatch
from gui.frame.opening import Opened
from gui.jobs import Job
from gui.look.dress import dress
from gui.say import say, say_message, words
from gui.screens.gate import Gate
from gui.screens.unlock import UnlockForm
from storage import UserError

if TYPE_CHECKING:
    from gui.frame.shell import Shell
    from gui.room import Room
    from gui.screens.firstrun import FirstRun
    from gui.screens.firstrun_steps import Answers

SMALLEST = (1024, 600)


class Window(QMainWindow):
    """The window.

    Attributes:
        context: what the rooms are given.
        shell: the rooms, once the register was open.
        hub: the address of the hub that the register opened next stays connected to.
    """

    def __init__(self, context: Context, folder: Path, rooms: Callable[[], Sequence[Room]]) -> None:
        """``rooms`` is called after unlocking (it imports them)."""
        super().__init__()
        self.context, self.folder, self._rooms = context, folder, rooms
        self.shell: Shell | None = None
        self.hub = ""
        self._stale = False
        self._hidden: list[QWidget] = []
        self._facts: list[tuple[str, str]] = []
        self._locked_words: Callable[[], str] | None = None
        self.setWindowTitle("Sijill")
        self.setMinimumSize(*SMALLEST)
        self.root = QStackedWidget()
        self.setCentralWidget(self.root)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app = app
        self.watch = LockWatch(app, context.preferences.auto_lock)
        self.watch.due.connect(self._lock_by_itself)
        context.asked.connect(self._asked)
        context.preferences_changed.connect(self._prefer)
        messages.listen(self.tell, self._show_bug)
        self.destroyed.connect(partial(messages.forget, self.tell))
        self._place()

    def _place(self) -> None:
        if not self.restoreGeometry(self.context.preferences.geometry):
            screen = self.screen().availableGeometry()
            self.resize(min(1366, screen.width()), min(768, screen.height()))

    def show_first(self) -> None:
        """The unlock page when there is a register, else the first run."""
        if opening.has_register(self.folder):
            self.show_unlock()
        else:
            self.show_first_run()

    def show_unlock(self) -> None:
        """Ask for the passphrase."""
        form = UnlockForm(self.folder, self.context.last_team)
        form.unlocked.connect(self.enter)
        form.forgotten.connect(self.show_recovery)
        form.elsewhere.connect(self.go_elsewhere)
        form.begin.connect(lambda: self.show_first_run())
        form.practise.connect(self.practise)
        form.hub.connect(self._on_hub)
        self._show_gate(Gate(form), self.show_unlock)

    def show_recovery(self) -> None:
        """Ask for the recovery key."""
        from gui.screens.recovery import RecoveryForm

        form = RecoveryForm(self.folder)
        form.unlocked.connect(self.enter)
        form.back.connect(self.show_unlock)
        self._show_gate(Gate(form), self.show_recovery)

    def show_first_run(self, answers: Answers | None = None, place: int = 0) -> None:
        """Begin a new register."""
        from gui.screens.firstrun import FirstRun
        from gui.screens.firstrun_steps import Answers

        folder = opening.free_folder(self.folder)
        wizard = FirstRun(folder, answers or Answers(words().language), place)
        wizard.language.connect(lambda language: self._speak_in_wizard(wizard, language))
        wizard.finished.connect(self._begun)
        wizard.left.connect(self.show_first)
        self._show_only(wizard)

    def _speak_in_wizard(self, wizard: FirstRun, language: str) -> None:
        wizard.answers.language = language
        self._choose_language(language)
        self.show_first_run(wizard.answers, wizard.place)

    def _begun(self, opened: Opened, practise: bool) -> None:
        self.folder = opened.register.folder
        self.context.preferences.moved_in(self.folder)
        if practise:
            Job(lambda: opening.close(opened), writes=True).then(lambda _: self.practise()).start(self)
        else:
            self.enter(opened)

    def practise(self) -> None:
        """Open the practice register beside this one; built first when it is not there."""
        from gui.screens.waiting import Waiting

        folder = self.folder if opening.is_practice(self.folder) else self.folder.with_name(opening.PRACTICE)
        page = Waiting(say("Preparing the practice register…"), say("People and places in it are invented."))
        language = words().language
        job = Job(lambda pace: opening.practise(folder, language, pace), writes=True).progress(page.progress)
        job.then(self._practising).otherwise(page.refuse)
        page.back.connect(job.cancel)
        page.back.connect(self.show_first)
        self._show_gate(Gate(page, choose_language=False), self.show_first)
        job.start(page)

    def _practising(self, opened: Opened) -> None:
        if opened.register.folder != self.folder:
            self._move_to(opened.register.folder)
        self.enter(opened)

    def _show_gate(self, gate: Gate, again: Callable[[], None]) -> None:
        def speak(language: str) -> None:
            self._choose_language(language)
            again()

        gate.language.connect(speak)
        for icon_name, text in self._facts:
            gate.add_fact(icon_name, text)
        if self._locked_words is not None:
            gate.locked_words.setText(self._locked_words())
        self._show_only(gate)

    def _show_only(self, page: QWidget) -> None:
        """Put a page in front; old gates go, the shell stays."""
        for place in reversed(range(self.root.count())):
            old = self.root.widget(place)
            if old is not None and old is not self.shell and old is not page:
                self.root.removeWidget(old)
                old.hide()
                old.deleteLater()
        if self.root.indexOf(page) < 0:
            self.root.addWidget(page)
        self.root.setCurrentWidget(page)

    def go_elsewhere(self, folder: Path) -> None:
        """Another register: its own choices, its own rooms."""
        self._move_to(folder)
        self._dress()
        self.show_first()

    def _move_to(self, folder: Path) -> None:
        self.folder = folder
        self._drop_shell()
        self._hidden = []
        self.context.undoing.clear()
        self._facts, self.context.last_team = [], ""
        self.context.preferences.read(folder)

    def enter(self, opened: Opened) -> None:
        """The register is open: show the rooms, as they were left."""
        self.context.take(opened)
        self._connect_to_hub()
        self.watch.minutes = self.context.preferences.auto_lock
        self.watch.touched()
        if self.shell is None or self._stale:
            self._build_shell()
        assert self.shell is not None
        self._show_only(self.shell)
        self.context.reopened.emit()
        for window in self._hidden:
            window.show()
        self._hidden = []

    def _on_hub(self, address: str) -> None:
        self.hub = address

    def _connect_to_hub(self) -> None:
        """The register that was opened stays connected to the hub that was asked for."""
        hub, self.hub = self.hub, ""
        if not hub or self.context.about.practice:
            return
        from gui.sync.known import remember
        from storage import place_of_hub

        try:
            place = place_of_hub(hub)
        except UserError as trouble:
            QTimer.singleShot(0, self, lambda trouble=trouble: self.tell(trouble))
            return
        remember(self.context, hub=place, by_hub=True)  # without a name and a password

    def _build_shell(self) -> None:
        from gui.frame.shell import Shell

        state = self.shell.state() if self.shell is not None else {}
        self._drop_shell()
        self._stale = False
        self.shell = Shell(self.context, self._rooms())
        self.shell.language.connect(self.set_language)
        self.shell.locking.connect(self.lock)
        self.root.addWidget(self.shell)
        self.shell.restore(state)
        self._show_only(self.shell)

    def _drop_shell(self) -> None:
        if self.shell is not None:
            self.root.removeWidget(self.shell)
            self.shell.hide()
            self.shell.deleteLater()
            self.shell = None

    def set_language(self, language: str) -> None:
        """Speak another language without a restart; pages are built anew and keep their state."""
        self._choose_language(language)
        self._rebuild()

    def _prefer(self) -> None:
        """Settings have changed: what is shown follows at once."""
        self.watch.minutes = self.context.preferences.auto_lock
        self._dress()
        self._rebuild()

    def _choose_language(self, language: str) -> None:
        self.context.preferences.language = language
        self._dress()
        self._stale = True

    def _dress(self) -> None:
        preferences = self.context.preferences
        dress(self._app, preferences.language or "ar", preferences.theme, preferences.text_size)

    def _rebuild(self) -> None:
        self._stale = True
        if self.context.is_open:
            self._build_shell()
            self.context.restyled.emit()

    def lock(self) -> None:
        """Close the register at once: windows away, store closed, the passphrase asked for."""
        if not self.context.is_open:
            return
        self.context.closing.emit()
        clipboard.clear()
        self.context.write_remembered()
        self._remember_facts()
        self._hide_windows()
        opened = self.context.opened
        self.context.take(None)
        wait = jobs.drop_readers()

        def close() -> None:
            wait()
            opening.close(opened)

        Job(close, writes=True).start()
        self.show_unlock()

    def _lock_by_itself(self, why: str) -> None:
        from gui.frame.strip import clock

        if not self.context.is_open:
            return
        time = clock(opening.now())
        minutes = self.context.preferences.auto_lock
        self._locked_words = {
            "idle": lambda: say("Locked by itself at {time} after {minutes} minutes", time=time, minutes=minutes),
            "screen": lambda: say("Locked by itself at {time} with the screen", time=time),
            "sleep": lambda: say("Locked by itself at {time} while the computer slept", time=time),
        }[why]
        self.lock()
        self._locked_words = None

    def _remember_facts(self) -> None:
        if self.shell is not None:
            strip = self.shell.strip
            self._facts = [("archive", strip.backup.words()), ("cloud-off", strip.unshared.words())]
        self.context.last_team = self.context.about.team

    def _hide_windows(self) -> None:
        self._hidden = []
        for window in QApplication.topLevelWidgets():
            if window is self or not window.isVisible():
                continue
            if isinstance(window, QDialog) or window.windowType() == Qt.WindowType.Popup:
                window.close()
            else:
                window.hide()
                self._hidden.append(window)

    def tell(self, trouble: UserError) -> None:
        """A trouble of the world, in the page that is open."""
        if self.shell is not None and self.root.currentWidget() is self.shell:
            self.shell.show_note("warning", say_message(trouble.what), say_message(trouble.todo))

    def _show_bug(self, report: str) -> None:
        from gui.dialogs import BugDialog

        if not any(isinstance(window, BugDialog) for window in QApplication.topLevelWidgets()):
            BugDialog(self, report).open()

    def _asked(self, kind: str, _record: str) -> None:
        if kind == "review":  # asked from a form: it lies behind now, and stays
            self.raise_()
            self.activateWindow()
        elif kind == "keys":
            from gui.guide.keys_window import show_keys

            show_keys()
        elif kind == "help":
            from gui.guide.window import show_help

            show_help(_record or (self.shell.help_topic() if self.shell is not None else ""))
        elif kind == "figures" and self.shell is not None and self.context.is_open:
            from gui.room import Page
            from gui.screens.figures import show_figures

            page = self.shell.stack.currentWidget()
            if not (isinstance(page, Page) and page.as_table()):
                show_figures(self.context, self, page)
        elif kind == "export" and self.shell is not None and self.context.is_open:
            from gui.export.dialog import show_export
            from gui.room import Page

            page = self.shell.stack.currentWidget()
            if not (isinstance(page, Page) and page.hand_over()):
                show_export(self.context, self, page)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Entry windows first (each keeps its draft, or stays), then the register, then the program."""
        if self.context.is_open:
            others = [w for w in QApplication.topLevelWidgets() if w is not self and w.isVisible() and w.isWindow()]
            if not all(other.close() for other in others):
                event.ignore()
                return
            self.lock()
        self.context.preferences.geometry = self.saveGeometry()
        for window in self._hidden:  # their drafts were kept when the register was locked
            window.deleteLater()
        self._hidden = []
        super().closeEvent(event)
        QTimer.singleShot(0, self._app.quit)
