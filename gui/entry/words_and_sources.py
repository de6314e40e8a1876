"""The story in the team's own words, who says so, and the fields that are rarely needed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from gui.entry.card import Card, CardHead
from gui.entry.columns_button import ColumnsButton
from gui.entry.desk import Desk
from gui.forms.editors import NoteEditor
from gui.forms.editors_by_kind import editor_for
from gui.forms.form import FieldBox
from gui.grid.grid import Grid
from gui.look import theme
from gui.look.icons import icon
from gui.say import say, words
from gui.widgets import label

RARE = (
    "occurred_basis", "reported", "directly_targeted", "warned_before", "double_tap", "actor_basis",
    "certainty_reason", "verification", "not_verified_reason", "teams_sent", "response_arrived", "response_ended",
    "pulled_out", "tags", "public_account",
)  # fmt: skip
FIELDS = ("narrative", *RARE)


class Narrative(Card):
    """What happened, in their words."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        form = desk.form
        editor = NoteEditor(
            form.field("narrative").kind, desk.reading, hint=say("As a witness would tell it."), least=3
        )
        editor.field.setFont(theme.font("narrative" if words().rtl else "text"))
        head = CardHead("menu", say("In your own words"), "Alt+7")
        head.add(label(words().hint("incident.narrative"), "hint"))
        self.section(head, FieldBox(form, "narrative", editor, text=""))
        editor.setAccessibleName(words().field("incident.narrative"))
        self.whole.addStretch(1)
        self.entrances = {7: editor}


class Sources(Card):
    """Who says so; claims name these."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.grid = Grid(desk.sources, say("Sources"), numbered=False)
        self.grid.show_columns(desk.context.setting("entry.sources.columns", []))
        head = CardHead("book-open", say("Sources"), "")
        head.add(ColumnsButton(desk.context, self.grid, "entry.sources.columns"))
        self.section(head, self.grid, padding=0)
        self.whole.addStretch(1)
        self.grid.removing.connect(lambda rows: desk.sources.take_out(rows, ""))


class More(Card):
    """Fields that are rarely needed, closed until asked for or filled."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._turn = QToolButton()
        self._turn.setProperty("kind", "plain")
        self._turn.setCheckable(True)
        self._turn.setText(say("More: response, verification, public account, tags"))
        self._turn.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._turn.toggled.connect(self._open)
        self.body = QWidget()
        self._lay_out(QGridLayout(self.body))
        self.whole.addWidget(self._turn)
        self.whole.addWidget(self.body)
        self._open(self._filled())
        self._turn.setChecked(self._filled())

    def _lay_out(self, grid: QGridLayout) -> None:
        grid.setContentsMargins(12, 4, 12, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        form = self.desk.form
        self.boxes = [FieldBox(form, name, editor_for(form.field(name), self.desk.reading)) for name in RARE]
        for number, box in enumerate(self.boxes[:-1]):
            grid.addWidget(box, number // 4, number % 4, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.boxes[-1], len(self.boxes) // 4 + 1, 0, 1, 4)
        for column in range(4):
            grid.setColumnStretch(column, 1)

    def holds(self, name: str) -> bool:
        """Whether a field is in here; then it is opened."""
        if name in RARE:
            self._turn.setChecked(True)
            return True
        return False

    def _filled(self) -> bool:
        return any(not self.desk.form.state(name).empty for name in RARE)

    def _open(self, shown: bool) -> None:
        self.body.setVisible(shown)
        self._turn.setIcon(icon("chevron-up" if shown else "chevron-down", "tx2", 14))
