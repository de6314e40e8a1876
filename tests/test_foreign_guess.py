"""What columns of other people's tables mean: guessed once each, with a reason, remembered, and kept as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from exports.foreign.aims import KINDS, REPEATS, Aim, aims_of, label_of
from exports.foreign.evidence import Gazetteer, Values, day_order, gazetteer
from exports.foreign.foreseeing import foreseen
from exports.foreign.guessing import Guessed, guess_sheet
from exports.foreign.headwords import vocabulary, words_of_fields
from exports.foreign.mapping import Mapping
from exports.foreign.mapping_file import from_json, to_json
from exports.foreign.memory import mapping_edit, mappings, remember, understand, understand_any
from exports.foreign.reading import read_foreign
from exports.foreign.understanding import guess, likely_kind, plain_name
from storage import LANGUAGES, UserError, Words
from storage.store import Store
from tests import foreign_files as files
from tests.builders import a_store
from tests.rounds import rounds

NOWHERE = Gazetteer()


@pytest.fixture
def sy(tmp_path: Path) -> Store:
    return a_store(tmp_path)


def told(guessed: Guessed) -> dict[str, tuple[str, str]]:
    return {one.column.label: one.aim.target for one in guessed.guesses if one.aim is not None}


def test_a_hospital_list_is_understood(tmp_path: Path) -> None:
    _, guessed = guess(read_foreign(files.hospital(tmp_path / "a.xlsx")), "victim", NOWHERE)
    assert told(guessed) == {
        "الاسم": ("victim.name", "given"),
        "اسم الأب": ("victim.name", "father"),
        "الكنية": ("victim.name", "family"),
        "العمر": ("victim.age", ""),
        "الجنس": ("victim.sex", ""),
        "تاريخ الإصابة": ("victim.outcome_day", ""),
        "القرية": ("victim.outcome_place", "admin4"),
        "الحالة": ("victim.outcome", ""),
        "السبب": ("victim.cause", ""),
    }


def test_a_column_that_only_counts_the_rows_never_finds_them_again(tmp_path: Path) -> None:
    _, guessed = guess(read_foreign(files.hospital(tmp_path / "a.xlsx")), "victim", NOWHERE)
    assert guessed.guesses[0].aim is None and Aim("victim", "key") in guessed.guesses[0].others


def test_groups_of_a_head_do_not_hide_what_is_below_them(tmp_path: Path) -> None:
    _, guessed = guess(read_foreign(files.grouped(tmp_path / "a.xlsx")), "victim", NOWHERE)
    assert told(guessed)["الإصابة / التاريخ"] == ("victim.outcome_day", "")
    assert told(guessed)["الإصابة / السبب"] == ("victim.cause", "")


def test_days_that_could_be_read_in_two_ways_are_told(tmp_path: Path) -> None:
    _, guessed = guess(read_foreign(files.grouped(tmp_path / "a.xlsx")), "victim", NOWHERE)
    day = next(one for one in guessed.guesses if one.aim and one.aim.field == "victim.outcome_day")
    assert not day.sure and "which the month" in day.reason.text


@pytest.mark.parametrize(
    ("days", "order", "is_open"),
    [
        (["13/1/2019", "1/2/2019"], "dmy", False),
        (["1/13/2019", "1/2/2019"], "mdy", False),
        (["2019-02-03"], "ymd", False),
        (["3/2/2019"], "dmy", True),
        (["13/1/2019", "1/13/2019"], "dmy", True),
        (["٣/١٣/٢٠١٩"], "mdy", False),
    ],
)
def test_the_order_of_day_and_month_is_told_by_the_values(days: list[str], order: str, is_open: bool) -> None:
    assert day_order(Values(days, True, NOWHERE)) == (order, is_open)


def test_tags_say_what_headers_do_not(tmp_path: Path) -> None:
    _, guessed = guess(read_foreign(files.hxl(tmp_path / "hxl.csv")), "movement", NOWHERE)
    assert list(told(guessed).values()) == [
        ("movement.started", ""), ("movement.origin", "admin3"), ("movement.origin", "pcode"),
        ("movement.destination", "admin3"), ("movement.households", ""), ("movement.persons", ""),
        ("movement.notes", ""),
    ]  # fmt: skip


def test_repeats_of_a_form_are_tied_by_the_lasting_id(tmp_path: Path) -> None:
    mapping, guessed = guess(read_foreign(files.kobo(tmp_path / "kobo.xlsx")), "incident", NOWHERE)
    assert told(guessed)["_uuid"] == ("incident", "key")
    assert told(guessed)["weapons"] == ("incident.weapon", "")
    (join,) = mapping.join
    assert join.kind == "victim"
    assert {aim.target for aim in join.columns.values()} == {
        ("victim.name", ""), ("victim.sex", ""), ("victim.age", ""), ("victim.outcome", ""),
        ("victim.incident", "parent"),
    }  # fmt: skip


def test_repeats_without_a_collecting_program_are_tied_by_their_values(tmp_path: Path) -> None:
    book = Workbook()
    events, people = book.active, book.create_sheet("People")
    events.append(["Incident code", "Date", "Village"])
    people.append(["Name", "Sex", "Age", "Event"])
    for at in range(1, 5):
        events.append([f"E-{at * 7}", f"2019-07-0{at}", "Mhambal"])
        people.append(["Sami Khaled", "male", 30 + at, f"E-{at * 7}"])
        people.append(["Muna Khaled", "female", 20 + at, f"E-{at * 7}"])
    book.save(tmp_path / "two.xlsx")
    mapping, _ = guess(read_foreign(tmp_path / "two.xlsx"), "incident", NOWHERE)
    assert [(join.kind, join.columns["event"].target) for join in mapping.join] == [
        ("victim", ("victim.incident", "parent"))
    ]


def test_values_tell_what_a_silent_header_does_not(sy: Store, tmp_path: Path) -> None:
    rows = [["x1", "x2", "x3", "الاسم"]]
    rows += [["ذكر", "كفر نبل", f"{at}/7/2019", "سامر خالد"] for at in range(1, 29)]
    file = read_foreign(files.text_file(tmp_path / "a.csv", rows, "utf-8", ","))
    _, guessed = guess(file, "victim", gazetteer(sy.places))
    assert [one.aim.field if one.aim else "" for one in guessed.guesses] == [
        "victim.sex", "victim.outcome_place", "victim.outcome_day", "victim.name",
    ]  # fmt: skip
    assert not any(one.sure for one in guessed.guesses[:3])


@pytest.mark.parametrize(
    ("make", "kind"),
    [(files.hospital, "victim"), (files.kobo, "incident"), (files.hxl, "movement"), (files.grouped, "victim")],
)
def test_the_kind_of_a_table_is_told_by_its_columns(tmp_path: Path, make: object, kind: str) -> None:
    path = make(tmp_path / ("a.csv" if make is files.hxl else "a.xlsx"))  # type: ignore[operator]
    assert likely_kind(read_foreign(path), NOWHERE) == kind


WORDS = sorted({word for words in words_of_fields().values() for word in words})


@settings(max_examples=rounds(25, 60), deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.sampled_from(KINDS))
def test_no_two_columns_ever_get_the_same_aim(heads: list[str], kind: str) -> None:
    path = Path("/tmp") / "sijill-any-heads.csv"
    files.text_file(path, [heads, [str(at) for at in range(len(heads))]], "utf-8", ",")
    try:
        sheets = read_foreign(path).sheets
    except UserError:
        return
    finally:
        path.unlink()
    targets = [one.aim.target for one in guess_sheet(sheets[0], kind, NOWHERE).guesses if one.aim is not None]
    assert len(targets) == len(set(targets))


def test_every_word_of_the_synonyms_means_an_aim_there_is() -> None:
    possible = {aim.target for kind in KINDS for aim in aims_of(kind)}
    possible |= {
        aim.target for above, under in REPEATS.items() for kind in under for aim in aims_of(kind, under=above)
    }
    assert set(words_of_fields()) <= possible
    for kind in KINDS:
        assert vocabulary(kind).tags


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_aim_is_called_something_of_its_own(language: str) -> None:
    for kind in KINDS:
        called = [label_of(aim, Words(language)) for aim in aims_of(kind) if aim.kind == kind]
        assert all(called) and len(called) == len(set(called))


# --------------------------------------------------------------------------------------------- memory


def test_the_next_file_is_understood_as_the_last_with_columns_moved_and_added(sy: Store, tmp_path: Path) -> None:
    first = understand(sy, read_foreign(files.hospital(tmp_path / "hospital july 2019.xlsx")), "victim")
    assert not first.remembered
    columns = {**first.mapping.columns, "السبب": Aim("victim.notes")}
    remember(sy, replace(first.mapping, columns=columns, codes={"victim.outcome": {"شهيد": "killed"}}))
    rows = [["المشفى", "الحالة", "السبب", *files.HOSPITAL[1:8]]]
    rows += [
        ["الأمل", "جريح", "قصف", "سامر", "خالد", "الحسن", "3", "ذكر", f"{at}/8/2019", "محمبل"] for at in range(1, 20)
    ]
    rows[0].remove("اسم الأب")
    rows = [row if at == 0 else [*row[:4], *row[5:]] for at, row in enumerate(rows)]
    again = understand(sy, read_foreign(files.text_file(tmp_path / "hospital aug.csv", rows, "utf-8", ",")), "victim")
    assert again.remembered and again.mapping.name == first.mapping.name == "hospital"
    known = told(again.guessed)
    assert known["السبب"] == ("victim.notes", "") and known["المشفى"] == ("victim.hospital", "")
    assert again.mapping.codes == {"victim.outcome": {"شهيد": "killed"}}
    day = next(one for one in again.guessed.guesses if one.aim and one.aim.field == "victim.outcome_day")
    assert day.aim is not None and day.aim.order == "dmy"


def test_a_column_left_out_is_left_out_again_and_a_new_one_is_guessed(sy: Store, tmp_path: Path) -> None:
    file = read_foreign(files.hospital(tmp_path / "a.xlsx"))
    first = understand(sy, file, "victim")
    remember(sy, replace(first.mapping, columns={k: v for k, v in first.mapping.columns.items() if k != "الجنس"}))
    again = understand(sy, file, "victim")
    assert "الجنس" not in again.mapping.columns and again.mapping.columns["العمر"] == Aim("victim.age")


def test_another_table_is_not_taken_for_a_remembered_one(sy: Store, tmp_path: Path) -> None:
    remember(sy, understand(sy, read_foreign(files.hospital(tmp_path / "a.xlsx")), "victim").mapping)
    assert not understand(sy, read_foreign(files.kobo(tmp_path / "kobo.xlsx")), "victim").remembered


def test_a_mapping_is_one_record_however_often_it_is_used(sy: Store) -> None:
    one = Mapping("Hospital", "victim", "a|b", {"a": Aim("victim.name")}, places={"x": "1" * 32})
    remember(sy, one)
    remember(sy, replace(one, name="hospital", columns={"b": Aim("victim.name")}, places={"y": "2" * 32}))
    (kept,) = mappings(sy)
    assert kept.columns == {"b": Aim("victim.name")} and set(kept.places) == {"x", "y"}
    assert mapping_edit(sy, one)[0] == mapping_edit(sy, replace(one, name="HOSPITAL"))[0]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Hospital list July 2019.xlsx", "Hospital list"),
        ("Hospital list 2019-08 v2.xls", "Hospital list"),
        ("قائمة الجرحى تموز ٢٠١٩.xlsx", "قائمة الجرحى"),
        ("2019.csv", "2019"),
    ],
)
def test_files_of_every_month_have_one_name(file: str, name: str) -> None:
    assert plain_name(file) == name


# --------------------------------------------------------------------------------------------- JSON

AIMS = st.sampled_from(sorted(aims_of("victim"), key=lambda aim: aim.target))
WORD = st.text(st.characters(codec="utf-8", exclude_characters="\0|"), min_size=1, max_size=12)


@settings(max_examples=rounds(30, 80), deadline=None)
@given(
    st.dictionaries(WORD, AIMS, max_size=6), st.dictionaries(WORD, WORD, max_size=4), st.lists(WORD, max_size=4), WORD
)
def test_a_mapping_survives_its_json(
    columns: dict[str, Aim], words: dict[str, str], heads: list[str], name: str
) -> None:  # fmt: skip
    targets: set[tuple[str, str]] = set()
    kept = {}
    for key, aim in columns.items():
        if aim.target not in targets:
            targets.add(aim.target)
            kept[key] = replace(aim, codes=words, order="dmy")
    mapping = Mapping(
        name, "victim", "|".join(sorted(heads)), kept, {"victim.sex": words} if words else {}, words,
        {"victim.outcome": "killed"},
    )  # fmt: skip
    assert from_json(to_json(mapping)) == mapping


GOOD = json.loads(to_json(Mapping("a", "victim", "x", {"x": Aim("victim.name")})))


@pytest.mark.parametrize(
    "said",
    [
        [], "x", None, {}, {**GOOD, "sijill_mapping": "1"}, {**GOOD, "kind": "person"}, {**GOOD, "more": 1},
        {**GOOD, "columns": {}}, {**GOOD, "columns": [1]},
        {**GOOD, "columns": [{"header": "x", "field": "victim.nme"}]},
        {**GOOD, "columns": [{"header": "x", "field": "victim.name"}] * 2},
        {**GOOD, "columns": [{"header": "x", "field": "victim.status"}]},
        {**GOOD, "columns": [{"header": "x", "field": "victim.outcome_day", "order": "ydm"}]},
        {**GOOD, "codes": {"victim.sex": {"x": 1}}}, {**GOOD, "places": ["x"]}, {**GOOD, "constants": {"x": 1}},
        {**GOOD, "constants": {"victim.outcome": ["killed"]}}, {**GOOD, "join": [{"kind": "place"}]},
        {**GOOD, "name": "a\0b"}, {**GOOD, "name": "a" * 10_000}, {**GOOD, "headers": [1]},
    ],
)  # fmt: skip
def test_a_mapping_that_is_none_is_refused_with_words(said: object) -> None:
    with pytest.raises(UserError) as trouble:
        from_json(json.dumps(said))
    assert trouble.value.kind == "bad-mapping"


def test_hostile_json_is_refused_and_a_newer_one_says_so() -> None:
    for text, kind in (
        ("[" * 100_000, "bad-mapping"),
        (b"\xff\xfe", "bad-mapping"),
        (" " * (9 << 20), "bad-mapping"),
        (json.dumps({**GOOD, "sijill_mapping": 2}), "newer-mapping"),
    ):
        with pytest.raises(UserError) as trouble:
            from_json(text)
        assert trouble.value.kind == kind


def test_the_example_of_the_description_can_be_used() -> None:
    told = (Path(__file__).parents[1] / ".github" / "MAPPINGS.md").read_text(encoding="utf-8")
    example = told.split("```json")[1].split("```")[0]
    mapping = from_json(example)
    assert mapping.columns["تاريخ الاصابه"] == Aim("victim.outcome_day", order="dmy")


@pytest.mark.parametrize("make", [files.hospital, files.grouped, files.kobo, files.hxl])
def test_what_is_guessed_can_be_read_without_a_refusal(sy: Store, tmp_path: Path, make: object) -> None:
    path = make(tmp_path / ("a.csv" if make is files.hxl else "a.xlsx"))  # type: ignore[operator]
    file = read_foreign(path)
    plan = foreseen(sy, file, understand_any(sy, file).mapping, language="en")
    assert plan.rows and not plan.problems
    assert all(one.how in ("new", "doubtful") for one in plan.rows)
