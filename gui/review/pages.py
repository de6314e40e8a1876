"""What stands beside the list of the inbox: the page of a question, or that of a conflict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from gui.known import Known
from gui.look import theme
from gui.review.conflict_facts import ConflictFacts
from gui.review.conflict_page import ConflictPage
from gui.review.facts import ItemFacts
from gui.review.item_page import ItemPage
from gui.say import say
from storage import PUT_OFF

if TYPE_CHECKING:
    from gui.context import Context


class Pages(QStackedWidget):
    """One of the two pages.

    Signals:
        opening: the record should be opened.
        answered(str): an answer to a question.
        saving(object, str): edits that settle a conflict, and the reason.
        left(): back from the reason to the list.
    """

    opening = Signal()
    answered = Signal(str)
    saving = Signal(object, str)
    left = Signal()

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self.item, self.conflict = ItemPage(known, context.rights), ConflictPage(context, known)
        for page in (self.item, self.conflict):
            self.addWidget(page)
            page.opening.connect(self.opening)
            page.why.left.connect(self.left)
        self.item.answered.connect(self.answered)
        self.conflict.saving.connect(self.saving)
        self.conflict.back.connect(lambda: self.answered.emit("back"))
        self.why, self.answers = self.item.why, self.item.answers
        self.setMinimumWidth(theme.px(360))

    def show_nothing(self, text: str) -> None:
        """Nothing is chosen."""
        self.setCurrentWidget(self.item)
        self.item.show_nothing(text)

    def show_several(self, groups: Sequence[str], segment: str) -> None:
        """Several are chosen."""
        self.setCurrentWidget(self.item)
        self.item.show_several(groups, segment)

    def show_facts(self, facts: ItemFacts | ConflictFacts | None, place: int, count: int, segment: str) -> None:
        """Lay a question or a conflict out."""
        if facts is None:
            self.show_nothing(say("This was settled meanwhile."))
        elif isinstance(facts, ConflictFacts):
            self.setCurrentWidget(self.conflict)
            self.conflict.show_facts(facts, place, count, later=segment == PUT_OFF)
        else:
            self.setCurrentWidget(self.item)
            self.item.show_facts(facts, place, count, segment)

    def press(self, number: int) -> bool:
        """The answer of a conflict with this number; False when no conflict is shown, or it has no such answer."""
        return self.currentWidget() is self.conflict and self.conflict.press(number)

    def refuse(self, text: str, again: Callable[[], object] | None = None) -> None:
        """Say why something cannot be done yet; ``again`` does it by Enter, once there is a reason."""
        if self.currentWidget() is self.conflict:
            self.conflict.refuse(text, again)
        else:
            self.answers.refuse(text, again)
