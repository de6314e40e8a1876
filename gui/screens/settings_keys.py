"""Settings: a new passphrase, a new recovery key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.frame import opening
from gui.jobs import Job
from gui.say import say, say_message
from gui.screens.key_card import KeyCard
from gui.screens.passphrase import NewPassphrase
from gui.widgets import Button, Labelled, Note, PassphraseField, column, label, row, rule, words_label
from storage import UserError

if TYPE_CHECKING:
    from gui.context import Context


class KeysGroup(QWidget):
    """Both ways into the register."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.note = Note("ok", "")
        self.note.hide()
        self.old = PassphraseField(with_show=False)
        self.old_field = Labelled(say("Present passphrase"), self.old, required=True)
        about = context.about
        self.new = NewPassphrase(lambda: [about.team, about.person, about.name])
        self.change = Button(say("Change the passphrase"), "check")
        self.make_key = Button(say("Make a new recovery key"), "file-key")
        self._card_place = QVBoxLayout()
        self.setLayout(
            column(
                self.note,
                self.old_field,
                self.new,
                row(self.change, None),
                words_label(say("Backups made before still open with the old passphrase."), "hint"),
                8,
                rule(),
                8,
                label(say("Recovery key"), "title"),
                words_label(say("With a new key the old paper opens this register no more. Destroy it."), "second"),
                row(self.make_key, None),
                self._card_place,
                gap=10,
            )
        )
        self.change.clicked.connect(self.change_now)
        self.new.submitted.connect(self.change_now)
        self.new.edited.connect(self._look_again)
        self.old.edited.connect(self._look_again)
        self.make_key.clicked.connect(self.new_key)
        self._look_again()

    def _look_again(self) -> None:
        self.change.setEnabled(bool(self.old.text()) and self.new.complete())

    def change_now(self) -> None:
        """Change the passphrase, if the present one is right."""
        if not self.change.isEnabled():
            return
        opened, old, new = self._context.opened, self.old.text(), self.new.text()
        self.change.setEnabled(False)
        job = Job(lambda: opening.change_passphrase(opened, old, new), writes=True)
        job.then(lambda _: self._changed()).otherwise(self._refused).lastly(self._look_again).start(self)

    def _changed(self) -> None:
        self.old.clear()
        self.new.clear()
        self.note.tell(
            "ok", say("The passphrase is changed."), say("From now on only the new one opens this register.")
        )

    def _refused(self, trouble: UserError) -> None:
        if trouble.kind == "wrong-passphrase":
            self.old_field.tell("warning", say_message(trouble.what))
            self.old.setFocus()
        else:
            self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))

    def new_key(self) -> None:
        """Make a new recovery key and show it, to be put on paper."""
        opened = self._context.opened
        self.make_key.setEnabled(False)
        Job(lambda: opening.new_recovery_key(opened), writes=True).then(self._show_key).otherwise(
            self._refused
        ).lastly(lambda: self.make_key.setEnabled(True)).start(self)

    def _show_key(self, key: str) -> None:
        while (old := self._card_place.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.deleteLater()
        about = self._context.about
        self._card_place.addWidget(KeyCard(key, lambda: (about.name, about.team)))
