"""What the form of a record knows of the register: places and sources, and the records its fields may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from gui.entry.facts import NEW, Facts
from gui.say import ltr, words
from gui.table.line_list import Offer
from storage import RECORDS, PlaceRef, Query, Ref, Refs, folded

if TYPE_CHECKING:
    from storage import Store

MOST = 600
"""Records of a kind that are offered; older ones are known when the record names them."""
SAID = {
    "incident": ("code", "place", "occurred"),
    "victim": ("name", "people", "code", "age", "outcome"),
    "facility": ("name_ar", "name_en", "place"),
    "movement": ("code", "origin", "started"),
    "place": ("name_ar", "name_en", "code"),
    "actor": ("name_ar", "name_en", "code"),
    "team": ("name", "code"),
    "person": ("name",),
}
"""The fields a record of a kind is told by, in one line."""
NAMES = ("name_ar", "name_en")
PARTED = "  ·  "


class FormFacts(Facts):
    """Places, sources, actors, and lines of other records by kind.

    A form that refers to other kinds derives a class and names them in ``kinds``; it may say otherwise how they are
    told by overriding ``line``.
    """

    kinds: ClassVar[tuple[str, ...]] = ()

    def learn(self, store: Store) -> FormFacts:
        """Read what there is (in a reader's thread)."""
        super().learn(store)
        self.lines: dict[str, dict[str, str]] = {kind: {} for kind in self.kinds}
        for kind in self.kinds:
            _, rows = store.listing(Query(kind)).first(MOST)
            for row in rows.values():
                self.lines[kind][row.id] = self.line(kind, {name: row[name] for name in SAID.get(kind, ("code",))})
        return self

    def note(self, store: Store, kind: str, values: Mapping[str, Any]) -> None:
        """Know the records these values name, however old they are (in a reader's thread)."""
        for name, value in values.items():
            field = RECORDS[kind].fields.get(name)
            if field is None or not isinstance(field.kind, Ref | Refs) or field.kind.kind == "source":
                continue
            wanted = (value,) if isinstance(value, str) else tuple(value or ())
            known = self.lines.setdefault(field.kind.kind, {}) if field.kind.kind in RECORDS else {}
            for entry in (
                store.read_many(field.kind.kind, [one for one in wanted if one not in known]) if wanted else ()
            ):
                known[entry.id] = self.line(entry.kind, entry.values)

    def line(self, kind: str, values: Mapping[str, Any]) -> str:
        """A record in one line: its number or name, where, when."""
        parts, called = [], ""
        for name in SAID.get(kind, ("code",)):
            value = values.get(name)
            if value is None:
                continue
            shown = RECORDS[kind].fields[name].kind.show(value, self.reading())
            if name in NAMES:
                mine = name == ("name_ar" if words().rtl else "name_en")
                called = shown if mine or not called else called
            else:
                parts.append(ltr(shown) if name == "code" else shown)
        return PARTED.join(part for part in (called, *parts) if part)

    def find(self, kind: str, text: str) -> str | None:
        """A record by its number, its name or its whole line, when only one is told so."""
        typed = folded(text)
        if kind == "source":
            return next((one for one in self.sources if folded(self.name("source", one)) == typed), None)
        known = getattr(self, "lines", {}).get(kind)
        if known is None:
            return super().find(kind, text)
        found = [one for one, line in known.items() if typed in (folded(line), folded(line.split(PARTED)[0]))]
        return found[0] if len(found) == 1 else None

    def name(self, kind: str, record: str) -> str:
        """The line of a record."""
        known = getattr(self, "lines", {}).get(kind, {})
        return str(known[record]) if record in known else super().name(kind, record)

    def offers(self, kind: str) -> Callable[[str], list[Offer]]:
        """Records of a kind to choose from."""

        if kind == "source":
            return self.source_offers

        def offer(text: str) -> list[Offer]:
            typed = folded(text)
            known = {"actor": self.actors}.get(kind) or getattr(self, "lines", {}).get(kind, {})
            names = ((one, self.name(kind, one)) for one in known)
            return [Offer(one, name) for one, name in names if not typed or typed in folded(name)][:40]

        return offer

    def places(self, text: str) -> list[Offer]:
        """Places to choose from, where none can be proposed."""
        return [offer for offer in self.suggest(text) if offer.value != NEW]

    def proposals(self, kind: str, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """The proposed places that these values name."""
        named = {
            value
            for name, value in values.items()
            if name in RECORDS[kind].fields and isinstance(RECORDS[kind].fields[name].kind, PlaceRef)
        }
        return {record: dict(place) for record, place in self.proposed.items() if record in named}
