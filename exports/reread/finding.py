"""Which record a person means who wrote its name or number into a cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from exports.entry.labels import code_in
from exports.names import ANY, LABELS
from exports.reread.written import PastSource
from storage import RECORDS, PlaceBook, folded


@dataclass
class Finder:
    """Finds records by what they are called; what a kind is called is read once, when it is first asked for.

    Attributes:
        planned: kind and folded number of rows of the file that will become records → their ids.
    """

    source: PastSource
    places: PlaceBook
    language: str
    planned: dict[tuple[str, str], str] = field(default_factory=dict)
    _known: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def find(self, kind: str, text: str) -> list[str]:
        """The ids of all records a text may mean."""
        kinds = LABELS if kind == ANY else (kind,)
        found = [record for one in kinds for record in self._of_kind(one, text)]
        return list(dict.fromkeys(found))

    def by_code(self, kind: str, code: str) -> str | None:
        """The record with this number."""
        found = self._called(kind).get(f"\0{folded(code)}", ())
        return found[0] if len(found) == 1 else None

    def exists(self, kind: str, record: str) -> bool:
        """Whether the register (or this file) has such a record."""
        if record in self.planned.values():
            return True
        kinds = LABELS if kind == ANY else (kind,)
        return any(self.source.rows_of(one, ("id",), [record]) for one in kinds)

    def near(self, kind: str, text: str) -> list[str]:
        """Records a text that fits none may mean."""
        return [place.id for place in self.places.suggest(text, 5)] if kind == "place" and text else []

    def choices(self, kind: str, records: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Records to choose between: what to write for each, and how to tell it from the others."""
        if kind != "place":
            return tuple((record, record[:8]) for record in records)
        found = []
        for record in records:
            place = self.places.get(record)
            if place is not None:
                above = [one.name(self.language) for one in self.places.parents(record)][:2]
                found.append((place.code or record, " · ".join((place.name(self.language), *above, place.code))))
        return tuple(found)

    def _of_kind(self, kind: str, text: str) -> Iterable[str]:
        planned = self.planned.get((kind, folded(text)))
        if planned is not None:
            return (planned,)
        if kind == "place":
            return self._coded(text) or self._places().get(folded(text), ()) or self._coded(code_in(text))
        return self._called(kind).get(folded(text), ())

    def _coded(self, code: str) -> list[str]:
        return [place.id for place in self.places.all_by_code(code) if not place.withdrawn] if code else []

    def _places(self) -> dict[str, list[str]]:
        if "place" not in self._known:
            found: dict[str, list[str]] = defaultdict(list)
            for place in self.places.facts.values():
                if not place.withdrawn:
                    for name in dict.fromkeys(map(folded, place.names)):
                        found[name].append(place.id)
            self._known["place"] = found
        return self._known["place"]

    def _called(self, kind: str) -> dict[str, list[str]]:
        if kind not in self._known:
            self._known[kind] = self._read(kind)
        return self._known[kind]

    def _read(self, kind: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        fields = RECORDS[kind].fields
        columns = [name for name in LABELS.get(kind, ()) if name.partition("__")[0] in fields]
        if "code" in fields and "code" not in columns:
            columns.append("code")
        for record, *texts in self.source.export_rows(kind, ("id", *columns), None, standing=True):
            for name in dict.fromkeys(folded(text) for text in texts if text):
                found[name].append(record)
            code: Any = texts[columns.index("code")] if "code" in columns else None
            if code:
                found[f"\0{folded(code)}"].append(record)
        return found
