"""Files for others: nothing of a more private field anywhere in their bytes, golden cells, what they say, the log."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exports import FileAsked, Report, Sharing, disclose, preview, write_file
from exports.cells import plain
from storage.edits import Edit
from storage.errors import UserError
from storage.fields.field import Privacy
from storage.fields.words import Words
from storage.lists.listing import Query
from storage.period import Period
from storage.records import RECORDS
from storage.sharing.privacy import Level, Pseudonyms, kinds_at
from storage.store import Store
from tests.builders import a_store, a_victim, age, an_incident, change, count, day, name, place
from tests.canaries import INTERNAL_PLACE, SEALED_PLACE, Canary, marked, stands_in

PARTNER = Sharing(Level.PARTNER, "Relief partner", "joint needs assessment")
PUBLIC = Sharing(Level.PUBLIC, "our website", "monthly report")
OUTSIDE = {"partner": PARTNER, "public": PUBLIC}
LANGUAGES = ["en", "ar"]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.close()


def exported(store: Store, folder: Path, sharing: Sharing, language: str = "en", **more: Any) -> Report:
    with store.frozen() as source:
        target = folder / f"{sharing.level}-{language}.xlsx"
        return write_file(source, target, FileAsked(language=language, sharing=sharing, **more))


def whole(path: Path) -> str:
    """Every byte of every part, as a reader of the file could find it."""
    with zipfile.ZipFile(path) as package:
        return "\n".join(package.namelist()) + b"\n".join(package.read(one) for one in package.namelist()).decode()


def sheet(path: Path, title: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the keys of its hidden first row."""
    rows = list(load_workbook(path)[title].values)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[3:]]


def may_leave(one: Canary, level: Level) -> bool:
    if one.kind == "claim" and one.field in ("killed", "injured", "missing"):
        return True  # the published figures of an incident come from them
    if level is Level.PUBLIC:
        if (one.kind, one.field) == ("victim", "people"):
            return True  # a group of so many counts in the sums
        return one.privacy is Privacy.PUBLIC and one.kind in ("incident", "place", "movement", "facility")
    return one.privacy in (Privacy.PUBLIC, Privacy.PARTNER) and one.kind in kinds_at(level)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", list(OUTSIDE))
def test_no_mark_of_a_more_private_field_is_anywhere_in_the_bytes(
    register: Store, tmp_path: Path, level: str, language: str
) -> None:
    found = marked(register, consent="organisation")
    text = whole(exported(register, tmp_path, OUTSIDE[level], language).path)
    allowed = {
        form for one in found if may_leave(one, OUTSIDE[level].level) and one.field != "id" for form in one.forms
    }
    raw = {form for one in found if one.field == "id" for form in one.forms}
    for one in found:
        for form in one.forms:
            if form in raw or form not in allowed:
                assert not stands_in(form, text), one
    places = register.places
    for hidden in (SEALED_PLACE, INTERNAL_PLACE) if level == "partner" else (SEALED_PLACE,):
        facts = places.get(place(register, hidden))
        assert facts is not None
        assert facts.id not in text
        assert facts.code not in text
    assert "Tester" not in text
    assert ("Ariha 2" in text) is (level == "partner")


def test_marks_of_partners_are_there_so_that_the_search_is_a_search(register: Store, tmp_path: Path) -> None:
    found = marked(register, consent="partners")
    text = whole(exported(register, tmp_path, PARTNER).path)
    shown = {(one.kind, one.field) for one in found if any(form in text for form in one.forms)}
    assert {("victim", "name"), ("incident", "public_account"), ("source", "code"), ("claim", "killed_women")} <= shown
    internal = exported(register, tmp_path, Sharing()).path
    seen = {(one.kind, one.field) for one in found if any(form in whole(internal) for form in one.forms)}
    assert ("incident", "narrative") in seen


@pytest.mark.parametrize(("language", "title", "male"), [("en", "Victims", "Male"), ("ar", "الضحايا", "ذكر")])
def test_a_victim_for_a_partner(register: Store, tmp_path: Path, language: str, title: str, male: str) -> None:
    incident = an_incident(register, code="INC-1")
    named = name("محمد خالد الأحمد")
    a_victim(register, incident=incident, name=named, consent="partners", age=age("34"), code="P-1", notes="x")
    a_victim(register, incident=incident, name=named, consent="no", age=age("34"), code="P-2")
    path = exported(register, tmp_path, PARTNER, language).path
    one, two = sheet(path, Words(language).kind("victim", several=True) or title)
    golden = {
        "victim.name.ar": "محمد خالد الأحمد", "victim.name.ar.family": "الأحمد", "victim.age.years_min": 34,
        "victim.age.years_max": 34, "victim.sex": male, "victim.incident": "INC-1",
    }  # fmt: skip
    assert {key: one[key] for key in golden} == golden
    hidden = {
        "victim.name.ar": None, "victim.name.ar.family": None, "victim.age.years_min": 30,
        "victim.age.years_max": 39, "victim.sex": male, "victim.incident": "INC-1",
    }  # fmt: skip
    assert {key: two[key] for key in hidden} == hidden
    assert one["victim.code"].startswith("P-")
    assert one["victim.code"] not in ("P-1", "P-2", two["victim.code"])
    assert not {"victim.notes", "victim.consent", "victim.kin", "victim.home", "victim.author"} & one.keys()


@pytest.mark.parametrize(
    ("language", "golden"),
    [
        (
            "en",
            {"incident.place.admin2": "Al Ma'ra", "incident.place.admin1": "Idleb", "incident.attack": "Air strike"},
        ),
        ("ar", {"incident.place.admin2": "معرة النعمان", "incident.place.admin1": "إدلب"}),
    ],
)
def test_an_incident_for_the_public(register: Store, tmp_path: Path, language: str, golden: dict[str, str]) -> None:
    an_incident(register, claims=1, code="INC-1", narrative="x", time=None)
    path = exported(register, tmp_path, PUBLIC, language).path
    (row,) = sheet(path, Words(language).kind("incident", several=True))
    assert {key: row[key] for key in golden} == golden
    assert (row["incident.occurred"], row["~incident.killed_min"]) == (datetime(2019, 7, 4), 2)
    assert row["incident.place.admin2.code"] == "SY0702"
    assert (
        not {"incident.id", "incident.code", "incident.time", "incident.public_account", "incident.place"} & row.keys()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_for_the_public_are_sums(register: Store, tmp_path: Path, language: str) -> None:
    incident = an_incident(register)
    for years, sex, many in (("7", "female", 7), ("34", "male", 6), ("70", "male", 2)):
        for _ in range(many):
            a_victim(register, incident=incident, sex=sex, age=age(years))
    report = exported(register, tmp_path, PUBLIC, language)
    title = Words(language).t("People")
    rows = {row["people.age"]: (row["people.min"], row["people.admin2"]) for row in sheet(report.path, title)}
    assert rows["5–9"][0] == 7
    several = plain(Words(language).t("several"))
    assert rows[several] == (8, several)
    about = [row[0] for row in load_workbook(report.path).worksheets[0].values]
    assert (
        Words(language).n(
            "{count} small group was put together with others.",
            "{count} small groups were put together with others.",
            2,
        )
        in about
    )


def test_a_public_file_has_no_sheet_of_people_places_or_lists(register: Store, tmp_path: Path) -> None:
    marked(register)
    book = load_workbook(exported(register, tmp_path, PUBLIC).path)
    assert book.sheetnames == ["About", "Figures", "Incidents", "People", "Facilities attacked", "Displaced"]
    assert all(one.sheet_state == "visible" for one in book.worksheets)
    assert not book.defined_names


@pytest.mark.parametrize("level", list(OUTSIDE))
def test_the_level_is_told_everywhere(register: Store, tmp_path: Path, level: str) -> None:
    an_incident(register)
    book = load_workbook(exported(register, tmp_path, OUTSIDE[level]).path)
    known = {item.name: item.value for item in book.custom_doc_props.props}
    assert known["sijill.level"] == level
    assert ("sijill.position" in known) is (level == "partner")
    about = {row[0]: row[1] for row in book.worksheets[0].values if row[0]}
    assert str(about["Sharing level"]).startswith(level.capitalize())
    assert about.get("For") == ("Relief partner" if level == "partner" else None)
    for one in book.worksheets[1:]:
        if one.sheet_state == "visible":
            assert one.oddHeader.right.text == level.capitalize()
            banner = [cell.value for row in one.iter_rows(max_row=2) for cell in row if cell.value]
            assert any(str(text).startswith(("For Relief partner", "Public")) for text in banner), one.title


def test_figures_and_villages_obey_the_level(register: Store, tmp_path: Path) -> None:
    village, shelter = place(register, "Kafr Nobol"), place(register, "Darkosh")
    an_incident(register, place=village, claims=1, victims=2)
    move = {"origin": village, "destination": shelter, "direction": "out", "started": day("2019-07-05")}
    back = {"origin": shelter, "destination": village, "direction": "return", "started": day("2019-07-08")}
    register.save([
        Edit("movement", None, {**move, "persons": count("300")}),
        Edit("movement", None, {**back, "persons": count("7")}),
    ])  # fmt: skip
    book = load_workbook(exported(register, tmp_path, PUBLIC).path)
    figures = {row[0]: row[1:] for row in book["Figures"].values if row[0]}
    assert figures["Killed"][:2] == (2, 2)
    assert [cell for cell in figures["Figure"] if cell] == ["At least", "At most", "What belongs to it"]
    assert "Rescued alive" not in figures
    villages = load_workbook(exported(register, tmp_path, PARTNER).path).worksheets[2]
    heads = next(row for row in villages.values if "Village" in row)
    assert not [head for head in heads if head and ("Returned" in head or "Stayed" in head or "explained" in head)]
    assert [row[0] for row in villages.values if row[1] and row[1] != "Code"] == ["Kafr Nobol"]


def test_a_public_file_of_a_village_is_refused(register: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        exported(register, tmp_path, PUBLIC, period=Period(place=place(register, "Kafr Nobol")))
    assert refused.value.kind == "too-close"
    assert not list(tmp_path.glob("*.xlsx*"))


@pytest.mark.parametrize(
    ("sharing", "kind"),
    [
        (Sharing(Level.PARTNER, "", "x"), "no-recipient"),
        (Sharing(Level.PARTNER, "x", " "), "no-purpose"),
        (Sharing(Level.PUBLIC), "no-recipient"),
    ],
)
def test_nothing_leaves_without_for_whom_and_why(register: Store, tmp_path: Path, sharing: Sharing, kind: str) -> None:
    with pytest.raises(UserError) as refused:
        exported(register, tmp_path, sharing)
    assert refused.value.kind == kind
    assert not list(tmp_path.glob("*.xlsx*"))


# ------------------------------------------------------------------------------------------------- the log


def test_every_file_is_in_the_log(register: Store, tmp_path: Path) -> None:
    an_incident(register, victims=1)
    report = exported(register, tmp_path, PARTNER, period=Period(first=datetime(2019, 7, 1).date()))
    record = disclose(register, report)
    entry = register.read("disclosure", record)
    assert entry is not None
    told = entry.values
    assert told["sha256"] == hashlib.sha256(report.path.read_bytes()).hexdigest()
    golden = {"level": "partner", "recipient": "Relief partner", "purpose": "joint needs assessment", "language": "en",
              "file_name": "partner-en.xlsx", "format": "xlsx", "shape": "coordinator", "protected": "no",
              "position": report.facts.position, "rows": sum(report.rows.values())}  # fmt: skip
    assert {key: told[key] for key in golden} == golden
    assert told["first"].first.isoformat() == "2019-07-01"
    assert "1 name was left out." in told["hidden"]


def test_the_key_in_the_log_leads_back_from_the_file(register: Store, tmp_path: Path) -> None:
    record = an_incident(register)
    report = exported(register, tmp_path, PARTNER)
    entry = register.read("disclosure", disclose(register, report))
    assert entry is not None
    (row,) = sheet(report.path, "Incidents")
    assert row["incident.id"] == Pseudonyms(bytes.fromhex(entry.values["key"])).of(record)
    known = {item.name: item.value for item in load_workbook(report.path).custom_doc_props.props}
    assert "sijill.witness" not in known, "two files for others must not be told to come from one register"
    with register.frozen() as source:
        raw = source.witness(report.facts.position)
    assert raw not in whole(report.path)
    assert raw not in whole(exported(register, tmp_path, PUBLIC).path)
    assert entry.values["key"] not in whole(report.path)
    assert entry.values["key"] not in whole(exported(register, tmp_path, Sharing()).path)


def test_our_own_files_and_public_ones_have_no_key(register: Store, tmp_path: Path) -> None:
    for sharing in (Sharing(), PUBLIC):
        entry = register.read("disclosure", disclose(register, exported(register, tmp_path, sharing)))
        assert entry is not None
        assert "key" not in entry.values
        assert entry.values["level"] == sharing.level


def test_logs_of_disclosures_stay_in_the_register(register: Store, tmp_path: Path) -> None:
    disclose(register, exported(register, tmp_path, PARTNER))
    assert register.listing(Query("disclosure")).first(1)[0] == [1]
    for sharing in OUTSIDE.values():
        assert "joint needs assessment" not in whole(
            exported(register, tmp_path, Sharing(sharing.level, "somebody", "else")).path
        )


# ------------------------------------------------------------------------------------------------- the preview


def seen(store: Store, sharing: Sharing, language: str = "en", **more: Any) -> Any:
    with store.frozen() as source:
        return preview(source, sharing, language=language, **more)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sharing", [Sharing(), PARTNER, PUBLIC])
def test_the_preview_counts_what_the_file_will_hold(
    register: Store, tmp_path: Path, sharing: Sharing, language: str
) -> None:
    marked(register)
    an_incident(register, claims=1, victims=9)
    found = seen(register, sharing, language)
    report = exported(register, tmp_path, sharing, language)
    assert found.rows == sum(report.rows.values())
    assert {one.title: one.rows for one in found.sheets} == {
        title: rows for title, rows in report.rows.items() if rows
    }
    assert all(one.sample for one in found.sheets)


def test_the_preview_says_what_a_partner_will_not_see(register: Store) -> None:
    an_incident(register, victims=1)
    a_victim(register, consent="public", name=name("سمر خالد"), age=age("34"))
    change(register, "victim", a_victim(register, consent="no"), withdrawn="entered twice")
    found = seen(register, PARTNER)
    victims = next(one for one in found.sheets if one.kind == "victim")
    assert (victims.rows, found.names_shown, found.names_hidden) == (2, 1, 1)
    assert (victims.with_consent, victims.coarser) == (("Name",), ("Number", "Age"))
    assert {"Next of kin", "Notes", "Hospital"} <= set(victims.hidden)
    assert "Sex" in victims.shown
    assert len(found.left_at_home) >= 8
    assert "1 name was left out." in found.sentences


def test_the_preview_says_what_the_public_will_see_rolled_up(register: Store) -> None:
    an_incident(register, victims=3)
    an_incident(register, victims=6, place=place(register, "Harim"))
    found = seen(register, PUBLIC)
    assert (found.cells, found.rolled, found.few) == (2, 2, 0)
    people = next(one for one in found.sheets if one.kind == "people")
    assert dict(people.sample)["People: at least"] == "9"
    assert all(kind in RECORDS for kind in kinds_at(Level.PUBLIC))
