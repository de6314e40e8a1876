"""Laws of looking at a file before it is made: what is shown is what will be written, and nothing more is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from exports import Cancelled, FileAsked, Manner, Shape, Sharing, preview, write_file
from exports.cells import plain
from exports.leaving.sampling import masked, told_as
from storage.fields.field import Privacy
from storage.fields.kind import Reading
from storage.fields.words import Words
from storage.records import RECORDS
from storage.sharing.privacy import Level, Treatment
from storage.store import Store
from tests.builders import a_store, a_victim, age, an_incident, name, place
from tests.canaries import SEALED_PLACE, marked

PARTNER = Sharing(Level.PARTNER, "Relief partner", "joint needs assessment")
PUBLIC = Sharing(Level.PUBLIC, "our website", "monthly report")
OF_ONE_FILE = re.compile(r"(P-\w+-\w+|[0-9a-f]{32})( [0-9a-f]{32})*")
"""Numbers and ids that are new in each file."""
LEVELS = [Sharing(), PARTNER, PUBLIC]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.close()


def seen(store: Store, sharing: Sharing, language: str = "en", **more: Any) -> Any:
    with store.frozen() as source:
        return preview(source, sharing, language=language, **more)


def field_of(found: Any, kind: str, key: str) -> Any:
    sheet = next(one for one in found.sheets if one.kind == kind)
    return next(one for one in sheet.fields if one.key == key)


def rows_of(book: Workbook, title: str, sharing: Sharing, language: str, shape: Shape) -> list[dict[str, str]]:
    """Rows of a sheet as texts, by what stands above them."""
    reading = Reading(Words(language), date.today())
    lines = list(book[title].rows)
    head = 0 if shape is Shape.ANALYST else 2 if sharing.outside else 1

    def text(cell: Any) -> str:
        return told_as(cell.value, "moment" if "h" in cell.number_format.casefold() else "date", reading)

    heads = [str(cell.value) for cell in lines[head]]
    return [dict(zip(heads, map(text, line), strict=True)) for line in lines[head + 1 :]]


@pytest.mark.parametrize(
    ("language", "shape"), [("en", Shape.ANALYST), ("en", Shape.COORDINATOR), ("ar", Shape.COORDINATOR)]
)
@pytest.mark.parametrize("sharing", LEVELS)
def test_the_sample_is_a_row_of_the_file_cell_for_cell(
    register: Store, tmp_path: Path, sharing: Sharing, language: str, shape: Shape
) -> None:
    marked(register, consent="partners")
    an_incident(register, claims=1, victims=7)
    a_victim(register, name=name("سمر خالد"), consent="no", age=age("34"))
    manner = Manner(shape)
    found = seen(register, sharing, language, manner=manner)
    with register.frozen() as source:
        path = write_file(
            source, tmp_path / "f.xlsx", FileAsked(language=language, sharing=sharing, manner=manner)
        ).path
    assert found.sheets
    book = load_workbook(path)
    for sheet in found.sheets:
        rows = rows_of(book, sheet.title, sharing, language, shape)
        told = {label: text for label, text in sheet.sample if not OF_ONE_FILE.fullmatch(text)}
        assert told, sheet.kind
        assert any(all(row.get(label) == text for label, text in told.items()) for row in rows), (sheet.kind, told)
        if sheet.heads:
            assert [tuple(row[head] for head in sheet.heads) for row in rows] == list(sheet.table)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_side_speaks_its_own_language(register: Store, language: str) -> None:
    a_victim(register, sex="male", incident=an_incident(register))
    found = field_of(seen(register, PARTNER, language, window="en"), "victim", "victim.sex")
    assert (found.label, found.here) == ("Sex", "Male")
    assert found.there == ("Male" if language == "en" else "ذكر")


def test_a_name_stands_in_the_register_and_not_in_the_file_without_consent(register: Store) -> None:
    a_victim(register, name=name("سمر خالد"), consent="no", age=age("34"), incident=an_incident(register))
    found = seen(register, PARTNER)
    told = field_of(found, "victim", "victim.name")
    assert (told.here, told.there, told.rule) == ("سمر خالد", "", Treatment.WITH_CONSENT)
    years = field_of(found, "victim", "victim.age")
    assert (years.here, years.there, years.rule) == ("34", "30–39", Treatment.COARSER)


def test_what_is_sealed_is_not_shown_on_the_screen_either(register: Store) -> None:
    found = marked(register)
    sealed = {form for one in found if one.privacy is Privacy.SEALED for form in one.forms}
    sealed.add(SEALED_PLACE)
    for sharing in LEVELS:
        sheets = seen(register, sharing).sheets
        shown = " ".join(f"{one.here} {one.there}" for sheet in sheets for one in sheet.fields)
        assert not [form for form in sealed if form in shown]
        for sheet in sheets:
            for one in sheet.fields:
                item = RECORDS[sheet.kind].fields.get(one.key.partition(".")[2])
                assert item is None or item.privacy is not Privacy.SEALED or item.kind.word == "phone" or not one.here


def test_a_phone_is_recognised_and_cannot_be_called(register: Store) -> None:
    assert masked("0933 555 214") == "09•• ••• 214"
    assert masked("12345") == "•••••"
    a_victim(register, kin_phone="0933 555 214", incident=an_incident(register))
    told = field_of(seen(register, PARTNER), "victim", "victim.kin_phone")
    assert (told.here, told.there, told.rule) == ("09•• ••• 214", "", Treatment.HIDDEN)


def test_only_what_is_asked_for_is_looked_at(register: Store) -> None:
    an_incident(register, victims=6)
    found = seen(register, PARTNER, manner=Manner(kinds=("victim",)))
    assert [sheet.kind for sheet in found.sheets] == ["victim"]
    assert found.rows == 6
    assert [sheet.kind for sheet in seen(register, PUBLIC, manner=Manner(kinds=("victim",))).sheets] == ["people"]


def test_a_village_is_too_close_for_the_public_before_anything_is_read(register: Store) -> None:
    from storage.errors import UserError
    from storage.period import Period

    with pytest.raises(UserError, match="too-close"):
        seen(register, PUBLIC, period=Period(place=place(register)))


@pytest.mark.parametrize("sharing", LEVELS)
def test_looking_stops_when_it_is_told_to(register: Store, sharing: Sharing) -> None:
    an_incident(register, victims=6)
    with pytest.raises(Cancelled), register.frozen(lambda: True) as source:
        preview(source, sharing, language="en", cancelled=lambda: True)
    assert seen(register, sharing).rows, "the connection is as good as before"


def test_a_long_statement_stops_in_its_middle(register: Store) -> None:
    from sqlalchemy import text

    steps = []

    def stop() -> bool:
        steps.append(1)
        return len(steps) > 3

    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"
    with pytest.raises(Cancelled), register.frozen(stop) as source, source.at_this_moment() as (_, connection):
        connection.execute(text(endless)).scalar()
    with register.frozen() as source:
        assert source.count("incident", None) == 0


def test_words_of_the_sample_are_plain(register: Store) -> None:
    an_incident(register, victims=1)
    for sheet in seen(register, PARTNER, "ar", window="ar").sheets:
        for one in sheet.fields:
            assert one.here == plain(one.here)
            assert one.there == plain(one.there)


@pytest.mark.parametrize("sharing", LEVELS)
def test_samples_are_there_before_anything_is_counted(register: Store, sharing: Sharing) -> None:
    marked(register)
    an_incident(register, victims=6)
    early, whole = seen(register, sharing, counted=False), seen(register, sharing)
    assert early.rows == -1
    told = {sheet.kind: [one.key for one in sheet.fields] for sheet in whole.sheets if sheet.fields}
    told = told if sharing.level is Level.INTERNAL else {kind: keys for kind, keys in told.items() if kind != "place"}
    assert {sheet.kind: [one.key for one in sheet.fields] for sheet in early.sheets} == told
