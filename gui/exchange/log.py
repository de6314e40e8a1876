"""The log of disclosures as a list: every file that left, newest first, filtered, copied and printed as any list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.exchange.log_columns import log_columns, log_filters
from gui.exchange.log_pane import DisclosurePane
from gui.known import Known
from gui.listing.page import ListPage, Plan
from gui.listing.parts import Empty
from gui.say import say, say_n
from gui.widgets import Button

if TYPE_CHECKING:
    from gui.context import Context


class LogPage(ListPage):
    """Every file that left the register; the pane tells all of one."""

    def __init__(self, context: Context, extras: Sequence[QWidget] = ()) -> None:
        """``extras`` stand beside the title."""
        known = Known()
        super().__init__(
            context,
            known,
            Plan(
                key="disclosures",
                kind="disclosure",
                title=say("Files given out"),
                columns=log_columns(),
                fields=log_filters(known),
                sort=("made", True),
                whole=lambda count: say_n("{count} file", "{count} files", count),
                sums=lambda totals: [],
                picked=None,
                nobody=self._nothing_yet,
                pane=DisclosurePane(context, known),
                extras=extras,
            ),
        )
        self.table.opened.connect(lambda _: self._open_pane())

    def _open_pane(self) -> None:
        """Enter shows the pane: a log is read, not edited."""
        if not self.plan.pane.isVisible():
            self._turn_pane()

    def _nothing_yet(self) -> Empty:
        export = Button(say("Export…"), "upload", "Ctrl+E", kind="primary")
        export.clicked.connect(lambda: self.context.asked.emit("export", ""))
        return Empty(say("No file has left this register yet. Each one will be written down here."), export)
