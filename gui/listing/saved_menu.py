"""The menu of saved filters, and the two small dialogs in which they are named, starred, renamed and let go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QListWidgetItem, QMenu, QWidget

from gui.dialogs import Dialog
from gui.listing.saved import LONGEST_NAME, SavedFilter, unstarred
from gui.look import theme
from gui.look.icons import icon
from gui.say import rtl, say
from gui.widgets import Button, IconButton, KeyBox, Labelled, column, label, row

_PLACE = Qt.ItemDataRole.UserRole


def saved_menu(
    filters: Sequence[SavedFilter],
    present: SavedFilter,
    apply: Callable[[SavedFilter], object],
    save: Callable[[], object],
    change: Callable[[], object],
) -> QMenu:
    """What can be asked with one key, what is asked now ticked; and how to keep it."""
    menu = QMenu()
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for number, one in enumerate(filters, 1):
        name = one.name.replace("&", "&&")
        action = menu.addAction(f"&{number}  {name}" if number < 10 else f"     {name}")
        action.setCheckable(True)
        action.setChecked(one.asks(present))
        if one.star:
            action.setText(f"{action.text()}\t{say('opens the room')}")
        action.triggered.connect(lambda _=False, one=one: apply(one))
    if not filters:
        menu.addAction(say("No filters are saved for this list yet")).setEnabled(False)
    menu.addSeparator()
    keep = menu.addAction(icon("bookmark", "tx2", 15), say("Save these filters…"))
    keep.setEnabled(bool(present.where or present.search.strip()))
    keep.triggered.connect(lambda: save())
    if filters:
        menu.addAction(icon("pencil-line", "tx2", 15), say("Rename, star, delete…")).triggered.connect(
            lambda: change()
        )
    return menu


class SavedButton(IconButton):
    """Opens the menu of saved filters."""

    def __init__(self) -> None:
        super().__init__("bookmark", say("Saved filters: {key}", key="Ctrl+Shift+F"), 16)
        self.setAccessibleName(say("Saved filters"))

    def open(self, menu: QMenu) -> None:
        """Show the menu under the button."""
        menu.setParent(self, menu.windowFlags())
        wide = menu.sizeHint().width()
        menu.popup(self.mapToGlobal(QPoint(self.width() - wide if rtl() else 0, self.height() + 2)))


class SaveFilterDialog(Dialog):
    """Names what is asked now."""

    topic = "lists"

    def __init__(self, parent: QWidget, words: str, taken: Sequence[str]) -> None:
        """``words``: what the filters say; ``taken``: names that would be replaced."""
        self._taken = set(taken)
        self.name = QLineEdit(words[:LONGEST_NAME])
        self.name.setMaxLength(LONGEST_NAME)
        self.name.selectAll()
        self.box = Labelled(say("Name"), self.name)
        self.star = QCheckBox(say("Open this room with it"))
        body = QWidget()
        body.setLayout(column(self.box, self.star, label(words, "hint"), gap=10, margins=(18, 0, 18, 0)))
        back = Button(say("Cancel"), "", "Esc")
        back.clicked.connect(self.reject)
        self.keep = Button(say("Save"), "bookmark", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        self.keep.clicked.connect(self.accept)
        super().__init__(parent, say("Save these filters"), body, back, self.keep)
        self.setMinimumWidth(theme.px(420))
        self.name.textChanged.connect(self._look)
        self.name.returnPressed.connect(self.keep.click)
        self._look()
        self.name.setFocus()

    def typed(self) -> str:
        """The name."""
        return " ".join(self.name.text().split())

    def _look(self) -> None:
        self.keep.setEnabled(bool(self.typed()))
        taken = self.typed() in self._taken
        self.box.tell("warning" if taken else "", say("It takes the place of the one of this name.") if taken else "")


class ChangeSavedDialog(Dialog):
    """Renames, stars, moves and deletes saved filters; nothing is changed before *Save*."""

    topic = "lists"

    def __init__(self, parent: QWidget, filters: Sequence[SavedFilter]) -> None:
        self._filters = list(filters)
        self.list = QListWidget()
        self.list.setAccessibleName(say("Saved filters"))
        for place, one in enumerate(filters):
            self._add(place, one)
        keys = row(KeyBox("F2"), label(say("rename"), "hint"), 6, KeyBox("Ctrl+D"), label(say("star"), "hint"), 6)
        for part in (KeyBox("Delete"), label(say("delete"), "hint")):
            keys.addWidget(part)
        keys.addStretch(1)
        hint = label(say("The room opens with the one that has the star."), "hint")
        body = QWidget()
        body.setLayout(column(self.list, keys, hint, margins=(18, 0, 18, 0)))
        back = Button(say("Cancel"), "", "Esc")
        back.clicked.connect(self.reject)
        keep = Button(say("Save"), "", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        keep.clicked.connect(self.accept)
        super().__init__(parent, say("Saved filters"), body, back, keep)
        self.resize(theme.px(460), theme.px(340))
        for key, do in {"F2": self._rename, "Ctrl+D": self._star, "Delete": self._delete}.items():
            QShortcut(QKeySequence(key), self).activated.connect(do)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def filters(self) -> list[SavedFilter]:
        """What is left, as it is called now."""
        found = []
        for place in range(self.list.count()):
            item = self.list.item(place)
            one = self._filters[item.data(_PLACE)]
            found.append(replace(one, name=" ".join(item.text().split())[:LONGEST_NAME] or one.name))
        return found

    def _add(self, place: int, one: SavedFilter) -> None:
        item = QListWidgetItem(icon("star" if one.star else "bookmark", "accink" if one.star else "tx2", 16), one.name)
        item.setData(_PLACE, place)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable)
        self.list.addItem(item)

    def _rename(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.list.editItem(item)

    def _star(self) -> None:
        current = self.list.currentRow()
        had = self.list.item(current) is not None and self._filters[self.list.item(current).data(_PLACE)].star
        for place in range(self.list.count()):
            item = self.list.item(place)
            at = item.data(_PLACE)
            star = place == current and not had
            self._filters[at] = replace(unstarred(self._filters[at]), star=star)
            item.setIcon(icon("star" if star else "bookmark", "accink" if star else "tx2", 16))

    def _delete(self) -> None:
        self.list.takeItem(self.list.currentRow())
