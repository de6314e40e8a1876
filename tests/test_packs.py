"""Laws of tables with P-codes: usual shapes are read, nothing is mapped anew by itself, hostile files end in words."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

import exports.cli
from exports.packs import read_pack
from exports.tables import MOST_COLUMNS, read_tables
from storage import Cancelled, UserError
from storage.places.gazetteer import place_id
from storage.places.packs import PackRow, PackTable
from storage.store import Store
from tests.builders import a_store, an_incident, change

Rows = Sequence[Sequence[object]]

ADMIN = {
    "Admin0": [["admin0Name_en", "admin0Name_ar", "admin0Pcode", "date", "validOn", "validTo"],
               ["Sudan", "السودان", "SD", "2019-01-01", "2024-02-22", ""]],
    "Admin1": [["admin1Name_en", "admin1Name_ar", "admin1Pcode", "admin0Name_en", "admin0Pcode", "validOn"],
               ["Khartoum", "الخرطوم", "SD01", "Sudan", "SD", "2024-02-22"]],
    "Admin2": [["ADM2_EN", "ADM2_AR", "ADM2_PCODE", "admin2AltName1_en", "ADM1_PCODE", "center_lat", "center_lon"],
               ["#adm2+name+en", "#adm2+name+ar", "#adm2+code", "#adm2", "#adm1+code", "#lat", "#lon"],
               ["Karrari", "كرري", "SD01001", "Karari", "SD01", 15.8, 32.5],
               ["Um Badda", "امبدة", "SD01002", "", "SD01", "95", "32.4"],
               ["Nowhere", "", "", "", "SD01", "", ""]],
}  # fmt: skip


def workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def table(rows: Sequence[PackRow], version: str = "2024-01-01", name: str = "P-codes SY") -> PackTable:
    return PackTable(name, version, tuple(rows))


def row(code: str, name: str, parent: str = "SY070201", level: int | None = 4, **more: object) -> PackRow:
    return PackRow("Admin4", 2, code, level, parent, name, **more)  # type: ignore[arg-type]


# --------------------------------------------------------------------------------------------- reading


def test_a_workbook_with_a_sheet_for_each_level_is_read(tmp_path: Path) -> None:
    found = read_pack(workbook(tmp_path / "sdn.xlsx", ADMIN))
    assert (found.name, found.version) == ("P-codes SD", "2024-02-22")
    by_code = {one.code: one for one in found.rows}
    assert [(one.code, one.level, one.parent) for one in found.rows] == [
        ("SD", 0, ""), ("SD01", 1, "SD"), ("SD01001", 2, "SD01"), ("SD01002", 2, "SD01"),
    ]  # fmt: skip
    assert by_code["SD01001"].names == ("كرري", "Karrari", "Karari")
    assert by_code["SD01001"].at == (15.8, 32.5)
    assert [(one.sheet, one.row, one.column) for one in found.refused] == [
        ("Admin2", 4, "lat"), ("Admin2", 5, "ADM2_PCODE"),
    ]  # fmt: skip


def test_a_place_that_has_only_other_names_is_called_by_the_first_of_them(tmp_path: Path) -> None:
    line = ["", "", "SD01009", "Karari", "SD01", "", ""]
    file = workbook(tmp_path / "a.xlsx", {**ADMIN, "Admin2": [*ADMIN["Admin2"], line]})
    (made,) = (one for one in read_pack(file).rows if one.code == "SD01009")
    assert (made.name_en, made.name_ar, made.aliases) == ("Karari", "", ())


def test_one_wide_sheet_names_all_levels(tmp_path: Path) -> None:
    head = [
        "ADM3_EN",
        "ADM3_UA",
        "ADM3_PCODE",
        "ADM2_EN",
        "ADM2_PCODE",
        "ADM1_EN",
        "ADM1_PCODE",
        "ADM0_PCODE",
        "ADM0_EN",
    ]
    rows = [["Sokyriany", "Сокиряни", "UA7302013", "Dnistrovskyi", "UA7302", "Chernivtsi", "UA73", "UA", "Ukraine"]]
    found = read_pack(workbook(tmp_path / "ukr.xlsx", {"all": [["Ukraine, admin names"], [], head, *rows]}))
    assert [(one.code, one.level, one.parent) for one in found.rows] == [
        ("UA", 0, ""), ("UA73", 1, "UA"), ("UA7302", 2, "UA73"), ("UA7302013", 3, "UA7302"),
    ]  # fmt: skip
    assert found.rows[-1].name_other == "Сокиряни"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_text_file_is_read_in_any_alphabet_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = ["code,parent,name_en,name_ar", "SY070299,SY0702,New one,الناحية الجديدة", "C9001,SY070299,Tell,تل الحجر"]
    path = tmp_path / "places.csv"
    path.write_bytes("\r\n".join(lines).replace(",", delimiter).encode(encoding))
    found = read_pack(path)
    assert [(one.code, one.parent, one.name_ar) for one in found.rows] == [
        ("SY070299", "SY0702", "الناحية الجديدة"), ("C9001", "SY070299", "تل الحجر"),
    ]  # fmt: skip


def test_western_letters_of_windows_are_not_taken_for_arabic(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes("code,parent,name\nML01,ML,Ségou\nML02,ML,Tombouctou à l'est\nML03,ML,Köln\n".encode("cp1252"))
    assert [one.name_en for one in read_pack(path).rows] == ["Ségou", "Tombouctou à l'est", "Köln"]


def test_a_version_and_a_name_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("code,parent,name,level\nSY07,SY,Idleb,1\n", encoding="utf-8")
    assert read_pack(path, name="Ours", version="2024-05-01").label == "Ours 2024-05-01"


# --------------------------------------------------------------------------------------------- hostile files


def refused(path: Path) -> str:
    with pytest.raises(UserError) as trouble:
        read_pack(path)
    return trouble.value.kind


def sheet_xml(cells: str, dimension: str = "A1:B2") -> str:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><dimension ref="{dimension}"/><sheetData>{cells}</sheetData></worksheet>'


def doctored(path: Path, sheet: str | bytes, more: dict[str, bytes] | None = None) -> Path:
    """A sound workbook whose first sheet was replaced."""
    sound = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "code"  # type: ignore[index]
    book.save(sound)
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename == "xl/worksheets/sheet1.xml":
                new.writestr(part.filename, sheet)
            else:
                new.writestr(part.filename, (more or {}).get(part.filename, old.read(part)))
        for name, data in (more or {}).items():
            if name not in old.namelist():
                new.writestr(name, data)
    return path


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    assert refused(doctored(tmp_path / "b.xlsx", b" " * (200 << 20))) == "too-large"


def test_cells_a_million_columns_apart_are_refused_whatever_the_sheet_says_of_its_size(tmp_path: Path) -> None:
    text = '<c r="{}" t="inlineStr"><is><t>code</t></is></c>'
    far = f'<row r="1">{text.format("A1")}</row><row r="1048576">{text.format("XFD1048576")}</row>'
    assert refused(doctored(tmp_path / "far.xlsx", sheet_xml(far))) == "too-large"
    padded = f'<row r="1"><c s="{"1" * 3000}" r="XFD1"><v>1</v></c></row>'
    assert refused(doctored(tmp_path / "padded.xlsx", sheet_xml(padded))) == "too-large"
    unnumbered = "<row>" + "<c><v>1</v></c>" * (MOST_COLUMNS + 1) + "</row>"
    assert refused(doctored(tmp_path / "many.xlsx", sheet_xml(unnumbered))) == "too-large"


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{at}">' + "".join(
            f'<c r="{column}{at}" t="inlineStr"><is><t>{text}</t></is></c>'
            for column, text in zip("ABC", texts, strict=True)
        ) + "</row>"
        for at, texts in enumerate((("code", "parent", "name"), ("C1", "SY", "Place")), 1)
    )  # fmt: skip
    found = read_pack(doctored(tmp_path / "lie.xlsx", sheet_xml(cells, "A1:XFD1048576")))
    assert [one.code for one in found.rows] == ["C1"]


def test_entities_and_foreign_parts_are_not_followed(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + sheet_xml(
        '<row r="1"><c r="A1"><v>&b;</v></c></row>'
    )
    assert refused(doctored(tmp_path / "xxe.xlsx", bomb)) in ("damaged-table", "no-places")
    links = (
        b'<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    assert refused(doctored(tmp_path / "part.xlsx", "", {"xl/_rels/workbook.xml.rels": links})) == "damaged-table"


@pytest.mark.parametrize("cut", [30, 300, 3000, -40])
def test_a_truncated_workbook_is_refused(tmp_path: Path, cut: int) -> None:
    data = workbook(tmp_path / "whole.xlsx", ADMIN).read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(data[:cut])
    assert refused(path) in ("damaged-table", "not-a-table")


def test_what_is_no_table_is_refused_with_words(tmp_path: Path) -> None:
    for name, data, kind in (
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged-table"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not-a-table"),
        ("empty.csv", b"", "not-a-table"),
        ("words.csv", b"just some words\nand others\n", "no-places"),
        ("wide.csv", b"code," * 2_000_000, "too-large"),
        ("quote.csv", b'code,name\n"' + b"x" * 9_000_000, "damaged-table"),
    ):
        (tmp_path / name).write_bytes(data)
        assert refused(tmp_path / name) == kind, name
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as other:
        other.writestr("content.xml", "<office/>")
    assert refused(tmp_path / "other.xlsx") == "not-a-table"


def test_a_workbook_under_another_name_is_still_a_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "sdn.xlsx", ADMIN).rename(tmp_path / "sdn.csv")
    assert read_pack(path).rows


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        read_tables(workbook(tmp_path / "sdn.xlsx", ADMIN), lambda: True)


# --------------------------------------------------------------------------------------------- planning


@pytest.fixture
def sy(tmp_path: Path) -> Store:
    return a_store(tmp_path)


def whats(store: Store, *rows: PackRow, version: str = "2024-01-01") -> dict[str, int]:
    return {name: count for name, count in store.plan_pack(table(rows, version)).counts().items() if count}


def test_the_same_table_makes_the_same_changes_everywhere(sy: Store, tmp_path: Path) -> None:
    other = a_store(tmp_path, team="Khan 1")
    rows = [row("C9001", "Tell Hajar"), row("C9002", "Ain Zarqa")]
    for store in (sy, other):
        store.take_pack(store.plan_pack(table(rows)))
    mine, theirs = ({one.stamp: one for one in store.changes() if one.record.hex() == place_id("C9001")}
                    for store in (sy, other))  # fmt: skip
    assert mine == theirs
    assert sy.learn(list(other.changes())).conflicts == ()


def test_importing_a_table_again_changes_nothing(sy: Store) -> None:
    rows = [row("C9001", "Tell Hajar")]
    sy.take_pack(sy.plan_pack(table(rows)))
    before = sy.state_hash()
    assert whats(sy, *rows) == {"same": 1}
    sy.take_pack(sy.plan_pack(table(rows)))
    assert sy.state_hash() == before


def test_a_newer_table_never_maps_records_anew_by_itself(sy: Store) -> None:
    sy.take_pack(sy.plan_pack(table([row("C9001", "Tell Hajar"), row("C9002", "Ain Zarqa")])))
    incident = an_incident(sy, place=place_id("C9001"))
    newer = table([row("C9001", "Tell al-Hajar", "SY070204"), row("C9003", "Nabaa")], "2025-01-01")
    plan = sy.plan_pack(newer)
    told = {item.what: item for item in plan.items}
    assert {"renamed", "moved", "withdrawn", "new"} == set(told)
    assert (told["renamed"].resting, told["moved"].resting, told["withdrawn"].resting) == (1, 1, 0)
    before = sy.read("place", place_id("C9001"))
    sy.take_pack(plan)
    assert sy.read("place", place_id("C9001")) == before
    entry = sy.read("incident", incident)
    assert entry is not None
    assert entry.values["place"] == place_id("C9001")
    assert sy.places.by_code("C9003") is not None


def test_accepted_changes_are_one_save_that_can_be_undone_and_keep_old_names(sy: Store) -> None:
    sy.take_pack(sy.plan_pack(table([row("C9001", "Tell Hajar"), row("C9002", "Ain Zarqa")])))
    newer = table([row("C9001", "Tall al-Hajar", "SY070204")], "2025-01-01")
    plan = sy.plan_pack(newer)
    done = sy.take_pack(plan, plan.sure())
    here = sy.places.facts[place_id("C9001")]
    assert (here.name_en, here.parent, here.pack) == ("Tall al-Hajar", place_id("SY070204"), newer.label)
    assert "Tell Hajar" in here.aliases
    gone = sy.places.facts[place_id("C9002")]
    assert (gone.retired, gone.withdrawn) == (newer.label, False)
    assert sy.suggest_places("Ain Zarqa")[0].id == gone.id
    sy.undo(done.outcome.save)
    assert sy.places.facts[place_id("C9001")].name_en == "Tell Hajar"
    assert sy.places.facts[place_id("C9002")].retired == ""


def test_an_own_code_becomes_the_official_one_only_when_a_person_says_so(sy: Store) -> None:
    own = next(one for one in sy.suggest_places("Teftnaz") if one.level == 4)
    assert own.at is not None
    official = row("C4099", "Taftnaz", "SY070004", name_ar="تفتناز", at=own.at)
    plan = sy.plan_pack(table([official]))
    (item,) = plan.items
    assert (item.what, item.before, item.after, item.sure) == ("recoded", own.code, "C4099", True)
    sy.take_pack(plan)
    assert sy.places.by_code("C4099") is None
    sy.take_pack(plan, plan.sure())
    for code in ("C4099", own.code):
        found = sy.places.by_code(code)
        assert found is not None
        assert found.id == own.id
    assert whats(sy, official) == {"same": 1}


def test_a_doubtful_likeness_comes_in_and_is_shown_as_a_question(sy: Store) -> None:
    double = row("C4098", "Qminas", "SY070000", name_ar="قميناس")
    plan = sy.plan_pack(table([double]))
    assert [(item.what, item.sure) for item in plan.items] == [("recoded", False)]
    sy.take_pack(plan)
    assert sy.places.by_code("C4098") is not None
    assert any(place_id("C4098") in (pair.one, pair.other) for pair in sy.same_places())


def test_a_code_that_means_another_place_is_a_collision_and_touches_nothing(sy: Store) -> None:
    known = next(one for one in sy.places.facts.values() if one.code == "C3927")
    plan = sy.plan_pack(table([row("C3927", "Zor Abu Zayd", "SY050501")]))
    assert [item.what for item in plan.items] == ["collision"]
    sy.take_pack(plan, range(9))
    assert sy.places.facts[known.id] == known


def test_rows_that_cannot_be_taken_say_where_they_stand_and_what_to_do(sy: Store) -> None:
    rows = [row("C1", "One", "NOWHERE"), row("C2", ""), row("C3", "Three"), row("C3", "Other")]
    rows += [row("L1", "a", "L2", None), row("L2", "b", "L1", None), row("C5", "deep", "C3", None)]
    plan = sy.plan_pack(table(rows))
    assert len(plan.refused) == 6
    assert all(one.sheet == "Admin4" and one.row and one.what and one.todo for one in plan.refused)
    assert [item.row.code for item in plan.items if item.row] == ["C3"]


def test_an_older_table_says_that_it_is_older(sy: Store) -> None:
    sy.take_pack(sy.plan_pack(table([row("C9001", "Tell Hajar")], "2025-01-01")))
    assert sy.plan_pack(table([row("C9001", "Tell Hajar")], "2023-01-01")).older == "2025-01-01"


def test_an_import_that_is_stopped_leaves_nothing(sy: Store) -> None:
    sy.take_pack(sy.plan_pack(table([row("C9001", "Tell Hajar")])))
    plan = sy.plan_pack(table([row("C9001", "Changed"), row("C9002", "Ain Zarqa")], "2025-01-01"))
    before = sy.state_hash()

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        sy.take_pack(plan, plan.sure(), progress=stop)
    assert (sy.state_hash(), sy.places.by_code("C9002")) == (before, None)


def test_a_place_a_person_withdrew_is_not_brought_back(sy: Store) -> None:
    sy.take_pack(sy.plan_pack(table([row("C9001", "Tell Hajar")])))
    change(sy, "place", place_id("C9001"), withdrawn="not a place")
    assert whats(sy, row("C9001", "Tell Hajar"), version="2025-01-01") == {"same": 1}


def test_twenty_thousand_places_come_in_with_progress(sy: Store) -> None:
    areas = [row(f"SY0702{at:02d}", f"Area {at}", "SY0702", 3) for at in range(30, 80)]
    names = ["Tell", "Kafr", "Ain", "Deir", "Nab", "Wadi", "Jabal", "Khirbet", "Rasm", "Umm"]
    rows = [
        row(f"C{at:06d}", f"{names[at % 10]} {at:x} {names[at // 7 % 10]}", f"SY0702{30 + at % 50}")
        for at in range(20_000)
    ]
    seen: list[int] = []
    sy.take_pack(sy.plan_pack(table([*areas, *rows])), progress=lambda done, total: seen.append(done))
    assert len(seen) > 5
    assert sy.places.by_code("C019999") is not None
    assert sy.suggest_places("C019999")[0].code == "C019999"


# --------------------------------------------------------------------------------------------- command line


def asked(tmp_path: Path, capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str]:
    secret = tmp_path / "secret"
    secret.write_text("four quiet words here\n", encoding="utf-8")
    code = exports.cli.main(
        ["--data", str(tmp_path / "data"), "--lang", "en", "--passphrase-file", str(secret), *argv]
    )
    return code, capsys.readouterr().out


def test_the_command_line_adds_a_country_and_imports_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, capsys, "new", "--team", "T 1", "--person", "P", "--country", "SD")[0] == 0
    code, out = asked(tmp_path, capsys, "places", "add-country", "SD", "--json")
    assert (code, json.loads(out)["country"]) == (0, "SD")
    assert json.loads(out)["added"] > 80
    file = str(workbook(tmp_path / "sdn.xlsx", ADMIN))
    looked = json.loads(asked(tmp_path, capsys, "places", "import", file, "--json")[1])
    assert (looked["counts"]["new"], looked["counts"]["same"], looked["added"]) == (3, 1, 0)
    taken = json.loads(asked(tmp_path, capsys, "places", "import", file, "--accept", "all", "--json")[1])
    assert (taken["pack"], taken["added"]) == ("P-codes SD 2024-02-22", 3)
    assert len(taken["refused"]) == 2
    again = json.loads(asked(tmp_path, capsys, "places", "import", file, "--accept", "all", "--json")[1])
    assert (again["counts"]["same"], again["added"], again["accepted"]) == (4, 0, 0)


def test_an_unknown_country_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked(tmp_path, capsys, "new", "--team", "T 1", "--person", "P")
    assert asked(tmp_path, capsys, "places", "add-country", "XX")[0] == 1
