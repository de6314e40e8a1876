"""The map handed over: who will read it, in which form; beside that how it will look. Written, or printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageLayout
from PySide6.QtWidgets import QFileDialog, QWidget

from exports import MapAsked, MapTold, Sharing, map_picture, print_map, write_map
from gui.export.giving import quietly
from gui.export.papering import Hand, PaperDialog
from gui.jobs import Pace
from gui.look import theme
from gui.map.page import PAGE, across, as_image, as_picture, print_on
from gui.say import say
from gui.widgets import Labelled, Segmented, column, words_label
from storage import Level

if TYPE_CHECKING:
    from exports import Report, Then
    from gui.context import Context
    from gui.map.scene import Scene
    from gui.map.viewport import Viewport

SEEN_WIDTH = 470
KINDS = ("png", "svg", "pdf")


class SavingDialog(PaperDialog):
    """The dialog.

    Attributes:
        told: what is shown, None before; written: the file that was written.
    """

    topic = "map_saving"

    def __init__(
        self, context: Context, parent: QWidget | None, scene: Scene, view: Viewport, then: Then | None = None
    ) -> None:
        self._scene, self._view, self._then = scene, view, then
        self.told: MapTold | None = None
        within = {
            Level.INTERNAL: say("Every place; facilities in the middle of theirs"),
            Level.PARTNER: say("The same, without where people went"),
            Level.PUBLIC: say("Districts and sums only"),
        }
        self.kind = Segmented([(one, one.upper(), "") for one in KINDS], say("Kind of file"), KINDS[0])
        super().__init__(
            context, parent, say("Save or print the map"), level=Level.INTERNAL, within=within, icon="image",
            size=QSize(960, 540),
        )  # fmt: skip

    def _body(self) -> QWidget:
        fields = (
            self.readers, self.recipients, Labelled(say("Language of the map"), self.language),
            Labelled(say("Kind of file"), self.kind),
        )  # fmt: skip
        high = round(theme.px(SEEN_WIDTH) * PAGE.height() / PAGE.width())
        self.preview.want(QSize(theme.px(SEEN_WIDTH), high))
        shown = say("It shows the part of the map, the days and the layers that the window shows.")
        return self._beside(fields, column(self.preview, words_label(shown, "hint"), None, gap=6))

    def _connect(self) -> None:
        super()._connect()
        self.recipients.changed.connect(self._known_for)

    def _fields(self) -> Sequence[QWidget]:
        return *super()._fields(), self.kind

    def _known_for(self) -> None:
        """For whom it is stands below the map of a partner."""
        if self.readers.level is Level.PARTNER:
            self._soon.start()

    def asked(self, sharing: Sharing) -> MapAsked:
        """The picture the window shows, for these readers: the days of its window of time are those of the file."""
        view = self._scene.content.view
        if self._scene.days is not None:
            first, last = (date.fromordinal(day) for day in self._scene.days)
            view = replace(view, period=replace(view.period, first=first, last=last))
        layers = frozenset(self._scene.layers)
        language = str(self.language.value())
        role = self._context.rights.role
        return MapAsked(language, view, sharing, layers, self._scene.least, self._view.box, self._then, role)

    def _drawing(self, sharing: Sharing) -> Callable[[Pace], tuple[MapTold, QImage]]:
        asked = self.asked(sharing)
        shown = self._then.past if self._then else self._context.store
        width, ratio = theme.px(SEEN_WIDTH), self.devicePixelRatioF()

        def work(pace: Pace) -> tuple[MapTold, QImage]:
            with shown.frozen(lambda: pace.cancelled) as source:
                found = map_picture(source, asked)
            return found, as_image(found, width, ratio)

        return work

    def _show(self, found: tuple[MapTold, QImage]) -> None:
        self.told, image = found
        self.preview.show_page(image)
        self.preview.setAccessibleDescription(" ".join((self.told.within, *self.told.notes)))
        self._let(may=True)

    # ---- writing

    def _kinds(self, chooser: QFileDialog) -> None:
        kind = str(self.kind.value())
        chooser.setNameFilter(f"{kind.upper()} (*.{kind})")
        chooser.setDefaultSuffix(kind)
        chooser.selectFile(self._file_name(kind))

    def _file_name(self, kind: str) -> str:
        period = self.asked(self.sharing()).view.period
        days = "-".join(one.isoformat() for one in (period.first, period.last) if one)
        return "-".join(part for part in ("sijill-map", self.readers.level.value, days) if part) + f".{kind}"

    def save_to(self, path: Path) -> None:
        """Write it there, whole or not at all, and note it in the register."""
        if self._job is not None or not self._complete():
            return
        store, asked = self._context.store, self.asked(self.sharing())

        def work(pace: Pace) -> Report:
            return write_map(store, path, as_picture, asked, cancelled=lambda: pace.cancelled)

        self._work(work, self._tell_written, quietly)

    def _paper(self) -> QPageLayout:
        return across()

    def _printed(self) -> Callable[[Hand, Callable[[], bool]], Report]:
        store, asked = self._context.store, self.asked(self.sharing())
        return lambda hand, cancelled: print_map(store, hand, asked, cancelled=cancelled)

    def _draw_on(self, device: QPagedPaintDevice, told: MapTold) -> None:
        print_on(device, told)


def show_saving(
    context: Context, parent: QWidget, scene: Scene, view: Viewport, then: Then | None = None
) -> SavingDialog:  # fmt: skip
    """Open the dialog for what a map shows; one that is open already makes room for it."""
    for there in parent.findChildren(SavingDialog):
        there.close()
    made = SavingDialog(context, parent, scene, view, then)
    made.show()
    return made
