"""A field teams disagree about, as a form shows it: every value side by side, and the way to where people decide.

Nobody decides between teams by typing over a field: a decision has a reason, and is made where both accounts stand
beside each other. So a protected field is covered by its rivals until it is settled under Review.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from gui.grid.model import CellRivals, GridColumn, GridModel
from gui.look import theme
from gui.say import say
from gui.table.list_cells import either
from gui.widgets import LinkButton, icon_label, row, words_label
from storage import CONFLICT, RECORDS, Entry, Field, Privacy, Reading

PROTECTED = "P"


def rivals_of(entry: Entry) -> dict[str, tuple[Any, ...]]:
    """The different values of each field teams disagree about, the newest first."""
    return {name: distinct(one.value for one in rivals) for name, rivals in entry.disputed.items()}


def distinct(values: Iterable[Any]) -> tuple[Any, ...]:
    """The values without repetition, in their order."""
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return tuple(found)


def rivals_words(item: Field[Any], values: Sequence[Any], reading: Reading) -> str:
    """``34 or 43``; nothing of what is sealed."""
    if item.privacy is Privacy.SEALED:
        return say("different values, sealed")
    texts = (" ".join(item.kind.show(one, reading).split()) if one is not None else "" for one in values)
    return either(tuple(dict.fromkeys(text or say("left empty") for text in texts)))


def decided_apart(kind: str, name: str) -> bool:
    """Whether a field is settled under Review alone."""
    item = RECORDS[kind].fields.get(name)
    return item is not None and item.merge.value == PROTECTED


def review_of(record: str, name: str) -> str:
    """What the Review room is asked to show: the conflict about this field."""
    return f"{record}/{CONFLICT}:{name}"


def locked_fields(entry: Entry) -> Mapping[str, tuple[Any, ...]]:
    """The fields of a record nobody writes over, with their rivals."""
    return {name: values for name, values in rivals_of(entry).items() if decided_apart(entry.kind, name)}


def cells_in_dispute(
    model: GridModel,
    entry: Entry,
    texts: Callable[[Mapping[str, Any]], Mapping[str, str]],
    fields: Callable[[set[str]], set[str]],
    typed: Set[str],
) -> dict[tuple[str, str], CellRivals]:
    """The cells of a record in a grid whose fields teams disagree about, with the words of all values.

    Args:
        model: the grid; entry: the record.
        texts: the texts of cells for some values; fields: the fields that cells belong to.
        typed: cells somebody has typed in here; they stay as they are.
    """
    found: dict[tuple[str, str], CellRivals] = {}
    for name, values in rivals_of(entry).items():
        told, locked = [texts({name: one}) for one in values], decided_apart(entry.kind, name)
        for column in model.columns:
            if column.key in typed or name not in fields({column.key}):
                continue
            each = dict.fromkeys(_cell_words(model, column, one.get(column.key, "")) for one in told)
            words = either(tuple(each)) if len(each) > 1 and column.look != "check" else ""
            if words or locked:
                found[entry.id, column.key] = CellRivals(words, locked)
    return found


def _cell_words(model: GridModel, column: GridColumn, text: str) -> str:
    cell = model.read_cell(column.key, text)
    return (cell.text if cell.problem else column.show(cell)) if cell.text else say("left empty")


class RivalsLine(QFrame):
    """All values of a field in dispute, where its editor would be.

    Signals:
        settle: the person wants to decide.
    """

    settle = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("kind", "note")
        self.setProperty("state", "warning")
        self._name = name
        self.values = words_label("", "strong")
        self.link = LinkButton(say("Settle…"))
        self.link.setAccessibleName(say("Settle what teams say differently: {field}", field=name))
        self.link.clicked.connect(self.settle)
        inside = row(
            icon_label("git-pull-request-arrow", "accink", 15), self.values, self.link, gap=7, margins=(8, 3, 8, 3)
        )
        inside.setStretch(1, 1)
        self.setLayout(inside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(say("Teams disagree about this. Both values are kept until somebody decides under Review."))
        self.hide()

    def tell(self, text: str) -> None:
        """Show these values; "" when nobody disagrees (any more)."""
        self.values.setText(text)
        self._fit()
        self.setAccessibleName(say("{field}: {values} (in dispute)", field=self._name, values=text) if text else "")
        self.setVisible(bool(text))

    def _fit(self) -> None:
        """As high as its words need: all values are read, also in a narrow field."""
        inside = self.layout()
        if inside is not None:
            inside.invalidate()
            self.setFixedHeight(inside.heightForWidth(max(self.width(), theme.px(90))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another height."""
        super().resizeEvent(event)
        self._fit()
