"""How many, as each source says it; and the figure that is published of it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.entry import findings
from gui.entry.card import Card, CardHead
from gui.entry.choices import SegmentedEditor
from gui.entry.claim_cells import FIGURES, figure_fields, figure_text
from gui.entry.columns_button import ColumnsButton
from gui.entry.desk import Desk
from gui.forms.editors_by_kind import editor_for
from gui.forms.form import FieldBox
from gui.grid.grid import Grid
from gui.grid.paint import PAD
from gui.look import theme
from gui.say import rtl, say, say_message, words
from gui.screens.claims_names import show_claims
from gui.table.line_list import Offer
from gui.widgets import LinkButton, Note, column, label, row
from gui.widgets.layout import leading
from storage import Code, Range, Reading, folded

FIELDS = ("certainty", "figure_rule", "preferred_claim", "decided_killed", "decided_injured", "decided_missing")
_DECIDED = ("decided_killed", "decided_injured", "decided_missing")


class Published(QWidget):
    """The last row below the claims: the figure as it is published, in bold."""

    def __init__(self, desk: Desk, grid: Grid) -> None:
        super().__init__()
        self._desk, self._grid = desk, grid
        self.setFixedHeight(theme.height("grid_row"))
        self.setAccessibleName(say("Published figure"))
        desk.settled.connect(self.update)
        grid.horizontalHeader().sectionResized.connect(lambda *_: self.update())
        grid.horizontalScrollBar().valueChanged.connect(lambda _: self.update())

    def figures(self) -> dict[str, str]:
        """The published figure of each column, as text."""
        found = {}
        for name in figure_fields():
            if name in FIGURES:
                low, high = findings.figure(self._desk, name)
                value = None if (low, high) == (None, None) else Range(low, high)
            else:
                value = self._over_sources(name)
            found[name] = figure_text(value, self._desk.reading) if value is not None else ""
        return found

    def _over_sources(self, name: str) -> Range | None:
        said = [row.cell(name).value for row in self._desk.claims.filled()]
        ranges = [one for one in said if isinstance(one, Range) and not one.unknown]
        if not ranges:
            return None
        highs = [one.high for one in ranges]
        high = None if None in highs else max(end for end in highs if end is not None)
        return Range(min(one.low or 0 for one in ranges), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One line under the columns of the grid."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("sur2"))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.setFont(theme.font("cell_bold"))
        painter.setPen(theme.color("tx"))
        figures, grid = self.figures(), self._grid
        offset = grid.verticalHeader().width() if grid.verticalHeader().isVisible() else 0
        for number, one in enumerate(self._desk.claims.columns):
            if grid.isColumnHidden(number):
                continue
            left = grid.columnViewportPosition(number) + (0 if rtl() else offset)
            area = QRect(left, 0, grid.columnWidth(number), self.height())
            text = say("Published") if one.key == "source" else figures.get(one.key, "")
            side = leading() if one.key == "source" else Qt.AlignmentFlag.AlignHCenter
            shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width() - 4)
            painter.drawText(area.adjusted(PAD, 0, -PAD, 0), side | Qt.AlignmentFlag.AlignVCenter, shown)


class Claims(Card):
    """Figures by source."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, form = desk, desk.form
        self.grid = Grid(desk.claims, say("Figures by source"), tones={name: name for name in FIGURES}, numbered=False)
        self.grid.show_columns(desk.context.setting("entry.claims.columns", []))
        self.published = Published(desk, self.grid)
        self.note = Note("warning", "")
        self.note.hide()
        rule = editor_for(form.field("figure_rule"), desk.reading, hint=say("range over the sources"))
        self.rule = FieldBox(form, "figure_rule", rule, beside=True)
        preferred = editor_for(form.field("preferred_claim"), self._claim_reading, self._claim_offers)
        self.preferred = FieldBox(form, "preferred_claim", preferred, beside=True)
        self.decided = [FieldBox(form, name, editor_for(form.field(name), desk.reading)) for name in _DECIDED]
        certainty = form.field("certainty").kind
        assert isinstance(certainty, Code)
        sure = SegmentedEditor(certainty, desk.reading, words().field("incident.certainty"))
        self.certainty = FieldBox(form, "certainty", sure, beside=True)
        head = CardHead("scale", say("Figures by source"), "Alt+5")
        against = LinkButton(say("Against names"))
        against.clicked.connect(lambda: show_claims(desk.context, self.window(), desk.id))
        head.add(
            against, label(say("from – to"), "hint"), ColumnsButton(desk.context, self.grid, "entry.claims.columns")
        )
        self.section(head, column(self.grid, self.published, gap=0), padding=0)
        below = column(
            self.note,
            self.rule,
            self.preferred,
            row(*self.decided, gap=8),
            self.certainty,
            gap=8,
            margins=(12, 9, 12, 9),
        )
        self.whole.addLayout(below)
        self.whole.addStretch(1)
        self.entrances = {5: self.grid}
        desk.settled.connect(self._tell)
        self._tell()

    def _claim_reading(self) -> Reading:
        return replace(self.desk.reading(), find=self._find_claim, name=self._claim_name)

    def _claim_name(self, _kind: str, record: str) -> str:
        claim = next((one for one in self.desk.claims.rows if one.id == record), None)
        return self.desk.source_name(claim.text("source")) if claim is not None else record[:8]

    def _find_claim(self, _kind: str, text: str) -> str | None:
        rows = self.desk.claims.filled()
        return next((one.id for one in rows if folded(self._claim_name("", one.id)) == folded(text)), None)

    def _claim_offers(self, text: str) -> list[Offer]:
        offers = [Offer(one.id, self._claim_name("", one.id)) for one in self.desk.claims.filled()]
        return [offer for offer in offers if folded(text) in folded(offer.label)]

    def _tell(self) -> None:
        said = findings.names_and_figure(self.desk)
        if said is None:
            self.note.hide()
        else:
            first, stop, then = say_message(said).partition(". ")
            self.note.tell("warning", first + (stop and "."), then)
        rule = self.desk.form.value("figure_rule")
        self.preferred.setVisible(rule == "preferred_source")
        for box in self.decided:
            box.setVisible(rule == "decided")
