"""Everything computed, worked out anew from the records alone and laid beside what stands.

What follows a change (``follow.py``) touches as little as it can, because a save is waited for. Here nothing is left
out and nothing is remembered: each computed column, the words of search, the keys under which people are found again,
figures, attacks, judgements. A register in which the two differ tells something that is no longer so; laws hold them
together after every kind of step, and ``check`` does it for a register of people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from storage.database.inserting import update_rows
from storage.database.rows import Columns
from storage.database.tables import match_key, tables
from storage.derive import AT_ONCE, Deriver
from storage.follow import bodies_of
from storage.journal.journal import FIRST, believed_until, chunks, fields_of, load_states, write_states
from storage.journal.merge import merge_class, settle
from storage.journal.state import RecordState, rejudge
from storage.lists.indexed import apart, forgotten_words, index_again, words_held, words_wanted
from storage.lists.search import SEARCHABLE
from storage.matching.key_index import KeyIndex, added_up, keys_held
from storage.matching.people import keys_of, pack_keys, unpack_keys
from storage.records import RECORDS
from storage.review.judging import all_judgements, settle_judgements
from storage.saving import Saving
from storage.sweeping import unswept

Progress = Callable[[int, int], None]
WORDS, KEYS = "words of search", "keys of people"
"""What is computed beside the columns."""
SHOWN = 50


@dataclass(frozen=True)
class Stray:
    """Something computed that does not stand as it should.

    Attributes:
        kind, record: of what, "" where it is no record; name: the column, ``WORDS`` or ``KEYS``.
    """

    kind: str
    record: str
    name: str
    stands: Any
    wanted: Any


@dataclass
class Strays:
    """What has strayed: how often by kind and name, and the first of them."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: list[Stray] = field(default_factory=list)

    def add(self, kind: str, record: str, name: str, stands: Any, wanted: Any) -> None:
        """Note one."""
        self.counts[kind, name] += 1
        if len(self.first) < SHOWN:
            self.first.append(Stray(kind, record, name, stands, wanted))

    def __len__(self) -> int:
        return self.counts.total()


class Afresh(Saving):
    """Part of the store: whether what is computed is what it should be."""

    def strayed(self, *, mend: bool = False, progress: Progress | None = None) -> Strays:
        """What does not stand as a computation from nothing gives it; ``mend``: it does from now on.

        Reads every record once; nobody writes meanwhile. ``progress`` may raise to stop it: nothing is changed then.
        """
        book, found = self._read_places(), Strays()
        with unswept(), self._write() as connection:
            deriver = Deriver(connection, book, self._believing(connection))
            whole = _Whole(connection, deriver, found, mend)
            kinds = sorted(RECORDS, key=lambda kind: FIRST.get(kind, 9))
            for done, kind in enumerate(kinds):
                if progress is not None:
                    progress(done, len(kinds))
                whole.compare(kind)
            whole.compare_sums()
        if found and mend:
            self._places = None
        return found


@dataclass
class _Whole:
    """One comparison of a whole register."""

    connection: Connection
    deriver: Deriver
    found: Strays
    mend: bool

    @cached_property
    def believed(self) -> int:
        """How far clocks are believed."""
        return believed_until(self.connection)

    def compare(self, kind: str) -> None:
        """The columns of a kind that rest on its records and on what they rest on, its words and its keys."""
        table = tables[kind].c
        ids = [bytes(one) for one in self.connection.execute(select(table.id).order_by(table.n)).scalars()]
        if not ids and kind not in SEARCHABLE:
            return
        held, words = words_held(self.connection, kind) if kind in SEARCHABLE else ({}, set[str]())
        keys = keys_held(self.connection) if kind == "victim" else {}
        numbers, odd = set[int](), dict[int, set[int]]()
        for part in chunks(ids, AT_ONCE):
            states = list(load_states(self.connection, kind, part).values())
            self._shown(kind, states)
            stood = [dict(state.had) for state in states]
            self._columns(kind, states, stood)
            if kind in SEARCHABLE:
                self._words(kind, states, held)
                numbers.update(state.n for state in states)
            if kind == "victim":
                wanted = {state.n: set(unpack_keys(state.derived["match_keys"])) for state in states}
                odd |= {n: wanted[n] for n in apart(keys, {n: added_up(some) for n, some in wanted.items()}, wanted)}
        if kind in SEARCHABLE:
            self._strange_words(kind, held.keys() - numbers, words)
        if kind == "victim":
            self._keys(odd | {n: set() for n in keys.keys() - numbers})

    def _shown(self, kind: str, states: Sequence[RecordState]) -> None:
        """Which of several rivals is shown, and whether they disagree."""
        for state in states:
            for name, stamps in [(name, stamps) for name, stamps in state.heads.items() if len(stamps) > 1]:
                told = fields_of(self.connection, stamps)
                heads = [(stamp, told[stamp].get(name)) for stamp in stamps]
                wanted = settle(merge_class(kind, name), heads, self.believed)
                stands = state.values.get(name), name in state.disputed
                if stands == wanted:
                    continue
                self.found.add(kind, state.record.hex(), name, stands, wanted)
                if self.mend:
                    rejudge(state, name, stamps, lambda stamps: fields_of(self.connection, stamps), self.believed)
                    write_states(self.connection, kind, [state], self.deriver.fill)

    def _columns(self, kind: str, states: Sequence[RecordState], stood: Sequence[Mapping[str, Any]]) -> None:
        for state in states:
            state.had, state.touched = {}, set()  # nothing is known of it, so that all is worked out
        self.deriver.fill(kind, states)
        rows = []
        for state, had in zip(states, stood, strict=True):
            if kind == "victim":
                state.derived["match_keys"] = pack_keys(keys_of(state.values, state.derived))
            other = {name: one for name, one in state.derived.items() if _told(had[name]) != _told(one)}
            for name, wanted in other.items():
                self.found.add(kind, state.record.hex(), name, had[name], wanted)
            rows += [{**other, "n": state.n}] if other else []
        if self.mend:
            update_rows(self.connection, tables[kind], "n", rows)

    def _words(self, kind: str, states: list[RecordState], held: Mapping[int, int]) -> None:
        bodies = dict(bodies_of(self.connection, kind, states, self.deriver.book))
        wanted, records = words_wanted(self.connection, list(bodies.items())), {one.n: one.record for one in states}
        other = list(apart(held, wanted, bodies))
        for n in other:
            self.found.add(kind, records[n].hex(), WORDS, "", bodies[n])
        if self.mend and other:
            index_again(self.connection, kind, [(n, bodies[n]) for n in other], (), ())

    def _strange_words(self, kind: str, gone: Iterable[int], words: Iterable[str]) -> None:
        """What the index holds of no record, and what its vocabulary forgot."""
        nobody, forgotten = sorted(gone), forgotten_words(self.connection, kind, words)
        for n in nobody:
            self.found.add(kind, "", WORDS, n, None)
        for word in forgotten:
            self.found.add(kind, "", WORDS, None, word)
        if self.mend and (nobody or forgotten):
            index_again(self.connection, kind, (), nobody, forgotten)

    def _keys(self, odd: Mapping[int, set[int]]) -> None:
        """The index of keys, in both directions, of those of whom it holds others than it should."""
        stand, index = {n: set[int]() for n in odd}, KeyIndex()
        for key, n in self.connection.execute(select(match_key.c.key, match_key.c.n)) if odd else ():
            if n in stand:
                stand[n].add(key)
        for n, wanted in odd.items():
            for key in sorted(stand[n] - wanted):
                self.found.add("victim", "", KEYS, (key, n), None)
            for key in sorted(wanted - stand[n]):
                self.found.add("victim", "", KEYS, None, (key, n))
            index.move(n, pack_keys(sorted(stand[n])), pack_keys(sorted(wanted)))
        if self.mend:
            index.write(self.connection)

    def compare_sums(self) -> None:
        """What is counted over records of other kinds: figures, attacks, and which judgements hold."""
        self._rows("facility", ((row, None) for row in self.deriver.attacked(self._ids("facility"))))
        for part in chunks(self._ids("incident"), AT_ONCE):
            self._rows("incident", self.deriver.figures(part))
        for reviews in all_judgements(self.connection):
            other = settle_judgements(self.connection, reviews, self.deriver.may_verify, write=self.mend)
            for n, holds in other.items():
                self.found.add("review", f"{n}", "holds", reviews[n]["holds"], holds)

    def _ids(self, kind: str) -> list[str]:
        return [bytes(one).hex() for one in self.connection.execute(select(tables[kind].c.id)).scalars()]

    def _rows(self, kind: str, rows: Iterable[tuple[dict[str, Any], Columns | None]]) -> None:
        others = list[dict[str, Any]]()
        for wanted, had in rows:
            stands = had if had is not None else self._stands(kind, wanted)
            other = {name: one for name, one in wanted.items() if name != "id" and stands[name] != one}
            for name, one in other.items():
                self.found.add(kind, bytes(wanted["id"]).hex(), name, stands[name], one)
            others += [{**other, "id": wanted["id"]}] if other else []
        if self.mend:
            update_rows(self.connection, tables[kind], "id", others)

    def _stands(self, kind: str, wanted: Mapping[str, Any]) -> Columns:
        table = tables[kind].c
        query = select(*(table[name] for name in wanted)).where(table.id == wanted["id"])
        return self.connection.execute(query).mappings().one()


def _told(value: Any) -> Any:
    """A value as it is compared: keys in any order."""
    return sorted(unpack_keys(bytes(value))) if isinstance(value, bytes | memoryview) else value
