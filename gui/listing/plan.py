"""What makes a list page a room: its columns, filters, words, and the pane beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.listing.filter_fields import FilterField
from gui.listing.parts import Empty
from gui.table.rows import Column


class Pane(QWidget):
    """What stands beside a list: one record. A room derives from it.

    Signals:
        closing: the drawer should go away.
    """

    closing = Signal()

    def show_row(self, row: Any | None) -> None:
        """Show the record of this row of the list; None when there is none."""
        raise NotImplementedError


@dataclass
class Plan:
    """What makes a list page a room.

    Attributes:
        key: name of its settings; kind: the record kind; related: kinds whose changes alter the list too,
            beside those that always do (``field_columns.moving``).
        columns, fields: the columns, and filter fields by column key.
        sort: column key and direction before anybody sorted.
        whole: words for all records (``1,246 incidents``).
        sums: chips for the foot of the page; picked: words about the selected rows for the status strip; None: those
            of the kind (see ``listing/totals.py``).
        nobody: line and action when the register has none; extras, buttons: parts of the head.
        within: conditions that make the list what it is, whatever is filtered in it.
        told: the words of a canonical condition that is set beside the list (column, value).
    """

    key: str
    kind: str
    title: str
    columns: Sequence[Column]
    fields: Mapping[str, FilterField]
    sort: tuple[str, bool]
    whole: Callable[[int], str]
    sums: Callable[[Any], Sequence[QWidget]]
    picked: Callable[[Any], str] | None
    nobody: Callable[[], Empty]
    pane: Pane
    related: frozenset[str] = frozenset()
    extras: Sequence[QWidget] = ()
    buttons: Sequence[QWidget] = ()
    side: QWidget | None = None
    pane_open: bool = True
    told: Callable[[str, str], str] | None = None
    within: Mapping[str, str] = field(default_factory=dict)


def holds_names(kind: str, keys: Collection[str]) -> bool:
    """Whether names of people stand in these columns of a list."""
    return kind == "victim" or bool({"name", "other_names"} & set(keys))
