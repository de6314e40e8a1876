"""A partner's file that comes back: untouched it says nothing; edited, exactly its edits; nothing it was not told."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exports import (
    FileAsked,
    Proposal,
    Sharing,
    comes_back,
    disclose,
    edits,
    read_back,
    write_entry_workbook,
    write_file,
    write_problems,
)
from storage.edits import Edit
from storage.errors import UserError
from storage.fields.kinds import AgeValue, DayValue, NameValue, Parts, Range
from storage.sharing.privacy import Level
from storage.store import Store
from tests.builders import a_store, place
from tests.conftest import a_practice
from tests.rounds import rounds
from tests.test_reread import Sheets, add, ids, quiet

PARTNER = Sharing(Level.PARTNER, recipient="Health cluster", purpose="cross-check")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    village = place(made, "Kafr Nobol")
    strike = add(made, "incident", occurred=DayValue.on(date(2019, 7, 4)), place=village, attack="air_strike",
                 strikes=Range(3, 5), tags=("siren",), status="complete")  # fmt: skip
    for given, years, consent in (("أحمد", 23, "partners"), ("سارة", 35, "team"), ("خالد", None, None)):
        add(made, "victim", incident=strike, sex="male", outcome="killed", consent=consent, status="complete",
            name=NameValue(Parts(given, "", "", "العلي")), age=years and AgeValue(years, years, "y"))  # fmt: skip
    hospital = add(made, "facility", name_ar="مشفى البلدة", place=village, kind="hospital")
    add(made, "damage", incident=strike, facility=hospital, damage="minor")
    add(made, "movement", origin=village, direction="out", persons=Range(300, None), triggers=(strike,))
    yield made
    made.close()


def out(store: Store, path: Path, language: str = "en", sharing: Sharing = PARTNER) -> Path:
    with store.frozen() as source:
        report = write_file(source, path, FileAsked(language=language, sharing=sharing))
    disclose(store, report)
    return path


def theirs(sheets: Sheets, kind: str, key: str, value: Any) -> str:
    """The id in the file of the record whose cell says this."""
    at = sheets.column(kind, key)
    return next(str(row[0].value) for row in sheets[kind].iter_rows() if row[at - 1].value == value)


def edited(store: Store, path: Path, edit: Callable[[Sheets], Any]) -> Proposal:
    sheets = Sheets(path)
    edit(sheets)
    sheets.book.save(path.with_name("edited.xlsx"))
    return read_back(store, path.with_name("edited.xlsx"), language="en")


def told(proposal: Proposal) -> list[tuple[str, str, str, str]]:
    return sorted((one.field, one.was, one.file, one.how) for one in proposal.changes)


def person(store: Store, given: str) -> str:
    found = (store.read("victim", record) for record in ids(store, "victim"))
    return next(one.id for one in found if one is not None and one.values["name"].ar.given == given)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_practice_registers_partner_file_comes_home_untouched(
    practice_file: Path, tmp_path: Path, language: str
) -> None:
    store = a_practice(practice_file, tmp_path)
    try:
        proposal = read_back(store, out(store, tmp_path / "out.xlsx", language), language="en")
    finally:
        store.close()
    assert quiet(proposal), (proposal.counts(), proposal.changes[:3], proposal.problems[:3], proposal.missing[:3])
    assert proposal.partner == "Health cluster"


def test_it_stays_quiet_whatever_is_changed_here_meanwhile(register: Store, tmp_path: Path) -> None:
    path = out(register, tmp_path / "out.xlsx")
    for kind in ("victim", "incident", "facility", "movement"):
        for record in ids(register, kind):
            register.save([Edit(kind, record, {"notes" if kind != "incident" else "narrative": "x"})])
    register.save([Edit("victim", person(register, "أحمد"), {"consent": "team", "sex": "female"})])
    register.save([Edit("victim", person(register, "سارة"), {"consent": "public", "age": AgeValue(7, 7, "y")})])
    add(register, "victim", incident=ids(register, "incident")[0], outcome="injured")
    proposal = read_back(register, path, language="en")
    assert not proposal.changes and not proposal.new_rows and not proposal.missing
    assert not [one for one in proposal.problems if one.serious]


def test_edits_find_our_records_and_a_change_here_meanwhile_is_a_conflict(register: Store, tmp_path: Path) -> None:
    path = out(register, tmp_path / "out.xlsx")
    register.save([Edit("incident", ids(register, "incident")[0], {"strikes": Range(9, 9)})])

    def edit(sheets: Sheets) -> None:
        ahmad = theirs(sheets, "victim", "victim.name.ar", "أحمد العلي")
        sheets.put("victim", ahmad, "victim.age", "24")
        sheets.put("victim", ahmad, "victim.outcome", "Injured")
        strike = theirs(sheets, "incident", "incident.attack", "Air strike")
        sheets.put("incident", strike, "incident.strikes", 4)
        sheets.put(
            "movement", theirs(sheets, "movement", "movement.direction", "Left home"), "movement.triggers", None
        )

    proposal = edited(register, path, edit)
    assert told(proposal) == [
        ("age", "23", "24", "changed"), ("outcome", "Killed", "Injured", "changed"),
        ("strikes", "3–5", "4", "conflict"),
        ("triggers", proposal.changes[-1].was, "", "changed")]  # fmt: skip
    assert {one.record for one in proposal.changes if one.kind == "victim"} == {person(register, "أحمد")}
    register.save(edits(register, proposal, proposal.clean()))
    entry = register.read("victim", person(register, "أحمد"))
    assert entry is not None and (entry.values["age"], entry.values["outcome"]) == (AgeValue(24, 24, "y"), "injured")


def test_what_was_told_coarsely_is_never_taken_for_what_we_know(register: Store, tmp_path: Path) -> None:
    path = out(register, tmp_path / "out.xlsx")

    def rows(sheets: Sheets) -> list[str]:
        at = sheets.column("victim", "victim.age")
        return [str(row[0].value) for row in sheets["victim"].iter_rows(min_row=3) if row[at - 1].value == "30–39"]

    def same(sheets: Sheets) -> None:
        (record,) = rows(sheets)
        sheets.put("victim", record, "victim.age", "35")

    def closer(sheets: Sheets) -> None:
        (record,) = rows(sheets)
        sheets.put("victim", record, "victim.age", "31")
        sheets.put("victim", record, "victim.name.ar", "سارة العمر")

    def wider(sheets: Sheets) -> None:
        (record,) = rows(sheets)
        sheets.put("victim", record, "victim.age", "20-40")

    assert told(edited(register, path, same)) == [("age", "30–39", "35", "same")]
    proposal = edited(register, path, closer)
    assert told(proposal) == [("age", "30–39", "31", "conflict"), ("name", "", "سارة العمر", "conflict")]
    assert not proposal.clean()
    proposal = edited(register, path, wider)
    assert not proposal.changes and [one.word for one in proposal.problems if one.serious] == ["cell"]


def test_positions_numbers_and_hidden_columns_change_nothing(register: Store, tmp_path: Path) -> None:
    path = out(register, tmp_path / "out.xlsx")

    def edit(sheets: Sheets) -> None:
        strike = theirs(sheets, "incident", "incident.attack", "Air strike")
        sheets.put("incident", strike, "incident.position", "35.1, 36.2")
        for row in range(4, 7):  # below the banner
            sheets["victim"].cell(row, sheets.column("victim", "victim.code")).value = f"V-{row}"

    proposal = edited(register, path, edit)
    assert not proposal.changes and not proposal.new_rows
    assert len([one for one in proposal.problems if one.serious]) == 4


def test_new_and_missing_rows(register: Store, tmp_path: Path) -> None:
    path = out(register, tmp_path / "out.xlsx")

    def edit(sheets: Sheets) -> None:
        strike = theirs(sheets, "incident", "incident.attack", "Air strike")
        row = sheets.add("victim", outcome="Injured", sex="Female")
        sheets["victim"].cell(row, sheets.column("victim", "victim.incident.id")).value = strike
        sheets["facility"].delete_rows(4)

    proposal = edited(register, path, edit)
    (fresh,) = proposal.new_rows
    assert fresh.values["incident"] == ids(register, "incident")[0]
    assert [(one.kind, one.record) for one in proposal.missing] == [("facility", ids(register, "facility")[0])]
    register.save(edits(register, proposal, proposal.clean()))
    again = edited(register, path, edit)
    assert again.counts()["new"] == 0 and not again.changes


def test_only_the_register_that_made_it_reads_it_and_only_with_its_disclosure(register: Store, tmp_path: Path) -> None:
    path = out(register, tmp_path / "out.xlsx")
    other = a_store(tmp_path, team="Idlib 1")
    try:
        for _ in range(register.position()):
            add(other, "source", title="x")
        with pytest.raises(UserError) as refused:
            read_back(other, path, language="en")
        assert refused.value.kind == "other-register"
    finally:
        other.close()
    with register.frozen() as source:
        write_file(source, tmp_path / "unlogged.xlsx", FileAsked(language="en", sharing=PARTNER))
    with pytest.raises(UserError) as refused:
        read_back(register, tmp_path / "unlogged.xlsx", language="en")
    assert refused.value.kind == "other-register"


def test_the_mark_tells_nothing_and_joins_no_two_files(register: Store, tmp_path: Path) -> None:
    marks = set()
    for number in range(2):
        book = load_workbook(out(register, tmp_path / f"out{number}.xlsx"))
        said = {item.name: item.value for item in book.custom_doc_props.props}
        marks.add(said["sijill.mark"])
        assert "sijill.witness" not in said
    with register.frozen() as source:
        witnesses = {source.witness(position) for position in range(1, source.position() + 1)}
    assert len(marks) == 2 and not marks & witnesses
    public = load_workbook(out(register, tmp_path / "public.xlsx", sharing=Sharing(Level.PUBLIC, "web", "p")))
    assert "sijill.mark" not in {item.name for item in public.custom_doc_props.props}


def test_without_properties_the_about_sheet_tells_whose_it_is(register: Store, tmp_path: Path) -> None:
    path = out(register, tmp_path / "out.xlsx", "ar")
    whole = load_workbook(path)
    whole.custom_doc_props.props.clear()
    whole.save(path)
    assert quiet(read_back(register, path, language="en"))


SHOWN = {
    "incident": {"warned_before": ("yes", "no", "unknown", None), "double_tap": ("yes", None)},
    "victim": {"sex": ("female", "unknown", None), "civilian_status": ("civilian", None), "displaced": ("yes", None)},
    "damage": {"damage": ("serious", "destroyed"), "closed": ("yes", "no", None)},
    "movement": {"certainty": ("confirmed", None), "warned_before": ("no", None)},
}


@pytest.mark.parametrize("seed", range(rounds(6, 40)))
def test_any_edits_come_back_exactly(register: Store, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    language = chance.choice(["en", "ar"])
    path = out(register, tmp_path / "out.xlsx", language)
    sheets, wanted = Sheets(path), {}
    with register.frozen() as source:
        past = register.partner_past(source, int(_said(path)["sijill.position"]), _said(path)["sijill.mark"])
        assert past is not None
        for _ in range(chance.randrange(1, 7)):
            kind = chance.choice(sorted(SHOWN))
            record = chance.choice(ids(register, kind))
            name = chance.choice(sorted(SHOWN[kind]))
            value = chance.choice(SHOWN[kind][name])
            (outward,) = past.theirs(kind, [record])
            sheets.put(kind, outward, f"{kind}.{name}", value)
            wanted[kind, record, name] = value
    for kind, record, name in list(wanted):
        entry = register.read(kind, record)
        assert entry is not None
        if entry.values.get(name) == wanted[kind, record, name]:
            del wanted[kind, record, name]
    sheets.book.save(tmp_path / "edited.xlsx")
    proposal = read_back(register, tmp_path / "edited.xlsx", language="en")
    assert {(one.kind, one.record, one.field): one.value for one in proposal.changes} == wanted
    assert not proposal.new_rows and not proposal.missing
    assert not [one for one in proposal.problems if one.serious]


def _said(path: Path) -> dict[str, str]:
    return {item.name: str(item.value) for item in load_workbook(path).custom_doc_props.props}


def test_files_that_come_back_are_told_from_foreign_ones(register: Store, tmp_path: Path) -> None:
    with register.frozen() as source:
        write_entry_workbook(source, tmp_path / "entry.xlsx", language="ar")
        write_file(source, tmp_path / "own.xlsx", FileAsked(language="en"))
    out(register, tmp_path / "partner.xlsx")
    out(register, tmp_path / "public.xlsx", sharing=Sharing(Level.PUBLIC, "web", "p"))
    write_problems([], tmp_path / "problems.xlsx", language="en")
    (tmp_path / "text.csv").write_text("a,b")
    ours = {path.stem for path in tmp_path.iterdir() if path.is_file() and comes_back(path)}
    assert ours == {"entry", "own", "partner"}
