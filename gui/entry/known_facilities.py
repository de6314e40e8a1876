"""The facilities a person may mean in an entry window, in either script; typing a new name makes a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gui.say import say, words
from gui.table.line_list import Offer
from storage import Query, fold, is_arabic, new_id, place_rank, similar

if TYPE_CHECKING:
    from storage import Store

MOST = 5000
AT_ONCE = 8
CLOSE = 0.86
"""From here on two names of one place are asked about (a typed name, not yet checked by anybody)."""
_KEPT = ("code", "kind", "name_ar", "name_en", "aliases", "place", "withdrawn")


def names_of(values: Mapping[str, Any]) -> list[str]:
    """All names of a facility, that of the language of now first."""
    order = ("name_ar", "name_en") if words().language == "ar" else ("name_en", "name_ar")
    own = [str(values[name]) for name in order if values.get(name)]
    return [*own, *(str(one) for one in values.get("aliases") or ())]


def kind_word(kind: Any) -> str:
    """The word of a kind of facility."""
    return words().code("facility-kind", str(kind)) if kind else ""


@dataclass
class KnownFacilities:
    """Facilities of the register, and those the next save will make.

    Attributes:
        known: values by id, withdrawn ones too; fresh: values of new ones by id.
        place_name: the name of a place.
    """

    known: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    fresh: dict[str, dict[str, Any]] = field(default_factory=dict)
    place_name: Callable[[str], str] = lambda record: record[:8]
    _counts: dict[str, Counter[str]] = field(default_factory=dict)

    def learn(self, store: Store) -> None:
        """Read what there is (in a reader's thread)."""
        _, rows = store.listing(Query("facility", withdrawn="with")).first(MOST)
        self.known = {row.id: {name: row[name] for name in _KEPT if row[name] is not None} for row in rows.values()}
        self._counts = {}

    def learn_more(self, store: Store, records: Iterable[str]) -> None:
        """Facilities that records of the window name, however many there are."""
        missing = [record for record in records if record not in self.known]
        for entry in store.read_many("facility", missing):
            self.known[entry.id] = {name: entry.values[name] for name in _KEPT if name in entry.values}

    def values(self, record: str) -> Mapping[str, Any]:
        """The values of a facility; none when it is not known."""
        return self.known.get(record) or self.fresh.get(record) or {}

    def is_new(self, record: str) -> bool:
        """Whether the next save makes it."""
        return record in self.fresh and record not in self.known

    def withdrawn(self, record: str) -> str:
        """Why it was withdrawn, "" when it stands."""
        return str(self.known.get(record, {}).get("withdrawn") or "")

    # ---- how it is called

    def label(self, record: str) -> str:
        """Its name in the language of now, with what tells it apart when others are called so too."""
        values = self.values(record)
        own = names_of(values)
        name = own[0] if own else kind_word(values.get("kind")) or say("Facility without a name")
        if self._alike()[fold(name)] < 2:
            return name
        place = self.place_name(str(values["place"])) if values.get("place") else ""
        beside = " · ".join(part for part in (place, words().ltr(str(values.get("code") or ""))) if part)
        return f"{name} ({beside})" if beside else name

    def _alike(self) -> Counter[str]:
        language = words().language
        if language not in self._counts:
            standing = (values for values in self.known.values() if not values.get("withdrawn"))
            first = (names_of(values)[:1] for values in standing)
            self._counts[language] = Counter(fold(name) for names in first for name in names)
        return self._counts[language]

    def find(self, text: str) -> str | None:
        """The facility a person means by a text, when only one is called so: by label, any name or number."""
        typed = fold(text)
        if not typed:
            return None
        everything = {**self.fresh, **self.known}
        labelled = [record for record in everything if fold(self.label(record)) == typed]
        named = [
            record
            for record, values in everything.items()
            if not values.get("withdrawn")
            and typed in (fold(name) for name in (*names_of(values), str(values.get("code") or "")))
        ]
        return next((found[0] for found in (labelled, named) if len(set(found)) == 1), None)

    def propose(self, text: str) -> str:
        """A new facility of this name; the id it will have."""
        record = new_id()
        self.fresh[record] = {"name_ar" if is_arabic(text) else "name_en": text.strip()}
        return record

    # ---- what is offered

    def offers(self, text: str, place: str | None) -> list[Offer]:
        """Facilities that may be meant, those of ``place`` first; and, last, a new one of the typed name."""
        typed = fold(text).split()
        ranked: list[tuple[float, str]] = []
        for record, values in {**self.known, **self.fresh}.items():
            if values.get("withdrawn"):
                continue
            rank = self._rank(typed, values)
            if rank:
                ranked.append((rank + 2 * (values.get("place") == place and place is not None), record))
        if not ranked and len(text.strip()) > 2:
            ranked = self._by_sound(text)
        ranked.sort(key=lambda one: (-one[0], self.label(one[1])))
        found = [self._offer(record) for _, record in ranked[:AT_ONCE]]
        if text.strip() and self.find(text) is None:
            name = text.strip()
            found.append(Offer(name, name, say("new facility, not in the list"), icon="plus", quiet=True))
        return found

    def _rank(self, typed: list[str], values: Mapping[str, Any]) -> int:
        """2: the name begins so; 1: every typed word is somewhere in its names, kind or place; 0: none of it."""
        own = [fold(name) for name in names_of(values)]
        if typed and any(name.startswith(" ".join(typed)) for name in own):
            return 2
        place = self.place_name(str(values["place"])) if values.get("place") else ""
        whole = " ".join((*own, fold(kind_word(values.get("kind"))), fold(place), fold(str(values.get("code") or ""))))
        return int(all(word in whole for word in typed))

    def _by_sound(self, text: str) -> list[tuple[float, str]]:
        ranks = (
            (place_rank(text, names_of(values), str(values.get("code") or "")), record)
            for record, values in self.known.items()
            if not values.get("withdrawn")
        )
        return [(rank, record) for rank, record in ranks if rank >= 0.5]

    def _offer(self, record: str) -> Offer:
        values = self.values(record)
        place = self.place_name(str(values["place"])) if values.get("place") else ""
        others = [name for name in names_of(values)[1:2] if name != self.label(record)]
        beside = "  ·  ".join(part for part in (*others, kind_word(values.get("kind")), place) if part)
        return Offer(record, self.label(record), beside)

    def close_to(self, record: str, place: str | None) -> str | None:
        """A facility of the register a new one may be: nearly the same name in the same place."""
        mine = names_of(self.values(record))
        best, found = CLOSE, None
        for other, values in self.known.items():
            if values.get("withdrawn") or not place or values.get("place") != place:
                continue
            likeness = max((similar(one, two) for one in mine for two in names_of(values)), default=0.0)
            if likeness >= best:
                best, found = likeness, other
        return found
