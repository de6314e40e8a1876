"""Everything a person chooses before a file is made, below one another; it is locked while the file is written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from exports import Format, Sharing
from gui.export.days import WhereFields
from gui.export.include import IncludeFields
from gui.export.manner import MannerFields
from gui.export.protection import ProtectionFields
from gui.export.readers import ReaderCards
from gui.export.recipients import RecipientFields
from gui.export.wish import Shown, Wish, for_level, with_suffix
from gui.export.working import earlier
from gui.say import say_message
from gui.widgets import column
from storage import Level, UserError

if TYPE_CHECKING:
    from storage import Store


class ExportFields(QWidget):
    """For whom, of which days and place, how, protected or not, what.

    Signals:
        changed(): something else is wished.
        named(): only who gets it, or what for, was typed.
    """

    changed = Signal()
    named = Signal()

    def __init__(self, wish: Wish, shown: Shown, period: str) -> None:
        """``period``: the preset chosen at first (``shown``, ``all`` or ``typed``)."""
        super().__init__()
        level = wish.sharing.level
        self.readers = ReaderCards(level)
        self.recipients = RecipientFields(wish.sharing.recipient, wish.sharing.purpose)
        self.where = WhereFields(wish, shown, period)
        self.manner = MannerFields(wish)
        self.include = IncludeFields(wish.manner.kinds, level)
        self.protection = ProtectionFields()
        self.setLayout(
            column(self.readers, self.recipients, self.where, self.manner, self.include, self.protection, gap=12)
        )
        self.recipients.require(outside=level is not Level.INTERNAL)
        self.readers.chosen.connect(self._read_by)
        self.recipients.changed.connect(self.named)
        for part in (self.where, self.manner, self.include, self.protection):
            part.changed.connect(self.changed)
        self._earlier = earlier
        self.setEnabled(False)

    def learn(self, store: Store) -> None:
        """Read names of places, the newest days, and who got files before (in a reader's thread)."""
        self.where.learn(store)
        self._found = self._earlier(store)

    def learned(self) -> None:
        """Everything is known: offer it."""
        self.recipients.learn(self._found)
        self.setEnabled(True)
        self.where.learned()

    def wish(self, wish: Wish) -> Wish:
        """``wish`` with what stands in the fields."""
        old, level = wish.sharing.level, self.readers.level
        who, why = self.recipients.values()
        wish = self.manner.wish(self.where.wish(wish))
        sharing = Sharing(level, who, why, wish.sharing.delay)
        table = wish.manner.format is Format.CSV
        manner = replace(wish.manner, kinds=self.include.kinds(one_table=table))
        wish = replace(wish, sharing=sharing, manner=manner, protected=self.protection.wanted)
        if wish.chosen is None:
            return wish
        return replace(wish, chosen=with_suffix(for_level(wish.chosen, old, level), wish.suffix))

    def take(self) -> None:
        """Read what is being typed just now."""
        self.where.take()

    def ready(self) -> bool:
        """Whether what is typed can be counted; the words are below the field that cannot be meant."""
        return self.where.ready() and self.include.ready()

    def complete(self, wish: Wish) -> bool:
        """Whether the file may be written; else says beside its field what is left to do, and goes there."""
        try:
            wish.sharing.checked()
        except UserError as missing:
            return not self.refuse(missing)
        return self.protection.ready()

    def refuse(self, trouble: UserError) -> bool:
        """Say a trouble beside the field it is about; False when it is about none."""
        if trouble.kind == "too-close":
            self.where.tell_place(f"{say_message(trouble.what)} {say_message(trouble.todo)}")
            return True
        text = say_message(trouble.todo)
        return self.recipients.refuse(trouble.kind, text) or self.manner.refuse(
            trouble.kind, f"{say_message(trouble.what)} {text}"
        )

    def _read_by(self, level: Level) -> None:
        self.recipients.require(outside=level is not Level.INTERNAL)
        self.manner.fit(level)
        self.include.fit(level)
        self.where.tell_place("")
        self.changed.emit()
