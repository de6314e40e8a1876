"""While teams disagree a list leaves nobody out: found by each value, verified by none, added up on the safe side."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, text

from storage.database.rows import store_values
from storage.database.tables import meta
from storage.edits import Edit
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import a_store, age, count, day, name, place, reopened

STARTS: dict[str, dict[str, Any]] = {"victim": {"outcome": "killed"}, "incident": {"attack": "shelling"},
                                     "movement": {"direction": "out"}, "facility": {"kind": "school"}}  # fmt: skip


def torn(store: Store, kind: str, field: str, one: Any, two: Any, **more: Any) -> str:
    """A record of which one team says this and another that, the second later."""
    record = store.save([Edit(kind, None, {**STARTS[kind], "status": "draft", **more})]).ids[0]
    entry = store.read(kind, record)
    assert entry is not None
    for value in (one, two):
        store.save([Edit(kind, record, {field: value}, entry.seen)])
    assert (kind, record, field) in set(store.conflicts())
    return record


def found(store: Store, kind: str, search: str = "", **where: str) -> set[str]:
    listing = store.listing(Query(kind, where, search=search))
    rows = listing.rows(list(listing.order()))
    assert len(rows) == listing.count()
    return {row.id for row in rows.values()}


def test_a_filter_finds_a_record_by_each_value_teams_wrote(store: Store) -> None:
    here, there = place(store, "Ariha"), place(store, "Saraqib")
    disputes: list[tuple[str, str, Any, Any, dict[str, tuple[str, str]]]] = [
        ("victim", "outcome", "missing", "killed", {"outcome": ("missing", "killed")}),
        ("victim", "sex", None, "male", {"sex": (",", "male")}),
        ("victim", "age", age("9"), age("40"), {"age": ("8-10", "40"), "age_group": ("child", "adult")}),
        ("victim", "outcome_place", here, there, {"where_id": (here, there), "outcome_place": (here, there)}),
        ("victim", "roles", ("student",), ("rescuer",), {"roles": ("student", "rescuer")}),
        ("incident", "attack", "air_strike", "shelling", {"attack": ("air_strike", "shelling")}),
        ("incident", "place", here, there, {"place": (here, there), "area": (here, there)}),
        ("incident", "occurred", day("2019-05-01"), day("2019-07-15"),
         {"day": ("2019-05-01/2019-05-31", "2019-07-15"), "occurred": ("../2019-05-02", "2019-07-01/..")}),
        ("movement", "persons", count("30"), count("900"), {"persons": ("20-40", "900")}),
        ("movement", "origin", here, there, {"origin": (here, there)}),
    ]  # fmt: skip
    for kind, field, one, two, filters in disputes:
        begun = {field: "unknown"} if one is None else {}
        record, alike = torn(store, kind, field, one, two, **begun), torn(store, kind, "notes", "a", "b")
        for name_, values in filters.items():
            for value in values:
                assert record in found(store, kind, **{name_: value}), (field, name_, value)
            before, after = (found(store, kind, **{name_: value}) for value in values)
            assert not {alike} <= before & after, (field, name_)
        store.save([Edit(kind, record, {field: two}, why="seen on the identity card")])
        assert all(record not in found(store, kind, **{name_: values[0]}) for name_, values in filters.items()), field
        assert all(record in found(store, kind, **{name_: values[1]}) for name_, values in filters.items()), field


def test_a_record_in_dispute_is_verified_in_no_list(store: Store) -> None:
    told = ("under_verification", "verified")
    one = torn(store, "incident", "verification", *told)
    other = torn(store, "incident", "attack", "air_strike", "shelling", verification="verified")
    sure = store.save([Edit("incident", None, {"attack": "shelling", "status": "draft", "verification": "verified"})])
    assert found(store, "incident", verification="verified") == set(sure.ids)
    assert found(store, "incident", verification="under_verification") == {one, other}
    assert found(store, "incident", verification=",".join(told)) == {one, other, *sure.ids}


def test_a_record_is_searched_by_each_name_teams_gave_it_until_one_is_decided(store: Store) -> None:
    hasan, khalid = name("حسن علي الأحمد"), name("خالد علي الأحمد / Khalid Ali al-Ahmad")
    person = torn(store, "victim", "name", hasan, khalid)
    clinic = torn(store, "facility", "name_ar", "مستوصف النور", "مستوصف الهدى")
    for typed in ("حسن", "خالد", "khalid"):
        assert found(store, "victim", typed) == found(store, "victim", name=typed) == {person}, typed
    assert found(store, "facility", "النور") == found(store, "facility", "الهدى") == {clinic}
    store.save([Edit("victim", person, {"name": hasan}, why="identity card")])
    assert found(store, "victim", "حسن") == {person} and not found(store, "victim", "خالد")


def test_people_in_dispute_are_added_up_on_the_safe_side(store: Store) -> None:
    alike = store.save(
        [Edit("victim", None, {"outcome": "killed", "sex": "male", "age": age("40"), "status": "draft"})]
    )
    missing = torn(store, "victim", "outcome", "missing", "killed", sex="male")
    torn(store, "victim", "outcome", "injured", "killed")
    child = torn(store, "victim", "age", age("40"), age("9"), sex="male")
    unsure = torn(store, "victim", "sex", "male", "female", age=age("9"))
    listing = store.listing(Query("victim"))
    numbers = [number for one in (*alike.ids, child) if (number := listing.number_of(one)) is not None]
    sums, some = listing.totals(), listing.totals(numbers)
    assert (sums["rows"], sums["killed"], sums["injured"], sums["missing"]) == (5, 3, 0, 1)
    assert sums["disputed"] == 1  # neither dead nor injured yet
    assert (sums["male"], sums["female"], sums["children"], sums["age_unknown"]) == (3, 0, 1, 3)
    assert (some["rows"], some["killed"], some["children"], some["age_unknown"]) == (2, 2, 0, 1)
    on_board = store.listing(Query("victim", {"board": "lost"}))
    assert on_board.totals()["missing"] == 1 and found(store, "victim", board="lost") == {missing}
    assert unsure in found(store, "victim", sex="female")


def test_names_that_were_in_dispute_before_an_update_are_found_after_it(tmp_path: Any) -> None:
    store = a_store(tmp_path)
    person = torn(store, "victim", "name", name("حسن علي"), name("خالد علي"))
    number = store.listing(Query("victim")).number_of(person)
    with store.database.writing() as connection:  # as an older program left it
        connection.execute(text("DELETE FROM search_victim WHERE rowid = :n"), {"n": number})
        connection.execute(delete(meta).where(meta.c.name == "rivals-indexed"))
    assert not found(store, "victim", "حسن")
    again = reopened(store)
    assert found(again, "victim", "حسن") == found(again, "victim", "خالد") == {person}
    again.close()


def test_whoever_is_told_by_the_name_that_may_lose_is_known_to_be_here(tmp_path: Any) -> None:
    store = a_store(tmp_path)
    there = place(store, "Ariha")
    hasan, khalid = name("حسن علي محمود الأحمد"), name("خالد علي محمود الأحمد")
    incident = store.save([Edit("incident", None, {"place": there, "occurred": day("2019-07-04"), "status": "draft"})])
    person = torn(store, "victim", "name", hasan, khalid, incident=incident.ids[0], sex="male")
    told = {"outcome_place": there, "outcome_day": day("2019-07-04"), "sex": "male", "outcome": "killed"}
    for one in (hasan, khalid):
        account = store_values("victim", {**told, "name": one})
        assert [same.record for same in store.same_persons({"": account})[""]] == [person]
    other = store_values("victim", {**told, "name": name("رامي سليم درويش")})
    assert not store.same_persons({"": other}).get("")
    store.close()
