"""A passphrase for the file, or the plain sentence that it has none. The passphrase stays in its two fields."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from gui.say import say
from gui.screens.passphrase import NewPassphrase
from gui.widgets import Says, column, words_label


class ProtectionFields(QWidget):
    """Whether the file is sealed, and with what.

    Signals:
        changed(): it is to be sealed, or no longer.
        submitted(): Enter in the second field.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, *, protected: bool = False) -> None:
        super().__init__()
        self.box = QCheckBox(say("Protect the file with a passphrase"))
        self.plain = words_label(
            say("It is unprotected: whoever gets hold of the file can read it."), "hint", "warning"
        )
        self.passphrase = NewPassphrase()
        self.how = words_label(
            say("The file is sealed with age; whoever gets it opens it with this passphrase. Tell it by another way."),
            "hint",
        )
        self.says = Says()
        self.setLayout(column(self.box, self.plain, self.passphrase, self.how, self.says, gap=6))
        self.box.setChecked(protected)
        self.box.toggled.connect(lambda _: self._turn())
        self.passphrase.edited.connect(lambda: self.says.tell("", ""))
        self.passphrase.submitted.connect(self.submitted)
        self._show()

    @property
    def wanted(self) -> bool:
        """Whether the file is to be sealed."""
        return self.box.isChecked()

    def text(self) -> str:
        """The passphrase; "" when the file is not to be sealed."""
        return self.passphrase.text() if self.wanted else ""

    def ready(self) -> bool:
        """Whether it can be sealed; says what is left to do when it cannot."""
        missing = self.passphrase.missing() if self.wanted else ""
        self.says.tell("error", missing)
        if missing:
            self.passphrase.setFocus()
        return not missing

    def forget(self) -> None:
        """The passphrase is in nobody's memory any longer."""
        self.passphrase.clear()

    def _turn(self) -> None:
        self._show()
        self.forget()
        self.says.tell("", "")
        if self.wanted:
            self.passphrase.setFocus()
        self.changed.emit()

    def _show(self) -> None:
        self.plain.setVisible(not self.wanted)
        self.passphrase.setVisible(self.wanted)
        self.how.setVisible(self.wanted)
