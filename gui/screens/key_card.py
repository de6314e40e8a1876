"""The card with a recovery key: eight groups, print, save, and the proof that it is on paper."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QGridLayout, QLineEdit

from gui.choosers import file_dialog
from gui.look import fonts, theme
from gui.printing import paper
from gui.say import say, say_message
from gui.widgets import Button, Labelled, column, icon_label, label, row, rule, words_label
from storage import UserError

_ORDINALS = (
    lambda: say("To be sure: type the first group from your paper"),
    lambda: say("To be sure: type the second group from your paper"),
    lambda: say("To be sure: type the third group from your paper"),
    lambda: say("To be sure: type the fourth group from your paper"),
    lambda: say("To be sure: type the fifth group from your paper"),
    lambda: say("To be sure: type the sixth group from your paper"),
    lambda: say("To be sure: type the seventh group from your paper"),
    lambda: say("To be sure: type the eighth group from your paper"),
)


class KeyCard(QFrame):
    """Shows a recovery key and asks for one group of it.

    Signals:
        edited(): ask :meth:`missing` again.
    """

    edited = Signal()

    def __init__(self, key: str, whose: Callable[[], tuple[str, str]], asked: int | None = None) -> None:
        """``whose``: register and team for the printed sheet; ``asked``: which group is asked for (0 to 7)."""
        super().__init__()
        fonts.load_reading_fonts()
        self.setProperty("kind", "card")
        self.groups = key.split("-")
        self.asked = secrets.randbelow(len(self.groups)) if asked is None else asked
        self._whose = whose
        self.print_button = Button(say("Print"), "printer", "Ctrl+P").shortcut_key("Ctrl+P")
        self.save_button = Button(say("Save to a stick"), "upload")
        self.print_button.clicked.connect(lambda: paper.print_sheet(self, self._sheet()))
        self.save_button.clicked.connect(self._choose_file)
        self.shares_button = Button(say("Shares for several people…"), "users")
        self.shares_button.clicked.connect(self.make_shares)
        self.typed = QLineEdit()
        self.typed.setMaximumWidth(theme.px(130))
        self.typed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.typed.setMaxLength(8)
        self.typed.textChanged.connect(self._compare)
        self.proof = Labelled(_ORDINALS[self.asked](), self.typed, required=True)
        self.written = QCheckBox(say("We have it on paper, far from this computer."))
        self.written.toggled.connect(lambda: self.edited.emit())
        self._lay_out()

    def _lay_out(self) -> None:
        boxes = QGridLayout()
        boxes.setSpacing(7)
        for place, group in enumerate(self.groups):
            boxes.addWidget(self._box(group), place // 4, place % 4)
        head = row(icon_label("file-key", "tx", 18), label(say("Recovery key"), "title"), None)
        sentence = words_label(
            say("If the passphrase is forgotten, this is the only way in. We keep no copy of it."), "second"
        )
        buttons = row(self.print_button, self.save_button, self.shares_button, None)
        self.told = words_label("", "message")
        self.told.hide()
        self.setLayout(
            column(
                head, sentence, boxes, 2, buttons, self.told, 4, rule(), 4, self.proof, self.written,
                gap=8, margins=(17, 14, 17, 14),
            )
        )  # fmt: skip

    def _box(self, group: str) -> QFrame:
        box = QFrame()
        box.setProperty("kind", "keygroup")
        text = label(group, "code")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setFont(theme.font("code"))
        text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        box.setLayout(column(text, margins=(4, 6, 4, 6)))
        box.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        return box

    def right(self) -> bool:
        """Whether the group asked for was typed as it is."""
        typed = "".join(sign for sign in self.typed.text().upper() if sign.isalnum())
        return typed == self.groups[self.asked]

    def missing(self) -> str:
        """What is still to do, as words; "" when nothing."""
        if not self.right():
            return say("Left to do: one group of the recovery key")
        return "" if self.written.isChecked() else say("Left to do: keep the key on paper")

    def _compare(self) -> None:
        typed = self.typed.text().strip()
        if self.right():
            self.proof.tell("ok", say("Right."))
        elif len(typed) >= 4:
            self.proof.tell("warning", say("Not as on the paper. Look again."))
        else:
            self.proof.tell("", "")
        self.edited.emit()

    def _sheet(self) -> QTextDocument:
        return paper.recovery_sheet(self.groups, *self._whose())

    def make_shares(self) -> None:
        """Part the key among people, so that no one paper opens the register."""
        from gui.sync.share_dialog import MakeSharesDialog

        key = "-".join(self.groups)

        def make(needed: int, people: int) -> list[str]:
            from storage import shares_of

            return shares_of(key, needed, people)

        told = say(
            "If the passphrase is forgotten, enough of these shares open the register. Whoever holds fewer has "
            "nothing."
        )
        MakeSharesDialog(self.window(), say("Shares of the recovery key"), told, make, self._whose).open()

    def _choose_file(self) -> None:
        dialog = file_dialog(self, say("Save the recovery key"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile("sijill-key.pdf")
        dialog.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the sheet to ``path``."""
        paper.save_sheet(path, self._sheet()).then(lambda _: self._saved(path)).otherwise(self._not_saved).start(self)

    def _saved(self, path: Path) -> None:
        self.told.setText(say("Saved as {file}. Take the stick away from this computer.", file=path.name))
        self.told.show()

    def _not_saved(self, trouble: UserError) -> None:
        self.told.setText(f"{say_message(trouble.what)} {say_message(trouble.todo)}")
        self.told.show()
