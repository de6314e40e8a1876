"""What only a file proposes counts in nothing until a person confirms it; confirming or refusing is one save."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage.database.counted import WAITING
from storage.database.tables import tables
from storage.edits import Edit
from storage.fields.kinds import DayValue, Range
from storage.lists.listing import Query
from storage.period import Period
from storage.records import RECORDS
from storage.review.wishes import Wish
from storage.saving import new_id
from storage.sharing.privacy import Level
from storage.sharing.public_tables import public_tables
from storage.sharing.redacting import redacted
from storage.store import Store
from tests.builders import a_store, day, name, place
from tests.rounds import rounds
from tests.test_figures import STEP, agree, edit_of, incident, link, periods, victim

DAY = date(2019, 7, 31)
VILLAGES = ("Khan Shaykun", "Ariha", "Harim")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A register that grows from example to example."""
    made = a_store(tmp_path_factory.mktemp("proposed"))
    yield made
    made.close()


def told(store: Store) -> dict[str, Any]:
    """Everything that is added up, in every room."""
    found: dict[str, Any] = {}
    for at, period in enumerate([*periods(store), Period(place=place(store, "Ariha"))]):
        found[f"figures {at}"] = agree(store, period)
        found[f"attacked {at}"] = store.facilities_attacked(period)
        found[f"displaced {at}"] = store.displaced(period)
        found[f"flows {at}"] = store.flows(period)
        reconciled = store.reconciliation(period)
        found[f"reconciled {at}"] = (reconciled.lines, reconciled.events, reconciled.misfits)
    for name_ in VILLAGES:
        where = place(store, name_)
        found[f"ledger {name_}"] = store.ledger(where, DAY)
        found[f"moves {name_}"] = (store.movements_of(where), store.states_of(where))
    found["villages"] = store.village_states(DAY)
    return found | _rows(store) | _outside(store)


def _rows(store: Store) -> dict[str, Any]:
    """The worked-out columns of what counts."""
    names = {"facility": ("attacks", "last_attack"), "victim": ("people_min", "people_max")}
    names["incident"] = tuple(one for one in RECORDS["incident"].derived if one not in ("waiting", "moment"))
    found: dict[str, Any] = {}
    with store.database.reading() as connection:
        for kind, columns in names.items():
            table = tables[kind].c
            standing = table.waiting.is_(None), table.withdrawn.is_(None)
            query = select(table.id, *(table[one] for one in columns)).where(*standing)
            found[f"rows of {kind}"] = {bytes(row[0]).hex(): tuple(row[1:]) for row in connection.execute(query)}
    return found


def _outside(store: Store) -> dict[str, Any]:
    """What others would be told."""
    found: dict[str, Any] = {}
    with store.frozen() as source:
        for level in (Level.PARTNER, Level.PUBLIC):
            outward = redacted(source, level)
            for kind in ("incident", "victim", "facility", "movement"):
                found[f"{kind} for {level}"] = outward.count(kind, None)
        found["public tables"] = public_tables(source, Period())
    return found


def a_register(store: Store) -> dict[str, str]:
    """A little of everything that counts."""
    strike, other = incident(store), incident(store, "2019-07-03", "Ariha", verification="verified")
    group = victim(strike, people=Range(5, 7))
    village, home = place(store, "Khan Shaykun"), place(store, "Ariha")
    hospital = Edit("facility", new_id(), {"kind": "hospital", "name_ar": "مشفى البلدة", "place": village})
    leaving = {"direction": "out", "origin": village, "destination": home, "started": day("2019-07-05")}
    move = Edit("movement", new_id(), {**leaving, "persons": Range(300, 400)})
    store.save([
        strike, other, group, victim(strike), victim(other, "missing"), victim(None, "injured"), hospital, move,
        Edit("claim", new_id(), {"incident": strike.id, "killed": Range(3, 5)}),
        Edit("damage", new_id(), {"incident": strike.id, "facility": hospital.id, "damage": "destroyed"}),
        Edit("population", new_id(), {"place": village, "persons": Range(2000, 2100), "day": day("2019-05-01")}),
        Edit("village_state", new_id(), {"place": village, "state": "partly_emptied", "day": day("2019-07-06")}),
    ])  # fmt: skip
    made = {"strike": strike, "other": other, "group": group, "hospital": hospital, "move": move}
    return {word: edit.id or "" for word, edit in made.items()}


def a_list(store: Store, known: dict[str, str], status: str) -> list[Edit]:
    """Rows of a file, about what is there already and about what is not."""
    fresh = Edit("incident", new_id(), {"occurred": day("2019-07-05"), "place": place(store, "Ariha"),
                                        "attack": "air_strike"})  # fmt: skip
    strike, village = known["strike"], place(store, "Khan Shaykun")
    clinic = Edit("facility", new_id(), {"kind": "clinic", "name_ar": "نقطة طبية", "place": village})
    leaving = {"direction": "out", "origin": village, "started": day("2019-07-06"), "persons": Range(50, 50)}
    rows = [
        fresh, clinic, victim(fresh), victim(fresh, "injured", people=Range(3, 4)),
        Edit("victim", new_id(), {"incident": strike, "outcome": "killed", "of_group": known["group"], "notes": "x"}),
        Edit("victim", new_id(), {"incident": strike, "outcome": "missing", "name": name("سامي خالد العلي")}),
        Edit("victim", new_id(), {"outcome": "killed", "outcome_day": day("2019-07-05"), "notes": "x"}),
        Edit("claim", new_id(), {"incident": strike, "killed": Range(40, 44)}),
        Edit("claim", new_id(), {"incident": fresh.id, "killed": Range(2, 2)}),
        Edit("damage", new_id(), {"incident": strike, "facility": clinic.id, "damage": "partial"}),
        Edit("damage", new_id(), {"incident": known["other"], "facility": known["hospital"], "damage": "partial"}),
        Edit("damage", new_id(), {"incident": fresh.id, "facility": known["hospital"], "damage": "partial"}),
        Edit("movement", new_id(), {**leaving, "same_people_as": (known["move"],)}),
        Edit("movement", new_id(), {**leaving, "origin": place(store, "Ariha")}),
        Edit("population", new_id(), {"place": village, "persons": Range(9000, 9000), "day": day("2019-06-01")}),
        Edit("village_state", new_id(), {"place": village, "state": "emptied", "day": day("2019-07-20")}),
        Edit("function", new_id(), {"facility": known["hospital"], "function": "not", "day": day("2019-07-06")}),
        Edit("outcome", new_id(), {"victim": known["group"], "outcome": "rescued", "day": day("2019-07-07")}),
    ]  # fmt: skip
    return [replace(row, values={**row.values, "status": status}) for row in rows]


def origins(rows: list[Edit], name_: str = "hospital.xlsx", sha256: str = "aa" * 32) -> list[Edit]:
    return [
        Edit("intake", new_id(), {"record_id": row.id, "record_kind": row.kind, "file_name": name_, "sha256": sha256})
        for row in rows
    ]


def asked(store: Store) -> dict[str, int]:
    return {kind: count for one in store.waiting_files() for kind, count in one.kinds.items()}


def test_proposals_of_every_kind_count_in_nothing(store: Store) -> None:
    known = a_register(store)
    before = told(store)
    rows = a_list(store, known, "proposed")
    store.save(rows)
    assert told(store) == before
    fresh = rows[0].id or ""
    assert store.reconciled(fresh).line("killed").claimed in ((0, 0), (None, None))


def test_confirmed_they_count_as_if_they_had_been_entered(store: Store, tmp_path: Any) -> None:
    known = a_register(store)
    rows = a_list(store, known, "complete")
    before = told(store)
    saved = store.save(rows)
    after = told(store)
    assert after != before
    for row in rows:
        store.save([Edit(row.kind, row.id, {"status": "proposed"})])
    assert told(store) == before
    waiting = store.waiting_records()
    outcome = store.confirm(waiting)
    assert told(store) == after
    store.undo(outcome.save)
    assert told(store) == before and store.waiting_records() == waiting
    store.redo(store.confirm(waiting).save)
    assert saved.ids and told(store) == before


def test_a_refused_file_is_withdrawn_in_one_save_and_comes_back_with_one_undo(store: Store) -> None:
    known = a_register(store)
    rows = a_list(store, known, "proposed")
    store.save([*rows, *origins(rows)])
    before, waiting = told(store), store.waiting_records("aa" * 32)
    outcome = store.refuse(waiting, "another hospital's list")
    assert told(store) == before
    assert store.waiting_files() == [] and store.waiting_records() == []
    entry = store.read("victim", next(record for kind, record in waiting if kind == "victim"))
    assert entry is not None and entry.values["withdrawn"] == "another hospital's list"
    store.undo(outcome.save)
    assert store.waiting_records("aa" * 32) == waiting


def test_what_waits_is_told_by_file(store: Store) -> None:
    known = a_register(store)
    rows = [row for row in a_list(store, known, "proposed") if row.kind in WAITING]
    loose, listed, monthly = rows[:2], rows[2:9], rows[9:]
    store.save([*rows, *origins(listed), *origins(monthly, "monthly.csv", "bb" * 32)])
    store.save(origins(listed[:3], "again.xlsx", "cc" * 32))  # a later file tells of some of them again
    files = {one.name: one for one in store.waiting_files()}
    assert [files[one].count for one in ("hospital.xlsx", "monthly.csv", "")] == [7, len(monthly), 2]
    assert set(files) == {"hospital.xlsx", "monthly.csv", ""}
    counts = store.inbox_counts()
    assert (counts.files, counts.todo["confirm"]) == (3, len(rows))
    assert counts.badge == 3 + sum(counts.todo[group] for group in ("draft", "rule", "fit", "proposal"))
    assert {record for _, record in store.waiting_records("")} == {row.id for row in loose}
    assert {record for _, record in store.waiting_records("bb" * 32)} == {row.id for row in monthly}
    items = store.inbox("confirm", limit=100)
    assert [item.question.about for item in items] == ["confirm:file"] * 3 + ["confirm"] * len(rows)
    assert {(item.kind, item.record) for item in items[3:]} == {(row.kind, row.id) for row in rows}


def test_what_waits_can_be_asked_for_a_place_and_a_team(store: Store) -> None:
    known = a_register(store)
    rows = [row for row in a_list(store, known, "proposed") if row.kind in WAITING]
    store.save([*rows, *origins(rows)])
    there = store.waiting_records(None, Wish(place=place(store, "Ariha")))
    assert {kind for kind, _ in there} == {"incident", "claim", "victim", "damage", "movement"}
    assert store.waiting_records(None, Wish(team=store.me.team)) == store.waiting_records()
    assert store.waiting_records(None, Wish(team="0" * 32)) == []


def test_a_proposal_asks_for_nothing_else_and_what_lacks_something_becomes_a_draft(store: Store) -> None:
    bare = Edit("incident", new_id(), {"place": place(store), "status": "proposed"})
    whole = incident(store, status="proposed")
    spot = Edit("place", new_id(), {"level": 4, "parent": place(store, "SY0702"), "name_ar": "خربة", "status":
                                    "proposed", "proposed_by": store.me.team})  # fmt: skip
    store.save([bare, whole, spot])
    counts = store.inbox_counts()
    assert {group: count for group, count in counts.todo.items() if count} == {"confirm": 3}
    outcome = store.confirm(store.waiting_records())
    status = {one.id: store.read(one.kind, one.id or "") for one in (bare, whole, spot)}
    assert [entry.values["status"] for entry in status.values() if entry] == ["draft", "complete", "verified"]
    assert store.inbox_counts().todo["draft"] == 1 and len(outcome.ids) == 3


def test_lists_show_proposals_with_their_status_and_sums_leave_them_out(store: Store) -> None:
    known = a_register(store)
    before = {kind: store.listing(Query(kind)).totals() for kind in ("incident", "victim", "facility", "movement")}
    rows = a_list(store, known, "proposed")
    store.save(rows)
    for kind, totals in before.items():
        mine = [row for row in rows if row.kind == kind]
        listing = store.listing(Query(kind))
        found = listing.totals()
        assert found.pop("rows") == totals.pop("rows") + len(mine)
        assert found.pop("proposed") == len(mine) and totals.pop("proposed") == 0
        assert found == totals
        chosen = store.listing(Query(kind, {"status": "proposed"}))
        assert {row.id for row in chosen.first(50)[1].values()} == {row.id for row in mine}


@settings(max_examples=rounds(6, 20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(STEP, st.booleans()), min_size=4, max_size=14))
def test_whatever_is_proposed_the_sums_are_those_without_it(kept: Store, steps: list[Any]) -> None:
    made: list[Edit] = []
    proposed: list[Edit] = []
    for step, by_file in steps:
        edit = edit_of(kept, made, step)
        if edit is None:
            continue
        if by_file and edit.id not in {one.id for one in made} and edit.kind in WAITING:
            edit = replace(edit, values={**edit.values, "status": "proposed"})
            proposed.append(edit)
        kept.save([edit])
        if edit.id not in {one.id for one in made}:
            made.append(edit)
    before = [agree(kept, period) for period in periods(kept)]
    waiting = kept.waiting_records()
    refused = kept.refuse(waiting, "not ours")
    assert [agree(kept, period) for period in periods(kept)] == before
    if waiting:
        kept.undo(refused.save)
        assert [agree(kept, period) for period in periods(kept)] == before
        kept.confirm(waiting)
    for period in periods(kept):
        agree(kept, period)


def test_a_step_that_a_file_proposes_moves_nobody(store: Store) -> None:
    from storage.counting.outcomes import points_of

    person = victim(None, "missing")
    store.save([person])
    step = {"victim": person.id, "outcome": "killed", "day": DayValue.on(date(2019, 7, 9)), "status": "proposed"}
    store.save([Edit("outcome", None, step)])
    assert points_of(store.children("outcome", "victim", person.id or "")) == []
    assert link("follows", person, person)
