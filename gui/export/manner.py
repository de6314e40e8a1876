"""How the file is made: language, shape, format, an own template, a row of HXL tags, the mark Excel needs in a CSV."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QSpinBox, QWidget

from exports import Format, Shape
from gui.choosers import file_dialog
from gui.export.wish import Wish
from gui.say import ltr, say
from gui.widgets import Button, IconButton, Labelled, Segmented, column, row, words_label
from storage import Level

LONGEST_DELAY = 3650


class MannerFields(QWidget):
    """Language, shape, format and what belongs to them.

    Signals:
        changed(): one of them was chosen.
    """

    changed = Signal()

    def __init__(self, wish: Wish) -> None:
        super().__init__()
        manner = wish.manner
        self.language = Segmented([("ar", "العربية", ""), ("en", "English", "")], say("Language"), wish.language)
        shapes = [(Shape.COORDINATOR, say("To read"), ""), (Shape.ANALYST, say("To compute"), "")]
        self.shape = Segmented(shapes, say("Laid out"), manner.shape)
        formats = [(Format.XLSX, "Excel", ""), (Format.CSV, "CSV", ""), (Format.GEOJSON, "GeoJSON", "")]
        self.format = Segmented(formats, say("Format"), manner.format)
        self.hxl = QCheckBox(say("A row of HXL tags"))
        self.bom = QCheckBox(say("Excel can open the CSV (UTF-8 mark)"))
        self.tables = words_label(say("One group alone is one table; several are a ZIP with a CSV each."), "hint")
        self.hxl.setChecked(manner.hxl)
        self.bom.setChecked(manner.bom)
        self._template = manner.template
        self._make_template()
        self.days = QSpinBox()
        self.days.setRange(0, LONGEST_DELAY)
        self.days.setValue(wish.sharing.delay)
        self.delay = Labelled(say("Leave out the newest days"), self.days)
        self._lay_out()
        self._connect()
        self.fit(wish.sharing.level)

    def _make_template(self) -> None:
        self.template_name = QLineEdit()
        self.template_name.setReadOnly(True)
        self.template_name.setPlaceholderText(say("none"))
        self.choose_template = Button(say("Choose…"), "folder-open")
        self.drop_template = IconButton("x", say("No template"))
        line = row(self.template_name, self.drop_template, self.choose_template, gap=6)
        line.setStretch(0, 1)
        inside = QWidget()
        inside.setLayout(line)
        self.template = Labelled(say("Own template, to be filled"), inside)
        self.template_name.setAccessibleName(say("Own template, to be filled"))
        self._show_template()

    def _lay_out(self) -> None:
        def held(text: str, choice: QWidget) -> Labelled:
            made = Labelled(text, choice)
            inside = made.layout()
            assert inside is not None
            inside.setAlignment(choice, Qt.AlignmentFlag.AlignLeading)
            return made

        first = row(gap=10)
        first.addWidget(held(say("Language"), self.language), 1, Qt.AlignmentFlag.AlignTop)
        first.addWidget(held(say("Laid out"), self.shape), 1, Qt.AlignmentFlag.AlignTop)
        self.setLayout(
            column(
                first,
                held(say("Format"), self.format),
                self.tables,
                self.template,
                self.hxl,
                self.bom,
                self.delay,
                gap=8,
            )
        )

    def _connect(self) -> None:
        self.language.chosen.connect(lambda _: self.changed.emit())
        for choice in (self.shape, self.format):
            choice.chosen.connect(lambda _: self._fit_again())
        for box in (self.hxl, self.bom):
            box.toggled.connect(lambda _: self.changed.emit())
        self.days.valueChanged.connect(lambda _: self.changed.emit())
        self.choose_template.clicked.connect(self._ask_template)
        self.drop_template.clicked.connect(lambda: self.put_template(None))

    def fit(self, level: Level) -> None:
        """Only what has a meaning for what is chosen can be seen."""
        self._level = level
        book, analyst = self.format.value() is Format.XLSX, self.shape.value() is Shape.ANALYST
        self.shape.setEnabled(self.format.value() is not Format.GEOJSON)
        self.template.setVisible(book and not analyst)
        self.hxl.setVisible(analyst and book)
        for part in (self.bom, self.tables):
            part.setVisible(self.format.value() is Format.CSV)
        self.delay.setVisible(level is Level.PUBLIC)

    def _fit_again(self) -> None:
        self.fit(self._level)
        self.changed.emit()

    # ---- the template

    def _ask_template(self) -> None:
        dialog = file_dialog(self, say("A workbook to be filled"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("Excel (*.xlsx *.xltx)")
        dialog.fileSelected.connect(lambda file: self.put_template(Path(file)))
        dialog.open()

    def put_template(self, file: Path | None) -> None:
        """Fill this workbook; None makes one of our own."""
        self._template = file
        self.template.tell("", "")
        self._show_template()
        self.changed.emit()

    def _show_template(self) -> None:
        self.template_name.setText(ltr(self._template.name) if self._template is not None else "")
        self.drop_template.setVisible(self._template is not None)

    # ---- what is chosen

    def wish(self, wish: Wish) -> Wish:
        """``wish`` with what is chosen; what cannot be seen counts for nothing."""
        chosen, shape = Format(str(self.format.value())), Shape(str(self.shape.value()))
        manner = replace(
            wish.manner, shape=shape, format=chosen, hxl=self.hxl.isChecked() and not self.hxl.isHidden(),
            bom=self.bom.isChecked(), template=None if self.template.isHidden() else self._template,
        )  # fmt: skip
        delay = 0 if self.delay.isHidden() else self.days.value()
        sharing = replace(wish.sharing, delay=delay)
        return replace(wish, language=str(self.language.value()), manner=manner, sharing=sharing)

    def refuse(self, kind: str, text: str) -> bool:
        """Say below the template what is wrong with it; False when it is something else."""
        if "template" not in kind or self.template.isHidden():
            return False
        self.template.tell("error", text)
        self.choose_template.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
