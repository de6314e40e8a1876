"""What others may see of the register, taken off before any file exists: rows, names, sums; on the safe side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.database.tables import tables
from storage.edits import Edit
from storage.errors import UserError
from storage.fields.field import Privacy
from storage.fields.kinds import PositionValue, Range
from storage.period import Period
from storage.records import RECORDS
from storage.sharing.privacy import Level, kinds_at
from storage.sharing.public_tables import PublicTables
from storage.sharing.redacting import Redacted, redacted
from storage.sharing.small_cells import ALL, K
from storage.store import Store
from tests.builders import a_store, a_victim, age, an_incident, change, count, day, name, place
from tests.canaries import INTERNAL_PLACE, SEALED_PLACE, Canary, marked, stands_in

KEY = b"7" * 32
OUTSIDE = [Level.PARTNER, Level.PUBLIC]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.close()


def rows(store: Store, kind: str, *columns: str, level: Level = Level.PARTNER, where: Period | None = None) -> Any:
    """The rows of a kind as dictionaries, as they would leave."""
    with store.frozen() as source:
        wanted = columns or tuple(column.name for column in tables[kind].c)
        seen = Redacted(source, level, key=KEY).export_rows(kind, wanted, where, standing=True)
        return [dict(zip(wanted, row, strict=True)) for row in seen]


def public(store: Store, where: Period | None = None, **more: Any) -> PublicTables:
    with store.frozen() as source:
        return Redacted(source, Level.PUBLIC, key=KEY, **more).tables(where)


def may_leave(one: Canary, level: Level) -> bool:
    if one.privacy is Privacy.PUBLIC or (one.kind == "claim" and one.field in ("killed", "injured", "missing")):
        return True  # the published figures of an incident come from them
    return level is Level.PARTNER and one.privacy is Privacy.PARTNER and one.kind in kinds_at(level)


@pytest.mark.parametrize("level", OUTSIDE)
def test_no_mark_of_a_more_private_field_is_in_any_row(register: Store, level: Level) -> None:
    found = marked(register, consent="organisation")
    whole = repr([rows(register, kind, level=level) for kind in RECORDS])
    open_forms = {form for one in found if may_leave(one, level) and one.field != "id" for form in one.forms}
    raw = {form for one in found if one.field == "id" for form in one.forms}
    for one in found:
        for form in one.forms:
            if form in raw or form not in open_forms:
                assert not stands_in(form.removeprefix("<v>").removesuffix("</v>"), whole), one
    for hidden in (SEALED_PLACE, INTERNAL_PLACE):
        assert place(register, hidden) not in whole, hidden


def test_a_partner_gets_what_is_for_partners(register: Store) -> None:
    found = marked(register, consent="partners")
    whole = repr([rows(register, kind) for kind in RECORDS])
    named = next(one for one in found if (one.kind, one.field) == ("victim", "name"))
    assert named.forms[0] in whole
    shown = [one for one in found if one.privacy is Privacy.PARTNER and one.kind in kinds_at(Level.PARTNER)]
    texts = [one for one in shown if RECORDS[one.kind].fields[one.field].kind.word in ("text", "code", "texts")]
    assert len(texts) > 20
    for one in texts:
        assert one.forms[0] in whole, one


@pytest.mark.parametrize(
    ("consent", "told"),
    [("partners", True), ("public", True), ("organisation", False), ("no", False), ("family_asked", False),
     (None, False)],
)  # fmt: skip
def test_names_and_ages_leave_by_consent(register: Store, consent: str | None, told: bool) -> None:
    a_victim(register, consent=consent, age=age("34"), code="P-ARI-2019-1")
    (row,) = rows(register, "victim", "name", "name__ar", "age", "age__years_min", "age__years_max", "code")
    assert (row["name"] is not None, row["name__ar"] is not None) == (told, told)
    assert (row["age"], row["age__years_min"], row["age__years_max"]) == (
        ("34y", 34, 34) if told else ("30-39y", 30, 39)
    )
    assert "ARI" not in row["code"]


def disputing(folder: Path, register: Store, kind: str, record: str, field: str, one: Any, two: Any) -> None:
    """Two teams write different values of one field, not knowing of each other."""
    other = a_store(folder, team="Idleb 1")
    other.learn(list(register.changes()))
    change(register, kind, record, **{field: one})
    change(other, kind, record, **{field: two})
    register.learn(list(other.changes()))
    other.close()
    assert (record, field) in {(found[1], found[2]) for found in register.conflicts()}


@pytest.mark.parametrize(("one", "two"), [("partners", "no"), ("no", "partners"), ("public", "organisation")])
def test_while_consent_is_in_dispute_nobody_is_named(register: Store, tmp_path: Path, one: str, two: str) -> None:
    record = a_victim(register, age=age("34"), status="verified")
    disputing(tmp_path, register, "victim", record, "consent", one, two)
    (row,) = rows(register, "victim", "name", "age", "status")
    assert row == {"name": None, "age": "30-39y", "status": "under_review"}


def test_a_disputed_place_is_told_as_what_holds_both(register: Store, tmp_path: Path) -> None:
    record = an_incident(register, victims=1, verification="verified", place=place(register, "SY07"))
    disputing(tmp_path, register, "incident", record, "place", place(register, "Khan Shaykun"),
              place(register, "Kafr Nobol"))  # fmt: skip
    (row,) = rows(register, "incident", "place", "verification", "position")
    assert register.places.get(row["place"]).code == "SY0702"  # type: ignore[union-attr]
    assert row["verification"] == "under_verification"
    (person,) = rows(register, "victim", "where_id")
    assert person["where_id"] == row["place"]


def test_a_disputed_death_is_not_told_as_one(register: Store, tmp_path: Path) -> None:
    record = a_victim(register, outcome="injured")
    disputing(tmp_path, register, "victim", record, "outcome", "killed", "missing")
    assert rows(register, "victim", "outcome") == [{"outcome": "missing"}]


def test_a_position_is_told_as_the_middle_of_the_community(register: Store) -> None:
    an_incident(register, position=PositionValue(35.61357, 36.51234, "exact"))
    (row,) = rows(register, "incident", "position")
    middle = register.places.get(place(register)).at  # type: ignore[union-attr]
    if middle is None:
        assert row["position"] is None
    else:
        assert row["position"] == f"{middle[0]:.5f},{middle[1]:.5f};village"


def test_ids_fit_together_within_a_file_and_not_with_the_register(register: Store) -> None:
    record = an_incident(register, claims=1, victims=2)
    (incident,) = rows(register, "incident", "id")
    assert incident["id"] != record
    assert {row["incident"] for kind in ("claim", "victim") for row in rows(register, kind, "incident")} == {
        incident["id"]
    }
    with register.frozen() as source:
        other = Redacted(source, Level.PARTNER).export_rows("incident", ("id",), None)
        assert next(iter(other))[0] != incident["id"]


def test_withdrawn_and_proposed_records_stay(register: Store) -> None:
    an_incident(register, code="INC-1")
    gone = an_incident(register, code="INC-2")
    change(register, "incident", gone, withdrawn="entered twice")
    an_incident(register, code="INC-3", status="proposed")
    assert [row["code"] for row in rows(register, "incident", "code")] == ["INC-1"]
    with register.frozen() as source:
        seen = Redacted(source, Level.PARTNER)
        assert seen.count("incident", None) == 1
        assert list(seen.export_rows("incident", ("code",), None)) == [("INC-1",)]


def test_a_place_where_people_arrived_is_not_among_the_places(register: Store) -> None:
    shelter = place(register, "Darkosh")
    left = {"direction": "out", "origin": place(register, "Kafr Nobol"), "started": day("2019-07-05")}
    home = {"direction": "return", "origin": shelter, "started": day("2019-07-09")}
    register.save([
        Edit("movement", None, {**left, "destination": shelter, "persons": count("300")}),
        Edit("movement", None, {**home, "destination": place(register, "Kafr Nobol"), "persons": count("30")}),
    ])  # fmt: skip
    assert shelter not in repr([rows(register, kind) for kind in RECORDS])


@pytest.mark.parametrize("level", OUTSIDE)
def test_nobody_of_us_is_named(register: Store, level: Level) -> None:
    with register.frozen() as source:
        about = Redacted(source, level).about()
    assert (about["person"], about["device"]) == ("", "")
    assert about["team"] == ("Ariha 2" if level is Level.PARTNER else "")


def test_our_own_teams_get_the_register_itself(register: Store) -> None:
    with register.frozen() as source:
        assert redacted(source, "internal") is source
        assert isinstance(redacted(source, "public"), Redacted)


# ------------------------------------------------------------------------------------------------- public


def test_an_incident_in_public(register: Store) -> None:
    an_incident(register, claims=1, code="INC-7", narrative="x", attack="other:SECRET", weapon=("other:SECRET",))
    found = rows(register, "incident", level=Level.PUBLIC)[0]
    told = {key: value for key, value in found.items() if value is not None}
    district = next(facts.id for facts in register.places.facts.values() if facts.code == "SY0702")
    assert told == {
        "occurred": "2019-07-04", "occurred__first": "2019-07-04", "occurred__last": "2019-07-04", "day": "2019-07-04",
        "place": district, "attack": "other", "weapon": '["other"]', "killed_min": 2, "killed_max": 2,
    } | ({"status": found["status"]} if found["status"] else {})  # fmt: skip


def test_what_did_not_occur_is_not_published(register: Store) -> None:
    an_incident(register, victims=9, verification="did_not_occur")
    assert rows(register, "incident", level=Level.PUBLIC) == []
    assert public(register).people == ()


def test_a_public_file_is_of_a_district_at_least(register: Store) -> None:
    with pytest.raises(UserError) as refused:
        public(register, Period(place=place(register, "Kafr Nobol")))
    assert refused.value.kind == "too-close"
    public(register, Period(place=place(register, "SY0702")))


def test_the_newest_days_can_be_held_back(register: Store) -> None:
    today = date.today()
    for back in (1, 20):
        then = (today - timedelta(days=back)).isoformat()
        register.save([Edit("incident", None, {"occurred": day(then), "place": place(register), "attack": "arson"})])
    with register.frozen() as source:
        seen = Redacted(source, Level.PUBLIC, delay=7)
        assert seen.count("incident", None) == 1


def told(found: PublicTables, store: Store) -> dict[tuple[str, ...], int | None]:
    code = {facts.id: facts.code for facts in store.places.facts.values()}
    return {
        (row.cell.outcome, code.get(row.cell.area, row.cell.area), *row.cell[2:]): None if row.few else row.low
        for row in found.people
    }


def test_people_are_counted_by_what_they_have_in_common(register: Store) -> None:
    for years, sex, many in (("7", "female", 7), ("34", "male", 5), ("35", "male", 1), ("70", "male", 2)):
        incident = an_incident(register)
        for _ in range(many):
            a_victim(register, incident=incident, sex=sex, age=age(years))
    assert told(public(register), register) == {
        ("killed", "SY0702", "female", "5-9", "2019-07"): 7,
        ("killed", ALL, ALL, ALL, ALL): 8,  # the two of seventy took the smallest row with them
    }


def test_fewer_than_five_are_only_told_as_that(register: Store) -> None:
    an_incident(register, victims=3)
    found = public(register)
    assert told(found, register) == {("killed", ALL, ALL, ALL, ALL): None}
    assert found.few == 1


def test_nobody_counts_twice(register: Store) -> None:
    incident = an_incident(register, victims=K + 1)
    two = [a_victim(register, incident=incident, outcome=outcome) for outcome in ("missing", "killed")]
    register.save(
        [Edit("link", None, {"link": "same_person_as", "about": "victim", "first": two[0], "second": two[1]})]
    )
    found = told(public(register), register)
    assert found == {("killed", "SY0702", "male", "", "2019-07"): K + 2}


def test_people_in_dispute_count_on_the_safe_side(register: Store, tmp_path: Path) -> None:
    incident = an_incident(register, victims=K)
    record = a_victim(register, incident=incident, outcome="injured")
    disputing(tmp_path, register, "victim", record, "outcome", "killed", "missing")
    assert told(public(register), register) == {
        ("killed", "SY0702", "male", "", "2019-07"): K,
        ("missing", ALL, ALL, ALL, ALL): None,
    }


def test_a_month_nobody_knows_is_not_made_up(register: Store) -> None:
    an_incident(register, victims=K, occurred=day_between("2019-05-20", "2019-07-02"))
    assert told(public(register), register) == {("killed", "SY0702", "male", "", "2019"): K}


def day_between(first: str, last: str) -> Any:
    from storage.fields.kinds import DayValue

    return DayValue(date.fromisoformat(first), date.fromisoformat(last), "range")


def test_a_group_counts_as_many_as_are_not_named(register: Store) -> None:
    incident = an_incident(register)
    group = a_victim(register, incident=incident, name=None, people=Range(12, 15))
    for _ in range(2):
        a_victim(register, incident=incident, name=name("محمد الأحمد"), of_group=group)
    found = public(register).people
    assert sum(row.low for row in found) == 12
    assert sum(row.high or 0 for row in found) == 15


def test_both_engines_count_alike(store: Store) -> None:
    incident = an_incident(store, victims=K, occurred=day_between("2019-05-20", "2019-07-02"))
    two = [a_victim(store, incident=incident, outcome=outcome) for outcome in ("missing", "killed")]
    store.save([Edit("link", None, {"link": "same_person_as", "about": "victim", "first": two[0], "second": two[1]})])
    assert told(public(store), store) == {("killed", "SY0702", "male", "", "2019"): K + 1}
    assert len(rows(store, "victim", "id", "name", "age__years_min")) == K + 2
    assert len(rows(store, "place", "id", "code")) > 20


def test_facilities_and_the_displaced_are_sums_of_districts(register: Store) -> None:
    kafr = place(register, "Kafr Nobol")
    incident = an_incident(register, place=kafr)
    (hospital,) = register.save(
        [Edit("facility", None, {"kind": "hospital", "name_en": "Surgical", "place": kafr})]
    ).ids
    move = {"direction": "out", "origin": kafr, "started": day("2019-07-05")}
    register.save([
        Edit("damage", None, {"incident": incident, "facility": hospital, "damage": "serious"}),
        Edit("movement", None, {**move, "persons": count("300-400")}),
        Edit("movement", None, {**move, "started": day("2019-06-05"), "persons": count("3")}),
    ])  # fmt: skip
    found = public(register)
    code = {facts.id: facts.code for facts in register.places.facts.values()}
    assert [(row.kind, code[row.area], row.month, row.facilities, row.attacks) for row in found.facilities] == [
        ("hospital", "SY0702", "2019-07", 1, 1)
    ]
    assert [(code[row.area], row.month, row.low, row.high, row.few) for row in found.displaced] == [
        ("SY0702", "2019-06", 0, 4, True),
        ("SY0702", "2019-07", 300, 400, False),
    ]
