"""Shares of a key, one at a time: whoever stands before the screen sees theirs and no other's; printed or saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QGridLayout, QLabel, QWidget

from gui.choosers import file_dialog
from gui.look import fonts, theme
from gui.printing import paper
from gui.say import ltr, rtl, say, say_message
from gui.widgets import Button, column, icon_label, label, row, words_label
from storage import UserError

IN_A_ROW = 4


class ShareCards(QFrame):
    """The shares of one key.

    Signals:
        handed(): every share was printed or saved.
    """

    handed = Signal()

    def __init__(self, title: str, shares: Sequence[str], needed: int, whose: Callable[[], tuple[str, str]]) -> None:
        """``title``: which key; ``whose``: register and team for the sheets."""
        super().__init__()
        fonts.load_reading_fonts()
        self.setProperty("kind", "card")
        self.title, self.shares, self.needed, self._whose = title, tuple(shares), needed, whose
        self._given: set[int] = set()
        self.which = QComboBox()
        self.which.setAccessibleName(say("Which share"))
        for number in range(len(self.shares)):
            self.which.addItem(self._called(number))
        self.print_button = Button(say("Print"), "printer", "Ctrl+P").shortcut_key("Ctrl+P")
        self.save_button = Button(say("Save to a stick"), "upload")
        self.told = words_label("", "message")
        self.told.hide()
        self._words = [self._cell(place) for place in range(len(self.shares[0].split()))]
        self._lay_out()
        self.which.currentIndexChanged.connect(lambda _: self._show())
        self.print_button.clicked.connect(self.print_share)
        self.save_button.clicked.connect(self._choose_file)
        self._show()

    @property
    def at(self) -> int:
        """The share that is shown, from 0."""
        return self.which.currentIndex()

    def _called(self, number: int) -> str:
        return say("Share {number} of {count}", number=ltr(str(number + 1)), count=ltr(str(len(self.shares))))

    def _cell(self, place: int) -> QLabel:
        word = label("", "code")
        word.setFont(theme.font("code"))
        word.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        word.setAccessibleName(say("Word {number}", number=place + 1))
        word.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        return word

    def _lay_out(self) -> None:
        words, grid = QWidget(), QGridLayout()
        words.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        down = -(-len(self._words) // IN_A_ROW)
        for place, word in enumerate(self._words):
            number = label(f"{place + 1}", "hint")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(number, place % down, place // down * 2)
            grid.addWidget(word, place % down, place // down * 2 + 1)
            grid.setColumnStretch(place // down * 2 + 1, 1)
        words.setLayout(grid)
        told = say(
            "Any {needed} of the {count} shares together give the key; fewer give nothing. One person, one share.",
            needed=ltr(str(self.needed)), count=ltr(str(len(self.shares))),
        )  # fmt: skip
        head = row(icon_label("file-key", "tx", 18), self.which, words_label(told, "second"), gap=10)
        head.setStretch(2, 1)
        buttons = row(self.print_button, self.save_button, None, gap=8)
        self.setLayout(column(head, words, buttons, self.told, gap=10, margins=(14, 12, 14, 12)))

    def _show(self) -> None:
        for word, text in zip(self._words, self.shares[self.at].split(), strict=True):
            word.setText(text)
        self.told.setVisible(False)

    def print_share(self) -> None:
        """Print the share that is shown."""
        paper.print_sheet(self, self.sheet())
        self._note(self.at)

    def _choose_file(self) -> None:
        dialog = file_dialog(self, say("Save this share"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"sijill-share-{self.at + 1}.pdf")
        dialog.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the share that is shown to ``path``."""
        at = self.at
        writing = paper.save_sheet(path, self.sheet()).then(lambda _: self._saved(path, at))
        writing.otherwise(self._not_saved).start(self)

    def _saved(self, path: Path, at: int) -> None:
        self._tell(say("Saved as {file}. Take the stick away from this computer.", file=path.name))
        self._note(at)

    def _not_saved(self, trouble: UserError) -> None:
        self._tell(f"{say_message(trouble.what)} {say_message(trouble.todo)}")

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.show()

    def _note(self, at: int) -> None:
        self._given.add(at)
        if len(self._given) == len(self.shares):
            self.handed.emit()

    def sheet(self) -> QTextDocument:
        """The paper of the share that is shown."""
        words = self.shares[self.at].split()
        document, direction = QTextDocument(), "rtl" if rtl() else "ltr"
        document.setDefaultFont(theme.font("text"))
        rows = [words[start : start + IN_A_ROW] for start in range(0, len(words), IN_A_ROW)]
        cells = "".join(
            "<tr>" + "".join(_cell(start * IN_A_ROW + at + 1, word) for at, word in enumerate(line)) + "</tr>"
            for start, line in enumerate(rows)
        )
        whose = " · ".join(part for part in self._whose() if part)
        needed = say("Together with others: {needed} of {count} are needed.", needed=ltr(str(self.needed)),
                     count=ltr(str(len(self.shares))))  # fmt: skip
        document.setHtml(
            f'<div dir="{direction}"><h2>{escape(self.title)}</h2><p>{escape(self._called(self.at))} · {escape(whose)}'
            f'</p></div><table dir="ltr" width="100%" cellspacing="4">{cells}</table>'
            f'<div dir="{direction}"><p>{escape(needed)}</p>'
            f"<p>{escape(say('Alone it opens nothing. Keep it secret all the same, far from the other shares.'))}</p>"
            f"</div>"
        )
        return document


def _cell(number: int, word: str) -> str:
    style = "padding:5px; border-bottom:1px solid #888; font-family:'Noto Sans Mono'; font-size:12pt"
    return f'<td width="25%" style="{style}"><small>{number}</small> <b>{escape(word)}</b></td>'
