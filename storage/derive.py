"""Computed columns: the day and area of a record, published figures, named victims. Never journalled.

They are a function of the values and follow them in the same transaction, so that lists and sums need no joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, case, func, select

from storage.counting.figures import Claimed, Named, published, said
from storage.counting.groups import left_of
from storage.database.counted import WAITING, counted, counted_one_by_one, counts, waiting
from storage.database.inserting import asked, tuples_asked, update_rows
from storage.database.rows import Columns, columns_of, id_bytes
from storage.database.tables import tables
from storage.gathered import Gathered
from storage.journal.journal import chunks
from storage.journal.state import RecordState
from storage.matching.names import fold
from storage.matching.people import keys_of, pack_keys
from storage.places.gazetteer import PlaceBook, facts_of
from storage.review.inbox import SAYS_SO, VERIFIABLE, VERIFIED, doubted, drafted, misfit, unverified
from storage.rivals import rivals_in
from storage.sources.source_groups import SourceGroups

Values = Mapping[str, Any]
Place = tuple[str | None, str | None, str | None]
"""Day, moment and place of an incident, which what belongs to it takes over."""


AT_ONCE = 400
"""Records that are counted at once."""

Believed = Callable[[Iterable[bytes]], bool]
"""Whether everybody who made these changes may say that something is verified."""


@dataclass
class Deriver:
    """Computes columns inside one transaction."""

    connection: Connection
    book: PlaceBook
    may_verify: Believed
    gathered: Gathered = field(default_factory=Gathered)
    _groups: SourceGroups | None = None

    @property
    def groups(self) -> SourceGroups:
        """Which sources speak with one voice; read once the records of this transaction are written."""
        if self._groups is None:
            self._groups = source_groups(self.connection)
        return self._groups

    def fill(self, kind: str, states: Sequence[RecordState]) -> None:
        """Compute the columns of these records into ``state.derived``."""
        if kind == "place":
            disputed = rivals_in(self.connection, states)
            for state in states:
                self.book.put(facts_of(state.record.hex(), state.values, disputed.get(state.record)))
        if kind == "victim":
            states = [state for state in states if not _little_moved(state)]
        for state in states:
            state.columns = columns_of(kind, state.values)
        rows = [(state, state.columns) for state in states]
        if kind == "victim":
            self._victims(rows)
        else:
            self._others(kind, rows)
        for state, row in rows if kind in WAITING else ():
            state.derived["waiting"] = waiting(row)
        for state in states if kind in VERIFIABLE else ():
            state.derived["unentitled"] = self._unentitled(state)

    def _unentitled(self, state: RecordState) -> int | None:
        """1 for what is marked as verified by a laptop whose role does not verify."""
        if VERIFIED not in map(state.values.get, SAYS_SO) or "withdrawn" in state.values:
            return None
        said = (name for name in SAYS_SO if state.values.get(name) == VERIFIED)
        return None if self.may_verify(stamp for name in said for stamp in state.heads_of(name)) else 1

    def _victims(self, rows: Sequence[tuple[RecordState, Values]]) -> None:
        facts = self._incidents(row.get("incident") for _, row in rows)
        named = self._members([state.record.hex() for state, row in rows if row.get("people") is not None])
        for state, row in rows:
            left = named.get(state.record.hex(), (0, 0))
            state.derived = self._victim(row, facts.get(row.get("incident") or ""), left)
            state.derived["board"] = _board(row, state.values.get("name"))
            if not state.n:  # a row that exists gives its old keys back first, see follow.py
                state.derived["match_keys"] = pack_keys(keys_of(state.values, {**state.derived, **row}))

    def _others(self, kind: str, rows: Sequence[tuple[RecordState, Values]]) -> None:
        compute = {
            "incident": self._incident,
            "place": self._place,
            "facility": self._facility,
            "village_state": self._village_state,
            "movement": self._movement,
            "claim": self._claim,
        }.get(kind)
        for state, row in rows if compute else ():
            state.derived = compute(row)  # type: ignore[misc]
        if kind == "place":
            for state, _ in rows:
                state.derived["area"] = self.book.area(state.record.hex())
        if kind == "damage":
            facts = self._incidents(row.get("incident") for _, row in rows)
            for state, row in rows:
                state.derived = self._damage(row, facts.get(row.get("incident") or ""))

    def _incident(self, row: Values) -> dict[str, Any]:
        day = row.get("occurred__first") or row.get("occurred__last")
        minutes = row.get("time__sort")
        moment = None if day is None else f"{day}T{minutes:04d}" if minutes is not None else f"{day}T"
        found = {"day": day, "moment": moment, "area": self.book.area(row.get("place"))}
        return {**found, "drafted": drafted(row), "doubted": doubted(row), "unverified": unverified(row)}

    def _damage(self, row: Values, incident: Place | None) -> dict[str, Any]:
        day, moment, place = incident or (None, None, None)
        return {"day": day, "moment": moment, "area": self.book.area(place), "doubted": doubted(row)}

    def _victim(self, row: Values, incident: Place | None, named: tuple[int, int]) -> dict[str, Any]:
        """``named``: fewest and most people named out of this group; they no longer count in it."""
        day, _, place = incident or (None, None, None)
        where = row.get("outcome_place") or place
        low, high = row.get("age__years_min"), row.get("age__years_max")
        one = row.get("people") is None
        left = (1, 1) if one else left_of((row.get("people__min") or 0, row.get("people__max")), named)
        return {
            "day": day or row.get("outcome_day__first") or row.get("outcome_day__last"),
            "where_id": where,
            "area": self.book.area(where),
            "name_key": fold(row.get("name__ar") or row.get("name__la") or "") or None,
            "child": child_of(low, high),
            "people_min": left[0],
            "people_max": left[1],
            "drafted": drafted(row),
            "doubted": doubted(row),
        }

    def _place(self, row: Values) -> dict[str, Any]:
        return {"name_key": fold(row.get("name_en") or row.get("name_ar") or "") or None}

    def _facility(self, row: Values) -> dict[str, Any]:
        key = fold(row.get("name_ar") or row.get("name_en") or "") or None
        return {
            "name_key": key,
            "area": self.book.area(row.get("place")),
            "drafted": drafted(row),
            "doubted": doubted(row),
        }

    def _village_state(self, row: Values) -> dict[str, Any]:
        return {"area": self.book.area(row.get("place"))}

    def _claim(self, row: Values) -> dict[str, Any]:
        return {"doubted": doubted(row)}

    def _movement(self, row: Values) -> dict[str, Any]:
        day = row.get("started__first") or row.get("started__last") or row.get("ended__first")
        linked = 1 if row.get("same_people_as") not in (None, "[]") else None
        found = {"day": day, "area": self.book.area(row.get("origin")), "linked": linked}
        return {**found, "drafted": drafted(row), "doubted": doubted(row)}

    def _incidents(self, ids: Iterable[str | None]) -> dict[str, Place]:
        """Day, moment and place of these incidents; one that does not count is no attack and has no moment."""
        wanted = list({record for item in ids if (record := id_bytes(item))})
        found: dict[str, Place] = {}
        for start in range(0, len(wanted), 500):
            for row in asked(self.connection, _WHEN_WHERE, ids=wanted[start : start + 500]):
                moment = row["moment"] if counts(row) else None
                found[bytes(row["id"]).hex()] = row["day"], moment, row["place"]
        return found

    def _members(self, groups: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Fewest and most people named out of each of these groups."""
        found: dict[str, tuple[int, int]] = {}
        for start in range(0, len(groups), 500):
            rows = self.connection.execute(_MEMBERS, {"ids": groups[start : start + 500]})
            found.update((row.of_group, (int(row.low or 0), int(row.high or 0))) for row in rows)
        return found

    def attacks(self, facilities: Iterable[str]) -> None:
        """Count the attacks on these facilities anew, and the day of the last one."""
        update_rows(self.connection, tables["facility"], "id", self.attacked(facilities))

    def attacked(self, facilities: Iterable[str]) -> Iterator[dict[str, Any]]:
        """How often each of these facilities was attacked, and the day of the last attack, by its 16 bytes."""
        for part in chunks(sorted(set(facilities)), AT_ONCE):
            found = self.connection.execute(_ATTACKS, {"ids": part}).all()
            known = {row.facility: (row.attacks, row.last_attack) for row in found}
            for one in part:
                count, day = known.get(one, (0, None))
                yield {"id": bytes.fromhex(one), "attacks": count, "last_attack": day}

    def totals(self, incidents: Iterable[str]) -> None:
        """Write the published figures and named victims of these incidents anew."""
        for part in chunks(sorted(set(incidents)), AT_ONCE):
            moved = [one for one, had in self.figures(part) if any(had[name] != value for name, value in one.items())]
            update_rows(self.connection, tables["incident"], "id", moved)

    def figures(self, ids: list[str]) -> Iterator[tuple[dict[str, Any], Columns]]:
        """Published figures and named victims of these incidents, each with what stands in its row."""
        claims, named = claims_of(self.connection, ids, lambda: self.groups), self._named(ids)
        for row in asked(self.connection, _RULES, ids=[bytes.fromhex(item) for item in ids]):
            record = bytes(row["id"]).hex()
            figures: dict[str, Any] = {"id": row["id"]}
            mine = named.get(record, Named())
            for word in WORDS:
                decided = row[f"decided_{word}__min"], row[f"decided_{word}__max"]
                low, high = published(
                    row["figure_rule"], claims.get(record, []), word, mine.of(word), decided, row["preferred_claim"]
                )
                figures |= {f"{word}_min": low, f"{word}_max": high, f"named_{word}": mine.of(word)[0]}
            figures |= {f"named_{word}_max": mine.of(word)[1] for word in WORDS}
            figures |= {"named_children": mine.children, "named_women": mine.women}
            figures |= {"named_civilians": mine.civilians, "named_rescued": mine.rescued}
            figures["misfit"] = misfit({**row, **figures})
            yield figures, row

    def _named(self, ids: list[str]) -> dict[str, Named]:
        found: dict[str, Named] = defaultdict(Named)
        for incident, outcome, child, low, high, sex, civilian_status in tuples_asked(
            self.connection, _NAMED, ids=ids
        ):
            found[incident].add(outcome, child, low, high, sex=sex, civilian_status=civilian_status)
        return found


OWN_FACTS = frozenset({"age", "name", "outcome"})
"""Facts of a victim of which each says something of it alone."""
FAR_FACTS = frozenset({"incident", "people", "outcome_place", "outcome_day", "status", "withdrawn", "overrides",
                       "verification"})  # fmt: skip
"""Facts of a victim that speak of others, or of all its computed columns."""


def _little_moved(state: RecordState) -> bool:
    """Whether what moved in a victim touches few of its computed columns: those are seen to here, the others stand.

    Most corrections are such: a note, how severe, an age. Everything a correction leaves alone would cost more to work
    out again than all else that is done with it.
    """
    if not (state.n and state.had and state.touched) or not state.touched.isdisjoint(FAR_FACTS):
        return False
    touched = state.touched & OWN_FACTS
    names = state.touched | {"outcome", "people", "name"} if touched - {"age"} else state.touched
    row = state.columns = columns_of("victim", state.values, names)
    state.derived = {name: value for name, value in state.had.items() if name != "match_keys"}
    if "age" in touched:
        state.derived["child"] = child_of(row.get("age__years_min"), row.get("age__years_max"))
    if "name" in touched:
        state.derived["name_key"] = fold(row.get("name__ar") or row.get("name__la") or "") or None
    if touched - {"age"}:
        state.derived["board"] = _board(row, state.values.get("name"))
    return True


def child_of(years_min: int | None, years_max: int | None) -> int | None:
    """1 for somebody under 18, 0 for somebody grown, None when the age leaves it open."""
    return 1 if years_max is not None and years_max < 18 else 0 if years_min is not None and years_min >= 18 else None


def _board(row: Values, name: Any) -> str | None:
    """Who is looked for: people missing or under the rubble, and the dead without a given name."""
    if row.get("outcome") in ("missing", "under_rubble"):
        return "lost"
    if row.get("outcome") != "killed" or row.get("people") is not None:
        return None
    scripts = [name.get(script) for script in ("ar", "la")] if isinstance(name, dict) else []
    given = any(isinstance(parts, dict) and parts.get("given") for parts in scripts)
    return None if given else "unidentified"


def source_groups(connection: Connection) -> SourceGroups:
    """Which standing sources are one."""
    rows = connection.execute(_GROUPS)
    return SourceGroups((bytes(row.id).hex(), row.same_group_as) for row in rows)


def claims_of(
    connection: Connection, incidents: Sequence[str], groups: Callable[[], SourceGroups]
) -> dict[str, list[Claimed]]:
    """The standing claims of these incidents; the groups of sources are asked for when two sources could be one."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in asked(connection, _CLAIMS, ids=list(incidents)):
        rows[row["incident"]].append(row)
    several = any(len({row["source"] for row in one if row["source"]}) > 1 for one in rows.values())
    known = groups() if several else SourceGroups()
    return {incident: [_claimed(row, known) for row in one] for incident, one in rows.items()}


def _claimed(row: Any, groups: SourceGroups) -> Claimed:
    ranges = {word: (row[f"{word}__min"], row[f"{word}__max"]) for word in WORDS}
    party = groups.party(row["source"]) if row["source"] else ""
    return Claimed(bytes(row["id"]).hex(), ranges, party, said(row["claimed_on__first"], bytes(row["born"])))


WORDS = ("killed", "injured", "missing")
PART = ("children", "women", "civilians", "rescued")
_SOME: BindParameter[Any] = bindparam("ids", expanding=True)
_INCIDENT, _CLAIM, _VICTIM = tables["incident"].c, tables["claim"].c, tables["victim"].c
_DAMAGE = tables["damage"].c
_WHEN_WHERE = select(
    *(_INCIDENT.id, _INCIDENT.day, _INCIDENT.moment, _INCIDENT.place, _INCIDENT.withdrawn, _INCIDENT.status)
).where(_INCIDENT.id.in_(_SOME))
_ATTACKS = (
    select(_DAMAGE.facility, func.count().label("attacks"), func.max(_DAMAGE.day).label("last_attack"))
    .where(_DAMAGE.facility.in_(_SOME), counted(tables["damage"]), _DAMAGE.moment.isnot(None))
    .group_by(_DAMAGE.facility)
)
_RULES = select(
    _INCIDENT.id,
    _INCIDENT.status,
    _INCIDENT.withdrawn,
    _INCIDENT.overrides,
    _INCIDENT.figure_rule,
    _INCIDENT.preferred_claim,
    *(_INCIDENT[f"decided_{word}__{end}"] for word in WORDS for end in ("min", "max")),
    *(_INCIDENT[f"{word}_{end}"] for word in WORDS for end in ("min", "max")),
    *(_INCIDENT[f"named_{word}"] for word in (*WORDS, *(f"{one}_max" for one in WORDS), *PART)),
    _INCIDENT.misfit,
).where(_INCIDENT.id.in_(_SOME))
_CLAIMS = select(
    *(_CLAIM.id, _CLAIM.incident, _CLAIM.source, _CLAIM.claimed_on__first, _CLAIM.born),
    *(_CLAIM[f"{word}__{end}"] for word in WORDS for end in ("min", "max")),
).where(_CLAIM.incident.in_(_SOME), counted(tables["claim"]))
_SOURCE = tables["source"].c
_GROUPS = select(_SOURCE.id, _SOURCE.same_group_as).where(
    _SOURCE.same_group_as.is_not(None), counted(tables["source"])
)
_STANDS = counted_one_by_one(tables["victim"])
_NAMED = select(
    _VICTIM.incident,
    _VICTIM.outcome,
    _VICTIM.child,
    _VICTIM.people_min,
    _VICTIM.people_max,
    _VICTIM.sex,
    _VICTIM.civilian_status,
).where(_VICTIM.incident.in_(_SOME), _STANDS)
_ONE = case((_VICTIM.people.is_(None), 1), else_=0)
_MEMBERS = (  # as they were told, not what is left of them: whoever is named out of a member stood in it before
    select(
        _VICTIM.of_group,
        func.sum(func.coalesce(_VICTIM.people__min, _ONE)).label("low"),
        func.sum(func.coalesce(_VICTIM.people__max, _VICTIM.people__min, _ONE)).label("high"),
    )
    .where(_VICTIM.of_group.in_(_SOME), _STANDS)
    .group_by(_VICTIM.of_group)
)
