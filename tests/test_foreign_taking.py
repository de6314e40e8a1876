"""Taking other people's tables in: what is new, what changed, what is asked; never a duplicate, never unseen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.foreign.aims import Aim
from exports.foreign.already import facilities_alike, people_alike
from exports.foreign.errors import write_error_workbook
from exports.foreign.foreseeing import foreseen
from exports.foreign.mapping import Mapping
from exports.foreign.memory import mapping_edit
from exports.foreign.plan import NOWHERE, IntakePlan, ticked
from exports.foreign.rows import answered
from exports.foreign.table import ForeignFile
from exports.foreign.taking import edits, take
from storage import Cancelled, Query, UserError, Words, dated_backups, founding
from storage.database.database import Database
from storage.edits import Edit, Outcome
from storage.register.register import Register, Settings
from storage.store import Store
from tests.builders import a_store, a_victim, age, an_incident, name
from tests.foreign_tables import ATTACKS, HEAD, HOSPITAL, WITHOUT_ID, Row, a_file, a_list, a_row, a_sheet
from tests.rounds import rounds


def plan_of(store: Store, file: ForeignFile, mapping: Mapping = HOSPITAL) -> IntakePlan:
    return foreseen(store, file, mapping, language="en")


def taken(store: Store, file: ForeignFile, mapping: Mapping = HOSPITAL) -> Outcome:
    """Take in all that is clean, without the backup of a whole register."""
    plan = plan_of(store, file, mapping)
    return store.save_many(edits(store, plan, ticked(plan, None), {}, None), why=file.name)


def counts(plan: IntakePlan) -> dict[str, int]:
    return {name: count for name, count in plan.counts().items() if count}


@pytest.fixture
def here(tmp_path: Path) -> Store:
    return a_store(tmp_path)


def test_every_row_becomes_a_proposal_with_its_file_row_and_hash(here: Store) -> None:
    file = a_list([a_row(1), a_row(2)])
    outcome = taken(here, file)
    people = [here.read("victim", one) for one in outcome.ids if here.read("victim", one)]
    assert [one.values["status"] for one in people if one] == ["proposed", "proposed"]
    origins = [one for one in (here.read("intake", one) for one in outcome.ids) if one]
    assert {(one.values["file_name"], one.values["sha256"], one.values["row"]) for one in origins} == {
        ("list.xlsx", file.sha256, 2),
        ("list.xlsx", file.sha256, 3),
    }
    assert {one.values["record_id"] for one in origins} == {one.id for one in people if one}


def test_the_same_file_twice_changes_nothing(here: Store) -> None:
    file = a_list([a_row(n) for n in range(5)])
    taken(here, file)
    before = here.position()
    assert counts(plan_of(here, file)) == {"same": 5}
    taken(here, file)
    assert here.position() == before


def test_the_next_months_file_gives_exactly_what_changed(here: Store) -> None:
    taken(here, a_list([a_row(n) for n in range(6)]))
    rows = [a_row(5), a_row(7), a_row(0), a_row(3, age=99), a_row(2), a_row(4)]
    plan = plan_of(here, a_list(rows, name="august.xlsx", sheet="أيلول"))
    assert counts(plan) == {"new": 1, "changed": 1, "same": 4, "gone": 1}
    assert [(one.field, one.was, one.file) for row in plan.rows for one in row.changes] == [("age", "23", "99")]
    assert plan.gone[0].who == "محمد1 خالد الأحمد"
    before = {row.record for row in plan.rows}
    outcome = taken(here, a_list(rows, name="august.xlsx", sheet="أيلول"))
    assert outcome.conflicts == ()
    changed = next(row for row in plan.rows if row.how == "changed")
    found = here.read("victim", changed.record)
    assert found is not None and found.values["age"].max == 99 and changed.record in before
    assert here.counts()["victim"] == 7


@settings(max_examples=rounds(8, 25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_later_file_gives_its_edits_and_nothing_else(tmp_path: Path, data: st.DataObject) -> None:
    store = a_store(tmp_path)
    mapping = data.draw(st.sampled_from((HOSPITAL, WITHOUT_ID)))
    first = [a_row(n) for n in range(data.draw(st.integers(1, 8)))]
    taken(store, a_list(first), mapping)
    gone = data.draw(st.sets(st.sampled_from(range(len(first)))))
    more = [a_row(100 + n) for n in range(data.draw(st.integers(0, 3)))]
    kept = [(n, list(row)) for n, row in enumerate(first) if n not in gone]
    edited = data.draw(st.sets(st.sampled_from([n for n, _ in kept]))) if kept else set()
    for number, row in kept:
        if number in edited:
            row[3] = 70 + number % 20
    rows = data.draw(st.permutations([row for _, row in kept] + more))
    plan = plan_of(store, a_list(rows, name="later.csv", sheet="x"), mapping)
    if mapping is HOSPITAL:
        expected = {"new": len(more), "changed": len(edited), "same": len(kept) - len(edited), "gone": len(gone)}
    else:  # without an id of its own a changed row is another row
        expected = {"new": len(more) + len(edited), "same": len(kept) - len(edited)}
    assert counts(plan) == {name: count for name, count in expected.items() if count}
    store.close()


def test_equal_rows_without_an_id_are_as_many_people_and_found_again(here: Store) -> None:
    row = a_row(1)
    file = a_list([row, row, a_row(2)])
    assert counts(plan_of(here, file, WITHOUT_ID)) == {"new": 3}
    taken(here, file, WITHOUT_ID)
    assert counts(plan_of(here, a_list([a_row(2), row, row, row]), WITHOUT_ID)) == {"new": 1, "same": 3}


def test_an_id_that_stands_twice_is_refused_the_second_time(here: Store) -> None:
    plan = plan_of(here, a_list([a_row(1), a_row(1, name="سامر حسن")]))
    assert [row.how for row in plan.rows] == ["new", "refused"]
    assert "row 2" in Words("en").say(plan.problems[0].what)
    assert len(ticked(plan, {row.record for row in plan.rows})) == 1


def test_what_a_person_changed_here_meanwhile_becomes_an_ordinary_conflict(here: Store) -> None:
    outcome = taken(here, a_list([a_row(1)]))
    record = next(one for one in outcome.ids if here.read("victim", one))
    here.save([Edit("victim", record, {"sex": "female", "status": "complete"})])
    assert counts(plan_of(here, a_list([a_row(1)]))) == {"same": 1}, "the file says nothing new"
    later = a_list([a_row(1, sex="مجهول", age=44)], name="later.xlsx")
    plan = plan_of(here, later)
    assert {one.field: one.how for one in plan.rows[0].changes} == {"sex": "conflict", "age": "changed"}
    assert plan.clean() == frozenset(), "a conflict is not taken without a person"
    done = here.save_many(edits(here, plan, ticked(plan, [record]), {}, None))
    assert done.conflicts == ((record, "sex"),)
    found = here.read("victim", record)
    assert found is not None
    assert {one.value for one in found.disputed["sex"]} == {"female", "unknown"}
    assert found.values["age"].max == 44
    assert found.values["status"] == "complete", "what a person confirmed stays confirmed"


def test_one_undo_takes_the_whole_import_back_and_it_can_be_taken_in_anew(here: Store) -> None:
    file = a_list([a_row(n) for n in range(3)])
    outcome = taken(here, file)
    here.undo(outcome.save)
    assert here.listing(Query("victim")).count() == 0
    assert counts(plan_of(here, file)) == {"new": 3}
    taken(here, file)
    assert here.listing(Query("victim")).count() == 3
    assert counts(plan_of(here, file)) == {"same": 3}


def test_a_record_withdrawn_here_is_not_made_again(here: Store) -> None:
    outcome = taken(here, a_list([a_row(1)]))
    record = next(one for one in outcome.ids if here.read("victim", one))
    here.save([Edit("victim", record, {"withdrawn": "entered twice"})])
    assert counts(plan_of(here, a_list([a_row(1, age=50)]))) == {"same": 1}


def test_an_empty_cell_empties_nothing(here: Store) -> None:
    taken(here, a_list([a_row(1)]))
    assert counts(plan_of(here, a_list([a_row(1, age=None)], name="later.xlsx"))) == {"same": 1}


# ---------------------------------------------------------------------------------------------- places and words


def test_a_doubtful_spelling_is_asked_once_with_its_count_and_choices(here: Store) -> None:
    rows: list[Row] = [a_row(n, village="Kafr Nobl") for n in range(3)] + [a_row(9, village="كفر نوبول")]
    plan = plan_of(here, a_list(rows))
    assert counts(plan) == {"doubtful": 4, "questions": 2}
    first = plan.questions[0]
    assert (first.text, first.count, first.what) == ("Kafr Nobl", 3, "place")
    place = here.places.get(first.offer)
    assert place is not None and place.name_en == "Kafr Nobol"
    mapping = answered(HOSPITAL, first, first.offer)
    assert counts(plan_of(here, a_list(rows), mapping)) == {"new": 3, "doubtful": 1, "questions": 1}


def test_an_answer_is_kept_with_the_place_as_a_spelling(here: Store) -> None:
    file = a_list([a_row(1, village="Kafr Nobl")])
    plan = plan_of(here, file)
    question = plan.questions[0]
    plan = plan_of(here, file, answered(HOSPITAL, question, question.offer))
    here.save_many(edits(here, plan, ticked(plan, None), {question.text: question.offer}, None))
    place = here.places.get(question.offer)
    assert place is not None and "Kafr Nobl" in place.aliases
    assert plan_of(here, a_list([a_row(2, village="Kafr Nobl")])).rows[0].how == "new"


def test_a_place_nobody_has_can_be_proposed_or_left_empty(here: Store) -> None:
    file = a_list(
        [a_row(1, village="Al Jadida Farm", district="Ariha"), a_row(2, village="Al Jadida Farm", district="Ariha")]
    )
    question = plan_of(here, file).questions[0]
    assert (question.count, question.within) == (2, "Ariha")
    empty = plan_of(here, file, answered(HOSPITAL, question, NOWHERE))
    assert counts(empty) == {"new": 2} and "outcome_place" not in empty.rows[0].values
    plan = plan_of(here, file, answered(HOSPITAL, question, ""))
    assert counts(plan) == {"new": 2} and len(plan.proposed) == 1
    here.save_many(edits(here, plan, ticked(plan, None), {}, None))
    made = here.places.get(plan.rows[0].values["outcome_place"])
    assert made is not None and made.proposed and made.name_en == "Al Jadida Farm"
    above = here.places.get(made.parent)
    assert above is not None and above.name_en == "Ariha"


def test_the_areas_a_row_names_narrow_a_village_of_several_districts(here: Store) -> None:
    near, far = here.places.by_code("SY070500"), here.places.by_code("SY050400") or here.places.by_code("SY050302")
    assert near is not None and far is not None
    here.save([Edit("place", None, {"name_en": "Tell Twin", "level": 4, "parent": one.id, "code": f"X{n}1"})
               for n, one in enumerate((near, far))])  # fmt: skip
    plan = plan_of(here, a_list([a_row(1, village="Tell Twin", district="Ariha"), a_row(2, village="Tell Twin")]))
    assert [row.how for row in plan.rows] == ["new", "doubtful"]
    found = here.places.get(plan.rows[0].values["outcome_place"])
    assert found is not None and found.parent == near.id
    assert {choice.label.split(" · ")[1] for choice in plan.questions[0].choices[:2]} == {near.name_en, far.name_en}


def test_p_codes_are_places(here: Store) -> None:
    mapping = replace(HOSPITAL, columns={**HOSPITAL.columns, "district": Aim("victim.outcome_place", "pcode")})
    plan = plan_of(here, a_list([a_row(1, village="misspelled", district="SY070203")]), mapping)
    found = here.places.get(plan.rows[0].values["outcome_place"])
    assert found is not None and found.code == "SY070203"


def test_a_word_of_a_list_is_asked_once_and_answered_for_the_next_file(here: Store) -> None:
    file = a_list([a_row(n, outcome="قيد العلاج") for n in range(4)])
    plan = plan_of(here, file)
    assert counts(plan) == {"doubtful": 4, "questions": 1}
    mapping = answered(HOSPITAL, plan.questions[0], "injured")
    assert counts(plan_of(here, file, mapping)) == {"new": 4}


# ---------------------------------------------------------------------------------------------- several records


def _attacks(*people: Row, where: str = "Saraqab") -> ForeignFile:
    main = a_sheet("Attacks", ("_uuid", "when", "where", "what", "dead"), [
        ["u-1", "4/7/2019 22:10", where, "غارة جوية", "2-3"], ["u-2", "5/7/2019", "SY070500", "shelling", None],
    ])  # fmt: skip
    return a_file(main, a_sheet("victims", ("_submission__uuid", "who", "fate"), people), name="form.xlsx")


def test_incidents_come_with_their_victims_and_what_is_claimed_in_one_save(here: Store) -> None:
    people: list[Row] = [["u-1", "محمد الأحمد", "شهيد"], ["u-1", "سامر حسن", "جريح"], ["u-2", "خالد علي", "missing"]]
    file = _attacks(*people, where="SY070003")
    plan = plan_of(here, file, ATTACKS)
    assert counts(plan)["new"] == 6, counts(plan)
    taken(here, file, ATTACKS)
    incidents = here.listing(Query("incident"))
    _, rows = incidents.first(10)
    first = next(row for row in rows.values() if row["time"] is not None)
    assert (first["status"], first["time"].hour, first["killed_min"]) == ("proposed", 22, None)
    assert counts(plan_of(here, file, ATTACKS)) == {"same": 6}
    waiting = [(kind, row.id) for kind in ("incident", "claim", "victim")
               for row in here.listing(Query(kind)).first(10)[1].values()]  # fmt: skip
    here.confirm(waiting)
    _, rows = here.listing(Query("incident")).first(10)
    assert (2, 3, 1) in {(row["killed_min"], row["killed_max"], row["named_killed"]) for row in rows.values()}


def test_a_row_below_one_that_waits_waits_with_it(here: Store) -> None:
    plan = plan_of(here, _attacks(["u-1", "محمد الأحمد", "شهيد"], where="Nowhere at all"), ATTACKS)
    assert {row.how for row in plan.rows if row.kind != "incident"} == {"doubtful"}
    assert ticked(plan, {row.record for row in plan.rows})[0].kind == "incident", "only the other attack"


def test_a_row_whose_own_row_is_missing_is_refused_or_finds_it_in_the_register(here: Store) -> None:
    plan = plan_of(here, _attacks(["u-9", "محمد الأحمد", "شهيد"], where="SY070003"), ATTACKS)
    assert [one.word for one in plan.problems] == ["parent"]
    taken(here, _attacks(where="SY070003"), ATTACKS)
    empty = a_sheet("Attacks", ("_uuid", "when", "where", "what", "dead"), [])
    later = a_file(empty, a_sheet("victims", ("_submission__uuid", "who", "fate"), [["u-1", "محمد الأحمد", "شهيد"]]))
    plan = plan_of(here, later, ATTACKS)
    assert counts(plan)["new"] == 1 and not plan.problems
    taken(here, later, ATTACKS)
    assert here.listing(Query("victim")).count() == 1


def test_a_record_number_of_ours_finds_its_record_and_overwrites_nothing_unseen(here: Store) -> None:
    record = an_incident(here)
    code = here.read("incident", record).values["code"]  # type: ignore[union-attr]
    mapping = Mapping("ours", "incident", "", {"no": Aim("incident.code"), "what": Aim("incident.attack"),
                                               "note": Aim("incident.place_note")})  # fmt: skip
    file = a_file(a_sheet("s", ("no", "what", "note"), [[code, "قصف مدفعي", "near the bridge"]]))
    plan = plan_of(here, file, mapping)
    assert (plan.rows[0].record, plan.rows[0].how) == (record, "changed")
    assert {one.field: one.how for one in plan.rows[0].changes} == {"attack": "conflict", "place_note": "changed"}
    here.save_many(edits(here, plan, ticked(plan, [record]), {}, None))
    entry = here.read("incident", record)
    assert entry is not None and "attack" in entry.disputed
    assert entry.values["place_note"] == "near the bridge"


def test_rows_that_lack_something_come_in_and_say_what_is_missing(here: Store) -> None:
    plan = plan_of(here, a_list([a_row(1, outcome=None)]))
    assert counts(plan) == {"new": 1, "incomplete": 1}
    taken(here, a_list([a_row(1, outcome=None)]))
    assert here.listing(Query("victim")).count() == 1


# ---------------------------------------------------------------------------------------------- accept, errors


def a_register(folder: Path) -> tuple[Register, Store]:
    register, _ = Register.create(
        folder / "register",
        "correct horse battery staple",
        settings=Settings(language="en"),
        fill=founding(lambda file: Store.found(file, register="T", team="A", person="B", country="SY")),
    )
    return register, Store.open(Database.open(register.database, register.unlock("correct horse battery staple")))


def test_the_rows_not_taken_come_back_in_the_layout_of_the_file_and_are_found_when_mended(
    here: Store, tmp_path: Path
) -> None:
    from exports.foreign.reading import read_foreign

    file = a_list([a_row(1), a_row(2, date="5/7/1440"), a_row(3, village="Nirgendwo"), a_row(4, name="=1+1 سامر")])
    taken(here, file)
    plan = plan_of(here, file)
    target = tmp_path / "errors.xlsx"
    assert write_error_workbook(plan, file, target, language="ar") == 2
    from openpyxl import load_workbook

    sheet = load_workbook(target)["Cases"]
    assert [cell.value for cell in sheet[1]][:9] == list(HEAD)
    assert sheet.cell(2, 6).fill.fgColor.rgb.endswith("FFF3C4"), "the cell in question is marked"
    assert "هجري" in sheet.cell(2, 10).value
    book = load_workbook(target)
    book["Cases"].cell(2, 6).value, book["Cases"].cell(3, 7).value = "5/7/2019", "سراقب"
    book.save(target)
    again = read_foreign(target)
    mapping = replace(HOSPITAL, columns={c.key: HOSPITAL.columns[c.label.lower()] for c in again.sheets[0].columns
                                         if c.label.lower() in HOSPITAL.columns})  # fmt: skip
    assert counts(plan_of(here, again, mapping)) == {"new": 2, "gone": 2}
    taken(here, again, mapping)
    assert here.listing(Query("victim")).count() == 4


def test_a_hostile_cell_never_becomes_a_formula_in_the_error_workbook(here: Store, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = a_list([a_row(1, date="5/7/1440", remarks="=cmd|' /C calc'!A0", name="@SUM(A1)\x0bسامر")])
    write_error_workbook(plan_of(here, file), file, tmp_path / "e.xlsx", language="en")
    cells = [cell for row in load_workbook(tmp_path / "e.xlsx")["Cases"].iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert "=cmd|' /C calc'!A0" in {cell.value for cell in cells}, "it stands there as text"


def test_taking_in_makes_a_backup_first_and_remembers_how_it_was_understood(tmp_path: Path) -> None:
    register, store = a_register(tmp_path)
    plan = plan_of(store, a_list([a_row(1)]))
    outcome = take(store, register, plan, remembered=mapping_edit(store, HOSPITAL))
    assert len(dated_backups(register)) == 1
    origin = next(one for one in (store.read("intake", one) for one in outcome.ids) if one)
    kept = store.read("mapping", origin.values["mapping"])
    assert kept is not None and kept.values["name"] == "hospital list"
    position = store.position()
    assert take(store, register, plan_of(store, a_list([a_row(1)]))).save == ""
    assert (store.position(), len(dated_backups(register))) == (position, 1), "nothing to take in, nothing written"
    store.close()


def test_who_may_be_here_already_is_told_and_never_joined(here: Store) -> None:
    known = a_victim(here, name=name("محمد خالد الأحمد"), sex="male", age=age("35"))
    rows = [
        a_row(1, name="Mohammad Khaled Al-Ahmad", age=35, outcome="شهيد"),
        a_row(2, name="سلمى حسن درويش", sex="F"),
    ]
    plan = plan_of(here, a_list(rows))
    found = people_alike(here, plan)
    assert list(found) == [plan.rows[0].record]
    assert found[plan.rows[0].record][0].record == known
    taken(here, a_list(rows))
    assert here.counts()["victim"] == 3


def test_a_facility_that_may_be_here_already_is_told_and_never_joined(here: Store) -> None:
    first, other = (place.id for place in list(here.places.facts.values())[-2:])
    known = {"name_ar": "مشفى الأمل", "aliases": ("Hope Hospital",), "kind": "hospital", "place": first}
    record = here.save([Edit("facility", None, known)]).ids[0]
    rows = [["A", "مشفي الامل", first], ["B", "hope  hospital", first], ["C", "مشفى الأمل", other], ["D", "x", first]]
    aims = {"id": Aim("facility", "key"), "name": Aim("facility.name_ar"), "place": Aim("facility.place")}
    mapping = Mapping("list", "facility", "", aims, places={})
    file = a_file(a_sheet("f", ("id", "name", "place"), [[a, b, here.places.facts[c].code] for a, b, c in rows]))
    plan = plan_of(here, file, mapping)
    assert [row.how for row in plan.rows] == ["new"] * 4
    assert facilities_alike(here, plan) == {row.record: [record] for row in plan.rows[:2]}
    taken(here, file, mapping)
    assert here.counts()["facility"] == 5


def test_cancelling_leaves_nothing(here: Store) -> None:
    file = a_list([a_row(n) for n in range(1500)])
    with pytest.raises(Cancelled):
        foreseen(here, file, HOSPITAL, language="en", cancelled=lambda: True)
    plan, before = plan_of(here, file), here.state_hash()
    asked = iter([False, True])
    with pytest.raises(Cancelled):  # the first part was written by then
        here.save_many(edits(here, plan, ticked(plan, None), {}, None), cancelled=lambda: next(asked))
    assert here.state_hash() == before
    assert here.counts()["victim"] == 0


def test_a_file_without_the_columns_of_the_mapping_is_refused_in_words(here: Store) -> None:
    with pytest.raises(UserError) as refused:
        plan_of(here, a_file(a_sheet("s", ("foo", "bar"), [[1, 2]])))
    assert refused.value.kind == "no-such-sheet"
