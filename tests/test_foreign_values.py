"""Cells of other people's tables as values of ours: precision kept, doubt refused with words, nothing guessed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.foreign.aims import Aim
from exports.foreign.choosing import code_choices, code_reader
from exports.foreign.days import clock_of, order_of
from exports.foreign.plan import NOWHERE
from exports.foreign.table import Cell
from exports.foreign.values import Asked, Refused, clock_reader, reader_of
from exports.foreign.words import WORDS, word_codes
from storage import RECORDS, Words, code_list, fold
from tests.builders import reading


def read(field: str, *cells: tuple[str, Cell], order: str = "", unit: str = "") -> Any:
    """What the cells (part, value) of one row say of a field."""
    kind, _, name = field.partition(".")
    parts = [(at, Aim(field, part, order=order, unit=unit)) for at, (part, _) in enumerate(cells)]
    return reader_of(RECORDS[kind].fields[name], parts, "en")([cell for _, cell in cells])


def whole(field: str, cell: Cell, **more: str) -> Any:
    return read(field, ("", cell), **more)


def coded(field: str, cell: Cell, memory: dict[str, str] | None = None) -> Any:
    kind, _, name = field.partition(".")
    ask = lambda about, text: f"{about}:{fold(text)}"  # noqa: E731
    return code_reader(RECORDS[kind].fields[name], [(0, Aim(field))], memory or {}, ask)([cell])


@pytest.mark.parametrize(
    ("cell", "canonical"),
    [
        ("3 months", "3m"), ("٣ أشهر", "3m"), ("30-35", "30-35y"), ("about 40", "~40y"), ("حوالي 40", "~40y"),
        ("child", "child"), ("طفل", "child"), ("٣٥", "35y"), (35, "35y"), (35.0, "35y"), (0.5, "6m"), ("مجهول", "?"),
        ("", None), ("-", None), ("n/a", None),
    ],
)  # fmt: skip
def test_ages_keep_their_precision(cell: Cell, canonical: str | None) -> None:
    assert whole("victim.age", cell) == canonical


def test_ages_are_put_together_from_number_and_unit_or_from_two_ends() -> None:
    assert read("victim.age", ("value", 3), ("unit", "months")) == "3m"
    assert read("victim.age", ("value", 7), ("unit", "years_old")) == "7y"
    assert read("victim.age", ("min", 30), ("max", "35")) == "30-35y"
    assert read("victim.age", ("value", 8), unit="m") == "8m"
    assert read("victim.age", ("unit", "months")) is None


def test_an_age_that_a_spreadsheet_made_a_date_of_or_below_zero_is_refused_with_words() -> None:
    assert whole("victim.age", datetime(2019, 5, 3)).what.text.startswith("Excel made a date")
    assert isinstance(whole("victim.age", -4), Refused)


@pytest.mark.parametrize(
    ("cell", "canonical"),
    [
        ("13/7/2019", "2019-07-13"), (datetime(2019, 7, 4, 22, 10), "2019-07-04"), (date(2019, 7, 4), "2019-07-04"),
        (43650, "2019-07-04"), (43650.93, "2019-07-04"), ("2019-07-04T22:10:05.000+03:00", "2019-07-04"),
        (20190705, "2019-07-05"), ("20190705", "2019-07-05"), (2019, "2019"), ("2019", "2019"), ("6/2019", "2019-06"),
        ("تموز 2019", "2019-07"), ("كانون الثاني 2019", "2019-01"), ("٥ شباط ٢٠١٩", "2019-02-05"),
        ("5 July 2019", "2019-07-05"), ("5/7/2019 10:30 PM", "2019-07-05"), ("3-5 تموز 2019", "2019-07-03/2019-07-05"),
        ("", None), ("غير معروف", None),
    ],
)  # fmt: skip
def test_days_keep_their_precision(cell: Cell, canonical: str | None) -> None:
    assert whole("victim.outcome_day", cell) == canonical


def test_the_order_of_day_and_month_is_told_by_the_whole_column() -> None:
    assert order_of(["1/2/2019", "3/25/2019", None, 4]) == "mdy"
    assert order_of(["1/2/2019", "25/3/2019"]) == "dmy"
    assert order_of(["2019-01-02"]) == "ymd"
    assert order_of(["1/2/2019"]) == ""
    assert whole("victim.outcome_day", "7/13/2019", order="mdy") == "2019-07-13"
    assert isinstance(whole("victim.outcome_day", "7/13/2019", order="dmy"), Refused)


@pytest.mark.parametrize(
    "cell", ["25 شوال 1440", "1440/10/25", "25/10/1440", "1440هـ", "ramadan 5, 1440", date(1440, 10, 5)]
)
def test_a_hijri_date_is_refused_with_words_never_taken_for_another(cell: Cell) -> None:
    refused = whole("victim.outcome_day", cell)
    assert isinstance(refused, Refused) and "Hijri" in refused.what.text and refused.todo is not None


@pytest.mark.parametrize("cell", ["yesterday", "أمس", "5/7", "Friday", "5 July"])
def test_a_day_only_its_writer_could_date_is_refused(cell: str) -> None:
    assert isinstance(whole("victim.outcome_day", cell), Refused)


def test_a_day_to_come_is_refused() -> None:
    assert isinstance(whole("victim.outcome_day", date.today() + timedelta(days=40)), Refused)


@pytest.mark.parametrize(
    ("cell", "clock"),
    [(datetime(2019, 7, 4, 22, 10), "22:10"), (datetime(2019, 7, 4), None), (43650.5, "12:00"),
     ("5/7/2019 10:30 PM", "22:30"),
     ("2019-07-04T22:10:05.000+03:00", "22:10"), ("5/7/2019 00:00", None), ("5/7/2019", None)],
)  # fmt: skip
def test_the_time_in_the_cell_of_the_day_is_kept(cell: Cell, clock: str | None) -> None:
    reader = clock_reader(RECORDS["incident"].fields["time"], 0, Aim("incident.occurred"), "en")
    assert reader([cell]) == clock
    assert bool(clock_of(cell)) == bool(clock)


@pytest.mark.parametrize(
    ("cell", "canonical"),
    [("6-8", "6-8"), ("more than 10", "11-"), ("أكثر من 10", "11-"), (4.0, "4"), ("٤", "4"), ("none", "0"), ("?", "?"),
     ("1,200", "1200"), ("about 5", "~5")],
)  # fmt: skip
def test_counts_and_ranges_are_read(cell: Cell, canonical: str) -> None:
    assert whole("movement.persons", cell) == canonical


@pytest.mark.parametrize(
    ("cell", "offer"),
    [("عشرات", "20+"), ("dozens", "20+"), ("مئات", "200+"), ("several", "2+"), ("عشرات القتلى", "20+")],
)
def test_a_vague_number_is_refused_with_an_offer(cell: str, offer: str) -> None:
    refused = whole("movement.persons", cell)
    assert isinstance(refused, Refused)
    assert refused.offer == offer
    assert whole("movement.persons", offer) is not None and not isinstance(whole("movement.persons", offer), Refused)


def test_counts_are_put_together_from_two_ends_and_the_likeliest() -> None:
    assert read("movement.persons", ("min", 6), ("max", 8)) == "6-8"
    assert read("movement.persons", ("min", 6), ("max", 8), ("value", 7)) == "6-8~7"
    assert read("movement.persons", ("min", 6), ("max", None)) == "6-"
    assert read("movement.persons", ("value", 7)) == "7"
    assert isinstance(read("movement.persons", ("min", 9), ("max", 8)), Refused)
    assert isinstance(whole("movement.persons", -1), Refused)
    assert isinstance(whole("movement.persons", 1.5), Refused)


@pytest.mark.parametrize(
    ("cell", "canonical"),
    [
        ("محمد خالد الأحمد", {"ar": {"given": "محمد", "father": "خالد", "family": "الأحمد"}}),
        ("Ahmad Ali", {"la": {"given": "Ahmad", "family": "Ali"}}),
        ("Al-Ahmad, Samer", {"la": {"given": "Samer", "family": "Al-Ahmad"}}),
        ("Samer and two others", {"la": {"given": "Samer and two others"}}),
        ("سامر و 3 من أولاده", {"ar": {"given": "سامر و 3 من أولاده"}}),
        ("مجهول الهوية", None), ("unknown", None), ("?", None), ("", None),
    ],
)  # fmt: skip
def test_names_split_where_it_is_sure_and_stay_whole_where_it_is_not(cell: str, canonical: Any) -> None:
    assert whole("victim.name", cell) == canonical


def test_names_in_parts_and_in_both_scripts_become_one() -> None:
    found = read("victim.name", ("given", "سامر"), ("father", "يوسف"), ("family", "الحسن"))
    assert found == {"ar": {"given": "سامر", "father": "يوسف", "family": "الحسن"}}
    assert read("victim.name", ("", "Samer Hasan"), ("family", "Al-Hasan")) == {
        "la": {"given": "Samer", "family": "Al-Hasan"}
    }
    assert isinstance(whole("victim.name", "12345"), Refused)


@pytest.mark.parametrize(
    ("cell", "start"),
    [("35.443, 36.651", "35.44300,36.65100"), ("35°26'35\"N 36°39'04\"E", "35.443"), ("37S BV 87000 26000", "35."),
     ("35.443 36.651 0 0", "35.44300,36.65100")],
)  # fmt: skip
def test_positions_come_in_decimal_degrees_or_grids(cell: str, start: str) -> None:
    assert str(whole("incident.position", cell)).startswith(start)


def test_positions_are_put_together_and_nonsense_is_refused() -> None:
    assert read("incident.position", ("lat", 35.443), ("lon", "36,651")).startswith("35.44300,36.65100")
    assert isinstance(read("incident.position", ("lat", 35.443), ("lon", None)), Refused)
    assert isinstance(read("incident.position", ("lat", 0), ("lon", 0)), Refused)
    assert isinstance(whole("incident.position", "somewhere"), Refused)


def test_long_numbers_a_spreadsheet_shortened_are_noticed() -> None:
    assert isinstance(whole("victim.document_number", "1.23457E+14"), Refused)
    assert whole("victim.kin_phone", 944123456) == "944123456"
    assert whole("victim.document_number", 4040012345.0) == "4040012345"


# ---------------------------------------------------------------------------------------------- words of lists


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("victim.sex", "ذكر", "male"), ("victim.sex", "F", "female"), ("victim.sex", "Male", "male"),
        ("victim.outcome", "شهيد", "killed"), ("victim.outcome", "Wounded", "injured"),
        ("victim.outcome", "killed", "killed"),
        ("victim.displaced", True, "yes"), ("victim.displaced", 0, "no"), ("victim.displaced", "نعم", "yes"),
        ("victim.injuries", "head; chest", ["head", "chest"]), ("victim.injuries", "head chest", ["head", "chest"]),
        ("victim.injuries", "رأس، صدر", ["head", "chest"]), ("incident.attack", "غارة جوية", "air_strike"),
        ("incident.attack", "barrel_bombing", "barrel_bombing"),
    ],
)  # fmt: skip
def test_codes_are_found_by_code_label_or_synonym(field: str, cell: Cell, code: Any) -> None:
    assert coded(field, cell) == code


def test_a_word_nobody_is_sure_of_is_asked_and_the_answer_remembered() -> None:
    assert coded("victim.outcome", "قتيلة؟ ربما") == Asked(0, f"victim.outcome:{fold('قتيلة؟ ربما')}")
    assert coded("victim.outcome", "قتيلة؟ ربما", {fold("قتيلة؟ ربما"): "killed"}) == "killed"
    assert coded("victim.outcome", "x1", {fold("x1"): NOWHERE}) is None
    offer, choices = code_choices("outcome", "injurd", Words("en"))
    assert offer == "injured" and choices[0].value == "injured"
    assert {one.value for one in choices} == {item.code for item in code_list("outcome").offered()}


def test_every_synonym_names_a_code_of_its_list_and_never_two() -> None:
    import csv

    with WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["code"] in code_list(row["list"]).items, row
    for list_name in ("sex", "outcome", "attack", "answer", "severity"):
        for item in code_list(list_name).items.values():
            for label in item.labels.values():
                assert word_codes(list_name)[reading_folded(label)] in code_list(list_name).items


def reading_folded(text: str) -> str:
    from storage import folded

    return folded(text)


# ---------------------------------------------------------------------------------------------- properties

CELLS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(datetime(1, 1, 2), datetime(9998, 1, 1)),
    st.dates(),
    st.times(),
    st.text(max_size=40),
    st.text(alphabet="0123456789٠١٢٣٤٥/-.: أبتشهـ", max_size=16),
)
SIMPLE = ("victim.age", "victim.outcome_day", "victim.name", "movement.persons", "incident.position",
          "victim.kin_phone", "victim.hospital", "victim.notes", "incident.reported", "incident.time", "place.aliases",
          "place.level")  # fmt: skip


@given(cell=CELLS, field=st.sampled_from(SIMPLE))
def test_whatever_stands_in_a_cell_is_a_sound_value_or_refused_in_words(cell: Any, field: str) -> None:
    found = whole(field, cell)
    if found is None or isinstance(found, Refused):
        return
    kind, _, name = field.partition(".")
    item = RECORDS[kind].fields[name].kind
    value = item.load(found)
    assert item.store(value) == found
    assert item.check(value) == []


@given(
    years=st.integers(1, 110),
    unit=st.sampled_from("ymwd"),
    about=st.booleans(),
    language=st.sampled_from(("ar", "en")),
)
def test_an_age_as_any_team_shows_it_comes_back_the_same(years: int, unit: str, about: bool, language: str) -> None:
    kind = RECORDS["victim"].fields["age"].kind
    canonical = f"{'~' if about else ''}{years}{unit}"
    shown = kind.show(kind.load(canonical), reading(language))
    assert whole("victim.age", shown) == canonical


@given(
    day=st.dates(date(1990, 1, 1), date(2024, 1, 1)),
    shape=st.sampled_from(("date", "serial", "iso", "dmy", "mdy", "ar", "en")),
)
def test_a_day_comes_back_the_same_however_a_file_keeps_it(day: date, shape: str) -> None:
    kind = RECORDS["victim"].fields["outcome_day"].kind
    cell: Cell = {
        "date": day,
        "serial": (day - date(1899, 12, 30)).days,
        "iso": day.isoformat(),
        "dmy": f"{day.day}/{day.month}/{day.year}",
        "mdy": f"{day.month}/{day.day}/{day.year}",
        "ar": kind.show(kind.load(day.isoformat()), reading("ar")),
        "en": kind.show(kind.load(day.isoformat()), reading("en")),
    }[shape]
    assert whole("victim.outcome_day", cell, order="mdy" if shape == "mdy" else "dmy") == day.isoformat()
