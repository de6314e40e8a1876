"""Records as rows of a grid: a column for each field, by its kind; texts from values, and values from cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gui.forms.editors import Ask
from gui.forms.editors_by_kind import code_offers
from gui.grid.columns import Read, code_reader, code_shown, reader
from gui.grid.model import BLANK, Cell, GridColumn, GridRow
from gui.say import words
from gui.table.line_list import Offer
from storage import RECORDS, BadValue, Code, Kind, PlaceRef, Ref

if TYPE_CHECKING:
    from gui.record.facts import FormFacts


@dataclass(frozen=True)
class Column:
    """A column of a grid: a field of the record."""

    field: str
    width: int
    hidden: bool = False
    stretch: bool = False
    required: bool = False


class Cells:
    """The cells of records of one kind. A grid with cells of another sort derives from it."""

    def __init__(self, kind: str, wanted: Sequence[Column], ask: Ask, facts: Callable[[], FormFacts]) -> None:
        self.kind, self.wanted, self.ask, self.facts = kind, wanted, ask, facts

    def columns(self) -> list[GridColumn]:
        """The columns in the language of now."""
        return [self.column(one) for one in self.wanted]

    def column(self, wanted: Column) -> GridColumn:
        """A column by the kind of its field."""
        field = RECORDS[self.kind].fields[wanted.field]
        read, show, offers, look = self._by_kind(field.kind)
        return GridColumn(
            wanted.field, words().field(field.key), wanted.width, look, read, show, offers,
            required=wanted.required, hidden=wanted.hidden, stretch=wanted.stretch,
            offered=isinstance(field.kind, PlaceRef | Ref),
        )  # fmt: skip

    def _by_kind(self, kind: Kind[Any]) -> tuple[Read, Callable[[Cell], str], Any, str]:
        ask = self.ask
        if isinstance(kind, Code):
            name = kind.list_name
            look = "outcome" if name == "outcome" else "code"
            return code_reader(name, ask), code_shown(name), code_offers(name, letters=True), look
        if isinstance(kind, PlaceRef | Ref):
            return (
                _id_reader(kind, ask),
                lambda cell: kind.show(cell.value, ask()) or cell.text,
                self._named(kind),
                "text",
            )
        return reader(kind, ask), lambda cell: cell.text, None, "text"

    def _named(self, kind: PlaceRef | Ref) -> Callable[[str], Sequence[Offer]]:
        if isinstance(kind, PlaceRef):
            return lambda text: self.facts().places(text)
        return lambda text: self.facts().offers(kind.kind)(text)

    def texts(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The texts of a record's cells; names of records are kept as ids, which mean the same in every language."""
        found = {}
        for one in self.wanted:
            value, kind = values.get(one.field), RECORDS[self.kind].fields[one.field].kind
            if value is not None:
                found[one.field] = (
                    str(value) if isinstance(kind, Code | PlaceRef | Ref) else kind.show(value, self.ask())
                )
        return found

    def fields(self, keys: Set[str]) -> set[str]:
        """The fields that cells belong to."""
        return set(keys)

    def key_of(self, field: str) -> str:
        """The column where something about a field is said."""
        return field

    def same(self, field: str, now: Any, before: Any) -> bool:
        """Whether a value is the one the register has, as far as the cells show it."""
        return bool(now == before)

    def values(self, row: GridRow) -> dict[str, Any]:
        """The values of a row by field name; cells that cannot be read are left out."""
        return {one.field: row.cell(one.field).value for one in self.wanted if not row.cell(one.field).problem}


def _id_reader(kind: Kind[Any], ask: Ask) -> Read:
    def read(text: str) -> Cell:
        try:
            value = kind.parse(text, ask())
        except BadValue as trouble:
            return Cell(text, None, trouble.message)
        return BLANK if value is None else Cell(value, value)

    return read
