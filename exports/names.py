"""The readable names of records that other records refer to: an incident's code, a place's name, who a victim is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from storage import RECORDS, Kind, Period, Ref, Refs, View

ANY = "*"
"""The target of a reference to a record of any kind."""


class RowSource(Protocol):
    """What an export reads from: the register at one moment."""

    def export_rows(
        self, kind: str, columns: Sequence[str], where: Period | View | None, *, standing: bool = False
    ) -> Iterable[tuple[Any, ...]]:
        """The columns of all records of a kind, streaming; ``standing``: without withdrawn ones and by day."""
        ...

    def count(self, kind: str, where: Period | View | None) -> int:
        """How many records of a kind there are, withdrawn ones included."""
        ...

    def position(self) -> int:
        """The journal position the rows belong to."""
        ...

    def about(self) -> Mapping[str, Any]:
        """``register``, ``team``, ``person``, ``version`` as text and ``practice`` as bool."""
        ...


LABELS: Mapping[str, tuple[str, ...]] = {
    "incident": ("code",),
    "victim": ("name__ar", "name__la", "code"),
    "facility": ("name_ar", "name_en", "code"),
    "place": ("name_ar", "name_en", "code"),
    "actor": ("name_ar", "name_en", "code"),
    "source": ("code", "title"),
    "team": ("name", "code"),
    "person": ("name",),
    "device": ("name",),
    "movement": ("code",),
}
"""The columns a record is called by, the best first; of two scripts the reader's own comes first."""


@dataclass(frozen=True)
class _Place:
    name: str
    code: str
    parent: str
    level: int


class Names:
    """Names by kind and id, read from the register once and only where something refers to them."""

    def __init__(self, source: RowSource, language: str) -> None:
        self._source, self._language = source, language
        self._known: dict[str, dict[str, str]] = {}
        self._places: dict[str, _Place] = {}

    @staticmethod
    def target(kind: Kind[Any]) -> str:
        """The record kind a reference points to."""
        return kind.kind if isinstance(kind, (Ref, Refs)) else "place"

    def prepare(self, kinds: Iterable[str]) -> None:
        """Read the names of these kinds now, before any rows flow."""
        for kind in kinds:
            if kind == ANY:
                self.prepare(LABELS)
            elif kind in LABELS and kind not in self._known:
                self._known[kind] = dict(self._read(kind))
            if kind == "place" and not self._places:
                self._read_places()

    def learn(self, kind: str, record: str, label: str) -> None:
        """A name that is known already."""
        self._known.setdefault(kind, {})[record] = label

    def name(self, kind: str, record: str) -> str:
        """The name of a record; its id when nothing better is known."""
        if kind == ANY:
            return next((known[record] for known in self._known.values() if record in known), record)
        return self._known.get(kind, {}).get(record) or record

    def place_code(self, place: str) -> str | None:
        """The code of a place (P-code or own)."""
        found = self._places.get(place)
        return found.code if found else None

    def level(self, place: str) -> int | None:
        """The level of a place: 1 a governorate … 4 a community; None for an unknown one."""
        found = self._places.get(place)
        return found.level if found else None

    def above(self, level: int) -> Callable[[str], str | None]:
        """A function from a place to the name of what it lies in at this level (1 governorate … 3 sub-district)."""

        @lru_cache(maxsize=20_000)
        def name(place: str) -> str | None:
            here = self._held(place, level)
            return here.name if here is not None else None

        return name

    def learn_place(self, place: str, row: Mapping[str, Any], name: str) -> None:
        """A place that is known already: its ``code``, ``level`` and ``parent``."""
        self._put_place(place, row, name)
        self.learn("place", place, name)

    def _put_place(self, place: str, row: Mapping[str, Any], name: str) -> None:
        level = row.get("level")
        self._places[place] = _Place(
            name, row.get("code") or "", row.get("parent") or "", 4 if level is None else int(level)
        )

    def code_above(self, level: int) -> Callable[[str], str | None]:
        """A function from a place to the code of what it lies in at this level."""

        @lru_cache(maxsize=20_000)
        def code(place: str) -> str | None:
            here = self._held(place, level)
            return here.code or None if here is not None else None

        return code

    def _held(self, place: str, level: int) -> _Place | None:
        here = self._places.get(place)
        for _ in range(8):
            if here is None or here.level <= level:
                break
            here = self._places.get(here.parent)
        return here if here is not None and here.level == level else None

    def _read(self, kind: str) -> Iterable[tuple[str, str]]:
        columns = self.label_columns(kind)
        for record, *texts in self._source.export_rows(kind, ("id", *columns), None):
            label = next((text for text in texts if text), None)
            if label:
                yield record, label

    def label_columns(self, kind: str) -> list[str]:
        """The columns a record of a kind is called by, the best for this language first."""
        own = ("_ar", "__ar") if self._language == "ar" else ("_en", "__la")
        known = RECORDS[kind].fields
        columns = [name for name in LABELS[kind] if name.partition("__")[0] in known]
        return (
            sorted(columns, key=lambda name: (not name.endswith(own), name == "code")) if len(columns) > 2 else columns
        )

    def _read_places(self) -> None:
        columns = ("id", "code", "parent", "level", *self.label_columns("place"))
        for record, code, parent, level, *texts in self._source.export_rows("place", columns, None):
            name = next((text for text in texts if text), record)
            self._put_place(record, {"code": code, "parent": parent, "level": level}, name)
