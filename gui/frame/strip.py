"""The status strip: saved at, what is not yet shared, the last backup; team and device at the trailing end."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.look import theme
from gui.look.icons import pixmap
from gui.say import ltr, say, say_n
from gui.tips import tip
from gui.widgets import label, polish


class StatusStrip(QWidget):
    """Always says where the data stands."""

    def __init__(self, team: str, device: str) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.height("status"))
        self.saved = Fact("check", "rescued")
        self.unshared = Fact("cloud-off")
        self.conflicts = Fact("git-pull-request-arrow")
        self.totals = Fact("list")
        self.backup = Fact("archive")
        self.exchanged = Fact("refresh-cw")
        self.road = Fact("refresh-cw")
        self.totals.hide()
        self.conflicts.hide()
        self.exchanged.hide()
        self.road.hide()
        inside = QHBoxLayout(self)
        inside.setContentsMargins(10, 0, 10, 0)
        inside.setSpacing(8)
        for fact in (self.saved, self.conflicts, self.unshared, self.totals, self.backup, self.exchanged, self.road):
            inside.addWidget(fact)
        inside.addStretch(1)
        for icon_name, text in (("users", team), ("laptop", device)):
            fact = Fact(icon_name)
            fact.tell(text)
            fact.line.setVisible(icon_name == "users")
            inside.addWidget(fact)

    def say_saved(self, when: datetime | None) -> None:
        """When the newest entry came to rest on the disk; None: nothing yet."""
        if when is None:
            self.saved.tell(say("Nothing to save"))
        else:
            self.saved.tell(say("Saved {time}", time=clock(when)), "ok")

    def say_unshared(self, count: int) -> None:
        """How many own changes nobody else has."""
        if count:
            self.unshared.tell(say_n("{count} change not yet shared", "{count} changes not yet shared", count))
        else:
            self.unshared.tell(say("Everything is shared"))

    def say_conflicts(self, count: int) -> None:
        """About how many values teams disagree; nothing when they agree."""
        self.conflicts.setVisible(bool(count))
        self.conflicts.tell(say_n("{count} conflict", "{count} conflicts", count), "warning")

    def say_backup(self, when: datetime | None, now: datetime) -> None:
        """When the newest backup was made; amber when there is none."""
        if when is None:
            self.backup.tell(say("No backup yet"), "warning")
        else:
            self.backup.tell(say("Last backup {when}", when=day_and_clock(when, now)))

    def say_exchanged(self, when: datetime | None, now: datetime) -> None:
        """When something was last written for other laptops or read of them; nothing while that never was."""
        self.exchanged.setVisible(when is not None and self.road.isHidden())
        if when is not None:
            self.exchanged.tell(say("Last exchange {when}", when=day_and_clock(when, now)))

    def say_road(self, text: str, state: str, more: str) -> None:
        """What goes by itself, in the place of the last exchange; "" gives the place back."""
        self.road.tell(text, state)
        self.road.setToolTip(tip(more))
        self.road.setVisible(bool(text))
        self.exchanged.setVisible(not text and bool(self.exchanged.words()))

    def say_totals(self, text: str) -> None:
        """Sums of the selection, in the second place; "" gives it back."""
        self.totals.tell(text)
        self.totals.setVisible(bool(text))
        self.unshared.setVisible(not text)


class Fact(QWidget):
    """Icon and words with a thin line after them."""

    def __init__(self, icon_name: str, token: str = "tx2") -> None:
        super().__init__()
        self._drawing, self._words = QLabel(), label("", "hint")
        self._icon_name, self._token = icon_name, token
        self._drawing.setPixmap(pixmap(icon_name, token, 14))
        self.line = QFrame()
        self.line.setFixedSize(QSize(1, theme.px(15)))
        self.line.setProperty("kind", "parting")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(self._drawing)
        inside.addWidget(self._words)
        inside.addSpacing(3)
        inside.addWidget(self.line, 0, Qt.AlignmentFlag.AlignVCenter)

    def tell(self, text: str, state: str = "") -> None:
        """Say something else."""
        self._words.setText(text)
        polish(self._words, state=state)
        token = theme.STATES[state][0] if state else "tx2"
        self._drawing.setPixmap(pixmap(self._icon_name, token, 14))
        self.setAccessibleName(text)

    def words(self) -> str:
        """What it says."""
        return self._words.text()


def clock(when: datetime) -> str:
    """The time of day here, 24 hours."""
    return ltr(when.astimezone().strftime("%H:%M"))


def day_and_clock(when: datetime, now: datetime) -> str:
    """*today 10:05*, *yesterday 18:30*, or the day."""
    here, today = when.astimezone(), now.astimezone().date()
    days = (today - here.date()).days
    if days == 0:
        return say("today {time}", time=clock(when))
    if days == 1:
        return say("yesterday {time}", time=clock(when))
    return ltr(here.strftime("%d/%m/%Y %H:%M"))
