"""All victims in a list: find a person in any spelling, in either script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from gui.jobs import Job
from gui.known import Known
from gui.listing.filter_fields import Condition
from gui.listing.page import ListPage, Plan
from gui.listing.parts import Empty
from gui.look import theme
from gui.resting import Rest
from gui.say import say, say_n
from gui.screens.missing import deeds_of
from gui.screens.victim_columns import victim_columns, victim_filters
from gui.screens.victim_pane import VictimPane
from gui.screens.victim_panel import VictimPanel
from gui.widgets import Button, Chip, IconButton, KeyBox, Segmented, icon_label, row

if TYPE_CHECKING:
    from gui.context import Context

TYPING = 25
"""Milliseconds after the last key before the register is asked."""
COUNTING = 350
"""Milliseconds the list rests before the panel counts again."""
COUNT = 60
"""Pixels kept free in the head: how many are shown is known later, and grows."""
SUMMED = ("killed", "injured", "missing", "rescued")


class NameSearch(QFrame):
    """The search field of the room, with a drawing and ×."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "field")
        self.setFixedSize(theme.px(300), theme.height("button"))
        self.line = QLineEdit()
        self.line.setProperty("bare", "true")
        self.line.setProperty("ring", "parent")
        self.line.setPlaceholderText(say("Name, code or place"))
        self.line.setAccessibleName(say("Search victims"))
        self.setFocusProxy(self.line)
        self.away = IconButton("x", say("Clear the search"), 14)
        self.away.clicked.connect(self.clear)
        self.away.hide()
        self._key = KeyBox("Ctrl+F")
        self.line.textChanged.connect(lambda text: self.away.setVisible(bool(text)))
        self.line.textChanged.connect(lambda _: self._fit())
        inside = row(icon_label("search", "tx3", 15), self.line, self._key, self.away, gap=7, margins=(9, 0, 6, 0))
        self.setLayout(inside)

    def resize_to(self, width: int) -> None:
        """Take this width; a narrow field has no room for its key."""
        self.setFixedWidth(width)
        self._fit()

    def _fit(self) -> None:
        self._key.setVisible(not self.line.text() and self.maximumWidth() > theme.px(200))

    def begin(self) -> None:
        """Ctrl+F: type a name."""
        self.line.setFocus()
        self.line.selectAll()

    def put(self, text: str) -> None:
        """Show this search; nothing is announced."""
        self.line.blockSignals(True)
        self.line.setText(text)
        self.line.blockSignals(False)
        self.away.setVisible(bool(text))
        self._fit()

    def clear(self) -> None:
        """Search nothing."""
        self.line.clear()
        self.line.setFocus()


class VictimsPage(ListPage):
    """The list of victims with search, filters and panel."""

    _typing: QTimer | None = None

    def __init__(self, context: Context) -> None:
        known = Known()
        self.field = NameSearch()
        spellings = [(False, say("All spellings"), ""), (True, say("Exact only"), "")]
        self.spelling = Segmented(spellings, say("Spelling"), current=False)
        self.panel = VictimPanel(known)
        self.lost = Button(say("Missing and rubble"), "life-buoy", "Alt+M")
        self.opener = Button(say("Filter"), "funnel")
        fresh = Button(say("Add victim"), "plus", "Ctrl+N", kind="primary")
        fresh.clicked.connect(self.new_record)
        self.export = Button(say("Export"), "upload", "Ctrl+E")
        self.export.clicked.connect(lambda: context.asked.emit("export", ""))
        pane = VictimPane(context, known)
        super().__init__(
            context,
            known,
            Plan(
                key="victims",
                kind="victim",
                title=say("Victims"),
                columns=victim_columns(known, lambda: self.search),
                fields=victim_filters(known),
                sort=("day", True),
                whole=lambda count: say_n("{count} person", "{count} people", count),
                sums=_sums,
                picked=_picked,
                nobody=self._nobody,
                pane=pane,
                related=frozenset({"attachment", "incident", "place", "outcome", "link"}),
                extras=(self.field, self.spelling),
                buttons=(self.opener, self.lost, self.export, fresh),
                side=self.panel,
                pane_open=False,
                told=self.panel.words_of,
            ),
        )
        self.searching = self._nobody_found
        self.deeds = deeds_of(self, pane)
        self._listen()

    def _listen(self) -> None:
        self.field.resize_to(theme.px(190))  # narrow until the width is known: no page may force a window wider
        self.spelling.hide()
        self.export.hide()
        typing = self._typing = Rest(self, TYPING)
        typing.timeout.connect(self._search)
        self._counting = Rest(self, COUNTING)
        self._counting.timeout.connect(self._count)
        self.field.line.textChanged.connect(lambda _: typing.start())
        self.field.line.returnPressed.connect(self.table.setFocus)
        self.spelling.chosen.connect(self._spell)
        self.panel.ticked.connect(self._ticked)
        self.opener.clicked.connect(self._turn_panel)
        QShortcut(QKeySequence("Alt+F"), self).activated.connect(self._turn_panel)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.field.begin)
        self.table.rows.counted.connect(lambda _: self._counting.start())
        self.table.rows.counted.connect(lambda _: self._fit_head())
        self.table.rows.counted.connect(lambda _: self.panel.show_periods())
        self.filters.changed.connect(lambda: self.panel.show_conditions(self.conditions()))

    def ask(
        self,
        conditions: Mapping[str, Condition],
        search: str = "",
        *,
        sort: tuple[str, bool] | None = None,
        exact: bool = False,
    ) -> None:
        """The search stands in its field as well."""
        if self._typing is not None:
            self._typing.stop()
        self.field.put(search)
        self.spelling.choose(exact)
        self._fit_head()
        super().ask(conditions, search, sort=sort, exact=exact)
        self.panel.show_conditions(self.conditions())

    def reload(self, *, keep: bool = False) -> None:
        """Cells are made anew for another search."""
        self.table.show_mode("search" if self.search.strip() else "")
        super().reload(keep=keep)

    def _search(self) -> None:
        self._fit_head()
        self.look(self.field.line.text())

    def _spell(self, exact: object) -> None:
        self.exact = bool(exact)
        self.reload()

    def _ticked(self, key: str, condition: Condition) -> None:
        if key in self.filters.fields:
            self.filters.fields[key].put(condition)
        elif condition.value:
            self.beside[key] = condition
        else:
            self.beside.pop(key, None)
        self.filters.changed.emit()

    def _count(self) -> None:
        if not self.panel.isVisible() or not self.context.is_open:
            return
        store, query, panel = self.context.store, self.query(), self.panel
        Job(lambda: (query, panel.read_counts(store, query))).then(self._show_counts).start(self)

    def _show_counts(self, got: tuple[Any, Mapping[str, Mapping[str, int]]]) -> None:
        if got[0] == self.query():
            self.panel.show_counts(got[1])

    def _turn_panel(self) -> None:
        self.panel.setVisible(not self.panel.isVisible())
        self._counting.start()

    def _nobody(self) -> Empty:
        begin = Button(say("Add victim"), "plus", "Ctrl+N", kind="primary")
        begin.clicked.connect(self.new_record)
        return Empty(say("Nobody is recorded yet. People are added with their incident, or here."), begin)

    def _nobody_found(self) -> Empty:
        line = say("Nobody found under this name. Try the family name, or record a new person.")
        begin = Button(say("Record a new person"), "user-plus", "Ctrl+N")
        begin.clicked.connect(self.new_record)
        if self.conditions():
            back = Button(say("Clear filters"), "x", "")
            back.clicked.connect(lambda: self.ask({}, self.search))
            return Empty(line, begin, back)
        return Empty(line, begin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the panel is opened by its button."""
        wide = self._wide()
        super().resizeEvent(event)
        if self.opener.isVisibleTo(self) == wide or self.panel.isVisibleTo(self) != wide:
            self.opener.setVisible(not wide)
            self.panel.setVisible(wide)
        self._fit_head()

    def _fit_head(self) -> None:
        """Fewer words and keys in the head until nothing is cut; the spelling matters only while searching."""
        wide, searching, whole = self._wide(), bool(self.field.line.text()), self.layout()
        if whole is not None:
            whole.setEnabled(False)  # what is wider only for a moment must not widen the window
        self.field.resize_to(theme.px(300 if wide else 190))
        self.export.setVisible(wide)
        self.lost.show_key(shown=wide)
        self.export.show_key(shown=wide)
        self.lost.show()
        self.spelling.setVisible(wide or searching)
        inside = self.head.layout()
        steps: tuple[Callable[[], object], ...] = (
            lambda: self.lost.show_key(shown=False),
            lambda: self.export.show_key(shown=False),
            lambda: self.field.resize_to(theme.px(190)),
            lambda: self.spelling.setVisible(searching),
            self.export.hide,
            self.lost.hide,
        )
        for narrower in steps:
            if inside is not None:
                inside.invalidate()
                if inside.minimumSize().width() + theme.px(COUNT) <= self.width():
                    break
                narrower()
        if whole is not None:
            whole.setEnabled(True)


def _sums(totals: Mapping[str, int]) -> Sequence[QWidget]:
    missing = totals["missing"] + totals["under_rubble"]
    numbers = {**{one: totals[one] for one in SUMMED}, "missing": missing}
    return [Chip(one, f"{number:,}") for one, number in numbers.items() if number]


def _picked(totals: Mapping[str, int]) -> str:
    chosen = say_n("{count} person selected", "{count} people selected", totals["rows"])
    return say(
        "{chosen}: {killed} killed, {injured} injured, {children} children, {female} female, {male} male",
        chosen=chosen,
        killed=totals["killed"],
        injured=totals["injured"],
        children=totals["children"],
        female=totals["female"],
        male=totals["male"],
    )
