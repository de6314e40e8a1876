"""Hostile workbooks: refused with a sentence in bounded memory, or read; never a fault, never a changed register."""

from __future__ import annotations

import io
import os
import random
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exports import Proposal, edits, read_back
from storage.errors import UserError
from storage.store import Store
from tests.builders import a_store
from tests.test_reread import exported, fill

RELEASE = bool(os.environ.get("SIJILL_RELEASE"))
MUTANTS = 1_200 if RELEASE else 320
TYPED = {"not-a-workbook", "locked-workbook", "damaged-workbook", "too-large-workbook", "not-an-export",
         "newer-export", "other-level", "other-register"}  # fmt: skip
SHEET = "xl/worksheets/sheet4.xml"

Change = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = fill(a_store(tmp_path_factory.mktemp("hostile")))
    yield made
    made.close()


@pytest.fixture(scope="module")
def good(register: Store, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return exported(register, tmp_path_factory.mktemp("good") / "out.xlsx").read_bytes()


def packed(parts: dict[str, bytes], *, plain: bool = False) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return memory.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def attempt(store: Store, folder: Path, data: bytes) -> Proposal | str:
    path = folder / "hostile.xlsx"
    path.write_bytes(data)
    try:
        return read_back(store, path, language="en")
    except UserError as refused:
        assert refused.kind in TYPED, refused.kind
        assert refused.what.text and refused.todo.text
        return refused.kind


# ---------------------------------------------------------------------------------------- mutated files


def mutated(good: bytes, parts: dict[str, bytes], chance: random.Random) -> bytes:
    """One of many ways a file can be spoiled."""
    way = chance.randrange(6)
    if way == 0:  # bytes of the file itself
        spoiled = bytearray(good)
        for _ in range(chance.randrange(1, 12)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        return bytes(spoiled)
    if way == 1:
        return good[: chance.randrange(len(good))]
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    data = bytearray(parts[name])
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data)) if data else 0
        if way == 2:
            data[at : at + 1] = bytes([chance.randrange(256)])
        elif way == 3:
            del data[at : at + chance.randrange(1, 80)]
        elif way == 4:
            end = at + chance.randrange(1, 200)
            data[at:at] = data[at:end] * chance.randrange(1, 4)
        else:
            data[at:at] = chance.choice(JUNK)
    return packed({**parts, name: bytes(data)}, plain=True)


JUNK = [b"<c", b"</row>", b'<row r="999999999">', b'<c r="XFD1048576"><v>1</v></c>', b"&#0;", b"<!--", b"]]>", b"\0",
        b't="s"', b"<v>1e999</v>", b"<v>-1</v>", b'<c r="A1" t="s"><v>99999999</v></c>', b"<f>1/0</f>", b"&lol;",
        b"\xff\xfe", b'<mergeCell ref="A1:XFD1048576"/>', b'<row r="3"/>']  # fmt: skip


def test_mutated_files_are_refused_in_words_or_read_and_change_nothing(
    register: Store, good: bytes, tmp_path: Path
) -> None:
    parts, before, chance = unpacked(good), register.state_hash(), random.Random(20190704)
    outcomes: dict[str, int] = {}
    for _ in range(MUTANTS):
        found = attempt(register, tmp_path, mutated(good, parts, chance))
        if isinstance(found, Proposal):
            edits(register, found, found.clean())
        outcomes[found if isinstance(found, str) else "read"] = outcomes.get(str(found)[:20], 0) + 1
    assert register.state_hash() == before
    assert "damaged-workbook" in outcomes and "read" in outcomes


# ------------------------------------------------------------------------------------------- by hand

ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)
ATTACKS: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "a cell at the far end": lambda parts: _into(parts, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a row far away": lambda parts: _into(parts, b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    "a row beyond all rows": lambda parts: _into(parts, b'<row r="9999999"><c r="A9999999"><v>1</v></c></row>'),
    "a cell in another row than it says": lambda parts: _into(parts, b'<row r="400"><c r="A900000"/></row>'),
    "a million columns": lambda parts: _into(parts, b'<row r="400">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row>"),
    "lying dimensions": lambda parts: {
        **parts,
        SHEET: parts[SHEET].replace(b"<dimension ref=", b'<dimension ref="A1:XFD1048576" old='),
    },
    "entities in a sheet": lambda parts: {**parts, SHEET: ENTITIES + parts[SHEET]},
    "entities between cells": lambda parts: _into(parts, b"<!ENTITY x 'y'>"),
    "entities in the properties": lambda parts: {
        **parts, "docProps/custom.xml": ENTITIES + parts["docProps/custom.xml"].replace(b"internal", b"&c;"),
    },
    "texts without end": lambda parts: {**parts, "xl/sharedStrings.xml": b"<sst>" + b"<si><t>" * 100_000},
    "styles without end": lambda parts: {**parts, "xl/styles.xml": b"<styleSheet>" + b" " * (17 << 20)},
    "sheets outside": lambda parts: {
        **parts,
        "xl/_rels/workbook.xml.rels": parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/", b"../../../etc/"),
    },
    "no sheets": lambda parts: {name: data for name, data in parts.items() if "worksheets" not in name},
    "no styles": lambda parts: {name: data for name, data in parts.items() if name != "xl/styles.xml"},
    "a merge over everything": lambda parts: {
        **parts,
        SHEET: parts[SHEET].replace(b"</sheetData>", b'</sheetData><mergeCell ref="A3:XFD1048576"/>'),
    },
}  # fmt: skip


def _into(parts: dict[str, bytes], rows: bytes) -> dict[str, bytes]:
    return {**parts, SHEET: parts[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_end_in_words_or_are_read_as_what_they_are(
    register: Store, good: bytes, tmp_path: Path, attack: str
) -> None:
    before = register.state_hash()
    found = attempt(register, tmp_path, packed(ATTACKS[attack](unpacked(good))))
    if isinstance(found, Proposal):
        assert not found.changes, found.changes
    assert register.state_hash() == before


def test_a_bomb_is_refused_before_it_is_unpacked(register: Store, good: bytes, tmp_path: Path) -> None:
    rows = b'<row r="400"><c r="A400" t="inlineStr"><is><t>' + b"a" * (200 << 20) + b"</t></is></c></row>"
    assert attempt(register, tmp_path, packed(_into(unpacked(good), rows))) == "too-large-workbook"


PROBE = """
import resource, sys
from pathlib import Path
from exports.reread.book import SheetReader
from exports.reread.parts import open_parts
from storage import UserError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with open_parts(Path(sys.argv[1])) as parts:
        for sheet in parts.sheets:
            for block in SheetReader(parts, sheet).blocks():
                pass
except UserError as refused:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(resource, "RUSAGE_SELF"), reason="memory is told by Unix")
@pytest.mark.parametrize(
    "attack", ["a cell at the far end", "a row far away", "a cell in another row than it says", "a million columns"]
)
def test_cells_far_apart_make_no_room_for_all_between(good: bytes, tmp_path: Path, attack: str) -> None:
    path = tmp_path / "far.xlsx"
    path.write_bytes(packed(ATTACKS[attack](unpacked(good))))
    ran = subprocess.run([sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 300, "megabytes"
