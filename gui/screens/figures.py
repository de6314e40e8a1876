"""The window *Figures and claims*: how many in a period and an area, what it rests on, where names do not fit.

It stands beside the main window, which stays usable; a change in the register is counted at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from gui import clipboard, messages
from gui.dialogs import Dialog
from gui.figures.asked import Asked
from gui.figures.lines import Chosen, Ready, line_columns, rows_at_once, rows_of
from gui.figures.tiles import Tile
from gui.figures.trust import Trust
from gui.jobs import Job, Pace
from gui.known import Known
from gui.listing.filter_fields import Condition
from gui.listing.page import ListPage
from gui.look import theme
from gui.resting import Rest
from gui.say import say, say_n, words
from gui.screens.claims_names import ClaimsButton, show_claims
from gui.screens.incident_columns import incident_columns
from gui.table.table import RegisterTable
from gui.villages.copying import copying
from gui.widgets import Button, column, label, row, scrolled, words_label
from storage import Figures, Query, Reconciliation, View

if TYPE_CHECKING:
    from exports import FigureTelling
    from gui.context import Context

COLUMNS = ("occurred", "place", "attack", "killed", "injured", "named", "status")
"""Columns of the incidents whose names do not fit."""


def show_figures(context: Context, parent: QWidget, page: QWidget | None) -> FiguresWindow:
    """The figures of what ``page`` is filtered by; a window that is open already comes to the front."""
    for there in parent.findChildren(FiguresWindow):
        if there.isVisible():
            there.raise_()
            there.activateWindow()
            return there
    made = FiguresWindow(context, parent, _filtered(page))
    made.show()
    return made


def _filtered(page: QWidget | None) -> tuple[Condition, Condition] | None:
    """Days and place the list of incidents is filtered by; None when it is not."""
    if not isinstance(page, ListPage):
        return None
    asked = page.conditions()
    days, place = asked.get("occurred", Condition()), asked.get("place", Condition())
    return (days, place) if days.value or place.value else None


class FiguresWindow(Dialog):
    """The window.

    Attributes:
        asked: the fields; figures: what is shown, None before it is counted.
    """

    topic = "claims"

    def __init__(self, context: Context, parent: QWidget | None, given: tuple[Condition, Condition] | None) -> None:
        self._context, self._parent, self._known = context, parent, Known()
        self._turn = 0
        self._detail: Job[Reconciliation] | None = None
        self.figures: Figures | None = None
        self._telling: FigureTelling | None = None
        self.asked = Asked(context, self._known, given)
        self._make_parts()
        self.copy_all = Button(say("Copy the figures"), "copy", "Alt+C").shortcut_key("Alt+C")
        self.copy_all.clicked.connect(self._copy)
        self.copy_all.setEnabled(False)
        close = Button(say("Close"), "x", "Esc")
        close.clicked.connect(self.accept)
        super().__init__(parent, say("Figures and claims"), self._body(), self.copy_all, close)
        room = parent.window().size() if parent is not None else None
        self.resize(
            min(theme.px(1180), room.width() - 30 if room else 1180),
            min(theme.px(720), room.height() - 20 if room else 720),
        )
        self._connect()
        self._learn()

    def _make_parts(self) -> None:
        self.tiles = {
            "killed": Tile(words().code("outcome", "killed"), outcome="killed"),
            "injured": Tile(words().code("outcome", "injured"), outcome="injured"),
            "missing": Tile(words().code("outcome", "missing"), outcome="missing"),
            "medical": Tile(say("Health facilities"), drawing="hospital"),
            "displaced": Tile(say("Displaced"), drawing="route"),
        }
        self.lines = RegisterTable(line_columns())
        self.lines.setAccessibleName(say("Claims against names"))
        every = {column.key: column for column in incident_columns(self._known)}
        every["occurred"] = replace(every["occurred"], width=196)
        self.misfits = RegisterTable([every[key] for key in COLUMNS])
        self.misfits.setAccessibleName(say("Incidents whose names and figures do not fit"))
        for table in (self.lines, self.misfits):
            table.setMinimumHeight(theme.px(76))
        self.trust = Trust()
        self.state = label("", "hint")
        self.misfit_title = label("", "strong")

    def _body(self) -> QWidget:
        tiles = row(*self.tiles.values(), gap=8)
        for place, share in enumerate((5, 4, 3, 3, 4)):
            tiles.setStretch(place, share)
        claims = ClaimsButton(self.misfits, self._show_claims)
        left = column(
            row(label(say("Claims against names"), "strong"), self.state, None),
            self.lines,
            row(self.misfit_title, None, claims),
            self.misfits,
            gap=5,
        )
        left.setStretch(1, 5)
        left.setStretch(3, 4)
        below = row(gap=10)
        below.addLayout(left, 1)
        holder = QWidget()
        holder.setLayout(column(self.trust, gap=0))
        beside = scrolled(holder)
        beside.setFixedWidth(theme.px(256))
        below.addWidget(beside)
        note = words_label(
            say("An event that several records tell of counts once, and so does a person.")
            + " "
            + say("While teams disagree, the lower number counts."),
            "hint",
        )  # fmt: skip
        body = QWidget()
        whole = column(row(self.asked, None), tiles, gap=8, margins=(16, 0, 16, 0))
        whole.addLayout(below, 1)
        whole.addWidget(note)
        body.setLayout(whole)
        return body

    def _connect(self) -> None:
        self.asked.changed.connect(self.count)
        self.misfits.opened.connect(lambda record: self._context.open("incident", record))
        copying(self.misfits)
        copying(self.lines)
        self._again = Rest(self, 250)
        self._again.timeout.connect(self.count)
        self._context.changed.connect(self._changed)
        self._context.restyled.connect(self._build_anew)

    def _changed(self, _outcome: object) -> None:
        self._again.start()

    def _learn(self) -> None:
        store, known = self._context.store, self._known
        Job(lambda: known.learn(store)).then(lambda _: self.count()).start(self)

    # ---- counting

    def count(self) -> None:
        """Count what is asked for now."""
        if not self._context.is_open:
            return
        self._turn += 1
        turn, store, period, language = self._turn, self._context.store, self.asked.wanted(), words()
        if self._detail is not None:
            self._detail.cancel()
        self.copy_all.setEnabled(False)

        def work() -> tuple[Figures, FigureTelling]:
            from exports import FigureTelling

            return store.figures(period), FigureTelling(store, language)

        Job(work).then(lambda got: self._counted(turn, *got)).otherwise(messages.tell).start(self)

    def _counted(self, turn: int, found: Figures, telling: FigureTelling) -> None:
        if turn != self._turn:
            return
        self.figures, self._telling = found, telling
        self._fill_tiles(found, telling)
        self.trust.show_figures(found, telling)
        self.copy_all.setEnabled(True)
        self.state.setText(say("groups are being counted…"))
        self.lines.show_listing(lambda: Ready(rows_at_once(found)), keep=True)
        self._show_misfits()
        store, period = self._context.store, found.period

        def work(pace: Pace) -> Reconciliation:
            return store.reconciliation(period, pace.step)

        detail = Job(work).progress(lambda *_: None).otherwise(messages.tell)
        self._detail = detail.then(lambda got: self._detailed(turn, got)).start(self)

    def _detailed(self, turn: int, found: Reconciliation) -> None:
        if turn == self._turn:
            self._detail = None
            self.state.setText("")
            self.lines.show_listing(lambda: Ready(rows_of(found)), keep=True)
            store = self._context.store
            self.misfits.show_listing(lambda: Chosen.of(store, found.misfits), keep=True)
            title = say("Incidents whose names and figures do not fit")
            self.misfit_title.setText(say("{title}: {count}", title=title, count=f"{len(found.misfits):,}"))

    def _fill_tiles(self, found: Figures, telling: FigureTelling) -> None:
        for name in ("killed", "injured", "missing"):
            one = getattr(found, name)
            among = [telling.among(found)] if name == "killed" else []
            self.tiles[name].tell(*telling.short(one.shown), *among, telling.rests(one))
        attacks = say_n("{count} attack", "{count} attacks", found.medical.attacks)
        every = say("of {count} facilities in all", count=f"{found.facilities.facilities:,}")
        self.tiles["medical"].tell(f"{found.medical.facilities:,}", attacks, every)
        left = say_n("from {count} village", "from {count} villages", found.villages)
        back = say("returned: {count}", count=telling.ends(found.returned))
        self.tiles["displaced"].tell(*telling.short(found.displaced), left, back)

    def _show_misfits(self) -> None:
        """What columns can tell at once: named against published; claims are compared when all are read."""
        days, place = self.asked.conditions()
        where = {"named": "fewer,more", "occurred": days.value, "place": place.value}
        query, store = Query("incident", where=where, sort="moment"), self._context.store
        self.misfits.show_listing(lambda: store.listing(query), keep=True)
        self.misfit_title.setText(say("Incidents whose names and figures do not fit"))

    # ---- what can be done

    def _show_claims(self, record: str) -> None:
        show_claims(self._context, self, record)

    def _copy(self) -> None:
        """All figures as a table of two columns and remarks."""
        if self.figures is None or self._telling is None:
            return
        rows = [(self._telling.heading(View(self.figures.period)).replace("\t", ", "), "", "")]
        rows += list(self._telling.rows(self.figures))
        cells = "".join("<tr>" + "".join(f"<td>{_escaped(cell)}</td>" for cell in one) + "</tr>" for one in rows)
        clipboard.put_table("\n".join("\t".join(one) for one in rows), f"<table>{cells}</table>")
        self.state.setText(say("The figures are on the clipboard."))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing goes on being counted for a window that is gone."""
        if self._detail is not None:
            self._detail.cancel()
        super().closeEvent(event)

    def _build_anew(self) -> None:
        """Another language or theme: the same question in a new window."""
        if not self.isVisible() or not self._context.is_open:
            return
        again = FiguresWindow(self._context, self._parent, self.asked.conditions())
        again.setGeometry(self.geometry())
        again.show()
        QTimer.singleShot(0, self, self.close)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
