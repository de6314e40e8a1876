"""Rows laid beside what the register has of them: what the import before wrote, what stands there, what is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from exports.cells import Showing, plain
from exports.foreign.aims import BESIDE
from exports.foreign.identity import Identity, record_id
from exports.foreign.plan import FieldChange, IntakePlan, IntakeRow
from exports.names import LABELS, Names
from exports.reread.proposal import How
from storage import RECORDS, Field, place_id

if TYPE_CHECKING:
    from storage import Seen, Store, TakenIn, WrittenByImport

SETS = frozenset(("refs", "texts", "names"))
"""Kinds of value to which a file adds; it takes nothing away."""


class Known:
    """What the register knows of the rows of a file."""

    def __init__(self, store: Store, showing: Showing, names: Names) -> None:
        self.store, self.showing, self._names = store, showing, names
        self.taken: dict[str, TakenIn] = {}
        self._undone: dict[str, int] = {}
        self._coded: dict[tuple[str, str], str] = {}
        self._earlier: dict[str, str] = {}

    def prepare(self, identities: Sequence[Identity]) -> None:
        """Look all rows up at once."""
        keys = [one.key for one in identities]
        for kind, others in BESIDE.items():
            keys += [f"{one.key}/{other}" for one in identities if one.kind == kind for other in others]
        self.taken, self._undone = self.store.taken_in(keys)
        by_kind: dict[str, set[str]] = defaultdict(set)
        for one in identities:
            if one.code and one.key not in self.taken:
                by_kind[one.kind].add(one.code)
        for kind, codes in by_kind.items():
            self._coded.update(((kind, code), record) for code, record in self.store.by_codes(kind, codes).items())

    def record(self, identity: Identity) -> str:
        """The id of the record of a row, the one it has or the one it will have."""
        taken = self.taken.get(identity.key)
        if taken is not None:
            return taken.record
        coded = self._coded.get((identity.kind, identity.code)) if identity.code else None
        if coded is None and identity.kind == "place" and identity.code:
            return place_id(identity.code)  # as a table of places with official codes would make it
        return coded or record_id(identity, self._undone.get(identity.key, 0))

    @property
    def coded_records(self) -> frozenset[str]:
        """The records that were found by a record number of ours."""
        return frozenset(self._coded.values())

    def earlier(self, key: str) -> str:
        """The record a row of an earlier file became, "" when there is none."""
        if key not in self._earlier:
            found, _ = self.store.taken_in([key])
            self._earlier[key] = found[key].record if key in found else ""
        return self._earlier[key]

    def called(self, kind: str, records: Iterable[str]) -> dict[str, str]:
        """What standing records are called."""
        columns = [name for name in LABELS.get(kind, ()) if name.partition("__")[0] in RECORDS[kind].fields]
        found = {}
        with self.store.frozen() as source:
            for record, row in source.rows_of(kind, ("id", "withdrawn", *columns), list(records)).items():
                if row[1] is None:
                    found[record] = next((str(text) for text in row[2:] if text), record)
        return found

    def text(self, item: Field[Any], value: Any) -> str:
        """A canonical form as a person reads it."""
        if value is None:
            return ""
        word = item.kind.word
        if word in ("placeref", "ref", "refs"):
            self._names.prepare({Names.target(item.kind)})
        try:
            return plain(item.kind.show(item.kind.load(value), self.showing.reading))
        except (ValueError, TypeError, KeyError, AttributeError):
            return str(value)

    def label(self, item: Field[Any]) -> str:
        """What a field is called."""
        return plain(self.showing.words.field(item.key))


def compared(plan: IntakePlan, known: Known, step: Callable[[], None]) -> None:
    """Say of each row whether it is here already, and what it would change; ``step`` is called now and then."""
    coded = known.coded_records
    pending: dict[str, list[IntakeRow]] = defaultdict(list)
    for number, row in enumerate(plan.rows):
        if number % 500 == 0:
            step()
        taken = known.taken.get(row.key)
        if taken is not None and taken.content == row.content:
            row.how, row.waits, row.lacks = "same", (), ()
        elif (taken is not None or row.record in coded) and row.how == "new":
            pending[row.kind].append(row)
        row.who = called(row, known)
    for kind, rows in pending.items():
        records = [row.record for row in rows]
        standing = known.store.standing_at(plan.seen, kind, records)
        written = known.store.written_by_imports(kind, records)
        for number, row in enumerate(rows):
            if number % 500 == 0:
                step()
            now = standing.get(row.record)
            if now is not None:
                _compare(row, now, written.get(row.record, {}), known)


class Stood(Protocol):
    """A record as it stands: canonical values, and the heads somebody sees now."""

    @property
    def values(self) -> Mapping[str, Any]:
        """By field."""
        ...

    @property
    def seen(self) -> Seen:
        """What an edit of somebody who sees it now replaces."""
        ...


def _compare(row: IntakeRow, now: Stood, written: Mapping[str, WrittenByImport], known: Known) -> None:
    """What a known row would change; the row keeps only that."""
    row.lacks = ()
    fields, changes, values = RECORDS[row.kind].fields, [], {}
    gone = now.values.get("withdrawn") is not None
    for name, file in ({} if gone else row.values).items():
        item, base, here = fields[name], written.get(name), now.values.get(name)
        if item.kind.word in SETS:
            file = _joined(here, file)
        if file == here or (base is not None and base.value == file):
            continue
        clean = here is None if base is None else here == base.value
        how: How = "changed" if clean or item.kind.word in SETS else "conflict"
        values[name] = file
        row.heads[name] = now.seen.heads.get(name, ()) if how == "changed" else (base.stamp,) if base else ()
        was = known.text(item, base.value) if base is not None else ""
        changes.append(FieldChange(name, known.label(item), was, known.text(item, file), known.text(item, here), how))
    row.values, row.changes = values, tuple(changes)
    row.how = "changed" if values else "same"


def _joined(here: Any, file: Any) -> Any:
    """A set with what the file adds to it."""
    if not isinstance(here, list) or not isinstance(file, list):
        return file
    return [*here, *(one for one in file if one not in here)]


def called(row: IntakeRow, known: Known) -> str:
    """What the record of a row is called: its name, else its place and day."""
    values = row.values
    name = values.get("name")
    if isinstance(name, dict):
        for script in ("ar", "la"):
            parts = name.get(script) or {}
            if parts:
                return " ".join(parts[part] for part in ("given", "father", "grandfather", "family") if part in parts)
        return str(name.get("nick", ""))
    for field in ("name_ar", "name_en", "name"):
        if isinstance(values.get(field), str):
            return str(values[field])
    place = values.get("place") or values.get("origin") or values.get("outcome_place")
    facts = known.store.places.get(place) if isinstance(place, str) else None
    day = values.get("occurred") or values.get("started") or values.get("day") or values.get("outcome_day") or ""
    return " · ".join(part for part in (facts.name(known.showing.words.language) if facts else "", str(day)) if part)
