"""CSV, GeoJSON and protected files: what stands in them, that nothing may run or leave that should not."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

import exports.leaving.landing
from exports import Cancelled, FileAsked, Format, Manner, Report, Shape, Sharing, disclose, write_file
from exports.leaving.harmless import guarded, unguarded
from storage.edits import Edit
from storage.errors import UserError
from storage.fields.words import Words
from storage.period import Period
from storage.store import Store
from tests.builders import a_store, a_victim, an_incident, change, count, day, name, place
from tests.canaries import INTERNAL_PLACE, SEALED_PLACE, marked, stands_in
from tests.disk import files_up_to
from tests.test_sharing import OUTSIDE, PARTNER, PUBLIC, may_leave

LANGUAGES = ["en", "ar"]
SHARINGS = {"internal": Sharing(), **OUTSIDE}
FILES = {"xlsx": Format.XLSX, "csv": Format.CSV, "zip": Format.CSV, "geojson": Format.GEOJSON}
RELEASE = bool(os.environ.get("SIJILL_RELEASE"))
OPENED = FILES if RELEASE else ("xlsx", "csv")
"""Protected files that are opened again: every format goes the same way, and each opening is slow on purpose."""
ARABIC = "قصف البلدة، «الفرن»"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.close()


def made(store: Store, target: Path, sharing: Sharing | None = None, language: str = "en", **more: Any) -> Report:
    """A file, in the format its name says unless told."""
    asked = {key: more.pop(key) for key in ("period", "progress", "cancelled") if key in more}
    manner = Manner(format=FILES[target.suffix[1:]], **more)
    with store.frozen() as source:
        return write_file(source, target, FileAsked(language, sharing=sharing or Sharing(), manner=manner, **asked))


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def bytes_of(path: Path) -> str:
    """All that can be read in a file, parts of packages unpacked."""
    data = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return data.decode("utf-8")
    with zipfile.ZipFile(path) as package:
        return "\n".join(package.namelist()) + b"\n".join(package.read(one) for one in package.namelist()).decode()


# ------------------------------------------------------------------------------------------------- no formulas


@given(st.text(alphabet=st.sampled_from("'=+-@ \t\r\n＝＠a١"), max_size=8) | st.text(max_size=8))
@example("'=1")
@example("'")
@example("''\t")
def test_a_guarded_text_is_no_formula_and_comes_back_exactly(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell.lstrip(" ")[:1] not in set("=+-@＝＋－＠\t\r")


def test_no_cell_of_a_csv_can_run(register: Store, tmp_path: Path) -> None:
    an_incident(register, public_account='=HYPERLINK("http://x","y")', place_note="@SUM(1)", narrative="\t=1+1")
    report = made(register, tmp_path / "a.csv", shape=Shape.ANALYST)
    (row,) = lines(report.path.read_bytes())
    told = {key: row[f"incident.{key}"] for key in ("public_account", "place_note", "narrative")}
    assert told == {
        "public_account": '\'=HYPERLINK("http://x","y")', "place_note": "'@SUM(1)", "narrative": "'\t=1+1",
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------- CSV


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_csv_holds_one_table_and_says_where_the_others_are(register: Store, tmp_path: Path, language: str) -> None:
    an_incident(register, victims=2, public_account=f"{ARABIC}\nسطر ثانٍ")
    report = made(register, tmp_path / "a.csv", language=language, shape=Shape.ANALYST)
    (row,) = lines(report.path.read_bytes())
    assert row["incident.occurred"] == "2019-07-04"
    assert row["incident.public_account"] == f"{ARABIC}\nسطر ثانٍ"
    assert row["~incident.named_killed"] == "2"
    assert report.rows == {"incident": 1}
    assert any("--kinds" in one and "victim" in one for one in report.remarks)
    assert report.path.read_bytes().startswith(b"\xef\xbb\xbf")
    people = made(register, tmp_path / "b.csv", language=language, kinds=("victim",), bom=False)
    assert not people.path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [one[Words(language).field("victim.sex")] for one in lines(people.path.read_bytes())] == [
        Words(language).code("sex", "male")
    ] * 2


def test_a_zip_holds_every_table_and_a_text_about_them(register: Store, tmp_path: Path) -> None:
    an_incident(register, claims=1, victims=2)
    change(register, "victim", a_victim(register), withdrawn="entered twice")
    report = made(register, tmp_path / "a.zip", shape=Shape.ANALYST)
    with zipfile.ZipFile(report.path) as package:
        assert package.testzip() is None
        about = package.read("about.txt").decode("utf-8-sig")
        tables = {one: len(lines(package.read(one))) for one in package.namelist() if one.endswith(".csv")}
    assert tables == {f"{kind}.csv": rows for kind, rows in report.rows.items()}
    assert tables["victim.csv"] == 2
    assert "victim.csv: 2" in about
    assert "1 withdrawn record is not in this file." in about
    assert report.left_out == 1
    assert len(made(register, tmp_path / "b.zip", kinds=("incident", "claim")).rows) == 2


def test_a_table_nobody_knows_is_refused_with_those_there_are(register: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        made(register, tmp_path / "a.csv", PUBLIC, kinds=("claim",))
    assert refused.value.kind == "unknown-table"
    assert "people" in Words("en").say(refused.value.todo)
    assert list(tmp_path.glob("a.*")) == []


def test_a_csv_keeps_to_the_period(register: Store, tmp_path: Path) -> None:
    an_incident(register, code="A")
    an_incident(register, code="B", occurred=day("2019-08-01"))
    found = made(register, tmp_path / "a.csv", shape=Shape.ANALYST, period=Period(day("2019-07-20").first))
    assert [row["incident.code"] for row in lines(found.path.read_bytes())] == ["B"]


# ------------------------------------------------------------------------------------------------- GeoJSON


def features(report: Report, kind: str) -> list[dict[str, Any]]:
    found = json.loads(report.path.read_text(encoding="utf-8"))["features"]
    return [one for one in found if one["properties"]["kind"] == kind]


def on_map(store: Store) -> None:
    village = place(store, "Kafr Nobol")
    an_incident(store, place=village, claims=1, victims=6)
    store.save([
        Edit("facility", None, {"name_en": "Old mill hospital", "kind": "hospital", "place": village}),
        Edit("movement", None, {"origin": village, "destination": place(store, "Darkosh"), "direction": "out",
                                "started": day("2019-07-05"), "persons": count("300")}),
    ])  # fmt: skip


@pytest.mark.parametrize("level", list(SHARINGS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_map_is_as_coarse_as_its_level(register: Store, tmp_path: Path, level: str, language: str) -> None:
    on_map(register)
    report = made(register, tmp_path / "a.geojson", SHARINGS[level], language)
    whole = json.loads(report.path.read_text(encoding="utf-8"))
    assert whole["type"] == "FeatureCollection"
    assert whole["metadata"]["level"] == level
    assert whole["metadata"]["features"] == report.rows
    (incident,) = features(report, "incident")
    near = [36.564, 35.614] if level != "public" else [36.68, 35.65]
    assert incident["geometry"] == {"type": "Point", "coordinates": near}
    assert incident["properties"]["killed_min"] == 2
    assert ("id" in incident) is (level != "public")
    if level == "public":
        assert "Old mill" not in report.path.read_text(encoding="utf-8")
        assert not features(report, "village")
        assert features(report, "displaced")[0]["geometry"]["coordinates"] == near
    else:
        assert features(report, "facility")[0]["geometry"]["coordinates"] == near
        assert features(report, "facility")[0]["properties"]["name_en"] == "Old mill hospital"
        (village,) = features(report, "village")
        assert (village["properties"]["left_min"], village["geometry"]["coordinates"]) == (300, near)
        assert ("returned_min" in village["properties"]) is (level == "internal")


def test_what_has_no_position_is_on_no_map_but_in_the_file(register: Store, tmp_path: Path) -> None:
    an_incident(register, place=place(register, "SY070203"))
    nowhere = next(one.id for one in register.places.facts.values() if one.level == 4 and one.at is None)
    an_incident(register, place=nowhere)
    report = made(register, tmp_path / "a.geojson")
    assert [one["geometry"] is None for one in features(report, "incident")] == [False, True]
    assert "1 feature has no position, because its place has none." in report.remarks


def test_exact_positions_never_leave_on_a_map(register: Store, tmp_path: Path) -> None:
    marked(register, consent="public")
    for level, sharing in SHARINGS.items():
        told = made(register, tmp_path / f"{level}.geojson", sharing).path.read_text(encoding="utf-8")
        for one in json.loads(told)["features"]:
            if one["geometry"] is not None:
                lon, lat = one["geometry"]["coordinates"]
                assert (lat, lon) not in {(33.0 + number / 9_973, 36.5) for number in range(2000)}
                assert lon != 36.5


# ------------------------------------------------------------------------------------------------- canaries


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("suffix", ["csv", "zip", "geojson"])
@pytest.mark.parametrize("level", list(OUTSIDE))
def test_no_mark_of_a_more_private_field_is_anywhere_in_the_bytes(
    register: Store, tmp_path: Path, level: str, suffix: str, language: str
) -> None:
    found = marked(register, consent="organisation")
    text = bytes_of(made(register, tmp_path / f"a.{suffix}", OUTSIDE[level], language).path)
    allowed = {
        form for one in found if may_leave(one, OUTSIDE[level].level) and one.field != "id" for form in one.forms
    }
    raw = {form for one in found if one.field == "id" for form in one.forms}
    for one in found:
        for form in one.forms:
            if form in raw or form not in allowed:
                assert not stands_in(form, text), one
    for hidden in (SEALED_PLACE, INTERNAL_PLACE) if level == "partner" else (SEALED_PLACE,):
        facts = register.places.get(place(register, hidden))
        assert facts is not None
        assert facts.id not in text
        assert facts.code not in text
    assert "Tester" not in text


@pytest.mark.parametrize("suffix", ["csv", "zip", "geojson"])
def test_sealed_fields_are_in_no_file_of_our_own_either(register: Store, tmp_path: Path, suffix: str) -> None:
    from storage.fields.field import Privacy

    found = marked(register, consent="public")
    text = bytes_of(made(register, tmp_path / f"a.{suffix}").path)
    for one in found:
        if one.privacy is Privacy.SEALED:
            assert not any(stands_in(form, text) for form in one.forms), one


# ------------------------------------------------------------------------------------------------- protection


@pytest.mark.parametrize("suffix", list(OPENED))
def test_a_protected_file_opens_only_with_its_passphrase(register: Store, tmp_path: Path, suffix: str) -> None:
    an_incident(register, victims=1)
    phrase = "جسر lantern ملح 7"
    report = made(register, tmp_path / f"a.{suffix}", passphrase=phrase)
    assert report.path.name == f"a.{suffix}.age"
    assert report.protected
    sealed = report.path.read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert report.sha256 == hashlib.sha256(sealed).hexdigest()
    plain = pyrage.passphrase.decrypt(sealed, phrase)
    assert suffix != "xlsx" or len(load_workbook(io.BytesIO(plain)).sheetnames) > 5
    assert suffix != "csv" or lines(plain)
    if suffix == "csv" or RELEASE:
        with pytest.raises(pyrage.DecryptError):
            pyrage.passphrase.decrypt(sealed, "another")
    entry = register.read("disclosure", disclose(register, report))
    assert entry is not None
    assert (entry.values["protected"], entry.values["file_name"]) == ("yes", report.path.name)
    assert {one.name for one in tmp_path.iterdir() if one.is_file()} == {report.path.name}


def test_the_plain_bytes_of_a_protected_file_never_touch_the_disk(
    register: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_incident(register, victims=1, code="INC-SEEN")
    seen: list[bytes] = []

    def looked(data: bytes, passphrase: str) -> bytes:
        seen.extend(one.read_bytes() for one in tmp_path.iterdir() if one.is_file())
        assert b"INC-SEEN" in data
        raise RuntimeError("stopped at the moment of sealing")

    monkeypatch.setattr(exports.leaving.landing, "sealed", looked)
    with pytest.raises(RuntimeError):
        made(register, tmp_path / "a.csv", passphrase="x y z")
    assert seen == [b""]
    assert not [one for one in tmp_path.iterdir() if one.is_file()]


def test_a_name_that_promises_protection_needs_a_passphrase(register: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused, register.frozen() as source:
        write_file(source, tmp_path / "a.xlsx.age", FileAsked(language="en"))
    assert refused.value.kind == "no-passphrase"


@pytest.mark.parametrize("language", LANGUAGES)
def test_whether_a_file_is_protected_is_said_plainly(register: Store, tmp_path: Path, language: str) -> None:
    words = Words(language)
    bare = words.t("Not protected: whoever gets hold of this file can read it.")
    sealed = words.t("Protected: it opens only with its passphrase, with any program that knows the format age.")
    for suffix in FILES:
        assert bare in made(register, tmp_path / f"a.{suffix}", PARTNER, language).remarks
        assert bare not in made(register, tmp_path / f"a.{suffix}", PUBLIC, language).remarks
        if (suffix, language) == ("csv", "ar") or RELEASE:  # sealing is slow on purpose
            assert sealed in made(register, tmp_path / f"b.{suffix}", PARTNER, language, passphrase="x y").remarks


# ------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("suffix", "passphrase"),
    [*((one, "") for one in FILES), *((one, "window salt bridge") for one in (FILES if RELEASE else ("xlsx",)))],
)
def test_a_full_disk_leaves_the_file_that_was_there(
    register: Store, tmp_path: Path, suffix: str, passphrase: str
) -> None:
    an_incident(register, victims=30)
    target = tmp_path / (f"a.{suffix}.age" if passphrase else f"a.{suffix}")
    target.write_bytes(b"before")
    with register.frozen() as source, pytest.raises(UserError) as refused, files_up_to(700):
        write_file(
            source, target, FileAsked(language="en", manner=Manner(format=FILES[suffix], passphrase=passphrase))
        )
    assert refused.value.kind == "disk-full"
    assert target.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [target.name]


@pytest.mark.parametrize("suffix", list(FILES))
def test_a_stopped_export_leaves_nothing(register: Store, tmp_path: Path, suffix: str) -> None:
    an_incident(register, victims=3)
    with pytest.raises(Cancelled):
        made(register, tmp_path / f"a.{suffix}", cancelled=lambda: True)
    assert not [one for one in tmp_path.iterdir() if one.is_file()]


@pytest.mark.parametrize("suffix", list(FILES))
def test_a_folder_that_takes_nothing_is_said_in_words(register: Store, tmp_path: Path, suffix: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "missing"):
        for phrase in ("", "x y"):
            with pytest.raises(UserError):
                made(register, folder / f"a.{suffix}", passphrase=phrase)


@pytest.mark.parametrize("suffix", ["csv", "zip", "geojson"])
def test_progress_reaches_its_end(register: Store, tmp_path: Path, suffix: str) -> None:
    an_incident(register, victims=3)
    seen: list[tuple[int, int]] = []
    report = made(register, tmp_path / f"a.{suffix}", progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (sum(report.rows.values()),) * 2


def test_names_leave_a_csv_for_partners_only_with_consent(register: Store, tmp_path: Path) -> None:
    a_victim(register, name=name("محمد خالد الأحمد"), consent="partners")
    a_victim(register, name=name("سمر خالد"), consent="no")
    told = bytes_of(made(register, tmp_path / "a.csv", PARTNER, kinds=("victim",)).path)
    assert "محمد خالد الأحمد" in told
    assert "سمر" not in told
